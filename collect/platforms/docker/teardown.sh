#!/bin/sh
# End dockerd and all it started; remove its network.
set -eu
cd "$(dirname "$0")"
. ./docker.sh
if running; then
	sh ./stop.sh "$name"
	docker network rm desmet >/dev/null 2>&1 || :
fi
end "$state/dockerd.pid" dockerd 15
end "$state/exec/containerd/containerd.pid" containerd 5
rm -f "$state/dockerd.own.pid" "$socket"
while grep -q " $state/data " /proc/self/mounts && umount "$state/data" 2>/dev/null; do
	:
done
ip link del "$dev" 2>/dev/null || :
