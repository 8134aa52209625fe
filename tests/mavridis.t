#!/usr/bin/env python3
"""The study of Mavridis & Karatza (2019): its figures are consistent where they are said to be, and the
ratios and claims that desmet gives are those of a recomputation from the CSV alone."""
import csv
import math
import os
import subprocess

from tap import done, ok

D = os.path.join(os.environ.get("DESMET_BUILD", "build"), "desmet")
ARCHIVE, RUBRIC = "data/archives/mavridis-2019", "rubrics/mavridis-2019.ini"


def desmet(*words):
    run = subprocess.run([D, *words], capture_output=True, text=True)
    return run.stdout, run.stderr, run.returncode


def table(text):
    return list(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


UNIT = {"ms": 1e-3, "MB": 1e6, "1/s": 1.0, "s": 1.0}
FIGURES = {}
rows = list(csv.DictReader(open(ARCHIVE + "/measurements.csv")))
for r in rows:
    clients = r["parameters"].partition("=")[2]
    if r["status"] == "ok":
        FIGURES[r["benchmark"], r["platform"], r["metric"], clients] = float(r["value"]) * UNIT[r["unit"]]

ok(all(r["note"] if r["status"] != "ok" else not r["note"] for r in rows),
   "what is not used says why, and nothing else has a note")
ok(all(not r["value"] for r in rows if r["status"] != "ok"), "what is not used has no value")
ok(all(r["log"].startswith("Table ") and int(r["line"]) > 0 for r in rows), "each figure has its table and row")
places = [(r["log"], r["line"]) for r in rows]
ok(len(set(places)) == len(places), "no place gives two figures")

# --- the figures' own consistency
odd = []
for (bench, plat, metric, n), v in FIGURES.items():
    if not metric.endswith(".avg"):
        continue
    at = lambda end: FIGURES.get((bench, plat, metric[:-3] + end, n))
    most, sd, p95 = at("max"), at("stddev"), at("p95")
    if most is not None and v > most or p95 is not None and not v <= p95 <= most:
        odd.append((plat, metric, n, "order"))
    if sd is not None and most is not None and sd > 1.03 * math.sqrt((most - v) * v):
        odd.append((plat, metric, n, "deviation"))
    if metric == "http.latency.avg":
        rate = FIGURES.get((bench, plat, "http.thread.requests_per_second.avg", n))
        if rate is not None and rate * v > 10 * int(n):
            odd.append((plat, metric, n, "more requests wait than there are clients"))
ok(not odd, "averages, maxima, deviations and waiting requests fit one another", odd)

# --- claims
CLIENTS = [str(n) for n in (1, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100)]
REQ, SD = "http.thread.requests_per_second.avg", "http.thread.requests_per_second.stddev"
LAT, MAX = "http.latency.avg", "http.latency.max"
METAL, CONTAINERS = "container_metal", ["container_metal", "container_vm", "container_virtio", "linuxkit"]
ALL = CONTAINERS + ["osv", "rumprun", "includeos", "mirageos"]


class Missing(Exception):
    pass


def common(metric, plats, only=CLIENTS):
    """The figures of each platform for the clients that all of them have."""
    for p in plats:
        if not any(("http", p, metric, n) in FIGURES for n in CLIENTS):
            raise Missing(p)
    have = [n for n in only if all(("http", p, metric, n) in FIGURES for p in plats)]
    return [[FIGURES["http", p, metric, n] for n in have] for p in plats]


def mean(v):
    return sum(v) / len(v)


def means(metric, plats, only=CLIENTS):
    return [mean(v) for v in common(metric, plats, only)]


def one(bench, plat, metric):
    if (bench, plat, metric, "") not in FIGURES:
        raise Missing(plat)
    return FIGURES[bench, plat, metric, ""]


def rumprun_18(only=CLIENTS):
    a, b = means(REQ, ["osv", "rumprun"], only)
    return a / b


def rumprun_latency(only=CLIENTS):
    a, b = means(LAT, ["rumprun", "osv"], only)
    return a / b


def osv_first(only=CLIENTS):
    a, *rest = means(REQ, ["osv", "rumprun", "includeos", "mirageos"], only)
    return a / max(rest)


def mirageos_near(only=CLIENTS):
    a, b = means(REQ, ["mirageos", "osv"], only)
    return 100 * (1 - a / b)


def osv_spread(only=CLIENTS):
    a, b = means(SD, ["osv", "mirageos"], only)
    return a / b


def metal_first():
    a, *rest = common(REQ, [METAL, "osv", "rumprun", "includeos", "mirageos"])
    return min(v / max(r) for v, *r in zip(a, *rest))


def order():
    a, b, c = means(REQ, ["osv", "linuxkit", "mirageos"])
    return min(a / b, b / c)


def order_rest(only=CLIENTS):
    v = means(REQ, [METAL, "osv", "mirageos", "includeos", "rumprun"], only)
    return min(a / b for a, b in zip(v, v[1:]))


def osv_ahead():
    a, b = means(REQ, ["osv", METAL], CLIENTS[3:])
    return 100 * (a / b - 1)


def mirageos_equals():
    a, b = common(REQ, ["mirageos", METAL], ["90", "100"])
    return min(x / y for x, y in zip(a, b))


def mirageos_5():
    a, b = means(REQ, ["mirageos", METAL])
    return 100 * (1 - a / b)


def latency_of(who, least):
    v = dict(zip(ALL, means(LAT, ALL)))
    mine = v.pop(who)
    return mine / (min if least else max)(v.values())


def longest(plats, end):
    return end(max(FIGURES["http", p, MAX, n] for n in CLIENTS) for p in plats)


def unikernels_quick():
    v = means(LAT, ["mirageos", "includeos", "rumprun"] + CONTAINERS)
    return max(v[:3]) / min(v[3:])


def osv_quick():
    v = means(LAT, ["osv"] + CONTAINERS)
    return v[0] / min(v[1:])


def clean_slate_small():
    m = lambda p: one("memory_needed", p, "memory.needed")
    return max(m("mirageos"), m("includeos")) / min(m("osv"), m("rumprun"))


def sql(bench):
    m = lambda p: one(bench, p, "latency.avg")
    return max(map(m, CONTAINERS)) / min(m("osv"), m("rumprun"))


def never(*_):
    raise Missing("no such figures")


def printed(digits, places):
    return lambda v: round(v, places) == digits or math.trunc(v * 10 ** places) / 10 ** places == digits


CLAIMS = {
    "osv_27": (never, None),
    "rumprun_18": (rumprun_18, printed(18, 0)),
    "rumprun_18_10": (lambda: rumprun_18(CLIENTS[1:]), printed(18, 0)),
    "rumprun_latency": (rumprun_latency, printed(2, 0)),
    "rumprun_latency_10": (lambda: rumprun_latency(CLIENTS[1:]), printed(2, 0)),
    "rumprun_nginx": (never, None),
    "osv_first": (osv_first, lambda v: v > 1),
    "osv_first_10": (lambda: osv_first(CLIENTS[1:]), lambda v: v > 1),
    "mirageos_near": (mirageos_near, lambda v: 0 <= v <= 2.5),
    "mirageos_near_10": (lambda: mirageos_near(CLIENTS[1:]), lambda v: 0 <= v <= 2.5),
    "osv_spread": (osv_spread, lambda v: 2.5 <= v <= 3),
    "osv_spread_10": (lambda: osv_spread(CLIENTS[1:]), lambda v: 2.5 <= v <= 3),
    "metal_first": (metal_first, lambda v: v >= 1),
    "order": (order, lambda v: v > 1),
    "order_rest": (order_rest, lambda v: v > 1),
    "order_rest_10": (lambda: order_rest(CLIENTS[1:]), lambda v: v > 1),
    "osv_ahead": (osv_ahead, printed(2.75, 2)),
    "mirageos_equals": (mirageos_equals, lambda v: v >= 1),
    "mirageos_5": (mirageos_5, printed(5, 0)),
    "rumprun_slowest": (lambda: latency_of("rumprun", False), lambda v: v > 1),
    "includeos_fastest": (lambda: latency_of("includeos", True), lambda v: v < 1),
    "mirageos_fastest": (lambda: latency_of("mirageos", True), lambda v: v < 1),
    "three_longest": (lambda: 1e3 * longest(["mirageos", "includeos", "rumprun"], max), lambda v: 40 <= v <= 80),
    "others_longest": (lambda: longest(CONTAINERS + ["osv"], min), lambda v: v > 1),
    "unikernels_quick": (unikernels_quick, lambda v: v < 1),
    "osv_quick": (osv_quick, lambda v: v < 1),
    "clean_slate_small": (clean_slate_small, lambda v: v < 1),
    "sql_reads": (never, None),
    "sql_containers": (lambda: sql("oltp_read_only"), lambda v: v < 1),
    "sql_containers_write": (lambda: sql("oltp_read_write"), lambda v: v < 1),
}

out, err, code = desmet("audit", ARCHIVE, "-r", RUBRIC, "--claims", "--to", "tsv")
got = {r["claim"]: r for r in table(out)}
ok(list(got) == list(CLAIMS), "all claims are there, in the sheet's order", err or list(got))
for name, (value, holds) in CLAIMS.items():
    row = got.get(name, {"status": "", "derived": ""})
    try:
        v = value()
        want = "holds" if holds(v) else "does_not_hold"
        same = row["derived"] != "" and math.isclose(float(row["derived"]), v, rel_tol=1e-9)
    except Missing:
        v, want, same = None, "underivable", row["derived"] == ""
    ok(same and row["status"] == want, "%s: %s %s" % (name, want, "" if v is None else "%.6g" % v),
       "%s %s" % (row["status"], row["derived"]))

# --- ratios
out, err, code = desmet("score", ARCHIVE, "-r", RUBRIC, "--to", "tsv")
cells = {(r["feature"], r["platform"]): r for r in table(out)}
ok(code == 3, "score says that something was not used", code)


def ratios(metric, plat, corrected=False):
    have = [n for n in CLIENTS if ("http", plat, metric, n) in FIGURES and ("http", METAL, metric, n) in FIGURES]
    if corrected:
        have = [n for n in have if ("http", plat, REQ, n) in FIGURES]
    if not have:
        return None
    f = lambda p, n: FIGURES["http", p, metric, n] * (
        FIGURES["http", p, REQ, n] / FIGURES["http", METAL, REQ, n] if corrected else 1)
    return [f(plat, n) / f(METAL, n) for n in have]


def level(ratio, thresholds, lower):
    return sum(ratio <= t if lower else ratio >= t for t in thresholds)


def geometric(v):
    return math.exp(mean([math.log(x) for x in v]))


SHARE, EXCESS = (.6, .7, .8, .9), (1.4, 1.3, 1.2, 1.1)
FEATURES = {
    "http_requests": (lambda p: ratios(REQ, p), mean, SHARE, False),
    "http_latency": (lambda p: ratios(LAT, p), geometric, EXCESS, True),
    "http_latency_max": (lambda p: ratios(MAX, p), geometric, EXCESS, True),
    "http_corrected": (lambda p: ratios(LAT, p, True), geometric, EXCESS, True),
}
for b, m, f in (("oltp_read_only", "latency.avg", "sql_read"), ("oltp_read_write", "latency.avg", "sql_write"),
                ("oltp_read_write", "latency.p95", "sql_write_p95")):
    FEATURES[f] = (lambda p, b=b, m=m: [FIGURES[b, p, m, ""] / FIGURES[b, METAL, m, ""]]
                   if (b, p, m, "") in FIGURES else None, mean, EXCESS, True)
for feature, (figures, combine, thresholds, lower) in FEATURES.items():
    bad = []
    for p in ALL:
        cell, v = cells[feature, p], figures(p)
        if v is None:
            if cell["status"] not in ("failed", "unmeasured") or cell["ratio"] or cell["level"]:
                bad.append((p, cell["status"], cell["ratio"]))
        elif cell["ratio"] == "" or not math.isclose(float(cell["ratio"]), combine(v), rel_tol=1e-9) or \
                int(cell["level"] or -1) != level(combine(v), thresholds, lower):
            if not (p == METAL and cell["status"] == "baseline"):
                bad.append((p, cell["status"], cell["ratio"], cell["level"], combine(v)))
    ok(not bad, feature + " has the ratios and levels of the recomputation", bad)

done()
