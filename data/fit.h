/*
 * fit.h - which thresholds give the levels, or the order, that somebody holds right: what
 * score/ finds and reports/ shows.
 *
 * A fit borrows its profile, which must live longer; everything else it owns.
 */
#ifndef DATA_FIT_H
#define DATA_FIT_H

#include <stdbool.h>
#include <stddef.h>

#include "data/model.h"
#include "data/profile.h"
#include "data/rubric/rubric_edit.h"

#define FIT_CONFLICTS_MOST 20
/* Arrangements of thresholds, and parts of them, that are looked at for an order, at most.
 */
#define FIT_ARRANGEMENTS_MOST 50000000

enum fit_kind {
	FIT_CELL,  /* a cell has this level */
	FIT_ABOVE, /* one candidate is before another */
	FIT_EQUAL, /* both share a rank */
};

struct fit_target {
	enum fit_kind kind;
	const char *place; /* "--fit file_read.kvm=1", or "sheet.ini:24" */
	const char *word;  /* "file_read.kvm=1", "low_level.order=docker > kvm" */
	const char *text;  /* "File read, KVM: 1", "Low-level features: Docker > KVM" */
	size_t feature, candidate; /* of a cell */
	int level;
	size_t set, first, second; /* of an order; set_count: overall; candidates */
	bool held;		   /* by the rubric as it is */
};

enum fit_outcome {
	FIT_HELD,	/* the rubric as it is does */
	FIT_FOUND,	/* these thresholds do */
	FIT_IMPOSSIBLE, /* none within the bounds do: that is proved */
	FIT_NOT_FOUND,	/* none was found before the search was cut off */
};

/* A threshold that moves: a share of the baseline, or in the feature's unit. */
struct fit_threshold {
	const char *name;  /* the feature's, or the scale's */
	const char *scale; /* the [levels NAME] that is moved, or that the feature leaves */
	bool leaves;	   /* the feature gets levels of its own */
	size_t feature;	   /* whose it is; of a scale the first that has it */
	size_t index;	   /* among its thresholds */
	double was, is;
	double low, high; /* any value from here to there does as well, all others as they
			     are now; infinite where there is no end */
};

/* Targets that cannot hold together; without any one of them the others can. */
struct fit_conflict {
	const size_t *targets;
	size_t count;
	bool smallest;	  /* that is proved; else the search was cut off on the way */
	const char *text; /* "level 2 would have to begin above 74.74 % and ..." */
};

/* A cell whose level is another now. */
struct fit_change {
	size_t feature, candidate;
	int was, now;
	bool wanted; /* a target asks for it */
};

struct fit {
	const struct profile *profile; /* NULL: nothing was asked */
	struct fit_target *targets;
	size_t target_count;
	enum fit_outcome outcome;
	struct fit_threshold *thresholds; /* FIT_FOUND: those that move */
	size_t threshold_count;
	struct fit_change *changes; /* FIT_FOUND */
	size_t change_count;
	struct fit_conflict *conflicts; /* FIT_IMPOSSIBLE; the first FIT_CONFLICTS_MOST */
	size_t conflict_count, conflict_total;
	bool apart_helps; /* FIT_IMPOSSIBLE: scales alone forbid it; levels of their own do
			   */
	const struct model_score *scores; /* FIT_HELD, FIT_FOUND: (set_count + 1) *
					     candidates, with these thresholds */
	double least; /* FIT_FOUND: points that thresholds must go, before they are rounded
		       */
	size_t tried; /* arrangements of thresholds, for an order */
	double tried_to; /* FIT_NOT_FOUND: no movement of so many points in all does it */
	struct rubric_edits edits; /* FIT_FOUND: what makes the rubric that one */
	struct arena arena;
};

void fit_release(struct fit *f);

/* How far a threshold goes, in points: of percent; of a value in the feature's unit that
   percentage of itself. */
double fit_points(const struct rubric_feature *f, double was, double is);

#endif
