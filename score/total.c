/* total.c - sums of levels, weighted percentages, ranks; a dash adds nothing to either. */
#include "score/total.h"

#include <math.h>

static struct profile_total *total_at(struct profile *p, size_t set, size_t platform)
{
	return &p->totals[set * p->platform_count + platform];
}

/* Adds a feature's cell to a total; the weighted sums are the percentage's two parts. */
static void add_cell(struct profile_total *t, const struct rubric_feature *f,
		     const struct profile_cell *c)
{
	t->features++;
	t->max_possible += f->max_level;
	if (c->status != PROFILE_SCORED) {
		t->min_possible_sum += f->base_level;
		t->max_possible_sum += f->max_level;
		return;
	}
	t->any = true;
	t->scored++;
	t->level_sum += c->level;
	t->min_possible_sum += c->level;
	t->max_possible_sum += c->level;
	t->max_measured += f->max_level;
	t->unaccepted += !c->accepted;
	t->vetoes += c->veto;
}

static void sum_set(struct profile *p, size_t set, size_t platform)
{
	const struct rubric *r = p->rubric;
	struct profile_total *t = total_at(p, set, platform);
	double score = 0, most = 0;

	for (size_t i = 0; i < r->feature_count; i++) {
		const struct rubric_feature *f = &r->features[i];
		const struct profile_cell *c = profile_cell(p, i, platform);
		double weight = r->importances[f->importance].weight;

		if (f->set != set && set < r->set_count)
			continue;
		add_cell(t, f, c);
		if (c->status == PROFILE_SCORED) {
			score += weight * c->level;
			most += weight * f->max_level;
		}
	}
	t->percent = most > 0 ? 100 * score / most : NAN;
}

/* Over the sets that have a percentage: one that was not measured is not a zero. */
static double overall_percent(struct profile *p, size_t platform)
{
	const struct rubric *r = p->rubric;
	double sum = 0, weights = 0;

	for (size_t i = 0; i < r->set_count; i++) {
		double percent = total_at(p, i, platform)->percent;

		if (isnan(percent))
			continue;
		sum += r->sets[i].weight * percent;
		weights += r->sets[i].weight;
	}
	return weights > 0 ? sum / weights : NAN;
}

/* What is ranked by; NAN: not ranked. */
static double rank_key(struct profile *p, size_t set, size_t platform)
{
	const struct profile_total *t = total_at(p, set, platform);

	if (!t->any)
		return NAN;
	return p->rubric->weighted ? rubric_round(t->percent) : t->level_sum;
}

static void rank_set(struct profile *p, size_t set)
{
	for (size_t i = 1; i < p->platform_count; i++) {
		double key = rank_key(p, set, i);

		if (isnan(key))
			continue;
		total_at(p, set, i)->rank = 1;
		for (size_t k = 1; k < p->platform_count; k++)
			total_at(p, set, i)->rank += rank_key(p, set, k) > key;
	}
}

void total_sum(struct profile *p)
{
	size_t sets = p->rubric->set_count;

	for (size_t set = 0; set <= sets; set++) {
		for (size_t i = 0; i < p->platform_count; i++) {
			sum_set(p, set, i);
			if (set == sets)
				total_at(p, set, i)->percent = overall_percent(p, i);
		}
		rank_set(p, set);
	}
}
