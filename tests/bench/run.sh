#!/bin/sh
# How fast desmet is, beside yardsticks and a rival in the same run: see README.md here.
#
#   [DESMET_KARNA=ARCHIVE] [ROUNDS=7] run.sh [--md]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
if [ ! -d "${DESMET_KARNA:-}" ]; then
	echo "bench: skipped: DESMET_KARNA does not name the thesis's archive (README.md says where it is)"
	exit 0
fi
if ! command -v python3 >/dev/null; then
	echo "bench: skipped: python3 is missing"
	exit 0
fi
python3 "$here/large.py"
exec python3 "$here/run.py" "$@"
