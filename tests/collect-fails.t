#!/bin/bash
# collect-fails.t - campaigns whose tools, servers, fixtures and platforms fail, each in its own way.
# What goes wrong is said with its reason, is never a figure, and leaves nothing running.

. "$(dirname "$0")/fakes.sh"

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
says "... which is said" "$TMP/err" 'spread .* is over 10 % in 1 of 1 cases: here/cpu \(34 %\);'
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
[ "$(tr '\n' ' ' <"$TMP/half.log")" = 'down up down down up down down up down down up down ' ]
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

# --- boots that would be a wrong figure, many steps, no version -----------------------------------------

tool eager 'kind = boot
	run = sh -c "echo it answers; exec sleep 1000"'
tool broken 'kind = boot
	run = sh -c "echo no route >&2; exit 2"'
tool quits 'kind = boot
	run = true'
tool many "kind = steps
	real = pipeline.duration
	$(for i in {1..40}; do printf '[step s%d]\nrun = true\n' "$i"; done)"
tool mumbles 'run = sysbench good
	version = sysbench fails'
campaign odd 'platforms = up
	benchmarks = eager broken quits many mumbles
	repetitions = 1
	timeout = 5' '[platform up]
	start = true
	transport = local
	[benchmark eager]
	tool = eager
	[benchmark broken]
	tool = broken
	[benchmark quits]
	tool = quits
	[benchmark many]
	tool = many
	[benchmark mumbles]
	tool = mumbles'
SECONDS=0
try "odd boots" 3 '3 of 5 runs failed' collect odd
[ $SECONDS -lt 4 ]
ok "... none waits for an answer that cannot come"
A=$TMP/a-odd/failed/up
says "who answers before the start is not the platform" "$A/eager/01/manifest.ini" '^failed = up answers before it is started'
says "a probe that fails has not waited" "$A/broken/01/manifest.ini" '^failed = the probe has ended: exit status 2: no route'
says "... nor one that just ends" "$A/quits/01/manifest.ini" '^failed = the probe has ended, and there was no answer'
[ -z "$(find "$A" -name measured.ini)" ]
ok "... none has a figure"
A=$TMP/a-odd/runs/up
[ "$(grep -c '^measured many.step.s[0-9]* = ' "$A/many/01/measured.ini")" = 40 ] &&
	[ "$(grep -c '^measured pipeline.duration = ' "$A/many/01/measured.ini")" = 1 ]
ok "40 steps have 40 figures, and one for all"
says "what a failing command says is no version" "$A/mumbles/01/manifest.ini" '^tool_version = unknown'

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
for platform in here box; do
	nothing "... and nothing of it runs any longer: $platform" $platform/
done

echo "1..$n"
