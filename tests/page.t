#!/bin/bash
# page.t - desmet tune --interactive on terminals that tmux makes: what stands on the screen after
# which keys, on which terminals, and how it ends. Waits for a text to appear, never for a time.
#
# The figures are the study's (its scores and thresholds, METHOD.md's shifts), not the program's.

cd "$(dirname "$0")/.." || exit 1
. tests/tap.sh
DESMET=${DESMET_BUILD:-build}/desmet
case $DESMET in /*) ;; *) DESMET=$PWD/$DESMET ;; esac
if ! command -v tmux >/dev/null; then echo "1..0 # SKIP tmux is missing"; exit 0; fi
TMP=$(mktemp -d /tmp/desmet-page.XXXXXX) || exit 1 # short: names must fit into a line
tmux() { command tmux -S "$TMP/socket" -f /dev/null "$@"; }
trap 'tmux kill-server 2>/dev/null; rm -rf "$TMP"' EXIT
trap 'exit 130' INT TERM
export HOME="$TMP/home" DESMET TMP
unset XDG_CACHE_HOME XDG_CONFIG_HOME DESMET_GRAMMARS LINES COLUMNS NO_COLOR ESCDELAY LANG LC_ALL
mkdir "$HOME"

THESIS="data/archives/karna-2021 -r rubrics/karna-2021.ini"
REFERENCE="data/archives/reference-2026 -r rubrics/reference.ini"
PATIENCE=400 # looks, 50 ms apart: a machine may be busy

# A session that stays, so that the server does.
if ! LC_ALL=C.UTF-8 tmux new-session -d -s base -x 80 -y 24 cat 2>"$TMP/err"; then
	echo "1..0 # SKIP tmux does not run here: $(head -1 "$TMP/err")"
	exit 0
fi

# page NAME COLUMNS ROWS ENVIRONMENT WORDS: a session in which desmet runs. Its exit code comes into
# $TMP/NAME.code, the terminal's settings before and after into $TMP/NAME.before and .after.
page() {
	at=$1
	tmux new-session -d -s "$1" -x "$2" -y "$3" "
		stty -g >'$TMP/$1.before'
		TERM=screen LC_ALL=C.UTF-8 env $4 sh -c 'echo \$\$ >\"\$0\"; exec \"\$@\"' '$TMP/$1.pid' \
			'$DESMET' tune $5 --interactive 2>'$TMP/$1.err'
		code=\$?
		stty -g >'$TMP/$1.after'
		echo \$code >'$TMP/$1.new' && mv '$TMP/$1.new' '$TMP/$1.code'
		echo 'the shell goes on'
		cat"
}
screen() { tmux capture-pane -p -t "$at"; }
keys() { tmux send-keys -t "$at" "$@"; }
text() { tmux send-keys -t "$at" -l -- "$1"; }

# sees NAME TEXT: the text comes onto the screen (a fixed string).
sees() {
	local i
	for ((i = 0; i < PATIENCE; i++)); do
		if screen | grep -qF -- "$2"; then
			echo "ok $((n += 1)) - $1"
			return
		fi
		sleep 0.05
	done
	echo "not ok $((n += 1)) - $1"
	{ echo "# wanted on the screen: $2"; screen | sed 's/^/# |/'; } >&2
}

# ends NAME CODE WORDS: it ends with that code, says that (or nothing), and leaves the terminal as it was.
ends() {
	local i code
	for ((i = 0; i < PATIENCE && !$(test -e "$TMP/$at.code"; echo $?) == 0; i++)); do sleep 0.05; done
	code=$(cat "$TMP/$at.code" 2>/dev/null)
	[ "$code" = "$2" ] && cmp -s "$TMP/$at.before" "$TMP/$at.after" &&
		if [ -n "$3" ]; then grep -qE -- "$3" "$TMP/$at.err"; else [ ! -s "$TMP/$at.err" ]; fi
	ok "$1"
	[ "$code" = "$2" ] || { echo "# code $code, wanted $2"; cat "$TMP/$at.err"; } >&2
}

# --- the thesis's sheet, at 80 x 24 --------------------------------------------------------------

page thesis 80 24 '' "$THESIS"
sees 'the page comes up' 'karna-2021.ini: as it was'
sees '... with thresholds and levels' '> Boot time          <=    [40]    30     20     10       1      4      4      4'
sees '... a dash where nothing was measured' '  Database read      >=     60     70     80     90       2      -      0      4'
sees '... totals, of what was measured where that is not all' 'High-level features, points                              11    2/8   0/12     20'
sees '... and all of it fits' '  HTTP response      <=    140    130    120    110       0      0      -      4'
sees '... with a line of help' 'arrows choose  + - move  u undo  S save  q quit'
keys Down Down Right
sees 'arrows choose: gVisor passes 70 % by 0.19 points' 'beyond it +, short of it -, points                 -16.68 -35.84  +0.19  +1.49'
keys Down
sees '... KVM the next by 0.32' '+0.32'
keys k +
sees 'half a point more, and gVisor has 1' '> File read          >=     60 [*70.5]    80     90       0      0 *1 (2)      2'
sees '... the old value is said' 'File read, level 2: 70.5 % of Bare metal or more, was 70 %; own levels now'
sees '... and that a shared scale is left' "gVisor, File read: 2 -> 1; Firecracker's rank 3 -> 2; File read has levels"
sees '... totals follow' 'Low-level features, points (was gVisor 21)               19     20    *20     24'
sees '... and ranks' '  rank (was Firecracker 3)                                4     *2      2      1'
sees '... it is counted' '1 changed (1 level, 1 rank), not saved'
keys S-Up
sees 'a shifted arrow is a step, too' '[*71]'
keys C-Up C-F5 S-Left
sees '... one that nobody knows is no letters' '[*70.5]    80'
keys u
sees 'u takes it back' 'Undone: File read, level 2 is 71 %'
keys u u
sees '... all is as it was' 'karna-2021.ini: as it was'
keys r
sees 'r does it again' 'Done again: File read, level 2 is 70.5 %'
keys 0
sees '0 is the rubric own value' '> File read          >=     60    [70]    80'
keys PPage PPage
sees 'ten steps; a second ten end before the neighbour' '[*79.5]'
keys +
sees '... and one more is refused' 'Not moved: of File read, level 2 at 80 % would meet level 3 at 80 %'
keys 0 s
sees 's: another step' 'A step is now 1 points'
keys w
sees 'w: there are no weights' 'This rubric has no weights'
keys '?'
sees '? is help' 'save as a new rubric'
keys x
sees '... any key goes back' 'Points for'
keys A
sees 'A asks' 'Shift all thresholds by points (+ tighter, - looser):'
text +4
keys Enter
sees 'four points tighter: three tie at 17' '*17    *17    *17    *23'
sees '... on rank 2' '*2     *2      2      1'
sees '... 48 thresholds, 13 levels' '48 changed (13 levels, '
keys u q
ends 'q leaves without a question when nothing has changed' 0 ''
sees '... the terminal shows what was there' 'the shell goes on'

# --- saving --------------------------------------------------------------------------------------

mkdir "$TMP/r"
cp rubrics/karna-2021*.ini "$TMP/r"
page save 80 24 '' "data/archives/karna-2021 -r $TMP/r/karna-2021.ini --save $TMP/tuned.ini"
sees 'a page to save from' 'as it was'
keys a
text '45 35 25 5'
keys Enter Down Down Down Down g '[' '['
sees 'a feature at once' '*45    *35    *25     *5'
sees '... and all of a scale' '& Database read      >=    *59    *69    *79    *89'
keys S
sees 'S proposes the name of --save' "Save as (^U empties, Esc leaves): $TMP/tuned.ini"
keys C-u
text "$TMP/none/x.ini"
keys Enter
sees 'a bad path is said' "Not saved: $TMP/none/x.ini"
keys C-u
text "$TMP/r/karna-2021.ini"
keys Enter
sees 'a file that is there is not overwritten without a question' "Overwrite it (y or n)? $TMP/r/karna-2021.ini"
keys y
sees '... the rubric itself not at all' 'is the rubric itself'
keys Escape q
sees 'q asks when something is not saved' '36 changed values not saved. Quit (y or n)?'
keys n C-s
sees '^S saves, too' "Save as (^U empties, Esc leaves): $TMP/tuned.ini"
keys Enter
sees '... it is said' "Saved as $TMP/tuned.ini"
sees '... and marked' '), saved'
screen >"$TMP/shown"
keys q
ends 'now q does not ask, and what was saved is said at the end' 0 "^saved as $TMP/tuned.ini$"
cmp -s rubrics/karna-2021.ini "$TMP/r/karna-2021.ini"
ok 'the rubric is what it was'
try 'desmet check accepts it' 0 '' "$DESMET" check "$TMP/tuned.ini"
grep -q "^# Tuned on the page of desmet tune, from $TMP/r/karna-2021.ini.$" "$TMP/tuned.ini" &&
	grep -q '^#   Boot time, level 1: 45 %, was 40 %$' "$TMP/tuned.ini" &&
	grep -q '^# was: 60% 70% 80% 90%$' "$TMP/tuned.ini" && grep -q '^levels = 59% 69% 79% 89%$' "$TMP/tuned.ini"
ok '... comments say what was changed'

# As on the page: four levels at the end of each feature's row; "*3 (2)" is 3.
sed -nE 's/\*//g; s/ \(-?[0-9]+\)//g; s/^[ >&] [A-Z][A-Za-z\/ ]*[<>]=.*[^0-9-]([0-9-]+) +([0-9-]+) +([0-9-]+) +([0-9-]+)$/\1 \2 \3 \4/p' \
	"$TMP/shown" >"$TMP/page.levels"
"$DESMET" score data/archives/karna-2021 -r "$TMP/tuned.ini" --to tsv |
	awk -F'\t' 'NR > 1 && $5 != "baseline" { printf "%s%s", $11 == "" ? "-" : $11, ++i % 4 ? " " : "\n" }' >"$TMP/score.levels"
[ "$(wc -l <"$TMP/score.levels")" = 12 ]
ok 'score has twelve features'
same 'score with the saved rubric shows the levels of the page' "$TMP/score.levels" "$TMP/page.levels"
sed -nE 's/\*//g; s/^.*(points|rank)( \(was .*)? +([0-9\/]+) +([0-9\/]+) +([0-9\/]+) +([0-9\/]+)$/\3 \4 \5 \6/p' "$TMP/shown" |
	sed 's|/[0-9]*||g' >"$TMP/page.totals"
"$DESMET" score data/archives/karna-2021 -r "$TMP/tuned.ini" --totals --to tsv |
	awk -F'\t' 'NR > 1 && $1 != "overall" { s = s (i % 4 ? " " : "") $3; r = r (i % 4 ? " " : "") $7
		if (++i % 4 == 0) { print s; print r; s = r = "" } }' >"$TMP/score.totals"
[ "$(wc -l <"$TMP/score.totals")" = 4 ]
ok 'score has two sets'
same '... the totals and the ranks' "$TMP/score.totals" "$TMP/page.totals"

# --- weights, and the edits of the command line --------------------------------------------------

page weights 80 24 '' "$REFERENCE --without boot_time --set mandatory.weight=5"
sees 'the edited rubric' 'reference.ini, edited: as it was'
keys w
sees 'w: the weights' '> Mandatory                 [5] importance of 2 features'
keys Down Down Down Down Down
sees '... and those of the sets' '> High-level features       [2] set of 5 features'
keys NPage
sees 'a weight stays above 0' '[*0]'
keys -
sees '... and that is said' 'Not moved: the weight of High-level features cannot be below 0'
sees 'a set without a weight does not count' 'Overall, %'
keys Enter
text 4
keys Enter
sees 'a weight is typed' '[*4]'
keys C-s C-u
text "$TMP/wëightsx"
keys BSpace
text .ini
keys Enter
sees 'a name that is not ASCII' "Saved as $TMP/wëights.ini"
screen >"$TMP/shown"
keys q
ends '... and left' 0 'saved as'
sed -nE 's/\*//g; s/^.*, %( \(was .*)? +([0-9.]+) +([0-9.]+) +([0-9.]+) +([0-9.]+)$/\2 \3 \4 \5/p' "$TMP/shown" >"$TMP/page.percents"
"$DESMET" score data/archives/reference-2026 -r "$TMP/wëights.ini" --totals --to tsv |
	awk -F'\t' 'NR > 1 { printf "%.1f%s", $6, ++i % 4 ? " " : "\n" }' >"$TMP/score.percents"
[ "$(wc -l <"$TMP/score.percents")" = 3 ]
ok 'two sets and all of them'
same 'score with the saved rubric shows the percentages of the page' "$TMP/score.percents" "$TMP/page.percents"
! grep -q '^\[feature boot_time\]' "$TMP/wëights.ini" && grep -A2 '^\[importance mandatory\]' "$TMP/wëights.ini" | grep -q '^weight = 5'
ok '... what the command line changed is in it, too'

# --- terminals -----------------------------------------------------------------------------------

# In 50 rows a change is done, then looked at with its colours.
colours() { tmux capture-pane -p -e -t "$at" | grep -c $'\033\\[[0-9;]*3[0-7]m'; }

page plain 80 24 NO_COLOR=1 "$THESIS"
sees 'NO_COLOR' 'as it was'
keys Down Down Right +
sees '... what is chosen is in brackets, what differs has a star' '[*70.5]    80     90       0      0 *1 (2)      2'
[ "$(colours)" = 0 ]
ok '... no colours'
keys C-c
ends 'Ctrl-C is SIGINT, whatever is not saved' 130 ''

page colour 80 24 '' "$THESIS"
sees 'with colours' 'as it was'
keys Down Down Right +
sees '... the same text' '[*70.5]    80     90       0      0 *1 (2)      2'
[ "$(colours)" -gt 0 ]
ok '... and colours'
tmux resize-window -t "$at" -x 20 -y 8
sees '20 columns: what is needed is said' '40 x 10'
keys + + q
sees '... nothing is done unseen; but one can leave' 'saved. Quit (y or'
keys n
tmux resize-window -t "$at" -x 40 -y 10
sees '40 x 10 has the page' 'Low-level features,'
sees '... two candidates, and how many there are' '1-2 of 4 >'
keys '>'
sees '... > has the others' '< 3-4 of 4'
tmux resize-window -t "$at" -x 120 -y 40
sees '120 columns have whole names' 'Firecracker'
sees '... and nothing is lost' '[*70.5]'
kill -TERM "$(cat "$TMP/$at.pid")"
ends 'SIGTERM leaves a sane terminal' 143 ''

page small 20 8 '' "$THESIS"
sees 'begun at 20 columns: it waits' 'Make it'
tmux resize-window -t "$at" -x 80 -y 24
sees '... until there is room' '> Boot time'
keys q
ends '... and ends well' 0 ''

page old 80 24 'TERM=vt100 LC_ALL=C' "$THESIS --set 'kvm.title=Käv em'"
sees 'TERM=vt100, no UTF-8: a question mark' 'K?v em'
keys j j l +
sees '... letters and signs move' '[*70.5]    80     90       0      0 *1 (2)      2'
[ "$(colours)" = 0 ]
ok '... no colours'
keys q
sees '... asks' 'Quit (y or n)?'
keys y
ends '... and leaves' 0 ''
sees '... its last line is free for what comes next' 'the shell goes on'

page letters 80 24 '' "$THESIS --set 'kvm.title=Käv em'"
sees 'with UTF-8 the letter' 'Käv em'
kill -HUP "$(cat "$TMP/$at.pid")"
ends 'SIGHUP ends it' 129 ''

page dumb 80 24 TERM=dumb "$THESIS"
ends 'TERM=dumb' 2 '^desmet tune: TERM=dumb cannot place its cursor; try TERM=xterm'
page unknown 80 24 TERM=nonsense "$THESIS"
ends 'TERM unknown' 2 '^desmet tune: TERM=nonsense: no such terminal is known here; try'
page unset 80 24 '-u TERM' "$THESIS"
ends 'TERM unset' 2 '^desmet tune: --interactive must know the terminal, and TERM is not set'
TERM=xterm try 'no terminal' 2 'wants a terminal, and standard input is none' "$DESMET" tune $THESIS --interactive
[ ! -s "$TMP/out" ]
ok '... nothing is drawn'
try 'a page is no table' 2 'interactive shows a page; --to says nothing to it' "$DESMET" tune $THESIS --interactive --to tsv
echo "1..$n"
