/* cell.h - one platform, one feature: figures, ratio, level. */
#ifndef SCORE_CELL_H
#define SCORE_CELL_H

#include "data/profile.h"

#define CELL_NO_STRATUM "(none)" /* the stratum of a record that lacks the parameter */

/* The feature's statistic of some values; sorts them. NAN if there is none. */
double cell_statistic(const struct rubric_feature *f, double *v, size_t n);

/* The same of values that are sorted. */
double cell_statistic_sorted(const struct rubric_feature *f, const double *v, size_t n);

/* The order of strata by name: numbers (and sizes such as "4k") by size, then words by letter.
   Below zero, zero, above, as strcmp(). */
int cell_stratum_order(const char *x, const char *y);

/* From the samples of the feature's cells to their figures, by stratum and in all. */
void cell_measure(struct profile *p, size_t feature);

/* From the figures to ratio, status and level. */
void cell_judge(struct profile *p, size_t feature);

/*
 * One stratum of a cell (or the whole of it, when its strata are pooled or there are none)
 * by the feature's statistic: what a cell's value and ratio are made of, so that they can be
 * made again from other samples.
 */
struct cell_part {
	const char *stratum; /* borrowed; NULL when it is the whole */
	size_t n;            /* samples; 0: the part is not there */
	double value;        /* canonical unit; NAN if there is none */
};

/* The cell's value in the canonical unit; NAN when strata are combined by their ratios. */
double cell_value_of(const struct rubric_feature *f, const struct cell_part *parts,
		     size_t count);
/* The ratio to the baseline, rounded; NAN where it would mean nothing. */
double cell_ratio_of(const struct rubric_feature *f, const struct cell_part *parts,
		     size_t count, const struct cell_part *base, size_t base_count);

/* The names of the strata that the baseline has and the platform has not, or the other way
   round (`extra`), with commas; NULL if none. The profile's arena owns it. */
const char *cell_lacks(struct profile *p, size_t feature, size_t platform, bool extra);

#endif
