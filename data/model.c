/* model.c - levels, sums, percentages, ranks from figures; the only place that adds them. */
#include "data/model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- from a profile ------------------------------------------------------------------ */

static void init_scale(struct model *m, size_t feature)
{
	const struct rubric_feature *f = &m->rubric->features[feature];
	struct model_scale *s = &m->scales[feature];

	s->sign = f->lower_is_better ? -1 : 1;
	s->count = f->level_count;
	s->thresholds = arena_new(&m->arena, f->level_count, sizeof(s->thresholds[0]));
	s->levels = arena_new(&m->arena, f->level_count + 1, sizeof(s->levels[0]));
	s->levels[0] = (signed char)f->base_level;
	for (size_t i = 0; i < f->level_count; i++) {
		s->thresholds[i] = s->sign * f->levels[i].threshold;
		s->levels[i + 1] = (signed char)f->levels[i].level;
	}
}

static double figure_of(const struct profile *p, size_t feature, size_t platform)
{
	const struct profile_cell *c = profile_cell(p, feature, platform);

	if (c->status != PROFILE_SCORED)
		return NAN;
	return rubric_round(p->rubric->features[feature].absolute ? c->shown : c->ratio);
}

void model_init(struct model *m, const struct profile *p)
{
	const struct rubric *r = p->rubric;
	struct arena *a = &m->arena;

	*m = (struct model){
		.rubric = r,
		.features = r->feature_count,
		.candidates = p->platform_count - 1,
		.sets = r->set_count,
		.weighted = r->weighted,
	};
	m->scales = arena_new(a, m->features, sizeof(m->scales[0]));
	m->set_of = arena_new(a, m->features, sizeof(m->set_of[0]));
	m->weights = arena_new(a, m->features, sizeof(m->weights[0]));
	m->set_weights = arena_new(a, m->sets, sizeof(m->set_weights[0]));
	m->figures = arena_new(a, m->features * m->candidates, sizeof(m->figures[0]));
	for (size_t i = 0; i < m->sets; i++)
		m->set_weights[i] = r->sets[i].weight;
	for (size_t f = 0; f < m->features; f++) {
		init_scale(m, f);
		m->set_of[f] = r->features[f].set;
		m->weights[f] = r->importances[r->features[f].importance].weight;
		for (size_t i = 0; i < m->candidates; i++)
			m->figures[f * m->candidates + i] = figure_of(p, f, i + 1);
	}
}

void model_release(struct model *m)
{
	arena_release(&m->arena);
	*m = (struct model){ 0 };
}

/* --- levels -------------------------------------------------------------------------- */

signed char model_level(const struct model_scale *s, double figure)
{
	size_t reached = 0;

	if (isnan(figure))
		return MODEL_NONE;
	figure *= s->sign;
	/* Counted without a branch: in a resample each outcome is about as likely. */
	for (size_t i = 0; i < s->count; i++)
		reached += figure >= s->thresholds[i];
	return s->levels[reached];
}

void model_levels(const struct model *m, const double *figures, signed char *levels)
{
	for (size_t f = 0; f < m->features; f++) {
		for (size_t i = 0; i < m->candidates; i++)
			levels[f * m->candidates + i] = model_level(
				&m->scales[f], figures[f * m->candidates + i]);
	}
}

/* --- sums, percentages, ranks -------------------------------------------------------- */

/* What is ranked by. */
static void set_key(const struct model *m, struct model_score *s)
{
	s->rank = 0;
	s->key = NAN;
	if (s->any)
		s->key = m->weighted ? rubric_round(s->percent) : s->sum;
}

/* One set of one candidate; its features begin at *feature and stand together. */
static void add_set(const struct model *m, const signed char *levels, size_t candidate,
		    size_t set, size_t *feature, struct model_score *out)
{
	double score = 0, most = 0;
	int sum = 0;
	bool any = false;
	size_t f = *feature;

	for (; f < m->features && m->set_of[f] == set; f++) {
		const struct model_scale *s = &m->scales[f];
		int level = levels[f * m->candidates + candidate];

		if (level == MODEL_NONE)
			continue;
		any = true;
		sum += level;
		score += m->weights[f] * level;
		most += m->weights[f] * s->levels[s->count];
	}
	*feature = f;
	out->any = any;
	out->sum = sum;
	out->percent = most > 0 ? 100 * score / most : NAN;
}

void model_candidate(const struct model *m, const signed char *levels, size_t candidate,
		     struct model_score *scores)
{
	struct model_score all = { .any = false };
	double sum = 0, weights = 0;
	size_t feature = 0;

	for (size_t s = 0; s < m->sets; s++) {
		struct model_score *of = &scores[s * m->candidates + candidate];

		add_set(m, levels, candidate, s, &feature, of);
		set_key(m, of);
		all.any = all.any || of->any;
		all.sum += of->sum;
		if (isnan(of->percent))
			continue; /* a set that was not measured is not a zero */
		sum += m->set_weights[s] * of->percent;
		weights += m->set_weights[s];
	}
	all.percent = weights > 0 ? sum / weights : NAN;
	set_key(m, &all);
	scores[m->sets * m->candidates + candidate] = all;
}

static void rank(const struct model *m, struct model_score *scores)
{
	for (size_t i = 0; i < m->candidates; i++) {
		if (isnan(scores[i].key))
			continue;
		scores[i].rank = 1;
		for (size_t k = 0; k < m->candidates; k++)
			scores[i].rank += scores[k].key > scores[i].key;
	}
}

void model_scores(const struct model *m, const signed char *levels,
		  struct model_score *scores)
{
	for (size_t i = 0; i < m->candidates; i++)
		model_candidate(m, levels, i, scores);
	for (size_t s = 0; s <= m->sets; s++)
		rank(m, scores + s * m->candidates);
}
