#!/bin/sh
# exec.sh ARGV...: one command in the platform; it dies with this process.
exec nsenter --net=/run/netns/desmet-bubblewrap sh "$(dirname "$0")/sandbox.sh" \
	--die-with-parent -- "$@"
