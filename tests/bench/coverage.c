/*
 * coverage.c - how often do intervals hold what they say? Prints the tables of
 * score/README.md.
 *
 *   coverage [--replications N] [--resamples N] [--seed N] [--statistic NAME] [--all]
 *
 * The same numbers give the same bytes.
 */
#include "tests/bench/coverage.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/mem.h"
#include "data/base/opt.h"

#define WIDTH_EVERY 8 /* replications of which the width is looked up */

struct plan {
	long replications, resamples, seed;
	enum statistic what;
	bool only, all; /* one statistic; every method in full */
};

/* --- one case
 * ------------------------------------------------------------------------------ */

/* Where the distribution passes p. */
static double quantile(const struct method *m, const struct trial *t, const double *draws,
		       double p)
{
	double low = -30, high = 30;

	for (int i = 0; i < 40; i++) {
		double middle = (low + high) / 2;

		if (method_cdf(m, t, draws, middle) < p)
			low = middle;
		else
			high = middle;
	}
	return low < -29 ? -INFINITY : high > 29 ? INFINITY : (low + high) / 2;
}

/*
 * Thresholds in equal steps, at random places: they know nothing of where the truth is.
 * (Some few, strewn about the truth, would give away where it is, and what is said to be
 * sure could not be.)
 */
struct ladder {
	double first, step;
};

static double level_of(double x, const struct ladder *l)
{
	return floor((x - l->first) / l->step);
}

static void tally_level(struct tally *y, const struct method *m, const struct trial *t,
			const double *draws, double truth, const struct ladder *ladder)
{
	double level = level_of(t->est, ladder), low = ladder->first + level * ladder->step;
	double p =
		method_cdf(m, t, draws, low + ladder->step) - method_cdf(m, t, draws, low);
	double right = level == level_of(truth, ladder);

	y->brier += (p - right) * (p - right);
	y->count++;
	for (size_t i = 0; i < BINS; i++)
		if (p >= bin_edges[i] && p < bin_edges[i + 1]) {
			y->stated[i] += p;
			y->right[i] += right;
			y->in_bin[i]++;
		}
}

static void tally_trial(struct tally *y, const struct method *m, const struct trial *t,
			const double *draws, double truth, const struct ladder *ladder)
{
	double p = method_cdf(m, t, draws, truth);

	for (size_t i = 0; i < NOMINALS; i++)
		y->covered[i] += p >= (1 - nominal[i]) / 2 && p <= (1 + nominal[i]) / 2;
	tally_level(y, m, t, draws, truth, ladder);
}

/* Of the 95 % interval, relative to the ratio that was found. */
static double width_of(const struct method *m, const struct trial *t, const double *draws)
{
	return exp(quantile(m, t, draws, 0.975) - t->est) -
	       exp(quantile(m, t, draws, 0.025) - t->est);
}

struct bench {
	const struct plan *plan;
	struct sample a, b;
	struct trial trial;
	double *draws;
	double *widths[METHODS_MAX];
	struct rng rng;
};

static void bench_init(struct bench *be, const struct plan *plan)
{
	size_t n = (size_t)plan->resamples;

	*be = (struct bench){ .plan = plan };
	be->draws = mem_new(n, sizeof(double));
	be->a.star = mem_new(n, sizeof(double));
	be->b.star = mem_new(n, sizeof(double));
	be->a.star_se = mem_new(n, sizeof(double));
	be->b.star_se = mem_new(n, sizeof(double));
	be->trial.tau = mem_new(n, sizeof(double));
	be->trial.tau_a = mem_new(n, sizeof(double));
	be->trial.tau_b = mem_new(n, sizeof(double));
	be->trial.tables = mem_new(NU_MAX + 1, sizeof(double *));
	be->trial.a = &be->a;
	be->trial.b = &be->b;
	be->trial.rng = &be->rng;
	be->trial.resamples = n;
	for (size_t i = 0; i < methods_count; i++)
		be->widths[i] = mem_new((size_t)plan->replications, sizeof(double));
}

static void bench_release(struct bench *be)
{
	free(be->draws);
	free(be->a.star);
	free(be->b.star);
	free(be->a.star_se);
	free(be->b.star_se);
	free(be->trial.tau);
	free(be->trial.tau_a);
	free(be->trial.tau_b);
	for (size_t i = 0; i <= NU_MAX; i++)
		free(be->trial.tables[i]);
	free(be->trial.tables);
	for (size_t i = 0; i < methods_count; i++)
		free(be->widths[i]);
}

static void set_sizes(struct bench *be, const struct size *size)
{
	be->a.n = size->a;
	be->b.n = size->b;
	be->a.strata = be->b.strata = size->strata;
	be->a.what = be->b.what = be->plan->what;
}

static double draw_both(struct bench *be, const struct pair *pair)
{
	sample_draw(&be->a, &shapes[pair->a], &be->rng);
	sample_draw(&be->b, &shapes[pair->b], &be->rng);
	return log(be->a.est / be->b.est);
}

/* How far the estimated log ratio strays, by simulation: for the thresholds' distance. */
static double spread_of(struct bench *be, const struct pair *pair, uint64_t which)
{
	const int rounds = 1000;
	double sum = 0, squares = 0;

	rng_seed(&be->rng, (uint64_t)be->plan->seed, which, UINT64_MAX);
	for (int i = 0; i < rounds; i++) {
		double x = draw_both(be, pair);

		sum += x;
		squares += x * x;
	}
	return sqrt(squares / rounds - sum * sum / rounds / rounds);
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void run_trial(struct bench *be, double truth, double spread, struct tally *tallies,
		      bool widths)
{
	struct ladder ladder;
	size_t resamples = (size_t)be->plan->resamples;

	ladder.step = spread * (2 + 8 * rng_uniform(&be->rng));
	ladder.first = truth - ladder.step * rng_uniform(&be->rng);
	sample_resample(&be->a, resamples, &be->rng);
	sample_resample(&be->b, resamples, &be->rng);
	trial_prepare(&be->trial);
	for (size_t i = 0; i < methods_count; i++) {
		const struct method *m = &methods[i];
		size_t so_far = (size_t)tallies[i].count / WIDTH_EVERY;

		if (!table_has(m, be->plan->what))
			continue;
		if (m->draw)
			m->draw(&be->trial, be->draws);
		if (widths)
			be->widths[i][so_far] = width_of(m, &be->trial, be->draws);
		tally_trial(&tallies[i], m, &be->trial, be->draws, truth, &ladder);
	}
}

static void run_case(struct bench *be, const struct pair *pair, const struct size *size,
		     uint64_t which, struct tally *tallies)
{
	long rounds = be->plan->replications;
	double truth = log(shape_truth(&shapes[pair->a], be->plan->what, size->a) /
			   shape_truth(&shapes[pair->b], be->plan->what, size->b));
	double spread;

	set_sizes(be, size);
	spread = spread_of(be, pair, which);
	for (long n = 0; n < rounds; n++) {
		rng_seed(&be->rng, (uint64_t)be->plan->seed, which, (uint64_t)n);
		draw_both(be, pair);
		run_trial(be, truth, spread, tallies, n % WIDTH_EVERY == 0);
	}
	for (size_t i = 0; i < methods_count; i++) {
		size_t count = ((size_t)rounds + WIDTH_EVERY - 1) / WIDTH_EVERY;

		qsort(be->widths[i], count, sizeof(double), ascending);
		tallies[i].width = be->widths[i][count / 2];
	}
}

static void run_statistic(const struct plan *plan)
{
	struct tally *tallies = mem_new(SIZES * PAIRS * METHODS_MAX, sizeof(tallies[0]));
	struct bench be;

	bench_init(&be, plan);
	for (size_t i = 0; i < SIZES * PAIRS; i++) {
		const struct size *size = &sizes[i / PAIRS];

		/* Sorted runs, and what is walked along them, know no strata. */
		if (size->strata == 1 || plan->what == MEAN || plan->what == GEOMETRIC)
			run_case(&be, &pairs[i % PAIRS], size, i,
				 tallies + i * METHODS_MAX);
	}
	tables_print(plan->what, tallies, plan->all);
	bench_release(&be);
	free(tallies);
}

static const struct opt_row rows[] = {
	{ "replications", 0, "N", "pairs of samples in each case (2000)" },
	{ "resamples", 0, "N", "resamples of each pair (1000)" },
	{ "seed", 0, "N", "of all random numbers (1)" },
	{ "statistic", 0, "NAME", "only this one: mean, median, trimmed or geometric" },
	{ "all", 0, NULL, "every method in full, not only the one that ships" },
	{ NULL, 0, NULL, NULL },
};

static int read_options(struct plan *plan, int argc, char **argv, struct err *err)
{
	struct opts opts = { .rows = rows, .count = ARRAY_LEN(rows) - 1 };
	const char *name;

	if (opts_parse(&opts, &argc, argv, err) != 0 ||
	    opts_number(&opts, "replications", 1, 1000000, 2000, &plan->replications,
			err) != 0 ||
	    opts_number(&opts, "resamples", 10, 1000000, 1000, &plan->resamples, err) !=
		    0 ||
	    opts_number(&opts, "seed", 0, LONG_MAX, 1, &plan->seed, err) != 0)
		return -1;
	if (argc > 1)
		return err_set(err, EXIT_INPUT, "unexpected argument \"%s\"", argv[1]);
	plan->all = opts_has(&opts, "all");
	name = opts_get(&opts, "statistic");
	if (name == NULL)
		return 0;
	plan->only = true;
	for (plan->what = MEAN; plan->what < STATISTICS; plan->what++)
		if (strncmp(name, statistic_names[plan->what], strlen(name)) == 0)
			return 0;
	return err_set(err, EXIT_INPUT,
		       "--statistic %s: it is mean, median, trimmed or geometric", name);
}

int main(int argc, char **argv)
{
	struct plan plan = { 0 };
	struct err err = { 0 };

	if (read_options(&plan, argc, argv, &err) != 0) {
		fprintf(stderr, "coverage: %s\n", err.text);
		return err.code;
	}
	printf("%ld replications of %ld resamples, seed %ld.\n", plan.replications,
	       plan.resamples, plan.seed);
	if (plan.only) {
		run_statistic(&plan);
		return 0;
	}
	for (plan.what = MEAN; plan.what < STATISTICS; plan.what++)
		run_statistic(&plan);
	return 0;
}
