/* variant.c - the table of changed rules, and the judgement of a feature under one. */
#include "score/audit/variant.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "score/audit/trial.h"
#include "score/profile/cell.h"
#include "score/profile/mixture.h"

struct list {
	const char **text;
	size_t count, room;
};

/* --- arguments ----------------------------------------------------------------------- */

static void list_add(struct list *l, const char *text)
{
	for (size_t i = 0; i < l->count; i++) {
		if (strcmp(l->text[i], text) == 0)
			return;
	}
	l->text = mem_grow(l->text, &l->room, l->count + 1, sizeof(l->text[0]));
	l->text[l->count++] = text;
}

static void list_candidates(struct variant *v, struct list *l)
{
	const struct profile *p = v->profile;

	for (size_t i = 1; i < p->platform_count; i++) {
		if (!profile_is_twin(p, i))
			list_add(l, profile_platform_name(p, i));
	}
}

static void list_metrics(struct variant *v, struct list *l)
{
	for (size_t i = 0; v->rivals && i < v->rivals->feature_count; i++) {
		const struct rival_list *r = &v->rivals->lists[i];
		const char *own = v->profile->rubric->features[i].metric;

		for (size_t k = 0; k < r->count; k++) {
			if (trial_is_kin(own, &r->rivals[k]))
				list_add(l, r->rivals[k].metric);
		}
	}
}

static void list_sides(struct variant *v, struct list *l)
{
	for (size_t i = 0; v->rivals && i < v->rivals->feature_count; i++) {
		const struct rival_list *r = &v->rivals->lists[i];

		for (size_t k = 0; k < r->count; k++) {
			if (r->rivals[k].side)
				list_add(l, r->rivals[k].side);
		}
	}
}

static void list_units(struct variant *v, struct list *l)
{
	const struct rubric *r = v->profile->rubric;
	char twin[TRIAL_UNIT_TEXT];
	struct unit u;

	for (size_t i = 0; i < r->feature_count; i++) {
		if (trial_unit_twin(r->features[i].unit_text, twin, &u))
			list_add(l, arena_dup(&v->arena, twin));
	}
}

#define STRATA_MAX 100	/* strata of which each is tried alone; of more, none is */
#define SETTINGS_MAX 16 /* of a parameter that is no stratum: with more it is no factor */
#define PARAMETERS_MAX                                                                     \
	500 /* different ones of a feature that are looked at; of more, none */

/* Each stratum of the feature, in order. */
static void list_strata(struct variant *v, size_t feature, struct list *l)
{
	const char *name = v->profile->rubric->features[feature].strata;
	const struct profile_cell *most = profile_cell(v->profile, feature, 0);

	for (size_t i = 1; i < v->profile->platform_count; i++) {
		const struct profile_cell *c = profile_cell(v->profile, feature, i);

		if (c->stratum_count > most->stratum_count)
			most = c;
	}
	if (!name || v->profile->rubric->features[feature].by_count > 1 ||
	    most->stratum_count < 2 || most->stratum_count > STRATA_MAX)
		return;
	for (size_t i = 0; i < most->stratum_count; i++)
		list_add(l, arena_printf(&v->arena, "%s=%s", name, most->strata[i].name));
}

/* The different parameters of a feature's samples; at most one more than are wanted. */
static void list_parameters(const struct profile *p, size_t feature, struct list *l)
{
	const char *last = NULL;

	for (size_t i = 0; i < p->platform_count; i++) {
		const struct profile_cell *c = profile_cell(p, feature, i);

		for (size_t k = 0; k < c->sample_count && l->count <= PARAMETERS_MAX; k++) {
			if (c->samples[k].parameters != last)
				list_add(l, c->samples[k].parameters);
			last = c->samples[k].parameters;
		}
	}
}

/* By parameter, then by setting: numbers by size. */
static int by_pair(const void *a, const void *b)
{
	const char *x = *(const char *const *)a, *y = *(const char *const *)b;
	size_t n = strcspn(x, "="), m = strcspn(y, "=");
	int order = strncmp(x, y, n < m ? n : m);

	if (order == 0 && n != m)
		order = n < m ? -1 : 1;
	return order ? order
		     : cell_stratum_order(x + n + (x[n] == '='), y + m + (y[m] == '='));
}

/* The pairs of a sorted list whose parameter has several settings, but not too many. */
static void add_settings(const struct list *pairs, struct list *l)
{
	for (size_t i = 0, next; i < pairs->count; i = next) {
		size_t n = strcspn(pairs->text[i], "=") + 1;

		for (next = i; next < pairs->count; next++) {
			if (strncmp(pairs->text[i], pairs->text[next], n) != 0)
				break;
		}
		for (size_t k = i; k < next && next - i > 1 && next - i <= SETTINGS_MAX;
		     k++)
			list_add(l, pairs->text[k]);
	}
}

/* Parameters that vary without being the feature's strata; but no address, which is another
   one on each platform and no rule's choice. */
static void list_settings(struct variant *v, size_t feature, struct list *l)
{
	const struct rubric_feature *f = &v->profile->rubric->features[feature];
	const char *strata = f->by_count < 2 ? f->strata : NULL;
	size_t length = strata ? strlen(strata) : 0;
	struct list all = { 0 }, pairs = { 0 };

	list_parameters(v->profile, feature, &all);
	for (size_t k = 0; all.count <= PARAMETERS_MAX && k < all.count; k++) {
		const char *s = all.text[k];

		for (size_t n; *s; s += n + (s[n] == ';')) {
			bool own = strata && strncmp(s, strata, length) == 0 &&
				   s[length] == '=';

			n = strcspn(s, ";");
			if (!own && !mixture_is_address(s, strcspn(s, "=;")))
				list_add(&pairs, arena_dup_n(&v->arena, s, n));
		}
	}
	if (pairs.count > 1)
		qsort(pairs.text, pairs.count, sizeof(pairs.text[0]), by_pair);
	add_settings(&pairs, l);
	free(all.text);
	free(pairs.text);
}

static void list_pairs(struct variant *v, struct list *l)
{
	for (size_t i = 0; i < v->profile->rubric->feature_count; i++) {
		list_strata(v, i, l);
		list_settings(v, i, l);
	}
}

/* --- the table ----------------------------------------------------------------------- */

static const struct kind {
	const char *name;	    /* its argument follows */
	const char *before, *after; /* the argument, for people */
	/* What arguments there are; NULL: the kind is one rule. */
	void (*arguments)(struct variant *v, struct list *l);
	trial_fn *apply;
	int number; /* for apply() */
	double share;
} kinds[] = {
	{ "statistic=mean", "the mean", "", NULL, trial_statistic, STAT_MEAN, 0 },
	{ "statistic=median", "the median", "", NULL, trial_statistic, STAT_MEDIAN, 0 },
	{ "statistic=geometric_mean", "the geometric mean", "", NULL, trial_statistic,
	  STAT_GEOMETRIC_MEAN, 0 },
	{ "statistic=trimmed_mean(10%)", "the mean trimmed by 10 %", "", NULL,
	  trial_statistic, STAT_TRIMMED_MEAN, 0.1 },
	{ "statistic=trimmed_mean(20%)", "the mean trimmed by 20 %", "", NULL,
	  trial_statistic, STAT_TRIMMED_MEAN, 0.2 },
	{ "runs=best", "the best run alone", "", NULL, trial_keep_best, 0, 0 },
	{ "runs=without_first", "the first run dropped", "", NULL, trial_drop_first,
	  TRIAL_ALL, 0 },
	{ "runs=without_first_of_baseline", "the baseline's first run dropped", "", NULL,
	  trial_drop_first, TRIAL_BASELINE, 0 },
	{ "baseline=", "", " as the baseline", list_candidates, trial_baseline, 0, 0 },
	{ "baseline_value=published", "the baseline's value as published", "", NULL,
	  trial_published, 0, 0 },
	{ "combine=pool", "the strata pooled", "", NULL, trial_combine, COMBINE_POOL, 0 },
	{ "combine=mean", "the mean of the strata", "", NULL, trial_combine, COMBINE_MEAN,
	  0 },
	{ "combine=mean_ratio", "the mean of the strata's ratios", "", NULL, trial_combine,
	  COMBINE_MEAN_RATIO, 0 },
	{ "combine=geometric_ratio", "the geometric mean of the strata's ratios", "", NULL,
	  trial_combine, COMBINE_GEOMETRIC_RATIO, 0 },
	{ "only=", "", " alone", list_pairs, trial_keep_pair, 0, 0 },
	{ "strata=without_lowest", "the lowest stratum left out", "", NULL,
	  trial_drop_stratum, TRIAL_LOWEST, 0 },
	{ "strata=without_highest", "the highest stratum left out", "", NULL,
	  trial_drop_stratum, TRIAL_HIGHEST, 0 },
	{ "direction=turned", "the direction turned round", "", NULL, trial_direction, 0,
	  0 },
	{ "ratio=inverted", "baseline \xc3\xb7 candidate as the ratio", "", NULL,
	  trial_invert, 0, 0 },
	{ "ratio=whole_percent", "the ratio rounded to whole percent", "", NULL,
	  trial_whole_percent, 0, 0 },
	{ "thresholds=strict", "thresholds that must be exceeded", "", NULL, trial_strict,
	  0, 0 },
	{ "metric=", "", " as the metric", list_metrics, trial_metric, 0, 0 },
	{ "side=", "the ", "'s side of the runs", list_sides, trial_other_side, 0, 0 },
	{ "unit_of_candidates=", "the candidates' figures in ", "", list_units, trial_unit,
	  TRIAL_CANDIDATES, 0 },
	{ "unit_of_baseline=", "the baseline's figure in ", "", list_units, trial_unit,
	  TRIAL_BASELINE, 0 },
};

static void add_rule(struct variant *v, size_t kind, const char *argument, size_t *room)
{
	const struct kind *k = &kinds[kind];
	const char *text = argument ? argument : "";

	v->rules = mem_grow(v->rules, room, v->rule_count + 1, sizeof(v->rules[0]));
	v->rules[v->rule_count++] = (struct variant_rule){
		.name = arena_printf(&v->arena, "%s%s", k->name, text),
		.text = arena_printf(&v->arena, "%s%s%s", k->before, text, k->after),
		.kind = kind,
		.argument = argument,
	};
}

void variant_init(struct variant *v, const struct profile *p, const struct rivals *rivals,
		  const double *published)
{
	size_t room = 0;

	*v = (struct variant){ .profile = p, .rivals = rivals, .published = published };
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		struct list l = { 0 };

		if (kinds[i].arguments == NULL) {
			add_rule(v, i, NULL, &room);
			continue;
		}
		kinds[i].arguments(v, &l);
		for (size_t k = 0; k < l.count; k++)
			add_rule(v, i, l.text[k], &room);
		free(l.text);
	}
}

void variant_release(struct variant *v)
{
	free(v->rules);
	arena_release(&v->arena);
	arena_release(&v->scratch);
	*v = (struct variant){ 0 };
}

/* --- the judgement ------------------------------------------------------------------- */

#define AT_MOST "\xe2\x89\xa4"
#define AT_LEAST "\xe2\x89\xa5"

/* Where the figure lies: on the good side of its level's threshold, or on the bad side of
   the one that is the easiest to reach. */
static void find_bound(const struct trial *t, struct variant_verdict *out)
{
	static const char *const signs[2][2] = { { AT_LEAST, AT_MOST }, { ">", "<" } };
	static const char *const missed[2][2] = { { "<", ">" }, { AT_MOST, AT_LEAST } };
	const struct rubric_level *levels = t->of->rubric->features[t->feature].levels;
	bool lower = t->f.lower_is_better;

	out->sign = missed[t->strict][lower];
	out->bound = levels[0].threshold;
	for (size_t i = 0; i < t->f.level_count; i++) {
		double bound = levels[i].threshold;

		if (levels[i].level == out->level) {
			out->sign = signs[t->strict][lower];
			out->bound = bound;
			return;
		}
		if (lower ? bound > out->bound : bound < out->bound)
			out->bound = bound;
	}
}

static struct variant_verdict verdict(const struct trial *t, const struct profile_cell *c)
{
	struct variant_verdict v = {
		.scored = c->status == PROFILE_SCORED,
		.level = c->level,
		.figure = t->f.absolute ? c->shown : c->ratio,
	};

	if (v.scored && t->figure) {
		v.figure = rubric_round(t->figure(v.figure));
		v.level = rubric_level_of(&t->f, v.figure);
		v.scored = isfinite(v.figure);
	}
	if (v.scored)
		find_bound(t, &v);
	return v;
}

bool variant_judge(struct variant *v, size_t rule, size_t feature,
		   struct variant_verdict *out)
{
	const struct kind *k = &kinds[v->rules[rule].kind];
	const struct trial_change change = { v->rules[rule].argument, k->number, k->share };
	struct trial t;

	arena_reset(&v->scratch);
	trial_init(&t, v->profile, feature, v->scratch);
	t.rivals = v->rivals ? &v->rivals->lists[feature] : NULL;
	t.published = v->published ? v->published[feature] : NAN;

	bool applies = trial_has_samples(&t) && k->apply(&t, &change);

	if (applies) {
		cell_measure(&t.p, 0);
		cell_judge(&t.p, 0);
		for (size_t i = 0; i < t.p.platform_count; i++)
			out[i] = verdict(&t, &t.p.cells[i]);
	}
	v->scratch = t.p.arena;
	return applies;
}
