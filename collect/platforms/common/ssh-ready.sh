#!/bin/sh
# ssh-ready.sh HOST: 0 once the guest takes commands. It opens the one connection that
# all later commands share. Nothing else may open it: the ssh that stays behind would
# hold its caller's stderr open, and the caller would wait for an end that never comes.
. "$(dirname "$0")/env.sh"
conf=$DESMET_STATE/keys/ssh.conf
ssh -F "$conf" -O check "$1" >/dev/null 2>&1 </dev/null ||
	ssh -F "$conf" -o ControlMaster=yes -o ControlPersist=yes -N -f "$1" \
		>/dev/null 2>&1 </dev/null || exit 1
exec ssh -F "$conf" "$1" true >/dev/null 2>&1 </dev/null
