/* random.c - keys of streams. */
#include "data/base/random.h"

uint64_t random_key(uint64_t key, const char *text)
{
	for (; text != NULL && *text != '\0'; text++)
		key = random_mix(key + RANDOM_GAMMA + (unsigned char)*text);
	return random_mix(key + RANDOM_GAMMA);
}
