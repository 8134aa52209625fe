/* sweep_move.h - private to sweep*.c: a rubric's model at a value of an axis, and the
   values at which something in it can change. */
#ifndef SCORE_SWEEP_MOVE_H
#define SCORE_SWEEP_MOVE_H

#include "data/sweep.h"

/* The model's thresholds and weights as those of `from`, a model of the same profile. */
void sweep_reset(struct model *m, const struct model *from);
/* Moves the model's thresholds, or sets its weights. */
void sweep_move(const struct sweep_axis *x, double value, struct model *m);
/* Why the model's thresholds are none that a rubric may have, or NULL. */
const char *sweep_unsound(const struct model *m, struct arena *a);

/*
 * The values at which a level or the order can change, and those at which thresholds meet
 * or leave what is allowed: ascending, each once. Of a threshold or shift all there are; of
 * a weight those in the axis's range. `m` is the rubric as it is, `levels` its levels. The
 * caller frees.
 */
double *sweep_breaks(const struct sweep_axis *x, const struct model *m,
		     const signed char *levels, size_t *count);

#endif
