# tap.sh - what tests in bash say: TAP. $TMP is the test's own folder.
n=0

# ok NAME: the last command's status says whether NAME is true.
ok() {
	if [ $? = 0 ]; then echo "ok $((n += 1)) - $*"; else echo "not ok $((n += 1)) - $*"; fi
}
skip() { echo "ok $((n += 1)) # SKIP $*"; }

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
