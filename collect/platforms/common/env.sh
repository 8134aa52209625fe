# Sourced by every recipe: names, addresses and helpers. POSIX sh.
#
# Platform N owns the network 198.18.N.0/30 (RFC 2544, reserved for benchmarks):
# .1 is the host's side (where the clients run), .2 the platform's.
DESMET_STATE=${DESMET_STATE:-/var/lib/desmet}
# A mirror given by hand has no security updates; empty: Debian's, with them.
DESMET_MIRROR=${DESMET_MIRROR:-}
DESMET_SUITE=${DESMET_SUITE:-bookworm}
DESMET_MEMORY=${DESMET_MEMORY:-1024}	# MiB of a guest
DESMET_CPUS=${DESMET_CPUS:-1}		# virtual processors of a guest
DESMET_DISK=${DESMET_DISK:-4096}	# MiB of a guest's disk
PATH=/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C.UTF-8
export DESMET_STATE PATH LC_ALL

mtu=1500

# platform NAME: set number, ns, dev, host_addr, addr, mac, state
platform() {
	name=$1
	case $name in
	host)		number=1 ;;
	docker)		number=2 ;;
	bubblewrap)	number=3 ;;
	uml)		number=4 ;;
	qemu)		number=5 ;;
	kvm)		number=6 ;;
	firecracker)	number=7 ;;
	gvisor)		number=8 ;;
	kata)		number=9 ;;
	*)		die "no platform is named '$name'" ;;
	esac
	ns=desmet-$name
	dev=dsm-$name
	host_addr=198.18.$number.1
	addr=198.18.$number.2
	mac=02:00:c6:12:0$number:02
	state=$DESMET_STATE/$name
}

die() {
	echo "desmet: ${name:+$name: }$*" >&2
	exit 1
}

need_root() {
	[ "$(id -u)" = 0 ] || die "needs root"
}

# need_kvm: a guest that the processor runs itself. A /dev/kvm without vmx or svm lets a
# guest be made and leaves it hanging in its first instructions.
need_kvm() {
	[ -e /dev/kvm ] || die "no /dev/kvm"
	[ -r /dev/kvm ] && [ -w /dev/kvm ] || die "/dev/kvm may not be opened by $(id -un)"
	grep -Eqw 'vmx|svm' /proc/cpuinfo ||
		die "there is a /dev/kvm, but the processor shows neither vmx nor svm"
}

# packages NAME...: install what is missing; daemons are not started
packages() {
	missing=
	for p in "$@"; do
		[ "$(dpkg-query -W -f '${db:Status-Status}' "$p" 2>/dev/null)" = installed ] ||
			missing="$missing $p"
	done
	[ -n "$missing" ] || return 0
	policy=
	if [ ! -e /usr/sbin/policy-rc.d ]; then
		printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
		chmod 755 /usr/sbin/policy-rc.d
		policy=/usr/sbin/policy-rc.d
	fi
	log=$(mktemp)
	ok=yes
	{ apt-get -q update && DEBIAN_FRONTEND=noninteractive \
		apt-get -q -y --no-install-recommends install $missing; } \
		>"$log" 2>&1 </dev/null || ok=
	[ -z "$policy" ] || rm -f "$policy"
	[ -n "$ok" ] || die "cannot install$missing (see $log)"
	rm -f "$log"
}

# quiet LOG ARGV...: run it, its output into LOG
quiet() {
	quiet_log=$1
	shift
	"$@" >"$quiet_log" 2>&1 </dev/null || die "failed: $* (see $quiet_log)"
}

# alive PIDFILE COMM: is the recorded process still that program, and no zombie?
alive() {
	[ -s "$1" ] && read -r alive_pid <"$1" || return 1
	! grep -q '^State:.Z' "/proc/$alive_pid/status" 2>/dev/null &&
		[ "$(cat "/proc/$alive_pid/comm" 2>/dev/null)" = "$2" ]
}

# end PIDFILE COMM SECONDS: TERM, wait, KILL
end() {
	if alive "$1" "$2"; then
		kill "$alive_pid" 2>/dev/null || :
		left=$(($3 * 20))
		while [ "$left" -gt 0 ] && alive "$1" "$2"; do
			sleep 0.05
			left=$((left - 1))
		done
		! alive "$1" "$2" || kill -9 "$alive_pid" 2>/dev/null || :
	fi
	rm -f "$1"
}
