#!/usr/bin/env python3
"""cuts.t - a log that is cut or mixed with chatter gives no wrong figure.

For every tests/logs/*/*.log and a sample of places to cut it: a figure of a record that is ok must be
what the whole log gives on that line. With a line of chatter put in, a figure of a record that is ok
must stand on its line.
"""
import collections, glob, os, random, subprocess, sys, tempfile

os.chdir(os.path.dirname(os.path.abspath(__file__)) + "/..")
DESMET = os.environ.get("DESMET_BUILD", "build") + "/desmet"
COLUMNS = "log line record status benchmark parameters metric log_value log_unit side".split()
Row = collections.namedtuple("Row", COLUMNS)
# Figures that stand on no line (many rows together, the time between two moments), or on a later one if more of the log is
# there (each block of /proc/cpuinfo says the same again).
SUMMED = ("jmeter-", "github-", "proc-cpuinfo")
AT_LINES, AT_BYTES, AT_END, CHATTER = 24, 24, 24, 6


def parse(folder, home):
    """The rows of every file of the folder: name -> [Row]."""
    env = dict(os.environ, HOME=home, XDG_CACHE_HOME=home, LC_ALL="C.UTF-8")
    env.pop("DESMET_GRAMMARS", None)
    run = subprocess.run([DESMET, "parse", folder, "--to", "tsv"], capture_output=True, env=env)
    if run.returncode not in (0, 3):
        sys.exit("# desmet ended with %d: %s" % (run.returncode, run.stderr.decode()[-500:]))
    head, *lines = [l.split("\t") for l in run.stdout.decode(errors="replace").split("\n")[:-1]]
    place = [head.index(c) for c in COLUMNS]
    files = collections.defaultdict(list)
    for l in lines:
        row = Row(*[l[i] for i in place])
        files[os.path.basename(row.log)].append(row)
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
            elif not stands(row, made[name]):
                wrong.append("%s with chatter at line %d: %s does not stand there" %
                             (logs[n][0], at + 1, show(row)))
    return len(made), wrong


def main():
    paths = sorted(glob.glob("tests/logs/*/*.log"))
    wanted = os.environ.get("CUTS", "")
    logs = []
    for path in paths:
        if wanted in path and not path.split("/")[2].startswith(SUMMED):
            with open(path, "rb") as f:
                logs.append((path, f.read()))
    print("1..3")
    say(1, "there are logs to cut", [] if len(logs) > 50 or wanted else ["only %d" % len(logs)])
    with tempfile.TemporaryDirectory() as top:
        home = top + "/home"
        os.mkdir(home)
        for n, (check, what) in enumerate(((check_cuts, "cut"), (check_chatter, "mixed with chatter")),
                                          2):
            count, wrong = check(logs, home, top)
            say(n, "%d logs, %s: no wrong figure" % (count, what), wrong)


main()
