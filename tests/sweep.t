#!/usr/bin/env python3
"""Break-even points and sweeps of the thesis's figures, recomputed here from the shipped CSV without the program: a
threshold is tried on both sides of every figure, and all levels, sums and ranks are reckoned anew each time."""
import csv
import io
import os
import shutil
import statistics
import subprocess
import tempfile

from karna import *

HAIR = 1e-9  # points: nothing is that near to anything else
PERCENT = percents()
PLAIN = {f: list(row[6]) for f, row in FEATURES.items()}


def judge(bounds):
    """{(feature, platform): level}, {(set, platform): sum}, {(set, platform): rank}"""
    cells, sums, ranks = {}, {}, {}
    for (f, p), x in PERCENT.items():
        lower = FEATURES[f][5]
        cells[f, p] = sum(x <= b if lower else x >= b for b in bounds[f])
        sums[FEATURES[f][0], p] = sums.get((FEATURES[f][0], p), 0) + cells[f, p]
    for g, p in sums:
        ranks[g, p] = 1 + sum(s > sums[g, p] for (h, _), s in sums.items() if h == g)
    return cells, sums, ranks


def tune(*words):
    out = subprocess.run([DESMET, "tune", SOURCE, "-r", RUBRIC, *words, "--to", "tsv"], capture_output=True,
                         text=True, check=True).stdout
    return list(csv.DictReader(io.StringIO(out), delimiter="\t"))


def differ(old, new):
    return {(*k, old[k], new[k]) for k in old if old[k] != new[k]}


# --- break-even ----------------------------------------------------------------------------------------------------

def first_changes(features, index, step):
    """What changes first, and where, when a threshold of these features goes up (1) or down (-1)."""
    f = features[0]
    start, order = PLAIN[f][index], -1 if FEATURES[f][5] else 1
    ends = [t for t in PLAIN[f] if (t - start) * step > 0]
    end = min(ends) if ends and step > 0 else max(ends) if ends else 0 if step < 0 else 1e6
    inside = (lambda x: abs(x - start) < abs(end - start) or (x == end and not ends))
    stops = sorted((x for (g, _), x in PERCENT.items() if g in features and (x - start) * step > 0 and inside(x)),
                   key=lambda x: abs(x - start))
    found = {}
    was = judge(PLAIN)
    for x in stops:
        for bound, at in (("at", x), ("beyond", x + step * HAIR)):
            now = judge({**PLAIN, **{g: PLAIN[g][:index] + [at] + PLAIN[g][index + 1:] for g in features}})
            for kind, a, b in (("level", was[0], now[0]), ("rank", was[2], now[2])):
                if kind not in found and a != b:
                    found[kind] = (bound, x, differ(a, b))
    return found


rows = tune()
cells = {(r["feature"], r["platform"]): r for r in rows if r["kind"] == "cell"}
wrong = []
for (f, p), x in PERCENT.items():
    near = min(PLAIN[f], key=lambda t: round(abs(x - t), 9))
    r = cells.get((f, p))
    if r is None or float(r["threshold"]) != near or abs(float(r["move"]) - (x - near)) > 1e-6 or \
            int(r["old"]) != judge(PLAIN)[0][f, p]:
        wrong.append((f, p, x, near, r))
    else:
        at = PLAIN[f].index(near)
        met = x <= near if FEATURES[f][5] else x >= near
        if int(r["new"]) != (at if met else at + 1) or r["way"] != ("up" if met != FEATURES[f][5] else "down"):
            wrong.append((f, p, x, near, r))
ok(not wrong and len(cells) == len(PERCENT), "%d cells: their nearest thresholds and what is beyond" % len(PERCENT),
   *wrong)
ok(round(float(cells["file_read", "gvisor"]["move"]), 2) == 0.19 and
   round(float(cells["file_write", "kvm"]["move"]), 2) == 0.32,
   "gVisor's file read passes 70 % by 0.19 points, KVM's file write by 0.32")

groups = {f: [f] for f in FEATURES}
groups["levels.share"] = [f for f, row in FEATURES.items() if row[6] is UP]
groups["levels.excess"] = [f for f, row in FEATURES.items() if row[6] is DOWN]
wrong, events = [], 0
for name, features in groups.items():
    for index in range(4):
        for way, step in (("up", 1), ("down", -1)):
            want = first_changes(features, index, step)
            for kind in ("level", "rank"):
                got = [r for r in rows if (r["kind"], r["feature"], r["level"], r["way"]) ==
                       (kind, name, str(index + 1), way)]
                have = {((r["changes"] if kind == "level" else r["set"]), r["platform"], int(r["old"]),
                         int(r["new"])) for r in got}
                events += kind in want
                if kind not in want:
                    if got:
                        wrong.append((name, index + 1, way, kind, "unexpected"))
                elif have != want[kind][2] or {r["bound"] for r in got} != {want[kind][0]} or \
                        any(abs(float(r["at"]) - want[kind][1]) > 1e-6 for r in got):
                    wrong.append((name, index + 1, way, kind, want[kind], have))
ok(not wrong and events > 60, "%d first changes of levels and ranks, by trial" % events, *wrong)

# Classes of ranks: the threshold is set on both sides of the point that was found, in a rubric of its own, and the runs
# are resampled anew.
def classes(bounds):
    path = os.path.join(FOLDER, "r%d.ini" % len(os.listdir(FOLDER)))
    words = ["--set", "%s.levels=%s" % (bounds[0], " ".join("%.9f%%" % b for b in bounds[1]))] if bounds else []
    if words:
        subprocess.run([DESMET, "tune", SOURCE, "-r", RUBRIC, *words, "--save", path], capture_output=True, check=True)
    out = subprocess.run([DESMET, "score", SOURCE, "-r", path if words else RUBRIC, "--ranks", "--to", "tsv"],
                         capture_output=True, text=True, check=True).stdout
    return {(r["set"], r["platform"]): r["class"] for r in csv.DictReader(io.StringIO(out), delimiter="\t")
            if r["set"] != "overall"}


FOLDER = tempfile.mkdtemp()
plain, found, wrong = classes(None), {}, []
for r in rows:
    if r["kind"] == "class":
        found.setdefault((r["feature"], int(r["level"]), r["way"], float(r["at"])), set()).add(
            (r["set"], r["platform"], r["old"], r["new"]))
for (name, level, way, at), want in found.items():
    levels = list(PLAIN[groups[name][0]])
    sides = []
    for aside in (-1e-6, 1e-6):
        levels[level - 1] = at + (aside if way == "up" else -aside)
        sides.append(classes((name, levels)))
    if sides[0] != plain or differ(plain, sides[1]) != want:
        wrong.append((name, level, way, at, want, differ(plain, sides[1])))
shutil.rmtree(FOLDER)
ok(not wrong and len(found) >= 4, "%d first changes of classes, by resampling anew" % len(found), *wrong)

# --- sweep ---------------------------------------------------------------------------------------------------------

def shifted(by):
    return {f: [t - by if FEATURES[f][5] else t + by for t in levels] for f, levels in PLAIN.items()}


def compare(rows, bounds_of):
    """Every row of a sweep against the rubric at its value; returns what is wrong, and how many were looked at."""
    wrong, seen = [], 0
    for r in rows:
        if r["kind"] != "row":
            continue
        c, s, k = judge(bounds_of(float(r["value"])))
        changed = sum(1 for f, p, *_ in differ(judge(PLAIN)[0], c) if FEATURES[f][0] == r["set"])
        at = (r["set"], r["platform"])
        seen += 1
        if (changed, s[at], k[at]) != (int(r["changed"]), int(r["level_sum"]), int(r["rank"])):
            wrong.append((r, changed, s[at], k[at]))
    return wrong, seen


rows = tune("--sweep", "shift=-5:5:0.25")
wrong, seen = compare(rows, shifted)
ok(not wrong and seen == 41 * 8, "%d rows of a shift: cells changed, sums, ranks" % seen, *wrong)
low = {float(r["value"]): int(r["changed"]) for r in rows if r["kind"] == "row" and r["set"] == "low_level"}
ok((low[0.5], low[3], low[5]) == (2, 9, 11), "0.5, 3 and 5 points tighter: 2, 9 and 11 of 28 low-level cells", low)
at_four = {r["platform"]: r["level_sum"] for r in rows if (r["kind"], r["set"], r["value"]) == ("row", "low_level", "4")}
ok(at_four == {"kvm": "17", "firecracker": "17", "gvisor": "17", "docker": "23"},
   "at +4 points KVM, Firecracker and gVisor tie at 17", at_four)

# Where the order changes: between any two neighbours of all figures' distances, the ranks are looked at.
places = sorted({round(x - t if not FEATURES[f][5] else t - x, 10) for (f, _), x in PERCENT.items() for t in PLAIN[f]})
want = []
for by in (x for x in places if -5 <= x < 5):
    for group in ("low_level", "high_level"):
        before, after = (({p: r for (g, p), r in judge(shifted(by + d))[2].items() if g == group})
                         for d in (-HAIR, HAIR))
        if before != after:
            want.append((round(by, 6), group, tuple(sorted(after.items()))))
got = {}
for r in rows:
    if r["kind"] == "point":
        got.setdefault((round(float(r["value"]), 6), r["set"], r["note"]), []).append((r["platform"], int(r["rank"])))
have = sorted((v, g, tuple(sorted(ranks))) for (v, g, note), ranks in got.items() if note == "above")
ok(have == sorted(want) and len(have) == len(got) > 5, "%d points at which the order changes" % len(want), have, want)

rows = tune("--sweep", "file_read.2=60.5%:79.5%:0.5%")
wrong, seen = compare(rows, lambda v: {**PLAIN, "file_read": [60, v, 80, 90]})
ok(not wrong and seen == 39 * 4, "%d rows of a threshold" % seen, *wrong)
rows = tune("--sweep", "levels.excess.3=111%:129%:1%")
wrong, seen = compare(rows, lambda v: {**PLAIN, **{f: [140, 130, v, 110] for f in groups["levels.excess"]}})
ok(not wrong and seen == 19 * 8, "%d rows of a scale, lower is better" % seen, *wrong)
rows = tune("--sweep", "boot_time.shift=-9:9:1")
wrong, seen = compare(rows, lambda v: {**PLAIN, "boot_time": [t - v for t in PLAIN["boot_time"]]})
ok(not wrong and seen == 19 * 4, "%d rows of one feature's shift" % seen, *wrong)

# Weights of the two sets: overall (100 / 28 * sum * w + percent of the other) / (w + 1); KVM 19 and 55 %, Firecracker
# 20 and 25 %, gVisor 21 and 0 %: they meet at 7, 7.7 and 8.4.
rows = tune("--set", "set.low_level.weight=1", "--set", "set.high_level.weight=1", "--sweep",
            "set.low_level.weight=0:10:1")
ties = sorted({round(float(r["value"]), 9) for r in rows if r["kind"] == "point" and r["note"] == "at"})
ok(ties == [7, 7.7, 8.4], "set weights at which two candidates tie", ties)
percent = {(float(r["value"]), r["platform"]): float(r["percent"]) for r in rows if r["kind"] == "row"}
ok(all(abs(percent[w, p] - (100 / 28 * low * w + high) / (w + 1)) < 1e-9 for w in range(11)
       for p, low, high in (("kvm", 19, 55), ("firecracker", 20, 25), ("gvisor", 21, 0), ("docker", 24, 100))),
   "overall percentages at eleven weights")
done()
