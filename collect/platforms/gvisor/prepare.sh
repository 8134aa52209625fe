#!/bin/sh
# "Docker Quick Start" and "Platforms" of gVisor's user guide: runsc is named in the
# daemon's configuration under "runtimes", with what it is to be called with
# (DESMET_RUNSC_ARGS: --platform=kvm, --network=host).
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
# Debian 12's knows the host's network by a file that newer kernels show everywhere.
case " ${DESMET_RUNSC_ARGS:-} " in
*' --network=host '*)	;;
*)
	! grep -q '0\.0~20221219' "$state/version.log" ||
		! unshare -n test -e /proc/sys/net/core/rmem_default ||
		die "Debian's runsc of 2022 runs no container with a network on kernel $(uname -r):" \
			"DESMET_RUNSC must name a newer one, or DESMET_RUNSC_ARGS be --network=host"
	;;
esac
args=
for arg in ${DESMET_RUNSC_ARGS:-}; do
	args="$args${args:+, }\"$arg\""
done
printf '{ "runtimes": { "runsc": { "path": "%s", "runtimeArgs": [%s] } } }\n' "$runsc" \
	"$args" >"$state/runtimes.json"
exec sh ../docker/prepare.sh gvisor
