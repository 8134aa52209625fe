/* sign.c - signs of bytes. */
#include "data/base/sign.h"

#include <string.h>

uint64_t sign_bytes(uint64_t h, const void *bytes, size_t size)
{
	const unsigned char *p = bytes;
	uint64_t word = 0;

	h = sign_word(h, size);
	if (size < sizeof(word)) {
		for (size_t i = 0; i < size; i++)
			word = word << 8 | p[i];
	} else {
		for (const unsigned char *end = p + size - sizeof(word); p < end; p += sizeof(word)) {
			memcpy(&word, p, sizeof(word));
			h = sign_word(h, word);
		}
		/* the last eight, whether some of them were in the word before or not */
		memcpy(&word, (const unsigned char *)bytes + size - sizeof(word), sizeof(word));
	}
	h = sign_word(h, word);
	/* a word that ends with zeros, as a double of a small number does, has reached the upper bits only */
	h = (h ^ h >> 32) * RANDOM_GAMMA;
	return h ^ h >> 32;
}
