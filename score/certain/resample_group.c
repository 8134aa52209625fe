/* resample_group.c - one platform's figure, drawn again and again. */
#include "score/certain/resample_group.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/random.h"
#include "score/profile/cell.h"
#include "score/stats/stats.h"

#define BLOCK 256

/* --- from runs to terms -------------------------------------------------------------- */

static bool is_order(const struct rubric_feature *f)
{
	return f->statistic == STAT_MEDIAN || f->statistic == STAT_TRIMMED_MEAN;
}

static uint64_t key_of(uint64_t key, const struct group_run *run)
{
	key = random_key(key, run->identity[0]);
	key = random_key(key, run->identity[1]);
	return random_key(key ^ (uint64_t)run->number, NULL);
}

static void init_part(struct group_part *part, struct arena *a,
		      const struct rubric_feature *f, const struct group_run *runs,
		      size_t count, size_t stratum, uint64_t seed)
{
	double sd;

	*part = (struct group_part){ .key = seed };
	for (size_t i = 0; i < count; i++)
		part->n += runs[i].stratum == stratum;
	part->v = arena_new(a, part->n, sizeof(part->v[0]));
	part->n = 0;
	for (size_t i = 0; i < count; i++) {
		double v = runs[i].value;

		if (runs[i].stratum != stratum)
			continue;
		part->key = key_of(part->key, &runs[i]);
		part->v[part->n++] = f->statistic == STAT_GEOMETRIC_MEAN ? log(v) : v;
	}
	part->mean = stats_mean(part->v, part->n);
	sd = stats_sd(part->v, part->n);
	part->variance = sd * sd;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Runs that a trimmed mean leaves out at each end, as stats_trimmed_mean() does. */
static size_t trimmed(const struct rubric_feature *f, size_t n)
{
	return (size_t)floor(f->trim * (double)n + 1e-9);
}

/* Where each run's value stands among all of the term's. */
static void sort_term(struct group_term *t, struct arena *a)
{
	size_t n = 0;

	t->sorted = arena_new(a, t->n, sizeof(t->sorted[0]));
	for (size_t i = 0; i < t->count; i++) {
		memcpy(t->sorted + n, t->parts[i].v, t->parts[i].n * sizeof(t->sorted[0]));
		n += t->parts[i].n;
	}
	stats_sort(t->sorted, t->n);
	for (size_t i = 0; i < t->count; i++) {
		struct group_part *p = &t->parts[i];

		p->place = arena_new(a, p->n, sizeof(p->place[0]));
		for (size_t k = 0; k < p->n; k++) {
			const double *at = bsearch(&p->v[k], t->sorted, t->n,
						   sizeof(t->sorted[0]), compare);
			p->place[k] = (uint32_t)(at - t->sorted);
		}
	}
}

static double order_value(const struct rubric_feature *f, const double *sorted, size_t n)
{
	return f->statistic == STAT_MEDIAN ? stats_median(sorted, n)
					   : stats_trimmed_mean(sorted, n, f->trim);
}

static void finish_term(struct group_term *t, struct arena *a,
			const struct rubric_feature *f)
{
	double mean = 0;

	for (size_t i = 0; i < t->count; i++)
		t->n += t->parts[i].n;
	for (size_t i = 0; i < t->count; i++) {
		struct group_part *p = &t->parts[i];

		p->weight = (double)p->n / (double)t->n;
		mean += p->weight * p->mean;
		if (!is_order(f))
			wheels_init(&p->wheels, a, p->v, p->n, p->mean, p->key);
		else
			p->wheels = (struct wheels){ .n = p->n, .key = p->key };
	}
	if (is_order(f)) {
		sort_term(t, a);
		t->value = order_value(f, t->sorted, t->n);
	} else {
		t->value = f->statistic == STAT_GEOMETRIC_MEAN ? exp(mean) : mean;
	}
}

/* Does the statistic leave runs out? A trimmed mean of few may not. */
static bool cuts(const struct group *g)
{
	if (g->f->statistic == STAT_TRIMMED_MEAN)
		return trimmed(g->f, g->terms[0].n) > 0;
	return g->f->statistic == STAT_MEDIAN;
}

/* Degrees of freedom after Welch (1947) and Satterthwaite (1946): parts with other variances
   count by their share. */
static void find_spread(struct group *g)
{
	double whole = 0, plugged = 0, squares = 0;

	for (size_t i = 0; i < g->count; i++) {
		const struct group_term *t = &g->terms[i];
		double scale = g->f->statistic == STAT_GEOMETRIC_MEAN ? t->value : 1;

		for (size_t k = 0; k < t->count; k++) {
			const struct group_part *p = &t->parts[k];
			double n = (double)p->n, w = t->weight * p->weight * scale;
			double share = w * w * p->variance / n;

			if (p->n < 2) {
				g->unknown = true;
				continue;
			}
			whole += share;
			plugged += share * (n - 1) / n;
			squares += share * share / (n - 1);
		}
	}
	g->variance = whole;
	g->stretch = plugged > 0 && !cuts(g) ? sqrt(whole / plugged) : 1;
	g->freedom = squares > 0 ? whole * whole / squares : HUGE_VAL;
	if (g->freedom < GROUP_RUNS_LEAST - 1)
		g->unknown = true;
}

void group_init(struct group *g, struct arena *a, const struct rubric_feature *f,
		const struct group_run *runs, size_t count, size_t strata, uint64_t seed)
{
	struct group_part *parts = arena_new(a, strata, sizeof(parts[0]));
	size_t n = 0;

	*g = (struct group){ .f = f };
	for (size_t i = 0; i < strata; i++) {
		init_part(&parts[n], a, f, runs, count, i, seed);
		n += parts[n].n > 0;
	}
	g->count = f->combine == COMBINE_POOL ? 1 : n;
	g->terms = arena_new(a, g->count, sizeof(g->terms[0]));
	for (size_t i = 0; i < g->count; i++) {
		struct group_term *t = &g->terms[i];

		t->parts = g->count == n ? &parts[i] : parts;
		t->count = g->count == n ? 1 : n;
		t->weight = 1 / (double)g->count;
		finish_term(t, a, f);
		g->value += t->weight * t->value;
	}
	find_spread(g);
	/* All runs alike: no degree of freedom says so, their number does. */
	if (count < GROUP_RUNS_LEAST)
		g->unknown = true;
}

void group_set_log(struct group *g)
{
	g->log = true;
}

void group_set_plain(struct group *g)
{
	g->stretch = 1;
}

uint64_t group_key(const struct group *g)
{
	return g->count > 0 && g->terms[0].count > 0 ? g->terms[0].parts[0].key : 0;
}

double group_spread(const struct group *g)
{
	double sd = g->unknown ? 0 : sqrt(g->variance);

	return g->log ? sd / g->value : sd;
}

/* --- draws --------------------------------------------------------------------------- */

/* The value at a place of the resample, when counts say how often each sorted one came. */
static double sum_between(const struct group_term *t, const uint32_t *counts, size_t from,
			  size_t to)
{
	size_t seen = 0;
	double sum = 0;

	for (size_t i = 0; i < t->n && seen < to; i++) {
		size_t next = seen + counts[i];
		size_t low = seen > from ? seen : from, high = next < to ? next : to;

		if (high > low)
			sum += (double)(high - low) * t->sorted[i];
		seen = next;
	}
	return sum;
}

static double order_draw(const struct group *g, const struct group_term *t,
			 uint64_t number, uint32_t *counts)
{
	bool trims = g->f->statistic == STAT_TRIMMED_MEAN;
	size_t cut = trims ? trimmed(g->f, t->n) : (t->n - 1) / 2;

	memset(counts, 0, t->n * sizeof(counts[0]));
	for (size_t i = 0; i < t->count; i++)
		wheels_count(&t->parts[i].wheels, number, t->parts[i].place, counts);
	return sum_between(t, counts, cut, t->n - cut) / (double)(t->n - 2 * cut);
}

/* out[k] += the term's weighted deviation in each resample. */
static void add_term(const struct group *g, const struct group_term *t, uint64_t first,
		     size_t count, double *out)
{
	double deviation[BLOCK];

	if (is_order(g->f)) {
		uint32_t *counts = mem_new(t->n, sizeof(counts[0]));

		for (size_t k = 0; k < count; k++)
			out[k] += t->weight *
				  (order_draw(g, t, first + k, counts) - t->value);
		free(counts);
		return;
	}
	if (g->f->statistic == STAT_MEAN) {
		for (size_t i = 0; i < t->count; i++)
			wheels_add_means(&t->parts[i].wheels, first, count,
					 t->weight * t->parts[i].weight, out);
		return;
	}
	memset(deviation, 0, sizeof(deviation));
	for (size_t i = 0; i < t->count; i++)
		wheels_add_means(&t->parts[i].wheels, first, count, t->parts[i].weight,
				 deviation);
	for (size_t k = 0; k < count; k++)
		out[k] += t->weight * t->value * (exp(deviation[k]) - 1);
}

void group_draw(const struct group *g, uint64_t first, size_t count, double *out)
{
	double centre = g->log ? log(g->value) : g->value;

	for (size_t k = 0; k < count; k++)
		out[k] = 0;
	if (!g->unknown && g->variance > 0) {
		for (size_t i = 0; i < g->count; i++)
			add_term(g, &g->terms[i], first, count, out);
	}
	for (size_t k = 0; k < count; k++) {
		double by = out[k];

		if (g->log)
			by = log(1 + by / g->value);
		out[k] = centre + g->stretch * by;
	}
}
