#!/usr/bin/env python3
"""cuts.t - a log that is cut or mixed with chatter gives no wrong figure.

For every tests/logs/*/*.log and a sample of places to cut it: a figure of a record that is ok must be
what the whole log gives on that line. With a line of chatter put in, a figure of a record that is ok
must stand on its line. With the lines of two good logs of a tool mixed, as two jobs write them that run at
once, the figures of a record that is ok must be of one record of one of the two logs.
"""
import collections, glob, os, random, re, sys, tempfile

from parsing import rows_of, run

os.chdir(os.path.dirname(os.path.abspath(__file__)) + "/..")
COLUMNS = "log line record status benchmark parameters metric log_value log_unit side".split()
Row = collections.namedtuple("Row", COLUMNS)
# Figures that stand on no line (many rows together, the time between two moments), or on a later one if more of the log is
# there (each block of /proc/cpuinfo says the same again).
SUMMED = ("jmeter-", "github-", "proc-cpuinfo")
AT_LINES, AT_BYTES, AT_END, CHATTER = 24, 24, 24, 6
KILLED = 6
MIXED = 40  # pairs of a tool, each mixed in each way
PROMPT = re.compile(rb"^\S*[$#] \w", re.M) # a shell's, which runs one job after the other
WAYS = "turns", "chance", "share", "blocks"
# Tools of which runs without a line that is theirs alone are kept, or whose lines do not say which run they are of: where
# one run lacks what the other one has, no one can tell. At most these shares of the records may be of neither.
ALIKE = "ioping iperf iperf3 netperf pgbench time hyperfine sysstat systemd".split()
ALIKE_SHARE, OTHER_SHARE = 0.04, 0.001


def parse(folder, home):
    """The rows of every file of the folder: name -> [Row]."""
    files = collections.defaultdict(list)
    for name, row in rows_of(folder, home, COLUMNS):
        files[name].append(Row(*row))
    return files


def sample(rng, places, count):
    places = sorted(set(places))
    return places if len(places) <= count else rng.sample(places, count)


def cuts(name, data):
    """Places to cut: at line ends, anywhere, and in the last lines."""
    rng = random.Random(name)
    ends = [i + 1 for i, c in enumerate(data) if c == 10]
    return sorted(set(sample(rng, ends + [e - 1 for e in ends], AT_LINES) +
                      sample(rng, range(1, len(data)), AT_BYTES) +
                      sample(rng, range(max(1, len(data) - 160), len(data)), AT_END)))


def write(folder, name, data):
    with open(os.path.join(folder, name), "wb") as f:
        f.write(data)


def stands(row, lines):
    """Does the figure, as the log prints it, stand on the line it is said to be on?"""
    n = int(row.line) - 1
    return n < len(lines) and row.log_value.encode() in lines[n]


def say(n, what, wrong):
    print("%sok %d - %s" % ("not " if wrong else "", n, what))
    for w in wrong[:20]:
        print("# " + w, file=sys.stderr)
    if len(wrong) > 20:
        print("# ... and %d more" % (len(wrong) - 20), file=sys.stderr)


def show(row):
    return "line %s, record %s: %s = %s %s" % (row.line, row.record, row.metric, row.log_value,
                                               row.log_unit)


def check_cuts(logs, home, top):
    whole_dir, cut_dir = top + "/whole", top + "/cut"
    os.mkdir(whole_dir)
    os.mkdir(cut_dir)
    count, wrong = 0, []
    for n, (path, data) in enumerate(logs):
        write(whole_dir, "%d.log" % n, data)
        for at in cuts(path, data):
            write(cut_dir, "%d-%d.log" % (n, at), data[:at])
            count += 1
    whole, cut = parse(whole_dir, home), parse(cut_dir, home)
    figure = lambda r: (r.line, r.benchmark, r.metric, r.log_value, r.log_unit, r.side)
    known = {name: collections.defaultdict(set) for name in whole}
    for name, rows in whole.items():
        for r in rows:
            known[name][figure(r)].update(r.parameters.split(";"))
    for name, rows in cut.items():
        n, at = name[:-4].split("-")
        for row in rows:
            if row.status != "ok":
                continue
            parameters = known.get(n + ".log", {}).get(figure(row))
            where = "%s cut at byte %s: %s (%s)" % (logs[int(n)][0], at, show(row), row.benchmark)
            if parameters is None:
                wrong.append(where)
            elif row.parameters and not parameters.issuperset(row.parameters.split(";")):
                wrong.append(where + " with " + row.parameters)
    return count, wrong


def streams_add_up(row, lines):
    """What iperf3's streams counted, below the heading of the summary."""
    total = 0
    for line in reversed(lines[:int(row.line)]):
        count = re.search(rb"(\d+) datagrams received out-of-order", line)
        if count:
            total += int(count.group(1))
        if line.startswith(b"[ ID]"):
            break
    return total == int(row.log_value)


def adds_up(row, lines):
    """A sum of what the server's reports say of iperf's connections: it stands at the last one."""
    if row.metric.endswith(".out_of_order"):
        return streams_add_up(row, lines)
    which = ("udp.lost_packets", "udp.packets")
    if row.metric not in which or row.side != "client":
        return False
    total = 0
    for line in reversed(lines[:int(row.line)]):
        report = re.search(rb" ms +(\d+)/ *(\d+) \(", line)
        if report:
            total += int(report.group(1 + which.index(row.metric)))
        if line.startswith(b"Client connecting to "):
            break
    return total == int(row.log_value)


def check_chatter(logs, home, top):
    """A line that is no tool's, put between lines; figures of ok records stand on their lines."""
    folder = top + "/chatter"
    os.mkdir(folder)
    made = {}
    for n, (path, data) in enumerate(logs):
        rng = random.Random(path)
        lines = data.split(b"\n")
        for i in sample(rng, range(1, len(lines)), CHATTER):
            made["%d-%d.log" % (n, i)] = lines[:i] + [b"what 7 is 8.25 ms to (9 KBytes)?"] + lines[i:]
    for name, lines in made.items():
        write(folder, name, b"\n".join(lines))
    wrong = []
    for name, rows in parse(folder, home).items():
        n, at = map(int, name[:-4].split("-"))
        for row in rows:
            if row.status != "ok" or not row.metric:
                continue
            if int(row.line) == at + 1:
                wrong.append("%s: a figure of chatter at %s" % (logs[n][0], show(row)))
            elif not stands(row, made[name]) and not adds_up(row, made[name]):
                wrong.append("%s with chatter at line %d: %s does not stand there" %
                             (logs[n][0], at + 1, show(row)))
    return len(made), wrong


def mix(rng, a, b, way):
    """Lines of both, each with whose it is and its number there."""
    out, i, j = [], 0, 0
    while i < len(a) or j < len(b):
        size = 1
        if i == len(a) or j == len(b):
            first = i < len(a)
        elif way == "turns":
            first = (i + j) % 2 == 0
        elif way == "share":
            first = i * len(b) <= j * len(a)
        else:
            first = rng.random() < 0.5
            size = rng.randint(1, 8) if way == "blocks" else 1
        for _ in range(size):
            if first and i < len(a):
                out.append((0, i + 1, a[i]))
                i += 1
            elif not first and j < len(b):
                out.append((1, j + 1, b[j]))
                j += 1
    return out


def records(rows):
    all_of = collections.defaultdict(list)
    for row in rows:
        all_of[row.record].append(row)
    return all_of


def is_of_one(rows, mixed, wholes):
    """Are the record's figures those of one record of one log? It may lack some of its parameters: they are not wrong."""
    figure = lambda r, line: (line, r.benchmark, r.metric, r.log_value, r.log_unit, r.side)
    whose = {mixed[int(r.line) - 1][0] for r in rows}
    if len(whose) != 1:
        return False
    figures = {figure(r, mixed[int(r.line) - 1][1]) for r in rows}
    for whole in wholes[whose.pop()].values():
        if (figures <= {figure(r, int(r.line)) for r in whole} and
                set(filter(None, rows[0].parameters.split(";"))) <= set(whole[0].parameters.split(";"))):
            return True
    return False


def check_mixed(logs, home, top):
    whole_dir, folder = top + "/good", top + "/mixed"
    os.mkdir(whole_dir)
    os.mkdir(folder)
    for n, (path, data) in enumerate(logs):
        write(whole_dir, "%d.log" % n, data)
    whole = parse(whole_dir, home)
    tools, made = collections.defaultdict(list), {}
    for n, (path, data) in enumerate(logs):
        rows = whole["%d.log" % n]
        if rows and all(r.status == "ok" for r in rows) and len(data) < 60000 and data[:1] not in b"{[<" and not PROMPT.search(data):
            tools[path.split("/")[2].split("-")[0]].append(n)
    for tool, numbers in tools.items():
        rng = random.Random(tool)
        pairs = [(a, b) for a in numbers for b in numbers if a != b] # of a log and its copy nobody can tell whose a line is
        for a, b in rng.sample(pairs, min(MIXED, len(pairs))):
            for way in WAYS:
                lines = mix(rng, *(logs[n][1].rstrip(b"\n").split(b"\n") for n in (a, b)), way)
                made["%d-%d-%s.log" % (a, b, way)] = tool, a, b, lines
    for name, (_, _, _, lines) in made.items():
        write(folder, name, b"".join(text + b"\n" for _, _, text in lines))
    wrong, alike, count = [], [], 0
    for name, rows in parse(folder, home).items():
        tool, a, b, lines = made[name]
        wholes = [records(whole["%d.log" % n]) for n in (a, b)]
        for record in records(rows).values():
            if record[0].status != "ok":
                continue
            count += 1
            if not is_of_one(record, lines, wholes):
                (alike if tool in ALIKE else wrong).append(
                    "%s and %s, by %s: record %s is of neither" %
                    (logs[a][0], logs[b][0], name[:-4].split("-")[2], record[0].record))
    wrong = wrong if len(wrong) > OTHER_SHARE * count else []
    return len(made), wrong + (alike if len(alike) > ALIKE_SHARE * count else [])


def check_killed(logs, home, top):
    """A run that was killed, and behind it a good log of the tool: hardly any of these is called mixed."""
    folder = top + "/killed"
    os.mkdir(folder)
    whole = parse(top + "/good", home)
    tools, made = collections.defaultdict(list), 0
    for n, (path, data) in enumerate(logs):
        if data[:1] not in b"{[<" and len(data) < 60000 and all(r.status == "ok" for r in whole["%d.log" % n]):
            tools[path.split("/")[2].split("-")[0]].append(n)
    for n in [n for numbers in tools.values() for n in numbers]:
        rng = random.Random(logs[n][0])
        for killed in sample(rng, tools[logs[n][0].split("/")[2].split("-")[0]], KILLED):
            lines = logs[killed][1].split(b"\n")
            write(folder, "%d-%d.log" % (killed, n), b"\n".join(lines[:max(1, len(lines) // 2)]) + b"\n" + logs[n][1])
            made += 1
    out = run(folder, home).stdout.decode(errors="replace")
    rows = re.sub(r"\n {20,}", " ", out).split("\n") # a reason goes on below itself
    mixed = [l for l in rows if "runs are mixed" in l]
    return made, mixed if sum(int(l.split()[0]) for l in mixed) > made // 50 else []


def main():
    paths = sorted(glob.glob("tests/logs/*/*.log"))
    wanted = os.environ.get("CUTS", "")
    logs = []
    for path in paths:
        if wanted in path and not path.split("/")[2].startswith(SUMMED):
            with open(path, "rb") as f:
                logs.append((path, f.read()))
    print("1..5")
    say(1, "there are logs to cut", [] if len(logs) > 50 or wanted else ["only %d" % len(logs)])
    with tempfile.TemporaryDirectory() as top:
        home = top + "/home"
        os.mkdir(home)
        for n, (check, what) in enumerate(((check_cuts, "cut"), (check_chatter, "mixed with chatter"),
                                               (check_mixed, "two at a time, mixed"),
                                               (check_killed, "behind a run that was killed")),
                                          2):
            count, wrong = check(logs, home, top)
            say(n, "%d logs, %s: no wrong figure" % (count, what), wrong)


main()
