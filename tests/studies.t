#!/usr/bin/env python3
"""The studies of Goethals et al. (2022) and Lee et al. (2023): what stands in their archives, and the levels
and claims that desmet gives, against a recomputation from the CSV with thresholds written down here."""
import csv
import math
import os
import re
import subprocess

from tap import done, ok

D = os.path.join(os.environ.get("DESMET_BUILD", "build"), "desmet")


def desmet(*words):
    run = subprocess.run([D, *words], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    return run.stdout, run.stderr, run.returncode


def table(text):
    return list(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


def archive(name):
    return list(csv.DictReader(open("data/archives/%s/measurements.csv" % name)))


def as_stated(row):
    """The figure that the printed words come to: "15 less" percent is 85, "3 times" is 300."""
    words, unit, value = row["log_value"], row["log_unit"], float(row["value"])
    stated = [float(x) for x in re.findall(r"[\d.]+", words)]
    if unit == "times":
        return [100 * x for x in stated]
    if unit == "ms":
        return [x / 1000 for x in stated]
    if "less" in words:
        return [100 - x for x in stated]
    if "more" in words:
        return [100 + x for x in stated]
    return stated


def check_archive(name, places):
    rows = archive(name)
    unusable = [r for r in rows if r["status"] != "ok"]
    ok(all(r["note"] and not r["value"] for r in unusable), name + ": what is not used says why, and has no value")
    rows = [r for r in rows if r["status"] == "ok"]
    off = [r for r in rows if not any(abs(x - float(r["value"])) < 1e-9 for x in as_stated(r))]
    ok(not off, name + ": each figure is what its printed words come to", off)
    ok(all(re.match(places, r["log"]) and int(r["line"]) > 0 for r in rows), name + ": each has its place")
    keys = [(r["benchmark"], r["platform"], r["parameters"], r["metric"]) for r in rows]
    ok(len(keys) == len(set(keys)), name + ": none stands twice")
    ok(desmet("check", "data/archives/%s/layout.ini" % name, "rubrics/%s.ini" % name)[2] == 0,
       name + ": layout and rubric are sound")
    return rows


def level(value, thresholds, otherwise, higher=True):
    got = otherwise
    for number, t in thresholds:
        if (value >= t) if higher else (value <= t):
            got = number
    return got


def check_levels(name, dimension, expected):
    """expected: (feature, platform) -> (value, level). All other cells must be empty, without a level."""
    out, _, code = desmet("score", "data/archives/" + name, "-r", "rubrics/%s.ini" % name,
                          "--dimension", dimension, "--to", "tsv")
    rows = {(r["feature"], r["platform"]): r for r in table(out) if r["status"] != "baseline"}
    judged = {k for k, r in rows.items() if r["value"] == "" and r["level"] != ""}
    wrong = []
    for k, (value, lev) in expected.items():
        r = rows.get(k)
        if not r or r["status"] != "scored" or abs(float(r["value"]) - value) > 1e-9 * abs(value) \
                or int(r["level"]) != lev or r["decided"] == "yes":
            wrong.append((k, value, lev, r))
    ok(code == 0 or code == 3, "%s, %s: scored" % (name, dimension), code)
    ok(expected and not wrong, "%s, %s: %d figures and levels, none of them sure" % (name, dimension, len(expected)),
       wrong)
    rest = {k: r for k, r in rows.items() if k not in expected and k not in judged}
    ok(rest and all(r["status"] in ("unmeasured", "unjudged", "failed") and r["level"] == "" and
                    r["value"] == "" for r in rest.values()),
       "%s, %s: the %d others are empty, and no zeros" % (name, dimension, len(rest)),
       [k for k, r in rest.items() if r["level"]])
    return rows


def claims(name, dimension):
    out, err, _ = desmet("audit", "data/archives/" + name, "-r", "rubrics/%s.ini" % name,
                         "--dimension", dimension, "--claims", "--to", "tsv")
    return {r["claim"]: r for r in table(out)}, err


def check_claims(name, dimension, expected):
    """expected: claim -> (value or None, holds). None: what it needs is not in the archive."""
    got, err = claims(name, dimension)
    ok(set(got) == set(expected), "%s, %s: all claims are audited" % (name, dimension),
       err or set(got) ^ set(expected))
    wrong = []
    for k, (value, holds) in expected.items():
        r = got.get(k)
        status = "underivable" if value is None else "holds" if holds else "fails"
        if not r or STATUS[r["status"]] != status or (r["derived"] == "") != (value is None) or \
                value is not None and abs(float(r["derived"]) - value) > 1e-9 * abs(value):
            wrong.append((k, value, status, r))
    ok(expected and not wrong, "%s, %s: %d claims" % (name, dimension, len(expected)), wrong)
    ok(all(r["remark"] for k, r in got.items() if r["derived"] == ""),
       "%s, %s: what cannot be derived says what is missing" % (name, dimension))


STATUS = {"holds": "holds", "does_not_hold": "fails", "underivable": "underivable"}

# --- Goethals et al. 2022
NAME = "goethals-2022"
rows = check_archive(NAME, r"section V[I]-[A-E] paragraph \d$")
F = {(r["metric"], r["platform"], dict(p.split("=") for p in r["parameters"].split(";") if p).get("machine", "")):
     float(r["value"]) for r in rows}
REQ, COR, SORT = "of_docker.requests_per_second", "of_docker.latency.median_corrected", "of_docker.speed"
LOW, HIGH, ARM86 = "of_one_core.requests_per_second.low", "of_one_core.requests_per_second.high", "arm_of_x86.speed"
OVER = "memory.over_docker"
SHARE = [(-1, 50), (0, 75), (1, 95), (2, 110)]
ALL = ("osv", "firecracker", "gvisor")

# The sentences by hand, beside the file.
ok([F[REQ, p, "x86-64"] for p in ALL] == [150, 80, 25] and [F[REQ, p, "arm"] for p in ALL] == [116, 85, 10],
   "requests as the text has them")


def both(machine):
    out = {("requests", p): (F[REQ, p, machine], level(F[REQ, p, machine], SHARE, -2)) for p in ALL}
    for p in ALL:
        m = F[OVER, p, ""] + F["memory.over_native", "docker", ""]
        out["memory", p] = (m, level(m, [(-1, 100), (0, 60), (1, 30), (2, 10)], -2, False))
    return out


x86 = both("x86-64")
arm = both("arm")
for p in ALL:
    arm["sorting", p] = (F[SORT, p, "arm"], level(F[SORT, p, "arm"], SHARE, -2))
    arm["latency_corrected", p] = (F[COR, p, "arm"], level(F[COR, p, "arm"], [(-1, 350), (0, 200), (1, 120), (2, 90)],
                                                           -2, False))
    v = F[COR, p, "arm"] / F[REQ, p, "arm"] * 100
    arm["latency", p] = (v, level(v, [(-1, 500), (0, 200), (1, 120), (2, 90)], -2, False))
SCALING, FOUR = [(-1, 150), (0, 200), (1, 300), (2, 380)], [(-1, 100), (0, 150), (1, 250), (2, 350)]
ends = []
for p in ("osv", "firecracker"):
    low, high = F[LOW, p, "arm"], F[HIGH, p, "arm"]
    v, w = (low + high) / 2, (low + high) / 2 * F[REQ, p, "arm"] / 100
    arm["scaling", p] = (v, level(v, SCALING, -2))
    arm["requests_four", p] = (w, level(w, FOUR, -2))
    ends += [level(x, SCALING, -2) == level(v, SCALING, -2) and
             level(x * F[REQ, p, "arm"] / 100, FOUR, -2) == level(w, FOUR, -2) for x in (low, high)]
arm["throughput", "osv"] = (720, 0)
arm["throughput_share", "gvisor"] = (10, -2)
arm["boot", "osv"] = (0.2, 2)
ok(len(ends) == 4 and all(ends), "both ends of a range have the level of its middle")
ok(all(level(v + d, SHARE, -2) == lev for cells in (x86, arm) for (f, p), (v, lev) in cells.items()
       if f in ("requests", "sorting") for d in (-3, 3)), "a share that is off by three points has the same level")
got = check_levels(NAME, "machine=x86-64", x86)
check_levels(NAME, "machine=arm", arm)

# Table I as printed; the table's empty cells are not guessed
TABLE = {"toolchain": (0, 0, 2), "security": (2, 2, 1), "networking": (1, None, 1), "arm_support": (1, 2, 2)}
ok(all(got[f, p]["level"] == ("" if lev is None else str(lev)) for f, levels in TABLE.items()
       for p, lev in zip(ALL, levels)), "Table I's signs")
ok(got["networking", "firecracker"]["status"] == "unjudged", "an empty cell of Table I is not judged")

four = {p: F[REQ, p, "arm"] * (F[LOW, p, "arm"] + F[HIGH, p, "arm"]) / 200 for p in ("osv", "firecracker")}
ok(four["osv"] < four["firecracker"], "on four cores Firecracker is ahead of OSv, by the middle of the ranges")
# Rounded figures: the widest that 116, 85 and 72 % could mean
ok(72.5 / 100 * 116.5 < 84.5, "no rounding makes 72 % of 116 % an 85 %")
to_arm = {p: F[REQ, p, "arm"] / F[REQ, p, "x86-64"] for p in ALL}
check = {
    "osv_faster": (min(F[REQ, "osv", m] for m in ("x86-64", "arm")), True),
    "osv_faster_four": (None, None),
    "gvisor_tenth_arm": (10.0, True),
    "gvisor_tenth_x86": (25.0, False),
    "firecracker_of_osv": (8500 / 116, False),
    "gap_smaller": (50 / 16, True),
    "firecracker_better": (85 / 80, True),
    "gvisor_hit": (to_arm["gvisor"] / min(to_arm["osv"], to_arm["firecracker"]), True),
    "gvisor_sorting_x86": (80 * F[ARM86, "docker", ""] / F[ARM86, "gvisor", ""], False),
    "firecracker_scales": (240 / 185, True),
    "latency_higher": (min(arm["latency", "osv"][0], arm["latency", "firecracker"][0]), True),
    "latency_stable": (None, None),
    "gvisor_latency": (None, None),
    "link_filled": (None, None),
    "gvisor_throughput": (1.0, True),
    "osv_memory": (75 / 55, True),
    "start_second": (None, None),
    "firecracker_start": (None, None),
}
check_claims(NAME, "machine=arm", check)
check_claims(NAME, "machine=x86-64", check)

# --- Lee et al. 2023
NAME = "lee-2023"
rows = check_archive(NAME, r"(slide [A-Z]|abstract$)")
OF_RC = [(1, 60), (2, 70), (3, 80), (4, 90)]
ok(level(88, OF_RC, 0) == level(100 / 1.12, OF_RC, 0), "both readings of 12 % have the same level")
check_levels(NAME, "device=pi4", {("seq_read", "kc"): (88.0, 3), ("rand_write", "fc"): (330.0, 4)})
for device, read, write in (("nano2", 86.3, 17.0), ("nano4", 86.3, 21.6), ("pi8", 45.8, 17.4)):
    out, _, _ = desmet("score", "data/archives/" + NAME, "-r", "rubrics/lee-2023.ini", "--dimension",
                       "device=" + device, "--to", "tsv")
    cells = table(out)
    ok([float(r["value"]) for r in cells if r["feature"].startswith("device_") and r["platform"] == "nt"] ==
       [read, write] and all(r["level"] == "" for r in cells), device + ": the device's own figures, and no level")
unnamed = {r["metric"]: float(r["value"]) for r in rows if r["platform"] == "microvm"}
ok(math.isclose(unnamed["of_rc.network"] / unnamed["of_rc.power"], 2.521, abs_tol=5e-4),
   "if 3 times and 19 % were of the same runs: 2.52 times as much for a watt")
check_claims(NAME, "device=pi4", {
    "kata_read": (12.0, True),
    "firecracker_write": (3.3, True),
    "files_69": (230.0, False),
    **{k: (None, None) for k in ("filebench_69", "write_better", "random_read", "network_3", "nano_slower",
                                 "power_19", "efficiency", "security")},
})

done()
