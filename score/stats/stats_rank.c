/* stats_rank.c - rank tests on small samples, exact where that is cheap. */
#include "score/stats/stats_rank.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/mem.h"
#include "score/stats/stats.h"
#include "score/stats/stats_tail.h"

static const struct stats_test no_answer = { .statistic = NAN, .p = NAN };

static double at_most_1(double p)
{
	return p < 1 ? p : 1;
}

/* --- distributions of counts --------------------------------------------------------- */

/* Probabilities of the sums 0 ... top. */
struct counts {
	double *p;
	size_t top;
};

static struct counts counts_new(size_t room)
{
	struct counts c = { .p = mem_new(room + 1, sizeof(c.p[0])) };

	c.p[0] = 1;
	return c;
}

/* Adds a draw that is 0 ... most, each as likely; `scratch` of the same room. */
static void add_uniform(struct counts *c, size_t most, double *scratch)
{
	double window = 0, share = 1 / (double)(most + 1);

	for (size_t s = 0; s <= c->top + most; s++) {
		window += s <= c->top ? c->p[s] : 0;
		if (s > most)
			window -= c->p[s - most - 1];
		scratch[s] = window * share;
	}
	c->top += most;
	memcpy(c->p, scratch, (c->top + 1) * sizeof(scratch[0]));
}

/* How often each Mann-Whitney count of a among b comes, of all orders: a * b + 1 shares
   that the caller frees. By Mann & Whitney's recurrence; all terms are positive. */
static double *mann_whitney_shares(size_t a, size_t b)
{
	size_t most = a * b, width = most + 1;
	double *n = mem_new((a + 1) * width, sizeof(n[0])), *last = n + a * width;
	double all = 0;

	for (size_t i = 0; i <= a; i++)
		n[i * width] = 1;
	for (size_t j = 1; j <= b; j++) {
		for (size_t i = 1; i <= a; i++) {
			for (size_t u = j; u <= i * j; u++)
				n[i * width + u] += n[(i - 1) * width + u - j];
		}
	}
	for (size_t u = 0; u <= most; u++)
		all += last[u];
	for (size_t u = 0; u <= most; u++)
		n[u] = last[u] / all;
	return n;
}

/* Adds the Mann-Whitney count of a among b. */
static void add_mann_whitney(struct counts *c, size_t a, size_t b, double *scratch)
{
	double *shares;

	if (a == 1) {
		add_uniform(c, b, scratch);
		return;
	}
	shares = mann_whitney_shares(a, b);
	memset(scratch, 0, (c->top + a * b + 1) * sizeof(scratch[0]));
	for (size_t s = 0; s <= c->top; s++) {
		for (size_t u = 0; u <= a * b; u++)
			scratch[s + u] += c->p[s] * shares[u];
	}
	c->top += a * b;
	memcpy(c->p, scratch, (c->top + 1) * sizeof(scratch[0]));
	free(shares);
}

static double share_up_to(const struct counts *c, size_t sum)
{
	double p = 0;

	for (size_t s = 0; s <= sum && s <= c->top; s++)
		p += c->p[s];
	return p;
}

/* --- Mann-Kendall -------------------------------------------------------------------- */

/* What the sorting of one series tells. */
struct order {
	double *sorted;
	double inversions; /* pairs that fall in the course of time */
	double tied;	   /* pairs that are equal */
};

/* Merge sort that counts; `w` is scratch. */
static double count_inversions(double *v, double *w, size_t n)
{
	size_t half = n / 2, i = 0, j = half, k = 0;
	double count;

	if (n < 2)
		return 0;
	count = count_inversions(v, w, half) + count_inversions(v + half, w, n - half);
	while (i < half && j < n) {
		if (v[i] <= v[j]) {
			w[k++] = v[i++];
		} else {
			count += (double)(half - i);
			w[k++] = v[j++];
		}
	}
	while (i < half)
		w[k++] = v[i++];
	while (j < n)
		w[k++] = v[j++];
	memcpy(v, w, n * sizeof(v[0]));
	return count;
}

/* The length of the run of equal values that begins at v[0]. */
static size_t tie_length(const double *v, size_t n)
{
	size_t t = 1;

	while (t < n && v[t] == v[0])
		t++;
	return t;
}

static double pairs(size_t n)
{
	return (double)n * ((double)n - 1) / 2;
}

/* sorted[]: room of twice n, of which the second half is scratch. */
static struct order order_of(struct stats_series s, double *sorted)
{
	struct order o = { .sorted = sorted };

	memcpy(sorted, s.v, s.n * sizeof(sorted[0]));
	o.inversions = count_inversions(sorted, sorted + s.n, s.n);
	for (size_t i = 0, t; i < s.n; i += t) {
		t = tie_length(sorted + i, s.n - i);
		o.tied += pairs(t);
	}
	return o;
}

/* Kendall's variance of S, ties taken off. */
static double kendall_variance(const double *sorted, size_t n)
{
	double m = (double)n, v = m * (m - 1) * (2 * m + 5);

	for (size_t i = 0, t; i < n; i += t) {
		double k;

		t = tie_length(sorted + i, n - i);
		k = (double)t;
		v -= k * (k - 1) * (2 * k + 5);
	}
	return v / 18;
}

/* The number of inversions is the sum, over the distinct values, of the Mann-Whitney count
   of those that are equal among those that are less. */
static void add_kendall(struct counts *c, const double *sorted, size_t n, double *scratch)
{
	for (size_t i = 0, t; i < n; i += t) {
		t = tie_length(sorted + i, n - i);
		if (i > 0)
			add_mann_whitney(c, t, i, scratch);
	}
}

struct stats_test stats_kendall(const struct stats_series *series, size_t count)
{
	double s = 0, variance = 0, untied = 0, all = 0, *room, *scratch;
	struct stats_test result = no_answer;
	struct counts c;
	size_t most = 0;

	for (size_t i = 0; i < count; i++) {
		all += pairs(series[i].n);
		most = series[i].n > most ? series[i].n : most;
	}
	result.exact = all <= STATS_EXACT_PAIRS;
	c = counts_new(result.exact ? (size_t)all : 0);
	scratch = mem_new(result.exact ? (size_t)all + 1 : 1, sizeof(scratch[0]));
	room = mem_new(2 * most + 1, sizeof(room[0]));
	for (size_t i = 0; i < count; i++) {
		struct order o = order_of(series[i], room);
		double different = pairs(series[i].n) - o.tied;

		s += different - 2 * o.inversions;
		untied += different;
		variance += kendall_variance(room, series[i].n);
		if (result.exact)
			add_kendall(&c, room, series[i].n, scratch);
	}
	result.statistic = s;
	if (untied > 0 && result.exact) /* symmetric: both tails are the same */
		result.p = at_most_1(2 * share_up_to(&c, (size_t)((untied - fabs(s)) / 2)));
	else if (untied > 0)
		result.p = at_most_1(
			2 * stats_normal_tail(fmax(fabs(s) - 1, 0) / sqrt(variance)));
	free(room);
	free(scratch);
	free(c.p);
	return result;
}

/* --- Mann-Whitney, Kruskal-Wallis ---------------------------------------------------- */

/* A run and the series it is of. */
struct ranked {
	double v;
	size_t series;
};

static int by_value(const void *a, const void *b)
{
	double x = ((const struct ranked *)a)->v, y = ((const struct ranked *)b)->v;

	return (x > y) - (x < y);
}

/* The sum of the (middle) ranks of each series, and the sum of t^3 - t over the ties. */
static double rank_sums(const struct stats_series *series, size_t count, double *sums)
{
	size_t n = 0;
	double ties = 0;
	struct ranked *all;

	for (size_t i = 0; i < count; i++)
		n += series[i].n;
	all = mem_new(n + 1, sizeof(all[0]));
	n = 0;
	for (size_t i = 0; i < count; i++) {
		sums[i] = 0;
		for (size_t k = 0; k < series[i].n; k++)
			all[n++] = (struct ranked){ series[i].v[k], i };
	}
	qsort(all, n, sizeof(all[0]), by_value);
	for (size_t i = 0, t; i < n; i += t) {
		for (t = 1; i + t < n && all[i + t].v == all[i].v;)
			t++;
		for (size_t k = i; k < i + t; k++)
			sums[all[k].series] += (double)i + ((double)t + 1) / 2;
		ties += (double)t * ((double)t * (double)t - 1);
	}
	free(all);
	return ties;
}

/* Both tails of an untied U. */
static double exact_p(double u, size_t a, size_t b)
{
	struct counts c = { .p = mann_whitney_shares(a, b), .top = a * b };
	double low = fmin(u, (double)(a * b) - u);
	double p = at_most_1(2 * share_up_to(&c, (size_t)low));

	free(c.p);
	return p;
}

struct stats_test stats_mann_whitney(struct stats_series a, struct stats_series b)
{
	const struct stats_series both[] = { a, b };
	double na = (double)a.n, nb = (double)b.n, n = na + nb;
	double sums[2], ties, variance, off;
	size_t fewer = a.n < b.n ? a.n : b.n;
	struct stats_test result = no_answer;

	if (fewer == 0)
		return no_answer;
	ties = rank_sums(both, 2, sums);
	result.statistic = sums[0] - na * (na + 1) / 2;
	result.exact = ties == 0 && fewer <= STATS_EXACT_RUNS && a.n + b.n <= 60;
	if (result.exact) {
		result.p = exact_p(result.statistic, a.n, b.n);
		return result;
	}
	variance = na * nb / 12 * (n + 1 - ties / (n * (n - 1)));
	off = fmax(fabs(result.statistic - na * nb / 2) - 0.5, 0);
	if (variance > 0)
		result.p = at_most_1(2 * stats_normal_tail(off / sqrt(variance)));
	return result;
}

struct stats_test stats_kruskal(const struct stats_series *series, size_t count)
{
	double *sums = mem_new(count + 1, sizeof(sums[0]));
	double n = 0, h = 0, spread, ties;
	struct stats_test result = no_answer;
	bool empty = count < 2;

	for (size_t i = 0; i < count; i++) {
		empty = empty || series[i].n == 0;
		n += (double)series[i].n;
	}
	if (!empty) {
		ties = rank_sums(series, count, sums);
		spread = 1 - ties / (n * (n * n - 1));
		for (size_t i = 0; i < count; i++)
			h += sums[i] * sums[i] / (double)series[i].n;
		h = 12 / (n * (n + 1)) * h - 3 * (n + 1);
		if (spread > 0) {
			result.statistic = h / spread;
			result.p = stats_chi2_tail(result.statistic, (double)count - 1);
		}
	}
	free(sums);
	return result;
}

/* --- first runs, means --------------------------------------------------------------- */

struct stats_test stats_firsts(const size_t *rank, const size_t *n, size_t count)
{
	struct stats_test result = { .exact = true };
	size_t room = 0, sum = 0;
	struct counts c;
	double *scratch;

	for (size_t i = 0; i < count; i++)
		room += n[i];
	c = counts_new(room);
	scratch = mem_new(room + 1, sizeof(scratch[0]));
	for (size_t i = 0; i < count; i++) {
		add_uniform(&c, n[i] - 1, scratch);
		sum += rank[i];
	}
	result.statistic = (double)sum;
	result.p = count > 0 ? at_most_1(share_up_to(&c, sum - count)) : NAN;
	free(scratch);
	free(c.p);
	return result;
}

struct stats_test stats_welch(const double *mean, const double *var, const double *df,
			      size_t count)
{
	double k = (double)count, weights = 0, grand = 0, between = 0, unsure = 0;
	struct stats_test result = no_answer;

	if (count < 2)
		return no_answer;
	for (size_t i = 0; i < count; i++) {
		weights += 1 / var[i];
		grand += mean[i] / var[i];
	}
	grand /= weights;
	for (size_t i = 0; i < count; i++) {
		double rest = 1 - 1 / (var[i] * weights);

		between += (mean[i] - grand) * (mean[i] - grand) / var[i];
		unsure += rest * rest / df[i];
	}
	result.statistic = between / (k - 1) / (1 + 2 * (k - 2) / (k * k - 1) * unsure);
	result.p = stats_f_tail(result.statistic, k - 1, (k * k - 1) / (3 * unsure));
	return result;
}
