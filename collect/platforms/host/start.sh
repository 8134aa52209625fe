#!/bin/sh
# A crash may have left the mounts: they are made only where they are missing. /dev is
# not the host's, so that no removal of the folder can reach it.
set -eu
cd "$(dirname "$0")"
. ../common/env.sh
platform host
root=$state/root
[ -d "$root/usr" ] || die "not prepared"
mounted() { grep -q " $root/$1 " /proc/self/mounts; }
node() { mknod -m 666 "$root/dev/$1" c "$2" "$3"; }

mounted proc || mount -t proc proc "$root/proc"
mounted sys || mount -t sysfs -o ro sysfs "$root/sys"
mounted run || mount -t tmpfs -o mode=755 tmpfs "$root/run"
if ! mounted dev; then
	mount -t tmpfs -o mode=755 tmpfs "$root/dev"
	node null 1 3
	node zero 1 5
	node full 1 7
	node random 1 8
	node urandom 1 9
	install -d -m 1777 "$root/dev/shm"
	ln -s /proc/self/fd "$root/dev/fd"
fi
install -d -o "$(stat -c %u "$root/var/lib/mysql")" "$root/run/mysqld"
sh ../common/network.sh up host
