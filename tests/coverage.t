#!/usr/bin/env python3
"""coverage.t - the simulation that chose the interval method: where theory knows the coverage, it
finds that one; the same seed gives the same tables; what it cannot read it refuses."""
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAM = os.path.join(ROOT, os.environ.get("DESMET_BUILD", "build"), "coverage")
count = 0


def ok(passed, what, got=None):
    global count
    count += 1
    print("%sok %d - %s" % ("" if passed else "not ", count, what))
    if not passed:
        print("# got: %s" % (got,), file=sys.stderr)


def run(*options):
    return subprocess.run([PROGRAM, *options], capture_output=True, text=True)


def rows(text, heading):
    """The cells of the table after a heading, by their first one."""
    table = text.split(heading, 1)[1].lstrip("\n").split("\n\n")[0]
    cells = [[c.strip(" *") for c in line.strip("|").split("|")] for line in table.split("\n")]
    return {c[0]: c[1:] for c in cells}


def numbers(cell):
    return [float(x) for x in cell.split(" / ")]


small = ("--replications", "20", "--resamples", "20", "--statistic", "geometric")
first = run(*small)
ok(first.returncode == 0 and "## The geometric mean" in first.stdout, "it runs", first.stderr)
ok(run(*small).stdout == first.stdout, "the same seed gives the same bytes")
ok(run(*small, "--seed", "2").stdout.split("\n", 1)[1] != first.stdout.split("\n", 1)[1], "another seed does not")
ok("inf" not in first.stdout and "nan" not in first.stdout, "no figure is infinite or missing here")

text = run("--replications", "250", "--resamples", "150", "--statistic", "mean", "--all").stdout
welch = rows(text, "*Welch, log (no draws)*: coverage of the intervals that should hold in 50 / 80 / 90 / 95 / 99 %:\n")
# Nearly Student's own conditions: each within three standard errors of 250 replications, and together closer.
calm = [numbers(c) for c in welch["normal 5 %, the same"]]
for place, nominal in enumerate((50, 80, 90, 95, 99)):
    found = [c[place] for c in calm[2:]]
    wide = 3 * (nominal * (100 - nominal) / 250) ** 0.5 + 1
    ok(all(abs(f - nominal) <= wide for f in found), "Welch holds in %d %% of calm samples" % nominal, found)

at_95 = rows(text, "Coverage of the 95 % interval, tame / hard populations:\n")
# The mean of three, resampled, has 2/3 of its variance: P(|t| < 1.96 * sqrt(2/3)) is 80 to 82 %
# with the 3 to 4 degrees of freedom that two such samples have.
three = numbers(at_95["percentile"][0])[0]
ok(76 <= three <= 85, "plain percentiles of three runs hold in about 80 %", three)
shipped, exact = at_95["one t, log, table"], at_95["one t, log"]
ok(all(abs(numbers(a)[0] - numbers(b)[0]) <= 2.5 for a, b in zip(shipped, exact)),
   "a table of taus gives what drawn taus give", (shipped, exact))
tame = [numbers(c)[0] for c in shipped]
ok(all(92 <= t <= 99 for t in tame), "the method that ships holds in 92 to 99 % for the tame, from 3 runs on", tame)

for options, words in ((("--seed", "x"), "seed"), (("--replications", "0"), "replications"),
                       (("--statistic", "mode"), "mean, median"), (("more",), "more"), (("--sed", "1"), "did you mean")):
    bad = run(*options)
    ok(bad.returncode == 2 and re.search(words, bad.stderr) and not bad.stdout, " ".join(options) + " is refused", bad.stderr)
print("1..%d" % count)
