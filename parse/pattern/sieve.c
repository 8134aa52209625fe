/*
 * sieve.c - of each literal one part of PART bytes is looked for. Wherever it stands, one of
 * the places that are STEP apart falls on one of its first STEP bytes, and the WINDOW bytes
 * from there are in the sieve.
 */
#include "parse/pattern/sieve.h"

#include <string.h>

#define WINDOW 4
#define PART   8
#define STEP   (PART - WINDOW + 1)

static uint32_t hash(const char *at)
{
	uint32_t bytes;

	memcpy(&bytes, at, WINDOW);
	return bytes * 2654435761u >> (32 - SIEVE_BITS);
}

bool sieve_add(struct sieve *s, const struct regex_literal *l)
{
	if (l->inner_size < PART)
		return false;
	const char *part = l->inner + regex_literal_rarest(l, PART);
	for (size_t k = 0; k < STEP; k++) {
		uint32_t h = hash(part + k);

		s->bits[h / 64] |= UINT64_C(1) << h % 64;
	}
	return true;
}

const char *sieve_next(const struct sieve *s, const char *from, const char *end)
{
	for (; from < end; from += STEP) {
		uint32_t h = hash(from);

		if (s->bits[h / 64] >> h % 64 & 1)
			return from;
	}
	return end;
}
