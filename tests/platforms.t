#!/bin/bash
# platforms.t - the platforms and collectors that ship: each is sound, its recipes are shell, and those
# that nobody has run say so and end in one clear line on a machine without what they need.

cd "$(dirname "$0")/.." || exit 1
. tests/tap.sh
DESMET=${DESMET_BUILD:-build}/desmet
TMP=$(mktemp -d "${TMPDIR:-/tmp}/desmet-test.XXXXXX") || exit 1
trap 'rm -rf "$TMP"' EXIT
trap 'exit 130' INT TERM
export HOME="$TMP" LC_ALL=C.UTF-8 DESMET_STATE="$TMP/state"
unset DESMET_COLLECT DESMET_FIRECRACKER DESMET_VMLINUX DESMET_RUNSC DESMET_KATA

for f in collect/platforms/*/platform.ini collect/tools/*.ini; do
	"$DESMET" check "$f" >"$TMP/out" 2>"$TMP/err" && grep -q ': a sound ' "$TMP/out"
	ok "$f is sound"
	! grep -q '^unproven' "$f" || grep -q '^not yet run by anybody: ' "$TMP/err"
	ok "... and says when nobody has run it"
done
for p in collect/platforms/*/platform.ini; do
	p=${p%/platform.ini}
	grep -q "^| \`${p##*/}\` |.*| $(if grep -q ^unproven "$p/platform.ini"; then echo no; else echo yes; fi)" collect/platforms/README.md
	ok "collect/platforms/README.md has ${p##*/}, and whether it was run"
	grep -q "^address *= $(. collect/platforms/common/env.sh; platform "${p##*/}"; echo "$addr")\$" "$p/platform.ini"
	ok "... whose address is the recipes'"
	printf '[campaign]\nname = x\nplatforms = %s\nbenchmarks = boot cpu\n[benchmark boot]\ntool = boot\n[benchmark cpu]\ntool = sysbench-cpu\n' \
		"${p##*/}" >"$TMP/campaign.ini"
	DESMET_COLLECT=collect "$DESMET" collect "$TMP/campaign.ini" --dry-run 2>&1 |
		sed -n 's/^  \(setup\|stop\|start\|ready\|teardown\): sh \([^ ]*\).*/\2/p' | sort -u >"$TMP/recipes"
	bad=
	while read -r recipe; do
		[ -f "$p/$recipe" ] || bad="$bad $recipe"
	done <"$TMP/recipes"
	[ -z "$bad" ] && [ -s "$TMP/recipes" ]
	ok "... and whose recipes are there$bad"
done
for f in collect/platforms/*/*.sh; do
	sh -n "$f" 2>"$TMP/err" || cat "$TMP/err" >&2
	! [ -s "$TMP/err" ]
	ok "$f is shell"
done

# lacks PLATFORM RECIPE... WORDS: it fails with one line, and makes nothing
lacks() {
	local name=$1 words=${*: -1}
	(cd "collect/platforms/$name" && sh "${@:2:$#-2}") >"$TMP/out" 2>"$TMP/err" </dev/null
	[ $? = 1 ] && [ "$(wc -l <"$TMP/err")" = 1 ] && grep -qE "^desmet: $name: $words" "$TMP/err" && [ ! -s "$TMP/out" ]
	ok "$name: ${*:2:$#-2}: $(cat "$TMP/err")"
}

if [ "$(id -u)" = 0 ]; then
	if ! [ -e /dev/kvm ] || ! grep -Eqw 'vmx|svm' /proc/cpuinfo; then
		for p in kvm firecracker kata; do
			lacks $p prepare.sh '(no /dev/kvm|.* neither vmx nor svm)'
		done
		lacks kvm ../qemu/setup.sh kvm '(no /dev/kvm|.* neither vmx nor svm)'
	fi
	lacks gvisor ../docker/setup.sh gvisor 'not prepared'
	lacks kata ../docker/setup.sh kata 'not prepared'
	lacks kvm ../qemu/start.sh kvm 'not prepared'
	lacks firecracker start.sh 'not prepared'
	[ ! -e "$TMP/state" ]
	ok "nothing was made"
else
	lacks kvm prepare.sh 'needs root'
fi
echo "1..$n"
