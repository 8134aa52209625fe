/* matcher.h - which rules a line may match, by its first bytes. */
#ifndef PARSE_MATCHER_H
#define PARSE_MATCHER_H

#include <stddef.h>
#include <stdint.h>

#include "data/base/mem.h"
#include "parse/regex.h"

struct grammar;

/* A rule that a line may match, with what decides that cheaply. */
struct candidate {
	uint64_t mask, key;   /* the first bytes, after blanks */
	const struct regex_literal *literal;
	const struct grammar *grammar;
	uint32_t order;       /* of the rule in its grammar */
	uint32_t in;          /* bits of contexts in which it counts; all: any */
};

/* Candidates in the order in which they count; for each byte that a line may begin with (after
   blanks) the numbers of those that it leaves. */
struct matcher {
	struct candidate *candidates;
	uint32_t *numbers;
	uint32_t first[257];
};

/* Of these candidates, whose `mask` and `key` it sets. The arena owns what it keeps; the
   candidates stay the caller's, as long as the matcher. */
void matcher_build(struct matcher *m, struct arena *a, struct candidate *candidates,
		   size_t count);

#endif
