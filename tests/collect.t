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
trap 'end_left "(here/|box/|leash/)?"; rm -rf "$TMP"' EXIT
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

# left [FOLDER/]: what of the fakes still runs: their programs are all in $TMP/[FOLDER/]bin.
left() { grep -lszE "^$TMP/${1-}[b]in/" /proc/[0-9]*/cmdline | cut -d/ -f3; }
end_left() { for pid in $(left "${1-}"); do kill -KILL "$pid"; done 2>/dev/null; }
# nothing NAME [FOLDER/]: nothing of them does, a moment later at most.
nothing() {
	for _ in {1..30}; do
		[ -z "$(left "${2-}")" ] && break
		sleep 0.1
	done
	[ -z "$(left "${2-}")" ]
	ok "$1"
	for pid in $(left "${2-}"); do tr '\0' ' ' <"/proc/$pid/cmdline" | sed 's/^/# still runs: /; s/$/\n/' >&2; done
	end_left "${2-}"
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
# tool NAME TEXT: a collector of our own.
tool() { printf '[tool]\nname = %s\n%s\n' "$1" "$2" | sed 's/^[[:blank:]]*//' >"$TMP/tools/$1.ini"; }
collect() { desmet collect "$TMP/$1.ini" -o "$TMP/a-$1" "${@:2}"; }
runs() { (cd "$TMP/a-$1" && find "${2:-runs}" -name manifest.ini -printf '%h\n' | sed 's|^[^/]*/||' | sort); }

# --- tools that fail: under way while the rest is tested ----------------------------------------------

FAILING='missing closed fails dies hang deaf family flood flood-errors much mute reads daemon wrong good'
tool missing 'run = no-such-tool --threads=1'
tool closed 'run = {folder}/closed'
echo 'echo no' >"$TMP/closed"
for platform in here box; do
	sections=
	for how in $FAILING; do
		case $how in missing | closed) text="tool = $how" ;; *) text="tool = fake
			how = $how" ;; esac
		sections="$sections
			[benchmark $how]
			$text
			output_limit = 0.2"
	done
	campaign "fail-$platform" "platforms = $platform
		benchmarks = $FAILING
		repetitions = 1
		timeout = 1.5" "$sections"
	# their programs are elsewhere, so that `left` does not find them while they run
	(
		mkdir -p "$TMP/$platform/bin"
		cp -P "$TMP"/bin/* "$TMP/$platform/bin"
		PATH=$TMP/$platform/bin:$PATH
		collect fail-$platform >"$TMP/out-$platform" 2>"$TMP/err-$platform" </dev/null
		echo $? >"$TMP/code-$platform"
	) &
done

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
	echo "$TMP/a-plan/runs/$platform/$benchmark/$(echo "$rest" | tr ' ' /)/output.log $platform $benchmark" \
		"cpu_max_prime=10000;threads=$threads 8768.34 1/s"
done | sort >"$TMP/want"
same "... and finds just the runs, with platform, benchmark, parameters and figure" "$TMP/want" "$TMP/got"
try "called again" 0 '' collect plan
says "... it makes nothing" "$TMP/out" '^0 runs made, 11 were there'

# --- what is written wrongly -------------------------------------------------------------------------

# bad NAME WORDS HEAD SECTIONS: refused before anything is made, with file and line.
bad() {
	campaign bad "$3" "$4"
	rm -rf "$TMP/a-bad"
	try "refused: $1" 2 "$2" collect bad
	[ ! -e "$TMP/a-bad" ] || { false; ok "... and nothing is made"; }
}
CPU='[benchmark cpu]
	tool = fake'
HEAD='platforms = here
	benchmarks = cpu'
bad "an unknown key of [campaign]" 'bad.ini:5: .*repetition.*did you mean "?repetitions' "$HEAD
	repetition = 3" "$CPU"
bad "an unknown key of [platform]" 'bad.ini:8: .*adress.*did you mean "?address' 'platforms = p
	benchmarks = cpu' "$CPU
	[platform p]
	adress = 1.2.3.4"
bad "an unknown key of [benchmark]" 'bad.ini:7: .*trheads' "$HEAD" "$CPU
	trheads = 3"
bad "an unknown section" 'bad.ini:7: .*bench ' "$HEAD" "$CPU
	[bench x]"
bad "a section that is not in the lists" 'bad.ini:7: \[benchmark x\] is not among' "$HEAD" "$CPU
	[benchmark x]
	tool = fake"
bad "no [benchmark]" 'there is no \[benchmark net\]' 'platforms = here
	benchmarks = cpu net' "$CPU"
bad "an unknown tool" 'bad.ini:6: tool = fakee: there is no' "$HEAD" '[benchmark cpu]
	tool = fakee'
bad "an unknown platform" 'bad.ini:.* platform there: there is no platforms/there' 'platforms = here there
	benchmarks = cpu' "$CPU"
bad "a benchmark on a platform that is not in the campaign" 'bad.ini:.*there is not among the campaign' "$HEAD" "$CPU
	platforms = there"
bad "a benchmark that is named twice" 'bad.ini:.*cpu is named twice' 'platforms = here
	benchmarks = cpu cpu' "$CPU"
bad "a platform that is named twice" 'here is named twice' 'platforms = here here
	benchmarks = cpu' "$CPU"
bad "a value that is given twice" 'bad.ini:.*threads.*twice' "$HEAD" "$CPU
	threads = 1 2 1"
for name in a/b .. .hidden -p 'a@b' 'a=b'; do
	bad "a platform of the name $name" "\"$name\" is no name of a platform" "platforms = $name
		benchmarks = cpu" "$CPU
		[platform $name]
		transport = local"
done
bad "a benchmark of the name ../x" '"../x" is no name of a benchmark' 'platforms = here
	benchmarks = ../x' '[benchmark ../x]
	tool = fake'
bad "a host that is an option of ssh's" "host = -oProxyCommand=x.*does not start" 'platforms = p
	benchmarks = cpu' "$CPU
	[platform p]
	transport = ssh
	host = -oProxyCommand=x"
bad "ssh without a host" 'platform p: ssh needs host' 'platforms = p
	benchmarks = cpu' "$CPU
	[platform p]
	transport = ssh"
bad "a parameter with a / in one of several values" 'how: a value of several cannot hold /' "$HEAD" "$CPU
	how = a/b c"
bad "a transport that does not exist" 'bad.ini:.*transport = telnet|bad.ini:.*telnet' 'platforms = p
	benchmarks = cpu' "$CPU
	[platform p]
	transport = telnet"
bad "repetitions = 0" 'bad.ini:5: .*repetitions' "$HEAD
	repetitions = 0" "$CPU"
bad "spread without %" 'bad.ini:.*spread = 5: wanted is a share, as 5%' "$HEAD" "$CPU
	spread = 5"
bad "an unknown {variable} of a platform" 'bad.ini:8: \{adress\} is not a variable here; did you mean \{address\}' \
	'platforms = p
	benchmarks = cpu' "$CPU
	[platform p]
	exec = ssh -- {adress}"
bad "a quote that is not closed" "bad.ini:8: a quote \\('\\) is not closed" 'platforms = p
	benchmarks = cpu' "$CPU
	[platform p]
	exec = sh -c 'exec"

bad_tool() {
	tool wrong "$3"
	bad "$1" "$2" "$HEAD" '[benchmark cpu]
		tool = wrong'
}
bad_tool "a tool's unknown {variable}" 'wrong.ini:3: \{thread\} is not a variable here; did you mean \{threads\}' \
	'run = sysbench {thread}
	[parameters]
	threads = 1'
bad_tool "a tool's open quote" 'wrong.ini:3: a quote \("\) is not closed' 'run = sysbench "x'
bad_tool "a tool's open brace" 'wrong.ini:3: .*no closing brace' 'run = sysbench {x'
bad_tool "a tool without a command" 'wrong.ini:.*needs run' 'title = x'
bad_tool "a tool's unknown key" 'wrong.ini:4: .*figur.*did you mean "?figure' 'run = sysbench
	figur = x'
bad_tool "a figure that is no expression" 'wrong.ini:4: figure: ' 'run = sysbench
	figure = ('
bad_tool "a figure without a group" 'wrong.ini:4: figure: the last of one' 'run = sysbench
	figure = x'
bad_tool "steps without a step" 'wrong.ini:.*needs a \[step' 'kind = steps'
bad_tool "a fixture without start" 'wrong.ini:4: .*fixture x.*start' 'run = sysbench
	[fixture x]'
campaign bad "$HEAD" "$CPU"
sed -i 's|^name = .*|name = ../x|' "$TMP/bad.ini"
try "refused: a campaign of the name ../x" 2 'bad.ini:1: "../x" is no name of a campaign' \
	desmet collect "$TMP/bad.ini"
try "a campaign that is not there" 2 'none.ini: No such file' desmet collect "$TMP/none.ini"
try "a folder for a campaign" 2 '' desmet collect "$TMP/tools"

# --- archives that are not ours ----------------------------------------------------------------------

campaign one "$HEAD
	repetitions = 2" "$CPU"
mkdir "$TMP/a-one"
echo mine >"$TMP/a-one/letter.txt"
try "a folder that holds other files" 2 'a-one has files .*letter.txt.*-o' collect one
[ "$(ls -A "$TMP/a-one")" = letter.txt ]
ok "... is left as it is"
rm -r "$TMP/a-one"
echo x >"$TMP/a-one"
try "a file for an archive" 2 'a-one has files' collect one
rm "$TMP/a-one"
try "the archive of another campaign" 2 'a-plan is the archive of the campaign "plan", not of "one"' \
	desmet collect "$TMP/one.ini" -o "$TMP/a-plan"
cmp -s "$TMP/plan.ini" "$TMP/a-plan/campaign.ini"
ok "... is left as it is"
try "an archive of its own" 0 '' collect one
M=$TMP/a-one/runs/here/cpu/01/manifest.ini
cp "$M" "$TMP/manifest"
find "$TMP/a-one" -type f -exec sha256sum {} + | sort >"$TMP/before"
campaign one "$HEAD
	repetitions = 2" "$CPU
	threads = 3"
try "runs that were made by other parameters" 2 'manifest.ini: this run was made by other' collect one
campaign one "$HEAD
	repetitions = 2" "$CPU"
collect one >"$TMP/out"
find "$TMP/a-one" -type f -exec sha256sum {} + | sort >"$TMP/after"
same "... are left as they are" "$TMP/before" "$TMP/after"
campaign one "$HEAD
	repetitions = 3" "$CPU"
try "more repetitions of the same" 0 '' collect one
says "... are added" "$TMP/out" '^1 runs made, 2 were there'
for size in 0 200 $(($(wc -c <"$TMP/manifest") - 12)); do
	head -c $size "$TMP/manifest" >"$M"
	try "a manifest that was cut to $size bytes" 2 "$M: no whole manifest; delete" collect one
done
printf '\0\1\2' >"$M"
try "a manifest that is none" 2 "$M: no whole" collect one
rm -r "$TMP/a-one/runs/here/cpu/01"
try "... can be deleted" 0 '' collect one
says "... and is made anew" "$TMP/out" '^1 runs made, 2 were there'

# --- words that a shell would take apart -------------------------------------------------------------

odd=$'it\'s "odd" $HOME\n*; `id`'
mkdir "$TMP/$odd"
cat >"$TMP/$odd/say.ini" <<'EOF'
[tool]
name = say
log  = no
run  = sysbench echo {value} {folder} "two  words" '' 'a"b' "it's" $HOME * `id` \ $(id) ü🐳 ~ -n # & | > {{x} %s a;b ! ? \n
	{long}
[parameters]
value = $(touch x)  it's "one" *	word\ & | ;` ü %d
EOF
sed -i 's/ | ;`/ |;`/' "$TMP/$odd/say.ini"
echo "long = $(printf 'x%.0s' {1..180})" >>"$TMP/$odd/say.ini"
cat >"$TMP/$odd/quote.ini" <<'EOF'
[campaign]
name = quote
platforms = here box cage far
benchmarks = say
repetitions = 1
[platform here]
transport = local
[platform box]
exec = env
[platform cage]
transport = docker
container = box
[platform far]
transport = ssh
host = me@far
[benchmark say]
tool = say.ini
EOF
try "odd words, in a folder with an odd name" 0 '' desmet collect "$TMP/$odd/quote.ini" -o "$TMP/a-$odd"
cat >"$TMP/want" <<'EOF'
<$(touch x)  it's "one" *	word\ & | ;` ü %d>
<FOLDER>
<two  words>
<>
<a"b>
<it's>
<$HOME>
<*>
<`id`>
<\>
<$(id)>
<ü🐳>
<~>
<-n>
<#>
<&>
<|>
<>>
<{x}>
<%s>
<a;b>
<!>
<?>
<\n>
EOF
sed -i 's/ | ;`/ |;`/' "$TMP/want"
python3 - "$TMP/want" "$TMP/$odd" >>"$TMP/want" <<'EOF'
import sys
text = open(sys.argv[1]).read().replace("FOLDER", sys.argv[2])
open(sys.argv[1], "w").write(text)
EOF
echo "<$(printf 'x%.0s' {1..180})>" >>"$TMP/want"
for platform in here box cage far; do
	same "... arrive unchanged: $platform" "$TMP/want" "$TMP/a-$odd/runs/$platform/say/01/output.txt"
done
[ ! -e x ] && [ ! -e "$TMP/$odd/x" ]
ok "... and nothing of them is run"
try "... and the manifests can be read again" 0 '' desmet collect "$TMP/$odd/quote.ini" -o "$TMP/a-$odd"
says "... none is made anew" "$TMP/out" '^0 runs made, 4 were there'

# What is long: a word that fills a line, and parameters that fill several.
{
	printf '[tool]\nname = many\nrun = sysbench good'
	for i in 1 2 3 4 5 6 7 8 9; do printf ' {p%d}' $i; done
	printf '\n[parameters]\n'
	for i in 1 2 3 4 5 6 7 8 9; do printf 'p%d = %s\n' $i "$(printf 'long%.0s' {1..30})"; done
} >"$TMP/tools/many.ini"
campaign long 'platforms = here
	benchmarks = cpu
	repetitions = 1' "[benchmark cpu]
	tool = many
	p9 = {p2}{p3}"
try "long words and many parameters" 0 '' collect long
try "... the manifest can be read again" 0 '' collect long
says "... it is not made anew" "$TMP/out" '^0 runs made, 1 were there'

# --- again -------------------------------------------------------------------------------------------

campaign flaky 'platforms = here
	benchmarks = flaky
	repetitions = 1
	retries = 2' '[benchmark flaky]
	tool = fake
	how = flaky'
try "a run that goes well at the third attempt" 0 '' collect flaky
M=$TMP/a-flaky/runs/here/flaky/01/manifest.ini
says "... the manifest says which attempt" "$M" '^attempt = 3$'
says "... and why the one before failed" "$M" '^before = exit status 5: not yet$'
rm -rf "$TMP/a-flaky" "$TMP/count.flaky"
sed -i 's/^retries = .*/retries = 1/' "$TMP/flaky.ini"
try "a run that fails at each attempt" 3 '1 of 1 runs failed' collect flaky
says "... with its reason" "$TMP/a-flaky/failed/here/flaky/01/manifest.ini" '^failed = exit status 5: not yet$'
try "... is not made again by itself" 3 '1 of 1 runs failed' collect flaky
says "... but counted" "$TMP/out" '^0 runs made, 1 were there'
[ "$(collect flaky --list)" = '' ] && [ "$(collect flaky --list --again)" = here/flaky/01 ]
ok "... --list --again names it"
try "... but with --again" 0 '' collect flaky --again
[ "$(runs flaky) $(runs flaky superseded)" = 'here/flaky/01 here/flaky/01.1' ] && [ -z "$(runs flaky failed)" ]
ok "... and the failed one is superseded, not lost"
says "... with its reason still" "$TMP/a-flaky/superseded/here/flaky/01.1/manifest.ini" '^failed = exit status 5'

# One that fails beside one that goes well: of --run, only that run counts.
campaign mixed 'platforms = here
	benchmarks = bad good
	repetitions = 1' '[benchmark bad]
	tool = fake
	how = fails
	[benchmark good]
	tool = fake'
try "--run of one that fails" 3 '1 of 1 runs failed' collect mixed --run here/bad/01
try "--run of one that goes well, beside it" 0 '' collect mixed --run here/good/01
try "all of them" 3 '1 of 2 runs failed' collect mixed

# spread HOW NAME: repeats until it is narrow.
spread() {
	campaign "spread-$1" 'platforms = here
		benchmarks = cpu
		repetitions = 3' "[benchmark cpu]
		tool = fake
		how = $1
		spread = 20%
		most = 9"
	collect "spread-$1" >"$TMP/out" 2>"$TMP/err"
	runs "spread-$1" | wc -l
}
[ "$(spread good)" = 3 ]
ok "spread: figures that are alike are not repeated"
# 100 200 150 150: s = 40.8 of 150 is 27 %; five runs 23.6 %, six 21.1 %, seven runs 19.2 %
[ "$(spread settles)" = 7 ]
ok "... others until they are"
# five 200s and four 100s: s = 52.70, mean 155.6
[ "$(spread wide)" = 9 ]
ok "... at most so often"
says "... which is said" "$TMP/err" 'warning: here/cpu: the spread is 33\.9 % \(standard deviation by mean of 9\)'
try "... called again" 0 '' collect spread-wide
says "... nothing is made" "$TMP/out" '^0 runs made, 9 were there'

# --- a profile ---------------------------------------------------------------------------------------

tool mode 'run = sysbench {mode} --threads=2 run'
campaign profile 'platforms = metal sound broken
	benchmarks = cpu
	repetitions = 2' '[benchmark cpu]
	tool = mode
	[platform metal]
	transport = local
	var.mode = good
	[platform sound]
	transport = local
	var.mode = good
	[platform broken]
	transport = local
	var.mode = fails'
cat >"$TMP/rubric.ini" <<'EOF'
[rubric]
name       = one
baseline   = metal
candidates = sound broken
[set speed]
title = Speed
[feature cpu]
set        = speed
importance = high
benchmark  = cpu
metric     = cpu.events_per_second
direction  = higher
unit       = 1/s
levels     = 60% 70% 80% 90%
EOF
try "a platform on which all runs fail" 3 '2 of 6 runs failed' collect profile
try "... in the profile" 3 '' desmet score "$TMP/a-profile" -r "$TMP/rubric.ini" --to tsv
cut -f4-7 "$TMP/out" >"$TMP/got"
printf '%s\t%s\t%s\t%s\n' platform status n value metal baseline 2 8768.34 sound scored 2 8768.34 broken failed 0 '' >"$TMP/want"
same "... its cell is failed, and no figure" "$TMP/want" "$TMP/got"
says "... with the reason" "$TMP/err" 'cpu of broken is failed: 2 records, none sound: exit status 4: FATAL: it is broken'

# --- servers -----------------------------------------------------------------------------------------

tool net 'where = outside
	run = iperf3 -c
	[server]
	run = iperf3 -s {how}
	ready = iperf3 listens
	timeout = 0.6
	[parameters]
	how = good'
campaign net 'platforms = box
	benchmarks = tcp stays ends never
	repetitions = 1' '[benchmark tcp]
	tool = net
	[benchmark stays]
	tool = net
	how = stays
	[benchmark ends]
	tool = net
	how = ends
	[benchmark never]
	tool = net
	how = never'
try "servers" 3 '2 of 4 runs failed' collect net
nothing "... of which nothing runs any longer"
(cd "$TMP/a-net/runs/box/tcp/01" && ls -A) | tr '\n' ' ' >"$TMP/got"
[ "$(cat "$TMP/got")" = 'client.log manifest.ini server.log ' ]
ok "a good one: both logs are kept"
says "one that stays is ended" "$TMP/a-net/runs/box/stays/01/manifest.ini" '^exit = 0'
says "one that ends too soon" "$TMP/a-net/failed/box/ends/01/manifest.ini" '^failed = server has ended before it was ready'
says "one that never answers" "$TMP/a-net/failed/box/never/01/manifest.ini" '^failed = server is not ready after 0.6 s'
campaign taken 'platforms = box
	benchmarks = tcp
	repetitions = 1' '[benchmark tcp]
	tool = net'
: >"$TMP/up"
try "one that somebody else has left" 3 '' collect taken
says "... is not taken for ours" "$TMP/a-taken/failed/box/tcp/01/manifest.ini" '^failed = something answers already where the server shall listen'
rm "$TMP/up"

# --- fixtures ----------------------------------------------------------------------------------------

tool tables 'run = sysbench {how}
	[fixture tables]
	start = sysbench exclusive tables
	stop = rm -r {folder}/tables
	[parameters]
	how = good'
campaign tables 'platforms = here
	benchmarks = a b
	repetitions = 2' '[benchmark a]
	tool = tables
	[benchmark b]
	tool = tables
	how = fails'
try "a fixture" 3 '2 of 4 runs failed' collect tables
[ "$(cat "$TMP/tables.log")" = up ] && [ ! -e "$TMP/tables" ]
ok "... stands for all runs that need it, and is taken down"
mkdir "$TMP/tables"
rm -r "$TMP/a-tables"
try "... that an earlier call has left" 3 '2 of 4 runs failed' collect tables
[ ! -e "$TMP/tables" ]
ok "... is taken down, too"
tool shaky 'run = sysbench good
	[fixture half]
	start = sysbench note up half.log
	ready = false
	stop = sysbench note down half.log
	timeout = 0.3'
tool unfit 'run = sysbench good
	[fixture none]
	start = sysbench fails'
tool gone 'run = sysbench good
	[fixture service]
	background = yes
	start = sysbench fails
	ready = false
	timeout = 5'
campaign fixtures 'platforms = here box
	benchmarks = shaky unfit gone cpu
	order = platform
	repetitions = 2' '[benchmark shaky]
	tool = shaky
	[benchmark unfit]
	tool = unfit
	[benchmark gone]
	tool = gone
	[benchmark cpu]
	tool = fake'
try "fixtures that fail" 3 '12 of 16 runs failed' collect fixtures
for run in here/%s/01 here/%s/02 box/%s/01 box/%s/02; do
	says "${run//\/%s/}: one that is never ready" "$TMP/a-fixtures/failed/${run//%s/shaky}/manifest.ini" '^failed = half is not ready after 0.3 s'
	says "... one that cannot be set up" "$TMP/a-fixtures/failed/${run//%s/unfit}/manifest.ini" '^failed = none: exit status 4'
	says "... one that ends" "$TMP/a-fixtures/failed/${run//%s/gone}/manifest.ini" '^failed = service has ended before it was ready'
done
[ "$(runs fixtures | tr '\n' ' ')" = 'box/cpu/01 box/cpu/02 here/cpu/01 here/cpu/02 ' ]
ok "... the other runs are made"
[ "$(sort "$TMP/half.log" | uniq -c | tr -s ' \n' ' ')" = ' 4 down 4 up ' ]
ok "... and what is not ready is taken down each time"

# A service in the platform, which takes its time to end and says so.
tool service 'run = sysbench good
	[fixture service]
	background = yes
	start = sysbench service
	ready = sysbench is-up'
campaign service 'platforms = here box
	benchmarks = cpu
	repetitions = 2
	order = platform' '[benchmark cpu]
	tool = service'
try "a service" 0 '' collect service
[ "$(tr '\n' ' ' <"$TMP/service.log")" = 'up down up down ' ]
ok "... stands for its platform, and ends in peace"
nothing "... with all that it has started"

# --- steps, boots, collectors beside -----------------------------------------------------------------

tool pipe 'kind = steps
	real = pipeline.duration
	[parameters]
	last = good
	[step build]
	run = sysbench slow 0.1
	[step try]
	run = sysbench {last}'
tool ping 'kind = boot
	run = sysbench pings'
tool nap 'run = sysbench slow 0.3'
tool stat 'where = outside
	run = sysbench beside'
campaign kinds 'platforms = guest dead
	benchmarks = pipeline halfway boot watched
	repetitions = 1
	timeout = 0.8' '[benchmark pipeline]
	tool = pipe
	platforms = guest
	[benchmark halfway]
	tool = pipe
	last = fails
	platforms = guest
	[benchmark boot]
	tool = ping
	[benchmark watched]
	tool = nap
	platforms = guest
	beside = stat
	[platform guest]
	start = sh -c "sleep 0.3; : >$0/guest-up" {folder}
	stop = rm -f {folder}/guest-up
	transport = local
	[platform dead]
	start = true
	stop = true
	transport = local'
try "steps, boots, collectors beside" 3 '2 of 5 runs failed' collect kinds
nothing "... of which nothing runs any longer"
A=$TMP/a-kinds/runs/guest
# seconds FILE METRIC LEAST MOST: the figure is there, and about what it must be.
seconds() {
	awk -v m="$2" -v least="$3" -v most="$4" '$1 == "measured" && $2 == m && $4 >= least && $4 < most && $5 == "s" { n++ }
		END { exit n != 1 }' "$1"
	ok "$2 is $3 to $4 s"
}
seconds "$A/pipeline/01/measured.ini" pipeline.step.build 0.1 0.7
seconds "$A/pipeline/01/measured.ini" pipeline.step.try 0 0.5
seconds "$A/pipeline/01/measured.ini" pipeline.duration 0.1 0.8
seconds "$A/boot/01/measured.ini" boot.real 0.3 0.8
seconds "$A/boot/01/measured.ini" boot.returned 0.3 0.8
says "a step that fails" "$TMP/a-kinds/failed/guest/halfway/01/manifest.ini" '^failed = step try: exit status 4: FATAL'
says "a boot without an answer" "$TMP/a-kinds/failed/dead/boot/01/manifest.ini" '^failed = no answer within 0.8 s: it takes at least that'
[ ! -e "$TMP/a-kinds/failed/guest/halfway/01/measured.ini" ] && [ ! -e "$TMP/a-kinds/failed/dead/boot/01/measured.ini" ]
ok "... neither has a figure"
[ "$(cat "$A/watched/01/beside-stat.log")" = 'average: all' ]
ok "what runs beside is asked to end, and then prints its averages"
desmet parse "$TMP/a-kinds" --to tsv --metric 'boot.*,pipeline.*' 2>"$TMP/err" >"$TMP/out"
awk -F'\t' 'NR > 1 && $0 ~ /\/runs\// { n++ } END { exit n != 5 }' "$TMP/out"
ok "... desmet parse finds the five figures"

# --- platforms ---------------------------------------------------------------------------------------

campaign platforms 'platforms = here nostart noready half
	benchmarks = cpu
	repetitions = 3
	order = platform' '[benchmark cpu]
	tool = fake
	[platform nostart]
	start = sh -c "sysbench note start nostart.log; echo no kernel >&2; exit 7"
	stop = sysbench note stop nostart.log
	transport = local
	[platform noready]
	start = sysbench note start noready.log
	ready = false
	start_timeout = 0.5
	stop = sysbench note stop noready.log
	transport = local
	[platform half]
	setup = sysbench note setup half-up.log
	start = sysbench note start half-up.log
	stop = sysbench note stop half-up.log
	teardown = sysbench note teardown half-up.log
	transport = local'
SECONDS=0
try "platforms that cannot be used" 3 '6 of 12 runs failed' collect platforms
[ $SECONDS -lt 4 ]
ok "... fail quickly"
for run in 01 02 03; do
	says "nostart: why" "$TMP/a-platforms/failed/nostart/cpu/$run/manifest.ini" '^failed = the platform does not start: start: exit status 7$'
	says "noready: why" "$TMP/a-platforms/failed/noready/cpu/$run/manifest.ini" '^failed = the platform does not start: ready is not ready after 0.5 s$'
done
says "... what it printed is kept" "$TMP/a-platforms/failed/nostart/cpu/01/around.txt" '^no kernel$'
[ "$(runs platforms | tr '\n' ' ')" = 'half/cpu/01 half/cpu/02 half/cpu/03 here/cpu/01 here/cpu/02 here/cpu/03 ' ]
ok "... the other platforms go on"
[ "$(tr '\n' ' ' <"$TMP/nostart.log")" = 'stop start stop ' ] && [ "$(tr '\n' ' ' <"$TMP/noready.log")" = 'stop start stop ' ]
ok "... and what has half started is stopped"
[ "$(tr '\n' ' ' <"$TMP/half-up.log")" = 'setup stop start stop teardown ' ]
ok "a good one is set up, stopped, started, stopped, torn down"

# --- signals -----------------------------------------------------------------------------------------

# stopped SIGNAL HOW PLATFORM: sends it when a run that ends never is under way.
tool begun 'run = sysbench begun {how}
	[parameters]
	how = good'
stopped() {
	campaign stop "platforms = $3
		benchmarks = good bad
		repetitions = 1" "[benchmark good]
		tool = fake
		[benchmark bad]
		tool = begun
		how = $2"
	rm -rf "$TMP/a-stop" "$TMP/begun"
	(hears desmet collect "$TMP/stop.ini" -o "$TMP/a-stop" >"$TMP/out" 2>"$TMP/err" </dev/null) &
	pid=$!
	until_there 10 [ -e "$TMP/begun" ]
	sleep 0.1
	kill -s "$1" $pid
}
for platform in here box; do
	for how in hang family; do
		for pair in INT:130 TERM:143 HUP:129; do
			[ "$how $pair" != "family HUP:129" ] || continue
			SECONDS=0
			stopped ${pair%:*} $how $platform
			wait $pid
			got=$?
			[ $got = ${pair#*:} ] && [ "$(runs stop)" = $platform/good/01 ] && [ $SECONDS -lt 4 ] &&
				[ "$(grep '^desmet' "$TMP/err")" = 'desmet collect: stopped with 1 of 2 runs made; the same command goes on where it was' ]
			ok "SIG${pair%:*} in the middle of $platform/$how: exit $got, and what to do next"
			[ ! -e "$TMP/a-stop/failed" ] && [ -z "$(ls -A "$TMP/a-stop/.work")" ]
			ok "... the run under way is no run, and no failure"
			nothing "... nothing of it runs any longer"
		done
	done
	SECONDS=0
	stopped INT deaf $platform
	sleep 0.3
	kill -0 $pid
	ok "$platform: one that does not hear TERM is waited for"
	kill -INT $pid
	wait $pid
	[ $? = 130 ] && [ $SECONDS -lt 4 ]
	ok "... until the second Ctrl-C"
	nothing "... and it is ended"
done

# --- kill -9 -----------------------------------------------------------------------------------------

campaign killed 'platforms = here box
	benchmarks = a b
	repetitions = 3' '[benchmark a]
	tool = slow
	threads = 1 2
	[benchmark b]
	tool = slowly'
tool slow 'run = sysbench slow 0.05 --threads={threads}
	[parameters]
	threads = 2'
tool slowly 'run = sysbench slow 0.05 --threads=2
	[fixture tables]
	start = sysbench exclusive made
	stop = rm -r {folder}/made'
try "an undisturbed campaign" 0 '' collect killed
runs killed >"$TMP/want"
mv "$TMP/a-killed" "$TMP/a-whole"
kills=0 lost=0
RANDOM=4711
while [ $kills -lt 100 ]; do
	before=$(runs killed 2>/dev/null)
	hears desmet collect "$TMP/killed.ini" -o "$TMP/a-killed" >"$TMP/out" 2>"$TMP/err" </dev/null &
	pid=$!
	sleep 0.$((RANDOM % 30 + 10))
	kill -KILL $pid || break
	wait $pid
	kills=$((kills + 1))
	for run in $before; do [ -s "$TMP/a-killed/runs/$run/output.log" ] || lost=$((lost + 1)); done
done 2>/dev/null
wait $pid
code=$?
[ $code = 0 ] && [ $kills -ge 3 ] && [ $kills -lt 100 ] && [ $lost = 0 ]
ok "killed $kills times in the middle: in the end it is done ($code, $lost lost)"
runs killed >"$TMP/got"
same "... with the same runs" "$TMP/want" "$TMP/got"
[ -z "$(ls -A "$TMP/a-killed/.work")" ] && [ ! -e "$TMP/made" ] && [ ! -e "$TMP/a-killed/failed" ]
ok "... nothing half, nothing failed, nothing left"
for archive in whole killed; do
	desmet parse "$TMP/a-$archive" --strict --to tsv --metric cpu.events_per_second 2>"$TMP/err" |
		cut -f4-13 | sort >"$TMP/$archive.tsv"
done
[ "$(wc -l <"$TMP/whole.tsv")" = 19 ]
ok "... desmet parse --strict finds all of them"
same "... and in both the same figures" "$TMP/whole.tsv" "$TMP/killed.tsv"
try "... called again" 0 '' collect killed
says "... nothing is made" "$TMP/out" '^0 runs made, 18 were there'
nothing "... and nothing is left running"

# What runs inside is on a leash: it ends with desmet, also what hears no TERM, and also where the
# client's end is not that of what it has started (docker, ssh).
campaign leash 'platforms = here box cage far
	benchmarks = bad' '[benchmark bad]
	tool = begun
	how = HOW
	[platform cage]
	transport = docker
	container = box
	[platform far]
	transport = ssh
	host = far'
# That takes some seconds; the end of this file looks.
mkdir -p "$TMP/leash/bin"
cp -P "$TMP"/bin/* "$TMP/leash/bin"
for platform in here box cage far; do
	for how in hang family deaf; do
		# on the host itself there is no leash: the program alone ends with desmet
		[ $platform != here ] || [ $how = hang ] || continue
		sed "s/HOW/$how/" "$TMP/leash.ini" >"$TMP/leash-$how.ini"
		rm -f "$TMP/begun"
		PATH=$TMP/leash/bin:$PATH desmet collect "$TMP/leash-$how.ini" -o "$TMP/a-leash-$platform-$how" \
			--run $platform/bad/01 >"$TMP/out" 2>&1 </dev/null &
		pid=$!
		until_there 10 [ -e "$TMP/begun" ]
		sleep 0.1
		before=$(left leash/ | wc -l)
		kill -KILL $pid && [ "$before" -gt 0 ]
		ok "kill -9 with $platform/$how under way"
		wait $pid
	done
done 2>/dev/null

# --- two at once -------------------------------------------------------------------------------------

campaign two 'platforms = here
	benchmarks = a
	repetitions = 2' '[benchmark a]
	tool = begun
	how = slow'
rm -f "$TMP/begun"
sed -i 's/begun {how}/begun {how} 1/' "$TMP/tools/begun.ini"
collect two >"$TMP/out2" 2>&1 </dev/null &
pid=$!
until_there 10 [ -e "$TMP/begun" ]
try "two at once on one archive" 1 'a-two is in use by another desmet collect' collect two
try "... also with --run" 1 'a-two is in use by another desmet collect' collect two --run here/a/02
wait $pid
ok "... the first is not disturbed"
[ "$(runs two | tr '\n' ' ')" = 'here/a/01 here/a/02 ' ]
ok "... and makes all"
rm -rf "$TMP/a-two"
for i in 1 2; do
	collect two --run here/a/0$i >"$TMP/out$i" 2>"$TMP/err$i" </dev/null &
	pids[i]=$!
done
wait ${pids[1]} && wait ${pids[2]}
ok "two runs with --run at once"
[ "$(runs two | tr '\n' ' ')" = 'here/a/01 here/a/02 ' ]
ok "... are both made"

# --- disks -------------------------------------------------------------------------------------------

# in_small SIZE COMMAND...: with a file system of that size on $TMP/small, in a mount space of our own.
in_small() { size=$1 unshare -m sh -c 'shift; mount -t tmpfs -o size=$size none "$TMP/small" && "$@"' sh "$@"; }
mkdir "$TMP/small"
campaign full 'platforms = here
	benchmarks = cpu
	repetitions = 20' '[benchmark cpu]
	tool = fake'
if in_small 64k true 2>/dev/null; then
	cat >"$TMP/full.sh" <<-'EOF'
		desmet collect "$TMP/full.ini" -o "$TMP/small/a"; c=$?
		cp -a "$TMP/small/a" "$TMP/a-full"
		mount -o remount,size=4m "$TMP/small"
		desmet collect "$TMP/full.ini" -o "$TMP/small/a" >"$TMP/more" 2>&1
		cp -a "$TMP/small/a" "$TMP/a-full2"
		mount -o remount,ro "$TMP/small"
		desmet collect "$TMP/full.ini" -o "$TMP/small/a" 2>"$TMP/read-only" >&2; echo $? >>"$TMP/read-only"
		desmet collect "$TMP/full.ini" -o "$TMP/small/b" 2>"$TMP/read-only2" >&2; echo $? >>"$TMP/read-only2"
		exit $c
	EOF
	try "an archive on a full disk" 1 'small/a.*(full|No space)' in_small 64k sh "$TMP/full.sh"
	made=$(runs full | wc -l)
	[ "$made" -ge 3 ] && [ "$made" -lt 20 ] && [ ! -e "$TMP/a-full/failed" ]
	ok "... the $made runs before are there, none has failed"
	desmet parse "$TMP/a-full" --strict --to tsv --metric cpu.events_per_second 2>"$TMP/err" >"$TMP/got"
	[ "$(wc -l <"$TMP/got")" = $((made + 1)) ]
	ok "... and are whole"
	says "... and when there is room again, it goes on" "$TMP/more" "^$((20 - made)) runs made, $made were there"
	says "a disk that cannot be written to" "$TMP/read-only" 'small/a.*Read-only file system'
	says "... exit 1" "$TMP/read-only" '^1$'
	says "... a new archive there" "$TMP/read-only2" 'small/b.*Read-only file system'
	says "... exit 1" "$TMP/read-only2" '^1$'
else
	skip "full and read-only disks: no file system can be mounted here"
fi
try "standard output full" 1 'No space' sh -c 'desmet collect "$TMP/full.ini" -o "$TMP/a-stdout" >/dev/full'
[ "$(runs stdout | wc -l)" = 20 ]
ok "... the runs are made all the same"

# --- tools that fail: what came of them --------------------------------------------------------------

wait
# failed HOW HERE BOX: the reasons that the manifests give.
failed() {
	local platform want=$2
	for platform in here box; do
		says "$platform: $1 has failed" "$TMP/a-fail-$platform/failed/$platform/$1/01/manifest.ini" "^failed = $want"
		[ ! -e "$TMP/a-fail-$platform/runs/$platform/$1" ] || { false; ok "... and is no run"; }
		want=${3-$2}
	done
}
went_well() {
	for platform in here box; do
		says "$platform: $1 went well" "$TMP/a-fail-$platform/runs/$platform/$1/01/manifest.ini" '^exit = 0'
	done
}
says "failures: exit 3" "$TMP/code-here" '^3$'
says "... box: exit 3" "$TMP/code-box" '^3$'
says "... how many, where, what to do" "$TMP/err-here" '^10 of 15 runs failed; .*a-fail-here/failed.*--again'
failed missing 'cannot be started: no-such-tool: No such' 'exit status 127: .*no-such-tool'
failed closed "cannot be started: $TMP/closed: Permission denied" 'exit status 126: .*closed.*Permission denied'
failed fails 'exit status 4: FATAL: it is broken, \[all\] = of "it"$'
failed dies 'ended by signal 11 \(Segmentation fault\)' '(ended by signal 11|exit status 139)'
failed hang 'no end within 1.5 s$'
failed deaf 'no end within 1.5 s$'
failed family 'no end within 1.5 s$'
failed flood 'it printed more than 0.2 MB$'
failed flood-errors 'it printed more than 0.2 MB'
failed much 'it printed more than 0.2 MB$'
went_well mute
went_well reads # its standard input is at its end
went_well daemon
went_well wrong # what it printed is for desmet parse to judge
went_well good
for platform in here box; do
	says "$platform: a daemon is ended, and noted" "$TMP/a-fail-$platform/runs/$platform/daemon/01/manifest.ini" '^left_behind = [12]$'
	says "... and said" "$TMP/err-$platform" "warning: $platform/daemon/01 left [12] process"
	desmet parse "$TMP/a-fail-$platform" --to tsv >"$TMP/out" 2>"$TMP/err"
	[ $? = 3 ]
	ok "... desmet parse reads the archive; exit 3"
	python3 - "$TMP/out" >"$TMP/got" <<'EOF'
import csv, sys
rows = list(csv.DictReader(open(sys.argv[1]), delimiter="\t"))
print("with figures:", *sorted({r["log"].split("/")[-3] for r in rows if r["metric"]}))
print("failed:", *sorted({r["log"].split("/")[-3] for r in rows if r["status"] == "failed"}))
print("failed, yet a figure:", *sorted({r["log"] for r in rows if r["status"] == "failed" and r["metric"]}))
EOF
	cat >"$TMP/want" <<-'EOF'
		with figures: daemon good reads
		failed: closed deaf dies fails family flood flood-errors hang missing much wrong
		failed, yet a figure:
	EOF
	same "... figures of what went well only" "$TMP/want" "$TMP/got"
done
for platform in here box leash; do
	nothing "... and nothing of it runs any longer: $platform" $platform/
done

echo "1..$n"
