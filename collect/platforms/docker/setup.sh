#!/bin/sh
# Start dockerd if it does not run, and make its network. Part of no measurement.
# No iptables (nothing leaves the host), no default bridge (the own network has one).
set -eu
cd "$(dirname "$0")"
. ./docker.sh
[ "$runtime" = runc ] || [ -s "$state/runtimes.json" ] || die "not prepared"
if ! running; then
	sh ./teardown.sh "$name"
	mkdir -p "$state"
	runtimes >"$state/daemon.json"
	setsid dockerd -H "unix://$socket" --data-root "$state/data" \
		--exec-root "$state/exec" --pidfile "$state/dockerd.own.pid" \
		--config-file "$state/daemon.json" \
		--iptables=false --ip6tables=false --ip-forward=false --ip-masq=false \
		--bridge=none --userland-proxy=false --storage-driver=overlay2 \
		--log-level=warn >"$state/dockerd.log" 2>&1 </dev/null &
	echo $! >"$state/dockerd.pid"
	left=600
	until running; do
		left=$((left - 1))
		[ "$left" -gt 0 ] && alive "$state/dockerd.pid" dockerd ||
			die "dockerd does not start (see $state/dockerd.log)"
		sleep 0.05
	done
fi
docker network inspect desmet >/dev/null 2>&1 ||
	quiet "$state/network.log" docker network create --driver bridge \
		--subnet "198.18.$number.0/29" --gateway "$host_addr" \
		-o com.docker.network.bridge.name="$dev" \
		-o com.docker.network.driver.mtu=$mtu desmet
