/* coverage_shape.c - populations of which the truth is known, and samples of them. */
#include "tests/bench/coverage.h"

#include <math.h>
#include <string.h>

#include "score/stats/stats.h"

const char *const statistic_names[STATISTICS] = { "mean", "median", "trimmed mean (0.2)",
						  "geometric mean" };

#define TRIM 0.2

/* Bimodal: 70 % at 1, 30 % at 1.15, each with 1 % of noise. Outliers: 5 % are 3 times as
 * high. */
#define MODE_SHARE 0.3
#define MODE_HIGH 1.15
#define OUT_SHARE 0.05
#define OUT_HIGH 3.0

static double shape_draw(const struct shape *s, struct rng *r)
{
	double x = 0, high = 1;

	if (s->kind == LOG_NORMAL)
		return exp(s->spread * rng_normal(r));
	if (s->kind == BIMODAL)
		high = rng_uniform(r) < MODE_SHARE ? MODE_HIGH : 1;
	else if (s->kind == OUTLIERS)
		high = rng_uniform(r) < OUT_SHARE ? OUT_HIGH : 1;
	while (x <= 0) /* cut off at 0: five sigmas away at 20 % */
		x = high * (1 + s->spread * rng_normal(r));
	return x;
}

/* Two normal modes: this is the share below x. */
static double shape_cdf(const struct shape *s, double x)
{
	double share = 0, high = 1;

	if (s->kind == LOG_NORMAL)
		return normal_cdf(log(x) / s->spread);
	if (s->kind == BIMODAL) {
		share = MODE_SHARE;
		high = MODE_HIGH;
	} else if (s->kind == OUTLIERS) {
		share = OUT_SHARE;
		high = OUT_HIGH;
	}
	return (1 - share) * normal_cdf((x - 1) / s->spread) +
	       share * normal_cdf((x - high) / (s->spread * high));
}

static double shape_quantile(const struct shape *s, double p)
{
	double low = 0, high = 100;

	for (int i = 0; i < 60; i++) {
		double middle = (low + high) / 2;

		if (shape_cdf(s, middle) < p)
			low = middle;
		else
			high = middle;
	}
	return (low + high) / 2;
}

static double shape_mean(const struct shape *s)
{
	switch (s->kind) {
	case LOG_NORMAL:
		return exp(s->spread * s->spread / 2);
	case BIMODAL:
		return 1 + MODE_SHARE * (MODE_HIGH - 1);
	case OUTLIERS:
		return 1 + OUT_SHARE * (OUT_HIGH - 1);
	case NORMAL:
		break;
	}
	return 1;
}

double shape_truth(const struct shape *s, enum statistic what, size_t n)
{
	const int steps = 1000;
	double cut = floor(TRIM * (double)n + 1e-9) / (double)n, sum = 0;

	if (what == MEAN || (what == TRIMMED && cut == 0))
		return shape_mean(s);
	if (what == MEDIAN)
		return shape_quantile(s, 0.5);
	if (what == GEOMETRIC) {
		if (s->kind == LOG_NORMAL)
			return 1;
		cut = 0;
	}
	for (int i = 0; i < steps; i++) {
		double x = shape_quantile(s, cut + (1 - 2 * cut) * (i + 0.5) / steps);

		sum += what == GEOMETRIC ? log(x) : x;
	}
	return what == GEOMETRIC ? exp(sum / steps) : sum / steps;
}

static double statistic(const struct sample *s)
{
	switch (s->what) {
	case MEDIAN:
		return stats_median(s->x, s->n);
	case TRIMMED:
		return stats_trimmed_mean(s->x, s->n, TRIM);
	case GEOMETRIC:
		return stats_geometric_mean(s->x, s->n);
	default:
		return stats_mean(s->x, s->n);
	}
}

void sample_draw(struct sample *s, const struct shape *shape, struct rng *r)
{
	for (size_t i = 0; i < s->n; i++)
		s->x[i] = (double)(i * s->strata / s->n + 1) * shape_draw(shape, r);
	if (s->strata == 1)
		stats_sort(s->x, s->n);
	s->est = statistic(s);
}

/* The runs as parts of their mean, or their logarithms; each less its stratum's mean. */
static void deviations(const struct sample *s, double *l)
{
	size_t each = s->n / s->strata;
	double mean = stats_mean(s->x, s->n);

	for (size_t i = 0; i < s->n; i++)
		l[i] = s->what == GEOMETRIC ? log(s->x[i]) : s->x[i] / mean;
	for (size_t h = 0; h < s->n; h += each) {
		double centre = stats_mean(l + h, each);

		for (size_t i = h; i < h + each; i++)
			l[i] -= centre;
	}
}

/* Standard error, degrees of freedom and third cumulant, each summed over the strata. */
static void measure(struct sample *s)
{
	double l[RUNS_MAX], n = (double)s->n, variance = 0, weight = 0, cube = 0;
	size_t each = s->n / s->strata;

	deviations(s, l);
	for (size_t h = 0; h < s->n; h += each) {
		double two = 0, three = 0, part;

		for (size_t i = h; i < h + each; i++) {
			two += l[i] * l[i];
			three += l[i] * l[i] * l[i];
		}
		part = two / (double)(each - 1) * (double)each / (n * n);
		variance += part;
		weight += part * part / (double)(each - 1);
		cube += three * s->k * s->k * s->k / (n * n * n);
	}
	s->se = sqrt(variance);
	s->nu = variance > 0 ? variance * variance / weight : n - (double)s->strata;
	s->cube = cube;
}

static size_t trimmed(size_t n)
{
	return (size_t)floor(TRIM * (double)n + 1e-9);
}

/*
 * The resampled mean's variance is (n-1)/n of what it should be, n being a stratum's runs.
 * That of the median, and of what is cut at its ends, is if anything too large: left as it
 * is.
 */
static double stretch(const struct sample *s)
{
	double each = (double)(s->n / s->strata);

	if (s->what == MEDIAN || (s->what == TRIMMED && trimmed(s->n) > 0))
		return 1;
	return sqrt(each / (each - 1));
}

/* A value from how often each run was drawn: these walk the sorted runs. */
static double middle_of(const struct sample *s, const unsigned char *times, size_t from,
			size_t to)
{
	size_t passed = 0;
	double sum = 0;

	for (size_t i = 0; i < s->n && passed < to; i++) {
		size_t low = passed > from ? passed : from;

		passed += times[i];
		if (passed > low)
			sum += s->x[i] * (double)((passed < to ? passed : to) - low);
	}
	return sum / (double)(to - from);
}

static double star_sorted(const struct sample *s, struct rng *r)
{
	unsigned char times[RUNS_MAX] = { 0 };
	size_t n = s->n, cut = trimmed(n);

	for (size_t i = 0; i < n; i += 2) {
		uint64_t bits = rng_bits(r);

		times[rng_below((uint32_t)bits, n)]++;
		if (i + 1 < n)
			times[rng_below((uint32_t)(bits >> 32), n)]++;
	}
	if (s->what == MEDIAN)
		return middle_of(s, times, (n - 1) / 2, n / 2 + 1);
	return middle_of(s, times, cut, n - cut);
}

/* The mean of v's runs drawn within strata; its standard error, relative, in *se. */
static double star_mean(const struct sample *s, const double *v, struct rng *r, double *se)
{
	size_t n = s->n, each = n / s->strata;
	double all = 0, variance = 0;

	for (size_t h = 0; h < n; h += each) {
		double sum = 0, squares = 0;

		for (size_t i = 0; i < each; i += 2) {
			uint64_t bits = rng_bits(r);
			double x = v[h + rng_below((uint32_t)bits, each)];
			double y = i + 1 < each
					   ? v[h + rng_below((uint32_t)(bits >> 32), each)]
					   : 0;

			sum += x + y;
			squares += x * x + y * y;
		}
		all += sum;
		squares -= sum * sum / (double)each;
		/* What remains of equal values is rounding. */
		if (squares > 1e-12 * sum * sum)
			variance += squares / (double)(each - 1) * (double)each;
	}
	*se = sqrt(variance) / fabs(all);
	return all / (double)n;
}

void sample_resample(struct sample *s, size_t resamples, struct rng *r)
{
	double logs[RUNS_MAX];

	s->k = stretch(s);
	measure(s);
	if (s->what == GEOMETRIC)
		for (size_t i = 0; i < s->n; i++)
			logs[i] = log(s->x[i]);
	for (size_t i = 0; i < resamples; i++) {
		if (s->what == MEAN)
			s->star[i] = star_mean(s, s->x, r, &s->star_se[i]);
		else if (s->what == GEOMETRIC)
			s->star[i] = exp(star_mean(s, logs, r, &s->star_se[i]));
		else
			s->star[i] = star_sorted(s, r);
	}
}
