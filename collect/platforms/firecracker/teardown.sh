#!/bin/sh
set -eu
cd "$(dirname "$0")"
sh ./stop.sh
sh ../common/network.sh down firecracker
