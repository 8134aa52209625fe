/*
 * t_diagnose.c - each kind of finding on runs that were made to have it, silence on runs
 * that have nothing, and how often chance alone is reported. Levels are worked out by hand.
 */
#include <stdlib.h>

#include "score/diagnose/diagnose.h"
#include "score/diagnose/rejudge.h"
#include "tests/unit/tap.h"

#define RUBRIC "tests/rubrics/diagnose.ini"
#define RUNS_MOST 100

enum { METAL, KVM, DOCKER, PLATFORMS };

/* A profile that is filled by hand. */
struct bench {
	struct rubric r;
	struct profile p;
};

static void set_up(struct bench *b)
{
	struct err err = { 0 };

	*b = (struct bench){ 0 };
	if (rubric_load(&b->r, RUBRIC, &err) != 0) {
		printf("Bail out! %s\n", err.text);
		exit(1);
	}
	b->p = (struct profile){ .rubric = &b->r, .platform_count = PLATFORMS };
	b->p.cells = arena_new(&b->p.arena, b->r.feature_count * PLATFORMS,
			       sizeof(b->p.cells[0]));
}

static void tear_down(struct bench *b)
{
	profile_release(&b->p);
	rubric_release(&b->r);
}

static size_t feature(const struct bench *b, const char *name)
{
	return (size_t)(rubric_feature_find(&b->r, name) - b->r.features);
}

static struct profile_cell *cell(struct bench *b, const char *name, size_t platform)
{
	return &b->p.cells[feature(b, name) * PLATFORMS + platform];
}

/* One more run; log NULL: the next line of "runs.log". */
static struct profile_sample *put_run(struct bench *b, const char *name, size_t platform,
				      double value, const char *parameters,
				      const char *stratum)
{
	struct profile_cell *c = cell(b, name, platform);

	if (c->samples == NULL)
		c->samples = arena_new(&b->p.arena, RUNS_MOST, sizeof(c->samples[0]));
	c->samples[c->sample_count] = (struct profile_sample){
		.value = value,
		.shown = unit_from_canonical(&b->r.features[feature(b, name)].unit, value),
		.log = "runs.log",
		.line = (int64_t)c->sample_count + 1,
		.parameters = parameters,
		.stratum = stratum,
	};
	return &c->samples[c->sample_count++];
}

static void put(struct bench *b, const char *name, size_t platform, size_t n,
		const double *values)
{
	for (size_t i = 0; i < n; i++)
		put_run(b, name, platform, values[i], "", NULL);
}

#define PUT(b, name, platform, ...)                                                        \
	put(b, name, platform, sizeof((const double[]){ __VA_ARGS__ }) / sizeof(double),   \
	    (const double[]){ __VA_ARGS__ })

/* Runs about 100 with nothing to say about them. */
static void put_clean(struct bench *b, const char *name, size_t platform, double scale)
{
	static const double runs[] = { 101.3, 98.2,  100.4, 103.1, 96.7,
				       99.5,  102.2, 97.4,  104.0, 100.9 };

	for (size_t i = 0; i < 10; i++)
		put_run(b, name, platform, runs[i] * scale, "", NULL);
}

static void judge(struct bench *b)
{
	for (size_t i = 0; i < b->r.feature_count; i++) {
		cell_measure(&b->p, i);
		cell_judge(&b->p, i);
	}
	diagnose_profile(&b->p);
}

static const struct profile_finding *found(struct bench *b, const char *name,
					   size_t platform, enum finding_kind kind)
{
	const struct profile_cell *c = cell(b, name, platform);

	for (size_t i = 0; i < c->finding_count; i++) {
		if (c->findings[i].kind == kind)
			return &c->findings[i];
	}
	return NULL;
}

/* The only finding of that kind, with these words, and this other level (-1: none). */
static void expect(struct tap *t, struct bench *b, const char *name, size_t platform,
		   enum finding_kind kind, int other, const char *words)
{
	const struct profile_finding *f = found(b, name, platform, kind);
	char what[200];

	snprintf(what, sizeof(what), "%s of %s: %s", profile_finding_name(kind), name,
		 words);
	if (!ok(t, f != NULL, "%s", what))
		return;
	has_text(t, f->text, words, what);
	is_int(t, f->has_other ? f->other_level : -1, other, "... and its other level");
}

static size_t count_all(const struct bench *b)
{
	size_t n = 0;

	for (size_t i = 0; i < b->r.feature_count * PLATFORMS; i++)
		n += b->p.cells[i].finding_count;
	return n;
}

/* --- silence -------------------------------------------------------------------------- */

static void clean(struct tap *t)
{
	struct bench b;

	set_up(&b);
	for (size_t i = 0; i < PLATFORMS; i++) {
		put_clean(&b, "rate", i, i == METAL ? 1 : 0.85);
		put_clean(&b, "time", i, i == METAL ? 1 : 1.15);
		put_clean(&b, "absolute", i, 0.000255);
	}
	judge(&b);
	is_int(t, (long long)count_all(&b), 0, "nothing is said of clean runs");
	ok(t, b.p.test_count == 9 * 4,
	   "though each of the nine cells was tested four times");
	is_near(t, b.p.test_limit, 0, 0, "... and nothing is reported");
	tear_down(&b);
}

static void empty(struct tap *t)
{
	struct bench b;

	set_up(&b);
	judge(&b);
	is_int(t, (long long)count_all(&b), 0, "no runs, no findings");
	PUT(&b, "rate", KVM, 5, 6, 7); /* and no baseline */
	judge(&b);
	is_int(t, (long long)count_all(&b), 1, "a candidate without a baseline");
	expect(t, &b, "rate", KVM, FINDING_TOO_FEW, -1, "3 runs: too few");
	tear_down(&b);
}

/* --- too few, no spread --------------------------------------------------------------- */

static void few(struct tap *t)
{
	struct bench b;

	set_up(&b);
	put_clean(&b, "rate", METAL, 1);
	PUT(&b, "rate", KVM, 85);
	PUT(&b, "rate", DOCKER, 84, 85, 86, 85.5);
	put_clean(&b, "time", METAL, 1);
	PUT(&b, "time", KVM, 115, 115, 115, 115, 115, 115);
	PUT(&b, "trimmed", METAL, 100, 101, 102, 103, 104, 105, 106);
	put_clean(&b, "trimmed", KVM, 1.15);
	judge(&b);
	expect(t, &b, "rate", KVM, FINDING_TOO_FEW, -1,
	       "1 run: what one more would change cannot be known");
	expect(t, &b, "rate", DOCKER, FINDING_TOO_FEW, -1,
	       "4 runs: too few to tell outliers and modes from chance");
	ok(t, found(&b, "rate", METAL, FINDING_TOO_FEW) == NULL, "ten are enough");
	expect(t, &b, "time", KVM, FINDING_NO_SPREAD, -1,
	       "all 6 runs are the same to the last digit");
	expect(t, &b, "trimmed", METAL, FINDING_TOO_FEW, -1,
	       "7 runs: the trimmed mean cuts nothing off: it is the mean");
	ok(t, found(&b, "trimmed", KVM, FINDING_TOO_FEW) == NULL, "a tenth of ten is one");
	tear_down(&b);
}

/* --- the first run -------------------------------------------------------------------- */

static void cold(struct tap *t)
{
	struct bench b;

	set_up(&b);
	/* The baseline's mean is 94, without the first run 100; KVM has 79.9 of it: 85 %,
	   then 79.9 %. Docker's 95 is 4 either way. */
	PUT(&b, "rate", METAL, 40, 99, 101, 100, 98, 102, 100.5, 99.5, 97, 103);
	PUT(&b, "rate", KVM, 80.1, 79.8, 79.6, 80, 79.9, 80.2, 79.7, 79.5, 80.3, 79.9);
	PUT(&b, "rate", DOCKER, 95.1, 94.8, 94.6, 95, 94.9, 95.2, 94.7, 94.5, 95.3, 94.9);
	/* 100 and 131.4 are 2 by the mean (without the first 121: 2 too; 120 would be 3) */
	put_clean(&b, "time", METAL, 100.0 / 100.37);
	PUT(&b, "time", KVM, 225, 121, 120.5, 121.5, 122, 120, 120.8, 121.2, 121.3, 120.7);
	judge(&b);
	expect(t, &b, "rate", METAL, FINDING_COLD_FIRST_RUN, -1,
	       "the first run, 40 1/s (runs.log:1), is 59.9 % worse than the median, 99.75 "
	       "1/s: modified z-score of the first run -");
	expect(t, &b, "rate", METAL, FINDING_COLD_FIRST_RUN, -1,
	       "; without it kvm has level 2 instead of 3");
	ok(t, found(&b, "rate", METAL, FINDING_OUTLIER) == NULL, "it is told once");
	expect(t, &b, "rate", KVM, FINDING_RUN_MATTERS, 2,
	       "without the baseline's first run, 40 1/s (runs.log:1), the level is 2 "
	       "instead of 3");
	ok(t, found(&b, "rate", DOCKER, FINDING_RUN_MATTERS) == NULL,
	   "a level that stays needs no word");
	expect(t, &b, "time", KVM, FINDING_COLD_FIRST_RUN, 2,
	       "; without it the level is 2");
	tear_down(&b);
}

/* A baseline that is a candidate, too, is told once; its ratio to itself is 1 with any
 * runs. */
static void twin(struct tap *t)
{
	struct bench b;

	set_up(&b);
	b.r.platforms[DOCKER - 1].name = b.r.baseline;
	PUT(&b, "rate", METAL, 40, 99, 101, 100, 98, 102, 100.5, 99.5, 97, 103);
	PUT(&b, "rate", KVM, 80.1, 79.8, 79.6, 80, 79.9, 80.2, 79.7, 79.5, 80.3, 79.9);
	cell(&b, "rate", DOCKER)->samples = cell(&b, "rate", METAL)->samples;
	cell(&b, "rate", DOCKER)->sample_count = 10;
	judge(&b);
	is_int(t, cell(&b, "rate", DOCKER)->level, 4, "the twin is scored");
	is_int(t, (long long)cell(&b, "rate", DOCKER)->finding_count, 0,
	       "... and not told");
	is_int(t, (long long)b.p.test_count, 8, "nor tested");
	expect(t, &b, "rate", METAL, FINDING_COLD_FIRST_RUN, -1,
	       "; without it kvm has level 2 instead of 3");
	tear_down(&b);
}

/* The third run was made first: its log counts as 1, though "10" sorts before "9". */
static void order(struct tap *t)
{
	static const char *const logs[] = { "run10.log", "run11.log", "run1.log",
					    "run2.log",	 "run3.log",  "run4.log",
					    "run5.log",	 "run6.log",  "run7.log",
					    "run9.log" };
	static const double runs[] = { 99, 101, 40, 100, 98, 102, 100.5, 99.5, 97, 103 };
	struct bench b;

	set_up(&b);
	for (size_t i = 0; i < 10; i++)
		put_run(&b, "rate", METAL, runs[i], "", NULL)->log = logs[i];
	/* As sorted text this is a steady rise; as made, run10 and run11 are last. */
	for (size_t i = 0; i < 10; i++)
		put_run(&b, "time", METAL, 100 + (double)((i + 8) % 10), "", NULL)->log =
			logs[i];
	judge(&b);
	expect(t, &b, "rate", METAL, FINDING_COLD_FIRST_RUN, -1,
	       "the first run, 40 1/s (run1.log:3)");
	expect(t, &b, "time", METAL, FINDING_DRIFT, -1, "rises by");
	is_near(t, found(&b, "time", METAL, FINDING_DRIFT)->statistic, 45, 0,
		"runs are in the order of their logs' numbers");
	tear_down(&b);
}

/* --- shape ---------------------------------------------------------------------------- */

static void shape(struct tap *t)
{
	struct bench b;

	set_up(&b);
	put_clean(&b, "time", METAL, 100.0 / 100.37);
	/* 136.4 is 1; without 320 it is 116: 3. Off by 1.25 in the middle, by 203.75 at the
	   farthest: 109.9 */
	PUT(&b, "time", KVM, 115, 117, 116, 114, 118, 116.5, 320, 115.5, 117.5, 114.5);
	/* 114.6 is 3; the six at 105 alone are 4, the four at 129 are 2 */
	PUT(&b, "time", DOCKER, 105, 129.2, 104.8, 105.2, 129, 104.9, 128.8, 105.1, 129.1,
	    105.3);
	/* in steps of 10 and no finer: two heaps of one rounding are no modes */
	PUT(&b, "rate", METAL, 100, 110, 100, 110, 110, 100, 100, 110, 110, 100);
	/* 0.5 % apart: no modes that matter */
	PUT(&b, "absolute", METAL, 0.01, 0.010051, 0.010002, 0.010052, 0.010001, 0.010053,
	    0.010003, 0.010054, 0.010004, 0.01005);
	judge(&b);
	expect(t, &b, "time", KVM, FINDING_OUTLIER, 3,
	       "320 s (runs.log:7) is far from the median, 116.25 s: modified z-score 110, "
	       "p < 0.0001; without it the level is 3 instead of 1");
	ok(t, found(&b, "time", KVM, FINDING_TWO_MODES) == NULL, "one run is no mode");
	expect(t, &b, "time", DOCKER, FINDING_TWO_MODES, 4,
	       "6 runs about 105.05 s, 4 about 129.05 s (runs 2, 5, 7 and 9)");
	expect(t, &b, "time", DOCKER, FINDING_TWO_MODES, 4,
	       "; the level is 4 by the lower mode, 2 by the upper mode, 3 by both");
	ok(t, found(&b, "time", DOCKER, FINDING_OUTLIER) == NULL,
	   "a mode's runs are not out");
	ok(t, found(&b, "rate", METAL, FINDING_TWO_MODES) == NULL, "rounding is no mode");
	ok(t, found(&b, "absolute", METAL, FINDING_TWO_MODES) == NULL,
	   "what is half a per cent apart is no mode");
	tear_down(&b);
}

/* --- over time ------------------------------------------------------------------------ */

static void drift(struct tap *t)
{
	struct bench b;

	set_up(&b);
	put_clean(&b, "rate", METAL, 100.0 / 100.37);
	/* 80.05 is 3; its earlier half 76.6 is 2, its later half 83.5 is 3. 8 of 80.5 are
	   9.94 %. Three pairs fall, which 209 of 10! orders better or equal: 0.0000576 */
	PUT(&b, "rate", KVM, 74, 76, 75, 78, 80, 82, 81, 84, 86, 84.5);
	/* rises by half a per cent: every order is as it was made, but nobody will mind */
	PUT(&b, "rate", DOCKER, 95, 95.1, 95.2, 95.3, 95.4, 95.5, 95.6, 95.7, 95.8, 95.9);
	judge(&b);
	expect(t, &b, "rate", KVM, FINDING_DRIFT, 2,
	       "from the earlier half of the runs to the later one it rises by 9.94 %: "
	       "Mann-Kendall S 39, p = 0.00012; the level is 2 by the earlier half, 3 by "
	       "the "
	       "later half, 3 by both");
	ok(t, found(&b, "rate", DOCKER, FINDING_DRIFT) == NULL,
	   "half a per cent is no drift");
	tear_down(&b);
}

/* --- strata --------------------------------------------------------------------------- */

/* Ten runs in each of three strata: metal 100, 200, 300; the others a share of them. */
static void put_strata(struct bench *b, const char *name, size_t platform, double one,
		       double two, double three)
{
	static const double noise[] = { 0.3,  -0.8, 0.4,  1.1, -1.3,
					-0.5, 0.9,  -0.6, 1.0, -0.1 };
	static const char *const names[] = { "1", "2", "3" };
	static const char *const parameters[] = { "threads=1", "threads=2", "threads=3" };
	const double shares[] = { one, two, three };

	for (size_t i = 0; i < 10; i++) {
		for (size_t k = 0; k < 3; k++)
			put_run(b, name, platform,
				(100.0 * (double)(k + 1) + noise[(i + 3 * k) % 10]) *
					shares[k],
				parameters[k], names[k]);
	}
}

static void strata(struct tap *t)
{
	static const char *const names[] = { "pooled", "combined", "averaged" };
	struct bench b;

	set_up(&b);
	for (size_t i = 0; i < 3; i++) {
		put_strata(&b, names[i], METAL, 1, 1, 1);
		/* levels 1, 2 and 4: (65 + 2 * 75 + 3 * 95) / 6 = 83.3 % in all, or 78.3 %
		 */
		put_strata(&b, names[i], KVM, 0.65, 0.75, 0.95);
		put_strata(&b, names[i], DOCKER, 0.85, 0.85, 0.85);
	}
	judge(&b);
	expect(t, &b, "pooled", KVM, FINDING_STRATA_DISAGREE, 1,
	       "not all strata of threads have the level 3: Welch's test ");
	expect(t, &b, "pooled", KVM, FINDING_STRATA_DISAGREE, 1,
	       "; level 1 at threads = 1; level 2 at threads = 2; level 4 at threads = 3");
	expect(t, &b, "combined", KVM, FINDING_STRATA_DISAGREE, 1, "have the level 2");
	ok(t, found(&b, "pooled", DOCKER, FINDING_STRATA_DISAGREE) == NULL,
	   "strata that agree");
	for (size_t i = 0; i < 3; i++) {
		ok(t, cell(&b, names[i], DOCKER)->finding_count == 0,
		   "%s: three strata are no three modes, no drift", names[i]);
	}
	tear_down(&b);
}

/* The first run of each stratum is the worst of ten: 1 in 1000. Where strata are combined,
   a single run counts within its own. */
static void cold_strata(struct tap *t)
{
	struct bench b;

	set_up(&b);
	put_strata(&b, "combined", METAL, 1, 1, 1);
	put_strata(&b, "combined", KVM, 0.81, 0.81, 0.81);
	for (size_t i = 0; i < 3; i++) /* as if cold: half of what it should be */
		cell(&b, "combined", KVM)->samples[i].value *= 0.5;
	judge(&b);
	expect(t, &b, "combined", KVM, FINDING_COLD_FIRST_RUN, 3,
	       "the first runs of 3 settings are 49.");
	is_near(t, found(&b, "combined", KVM, FINDING_COLD_FIRST_RUN)->p, 0.001, 1e-12,
		"... each the worst of ten");
	is_int(t, cell(&b, "combined", KVM)->level, 2, "95 % of 81 % is 2");
	expect(t, &b, "combined", KVM, FINDING_RUN_MATTERS, 3,
	       "without its first run of each of 3 settings the level is 3 instead of 2");
	tear_down(&b);
}

/* --- mixtures ------------------------------------------------------------------------- */

static void mixture(struct tap *t)
{
	static const char *const sizes[] = { "size=4k;x=1", "size=64k;x=1" };
	static const char *const ports[] = { "port=1", "port=2", "port=3", "port=4",
					     "port=5", "port=6", "port=7", "port=8",
					     "port=9", "port=0" };
	static const double noise[] = { 0.3,  -0.8, 0.4,  1.1, -1.3,
					-0.5, 0.9,  -0.6, 1.0, -0.1 };
	struct bench b;

	set_up(&b);
	for (size_t i = 0; i < 10; i++) {
		put_run(&b, "rate", METAL, 100 + noise[i], sizes[i % 2], NULL);
		/* 65 % with 4k, 95 % with 64k: 80 % in all */
		put_run(&b, "rate", KVM, (i % 2 ? 95.2 : 65.2) + noise[i], sizes[i % 2],
			NULL);
		put_run(&b, "rate", DOCKER, 95 + noise[i], ports[i], NULL);
	}
	judge(&b);
	/* 5 against 5 runs without an overlap: 2 of 252 orders */
	expect(t, &b, "rate", KVM, FINDING_HIDDEN_MIXTURE, 1,
	       "the runs differ in size, of which they have 2 values (4k, 64k): "
	       "Mann-Whitney U 0, p = 0.0079; level 1 with 4k, 4 with 64k");
	expect(t, &b, "rate", METAL, FINDING_HIDDEN_MIXTURE, -1, "p = ");
	ok(t, found(&b, "rate", KVM, FINDING_TWO_MODES) == NULL,
	   "runs of two settings are no two modes of one");
	expect(t, &b, "rate", DOCKER, FINDING_HIDDEN_MIXTURE, -1,
	       "the runs differ in port, of which they have 10 values (0, 1, 2, 3, 4 ...); "
	       "most are of a single run");
	tear_down(&b);
}

/* --- statistic and single runs -------------------------------------------------------- */

static void hang(struct tap *t)
{
	const struct profile_cell *c;
	struct bench b;
	size_t n = 0;

	set_up(&b);
	PUT(&b, "rate", METAL, 100, 100.1, 99.9, 100.2, 99.8);
	/* mean 70.4, median 69.6; without the highest run 69.65, without any other 70.5 */
	PUT(&b, "rate", KVM, 69.7, 69.5, 73.4, 69.6, 69.8);
	PUT(&b, "absolute", METAL, 0.005, 0.005, 0.006, 0.005, 0.006);
	/* median 19.9 ms: 3; mean 22: 2. Without one of the two lowest the median is 20.05,
	   without the third 20 */
	PUT(&b, "absolute", KVM, 0.0198, 0.0197, 0.0199, 0.0202, 0.0304);
	judge(&b);
	expect(t, &b, "rate", KVM, FINDING_STATISTIC_MATTERS, 1,
	       "the mean says 2 (70.4 %), the median says 1 (69.7 %)");
	expect(t, &b, "rate", KVM, FINDING_RUN_MATTERS, 1,
	       "without its highest run, 73.4 1/s (runs.log:3), the level is 1 instead of "
	       "2");
	c = cell(&b, "rate", KVM);
	for (size_t i = 0; i < c->finding_count; i++)
		n += c->findings[i].kind == FINDING_RUN_MATTERS;
	is_int(t, (long long)n, 1, "no other run, and none of the baseline's");
	expect(t, &b, "absolute", KVM, FINDING_STATISTIC_MATTERS, 2,
	       "the median says 3 (19.9 ms), the mean says 2 (22 ms)");
	expect(t, &b, "absolute", KVM, FINDING_RUN_MATTERS, 2,
	       "without its lowest run, 19.7 ms (runs.log:2), the level is 2 instead of 3; "
	       "it "
	       "also changes without any other of the 2 lowest");
	tear_down(&b);
}

/* Judged again from all runs, a cell has the level that it has. */
static void rejudged(struct tap *t)
{
	struct arena a = { 0 };
	struct bench b;
	size_t bad = 0, n = 0;

	set_up(&b);
	for (size_t i = 0; i < b.r.feature_count; i++) {
		put_strata(&b, b.r.features[i].name, METAL, 1, 1, 1);
		put_strata(&b, b.r.features[i].name, KVM, 0.65, 0.75, 0.95);
		put_strata(&b, b.r.features[i].name, DOCKER, 1.25, 1.3, 1.1);
	}
	judge(&b);
	for (size_t i = 0; i < b.r.feature_count * PLATFORMS; i++) {
		const struct rubric_feature *f = &b.r.features[i / PLATFORMS];
		const struct profile_cell *c = &b.p.cells[i];
		struct rejudge own, base;

		if (c->status != PROFILE_SCORED)
			continue;
		rejudge_init(&own, f, c, &a);
		rejudge_init(&base, f, c - i % PLATFORMS, &a);
		double figure = rejudge_figure(f, &own, own.parts, &base, base.parts);
		n++;
		bad += figure != (f->absolute ? c->shown : c->ratio);
	}
	is_int(t, (long long)n, 14, "two candidates by seven features");
	is_int(t, (long long)bad, 0,
	       "judged again, all have the same figure to the last bit");
	arena_release(&a);
	tear_down(&b);
}

/* --- false alarms --------------------------------------------------------------------- */

static double draw(uint64_t *state)
{
	uint64_t z = (*state += 0x9e3779b97f4a7c15u); /* splitmix64 */

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	z ^= z >> 31;
	return ((double)(z >> 11) + 0.5) * 0x1p-53;
}

static double normal(uint64_t *state)
{
	double size = sqrt(-2 * log(draw(state)));

	return size * cos(2 * 3.14159265358979323846 * draw(state));
}

/* Is anything reported by a test? The other kinds are statements, no guesses. */
static bool has_alarm(struct bench *b)
{
	for (size_t i = 0; i < b->r.feature_count * PLATFORMS; i++) {
		const struct profile_cell *c = &b->p.cells[i];

		for (size_t k = 0; k < c->finding_count; k++) {
			if (c->findings[k].kind >= FINDING_COLD_FIRST_RUN &&
			    c->findings[k].kind <= FINDING_STRATA_DISAGREE)
				return true;
		}
	}
	return false;
}

/* How many of so many profiles by chance alone have an alarm. Normal runs with a deviation
   of 5 %, or lognormal ones of the same. */
static size_t alarms(size_t profiles, bool lognormal)
{
	static const char *const names[] = { "1", "2", "3" };
	static const char *const parameters[] = { "threads=1", "threads=2", "threads=3" };
	uint64_t state = lognormal;
	size_t count = 0;

	for (size_t i = 0; i < profiles; i++) {
		struct bench b;

		set_up(&b);
		for (size_t k = 0; k < b.r.feature_count * PLATFORMS; k++) {
			bool has = b.r.features[k / PLATFORMS].strata != NULL;

			for (size_t run = 0; run < (has ? 30 : 10); run++) {
				double z = 0.05 * normal(&state);

				put_run(&b, b.r.features[k / PLATFORMS].name, k % PLATFORMS,
					100 * (lognormal ? exp(z) : 1 + z),
					has ? parameters[run % 3] : "",
					has ? names[run % 3] : NULL);
			}
		}
		judge(&b);
		count += has_alarm(&b);
		tear_down(&b);
	}
	return count;
}

/* The limit allows 10 %; the tests are careful, so that it is about half of that. */
static void false_alarms(struct tap *t)
{
	size_t n = alarms(400, false);

	ok(t, n <= 40, "%zu of 400 clean profiles raise an alarm: at most 10 %%", n);
	n = alarms(400, true);
	ok(t, n <= 40, "%zu of 400 lognormal ones", n);
}

int main(void)
{
	struct tap t = { 0 };

	clean(&t);
	empty(&t);
	few(&t);
	cold(&t);
	twin(&t);
	order(&t);
	shape(&t);
	drift(&t);
	strata(&t);
	cold_strata(&t);
	mixture(&t);
	hang(&t);
	rejudged(&t);
	false_alarms(&t);
	return done(&t);
}
