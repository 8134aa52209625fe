/*
 * weights.h - weights that nobody agreed on: what score/ finds by drawing weightings and
 * reports/ shows.
 *
 * It borrows its profile, which must live longer; everything else it owns.
 */
#ifndef DATA_WEIGHTS_H
#define DATA_WEIGHTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/certainty.h"
#include "data/profile.h"

#define WEIGHTS_DRAWS 100000 /* unless asked for otherwise */
#define WEIGHTS_DRAWS_MOST 100000000

/* What has a weight of its own. */
enum weights_per {
	WEIGHTS_PER_FEATURE,	/* a set weighs what its features weigh together */
	WEIGHTS_PER_IMPORTANCE, /* sets weigh what the rubric says */
	WEIGHTS_PER_SET,	/* importances weigh what the rubric says */
};

/* Which weightings are drawn; each kind is drawn uniformly. */
enum weights_kind {
	WEIGHTS_ANY,	/* all there are: not negative, their sum is one */
	WEIGHTS_ORDER,	/* those of them in which what is more important weighs no less */
	WEIGHTS_RANGES, /* each in its range, the others and the sets as in the rubric */
	WEIGHTS_KINDS
};

/* Can a candidate be first, alone or shared? By its levels as they are. */
enum weights_verdict {
	WEIGHTS_UNRANKED, /* nothing of it was measured */
	WEIGHTS_FIRST,	  /* with some weightings alone */
	WEIGHTS_SHARES,	  /* never alone, but beside one that has the same */
	WEIGHTS_NEVER,	  /* proved: whatever the weights, as long as none is at its limit,
			     where it may share the first rank */
	WEIGHTS_UNSEEN,	  /* in none of the draws; not proved that it cannot be */
};

/* A candidate in a set; the last set is all of them. */
struct weights_place {
	double *p_rank;	 /* [r - 1]: share of the weightings that give it rank r (ties share
			    the better one) */
	double p_alone;	 /* ... the first rank, with nobody beside */
	double *central; /* of each unit: the mean of the weightings that put it first, as
			    shares of the set's sum; units of other sets are NAN. NULL: none
			    did */
	double confidence; /* share of resamples in which the central weights put it first,
			      alone or not; NAN without central weights */
	enum weights_verdict verdict;
	size_t ahead; /* NEVER: the candidate that is always ahead; SIZE_MAX: now one, now
			 another */
};

/* One kind of weightings. */
struct weights_kind_drawn {
	enum weights_kind kind;
	const char
		*text; /* of an order "Mandatory > Desirable", of ranges "Boot time 1 to 3";
			  "" of any */
	bool *shown;   /* of each set, and all: do the weights matter there? */
	struct weights_place *places; /* (set_count + 1) * candidates */
};

struct weights {
	const struct profile *profile;
	enum weights_per per;
	const char **names, **titles; /* of the units, which have the weights */
	size_t unit_count;
	size_t *unit_set; /* of a unit: its set; SIZE_MAX: it may be in any */
	struct weights_kind_drawn kinds[WEIGHTS_KINDS];
	size_t kind_count;
	size_t draws;	/* weightings of each kind */
	bool uncertain; /* each with scores that were resampled */
	enum certainty_method method;
	uint64_t seed;
	size_t resamples; /* that the confidence rests on */
	size_t unknown;	  /* cells whose spread is unknown, and that were held fixed */
	struct arena arena;
};

static inline const struct weights_place *
weights_place(const struct weights *w, size_t kind, size_t set, size_t candidate)
{
	return &w->kinds[kind].places[set * (w->profile->platform_count - 1) + candidate];
}

const char *weights_per_name(enum weights_per per);    /* "feature", "importance", "set" */
const char *weights_kind_name(enum weights_kind kind); /* "any", "order", "ranges" */
const char *weights_verdict_name(enum weights_verdict v); /* "first", "shares", ... */

void weights_release(struct weights *w);

#endif
