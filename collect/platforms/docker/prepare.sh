#!/bin/sh
set -eu
cd "$(dirname "$0")"
. ./docker.sh
need_root
[ "$name" = kata ] || packages docker.io
packages iproute2 sysbench iperf3 apache2-utils fping
sh ../common/rootfs.sh
running && was=yes || was=
sh ./setup.sh "$name"
if ! docker image inspect desmet:rootfs >/dev/null 2>&1; then
	tar -C "$DESMET_STATE/rootfs" --numeric-owner -cf - . | nice -n 19 \
		/usr/bin/docker -H "unix://$socket" import - desmet:rootfs \
		>"$state/import.log" 2>&1 || die "cannot import (see $state/import.log)"
fi
[ -n "$was" ] || sh ./teardown.sh "$name"
