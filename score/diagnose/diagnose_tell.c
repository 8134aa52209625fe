/* diagnose_tell.c - what the tests found, in words that end in levels. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "score/diagnose/diagnose_private.h"
#include "score/stats/stats.h"
#include "score/stats/stats_shape.h"

#define FEW 5	     /* runs: below, no test of their shape can tell anything */
#define FAR 3.5	     /* modified z-score: Iglewicz & Hoaglin's label */
#define NAMED_MOST 5 /* runs that a text names; the others it counts */

/* What a finding is about, so far. */
struct telling {
	struct diagnose_look *l;
	double limit; /* the largest p that is told */
};

static double shown(const struct diagnose_look *l, double canonical)
{
	return unit_from_canonical(&l->f->unit, canonical);
}

static const char *p_text(const struct diagnose_look *l, double p)
{
	return p < 1e-4 ? "p < 0.0001" : arena_printf(l->scratch, "p = %.2g", p);
}

/* To so many digits: what a p has to say, and the same on every machine. */
static double rounded(double v, int digits)
{
	char text[40];

	snprintf(text, sizeof(text), "%.*e", digits - 1, v);
	return strtod(text, NULL);
}

void diagnose_say_test(struct diagnose_look *l, struct profile_finding *f, const char *test,
		       double statistic, double p)
{
	f->test = test;
	f->statistic = rounded(statistic, 6);
	f->p = rounded(p, 3);
	diagnose_say(l, f, ": %s %.3g, %s", test, statistic, p_text(l, p));
}

static bool is_found(const struct telling *t, enum finding_kind kind)
{
	return t->l->tested[kind] <= t->limit;
}

/* --- too few, all the same ------------------------------------------------------------ */

static size_t fewest(const struct diagnose_look *l)
{
	size_t n = l->groups[0].n;

	for (size_t i = 1; i < l->group_count; i++)
		n = l->groups[i].n < n ? l->groups[i].n : n;
	return n;
}

static bool cuts_nothing(const struct diagnose_look *l)
{
	size_t n = l->f->combine == COMBINE_POOL ? l->runs.n : fewest(l);

	return l->f->statistic == STAT_TRIMMED_MEAN && n > 2 &&
	       l->f->trim * (double)n + 1e-9 < 1;
}

static void tell_too_few(struct diagnose_look *l)
{
	size_t n = fewest(l), settings = 0;
	struct profile_finding *f;

	if (n >= FEW && !cuts_nothing(l))
		return;
	for (size_t i = 0; i < l->group_count; i++)
		settings += l->groups[i].n == n;
	f = diagnose_add(l, FINDING_TOO_FEW);
	diagnose_say(l, f, "%zu run%s", n, n == 1 ? "" : "s");
	if (l->group_count > 1)
		diagnose_say(l, f, " in %zu of %zu settings", settings, l->group_count);
	if (n < 3)
		diagnose_say(l, f, ": what one more would change cannot be known");
	else if (n < FEW)
		diagnose_say(l, f, ": too few to tell outliers and modes from chance");
	if (cuts_nothing(l))
		diagnose_say(l, f, "%s the trimmed mean cuts nothing off: it is the mean",
			     n < FEW ? ";" : ":");
}

static void tell_no_spread(struct diagnose_look *l)
{
	struct profile_finding *f;

	for (size_t i = 0; i < l->group_count; i++) {
		const struct diagnose_group *g = &l->groups[i];

		if (g->n < 2 || g->sorted[0] != g->sorted[g->n - 1])
			return;
	}
	f = diagnose_add(l, FINDING_NO_SPREAD);
	diagnose_say(l, f, "all %zu runs%s are the same to the last digit", fewest(l),
		     l->group_count > 1 ? " of each setting" : "");
	diagnose_say(l, f, ": rounded too far, or one run copied");
}

/* --- the first run -------------------------------------------------------------------- */

static void tell_cold_run(struct diagnose_look *l, struct profile_finding *f)
{
	const struct diagnose_group *g = &l->groups[0];

	diagnose_say(l, f, "the first run, %s, is %.3g %% worse than the median, %.6g %s",
		     diagnose_run(l, g->sample[0]), 100 * fabs(diagnose_share(g, g->v[0])),
		     shown(l, g->median), l->f->unit_text);
	diagnose_say_test(l, f, "modified z-score of the first run",
			  diagnose_z(l, g, g->v[0]), l->tested[FINDING_COLD_FIRST_RUN]);
	l->marks[g->sample[0]] = 1;
	diagnose_effect(l, f, "without it");
}

static void tell_cold_runs(struct diagnose_look *l, struct profile_finding *f)
{
	double median;
	struct stats_test t = diagnose_firsts(l, &median);

	diagnose_say(l, f,
		     "the first runs of %zu settings are %.3g %% worse than their medians",
		     l->group_count, 100 * median);
	diagnose_say_test(l, f, "ranks of the first runs", t.statistic, t.p);
	for (size_t i = 0; i < l->group_count; i++)
		l->marks[l->groups[i].sample[0]] = l->groups[i].n > 1;
	diagnose_effect(l, f, "without them");
}

static void tell_cold(struct telling *t)
{
	struct diagnose_look *l = t->l;
	struct profile_finding *f;

	if (!is_found(t, FINDING_COLD_FIRST_RUN))
		return;
	f = diagnose_add(l, FINDING_COLD_FIRST_RUN);
	f->run = &l->cell->samples[l->groups[0].sample[0]];
	if (l->group_count == 1)
		tell_cold_run(l, f);
	else
		tell_cold_runs(l, f);
}

/* --- modes ---------------------------------------------------------------------------- */

/* Which groups have two modes: those that would be told alone, as one of so many; and where
   they have it together, those that add to it. */
static void find_modes(struct telling *t)
{
	struct diagnose_look *l = t->l;
	double groups = 0;

	for (size_t i = 0; i < l->group_count; i++)
		groups += !isnan(l->groups[i].modes_p);
	for (size_t i = 0; i < l->group_count; i++) {
		struct diagnose_group *g = &l->groups[i];
		double alone = g->modes_p * groups * (groups > 1 ? 2 : 1);

		g->modal =
			is_found(t, FINDING_TWO_MODES) &&
			(alone <= t->limit || (groups > 1 && g->modes_p <= DIAGNOSE_USUAL));
	}
}

static bool is_upper(const struct diagnose_group *g, double x)
{
	return x >= g->sorted[g->low_count];
}

/* "(runs 4, 7, 9 and 10)": those of a mode, when they are few. */
static const char *run_numbers(const struct diagnose_look *l,
			       const struct diagnose_group *g, bool upper)
{
	size_t left = upper ? g->n - g->low_count : g->low_count;
	const char *list = "", *before = left == 1 ? " (run " : " (runs ";

	if (left > NAMED_MOST || 2 * left > g->n)
		return "";
	for (size_t i = 0; i < g->n; i++) {
		if (is_upper(g, g->v[i]) != upper)
			continue;
		list = arena_printf(l->scratch, "%s%s%zu", list, before, i + 1);
		before = --left > 1 ? ", " : " and ";
	}
	return arena_printf(l->scratch, "%s)", list);
}

/* The sample that is the first of the smaller mode. */
static size_t first_of_smaller(const struct diagnose_group *g)
{
	bool upper = 2 * g->low_count >= g->n;

	for (size_t i = 0; i < g->n; i++) {
		if (is_upper(g, g->v[i]) == upper)
			return g->sample[i];
	}
	return g->sample[0];
}

static void say_modes(struct diagnose_look *l, struct profile_finding *f,
		      const struct diagnose_group *g)
{
	size_t low = g->low_count, high = g->n - low;
	const char *unit = l->f->unit_text, *name = diagnose_group_name(l, g);

	diagnose_say(l, f, "%s%s%zu runs about %.6g %s%s, %zu about %.6g %s%s", name,
		     *name ? ": " : "", low, shown(l, stats_median(g->sorted, low)), unit,
		     run_numbers(l, g, false), high,
		     shown(l, stats_median(g->sorted + low, high)), unit,
		     run_numbers(l, g, true));
	diagnose_say_test(l, f, g->modes_test, g->modes_statistic, g->modes_p);
}

static void tell_modes(struct diagnose_look *l)
{
	const struct diagnose_group *clearest = NULL;
	struct profile_finding *f;
	size_t others = 0;

	for (size_t i = 0; i < l->group_count; i++) {
		const struct diagnose_group *g = &l->groups[i];

		if (!g->modal)
			continue;
		others += clearest != NULL;
		if (clearest == NULL || g->modes_p < clearest->modes_p)
			clearest = g;
		for (size_t k = 0; k < g->n; k++)
			l->marks[g->sample[k]] = is_upper(g, g->v[k]) ? 2 : 1;
	}
	if (clearest == NULL)
		return;
	f = diagnose_add(l, FINDING_TWO_MODES);
	f->run = &l->cell->samples[first_of_smaller(clearest)];
	say_modes(l, f, clearest);
	if (others > 0)
		diagnose_say(l, f, "; the like at %zu other setting%s", others,
			     others == 1 ? "" : "s");
	diagnose_effects(l, f, "by the lower mode", "by the upper mode");
}

/* --- outliers ------------------------------------------------------------------------- */

/* A run that lies far out. */
struct outlier {
	struct diagnose_group *group;
	size_t run; /* in the order of time */
	double z;
};

static int by_distance(const void *a, const void *b)
{
	const struct outlier *x = a, *y = b;
	double dx = fabs(x->z), dy = fabs(y->z);

	if (dx != dy)
		return dx > dy ? -1 : 1;
	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	return (x->run > y->run) - (x->run < y->run);
}

/* How many of the group's runs are below x. */
static size_t count_below(const struct diagnose_group *g, double x)
{
	size_t low = 0, high = g->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (g->sorted[middle] < x)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Is every other run as far away as an outlier is from the median? */
static bool is_alone(const struct diagnose_look *l, const struct diagnose_group *g,
		     double x)
{
	size_t at = count_below(g, x);
	double before = at > 0 ? x - g->sorted[at - 1] : INFINITY;
	double after = at + 1 < g->n ? g->sorted[at + 1] - x : INFINITY;

	return diagnose_z(l, g, g->median + fmin(before, after)) > FAR;
}

/* Of one of so many groups. A mode's runs are far out together: they are no outliers. */
static bool is_outlier(const struct telling *t, const struct diagnose_group *g, size_t run,
		       double groups)
{
	const struct diagnose_look *l = t->l;
	double x = g->v[run];

	return fabs(diagnose_z(l, g, x)) > FAR && diagnose_matters(g, x, g->median) &&
	       diagnose_far_p(l, g, x) * groups <= t->limit &&
	       (!g->modal || is_alone(l, g, x));
}

/* All of them, the farthest first; the caller frees. */
static struct outlier *find_outliers(const struct telling *t, size_t *count)
{
	const struct diagnose_look *l = t->l;
	struct outlier *all = NULL;
	size_t n = 0, room = 0;
	double groups = 0;

	for (size_t i = 0; i < l->group_count; i++)
		groups += l->groups[i].n >= STATS_TABLE_FEWEST;
	for (size_t i = 0; i < l->group_count; i++) {
		struct diagnose_group *g = &l->groups[i];

		for (size_t k = 0; g->n >= STATS_TABLE_FEWEST && k < g->n; k++) {
			if (!is_outlier(t, g, k, groups))
				continue;
			all = mem_grow(all, &room, n + 1, sizeof(all[0]));
			all[n++] = (struct outlier){ g, k, diagnose_z(l, g, g->v[k]) };
		}
	}
	if (n > 1)
		qsort(all, n, sizeof(all[0]), by_distance);
	*count = n;
	return all;
}

/* A mode that is nothing but outliers is none. */
static void drop_modes_of_outliers(const struct outlier *all, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct diagnose_group *g = all[i].group;

		g->out[is_upper(g, g->v[all[i].run])]++;
		if (g->out[0] == g->low_count || g->out[1] == g->n - g->low_count)
			g->modal = false;
	}
}

/* Leaves out the cold first runs, which have been told; returns how many are left. */
static size_t leave_cold_out(const struct telling *t, struct outlier *all, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		const struct diagnose_group *g = all[i].group;
		bool worse = (g->v[0] > g->median) == t->l->f->lower_is_better;

		if (all[i].run > 0 || !worse || !is_found(t, FINDING_COLD_FIRST_RUN))
			all[kept++] = all[i];
	}
	return kept;
}

static const char *outlier_text(const struct diagnose_look *l, const struct outlier *o)
{
	const char *name = diagnose_group_name(l, o->group);

	return arena_printf(l->scratch, "%s%s%s", name, *name ? ": " : "",
			    diagnose_run(l, o->group->sample[o->run]));
}

static void say_outliers(struct diagnose_look *l, struct profile_finding *f,
			 const struct outlier *all, size_t count)
{
	const struct diagnose_group *g = all[0].group;

	diagnose_say(l, f, "%s is far from the median, %.6g %s", outlier_text(l, &all[0]),
		     shown(l, g->median), l->f->unit_text);
	diagnose_say_test(l, f, "modified z-score", all[0].z,
			  diagnose_far_p(l, g, g->v[all[0].run]));
	for (size_t i = 1; i < count && i < NAMED_MOST; i++)
		diagnose_say(l, f, "%s%s",
			     i > 1	  ? ", "
			     : count == 2 ? "; so is "
					  : "; so are ",
			     outlier_text(l, &all[i]));
	if (count > NAMED_MOST)
		diagnose_say(l, f, " and %zu more", count - NAMED_MOST);
	for (size_t i = 0; i < count; i++)
		l->marks[all[i].group->sample[all[i].run]] = 1;
	diagnose_effect(l, f, count == 1 ? "without it" : "without them");
}

static void tell_outliers(struct telling *t)
{
	struct diagnose_look *l = t->l;
	struct profile_finding *f;
	struct outlier *all;
	size_t count;

	if (!is_found(t, FINDING_OUTLIER))
		return;
	all = find_outliers(t, &count);
	drop_modes_of_outliers(all, count);
	count = leave_cold_out(t, all, count);
	if (count > 0) {
		f = diagnose_add(l, FINDING_OUTLIER);
		f->run = &l->cell->samples[all[0].group->sample[all[0].run]];
		say_outliers(l, f, all, count);
	}
	free(all);
}

/* --- over time ------------------------------------------------------------------------ */

static void tell_drift(struct telling *t)
{
	struct diagnose_look *l = t->l;
	double rise = diagnose_rise(l);
	struct profile_finding *f;
	struct stats_test test;

	if (!is_found(t, FINDING_DRIFT))
		return;
	test = diagnose_trend(l);
	f = diagnose_add(l, FINDING_DRIFT);
	diagnose_say(l, f,
		     "from the earlier half of the runs to the later one it %s by %.3g %%",
		     rise > 0 ? "rises" : "falls", 100 * fabs(rise));
	diagnose_say_test(l, f,
			  l->group_count > 1 ? "seasonal Kendall S" : "Mann-Kendall S",
			  test.statistic, test.p);
	for (size_t i = 0; i < l->group_count; i++) {
		const struct diagnose_group *g = &l->groups[i];

		for (size_t k = 0; k < g->n; k++)
			l->marks[g->sample[k]] = k < g->n / 2 ? 1 : 2;
	}
	diagnose_effects(l, f, "by the earlier half", "by the later half");
}

/* --- strata --------------------------------------------------------------------------- */

static void say_level(struct diagnose_look *l, struct profile_finding *f, int wanted,
		      size_t *most)
{
	const struct profile_cell *c = l->cell;
	size_t said = 0;
	int level;

	for (size_t i = 0; i < c->stratum_count; i++) {
		if (!diagnose_stratum_level(l, i, &level) || level != wanted)
			continue;
		if (said++ == 0)
			diagnose_say(l, f, "; level %s at %s = ", diagnose_level(l, level),
				     l->f->strata);
		else
			diagnose_say(l, f, ", ");
		diagnose_say(l, f, "%s", c->strata[i].name);
	}
	if (wanted != c->level && said > *most) {
		*most = said;
		f->has_other = true;
		f->other_level = wanted;
	}
}

static void tell_strata(struct telling *t)
{
	struct diagnose_look *l = t->l;
	struct profile_finding *f;
	struct stats_test test;
	size_t most = 0;

	if (!is_found(t, FINDING_STRATA_DISAGREE))
		return;
	test = diagnose_strata(l);
	f = diagnose_add(l, FINDING_STRATA_DISAGREE);
	diagnose_say(l, f, "not all strata of %s have the level %s", l->f->strata,
		     diagnose_level(l, l->cell->level));
	diagnose_say_test(l, f, "Welch's test", test.statistic, test.p);
	for (int level = l->f->base_level; level <= l->f->max_level; level++)
		say_level(l, f, level, &most);
}

void diagnose_tell(struct diagnose_look *l, double limit)
{
	struct telling t = { l, limit };

	tell_too_few(l);
	tell_no_spread(l);
	tell_cold(&t);
	find_modes(&t);
	tell_outliers(&t);
	tell_modes(l);
	tell_drift(&t);
	tell_strata(&t);
}
