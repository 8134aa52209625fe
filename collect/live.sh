#!/bin/sh
# live.sh DESMET FOLDER: the campaign of collect/live.ini on this machine, to a workbook in FOLDER.
# The sandbox is bubblewrap where it may make namespaces, else unshare, else env: then there is
# nothing to compare with, and the profile shows what two runs of the same differ by.
set -eu
desmet=$1
to=$2
here=$(dirname "$0")

for sandbox in \
	'bwrap --bind / / --dev /dev --proc /proc --unshare-pid --die-with-parent' \
	'unshare --user --map-root-user --pid --fork' \
	'unshare --pid --fork' \
	'env'; do
	if $sandbox true 2>/dev/null; then
		break
	fi
done
echo "A live campaign on this machine, about a minute: the host against ${sandbox%% *}"
rm -rf "$to/live"
mkdir -p "$to"
sed "s|{sandbox}|$sandbox|" "$here/live.ini" >"$to/live.ini"
DESMET_COLLECT=$here "$desmet" collect "$to/live.ini" -o "$to/live"
"$desmet" score "$to/live" -r "$here/../rubrics/live.ini"
"$desmet" report "$to/live" -r "$here/../rubrics/live.ini" -o "$to/live.xlsx"
