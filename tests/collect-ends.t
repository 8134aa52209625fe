#!/bin/bash
# collect-ends.t - campaigns that are ended: by Ctrl-C, by kill -9, by a second one at the same archive,
# by a disk that is full. What was made is there, what was under way is gone, and the next call goes on.

. "$(dirname "$0")/fakes.sh"

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
	# longer each time: a busy machine may not get far in half a second
	sleep "$(printf '%03d' $((RANDOM % 30 + 10 + 4 * kills)) | sed 's/..$/.&/')"
	kill -KILL $pid || break
	wait $pid
	kills=$((kills + 1))
	until_there 5 none_left '' # what ran inside hears of it a moment later
	for run in $before; do [ -s "$TMP/a-killed/runs/$run/output.log" ] || lost=$((lost + 1)); done
done 2>/dev/null
wait $pid
code=$?
[ $code = 0 ] && [ $kills -ge 3 ] && [ $kills -lt 100 ] && [ $lost = 0 ]
ok "killed $kills times in the middle: in the end it is done ($code, $lost lost)"
runs killed >"$TMP/got"
same "... with the same runs" "$TMP/want" "$TMP/got"
[ -z "$(ls -A "$TMP/a-killed/.work")" ] && [ ! -e "$TMP/made" ] && [ ! -e "$TMP/a-killed/failed" ]
whole=$?
[ $whole = 0 ] || { ls -A "$TMP/a-killed/.work" "$TMP/made"
	find "$TMP/a-killed/failed" -name manifest.ini -exec grep failed {} +
	find "$TMP/a-killed/failed" -name around.txt -exec tail {} +; } 2>&1 | sed 's/^/# /' >&2
[ $whole = 0 ]
ok "... nothing half, nothing failed, nothing left"
for archive in whole killed; do
	desmet parse "$TMP/a-$archive" --strict --to tsv --metric cpu.events_per_second 2>"$TMP/err" |
		cut -f4-13 | sort >"$TMP/$archive.tsv"
done
[ "$(wc -l <"$TMP/whole.tsv")" = 19 ] || { head -3 "$TMP/whole.tsv"; cat "$TMP/err"; } | sed 's/^/# /' >&2
[ "$(wc -l <"$TMP/whole.tsv")" = 19 ]
ok "... desmet parse --strict finds all of them"
same "... and in both the same figures" "$TMP/whole.tsv" "$TMP/killed.tsv"
try "... called again" 0 '' collect killed
says "... nothing is made" "$TMP/out" '^0 runs made, 18 were there'
nothing "... and nothing is left running"

# Killed behind the last run, while its fixture is taken down: no run is left that would need it.
campaign behind 'platforms = here
	repetitions = 1
	benchmarks = b' '[benchmark b]
	tool = clears'
tool clears 'run = sysbench slow 0.05 --threads=2
	[fixture tables]
	start = sysbench exclusive behind
	stop = sysbench clear behind'
hears desmet collect "$TMP/behind.ini" -o "$TMP/a-behind" >"$TMP/out" 2>"$TMP/err" </dev/null &
pid=$!
until_there 20 test -d "$TMP/a-behind/runs/here/b/01" || ls -R "$TMP/a-behind" >&2
kill -KILL $pid
wait $pid 2>/dev/null
until_there 5 none_left ''
[ -d "$TMP/behind" ] && [ -s "$TMP/a-behind/.fixtures-here" ]
ok "killed behind the last run: its fixture stands"
try "... the next call has no run to make" 0 '' collect behind
says "... none" "$TMP/out" '^0 runs made, 1 were there'
[ ! -d "$TMP/behind" ] && [ ! -e "$TMP/a-behind/.fixtures-here" ] && [ ! -e "$TMP/a-behind/.used-here" ]
ok "... and takes it down"

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

# --- a platform that a killed call has left ------------------------------------------------------------

# The first platform's daemon is a file. What is left to do needs only the second platform.
campaign daemons 'platforms = one two
	benchmarks = quick
	order = platform
	repetitions = 2' "[platform one]
	transport = local
	setup = touch $TMP/daemon
	teardown = rm $TMP/daemon
	[platform two]
	transport = local
	[benchmark quick]
	tool = quick"
tool quick 'run = sysbench slow 0.3'
desmet collect "$TMP/daemons.ini" -o "$TMP/a-daemons" >"$TMP/out" 2>"$TMP/err" </dev/null &
pid=$!
until_there 5 test -d "$TMP/a-daemons/.work/two+quick+01"
kill -KILL $pid
wait $pid 2>/dev/null
[ -e "$TMP/daemon" ] && [ -e "$TMP/a-daemons/.used-one" ]
ok "killed on the second platform: the first one's daemon still runs"
try "... the next call makes the rest" 0 '' desmet collect "$TMP/daemons.ini" -o "$TMP/a-daemons"
[ ! -e "$TMP/daemon" ] && [ ! -e "$TMP/a-daemons/.used-one" ] && [ "$(runs daemons | wc -l)" = 4 ]
ok "... and takes down what was left"

# --- the leash: what came of it ----------------------------------------------------------------------

until_there 5 none_left leash/
nothing "kill -9: some seconds later nothing runs that was inside" leash/

echo "1..$n"
