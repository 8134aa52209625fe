/*
 * scan.h - reads one log: bytes in, records out. A scanner knows all grammars at once;
 * what opens a record decides which one reads on.
 */
#ifndef PARSE_SCAN_H
#define PARSE_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/base/err.h"
#include "data/base/hash.h"
#include "data/measure.h"
#include "parse/language/grammar.h"
#include "parse/language/layout.h"
#include "parse/record/record.h"

struct grammars; /* parse/language/grammars.h */

#define SCAN_LINE_MAX (64 * 1024) /* a longer line is not matched */
#define SCAN_PROBLEMS 5           /* examples kept of each kind in a log */

/* Kinds of a problem: a figure that is not taken, as it cannot be right, or as nobody measured it. */
#define SCAN_DOUBT "cannot be"
#define SCAN_UNMEASURED "not measured"

/* What came of a log. */
struct scan_result {
	char sha256[HASH_HEX];
	char fingerprint[HASH_HEX];
	int64_t bytes, lines, records, intervals;
	int64_t unknown_lines, overlong_lines, broken_documents;
	struct measure_problem problems[3 * SCAN_PROBLEMS + RECORDER_MARKS + RECORDER_DOUBTS];
	size_t problem_count;
	struct arena arena;  /* owns the problems' texts */
};

/* Where finished records go while a long log is still being read. Takes the batch over, and
   leaves an empty one in its place, whose room is used again if it has any. */
typedef int scan_sink_fn(void *ctx, struct record_batch *batch, struct err *err);

struct scan; /* one thread's scanner */

/* `threads`: it may start one to read and hash a long log. */
struct scan *scan_new(const struct grammars *grammars, struct measure_names *names,
		      bool series, bool threads);
void scan_free(struct scan *s); /* NULL is fine */
/* From here on no line is passed over at a glance as nobody's. What is read is the same, slower: for
   tests. */
void scan_wholly(struct scan *s);

/*
 * Reads the file. Records come by `sink`, in order, in one or more batches. The result is
 * the caller's to release (scan_result_release), also after an error (EXIT_MACHINE: the
 * file cannot be read).
 */
int scan_file(struct scan *s, const char *path, const struct layout_match *place,
	      scan_sink_fn *sink, void *ctx, struct scan_result *out, struct err *err);
void scan_result_release(struct scan_result *r);

#endif
