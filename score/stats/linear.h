/*
 * linear.h - small linear programmes: maximise c x subject to A x <= b, x >= 0, with b >=
 * 0.
 *
 * The simplex method (Dantzig 1951) on a dense table, with the rule that never runs in
 * circles (Bland 1977, "New finite pivoting rules for the simplex method"). For tens of
 * unknowns and rows whose figures are of like size.
 */
#ifndef SCORE_LINEAR_H
#define SCORE_LINEAR_H

#include <stdbool.h>
#include <stddef.h>

#define LINEAR_NONE 1e-9 /* what is smaller counts as nothing */

struct linear {
	size_t unknowns, rows, room;
	double *table; /* (room + 1) * (unknowns + room + 1); the last row: -c */
	size_t *basis;
};

/* Zeroed: no row yet, c all zero. `rows`: at most so many will come. */
void linear_init(struct linear *l, size_t unknowns, size_t rows);
void linear_release(struct linear *l);

/* A row's `unknowns` coefficients, all zero: for the caller to fill in before the next. */
double *linear_row(struct linear *l, double bound);
/* c, negated: likewise. */
double *linear_goal(struct linear *l);

/* The maximum; x, which may be NULL, gets where it is. False when it has none or was not
   found. It ends the programme: no row can follow. */
bool linear_solve(struct linear *l, double *max, double *x);

#endif
