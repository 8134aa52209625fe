/*
 * sketch.h - quantiles of any number of draws in memory that does not grow: a histogram that
 * is fine where the draws are dense and reaches to infinity on both sides.
 */
#ifndef SCORE_SKETCH_H
#define SCORE_SKETCH_H

#include <stddef.h>
#include <stdint.h>

#define SKETCH_BINS 2048

/* Zeroed, then centre and spread set, is an empty one. A quantile is within 0.4 % of a
   spread at the centre, within 1 % at one spread from it and 4 % at three. */
struct sketch {
	double centre, spread; /* where the draws are dense; spread 0: they do not vary */
	double low, high;      /* smallest and largest draw */
	uint64_t count;
	uint32_t bins[SKETCH_BINS];
};

void sketch_init(struct sketch *s, double centre, double spread);
/* NAN is left out. */
void sketch_add(struct sketch *s, const double *v, size_t count);
/* Adds what `from` has, which must have the same centre and spread. */
void sketch_merge(struct sketch *s, const struct sketch *from);
/* The draw below which a share p of all lie; NAN of an empty one. */
double sketch_quantile(const struct sketch *s, double p);

#endif
