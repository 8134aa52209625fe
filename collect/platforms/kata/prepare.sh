#!/bin/sh
# "Alternative container runtimes" of Docker's manual: a containerd shim is named in the
# daemon's configuration as "runtimeType", by its path where it is not in the PATH. That
# Docker takes shims since 23.0 says moby's change "daemon: support other containerd
# runtimes"; that 26 and 27 leave Kata's guests without a network, moby's issue 47626.
set -eu
cd "$(dirname "$0")"
. ../common/env.sh
platform kata
need_root
need_kvm
shim=${DESMET_KATA:-/opt/kata/bin/containerd-shim-kata-v2}
[ -x "$shim" ] || die "no Kata Containers: $shim cannot be run (DESMET_KATA names its containerd-shim-kata-v2)"
[ -x /usr/bin/docker ] || die "no /usr/bin/docker: install Docker 23 or later (docker-ce)"
version=$(/usr/bin/docker version --format '{{.Client.Version}}' 2>/dev/null) || :
major=${version%%.*}
case $major in
''|*[!0-9]*)	die "the version of /usr/bin/docker is not known" ;;
26|27)		die "Docker $version gives Kata's guests no network: 23 to 25, or 28 and later" ;;
esac
[ "$major" -ge 23 ] || die "Docker $version cannot run Kata Containers: 23 or later (docker-ce)"
mkdir -p "$state"
quiet "$state/version.log" "$shim" --version
printf '{ "runtimes": { "kata": { "runtimeType": "%s" } } }\n' "$shim" >"$state/runtimes.json"
exec sh ../docker/prepare.sh kata
