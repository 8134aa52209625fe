#!/usr/bin/env python3
"""loops.t - runs of a loop, of each of which grep or tail has left a line or two.

Each line that gives a figure in some tests/logs/*/*.log, and each two that do and are neighbours, is written three times, each time
with other figures, and with a heading of the loop's own between them or without. Where a word is left of the first run (a record, or a
line that is told of), there must be one of each: what is of several runs may not be one record, of which the later runs' figures are
gone without a word. What may (rows of one run, say) is listed in tests/loops.list; what is listed there and does not happen any more is
to be taken out."""
import collections
import glob
import os
import re
import sqlite3
import tempfile

from parsing import rows_of, run, tolerated, tool_of, write
from tap import done, ok

os.chdir(os.path.dirname(os.path.abspath(__file__)) + "/..")
COLUMNS = "line metric log_value".split()
RUNS = 3


def other(line, figures, run):
    """The line as another run prints it: the last digit of each of its figures is another one."""
    for figure in sorted(figures, key=len, reverse=True):
        places = [m for m in re.finditer(rb"(?<![\d.,])" + re.escape(figure) + rb"(?![.,]?\d)", line)]
        digits = [n for m in places[-1:] for n in range(m.start(), m.end()) if line[n:n + 1].isdigit()]
        if digits:
            n = digits[-1]
            line = line[:n] + b"%d" % ((line[n] - ord("1") + run) % 9 + 1) + line[n + 1:]
    return line


def blocks(logs, figures):
    """(log, line, [text of each run]) of which no two differ in their digits only"""
    seen = set()
    for name, data in logs.items():
        lines = data.split(b"\n")
        numbers = sorted(figures[name])
        for n, after in zip(numbers, numbers[1:] + [None]):
            for of in [n], [n, after] if after else []:
                runs = [b"".join(other(lines[i - 1], figures[name][i], k) + b"\n" for i in of) for k in range(RUNS)]
                shape = tool_of(name), re.sub(rb"\d+(\.\d+)?", b"0", runs[0])
                if of and shape not in seen:
                    seen.add(shape)
                    yield name, n, runs


def words(path, top):
    """name -> lines at which something is told: where a record begins, and what none has"""
    run(path, top, "-q", "-o", top + "/store")
    found = collections.defaultdict(set)
    for log, line in sqlite3.connect(top + "/store").execute(
            "SELECT log, line FROM runs UNION ALL SELECT l.path, p.line FROM problem p "
            "JOIN analysis a ON a.id = p.analysis JOIN log l ON l.id = a.log"):
        found[os.path.basename(log)].add(line)
    return found


def read():
    """name -> bytes of logs of lines; name -> line -> its figures as they are printed"""
    logs = {}
    for path in sorted(glob.glob("tests/logs/*/*.log")):
        with open(path, "rb") as f:
            data = f.read()
        if data[:1] not in b"{[<" and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
            logs[path[len("tests/logs/"):]] = data
    return logs


def figures_of(logs, top):
    names = {name.replace("/", "+"): name for name in logs}
    figures = collections.defaultdict(lambda: collections.defaultdict(set))
    for n, (line, metric, value) in rows_of(write(top + "/whole", {n: logs[name] for n, name in names.items()}), top, COLUMNS):
        if metric and value and line.isdigit():
            figures[names[n]][int(line)].add(value.encode())
    return figures


def main(top):
    logs = read()
    figures = figures_of(logs, top)
    made, whose = {}, {}
    for name, n, runs in blocks({n: d for n, d in logs.items() if n in figures}, figures):
        for head in b"", b"== run %d\n":
            key, text, first = "%05d" % len(made), b"", []
            for k, lines in enumerate(runs):
                text += head % (k + 1) if head else b""
                first.append(text.count(b"\n") + 1)
                text += lines
            made[key], whose[key] = text, (name, n, runs[0], first, bool(head))
    ok(len(made) > 4000, "there are lines that give a figure", len(made))
    told = words(write(top + "/made", made), top)
    lost = collections.OrderedDict()
    for key, (name, n, text, first, head) in whose.items():
        height = text.count(b"\n")
        runs = sum(any(i <= line < i + height for line in told[key]) for i in first)
        if 0 < runs < RUNS:
            lost.setdefault((name, n, text), []).append("%d%s" % (runs, " with headings" if head else ""))
    listed, used, wrong = tolerated("tests/loops.list"), set(), []
    for (name, n, text), how in lost.items():
        line = text.rstrip(b"\n").decode(errors="replace").replace("\n", " // ")
        fits = [p for p in listed[tool_of(name)] + listed["*"] if p.search(line)]
        used.update(p.pattern for p in fits)
        if not fits:
            wrong.append("%s:%d: %s: of 3 runs %s" % (name, n, line, ", ".join(how)))
    ok(not wrong, "of %d loops none loses a run without a word but those that are listed (%d)" % (len(made), len(lost)),
       len(wrong), *wrong[:40])
    idle = [p.pattern for patterns in listed.values() for p in patterns if p.pattern not in used]
    ok(not idle, "what is listed happens", *idle)
    done()


with tempfile.TemporaryDirectory() as folder:
    main(folder)
