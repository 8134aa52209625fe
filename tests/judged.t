#!/usr/bin/env python3
"""Judged features: how far assessors agree, worked out here from the file itself by matrices of
weights; the levels that judgements come to; and what is wrong with a judgements file."""
import csv
import datetime
import html
import io
import itertools
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile

DESMET = os.path.abspath(os.environ.get("DESMET_BUILD", "build") + "/desmet")
FROM, TMP = "tests/judged", tempfile.mkdtemp()
STORE = TMP + "/store.db"
count = 0


def ok(passed, what, *more):
    global count
    count += 1
    print("%sok %d - %s" % ("" if passed else "not ", count, what))
    for line in more if not passed else ():
        print("# %s" % (line,), file=sys.stderr)


def run(*args):
    return subprocess.run([DESMET, *args], capture_output=True, text=True, stdin=subprocess.DEVNULL)


def tsv(*args):
    return list(csv.DictReader(io.StringIO(run(*args, "--to", "tsv").stdout), delimiter="\t", quoting=csv.QUOTE_NONE))


def sections(path):
    """[(kind, [words], {key: value})]"""
    out = []
    for line in open(path):
        m = re.match(r"\[(\w+) ?(.*)\]", line)
        if m:
            out.append((m[1], m[2].split(), {}))
        elif "=" in line:
            key, value = line.split("=", 1)
            out[-1][2][key.strip()] = value.strip()
    return out


SYMBOLS = {"--": -2, "-": -1, "+/-": 0, "+": 1, "++": 2, "strong support": 3}
SCALES = {"toolchain": range(-2, 3), "security": range(-2, 3), "support": range(-1, 6)}


def said():
    """{feature: {platform: {assessor: step}}}"""
    out = {}
    for kind, words, keys in sections(FROM + "/said.ini"):
        if kind == "judgement":
            level = keys["level"]
            level = SYMBOLS[level] if level in SYMBOLS else int(level)
            out.setdefault(words[0], {}).setdefault(words[1], {})[words[2]] = level - SCALES[words[0]][0]
    return out


def kappa(pairs, size):
    """Cohen 1968: weights (i - j)^2, proportions observed and expected from the margins."""
    n = len(pairs)
    if n < 2:
        return None
    seen = [[sum(p == (i, j) for p in pairs) / n for j in range(size)] for i in range(size)]
    rows = [sum(r) for r in seen]
    columns = [sum(r[j] for r in seen) for j in range(size)]
    cells = list(itertools.product(range(size), repeat=2))
    chance = sum((i - j) ** 2 * rows[i] * columns[j] for i, j in cells)
    return 1 - sum((i - j) ** 2 * seen[i][j] for i, j in cells) / chance if chance else None


def alpha(units, size):
    """Krippendorff: 1 - observed / expected disagreement over pairable values, ordinal."""
    units = [u for u in units if len(u) > 1]
    values = [v for u in units for v in u]
    n = len(values)
    if len(units) < 2:
        return None
    often = [values.count(v) for v in range(size)]

    def apart(c, k):
        c, k = min(c, k), max(c, k)
        return (sum(often[c:k + 1]) - (often[c] + often[k]) / 2) ** 2 if c != k else 0

    seen = sum(sum(apart(a, b) for a, b in itertools.permutations(u, 2)) / (len(u) - 1) for u in units) / n
    chance = sum(apart(a, b) for a, b in itertools.permutations(values, 2)) / (n * (n - 1))
    return 1 - seen / chance if chance else None


def expected():
    """{(feature or "", assessors): (cells, same, apart, kappa, alpha)}"""
    all_said, out = said(), {}
    groups = [(f, [f], SCALES[f]) for f in all_said]
    groups.append(("", ["toolchain", "security"], SCALES["toolchain"]))
    for name, features, scale in groups:
        units = [u for f in features for u in all_said[f].values()]
        who = [a for a in ("anna", "ben", "cleo") if any(a in u for u in units)]
        kappas = []
        for a, b in itertools.combinations(who, 2):
            pairs = [(u[a], u[b]) for u in units if a in u and b in u]
            k = kappa(pairs, len(scale))
            kappas += [k] if k is not None else []
            out[name, a, b] = (len(pairs), sum(x == y for x, y in pairs), max(abs(x - y) for x, y in pairs), k,
                               alpha([list(p) for p in pairs], len(scale)))
        if len(who) > 2:
            lists = [list(u.values()) for u in units]
            both = [u for u in lists if len(u) > 1]
            out[name, "", ""] = (len(both), sum(min(u) == max(u) for u in both), max(max(u) - min(u) for u in both),
                                 sum(kappas) / len(kappas) if kappas else None, alpha(lists, len(scale)))
    return out


def number(text):
    return float(text) if text else None


def close(a, b):
    return a == b or (a is not None and b is not None and abs(a - b) < 1e-12)


run("parse", "data/archives/karna-2021", "-o", STORE)
ARGS = (STORE, "-r", FROM + "/rubric.ini")

want = expected()
got = {(r["feature"], r["assessor"], r["other"]): (int(r["cells"]), int(r["same"]), int(r["apart"]), number(r["kappa"]),
       number(r["alpha"])) for r in tsv("score", *ARGS, "--agreement")}
ok(len(want) == 10 and set(got) == set(want), "agreement of each feature, and of those that share a scale", sorted(got))
for key in want:
    ok(key in got and all(close(a, b) for a, b in zip(got[key], want[key])), "agreement of %s %s %s" % key,
       got.get(key), want[key])
ok(close(want["toolchain", "anna", "ben"][3], 26 / 29), "kappa of anna and ben on the toolchain is 26/29, as by hand")
ok(all(r["why"] for r in tsv("score", *ARGS, "--agreement") if not r["kappa"]), "what is undefined says why")

# --- the file in many wrong ways ----------------------------------------------------------------

TEXT = open(FROM + "/said.ini").read()
LINE = {line: i + 1 for i, line in reversed(list(enumerate(TEXT.split("\n"))))}
CASES = [ # (what, old line, new line, words of the message; {N}: the line of the old one)
    ("unknown platform", "[judgement support kvm ben]", "[judgement support kwm ben]", 'said.ini:{N}: .*"kwm"; did you mean "kvm"'),
    ("unknown feature", "[judgement support kvm ben]", "[judgement suport kvm ben]", 'said.ini:{N}: .*"suport"; did you mean "support"'),
    ("a measured feature", "[judgement support kvm ben]", "[judgement cpu_events kvm ben]", r"said.ini:{N}: cpu_events is measured, not judged \(.*rubric.ini:\d+\)"),
    ("unknown assessor", "[judgement support kvm ben]", "[judgement support kvm bne]", r"said.ini:{N}: there is no \[assessor bne\]; there are: anna, ben, cleo"),
    ("unknown level", "level = strong support", "level = 6", "said.ini:{N}: level = 6: support has no such level; it has: -1"),
    ("words of another level", "level = strong support", "level = strongest", "said.ini:{N}: level = strongest: support has no such"),
    ("no such day", "date = 2026-11-22", "date = 2026-02-29", "said.ini:{N}: date = 2026-02-29: no day"),
    ("another date", "date = 2026-11-22", "date = 22.11.2026", "said.ini:{N}: date = 22.11.2026: no day"),
    ("twice", "[judgement support kvm ben]", "[judgement support kvm anna]", r"said.ini:{N}: section .* stands twice"),
    ("twice by keys", "[judgement support kvm ben]", "[judgement 1]\nfeature = support\nplatform = kvm\nassessor = anna", "said.ini:{N}: anna has judged support of this platform already, in line 63"),
    ("no reason", "reason = virt-install does it.", "", r"said.ini:43: \[judgement toolchain kvm cleo\] needs \"reason\""),
    ("an empty reason", "reason = virt-install does it.", "reason =", "said.ini:{N}: reason has no value"),
    ("evidence that is not there", "evidence = notes.md", "evidence = https://a.b/c, note.md", 'said.ini:{N}: evidence: "note.md" is no link, and there is no such file'),
    ("unknown key", "reason = virt-install does it.", "reson = virt-install does it.", 'said.ini:{N}: unknown key "reson".*did you mean "reason"'),
    ("unknown section", "[judgement support kvm ben]", "[judgment support kvm ben]", r"said.ini:{N}: unknown section .*did you mean \[judgement\]"),
    ("half a name", "[judgement support kvm ben]", "[judgement support ben]", r"said.ini:{N}: .*wanted \[judgement FEATURE PLATFORM ASSESSOR\]"),
    ("some of the keys", "[judgement support kvm ben]", "[judgement 1]\nfeature = support", r"said.ini:{N}: .*all of the keys"),
    ("no head", "[judgements]", "[assessor dora]", "none of .* is in it"),
    ("another rubric", "rubric = rubric.ini", "rubric = other.ini", "other.ini.*No such file"),
]
for name in ("rubric.ini", "notes.md"):
    shutil.copy(FROM + "/" + name, TMP)
for what, old, new, words in CASES:
    assert old in LINE, old
    open(TMP + "/said.ini", "w").write(TEXT.replace(old + "\n", new + "\n", 1))
    r = run("check", TMP + "/said.ini")
    ok(r.returncode == 2 and re.search(words.replace("{N}", str(LINE[old])), r.stderr) and not r.stdout, what, r.returncode,
       r.stderr)
    if what != "another rubric":
        ok(run("score", STORE, "-r", TMP + "/rubric.ini").returncode == 2, "... and nothing is scored by it")

# --- rubrics in wrong ways ----------------------------------------------------------------------

open(TMP + "/said.ini", "w").write(TEXT)
RUBRIC = open(FROM + "/rubric.ini").read()
SUPPORT = "levels = -1: makes things worse, 0: no support"
for what, old, new, words in (
        ("a metric of a judged feature", "combine = lowest", "combine = lowest\nmetric = a.b", "rubric.ini:46: metric of support: with judged = yes"),
        ("no rule", "combine = lowest\n", "", r"rubric.ini:38: \[feature support\] needs \"combine\""),
        ("a rule for strata", "combine = lowest", "combine = pool", "combine must be one of median, consensus, lowest"),
        ("no file", "judgements = said.ini\n", "", "is judged, but the rubric names no file"),
        ("a threshold", "levels = -2..2\ncombine", "levels = 60% 70%\ncombine", r'levels of security: "60%" is no level'),
        ("turned", "levels = -2..2\ncombine", "levels = 2..-2\ncombine", "2..-2; wanted the lowest first"),
        ("one level", "levels = -2..2\ncombine", "levels = 1\ncombine", "wanted two levels or more"),
        ("none above zero", "levels = -2..2\ncombine", "levels = -2..0\ncombine", "the highest is 0; wanted 1 or more"),
        ("otherwise", "levels = -2..2\n\n[feature tool", "levels = -2..2\notherwise = -3\n\n[feature tool", "otherwise: toolchain is judged"),
        ("acceptance", "acceptance = -1", "acceptance = -3", "acceptance = -3: toolchain has no such level"),
        ("judged = maybe", "judged = yes", "judged = maybe", "judged must be yes or no"),
        ("shared without a file", "judgements = said.ini\n", "judgements_shared = yes\n", "names no file|judgements_shared without"),
):
    assert old in RUBRIC, old
    open(TMP + "/rubric.ini", "w").write(RUBRIC.replace(old, new, 1))
    r = run("check", TMP + "/rubric.ini")
    ok(r.returncode == 2 and re.search(words, r.stderr), "rubric: " + what, r.returncode, r.stderr)

# --- what a rule makes of it --------------------------------------------------------------------

def level_of(rule, *levels):
    """The level of the toolchain of gvisor, judged so."""
    open(TMP + "/rubric.ini", "w").write(RUBRIC.replace("combine = median", "combine = " + rule, 1))
    open(TMP + "/said.ini", "w").write("[judgements]\n" + "".join(
        "[judgement %d]\nfeature = toolchain\nplatform = gvisor\nassessor = a%d\nlevel = %s\ndate = 2026-01-01\n"
        "reason = x\n" % (i, i, level) for i, level in enumerate(levels)))
    row = [r for r in tsv("score", STORE, "-r", TMP + "/rubric.ini")
           if (r["feature"], r["platform"]) == ("toolchain", "gvisor")][0]
    return row["status"], row["n"], row["level"], row["value"], row["ratio"]


for rule, levels, wanted in (("median", "0", ("scored", "1", "0", "", "")), ("median", ("-1", "2", "1"), ("scored", "3", "1", "", "")),
                             ("median", ("2", "-2"), ("scored", "2", "-2", "", "")), ("median", ("2", "1", "0", "1"), ("scored", "4", "1", "", "")),
                             ("median", (), ("unjudged", "0", "", "", "")), ("lowest", ("1", "--", "++"), ("scored", "3", "-2", "", "")),
                             ("lowest", (), ("unjudged", "0", "", "", "")), ("consensus", ("1", "+", "+1"), ("scored", "3", "1", "", "")),
                             ("consensus", ("1", "1", "2"), ("unscorable", "3", "", "", ""))):
    ok(level_of(rule, *levels) == wanted, "%s of %s" % (rule, ", ".join(levels) or "nothing"), level_of(rule, *levels))

os.remove(TMP + "/said.ini")
r = run("score", STORE, "-r", TMP + "/rubric.ini")
ok(r.returncode == 0 and "there is no file" in r.stderr, "no file yet: nothing is judged, and that is said", r.stderr)
open(TMP + "/said.ini", "w").write(TEXT.replace("[judgement support kvm ben]", "[judgement other kvm ben]"))
open(TMP + "/rubric.ini", "w").write(RUBRIC.replace("judgements = said.ini", "judgements = said.ini\njudgements_shared = yes"))
r = run("score", STORE, "-r", TMP + "/rubric.ini")
ok(r.returncode == 3 and "said.ini: 1 judgement of features or platforms that this rubric does not have" in r.stderr,
   "a shared file may speak of more", r.returncode, r.stderr)

# --- asked one by one ---------------------------------------------------------------------------

def ask(lines, *args):
    return subprocess.run([DESMET, "judge", TMP + "/rubric.ini", *args], capture_output=True, text=True,
                          input="".join(line + "\n" for line in lines), env={**os.environ, "SOURCE_DATE_EPOCH": "1764460800"})


def kept():
    return [(words, keys) for kind, words, keys in sections(TMP + "/said.ini") if kind == "judgement"]


open(TMP + "/rubric.ini", "w").write(RUBRIC)
os.remove(TMP + "/said.ini")
r = ask(["anna", "++", "Packaged ; # and all", "nope.md", "notes.md, https://a.b/c", "1", "b", "9", "0", "", "So so", "", "s", "q"])
ok(r.returncode == 0 and r.stdout.endswith("2 kept, 7 left.\n"), "a conversation", r.stdout, r.stderr)
ok('"nope.md" is no link' in r.stdout and "Not a level" in r.stdout and "A level needs a reason" in r.stdout, "... that asks again")
ok(kept() == [(["toolchain", "docker", "anna"], {"level": "2", "date": "2025-11-30", "reason": "Packaged; # and all",
                                                 "evidence": "notes.md, https://a.b/c"}),
              (["toolchain", "gvisor", "anna"], {"level": "0", "date": "2025-11-30", "reason": "So so"})], "... is written down", kept())
r = ask(["-", "worse", ""], "-a", "ben", "-f", "toolchain")
ok("1 kept, 2 left" in r.stdout, "the end of input keeps what was answered", r.stdout)
before, after = r.stdout.split("Kept: -")
ok("Packaged" not in before and "anna said ++: Packaged" in after, "others are shown after one's own answer only")
ok(run("check", TMP + "/said.ini").returncode == 0, "what was written is sound")
ask(["0", "better", ""], "-a", "ben", "-f", "toolchain", "--again")
ok([k["reason"] for w, k in kept() if w == ["toolchain", "docker", "ben"]] == ["better"], "--again keeps the section's name", kept())
ask(["1", "once more", "", "b", "+", "and again", ""], "-a", "ben", "-f", "toolchain", "--again")
text = open(TMP + "/said.ini").read()
ok([k for w, k in kept() if w == ["toolchain", "docker", "ben"]] == [{"level": "1", "date": "2025-11-30", "reason": "and again"}]
   and "# reason   = worse" in text and "once more" not in text, "--again keeps the old one as a comment; back takes back", text)
long = "word " * 200 + "# ; end"
r = ask(["2", long, ""], "-a", "ben", "-f", "support")
text = open(TMP + "/said.ini").read()
ok(max(map(len, text.split("\n"))) < 110 and [x for x in tsv("score", STORE, "-r", TMP + "/rubric.ini", "--judgements")
   if x["feature"] == "support"][0]["reason"] == "word " * 200 + "#; end", "a long reason comes back whole", text)
for name, words in (("a b", "cannot be an assessor"), ("", "cannot be an assessor"), ("x]", "cannot be an assessor")):
    r = ask([name])
    ok(r.returncode == 2 and words in r.stderr, "no assessor is called \"%s\"" % name, r.stderr)
r = ask([], "-a", "ben", "-f", "suport")
ok(r.returncode == 2 and 'did you mean "support"' in r.stderr, "an unknown feature", r.stderr)
before = open(TMP + "/said.ini").read()
long = "x" * 151
ask(["2", long, "short", ""], "-a", "ben", "-f", "security")
ok("reason   = short" in open(TMP + "/said.ini").read(), "a word that no line can hold is asked for again")
# three answered, then killed
p = subprocess.Popen([DESMET, "judge", TMP + "/rubric.ini", "-a", "cleo"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
p.stdin.write("1\nfirst\n\n1\nsecond\n\n1\nthi")
p.stdin.flush()
for _ in range(100):
    if sum(w[2] == "cleo" for w, _ in kept()) == 2:
        break
    time.sleep(0.05)
p.send_signal(signal.SIGINT)
p.wait()
ok(p.returncode in (130, -2) and sum(w[2] == "cleo" for w, _ in kept()) == 2 and not [f for f in os.listdir(TMP) if "said.ini." in f],
   "an interrupted one keeps what was answered", p.returncode, os.listdir(TMP))
open(TMP + "/said.ini", "a").write("\n[judgement broken\n")
broken = open(TMP + "/said.ini").read()
r = ask(["1", "x", ""], "-a", "dora")
ok(r.returncode == 2 and open(TMP + "/said.ini").read() == broken, "a file that is wrong is left as it is", r.stderr)
os.remove(TMP + "/said.ini")
long_names = RUBRIC.replace("gvisor", "a platform with a name").replace("[feature toolchain]", "[feature toolchain_and_all_that_goes_with_it]")
open(TMP + "/rubric.ini", "w").write(long_names)
r = ask(["1", "x", "", "1", "y", ""], "-a", "anna")
ok([w for w, _ in kept()] == [["1"], ["2"]] and kept()[1][1]["platform"] == "a platform with a name" and
   run("check", TMP + "/said.ini").returncode == 0, "long names stand in keys", r.stderr)

# eight at once: each keeps all of what it was told
os.remove(TMP + "/said.ini")
open(TMP + "/rubric.ini", "w").write(RUBRIC)
crowd = [subprocess.Popen([DESMET, "judge", TMP + "/rubric.ini", "-a", "j%d" % i], stdin=subprocess.PIPE,
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True) for i in range(8)]
for p in crowd:
    p.stdin.write("1\nas told\n\n" * 9)
    p.stdin.close()
ends = [p.wait() for p in crowd]
said = [w for w, _ in kept()]
ok(ends == [0] * 8 and len(said) == 72 and len({tuple(w) for w in said}) == 72,
   "who judge at the same time lose nothing", ends, len(said))

# --- by a form ----------------------------------------------------------------------------------

NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def fill(name, fields):
    """Puts texts into the form's blank cells: {"C12": "1"}; a number where it is an int."""
    with zipfile.ZipFile(TMP + "/form.xlsx") as z:
        parts = [(n, z.read(n)) for n in z.namelist()]
    with zipfile.ZipFile(TMP + "/" + name, "w") as z:
        for part, data in parts:
            if part == "xl/worksheets/sheet1.xml":
                text = data.decode()
                for cell, value in fields.items():
                    new = "<v>%d</v>" % value if isinstance(value, int) else "<is><t>%s</t></is>" % html.escape(value)
                    text, n = re.subn('<c r="%s" s="(\\d+)"( t="s"><v>\\d+</v></c>|/>)' % cell, lambda m: '<c r="%s" s="%s"%s>%s</c>' % (
                        cell, m[1], "" if isinstance(value, int) else ' t="inlineStr"', new), text)
                    assert n == 1, cell
                data = text.encode()
            z.writestr(part, data)


def judge(*args):
    return subprocess.run([DESMET, "judge", TMP + "/rubric.ini", *args], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, env={**os.environ, "SOURCE_DATE_EPOCH": "1764460800",
                                                            # libxlsxwriter 1.1.4 frees no formula of a drop-down
                                                            "ASAN_OPTIONS": "detect_leaks=0"})


open(TMP + "/rubric.ini", "w").write(RUBRIC)
os.remove(TMP + "/said.ini")
r = judge("--form", TMP + "/form.xlsx")
ok(r.returncode == 0 and "a form of 9 rows" in r.stdout, "a form is written", r.stdout, r.stderr)
first = open(TMP + "/form.xlsx", "rb").read()
judge("--form", TMP + "/form.xlsx")
ok(open(TMP + "/form.xlsx", "rb").read() == first, "... the same each time")
with zipfile.ZipFile(TMP + "/form.xlsx") as z:
    sheet = z.read("xl/worksheets/sheet1.xml").decode()
    lists = re.findall(r'type="list".*?sqref="(\w+)"><formula1>(.*?)</formula1>', sheet)
ok(lists == [("C%d" % (12 + i), "'Scales'!$%s$4:$%s$%d" % ("AAABBBCCC"[i], "AAABBBCCC"[i], 10 if i > 5 else 8)) for i in range(9)],
   "each row has a drop-down of its feature's levels", lists)
FIELDS = {"B5": "dora", "C12": "2 (++)", "D12": "Packaged & <documented>", "E12": "notes.md", "C13": -1, "D13": "Bad", "F13": 45991,
          "C14": "+", "D14": "Fine", "F14": "2026-01-02", "C18": "3: strong support", "D18": "Old"}
WANT = [(["toolchain", "docker", "dora"], {"level": "2", "date": "2025-11-30", "reason": "Packaged & <documented>", "evidence": "notes.md"}),
        (["toolchain", "gvisor", "dora"], {"level": "-1", "date": "2025-11-30", "reason": "Bad"}),
        (["toolchain", "kvm", "dora"], {"level": "1", "date": "2026-01-02", "reason": "Fine"}),
        (["support", "docker", "dora"], {"level": "3", "date": "2025-11-30", "reason": "Old"})]
ok(datetime.date(1899, 12, 30) + datetime.timedelta(45991) == datetime.date(2025, 11, 30), "day 45991 is 2025-11-30")
fill("filled.xlsx", FIELDS)
for what in "as it was filled in", "after LibreOffice saved it":
    if os.path.exists(TMP + "/said.ini"):
        os.remove(TMP + "/said.ini")
    if "Libre" in what:
        if not shutil.which("soffice"):
            continue
        os.mkdir(TMP + "/lo")
        subprocess.run(["soffice", "-env:UserInstallation=file://" + TMP + "/profile", "--headless", "--convert-to", "xlsx", "--outdir",
                        TMP + "/lo", TMP + "/filled.xlsx"], capture_output=True, timeout=300)
        shutil.move(TMP + "/lo/filled.xlsx", TMP + "/filled.xlsx")
    r = judge("--from", TMP + "/filled.xlsx")
    ok(r.returncode == 0 and "4 judgements of dora taken over, 0 as before, 5 rows not filled in" in r.stdout and kept() == WANT,
       "a form is read " + what, r.stdout, r.stderr, kept() if os.path.exists(TMP + "/said.ini") else "")
    r = judge("--from", TMP + "/filled.xlsx")
    ok("0 judgements of dora taken over, 4 as before" in r.stdout and kept() == WANT, "... and again without a change", r.stdout, r.stderr)
ok(run("check", TMP + "/said.ini").returncode == 0, "what was written is sound")
judge("--form", TMP + "/form.xlsx", "-a", "dora")
r = judge("--from", TMP + "/form.xlsx")
ok("0 judgements of dora taken over, 4 as before" in r.stdout, "a form has what its assessor said before", r.stdout, r.stderr)
fill("changed.xlsx", {"C14": "0"})
r = judge("--from", TMP + "/changed.xlsx")
ok("1 judgement of dora taken over, 3 as before" in r.stdout and [k for w, k in kept() if w[1:2] == ["kvm"]] ==
   [{"level": "0", "date": "2025-11-30", "reason": "Fine"}] and "# date     = 2026-01-02" in open(TMP + "/said.ini").read(),
   "a changed row takes the place of the old one, today", r.stdout, r.stderr, kept())
judge("--form", TMP + "/form.xlsx", "-a", "emil")
with zipfile.ZipFile(TMP + "/form.xlsx") as z:
    ok(not any(b"Packaged" in z.read(n) for n in z.namelist()), "... and not what others said")
before = open(TMP + "/said.ini").read()
for what, fields, words in (
        ("no such level", {"C12": "5 (++)", "D12": "x"}, r'Judge!C12: "5 \(\+\+\)" is no level of Toolchain'),
        ("no reason", {"C12": "1"}, "Judge!D12: a level without a reason"), ("no level", {"D13": "x"}, "Judge!C13: a reason without a level"),
        ("no such day", {"C12": "1", "D12": "x", "F12": "2026-02-30"}, 'Judge!F12: "2026-02-30" is no day'),
        ("no such file", {"C12": "1", "D12": "x", "E12": "nope.md"}, 'Judge!E12: "nope.md" is no link'),
        ("another feature", {"C12": "1", "D12": "x", "G12": "cpu_events"}, 'Judge!G12: the rubric has no judged feature "cpu_events"'),
        ("another platform", {"C12": "1", "D12": "x", "H12": "metal"}, 'Judge!H12: the rubric has neither'),
        ("a row twice", {"C12": "1", "D12": "x", "C13": "1", "D13": "x", "H13": "docker"}, "Judge!C13: this row is there twice"),
        ("a title gone", {"D11": "Why"}, "no row with all the titles")):
    fill("bad.xlsx", {"C14": "1", "D14": "sound", **fields})
    r = judge("--from", TMP + "/bad.xlsx")
    ok(r.returncode == 2 and re.search(words, r.stderr) and open(TMP + "/said.ini").read() == before, "form: " + what, r.stderr)
whole = open(TMP + "/form.xlsx", "rb").read()
for what, data in (("cut", whole[:len(whole) // 2]), ("empty", b""), ("a text", b"hello")):
    open(TMP + "/bad.xlsx", "wb").write(data)
    r = judge("--from", TMP + "/bad.xlsx")
    ok(r.returncode == 2 and "no workbook" in r.stderr, "form: " + what, r.stderr)
for part, data in (("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row r='1'><c r='A1'"), ("xl/sharedStrings.xml", b"<sst/>"),
                   ("xl/workbook.xml", b"<workbook/>"), ("xl/worksheets/sheet1.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><worksheet/>"),
                   ("xl/worksheets/sheet1.xml", b"<worksheet><row r='0'/></worksheet>"), ("xl/worksheets/sheet1.xml", b"<worksheet><row><c r='ZZZZ1'><v>1</v></c></row></worksheet>")):
    with zipfile.ZipFile(TMP + "/form.xlsx") as old, zipfile.ZipFile(TMP + "/bad.xlsx", "w") as new:
        for n in old.namelist():
            new.writestr(n, data if n == part else old.read(n))
    r = judge("--from", TMP + "/bad.xlsx")
    ok(r.returncode == 2 and r.stderr.count("\n") == 1, "form: %s is %s" % (part, data.decode()), r.returncode, r.stderr)
ok(judge("--from", TMP + "/none.xlsx").returncode == 2, "form: not there")

# --- the workbook -------------------------------------------------------------------------------

if shutil.which("soffice"):
    for name in "said.ini", "rubric.ini":
        shutil.copy(FROM + "/" + name, TMP)
    run("report", STORE, "-r", TMP + "/rubric.ini", "-o", TMP + "/book.xlsx")

    def profile():
        """The levels of the sheet Profile, all computed anew: a conversion to ods and to csv."""
        for to, source in (("ods", "book.xlsx"), ("csv", "book.ods")):
            subprocess.run(["soffice", "-env:UserInstallation=file://" + TMP + "/profile", "--headless", "--convert-to", to, "--outdir", TMP,
                            TMP + "/" + source], capture_output=True, timeout=300)
        rows = list(csv.reader(open(TMP + "/book.csv")))
        return {row[0].strip(): row[3:5] for row in rows if row and row[0].strip() in ("Toolchain", "Security", "Support")}

    engine = profile()
    ok(engine == {"Toolchain": ["0", "-1"], "Security": ["n/a", "2"], "Support": ["", "2"]}, "the workbook has the levels", engine)
    # As formulas: what they come to is taken away, so that LibreOffice computes it.
    with zipfile.ZipFile(TMP + "/book.xlsx") as z:
        parts = [(n, z.read(n)) for n in z.namelist()]
    said = [p for n, p in parts if b"Judgements" in p or b"SMALL(" in p]
    ok(any(b"SMALL(" in p for n, p in parts) and any(b"MIN(" in p for n, p in parts), "... as formulas of the judgements")
    with zipfile.ZipFile(TMP + "/book.xlsx", "w") as z:
        for n, p in parts:
            z.writestr(n, re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", p) if n.startswith("xl/worksheets/") else p)
    ok(profile() == engine, "... and LibreOffice computes the same", profile())

shutil.rmtree(TMP)
print("1..%d" % count)
