/* diagnose_private.h - what the files diagnose*.c share; nobody else includes it. */
#ifndef SCORE_DIAGNOSE_PRIVATE_H
#define SCORE_DIAGNOSE_PRIVATE_H

#include "score/diagnose/diagnose.h"
#include "score/diagnose/rejudge.h"
#include "score/stats/stats_rank.h"

/* What one test alone would call significant. */
#define DIAGNOSE_USUAL 0.05

/* Runs of a cell that were made alike: of one stratum, with the same parameters. */
struct diagnose_group {
	const char *parameters;
	const char *stratum; /* or NULL */
	size_t n;
	size_t *sample; /* among the cell's, in the order in which they were made */
	double *v;      /* their values in that order, canonical unit */
	double *sorted;
	double median, mad;
	double log_median, log_mad; /* of the logarithms; NAN unless all are above zero */
	double modes_p;         /* of two modes; NAN where that was not tested */
	const char *modes_test; /* the more telling one, and its statistic */
	double modes_statistic;
	size_t low_count;       /* runs of the lower mode, if there are two */
	bool modal;             /* there are: it is told */
	size_t out[2];          /* outliers found in the lower mode, in the upper one */
};

/* One cell under the glass. The scratch arena owns all but what `cell` has. A candidate that
   is the baseline has no runs of its own: they are told as the baseline's. */
struct diagnose_look {
	struct profile *p;
	struct arena *scratch;
	const struct rubric_feature *f;
	struct profile_cell *cell;
	size_t platform;
	struct diagnose_look *row; /* all platforms of the feature; row[0] is the baseline */
	struct diagnose_group *groups; /* in the order of their first runs */
	size_t group_count;
	bool mixed;        /* within a stratum the parameters differ */
	double resolution; /* the smallest difference of two figures of the feature */
	struct rejudge runs;
	unsigned char *marks;       /* one a sample; all 0 between uses */
	double tested[FINDING_KINDS]; /* p of the test that was made; NAN: none */
	struct profile_finding *found;
	size_t found_count, found_room; /* mem_grow(); the caller frees */
};

/* diagnose_runs.c: groups and rejudge, for all cells of a feature */
void diagnose_runs(struct diagnose_look *row);
/* How far x is from its group's median, in modified z-scores. */
double diagnose_z(const struct diagnose_look *l, const struct diagnose_group *g, double x);
/* How likely the farthest of the group's runs is as far as x, as they are and as logarithms:
   the larger p, so that a long tail alone makes no outlier. NAN for too few runs. */
double diagnose_far_p(const struct diagnose_look *l, const struct diagnose_group *g,
		      double x);
/* By which share of the median is x off? Infinite when the median is zero. */
double diagnose_share(const struct diagnose_group *g, double x);
/* Is x far enough from y, seen from the group's median, to be worth a word? */
bool diagnose_matters(const struct diagnose_group *g, double x, double y);

/* diagnose_test.c: fills l->tested; 1 where what is found would not matter */
void diagnose_test(struct diagnose_look *l);
/* The ranks of the groups' first runs, the worst is 1; *median the median share by which
   they are worse than their groups' medians. */
struct stats_test diagnose_firsts(const struct diagnose_look *l, double *median);
/* The median share by which the groups' later halves are above the earlier ones. */
double diagnose_rise(const struct diagnose_look *l);
struct stats_test diagnose_trend(const struct diagnose_look *l);
struct stats_test diagnose_strata(const struct diagnose_look *l);
/* The level of the cell's i-th stratum alone; false where it has none. */
bool diagnose_stratum_level(const struct diagnose_look *l, size_t i, int *level);

/* diagnose_tell.c, diagnose_mixture.c, diagnose_hang.c: findings in words */
void diagnose_tell(struct diagnose_look *l, double limit);
void diagnose_tell_mixture(struct diagnose_look *l);
void diagnose_tell_statistic(struct diagnose_look *l);
void diagnose_tell_runs(struct diagnose_look *l);

/* Says the test and its p, and sets them. */
void diagnose_say_test(struct diagnose_look *l, struct profile_finding *f, const char *test,
		       double statistic, double p);

/* Starts a finding; its address holds until the next one. */
struct profile_finding *diagnose_add(struct diagnose_look *l, enum finding_kind kind);
/* A level as people see it: its symbol, or number. */
const char *diagnose_level(const struct diagnose_look *l, int level);
/* Adds words to a finding's text. */
void diagnose_say(struct diagnose_look *l, struct profile_finding *f, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* "42.21 s (LOG:LINE)" */
const char *diagnose_run(const struct diagnose_look *l, size_t sample);
/* "threads = 10", or what else tells a group; "" for the only one. */
const char *diagnose_group_name(const struct diagnose_look *l,
				const struct diagnose_group *g);
/* Says what the level would be without the samples with mark 1, sets the other level, and
   clears the marks. Of the baseline: the levels of all candidates. `what`: "without it". */
void diagnose_effect(struct diagnose_look *l, struct profile_finding *f, const char *what);
/* The same of those with mark 1 alone and of those with mark 2 alone, each with the samples
   that have none: "by the lower mode", "by the upper one". */
void diagnose_effects(struct diagnose_look *l, struct profile_finding *f, const char *one,
		      const char *two);
void diagnose_clear(struct diagnose_look *l);

#endif
