#!/bin/sh
# The rival: what a power user writes in an evening. All figures of the logs of the thesis into
# one SQLite table, by mawk on two processors and by sqlite3's .import, which takes their pipe.
#
#   rival.sh ARCHIVE NEW.db [wide|long] [PROCESSES]
#
# wide (one row a record) is what somebody who is in a hurry makes, and it is the one that
# `make bench` measures against; long has one row a figure, with its line, as desmet's view.
set -eu
here=$(dirname "$0")
archive=${1%/} db=$2 form=${3:-wide} processes=${4:-2}
rm -f "$db"
if [ "$form" = wide ]; then
	columns='log TEXT, line INTEGER, kind INTEGER' wide=1
	i=0
	while [ $i -lt 44 ]; do i=$((i + 1)) columns="$columns, v$i"; done
else
	columns='log TEXT, line INTEGER, record INTEGER, metric TEXT, value' wide=0
fi
# .import says of every row that it has fewer columns than the table: not of interest here
find "$archive/tests" -type f -print0 |
	xargs -0 -P "$processes" -n 64 \
		mawk -v skip=$((${#archive} + 1)) -v wide=$wide -f "$here/rival.awk" |
	sqlite3 "$db" \
		'PRAGMA journal_mode=OFF' 'PRAGMA synchronous=OFF' \
		"CREATE TABLE figure ($columns)" \
		'.import /dev/stdin figure' >/dev/null 2>&1
