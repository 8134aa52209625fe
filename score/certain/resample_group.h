/*
 * resample_group.h - the figure of one platform, over all its runs or one stratum's, in
 * every resample; private to resample*.c.
 */
#ifndef SCORE_RESAMPLE_GROUP_H
#define SCORE_RESAMPLE_GROUP_H

#include <stdbool.h>

#include "data/certainty.h"
#include "score/stats/wheel.h"

#define GROUP_RUNS_LEAST 3 /* of two runs nobody can say how far a third would lie */

/* The runs of one stratum, or all. */
struct group_part {
	double *v;    /* in the order of the runs */
	size_t n;
	double mean, variance; /* of v, or of its logarithms for a geometric mean */
	double weight;	       /* of the mean in the term */
	struct wheels wheels;
	uint32_t *place; /* of run i among the term's sorted values; for order statistics */
	uint64_t key;
};

/* One statistic; a group is the weighted sum of its terms. */
struct group_term {
	struct group_part *parts;
	size_t count;
	double weight, value; /* the statistic of the runs as they are */
	double *sorted;	      /* for order statistics */
	size_t n;	      /* of all parts */
};

struct group {
	const struct rubric_feature *f;
	struct group_term *terms;
	size_t count;
	double value;	 /* the figure of the runs as they are */
	double variance; /* of that figure, estimated */
	double stretch;	 /* what a resample's deviation must be multiplied by: see group_init() */
	double freedom;	 /* degrees of, after Welch and Satterthwaite */
	bool log;	   /* deviations are taken on the logarithm */
	bool unknown;	   /* too few runs: the figure is held */
};

/* One value's place among strata: what group_init() wants to know of a sample. */
struct group_run {
	double value;
	size_t stratum; /* below `strata` */
	const char *identity[2]; /* together name the run; either may be NULL */
	int64_t number;
};

/*
 * Strata without runs are left out. Resampling n runs gives a mean's variance as
 * v (n - 1) / n^2 instead of v / n: `stretch` is the root of what is missing, over all
 * parts. An order statistic's resamples lie wide enough as they are (score/README.md).
 */
void group_init(struct group *g, struct arena *a, const struct rubric_feature *f,
		const struct group_run *runs, size_t count, size_t strata, uint64_t seed);

/* How the group is drawn: on the logarithm; without stretching. */
void group_set_log(struct group *g);
void group_set_plain(struct group *g);

/* Figures of the resamples first .. first + count - 1; logarithms with g->log. */
void group_draw(const struct group *g, uint64_t first, size_t count, double *out);

/* Of the stream that the group's runs are drawn from. */
uint64_t group_key(const struct group *g);

/* The standard error of what group_draw() gives. */
double group_spread(const struct group *g);

#endif
