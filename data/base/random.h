/*
 * random.h - pseudo-random words that are a function of a key and a number.
 *
 * SplitMix64 (Steele, Lea & Flood 2014, "Fast splittable pseudorandom number generators")
 * as a counter: the i-th word of a stream is there without the ones before. So the same
 * seed gives the same words whatever the number of threads, and what is drawn for one thing
 * does not depend on what else is drawn.
 */
#ifndef DATA_BASE_RANDOM_H
#define DATA_BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

#define RANDOM_GAMMA 0x9e3779b97f4a7c15u

static inline uint64_t random_mix(uint64_t z)
{
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

/* The i-th word of the stream `key`. */
static inline uint64_t random_word(uint64_t key, uint64_t i)
{
	return random_mix(key + i * RANDOM_GAMMA);
}

/* A word as a number in [0, 1), with 53 random bits. */
static inline double random_share(uint64_t word)
{
	return (double)(word >> 11) * 0x1p-53;
}

/* A stream of its own for each key and text; `text` may be NULL. */
uint64_t random_key(uint64_t key, const char *text);

#endif
