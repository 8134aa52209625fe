#!/usr/bin/env python3
"""The thesis's logs: what the archive holds and what its rubric makes of it. Expected figures are
those of the thesis and of computations over the raw logs in this file, never desmet's own."""
import csv
import glob
import hashlib
import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
import zipfile

LOGS = os.environ.get("DESMET_KARNA", "")
if not os.path.isdir(LOGS + "/tests"):
    print("1..0 # SKIP DESMET_KARNA names no archive (data/archives/karna-2021/README.md says where it is)")
    sys.exit()
DESMET = os.path.abspath(os.environ.get("DESMET_BUILD", "build") + "/desmet")
LAYOUT = os.path.abspath("data/archives/karna-2021/logs-layout.ini")
RUBRIC = os.path.abspath("rubrics/karna-2021.ini")
TMP = tempfile.mkdtemp()
count = 0


def ok(passed, what, *more):
    global count
    count += 1
    print("%sok %d - %s" % ("" if passed else "not ", count, what))
    for line in more if not passed else ():
        print("# %s" % (line,), file=sys.stderr)


def desmet(*args, **env):
    return subprocess.run([DESMET, *args], capture_output=True, text=True, env={**os.environ, **env})


def tsv(*args):
    return list(csv.DictReader(io.StringIO(desmet(*args, "--to", "tsv").stdout), delimiter="\t",
                               quoting=csv.QUOTE_NONE))


def dump(store):
    with sqlite3.connect(store) as db:
        return hashlib.sha256("\n".join(db.iterdump()).encode()).hexdigest()


def parse(store, *more):
    return desmet("parse", LOGS, "--layout", LAYOUT, "-o", store, "-q", *more)


# --- what is there --------------------------------------------------------------------------

store = TMP + "/karna.store"
before = {f: hashlib.sha256(open(f, "rb").read()).digest()
          for f in glob.glob(LOGS + "/**/*", recursive=True) if os.path.isfile(f)}
first = parse(store)
ok(first.returncode == 3, "parse exits 3: ten records of the servers failed", first.stderr)
db = sqlite3.connect(store)
found = dict(((b, s, st), n) for b, s, st, n in db.execute(
    "SELECT benchmark, side, status, count(*) FROM runs GROUP BY 1, 2, 3"))
ok(found == {("boot", "", "ok"): 50, ("cpu", "", "ok"): 50, ("fileio", "", "ok"): 100,
             ("network_tcp", "client", "ok"): 50, ("network_udp", "client", "ok"): 50,
             ("network_tcp", "server", "ok"): 50, ("network_udp", "server", "ok"): 50,
             ("iperf3", "server", "failed"): 10, ("oltp_read_only", "", "ok"): 280,
             ("oltp_write_only", "", "ok"): 280, ("oltp_read_write", "", "ok"): 280,
             ("http", "", "ok"): 320, ("pipeline", "", "ok"): 40}, "records by kind", found)
ok(db.execute("SELECT DISTINCT reason FROM runs WHERE status = 'failed'").fetchall() ==
   [("interrupt - the server has terminated",)], "why the servers' last documents failed")
ok(db.execute("SELECT sum(unknown_lines) FROM analysis").fetchone() == (0,), "every line is understood")
ok(db.execute("SELECT count(*) FROM (SELECT run FROM runs WHERE run IS NOT NULL GROUP BY run "
              "HAVING count(DISTINCT side) = 2 AND count(*) = 2)").fetchone() == (100,),
   "each iperf3 run is seen by both sides")
ok(db.execute("PRAGMA foreign_key_check").fetchall() == [] and
   db.execute("PRAGMA integrity_check").fetchone() == ("ok",) and
   db.execute("PRAGMA application_id").fetchone() == (0x44534D54,), "the store is sound")
ok(all("STRICT" in sql for (sql,) in db.execute("SELECT sql FROM sqlite_master WHERE type = 'table'")),
   "all tables are STRICT")
ok("2 files that the layout does not name" in first.stderr and "LICENSE" in first.stderr,
   "files that the layout does not name are listed", first.stderr)
db.close()

# --- the profile ----------------------------------------------------------------------------

WANTED = {  # METHOD: kvm, firecracker, gvisor, docker; the archive's levels, not the published ones
    "boot_time": (1, 4, 4, 4), "cpu_events": (4, 3, 3, 3), "file_read": (0, 0, 2, 2),
    "file_write": (2, 3, 0, 3), "network_sent": (4, 4, 4, 4), "network_received": (4, 4, 4, 4),
    "network_jitter": (4, 2, 4, 4), "database_read": (2, None, 0, 4),
    "database_write": (3, None, 0, 4), "database_read_write": (4, None, 0, 4),
    "pipeline_turnover": (2, 2, None, 4), "http_response": (0, 0, None, 4)}
PLATFORMS = ("kvm", "firecracker", "gvisor", "docker")
cells = {(r["feature"], r["platform"]): r for r in tsv("score", store, "-r", RUBRIC)}
for feature, levels in WANTED.items():
    got = tuple(int(cells[feature, p]["level"]) if cells[feature, p]["level"] else None for p in PLATFORMS)
    ok(got == levels, "levels of " + feature, got)
ok(sum(r["status"] == "scored" for r in cells.values()) == 43 and
   sum(r["status"] == "unmeasured" and r["n"] == "0" and r["value"] == "" for r in cells.values()) == 5,
   "43 cells are scored, 5 are not measured and have no figure")
totals = {(r["set"], r["platform"]): r for r in tsv("score", store, "-r", RUBRIC, "--totals")}
ok([totals["low_level", p]["level_sum"] for p in PLATFORMS] == ["19", "20", "21", "24"], "low-level totals")
ok([tuple(totals["high_level", p][c] for c in ("level_sum", "max_measured", "max_possible"))
    for p in PLATFORMS] == [("11", "20", "20"), ("2", "8", "20"), ("0", "12", "20"), ("20", "20", "20")],
   "high-level totals, of what was measured")
for feature, printed in {"boot_time": "58.46", "cpu_events": "499.35", "file_read": "318.82",
                         "file_write": "65.24", "network_sent": "940.407", "network_received": "943.532",
                         "network_jitter": "0.033", "database_read": "1457", "database_write": "294",
                         "database_read_write": "162", "pipeline_turnover": "291.10",
                         "http_response": "1425.18"}.items():
    decimals = len(printed.partition(".")[2])
    got = float(cells[feature, "metal"]["value"])
    ok(abs(got - float(printed)) <= 10 ** -decimals, "baseline of %s is %s" % (feature, printed), got)

# --- the same means, read from the logs by other means ------------------------------------------

FILES = {"metal": "-metal-", "kvm": "-vm-", "firecracker": "-firecracker-", "gvisor": "-docker-gvisor-",
         "docker": "-docker-"}


def text(folder, platform, ending):
    for path in sorted(glob.glob("%s/tests/%s/output/*%s%s.log" % (LOGS, folder, FILES[platform], ending))):
        if platform != "docker" or "gvisor" not in path:
            return open(path).read()
    return ""


def figures(platform):
    boot = [60 * int(m) + float(s) for m, s in
            re.findall(r"^real\t(\d+)m([\d.]+)s", text("boot", platform, "boot-time"), re.M)]
    cpu = [float(v) for v in re.findall(r"events per second: +([\d.]+)", text("cpu", platform, "cpu"))]
    runs = text("fileio", platform, "fileio").split("sysbench 1.0.20")[1:]
    read = [float(re.search(r"read, MiB/s: +([\d.]+)", r)[1]) for r in runs if "sequential read" in r]
    write = [float(re.search(r"written, MiB/s: +([\d.]+)", r)[1]) for r in runs if "sequential write" in r]
    tcp = json.loads(text("network", platform, "bandwidth"))
    udp = json.loads(text("network", platform, "jitter"))
    yield "boot_time", boot
    yield "cpu_events", cpu
    yield "file_read", read
    yield "file_write", write
    yield "network_sent", [d["end"]["sum_received"]["bits_per_second"] / 1e6 for d in tcp]
    yield "network_received", [d["end"]["sum_sent"]["bits_per_second"] / 1e6 for d in tcp]
    yield "network_jitter", [d["end"]["sum"]["jitter_ms"] for d in udp]
    kinds = {"database_read": [], "database_write": [], "database_read_write": []}
    for run in text("database", platform, "database").split("sysbench 1.0.20")[1:]:
        reads, writes = (int(re.search(r"^ +%s: +(\d+)" % k, run, re.M)[1]) for k in ("read", "write"))
        kind = "database_read" if not writes else "database_write" if not reads else "database_read_write"
        kinds[kind].append(float(re.search(r"transactions: +\d+ +\(([\d.]+) per sec", run)[1]))
    yield from kinds.items()
    yield "pipeline_turnover", [float(line.split(",")[1]) for line in
                                open(LOGS + "/tests/case-app/pipeline-benchmark/results.csv")
                                if line.startswith(platform + ",")]
    yield "http_response", [float(v) for v in re.findall(
        r"Time per request: +([\d.]+) \[ms\] \(mean\)$",
        text("case-app/http-benchmark", platform, "http-benchmark"), re.M)]


wrong = []
for platform in FILES:
    for feature, values in figures(platform):
        cell = cells[feature, platform]
        if int(cell["n"]) != len(values):
            wrong.append((feature, platform, cell["n"], len(values)))
        elif values and abs(float(cell["value"]) / (sum(values) / len(values)) - 1) > 1e-12:
            wrong.append((feature, platform, cell["value"], sum(values) / len(values)))
ok(not wrong, "n and mean of all 60 cells, recomputed from the logs", *wrong)

# --- the audit ------------------------------------------------------------------------------

audit = tsv("audit", store, "-r", RUBRIC)
differing = {(r["feature"], r["platform"], r["published"], r["level"])
             for r in audit if r["feature"] and r["status"] == "differs"}
ok(sum(r["status"] == "agrees" for r in audit if r["feature"]) == 40, "40 cells agree")
ok(differing == {("network_jitter", "firecracker", "3", "2"), ("database_read", "kvm", "1", "2"),
                 ("database_write", "kvm", "2", "3")}, "exactly three differ", differing)
ok({(r["set"], r["platform"], r["published"], r["level"]) for r in audit
    if not r["feature"] and r["status"] == "differs"} ==
   {("low_level", "firecracker", "21", "20"), ("high_level", "kvm", "9", "11")}, "two totals follow")
words = desmet("audit", store, "-r", RUBRIC).stdout
ok(" ".join(words.split()).count("a count per run") == 3 and "oltp.transactions" in words, "the OLTP unit is not the log's", words)

# --- every figure has its line ----------------------------------------------------------------

rows = tsv("parse", LOGS, "--layout", LAYOUT)
lines = {}
lost = [r for r in rows if r["metric"] and r["log_value"] not in
        lines.setdefault(r["log"], open(r["log"]).read().split("\n"))[int(r["line"]) - 1]]
ok(len(rows) > 30000 and not lost, "%d figures stand on their line" % len(rows), *lost[:3])
samples = [r for p in FILES for f in WANTED if p != "metal" and cells[f, p]["n"] != "0"
           for r in tsv("explain", store, "-r", RUBRIC, p, f)]
lost = [r for r in samples if r["log_value"] not in lines[r["log"]][int(r["line"]) - 1]]
ok(len(samples) > 1000 and not lost, "so do all %d samples of explain" % len(samples), *lost[:3])


def sheet(book, name):
    """The rows of a sheet, as {column: text}."""
    ns = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(book) as z:
        names = [s.get("name") for s in ET.fromstring(z.read("xl/workbook.xml")).iter(ns + "sheet")]
        shared = ["".join(t.text or "" for t in si.iter(ns + "t")) for si in ET.fromstring(z.read("xl/sharedStrings.xml"))]
        for row in ET.fromstring(z.read("xl/worksheets/sheet%d.xml" % (names.index(name) + 1))).iter(ns + "row"):
            yield {re.sub(r"\d", "", c.get("r")): shared[int(c.findtext(ns + "v"))] if c.get("t") == "s"
                   else c.findtext(ns + "v") for c in row}


desmet("report", store, "-r", RUBRIC, "-o", TMP + "/samples.xlsx")
rows = list(sheet(TMP + "/samples.xlsx", "Samples"))
head = next(i for i, r in enumerate(rows) if r.get("A") == "Feature")
at = {title: column for column, title in rows[head].items()}
rows = [r for r in rows[head + 1:] if r.get(at["Line"])]
lost = [r for r in rows if r[at["In the log"]] not in lines[r[at["Log"]]][int(r[at["Line"]]) - 1]]
ok(len(rows) == sum(int(c["n"]) for c in cells.values()) and not lost,
   "so do all %d samples of the workbook" % len(rows), *lost[:3])

# --- the same bytes ---------------------------------------------------------------------------

same = {dump(store)}
for threads in ("1", "2", "7"):
    parse("%s/t%s.store" % (TMP, threads), "-j", threads)
    same.add(dump("%s/t%s.store" % (TMP, threads)))
ok(len(same) == 1, "one dump, whatever the threads")
parse(store)
ok(dump(store) in same, "parsing again adds nothing")
renamed = TMP + "/renamed"
shutil.copytree(LOGS, renamed)
for path in glob.glob(renamed + "/tests/**/output/20*", recursive=True):
    os.rename(path, re.sub(r"/20(\d\d-[^/]*)$", r"/30\1", path))
desmet("parse", renamed, "--layout", LAYOUT, "-o", store, "-q")
ok(dump(store) in same, "a renamed copy adds nothing")
books = set()
comma = {"LC_ALL": "de_DE.UTF-8", "LOCPATH": TMP + "/locales"}  # made here: machines rarely have one
os.mkdir(comma["LOCPATH"])
made = shutil.which("localedef") and subprocess.run(
    ["localedef", "-i", "de_DE", "-f", "UTF-8", comma["LOCPATH"] + "/de_DE.UTF-8"], capture_output=True).returncode == 0
for i, env in enumerate(({}, {}, comma)):
    out = "%s/%d.xlsx" % (TMP, i)
    desmet("report", store, "-r", RUBRIC, "-o", out, **env)
    books.add(hashlib.sha256(open(out, "rb").read()).hexdigest() +
              desmet("score", store, "-r", RUBRIC, "--to", "tsv", **env).stdout)
ok(len(books) == 1, "two runs give the same workbook and table, and so does one under a comma locale" +
   ("" if made else " # SKIP no locale can be made here"))
from_folder = [desmet("score", LOGS, "--layout", LAYOUT, "-r", RUBRIC, "--to", "tsv").stdout for _ in "12"]
ok(from_folder[0] == from_folder[1] == desmet("score", store, "-r", RUBRIC, "--to", "tsv").stdout,
   "a folder scores as its store does, from the cache too")


def scored(text):
    """The cells of a tsv, and how sure each is: what is drawn is named after the run's log, so
    the same runs in another file are drawn differently."""
    rows = [line.split("\t") for line in text.splitlines()[1:]]
    return [r[:12] for r in rows], [[float(x or "nan") for x in r[12:15]] for r in rows]


cells, sure = scored(from_folder[0])
shipped, shipped_sure = scored(desmet("score", "data/archives/karna-2021", "-r", RUBRIC, "--to", "tsv").stdout)
ok(len(cells) == 60 and shipped == cells, "what ships scores as the logs do")
# Of two times 10,000 resamples a share differs by 0.02 (four standard errors of 0.007), an end by some per cent.
apart = [(c, a, b) for c, a, b in zip(cells, sure, shipped_sure)
         if [x != x for x in a] != [x != x for x in b] or a[0] == a[0] and
         (abs(a[2] - b[2]) > 0.03 or any(abs(x - y) > 0.05 * y for x, y in zip(a[:2], b[:2])))]
ok(len(sure) == 60 and not apart, "... and is as sure", *apart[:3])

# --- changes ----------------------------------------------------------------------------------

grammars = TMP + "/grammars"
os.mkdir(grammars)
with open(grammars + "/time.ini", "w") as f:
    f.write(open("parse/grammars/time.ini").read() + "\n; changed\n")
parse(store, "--grammars", grammars)
db = sqlite3.connect(store)
ok(db.execute("SELECT count(*), sum(current) FROM analysis").fetchone() == (49, 44) and
   db.execute("SELECT count(*) FROM runs WHERE benchmark = 'boot'").fetchone() == (50,),
   "a changed grammar adds an analysis of its logs and keeps the former")
db.close()
os.remove(glob.glob(renamed + "/tests/cpu/output/*-docker-cpu.log")[0])
left = desmet("score", renamed, "--layout", LAYOUT, "-r", RUBRIC, "--to", "tsv").stdout
ok("cpu_events\thigh\tdocker\tunmeasured" in left, "a log that has gone is gone from its folder's profile")
with open(glob.glob(renamed + "/tests/boot/output/*-metal-*")[0], "a") as f:
    f.write("\nreal\t0m1.000s\nuser\t0m0.1s\nsys\t0m0.1s\n")
left = desmet("score", renamed, "--layout", LAYOUT, "-r", RUBRIC, "--to", "tsv").stdout
ok("boot_time\thigh\tmetal\tbaseline\t11\t" in left, "a log that has changed is read again")
for name in ("tests/cpu/run.sh", "README.md", "figures/boot.png", ".git/config"):
    os.makedirs(os.path.dirname("%s/%s" % (renamed, name)), exist_ok=True)
    open("%s/%s" % (renamed, name), "w").write("sysbench 1.0.20\n")
checkout = desmet("parse", renamed, "--layout", LAYOUT, "-o", TMP + "/checkout.store", "-q")
ok("5 files that the layout does not name" in checkout.stderr and ".git" not in checkout.stderr,
   "what else lies in a checkout is listed, not read", checkout.stderr)
ok(all(hashlib.sha256(open(f, "rb").read()).digest() == h for f, h in before.items()), "no log was changed")
shutil.rmtree(TMP)
print("1..%d" % count)
