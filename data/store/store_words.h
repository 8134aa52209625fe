/* store_words.h - what records refer to by number, read once for a pass over them. For the
   files of the store alone. */
#ifndef DATA_STORE_WORDS_H
#define DATA_STORE_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/base/dict.h"
#include "data/base/err.h"
#include "data/base/mem.h"
#include "data/unit.h"

struct store;

struct words_analysis {
	const char *log, *log_sha256; /* NULL: no such analysis */
	bool current;
};

struct words_context {
	const char *platform, *benchmark, *side, *parameters, *tool, *version, *grammar,
		*grammar_sha256; /* platform NULL: no such context */
};

struct words_slot {
	const char *metric, *canonical, *unit; /* metric: the same pointer for the same name */
	struct unit convert;
	int64_t line;                          /* counted from the reading's */
	int64_t shape;
	int slot;
};

struct words_spelling {
	int64_t reading;
	int slot;
	const char *text;
};

/* Ids count from 1; *_count is one more than the largest. */
struct words {
	struct words_analysis *analyses;
	size_t analysis_count;
	struct words_context *contexts;
	size_t context_count;
	struct words_slot *slots;       /* by shape and slot */
	size_t slot_count;
	size_t *first_slot;             /* of a shape, in `slots`; one more than shapes */
	size_t shape_count;
	struct words_spelling *spellings; /* by reading and slot */
	size_t spelling_count;
	bool in_order;                  /* analyses are numbered in the order of their logs */
	struct dict metrics;            /* their names, each once */
	struct store *store;            /* whose picture is held until words_release() */
	struct arena arena;
};

/* Until words_release() the store is read as it is now. The caller releases in any case, when
   no query of its own runs any longer. */
int words_load(struct store *s, struct words *w, struct err *err);
void words_release(struct words *w);

/* The numbers' rows; NULL where there is none, as in a store that is not sound. */
const struct words_analysis *words_analysis(const struct words *w, int64_t id);
const struct words_context *words_context(const struct words *w, int64_t id);

/* The figure's text on its line; NULL: the number itself. */
const char *words_spelling(const struct words *w, int64_t reading, int slot);

#endif
