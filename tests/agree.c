/*
 * agree.c - the statistics of samples on standard input, for tests/agreement.t to hold
 * against other programs. A line is the name of a statistic and series of numbers with "/"
 * between them; the answer is a line with the statistic and its p.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "score/stats/stats.h"
#include "score/stats/stats_rank.h"
#include "score/stats/stats_shape.h"

#define MOST 4096

struct input {
	double v[MOST];
	struct stats_series series[64];
	size_t count;
};

/* false when it is no such line. */
static bool read_series(struct input *in, const char *s)
{
	size_t n = 0;
	char *end;

	in->count = 1;
	in->series[0] = (struct stats_series){ in->v, 0 };
	for (; *s != '\0' && *s != '\n'; s++) {
		if (*s == '/' && in->count < 64) {
			in->series[in->count++] = (struct stats_series){ in->v + n, 0 };
		} else if (*s != ' ') {
			if (n == MOST)
				return false;
			in->v[n++] = strtod(s, &end);
			if (end == s)
				return false;
			in->series[in->count - 1].n++;
			s = end - 1;
		}
	}
	return true;
}

/* The farthest run's modified z-score. */
static double farthest(const double *sorted, size_t n)
{
	double median = stats_median(sorted, n), mad = stats_mad(sorted, n);

	return fmax(fabs(stats_modified_z(sorted[0], median, mad, 0)),
		    fabs(stats_modified_z(sorted[n - 1], median, mad, 0)));
}

static struct stats_test welch(const struct input *in)
{
	double mean[64], var[64], df[64];

	for (size_t i = 0; i < in->count; i++) {
		const struct stats_series *s = &in->series[i];
		double sd = stats_sd(s->v, s->n);

		mean[i] = stats_mean(s->v, s->n);
		var[i] = sd * sd / (double)s->n;
		df[i] = (double)s->n - 1;
	}
	return stats_welch(mean, var, df, in->count);
}

static struct stats_test answer(const char *name, struct input *in)
{
	size_t n = in->series[0].n;

	if (strcmp(name, "kendall") == 0)
		return stats_kendall(in->series, in->count);
	if (strcmp(name, "mann-whitney") == 0 && in->count == 2)
		return stats_mann_whitney(in->series[0], in->series[1]);
	if (strcmp(name, "kruskal") == 0)
		return stats_kruskal(in->series, in->count);
	if (strcmp(name, "welch") == 0)
		return welch(in);
	stats_sort(in->v, n);
	double far = farthest(in->v, n), dip = stats_dip(in->v, n);
	if (strcmp(name, "outlier") == 0)
		return (struct stats_test){ far, stats_outlier_p(far, n), false };
	return (struct stats_test){ dip, stats_dip_p(dip, n), false };
}

int main(void)
{
	static char line[32 * MOST];
	static struct input in;

	while (fgets(line, sizeof(line), stdin) != NULL) {
		char *rest = strchr(line, ' ');

		if (rest == NULL)
			return 2;
		*rest = '\0';
		if (!read_series(&in, rest + 1))
			return 2;
		struct stats_test t = answer(line, &in);
		printf("%.17g %.17g %d\n", t.statistic, t.p, t.exact);
	}
	return 0;
}
