/* coverage_method.c - the methods that are compared: draws, or a distribution in closed
 * form. */
#include "tests/bench/coverage.h"

#include <math.h>

#include "data/base/mem.h"

void trial_prepare(struct trial *t)
{
	double va = t->a->se * t->a->se, vb = t->b->se * t->b->se;

	t->est = log(t->a->est / t->b->est);
	t->se = sqrt(va + vb);
	t->nu = (va + vb) * (va + vb) / (va * va / t->a->nu + vb * vb / t->b->nu);
	if (!(t->se > 0))
		t->nu = fmin(t->a->nu, t->b->nu);
	t->acc = t->se > 0 ? (t->a->cube - t->b->cube) / (6 * t->se * t->se * t->se) : 0;
	for (size_t i = 0; i < t->resamples; i++) {
		t->tau_a[i] = rng_tau(t->rng, t->a->nu);
		t->tau_b[i] = rng_tau(t->rng, t->b->nu);
		t->tau[i] = rng_tau(t->rng, t->nu);
	}
}

static const double *table_for(struct trial *t, double nu)
{
	size_t at = nu < 1 ? 1 : nu > NU_MAX ? NU_MAX : (size_t)floor(nu + 1e-9);

	if (t->tables[at] == NULL) {
		t->tables[at] = mem_new(TAUS, sizeof(double));
		tau_table((double)at, t->tables[at], TAUS);
	}
	return t->tables[at];
}

/* A figure at or below zero has no logarithm: such a ratio is below, or above, all others.
 */
static double log_ratio(double a, double b)
{
	return !(b > 0) ? INFINITY : !(a > 0) ? -INFINITY : log(a / b);
}

/* How far a resample went, on the logarithm's scale and stretched. */
static double dev(const struct sample *s, size_t i)
{
	return s->k * log(s->star[i] / s->est);
}

static void draw_percentile(struct trial *t, double *out)
{
	for (size_t i = 0; i < t->resamples; i++)
		out[i] = log_ratio(t->a->star[i], t->b->star[i]);
}

static double linear(const struct sample *s, size_t i, double tau)
{
	return s->est + s->k * tau * (s->star[i] - s->est);
}

static void draw_stretched(struct trial *t, double *out)
{
	for (size_t i = 0; i < t->resamples; i++)
		out[i] = log_ratio(linear(t->a, i, 1), linear(t->b, i, 1));
}

static void draw_t_linear(struct trial *t, double *out)
{
	for (size_t i = 0; i < t->resamples; i++)
		out[i] = log_ratio(linear(t->a, i, t->tau_a[i]),
				   linear(t->b, i, t->tau_b[i]));
}

static void draw_t_log(struct trial *t, double *out)
{
	for (size_t i = 0; i < t->resamples; i++)
		out[i] = t->est + t->tau_a[i] * dev(t->a, i) - t->tau_b[i] * dev(t->b, i);
}

static void draw_t_table(struct trial *t, double *out)
{
	const double *ta = table_for(t, t->a->nu), *tb = table_for(t, t->b->nu);

	for (size_t i = 0; i < t->resamples; i++) {
		uint64_t bits = rng_bits(t->rng);

		out[i] = t->est + ta[bits % TAUS] * dev(t->a, i) -
			 tb[(bits >> 32) % TAUS] * dev(t->b, i);
	}
}

static void draw_one_tau(struct trial *t, double *out)
{
	for (size_t i = 0; i < t->resamples; i++)
		out[i] = t->est + t->tau[i] * (dev(t->a, i) - dev(t->b, i));
}

/* nu rounded down, which is what one table for each whole nu asks for. */
static void draw_one_table(struct trial *t, double *out)
{
	const double *table = table_for(t, t->nu);

	for (size_t i = 0; i < t->resamples; i++)
		out[i] = t->est +
			 table[rng_bits(t->rng) % TAUS] * (dev(t->a, i) - dev(t->b, i));
}

/* The middles of every sixteen: what a table of 256 would hold. */
static void draw_one_small(struct trial *t, double *out)
{
	const double *table = table_for(t, t->nu);

	for (size_t i = 0; i < t->resamples; i++) {
		size_t at = rng_bits(t->rng) % (TAUS / 16) * 16 + 8;

		out[i] = t->est + table[at] * (dev(t->a, i) - dev(t->b, i));
	}
}

/* Hall's (1992) cubic: w + a w^2 + a^2 w^3 / 3, which never turns back. */
static double bent(double w, double a)
{
	double f = 1 + a * w;

	return fabs(a) < 1e-8 ? w : (f * f * f - 1) / (3 * a);
}

/* Skewness as the bootstrap-t would have it, to second order, without a second pass. */
static void draw_bent(struct trial *t, double *out)
{
	for (size_t i = 0; i < t->resamples; i++) {
		double w = t->se > 0 ? (dev(t->a, i) - dev(t->b, i)) / t->se : 0;

		out[i] = t->est + t->se * (2 * t->acc + t->tau[i] * bent(w, t->acc));
	}
}

/* A resample with a spread: another one, if all its runs are the same. */
static size_t with_spread(struct trial *t, const struct sample *s, size_t i)
{
	for (int tries = 0; !(s->star_se[i] > 0) && tries < 1000; tries++)
		i = rng_below((uint32_t)rng_bits(t->rng), t->resamples);
	return i;
}

static double boot_t(struct trial *t, const struct sample *s, size_t i, bool logs)
{
	i = with_spread(t, s, i);
	if (!(s->star_se[i] > 0))
		return s->est;
	if (logs)
		return s->est * exp(-s->se / s->star_se[i] * log(s->star[i] / s->est));
	return s->est * (1 - s->se * (s->star[i] - s->est) / (s->star_se[i] * s->star[i]));
}

static void draw_boot_t(struct trial *t, double *out)
{
	for (size_t i = 0; i < t->resamples; i++) {
		double a = boot_t(t, t->a, i, false), b = boot_t(t, t->b, i, false);

		out[i] = log_ratio(a, b);
	}
}

static void draw_boot_t_log(struct trial *t, double *out)
{
	for (size_t i = 0; i < t->resamples; i++) {
		double a = boot_t(t, t->a, i, true), b = boot_t(t, t->b, i, true);

		out[i] = log_ratio(a, b);
	}
}

/* Both samples' resamples studentized together. */
static void draw_boot_t_pair(struct trial *t, double *out)
{
	for (size_t i = 0; i < t->resamples; i++) {
		size_t a = i, b = i;
		double se = hypot(t->a->star_se[a], t->b->star_se[b]);

		if (!(se > 0)) {
			a = with_spread(t, t->a, i);
			b = with_spread(t, t->b, i);
			se = hypot(t->a->star_se[a], t->b->star_se[b]);
		}
		out[i] = t->est;
		if (se > 0)
			out[i] -= t->se / se *
				  (log(t->a->star[a] / t->a->est) -
				   log(t->b->star[b] / t->b->est));
	}
}

static double parametric(struct trial *t, const struct sample *s, double tau)
{
	return s->est * (1 + s->se * tau * rng_normal(t->rng));
}

static void draw_parametric(struct trial *t, double *out)
{
	for (size_t i = 0; i < t->resamples; i++) {
		double a = parametric(t, t->a, t->tau_a[i]);
		double b = parametric(t, t->b, t->tau_b[i]);

		out[i] = log_ratio(a, b);
	}
}

/* --- distributions without draws of their own --------------------------------------------
 */

static double share_below(const double *draws, size_t n, double x)
{
	size_t below = 0, equal = 0;

	for (size_t i = 0; i < n; i++) {
		below += draws[i] < x;
		equal += draws[i] == x;
	}
	return ((double)below + (double)equal / 2 + 0.5) / ((double)n + 1);
}

static double cdf_welch(const struct trial *t, const double *draws, double x)
{
	(void)draws;
	return student_cdf((x - t->est) / t->se, t->nu);
}

/* Fieller 1954, with Satterthwaite's degrees of freedom at the ratio in question. */
static double cdf_fieller(const struct trial *t, const double *draws, double x)
{
	double ratio = exp(x), sa = t->a->se * t->a->est, sb = t->b->se * t->b->est * ratio;
	double va = sa * sa, vb = sb * sb;
	double nu = (va + vb) * (va + vb) / (va * va / t->a->nu + vb * vb / t->b->nu);

	(void)draws;
	return student_cdf((ratio * t->b->est - t->a->est) / sqrt(va + vb), nu);
}

/* Efron 1987: where the percentile method has the level it should have. */
static double cdf_bca(const struct trial *t, const double *draws, double x)
{
	double z0 = normal_quantile(share_below(draws, t->resamples, t->est));
	double w = normal_quantile(share_below(draws, t->resamples, x)) - z0;
	double scale = 1 + t->acc * w;

	if (!(scale > 0))
		return w > 0 ? 1 : 0;
	return normal_cdf(w / scale - z0);
}

/* Hesterberg 2015: wider percentiles, so that a normal sample has Student's interval. */
static double cdf_expanded(const struct trial *t, const double *draws, double x)
{
	double z = normal_quantile(share_below(draws, t->resamples, x));
	size_t na = t->a->n / t->a->strata, nb = t->b->n / t->b->strata;
	double n = (double)(na < nb ? na : nb);

	return student_cdf(z * sqrt((n - 1) / n), t->nu);
}

/* --- the median's own
 * ---------------------------------------------------------------------- */

/*
 * The number of runs below the median is binomial(n, 1/2), whatever the shape: the median
 * lies between the j-th and the next with that probability. Beyond the ends, as far again
 * as the nearest gap, exponentially.
 */
static double draw_order(struct trial *t, const struct sample *s)
{
	size_t below = 0, n = s->n;
	double u = rng_uniform(t->rng);

	for (size_t i = 0; i < n; i += 64) {
		uint64_t bits = rng_bits(t->rng);

		for (size_t j = i; j < n && j < i + 64; j++, bits >>= 1)
			below += bits & 1;
	}
	if (below == 0)
		return log(s->x[0]) + log(u) * log(s->x[1] / s->x[0]);
	if (below == n)
		return log(s->x[n - 1]) - log(u) * log(s->x[n - 1] / s->x[n - 2]);
	return (1 - u) * log(s->x[below - 1]) + u * log(s->x[below]);
}

static void draw_orders(struct trial *t, double *out)
{
	for (size_t i = 0; i < t->resamples; i++) {
		double a = draw_order(t, t->a);

		out[i] = a - draw_order(t, t->b);
	}
}

const struct method methods[] = {
	{ "percentile", draw_percentile, NULL, FOR_ALL },
	{ "stretched", draw_stretched, NULL, FOR_ALL },
	{ "t-stretched", draw_t_linear, NULL, FOR_ALL },
	{ "t-stretched, log", draw_t_log, NULL, FOR_ALL },
	{ "t-stretched, log, table", draw_t_table, NULL, FOR_ALL },
	{ "one t, log", draw_one_tau, NULL, FOR_ALL },
	{ SHIPPED, draw_one_table, NULL, FOR_ALL },
	{ "one t, log, table of 256", draw_one_small, NULL, FOR_ALL },
	{ "one t, log, bent", draw_bent, NULL, FOR(MEAN) },
	{ "bootstrap-t", draw_boot_t, NULL, FOR(MEAN) },
	{ "bootstrap-t, log", draw_boot_t_log, NULL, FOR(MEAN) },
	{ "bootstrap-t, log, of the ratio", draw_boot_t_pair, NULL, FOR(MEAN) },
	{ "Student's draws", draw_parametric, NULL, FOR(MEAN) },
	{ "Welch, log (no draws)", NULL, cdf_welch, FOR(MEAN) },
	{ "Fieller (no draws)", NULL, cdf_fieller, FOR(MEAN) },
	{ "BCa (no draws)", draw_percentile, cdf_bca, FOR(MEAN) },
	{ "expanded percentile (no draws)", draw_percentile, cdf_expanded, FOR_ALL },
	{ "order statistics", draw_orders, NULL, FOR(MEDIAN) },
};

const size_t methods_count = ARRAY_LEN(methods);

double method_cdf(const struct method *m, const struct trial *t, const double *draws,
		  double x)
{
	return m->cdf ? m->cdf(t, draws, x) : share_below(draws, t->resamples, x);
}
