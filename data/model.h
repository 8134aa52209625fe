/*
 * model.h - the arithmetic of a rubric on figures alone: levels, sums, percentages, ranks.
 *
 * Knows no sample and no store. A profile's totals come from here, and so does whatever
 * asks "what if": a resample, another threshold, other weights. One evaluation of a rubric
 * of a dozen features takes well under a microsecond, so a million are interactive.
 *
 * A model owns its arrays; they may be changed between evaluations (thresholds must stay
 * from the easiest to the hardest).
 */
#ifndef DATA_MODEL_H
#define DATA_MODEL_H

#include <stdbool.h>
#include <stddef.h>

#include "data/base/mem.h"
#include "data/profile.h"

/* A level is a signed char: rubrics keep it within -100..100. */
#define MODEL_NONE (-128) /* not scored: adds nothing, neither to a sum nor to its maximum */

/* One feature's scale. Figures and thresholds are multiplied by `sign`, so that higher is
   always better. */
struct model_scale {
	double sign;	     /* 1, or -1 where lower is better */
	size_t count;	     /* of thresholds */
	double *thresholds;  /* sign * threshold, ascending */
	signed char *levels; /* count + 1: [0] when none is reached */
};

struct model {
	const struct rubric *rubric; /* borrowed */
	size_t features, candidates, sets;
	bool weighted;		    /* ranked by percentage, else by the sum of levels */
	struct model_scale *scales; /* one a feature */
	size_t *set_of;		    /* of a feature; ascending: those of a set stand together */
	double *weights;	    /* of a feature: its importance's */
	double *set_weights;
	double *figures; /* feature * candidates: ratio, or value in the feature's unit;
			    rounded by rubric_round(); NAN: not scored */
	struct arena arena;
};

/* What a candidate has of a set; the last set is all of them. */
struct model_score {
	bool any;
	int sum;	/* of the scored features' levels */
	double percent; /* weighted, of what the scored features could have given; NAN: none */
	double key;	/* what is ranked by: percent or sum; NAN: not ranked */
	int rank;	/* 1 is best, ties share; 0: not ranked */
};

/* From a judged profile; its rubric must live longer. The caller releases. */
void model_init(struct model *m, const struct profile *p);
void model_release(struct model *m);

/* The level of a figure; MODEL_NONE for NAN. */
signed char model_level(const struct model_scale *s, double figure);
/* Of all figures; levels has features * candidates. */
void model_levels(const struct model *m, const double *figures, signed char *levels);

/* Sums, percentages and keys of one candidate, in all sets, as model_scores() gives them; no
   ranks. */
void model_candidate(const struct model *m, const signed char *levels, size_t candidate,
		     struct model_score *scores);
/* Sums, percentages and ranks; scores has (sets + 1) * candidates, set after set. */
void model_scores(const struct model *m, const signed char *levels,
		  struct model_score *scores);

#endif
