#!/bin/sh
# prepare.sh [kvm]
#
# The kernel is Debian's for clouds, unpacked beside the host's packages, not installed;
# its initrd holds busybox and the modules that find the disk and the network.
set -eu
cd "$(dirname "$0")"
. ../common/env.sh
platform "${1:-qemu}"
need_root
[ "$name" = qemu ] || need_kvm
packages qemu-system-x86 busybox-static openssh-client iproute2 \
	sysbench iperf3 apache2-utils fping
sh ../common/rootfs.sh disk "$state/disk.img"

modules="virtio_pci virtio_blk virtio_net virtio_rng ext4 crc32c_generic"

kernel() {
	apt-get -q update
	image=$(apt-cache depends linux-image-cloud-amd64 | sed -n 's/^ *Depends: //p')
	rm -rf "$state/kernel"
	mkdir -p "$state/kernel"
	cd "$state/kernel"
	apt-get -q -o APT::Sandbox::User=root download "$image"
	dpkg-deb -x "$image"_*.deb .
	rm "$image"_*.deb
	version=${image#linux-image-}
	busybox depmod -b "$state/kernel" "$version"
	rm -rf "$state/initrd"
	mkdir -p "$state/initrd/bin" "$state/initrd/proc" "$state/initrd/dev" \
		"$state/initrd/root"
	cp "$(command -v busybox)" "$state/initrd/bin/busybox"
	for m in $modules; do
		needed "$m"
	done | awk '!seen[$0]++' >"$state/modules"
	while read -r path; do
		cp "lib/modules/$version/$path" "$state/initrd/"
		echo "insmod /${path##*/}" >>"$state/initrd/insmod"
	done <"$state/modules"
	cat >"$state/initrd/init" <<-'END'
	#!/bin/busybox sh
	/bin/busybox --install /bin
	export PATH=/bin
	mount -t proc proc /proc
	mount -t devtmpfs devtmpfs /dev
	. /insmod
	until [ -b /dev/vda ]; do
		sleep 0.01
	done
	mount -t ext4 -o ro /dev/vda /root || poweroff -f
	mount --move /dev /root/dev
	mount --move /proc /root/proc
	exec switch_root /root /usr/local/sbin/guest-init
	END
	chmod 755 "$state/initrd/init"
	cd "$state/initrd"
	find . | busybox cpio -o -H newc | gzip -1 >"$state/initrd.gz"
	cp "$state/kernel/boot/vmlinuz-$version" "$state/vmlinuz.new"
	mv "$state/vmlinuz.new" "$state/vmlinuz"
	rm -rf "$state/kernel" "$state/initrd" "$state/modules"
}

# needed MODULE: what must be loaded for it, in that order; nothing if it is built in
needed() {
	pattern=$(echo "$1" | sed 's/_/[-_]/g')
	line=$(grep "/$pattern\.ko:" "lib/modules/$version/modules.dep") || return 0
	deps=
	for path in ${line#*:}; do
		deps="$path
$deps"
	done
	printf '%s%s\n' "$deps" "${line%%:*}"
}

[ -s "$state/vmlinuz" ] || (set -e; kernel) >"$state/kernel.log" 2>&1
[ -s "$state/vmlinuz" ] || die "no kernel (see $state/kernel.log)"
