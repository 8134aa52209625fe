#!/usr/bin/env python3
"""alone.t - figures that were copied without the lines that open their record, beside another tool's record in one file.

Each line that gives a figure in some tests/logs/*/*.log, and all from there to the log's end, is put behind a good log of another
tool. A word must be left of it: a row, an incomplete record, or a line that is told of. What may vanish (it carries nothing that
is its tool's alone) is listed in tests/alone.list; what is listed there and is not silent any more is to be taken out."""
import glob
import os
import re
import sqlite3
import tempfile

from parsing import rows_of, run, tolerated, tool_of, write
from tap import done, ok

os.chdir(os.path.dirname(os.path.abspath(__file__)) + "/..")
COLUMNS = "line metric value".split()
GOOD = "sysbench-1.0.20/cpu.log", "ping-iputils-20221126/good.log"


def blocks(logs, figures):
    """(log, line, text) of which no two differ in their digits only"""
    seen = set()
    for name, data in logs.items():
        lines = data.split(b"\n")
        for n in sorted(figures[name]):
            for text in lines[n - 1:n], lines[n - 1:]:
                text = b"\n".join(text).rstrip(b"\n") + b"\n"
                shape = tool_of(name), re.sub(rb"\d+(\.\d+)?", b"0", text)
                if shape not in seen:
                    seen.add(shape)
                    yield name, n, text


def words(path, top, first):
    """The files of which something is told behind the good log; first: name -> its lines"""
    run(path, top, "-q", "-o", top + "/store")
    db = sqlite3.connect(top + "/store")
    told = db.execute("SELECT log, line FROM runs UNION ALL SELECT l.path, p.line FROM problem p "
                      "JOIN analysis a ON a.id = p.analysis JOIN log l ON l.id = a.log")
    return {os.path.basename(log) for log, line in told if line > first[os.path.basename(log)]}


def main(top):
    logs, good = {}, {}
    for path in sorted(glob.glob("tests/logs/*/*.log")):
        with open(path, "rb") as f:
            data = f.read()
        if data[:1] not in b"{[<" and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
            logs[path[len("tests/logs/"):]] = data
    figures = {}
    names = {name.replace("/", "+"): name for name in logs}
    found = rows_of(write(top + "/whole", {n: logs[name] for n, name in names.items()}), top, COLUMNS)
    for n, (line, metric, value) in found:
        if metric and value and line.isdigit():
            figures.setdefault(names[n], set()).add(int(line))
    for path in GOOD:
        with open("tests/logs/" + path, "rb") as f:
            good[path] = f.read().rstrip(b"\n") + b"\n\n"
    made, first, whose = {}, {}, {}
    for name, n, text in blocks({n: d for n, d in logs.items() if n in figures}, figures):
        above = good[GOOD[tool_of(name) == "sysbench"]]
        if whose.setdefault(above + text, (name, n, text)) != (name, n, text):
            continue # a copy is the same log
        key = "%05d" % len(made)
        made[key], first[key] = above + text, above.count(b"\n")
    ok(len(made) > 2000, "there are lines that give a figure", len(made))
    told = words(write(top + "/made", made), top, first)
    silent = [whose[made[k]] for k in made if k not in told]
    listed, used = tolerated("tests/alone.list"), set()
    wrong = []
    for name, n, text in silent:
        line = text.split(b"\n")[0].decode(errors="replace")
        fits = [p for p in listed[tool_of(name)] + listed["*"] if p.search(line)]
        used.update(p.pattern for p in fits)
        if not fits:
            wrong.append("%s:%d: %s (and %d lines below)" % (name, n, line, text.count(b"\n") - 1))
    ok(not wrong, "of %d blocks that stand alone none vanishes but those that are listed (%d)" % (len(made), len(silent)), *wrong[:40])
    idle = [p.pattern for patterns in listed.values() for p in patterns if p.pattern not in used]
    ok(not idle, "what is listed is silent", *idle)
    ok(len(silent) < 0.2 * len(made), "... and not much is (%d of %d)" % (len(silent), len(made)))
    done()


with tempfile.TemporaryDirectory() as folder:
    main(folder)
