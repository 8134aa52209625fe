/* embedded.h - files of the repository that are built into the program (by the Makefile). */
#ifndef DATA_EMBEDDED_H
#define DATA_EMBEDDED_H

#include <stddef.h>

struct embedded_file {
	const char *path; /* in the repository: "parse/grammars/ab.ini" */
	const char *text;
	size_t size;
};

extern const struct embedded_file embedded_schema;     /* data/schema.sql */
extern const struct embedded_file embedded_metrics;    /* data/metrics.ini */
extern const struct embedded_file embedded_layout;     /* collect/archive-layout.ini */
extern const struct embedded_file embedded_grammars[]; /* parse/grammars, sorted by path */
extern const size_t embedded_grammar_count;
extern const char embedded_readers[]; /* SHA-256 of all that turns logs into measurements */

#endif
