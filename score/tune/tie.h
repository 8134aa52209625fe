/*
 * tie.h - the weights at which two candidates have the same percentage.
 *
 * A percentage is a sum of fractions that are linear in the weight, above and below. The
 * difference of two of them, times all that stands below, is a polynomial; it is written in
 * Bernstein's basis, in which the sign changes of the coefficients bound the number of
 * roots, and halved until each part has one at most (Lane & Riesenfeld 1981, "Bounds on a
 * polynomial", BIT 21). So no tie is missed between two steps of a sweep.
 */
#ifndef SCORE_TIE_H
#define SCORE_TIE_H

#include <stddef.h>

#define TIE_TERMS_MOST 64 /* of both sides together */

/* (a + b w) / (c + d w); what stands below is above zero wherever w > 0. */
struct tie_term {
	double a, b, c, d;
};

/*
 * Where in low..high (0 <= low < high) the sums of both sides' terms are the same,
 * ascending; none where they are the same everywhere. Returns how many, `room` at most.
 */
size_t tie_find(const struct tie_term *x, size_t x_count, const struct tie_term *y,
		size_t y_count, double low, double high, double *out, size_t room);

#endif
