/*
 * sweep.h - a rubric at many values of a threshold, a shift or a weight: what score/ finds
 * and reports/ shows.
 *
 * A sweep borrows its profile, which must live longer; everything else it owns.
 */
#ifndef DATA_SWEEP_H
#define DATA_SWEEP_H

#include <stdbool.h>
#include <stddef.h>

#include "data/model.h"
#include "data/profile.h"

#define SWEEP_ROWS_MOST 10000
#define SWEEP_AXES_MOST 2

enum sweep_kind {
	SWEEP_THRESHOLD,  /* of one level */
	SWEEP_SHIFT,	  /* all thresholds at once: above zero is tighter */
	SWEEP_IMPORTANCE, /* weight of an importance */
	SWEEP_SET,	  /* weight of a set */
};

/* What is swept, and over which values. Values are as people write them: thresholds in
   percent or in the feature's unit, shifts in points of percent (of absolute thresholds:
   percent of themselves), weights as they are. */
struct sweep_axis {
	const char *word;  /* as given: "file_read.2" */
	const char *title; /* "File read, level 2" */
	const char *unit;  /* "%", "points", "ms", or "" */
	enum sweep_kind kind;
	size_t feature;	   /* whose thresholds; SIZE_MAX: all, or those of `scale` */
	const char *scale; /* [levels NAME]; or NULL */
	size_t index;	   /* of the threshold, importance or set */
	double now;	   /* the rubric's own value; of a shift 0 */
	double from, to, step;
	size_t count; /* of values */
};

/* The rubric at one value of each axis. */
struct sweep_row {
	double values[SWEEP_AXES_MOST];
	const char *skipped; /* why there is no such rubric; or NULL */
	size_t *changed;     /* cells of each set whose level is another now; then of all */
	struct model_score *scores; /* (set_count + 1) * candidates; NULL when skipped */
};

/* A cell that changes its level at a point. */
struct sweep_flip {
	size_t feature, candidate;
	int was, now; /* from smaller values to larger ones */
};

enum sweep_bound {
	SWEEP_FROM,  /* from this value on */
	SWEEP_ABOVE, /* only above it: bounds are inclusive */
	SWEEP_AT,    /* at this value alone, and something else above it */
};

/* Where the order of a set changes when the value grows, found without regard to steps. */
struct sweep_point {
	double at;
	size_t set; /* set_count: all sets */
	enum sweep_bound bound;
	const struct model_score *before, *on, *beyond; /* of the candidates */
	struct sweep_flip *flips;			/* that go with it, of this set */
	size_t flip_count;
};

struct sweep {
	const struct profile *profile;
	struct sweep_axis axes[SWEEP_AXES_MOST];
	size_t axis_count; /* 1, or 2: a grid */
	bool *shown;	 /* of each set, and all: can the sweep change it? All of them only
			    where the rubric sums them up */
	bool by_percent; /* what is ranked by */
	struct sweep_row *rows; /* the last axis runs fastest */
	size_t row_count, skipped;
	const struct model_score *now; /* the rubric as it is */
	struct sweep_point *points; /* of one axis: by value, then by set; none of a grid */
	size_t point_count;
	struct arena arena;
};

void sweep_release(struct sweep *s);

#endif
