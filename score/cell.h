/* cell.h - one platform, one feature: figures, ratio, level. */
#ifndef SCORE_CELL_H
#define SCORE_CELL_H

#include "data/profile.h"

#define CELL_NO_STRATUM "(none)" /* the stratum of a record that lacks the parameter */

/* The feature's statistic of some values; sorts them. NAN if there is none. */
double cell_statistic(const struct rubric_feature *f, double *v, size_t n);

/* The order of strata by name: numbers (and sizes such as "4k") by size, then words by letter.
   Below zero, zero, above, as strcmp(). */
int cell_stratum_order(const char *x, const char *y);

/* From the samples of the feature's cells to their figures, by stratum and in all. */
void cell_measure(struct profile *p, size_t feature);

/* From the figures to ratio, status and level. */
void cell_judge(struct profile *p, size_t feature);

/* The names of the strata that the baseline has and the platform has not, or the other way
   round (`extra`), with commas; NULL if none. The profile's arena owns it. */
const char *cell_lacks(struct profile *p, size_t feature, size_t platform, bool extra);

#endif
