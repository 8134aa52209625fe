#!/usr/bin/env python3
"""grammar.t - `desmet grammar`: what it sketches from a kept log is sound, and reads that very log: every
figure that comes of it is a number of that line, with the unit that stands beside it.

The shipped grammar of the log is taken out of the way: the sketch has its name, and replaces it."""
import os
import re
import subprocess
import tempfile

from tap import done, ok

os.chdir(os.path.dirname(os.path.abspath(__file__)) + "/..")
DESMET = os.path.abspath(os.environ.get("DESMET_BUILD", "build") + "/desmet")

# log, the grammar that reads it, figures that must at least come, words of metrics and values that must be there
LOGS = [
    ("sysbench-1.0.20/cpu.log", "sysbench", {"threads_started": None, "cpu_speed.events_per_second": None}),
    ("sysbench-1.0.20/fileio-rndrw.log", "sysbench", {}),
    ("sysbench-1.0.20/oltp-several.log", "sysbench", {}),
    ("wrk-4.1.0/latency.log", "wrk", {}),
    ("wrk-4.1.0/several.log", "wrk", {}),
    ("ab-2.3/good.log", "ab", {}),
    ("ab-2.3/several.log", "ab", {}),
    ("pgbench-15.18/tpcb.log", "pgbench", {}),
    ("pgbench-15.18/several.log", "pgbench", {}),
    ("ping-iputils-20221126/good.log", "ping", {}),
    ("ping-busybox-1.35/good.log", "ping", {}),
    ("fping-5.1/stats.log", "fping", {}),
    ("junit-pytest-7.2.1/four.log", "junit", {"testsuite.tests": None}),
    ("lshw-02.19/xml-class.log", "lshw", {"node.width": None}),
    ("hyperfine-1.15.0/text-ms.log", "hyperfine", {}),
    ("hyperfine-1.15.0/json-five-runs.log", "hyperfine", {}),
    ("hyperfine-1.15.0/csv-two.log", "hyperfine", {}),
    ("iperf3-3.12/text-tcp-client.log", "iperf3", {}),
    ("iperf3-3.12/json-tcp-client.log", "iperf3", {}),
    ("fio-3.33/text-read.log", "fio", {}),
    ("fio-3.33/json-read.log", "fio", {}),
    ("time-1.9/verbose.log", "time", {}),
    ("time-1.9/verbose-several.log", "time", {}),
    ("bash-5.2/several-with-chatter.log", "time", {}),
    ("sysstat-12.6.1/three.log", "mpstat", {}),
    ("systemd-analyze-rewritten/firmware.log", "systemd-analyze", {}),
]


# how logs spell units that desmet spells otherwise
WORDS = {"1": [""], "s": ["sec"], "B": ["byte", "Byte"], "1/s": ["/s", "per second", "per_second"], "bit/s": ["bits_per_second"], "Mbit/s": ["Mbits/sec"],
         "Gbit/s": ["Gbits/sec"], "%": ["percent"]}


def run(*args):
    env = dict(os.environ, LC_ALL="C.UTF-8")
    env.pop("DESMET_GRAMMARS", None)
    p = subprocess.run([DESMET, *args], capture_output=True, env=env)
    return p.returncode, p.stdout.decode(errors="replace"), p.stderr.decode(errors="replace")


def numbers(line):
    """All that may be a figure of the line: numbers, and times such as 1m2.3s."""
    found = set(re.findall(r"(?<![\w.])[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?", line))
    found |= set(re.findall(r"\d+\.\d+|\d+", line))
    times = re.findall(r"(?:\d+h ?)?(?:\d+(?:min|m) ?)[\d.]+s", line) + re.findall(r"\d+(?:\.\d+)?s", line)
    return {float(n) for n in found}, set(times)


def is_on(line, text):
    plain, times = numbers(line)
    try:
        return float(text) in plain
    except ValueError:
        return text in times


def rows_of(log, folder):
    code, out, err = run("parse", log, "--to", "tsv", "--grammars", folder, "--series")
    lines = [l.split("\t") for l in out.split("\n")[:-1]]
    return code, [dict(zip(lines[0], l)) for l in lines[1:]] if lines else [], err


def try_log(log, name, top):
    folder = os.path.join(top, log.replace("/", "_"))
    os.mkdir(folder)
    target = folder + "/" + name + ".ini"
    path = "tests/logs/" + log
    code, out, err = run("grammar", path, "-o", target, "--name", name)
    ok(code == 0 and os.path.exists(target), log + ": sketched", code, err)
    if not os.path.exists(target):
        return
    code, out, err = run("check", target)
    ok(code == 0, log + ": sound", err)
    code, rows, err = rows_of(path, folder)
    figures = [r for r in rows if r["metric"]]
    with open(path, errors="replace") as f:
        lines = [re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", l) for l in f.read().split("\n")]
    ok(code in (0, 3) and len(figures) >= 2, log + ": gives figures", code, err)
    wrong = [r for r in figures if not is_on(lines[int(r["line"]) - 1], r["log_value"])]
    ok(not wrong, log + ": each figure is a number of its line", wrong[:3])
    bad = [r for r in figures if r["tool"] != name]
    ok(not bad, log + ": by the sketch alone", bad[:3])
    # a unit other than 1 stands in the line, or above it, or is a word's meaning that [units] tells
    text = "\n".join(lines)
    odd = [r for r in figures if not any(w in text for w in WORDS.get(r["log_unit"], []) + [r["log_unit"]])]
    ok(not odd, log + ": no unit that the log does not have", odd[:3])
    broken = [r for r in rows if r["status"] == "incomplete"]
    if os.environ.get("SHOW"):
        print("#", log, len(figures), "figures", len(broken), "incomplete", err[:300].replace("\n", " | "))


def main():
    with tempfile.TemporaryDirectory() as top:
        logs = LOGS
        for log, name, _ in logs:
            try_log(log, name, top)
    done()


main()
