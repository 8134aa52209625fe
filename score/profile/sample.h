/* sample.h - which measurements a cell rests on: one for each run. */
#ifndef SCORE_SAMPLE_H
#define SCORE_SAMPLE_H

#include "data/base/err.h"
#include "data/profile.h"

struct store;

/*
 * Fills samples and rejects of all cells from the store, in one pass. Two records of a
 * platform with the same run are one run seen twice: the feature's side counts, or the
 * client's, or the first. EXIT_INPUT when the metric is of another kind than the feature's
 * unit.
 */
int sample_gather(struct store *s, struct profile *p, struct err *err);

/*
 * What is read for one feature, or for one operand of a derived one. Several are read in one
 * pass.
 */
struct store_filter;
struct sample_read {
	const struct rubric_feature *f; /* strata, pool; and the unit, unless any_unit */
	const struct store_filter *filter;
	bool any_unit;		    /* whatever the metric is in: see `unit` */
	struct profile_cell *cells; /* one a platform; samples and rejects are filled */
	const char *unit;	    /* out: the metric's canonical unit; NULL: no sample */
};

/* p says which platforms count, and owns what is read. */
int sample_read(struct store *s, struct profile *p, struct sample_read *reads, size_t count,
		struct err *err);

/*
 * The same from a profile of the same store, which must live longer, when all that p's rubric
 * asks for was read for it: then no store is asked. False when it was not; nothing is changed.
 */
bool sample_share(const struct profile *from, struct profile *p);

/* Do records have to have the same parameters for both, in whatever order they stand? */
bool sample_same_where(const struct rubric_feature *a, const struct rubric_feature *b);

/* Do two features take their samples from the same records? */
bool sample_is_same(const struct rubric_feature *a, const struct rubric_feature *b);

/* The statement why a feature has no sample on any platform; the profile's arena owns it.
 */
int sample_why_none(struct store *s, struct profile *p, size_t feature, const char **why,
		    struct err *err);

/* The filter that a feature's samples pass; the arena owns its pairs. */
struct store_filter sample_filter(const struct rubric_feature *f, struct arena *a);

#endif
