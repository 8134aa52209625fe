#!/bin/sh
# start.sh [kvm]
set -eu
cd "$(dirname "$0")"
. ../common/env.sh
platform "${1:-qemu}"
case $name in
kvm)	accel=kvm cpu=host ;;
*)	accel=tcg cpu=max ;;
esac
[ -s "$state/vmlinuz" ] || die "not prepared"
[ -e /sys/class/net/"$dev" ] || sh ../common/network.sh up "$name"
! alive "$state/pid" qemu-system-x86 || exit 0
ssh -F "$DESMET_STATE/keys/ssh.conf" -O exit "$name" >/dev/null 2>&1 || :
setsid qemu-system-x86_64 -name desmet -nodefaults -no-user-config -no-reboot \
	-machine q35,accel=$accel -cpu $cpu -smp "$DESMET_CPUS" -m "$DESMET_MEMORY" \
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
