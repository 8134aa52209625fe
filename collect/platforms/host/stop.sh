#!/bin/sh
set -eu
cd "$(dirname "$0")"
. ../common/env.sh
platform host
sh ../common/network.sh down host
left=50
for m in run dev sys proc; do
	while grep -q " $state/root/$m " /proc/self/mounts; do
		umount "$state/root/$m" 2>/dev/null || sleep 0.1
		left=$((left - 1))
		[ "$left" -gt 0 ] || die "cannot unmount $state/root/$m"
	done
done
