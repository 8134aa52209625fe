#!/bin/bash
# collect.t - campaigns with fake tools (tests/bin): what is planned, what an archive holds, what is
# refused, and that words arrive as they were written.

. "$(dirname "$0")/fakes.sh"

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
(
	trap '' HUP
	desmet collect "$TMP/plan.ini" -o "$TMP/a-nohup" --run box/cpu/threads=2/01 >"$TMP/out" 2>&1
)
N=$TMP/a-nohup/runs/box/cpu/threads=2/01/manifest.ini
[ -e "$N" ] && ! grep -q left_behind "$N"
ok "... and nohup makes no other run of it"
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
	p9 = {p2}{p3}
	p8 = a;b"
try "long words and many parameters" 0 '' collect long
says "... a \";\" is no end of a value" "$TMP/a-long/runs/here/cpu/01/manifest.ini" ";p8=a%3Bb$"
try "... the manifest can be read again" 0 '' collect long
says "... it is not made anew" "$TMP/out" '^0 runs made, 1 were there'

echo "1..$n"
