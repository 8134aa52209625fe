#!/bin/sh
# rootfs.sh [copy DIR | disk FILE]
#
# Build the one root file system of all platforms, $DESMET_STATE/rootfs, if it is not
# there; then, if asked, a copy of it as a folder or as an ext4 disk (no mount needed).
set -eu
here=$(dirname "$0")
. "$here/env.sh"
need_root
root=$DESMET_STATE/rootfs
keys=$DESMET_STATE/keys
umask 022

include=sysbench,iperf3,nginx-light,mariadb-server,fio,stress-ng,fping
include=$include,gcc,libc6-dev,make,tar,gzip,coreutils,procps,iproute2,iputils-ping
include=$include,openssh-server,tini,util-linux,ca-certificates

make_keys() {
	mkdir -p "$keys"
	chmod 700 "$keys"
	for key in client server; do
		[ -s "$keys/$key" ] || quiet "$keys/$key.log" \
			ssh-keygen -q -t ed25519 -N '' -C desmet-$key -f "$keys/$key"
	done
	echo "desmet $(cut -d' ' -f1,2 "$keys/server.pub")" >"$keys/known_hosts"
	if [ ! -s "$keys/oltp.conf" ]; then
		secret=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
		(umask 077; printf 'mysql-user=sbtest\nmysql-password=%s\nmysql-db=sbtest\n' \
			"$secret" >"$keys/oltp.conf")
	fi
}

# How the host reaches the guests; anew each time, as platforms are added.
ssh_conf() {
	{
		for guest in uml qemu kvm firecracker; do
			(platform $guest; printf 'Host %s\n\tHostName %s\n' "$name" "$addr")
		done
		cat <<-END
		Host *
			User root
			IdentityFile $keys/client
			IdentitiesOnly yes
			IdentityAgent none
			HostKeyAlias desmet
			UserKnownHostsFile $keys/known_hosts
			GlobalKnownHostsFile /dev/null
			StrictHostKeyChecking yes
			UpdateHostKeys no
			BatchMode yes
			ConnectTimeout 10
			ServerAliveInterval 5
			ServerAliveCountMax 6
			RequestTTY no
			LogLevel ERROR
			ControlMaster no
			ControlPath $keys/%n.mux
		END
	} >"$keys/ssh.conf.new"
	mv "$keys/ssh.conf.new" "$keys/ssh.conf"
}

# What the platforms share besides the packages
customize() {
	r=$1
	install -m 644 "$here/leash.c" "$r/usr/local/src/leash.c"
	chroot "$r" gcc -std=c11 -O2 -o /usr/local/bin/leash /usr/local/src/leash.c
	install -m 755 "$here/guest-init" "$r/usr/local/sbin/guest-init"
	install -m 755 "$here/guest-stop" "$r/usr/local/sbin/guest-stop"
	chroot "$r" usermod -s /bin/sh root
	echo platform >"$r/etc/hostname"
	printf '127.0.0.1 localhost platform\n' >"$r/etc/hosts"
	install -d -m 700 "$r/root/.ssh"
	install -m 600 "$keys/client.pub" "$r/root/.ssh/authorized_keys"
	rm -f "$r"/etc/ssh/ssh_host_*
	install -m 600 "$keys/server" "$r/etc/ssh/ssh_host_ed25519_key"
	cat >"$r/etc/ssh/sshd_config" <<-END
	HostKey /etc/ssh/ssh_host_ed25519_key
	PermitRootLogin prohibit-password
	PasswordAuthentication no
	KbdInteractiveAuthentication no
	UsePAM no
	UseDNS no
	PrintMotd no
	SetEnv LC_ALL=C.UTF-8
	MaxSessions 64
	MaxStartups 64
	END
	cat >"$r/etc/nginx/nginx.conf" <<-END
	user www-data;
	worker_processes auto;
	daemon off;
	pid /run/nginx.pid;
	error_log stderr warn;
	events { worker_connections 1024; }
	http {
		include mime.types;
		access_log off;
		sendfile on;
		keepalive_requests 100000;
		server { listen 80 backlog=1024; root /var/www/html; }
	}
	END
	rm -f "$r"/var/www/html/*
	head -c 1024 /dev/zero | tr '\0' x >"$r/var/www/html/index.html"
	head -c 1048576 /dev/zero | tr '\0' x >"$r/var/www/html/1m.bin"
	cat >"$r/etc/mysql/mariadb.conf.d/99-desmet.cnf" <<-END
	[mariadbd]
	bind-address = 0.0.0.0
	skip-name-resolve
	innodb_buffer_pool_size = 128M
	innodb_buffer_pool_size_max = 128M
	END
	install -d "$r/srv/work" "$r/run/mysqld"
	install -m 644 "$here/sieve.c" "$r/srv/sieve.c"
	chroot "$r" chown mysql:mysql /run/mysqld
	secret=$(sed -n 's/^mysql-password=//p' "$keys/oltp.conf")
	chroot "$r" mariadbd --bootstrap --user=mysql --skip-networking <<-END
	FLUSH PRIVILEGES;
	CREATE DATABASE IF NOT EXISTS sbtest;
	CREATE OR REPLACE USER 'sbtest'@'%' IDENTIFIED BY '$secret';
	GRANT ALL ON sbtest.* TO 'sbtest'@'%';
	END
}

build() {
	packages mmdebstrap openssh-client
	mkdir -p "$DESMET_STATE"
	make_keys
	rm -rf --one-file-system "$root.new"
	quiet "$DESMET_STATE/rootfs.log" nice -n 19 mmdebstrap --quiet --mode=root \
		--variant=minbase --include="$include" \
		--dpkgopt='path-exclude=/usr/share/man/*' \
		--dpkgopt='path-exclude=/usr/share/doc/*' \
		--dpkgopt='path-exclude=/usr/share/locale/*' \
		"$DESMET_SUITE" "$root.new" ${DESMET_MIRROR:+"$DESMET_MIRROR"}
	customize "$root.new" >"$DESMET_STATE/rootfs.log" 2>&1 ||
		die "the root file system could not be finished (see $DESMET_STATE/rootfs.log)"
	mv -T "$root.new" "$root"
}

[ -d "$root" ] || build
ssh_conf

case ${1-} in
'')	;;
copy)
	[ -d "$2" ] && exit 0
	mkdir -p "$(dirname "$2")"
	rm -rf --one-file-system "$2.new"
	quiet "$DESMET_STATE/copy.log" nice -n 19 cp -a --reflink=auto "$root" "$2.new"
	mv -T "$2.new" "$2"
	;;
disk)
	[ -s "$2" ] && exit 0
	packages e2fsprogs
	mkdir -p "$(dirname "$2")"
	rm -f "$2.new"
	quiet "$DESMET_STATE/disk.log" nice -n 19 mke2fs -q -F -t ext4 -L desmet \
		-E lazy_itable_init=0,lazy_journal_init=0 -d "$root" "$2.new" "${DESMET_DISK}M"
	mv -T "$2.new" "$2"
	;;
*)	die "rootfs.sh: no such form: $1" ;;
esac
