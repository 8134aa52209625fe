"""The thesis's features and figures for tests that recompute them without the program: what its Tables 2 and 6 say,
read from the shipped CSV."""
import csv
import os
import statistics

from tap import done, ok

DESMET = os.environ.get("DESMET_BUILD", "build") + "/desmet"
SOURCE, RUBRIC = "data/archives/karna-2021", "rubrics/karna-2021.ini"
PLATFORMS = ["kvm", "firecracker", "gvisor", "docker"]
UP, DOWN = [60, 70, 80, 90], [140, 130, 120, 110]
# feature: set, benchmark, metric, side, parameter, lower is better, levels
FEATURES = {
    "boot_time": ("low_level", "boot", "boot.real", "", "", True, [40, 30, 20, 10]),
    "cpu_events": ("low_level", "cpu", "cpu.events_per_second", "", "", False, UP),
    "file_read": ("low_level", "fileio", "fileio.read.throughput", "", "mode=seqrd", False, UP),
    "file_write": ("low_level", "fileio", "fileio.write.throughput", "", "mode=seqwr", False, UP),
    "network_sent": ("low_level", "network_tcp", "tcp.received.bitrate", "client", "", False, UP),
    "network_received": ("low_level", "network_tcp", "tcp.sent.bitrate", "client", "", False, UP),
    "network_jitter": ("low_level", "network_udp", "udp.jitter", "client", "", True, DOWN),
    "database_read": ("high_level", "oltp_read_only", "oltp.transactions_per_second", "", "", False, UP),
    "database_write": ("high_level", "oltp_write_only", "oltp.transactions_per_second", "", "", False, UP),
    "database_read_write": ("high_level", "oltp_read_write", "oltp.transactions_per_second", "", "", False, UP),
    "pipeline_turnover": ("high_level", "pipeline", "pipeline.duration", "", "", True, DOWN),
    "http_response": ("high_level", "http", "http.time_per_request", "", "", True, DOWN),
}
ROWS = [r for r in csv.DictReader(open(SOURCE + "/measurements.csv")) if r["status"] == "ok"]


def runs(feature, platform):
    _, benchmark, metric, side, parameter, _, _ = FEATURES[feature]
    return [float(r["value"]) for r in ROWS if r["benchmark"] == benchmark and r["metric"] == metric
            and r["platform"] == platform and (not side or r["side"] == side) and parameter in r["parameters"]]


def mean(feature, platform):
    v = runs(feature, platform)
    return statistics.fmean(v) if v else None


def percents():
    """{(feature, platform): the mean in percent of metal's}; what was not measured is not there."""
    return {(f, p): round(100 * mean(f, p) / mean(f, "metal"), 10)
            for f in FEATURES for p in PLATFORMS if runs(f, p)}
