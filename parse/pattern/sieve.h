/*
 * sieve.h - one look at a text for many literals together, however many there are: where none
 * of them stands, it finds nothing; where it finds something, one may stand.
 */
#ifndef PARSE_SIEVE_H
#define PARSE_SIEVE_H

#include <stdbool.h>
#include <stdint.h>

#include "parse/pattern/regex.h"

#define SIEVE_BITS 16

struct sieve {
	uint64_t bits[(1u << SIEVE_BITS) / 64]; /* of the hashes of parts of the literals */
};

/* Is the pattern one of which the sieve can look for the inner literal? Then it will: lines
   in which it finds nothing do not match. */
bool sieve_add(struct sieve *s, const struct regex_literal *l);

/* The first place from `from` on that is part of a literal, or `end`. Some bytes (READER_PAD
   is enough) are read behind the end. */
const char *sieve_next(const struct sieve *s, const char *from, const char *end);

#endif
