/* stats.c - numbers about a sample of runs; knows no store, no rubric. */
#include "score/stats/stats.h"

#include <math.h>
#include <stdlib.h>

/* Neumaier's sum: the error of each addition is carried along. */
static void add(double *sum, double *lost, double x)
{
	double t = *sum + x;

	if (fabs(*sum) >= fabs(x))
		*lost += (*sum - t) + x;
	else
		*lost += (x - t) + *sum;
	*sum = t;
}

double stats_sum(const double *v, size_t n)
{
	double sum = 0, lost = 0;

	for (size_t i = 0; i < n; i++)
		add(&sum, &lost, v[i]);
	return isfinite(sum) ? sum + lost : sum;
}

double stats_mean(const double *v, size_t n)
{
	return n > 0 ? stats_sum(v, n) / (double)n : NAN;
}

double stats_sd(const double *v, size_t n)
{
	double mean = stats_mean(v, n), sum = 0, lost = 0;

	if (n < 2)
		return NAN;
	for (size_t i = 0; i < n; i++)
		add(&sum, &lost, (v[i] - mean) * (v[i] - mean));
	return sqrt((sum + lost) / (double)(n - 1));
}

double stats_geometric_mean(const double *v, size_t n)
{
	double sum = 0, lost = 0;

	for (size_t i = 0; i < n; i++) {
		if (!(v[i] > 0))
			return NAN;
		add(&sum, &lost, log(v[i]));
	}
	return n > 0 ? exp((sum + lost) / (double)n) : NAN;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

void stats_sort(double *v, size_t n)
{
	if (n > 1)
		qsort(v, n, sizeof(v[0]), compare);
}

double stats_median(const double *sorted, size_t n)
{
	if (n == 0)
		return NAN;
	return n % 2 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
}

double stats_trimmed_mean(const double *sorted, size_t n, double share)
{
	/* The share of ten that 0.3 is would be floored to 2 without the hair. */
	size_t cut = (size_t)floor(share * (double)n + 1e-9);

	if (n == 0 || !(share >= 0 && share < 0.5))
		return NAN;
	return stats_mean(sorted + cut, n - 2 * cut);
}
