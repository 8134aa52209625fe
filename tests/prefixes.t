#!/usr/bin/env python3
"""prefixes.t - what other programs put before each line of a log (time stamps, names of containers, marks of a quotation) changes
no figure, no line and no reason; also where only a part of the log has it."""
import glob
import json
import os
import tempfile

from parsing import rows_of, run, write
from prefixed import FEW, SHORT, WAYS, before_each
from tap import done, ok

os.chdir(os.path.dirname(os.path.abspath(__file__)) + "/..")
COLUMNS = "line record status benchmark platform parameters metric log_value log_unit side".split()

def parse(folder, home):
    """name -> rows"""
    files = {}
    for name, row in rows_of(folder, home, COLUMNS, copies=True):
        files.setdefault(name, []).append(row)
    return files


def main(top):
    logs = {}
    for path in glob.glob("tests/logs/*/*.log"):
        with open(path, "rb") as f:
            data = f.read()
        folder = path.split("/")[2]
        if any(word in path for word in ("stamp", "title", "quoted.log", "ab-2.3/html")):
            continue # these have one already, and one is taken away; HTML may be indented
        if data.count(b"\n") > 3 and b"\r" not in data:
            logs[path[len("tests/logs/"):].replace("/", "-")] = data
    plain = parse(write(top + "/plain", logs), top)
    ok(len(logs) > 100 and len(plain) > 100, "there are logs", len(logs), len(plain))
    for n, way in enumerate(WAYS):
        made = parse(write(top + "/%d" % n, {k: before_each(way, d) for k, d in logs.items()}), top)
        wrong = [k for k in logs if made.get(k) != plain.get(k)]
        ok(not wrong, "as before, with %s before each line" % way, wrong[:5])
    # below words; a monitor's lines, told or not, are within a run there that goes on
    below = b"Some words of mine\nand more of them\nthe third line of them\n"
    made = parse(write(top + "/below", {k: below + before_each("blanks of a block in Markdown", d) for k, d in logs.items()}), top)
    wrong = [k for k in logs if "monitor" not in k and {tuple(r[3:]) for r in made.get(k, []) if r[2] == "ok"} - {tuple(r[3:]) for r in plain.get(k, []) if r[2] == "ok"}]
    ok(not wrong, "a block in Markdown below words: nothing else is ok", wrong[:9])
    crlf = {k: before_each("ts", d, b"\r\n") for k, d in logs.items() if d.endswith(b"\n")}
    made = parse(write(top + "/crlf", crlf), top)
    wrong = [k for k in crlf if made.get(k) != plain.get(k)]
    ok(not wrong, "... and CRLF behind it", wrong[:5])

    with open("tests/logs/wrk-4.1.0/plain.log", "rb") as f:
        one = f.read()
    stamped = before_each("GitHub's raw logs", one)
    rows = parse(write(top + "/mixed", {
        "some.log": b"a line without\n" + stamped,
        "others.log": b"".join(l + b"\nother-1  | Requests/sec: 1.00\n" for l in before_each("docker compose logs", one).split(b"\n")[:-1]),
        "two.log": b"first-1  | a\nfirst-1  | b\nfirst-1  | c\n" + before_each("docker compose logs", one),
        "blank.log": b"\n" + stamped,
        "list.log": b"the first line\n" + before_each("a list in JSON", one + b"x" * 200000 + b"\n") + b"end\n",
        "prompt.log": b"    [root@host ~]# wrk\n" + before_each("blanks of a block in Markdown", one),
        "bom.log": b"\xef\xbb\xbf" + stamped,
        "buildkite.log": b"".join(b"\x1b_bk;t=17960340%05d\x07%s\r\n" % (i, l) for i, l in enumerate(one.split(b"\n")[:-1])),
        "web.log": one.replace(b" ", b"\xc2\xa0"),
        "web-half.log": one.replace(b"  ", b"\xc2\xa0 "),
        "colours.log": b"".join(l[:29] + b"\x1b[32m" + l[29:] + b"\x1b[0m\n" for l in stamped.split(b"\n")[:-1]),
    }), top)
    whole = parse(write(top + "/one", {"one.log": one}), top)["one.log"]
    def lines_later(lines):
        return [[str(lines(int(r[0])))] + r[1:] for r in whole]

    ok(rows.get("some.log") == lines_later(lambda n: n + 1), "where the first lines have not all of them the prefix", rows.get("some.log"))
    first, second = ([r for r in rows.get("others.log") if (r[1] == "1") == own] for own in (True, False))
    ok(first == lines_later(lambda n: 2 * n - 1), "a line of somebody else is not read", first)
    ok(second and all(r[2] == "incomplete" for r in second), "... and behind the run an incomplete record", second)
    ok(rows.get("list.log") == lines_later(lambda n: n + 1), "a very long string in a list", rows.get("list.log"))
    ok(rows.get("two.log") == lines_later(lambda n: n + 3), "one after the other", rows.get("two.log"))
    ok([r[1:] for r in rows.get("prompt.log", [])] == [r[1:] for r in whole], "a prompt in brackets is no document", rows.get("prompt.log"))
    ok(rows.get("bom.log") == whole, "a mark of UTF-8 before all", rows.get("bom.log"))
    ok([r[1:] for r in rows.get("blank.log", [])] == [r[1:] for r in whole], "an empty line before all", rows.get("blank.log"))
    ok(rows.get("buildkite.log") == whole, "Buildkite's times, which a terminal does not show", rows.get("buildkite.log"))
    ok(all(rows.get(name) == whole for name in ("web.log", "web-half.log")), "blanks of a web page, all of them or some", rows.get("web.log"))
    ok(rows.get("colours.log") == whole, "colours behind the prefix", rows.get("colours.log"))
    few(top)
    short(top)
    blocks(top)
    framed(top)
    several(top)
    nested(top, logs, plain)
    done()


def few(top):
    """Before lines that open a record by a text of anybody's, which a prefix would be a part of: what is ok has none of it."""
    short = {}
    for name in "zsh-5.9/one", "fping-5.1/count", "fping-5.1/elapsed":
        with open("tests/logs/%s.log" % name, "rb") as f:
            short[name.replace("/", "-")] = f.read()
    plain = parse(write(top + "/short", short), top)
    for n, way in enumerate(FEW):
        logs = {k: before_each(way, b"".join(l + b"\n" for l in d.split(b"\n") if b"[" not in l and l)) for k, d in short.items()}
        made = parse(write(top + "/short-%d" % n, logs), top)
        ok(all(r[2] != "ok" or r[2:] in [p[2:] for p in plain[k]] for k in logs for r in made.get(k, [])),
           "a prefix is no part of a command or a host: " + way, made)
    line = b"Startup finished in 1.250s (kernel) + 2.500s (userspace) = 3.750s\n"
    told = run(write(top + "/hosts-one", {"a": line + b"host2: " + line}) + "/a", top, "--to", "tsv")
    ok(told.stdout.count(b"systemd.startup.total") == 1 and b"1 line not understood" in told.stderr,
       "a run of one line behind a prefix, right behind a record, is told", told)
    brief = b"0.41user 0.05system 0:00.73elapsed 64%CPU (0avgtext+0avgdata 252080maxresident)k\n"
    told = run(write(top + "/brief-one", {"a": line + b"\n".join(mark + brief for mark in (b"# ", b"-- ", b"-", b"//", b"+"))}) + "/a", top, "--to", "tsv")
    ok(told.stdout.count(b"systemd.startup.total") == 1 and b"5 lines not understood" in told.stderr, "... and GNU time's first line alone", told)
    told = run(write(top + "/around-found", {"a": line + b"res.txt:$ bench\nres.txt-real\t0m1.500s\nres.txt-%s11-%s" % (line, line)}) + "/a", top, "--to", "tsv")
    ok(told.stdout.count(b"systemd.startup.total") == 1 and b"3 lines not understood" in told.stderr, "... and lines around one that grep found", told)
    for name in "fio-3.33/text-read", "sysbench-1.0.20/cpu", "wrk-4.1.0/plain":
        with open("tests/logs/%s.log" % name, encoding="utf-8") as f:
            task = {"changed": True, "cmd": ["bench"], "delta": "0:00:12.345678", "end": "2026-11-30 08:00:12.345678", "msg": "", "rc": 0,
                    "start": "2026-11-30 08:00:00.000000", "stderr": "", "stderr_lines": [], "stdout": f.read()}
        string = b"changed: [host1] => " + json.dumps(task).encode() + b"\n"
        told = run(write(top + "/string-" + name.split("/")[0], {"a": line + b"\n" + string + string}) + "/a", top, "--to", "tsv")
        ok(told.stdout.count(b"\n") - told.stdout.count(b"systemd.startup") == 1 and b"2 lines not understood" in told.stderr,
           "a run that is one string of a document in one line is told, and no figure of it taken: " + name, told)


def short(top):
    """Short ones behind another tool's run: before a run of three lines, and before a document."""
    with open("tests/logs/ping-busybox-1.35/good.log", "rb") as f:
        above = f.read()
    logs = {}
    for name in "bash-5.2/one", "bash-5.2/posix", "busybox-1.35/time", "hyperfine-1.15.0/json-two-commands", "iperf3-3.12/json-tcp-client":
        with open("tests/logs/%s.log" % name, "rb") as f:
            logs[name.replace("/", "-")] = f.read().lstrip(b"\n")
    files = {way + k: above + before_each(way, d) + b"words of mine\n" for way in SHORT for k, d in logs.items()}
    made = parse(write(top + "/signs", {k.replace(" ", "-"): d for k, d in files.items()}), top)
    plain = parse(write(top + "/unsigned", {k: above + d for k, d in logs.items()}), top)
    wrong = [way + k for way in SHORT for k in logs if made.get((way + k).replace(" ", "-")) != plain[k]]
    ok(len(logs) == 5 and all(len(plain[k]) > 6 for k in logs) and not wrong, "short prefixes before short runs and documents", wrong)
    for name in "fio-3.33/terse-3", "iperf-2.1.8/tcp-csv-client":
        with open("tests/logs/%s.log" % name, "rb") as f:
            row = next(l for l in f if l.count(b",") + l.count(b";") > 7)
        told = run(write(top + "/row-" + name.split("/")[0], {"a": b"".join(b"bs=%dk," % n + row for n in (4, 8, 8)) + b"\n" + above}) + "/a", top, "--to", "tsv")
        ok(b"s not understood" in told.stderr and b"fio\t" not in told.stdout and b"iperf\t" not in told.stdout, "rows behind a word are told: " + name, told)


def blocks(top):
    """Runs in blocks of a document (YAML, reStructuredText), each with blanks of its own; the first one was refused, and its record is open."""
    logs = {}
    for name in ("pgbench-15.18/no-database", "hyperfine-1.15.0/text-fail", "sysbench-1.0.20/cpu", "iperf3-3.12/text-tcp-client",
                 "stress-ng-0.15.06/metrics", "ping-iputils-20221126/good"):
        with open("tests/logs/%s.log" % name, "rb") as f:
            logs[name.replace("/", "-")] = f.read()
    plain = parse(write(top + "/no-blocks", logs), top)
    files, wanted, names = {}, {}, list(logs)
    for first in names[:2]:
        for second in names[2:]:
            for n, m, between in (4, 6, b"- name: second\n  result:\n    stdout: |\n"), (6, 4, b"- name: second\n  stdout: |\n"), (3, 4, b"\nText.\n\nThe second::\n\n"):
                key, above, text = "%s-%s-%d" % (first, second, n), b"- name: first\n  stdout: |\n", []
                for blanks, log in (n, logs[first]), (m, logs[second]):
                    text.append(b"".join(b" " * blanks + l + b"\n" if l else b"\n" for l in log.rstrip(b"\n").split(b"\n")))
                files[key] = above + text[0] + between + text[1]
                below = files[key].count(b"\n") - text[1].count(b"\n")
                wanted[key] = [[str(int(l[0]) + n)] + l[2:] for k, n in ((first, 2), (second, below)) for l in plain[k]]
    made = parse(write(top + "/blocks", files), top)
    wrong = [k for k in files if [[l[0]] + l[2:] for l in made.get(k, [])] != wanted[k]]
    ok(len(files) == 24 and not wrong, "a run in an indented block below one that was refused", wrong[:9], len(wrong))


def framed(top):
    """Text before each line and behind it: what is taken off with a quote before it, and what is told."""
    logs = {}
    for name in "wrk-4.1.0/plain", "hyperfine-1.15.0/text-fast", "ab-2.3/good":
        with open("tests/logs/%s.log" % name, "rb") as f:
            logs[name.replace("/", "-")] = f.read().split(b"\n")[:-1]
    plain = parse(write(top + "/unframed", {k: b"\n".join(d) + b"\n" for k, d in logs.items()}), top)

    def made(name, begin, end):
        return parse(write(top + "/framed-" + name, {
            k: b"".join(begin + l.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + end + b"\n" for l in d) for k, d in logs.items()}), top)

    logfmt = made("logfmt", b'time="2024-01-01T10:00:00Z" level=info msg="', b'"')
    ok(len(logs) == 3 and logfmt == plain, "logfmt before each line, and its quote behind it", logfmt)
    whole = {}
    for name in "wrk-4.1.0/plain", "stress-ng-0.15.06/metrics", "fio-3.33/text-read", "ping-busybox-1.35/good", "ab-2.3/good", "iperf3-3.12/text-tcp-client":
        with open("tests/logs/%s.log" % name, "rb") as f:
            whole[name.replace("/", "-")] = f.read()
    unmarked = parse(write(top + "/unmarked", whole), top)
    marks = b"<pre>", b'<pre><code class="language-text">', b"[code]", b"{noformat}"
    tagged = parse(write(top + "/marked", {"%d-%s" % (n, k): mark + d for n, mark in enumerate(marks) for k, d in whole.items()}), top)
    wrong = ["%d-%s" % (n, k) for n in range(len(marks)) for k in whole if tagged.get("%d-%s" % (n, k)) != unmarked[k]]
    ok(len(whole) == 6 and not wrong, "a tag of a page, a forum or a wiki right before the first line", wrong)
    for n, (begin, end) in enumerate(((b"", b"<br>"), (b"", b"\\"), (b"<p>", b"</p>"), (b"| ", b" |"), (b"`", b"`"))):
        rows = made(str(n), begin, end)
        ok(not any(r[2] == "ok" for k in logs for r in rows.get(k, [])), "%s a line %s: not ok" % (begin, end), rows)


def several(top):
    """Lines of several programs, and a run behind another one: name -> the lines, and those of the log that they are."""
    names = "wrk-4.1.0/plain", "fio-3.33/text-read", "ping-iputils-20221126/good", "sysbench-1.0.20/cpu", "hyperfine-1.15.0/text-fast"
    journal, names_alone = (lambda i: b"Nov  9 21:00:%02d box bench[12]: " % (i % 60)), (lambda i: b"mybench  | ")
    host = lambda n: lambda i: b"host%d: " % n
    files, wanted, logs = {}, {}, {}
    for name in names:
        with open("tests/logs/%s.log" % name, "rb") as f:
            logs[name.replace("/", "-")] = f.read().split(b"\n")[:-1]
    plain = parse(write(top + "/alone", {k: b"\n".join(d) + b"\n" for k, d in logs.items()}), top)

    def before(prefix, lines):
        return [prefix(i) + l for i, l in enumerate(lines)]

    def every_third(lines, other):
        made, places = [], []
        for i, l in enumerate(lines):
            if i % 3 == 1:
                made.append(other(i))
            made.append(l)
            places.append(len(made))
        return made, places

    def hold(what, k, lines, places):
        n = "%s-%s" % (what.replace(" ", "-"), k)
        files[n] = b"\n".join(lines) + b"\n"
        wanted[n] = [[str(p[int(r[0]) - 1]), *r[2:]] for p in places for r in plain[k]]

    for k, d in logs.items():
        n = len(d)
        twice = [range(1, n + 1), range(n + 1, 2 * n + 1)]
        lines, places = every_third(before(journal, d), lambda i: b"Nov  9 21:00:%02d box kernel: eth0: link up" % (i % 60))
        hold("journal", k, lines, [places])
        lines, places = every_third(before(names_alone, d), lambda i: b"web      | GET / 200")
        hold("containers", k, lines, [places])
        for what, prefix in (("journal", journal), ("containers", names_alone), ("grep -H", lambda i: b"a.log:")):
            hold("prefixed then not " + what, k, before(prefix, d) + d, twice)
            hold("not then prefixed " + what, k, d + before(prefix, d), twice)
        hold("hosts", k, before(host(1), d) + before(host(2), d), twice)
    made = parse(write(top + "/several", files), top)
    wrong = [n for n in files if [[r[0], *r[2:]] for r in made.get(n, [])] != wanted[n]]
    ok(len(files) == 9 * len(names) and not wrong, "lines of several programs, and runs with and without a prefix behind one another", wrong)


NESTED = (("GitHub's raw logs", "docker compose logs"), ("GitHub's raw logs", "ts"), ("GitHub's raw logs", "pdsh"), ("syslog", "a list in YAML"),
          ("GitLab's raw logs", "a container's name"), ("GitLab's raw logs", "a list in YAML"), ("docker compose logs", "Python's logging"),
          ("GitHub's raw logs", "docker compose logs -t"))


def nested(top, logs, plain):
    """A prefix behind another one, which the lines above and below have, too."""
    above, below = b"CI of today\n\nThe first step:\n", b"The second one:\n- done, or so\nNo more\nof it\nfollows.\n"
    # lines that anything may begin, documents of one line, and what is cut are told of, or not whole (mixed.t);
    # blanks before lines are a third prefix
    logs = {k: d for k, d in logs.items() if d.count(b"\n") > 3 and not d[:1].isspace() and not k.startswith(("sysstat", "fping")) and
            not any(w in k for w in ("tcsh", "zsh", "no-header", "terse", "nosetests", "github-rewritten-others",
                                   "cut", "killed", "unseen", "not-timed", "indented"))}
    for n, (outer, inner) in enumerate(NESTED):
        made = parse(write(top + "/nested-%d" % n, {k: before_each(outer, above + before_each(inner, d) + below) for k, d in logs.items()}), top)
        wrong = [k for k in logs if made.get(k) != [[str(int(r[0]) + 3)] + r[1:] for r in plain.get(k, [])] and k in plain]
        ok(len(logs) > 100 and not wrong, "%s before each line, and %s behind it" % (outer, inner), wrong[:9], len(wrong))


with tempfile.TemporaryDirectory() as folder:
    main(folder)
