/* coverage_table.c - the simulation's populations and sizes, and its tables in Markdown. */
#include "tests/bench/coverage.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const double nominal[NOMINALS] = { 0.5, 0.8, 0.9, 0.95, 0.99 };
const double bin_edges[BINS + 1] = { 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0001 };

#define NOMINAL_95 3

enum { CALM, NORMAL_20, LOG_NORMAL_03, LOG_NORMAL_1, TWO_MODES, WITH_OUTLIERS };

const struct shape shapes[] = {
	[CALM] = { "normal 5 %", NORMAL, 0.05 },
	[NORMAL_20] = { "normal 20 %", NORMAL, 0.2 },
	[LOG_NORMAL_03] = { "log-normal 0.3", LOG_NORMAL, 0.3 },
	[LOG_NORMAL_1] = { "log-normal 1", LOG_NORMAL, 1 },
	[TWO_MODES] = { "bimodal", BIMODAL, 0.01 },
	[WITH_OUTLIERS] = { "outliers", OUTLIERS, 0.03 },
};

/* Both alike; and those that are not normal against a calm baseline, where skewness shows.
 */
const struct pair pairs[PAIRS] = {
	{ CALM, CALM, false },
	{ NORMAL_20, NORMAL_20, false },
	{ LOG_NORMAL_03, LOG_NORMAL_03, false },
	{ TWO_MODES, TWO_MODES, false },
	{ LOG_NORMAL_03, CALM, false },
	{ TWO_MODES, CALM, false },
	{ LOG_NORMAL_1, LOG_NORMAL_1, true },
	{ WITH_OUTLIERS, WITH_OUTLIERS, true },
	{ LOG_NORMAL_1, CALM, true },
	{ WITH_OUTLIERS, CALM, true },
};

const struct size sizes[SIZES] = {
	{ "3", 3, 3, 1 },	  { "5", 5, 5, 1 },    { "10", 10, 10, 1 },
	{ "10 / 30", 10, 30, 1 }, { "30", 30, 30, 1 }, { "70", 70, 70, 1 },
	{ "7 × 10", 70, 70, 7 },
};

bool table_has(const struct method *m, enum statistic what)
{
	return (m->what & FOR(what)) != 0;
}

struct table {
	enum statistic what;
	const struct tally *tallies;
};

static const struct tally *at(const struct table *t, size_t size, size_t pair,
			      size_t method)
{
	return &t->tallies[(size * PAIRS + pair) * METHODS_MAX + method];
}

static void head(const char *first)
{
	printf("| %s |", first);
	for (size_t s = 0; s < SIZES; s++)
		printf(" %s |", sizes[s].name);
	printf("\n|---|");
	for (size_t s = 0; s < SIZES; s++)
		printf("--:|");
	putchar('\n');
}

/* What is shown of a case; in tables its mean (of widths the geometric one). */
typedef double figure(const struct table *t, size_t size, size_t pair, size_t method);

static double missed(const struct table *t, size_t size, size_t pair, size_t method)
{
	const struct tally *y = at(t, size, pair, method);
	double sum = 0;

	for (size_t i = 0; i < NOMINALS; i++)
		sum += fabs(y->covered[i] / y->count - nominal[i]);
	return 100 * sum / NOMINALS;
}

static double covered_95(const struct table *t, size_t size, size_t pair, size_t method)
{
	const struct tally *y = at(t, size, pair, method);

	return 100 * y->covered[NOMINAL_95] / y->count;
}

static double width(const struct table *t, size_t size, size_t pair, size_t method)
{
	size_t shipped = 0;

	while (strcmp(methods[shipped].title, SHIPPED) != 0)
		shipped++;
	return at(t, size, pair, method)->width / at(t, size, pair, shipped)->width;
}

static double mean_of(const struct table *t, figure *show, size_t size, size_t method,
		      bool hard)
{
	double sum = 0, count = 0;

	for (size_t p = 0; p < PAIRS; p++)
		if (pairs[p].hard == hard && at(t, size, p, method)->count > 0) {
			double x = show(t, size, p, method);

			sum += show == width ? log(x) : x;
			count++;
		}
	return show == width ? exp(sum / count) : sum / count;
}

static void print_figure(double x, int digits)
{
	if (x > 100.01)
		printf("> 100");
	else
		printf("%.*f", digits, x);
}

static const char *title_of(size_t method)
{
	return methods[method].title;
}

static void by_size(const struct table *t, const char *caption, figure *show, int digits)
{
	printf("\n%s\n\n", caption);
	head("runs of each");
	for (size_t m = 0; m < methods_count; m++) {
		bool bold = strcmp(title_of(m), SHIPPED) == 0;

		if (!table_has(&methods[m], t->what))
			continue;
		printf(bold ? "| **%s** |" : "| %s |", title_of(m));
		for (size_t s = 0; s < SIZES; s++) {
			if (at(t, s, 0, m)->count == 0) {
				printf(" |");
				continue;
			}
			putchar(' ');
			print_figure(mean_of(t, show, s, m, false), digits);
			printf(" / ");
			print_figure(mean_of(t, show, s, m, true), digits);
			printf(" |");
		}
		putchar('\n');
	}
}

static void in_full(const struct table *t, size_t method)
{
	printf("\n*%s*: coverage of the intervals that should hold in 50 / 80 / 90 / 95 / "
	       "99 %%:"
	       "\n\n",
	       title_of(method));
	head("candidate, baseline");
	for (size_t p = 0; p < PAIRS; p++) {
		printf("| %s, %s |", shapes[pairs[p].a].name,
		       pairs[p].a == pairs[p].b ? "the same" : shapes[pairs[p].b].name);
		for (size_t s = 0; s < SIZES; s++) {
			const struct tally *y = at(t, s, p, method);

			for (size_t i = 0; i < NOMINALS && y->count > 0; i++)
				printf("%s%.0f", i ? " / " : " ",
				       100 * y->covered[i] / y->count);
			printf(" |");
		}
		putchar('\n');
	}
}

/* All cases of some sizes and populations together. */
static struct tally together(const struct table *t, size_t from, size_t to, bool hard,
			     size_t method)
{
	struct tally sum = { 0 };

	for (size_t s = from; s < to; s++)
		for (size_t p = 0; p < PAIRS; p++) {
			const struct tally *y = at(t, s, p, method);

			if (pairs[p].hard != hard)
				continue;
			sum.count += y->count;
			sum.brier += y->brier;
			for (size_t b = 0; b < BINS; b++) {
				sum.stated[b] += y->stated[b];
				sum.right[b] += y->right[b];
				sum.in_bin[b] += y->in_bin[b];
			}
		}
	return sum;
}

static void calibration(const struct table *t, const char *what, size_t from, size_t to,
			bool hard)
{
	printf("\nP(level) of the level reported, and how often it was the true one; "
	       "%s:\n\n|  |",
	       what);
	for (size_t b = 0; b < BINS; b++)
		printf(" %.0f-%.0f %% |", 100 * bin_edges[b],
		       fmin(100, 100 * bin_edges[b + 1]));
	printf(" Brier |\n|---|");
	for (size_t b = 0; b <= BINS; b++)
		printf("--:|");
	putchar('\n');
	for (size_t m = 0; m < methods_count; m++) {
		struct tally y = together(t, from, to, hard, m);
		bool bold = strcmp(title_of(m), SHIPPED) == 0;

		if (!table_has(&methods[m], t->what))
			continue;
		printf(bold ? "| **%s** |" : "| %s |", title_of(m));
		for (size_t b = 0; b < BINS; b++)
			if (y.in_bin[b] > 0)
				printf(" %.1f → %.1f |", 100 * y.stated[b] / y.in_bin[b],
				       100 * y.right[b] / y.in_bin[b]);
			else
				printf(" |");
		printf(" %.4f |\n", y.brier / y.count);
	}
}

void tables_print(enum statistic what, const struct tally *tallies, bool all)
{
	struct table t = { what, tallies };

	printf("\n## The %s\n", statistic_names[what]);
	by_size(&t,
		"How far coverage is from 50, 80, 90, 95 and 99 %, in points, on average; "
		"tame / hard populations:",
		missed, 1);
	by_size(&t, "Coverage of the 95 % interval, tame / hard populations:", covered_95,
		1);
	by_size(&t,
		"Width of the 95 % interval as a multiple of that of the method that "
		"ships, "
		"tame / hard populations:",
		width, 2);
	for (size_t m = 0; m < methods_count; m++)
		if (table_has(&methods[m], what) &&
		    (all || strcmp(title_of(m), SHIPPED) == 0))
			in_full(&t, m);
	calibration(&t, "3 runs, tame populations", 0, 1, false);
	calibration(&t, "5 runs, tame", 1, 2, false);
	calibration(&t, "10 runs, tame", 2, 3, false);
	calibration(&t, "10 / 30 runs and more, tame", 3, SIZES, false);
	calibration(&t, "all sizes, hard populations", 0, SIZES, true);
}
