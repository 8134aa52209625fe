/* sweep.h - a rubric at many values of a threshold, a shift or a weight. */
#ifndef SCORE_SWEEP_H
#define SCORE_SWEEP_H

#include "data/sweep.h"

/*
 * Fills *out for a judged profile and one or two words of --sweep (sweep_axis.h); two make
 * a grid. EXIT_INPUT for words that are wrong or come to more than SWEEP_ROWS_MOST rows.
 * The caller releases, also after an error.
 */
int sweep_find(const struct profile *p, const char *const *words, size_t count,
	       struct sweep *out, struct err *err);

#endif
