#!/usr/bin/env python3
"""reference.t - the shipped reference campaign: every run is there, both sides of the network
runs are paired, and the profile is what a reading of the logs by other means gives."""
import collections
import glob
import json
import math
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ARCHIVE = os.path.join(ROOT, "data/archives/reference-2026")
RUBRIC = os.path.join(ROOT, "rubrics/reference.ini")
DESMET = os.path.join(ROOT, os.environ.get("DESMET_BUILD", "build"), "desmet")
PLATFORMS = ("host", "docker", "bubblewrap", "uml", "qemu")
count = 0


def ok(passed, what, why=""):
    global count
    count += 1
    print("%sok %d - %s" % ("" if passed else "not ", count, what))
    if not passed and why:
        print("# " + str(why), file=sys.stderr)


def desmet(*words):
    return subprocess.run([DESMET, *words], cwd=ROOT, capture_output=True, text=True)


# --- what must be there: as collect/reference.ini says, counted by hand -----------------------

TEN = ("boot", "cpu", "file_read", "file_write", "network_received", "network_sent", "network_udp")
STRATA = {"oltp_read_only": ("threads", (1, 2, 4)), "oltp_write_only": ("threads", (1, 2, 4)),
          "oltp_read_write": ("threads", (1, 2, 4)), "http": ("concurrency", (10, 50, 100))}
wanted = {"%s/%s/%02d" % (p, b, n) for p in PLATFORMS for b in TEN for n in range(1, 11)}
wanted |= {"%s/pipeline/%02d" % (p, n) for p in PLATFORMS for n in range(1, 6)}
wanted |= {"%s/%s/%s=%d/%02d" % (p, b, name, value, n) for p in PLATFORMS
           for b, (name, values) in STRATA.items() for value in values for n in range(1, 6)}
found = {os.path.relpath(os.path.dirname(f), ARCHIVE + "/runs")
         for f in glob.glob(ARCHIVE + "/runs/**/manifest.ini", recursive=True)}
ok(len(wanted) == 675 and found == wanted, "the 675 runs of the campaign are there",
   sorted(wanted ^ found)[:5])
bad = [f for f in glob.glob(ARCHIVE + "/**/manifest.ini", recursive=True)
       if re.search(r"^(failed|signal) =", open(f).read(), re.M)]
ok(not bad, "none of them failed", bad[:3])

parsed = desmet("parse", ARCHIVE, "--strict", "--to", "tsv", "--metric", "tcp.*.bitrate")
ok(parsed.returncode == 0, "it parses with nothing unexplained", parsed.stderr[:300])
sides = collections.defaultdict(set)
rows = [dict(zip(parsed.stdout.split("\n")[0].split("\t"), line.split("\t")))
        for line in parsed.stdout.splitlines()[1:]]
for row in rows:
    sides[row["run"]].add(row["side"])
ok(len(sides) == 100 and all(s == {"client", "server"} for s in sides.values()),
   "each of the 100 TCP runs was seen by both sides", len(sides))

# --- the profile, from the logs by other means ------------------------------------------------


def texts(platform, benchmark, name, stratum=""):
    where = os.path.join(ARCHIVE, "runs", platform, benchmark, stratum, "*", name)
    return [open(f).read() for f in sorted(glob.glob(where))]


def figures(pattern, name):
    return lambda p, b, s="": [float(re.search(pattern, t)[1]) for t in texts(p, b, name, s)]


def document(*path):
    def read(p, b, s=""):
        out = []
        for text in texts(p, b, "client.log", s):
            value = json.loads(text)
            for key in path:
                value = value[key]
            out.append(value)
        return out
    return read


def mean(values):
    return math.fsum(values) / len(values)


def ratio(read, benchmark, platform):
    """Mean by the host's mean; with strata the geometric mean of the strata's ratios."""
    if benchmark not in STRATA:
        return mean(read(platform, benchmark)) / mean(read("host", benchmark))
    name, values = STRATA[benchmark]
    ratios = [mean(read(platform, benchmark, "%s=%d" % (name, v))) /
              mean(read("host", benchmark, "%s=%d" % (name, v))) for v in values]
    return math.exp(math.fsum(map(math.log, ratios)) / len(ratios))


SHARE = lambda r: sum(r >= t for t in (.6, .7, .8, .9))
EXCESS = lambda r: sum(r <= t for t in (1.4, 1.3, 1.2, 1.1))
measured = lambda metric: figures(r"measured %s = (\S+) s" % metric, "measured.ini")
per_second = figures(r"transactions: +\d+ +\(([\d.]+) per sec", "output.log")
FEATURES = {
    "cpu_events": ("cpu", figures(r"events per second: +([\d.]+)", "output.log"), SHARE),
    "file_read": ("file_read", figures(r"read, MiB/s: +([\d.]+)", "output.log"), SHARE),
    "file_write": ("file_write", figures(r"written, MiB/s: +([\d.]+)", "output.log"), SHARE),
    "network_sent": ("network_sent", document("end", "sum_received", "bits_per_second"), SHARE),
    "network_received": ("network_received", document("end", "sum_received", "bits_per_second"),
                         SHARE),
    "network_jitter": ("network_udp", document("end", "sum", "jitter_ms"), EXCESS),
    "database_read": ("oltp_read_only", per_second, SHARE),
    "database_write": ("oltp_write_only", per_second, SHARE),
    "database_read_write": ("oltp_read_write", per_second, SHARE),
    "pipeline_turnover": ("pipeline", measured("pipeline.duration"), EXCESS),
    "http_response": ("http", figures(r"Time per request: +([\d.]+) \[ms\] \(mean\)", "output.log"),
                      EXCESS),
}

scored = desmet("score", ARCHIVE, "-r", RUBRIC, "--to", "tsv")
lines = [line.split("\t") for line in scored.stdout.splitlines()]
cells = {(c["feature"], c["platform"]): c for c in (dict(zip(lines[0], l)) for l in lines[1:])}
for feature, (benchmark, read, level_of) in FEATURES.items():
    wrong = []
    for platform in PLATFORMS[1:]:
        want, cell = ratio(read, benchmark, platform), cells[feature, platform]
        if abs(float(cell["ratio"]) - want) > 1e-9 * want or int(cell["level"]) != level_of(want):
            wrong.append((platform, want, cell["ratio"], cell["level"]))
    ok(not wrong, feature + " has the ratios and levels that the logs give", wrong)
wrong = []
for platform in PLATFORMS[1:]:
    seconds = mean(measured("boot.real")(platform, "boot"))
    want = sum(seconds <= t for t in (10, 3, 1, .3))
    cell = cells["boot_time", platform]
    if int(cell["level"]) != want or abs(float(cell["value"]) - seconds) > 1e-9:
        wrong.append((platform, seconds, cell["value"], cell["level"]))
ok(not wrong, "boot_time has the means and levels that the manifests give", wrong)
print("1..%d" % count)
