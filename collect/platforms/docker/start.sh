#!/bin/sh
# A new container each time: what an earlier one wrote is gone.
set -eu
cd "$(dirname "$0")"
. ./docker.sh
[ -e /sys/class/net/"$dev" ] || die "its network is not there: run setup.sh first"
docker rm -f desmet >/dev/null 2>&1 || :
ip neigh replace "$addr" lladdr "$mac" dev "$dev" nud permanent
docker run --detach --name desmet --hostname platform --network desmet --ip "$addr" \
	--mac-address "$mac" --workdir /srv/work --env LC_ALL=C.UTF-8 --pull never \
	--runtime $runtime desmet:rootfs tini -- sleep infinity >"$state/start.log" 2>&1 ||
	die "the container does not start (see $state/start.log)"
