#!/bin/sh
# sandbox.sh [OPTION...] -- ARGV...: ARGV in a sandbox over the platform's root.
# Each command is a sandbox of its own (mounts, processes, ipc, host name, cgroup); they
# share files and whatever network namespace this was called in. The capabilities are
# those that Docker grants by default, which servers need to give up root.
. "$(dirname "$0")/../common/env.sh"
platform bubblewrap
exec bwrap --bind "$state/root" / --bind "$state/run" /run \
	--proc /proc --dev /dev --ro-bind-try /sys /sys \
	--unshare-pid --unshare-ipc --unshare-uts --unshare-cgroup-try \
	--hostname platform --new-session --clearenv \
	--setenv PATH /usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
	--setenv HOME /root --setenv LC_ALL C.UTF-8 --chdir /srv/work \
	--cap-drop ALL \
	--cap-add CAP_CHOWN --cap-add CAP_DAC_OVERRIDE --cap-add CAP_FOWNER \
	--cap-add CAP_FSETID --cap-add CAP_KILL --cap-add CAP_SETGID \
	--cap-add CAP_SETUID --cap-add CAP_SETPCAP --cap-add CAP_NET_BIND_SERVICE \
	--cap-add CAP_NET_RAW --cap-add CAP_SYS_CHROOT --cap-add CAP_MKNOD \
	--cap-add CAP_AUDIT_WRITE --cap-add CAP_SETFCAP "$@"
