/*
 * evaluate.c - whole evaluations of a rubric: all levels, sums, percentages and ranks from
 * figures, on one core.
 *
 *   evaluate RUBRIC ARCHIVE COUNT
 *
 * Before each a threshold is moved and a weight changed, as a sweep would, so that no two
 * are alike. Prints a sum over all ranks, so that nothing can be left out. Who calls it,
 * measures the time: with a COUNT of 0, that of all else.
 */
#include <stdio.h>
#include <stdlib.h>

#include "data/model.h"
#include "data/store/store.h"
#include "parse/parse.h"
#include "score/score.h"

/* One whole evaluation; returns something of its ranks. */
static unsigned evaluate(struct model *m, signed char *levels, struct model_score *scores,
			 size_t number)
{
	struct model_scale *s = &m->scales[number % m->features];
	double was = s->thresholds[0], shift = (double)(number % 97) * 1e-4;
	unsigned ranks = 0;

	s->thresholds[0] -= shift;
	m->weights[number % m->features] = 1 + shift;
	model_levels(m, m->figures, levels);
	model_scores(m, levels, scores);
	s->thresholds[0] = was;
	for (size_t i = 0; i < (m->sets + 1) * m->candidates; i++)
		ranks += (unsigned)scores[i].rank;
	return ranks;
}

static void measure(const struct profile *p, size_t count)
{
	struct model m;
	unsigned long ranks = 0;

	model_init(&m, p);
	signed char *levels = mem_new(m.features * m.candidates, sizeof(levels[0]));
	struct model_score *scores =
		mem_new((m.sets + 1) * m.candidates, sizeof(scores[0]));

	for (size_t i = 0; i < count; i++)
		ranks += evaluate(&m, levels, scores, i);
	printf("%zu evaluations of %zu features, %zu candidates, %zu sets: ranks %lu\n",
	       count, m.features, m.candidates, m.sets, ranks);
	free(levels);
	free(scores);
	model_release(&m);
}

int main(int argc, char **argv)
{
	struct parse_options options = { 0 };
	struct notes notes = { 0 };
	struct err err = { 0 };
	struct rubric r = { 0 };
	struct profile p = { 0 };
	struct store *s = NULL;
	int rc;

	if (argc != 4) {
		fprintf(stderr, "usage: evaluate RUBRIC ARCHIVE COUNT\n");
		return 2;
	}
	rc = rubric_load(&r, argv[1], &err);
	if (rc == 0)
		rc = parse_folder(argv[2], &options, &s, &notes, &err);
	if (rc == 0)
		rc = score_profile(s, &r, &p, &notes, &err);
	if (rc == 0)
		measure(&p, (size_t)strtoul(argv[3], NULL, 10));
	else
		fprintf(stderr, "evaluate: %s\n", err.text);
	profile_release(&p);
	rubric_release(&r);
	store_close(s);
	notes_release(&notes);
	return rc != 0;
}
