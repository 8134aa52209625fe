/* linear.c - the simplex method on a dense table. */
#include "score/stats/linear.h"

#include <math.h>
#include <stdlib.h>

#include "data/base/mem.h"

#define PIVOTS_MOST 20000

static size_t width(const struct linear *l)
{
	return l->unknowns + l->room + 1;
}

void linear_init(struct linear *l, size_t unknowns, size_t rows)
{
	*l = (struct linear){ .unknowns = unknowns, .room = rows };
	l->table = mem_new((rows + 1) * width(l), sizeof(l->table[0]));
	l->basis = mem_new(rows + 1, sizeof(l->basis[0]));
}

void linear_release(struct linear *l)
{
	free(l->table);
	free(l->basis);
	*l = (struct linear){ 0 };
}

double *linear_row(struct linear *l, double bound)
{
	double *row = l->table + l->rows * width(l);

	row[l->unknowns + l->rows] = 1; /* what is left of the bound */
	row[width(l) - 1] = bound;
	l->basis[l->rows] = l->unknowns + l->rows;
	l->rows++;
	return row;
}

double *linear_goal(struct linear *l)
{
	return l->table + l->room * width(l);
}

/* The row that bounds column `in` first; of several, Bland's. `rows` when none does. */
static size_t leaving(const struct linear *l, size_t in)
{
	size_t w = width(l), out = l->rows;
	double least = HUGE_VAL;

	for (size_t i = 0; i < l->rows; i++) {
		const double *row = l->table + i * w;

		if (!(row[in] > LINEAR_NONE))
			continue;
		double ratio = row[w - 1] / row[in];

		if (ratio < least - LINEAR_NONE ||
		    (ratio <= least + LINEAR_NONE && out < l->rows &&
		     l->basis[i] < l->basis[out])) {
			out = i;
			least = ratio < least ? ratio : least;
		}
	}
	return out;
}

static void pivot(struct linear *l, size_t in, size_t out)
{
	size_t w = width(l);
	double *row = l->table + out * w, by = row[in];

	for (size_t k = 0; k < w; k++)
		row[k] /= by;
	for (size_t i = 0; i <= l->room; i++) {
		double *other = l->table + i * w, times = other[in];

		if (i == out || times == 0)
			continue;
		for (size_t k = 0; k < w; k++) {
			other[k] -= times * row[k];
			if (fabs(other[k]) < 1e-13)
				other[k] = 0; /* what rounding left over */
		}
	}
	l->basis[out] = in;
}

bool linear_solve(struct linear *l, double *max, double *x)
{
	size_t w = width(l);
	const double *goal = linear_goal(l);

	for (size_t n = 0; n < PIVOTS_MOST; n++) {
		size_t in = 0, out;

		while (in + 1 < w && goal[in] >= -LINEAR_NONE)
			in++;
		if (in + 1 == w) {
			*max = goal[w - 1];
			for (size_t i = 0; x && i < l->unknowns; i++)
				x[i] = 0;
			for (size_t i = 0; x && i < l->rows; i++) {
				if (l->basis[i] < l->unknowns)
					x[l->basis[i]] = l->table[i * w + w - 1];
			}
			return true;
		}
		out = leaving(l, in);
		if (out == l->rows)
			return false;
		pivot(l, in, out);
	}
	return false;
}
