/*
 * rival.h - the other figures of the runs that a feature's samples come from: other metrics
 * of the same records, and the feature's metric as the other side of the run has it. What a
 * published figure may be instead of what it is said to be.
 */
#ifndef SCORE_RIVAL_H
#define SCORE_RIVAL_H

#include "data/base/err.h"
#include "data/base/mem.h"
#include "data/profile.h"

struct store;

struct rival_value {
	double value;  /* in the rival's unit */
	size_t sample; /* of the profile's cell: one of the same record, or at least of the
			  same log and parameters; with `side`, of the same run */
};

struct rival_cell {
	struct rival_value *values; /* ordered by log, record */
	size_t count, room;
	bool *taken; /* samples that have theirs; NULL without `side` */
};

struct rival {
	const char *metric;
	const char *side;	  /* "server": the other one; NULL: of the same record */
	const char *unit;	  /* canonical */
	struct rival_cell *cells; /* one a platform; 0 is the baseline's */
};

/* Of one feature, in the order in which the store gave them. */
struct rival_list {
	struct rival *rivals;
	size_t count, room;
};

struct rivals {
	struct rival_list *lists; /* one a feature; empty where none was wanted */
	size_t feature_count, platform_count;
	struct arena arena;
};

/* Gathers them in one pass, for the features that are `wanted` (one a feature). The caller
   releases, also after an error. The profile must outlive *out. */
int rival_gather(struct store *s, const struct profile *p, const bool *wanted,
		 struct rivals *out, struct err *err);
void rival_release(struct rivals *r);

#endif
