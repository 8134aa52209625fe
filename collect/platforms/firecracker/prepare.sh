#!/bin/sh
# Of Firecracker's documents: "Getting Started": the JSON file of --config-file has the
# names of the API's resources, and a kernel and a root are all it must have; reboot=k and
# panic=1 make a guest's reboot end Firecracker. "Creating Custom rootfs and kernel
# Images": on x86_64 the kernel is an uncompressed ELF file. "Kernel Support Policy": to
# boot from a disk it has CONFIG_VIRTIO_BLK, CONFIG_VIRTIO_MMIO_CMDLINE_DEVICES and
# CONFIG_KVM_GUEST built in; and ours has CONFIG_VIRTIO_NET, CONFIG_EXT4_FS and
# CONFIG_MAGIC_SYSRQ too. "Network Setup": host_dev_name is a tap that exists.
# The JSON is written anew each time: DESMET_MEMORY and DESMET_CPUS count here.
set -eu
cd "$(dirname "$0")"
. ../common/env.sh
platform firecracker
need_root
need_kvm
[ -f "${DESMET_FIRECRACKER:-}" ] && [ -x "$DESMET_FIRECRACKER" ] ||
	die "no Firecracker: DESMET_FIRECRACKER must name its program (its releases hold it)"
[ -f "${DESMET_VMLINUX:-}" ] ||
	die "no kernel: DESMET_VMLINUX must name an uncompressed one for Firecracker"
[ "$(head -c 4 "$DESMET_VMLINUX" | od -An -tx1 | tr -d ' \n')" = 7f454c46 ] ||
	die "$DESMET_VMLINUX is not an uncompressed kernel (ELF)"
packages openssh-client iproute2 sysbench iperf3 apache2-utils fping
sh ../common/rootfs.sh disk "$state/disk.img"
install -m 755 "$DESMET_FIRECRACKER" "$state/firecracker"
install -m 644 "$DESMET_VMLINUX" "$state/vmlinux"
quiet "$state/version.log" "$state/firecracker" --version
cat >"$state/vm.json" <<END
{
	"boot-source": {
		"kernel_image_path": "$state/vmlinux",
		"boot_args": "console=ttyS0 quiet reboot=k panic=1 pci=off net.ifnames=0 init=/usr/local/sbin/guest-init address=$addr/30 gateway=$host_addr mtu=$mtu"
	},
	"drives": [ {
		"drive_id": "rootfs",
		"path_on_host": "$state/disk.img",
		"is_root_device": true,
		"is_read_only": false
	} ],
	"machine-config": { "vcpu_count": $DESMET_CPUS, "mem_size_mib": $DESMET_MEMORY },
	"network-interfaces": [ {
		"iface_id": "eth0",
		"guest_mac": "$mac",
		"host_dev_name": "$dev"
	} ]
}
END
