# Sourced by docker's recipes: a Docker of our own, apart from any other on the host.
# The client is named in full: another version may come first in the PATH. The first
# argument of a recipe is the platform: docker, or one that is Docker with another runtime.
. ../common/env.sh
platform "${1:-docker}"
socket=$state/docker.sock
case $name in
gvisor)	runtime=runsc ;;
kata)	runtime=kata ;;
*)	runtime=runc ;;
esac
docker() { /usr/bin/docker -H "unix://$socket" "$@"; }
running() { alive "$state/dockerd.pid" dockerd && docker version >/dev/null 2>&1; }
# runtimes: the daemon's configuration, what prepare.sh of the other runtime has written
runtimes() { cat "$state/runtimes.json" 2>/dev/null || echo '{}'; }
