/*
 * certainty.h - how sure a profile is: what score/ finds by resampling and reports/ shows.
 * A certainty borrows its profile, which must live longer; everything else it owns.
 */
#ifndef DATA_CERTAINTY_H
#define DATA_CERTAINTY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/profile.h"

enum certainty_method {
	CERTAINTY_STUDENT, /* resamples stretched by Student's factor: what ships */
	CERTAINTY_PLAIN,   /* resamples as they are: the plain percentile method */
};

#define CERTAINTY_RESAMPLES 10000 /* unless asked for otherwise */
#define CERTAINTY_RESAMPLES_MOST 100000000
#define CERTAINTY_SEED 1

struct certainty_options {
	enum certainty_method method;
	uint64_t seed;
	size_t resamples; /* at least 1 */
	size_t threads;	  /* 0: one for each processor; does not show in the result */
};

/* A candidate's cell; only those that are scored have one. */
struct certainty_cell {
	const char *why;   /* why nothing can be said: "docker has 2 runs ..."; or NULL */
	double low, high;  /* interval of the ratio (absolute levels: of the value, in the
			      feature's unit) at the rubric's confidence; NAN if unknown */
	double p_level;	   /* probability of the level that is reported; NAN if unknown */
	double *p;	   /* of each level: [0] when no threshold is reached, then as
			      in the rubric; NULL if unknown */
	double p_none;	   /* share of resamples without a ratio: their baseline was not
			      above zero */
	bool decided;	   /* p_level >= the rubric's confidence */
	bool judged;	   /* by people: taken as it is, p_level is 1, without an interval;
			      not among `known` and `decided` below */
};

/* A candidate's place in a set; the last set is all of them. */
struct certainty_total {
	bool any;	  /* it is ranked */
	double low, high; /* interval of what is ranked by: sum of levels or percentage */
	double *p_rank;	  /* [r - 1]: probability of rank r (ties share the better one) */
	double p_alone;	  /* ... of being first, with nobody beside */
	double *p_beats;  /* [i]: of being strictly better than candidate i */
	double p_veto;	  /* ... of missing a mandatory feature's acceptance */
	int class_first, class_last; /* the ranks that its class shares: 2..4; 0: not ranked */
	size_t unknown;	  /* cells of it that have no known spread, and were held fixed */
	size_t judged;	  /* cells of it that people judged, held fixed, too */
};

struct certainty {
	const struct profile *profile;
	enum certainty_method method;
	uint64_t seed;
	size_t resamples;
	double confidence;
	struct certainty_cell *cells;	/* feature * candidates */
	struct certainty_total *totals; /* (sets + 1) * candidates */
	size_t known, decided;		/* cells */
	struct arena arena;
};

static inline const struct certainty_cell *certainty_cell(const struct certainty *c,
							  size_t feature, size_t candidate)
{
	return &c->cells[feature * (c->profile->platform_count - 1) + candidate];
}

static inline const struct certainty_total *certainty_total(const struct certainty *c,
							    size_t set, size_t candidate)
{
	return &c->totals[set * (c->profile->platform_count - 1) + candidate];
}

/* "student", "plain"; and the method of a name: false when there is no such. */
const char *certainty_method_name(enum certainty_method m);
bool certainty_method_find(const char *name, enum certainty_method *out);

/* How often 95 % intervals of a ratio of means held the truth in simulations: score/README.md
   has how, and of what. */
struct certainty_coverage {
	size_t runs; /* of candidate and baseline each */
	double tame; /* share, with runs that are not far from normal, or have two modes */
	double hard; /* ... with outliers or a long tail */
};
/* Of the largest number of runs that was simulated and is not above `runs`; NULL: of so few
   nothing is said. */
const struct certainty_coverage *certainty_coverage(enum certainty_method m, size_t runs);
/* The fewest runs, of a stratum where there are strata, that a known spread of the profile
   rests on; 0: there is none. */
size_t certainty_runs(const struct certainty *c);

/* From the options --seed, --resamples, --method and --threads; EXIT_INPUT. */
struct opts;
int certainty_options_read(const struct opts *opts, struct certainty_options *o,
			   struct err *err);

void certainty_release(struct certainty *c);

#endif
