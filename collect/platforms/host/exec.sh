#!/bin/sh
# exec.sh ARGV...: one command in the platform, as a plain process.
root=${DESMET_STATE:-/var/lib/desmet}/host/root
exec nsenter --net=/run/netns/desmet-host --root="$root" --wd="$root/srv/work" \
	/usr/bin/env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
	HOME=/root LC_ALL=C.UTF-8 "$@"
