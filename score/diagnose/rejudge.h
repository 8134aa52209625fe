/*
 * rejudge.h - one cell judged again: by another statistic, or without some of its runs. The
 * arithmetic is cell.c's; nothing here changes a profile.
 */
#ifndef SCORE_REJUDGE_H
#define SCORE_REJUDGE_H

#include "score/profile/cell.h"

/*
 * The runs of one cell in the order of their values: stratum after stratum where the feature
 * combines strata, else all together. An arena owns the arrays; the cell is borrowed.
 */
struct rejudge {
	const struct profile_cell *cell;
	size_t n;
	double *value;   /* ascending within a part */
	size_t *sample;  /* where each is among the cell's samples */
	size_t count;    /* parts */
	size_t *start;   /* of each part; the last one is n */
	const char **stratum; /* of each part; NULL for the whole */
	struct cell_part *parts; /* of all runs, by the feature's own statistic */
	struct cell_part *other; /* scratch of the same size */
	double *scratch;         /* n */
};

void rejudge_init(struct rejudge *r, const struct rubric_feature *f,
		  const struct profile_cell *c, struct arena *a);

/* The cell's parts by f's statistic (a copy of the feature may have another one), without the
   samples whose mark is `hide`; marks NULL: with all. In r->other, until the next call. */
const struct cell_part *rejudge_parts(struct rejudge *r, const struct rubric_feature *f,
				      const unsigned char *marks, unsigned char hide);

/* As rejudge_parts, without the run at r->value[at]. */
const struct cell_part *rejudge_without(struct rejudge *r, const struct rubric_feature *f,
					size_t at);

/* What the level is found by, from such parts of the candidate and of the baseline (r, base:
   for how many there are): the ratio, or the value in the feature's unit where levels are
   absolute. NAN where there is none; else rubric_level_of() knows the level. */
double rejudge_figure(const struct rubric_feature *f, const struct rejudge *r,
		      const struct cell_part *parts, const struct rejudge *base,
		      const struct cell_part *base_parts);

#endif
