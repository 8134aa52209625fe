/*
 * weights.h - who is first when the weights are not agreed on: weightings are drawn, and it
 * is counted what ranks they give.
 *
 * SMAA, stochastic multicriteria acceptability analysis: Lahdelma, Hokkanen & Salminen
 * 1998, "SMAA - Stochastic multiobjective acceptability analysis", European Journal of
 * Operational Research 106; all ranks, central weights and confidence factors after
 * Lahdelma & Salminen 2001, "SMAA-2", Operations Research 49.
 */
#ifndef SCORE_WEIGHTS_H
#define SCORE_WEIGHTS_H

#include "data/base/err.h"
#include "data/weights.h"

struct weights_options {
	enum weights_per per;
	const char *order;	   /* or NULL: the rubric's */
	const char *const *ranges; /* "boot_time=1:3" */
	size_t range_count;
	size_t draws;	/* at least 1 */
	bool uncertain; /* each weighting with a resample's scores */
	const struct certainty_options *certainty; /* seed, threads, resamples */
};

/*
 * Fills *out for a judged profile: any weightings; those of the order, where there is one;
 * those of the ranges, if any. The same for the same seed, whatever the number of threads;
 * memory does not depend on the number of draws. EXIT_INPUT for an order or ranges that are
 * wrong, and where no weight changes anything. The caller releases, also after an error.
 */
int weights_find(const struct profile *p, const struct weights_options *o,
		 struct weights *out, struct err *err);

#endif
