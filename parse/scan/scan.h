/* scan.h - what comes of a log. */
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

void scan_result_release(struct scan_result *r);

#endif
