/* judged.c - several judgements of a cell become one level, or none; knows no store. */
#include "score/profile/judged.h"

#include <math.h>
#include <stdlib.h>

#include "data/rubric/judgement.h"

static int by_level(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return (x > y) - (x < y);
}

/* "no consensus: anna says +, ben -" */
static const char *no_consensus(struct profile *p, const struct profile_cell *c)
{
	const struct rubric *r = p->rubric;
	const char *text = "no consensus:";

	for (size_t i = 0; i < c->judgement_count; i++) {
		const struct judgement *j = &c->judgements[i];

		text = arena_printf(&p->arena, "%s%s %s%s %s", text, i ? "," : "",
				    r->judgements->assessors[j->assessor].name,
				    i ? "" : " says",
				    judgement_level_text(&p->arena, &r->features[j->feature],
							 j->level));
	}
	return text;
}

/* False: those who judged do not agree, and the rule wants them to. */
static bool combine(enum combine rule, const struct profile_cell *c, int *out)
{
	size_t n = c->judgement_count;
	int *levels = mem_new(n, sizeof(levels[0]));
	bool same;

	for (size_t i = 0; i < n; i++)
		levels[i] = c->judgements[i].level;
	qsort(levels, n, sizeof(levels[0]), by_level);
	same = levels[0] == levels[n - 1];
	/* Of two in the middle the lower: a level that nobody gave is no level, and a doubt
	   is not rounded up. */
	*out = rule == COMBINE_MEDIAN ? levels[(n - 1) / 2] : levels[0];
	free(levels);
	return same || rule != COMBINE_CONSENSUS;
}

void judged_cells(struct profile *p, size_t feature)
{
	const struct rubric_feature *f = &p->rubric->features[feature];

	for (size_t i = 0; i < p->platform_count; i++) {
		struct profile_cell *c = &p->cells[feature * p->platform_count + i];
		int level;

		c->judgements = judgement_of(p->rubric, feature, i, &c->judgement_count);
		c->stats = (struct profile_stats){ c->judgement_count, NAN, NAN, NAN,
						   NAN,		       NAN, NAN };
		c->shown = c->ratio = NAN;
		c->accepted = true;
		c->status = i == 0 ? PROFILE_BASELINE : PROFILE_SCORED;
		if (c->judgement_count == 0) {
			c->status = PROFILE_UNMEASURED;
			continue;
		}
		if (!combine(f->combine, c, &level)) {
			c->status = i == 0 ? PROFILE_BASELINE : PROFILE_UNSCORABLE;
			c->why = no_consensus(p, c);
			continue;
		}
		c->shown = c->level = level;
		if (i == 0)
			continue;
		c->accepted = !f->has_acceptance || level >= f->acceptance;
		c->veto = !c->accepted && p->rubric->importances[f->importance].mandatory;
	}
}
