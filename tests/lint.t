#!/usr/bin/env python3
"""The house's rules (ARCHITECTURE.md): a breach is a red build, not a matter of taste."""
import glob
import os
import re
import subprocess
import sys
import tempfile

BUILD = os.environ.get("DESMET_BUILD", "build")
SOURCES = ["desmet.c"] + sorted(f for stage in ("data", "parse", "score", "reports", "collect")
                                for p in ("/*.[ch]", "/*/*.[ch]") for f in glob.glob(stage + p)
                                if not f.startswith("parse/grammars/"))
TEXT = {f: open(f).read() for f in SOURCES}
CODE = {f: re.sub(r'/\*.*?\*/|"(?:\\.|[^"\\\n])*"', lambda m: re.sub(r"[^\n]", " ", m[0]), t, flags=re.S)
        for f, t in TEXT.items()}
DOORS = {"ini.h": "data/base/conf.c", "sqlite3.h": "data/store/", "pcre2.h": "parse/pattern/regex.c",
         "xlsxwriter.h": "reports/xlsx/", "openssl/": "data/base/hash.c", "minizip/": ("reports/xlsx/xlsx_verify.c", "reports/xlsx/xlsx_read.c"),
         "expat.h": ("parse/log/log_xml.c", "reports/xlsx/xlsx_read.c"),
         "curses.h": "reports/page/page_screen.c", "term.h": "reports/page/page_screen.c"}
# The rooms of a stage, from the floor up: each sees itself, those before it, and what lies at the stage's top.
FLOORS = {"parse": "pattern language record scan log archive draft",
          "score": "stats profile certain diagnose audit compare tune",
          "reports": "xlsx certain tables judge page tune"}
FRONTS = ("parse/parse.h", "score/score.h", "reports/reports.h", "collect/collect.h")
BANNED = ("strcpy strcat strncpy strncat sprintf vsprintf strtok atoi atol atof sscanf gets localtime gmtime "
          "ctime tmpnam mktemp system popen").split()
count = 0


def check(what, breaches):
    global count
    count += 1
    print("%sok %d - %s" % ("not " if breaches else "", count, what))
    for breach in breaches:
        print("# " + breach, file=sys.stderr)


def place(file, offset):
    return "%s:%d" % (file, TEXT[file].count("\n", 0, offset) + 1)


layers, doors = [], []
for file, text in TEXT.items():
    room = file.split("/")[0]
    for m in re.finditer(r'^#include (["<])([^">]+)', text, re.M):
        target = m[2]
        if m[1] == "<":
            doors += ["%s: <%s> belongs to %s" % (place(file, m.start()), target, home)
                      for door, home in DOORS.items() if target.startswith(door) and not file.startswith(home)]
        elif "/" not in target:
            layers.append(place(file, m.start()) + ": write the path from the root")
        elif file == "desmet.c":
            if not target.startswith("data/") and target not in FRONTS:
                layers.append(place(file, m.start()) + ": main sees fronts only")
        elif file.startswith("data/base/"):
            if not target.startswith("data/base/"):
                layers.append(place(file, m.start()) + ": base is the floor")
        elif not target.startswith(("data/", room + "/")):
            layers.append("%s: %s/ may not see %s" % (place(file, m.start()), room, target))
        elif target.count("/") == 2 and file.count("/") == 2 and target.startswith(room + "/") and room in FLOORS:
            floors, above, below = FLOORS[room].split(), file.split("/")[1], target.split("/")[1]
            if floors.index(below) > floors.index(above):
                layers.append("%s: %s/%s/ lies below %s" % (place(file, m.start()), room, above, target))
check("stages see themselves and data/ only, rooms those below them", layers)
check("one door for each library", doors)

long = []
for file, text in TEXT.items():
    if not file.endswith(".c"):
        continue
    start = None
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("{"):
            start = number
        elif line.startswith("}") and start:
            if number - start - 1 > 70:
                long.append("%s:%d: a function of %d lines" % (file, start, number - start - 1))
            start = None
    if text.count("\n") > 700:
        long.append("%s: %d lines" % (file, text.count("\n")))
check("functions of 70 lines, files of 700, at most", long)

check("tests may be executed", [f for f in sorted(glob.glob("tests/*.t")) if not os.access(f, os.X_OK)])
check("no banned functions", ["%s: %s" % (place(f, m.start()), m[1]) for f, t in CODE.items()
                              for m in re.finditer(r"\b(%s)\s*\(" % "|".join(BANNED), t)])
check("only desmet.c prints errors and exits",
      ["%s: %s" % (place(f, m.start()), m[0]) for f, t in CODE.items() if f not in ("desmet.c", "data/base/mem.c")
       for m in re.finditer(r"\bstderr\b|\bexit\s*\(|\bperror\s*\(", t)])
check("no #if but include guards", ["%s: %s" % (place(f, m.start()), m[0]) for f, t in CODE.items()
                                    for m in re.finditer(r"^#(?:if|ifdef|else|elif)\b.*", t, re.M)])
check("each file says first what it is", [f for f, t in TEXT.items() if not t.startswith("/*")])

broken = []
with tempfile.TemporaryDirectory() as tmp:
    for header in (f for f in SOURCES if f.endswith(".h")):
        source = tmp + "/one.c"
        open(source, "w").write('#include "%s"\n' % header)
        out = subprocess.run(["cc", "-std=c11", "-D_POSIX_C_SOURCE=200809L", "-I.", "-fsyntax-only", source],
                             capture_output=True, text=True)
        if out.returncode:
            broken.append(header + ": " + out.stderr.split("\n")[0])
check("each header compiles alone", broken)

state = []
OBJECTS = [BUILD + "/" + f[:-1] + "o" for f in SOURCES if f.endswith(".c")]
sanitized = b"__asan_" in open(BUILD + "/desmet", "rb").read()  # its objects have data of their own
for file in [] if sanitized else filter(os.path.exists, OBJECTS):
    for line in subprocess.run(["size", "-A", file], capture_output=True, text=True).stdout.split("\n"):
        m = re.match(r"\.(data|bss)\s+(\d+)", line)
        if m and int(m[2]):
            state.append("%s: %s bytes of mutable state in .%s" % (file, m[2], m[1]))
check("no mutable globals", state)

man = subprocess.run([BUILD + "/desmet", "help", "--man"], capture_output=True, text=True).stdout.replace("\\", "")
readme = open("README.md").read()
missing = []
commands = re.findall(r"^  (\w+) +\S", subprocess.run([BUILD + "/desmet", "--help"], capture_output=True,
                                                      text=True).stdout.split("Commands:")[1].split("\n\n")[0], re.M)
for command in commands:
    if command != "help" and "desmet " + command not in readme:
        missing.append("README.md does not name desmet " + command)
    text = subprocess.run([BUILD + "/desmet", command, "--help"], capture_output=True, text=True).stdout
    missing += ["the manual lacks %s of %s" % (o, command) for o in re.findall(r"--[a-z-]+", text.split("Options:")[-1])
                if "Options:" in text and o not in man]
check("help, manual and README name the same %d commands" % len(commands), missing)

guide = open("parse/README.md").read()
keys = set()
for file in ("parse/language/grammar.c", "parse/language/grammar_csv.c", "parse/language/grammar_forms.c",
             "parse/language/layout.c"):
    keys |= set(re.findall(r'^\t(?:\{ "|[A-Z]+_KEY\()(\w+)', TEXT[file], re.M))
check("parse/README.md names all %d keys of grammars and layouts" % len(keys),
      sorted(k for k in keys if "`%s`" % k not in guide and not re.search(r"^%s +=" % k, guide, re.M)))
words = re.findall(r'\{ "(\w+)", ROLE_', TEXT["parse/language/role.c"])
check("... and all %d roles" % len(words), [w for w in words if not re.search("`[^`]*%s" % w, guide)])
page = open("score/README.md").read().split("Coverage of the 95 % interval, tame / hard:")[1]
sizes = [c.strip() for c in re.search(r"^\| runs of each \|(.*)\|$", page, re.M)[1].split("|")]
differ = []
for method, row in (("STUDENT", r"\*\*one t, log, table\*\*"), ("PLAIN", "percentile")):
    said = dict(zip(sizes, (c.split("/") for c in re.search(r"^\| %s \|(.*)\|$" % row, page, re.M)[1].split("|"))))
    kept = re.search(r"\[CERTAINTY_%s\] = (\{.*?\} \})" % method, TEXT["data/certainty.c"], re.S)[1]
    for runs, tame, hard in re.findall(r"\{ (\d+), ([\d.]+), ([\d.]+) \}", kept):
        if ["%.1f" % (100 * float(tame)), "%.1f" % (100 * float(hard))] != [x.strip() for x in said[runs]]:
            differ.append("%s, %s runs: %s, %s; the page has %s" % (method, runs, tame, hard, said[runs]))
    if len(re.findall(r"\{ \d+,", kept)) != 5:
        differ.append("%s: not five sizes" % method)
check("the coverage that reports name is that of score/README.md", differ)
check("every kept log has its rows", [f for f in glob.glob("tests/logs/*/*.log") if not os.path.exists(f[:-4] + ".rows")])
pages = glob.glob("*.md") + glob.glob("*/*.md") + glob.glob("tests/*/*.md") + glob.glob("parse/grammars/*.ini")
check("no page or grammar has the marks of a merge",
      [f for f in pages if re.search(r"^(?:<{7} |>{7} |={7}$)", open(f, encoding="utf-8").read(), re.M)])
print("1..%d" % count)
