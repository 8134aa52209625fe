#!/bin/sh
# The rival: what a power user writes in an evening. All figures of an archive's logs into one
# SQLite table, by mawk on two processors and sqlite3's .import, which takes one pipe.
#
#   rival.sh ARCHIVE NEW.db [PROCESSES]
set -eu
here=$(dirname "$0")
archive=${1%/} db=$2 processes=${3:-2}
rm -f "$db"
find "$archive/tests" -type f -print0 |
	xargs -0 -P "$processes" -n 64 mawk -v skip=$((${#archive} + 1)) -f "$here/rival.awk" |
	sqlite3 -bail "$db" \
		'PRAGMA journal_mode=OFF' 'PRAGMA synchronous=OFF' \
		'CREATE TABLE figure (log TEXT, line INTEGER, record INTEGER, metric TEXT, value)' \
		'.import /dev/stdin figure' >/dev/null
