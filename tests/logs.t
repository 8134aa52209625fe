#!/usr/bin/env python3
"""logs.t - every tests/logs/*/*.log gives exactly the rows beside it: none missing, none more."""
import glob, math, os, re, subprocess, sys, tempfile

os.chdir(os.path.dirname(os.path.abspath(__file__)) + "/..")
DESMET = os.environ.get("DESMET_BUILD", "build") + "/desmet"
COLUMNS = "line record status benchmark parameters metric log_value log_unit".split()


def number(text):
    """A figure as a number; clock times (1m1.002s, 1:02:03.5) in seconds. None: no figure."""
    clock = re.fullmatch(r"(?:(\d+)h)?(?:(\d+)m)?([\d.]+)s", text)
    if clock:
        h, m, s = clock.groups()
        return int(h or 0) * 3600 + int(m or 0) * 60 + float(s)
    if re.fullmatch(r"(\d+:)+[\d.]+", text):
        value = 0
        for part in text.split(":"):
            value = value * 60 + float(part)
        return value
    try:
        return float(text)
    except ValueError:
        return None


def same(got, want):
    if got[:6] != want[:6] or got[7:] != want[7:]:
        return False
    a, b = number(got[6]), number(want[6])
    if want[5] == "" or a is None or b is None:
        return got[6] == want[6]
    return math.isclose(a, b, rel_tol=1e-12, abs_tol=1e-12)


def rows_of(log, home, columns):
    env = dict(os.environ, HOME=home, XDG_CACHE_HOME=home, LC_ALL="C.UTF-8")
    env.pop("DESMET_GRAMMARS", None)
    run = subprocess.run([DESMET, "parse", log, "--to", "tsv"], capture_output=True, env=env)
    if run.returncode not in (0, 3):
        return None, run.stderr.decode(errors="replace")
    lines = [l.split("\t") for l in run.stdout.decode().split("\n")[:-1]]
    place = [lines[0].index(c) for c in columns]
    rows = []
    for l in lines[1:]:
        row = [l[i] for i in place]
        if row[5] == "":  # a record without any figure: its reason stands in `value`
            row[6] = l[lines[0].index("value")]
        rows.append(row)
    return rows, ""


def main():
    logs = sorted(glob.glob("tests/logs/*/*.log"))
    print("1..%d" % (len(logs) + 1))
    print("%sok 1 - there are logs to read" % ("" if len(logs) > 50 else "not "))
    with tempfile.TemporaryDirectory() as home:
        for n, log in enumerate(logs, 2):
            with open(log[:-4] + ".rows") as f:
                head, *want = [l.rstrip("\n").split("\t") for l in f]
            got, error = rows_of(log, home, COLUMNS + head[len(COLUMNS):])
            good = got is not None and len(got) == len(want) and all(map(same, got, want))
            print("%sok %d - %s" % ("" if good else "not ", n, log[len("tests/logs/"):]))
            if good:
                continue
            print("# " + log, error, file=sys.stderr)
            for row in want:
                if not any(same(g, row) for g in got or []):
                    print("#  missing:", *row, sep="\t", file=sys.stderr)
            for row in got or []:
                if not any(same(row, w) for w in want):
                    print("#    added:", *row, sep="\t", file=sys.stderr)


main()
