#!/bin/sh
set -eu
cd "$(dirname "$0")"
. ../common/env.sh
platform bubblewrap
sh ../common/network.sh down bubblewrap
end "$state/pid" bwrap 2
rm -f "$state/info"
