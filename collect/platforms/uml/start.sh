#!/bin/sh
# The kernel runs as nobody and as the first process of a process namespace. Killed
# otherwise, it would set free the processes it traces: what was a program of the guest
# then runs on as a program of the host, with the user of the kernel.
set -eu
cd "$(dirname "$0")"
. ../common/env.sh
platform uml
[ -s "$state/disk.img" ] || die "not prepared"
[ -e /sys/class/net/"$dev" ] || sh ../common/network.sh up uml
! alive "$state/pid" unshare || exit 0
ssh -F "$DESMET_STATE/keys/ssh.conf" -O exit uml >/dev/null 2>&1 || :
rm -rf "$state/run/desmet"
setsid unshare --pid --fork --kill-child --mount-proc \
	setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs --pdeathsig=KILL \
	linux.uml mem="${DESMET_MEMORY}M" ubd0="$state/disk.img" root=/dev/ubda ro \
	init=/usr/local/sbin/guest-init quiet panic=-1 \
	vec0:transport=tap,ifname="$dev",mac="$mac",gro=1,depth=64 \
	con=null con0=null,fd:1 ssl=null umid=desmet uml_dir="$state/run/" \
	address="$addr/30" gateway="$host_addr" mtu=$mtu \
	>"$state/console.log" 2>&1 </dev/null &
echo $! >"$state/pid"
