#!/bin/sh
# Ask the guest, wait ten seconds, then pull the plug: its journal is replayed later.
set -eu
cd "$(dirname "$0")"
. ../common/env.sh
platform "${1:-qemu}"
if alive "$state/pid" qemu-system-x86; then
	timeout 10 ssh -F "$DESMET_STATE/keys/ssh.conf" "$name" guest-stop \
		>/dev/null 2>&1 </dev/null || :
	left=200
	while [ "$left" -gt 0 ] && alive "$state/pid" qemu-system-x86; do
		sleep 0.05
		left=$((left - 1))
	done
fi
end "$state/pid" qemu-system-x86 2
ssh -F "$DESMET_STATE/keys/ssh.conf" -O exit "$name" >/dev/null 2>&1 || :
