/*
 * stats-tables.c - simulates the distributions that stats_shape.h refers to and writes
 * score/stats/stats_table.c:  stats-tables [RUNS [N]...].  RUNS samples of each size (4,000,000;
 * a quarter above 40 runs), of the sizes N or of those that ship. The generator is
 * splitmix64 with the size as its seed, so that the same command writes the same bytes.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "data/base/mem.h"
#include "score/stats/stats.h"
#include "score/stats/stats_shape.h"
#include "score/stats/stats_table.h"

#define RUNS 4000000
#define MOST 200

static const double shares[STATS_TABLE_PS] = {
	0.5,   0.2,    0.1,    0.05,   0.02,	0.01,	 0.005,	  0.002,
	0.001, 0.0005, 0.0002, 0.0001, 0.00005, 0.00002, 0.00001,
};

static const size_t sizes[] = {
	5,  6,	7,  8,	9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19,  20,  21,  22,
	23, 24, 25, 26, 27, 28, 29, 30, 35, 40, 50, 60, 70, 80, 100, 120, 150, MOST,
};

/* Vigna's splitmix64, as a double above 0 and below 1. */
static double draw(uint64_t *state)
{
	uint64_t z = (*state += 0x9e3779b97f4a7c15u);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	z ^= z >> 31;
	return ((double)(z >> 11) + 0.5) * 0x1p-53;
}

/* A sorted uniform sample, but for scale: sums of exponential draws. */
static void uniform(uint64_t *state, double *v, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++) {
		sum -= log(draw(state));
		v[i] = sum;
	}
}

/* A sorted normal sample (Marsaglia's polar method). */
static void normal(uint64_t *state, double *v, size_t n)
{
	for (size_t i = 0; i < n;) {
		double x = 2 * draw(state) - 1, y = 2 * draw(state) - 1;
		double r = x * x + y * y;

		if (r >= 1)
			continue;
		r = sqrt(-2 * log(r) / r);
		v[i++] = x * r;
		if (i < n)
			v[i++] = y * r;
	}
	stats_sort(v, n);
}

static double farthest(const double *v, size_t n)
{
	double median = stats_median(v, n), mad = stats_mad(v, n);

	return fmax(-stats_modified_z(v[0], median, mad, 0),
		    stats_modified_z(v[n - 1], median, mad, 0));
}

static double one(uint64_t *state, int table, double *v, size_t n)
{
	if (table == 2) {
		normal(state, v, n);
		return farthest(v, n);
	}
	uniform(state, v, n);
	return table == 0 ? stats_dip(v, n) : stats_gap(v, n);
}

static void write_row(int table, size_t n, size_t runs, double *all)
{
	uint64_t state = n * 3 + (uint64_t)table;
	double v[MOST];

	for (size_t i = 0; i < runs; i++)
		all[i] = one(&state, table, v, n);
	stats_sort(all, runs);
	printf("\t{ %zu,\n\t  {", n);
	for (size_t i = 0; i < STATS_TABLE_PS; i++) {
		size_t at = runs - (size_t)(shares[i] * (double)runs);

		printf("%s%.4g",
		       i == 0	? " "
		       : i == 8 ? ",\n\t    "
				: ", ",
		       all[at < runs ? at : runs - 1]);
	}
	printf(" } },\n");
}

int main(int argc, char **argv)
{
	static const char *const names[] = { "dip", "gap", "outlier" };
	size_t runs = argc > 1 ? strtoul(argv[1], NULL, 10) : RUNS;
	size_t count = argc > 2 ? (size_t)argc - 2 : ARRAY_LEN(sizes);
	double *all = mem_new(runs + 1, sizeof(all[0]));

	printf("/* stats_table.c - written by tests/stats-tables.c: see stats_table.h. */\n"
	       "/* clang-format off */\n"
	       "#include \"score/stats/stats_table.h\"\n\n"
	       "const double stats_table_p[STATS_TABLE_PS] = {\n\t");
	for (size_t i = 0; i < STATS_TABLE_PS; i++)
		printf("%g,%s", shares[i],
		       i == 7			? "\n\t"
		       : i + 1 < STATS_TABLE_PS ? " "
						: "");
	printf("\n};\n\nconst size_t stats_table_rows = %zu;\n", count);
	for (int table = 0; table < 3; table++) {
		printf("\nconst struct stats_table_row stats_table_%s[] = {\n",
		       names[table]);
		for (size_t i = 0; i < count; i++) {
			size_t n = argc > 2 ? strtoul(argv[i + 2], NULL, 10) : sizes[i];

			if (n < STATS_TABLE_FEWEST || n > MOST)
				return 2;
			write_row(table, n, n > 40 ? runs / 4 : runs, all);
		}
		printf("};\n");
	}
	free(all);
	return 0;
}
