#!/bin/sh
set -eu
cd "$(dirname "$0")"
. ../common/env.sh
platform "${1:-qemu}"
[ "$name" = qemu ] || need_kvm
sh ./stop.sh "$name"
sh ../common/network.sh up "$name"
