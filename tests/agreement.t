#!/usr/bin/python3
"""The same samples to score/stats/stats_*.c, to scipy.stats and to R: the same answers.

`make agreement` installs what is compared with; where that is not, its part is skipped."""
import math
import os
import random
import subprocess
import sys
import tempfile

BUILD = os.environ.get("DESMET_BUILD", "build")
count = 0


def ok(good, what, *why):
    global count
    count += 1
    print("%sok %d - %s" % ("" if good else "not ", count, what))
    if not good:
        print("#", *why, file=sys.stderr)


def skip(what, why):
    global count
    count += 1
    print("ok %d # SKIP %s: %s" % (count, what, why))


def ours(name, samples):
    """A statistic of many samples, each a list of series: (statistic, p, exact) of each."""
    text = "".join("%s %s\n" % (name, " / ".join(" ".join(map(repr, v)) for v in s)) for s in samples)
    out = subprocess.run([BUILD + "/tests/agree"], input=text, capture_output=True, text=True, check=True).stdout
    return [(float(a), float(b), c == "1") for a, b, c in map(str.split, out.splitlines())]


def near(a, b, most=1e-9):
    return a == b or (math.isnan(a) and math.isnan(b)) or abs(a - b) <= most * max(abs(a), abs(b), 1e-3)


def same(what, got, want, most=1e-9):
    bad = [(i, g, w) for i, (g, w) in enumerate(zip(got, want)) if not near(g, w, most)]
    ok(len(got) == len(want) and not bad, "%s: %d samples" % (what, len(got)), bad[:3])


def rows(text):
    """The rows of a file like score/stats/stats_table.c, by table and size of sample."""
    found, name = {}, None
    for line in text.replace("\n\t    ", " ").replace(",\n\t  {", " {").splitlines():
        if "_row stats_table_" in line:
            name = line.split("stats_table_row stats_table_")[1].split("[")[0]
        elif line.startswith("\t{"):
            v = [float(x) for x in line.replace("{", " ").replace("}", " ").replace(",", " ").split()]
            found[name, int(v[0])] = v[1:]
    return found


def draws(seed, series, sizes, times, tied):
    """Samples of so many series; tied: of few distinct values."""
    r = random.Random(seed)
    all = []
    for _ in range(times):
        n = [r.choice(sizes) for _ in range(series)]
        all.append([[float(r.randint(1, 6)) if tied else r.gauss(i * 0.5, 1) for _ in range(k)]
                    for i, k in enumerate(n)])
    return all


def scipy_part():
    try:
        import warnings
        import numpy
        from scipy import stats
    except ImportError:
        return skip("scipy", "no python3-scipy")
    warnings.simplefilter("ignore")  # of samples that are all equal

    few = draws(1, 1, (3, 5, 8, 10, 15, 20), 200, False)
    want = [stats.kendalltau(range(len(s[0])), s[0], method="exact").pvalue for s in few]
    same("Mann-Kendall, exact, as scipy's kendalltau", [g[1] for g in ours("kendall", few)], want)

    few = draws(2, 2, (2, 3, 5, 8, 12), 200, False)
    few = [s for s in few if min(map(len, s)) <= 8]
    want = [stats.mannwhitneyu(*s, method="exact") for s in few]
    got = ours("mann-whitney", few)
    same("Mann-Whitney, U as scipy's", [g[0] for g in got], [w.statistic for w in want])
    same("... and its exact p", [g[1] for g in got], [w.pvalue for w in want])
    many = draws(3, 2, (9, 12, 30), 100, False) + draws(4, 2, (4, 9, 20), 100, True)
    many = [s for s in many if len(set(s[0] + s[1])) > 1]
    want = [stats.mannwhitneyu(*s, method="asymptotic").pvalue for s in many]
    same("... and with ties or many runs", [g[1] for g in ours("mann-whitney", many)], want)

    groups = draws(5, 4, (5, 7, 12), 100, False) + draws(6, 3, (5, 9), 100, True)
    want = [stats.kruskal(*s) for s in groups]
    got = ours("kruskal", groups)
    same("Kruskal-Wallis, H as scipy's", [g[0] for g in got], [w.statistic for w in want])
    same("... and its p", [g[1] for g in got], [w.pvalue for w in want])

    samples = [s for s in draws(7, 1, (5, 6, 10, 33, 70), 200, False)]
    want = [max(abs(0.6745 * (x - numpy.median(s[0])) / stats.median_abs_deviation(s[0])) for x in s[0]) for s in samples]
    same("modified z-scores, MAD as scipy's", [g[0] for g in ours("outlier", samples)], want)


R_PROGRAM = r"""
suppressMessages(suppressWarnings(library(diptest)))
for (line in readLines(file("stdin"))) {
	words <- strsplit(line, " ", fixed = TRUE)[[1]]
	s <- lapply(strsplit(strsplit(paste(words[-1], collapse = " "), " / ", fixed = TRUE)[[1]], " "), as.numeric)
	x <- s[[1]]
	r <- suppressWarnings(switch(words[1],
		kendall = { k <- cor.test(seq_along(x), x, method = "kendall", exact = FALSE, continuity = TRUE); c(0, k$p.value) },
		welch = { w <- oneway.test(v ~ g, data.frame(v = unlist(s), g = factor(rep(seq_along(s), lengths(s)))));
			c(w$statistic, w$p.value) },
		dip = { d <- dip.test(x); c(d$statistic, d$p.value) }))
	cat(sprintf("%.17g %.17g\n", r[1], r[2]))
}
"""


def by_r(name, samples):
    text = "".join("%s %s\n" % (name, " / ".join(" ".join(map(repr, v)) for v in s)) for s in samples)
    with tempfile.NamedTemporaryFile("w", suffix=".R") as program:
        program.write(R_PROGRAM)
        program.flush()
        out = subprocess.run(["Rscript", "--vanilla", program.name], input=text, capture_output=True, text=True,
                             check=True).stdout
    return [tuple(map(float, line.split())) for line in out.splitlines()]


def r_part():
    try:
        there = subprocess.run(["Rscript", "--vanilla", "-e", "library(diptest)"], capture_output=True).returncode == 0
    except FileNotFoundError:
        there = False
    if not there:
        return skip("R", "no r-cran-diptest")

    samples = draws(11, 1, (1, 2, 3, 5, 10, 30, 70, 200), 300, False) + draws(12, 1, (2, 5, 10, 30), 200, True)
    r = random.Random(13)
    samples += [[[r.gauss(r.choice((0, 5)), 1) for _ in range(n)]] for n in (5, 8, 10, 12, 25, 70) * 30]
    want = by_r("dip", samples)
    got = ours("dip", samples)
    same("dip as R's diptest", [g[0] for g in got], [w[0] for w in want], 1e-9)
    # diptest goes straight between its quantiles, we by the logarithm of p.
    pairs = [(g[1], w[1]) for g, w, s in zip(got, want, samples) if 5 <= len(s[0]) <= 200 and 1e-3 <= w[1] <= 0.2]
    bad = [p for p in pairs if abs(p[0] / p[1] - 1) > 0.15]
    ok(len(pairs) > 80 and not bad, "... and its p: %d samples" % len(pairs), bad[:5])
    text = subprocess.run(["Rscript", "--vanilla", "-e", "library(diptest); data(qDiptab); write.table(qDiptab)"],
                          capture_output=True, text=True, check=True).stdout.replace('"', "").splitlines()
    at = [text[0].split().index("%g" % p) + 1 for p in (0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999)]
    shipped, bad, both = rows(open("score/stats/stats_table.c").read()), [], 0
    for line in text[1:]:
        v = list(map(float, line.split()))
        ours_at = shipped.get(("dip", int(v[0])))
        both += ours_at is not None
        bad += [(v[0], x, v[i]) for x, i in zip(ours_at or [], at) if abs(x / v[i] - 1) > 0.01]
    ok(both >= 10 and not bad, "... and its table: %d sizes of sample" % both, bad[:5])

    # Beyond the exact ones, and with ties, as R has it (with the continuity correction).
    many = draws(14, 1, (25, 40, 80), 100, False) + draws(15, 1, (25, 40, 80), 100, True)
    want = [w[1] for w in by_r("kendall", many)]
    same("Mann-Kendall, approximated, as R's cor.test", [g[1] for g in ours("kendall", many)], want)

    groups = draws(16, 5, (3, 5, 10), 100, False)
    want = by_r("welch", groups)
    got = ours("welch", groups)
    same("Welch's statistic as R's oneway.test", [g[0] for g in got], [w[0] for w in want])
    same("... and its p", [g[1] for g in got], [w[1] for w in want], 1e-8)


def table_part():
    """The shipped table against a small simulation by its own generator, made now."""
    out = subprocess.run([BUILD + "/tests/stats-tables", "40000", "6", "10", "20"],
                         capture_output=True, text=True, check=True).stdout

    small, shipped = rows(out), rows(open("score/stats/stats_table.c").read())
    # at 50, 20, 10, 5, 2 and 1 %: a hundredth part, or what 40,000 samples leave open
    bad = [(k, a, b) for k in small for a, b, most in zip(small[k], shipped[k], (0.01, 0.01, 0.02, 0.02, 0.03, 0.05))
           if abs(a / b - 1) > most]
    ok(len(small) == 9 and not bad, "the shipped table is what its generator makes", bad[:4])


table_part()
scipy_part()
r_part()
print("1..%d" % count)
