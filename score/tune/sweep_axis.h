/* sweep_axis.h - what is swept, over which values, from a word of the command line. */
#ifndef SCORE_SWEEP_AXIS_H
#define SCORE_SWEEP_AXIS_H

#include "data/base/err.h"
#include "data/sweep.h"

/*
 * "file_read.2=60%:80%:0.5%": the threshold of a level, from:to:step; "levels.share.2=...":
 * of a scale that features share; "shift=-5:5:0.5", "file_read.shift=...",
 * "levels.share.shift=...": all thresholds, above zero is tighter;
 * "set.low_level.weight=..." and "importance.high.weight=...". Fills *out, whose texts `a`
 * owns. EXIT_INPUT, with the word, for what is none of these or more than SWEEP_ROWS_MOST
 * values.
 */
int sweep_axis_read(const struct rubric *r, const char *word, struct arena *a,
		    struct sweep_axis *out, struct err *err);

/* The i-th value, of `count`. */
double sweep_axis_value(const struct sweep_axis *x, size_t i);

/* Does it move thresholds of this feature? */
bool sweep_axis_moves(const struct sweep_axis *x, const struct rubric *r, size_t feature);

#endif
