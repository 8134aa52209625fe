/* total.c - what a set adds up to: the model's sums and ranks, and what only a profile says. */
#include "score/profile/total.h"

#include <math.h>
#include <stdlib.h>

#include "data/model.h"

static struct profile_total *total_at(struct profile *p, size_t set, size_t platform)
{
	return &p->totals[set * p->platform_count + platform];
}

/* Adds a feature's cell to a total; a dash adds nothing to what was measured. */
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
	t->min_possible_sum += c->level;
	t->max_possible_sum += c->level;
	t->max_measured += f->max_level;
	t->unaccepted += !c->accepted;
	t->vetoes += c->veto;
}

static void count_set(struct profile *p, size_t set, size_t platform)
{
	const struct rubric *r = p->rubric;
	struct profile_total *t = total_at(p, set, platform);

	t->percent = NAN;
	for (size_t i = 0; i < r->feature_count; i++) {
		if (r->features[i].set == set || set == r->set_count)
			add_cell(t, &r->features[i], profile_cell(p, i, platform));
	}
}

static void take_scores(struct profile *p, const struct model *m,
			const struct model_score *scores)
{
	for (size_t set = 0; set <= m->sets; set++) {
		for (size_t i = 0; i < m->candidates; i++) {
			const struct model_score *s = &scores[set * m->candidates + i];
			struct profile_total *t = total_at(p, set, i + 1);

			t->level_sum = s->sum;
			t->percent = s->percent;
			t->rank = s->rank;
		}
	}
}

void total_sum(struct profile *p)
{
	size_t sets = p->rubric->set_count;
	struct model m;

	for (size_t set = 0; set <= sets; set++) {
		for (size_t i = 0; i < p->platform_count; i++)
			count_set(p, set, i);
	}
	model_init(&m, p);
	signed char *levels = mem_new(m.features * m.candidates, sizeof(levels[0]));
	struct model_score *scores =
		mem_new((m.sets + 1) * m.candidates, sizeof(scores[0]));

	model_levels(&m, m.figures, levels);
	model_scores(&m, levels, scores);
	take_scores(p, &m, scores);
	free(levels);
	free(scores);
	model_release(&m);
}
