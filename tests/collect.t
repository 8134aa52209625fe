#!/bin/bash
# collect.t - campaigns with fake tools (tests/bin): what is planned, what an archive holds, and what
# happens when tools, platforms, machines and users fail. Whatever goes wrong is said with its reason,
# is never a figure, and leaves nothing running.
#
# $TMP is an empty folder that goes when the script ends; HOME, the campaigns and the fakes are in it.

cd "$(dirname "$0")/.." || exit 1
DESMET=${DESMET_BUILD:-build}/desmet
case $DESMET in /*) ;; *) DESMET=$PWD/$DESMET ;; esac
TMP=$(mktemp -d "${TMPDIR:-/tmp}/desmet-test.XXXXXX") || exit 1
trap 'end_left; rm -rf "$TMP"' EXIT
trap 'exit 130' INT TERM
export HOME="$TMP/home" LC_ALL=C.UTF-8 DESMET TMP LOGS=$PWD/tests/logs
export PATH="$TMP/bin:${DESMET%/*}:$PATH"
mkdir "$HOME" "$TMP/bin" "$TMP/tools"
cp tests/bin/* "$TMP/bin/"
ln -s "$(command -v sleep)" "$TMP/bin/sleep"
unset XDG_CACHE_HOME XDG_CONFIG_HOME DESMET_GRAMMARS DESMET_COLLECT DESMET_STATE SOURCE_DATE_EPOCH TMPDIR
n=0

# ok NAME: the last command's status says whether NAME is true.
ok() {
	if [ $? = 0 ]; then echo "ok $((n += 1)) - $*"; else echo "not ok $((n += 1)) - $*"; fi
}

# same NAME WANT GOT: two files are equal; the difference goes to standard error.
same() {
	if diff -u "$2" "$3" >"$TMP/.diff" 2>&1; then echo "ok $((n += 1)) - $1"
	else
		echo "not ok $((n += 1)) - $1"
		head -30 "$TMP/.diff" | sed 's/^/# /' >&2
	fi
}

# try NAME CODE WORDS COMMAND...: the exit code, and the one line that the program says of itself.
try() {
	local name=$1 code=$2 words=$3 got
	shift 3
	"$@" >"$TMP/out" 2>"$TMP/err" </dev/null
	got=$?
	if [ $got = "$code" ] && { [ -z "$words" ] || grep -qE -- "$words" "$TMP/err"; } &&
		[ "$(grep -c '^desmet' "$TMP/err")" -le 1 ]
	then echo "ok $((n += 1)) - $name"
	else
		echo "not ok $((n += 1)) - $name"
		echo "# exit $got, wanted $code; wanted words: $words" >&2
		head -5 "$TMP/err" | sed 's/^/# /' >&2
	fi
}
skip() { echo "ok $((n += 1)) # SKIP $*"; }

# says NAME FILE WORDS: a line of the file has them.
says() {
	if grep -qE -- "$3" "$2" 2>/dev/null; then echo "ok $((n += 1)) - $1"
	else
		echo "not ok $((n += 1)) - $1"
		echo "# wanted in $2: $3" >&2
		head -20 "$2" 2>&1 | sed 's/^/# /' >&2
	fi
}

# What of the fakes still runs: their programs are all in $TMP/bin.
left() { grep -lszE "^$TMP/[b]in/" /proc/[0-9]*/cmdline | cut -d/ -f3; }
end_left() { left | while read -r pid; do kill -KILL "$pid"; done 2>/dev/null; }
# nothing NAME: nothing of them does, a moment later at most.
nothing() {
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		[ -z "$(left)" ] && break
		sleep 0.1
	done
	[ -z "$(left)" ]
	ok "$1"
	for pid in $(left); do tr '\0' ' ' <"/proc/$pid/cmdline" | sed 's/^/# still runs: /; s/$/\n/' >&2; done
	end_left
}

# Ctrl-C reaches a program that a shell has put into the background only if it is told to hear it.
cat >"$TMP/hears.py" <<'EOF'
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execvp(sys.argv[1], sys.argv[1:])
EOF
hears() { exec python3 "$TMP/hears.py" "$@"; }

# until_there SECONDS COMMAND...: until it succeeds.
until_there() {
	local limit=$((SECONDS + $1))
	shift
	until "$@" 2>/dev/null; do
		[ $SECONDS -le $limit ] || return 1
		command sleep 0.02
	done
}

# --- tools and campaigns -----------------------------------------------------------------------------

cat >"$TMP/tools/fake.ini" <<'EOF'
[tool]
name        = fake
run         = sysbench {how} --threads={threads} run
version     = sysbench --version
takes       = 1
figure      = events per second: *([0-9.]+)
figure_unit = 1/s

[parameters]
how     = good
threads = 2
EOF

# campaign NAME HEAD SECTIONS: writes $TMP/NAME.ini; indentation is for the reader of this file. Of its
# platforms, `here` runs on the host as it is, `box` under the leash, as one with an exec of its own
# does.
campaign() {
	{
		printf '[campaign]\nname = %s\n%s\n%s\n' "$1" "$2" "$3"
		case $2 in *platforms*here*) printf '[platform here]\ntransport = local\n' ;; esac
		case $2 in *platforms*box*) printf '[platform box]\nexec = env\n' ;; esac
	} | sed 's/^[[:blank:]]*//' >"$TMP/$1.ini"
}
collect() { desmet collect "$TMP/$1.ini" -o "$TMP/a-$1" "${@:2}"; }
runs() { (cd "$TMP/a-$1" && find "${2:-runs}" -name manifest.ini -printf '%h\n' | sed 's|^[^/]*/||' | sort); }

# --- the plan ----------------------------------------------------------------------------------------

# planned ORDER [SEED]: the runs in their order.
planned() {
	campaign plan "platforms = here box
		benchmarks = cpu slow
		repetitions = 2
		order = $1
		seed = ${2:-0}" "
		[benchmark cpu]
		tool = fake
		threads = 1 2

		[benchmark slow]
		tool = fake
		platforms = here
		warmup = 1"
	desmet collect "$TMP/plan.ini" --list
}
planned interleaved >"$TMP/got"
cat >"$TMP/want" <<'EOF'
here/cpu/threads=1/01
here/cpu/threads=2/01
here/slow/w1
here/slow/01
box/cpu/threads=1/01
box/cpu/threads=2/01
here/cpu/threads=1/02
here/cpu/threads=2/02
here/slow/02
box/cpu/threads=1/02
box/cpu/threads=2/02
EOF
same "interleaved: one repetition of everything, then the next" "$TMP/want" "$TMP/got"
sort "$TMP/want" >"$TMP/sorted"
planned platform >"$TMP/got"
cat >"$TMP/want" <<'EOF'
here/cpu/threads=1/01
here/cpu/threads=1/02
here/cpu/threads=2/01
here/cpu/threads=2/02
here/slow/w1
here/slow/01
here/slow/02
box/cpu/threads=1/01
box/cpu/threads=1/02
box/cpu/threads=2/01
box/cpu/threads=2/02
EOF
same "platform: one after the other" "$TMP/want" "$TMP/got"
planned shuffled 7 >"$TMP/seven"
planned shuffled 7 >"$TMP/again"
planned shuffled 8 >"$TMP/eight"
same "shuffled: the same seed gives the same order" "$TMP/seven" "$TMP/again"
! cmp -s "$TMP/seven" "$TMP/eight" && ! cmp -s "$TMP/seven" "$TMP/want"
ok "... another seed another one"
sort "$TMP/eight" >"$TMP/got"
same "... with the same runs" "$TMP/sorted" "$TMP/got"
grep slow "$TMP/eight" | tr '\n' ' ' >"$TMP/got"
[ "$(cat "$TMP/got")" = "here/slow/w1 here/slow/01 here/slow/02 " ]
ok "... the warm-up first, repetitions in their order"

planned interleaved >/dev/null
try "--dry-run" 0 '' desmet collect "$TMP/plan.ini" -o "$TMP/a-plan" --dry-run
grep -E '^[a-z]+/' "$TMP/out" | sort >"$TMP/got"
same "... names every run" "$TMP/sorted" "$TMP/got"
[ "$(grep -c '^  run: sysbench good --threads=1 run$' "$TMP/out")" = 2 ] &&
	[ "$(grep -c '^  run: sysbench good --threads=2 run$' "$TMP/out")" = 5 ] &&
	[ "$(grep -c "^  run: env sh -c 'LEASH' leash sysbench good --threads=[12] run\$" "$TMP/out")" = 4 ]
ok "... and prints the command of each"
tail -1 "$TMP/out" >"$TMP/got"
says "... and how long it takes" "$TMP/got" '^11 runs, about 11 s and'
[ ! -e "$TMP/a-plan" ]
ok "... and runs nothing"
try "--run of an unknown ID" 2 'collect: --run here/cpu/09: .*--list' \
	collect plan --run here/cpu/09
[ ! -e "$TMP/a-plan" ]
ok "... makes nothing"
try "--run ID" 0 '' collect plan --run box/cpu/threads=2/01
[ "$(runs plan)" = box/cpu/threads=2/01 ]
ok "... makes that one"
collect plan --list >"$TMP/got"
[ "$(wc -l <"$TMP/got")" = 10 ] && ! grep -q '^box/cpu/threads=2/01' "$TMP/got"
ok "--list names those that are missing"
campaign groups 'platforms = far
	benchmarks = cpu
	repetitions = 1' '[platform far]
	exec  = ssh -- far
	quote = yes
	group = fast

	[benchmark cpu]
	tool = fake'
[ "$(desmet collect "$TMP/groups.ini" --list)" = far/cpu/01@fast ]
ok "... with the host group for GNU parallel"

# --- a good campaign ---------------------------------------------------------------------------------

try "a good campaign" 0 '' collect plan
says "... says what it made" "$TMP/out" '^10 runs made, 1 were there; desmet parse '
{ runs plan runs; runs plan warmup; } | sort >"$TMP/got"
same "... each run has its folder" "$TMP/sorted" "$TMP/got"
(cd "$TMP/a-plan" && ls -A) >"$TMP/got"
printf '%s\n' .lock .work campaign.ini layout.ini runs warmup >"$TMP/want"
same "... and nothing else is there" "$TMP/want" "$TMP/got"
[ -z "$(ls -A "$TMP/a-plan/.work")" ]
ok "... nothing under way is left"
cmp -s "$TMP/plan.ini" "$TMP/a-plan/campaign.ini"
ok "... the campaign is kept as it was"
(cd "$TMP/a-plan/runs/box/cpu/threads=2/01" && ls -A) >"$TMP/got"
printf '%s\n' manifest.ini output.log >"$TMP/want"
same "... a run: its output and its manifest" "$TMP/want" "$TMP/got"
M=$TMP/a-plan/runs/box/cpu/threads=2/01/manifest.ini
sed -E 's/^(definition = )[0-9a-f]{64}$/\1HASH/; s/^(started = )[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$/\1UTC/
	s/^(duration = )[0-9.]+ s$/\1SECONDS s/; s/^(cpu|governor|kernel|hypervisor) = .+/\1 = TEXT/
	s/^(cpus|load_before|load_after|steal) = [0-9.e-]+$/\1 = NUMBER/; s/^(memory = )[0-9]+ B$/\1BYTES B/
	s/^(program = desmet ).*/\1VERSION/' "$M" >"$TMP/got"
cat >"$TMP/want" <<'EOF'
[run]
program = desmet VERSION
platform = box
benchmark = cpu
parameters = how=good;threads=2
campaign = plan
repetition = 1
definition = HASH
attempt = 1
tool = fake
tool_version = sysbench 1.0.20
command = env sh -c 'LEASH' leash sysbench good --threads=2 run
started = UTC
duration = SECONDS s
exit = 0
figure = 8768.34

[host]
cpu = TEXT
cpus = NUMBER
governor = TEXT
memory = BYTES B
kernel = TEXT
hypervisor = TEXT
load_before = NUMBER
load_after = NUMBER
steal = NUMBER
EOF
same "the manifest says what was run, when, how it ended, and where" "$TMP/want" "$TMP/got"
started=$(date -ud "$(sed -n 's/^started = //p' "$M")" +%s)
[ $(($(date +%s) - started)) -lt 60 ]
ok "... the time is now's"

# The log says 8768.34; each run's threads are its own.
desmet parse "$TMP/a-plan" --strict --to tsv --metric cpu.events_per_second >"$TMP/out" 2>"$TMP/err"
[ $? = 0 ] && [ ! -s "$TMP/err" ]
ok "desmet parse --strict reads the archive without a word"
python3 - "$TMP/out" >"$TMP/got" <<'EOF'
import csv, sys
for r in csv.DictReader(open(sys.argv[1]), delimiter="\t"):
    print(r["log"], r["platform"], r["benchmark"], r["parameters"], r["value"], r["unit"])
EOF
sort -o "$TMP/got" "$TMP/got"
sed 's|/| |g' "$TMP/sorted" | while read -r platform benchmark rest; do
	case $rest in w1) continue ;; threads=1*) threads=1 ;; *) threads=2 ;; esac
	echo "$TMP/a-plan/runs/$platform/$benchmark/$(echo "$rest" | tr ' ' /)/output.log $platform cpu" \
		"cpu_max_prime=10000;threads=$threads 8768.34 1/s"
done | sort >"$TMP/want"
same "... and finds just the runs, with platform, benchmark, parameters and figure" "$TMP/want" "$TMP/got"
try "called again" 0 '' collect plan
says "... it makes nothing" "$TMP/out" '^0 runs made, 11 were there'

echo "1..$n"
