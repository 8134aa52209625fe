/*
 * fit_private.h - private to fit*.c.
 *
 * Thresholds and figures are in the model's terms: multiplied by their scale's sign, so
 * that a later threshold is a greater one. All of them stand on the grid of rubric_round(),
 * and so every range of them is closed: "above x" is "from fit_next(x) on".
 */
#ifndef SCORE_FIT_PRIVATE_H
#define SCORE_FIT_PRIVATE_H

#include "data/fit.h"
#include "data/model.h"
#include "score/tune/fit.h"

#define FIT_NO_TARGET ((size_t)-1)

/* What holds a threshold on one side: from `at` on, or up to it. */
struct fit_limit {
	size_t index; /* of the threshold */
	bool lower;
	double at;
	size_t target; /* or FIT_NO_TARGET */
	const char
		*bound; /* without a target: "--bound share.2=65%:72%", or why it is so */
};

/* Thresholds that move together: of a scale, or of a feature with its own. */
struct fit_group {
	const char *scale; /* or NULL */
	bool apart;	   /* a feature of a scale, by itself */
	const size_t *features;
	size_t feature_count;
	double sign;  /* of the first feature; another has the opposite only where
			 there is one threshold */
	size_t count; /* of thresholds */
	const double *was;
	struct fit_limit *limits;
	size_t limit_count, limit_room;
	double *low,
		*high; /* what bounds and targets leave to each, its neighbours counted */
	double *low_own, *high_own; /* ... not counted */
	double *is;		    /* where it stands */
};

/* A range of --bound for one feature's threshold, in the rubric's terms. */
struct fit_bound {
	bool given;
	double low, high; /* inclusive */
	const char *text; /* "--bound share.2=65%:72%" */
};

struct fit_work {
	struct fit *out;
	const struct profile *p;
	const struct rubric *r;
	struct arena *a; /* out's */
	struct err *err;
	struct model m; /* is moved */
	signed char *levels_was, *levels;
	struct model_score *scores;
	struct fit_bound **bounds; /* of each feature, of each threshold */
	bool bounded;		   /* there are such */
	size_t most;		   /* arrangements that are looked at for an order */
	bool *apart;		   /* of each feature */
	struct fit_group *groups;
	size_t group_count;
};

/* fit_target.c: words and sheets into out->targets and bounds. */
int fit_read(struct fit_work *w, const struct fit_words *words);

/* fit_scale.c: */
double fit_next(double x);     /* the smallest value above it that a threshold can have */
double fit_previous(double x); /* the greatest below it */
/* Makes the groups, with the limits of the bounds, and of those targets that are in `use`
   (NULL: all); EXIT_INPUT when bounds alone leave nothing. */
int fit_make_groups(struct fit_work *w, const bool *use);
void fit_free_groups(struct fit_work *w);
/* Adds what cannot hold together among the levels to out->conflicts; how many there are. */
size_t fit_find_conflicts(struct fit_work *w);
/* Where thresholds go with the least movement within low_own and high_own, neighbours in
   their order; fills low, high and is. False when they cannot. */
bool fit_chain(struct fit_group *g);
/* The pieces between figures: where each begins, ascending; within one no cell changes. */
const double *fit_pieces(struct fit_work *w, const struct fit_group *g, size_t *count);
/* Does the group's threshold i at x let the feature's figure pass? */
bool fit_reaches(const struct fit_work *w, const struct fit_group *g, size_t feature,
		 double figure, double x);

/* fit_order.c: chooses the pieces that give the order among the targets in `use` with the
   least movement, and narrows the groups' low_own and high_own to them. */
enum fit_outcome fit_order(struct fit_work *w, const bool *use);
/* Why those in `use` cannot hold: "at best the two tie". */
const char *fit_order_reason(struct fit_work *w, const bool *use);

/* fit_conflict.c: finds a smallest set of targets that cannot hold, into out->conflicts. */
void fit_order_conflict(struct fit_work *w);

/* fit_round.c: puts each threshold that moves on a round value in its piece; and how far
   each could go. */
void fit_round(struct fit_work *w);
void fit_rooms(struct fit_work *w);
/* The model at the groups' thresholds: does each target hold? */
bool fit_holds(struct fit_work *w);
bool fit_target_holds(const struct fit_work *w, const struct fit_target *t,
		      const signed char *levels, const struct model_score *scores);

/* A threshold's value as the rubric has it: "70.5%", "12.5". */
const char *fit_value_text(struct arena *a, const struct rubric_feature *f, double value);

#endif
