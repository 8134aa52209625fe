/* cell.c - from samples to a level; knows no store. */
#include "score/profile/cell.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/conf.h"
#include "score/stats/stats.h"

static struct profile_cell *cell_at(struct profile *p, size_t feature, size_t platform)
{
	return &p->cells[feature * p->platform_count + platform];
}

/* --- figures ------------------------------------------------------------------------- */

double cell_statistic_sorted(const struct rubric_feature *f, const double *v, size_t n)
{
	switch (f->statistic) {
	case STAT_MEAN:
		return stats_mean(v, n);
	case STAT_MEDIAN:
		return stats_median(v, n);
	case STAT_TRIMMED_MEAN:
		return stats_trimmed_mean(v, n, f->trim);
	case STAT_GEOMETRIC_MEAN:
		return stats_geometric_mean(v, n);
	}
	return NAN;
}

double cell_statistic(const struct rubric_feature *f, double *v, size_t n)
{
	stats_sort(v, n);
	return cell_statistic_sorted(f, v, n);
}

/* Sorts v. */
static struct profile_stats describe(const struct rubric_feature *f, double *v, size_t n)
{
	double value = cell_statistic(f, v, n);

	return (struct profile_stats){
		.n = n,
		.mean = stats_mean(v, n),
		.sd = stats_sd(v, n),
		.median = stats_median(v, n),
		.min = n > 0 ? v[0] : NAN,
		.max = n > 0 ? v[n - 1] : NAN,
		.value = value,
	};
}

static const char *stratum_name(const struct profile_sample *s)
{
	return s->stratum != NULL ? s->stratum : CELL_NO_STRATUM;
}

/* "10", and sizes such as "4k" and "64KiB"; NAN for a word. */
static double stratum_number(const char *name)
{
	size_t digits = strspn(name, "+-.0123456789");
	struct unit u = { .multiply = 1, .divide = 1 };
	char number[32];
	double v;

	if (digits == 0 || digits >= sizeof(number))
		return NAN;
	memcpy(number, name, digits);
	number[digits] = '\0';
	if (!conf_number(number, -HUGE_VAL, HUGE_VAL, &v))
		return NAN;
	if (name[digits] != '\0' && !unit_find(name + digits, &u))
		return NAN;
	return unit_to_canonical(&u, v);
}

/* "8, 4k": part by part. */
static int by_parts(const char *x, const char *y)
{
	size_t n = strcspn(x, ","), m = strcspn(y, ",");
	char *a = mem_dup_n(x, n), *b = mem_dup_n(y, m);
	int order = cell_stratum_order(a, b);

	free(a);
	free(b);
	if (order != 0 || (x[n] == '\0' && y[m] == '\0'))
		return order;
	if (x[n] == '\0' || y[m] == '\0')
		return x[n] == '\0' ? -1 : 1;
	return cell_stratum_order(x + n + 1 + strspn(x + n + 1, " "),
				  y + m + 1 + strspn(y + m + 1, " "));
}

int cell_stratum_order(const char *x, const char *y)
{
	if (strchr(x, ',') && strchr(y, ','))
		return by_parts(x, y);

	double nx = stratum_number(x), ny = stratum_number(y);

	if (isnan(nx) != isnan(ny))
		return isnan(nx) ? 1 : -1;
	if (!isnan(nx) && nx != ny)
		return nx < ny ? -1 : 1;
	return strcmp(x, y);
}

static int by_stratum(const void *a, const void *b)
{
	return cell_stratum_order(*(const char *const *)a, *(const char *const *)b);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Keeps one of each run of equal names; their new count. */
static size_t drop_equal(const char **names, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		if (kept == 0 || strcmp(names[kept - 1], names[i]) != 0)
			names[kept++] = names[i];
	}
	return kept;
}

/* The distinct names of the feature's strata on all platforms, in order; the caller frees.
 */
static const char **stratum_names(struct profile *p, size_t feature, size_t *count)
{
	const char **names;
	size_t n = 0;

	for (size_t i = 0; i < p->platform_count; i++)
		n += cell_at(p, feature, i)->sample_count;
	names = mem_new(n + 1, sizeof(names[0]));
	n = 0;
	for (size_t i = 0; i < p->platform_count; i++) {
		const struct profile_cell *c = cell_at(p, feature, i);

		for (size_t k = 0; k < c->sample_count; k++) {
			const char *name = stratum_name(&c->samples[k]);

			if (n == 0 || strcmp(names[n - 1], name) != 0)
				names[n++] = name;
		}
	}
	if (n > 1)
		qsort(names, n, sizeof(names[0]), by_text);
	n = drop_equal(names, n);
	if (n > 1) /* names that are numbers have to be read for this */
		qsort(names, n, sizeof(names[0]), by_stratum);
	*count = n;
	return names;
}

/* A name and where it stands in the strata's order; sorted by letter, to be searched. */
struct stratum_place {
	const char *name;
	size_t at;
};

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct stratum_place *)a)->name,
		      ((const struct stratum_place *)b)->name);
}

static struct stratum_place *stratum_places(const char *const *names, size_t count)
{
	struct stratum_place *places = mem_new(count, sizeof(places[0]));

	for (size_t i = 0; i < count; i++)
		places[i] = (struct stratum_place){ names[i], i };
	if (count > 1)
		qsort(places, count, sizeof(places[0]), by_name);
	return places;
}

static size_t stratum_index(const struct stratum_place *places, size_t count,
			    const char *name)
{
	const struct stratum_place key = { name, 0 };
	const struct stratum_place *found =
		bsearch(&key, places, count, sizeof(places[0]), by_name);

	return found ? found->at : 0; /* the names are those of all samples: it is there */
}

/* Values of a cell, stratum after stratum; starts[i] is where the i-th begins. */
static double *by_strata(const struct profile_cell *c, const char *const *names,
			 size_t count, size_t *starts)
{
	double *v = mem_new(c->sample_count + 1, sizeof(v[0]));
	size_t *index = mem_new(c->sample_count + 1, sizeof(index[0]));
	size_t *next = mem_new(count + 1, sizeof(next[0]));
	struct stratum_place *places = stratum_places(names, count);

	for (size_t i = 0; i < c->sample_count; i++) {
		index[i] = stratum_index(places, count, stratum_name(&c->samples[i]));
		starts[index[i] + 1]++;
	}
	for (size_t i = 0; i < count; i++)
		starts[i + 1] += starts[i];
	memcpy(next, starts, (count + 1) * sizeof(next[0]));
	for (size_t i = 0; i < c->sample_count; i++)
		v[next[index[i]]++] = c->samples[i].value;
	free(places);
	free(index);
	free(next);
	return v;
}

static void measure_strata(struct profile *p, const struct rubric_feature *f,
			   struct profile_cell *c, const char *const *names, size_t count)
{
	size_t *starts = mem_new(count + 2, sizeof(starts[0]));
	double *v = by_strata(c, names, count, starts);
	bool numbers = true;

	for (size_t i = 0; i < count; i++)
		numbers = numbers && !isnan(stratum_number(names[i]));
	c->strata = arena_new(&p->arena, count, sizeof(c->strata[0]));
	for (size_t i = 0; i < count; i++) {
		size_t n = starts[i + 1] - starts[i];

		if (n == 0)
			continue;
		c->strata[c->stratum_count++] = (struct profile_stratum){
			.name = names[i],
			.order = numbers ? stratum_number(names[i]) : (double)i,
			.stats = describe(f, v + starts[i], n),
			.ratio = NAN,
		};
	}
	free(starts);
	free(v);
}

/* The mean of the strata's statistics. */
static double mean_of_strata(const struct profile_cell *c)
{
	double *v = mem_new(c->stratum_count + 1, sizeof(v[0]));
	double mean;

	for (size_t i = 0; i < c->stratum_count; i++)
		v[i] = c->strata[i].stats.value;
	mean = stats_mean(v, c->stratum_count);
	free(v);
	return mean;
}

void cell_measure(struct profile *p, size_t feature)
{
	const struct rubric_feature *f = &p->rubric->features[feature];
	const char **names = NULL;
	size_t count = 0;

	if (f->strata != NULL)
		names = stratum_names(p, feature, &count);
	for (size_t i = 0; i < p->platform_count; i++) {
		struct profile_cell *c = cell_at(p, feature, i);
		double *v = mem_new(c->sample_count + 1, sizeof(v[0]));

		for (size_t k = 0; k < c->sample_count; k++)
			v[k] = c->samples[k].value;
		c->stats = describe(f, v, c->sample_count);
		free(v);
		if (f->strata != NULL && c->sample_count > 0)
			measure_strata(p, f, c, names, count);
		if (f->combine == COMBINE_MEAN)
			c->stats.value = mean_of_strata(c);
		c->shown = unit_from_canonical(&f->unit, c->stats.value);
	}
	free(names);
}

/* --- ratios -------------------------------------------------------------------------- */

static const struct profile_stratum *find_stratum(const struct profile_cell *c,
						  const char *name)
{
	for (size_t i = 0; i < c->stratum_count; i++) {
		if (strcmp(c->strata[i].name, name) == 0)
			return &c->strata[i];
	}
	return NULL;
}

/* NAN where a ratio would mean nothing. */
static double ratio_of(double value, double base)
{
	double ratio = value / base;

	return base > 0 && isfinite(ratio) ? rubric_round(ratio) : NAN;
}

static double combine_ratios(const struct rubric_feature *f, const double *v, size_t n)
{
	double ratio = f->combine == COMBINE_MEAN_RATIO ? stats_mean(v, n)
							: stats_geometric_mean(v, n);

	return isfinite(ratio) ? rubric_round(ratio) : NAN;
}

/* The strata that both have; NAN when there is none. */
static double combined_ratio(const struct rubric_feature *f, const struct profile_cell *c)
{
	double *v = mem_new(c->stratum_count + 1, sizeof(v[0])), ratio;
	size_t n = 0;

	for (size_t i = 0; i < c->stratum_count; i++) {
		if (!isnan(c->strata[i].ratio))
			v[n++] = c->strata[i].ratio;
	}
	ratio = combine_ratios(f, v, n);
	free(v);
	return ratio;
}

static bool is_by_ratio(const struct rubric_feature *f)
{
	return f->combine == COMBINE_MEAN_RATIO || f->combine == COMBINE_GEOMETRIC_RATIO;
}

static void find_ratios(const struct rubric_feature *f, struct profile_cell *c,
			const struct profile_cell *base)
{
	for (size_t i = 0; i < c->stratum_count; i++) {
		const struct profile_stratum *b = find_stratum(base, c->strata[i].name);

		if (b != NULL)
			c->strata[i].ratio =
				ratio_of(c->strata[i].stats.value, b->stats.value);
	}
	c->ratio = is_by_ratio(f) ? combined_ratio(f, c)
				  : ratio_of(c->stats.value, base->stats.value);
}

/* --- the same from parts ------------------------------------------------------------- */

double cell_value_of(const struct rubric_feature *f, const struct cell_part *parts,
		     size_t count)
{
	double *v, mean;
	size_t n = 0;

	if (f->combine != COMBINE_MEAN)
		return count == 1 ? parts[0].value : NAN;
	v = mem_new(count + 1, sizeof(v[0]));
	for (size_t i = 0; i < count; i++) {
		if (parts[i].n > 0)
			v[n++] = parts[i].value;
	}
	mean = stats_mean(v, n);
	free(v);
	return mean;
}

/* NAN when there is none of that name. The search begins at *at and leaves it behind what
   it found: both lists are in the same order. */
static double part_named(const struct cell_part *parts, size_t count, const char *stratum,
			 size_t *at)
{
	for (size_t i = 0; i < count; i++) {
		const struct cell_part *part = &parts[(*at + i) % count];

		if (part->n == 0 || strcmp(part->stratum, stratum) != 0)
			continue;
		*at = (*at + i + 1) % count;
		return part->value;
	}
	return NAN;
}

double cell_ratio_of(const struct rubric_feature *f, const struct cell_part *parts,
		     size_t count, const struct cell_part *base, size_t base_count)
{
	size_t n = 0, at = 0;
	double *v, ratio;

	if (!is_by_ratio(f))
		return ratio_of(cell_value_of(f, parts, count),
				cell_value_of(f, base, base_count));
	v = mem_new(count + 1, sizeof(v[0]));
	for (size_t i = 0; i < count; i++) {
		const struct cell_part *part = &parts[i];

		ratio = NAN;
		if (part->n > 0)
			ratio = ratio_of(part->value,
					 part_named(base, base_count, part->stratum, &at));
		if (!isnan(ratio))
			v[n++] = ratio;
	}
	ratio = combine_ratios(f, v, n);
	free(v);
	return ratio;
}

const char *cell_lacks(struct profile *p, size_t feature, size_t platform, bool extra)
{
	const struct profile_cell *a = cell_at(p, feature, extra ? platform : 0);
	const struct profile_cell *b = cell_at(p, feature, extra ? 0 : platform);
	const char *list = NULL;

	for (size_t i = 0; i < a->stratum_count; i++) {
		const char *name = a->strata[i].name;

		if (find_stratum(b, name) == NULL)
			list = list == NULL ? name
					    : arena_printf(&p->arena, "%s, %s", list, name);
	}
	return list;
}

/* --- the verdict --------------------------------------------------------------------- */

static const char *no_figure(struct profile *p, const struct rubric_feature *f,
			     const char *platform)
{
	if (f->statistic == STAT_GEOMETRIC_MEAN)
		return arena_printf(
			&p->arena,
			"%s has no geometric mean of %s: a sample is not above zero",
			platform, f->name);
	return arena_printf(&p->arena, "the %s of %s's %s is beyond what a number can hold",
			    statistic_name(f->statistic), platform, f->name);
}

/* Why a measured cell with relative levels has no ratio. */
static const char *no_ratio(struct profile *p, const struct rubric_feature *f,
			    const struct profile_cell *base)
{
	const char *name = p->rubric->baseline;

	if (base->fault)
		return arena_printf(&p->arena, "baseline: %s", base->fault);
	if (base->sample_count == 0 && base->reject_count > 0)
		return arena_printf(&p->arena, "baseline %s has no sound record of %s: %s",
				    name, f->name, base->rejects[0].reason);
	if (base->sample_count == 0)
		return arena_printf(&p->arena, "baseline %s has no %s", name, f->name);
	if (!isfinite(base->stats.value))
		return no_figure(p, f, name);
	if (is_by_ratio(f))
		return arena_printf(
			&p->arena,
			"no stratum of %s in common with baseline %s, or none with a "
			"ratio",
			f->strata, name);
	if (base->stats.value <= 0)
		return arena_printf(&p->arena, "baseline %s's %s is %s", name, f->name,
				    base->stats.value < 0 ? "below zero" : "zero");
	return arena_printf(&p->arena,
			    "the ratio to baseline %s is beyond what a number can hold",
			    name);
}

static void judge(struct profile *p, const struct rubric_feature *f, struct profile_cell *c,
		  const struct profile_cell *base, const char *platform)
{
	double figure = f->absolute ? c->shown : c->ratio;

	if (!isfinite(c->stats.value) || (f->absolute && !isfinite(c->shown))) {
		c->status = PROFILE_UNSCORABLE;
		c->why = no_figure(p, f, platform);
	} else if (!isfinite(figure)) {
		c->status = PROFILE_UNSCORABLE;
		c->why = no_ratio(p, f, base);
	} else {
		c->status = PROFILE_SCORED;
		c->level = rubric_level_of(f, figure);
		c->accepted = !f->has_acceptance || c->level >= f->acceptance;
		c->veto = !c->accepted && p->rubric->importances[f->importance].mandatory;
	}
}

static const char *why_failed(struct profile *p, const struct profile_cell *c)
{
	size_t n = c->reject_count;

	return arena_printf(&p->arena, "%zu record%s, none sound: %s (%s:%lld)", n,
			    n == 1 ? "" : "s", c->rejects[0].reason, c->rejects[0].log,
			    (long long)c->rejects[0].line);
}

void cell_judge(struct profile *p, size_t feature)
{
	const struct rubric_feature *f = &p->rubric->features[feature];
	const struct profile_cell *base = cell_at(p, feature, 0);

	for (size_t i = 0; i < p->platform_count; i++) {
		struct profile_cell *c = cell_at(p, feature, i);

		c->ratio = NAN;
		c->accepted = true;
		if (c->sample_count == 0) {
			c->status =
				c->reject_count > 0 ? PROFILE_FAILED : PROFILE_UNMEASURED;
			if (c->reject_count > 0)
				c->why = why_failed(p, c);
			if (c->fault) {
				c->status = PROFILE_UNSCORABLE;
				c->why = c->fault;
			}
			continue;
		}
		find_ratios(f, c, base);
		if (i == 0)
			c->status = PROFILE_BASELINE;
		else
			judge(p, f, c, base, profile_platform_name(p, i));
	}
}
