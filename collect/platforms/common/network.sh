#!/bin/sh
# network.sh up|down PLATFORM [PID]
#
# host, bubblewrap: a network namespace and a veth pair; uml, qemu, kvm, firecracker: a
# tap device; docker, gvisor, kata: nothing, dockerd makes its own bridge. 'up' begins with 'down', so what a
# crashed run left behind does no harm. With PID the namespace is that process's.
set -eu
. "$(dirname "$0")/env.sh"
need_root
[ $# -ge 2 ] || die "usage: network.sh up|down PLATFORM [PID]"
platform "$2"

down() {
	if [ -e "/run/netns/$ns" ]; then
		pids=$(ip netns pids "$ns" 2>/dev/null) || pids=
		[ -z "$pids" ] || [ -n "${1-}" ] || kill -9 $pids 2>/dev/null || :
		ip netns del "$ns"
	fi
	ip link del "$dev" 2>/dev/null || :
}

# The platform's link-layer address is fixed and known to the host: without it, the
# host asks by ARP once a second only and every boot time is rounded up by that.
host_side() {
	ip link set "$dev" mtu $mtu up
	ip addr replace "$host_addr/30" dev "$dev"
	ip neigh replace "$addr" lladdr "$mac" dev "$dev" nud permanent
}

up() {
	case $name in
	host|bubblewrap)
		if [ -n "${1-}" ]; then
			ip netns attach "$ns" "$1"
		else
			ip netns add "$ns"
		fi
		ip link add "$dev" mtu $mtu type veth \
			peer name eth0 mtu $mtu address "$mac" netns "$ns"
		ip -n "$ns" link set lo up
		ip -n "$ns" addr add "$addr/30" dev eth0
		ip -n "$ns" link set eth0 up
		ip -n "$ns" route add default via "$host_addr"
		;;
	uml|qemu|kvm|firecracker)
		[ -c /dev/net/tun ] || die "no /dev/net/tun"
		chmod 666 /dev/net/tun	# as udev does; the kernel asks whose the tap is
		ip tuntap add dev "$dev" mode tap user 65534
		;;
	*)
		return 0
		;;
	esac
	host_side
}

case $1 in
up)	down "${3-}"; up "${3-}" ;;
down)	down ;;
*)	die "network.sh: neither up nor down: $1" ;;
esac
