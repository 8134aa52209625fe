/* t_certain.c - resamples: their pieces against figures from elsewhere, and what they say of
   samples whose answer is known. */
#include <stdlib.h>

#include "data/base/parallel.h"
#include "data/base/random.h"
#include "score/stats/sketch.h"
#include "score/stats/student.h"
#include "score/stats/wheel.h"
#include "tests/unit/tap.h"

/* SplitMix64 of the seed 1234567, from its authors' reference implementation. */
static void test_random(struct tap *t)
{
	static const uint64_t want[] = { 6457827717110365317u, 3203168211198807973u,
					 9817491932198370423u, 4593380528125082431u,
					 16408922859458223821u };
	for (uint64_t i = 0; i < ARRAY_LEN(want); i++)
		ok(t, random_word(1234567, i + 1) == want[i], "SplitMix64's word %d",
		   (int)i + 1);
	ok(t, random_key(1, "a") != random_key(1, "b"), "another text, another stream");
	ok(t, random_key(1, "a") != random_key(2, "a"), "another seed, another stream");
}

/* Tables of the chi-square and normal distributions (Abramowitz & Stegun 26.8, 26.1). */
static void test_student(struct tap *t)
{
	static double tau[STUDENT_QUANTILES];

	is_near(t, student_chi2_above(1, 3.841459), 0.05, 1e-7, "chi-square, 1: 5 %");
	is_near(t, student_chi2_above(2, 9.210340), 0.01, 1e-8, "chi-square, 2: 1 %");
	is_near(t, student_chi2_above(9, 16.918978), 0.05, 1e-7, "chi-square, 9: 5 %");
	is_near(t, student_chi2_above(10, 3.940299), 0.95, 1e-7, "chi-square, 10: 95 %");
	is_near(t, student_normal_quantile(0.975), 1.959963985, 1e-8, "normal: 97.5 %");
	is_near(t, student_normal_quantile(0.0005), -3.290526731, 1e-8, "normal: 0.05 %");
	for (int v = 1; v < STUDENT_MANY; v += 7) {
		double sum = 0;

		student_table(v, tau);
		for (int i = 0; i < STUDENT_QUANTILES; i++)
			sum += 1 / (tau[i] * tau[i]);
		/* 1 / tau^2 = chi2 / v, of which the mean is 1. */
		is_near(t, sum / STUDENT_QUANTILES, 1, 5e-3, "the mean of 1 / tau^2");
	}
}

/* All n^n resamples of three runs are equally probable: the mean's distribution is known. */
static void test_wheels(struct tap *t)
{
	enum { N = 100000 };
	static double out[N];
	const double v[] = { 0, 3, 9 };
	struct arena a = { 0 };
	struct wheels w;
	size_t all_low = 0, middle = 0;
	double sum = 0;

	wheels_init(&w, &a, v, 3, 4, 99);
	wheels_add_means(&w, 0, N, 1, out);
	for (size_t i = 0; i < N; i++) {
		sum += out[i];
		all_low += fabs(out[i] + 4) < 1e-9;  /* 0 0 0: 1 of 27 */
		middle += fabs(out[i]) < 1e-9;	     /* 0 3 9 in 6 orders: 6 of 27 */
	}
	is_near(t, sum / N, 0, 0.04, "resamples' means lie about the sample's");
	is_near(t, (double)all_low / N, 1 / 27.0, 0.003, "the lowest three times: 1 of 27");
	is_near(t, (double)middle / N, 6 / 27.0, 0.006, "each once: 6 of 27");

	double again[10] = { 0 };

	wheels_add_means(&w, 1000, 10, 1, again);
	ok(t, memcmp(again, out + 1000, sizeof(again)) == 0,
	   "a resample is a function of its number");
	arena_release(&a);
}

/* Variance of a resampled mean: v (n - 1) / n / n, for any n that the tables split up. */
static void test_wheel_sizes(struct tap *t)
{
	enum { N = 40000 };
	static double out[N];

	for (size_t n = 1; n <= 130; n = n < 20 ? n + 1 : n + 37) {
		struct arena a = { 0 };
		double *v = mem_new(n, sizeof(v[0])), mean = 0, plug = 0, seen = 0;
		struct wheels w;

		for (size_t i = 0; i < n; i++)
			mean += (v[i] = (double)(i * i % 17)) / (double)n;
		for (size_t i = 0; i < n; i++)
			plug += (v[i] - mean) * (v[i] - mean) / (double)n / (double)n;
		memset(out, 0, sizeof(out));
		wheels_init(&w, &a, v, n, mean, n);
		wheels_add_means(&w, 0, N, 1, out);
		for (size_t i = 0; i < N; i++)
			seen += out[i] * out[i] / N;
		ok(t, fabs(seen - plug) <= 0.05 * plug + 1e-12,
		   "%d runs: variance %.4f of the resampled mean, wanted %.4f", (int)n, seen,
		   plug);
		free(v);
		arena_release(&a);
	}
}

static void test_sketch(struct tap *t)
{
	static struct sketch s, other;
	enum { N = 100000 };
	static double v[N];

	for (size_t i = 0; i < N; i++)
		v[i] = student_normal_quantile(((double)i + 0.5) / N) * 2 + 10;
	sketch_init(&s, 10, 2);
	sketch_init(&other, 10, 2);
	sketch_add(&s, v, N / 3);
	sketch_add(&other, v + N / 3, N - N / 3);
	sketch_merge(&s, &other);
	is_near(t, sketch_quantile(&s, 0.5), 10, 0.01, "the median of draws");
	is_near(t, sketch_quantile(&s, 0.025), 10 - 2 * 1.959964, 0.02, "their 2.5 %");
	is_near(t, sketch_quantile(&s, 0.995), 10 + 2 * 2.575829, 0.02, "their 99.5 %");
	is_near(t, sketch_quantile(&s, 1), v[N - 1], 1e-12, "the largest of all");
	sketch_init(&s, 3, 0);
	sketch_add(&s, (const double[]){ 3, 3, NAN, 3 }, 4);
	is_near(t, sketch_quantile(&s, 0.5), 3, 0, "draws that do not vary");
	ok(t, s.count == 3, "what is no number is not counted");
	sketch_init(&s, 0, 1);
	sketch_add(&s, (const double[]){ -HUGE_VAL, 0, HUGE_VAL }, 3);
	ok(t, s.bins[0] == 1 && s.bins[SKETCH_BINS - 1] == 1, "infinities have their place");
	sketch_init(&s, 0, 1);
	ok(t, isnan(sketch_quantile(&s, 0.5)), "no draws, no quantile");
}

static void mark(void *ctx, size_t i, size_t thread)
{
	((unsigned char *)ctx)[i] += (unsigned char)(1 + 0 * thread);
}

static void test_parallel(struct tap *t)
{
	unsigned char done[1000] = { 0 };
	size_t once = 0;

	parallel_run(ARRAY_LEN(done), 7, mark, done);
	for (size_t i = 0; i < ARRAY_LEN(done); i++)
		once += done[i] == 1;
	ok(t, once == ARRAY_LEN(done), "each piece of work is done once");
	parallel_run(0, 7, mark, done);
	ok(t, done[0] == 1, "no work, nothing done");
}

int main(void)
{
	struct tap t = { 0 };

	test_random(&t);
	test_student(&t);
	test_wheels(&t);
	test_wheel_sizes(&t);
	test_sketch(&t);
	test_parallel(&t);
	return done(&t);
}
