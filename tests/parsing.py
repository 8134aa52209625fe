"""desmet parse, for tests in Python that hold its rows against something."""
import collections
import os
import re
import subprocess
import sys

DESMET = os.environ.get("DESMET_BUILD", "build") + "/desmet"


def run(path, home, *options):
    """`home` keeps its caches; no grammars but the shipped ones."""
    env = dict(os.environ, HOME=home, XDG_CACHE_HOME=home, LC_ALL="C.UTF-8")
    env.pop("DESMET_GRAMMARS", None)
    return subprocess.run([DESMET, "parse", path, *options], capture_output=True, env=env)


def rows_of(path, home, columns, *options, copies=False, name=os.path.basename):
    """(name of the log, [what stands in these columns]) of each row. A parse that fails ends the test. `copies`: a sound run whose
    text stands in its log once more is sound there, too. `name`: of a log's path."""
    made = run(path, home, "--to", "tsv", *options)
    if made.returncode not in (0, 3):
        sys.exit("# desmet ended with %d: %s" % (made.returncode, made.stderr.decode(errors="replace")[-500:]))
    head, *lines = [l.split("\t") for l in made.stdout.decode(errors="replace").split("\n")[:-1]]
    log, place = head.index("log"), [head.index(c) for c in columns]
    status, reason = head.index("status"), head.index("reason")
    for l in lines:
        if copies and re.fullmatch(r"the run of line \d+ again|line \d+ again: .*", l[reason]):
            l[status] = "ok"
    return [(name(l[log]), [l[i] for i in place]) for l in lines]


def write(folder, files):
    """A new folder with these files (name -> bytes): its path."""
    os.makedirs(folder)
    for name, data in files.items():
        with open(folder + "/" + name, "wb") as f:
            f.write(data)
    return folder


def tool_of(name):
    """Of a kept log: sysbench-1.0.20/cpu.log"""
    return name.split("/")[0].split("-")[0]


def tolerated(path):
    """tool -> patterns, of a list of what may be lost"""
    listed = collections.defaultdict(list)
    with open(path, encoding="utf-8") as f:
        for line in f:
            if line.strip() and not line.startswith(";"):
                tool, pattern = line.rstrip("\n").split("\t")
                listed[tool].append(re.compile(pattern))
    return listed
