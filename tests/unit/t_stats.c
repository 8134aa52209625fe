/*
 * t_stats.c - the tests of small samples against published tables and examples, against
 * every order of small series, and against sums done by hand.
 */
#include <stdlib.h>

#include "data/base/mem.h"
#include "score/stats/stats.h"
#include "score/stats/stats_rank.h"
#include "score/stats/stats_shape.h"
#include "score/stats/stats_table.h"
#include "score/stats/stats_tail.h"
#include "tests/unit/tap.h"

#define SERIES(...)                                                                        \
	((struct stats_series){ (const double[]){ __VA_ARGS__ },                           \
				sizeof((const double[]){ __VA_ARGS__ }) /                  \
					sizeof(double) })

/* --- tails: five per cent points as every textbook has them -------------------------- */

static void tails(struct tap *t)
{
	is_near(t, stats_normal_tail(1.959964), 0.025, 1e-7, "normal: 1.96");
	is_near(t, stats_chi2_tail(3.841459, 1), 0.05, 1e-7, "chi-squared, 1 degree");
	is_near(t, stats_chi2_tail(18.307038, 10), 0.05, 1e-7, "chi-squared, 10 degrees");
	is_near(t, stats_chi2_tail(2 * 3.0, 2), exp(-3), 1e-14,
		"chi-squared, 2: exponential");
	is_near(t, stats_chi2_tail(100, 2), exp(-50), 1e-34, "... far out");
	is_near(t, stats_chi2_tail(0, 3), 1, 0, "chi-squared of nothing");
	is_near(t, stats_f_tail(4.256495, 2, 9), 0.05, 1e-7, "F, 2 and 9 degrees");
	is_near(t, stats_f_tail(4.964603, 1, 10), 0.05, 1e-7, "F, 1 and 10 degrees");
	is_near(t, stats_f_tail(2.978237, 10, 10), 0.05, 1e-7, "F, 10 and 10 degrees");
	/* with 2 and b degrees the tail is (1 + 2 x / b)^(-b/2) */
	is_near(t, stats_f_tail(1, 2, 5), pow(1.4, -2.5), 1e-14, "F, 2 and 5: closed form");
	is_near(t, stats_f_tail(INFINITY, 2, 5), 0, 0, "F of infinity");
	is_near(t, stats_f_tail(1, 0, 5), NAN, 0, "F without degrees of freedom");
}

/* --- trends --------------------------------------------------------------------------- */

/* The next order of v in the order of dictionaries; false after the last. */
static bool next_order(double *v, size_t n)
{
	size_t i = n - 1, k = n - 1;

	while (i > 0 && v[i - 1] >= v[i])
		i--;
	if (i == 0)
		return false;
	while (v[k] <= v[i - 1])
		k--;
	double x = v[i - 1];
	v[i - 1] = v[k];
	v[k] = x;
	for (k = n - 1; i < k; i++, k--) {
		x = v[i];
		v[i] = v[k];
		v[k] = x;
	}
	return true;
}

static int sum_of_signs(const double *v, size_t n)
{
	int s = 0;

	for (size_t i = 0; i < n; i++) {
		for (size_t k = i + 1; k < n; k++)
			s += (v[k] > v[i]) - (v[k] < v[i]);
	}
	return s;
}

/* The share of all orders of the sorted v whose |S| is at least s. */
static double by_all_orders(const double *sorted, size_t n, int s)
{
	double v[10], all = 0, some = 0;

	memcpy(v, sorted, n * sizeof(v[0]));
	do {
		all++;
		some += abs(sum_of_signs(v, n)) >= s;
	} while (next_order(v, n));
	return some / all;
}

static void kendall_by_orders(struct tap *t, struct stats_series s)
{
	double sorted[10];
	struct stats_test got = stats_kendall(&s, 1);
	int sum = sum_of_signs(s.v, s.n);

	memcpy(sorted, s.v, s.n * sizeof(sorted[0]));
	stats_sort(sorted, s.n);
	is_near(t, got.statistic, sum, 0, "S as counted pair by pair");
	is_near(t, got.p, by_all_orders(sorted, s.n, abs(sum)), 1e-12,
		"p as counted over all orders");
}

static void trends(struct tap *t)
{
	struct stats_series s, two[2], seven[7];
	struct stats_test got;

	/* Kendall (1975), table of S: at n = 10 it is 21 or more in 0.036, 29 in 0.0046 */
	s = SERIES(1, 2, 3, 4, 5, 10, 9, 8, 7, 6); /* 45 - 2 * 10 = 25: 0.014 */
	got = stats_kendall(&s, 1);
	is_near(t, got.statistic, 25, 0, "S of ten runs");
	is_near(t, got.p, 2 * 0.014, 0.001, "... and its p, in Kendall's table");
	s = SERIES(1, 2, 3, 4, 5, 6, 10, 9, 7, 8); /* 5 pairs fall: 35 */
	got = stats_kendall(&s, 1);
	is_near(t, got.statistic, 35, 0, "S of a steeper rise");
	is_near(t, got.p, 2 * 0.00047, 0.00002, "... in Kendall's table");
	kendall_by_orders(t, SERIES(3, 1, 4, 1.5, 9, 2, 6));
	kendall_by_orders(t, SERIES(1, 1, 2));
	kendall_by_orders(t, SERIES(5, 5, 3, 3, 3, 2, 1, 1));
	kendall_by_orders(t, SERIES(2, 2, 2, 2, 2, 3, 3, 1));
	s = SERIES(4, 4, 4);
	is_near(t, stats_kendall(&s, 1).p, NAN, 0, "no trend in what is all the same");
	is_near(t, stats_kendall(NULL, 0).p, NAN, 0, "... nor in nothing");

	/* Two series of three: of 36 orders one rises in both, one falls in both. */
	two[0] = SERIES(1, 2, 3);
	two[1] = SERIES(10, 20, 30);
	got = stats_kendall(two, 2);
	is_near(t, got.statistic, 6, 0, "two seasons");
	is_near(t, got.p, 2.0 / 36, 1e-12, "... p of 36 orders");
	two[1] = SERIES(30, 20, 10);
	is_near(t, stats_kendall(two, 2).statistic, 0, 0, "what rises here falls there");

	/* 7 x 10 runs are beyond the exact ones. S = 7 * 25, variance 7 * 125: z = 174 /
	   sqrt(875) = 5.882 */
	s = SERIES(1, 2, 3, 4, 5, 10, 9, 8, 7, 6);
	for (size_t i = 0; i < 7; i++)
		seven[i] = s;
	got = stats_kendall(seven, 7);
	ok(t, !got.exact, "seven seasons of ten are approximated");
	is_near(t, got.p / 4.05e-9, 1, 0.01, "... z = 5.882");
}

/* --- two samples, several ------------------------------------------------------------- */

static void samples(struct tap *t)
{
	struct stats_series caps[3];
	struct stats_test got;

	/* Mann & Whitney (1947), table of n = 5, m = 5: U of 2 or less in 0.016 */
	got = stats_mann_whitney(SERIES(1, 2, 3, 5, 6), SERIES(4, 7, 8, 9, 10));
	is_near(t, got.statistic, 2, 0, "U");
	is_near(t, got.p, 2 * 4.0 / 252, 1e-12, "... and its p: 4 of 252 orders, twice");
	got = stats_mann_whitney(SERIES(5, 6, 7, 8), SERIES(1, 2, 3));
	is_near(t, got.statistic, 12, 0, "U at its highest");
	is_near(t, got.p, 2.0 / 35, 1e-12, "... p of 35 orders");
	/* Ties: 1 2 2 | 2 3 3 3: ranks 1 3 3 | 3 6 6 6, U = 1; mean 6, variance
	   3 * 4 / 12 * (8 - (24 + 24) / (7 * 6)) = 6.857; z = 4.5 / 2.6186 = 1.7185 */
	got = stats_mann_whitney(SERIES(1, 2, 2), SERIES(2, 3, 3, 3));
	is_near(t, got.statistic, 1, 0, "U with ties");
	is_near(t, got.p, 0.0857, 0.0001, "... by the normal distribution");
	is_near(t, stats_mann_whitney(SERIES(1, 1), SERIES(1, 1)).p, NAN, 0, "all equal");
	is_near(t, stats_mann_whitney(SERIES(1), (struct stats_series){ NULL, 0 }).p, NAN,
		0, "an empty sample");

	/* Kruskal & Wallis (1952), their first example: bottle caps of three machines */
	caps[0] = SERIES(340, 345, 330, 342, 338);
	caps[1] = SERIES(339, 333, 344);
	caps[2] = SERIES(347, 343, 349, 355);
	got = stats_kruskal(caps, 3);
	is_near(t, got.statistic, 5.656, 0.0005, "bottle caps: H = 5.656");
	is_near(t, got.p, exp(-5.656410256 / 2), 1e-9, "... p with two degrees of freedom");
	is_near(t, stats_kruskal(caps, 1).p, NAN, 0, "one sample differs from none");

	/* Welch of two means is the square of his t: 1 / 0.3; Satterthwaite's degrees are
	   0.09 / (0.01 / 4 + 0.04 / 9) = 12.96 */
	got = stats_welch((const double[]){ 0, 1 }, (const double[]){ 0.1, 0.2 },
			  (const double[]){ 4, 9 }, 2);
	is_near(t, got.statistic, 1 / 0.3, 1e-12, "Welch of two means");
	is_near(t, got.p, stats_f_tail(1 / 0.3, 1, 12.96), 1e-12, "... and its degrees");

	got = stats_firsts((const size_t[]){ 1, 1 }, (const size_t[]){ 10, 10 }, 2);
	is_near(t, got.p, 0.01, 1e-15, "two firsts, both the worst of ten");
	got = stats_firsts((const size_t[]){ 1, 2 }, (const size_t[]){ 3, 3 }, 2);
	is_near(t, got.p, 3.0 / 9, 1e-15,
		"ranks of 1 and 2 of three: 3 of 9 have that sum or less");
	got = stats_firsts((const size_t[]){ 3, 3 }, (const size_t[]){ 3, 3 }, 2);
	is_near(t, got.p, 1, 1e-15, "the best of all");
}

/* --- shape ---------------------------------------------------------------------------- */

/* Ages of 63 members of a faculty: Hartigan & Hartigan's example. */
static const double faculty[] = {
	30, 33, 35, 36, 37, 37, 39, 39, 39, 39, 39, 40, 40, 40, 40, 41, 42, 43, 43, 43, 44,
	44, 45, 45, 46, 46, 47, 47, 48, 48, 48, 49, 50, 50, 51, 52, 52, 53, 53, 53, 53, 53,
	54, 54, 57, 57, 59, 60, 60, 60, 61, 61, 61, 61, 62, 62, 62, 62, 63, 66, 70, 72, 72,
};

static double dip(struct stats_series s)
{
	return stats_dip(s.v, s.n);
}

static void dips(struct tap *t)
{
	is_near(t, stats_dip(faculty, 63), 0.0595238, 1e-7, "dip of the faculty");
	is_near(t, stats_dip_p(0.0595238, 63), 0.087, 0.003, "... is not significant");
	/* All on one line: half a step. */
	is_near(t, dip(SERIES(1, 2, 3, 4, 5)), 0.1, 1e-15, "dip of what is even");
	is_near(t, dip(SERIES(1, 2, 2, 3)), 0.125, 1e-15, "a heap in the middle is a mode");
	is_near(t, dip(SERIES(1, 1, 1, 2, 2, 2)), 0.25, 1e-15,
		"two heaps: the most there is");
	is_near(t, dip(SERIES(7, 7, 7)), 1.0 / 6, 1e-15, "all the same");
	is_near(t, dip(SERIES(7)), 0.5, 1e-15, "one run");
	is_near(t, stats_dip(NULL, 0), NAN, 0, "none");
	/* 3 | 3 runs, a gap of 7 in 11: the minorant from (1, 0) to (10, 3) is 2/3 at 3,
	   two and a third below the step to 3. */
	is_near(t, dip(SERIES(1, 2, 3, 10, 11, 12)), 7.0 / 36, 1e-12, "two clusters");
	is_near(t, dip(SERIES(-12, -11, -10, -3, -2, -1)), 7.0 / 36, 1e-12, "... mirrored");
}

static void shapes(struct tap *t)
{
	struct stats_series s = SERIES(1, 2, 3, 4, 100);

	is_near(t, stats_mad(s.v, s.n), 1, 0, "MAD of five");
	is_near(t, stats_modified_z(100, 3, 1, 0), 0.6745 * 97, 1e-12, "a far one");
	is_near(t, stats_modified_z(3, 3, 0, 0), 0, 0,
		"the median itself, without a spread");
	ok(t, isinf(stats_modified_z(4, 3, 0, 0)), "any other, without a spread: infinite");
	is_near(t, stats_modified_z(4, 3, 0, 0.5), 1.349, 1e-12, "... but rounded to 1");
	s = SERIES(1, 2, 4, 8); /* off by 2, 1, 1, 5 from 3 */
	is_near(t, stats_mad(s.v, s.n), 1.5, 0, "MAD of four");
	is_near(t, stats_mad(NULL, 0), NAN, 0, "MAD of none");
	s = SERIES(5);
	is_near(t, stats_mad(s.v, 1), 0, 0, "MAD of one");

	/* Roots of i (8 - i) times the gaps: 2.6458 3.4641 3.8730 12.6491 3.8730 3.4641
	   2.6458; the middle five are 17.32 together. */
	s = SERIES(0, 1, 2, 3, 13, 14, 15, 16);
	is_near(t, stats_gap(s.v, s.n), 12.6491 / (17.3200 / 5), 0.0001, "weighted gap");
	is_int(t, (long long)stats_split(s.v, s.n), 4, "... and where it is cut");
	s = SERIES(0, 1, 2, 3, 4, 5, 6, 7, 8, 30); /* one run is no mode: the next best */
	is_near(t, stats_gap(s.v, s.n), 5 / ((4.8990 * 2 + 4.5826 * 2 + 4) / 5), 0.001,
		"a gap before a single run does not count");
	s = SERIES(1, 2, 3);
	is_near(t, stats_gap(s.v, s.n), NAN, 0, "three runs have no two modes");
	is_int(t, (long long)stats_split(s.v, s.n), 0, "... and no cut");
	s = SERIES(1, 1, 1, 2, 2, 2);
	ok(t, isinf(stats_gap(s.v, s.n)), "no gap but one: infinite");
}

/* What the tables say where nobody needs a table. */
static void table(struct tap *t)
{
	const struct stats_table_row *row = stats_table_outlier;
	bool sorted = true;

	for (size_t i = 0; i < stats_table_rows; i++) {
		for (size_t k = 1; k < STATS_TABLE_PS; k++)
			sorted = sorted &&
				 stats_table_dip[i].at[k - 1] <= stats_table_dip[i].at[k] &&
				 stats_table_gap[i].at[k - 1] < stats_table_gap[i].at[k] &&
				 row[i].at[k - 1] < row[i].at[k];
		sorted = sorted && (i == 0 || row[i - 1].n < row[i].n);
	}
	ok(t, sorted, "the tables are in order");
	is_near(t, stats_outlier_p(1, 10), 1, 0, "what is not far is nothing");
	is_near(t, stats_outlier_p(1e9, 10), 1e-5, 1e-15, "what is far has the least p");
	is_near(t, stats_outlier_p(-1e9, 10), 1e-5, 1e-15, "... on either side");
	is_near(t, stats_outlier_p(5, 4), NAN, 0, "four runs are too few");
	is_near(t, stats_outlier_p(5, 1000), 1000 * 2 * 2.8665e-7, 1e-6,
		"a thousand runs: Bonferroni's bound");
	/* between the rows for 30 and for 35 */
	double p = stats_outlier_p(4.5, 32);
	ok(t, p < stats_outlier_p(4.5, 30) && p > stats_outlier_p(4.5, 35),
	   "between two sizes p is between theirs");
	/* The five per cent points of R's diptest, from a simulation of its own; the dip
	   falls as the root of n, above the table by that rule. */
	is_near(t, stats_dip_p(0.1396, 10), 0.05, 0.0005, "dip of 10 runs");
	is_near(t, stats_dip_p(0.0702, 50), 0.05, 0.001, "dip of 50 runs");
	is_near(t, stats_dip_p(0.00765, 5000), 0.05, 0.008, "dip of 5000 runs");
	is_near(t, stats_gap_p(5, 500), NAN, 0, "the gap of 500 runs is not judged");
}

int main(void)
{
	struct tap t = { 0 };

	tails(&t);
	trends(&t);
	samples(&t);
	dips(&t);
	shapes(&t);
	table(&t);
	return done(&t);
}
