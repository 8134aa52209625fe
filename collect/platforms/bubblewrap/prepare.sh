#!/bin/sh
set -eu
cd "$(dirname "$0")"
. ../common/env.sh
platform bubblewrap
need_root
packages bubblewrap iproute2 util-linux sysbench iperf3 apache2-utils fping
sh ../common/rootfs.sh copy "$state/root"
install -d -o "$(stat -c %u "$state/root/var/lib/mysql")" "$state/run/mysqld"
quiet "$state/check.log" bwrap --bind "$state/root" / --proc /proc --dev /dev \
	--unshare-all --die-with-parent true
