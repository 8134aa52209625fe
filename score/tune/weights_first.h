/*
 * weights_first.h - can a candidate be first under some weighting? Decided where that can
 * be done exactly, and said to be open where it cannot.
 *
 * Where two candidates were measured in the same features, who is ahead is the sign of a
 * sum that is linear in the weights; so to be first is a system of linear inequalities, and
 * whether it has a solution a linear programme finds (linear.h). Where they were not, a
 * comparison of two fractions is left; then only what holds for each pair of features holds
 * for sure.
 */
#ifndef SCORE_WEIGHTS_FIRST_H
#define SCORE_WEIGHTS_FIRST_H

#include "data/model.h"
#include "score/tune/weights_domain.h"

struct weights_first {
	enum weights_verdict verdict; /* not UNRANKED */
	size_t ahead;
	/* FIRST: a weighting that puts it first; of `count` units, or NULL */
	double *example;
};

/*
 * m has percentages for `levels` (features * candidates). Of a candidate that was ranked in
 * the set; `a` owns the example.
 */
struct weights_first weights_first_find(const struct weights_domain *d,
					const struct model *m, const signed char *levels,
					size_t set, size_t candidate, struct arena *a);

#endif
