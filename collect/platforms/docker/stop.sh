#!/bin/sh
set -eu
cd "$(dirname "$0")"
. ./docker.sh
docker rm -f desmet >/dev/null 2>&1 || :
