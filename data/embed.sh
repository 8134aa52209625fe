#!/bin/sh
# embed.sh - prints data/embedded.h's tables as C: the files that are built into the program.
set -eu
export LC_ALL=C
bytes() { od -An -v -tu1 "$1" | sed 's/[0-9][0-9]*/&,/g'; }
one() { # NAME FILE
	printf 'static const unsigned char %s_bytes[] = {\n' "$1"
	bytes "$2"
	printf '0 };\n'
}
row() { # NAME FILE
	printf '{ "%s", (const char *)%s_bytes, sizeof(%s_bytes) - 1 }' "$2" "$1" "$1"
}
echo '#include "data/embedded.h"'
one schema data/schema.sql
one metrics data/metrics.ini
one layout collect/archive-layout.ini
n=0
for f in parse/grammars/*.ini; do
	one "grammar$n" "$f"
	n=$((n + 1))
done
printf 'const struct embedded_file embedded_schema = '
row schema data/schema.sql
printf ';\nconst struct embedded_file embedded_metrics = '
row metrics data/metrics.ini
printf ';\nconst struct embedded_file embedded_layout = '
row layout collect/archive-layout.ini
printf ';\nconst struct embedded_file embedded_grammars[] = {\n'
n=0
for f in parse/grammars/*.ini; do
	row "grammar$n" "$f"
	printf ',\n'
	n=$((n + 1))
done
printf '};\nconst size_t embedded_grammar_count = %d;\n' "$n"
printf 'const char embedded_readers[] = "%s";\n' \
	"$(cat data/*.[ch] data/*/*.[ch] parse/*.[ch] parse/*/*.[ch] | sha256sum | cut -c1-64)"
