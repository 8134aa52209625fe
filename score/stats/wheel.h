/*
 * wheel.h - resamples of one sample: n runs drawn from its n runs with replacement (Efron
 * 1979).
 *
 * The mean of n drawn runs is a sum of n picks. Sums of several picks are tabulated once
 * (all 1000 of three out of ten), so that ten picks become four: a "wheel" is such a table.
 * A sample's runs have a key, and the same runs are drawn in the same resample whatever is
 * computed from them.
 */
#ifndef SCORE_WHEEL_H
#define SCORE_WHEEL_H

#include <stdint.h>

#include "data/base/mem.h"

#define WHEEL_PLACES 4096 /* most places of one wheel: 32 KiB of sums, a first-level cache */

struct wheel {
	const double *sums; /* of the deviations from the mean */
	uint32_t places;
};

/* One sample; the arena that it was made in owns it. */
struct wheels {
	size_t n;     /* runs */
	uint64_t key; /* of the stream that its picks come from */
	struct wheel *wheels; /* `words` * 3; what is over adds nothing */
	size_t words; /* random words for one resample's sum: three picks each */
};

/* v: the n values in the order of their runs, mean: theirs. */
void wheels_init(struct wheels *w, struct arena *a, const double *v, size_t n, double mean,
		 uint64_t key);

/* out[k] += weight * (mean of resample first + k - mean of the sample), k < count. */
void wheels_add_means(const struct wheels *w, uint64_t first, size_t count, double weight,
		      double *out);

/* counts[place[i]] += how often run i is in the resample `number`. */
void wheels_count(const struct wheels *w, uint64_t number, const uint32_t *place,
		  uint32_t *counts);

#endif
