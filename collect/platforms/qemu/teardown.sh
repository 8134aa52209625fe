#!/bin/sh
set -eu
cd "$(dirname "$0")"
sh ./stop.sh "${1:-qemu}"
sh ../common/network.sh down "${1:-qemu}"
