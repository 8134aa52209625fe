/*
 * profiles.h - profiles from a rubric's text and the runs of each cell, without a store.
 */
#ifndef TESTS_UNIT_PROFILES_H
#define TESTS_UNIT_PROFILES_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "data/profile.h"

#define RUNS_MOST 8

/* A cell's runs; none: it was not measured. */
struct runs {
	size_t count;
	double values[RUNS_MOST];
};

struct made {
	struct rubric r;
	struct profile p;
};

__attribute__((unused)) static void made_rubric(struct made *m, const char *text)
{
	char path[] = "/tmp/rubric.XXXXXX";
	int fd = mkstemp(path);
	struct err err = { 0 };
	ssize_t n = (ssize_t)strlen(text);

	*m = (struct made){ .p = { .platform_count = 0 } };
	if (fd < 0 || write(fd, text, (size_t)n) != n ||
	    rubric_load(&m->r, path, &err) != 0) {
		printf("Bail out! %s\n", err.text);
		exit(1);
	}
	close(fd);
	unlink(path);
}

/* Means of the runs, ratios to the baseline's, levels; runs: of a feature one a platform,
   the baseline's first. */
__attribute__((unused)) static void made_profile(struct made *m, const char *text,
						 const struct runs *runs)
{
	struct profile *p = &m->p;

	made_rubric(m, text);
	p->rubric = &m->r;
	p->platform_count = m->r.platform_count + 1;
	p->cells = arena_new(&p->arena, m->r.feature_count * p->platform_count,
			     sizeof(p->cells[0]));
	p->totals = arena_new(&p->arena, (m->r.set_count + 1) * p->platform_count,
			      sizeof(p->totals[0]));
	for (size_t c = 0; c < m->r.feature_count * p->platform_count; c++) {
		struct profile_cell *cell = &p->cells[c];
		const struct profile_cell *base = &p->cells[c - c % p->platform_count];
		const struct rubric_feature *f = &m->r.features[c / p->platform_count];

		cell->status = runs[c].count == 0 ? PROFILE_UNMEASURED
			       : cell == base	  ? PROFILE_BASELINE
						  : PROFILE_SCORED;
		cell->ratio = cell->shown = NAN;
		if (runs[c].count == 0)
			continue;
		cell->samples =
			arena_new(&p->arena, runs[c].count, sizeof(cell->samples[0]));
		cell->sample_count = runs[c].count;
		cell->shown = 0;
		for (size_t i = 0; i < runs[c].count; i++) {
			cell->samples[i] = (struct profile_sample){
				.value = runs[c].values[i],
				.sha256 = arena_printf(&p->arena, "%zu", c),
				.record_in_log = (int64_t)i + 1,
			};
			cell->shown += runs[c].values[i] / (double)runs[c].count;
		}
		cell->stats = (struct profile_stats){ .n = runs[c].count,
						      .mean = cell->shown,
						      .value = cell->shown };
		cell->ratio = rubric_round(cell->shown / base->shown);
		if (cell->status == PROFILE_SCORED)
			cell->level =
				rubric_level_of(f, f->absolute ? cell->shown : cell->ratio);
	}
}

__attribute__((unused)) static void made_release(struct made *m)
{
	profile_release(&m->p);
	rubric_release(&m->r);
}

/* Runs that do not vary: their spread is known, and is nothing. */
#define FIXED(v)                                                                           \
	{                                                                                  \
		3,                                                                         \
		{                                                                          \
			v, v, v                                                            \
		}                                                                          \
	}
#define NO_RUNS                                                                            \
	{                                                                                  \
		0,                                                                         \
		{                                                                          \
			0                                                                  \
		}                                                                          \
	}

#endif
