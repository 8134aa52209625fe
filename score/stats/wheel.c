/* wheel.c - draws runs with replacement, several at a time. */
#include "score/stats/wheel.h"

#include <string.h>

#include "data/base/random.h"

#define PICKS 3		/* in one random word */
#define PICK_BITS 21	/* of the word for each */
#define PICK_MASK ((1u << PICK_BITS) - 1)
#define MORE 0x5bd1e995u /* makes a second stream of a key */

/* A number below `places`, from 21 random bits: with 4096 places the most probable is 0.2 %
   more so than the least. */
static uint32_t pick(uint64_t bits, uint32_t places)
{
	return (uint32_t)((bits & PICK_MASK) * places >> PICK_BITS);
}

/* Sums of every tuple of `size` deviations: all of size - 1, each with one more. */
static struct wheel make_wheel(struct arena *a, const double *deviations, size_t n,
			       size_t size)
{
	size_t places = n;
	double *sums;

	for (size_t i = 1; i < size; i++)
		places *= n;
	sums = arena_new(a, places, sizeof(sums[0]));
	memcpy(sums, deviations, n * sizeof(sums[0]));
	for (size_t have = n; have < places; have *= n) {
		/* From the end, so that what is read is not yet overwritten. */
		for (size_t i = have; i-- > 0;) {
			for (size_t k = n; k-- > 0;)
				sums[i * n + k] = sums[i] + deviations[k];
		}
	}
	return (struct wheel){ sums, (uint32_t)places };
}

/* How many runs one wheel can draw at once. */
static size_t tuple_of(size_t n)
{
	size_t size = 1, places = n;

	while (n > 1 && places * n <= WHEEL_PLACES && size < n) {
		places *= n;
		size++;
	}
	return size;
}

void wheels_init(struct wheels *w, struct arena *a, const double *v, size_t n, double mean,
		 uint64_t key)
{
	static const double nothing[1] = { 0 };
	double *deviations = arena_new(a, n, sizeof(deviations[0]));
	size_t size = tuple_of(n), full = n / size, rest = n % size, count = full + (rest > 0);
	struct wheel wheel;

	for (size_t i = 0; i < n; i++)
		deviations[i] = v[i] - mean;
	*w = (struct wheels){ .n = n, .key = key, .words = (count + PICKS - 1) / PICKS };
	w->wheels = arena_new(a, w->words * PICKS, sizeof(w->wheels[0]));
	wheel = make_wheel(a, deviations, n, size);
	for (size_t i = 0; i < w->words * PICKS; i++)
		w->wheels[i] = i < full ? wheel : (struct wheel){ nothing, 1 };
	if (rest > 0)
		w->wheels[full] = make_wheel(a, deviations, n, rest);
}

void wheels_add_means(const struct wheels *w, uint64_t first, size_t count, double weight,
		      double *out)
{
	size_t words = w->words;

	weight /= (double)w->n;
	for (size_t k = 0; k < count; k++) {
		uint64_t at = (first + k) * words;
		double sum = 0;

		for (size_t i = 0; i < words; i++) {
			const struct wheel *t = &w->wheels[i * PICKS];
			uint64_t bits = random_word(w->key, at + i);

			sum += t[0].sums[pick(bits, t[0].places)];
			sum += t[1].sums[pick(bits >> PICK_BITS, t[1].places)];
			sum += t[2].sums[pick(bits >> (2 * PICK_BITS), t[2].places)];
		}
		out[k] += weight * sum;
	}
}

void wheels_count(const struct wheels *w, uint64_t number, const uint32_t *place,
		  uint32_t *counts)
{
	size_t words = (w->n + PICKS - 1) / PICKS, left = w->n;

	for (size_t i = 0; i < words; i++) {
		uint64_t bits = random_word(w->key ^ MORE, number * words + i);

		for (size_t k = 0; k < PICKS && left > 0; k++, left--) {
			counts[place[pick(bits, (uint32_t)w->n)]]++;
			bits >>= PICK_BITS;
		}
	}
}
