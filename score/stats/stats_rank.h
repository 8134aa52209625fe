/*
 * stats_rank.h - tests of a few series of runs: by ranks, exact where the sample is small,
 * and Welch's for means whose spreads differ. Pure; no test asks for normal samples but
 * Welch's, which asks for normal means.
 */
#ifndef SCORE_STATS_RANK_H
#define SCORE_STATS_RANK_H

#include <stdbool.h>
#include <stddef.h>

/* Borrowed: runs in the order of time where a test asks for time. Finite numbers. */
struct stats_series {
	const double *v;
	size_t n;
};

struct stats_test {
	double statistic;
	double p;   /* 0 to 1; NAN where there is no answer */
	bool exact; /* else p is an approximation for large samples */
};

/*
 * Is there a trend over time? Mann-Kendall (H. B. Mann, Econometrica 13, 1945; M. G.
 * Kendall, Rank correlation methods, 1975); of several series the seasonal Kendall test
 * (Hirsch, Slack & Smith, Water Resources Research 18, 1982): S is summed, so that only what
 * falls or rises within a series counts. Two-sided. Null: within each series every order of
 * the runs is as likely. Exact (ties too: given the ties, S is a sum of independent
 * Mann-Whitney counts) up to STATS_EXACT_PAIRS pairs of runs, else normal with the
 * corrections for ties and continuity. NAN when all are equal. The statistic is S.
 */
#define STATS_EXACT_PAIRS 200
struct stats_test stats_kendall(const struct stats_series *series, size_t count);

/*
 * Do two samples differ in location? Mann & Whitney, Annals of Mathematical Statistics 18,
 * 1947. Two-sided; exact without ties when one has at most STATS_EXACT_RUNS runs and both
 * together at most 60, else normal with the corrections for ties and continuity. The
 * statistic is the U of a. NAN for an empty sample, and when all are equal.
 */
#define STATS_EXACT_RUNS 8
struct stats_test stats_mann_whitney(struct stats_series a, struct stats_series b);

/*
 * Do several samples differ in location? Kruskal & Wallis, Journal of the American
 * Statistical Association 47, 1952, with the correction for ties; p by chi-squared, which
 * wants five runs and more in each sample. The statistic is H. NAN below two samples, with
 * an empty one, and when all are equal.
 */
struct stats_test stats_kruskal(const struct stats_series *series, size_t count);

/*
 * Are the first runs worse than the others? rank[i] is the place of the i-th series' first
 * run among its n[i], 1 for the worst (ties count as worse). Null: each place is as likely;
 * the sum's distribution is exact. One-sided. The statistic is the sum of the ranks.
 */
struct stats_test stats_firsts(const size_t *rank, const size_t *n, size_t count);

/*
 * Are several means the same? B. L. Welch, Biometrika 38, 1951: spreads may differ. `var` is
 * the variance of each mean, > 0; `df` its degrees of freedom. The statistic is Welch's,
 * NAN below two means.
 */
struct stats_test stats_welch(const double *mean, const double *var, const double *df,
			      size_t count);

#endif
