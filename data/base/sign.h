/*
 * sign.h - signs: 64 bits by which alike bytes are found, in a table or among others.
 *
 * For what one run of the program compares, and no further: they depend on the machine's order of
 * bytes. Who wants to can make two texts of one sign; hash.h is for what must not be forged.
 */
#ifndef DATA_BASE_SIGN_H
#define DATA_BASE_SIGN_H

#include <stddef.h>
#include <stdint.h>

#include "data/base/random.h"

/* One more word of what has the sign h so far. */
static inline uint64_t sign_word(uint64_t h, uint64_t word)
{
	h = (h ^ word) * RANDOM_GAMMA;
	return h ^ h >> 29;
}

/* So many bytes more; how many is a part of it. Each bit of the sign may serve as a place in a table. */
uint64_t sign_bytes(uint64_t h, const void *bytes, size_t size);

#endif
