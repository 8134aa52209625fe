#!/bin/bash
# hostile.t - machines that fail: stores that are locked, disks that are full or read-only, signals,
# streams that close, caches that are broken, odd names. Each ends in one clear message and the
# right exit code, and what was there before is still there.
#
# $TMP is an empty folder that goes when the script ends. HOME and the cache are in it, so the
# tests neither use nor fill the user's.

cd "$(dirname "$0")/.." || exit 1
. tests/tap.sh
DESMET=${DESMET_BUILD:-build}/desmet
case $DESMET in /*) ;; *) DESMET=$PWD/$DESMET ;; esac
TMP=$(mktemp -d "${TMPDIR:-/tmp}/desmet-test.XXXXXX") || exit 1
trap 'rm -rf "$TMP"' EXIT
trap 'exit 130' INT TERM
export HOME="$TMP/home" LC_ALL=C.UTF-8 PATH="${DESMET%/*}:$PATH" DESMET TMP
mkdir "$HOME"
unset XDG_CACHE_HOME XDG_CONFIG_HOME DESMET_GRAMMARS SOURCE_DATE_EPOCH TMPDIR

LOG=tests/logs/sysbench-1.0.20/cpu.log
OTHER=tests/logs/sysbench-1.0.20/memory.log
SHIPPED=data/archives/karna-2021
RUBRIC=rubrics/karna-2021.ini

dump() { sqlite3 "$1" .dump; }

# --- a store that somebody else holds ------------------------------------------------------------

desmet parse $LOG -o "$TMP/s" -q 2>"$TMP/err"
dump "$TMP/s" >"$TMP/before"
coproc LOCK { exec python3 -c '
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("BEGIN EXCLUSIVE")
print("locked", flush=True)
sys.stdin.read()' "$TMP/s"; }
lock=$LOCK_PID
read -r _ <&"${LOCK[0]}"
try "parse into a locked store" 1 "$TMP/s.*(locked|in use)" desmet parse $OTHER -o "$TMP/s" -q
try "show of a locked store" 1 "$TMP/s.*(locked|in use)" desmet show "$TMP/s"
eval "exec ${LOCK[1]}>&-"
wait "$lock"
dump "$TMP/s" >"$TMP/after"
same "... it is what it was" "$TMP/before" "$TMP/after"
try "... and can be added to when it is free" 0 '' desmet parse $OTHER -o "$TMP/s" -q
[ "$(sqlite3 "$TMP/s" 'SELECT count(*) FROM log')" = 2 ]
ok "... both logs are in it"

for i in 1 2 3 4; do desmet parse tests/logs/sysbench-1.0.20 -o "$TMP/many" -q >/dev/null 2>"$TMP/err$i" & done
wait
desmet parse tests/logs/sysbench-1.0.20 -o "$TMP/one" -q 2>/dev/null
dump "$TMP/many" >"$TMP/after"
dump "$TMP/one" >"$TMP/before"
same "four that write the same store at once leave what one leaves" "$TMP/before" "$TMP/after"

# --- disks -----------------------------------------------------------------------------------------

# in_small SIZE COMMAND...: with a file system of that size on $TMP/small, in a mount space of our own.
in_small() { size=$1 unshare -m sh -c 'shift; mount -t tmpfs -o size=$size none "$TMP/small" && "$@"' sh "$@"; }
mkdir "$TMP/small"
if in_small 64k true 2>/dev/null; then
	try "a new store on a full disk" 1 'small/new.*(full|space)' \
		in_small 64k sh -c 'desmet parse tests/logs/sysbench-1.0.20 -o "$TMP/small/new" -q; c=$?; ls -A "$TMP/small" >"$TMP/left"; exit $c'
	[ ! -s "$TMP/left" ]
	ok "... leaves nothing half"
	for ending in xlsx html json; do
		try "a .$ending on a full disk" 1 "small/r.$ending: " \
			in_small 16k sh -c "desmet report $SHIPPED -r $RUBRIC -o \"\$TMP/small/r.$ending\"; c=\$?; ls -A \"\$TMP/small\" >\"\$TMP/left\"; exit \$c"
		[ ! -s "$TMP/left" ]
		ok "... leaves nothing half"
	done
	try "a table into a file on a full disk" 1 'small/t.tsv.*(full|space)' \
		in_small 4k sh -c "echo old >\"\$TMP/small/t.tsv\"; desmet score $SHIPPED -r $RUBRIC --to tsv -o \"\$TMP/small/t.tsv\"; c=\$?; cp \"\$TMP/small/t.tsv\" \"\$TMP/left\"; exit \$c"
	[ "$(cat "$TMP/left")" = old ]
	ok "... and the old file is still there"
	size=$(($(stat -c %s "$TMP/s") / 1024 + 32))k
	dump "$TMP/s" >"$TMP/before"
	try "adding to a store on a disk that fills up" 1 'small/s.*(full|space)' \
		in_small "$size" sh -c 'cp "$TMP/s" "$TMP/small/s"; desmet parse tests/logs -o "$TMP/small/s" -q; c=$?; sqlite3 "$TMP/small/s" .dump >"$TMP/after"; exit $c'
	same "... and the store is what it was" "$TMP/before" "$TMP/after"
	cp "$DESMET" "$TMP/desmet"
	cat >"$TMP/full.sh" <<-'END'
		mount --bind "$TMP" /mnt && mount -t tmpfs -o size=4k none /tmp || exit 99
		XDG_CACHE_HOME=/mnt/c exec /mnt/desmet report $1 -r $2 -o /mnt/tmpfull.xlsx
	END
	try "a workbook with /tmp full" 0 '' unshare -m sh "$TMP/full.sh" $SHIPPED $RUBRIC
	desmet report $SHIPPED -r $RUBRIC -o "$TMP/tmpfree.xlsx"
	cmp -s "$TMP/tmpfull.xlsx" "$TMP/tmpfree.xlsx"
	ok "... is the same workbook"
	try "a store that cannot be written to" 1 'small/s.*(read-only|readonly|Read-only)' in_small 4m sh -c \
		'cp "$TMP/s" "$TMP/small/s"; mount -o remount,ro "$TMP/small"; desmet parse tests/logs/ab-2.3 -o "$TMP/small/s" -q'
	try "... can be read all the same" 0 '' in_small 4m sh -c \
		'cp "$TMP/s" "$TMP/small/s"; mount -o remount,ro "$TMP/small"; desmet show "$TMP/small/s"'
	try "a folder that cannot be written to" 1 'small/new: ' in_small 4m sh -c \
		'mount -o remount,ro "$TMP/small"; desmet parse tests/logs/ab-2.3 -o "$TMP/small/new" -q'
else
	skip "full and read-only disks: no file system can be mounted here"
fi

# --- streams ---------------------------------------------------------------------------------------

for format in text tsv csv json md html; do
	try "standard output full: score --to $format" 1 '(standard output|cannot write): No space' \
		sh -c "desmet score $SHIPPED -r $RUBRIC --to $format >/dev/full"
done
try "standard output full: parse --to tsv" 1 '(standard output|cannot write): No space' sh -c "desmet parse $SHIPPED --to tsv >/dev/full"
try "standard output full: help" 1 '(standard output|cannot write): No space' sh -c 'desmet --help >/dev/full'
try "standard output closed" 1 'standard output: Bad file' sh -c "desmet score $SHIPPED -r $RUBRIC >&-"
try "standard input and error closed" 0 '' sh -c "desmet score $SHIPPED -r $RUBRIC <&- 2>&-"
{ desmet parse $SHIPPED --to tsv 2>"$TMP/err"; echo $? >"$TMP/code"; } | head -1 >/dev/null
[ "$(cat "$TMP/code")" = 141 ] && [ ! -s "$TMP/err" ]
ok "a reader that goes away ends it by SIGPIPE, without a word"

# --- signals in the middle -------------------------------------------------------------------------

# A large archive: 20 logs of 500 records, each of its own contents.
mkdir "$TMP/large"
python3 - "$TMP/large" $LOG <<'END'
import sys
folder, log = sys.argv[1], open(sys.argv[2]).read()
for i in range(20):
    with open("%s/%02d.log" % (folder, i), "w") as f:
        for k in range(500):
            f.write(log.replace("limit: 10000", "limit: %d" % (i * 500 + k + 1)))
END
desmet parse $LOG -o "$TMP/k" -q 2>"$TMP/err"
dump "$TMP/k" >"$TMP/before"
cp "$TMP/k" "$TMP/k.old"
start=$(date +%s%N)
desmet parse "$TMP/large" -o "$TMP/k" -q 2>"$TMP/err"
took=$((($(date +%s%N) - start) / 1000000))
dump "$TMP/k" >"$TMP/whole"

# interrupted SIGNAL PERCENT STORE: parses the archive and sends the signal when that much of the
# time is over; true when it was still at work.
interrupted() {
	desmet parse "$TMP/large" -o "$3" -q 2>"$TMP/err" &
	sleep "$(awk "BEGIN { print $took * $2 / 100000 }")"
	kill -s "$1" $!
	wait $!
	[ $? -gt 128 ]
}
hit=0 bad=0
for at in KILL:10 KILL:30 KILL:50 KILL:70 KILL:90 TERM:30 TERM:70; do
	cp "$TMP/k.old" "$TMP/k"
	if interrupted ${at%:*} ${at#*:} "$TMP/k"; then
		hit=$((hit + 1))
		dump "$TMP/k" >"$TMP/after" # takes a journal back that was left
		cmp -s "$TMP/before" "$TMP/after" || cmp -s "$TMP/whole" "$TMP/after" || bad=$((bad + 1))
	fi
	rm -f "$TMP/new"
	if interrupted ${at%:*} ${at#*:} "$TMP/new"; then
		hit=$((hit + 1))
		[ ! -e "$TMP/new" ] || desmet show "$TMP/new" >"$TMP/out" || bad=$((bad + 1))
	fi
done 2>/dev/null # bash says "Killed"
[ $bad = 0 ] && [ $hit -ge 5 ]
ok "ended in the middle $hit times: the old store is whole, no new one is half ($bad bad)"
desmet parse "$TMP/large" -o "$TMP/k" -q 2>"$TMP/err"
dump "$TMP/k" >"$TMP/after"
same "... and the next run does all of it" "$TMP/whole" "$TMP/after"

# As soon as a temporary file is there the signal comes, until one run was not over before: it ends
# by that signal, and neither that file nor the one it was to become is there.
cat >"$TMP/signalled.py" <<'END'
import os, signal, subprocess, sys, time
number, folder, command = getattr(signal, "SIG" + sys.argv[1]), sys.argv[2], sys.argv[3:]
os.mkdir(folder)
for i in range(20):
    # a shell's background jobs ignore SIGINT, and that is inherited
    run = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                           preexec_fn=lambda: signal.signal(number, signal.SIG_DFL))
    while run.poll() is None and not any(".part" in name for name in os.listdir(folder)):
        time.sleep(0.0005)
    run.send_signal(number)
    run.wait()
    left = os.listdir(folder)
    if run.returncode == -number:
        sys.exit("left: %s" % left if left else 0)
    for name in left:
        os.unlink(folder + "/" + name)
sys.exit("it was always done before, or exits %d" % run.returncode)
END
# signalled SIGNAL WHAT COMMAND...: COMMAND writes into $TMP/sig, which is made for it.
signalled() {
	local number=$1 what=$2
	shift 2
	rm -rf "$TMP/sig"
	try "SIG$number in the middle of $what leaves nothing behind" 0 '' \
		python3 "$TMP/signalled.py" $number "$TMP/sig" "$@"
}
for number in HUP INT TERM; do
	signalled $number "a new store" desmet parse "$TMP/large" -o "$TMP/sig/s" -q
	signalled $number "a workbook" desmet report $SHIPPED -r $RUBRIC -o "$TMP/sig/r.xlsx"
done
signalled TERM "a page" desmet report $SHIPPED -r $RUBRIC -o "$TMP/sig/r.html"
(
	trap '' HUP
	desmet parse "$TMP/large" -o "$TMP/nohup" -q 2>"$TMP/err" &
	sleep 0.05
	kill -s HUP $!
	wait $!
) && [ "$(sqlite3 "$TMP/nohup" 'SELECT count(*) FROM log')" = 20 ]
ok "SIGHUP that is ignored (nohup) stays ignored"

# --- one huge file: a line of 1 GB between two records -----------------------------------------------

mkdir "$TMP/huge"
cp $LOG "$TMP/huge/x.log"
truncate -s 1G "$TMP/huge/x.log"
{ echo; cat $OTHER; } >>"$TMP/huge/x.log"
cat >"$TMP/memory.py" <<'END'
import os, resource, sys
code = os.spawnvp(os.P_WAIT, "desmet", ["desmet", "parse", sys.argv[1], "-o", sys.argv[2], "-q"])
print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
END
set -- $(python3 "$TMP/memory.py" "$TMP/huge" "$TMP/h" 2>"$TMP/err")
[ "$1" = 3 ] && [ "$(sqlite3 "$TMP/h" 'SELECT group_concat(benchmark) FROM runs')" = cpu,memory ]
ok "both records beside a line of 1 GB are found, and the line is said ($1)"
case $DESMET in
*asan*) skip "memory under the sanitizers" ;;
*) [ "$2" -lt 64 ]; ok "... with $2 MB of memory" ;;
esac
rm -rf "$TMP/huge" "$TMP/large"

# --- one long log: read ahead by a thread of its own ----------------------------------------------

# 12 MB of text and JSON records; each copy's figure is another one, 1000.00, 1000.01 ...
mkdir "$TMP/long"
python3 - $LOG tests/logs/iperf3-3.12/json-udp-client.log "$TMP/long/x.log" <<'END'
import sys
text, json = (open(name).read() for name in sys.argv[1:3])
with open(sys.argv[3], 'w') as out:
    for i in range(2800):
        events = (100000 + i) // 50 # in two seconds
        out.write(text.replace('8768.34', '%d.%02d' % (1000 + i // 100, i % 100)).replace('17553', '%d' % events)
                  .replace('8776.5000', '%.4f' % (events / 2)).replace('3995.03', '%.2f' % (events * 0.23)))
        out.write(json)
END
sum=$(sha256sum <"$TMP/long/x.log" | cut -d' ' -f1)
for j in 1 2; do
	desmet parse "$TMP/long" -j$j -o "$TMP/long$j" -q 2>"$TMP/err"
	[ "$(sqlite3 "$TMP/long$j" "SELECT count(*), min(log_sha256) = '$sum' FROM runs
		WHERE status = 'ok'")" = "5600|1" ] &&
	[ "$(sqlite3 "$TMP/long$j" "SELECT count(DISTINCT value), min(value), max(value) FROM measurement
		WHERE metric = 'cpu.events_per_second'")" = "2800|1000.0|1027.99" ]
	ok "a log of 12 MB with -j$j: every record, every figure, its hash"
	dump "$TMP/long$j" >"$TMP/dump$j"
done
same "... and the same store" "$TMP/dump1" "$TMP/dump2"
desmet parse "$TMP/long" --to tsv --metric cpu.events_per_second 2>"$TMP/err" | cut -f11 >"$TMP/got"
python3 - >"$TMP/want" <<'END'
print("value")
for i in range(2800):
    print(("%d.%02d" % (1000 + i // 100, i % 100)).rstrip("0").rstrip("."))
END
same "--to tsv writes them all, in order, with one header" "$TMP/want" "$TMP/got"
rm -rf "$TMP/long"

# --- documents ------------------------------------------------------------------------------------

# What a document's size or a place in it may not do: memory, time, words. Each file, and what of
# it must be told: rows, exit code, a word.
mkdir "$TMP/doc"
python3 - "$TMP/doc" <<'END'
import sys
def write(name, text):
    with open(sys.argv[1] + '/' + name, 'wb') as f:
        f.write(text.encode())
job = '{"id":%d,"name":"x","stage":"s","ref":"m","status":"success","allow_failure":false,"duration":%d}'
run = ('{"id":%d,"run_number":1,"status":"completed","conclusion":"success",'
       '"run_started_at":"2025-01-01T00:00:00Z","updated_at":"2025-01-01T00:00:05Z"}')
write('one-line.json', '{"workflow_runs":[' + ','.join(run % i for i in range(30000)) + ']}\n')
write('no-array-end.json', '[' + job % (1, 5) + ',\n' + job % (2, 6) + ',\n')
write('cut-in-array.json', '[' + job % (1, 5) + ',\n' + (job % (2, 6))[:40])
write('cut-line.json', job % (1, 5) + '\n' + (job % (2, 6))[:40] + '\n' + job % (3, 7) + '\n')
write('not-ours.json', '[{"a": 1},\n{"b":\n')
# a tag that is not whole at the end of a piece of 256 KiB, and the log's end not far behind it
write('piece.xml', '<testsuite tests="1" failures="0" time="1" name="%s"/>\n' % ('n' * 330000))
write('comments.xml', '<!-- \n' * 300000)
write('1252.xml', '')
open(sys.argv[1] + '/1252.xml', 'wb').write(b'<?xml version="1.0" encoding="windows-1252"?>\n'
    b'<testsuite name="Gr\xf6\xdfe \x80" tests="1" failures="0" time="2.5"/>\n')
END
# document NAME ROWS EXIT WORD: so many rows and this exit code, within 400 MB and 20 s, and the word.
document() {
	# the sanitizers map more than all of it
	(case $DESMET in *asan*) ;; *) ulimit -v 400000 ;; esac; timeout 20 desmet parse "$TMP/doc/$1" -j1 --to tsv >"$TMP/got" 2>"$TMP/err")
	code=$?
	[ $code = "$3" ] && [ "$(($(wc -l <"$TMP/got") - 1))" = "$2" ] && grep -q "$4" "$TMP/err"
	ok "a document: $1"
}
document one-line.json 30000 0 ''
document no-array-end.json 2 3 '1 line not understood'
document cut-in-array.json 1 3 '1 line not understood'
document cut-line.json 2 3 '1 line not understood'
document not-ours.json 0 3 'no grammar knows'
document piece.xml 3 0 ''
document comments.xml 0 3 'no grammar knows'
document 1252.xml 3 0 ''
grep -q 'suite=Größe €' "$TMP/got"
ok "... and its text is UTF-8"
rm -rf "$TMP/doc"

# --- the cache -------------------------------------------------------------------------------------

desmet score $SHIPPED -r $RUBRIC --to tsv >"$TMP/want"
profile() { desmet score $SHIPPED -r $RUBRIC --to tsv >"$TMP/got" 2>"$TMP/err"; }
for how in 'echo garbage' 'head -c 5000 "$f"' ':'; do
	find "$HOME/.cache" -type f | while read -r f; do
		eval "$how" >"$TMP/broken"
		cp "$TMP/broken" "$f"
	done
	profile
	same "a broken cache ($how) is made anew" "$TMP/want" "$TMP/got"
done

# --- a report that is there already ----------------------------------------------------------------

# An archive, a rubric and a sheet of our own, since all three are touched.
mkdir "$TMP/made"
cp -r $SHIPPED "$TMP/made/archive"
echo "no log" >"$TMP/made/archive/letter.txt"
cp rubrics/karna-2021.ini rubrics/karna-2021-published.ini "$TMP/made/"
sleep 0.1 # logs as young as the notes on them are read again
book() {
	desmet report "$TMP/made/archive" -r "$TMP/made/karna-2021.ini" -o "$TMP/made/book.xlsx" "$@" 2>"$TMP/err"
	code=$? now=$(stat -c '%i %y' "$TMP/made/book.xlsx")
}
book
was=$now said=$(cat "$TMP/err")
book
[ "$code" = 0 ] && [ "$now" = "$was" ] && [ "$(cat "$TMP/err")" = "$said" ] && [ -n "$said" ]
ok "a report of the same is left as it is, and says the same"
sum=$(sha256sum <"$TMP/made/book.xlsx")
touched() {
	was=$now
	eval "$1"
	sleep 0.1
	book
	[ "$now" != "$was" ]
	ok "... not after: $1"
}
touched 'printf x >>"$TMP/made/book.xlsx"'
touched 'rm "$TMP/made/book.xlsx"'
[ "$(sha256sum <"$TMP/made/book.xlsx")" = "$sum" ]
ok "... and then it has the same bytes"
touched 'find "$HOME/.cache" -name "*.made" -delete'
touched 'for f in "$HOME"/.cache/desmet/*.made; do echo garbage >$f; done'
touched 'sed -i "1s/^/; /" "$TMP/made/karna-2021-published.ini"'
touched 'sed -i "1s/^/; /" "$TMP/made/karna-2021.ini"'
touched 'sed -i "\$d" "$TMP/made/archive/measurements.csv"'
touched 'export SOURCE_DATE_EPOCH=86400'
unset SOURCE_DATE_EPOCH
was=$now
book --no-samples
[ "$now" != "$was" ]
ok "... nor with other options"
rm -rf "$TMP/made"
XDG_CACHE_HOME=/proc/nowhere profile
same "no cache to be had" "$TMP/want" "$TMP/got"
(unset HOME; profile)
same "no HOME" "$TMP/want" "$TMP/got"

# --- names -----------------------------------------------------------------------------------------

mkdir "$TMP/names"
i=0
for name in 'a b' $'tab\there' $'line\nend' 'quote"d' '-dash' '$(touch x)' $'bad\xff\xfe' 'back\slash' 'é🐳' '%s%n' "'"; do
	i=$((i + 1))
	sed "s/^Number of threads: .*/Number of threads: $i/" $LOG >"$TMP/names/$name.log"
done
desmet parse "$TMP/names" --to tsv >"$TMP/out" 2>"$TMP/err"
[ "$(awk -F'\t' 'NF != 17' "$TMP/out" | wc -l)" = 0 ] &&
	[ "$(cut -f1 "$TMP/out" | sed 1d | sort -u | wc -l)" = 11 ]
ok "odd names of logs: 11 logs, 17 columns in each line"
desmet parse "$TMP/names" --to json 2>/dev/null | python3 -c '
import json, sys
rows = json.loads(sys.stdin.buffer.read().decode())
assert len({r["log"] for r in rows}) == 11'
ok "... and valid JSON"
desmet parse "$TMP/names" -o "$TMP/n" -q 2>"$TMP/err"
[ "$(sqlite3 "$TMP/n" 'SELECT count(DISTINCT log) FROM runs')" = 11 ]
ok "... and all are in the store"
[ ! -e x ]
ok "... and no name is run"

# --- a user without rights -------------------------------------------------------------------------

mkdir "$TMP/rights" "$TMP/rights/closed"
cp $LOG "$TMP/rights/open.log"
cp $OTHER "$TMP/rights/shut.log"
cp $OTHER "$TMP/rights/closed/x.log"
chmod 000 "$TMP/rights/shut.log" "$TMP/rights/closed"
if [ "$(id -u)" = 0 ]; then
	chmod 755 "$TMP"
	as='setpriv --reuid=65534 --regid=65534 --clear-groups env HOME=/nonexistent'
fi
if $as test -x "$DESMET" 2>/dev/null; then
	try "logs that may not be read are said" 3 'shut.log \(Permission denied\)$' $as desmet parse "$TMP/rights"
	grep -q 'closed.*Permission denied' "$TMP/err"
	ok "... and folders"
	grep -q 'cpu' "$TMP/out"
	ok "... and the others are read"
	try "a log that may not be read" 3 '^  [^ ]*shut.log \(Permission denied\)$' $as desmet parse "$TMP/rights/shut.log"
	chmod 755 "$TMP/rights/closed"
	chmod 555 "$TMP/rights"
	try "a store in a folder of somebody else" 1 'rights/s: ' $as desmet parse $LOG -o "$TMP/rights/s"
else
	skip "rights: the program cannot be run by another user here"
fi
chmod -R u+rwX "$TMP/rights"
echo "1..$n"
