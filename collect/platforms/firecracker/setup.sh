#!/bin/sh
set -eu
cd "$(dirname "$0")"
. ../common/env.sh
platform firecracker
need_kvm
[ -s "$state/vm.json" ] || die "not prepared"
sh ./stop.sh
sh ../common/network.sh up firecracker
