#!/usr/bin/env python3
"""logs.t - every tests/logs/*/*.log gives exactly the rows beside it: none missing, none more; and the rows of its series, where
they are listed in *.series."""
import collections
import glob
import math
import os
import re
import sys
import tempfile

from parsing import rows_of

os.chdir(os.path.dirname(os.path.abspath(__file__)) + "/..")
COLUMNS = "line record status benchmark parameters metric log_value log_unit".split()
SERIES = "line step metric log_value log_unit".split()
MORE = "platform reason run side".split()  # which the rows of some logs have behind these


def number(text):
    """A figure as a number; clock times (1m1.002s, 1:02:03.5, PT1M1.002S) in seconds. None: no figure."""
    clock = (re.fullmatch(r"(?:(\d+)h)?(?:(\d+)m)?([\d.]+)s", text)
             or re.fullmatch(r"PT(?:(\d+)H)?(?:(\d+)M)?([\d.]+)S", text))
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


def read(path, home):
    """log -> its rows, each with all columns; all logs are read at once: none may leave anything to the next one"""
    columns = COLUMNS + MORE
    rows = collections.defaultdict(list)
    for log, row in rows_of(path, home, columns + ["value"], name=str):
        value = row.pop()
        if row[5] == "":  # a record without any figure: its reason stands in `value`
            row[6] = value
        cells = dict(zip(columns, row))
        cells["run"] = cells["run"].removeprefix(os.path.relpath(os.path.dirname(log), path) + "/")
        rows[log].append(cells)
    return rows


def series(path, home):
    """Its rows of a series, as the file lists them: the step's number, the figure without zeros at its end."""
    with open(path) as f:
        want = [l.rstrip("\n").split("\t") for l in f]
    rows = [row for _, row in rows_of(path[:-7] + ".log", home, SERIES, "--series") if row[1] != "0"]
    return want[0] == SERIES and rows == want[1:]


def main():
    logs, listed = sorted(glob.glob("tests/logs/*/*.log")), sorted(glob.glob("tests/logs/*/*.series"))
    print("1..%d" % (len(logs) + 1 + len(listed)))
    print("%sok 1 - there are logs to read" % ("" if len(logs) > 50 else "not "))
    with tempfile.TemporaryDirectory() as home:
        read_rows = read("tests/logs", home)
        steps_good = [series(path, home) for path in listed]
    for n, log in enumerate(logs, 2):
        with open(log[:-4] + ".rows") as f:
            head, *want = [l.rstrip("\n").split("\t") for l in f]
        got = [[row[c] for c in COLUMNS + head[len(COLUMNS):]] for row in read_rows.pop(log, [])]
        good = len(got) == len(want) and all(map(same, got, want))
        print("%sok %d - %s" % ("" if good else "not ", n, log[len("tests/logs/"):]))
        if good:
            continue
        print("# " + log, file=sys.stderr)
        for row in want:
            if not any(same(g, row) for g in got):
                print("#  missing:", *row, sep="\t", file=sys.stderr)
        for row in got:
            if not any(same(row, w) for w in want):
                print("#    added:", *row, sep="\t", file=sys.stderr)
    for n, (path, good) in enumerate(zip(listed, steps_good), len(logs) + 2):
        print("%sok %d - %s" % ("" if good else "not ", n, path[len("tests/logs/"):]))


main()
