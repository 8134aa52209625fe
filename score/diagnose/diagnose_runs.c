/* diagnose_runs.c - the runs of a cell, in the order in which they were made, by setting.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "score/diagnose/diagnose_private.h"
#include "score/stats/stats.h"
#include "score/stats/stats_shape.h"

/* --- the order of time --------------------------------------------------------------- */

/* "run9.log" comes before "run10.log". */
static int by_counting(const char *a, const char *b)
{
	while (*a != '\0' && *b != '\0') {
		size_t na = strspn(a, "0123456789"), nb = strspn(b, "0123456789");

		if (na > 0 && nb > 0) {
			size_t za = strspn(a, "0"), zb = strspn(b, "0");
			int order = (na - za > nb - zb) - (na - za < nb - zb);

			if (order == 0)
				order = memcmp(a + za, b + zb, na - za);
			if (order != 0)
				return order;
			a += na;
			b += nb;
		} else if (*a != *b) {
			break;
		} else {
			a++;
			b++;
		}
	}
	return (unsigned char)*a - (unsigned char)*b;
}

/* Two records of one log stand in it as they came; logs are named as they came. */
static int by_time(const struct profile_sample *a, const struct profile_sample *b)
{
	bool origin = a->origin_log != NULL && b->origin_log != NULL;
	const char *x = origin ? a->origin_log : a->log;
	const char *y = origin ? b->origin_log : b->log;
	int64_t line_x = origin ? a->origin_line : a->line;
	int64_t line_y = origin ? b->origin_line : b->line;
	int order = x == y ? 0 : by_counting(x, y);

	if (order == 0)
		order = (line_x > line_y) - (line_x < line_y);
	return order != 0 ? order : (a > b) - (a < b);
}

static int by_text(const char *a, const char *b)
{
	if (a == b)
		return 0;
	return strcmp(a != NULL ? a : "", b != NULL ? b : "");
}

static const char *setting_of(const struct profile_sample *s)
{
	return s->setting ? s->setting : s->parameters;
}

static int by_stratum_and_time(const void *a, const void *b)
{
	const struct profile_sample *x = *(const struct profile_sample *const *)a;
	const struct profile_sample *y = *(const struct profile_sample *const *)b;
	int order = by_text(x->stratum, y->stratum);

	return order != 0 ? order : by_time(x, y);
}

static int by_setting_and_time(const void *a, const void *b)
{
	const struct profile_sample *x = *(const struct profile_sample *const *)a;
	const struct profile_sample *y = *(const struct profile_sample *const *)b;
	int order = by_text(x->stratum, y->stratum);

	if (order == 0)
		order = by_text(setting_of(x), setting_of(y));
	return order != 0 ? order : by_time(x, y);
}

/* --- groups -------------------------------------------------------------------------- */

static bool same_group(const struct profile_sample *a, const struct profile_sample *b,
		       bool settings)
{
	return by_text(a->stratum, b->stratum) == 0 &&
	       (!settings || by_text(setting_of(a), setting_of(b)) == 0);
}

static size_t count_groups(const struct profile_sample *const *s, size_t n, bool settings)
{
	size_t count = n > 0;

	for (size_t i = 1; i < n; i++)
		count += !same_group(s[i - 1], s[i], settings);
	return count;
}

static void take_logarithms(struct diagnose_group *g)
{
	double *v;

	g->log_median = g->log_mad = NAN;
	if (!(g->sorted[0] > 0))
		return;
	v = mem_new(g->n, sizeof(v[0]));
	for (size_t i = 0; i < g->n; i++)
		v[i] = log(g->sorted[i]);
	g->log_median = stats_median(v, g->n);
	g->log_mad = stats_mad(v, g->n);
	free(v);
}

static void fill_group(struct diagnose_look *l, struct diagnose_group *g,
		       const struct profile_sample *const *s, size_t n)
{
	*g = (struct diagnose_group){
		.parameters = setting_of(s[0]),
		.stratum = s[0]->stratum,
		.n = n,
		.sample = arena_new(l->scratch, n, sizeof(g->sample[0])),
		.v = arena_new(l->scratch, n, sizeof(g->v[0])),
		.sorted = arena_new(l->scratch, n, sizeof(g->sorted[0])),
	};
	for (size_t i = 0; i < n; i++) {
		g->sample[i] = (size_t)(s[i] - l->cell->samples);
		g->v[i] = g->sorted[i] = s[i]->value;
	}
	stats_sort(g->sorted, n);
	g->median = stats_median(g->sorted, n);
	g->mad = stats_mad(g->sorted, n);
	take_logarithms(g);
}

static int by_first_run(const void *a, const void *b)
{
	const struct diagnose_group *x = a, *y = b;

	return (x->sample[0] > y->sample[0]) - (x->sample[0] < y->sample[0]);
}

/* Runs with settings of their own, each another, are told apart by stratum only: what marks
   every run is no setting. */
static void find_groups(struct diagnose_look *l)
{
	size_t n = l->cell->sample_count, strata;
	const struct profile_sample **s = mem_new(n + 1, sizeof(s[0]));
	bool settings = true;

	for (size_t i = 0; i < n; i++)
		s[i] = &l->cell->samples[i];
	if (n > 1)
		qsort(s, n, sizeof(s[0]), by_setting_and_time);
	l->group_count = count_groups(s, n, true);
	strata = count_groups(s, n, false);
	l->mixed = l->group_count > strata;
	if (l->mixed && l->group_count > n / 2) {
		settings = false;
		l->group_count = strata;
		qsort(s, n, sizeof(s[0]), by_stratum_and_time);
	}
	l->groups = arena_new(l->scratch, l->group_count, sizeof(l->groups[0]));
	for (size_t i = 0, k = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && same_group(s[i], s[end], settings);)
			end++;
		fill_group(l, &l->groups[k++], s + i, end - i);
	}
	if (l->group_count > 1)
		qsort(l->groups, l->group_count, sizeof(l->groups[0]), by_first_run);
	free(s);
}

/* Figures of one tool have one rounding: among those of all platforms some differ by it. */
static double resolution_of(const struct diagnose_look *row, size_t count)
{
	size_t n = 0, room = 0;
	double *all = NULL, least = 0;

	for (size_t i = 0; i < count; i++) {
		all = mem_grow(all, &room, n + row[i].runs.n + 1, sizeof(all[0]));
		for (size_t k = 0; k < row[i].runs.n; k++)
			all[n++] = row[i].runs.value[k];
	}
	stats_sort(all, n);
	for (size_t i = 1; i < n; i++) {
		double step = all[i] - all[i - 1];

		if (step > 0 && (least == 0 || step < least))
			least = step;
	}
	free(all);
	return least;
}

void diagnose_runs(struct diagnose_look *row)
{
	size_t count = row->p->platform_count;
	double resolution;

	for (size_t i = 0; i < count; i++) {
		if (profile_is_twin(row->p, i))
			continue;
		find_groups(&row[i]);
		rejudge_init(&row[i].runs, row[i].f, row[i].cell, row[i].scratch);
		row[i].marks = arena_new(row[i].scratch, row[i].cell->sample_count,
					 sizeof(row[i].marks[0]));
	}
	resolution = resolution_of(row, count);
	for (size_t i = 0; i < count; i++)
		row[i].resolution = resolution;
}

/* --- distances ----------------------------------------------------------------------- */

double diagnose_z(const struct diagnose_look *l, const struct diagnose_group *g, double x)
{
	return stats_modified_z(x, g->median, g->mad, l->resolution / 2);
}

double diagnose_far_p(const struct diagnose_look *l, const struct diagnose_group *g,
		      double x)
{
	double p = stats_outlier_p(diagnose_z(l, g, x), g->n), least;

	if (isnan(p) || isnan(g->log_mad))
		return p;
	least = l->resolution / 2 / g->median;
	return fmax(p, stats_outlier_p(
			       stats_modified_z(log(x), g->log_median, g->log_mad, least),
			       g->n));
}

double diagnose_share(const struct diagnose_group *g, double x)
{
	return x == g->median ? 0 : (x - g->median) / fabs(g->median);
}

bool diagnose_matters(const struct diagnose_group *g, double x, double y)
{
	return fabs(x - y) >= DIAGNOSE_LEAST * fabs(g->median);
}
