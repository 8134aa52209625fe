# fakes.sh - what the tests of desmet collect share: TAP, fake tools (tests/bin), campaigns of them.
#
# $TMP is an empty folder that goes when the script ends; HOME, the campaigns and the fakes are in it,
# so that the tests neither use nor fill the user's, and find what a fake has left running.

cd "$(dirname "$0")/.." || exit 1
. tests/tap.sh
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
none_left() { [ -z "$(left "$1")" ]; }
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

# Ctrl-C reaches a program that a shell has put into the background only if it is told to hear it; a hang-up
# that nohup, or who runs these tests, has told them not to hear, as well.
hears() { exec env --default-signal=INT,HUP "$@"; }

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
