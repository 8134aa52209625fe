#!/usr/bin/env python3
"""checks.t - [check]: what must hold among a record's figures, and what comes of one that does not; and lines of two
runs that are mixed in one log."""
import os
import subprocess
import tempfile

from tap import done, ok

os.chdir(os.path.dirname(os.path.abspath(__file__)) + "/..")
DESMET = os.path.abspath(os.environ.get("DESMET_BUILD", "build") + "/desmet")

GRAMMAR = r"""
[grammar]
name = spinner

[metrics]
spinner.turns    = 1    turns
spinner.left     = 1    turns to the left
spinner.right    = 1    turns to the right
spinner.rate     = 1/s  turns in a second
spinner.teeth    = 1    teeth
spinner.weight   = B    what they weigh
spinner.drift    = s    how far it is behind
spinner.swing    = s signed how far it is from the middle
spinner.*.low    = s    shortest
spinner.*.mid    = s    mean
spinner.*.high   = s    longest

[line start]
match   = ^spinner (?<what>\w+)
is      = open
what    = kind {what}

[line turns]
match   = ^turns: (?<n>\d+) left (?<l>\d+) right (?<r>\d+)
n       = metric spinner.turns
l       = metric spinner.left
r       = metric spinner.right

[line rate]
match   = ^rate: (?<v>\S+) in (?<t>\S+) s
v       = metric spinner.rate
t       = metric run.duration s

[line times]
match   = ^(?<who>\w+) times: (?<a>\S+) (?<b>\S+) (?<c>\S+) (?<u>\w+)$
a       = metric spinner.{who}.low {u}
b       = metric spinner.{who}.mid {u}
c       = metric spinner.{who}.high {u}

[line two]
match   = ^(?<who>\w+) two: (?<a>\S+) (?<au>\w+) (?<c>\S+) (?<cu>\w+)$
a       = metric spinner.{who}.low {au}
c       = metric spinner.{who}.high {cu}

[line percentile]
match   = ^p(?<p>[\d.]+): (?<v>\S+) (?<u>\w+)
v       = metric latency.p{p} {u}

[line size]
match   = ^size: (?<n>\S+)
n       = param size

[line min]
match   = ^min: (?<v>\S+) ms
v       = metric latency.min ms

[line teeth]
match   = ^teeth of (?<m>\w+): (?<n>\S+) each (?<s>\S+), (?<b>\d+) B$
m       = param made
n       = metric spinner.teeth, sum, hidden
s       = param tooth, hidden
b       = metric spinner.weight B

[line owner]
match   = ^owner (?<n>.*)$
n       = keep owner

[line owner_again]
match   = ^again (?<n>.*)$
n       = same owner, cut 8, say of two owners

[kind wheel]
require = spinner.turns

[kind still]
spoils  = it stands still
when    = spinner.turns = 0, no spinner.*.low, no spinner.rate

[check weight]
holds   = spinner.weight = spinner.teeth * size.tooth
when    = param.made ~ ^(iron|wood)$, param.size !~ .
because = of other teeth

[kind top]
require = spinner.turns, latency.p50

[check sum]
holds   = spinner.turns = spinner.left + spinner.right

[check rate]
holds   = spinner.turns = spinner.rate * run.duration
kind    = wheel
slack   = 1 %

[check times]
holds   = 0 <= spinner.*.low <= spinner.*.mid <= spinner.*.high < 60 min
because = a wheel turns on

[check size]
holds   = spinner.left * param.size = spinner.right

[line drift]
match   = ^drift: (?<v>\S+) s$
v       = metric spinner.drift s

[line swing]
match   = ^swing: (?<v>\S+) s$
v       = metric spinner.swing

[check drift]
holds    = spinner.drift < 100 s
when     = whole spinner.drift
withdraw = spinner.drift
because  = it may be no seconds

[check one_for_all]
holds    = spinner.*.low <= 50 min
withdraw = spinner.*.low
every    = yes

[check percentiles]
holds    = latency.min <= latency.p*
rising   = latency.p*
slack    = 2 %
withdraw = latency.p*
"""

# name, the log's lines after "spinner KIND", status, metrics that must not be there, words of the reason or note
T = "turns: 10 left 4 right 6"
RECORDS = [
    ("all holds", "wheel", [T, "rate: 5.0 in 2.0 s", "a times: 1 2 3 ms", "b times: 7 7 7 us"], "ok", [], []),
    ("a sum that is one off", "wheel", ["turns: 11 left 4 right 6"], "incomplete", [],
     ["spinner.turns 11 = spinner.left 4 + spinner.right 6 does not hold (line 2)"]),
    ("a large sum that is one off", "wheel", ["turns: 100000001 left 50000000 right 50000000"], "incomplete", [], ["does not hold"]),
    ("a parameter", "wheel", ["size: 1.5", T], "ok", [], []),
    ("a great figure with a point", "wheel", [T, "drift: 2000.5 s"], "ok", [], []),
    ("a small whole one", "wheel", [T, "drift: 20 s"], "ok", [], []),
    ("a great whole one", "wheel", [T, "drift: 2000 s"], "ok", ["spinner.drift"], ["it may be no seconds", "spinner.drift 2000 s < 100 s"]),
    ("a figure below 0", "wheel", [T, "drift: -2.5 s"], "ok", ["spinner.drift"], ["spinner.drift is not taken: spinner.drift -2.5 s is below 0 (line 3)"]),
    ("... that may be", "wheel", [T, "swing: -2.5 s"], "ok", [], []),
    ("... that the kind requires", "top", [T, "p50: -1 ms"], "incomplete", [], ["latency.p50 -1 ms is below 0 (line 3)"]),
    ("a parameter of another run", "wheel", ["size: 2", T], "incomplete", [],
     ["spinner.left 4 * param.size 2 = spinner.right 6 does not hold (lines 3, 2"]),
    ("a parameter that is no number", "wheel", ["size: 2MB", T], "ok", [], []),
    ("a rate that was rounded", "wheel", [T, "rate: 5.05 in 1.98 s"], "ok", [], []),
    ("a rate with few digits", "wheel", [T, "rate: 3.3 in 3 s"], "ok", [], []),
    ("a rate of another run", "wheel", [T, "rate: 4.50 in 2.00 s"], "incomplete", [], ["spinner.turns 10 = spinner.rate 4.5 1/s * run.duration 2 s does not hold (lines 2, 3)"]),
    ("... of a kind that the check is not for", "top", [T, "rate: 4.50 in 2.00 s", "p50: 1 ms"], "ok", [], []),
    ("an order", "wheel", [T, "a times: 1 2 3 ms", "b times: 3.00 2.50 3.00 ms"], "incomplete", [],
     ["a wheel turns on: spinner.b.low 3 ms <= spinner.b.mid 2.5 ms does not hold (line 4)"]),
    ("an order of rounded figures", "wheel", [T, "a times: 0.02 0.01 0.01 ms"], "ok", [], []),
    ("an order of other units", "wheel", [T, "a two: 900 us 1 ms"], "ok", [], []),
    ("an order the other way", "wheel", [T, "a two: 1 s 900 ms"], "ok", [], []),  # 1 s may be 0.6 s
    ("... with its digits", "wheel", [T, "a two: 1.00 s 900 ms"], "incomplete", [], ["spinner.a.low 1 s <= spinner.a.high 900 ms does not hold (line 3)"]),
    ("a number of its own", "wheel", [T, "a times: -3 2 3 ms"], "incomplete", ["spinner.a.low"], ["0 <= spinner.a.low -3 ms does not"]),
    ("a number with a unit", "wheel", [T, "a times: 1 2 5000 s"], "incomplete", [], ["spinner.a.high 5000 s < 60 min does not"]),
    ("one that tells of all", "wheel", [T, "a two: 1 s 2 s", "b two: 55 min 56 min"], "ok", ["spinner.a.low", "spinner.b.low"],
     ["spinner.a.low is not taken: spinner.b.low 55 min <= 50 min does not hold (line 4)"]),
    ("percentiles that rise", "wheel", [T, "p50: 1 ms", "p90: 2 ms", "p99.9: 2.5 ms", "p9: 0.5 ms"], "ok", [], []),
    ("percentiles of buckets", "wheel", [T, "min: 2.00 ms", "p50: 1.97 ms"], "ok", [], []),
    ("a percentile below the least", "wheel", [T, "min: 20.00 ms", "p50: 1.97 ms", "p90: 21 ms"], "ok", ["latency.p50"],
     ["latency.p50 is not taken: latency.min 20 ms <= latency.p50 1.97 ms does not hold (lines 3, 4)"]),
    ("... that the kind requires", "top", [T, "min: 20.00 ms", "p50: 1.97 ms"], "incomplete", [], ["latency.min 20 ms <= latency.p50 1.97 ms does not hold (lines 3, 4)"]),
    ("percentiles that fall", "wheel", [T, "p50: 5.00 ms", "p90: 2.00 ms"], "ok", ["latency.p50", "latency.p90"],
     ["latency.p50 5 ms <= latency.p90 2 ms does not hold (lines 3, 4)"]),
    ("a size of a hidden figure", "wheel", [T, "teeth of iron: 3 each 4k, 12288 B"], "ok", [], []),
    ("... of other sizes", "wheel", [T, "teeth of iron: 3 each 4KiB, 12289 B"], "incomplete", [],
     ["of other teeth: spinner.weight 12289 B = spinner.teeth 3 * size.tooth 4096 B does not hold (line 3)"]),
    ("... of a parameter that the check is not for", "wheel", [T, "teeth of straw: 3 each 4k, 1 B"], "ok", [], []),
    ("... that must not be there", "wheel", ["size: 1.5", T, "teeth of iron: 3 each 4k, 1 B"], "ok", [], []),
    ("... and no size", "wheel", [T, "teeth of iron: 3 each some, 1 B"], "ok", [], []),
    ("what is kept comes again", "wheel", [T, "owner Smith", "again Smith"], "ok", [], []),
    ("... as another", "wheel", [T, "owner Smith", "again Smithe"], "incomplete", [], ['of two owners: "Smith", and on line 4 "Smithe"']),
    ("... that was cut", "wheel", [T, "owner Smithson", "again Smithsonian"], "ok", [], []),
    ("no figure of a pattern", "wheel", ["turns: 0 left 0 right 0"], "incomplete", [], ["it stands still"]),
    ("... but one", "wheel", ["turns: 0 left 0 right 0", "a times: 1 2 3 ms"], "ok", [], []),
    ("what is cut is told first", "wheel", ["rate: 5 in 2 s", "a times: 3.00 2.50 3.00 ms"], "incomplete", [], ["missing spinner.turns"]),
]

WRONG = [
    ("holds = latency.min <= latency.wrong", 'unknown metric "latency.wrong"'),
    ("holds = latency.min <= latency.max\nwhen = whole latency.wrong", 'unknown metric "latency.wrong"'),
    ("holds = latency.min <= latency.max\nwhen = half spinner.drift", "wanted is param.NAME"),
    ("holds = latency.min <= run.events", "s and 1 cannot be compared"),
    ("holds = latency.min + run.events <= latency.max", "cannot be added"),
    ("holds = latency.min", "a comparison is wanted"),
    ("holds = latency.min <= ", "wanted: a metric"),
    ("holds = latency.min <= latency.p*.*.*", "at most 2 stars"),
    ("holds = latency.min <= mean(latency.max)", "only figures of the record itself"),
    ("holds = latency.min <= baseline(latency.max)", "only figures of the record itself"),
    ("holds = latency.min <= 5 MiB", "cannot be compared"),
    ("holds = latency.min <= latency.max\nslack = 3", 'a share such as "2 %" is wanted'),
    ("holds = latency.min <= latency.max\nkind = none", "there is no [kind none]"),
    ("holds = latency.min <= latency.max\nwithdraw = latency.wrong", 'unknown metric "latency.wrong"'),
    ("holds = latency.min <= latency.max\nwithdraw = param.threads", 'unknown metric "param.threads"'),
    ("holds = latency.min <= latency.max\nevery = yes", 'it is for "withdraw"'),
    ("rising = latency.min", "a star is wanted"),
    ("holds = latency.min <= latency.max\nwhen = param.size", "wanted is param.NAME ~ PATTERN"),
    ("holds = latency.min <= latency.max\nwhen = size ~ 3", "wanted is param.NAME ~ PATTERN"),
    ("holds = latency.min <= latency.max\nwhen = param.size ~ (", "when: "),
    ("holds = latency.min <= size.size", "cannot be compared"),
    ("slack = 3 %", '[check] needs "holds" or "rising"'),
    ("hold = latency.min <= latency.max", 'did you mean "holds"'),
]


MIXED_GRAMMAR = r"""
[grammar]
name = mixer
one_kind = yes

[metrics]
mixer.turns = 1    turns
mixer.rate  = 1/s  turns in a second

[line start]
match   = ^mixer (?<version>[\d.]+)$
is      = open
kind    = mixer
version = version

[line version]
match   = ^lib (?<version>[\d.]+)$
version = version

[line threads]
match   = ^threads: (?<n>\d+)
n       = param threads

[line now]
match   = ^now with (?<n>\d+) threads
again   = yes
n       = param threads

[line mode]
match   = ^direct
params  = mode=direct

[line mode_2]
match   = ^buffered
params  = mode=buffered

[line again]
match   = ^it mixes
is      = noise
kind    = mixer_loud

[line other]
match   = ^it stirs
is      = noise
kind    = stirrer

[line results]
match   = ^results:
is      = noise
context = results

[line turns]
match   = ^turns: (?<n>\d+)
in      = results
n       = metric mixer.turns

[line rate]
match   = ^rate: (?<v>[\d.]+)
in      = results
v       = metric mixer.rate

[line done]
match   = ^done
is      = close

[line prepare]
match   = ^prepared
is      = drop

[kind mixer]
require = mixer.turns, mixer.rate
ends    = yes

[kind mixer_loud]
as      = mixer
ends    = yes

[kind stirrer]
ends    = yes
"""

ONE = ["mixer 1.5", "threads: 4", "results:", "turns: 10", "rate: 5.0", "done"]
TWO = ["mixer 1.5", "threads: 4", "results:", "turns: 99", "rate: 7.5", "done"]
CUT = ONE[:3]
# name, lines, status of each record, words of a reason
MIXED = [
    ("one after the other", ONE + TWO, ["ok", "ok"], ""),
    ("a killed run, then good ones", CUT + TWO + ONE, ["incomplete", "ok", "ok"], ""),
    ("a parameter twice", ONE[:2] + ["threads: 8"] + ONE[2:], ["incomplete"], "threads is 4 on line 2 and 8 on line 3: two runs are mixed"),
    ("... that is the same", ONE[:2] + ["threads: 4"] + ONE[2:], ["ok"], ""),
    ("... that may come again", ONE[:2] + ["now with 8 threads"] + ONE[2:], ["ok"], ""),
    ("constants that are not the same", ONE[:2] + ["direct", "buffered"] + ONE[2:], ["incomplete"], "mode is direct on line 3 and buffered on line 4"),
    ("a kind twice", ONE[:2] + ["it mixes"] + ONE[2:], ["ok"], ""),
    ("another kind", ONE[:2] + ["it stirs"] + ONE[2:], ["incomplete"], "line 3 is of a run of another kind (stirrer, not mixer)"),
    ("a version twice", ONE[:1] + ["lib 1.6"] + ONE[1:], ["incomplete"], "version 1.5, and on line 2 1.6"),
    ("the rest of the first behind the second", ONE[:5] + TWO + ONE[5:], ["incomplete", "ok"], ""),  # "done" alone has no figure
    ("its figure behind the second", ONE[:4] + TWO + ONE[4:], ["incomplete", "incomplete"],
     "two runs are mixed: that of line 1 had not ended, and line 11 is its, or of another one"),
    ("its figures in the second", CUT + TWO[:3] + ONE[3:] + TWO[3:], ["incomplete", "incomplete"], "line 10 is its"),
    ("its figure before the second's results", CUT + TWO[:2] + ONE[3:4] + TWO[2:], ["incomplete", "incomplete"], "line 6 is another run's"),
    ("its parameter in the second", ONE[:1] + TWO[:1] + ONE[1:2] + TWO[1:], ["incomplete", "incomplete"], "line 4 is another run's"),
    ("a third one behind two mixed ones, and its neighbour", ONE[:4] + TWO + ONE[4:] + ONE + TWO, ["incomplete", "incomplete", "ok", "ok"], ""),
    ("a line of the first behind the third", CUT + TWO[:3] + ONE[3:] + TWO + TWO[3:], ["incomplete"] * 3, ""),
    ("a run that the other one's preparing drops", ONE[:2] + ["prepared"] + ONE + ONE[2:], ["incomplete"], "line 11 is its"),
    ("a run that is prepared", ["mixer 1.5", "prepared"] + ONE, ["ok"], ""),
]


COUNTED = r"""
[grammar]
name = counter

[metrics]
counter.lost = 1  lost of all wheels
counter.axles = 1  axles
counter.seats = 1  seats
counter.beds = 1  beds
counter.time = s  how long
counter.rim = B  around
counter.length = B  of all spokes

[line wheel_alone]
match   = ^wheel (?<n>\d+)$
in      = outside
is      = open
shared  = yes
n       = count wheels

[line start]
match   = ^counter begins
is      = open
context = begun

[line wheel]
match   = ^wheel (?<n>\d+)$
n       = count wheels

[line said]
match   = ^wheels: (?<n>\d+)
n       = param wheels

[line pairs]
match   = ^wheels are (?<n>pairs)
n       = count wheels, halved

[line mode]
match   = ^(?<m>mode) (?<v>\w+)
m       = param said, as yes
v       = param mode, absent none

[line tyre]
match   = ^tyre (?<n>\w+)$
n       = param tyre, weak

[line tyre_of]
match   = ^tyre of (?<n>\w+)$
n       = param tyre

[line axles]
match   = ^(?<n>\d+) axles
n       = metric counter.axles

[line seats]
match   = ^(?<n>\d+) seats and (?<b>\d+) beds
n       = metric counter.seats
b       = metric counter.beds

[param places_per_axle]
count   = counter.seats, counter.beds
per     = counter.axles

[line lost]
match   = ^lost (?<n>\d+) of a (?<w>wheel)$
n       = metric counter.lost, sum
w       = count told, hidden

[line spoke]
match   = ^spoke (?<id>\d+) of (?<b>\S+) (?<u>\w+)
id      = count spokes, different, hidden
b       = metric counter.length {u}, sum, hidden, each id

[line rim]
match   = ^rim of (?<b>\S+) (?<u>\w+) with (?<n>\d+)
b       = metric counter.rim {u}
n       = param spokes_wanted

[check rim]
holds   = counter.length = counter.rim, param.spokes = param.spokes_wanted
because = a spoke is missing

[line lost_it]
match   = ^lost (?<n>\d+) of it
n       = metric counter.lost

[check told]
holds   = param.told = param.wheels
because = a wheel is missing
"""

# name, lines, (status, parameters, sum, its line), words of the summary
COUNTS = [
    ("lines are counted, figures added", ["counter begins", "wheel 1", "wheel 2", "lost 3 of a wheel", "lost 4 of a wheel"],
     ("ok", "wheels=2", "7", "5"), ""),
    ("one is a number, too", ["counter begins", "wheel 1", "lost 3 of a wheel"], ("ok", "wheels=1", "3", "3"), ""),
    ("what is counted for a check alone is no parameter, but counts", ["counter begins", "wheel 1", "wheel 2",
     "lost 3 of a wheel"], ("incomplete", "wheels=2", "3", "4"), "a wheel is missing: param.told 1 = param.wheels 2"),
    ("a number that a line says is believed", ["counter begins", "wheel 1", "wheels: 2", "wheel 2", "wheel 3",
     "lost 3 of a wheel", "lost 4 of a wheel"], ("ok", "wheels=2", "7", "7"), ""),
    ("lines before the first one count", ["wheel 1", "counter begins", "wheel 2", "lost 3 of a wheel",
     "lost 4 of a wheel"], ("ok", "wheels=2", "7", "5"), ""),
]
# lines behind the counter's first one: the status, words of the reason
HIDDEN = [
    (["spoke 1 of 10 MB", "spoke 2 of 2.51 kB", "rim of 10.0 MB with 2"], "ok", ""),
    # the last one of each counts; each may be off by one of its last digit
    (["spoke 1 of 3 MB", "spoke 1 of 10 MB", "spoke 2 of 20 MB", "rim of 32 MB with 2"], "ok", ""),
    (["spoke 1 of 3 MB", "spoke 1 of 10 MB", "spoke 2 of 20 MB", "rim of 34 MB with 2"], "incomplete",
     "a spoke is missing: counter.length 30000000 B = counter.rim 34 MB does not hold (lines 4, 5)"),
    (["spoke 1 of 10 B", "spoke 2 of 20 B", "rim of 31 B with 2"], "incomplete", "counter.length 30 B"),
    (["spoke 1 of 10 B", "spoke 1 of 20 B", "rim of 20 B with 2"], "incomplete", "param.spokes 1"),
    (["rim of 31 B with 2"], "ok", ""),
    (["spoke 1 of 10 B"], "incomplete", "no figures"),
]
# what stands behind the counter's first line: the parameters
SHOWN = [
    (["wheel 1", "wheel 2", "wheel 3", "wheel 4", "wheels are pairs"], "wheels=2"),
    (["wheels: 4", "wheels are pairs"], "wheels=4"),
    (["wheel 1", "wheel 2", "wheel 3", "wheels are pairs"], "incomplete: line 5: wheels come in pairs, but 3"),
    (["mode none"], "said=yes"),
    (["mode fast"], "mode=fast;said=yes"),
    (["tyre soft"], "tyre=soft"),
    (["tyre soft", "tyre of gum"], "tyre=gum"),
    (["tyre of gum", "tyre soft"], "tyre=gum"),
    (["tyre soft", "tyre hard"], "incomplete: tyre is soft on line 2 and hard on line 3"),
    (["tyre of gum", "tyre soft", "tyre of iron"], "incomplete: tyre is gum on line 2 and iron on line 4"),
    (["2 axles", "9 seats and 3 beds"], "places_per_axle=6"),
    (["10 axles", "58 seats and 1 beds"], "places_per_axle=6"),   # 5.9
    (["100 axles", "500 seats and 89 beds"], "places_per_axle=5"),  # 5.89
    (["10 axles", "60 seats and 8 beds"], "places_per_axle=6"),   # 6.8
    (["0 axles", "60 seats and 9 beds"], ""),
    (["60 seats and 9 beds"], ""),
    (["2 axles"], ""),
]
REFUSED_PARAMS = [("[param]\ncount = counter.lost\nper = counter.axles", "needs a name"),
                  ("[param x]\ncount = counter.lost", "per"),
                  ("[param x]\ncount = counter.time\nper = counter.axles", "no known metric in 1"),
                  ("[param x]\ncount = counter.lost\nper = nothing", "no known metric in 1")]
REFUSED = [("n = param x, halved", "for a count"), ("n = count x, as 1", "for a parameter"), ("n = metric counter.lost 1, sum", "a sum has no unit"), ("n = count {n}", "no {captures}"),
           ("n = metric counter.rim B, hidden", "is a sum"), ("n = metric counter.rim B, sum, each n", "wants \"hidden\""),
           ("n = metric counter.rim B, sum, hidden, each m", "no capture \"m\""), ("n = param x, different", "for a count"),
           ("n = count", "takes 1")]


def check_counts():
    os.mkdir("c")
    with open("c/counter.ini", "w") as f:
        f.write(COUNTED)
    for name, lines, (status, parameters, value, line), words in COUNTS:
        with open("count.log", "w") as f:
            f.write("\n".join(lines) + "\n")
        code, out, err = run("parse", "count.log", "--grammars", "c", "--to", "tsv")
        head, *rows = [l.split("\t") for l in out.split("\n")[:-1]]
        got = [tuple(r[head.index(c)] for c in ("status", "parameters", "value", "line")) for r in rows]
        code, summary, err = run("parse", "count.log", "--grammars", "c")
        ok(got == [(status, parameters, value, line)] and words in " ".join(summary.split()), name, got, summary, err)
    for lines, want in SHOWN:
        with open("count.log", "w") as f:
            f.write("\n".join(["counter begins"] + lines + ["lost 1 of it"]) + "\n")
        code, out, err = run("parse", "count.log", "--grammars", "c", "--to", "tsv")
        head, *rows = [l.split("\t") for l in out.split("\n")[:-1]]
        row = dict(zip(head, rows[0]))
        got = row["parameters"] if row["status"] == "ok" else row["status"] + ": " + row["reason"]
        ok(got.startswith(want) and (want or not got), "shown: " + ", ".join(lines), got, want)
    for lines, status, words in HIDDEN:
        with open("count.log", "w") as f:
            f.write("\n".join(["counter begins"] + lines) + "\n")
        code, out, err = run("parse", "count.log", "--grammars", "c", "--to", "tsv")
        head, *rows = [l.split("\t") for l in out.split("\n")[:-1]]
        row = dict(zip(head, rows[0]))
        ok(row["status"] == status and words in row["reason"] and len(rows) == 1 and "spokes=" not in row["parameters"],
           "hidden: " + ", ".join(lines), rows)
    for text, words in REFUSED_PARAMS:
        with open("refused.ini", "w") as f:
            f.write(COUNTED + "\n" + text + "\n")
        code, out, err = run("check", "refused.ini")
        ok(code == 2 and words in err, "refused: " + text, code, err)
    for text, words in REFUSED:
        with open("refused.ini", "w") as f:
            f.write(COUNTED + "\n[line more]\nmatch = ^more (?<n>\\d+)\n" + text + "\n")
        code, out, err = run("check", "refused.ini")
        ok(code == 2 and words in err and "refused.ini:" in err, "refused: " + text, code, err)


def run(*args):
    env = dict(os.environ, HOME=os.getcwd(), XDG_CACHE_HOME=os.getcwd(), LC_ALL="C.UTF-8")
    env.pop("DESMET_GRAMMARS", None)
    done = subprocess.run([DESMET, *args], capture_output=True, text=True, env=env)
    return done.returncode, done.stdout, done.stderr


def main():
    os.mkdir("g")
    with open("g/spinner.ini", "w") as f:
        f.write(GRAMMAR)
    code, out, err = run("check", "g/spinner.ini")
    ok(code == 0 and "sound" in out + err, "the grammar is sound", err)
    for name, kind, lines, status, gone, words in RECORDS:
        with open("one.log", "w") as f:
            f.write("\n".join(["spinner " + kind] + lines) + "\n")
        code, out, err = run("parse", "one.log", "--grammars", "g", "--to", "tsv")
        head, *rows = [l.split("\t") for l in out.split("\n")[:-1]]
        statuses = {r[head.index("status")] for r in rows}
        metrics = {r[head.index("metric")] for r in rows}
        scode, summary, serr = run("parse", "one.log", "--grammars", "g")
        summary = " ".join(summary.split())
        ok(statuses == {status} and "spinner.turns" in metrics | {"" if T in lines else "spinner.turns"} and not metrics & set(gone) and
           all(w in summary for w in words) and code == scode == (3 if words else 0) and
           ("not taken" in err) == bool(gone) and "spinner.teeth" not in metrics and
           all("tooth" not in r[head.index("parameters")] for r in rows), name, statuses, metrics, code, summary, err)
        if gone:
            code, out, err = run("parse", "one.log", "--grammars", "g", "--strict", "-o", "none.db")
            ok(code == 3 and not os.path.exists("none.db"), "... and is an error under --strict", code, err)
    # two in one log are one line with their number
    with open("two.log", "w") as f:
        f.write("spinner wheel\n%s\nmin: 20.00 ms\np50: 1.00 ms\np90: 2.00 ms\n" % T * 3)
    code, out, err = run("parse", "two.log", "--grammars", "g")
    ok("6 such figures" in " ".join(out.split()) and "two.log:4" in out, "several are told once, with their number", out)
    with open("g/spinner.ini") as f:
        good = f.read()
    for text, words in WRONG:
        with open("wrong.ini", "w") as f:
            f.write(good + "\n[check wrong]\n" + text + "\n")
        code, out, err = run("check", "wrong.ini")
        ok(code == 2 and words in err and "wrong.ini:" in err, "refused: " + text.replace("\n", ", "), code, err)
    os.mkdir("m")
    with open("m/mixer.ini", "w") as f:
        f.write(MIXED_GRAMMAR)
    for name, lines, statuses, words in MIXED:
        with open("mixed.log", "w") as f:
            f.write("\n".join(lines) + "\n")
        code, out, err = run("parse", "mixed.log", "--grammars", "m", "--to", "tsv")
        head, *rows = [l.split("\t") for l in out.split("\n")[:-1]]
        got = dict((int(r[head.index("record")]), r[head.index("status")]) for r in rows)
        code, summary, err = run("parse", "mixed.log", "--grammars", "m")
        ok([got[k] for k in sorted(got)] == statuses and words in " ".join(summary.split()), name, got, summary, err)
    check_counts()
    done()


with tempfile.TemporaryDirectory() as top:
    os.chdir(top)
    main()
