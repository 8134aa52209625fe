/* matcher.h - which rules a line may match, by its first bytes. */
#ifndef PARSE_MATCHER_H
#define PARSE_MATCHER_H

#include <stddef.h>
#include <stdint.h>

#include "data/base/mem.h"
#include "parse/pattern/regex.h"

struct grammar;

/* A rule that a line may match, with what decides that cheaply. */
struct candidate {
	const struct regex_literal *literal;
	const struct grammar *grammar;
	uint32_t order;       /* of the rule in its grammar */
	uint32_t in;          /* bits of contexts in which it counts; all: any */
};

/* Candidates in the order in which they count, 64 in a word. */
struct matcher {
	const struct candidate *candidates;
	size_t words;
	uint64_t *rows; /* for each word, place and byte: which candidates may have it there */
};

/* Of these candidates, which stay the caller's, as long as the matcher. The arena owns what
   it keeps. */
void matcher_build(struct matcher *m, struct arena *a, const struct candidate *candidates,
		   size_t count);

/* Which candidates of the word may match: `at` is the line's first byte that is no blank, and
   REGEX_PLACES bytes may be read from there on. */
static inline uint64_t matcher_look(const struct matcher *m, size_t word, const char *at)
{
	const uint64_t *row = m->rows + word * REGEX_PLACES * 256;
	const unsigned char *b = (const unsigned char *)at;
	uint64_t may = row[b[0]] & row[256 + b[1]];

	if (may == 0) /* as of most words */
		return 0;
	return may & row[2 * 256 + b[2]] & row[3 * 256 + b[3]] & row[4 * 256 + b[4]] &
	       row[5 * 256 + b[5]] & row[6 * 256 + b[6]] & row[7 * 256 + b[7]];
}

#endif
