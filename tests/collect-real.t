#!/bin/bash
# collect-real.t - desmet collect against what it is for: a real sshd, GNU parallel over several hosts,
# a network that comes up, other people's clocks, a sandbox. What a machine lacks is skipped by name.
#
# All that listens does so on 127.0.0.1 with keys of its own; networks are in a namespace of their own.
# $TMP is an empty folder that goes when the script ends, and what was started goes with it.

cd "$(dirname "$0")/.." || exit 1
. tests/tap.sh
DESMET=${DESMET_BUILD:-build}/desmet
case $DESMET in /*) ;; *) DESMET=$PWD/$DESMET ;; esac
TMP=$(mktemp -d "${TMPDIR:-/tmp}/desmet-test.XXXXXX") || exit 1
trap 'leave' EXIT
trap 'exit 130' INT TERM
export HOME="$TMP/home" LC_ALL=C.UTF-8 PATH="${DESMET%/*}:$PATH:/usr/sbin:/sbin" DESMET TMP
mkdir "$HOME" "$TMP/tools"
unset XDG_CACHE_HOME XDG_CONFIG_HOME DESMET_GRAMMARS DESMET_COLLECT DESMET_STATE SOURCE_DATE_EPOCH TMPDIR
n=0 sshds=

# below PID: the processes below it.
below() {
	local child
	for child in $(cat /proc/"$1"/task/*/children 2>/dev/null); do
		below "$child"
		echo "$child"
	done
}
leave() {
	local pid
	for pid in $sshds $(jobs -p); do
		kill -9 "$pid" $(below "$pid")
	done 2>/dev/null
	rm -rf "$TMP"
}

# try NAME CODE WORDS COMMAND...: the exit code, and words in what the program says.
try() {
	local name=$1 code=$2 words=$3 got
	shift 3
	"$@" >"$TMP/out" 2>"$TMP/err" </dev/null
	got=$?
	if [ $got = "$code" ] && { [ -z "$words" ] || grep -qE -- "$words" "$TMP/out" "$TMP/err"; }
	then echo "ok $((n += 1)) - $name"
	else
		echo "not ok $((n += 1)) - $name"
		echo "# exit $got, wanted $code; wanted words: $words" >&2
		tail -qn5 "$TMP/err" "$TMP/out" | sed 's/^/# /' >&2
	fi
}

# needs WHAT PROGRAM...: are they there? Else WHAT is skipped.
needs() {
	local what=$1 program missing=
	shift
	for program; do
		command -v "$program" >/dev/null || missing="$missing $program"
	done
	[ -z "$missing" ] || skip "$what: there is no$missing here"
	[ -z "$missing" ]
}

# until_true SECONDS COMMAND...: again and again, at most so long.
until_true() {
	local end=$((SECONDS + $1 + 1))
	shift
	until "$@"; do
		[ $SECONDS -lt $end ] || return 1
		sleep 0.02
	done
}

# tool NAME LINE...: a collector of that name. campaign NAME PLATFORMS BENCHMARKS, its other sections
# from standard input.
tool() {
	local name=$1
	shift
	printf '%s\n' '[tool]' "name = $name" "$@" >"$TMP/tools/$name.ini"
}
campaign() {
	{
		printf '%s\n' '[campaign]' "name = $1" "platforms = $2" "benchmarks = $3" \
			"repetitions = ${4:-1}" 'timeout = 20'
		cat
	} >"$TMP/$1.ini"
}
reason() { sed -n 's/^failed = //p' "$1/manifest.ini"; }
measured() { sed -n "s/^measured $1 = \([^ ]*\) .*/\1/p" "$2/measured.ini"; }
# Clocks are held against each other while other tests run beside this one: whoever is kept waiting
# for a processor between the two is not measured. So ten times the bound is allowed, but for
# `make timing`, which runs this file alone.
BUSY=10
[ -z "${DESMET_TIMING-}" ] || BUSY=1
near() { awk "BEGIN { d = $1 - $2; exit !($1 > 0 && (d < 0 ? -d : d) <= $3) }"; }

# --- time: the collector's clock and a shell's ------------------------------------------------------

# timed COMMAND...: its seconds by the shell's clock are added to $TMP/clock.
cat >"$TMP/timed" <<'END'
#!/bin/bash
TIMEFORMAT=%3R
{ time "$@" 2>/dev/null; } 2>>"$TMP/clock"
true
END
chmod +x "$TMP/timed"
tool asleep "run = $TMP/timed sleep {seconds}" 'log = no' 'real = time.real' '[parameters]' 'seconds = 1'
tool busy "run = $TMP/timed timeout 1.2 sh -c 'while :; do :; done'" 'log = no' 'real = time.real'
tool built 'kind = steps' 'real = pipeline.duration' \
	'[step first]' "run = $TMP/timed sleep 1.1" '[step second]' "run = $TMP/timed timeout 1 sh -c 'while :; do :; done'"
campaign clock here 'asleep busy built' <<-END
	[platform here]
	transport = local
	[benchmark asleep]
	tool = asleep
	seconds = 1 1.9
	[benchmark busy]
	tool = busy
	[benchmark built]
	tool = built
END
# figures: NAME OURS THEIRS, in the order in which they were taken.
figures() {
	local run i=1
	for run in asleep/seconds=1:time.real asleep/seconds=1.9:time.real busy:time.real built:built.step.first \
		built:built.step.second; do
		echo "$run $(measured "${run#*:}" "$TMP/clocked/runs/here/${run%:*}/01") $(sed -n "$i"p "$TMP/clock")"
		i=$((i + 1))
	done
	echo "built:pipeline.duration $(measured pipeline.duration "$TMP/clocked/runs/here/built/01") $(
		awk 'NR > 3 { s += $1 } END { print s }' "$TMP/clock")"
}
# Whoever is kept waiting for a processor between the two clocks is not measured: again, then.
for round in 1 2 3; do
	rm -rf "$TMP/clocked" "$TMP/clock"
	desmet collect "$TMP/clock.ini" -o "$TMP/clocked" >"$TMP/out" 2>"$TMP/err"
	code=$?
	figures >"$TMP/figures"
	awk '{ d = $2 - $3; bad += NF != 3 || (d < 0 ? -d : d) > $3 * 0.01 } END { exit bad > 0 }' "$TMP/figures" && break
	echo "# round $round: a busy machine?"
done
[ $code = 0 ]
ok "a campaign of commands and a pipeline, timed"
while read -r run got want; do
	near "${got:-0}" "${want:-0}" "${want:-0} * 0.01 * $BUSY"
	ok "$run is what the shell's clock says, within $BUSY %: $got s, $want s"
done <"$TMP/figures"
desmet parse "$TMP/clocked" --to tsv >"$TMP/parsed" 2>"$TMP/err"
got=$(measured pipeline.duration "$TMP/clocked/runs/here/built/01")
[ "$(awk -F'\t' -v v="$got" '/pipeline.duration/ && index($0, "\t" v "\t")' "$TMP/parsed" | wc -l)" = 1 ]
ok "... and what desmet parse finds in the archive"

# --- what it costs ------------------------------------------------------------------------------------

# cost PID: voluntary switches, involuntary ones, clock ticks, ns on a processor.
cost() {
	awk '/^voluntary/ { v = $2 } /^nonvoluntary/ { n = $2 } END { printf "%d %d ", v, n }' "/proc/$1/status"
	sed 's/.*) //' "/proc/$1/stat" | awk '{ printf "%d ", $12 + $13 }'
	cut -d' ' -f1 "/proc/$1/schedstat" 2>/dev/null || echo 0
}
tool talk "run = sh -c 'for i in 1 2 3 4 5; do echo \$i; sleep 1; done'" 'log = no' 'figure = ^([0-9])$'
campaign cost here talk <<-END
	[platform here]
	transport = local
	[benchmark talk]
	tool = talk
END
desmet collect "$TMP/cost.ini" -o "$TMP/cost.file" >/dev/null 2>&1 &
pid_file=$! places=file
if command -v script >/dev/null; then
	script -qec "exec desmet collect '$TMP/cost.ini' -o '$TMP/cost.terminal'" /dev/null >/dev/null 2>&1 </dev/null &
	script=$! places="file terminal"
fi
sleep 0.7
pid_terminal=$(cat "/proc/$script/task/$script/children" 2>/dev/null)
for place in $places; do
	pid=pid_$place
	cost ${!pid} >"$TMP/cost.$place.txt"
done
sleep 4
for place in $places; do
	pid=pid_$place
	cost ${!pid} >>"$TMP/cost.$place.txt"
done
wait
ticks=$(getconf CLK_TCK)
for place in $places; do
	set -- $(cat "$TMP/cost.$place.txt")
	echo "# its output in a $place: $(awk "BEGIN { printf \"%.1f voluntary and %.1f other context switches a second, \" \
		\"%.4f %% of a processor\", ($5 - $1) / 4, ($6 - $2) / 4, ($8 - $4) / 4e7 }")"
	[ $# = 8 ] && [ $(($5 - $1)) -le 16 ] && [ $((($7 - $3) * 200)) -le $((4 * ticks)) ]
	ok "while a run is made it wakes at most 4 times a second and takes under 0.5 % (output in a $place)"
done

# --- a far side -----------------------------------------------------------------------------------------

# A sshd NAME on a port of its own, with a host key, a folder $TMP/NAME and what else is given of its
# configuration. Its processes' environment says FAR=NAME.
sshd_make() {
	local name=$1
	shift
	mkdir -p "$TMP/$name"
	ssh-keygen -q -t ed25519 -N '' -f "$TMP/$name/host_key" </dev/null
	echo "$name $(cut -d' ' -f1-2 "$TMP/$name/host_key.pub")" >>"$TMP/known_hosts"
	port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
	printf '%s\n' "Port $port" "ListenAddress 127.0.0.1" "HostKey $TMP/$name/host_key" \
		"AuthorizedKeysFile $TMP/key.pub" "PidFile none" "StrictModes no" "UsePAM no" \
		"PasswordAuthentication no" "KbdInteractiveAuthentication no" "PermitUserRC no" \
		"PrintMotd no" "MaxStartups 200" "SetEnv FAR=$name" "$@" >"$TMP/$name/sshd.conf"
	printf '%s\n' "Host $name" "HostName 127.0.0.1" "Port $port" "HostKeyAlias $name" >>"$TMP/ssh.conf"
}
sshd_start() {
	local name=$1 port
	port=$(sed -n 's/^Port //p' "$TMP/$name/sshd.conf")
	"$SSHD" -D -f "$TMP/$name/sshd.conf" -E "$TMP/$name/log" </dev/null >/dev/null 2>&1 &
	eval "sshd_$name=$!"
	sshds="$sshds $!"
	disown
	until_true 5 eval "(: </dev/tcp/127.0.0.1/$port)" 2>/dev/null
}
# The sessions' sshd of a listener.
sessions() {
	local pid
	for pid in $(below "$1"); do
		case $(cat "/proc/$pid/comm" 2>/dev/null) in sshd*) echo "$pid" ;; esac
	done
}
# far NAME [WORDS]: processes on the far side, those whose command line has the words.
far() {
	local file
	for file in $(grep -lzsx "FAR=$1" /proc/[0-9]*/environ); do
		tr '\0' ' ' 2>/dev/null <"${file%environ}cmdline" | grep -F -- "${2-}"
	done
}
far_has() { [ -n "$(far "$1" "${2-}")" ]; }
far_empty() { [ -z "$(far "$1")" ]; }
nothing_left() {
	if until_true "${2:-8}" far_empty far; then echo "ok $((n += 1)) - $1"
	else
		echo "not ok $((n += 1)) - $1"
		far far | sed 's/^/# left: /' >&2
	fi
	for pid in $(grep -lzsx FAR=far /proc/[0-9]*/environ); do
		pid=${pid#/proc/}
		kill -9 "${pid%/environ}"
	done 2>/dev/null
}

has_ssh=
SSHD=$(command -v sshd)
if needs "the ssh transport" ssh ssh-keygen sshd python3; then
	[ "$(id -u)" != 0 ] || mkdir -p /run/sshd
	ssh-keygen -q -t ed25519 -N '' -f "$TMP/key" </dev/null
	cat >"$TMP/ssh.conf" <<-END
		User $(id -un)
		IdentityFile $TMP/key
		IdentitiesOnly yes
		IdentityAgent none
		UserKnownHostsFile $TMP/known_hosts
		GlobalKnownHostsFile /dev/null
		StrictHostKeyChecking yes
		BatchMode yes
		ConnectTimeout 10
	END
	sshd_make far
	sshd_start far
	if [ "$(ssh -F "$TMP/ssh.conf" far echo hello 2>"$TMP/err")" = hello ]; then
		has_ssh=yes
	else
		skip "the ssh transport: the sshd of this test lets nobody in: $(tail -qn1 "$TMP/err" "$TMP/far/log" | tr '\n' ' ')"
	fi
fi
far_platform() { printf '%s\n' "[platform ${1:-far}]" "exec = ssh -F $TMP/ssh.conf ${1:-far}" 'quote = yes' 'leash = yes'; }

if [ $has_ssh ]; then
	# Every byte that an argument can have comes in by {state}: a template is one line.
	export DESMET_STATE=$'two\nlines\n'
	words=('a b' ' blanks  at both ends ' "it's" 'say "so"' "'" '"' '$HOME' '$(id)' '`id`' '${x}' '*' '?' '[a-z]' '~'
		'\' 'a\b' '\n' '!!' '#no' 'a;b' 'a|b' '&' '<in' '>out' '(x)' '{a,b}' '-n' '--' '%s' '=' '' $'tab\there'
		'é🐳' $'\xff\xfe' 'x=$y' 'end\')
	template='run = printf "<%s>\n"'
	for word in "${words[@]}"; do
		word=${word//\{/\{\{}
		template+=$'\n\t'"'${word//\'/\'\"\'\"\'}'"
	done
	tool echo "$template"$'\n\t{state}' 'log = no'
	campaign trip 'far here' echo <<-END
		$(far_platform)
		[platform here]
		transport = local
		[benchmark echo]
		tool = echo
	END
	printf '<%s>\n' "${words[@]}" "$DESMET_STATE" >"$TMP/want"
	try "a command with odd arguments runs far and here" 0 '2 runs made' desmet collect "$TMP/trip.ini" -o "$TMP/trip"
	same "... they arrive as they are through ssh, sshd and two shells" "$TMP/want" "$TMP/trip/runs/far/echo/01/output.txt"
	same "... and without any" "$TMP/want" "$TMP/trip/runs/here/echo/01/output.txt"
	try "... and the manifest that has them can be read again" 0 '0 runs made, 2 were there' \
		desmet collect "$TMP/trip.ini" -o "$TMP/trip"
	DESMET_STATE=$(python3 -c '
import sys
sys.stdout.buffer.write(bytes(range(1, 256)) + b"x" * 2000 + b"\n.")')
	tool bytes 'run = printf %s {state}' 'log = no'
	campaign bytes far bytes <<-END
		$(far_platform)
		[benchmark bytes]
		tool = bytes
	END
	printf %s "$DESMET_STATE" >"$TMP/want"
	try "an argument of all bytes and 2 KB" 0 '1 runs made' desmet collect "$TMP/bytes.ini" -o "$TMP/bytes"
	cmp -s "$TMP/want" "$TMP/bytes/runs/far/bytes/01/output.txt"
	ok "... arrives as it is"
	try "... and the manifest that has it can be read again" 0 '0 runs made, 1 were there' \
		desmet collect "$TMP/bytes.ini" -o "$TMP/bytes"
	unset DESMET_STATE

	# Connections that do not come about.
	sshd_make other
	sshd_make nowhere
	sed -i "s|^other .*|other $(cut -d' ' -f1-2 "$TMP/far/host_key.pub")|" "$TMP/known_hosts"
	sshd_start other
	tool hello 'run = echo hello' 'log = no'
	campaign refused 'nowhere other' hello <<-END
		$(far_platform nowhere)
		$(far_platform other)
		[benchmark hello]
		tool = hello
	END
	try "hosts that cannot be reached: failed runs" 3 '2 of 2 runs failed' desmet collect "$TMP/refused.ini" -o "$TMP/refused"
	reason "$TMP/refused/failed/nowhere/hello/01" | grep -q 'exit status 255: .*Connection refused'
	ok "... because nobody listens"
	reason "$TMP/refused/failed/other/hello/01" | grep -q 'exit status 255: .*Host key verification failed'
	ok "... because it is another host than it was"
	reason "$TMP/refused/failed/other/hello/01" | sed 's/^/# /'

	# A command with company, some of which does not listen to TERM.
	tool stay "run = sh -c 'sleep 300 & (trap \"\" TERM; sleep 301; sleep 302) & sleep 303; wait'" 'log = no'
	campaign stay far stay <<-END
		$(far_platform)
		[benchmark stay]
		tool = stay
	END
	begin() {
		desmet collect "$TMP/stay.ini" -o "$TMP/$1" >"$TMP/out" 2>"$TMP/err" </dev/null &
		until_true 10 far_has far 'sleep 303'
	}
	begin drop
	kill -9 $(sessions "$sshd_far")
	wait $!
	[ $? = 3 ] && reason "$TMP/drop/failed/far/stay/01" | grep -qE '255.*(closed|reset|broken)'
	ok "a connection that drops in mid-run: a failed run that says so"
	reason "$TMP/drop/failed/far/stay/01" | sed 's/^/# /'
	nothing_left "... and nothing is left on the far side"
	begin asked
	kill -INT $!
	wait $!
	[ $? = 130 ] && [ -z "$(find "$TMP/asked" -name manifest.ini)" ]
	ok "Ctrl-C in mid-run: no run"
	nothing_left "... and nothing is left on the far side"
	begin killed
	{ kill -9 $!; wait $!; } 2>/dev/null
	nothing_left "kill -9 of desmet in mid-run: nothing is left on the far side"
	campaign late far stay <<-END
		$(far_platform)
		[benchmark stay]
		tool = stay
		timeout = 1
	END
	try "a run that takes too long is ended" 3 '' desmet collect "$TMP/late.ini" -o "$TMP/late"
	reason "$TMP/late/failed/far/stay/01" | grep -q '^no end within 1 s'
	ok "... and says so"
	nothing_left "... and nothing is left on the far side"
	tool leaves "run = sh -c 'sleep 304 & echo done'" 'log = no'
	campaign leaves far leaves <<-END
		$(far_platform)
		[benchmark leaves]
		tool = leaves
		timeout = 10
	END
	desmet collect "$TMP/leaves.ini" -o "$TMP/leaves" >"$TMP/out" 2>"$TMP/err"
	[ -e "$TMP/leaves/runs/far/leaves/01/manifest.ini" ]
	ok "a command that leaves a process behind is over when it is over"
	nothing_left "... and what it left is ended"
fi

# --- several hosts ------------------------------------------------------------------------------------

if [ $has_ssh ] && needs "several hosts" parallel; then
	tool nap 'run = sleep {seconds}' 'log = no' 'real = time.real' '[parameters]' 'seconds = 0.1'
	campaign many 'quick steady' nap 4 <<-END
		[platform quick]
		transport = local
		group = fast
		[platform steady]
		transport = local
		group = slow
		[benchmark nap]
		tool = nap
		seconds = 0.15 0.16 0.17
	END
	for box in box1 box2 box3; do
		sshd_make $box "ForceCommand $TMP/$box/enter"
		# a host of its own: another home, its own copy of the campaign
		cp -r "$TMP/many.ini" "$TMP/tools" "$TMP/$box/"
		printf '%s\n' '#!/bin/sh' "export HOME='$TMP/$box' PATH='$PATH'" 'cd && exec sh -c "$SSH_ORIGINAL_COMMAND"' \
			>"$TMP/$box/enter"
		chmod +x "$TMP/$box/enter"
		sshd_start $box
	done
	(cd "$TMP" && desmet collect many.ini -o one >"$TMP/one.out" 2>&1) &
	alone=$!
	merged() {
		mkdir -p "$TMP/all"
		for box in box1 box2 box3; do
			[ ! -d "$TMP/$box/many" ] || cp -a "$TMP/$box/many/." "$TMP/all/"
		done
	}
	ids() { (cd "$1/runs" && find . -name manifest.ini | sort); }
	# made: runs that are in the archive of box2
	made() { [ -n "$(find "$TMP/box2/many/runs" -name manifest.ini 2>/dev/null)" ]; }
	spread() {
		(cd "$TMP" && desmet collect many.ini -o all --list) >"$TMP/list" &&
			PARALLEL_SSH="ssh -F $TMP/ssh.conf" parallel --will-cite --hostgroups -j2 --joblog "$TMP/joblog" \
				-S @fast/box1 -S @fast/box2 -S @slow/box3 desmet collect many.ini --run {} <"$TMP/list" \
				>"$TMP/out" 2>"$TMP/err"
	}
	{
		until_true 15 made
		kill -9 $(sessions "$sshd_box2") "$sshd_box2"
	} 2>/dev/null &
	spread
	code=$?
	wait $!
	merged
	list=$(wc -l <"$TMP/list") some=$(ids "$TMP/all" | wc -l)
	[ "$list" = 24 ] && [ $code != 0 ] && [ "$some" -gt 0 ] && [ "$some" -lt 24 ]
	ok "three hosts, one of which nobody reaches any more in mid-campaign: $some of $list runs, $code jobs failed"
	until_true 8 far_empty box2
	ok "... where nothing runs on after that"
	sshd_start box2
	try "... and the rest when it is back" 0 '' spread
	echo "# $(wc -l <"$TMP/list") runs in the second round, by host: $(cut -f2 "$TMP/joblog" | sed 1d | sort | uniq -c | xargs)"
	merged
	wait $alone
	ids "$TMP/one" >"$TMP/want"
	ids "$TMP/all" >"$TMP/got"
	[ "$(wc -l <"$TMP/want")" = 24 ]
	ok "the same campaign on one host"
	same "the merged archives have the runs that one host makes" "$TMP/want" "$TMP/got"
	[ "$(ids "$TMP/box3" 2>/dev/null | grep -c /quick/)" = 0 ] && ! ls "$TMP/box1/many/runs" "$TMP/box2/many/runs" | grep -q steady
	ok "... each platform's on the hosts of its group"
	[ "$(ls "$TMP/all")" = "$(ls "$TMP/one")" ]
	ok "... and nothing else"
	try "... to which there is nothing to add" 0 '^0 runs made, 24 were there' desmet collect "$TMP/many.ini" -o "$TMP/all"
	desmet parse "$TMP/all" --to tsv 2>"$TMP/err" | awk -F'\t' '/time.real/' | wc -l >"$TMP/got"
	[ "$(cat "$TMP/got")" = 24 ]
	ok "... and which desmet parse reads"
	code=0
	for i in 1 2 3 4; do
		head -8 "$TMP/want" | sed 's|^\./||; s|/manifest.ini$||' | (cd "$TMP" && parallel --will-cite -j8 \
			desmet collect many.ini -o "again$i" --run {}) >"$TMP/out" 2>"$TMP/err"
		code=$((code + $?))
		grep '^desmet' "$TMP/err" | sed 's/^/# /' >&2
	done
	[ $code = 0 ] && [ "$(ids "$TMP/again1" | wc -l)" = 8 ]
	ok "eight at once in an archive that is not there yet"
fi

# --- a host that is switched off, a terminal that goes -----------------------------------------------

tool sleeps 'run = sleep 0.8' 'log = no'
campaign ended here sleeps 2 <<-END
	[platform here]
	transport = local
	[benchmark sleeps]
	tool = sleeps
END
under_way() { [ -e "$TMP/ended/.work/here+sleeps+0$1/output.txt" ]; }
desmet collect "$TMP/ended.ini" -o "$TMP/ended" --run here/sleeps/01 >"$TMP/out" 2>&1 &
until_true 5 under_way 1
{ kill -9 $!; wait $!; } 2>/dev/null
desmet collect "$TMP/ended.ini" -o "$TMP/ended" --run here/sleeps/01 >"$TMP/out" 2>"$TMP/err"
ok "--run of a run at which another was killed makes it"
rm -rf "$TMP/ended/.work/here+sleeps+01"
(
	trap '' HUP
	exec desmet collect "$TMP/ended.ini" -o "$TMP/ended" --run here/sleeps/02 >"$TMP/out" 2>&1
) &
until_true 5 under_way 2
kill -HUP $!
wait $!
ok "SIGHUP that is ignored (nohup) stays ignored"

# --- boots: the collector and a capture of packets -----------------------------------------------------

# Prints when an answer to a ping came in, by the kernel's stamp on the packet.
cat >"$TMP/capture.py" <<'END'
import socket, struct
SO_TIMESTAMPNS = 35
s = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(0x0800))
s.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
s.bind(("near", 0x0800))
print("ready", flush=True)
while True:
    packet, extra, _, _ = s.recvmsg(2048, 256)
    size = (packet[0] & 15) * 4
    if packet[9] == socket.IPPROTO_ICMP and packet[size] == 0:
        at = next(struct.unpack("qq", data[:16]) for level, kind, data in extra if kind == SO_TIMESTAMPNS)
        print("%d.%09d" % at, flush=True)
END
# The platform: its address comes some time after the start, which says when it was.
mkdir "$TMP/boot"
cat >"$TMP/boot/start" <<'END'
#!/bin/bash
now=$EPOCHREALTIME
delay=0.$((200 + 130 * $(wc -l <"$TMP/starts")))
echo "$now $delay" >>"$TMP/starts"
(sleep $delay; ip -n "$SPACE" addr add 192.0.2.2/30 dev far) >/dev/null 2>&1 &
END
cat >"$TMP/boot/stop" <<'END'
#!/bin/sh
ip -n "$SPACE" addr flush dev far
END
cat >"$TMP/boot.sh" <<'END'
ip netns add "$SPACE" && trap 'ip netns del "$SPACE"' EXIT || exit 9
ip link add near type veth peer name far netns "$SPACE" && ip link set near up && ip -n "$SPACE" link set far up || exit 9
ip addr add 192.0.2.1/30 dev near || exit 9
# as the shipped platforms do: ARP asks once a second only
ip neigh replace 192.0.2.2 dev near nud permanent lladdr "$(ip netns exec "$SPACE" cat /sys/class/net/far/address)" || exit 9
: >"$TMP/starts"
python3 "$TMP/capture.py" >"$TMP/captured" &
capture=$!
until grep -q ready "$TMP/captured"; do sleep 0.02; done
desmet collect "$TMP/boots.ini" -o "$TMP/boots"
code=$?
kill $capture
exit $code
END
chmod +x "$TMP/boot/start" "$TMP/boot/stop"
campaign boots 'made deaf' 'boot' 5 <<-END
	[platform made]
	address = 192.0.2.2
	transport = local
	start = $TMP/boot/start
	stop = $TMP/boot/stop
	[platform deaf]
	address = 192.0.2.2
	transport = local
	start = true
	[benchmark boot]
	tool = boot
	timeout = 1.5
	platforms = made
END
sed -i 's/^benchmarks = .*/benchmarks = boot never/' "$TMP/boots.ini"
printf '%s\n' '[benchmark never]' 'tool = boot' 'timeout = 1.5' 'platforms = deaf' 'repetitions = 1' >>"$TMP/boots.ini"
export SPACE="desmet-test-$$"
if needs "boots against a packet capture" ip fping python3 unshare; then
	# boots: NUMBER DELAY OURS THEIRS
	boots() {
		local start delay i=1
		while read -r start delay; do
			echo "$i $delay $(measured boot.real "$TMP/boots/runs/made/boot/0$i") $(
				awk -v start="$start" '$1 + 0 > start { printf "%.6f", $1 - start; exit }' "$TMP/captured")"
			i=$((i + 1))
		done <"$TMP/starts"
	}
	for round in 1 2; do
		rm -rf "$TMP/boots" "$TMP/starts"
		unshare -mn bash "$TMP/boot.sh" >"$TMP/out" 2>"$TMP/err"
		code=$?
		[ -e "$TMP/starts" ] || break
		boots >"$TMP/figures"
		awk '{ d = $3 - $4; bad += NF != 4 || d > 0.005 || d < -0.005 } END { exit bad > 0 }' "$TMP/figures" && break
		echo "# round $round: a busy machine?"
	done
	if [ ! -e "$TMP/starts" ]; then
		skip "boots against a packet capture: no network namespace may be made here: $(tail -n1 "$TMP/err")"
	else
		[ $code = 3 ] && [ "$(wc -l <"$TMP/starts")" = 5 ]
		ok "five boots, and one that is never answered"
		while read -r i delay got want; do
			near "${got:-0}" "${want:-0}" "0.005 * $BUSY"
			ok "boot $i, of $delay s: $got s, by the capture ${want:-nothing} s: within $((5 * BUSY)) ms"
		done <"$TMP/figures"
		reason "$TMP/boots/failed/deaf/never/01" | grep -q 'no answer within 1.5 s: it takes at least that'
		ok "a platform that never answers is a failed run: at least that"
		[ ! -e "$TMP/boots/failed/deaf/never/01/measured.ini" ] && [ ! -e "$TMP/boots/runs/deaf" ] &&
			! grep -q '^figure' "$TMP/boots/failed/deaf/never/01/manifest.ini" &&
			! desmet parse "$TMP/boots" --to tsv 2>/dev/null | grep deaf | grep -q boot.real
		ok "... and no figure anywhere"
	fi
fi

# --- a sandbox -----------------------------------------------------------------------------------------

if needs "bubblewrap" bwrap; then
	box='bwrap --ro-bind / / --dev /dev --proc /proc --unshare-pid --die-with-parent --setenv FAR far'
	if $box true 2>"$TMP/err"; then
		tool stay "run = sh -c 'sleep 310 & (trap \"\" TERM; sleep 311) & setsid sleep 312 & sleep 313; wait'" 'log = no'
		campaign sandbox box stay <<-END
			[platform box]
			exec = $box
			[benchmark stay]
			tool = stay
		END
		desmet collect "$TMP/sandbox.ini" -o "$TMP/sandbox" >"$TMP/out" 2>"$TMP/err" </dev/null &
		until_true 10 far_has far 'sleep 313' && until_true 2 far_has far 'sleep 312'
		ok "a run in a sandbox, with a daemon of its own"
		{ kill -9 $!; wait $!; } 2>/dev/null
		nothing_left "kill -9 of desmet in mid-run: nothing is left inside" 2
		desmet collect "$TMP/sandbox.ini" -o "$TMP/sandbox" >"$TMP/out" 2>"$TMP/err" </dev/null &
		until_true 10 far_has far 'sleep 313'
		kill -INT $!
		wait $!
		[ $? = 130 ]
		ok "Ctrl-C ends it"
		nothing_left "... and nothing is left inside" 2
	else
		skip "bubblewrap: it makes no sandbox here: $(tail -n1 "$TMP/err")"
	fi
fi
echo "1..$n"
