#!/bin/sh
set -eu
cd "$(dirname "$0")"
. ../common/env.sh
platform uml
need_root
packages user-mode-linux openssh-client iproute2 sysbench iperf3 apache2-utils fping
sh ../common/rootfs.sh disk "$state/disk.img"
install -d -o 65534 -g 65534 "$state/run"
chown 65534:65534 "$state/disk.img"
