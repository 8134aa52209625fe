#!/usr/bin/env python3
"""large.t - logs that are large in one way: what must not take a time that grows with the square of it. Each is read beside one as
large for which nothing need be compared, the least of three times each; the bound is less than half of what it took when it did."""
import os
import resource
import subprocess
import tempfile

from tap import done, ok

os.chdir(os.path.dirname(os.path.abspath(__file__)) + "/..")
DESMET = os.path.abspath(os.environ.get("DESMET_BUILD", "build") + "/desmet")

GRAMMAR = """[grammar]
name = many
[metrics]
many.speed = 1/s how fast
[json]
detect = many
record = jobs/*
name = param name
speed = metric many.speed
"""
PARTS = "parts = name\npart = per_job=1\n"


def write(path, text):
    with open(path, "w") as f:
        f.write(text)
    return path


def seconds(home, grammar, log):
    """Of the processor, the least of three; and what was read."""
    folder = tempfile.mkdtemp(dir=home)
    write(folder + "/many.ini", grammar)
    env = dict(os.environ, HOME=home, XDG_CACHE_HOME=home, LC_ALL="C.UTF-8")
    least, out = None, None
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        out = subprocess.run([DESMET, "parse", log, "-g", folder, "-p", "x", "--to", "tsv"], capture_output=True, text=True, env=env).stdout
        took = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
        least = took if least is None else min(least, took)
    return least, out.split("\n")[1:-1]


with tempfile.TemporaryDirectory() as home:
    jobs = ['{"name":"%s","speed":%d}' % ("twin" if i in (7, 39000) else "job%d" % i, i + 1) for i in range(40000)]
    log = write(home + "/jobs.json", '{"many":1,"jobs":[\n' + ",\n".join(jobs) + "]}\n")
    plain, rows = seconds(home, GRAMMAR, log)
    parts, of_parts = seconds(home, GRAMMAR + PARTS, log)
    marked = [r.split("\t")[1] for r in of_parts if "per_job=1" in r]
    ok(len(rows) == len(of_parts) == 40000 and marked == ["9", "39002"], "two of 40000 records of a document are parts of one", marked[:5])
    ok(parts < 3 * plain + 0.1, "... which takes no look at each pair of them", plain, parts)
done()
