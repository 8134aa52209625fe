#!/bin/sh
# The guest's console is Firecracker's output ("Getting Started").
set -eu
cd "$(dirname "$0")"
. ../common/env.sh
platform firecracker
[ -s "$state/vm.json" ] || die "not prepared"
[ -e /sys/class/net/"$dev" ] || sh ../common/network.sh up firecracker
! alive "$state/pid" firecracker || exit 0
ssh -F "$DESMET_STATE/keys/ssh.conf" -O exit firecracker >/dev/null 2>&1 || :
rm -f "$state/api.sock"
setsid "$state/firecracker" --api-sock "$state/api.sock" --config-file "$state/vm.json" \
	>"$state/console.log" 2>&1 </dev/null &
echo $! >"$state/pid"
