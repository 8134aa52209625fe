#!/bin/sh
# A first sandbox with a new network namespace, which it holds until stop.sh; the veth
# pair is put into it from outside.
set -eu
cd "$(dirname "$0")"
. ../common/env.sh
platform bubblewrap
[ -d "$state/root/usr" ] || die "not prepared"
sh ./stop.sh
rm -f "$state/info"
mkfifo "$state/info"
setsid sh -c 'exec sh ./sandbox.sh --unshare-net --info-fd 3 -- tini -- sleep infinity \
	3>"$1" >/dev/null 2>"$2" </dev/null' sh "$state/info" "$state/start.log" &
echo $! >"$state/pid"
pid=$(sed -n 's/.*"child-pid": *\([0-9]*\).*/\1/p' "$state/info")
[ -n "$pid" ] || die "the sandbox does not start (see $state/start.log)"
sh ../common/network.sh up bubblewrap "$pid"
