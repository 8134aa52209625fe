#!/bin/sh
# "Docker Quick Start" and "Platforms" of gVisor's user guide: runsc is named in the
# daemon's configuration under "runtimes", with what it is to be called with.
set -eu
cd "$(dirname "$0")"
. ../common/env.sh
platform gvisor
need_root
runsc=${DESMET_RUNSC:-/usr/bin/runsc}
[ -n "${DESMET_RUNSC:-}" ] || packages runsc
[ -x "$runsc" ] || die "no runsc: $runsc cannot be run"
mkdir -p "$state"
quiet "$state/version.log" "$runsc" --version
printf '{ "runtimes": { "runsc": { "path": "%s", "runtimeArgs": [%s] } } }\n' "$runsc" \
	"${DESMET_RUNSC_PLATFORM:+\"--platform=$DESMET_RUNSC_PLATFORM\"}" >"$state/runtimes.json"
exec sh ../docker/prepare.sh gvisor
