#!/bin/sh
# The baseline: the same programs from the same root file system, as plain processes
# of the host. No isolation but a network namespace, so that its network path exists.
set -eu
cd "$(dirname "$0")"
. ../common/env.sh
platform host
need_root
packages iproute2 util-linux sysbench iperf3 apache2-utils fping
sh ../common/rootfs.sh copy "$state/root"
