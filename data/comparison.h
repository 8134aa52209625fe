/*
 * comparison.h - two profiles side by side: what differs, and why. score/ finds it, reports/
 * show it. What is the same on both sides is not in it.
 *
 * A comparison borrows names and titles of both profiles, which must live longer.
 */
#ifndef DATA_COMPARISON_H
#define DATA_COMPARISON_H

#include "data/profile.h"

enum change_kind {
	CHANGE_CELL,  /* level, status or acceptance of a candidate's feature; or its ratio */
	CHANGE_TOTAL, /* sum of levels, what it is of, or percentage of a set */
	CHANGE_RANK,
};

/* One side of a change. Numbers are NAN where there is none. */
struct change_side {
	bool there;      /* this side has the feature (or set) and the platform */
	/* cells */
	enum profile_status status;
	double level;
	double figure;   /* what the level hangs on: the ratio; absolute: the value in the
			    feature's unit */
	bool accepted;
	/* totals and ranks */
	double sum, most; /* of levels; of what was measured */
	double percent;
	double rank;
};

struct change {
	enum change_kind kind;
	const char *set, *set_title;	     /* "overall": all of them */
	const char *feature, *feature_title; /* cells; else NULL */
	const char *platform, *platform_title;
	bool absolute;     /* cells: the figure is a value, no ratio */
	const char *unit;  /* ... in this unit */
	int decimals;
	bool minor;        /* a cell whose figure differs, at the same level and status */
	struct change_side old, new;
	const char *cause; /* "levels 60% 70% → 65% 75%; ..."; never NULL */
};

struct comparison {
	const struct profile *old, *new;
	struct change *changes; /* cells by feature and platform, then totals by set, then
				   ranks by set */
	size_t count;
	size_t cells;	/* that differ, without the minor ones */
	size_t minor;	/* cells */
	size_t totals, ranks;
	size_t all_cells; /* that there are on either side */
	struct arena arena;
};

static inline bool change_differs(double a, double b)
{
	return a != b && !(a != a && b != b); /* NAN is NAN */
}

void comparison_release(struct comparison *c);

#endif
