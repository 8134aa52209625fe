# Sourced by docker's recipes: a Docker of our own, apart from any other on the host.
# The client is named in full: another version may come first in the PATH.
. ../common/env.sh
platform docker
socket=$state/docker.sock
docker() { /usr/bin/docker -H "unix://$socket" "$@"; }
running() { alive "$state/dockerd.pid" dockerd && docker version >/dev/null 2>&1; }
