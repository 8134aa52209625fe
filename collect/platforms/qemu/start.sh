#!/bin/sh
set -eu
cd "$(dirname "$0")"
. ../common/env.sh
platform qemu
[ -s "$state/vmlinuz" ] || die "not prepared"
[ -e /sys/class/net/"$dev" ] || sh ../common/network.sh up qemu
! alive "$state/pid" qemu-system-x86 || exit 0
ssh -F "$DESMET_STATE/keys/ssh.conf" -O exit qemu >/dev/null 2>&1 || :
setsid qemu-system-x86_64 -name desmet -nodefaults -no-user-config -no-reboot \
	-machine q35,accel=tcg -cpu max -smp "$DESMET_CPUS" -m "$DESMET_MEMORY" \
	-display none -serial "file:$state/console.log" \
	-kernel "$state/vmlinuz" -initrd "$state/initrd.gz" \
	-append "console=ttyS0 quiet panic=-1 net.ifnames=0 \
address=$addr/30 gateway=$host_addr mtu=$mtu" \
	-drive "file=$state/disk.img,if=none,id=disk,format=raw" \
	-device virtio-blk-pci,drive=disk \
	-netdev "tap,id=net,ifname=$dev,script=no,downscript=no" \
	-device "virtio-net-pci,netdev=net,mac=$mac,romfile=" \
	-device virtio-rng-pci >"$state/start.log" 2>&1 </dev/null &
echo $! >"$state/pid"
