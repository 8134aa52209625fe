#!/usr/bin/env python3
"""mixed.t - logs that hold several things: one log behind another one, documents and tables behind lines, behind prefixes, in
Markdown, in UTF-16. What must be read is what the parts give alone (tests/logs.t proves those); a part that may be lost must be
told of, and no figure may be another one."""
import collections
import glob
import os
import sys
import tempfile

from parsing import rows_of, run, write
from prefixed import LEARNT, WAYS, before_each
from tap import done, ok

os.chdir(os.path.dirname(os.path.abspath(__file__)) + "/..")
COLUMNS = "line record status tool benchmark platform parameters metric log_value log_unit side".split()
LINE, RECORD, STATUS = range(3)


def parse(folder, home):
    """name -> rows; names of which something could not be used"""
    files = {name: [] for name in os.listdir(folder)}
    for name, row in rows_of(folder, home, COLUMNS, copies=True):
        row[LINE], row[RECORD] = int(row[LINE]), int(row[RECORD])
        files[name].append(row)
    return files


def moved(rows, lines, records=0):
    return [[r[LINE] + lines, r[RECORD] + records] + r[STATUS:] for r in rows]


def read(path):
    with open("tests/logs/" + path, "rb") as f:
        return f.read()


class Mixtures:
    """Made files, with what must be read from each."""

    def __init__(self, top):
        self.top, self.ways = top, 0

    def hold(self, what, files, wanted, same=lambda rows: rows):
        """files: name -> bytes; wanted: name -> rows"""
        self.ways += 1
        found = parse(write("%s/%d" % (self.top, self.ways), files), self.top)
        wrong = [n for n in files if same(found[n]) != same(wanted[n])]
        ok(not wrong and files, "%s (%d logs)" % (what, len(files)), len(wrong), wrong[:12],
           *[differences(wanted[n], found[n]) for n in wrong[:2]])
        if "DESMET_KEEP" not in os.environ:
            return
        print("# kept:", "%s/%d" % (self.top, self.ways))


def differences(wanted, found):
    return "wanted %s, found %s" % ([r for r in wanted if r not in found][:3], [r for r in found if r not in wanted][:3])


def records(rows):
    return max([r[RECORD] for r in rows], default=0)


def without_numbers(rows):
    return sorted([r[:RECORD] + r[STATUS:] for r in rows], key=str)


def good_logs(top):
    """Sound logs, that end as they should, and their rows: name -> (bytes, rows). Of each folder and form the shortest two."""
    logs, forms = {}, collections.Counter()
    for path in sorted(glob.glob("tests/logs/*/*.log"), key=lambda p: (os.path.getsize(p), p)):
        data = read(path[len("tests/logs/"):])
        if data.endswith(b"\n") and b"\r" not in data and b"\x1b" not in data and not data.startswith(b"\xff"):
            logs[path[len("tests/logs/"):].replace("/", "-")] = data
    rows = parse(write(top + "/alone", logs), top)
    good = {}
    for name, data in logs.items():
        form = name.rsplit("-", 1)[0].split(".")[0], data[:1] if data[:1] in b"{[<" else b","[:data.split(b"\n")[0].count(b",") > 1]
        if rows[name] and all(r[STATUS] == "ok" for r in rows[name]) and forms[form] < 2:
            forms[form] += 1
            good[name] = data, rows[name]
    return good


CHATTER = b"Tidying up ...\n$ cat results\n\n"
FIRST = {
    "text": "sysbench-1.0.20/cpu.log",
    "text without a last line": "ping-iputils-20221126/good.log",
    "JSON": "fio-3.33/json-read.log",
    "XML": "jmeter-2.13/xml.log",
    "CSV": "jmeter-2.13/csv.log",
}
# what tells of the host stands before, between and behind the runs, and many of its lines look like other tools'
HOST = ["util-linux-2.38/lscpu.log", "lshw-02.19/text.log", "procps-4.0.2/free.log", "procps-4.0.2/vmstat.log"] + \
    ["sysstat-12.6.1/%s.log" % n for n in ("sar-u", "sar-A", "mpstat-A", "several", "pidstat-urd", "iostat", "iostat-x")]


def host_before_all(made, good):
    for path in HOST:
        first = read(path)
        rows = parse(write("%s/host-%d" % (made.top, made.ways), {"a": first}), made.top)["a"]
        for way, between in ("behind", b""), ("behind, with a blank line between,", b"\n"):
            n = (first + between).count(b"\n")
            made.hold("%s %s" % (way, path), {k: first + between + d for k, (d, _) in good.items()},
                      {k: rows + moved(r, n, records(rows)) for k, (_, r) in good.items()}, without_numbers)


def one_behind_another(made, good):
    made.hold("behind chatter", {n: CHATTER + d for n, (d, _) in good.items()}, {n: moved(r, 3) for n, (_, r) in good.items()})
    for what, path in FIRST.items():
        if not os.path.exists("tests/logs/" + path):
            continue
        first = read(path)
        rows = parse(write("%s/first-%s" % (made.top, what), {"a": first}), made.top)["a"]
        lines = first.count(b"\n")
        for way, between in ("behind", b""), ("behind, with chatter between,", CHATTER):
            n = lines + between.count(b"\n")
            made.hold("%s %s" % (way, what), {k: first + between + d for k, (d, _) in good.items()},
                      {k: rows + moved(r, n, records(rows)) for k, (_, r) in good.items()}, without_numbers)
        made.hold("before %s" % what, {k: d + CHATTER + first for k, (d, _) in good.items()},
                  {k: r + moved(rows, d.count(b"\n") + 3, records(r)) for k, (d, r) in good.items()}, without_numbers)
    header = read(FIRST["CSV"]).split(b"\n")[0] + b"\n"
    made.hold("behind a table without rows", {k: header + d for k, (d, _) in good.items()},
              {k: moved(r, 1) for k, (_, r) in good.items()})


def cut_parts(made, good):
    """What is cut is told of, and what stands behind it is read."""
    # XML has no lines: whatever follows may be an element's text
    for what, path, lines in (("text", "pgbench-15.18/tpcb.log", 5), ("JSON", "fio-3.33/json-read.log", 200),
                              ("an array in JSON", "iperf3-3.12/json-array-client.log", 100)):
        part = b"".join(l + b"\n" for l in read(path).split(b"\n")[:lines])
        first = parse(write("%s/cut-%s" % (made.top, what), {"a": part}), made.top)["a"]
        ok(first and all(r[STATUS] != "ok" for r in first), "%s that is cut is not whole" % what, first[:3])
        made.hold("behind %s that is cut" % what, {k: part + d for k, (d, _) in good.items()},
                  {k: moved(r, lines) for k, (_, r) in good.items()}, lambda rows: without_numbers(r for r in rows if r[STATUS] == "ok"))


def encodings(made, good):
    wanted = {n: r for n, (d, r) in good.items() if d.isascii()}
    for what, mark, way in ((" with a mark", b"\xff\xfe", "utf-16-le"), (" with a mark", b"\xfe\xff", "utf-16-be"),
                            (" without one", b"", "utf-16-le"), (" without one", b"", "utf-16-be")):
        made.hold("in " + way + what, {n: mark + good[n][0].decode().encode(way) for n in wanted}, wanted)
    made.hold("in UTF-16 with CRLF", {n: good[n][0].replace(b"\n", b"\r\n").decode().encode("utf-16") for n in wanted}, wanted)
    made.hold("with CR CR LF, as of one terminal within another", {n: d.replace(b"\n", b"\r\r\n") for n, (d, _) in good.items()},
              {n: r for n, (_, r) in good.items()})
    marked = [n for n in good if good[n][0].endswith(b"\n")]
    above = b"nothing\n"
    made.hold("behind another file, with a mark in front", {n: above + b"\xef\xbb\xbf" + good[n][0] for n in marked},
              {n: moved(good[n][1], 1) for n in marked})
    smiles = "\U0001f600\u20ac\u00e9\ud7ff\n" * 100000 # 1.6 MB: characters lie across the pieces' ends
    log = read(FIRST["text"])
    rows = parse(write(made.top + "/smile", {"a": smiles.encode() + log, "b": (smiles + log.decode()).encode("utf-16"),
                                             "c": b"\xff\xfe\x00\xd8a\x00\n\x00\x00\xdc" + log.decode().encode("utf-16-le") + b"a"}), made.top)
    ok(rows["a"] and rows["a"] == rows["b"], "characters of two units, and lines behind them", rows["b"][:2])
    ok([r[1:] for r in rows["c"]] == [r[1:] for r in rows["a"]], "halves of characters", rows["c"][:2])


# Lines that nothing at their beginning or end tells from others (numbers, `3;`), and documents of one line: behind a prefix of an
# unknown form they are nobody's. zsh's line begins with any command, of which the prefix is then a part.
UNTOLD = ("tcsh", "zsh", "no-header", "terse", "nosetests", "github-rewritten-others")


def is_listed(name, data):
    """A list of strings is read where they are several lines of text; of documents, some are."""
    return data.count(b"\n") > 3 and not name.startswith(("fping", "power-rewritten-powertop")) and \
        not any(l.strip()[:1] in (b"{", b"[") for l in data.split(b"\n"))


def learnt(made, good, logs, above, below):
    """A prefix must stand before several lines to be learnt: of a run of few lines one is told of, or its record is not whole. sar
    and its like have a time of their own before each line, and may; fping's first line may be no more than a time in brackets."""
    all_logs = logs
    for way in LEARNT:
        logs = all_logs
        if way in ("a list in JSON", "a list of a script"):
            logs = {n: d for n, d in logs.items() if is_listed(n, d)}
        folder = write("%s/learnt-%s" % (made.top, way.replace(" ", "-")), {n: above + before_each(way, d) + below for n, d in logs.items()})
        found = parse(folder, made.top)
        wanted = {n: moved(good[n][1], 3) for n in logs}
        other = [n for n in logs if found[n] != wanted[n] and not any(u in n for u in UNTOLD)]
        long = [n for n in other if logs[n].count(b"\n") > 3 and not n.startswith(("sysstat", "fping")) and way != "a time in brackets"]
        ok(not long, "between lines without it, learnt: " + way, long[:9])
        wrong = [n for n in other if any(r[STATUS] == "ok" and r[STATUS:] not in [w[STATUS:] for w in wanted[n]] for r in found[n])]
        silent = [n for n in other if not any(r[STATUS] != "ok" for r in found[n]) and
                  b"not understood" not in run(folder + "/" + n, made.top).stderr]
        ok(len(other) < len(logs) / 3 and not wrong and not silent, "... of %d logs of %d a part is told, or not whole" % (len(other), len(logs)),
           wrong, silent)


def prefixes(made, good):
    """A log with a prefix, or indented, between lines without."""
    # two-blank and tab
    WAYS["two blanks"] = lambda i: "  "
    WAYS["a tab"] = lambda i: "\t"
    above = b"CI of today\n\nThe first step:\n"
    below = b"The second one:\n- done, or so\nNo more\nof it\nfollows.\n"
    # what begins with blanks is also a tool's own, and taken as such; those that are named have a prefix already
    logs = {n: d for n, (d, _) in good.items() if not d.split(b"\n")[0][:1].isspace() and not any(w in n for w in ("stamp", "title", "ab-2.3-html", "netperf-rewritten-quoted"))}
    learnt(made, good, logs, above, below)
    for way in WAYS:
        made.hold("between lines without it: " + way, {n: above + before_each(way, d) + below for n, d in logs.items()},
                  {n: moved(good[n][1], 3) for n in logs})
    # rows of a table without its header, one each: whether they are two tables nobody knows
    logs = {n: d for n, d in logs.items() if not (d.count(b"\n") == 1 and "no-header" in n)}
    for way in "docker compose logs", "GitHub's raw logs", "two blanks":
        made.hold("twice: " + way, {n: before_each(way, d) + below + before_each(way, d) for n, d in logs.items()},
                  {n: good[n][1] + moved(good[n][1], logs[n].count(b"\n") + 5, records(good[n][1])) for n in logs}, without_numbers)
    made.hold("in a fence", {n: b"# CI\n\n```\n" + d + b"```\n\n" + below for n, d in logs.items()}, {n: moved(good[n][1], 3) for n in logs})
    made.hold("in a fence of a list", {n: b"- CI\n\n  ```text\n" + before_each("two blanks", d) + b"  ```\n\n" + below for n, d in logs.items()},
              {n: moved(good[n][1], 3) for n in logs})


def pieces(made, top):
    """The reader's pieces end anywhere (256 KiB): in a prefix, in colours, in a document, in a table."""
    piece = 256 * 1024
    log = b"".join(read(FIRST[n]) + CHATTER for n in ("JSON", "XML", "text"))
    log += b"timeStamp,elapsed,label,success\n" + b"".join(b"%d,%d,home,true\n" % (1000 + i, i) for i in range(99))
    alone = parse(write(top + "/piece", {"a": log}), top)["a"]
    coloured = b"".join(b"\x1b[0;32m" + l + b"\x1b[0m\n" for l in log.split(b"\n")[:-1])
    forms = {"prefixed": before_each("docker compose logs -t", log), "indented": before_each("two blanks", log), "coloured": coloured,
             "coloured-prefix": b"".join(b"\x1b[36mweb-1  | \x1b[0m" + l + b"\n" for l in log.split(b"\n")[:-1]),
             "wide": log, "crlf": before_each("docker compose logs", log, b"\r\n")}
    files, wanted = {}, {}
    for form, data in forms.items():
        for k in list(range(1, 40)) + list(range(40, min(len(data), 100000), len(data) // 40)):
            fill = piece - k * (2 if form == "wide" else 1) # or two were copies
            lines = fill // 64
            above = b"x" * (fill - 64 * lines) + b"\n" + b"x" * 62 + b"\n" + (b"x" * 63 + b"\n") * (lines - 1)
            n = "%s-%d" % (form, k)
            files[n] = above + data if form != "wide" else (above[fill // 2:] + data).decode().encode("utf-16-le")
            lines = (files[n].decode("utf-16-le").encode() if form == "wide" else files[n]).count(b"\n") - data.count(b"\n")
            wanted[n] = moved(alone, lines)
    ok(len(alone) > 100, "a long log", len(alone))
    made.hold("pieces that end anywhere", files, wanted)


def containers(made, good, top):
    """Two containers that write at once: the first one's figures, none of the other's, and a word."""
    logs = {}
    for n, (d, _) in good.items():
        lines = d.split(b"\n")[:-1]
        other = [b"".join(b"%c" % (b if not 0x30 <= b <= 0x39 else 0x30 + (b - 0x30 + 1) % 10) for b in l) for l in lines]
        logs[n] = b"".join(b"web-1  | %s\nweb-2  | %s\n" % pair for pair in zip(lines, other))
    found = parse(write(top + "/containers", logs), top)
    whole = [n for n in logs if [r[STATUS:] for r in found[n]] == [r[STATUS:] for r in good[n][1]]]
    # what lasts one line leaves room for the other's; a record without an end of its own goes on
    wrong = [n for n in logs if n not in whole and any(r[STATUS] == "ok" and r[STATUS:] not in [g[STATUS:] for g in good[n][1]] and r[LINE] % 2
                                                     for r in found[n])]
    ok(not wrong and len(whole) > len(logs) / 2, "two containers at once (%d of %d whole)" % (len(whole), len(logs)), wrong[:8])
    told = run(top + "/containers", top).stderr.decode()
    ok("not understood" in told, "... of which is told", told)


ENDS = [b"root@h:~# ls\n", b"[user@box dir]$ ls\n", b"user@box-1 ~ % ls\n", b"$ ls\n", b"PS C:\\Users\\x> dir\n", b"```\n", b"~~~\n",
        b"##[endgroup]\n", b"section_end:1700000000:step\n", b"Script done on 2024-01-01 10:00:00\n"]


def told_once(made, good, top):
    """What follows a log behind a prompt, or a fence, is not told of line by line."""
    chatter = b"foo bar\nDone with it all, it seems\n\n- one\nNow: 5 things\n    indented\n"
    made.hold("before a prompt and chatter", {n: d + ENDS[i % len(ENDS)] + chatter for i, (n, (d, _)) in enumerate(good.items())},
              {n: r for n, (_, r) in good.items()})
    folder = write(top + "/told", {"%d.log" % i: d + ENDS[i % len(ENDS)] + chatter for i, (d, _) in enumerate(good.values())})
    plain = write(top + "/plain", {"%d.log" % i: d for i, (d, _) in enumerate(good.values())})
    told = [[l for l in run(f, top, "-o", f + "-store", "-q").stderr.decode().split("\n") if "not understood" in l] for f in (folder, plain)]
    ok(told[0] == told[1], "... of which nothing is told", *told)
    # records that lack their end
    for path, lines in ("sysbench-1.0.20/cpu.log", 12), ("iperf3-3.12/text-tcp-client.log", 4), ("pgbench-15.18/tpcb.log", 5):
        cut = b"".join(l + b"\n" for l in read(path).split(b"\n")[:lines])
        for end in ENDS:
            found = parse(write("%s/cut-%d-%d" % (top, lines, ENDS.index(end)), {"a": cut, "b": cut + end + chatter}), top)
            ok(found["a"] == found["b"] and found["a"][0][STATUS] == "incomplete", "%s that is cut before %r" % (path, end), found)


def tables(made):
    """What stands behind a table, or in it, is no row of it; a row that is cut is told of."""
    rows = b"1000,1,home,true\n1010,3,home,true\n1020,2,home,true\n"
    head = b"timeStamp,elapsed,label,success\n"
    tail = b"Tidying up ...    @ Nov 29, 21:00\n... end of run\n$ ls, or so\n"
    logs = {
        "alone": head + rows,
        "behind": b"$ cat it.jtl\n" + head + rows + tail,
        "twice": head + rows + tail + head + rows.replace(b"3,", b"5,"),
        "cut": head + rows + b"1030,4,ho\n" + tail,
        "cut-number": head + rows + b"10\n" + tail,
        "within": head + rows.replace(b"1020", b"a line of its own\n1020") + tail,
        "within-comma": head + rows.replace(b"1020", b"WARN, a line of its own\n1020"),
        "other-columns": b"timeStamp,elapsed,name\n1000,1,home\n",
        "words": b"a timeStamp,elapsed,label,success\n" + rows,
        "indented-quoted": b"x\n" + head + rows.replace(b"home", b"\"ho\nme\""),
    }
    found = parse(write(made.top + "/tables", logs), made.top)
    mean = {n: [(r[STATUS], r[8], r[LINE]) for r in rows if r[7] == "jmeter.elapsed.mean"] for n, rows in found.items()}
    wanted = {
        "alone": [("ok", "2", 4)], "behind": [("ok", "2", 5)],
        # 3, 5 and 2 (1, 5 and 2: 8/3)
        "twice": [("ok", "2", 4), ("ok", "2.6666666666666665", 11)],
        "cut": [("incomplete", "2", 4)], "cut-number": [("incomplete", "2", 4)],
        "within": [("incomplete", "2", 5)], "within-comma": [("incomplete", "2", 5)],
        "other-columns": [], "words": [], "indented-quoted": [("ok", "2", 7)],
    }
    for name in logs:
        ok(mean[name] == wanted[name], "a table: %s" % name, mean[name], logs[name])


def main(top):
    good = good_logs(top)
    ok(len(good) > 60, "there are logs", len(good))
    made = Mixtures(top)
    one_behind_another(made, good)
    host_before_all(made, good)
    cut_parts(made, good)
    encodings(made, good)
    prefixes(made, good)
    tables(made)
    told_once(made, good, top)
    containers(made, good, top)
    pieces(made, top)
    done()


if "DESMET_KEEP" in os.environ:
    main(tempfile.mkdtemp())
    sys.exit()
with tempfile.TemporaryDirectory() as folder:
    main(folder)
