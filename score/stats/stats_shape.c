/* stats_shape.c - outliers and modes of one sorted sample. */
#include "score/stats/stats_shape.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "data/base/mem.h"
#include "score/stats/stats.h"
#include "score/stats/stats_table.h"
#include "score/stats/stats_tail.h"

/* --- simulated distributions ---------------------------------------------------------- */

/* The logarithm of p, straight between the quantiles. 0 (p is 1) below the median. */
static double log_p(const struct stats_table_row *row, double x)
{
	size_t i = 0;
	double share, before;

	while (i < STATS_TABLE_PS && row->at[i] < x)
		i++;
	if (i == 0)
		return 0;
	before = log(stats_table_p[i - 1]);
	if (i == STATS_TABLE_PS)
		return before;
	share = (x - row->at[i - 1]) / (row->at[i] - row->at[i - 1]);
	return before + share * (log(stats_table_p[i]) - before);
}

/* Between the rows for fewer and for more runs by 1 / n. What falls with n as n^-power is
   looked up in each row as it would be there. NAN outside the table. */
static double table_p(const struct stats_table_row *rows, double x, double n, double power)
{
	const struct stats_table_row *last = rows + stats_table_rows - 1, *row = rows;
	double low, high, share;

	if (isnan(x) || n < rows->n || n > last->n)
		return NAN;
	while (row->n < n)
		row++;
	low = log_p(row, x * pow(n / row->n, power));
	if (row->n == n)
		return exp(low);
	high = low;
	row--;
	low = log_p(row, x * pow(n / row->n, power));
	share = (1 / row->n - 1 / n) / (1 / row->n - 1 / row[1].n);
	return exp(low + share * (high - low));
}

double stats_outlier_p(double z, size_t n)
{
	const struct stats_table_row *last = &stats_table_outlier[stats_table_rows - 1];
	double bound = 2 * (double)n * stats_normal_tail(fabs(z));

	if ((double)n <= last->n)
		return table_p(stats_table_outlier, fabs(z), (double)n, 0);
	return fmin(fmax(bound, STATS_TABLE_LEAST), 1);
}

double stats_dip_p(double dip, size_t n)
{
	const struct stats_table_row *last = &stats_table_dip[stats_table_rows - 1];

	if ((double)n <= last->n)
		return table_p(stats_table_dip, dip, (double)n, 0.5);
	/* The root's factor, 0.519 for 5 % at 200 runs, still grows to 0.545. */
	return table_p(stats_table_dip, 0.95 * dip * sqrt((double)n / last->n), last->n,
		       0.5);
}

double stats_gap_p(double gap, size_t n)
{
	return table_p(stats_table_gap, gap, (double)n, 0);
}

/* --- far out ------------------------------------------------------------------------- */

double stats_mad(const double *sorted, size_t n)
{
	double median = stats_median(sorted, n), off = NAN;
	size_t lo = 0, hi = n, left = n;

	/* The largest deviation is always at an end: take them off down to the middle. */
	while (left > n / 2) {
		double low = median - sorted[lo], high = sorted[hi - 1] - median;

		off = fmax(low, high);
		if (low > high)
			lo++;
		else
			hi--;
		left--;
	}
	if (n % 2 == 0 && n > 0)
		off = (off + fmax(median - sorted[lo], sorted[hi - 1] - median)) / 2;
	return off;
}

double stats_modified_z(double x, double median, double mad, double least)
{
	return x == median ? 0 : 0.6745 * (x - median) / fmax(mad, least);
}

/* --- the dip ------------------------------------------------------------------------- */

/*
 * Heights count in runs. Both hulls run through the points (v[i], i): the distribution is a
 * step lower just before v[i], which the minorant should see, so 1 is added where the two
 * are compared.
 */
struct hulls {
	const double *v;
	size_t low, high;	   /* the modal interval so far */
	double *minor, *major;	   /* height of the minorant, the majorant, at v[i] */
	bool *minor_at, *major_at; /* do they touch there? */
	size_t *corners;	   /* scratch */
};

/* Is b no corner on the way from a to c? side 1: of the minorant, -1: of the majorant. */
static bool is_flat(const double *v, size_t a, size_t b, size_t c, double side)
{
	double first = (v[b] - v[a]) * (double)(c - b);
	double second = (v[c] - v[b]) * (double)(b - a);

	return side * (first - second) <= 0;
}

static void draw(const struct hulls *h, double side, double *height, bool *at)
{
	const double *v = h->v;
	size_t *corner = h->corners, n = 0;

	for (size_t i = h->low; i <= h->high; i++) {
		while (n > 1 && is_flat(v, corner[n - 2], corner[n - 1], i, side))
			n--;
		corner[n++] = i;
		at[i] = false;
	}
	at[corner[0]] = true;
	for (size_t k = 1; k < n; k++) {
		size_t a = corner[k - 1], b = corner[k];
		double rise = (double)(b - a);

		at[b] = true;
		for (size_t i = a; i <= b; i++) {
			if (v[a] == v[b])
				height[i] = side > 0 ? (double)a : (double)b;
			else
				height[i] =
					(double)a + rise * (v[i] - v[a]) / (v[b] - v[a]);
		}
	}
}

/* The farthest that the hulls are apart, and the interval where that is: equal runs are in
   it all together. */
static double widest(const struct hulls *h, size_t *low, size_t *high)
{
	double far = 0;

	for (size_t i = h->low; i <= h->high; i++) {
		double of_minor = h->minor_at[i] ? h->major[i] - (double)i + 1 : 0;
		double of_major = h->major_at[i] ? (double)i - h->minor[i] + 1 : 0;
		size_t end = i;

		if (of_minor > far && of_minor >= of_major) {
			while (!h->major_at[end] ||
			       (end < h->high && h->v[end + 1] == h->v[end]))
				end++;
			far = of_minor;
			*low = i;
			*high = end;
		} else if (of_major > far) {
			while (!h->minor_at[end] ||
			       (end > h->low && h->v[end - 1] == h->v[end]))
				end--;
			far = of_major;
			*low = end;
			*high = i;
		}
	}
	return far;
}

/* The farthest that the steps are from the minorant up to `low`, from the majorant from
   `high` on. */
static double tails(const struct hulls *h, size_t low, size_t high)
{
	double far = 1;

	for (size_t i = h->low; i <= low; i++)
		far = fmax(far, (double)i - h->minor[i] + 1);
	for (size_t i = high; i <= h->high; i++)
		far = fmax(far, h->major[i] - (double)i + 1);
	return far;
}

static double dip_in_runs(struct hulls *h)
{
	double dip = 1;

	while (h->v[h->low] < h->v[h->high]) { /* equal runs are a mode */
		size_t low = h->low, high = h->high;
		double far;

		draw(h, 1, h->minor, h->minor_at);
		draw(h, -1, h->major, h->major_at);
		far = widest(h, &low, &high);
		if (far <= dip)
			break;
		dip = fmax(dip, tails(h, low, high));
		if ((low == h->low && high == h->high) || low >= high)
			break;
		h->low = low;
		h->high = high;
	}
	return dip;
}

double stats_dip(const double *sorted, size_t n)
{
	struct hulls h = { .v = sorted, .high = n - 1 };
	double dip = 1;

	if (n == 0)
		return NAN;
	if (sorted[0] != sorted[n - 1]) {
		h.minor = mem_new(2 * n, sizeof(h.minor[0]));
		h.major = h.minor + n;
		h.minor_at = mem_new(2 * n, sizeof(h.minor_at[0]));
		h.major_at = h.minor_at + n;
		h.corners = mem_new(n, sizeof(h.corners[0]));
		dip = dip_in_runs(&h);
		free(h.minor);
		free(h.minor_at);
		free(h.corners);
	}
	return dip / (2 * (double)n);
}

/* --- gaps ---------------------------------------------------------------------------- */

size_t stats_mode_least(size_t n)
{
	return n <= 20 ? 2 : (n + 9) / 10;
}

double stats_gap(const double *sorted, size_t n)
{
	size_t least = stats_mode_least(n), cut = (n > 0 ? n - 1 : 0) / 4;
	double *weighted, most = 0, middle;

	if (n < 2 * least)
		return NAN;
	weighted = mem_new(n, sizeof(weighted[0]));
	for (size_t i = 1; i < n; i++) {
		double gap = sorted[i] - sorted[i - 1];

		weighted[i - 1] = sqrt(gap * (double)i * (double)(n - i));
		if (i >= least && n - i >= least)
			most = fmax(most, weighted[i - 1]);
	}
	stats_sort(weighted, n - 1);
	middle = stats_mean(weighted + cut, n - 1 - 2 * cut);
	free(weighted);
	return most > 0 ? most / middle : NAN;
}

size_t stats_split(const double *sorted, size_t n)
{
	size_t least = stats_mode_least(n), at = 0;
	double all = stats_sum(sorted, n), low = 0, most = -1;

	for (size_t i = 1; i + least <= n; i++) {
		double off, between, share = (double)i / (double)n;

		low += sorted[i - 1];
		off = low - share * all;
		between = off * off / (share * (1 - share));
		if (i >= least && between > most) {
			most = between;
			at = i;
		}
	}
	return at;
}
