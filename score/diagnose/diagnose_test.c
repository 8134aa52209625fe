/* diagnose_test.c - the tests that look for what is odd; DIAGNOSES.md gives the reasons. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "score/diagnose/diagnose_private.h"
#include "score/stats/stats.h"
#include "score/stats/stats_shape.h"
#include "score/stats/stats_tail.h"

static double median_of(double *v, size_t n)
{
	stats_sort(v, n);
	return stats_median(v, n);
}

static bool is_worse(const struct diagnose_look *l, double x, double than)
{
	return l->f->lower_is_better ? x > than : x < than;
}

/* --- the first run ------------------------------------------------------------------- */

struct stats_test diagnose_firsts(const struct diagnose_look *l, double *median)
{
	size_t *rank = mem_new(l->group_count + 1, sizeof(rank[0])), count = 0;
	size_t *n = mem_new(l->group_count + 1, sizeof(n[0]));
	double *worse = mem_new(l->group_count + 1, sizeof(worse[0]));
	struct stats_test t;

	for (size_t i = 0; i < l->group_count; i++) {
		const struct diagnose_group *g = &l->groups[i];
		double share = diagnose_share(g, g->v[0]);

		if (g->n < 2)
			continue;
		rank[count] = 1;
		for (size_t k = 1; k < g->n; k++)
			rank[count] += !is_worse(l, g->v[0], g->v[k]);
		n[count] = g->n;
		worse[count++] = l->f->lower_is_better ? share : -share;
	}
	t = stats_firsts(rank, n, count);
	*median = median_of(worse, count);
	free(rank);
	free(n);
	free(worse);
	return t;
}

/* The smallest p that the ranks could give. */
static double best_first_p(const struct diagnose_look *l)
{
	double p = 1;

	for (size_t i = 0; i < l->group_count; i++)
		p /= l->groups[i].n > 1 ? (double)l->groups[i].n : 1;
	return p;
}

/* One group: whatever the distribution, the farthest run is the first one in one of n
   cases, and how far that is has nothing to do with its place. */
static double cold_run_p(const struct diagnose_look *l, const struct diagnose_group *g)
{
	double z = fabs(diagnose_z(l, g, g->v[0]));
	double low = fabs(diagnose_z(l, g, g->sorted[0]));
	double high = fabs(diagnose_z(l, g, g->sorted[g->n - 1]));

	if (g->n < STATS_TABLE_FEWEST)
		return NAN;
	if (!is_worse(l, g->v[0], g->median) || z < fmax(low, high) ||
	    !diagnose_matters(g, g->v[0], g->median))
		return 1;
	return diagnose_far_p(l, g, g->v[0]) / (double)g->n;
}

static double cold_p(const struct diagnose_look *l)
{
	double median, p;

	if (l->group_count == 1)
		return cold_run_p(l, &l->groups[0]);
	if (best_first_p(l) > DIAGNOSE_USUAL)
		return NAN;
	p = diagnose_firsts(l, &median).p;
	return median >= DIAGNOSE_LEAST ? p : 1;
}

/* --- shape --------------------------------------------------------------------------- */

/* The smallest of the groups' p, as Bonferroni has it for so many groups. */
static double least_p(double least, size_t groups)
{
	return groups > 0 ? fmin(1, least * (double)groups) : NAN;
}

static double outlier_p(const struct diagnose_look *l)
{
	double least = 1;
	size_t groups = 0;

	for (size_t i = 0; i < l->group_count; i++) {
		const struct diagnose_group *g = &l->groups[i];
		double ends[2];

		if (g->n < STATS_TABLE_FEWEST)
			continue;
		groups++;
		ends[0] = g->sorted[0];
		ends[1] = g->sorted[g->n - 1];
		for (size_t k = 0; k < 2; k++) {
			if (diagnose_matters(g, ends[k], g->median))
				least = fmin(least, diagnose_far_p(l, g, ends[k]));
		}
	}
	return least_p(least, groups);
}

/* Rounded figures pile up; half of them must differ for a test that knows no ties. */
static bool is_fine_grained(const struct diagnose_group *g)
{
	size_t distinct = 1;

	for (size_t i = 1; i < g->n; i++)
		distinct += g->sorted[i] != g->sorted[i - 1];
	return 2 * distinct > g->n;
}

/* Of one group: 1 where the modes are too near to matter, or as near as the rounding. */
static double group_modes_p(const struct diagnose_look *l, struct diagnose_group *g)
{
	double dip, gap, dip_p, gap_p, low, high;

	g->modes_p = NAN;
	if (g->n < STATS_TABLE_FEWEST || !is_fine_grained(g))
		return NAN;
	g->low_count = stats_split(g->sorted, g->n);
	low = stats_median(g->sorted, g->low_count);
	high = stats_median(g->sorted + g->low_count, g->n - g->low_count);
	g->modes_p = 1;
	if (!diagnose_matters(g, low, high) ||
	    !(g->sorted[g->low_count] - g->sorted[g->low_count - 1] > 2 * l->resolution))
		return 1;
	dip = stats_dip(g->sorted, g->n);
	gap = stats_gap(g->sorted, g->n);
	dip_p = stats_dip_p(dip, g->n);
	gap_p = stats_gap_p(gap, g->n);
	if (isnan(gap_p)) /* too many for the table: the dip alone */
		gap_p = 1;
	g->modes_test = dip_p < gap_p ? "dip" : "weighted gap";
	g->modes_statistic = dip_p < gap_p ? dip : gap;
	g->modes_p = fmin(1, 2 * fmin(dip_p, gap_p));
	return g->modes_p;
}

/* Several groups: one may have modes clearly (Bonferroni), or many a little (Fisher 1932:
   minus twice the sum of the logarithms is chi-squared). Twice the better of both. */
static double modes_p(struct diagnose_look *l)
{
	double least = 1, sum = 0;
	size_t groups = 0;

	for (size_t i = 0; i < l->group_count; i++) {
		double p = group_modes_p(l, &l->groups[i]);

		if (isnan(p))
			continue;
		groups++;
		least = fmin(least, p);
		sum -= 2 * log(p);
	}
	if (groups < 2)
		return least_p(least, groups);
	return fmin(1, 2 * fmin(least_p(least, groups),
				stats_chi2_tail(sum, 2 * (double)groups)));
}

/* --- over time ----------------------------------------------------------------------- */

struct stats_test diagnose_trend(const struct diagnose_look *l)
{
	struct stats_series *s = mem_new(l->group_count + 1, sizeof(s[0]));
	struct stats_test t;

	for (size_t i = 0; i < l->group_count; i++)
		s[i] = (struct stats_series){ l->groups[i].v, l->groups[i].n };
	t = stats_kendall(s, l->group_count);
	free(s);
	return t;
}

double diagnose_rise(const struct diagnose_look *l)
{
	double *rise = mem_new(l->group_count + 1, sizeof(rise[0])), median;
	size_t count = 0;

	for (size_t i = 0; i < l->group_count; i++) {
		const struct diagnose_group *g = &l->groups[i];
		size_t half = g->n / 2;
		double *v;

		if (half == 0)
			continue;
		v = mem_new(g->n, sizeof(v[0]));
		memcpy(v, g->v, g->n * sizeof(v[0]));
		rise[count++] = (median_of(v + g->n - half, half) - median_of(v, half)) /
				fabs(g->median);
		free(v);
	}
	median = median_of(rise, count);
	free(rise);
	return median;
}

/* Below ten pairs of runs not even a steady rise would tell. */
#define PAIRS_LEAST 10

static double drift_p(const struct diagnose_look *l)
{
	size_t pairs = 0;
	double p;

	for (size_t i = 0; i < l->group_count; i++)
		pairs += l->groups[i].n * (l->groups[i].n - 1) / 2;
	if (pairs < PAIRS_LEAST)
		return NAN;
	p = diagnose_trend(l).p;
	return isnan(p) || fabs(diagnose_rise(l)) >= DIAGNOSE_LEAST ? p : 1;
}

/* --- strata -------------------------------------------------------------------------- */

/* Mean of the logarithms of a stratum's figures, its variance and the degrees of freedom of
   that. */
struct mean {
	double mean, var, df;
};

static bool is_of(const struct diagnose_group *g, const char *stratum)
{
	return strcmp(g->stratum != NULL ? g->stratum : CELL_NO_STRATUM, stratum) == 0;
}

/* NAN when a figure is not above zero, or there are fewer than three. */
static struct mean log_mean(const struct diagnose_look *l, const char *stratum)
{
	double *v = mem_new(l->runs.n + 1, sizeof(v[0])), sd;
	struct mean m;
	size_t n = 0;

	for (size_t i = 0; i < l->group_count; i++) {
		const struct diagnose_group *g = &l->groups[i];

		for (size_t k = 0; is_of(g, stratum) && k < g->n; k++)
			v[n++] = g->v[k] > 0 ? log(g->v[k]) : NAN;
	}
	sd = n > 2 ? stats_sd(v, n) : NAN;
	m = (struct mean){ stats_mean(v, n), sd * sd / (double)n, (double)n - 1 };
	free(v);
	return m;
}

/* Of the ratio to the baseline; where levels are absolute, of the figure itself. */
static struct mean log_ratio(const struct diagnose_look *l, const char *stratum)
{
	struct mean a = log_mean(l, stratum), b = { 0, 0, 1 };
	double var;

	if (!l->f->absolute)
		b = log_mean(&l->row[0], stratum);
	var = a.var + b.var;
	return (struct mean){
		.mean = a.mean - b.mean,
		.var = var, /* Satterthwaite's degrees of freedom, for both sides */
		.df = var * var / (a.var * a.var / a.df + b.var * b.var / b.df),
	};
}

struct stats_test diagnose_strata(const struct diagnose_look *l)
{
	size_t most = l->cell->stratum_count, count = 0;
	double *mean = mem_new(most + 1, sizeof(mean[0]));
	double *var = mem_new(most + 1, sizeof(var[0]));
	double *df = mem_new(most + 1, sizeof(df[0]));
	struct stats_test t;

	for (size_t i = 0; i < most; i++) {
		struct mean m = log_ratio(l, l->cell->strata[i].name);

		if (!(m.var > 0) || !isfinite(m.mean) || !(m.df > 0))
			continue;
		mean[count] = m.mean;
		var[count] = m.var;
		df[count++] = m.df;
	}
	t = stats_welch(mean, var, df, count);
	free(mean);
	free(var);
	free(df);
	return t;
}

bool diagnose_stratum_level(const struct diagnose_look *l, size_t i, int *level)
{
	const struct profile_stratum *s = &l->cell->strata[i];
	double figure = s->ratio;

	if (l->f->absolute)
		figure = unit_from_canonical(&l->f->unit, s->stats.value);
	if (!isfinite(figure))
		return false;
	*level = rubric_level_of(l->f, figure);
	return true;
}

/* Only strata whose levels differ are worth a test. */
static double strata_p(const struct diagnose_look *l)
{
	const struct profile_cell *c = l->cell;
	double p;

	if (c->status != PROFILE_SCORED || c->stratum_count < 2)
		return NAN;
	p = diagnose_strata(l).p;
	for (size_t i = 0; i < c->stratum_count && !isnan(p); i++) {
		int level;

		if (diagnose_stratum_level(l, i, &level) && level != c->level)
			return p;
	}
	return isnan(p) ? p : 1;
}

void diagnose_test(struct diagnose_look *l)
{
	for (size_t i = 0; i < FINDING_KINDS; i++)
		l->tested[i] = NAN;
	if (l->runs.n == 0)
		return;
	l->tested[FINDING_COLD_FIRST_RUN] = cold_p(l);
	l->tested[FINDING_OUTLIER] = outlier_p(l);
	l->tested[FINDING_TWO_MODES] = modes_p(l);
	l->tested[FINDING_DRIFT] = drift_p(l);
	l->tested[FINDING_STRATA_DISAGREE] = strata_p(l);
}
