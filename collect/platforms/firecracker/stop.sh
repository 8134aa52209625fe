#!/bin/sh
# Ask the guest, wait ten seconds, then pull the plug: its journal is replayed later.
# Firecracker has no power management: a guest's reboot ends it ("Getting Started").
set -eu
cd "$(dirname "$0")"
. ../common/env.sh
platform firecracker
if alive "$state/pid" firecracker; then
	timeout 10 ssh -F "$DESMET_STATE/keys/ssh.conf" firecracker guest-stop reboot \
		>/dev/null 2>&1 </dev/null || :
	left=200
	while [ "$left" -gt 0 ] && alive "$state/pid" firecracker; do
		sleep 0.05
		left=$((left - 1))
	done
fi
end "$state/pid" firecracker 2
rm -f "$state/api.sock"
ssh -F "$DESMET_STATE/keys/ssh.conf" -O exit firecracker >/dev/null 2>&1 || :
