#!/bin/sh
# Golden cases: whole commands, with what they print and how they end. Each folder tests/golden/NAME/
# has `cmd`, sourced by sh in the repository's root, and `expect`: stdout and stderr as they came, then
# "[exit N]". In cmd: $case is the folder, $T a fresh folder (shown as $T), `desmet` the built program.
# Several commands in one cmd: `run COMMAND...` shows each command's own exit code.
#
#   tests/golden.t [NAME...]           all cases, or these
#   BLESS=1 tests/golden.t [NAME...]   write what the program does now as expected: read it first!

cd "$(dirname "$0")/.." || exit 1
build=${DESMET_BUILD:-build}
case $build in /*) ;; *) build=$PWD/$build ;; esac
D=$build/desmet
[ -x "$D" ] || { echo "Bail out! no $D: make it first"; exit 1; }

top=$(mktemp -d /tmp/golden.XXXXXX) || exit 1 # of one length: tables are as wide as their paths
trap 'rm -rf "$top"' EXIT
trap 'exit 1' INT TERM HUP
mkdir "$top/bin"
ln -s "$D" "$top/bin/desmet"
PATH=$top/bin:$PATH
LC_ALL=C
export D PATH LC_ALL
unset DESMET_GRAMMARS SOURCE_DATE_EPOCH XDG_DATA_HOME

# run COMMAND...: the command and its exit code among what it prints
run()
{
	printf '$ %s\n' "$*"
	"$@"
	printf '[%s]\n' "$?"
}

# run_head N COMMAND...: as run, with the first N lines of stdout only
run_head()
{
	lines=$1
	shift
	printf '$ %s\n' "$*"
	"$@" >"$T/.head"
	status=$?
	head -n "$lines" "$T/.head"
	rm -f "$T/.head"
	printf '[%s]\n' "$status"
}

if [ $# -eq 0 ]; then
	set -- $(ls tests/golden)
fi
echo "1..$#"
n=0
failed=0
for name; do
	n=$((n + 1))
	case=tests/golden/$name
	T=$top/t
	rm -rf "$T"
	mkdir -p "$T"
	(
		HOME=$T/home XDG_CACHE_HOME=$T/home/cache XDG_CONFIG_HOME=$T/home/config
		export HOME XDG_CACHE_HOME XDG_CONFIG_HOME T case
		. "./$case/cmd"
	) >"$top/raw" 2>&1 </dev/null
	status=$?
	{ sed "s|$T|\$T|g" "$top/raw"; echo "[exit $status]"; } >"$top/got"
	if [ -n "$BLESS" ]; then
		cp "$top/got" "$case/expect"
	fi
	if cmp -s "$case/expect" "$top/got"; then
		echo "ok $n - $name"
	else
		echo "not ok $n - $name"
		diff -u "$case/expect" "$top/got" 2>&1 | sed 's/^/# /' | head -n 60 >&2
		failed=1
	fi
done
exit $failed
