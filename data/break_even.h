/*
 * break_even.h - how far a figure is from the next level, and how far a threshold may move
 * before something changes: what score/ finds and reports/ shows.
 *
 * A break-even borrows its profile, which must live longer; everything else it owns.
 */
#ifndef DATA_BREAK_EVEN_H
#define DATA_BREAK_EVEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/certainty.h"
#include "data/profile.h"

/* What a threshold that moves can change. */
enum break_kind {
	BREAK_LEVEL, /* of a cell */
	BREAK_RANK,  /* in a set */
	BREAK_CLASS, /* the ranks that candidates share who cannot be told apart */
	BREAK_KINDS,
};

enum break_direction { BREAK_DOWN, BREAK_UP, BREAK_WAYS }; /* of the threshold's value */

struct break_change {
	size_t feature;	  /* BREAK_LEVEL */
	size_t set;	  /* of the feature; else where the rank is; set_count: all sets */
	size_t candidate; /* platform - 1 */
	int was, now;	  /* level or rank; the first rank of a class */
	int was_last, now_last; /* BREAK_CLASS: its last rank */
	bool veto; /* BREAK_LEVEL: a mandatory feature's acceptance is missed now */
};

/* The first change of a kind that a threshold meets on its way. */
struct break_event {
	bool found;
	double at;   /* the threshold's value: a ratio, or in the feature's unit */
	bool beyond; /* not at that value yet: bounds are inclusive */
	struct break_change *changes;
	size_t count;
};

struct break_way {
	bool stops;	/* the threshold cannot go on for ever */
	double limit;	/* where it must stop, as `at` */
	bool neighbour; /* before the next threshold; else at zero, which may be reached */
	struct break_event events[BREAK_KINDS];
};

/* One threshold of a feature, or of a scale that several features share. */
struct break_threshold {
	size_t feature;	   /* of a scale: the first that has it */
	const char *scale; /* [levels NAME], moved for all its features; or NULL */
	size_t index;	   /* into the feature's levels */
	struct break_way ways[BREAK_WAYS];
};

/* A candidate's cell. */
struct break_cell {
	bool any;	   /* it is scored */
	double figure;	   /* ratio, or value in the feature's unit */
	size_t nearest;	   /* index of the nearest threshold; of two, the easier one */
	double distance;   /* figure - threshold */
	int level, beyond; /* now, and on the other side of that threshold */
};

struct break_even {
	const struct profile *profile;
	enum certainty_method method;
	uint64_t seed;
	size_t resamples; /* that the classes rest on; 0: none were followed */
	size_t sets; /* that are looked at: set_count, and one more for all of them where
			the rubric sums them up */
	struct break_cell *cells;	    /* feature * candidates */
	struct break_threshold *thresholds; /* of each feature, then of shared scales */
	size_t threshold_count;
	struct arena arena;
};

static inline const struct break_cell *break_even_cell(const struct break_even *b,
						       size_t feature, size_t candidate)
{
	return &b->cells[feature * (b->profile->platform_count - 1) + candidate];
}

/* Does a threshold move this feature? */
bool break_even_moves(const struct break_even *b, const struct break_threshold *t,
		      size_t feature);
void break_even_release(struct break_even *b);

#endif
