/*
 * t_variant.c - every changed rule on samples made for it. The expected ratios were worked
 * out by hand, and again with Python's statistics module.
 */
#include "data/base/mem.h"
#include "score/audit/variant.h"
#include "score/diagnose/rival.h"
#include "score/profile/cell.h"
#include "tests/unit/tap.h"

enum { METAL, ANT, BEE, CAT, PLATFORMS };
enum { SPEED, DELAY, BOOT, FEATURES };
enum { SIZE = 9 }; /* samples of a cell, at most */

/* --- a profile ----------------------------------------------------------------------- */

/* Speed, in runs of 1, 2 and 4 threads. Metal: mean 600 / 9, median 60. Cat is 0.7 metal.
 */
static const struct run {
	size_t platform;
	const char *threads;
	double value;
} runs[] = {
	{ METAL, "1", 10 },  { METAL, "1", 20 }, { METAL, "1", 30 },  { METAL, "2", 40 },
	{ METAL, "2", 60 },  { METAL, "2", 80 }, { METAL, "4", 100 }, { METAL, "4", 100 },
	{ METAL, "4", 160 }, { ANT, "1", 9 },	 { ANT, "1", 18 },    { ANT, "1", 18 },
	{ ANT, "2", 30 },    { ANT, "2", 30 },	 { ANT, "2", 60 },    { ANT, "4", 80 },
	{ ANT, "4", 90 },    { ANT, "4", 100 },	 { BEE, "1", 10 },    { BEE, "1", 20 },
	{ BEE, "2", 60 },    { BEE, "4", 100 },	 { BEE, "4", 100 },   { BEE, "4", 130 },
	{ CAT, "1", 7 },     { CAT, "1", 14 },	 { CAT, "1", 21 },    { CAT, "2", 28 },
	{ CAT, "2", 42 },    { CAT, "2", 56 },	 { CAT, "4", 70 },    { CAT, "4", 70 },
	{ CAT, "4", 112 },
};

/* Delay: lower is better. */
static const double delays[PLATFORMS][SIZE] = {
	[METAL] = { 40, 10, 10 }, [ANT] = { 12, 12, 12 }, [BEE] = { 24, 24, 24 }
};

/* Boot: absolute, in milliseconds. */
static const double boots[PLATFORMS][SIZE] = { [ANT] = { 2, 4 }, [BEE] = { 5 } };

static struct rubric_level shares[] = { { 1, 0.6 }, { 2, 0.7 }, { 3, 0.8 }, { 4, 0.9 } };
static struct rubric_level excesses[] = { { 1, 1.4 }, { 2, 1.2 } };
static struct rubric_level bounds[] = { { 1, 5000 }, { 2, 3000 } };

struct scene {
	struct rubric_platform platforms[PLATFORMS - 1];
	struct rubric_importance importance;
	struct rubric_feature features[FEATURES];
	struct rubric rubric;
	struct profile p;
	struct rivals rivals;
	double published[FEATURES];
	struct variant v;
};

static void add_sample(struct scene *s, size_t feature, size_t platform, double value,
		       const char *threads)
{
	struct profile_cell *c = &s->p.cells[feature * PLATFORMS + platform];

	if (c->samples == NULL)
		c->samples = arena_new(&s->p.arena, SIZE, sizeof(c->samples[0]));
	c->samples[c->sample_count++] = (struct profile_sample){
		.value = value,
		.stratum = threads,
		.parameters =
			threads ? arena_printf(&s->p.arena, "mode=x;threads=%s", threads)
				: "mode=x",
	};
}

static void add_samples(struct scene *s)
{
	for (size_t i = 0; i < ARRAY_LEN(runs); i++)
		add_sample(s, SPEED, runs[i].platform, runs[i].value, runs[i].threads);
	for (size_t i = 0; i < PLATFORMS; i++) {
		for (size_t k = 0; k < SIZE; k++) {
			if (delays[i][k] > 0)
				add_sample(s, DELAY, i, delays[i][k], NULL);
			if (boots[i][k] > 0)
				add_sample(s, BOOT, i, boots[i][k], NULL);
		}
	}
}

/* Another metric of the same family, one of another, and the server's side: the speed's
   figures, doubled for ant. */
static void add_rivals(struct scene *s)
{
	static const struct rival kinds[] = {
		{ .metric = "net.count", .unit = "1" },
		{ .metric = "load.mean", .unit = "1" },
		{ .metric = "net.speed", .side = "server", .unit = "B/s" },
	};
	struct rival_list *l = &s->rivals.lists[SPEED];

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		l->rivals = mem_grow(l->rivals, &l->room, l->count + 1, sizeof(*l->rivals));
		l->rivals[l->count] = kinds[i];
		l->rivals[l->count].cells =
			arena_new(&s->rivals.arena, PLATFORMS, sizeof(struct rival_cell));
		for (size_t k = 0; k < PLATFORMS; k++) {
			const struct profile_cell *from = profile_cell(&s->p, SPEED, k);
			struct rival_cell *c = &l->rivals[l->count].cells[k];

			for (size_t n = 0; n < from->sample_count; n++) {
				c->values = mem_grow(c->values, &c->room, n + 1,
						     sizeof(c->values[0]));
				c->values[c->count++] = (struct rival_value){
					from->samples[n].value * (k == ANT ? 2 : 1), n
				};
			}
		}
		l->count++;
	}
}

static void scene_open(struct scene *s)
{
	static const char *const names[] = { "ant", "bee", "cat" };

	*s = (struct scene){
		.features = {
			[SPEED] = { .name = "speed", .metric = "net.speed",
				    .unit_text = "MiB/s", .strata = "threads",
				    .levels = shares, .level_count = ARRAY_LEN(shares) },
			[DELAY] = { .name = "delay", .metric = "net.delay",
				    .unit_text = "s", .lower_is_better = true,
				    .levels = excesses,
				    .level_count = ARRAY_LEN(excesses) },
			[BOOT] = { .name = "boot", .metric = "boot.real",
				   .unit_text = "ms", .lower_is_better = true,
				   .absolute = true, .levels = bounds,
				   .level_count = ARRAY_LEN(bounds) },
		},
		.published = { 50, 16, NAN },
	};
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		s->platforms[i] = (struct rubric_platform){ .name = names[i] };
	for (size_t i = 0; i < FEATURES; i++)
		unit_find(s->features[i].unit_text, &s->features[i].unit);
	s->rubric = (struct rubric){
		.baseline = "metal",
		.platforms = s->platforms,
		.platform_count = ARRAY_LEN(names),
		.importances = &s->importance,
		.importance_count = 1,
		.features = s->features,
		.feature_count = FEATURES,
	};
	s->p = (struct profile){ .rubric = &s->rubric, .platform_count = PLATFORMS };
	s->p.cells = arena_new(&s->p.arena, FEATURES * PLATFORMS, sizeof(s->p.cells[0]));
	add_samples(s);
	for (size_t i = 0; i < FEATURES; i++) {
		cell_measure(&s->p, i);
		cell_judge(&s->p, i);
	}
	s->rivals =
		(struct rivals){ .feature_count = FEATURES,
				 .platform_count = PLATFORMS,
				 .lists = mem_new(FEATURES, sizeof(struct rival_list)) };
	add_rivals(s);
	variant_init(&s->v, &s->p, &s->rivals, s->published);
}

static void scene_close(struct scene *s)
{
	variant_release(&s->v);
	rival_release(&s->rivals);
	profile_release(&s->p);
}

/* rule_count when there is no such rule. */
static size_t rule_find(const struct scene *s, const char *name)
{
	size_t i = 0;

	while (i < s->v.rule_count && strcmp(s->v.rules[i].name, name) != 0)
		i++;
	return i;
}

/* --- ratios -------------------------------------------------------------------------- */

static const struct {
	const char *rule;
	size_t feature;
	double ratio[3]; /* of ant, bee, cat */
	int level[3];
	const char *text;
} ratio_cases[] = {
	{ "statistic=median",
	  SPEED,
	  { 0.5, 1.333333333333, 0.7 },
	  { 0, 4, 2 },
	  "the median" },
	{ "statistic=geometric_mean",
	  SPEED,
	  { 0.733563854429, 1.006188575077, 0.7 },
	  { 2, 4, 2 },
	  "the geometric mean" },
	/* 10 % of nine is less than one: the mean */
	{ "statistic=trimmed_mean(10%)",
	  SPEED,
	  { 0.725, 1.05, 0.7 },
	  { 2, 4, 2 },
	  "the mean trimmed by 10 %" },
	/* metal without 10 and 160: 430 / 7; ant without 9 and 100: 326 / 7 */
	{ "statistic=trimmed_mean(20%)",
	  SPEED,
	  { 0.758139534884, 1.139534883721, 0.7 },
	  { 2, 4, 2 },
	  "the mean trimmed by 20 %" },
	/* metal 30, 80, 160; ant 18, 60, 100; bee 20, 60, 130 */
	{ "runs=best",
	  SPEED,
	  { 0.659259259259, 0.777777777778, 0.7 },
	  { 1, 2, 2 },
	  "the best run alone" },
	{ "runs=best", DELAY, { 1.2, 2.4, NAN }, { 2, 0, 0 }, NULL },
	/* metal 450 / 6; ant 316 / 6; bee has one run of two threads: 250 / 3 */
	{ "runs=without_first",
	  SPEED,
	  { 0.702222222222, 1.111111111111, 0.7 },
	  { 2, 4, 2 },
	  "the first run dropped" },
	{ "runs=without_first", DELAY, { 1.2, 2.4, NAN }, { 2, 0, 0 }, NULL },
	{ "runs=without_first_of_baseline",
	  SPEED,
	  { 0.644444444444, 0.933333333333, 0.622222222222 },
	  { 1, 4, 1 },
	  "the baseline's first run dropped" },
	{ "baseline=ant",
	  SPEED,
	  { 1, 1.448275862069, 0.965517241379 },
	  { 4, 4, 4 },
	  "ant as the baseline" },
	{ "baseline=ant", DELAY, { 1, 2, NAN }, { 2, 0, 0 }, NULL },
	{ "baseline_value=published",
	  SPEED,
	  { 0.966666666667, 1.4, 0.933333333333 },
	  { 4, 4, 4 },
	  "the baseline's value as published" },
	{ "baseline_value=published",
	  DELAY,
	  { 0.75, 1.5, NAN },
	  { 2, 0, 0 },
	  NULL },
	/* strata's means: metal 20, 60, 120; ant 15, 40, 90; bee 15, 60, 110 */
	{ "combine=mean",
	  SPEED,
	  { 0.725, 0.925, 0.7 },
	  { 2, 4, 2 },
	  "the mean of the strata" },
	{ "combine=mean_ratio",
	  SPEED,
	  { 0.722222222222, 0.888888888889, 0.7 },
	  { 2, 3, 2 },
	  "the mean of the strata's ratios" },
	{ "combine=geometric_ratio",
	  SPEED,
	  { 0.721124785154, 0.882587083832, 0.7 },
	  { 2, 3, 2 },
	  "the geometric mean of the strata's ratios" },
	{ "only=threads=2",
	  SPEED,
	  { 0.666666666667, 1, 0.7 },
	  { 1, 4, 2 },
	  "threads=2 alone" },
	{ "strata=without_lowest",
	  SPEED,
	  { 0.722222222222, 1.083333333333, 0.7 },
	  { 2, 4, 2 },
	  "the lowest stratum left out" },
	{ "strata=without_highest",
	  SPEED,
	  { 0.6875, 0.75, 0.7 },
	  { 1, 2, 2 },
	  "the highest stratum left out" },
	/* the highest level whose condition holds: 0.725 is below 0.9 */
	{ "direction=turned",
	  SPEED,
	  { 0.725, 1.05, 0.7 },
	  { 4, 0, 4 },
	  "the direction turned round" },
	{ "direction=turned", DELAY, { 0.6, 1.2, NAN }, { 0, 2, 0 }, NULL },
	{ "ratio=inverted",
	  SPEED,
	  { 1.379310344828, 0.952380952381, 1.428571428571 },
	  { 4, 4, 4 },
	  "baseline \u00f7 candidate as the ratio" },
	{ "ratio=whole_percent",
	  SPEED,
	  { 0.73, 1.05, 0.7 },
	  { 2, 4, 2 },
	  "the ratio rounded to whole percent" },
	/* cat is on the bound of 2 */
	{ "thresholds=strict",
	  SPEED,
	  { 0.725, 1.05, 0.7 },
	  { 2, 4, 1 },
	  "thresholds that must be exceeded" },
	{ "thresholds=strict", DELAY, { 0.6, 1.2, NAN }, { 2, 1, 0 }, NULL },
	{ "metric=net.count",
	  SPEED,
	  { 1.45, 1.05, 0.7 },
	  { 4, 4, 2 },
	  "net.count as the metric" },
	{ "side=server",
	  SPEED,
	  { 1.45, 1.05, 0.7 },
	  { 4, 4, 2 },
	  "the server's side of the runs" },
	{ "unit_of_candidates=MB/s",
	  SPEED,
	  { 0.7602176, 1.1010048, 0.7340032 },
	  { 2, 4, 2 },
	  "the candidates' figures in MB/s" },
	{ "unit_of_baseline=MB/s",
	  SPEED,
	  { 0.691413879395, 1.001358032227, 0.667572021484 },
	  { 1, 4, 1 },
	  "the baseline's figure in MB/s" },
};

static void test_ratios(struct tap *t)
{
	struct variant_verdict got[PLATFORMS];
	struct scene s;

	scene_open(&s);
	for (size_t i = 0; i < ARRAY_LEN(ratio_cases); i++) {
		size_t rule = rule_find(&s, ratio_cases[i].rule);

		if (!ok(t, rule < s.v.rule_count, "%s is a rule", ratio_cases[i].rule))
			continue;
		if (ratio_cases[i].text)
			is_text(t, s.v.rules[rule].text, ratio_cases[i].text, "its name");
		ok(t, variant_judge(&s.v, rule, ratio_cases[i].feature, got), "it applies to %s",
		   s.features[ratio_cases[i].feature].name);
		ok(t, !got[METAL].scored, "the baseline is not scored");
		for (size_t k = 0; k < PLATFORMS - 1; k++) {
			if (isnan(ratio_cases[i].ratio[k])) {
				ok(t, !got[k + 1].scored, "no figure, no level");
				continue;
			}
			is_near(t, got[k + 1].figure, ratio_cases[i].ratio[k], 1e-12, "ratio");
			is_int(t, got[k + 1].level, ratio_cases[i].level[k], "level");
		}
	}
	scene_close(&s);
}

/* --- where the figure lies ----------------------------------------------------------- */

static void test_bounds(struct tap *t)
{
	static const struct {
		const char *rule;
		size_t feature, platform;
		const char *sign;
		double bound;
	} cases[] = {
		{ "statistic=median", SPEED, ANT, "<", 0.6 },
		{ "statistic=median", SPEED, CAT, "\u2265", 0.7 },
		{ "statistic=median", DELAY, BEE, ">", 1.4 },
		{ "statistic=median", DELAY, ANT, "\u2264", 1.2 },
		{ "thresholds=strict", SPEED, CAT, ">", 0.6 },
		{ "thresholds=strict", DELAY, BEE, "<", 1.4 },
		{ "direction=turned", SPEED, ANT, "\u2264", 0.9 },
		{ "direction=turned", SPEED, BEE, ">", 0.9 },
		{ "direction=turned", DELAY, ANT, "<", 1.2 },
		{ "runs=best", BOOT, ANT, "\u2264", 3000 },
	};
	struct variant_verdict got[PLATFORMS];
	struct scene s;

	scene_open(&s);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		ok(t,
		   variant_judge(&s.v, rule_find(&s, cases[i].rule), cases[i].feature, got),
		   "%s of %s", cases[i].rule, s.features[cases[i].feature].name);
		is_text(t, got[cases[i].platform].sign, cases[i].sign, "which way");
		is_near(t, got[cases[i].platform].bound, cases[i].bound, 0, "of what");
	}
	scene_close(&s);
}

/* --- where a rule says nothing ------------------------------------------------------- */

static void test_silence(struct tap *t)
{
	static const struct {
		const char *rule;
		size_t feature;
	} cases[] = {
		{ "statistic=mean", SPEED },
		{ "combine=pool", SPEED },
		{ "combine=mean", DELAY },
		{ "only=threads=2", DELAY },
		{ "strata=without_lowest", DELAY },
		{ "metric=net.count", DELAY },
		{ "side=server", DELAY },
		{ "unit_of_baseline=MB/s", DELAY },
		{ "baseline=cat", DELAY }, /* has none */
		{ "baseline=ant", BOOT },
		{ "baseline_value=published", BOOT },
		{ "ratio=inverted", BOOT },
		{ "ratio=whole_percent", BOOT },
		{ "runs=without_first_of_baseline", BOOT },
	};
	/* Not offered: it is the baseline; all samples have it; another family. */
	static const char *const none[] = { "baseline=metal", "only=mode=x",
					    "metric=load.mean", "metric=net.speed" };
	struct variant_verdict got[PLATFORMS];
	struct scene s;

	scene_open(&s);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		size_t rule = rule_find(&s, cases[i].rule);

		ok(t,
		   rule < s.v.rule_count &&
			   !variant_judge(&s.v, rule, cases[i].feature, got),
		   "%s says nothing of %s", cases[i].rule,
		   s.features[cases[i].feature].name);
	}
	for (size_t i = 0; i < ARRAY_LEN(none); i++)
		is_int(t, (long long)rule_find(&s, none[i]), (long long)s.v.rule_count,
		       none[i]);
	for (size_t i = 0; i < s.v.rule_count; i++)
		is_int(t, (long long)rule_find(&s, s.v.rules[i].name), (long long)i,
		       s.v.rules[i].name);
	scene_close(&s);
}

/* The profile is only read. */
static void test_untouched(struct tap *t)
{
	struct variant_verdict got[PLATFORMS];
	struct scene s;

	scene_open(&s);
	for (size_t i = 0; i < s.v.rule_count; i++) {
		for (size_t f = 0; f < FEATURES; f++)
			variant_judge(&s.v, i, f, got);
	}
	is_near(t, profile_cell(&s.p, SPEED, ANT)->ratio, 0.725, 0, "the ratio");
	is_int(t, profile_cell(&s.p, SPEED, CAT)->level, 2, "the level");
	is_int(t, (int)profile_cell(&s.p, SPEED, METAL)->sample_count, 9, "the samples");
	is_near(t, profile_cell(&s.p, SPEED, METAL)->samples[0].value, 10, 0, "the first");
	is_text(t, s.rubric.baseline, "metal", "the baseline");
	scene_close(&s);
}

/* --- settings of parameters ---------------------------------------------------------- */

/* The rules "only=..." of a feature, in order, with blanks. */
static const char *settings(struct scene *s)
{
	const char *list = "";

	variant_release(&s->v);
	variant_init(&s->v, &s->p, NULL, NULL);
	for (size_t i = 0; i < s->v.rule_count; i++) {
		if (strncmp(s->v.rules[i].name, "only=", 5) == 0)
			list = arena_printf(&s->p.arena, "%s%s%s", list, *list ? " " : "",
					    s->v.rules[i].name + 5);
	}
	return list;
}

static void test_settings(struct tap *t)
{
	static const char *const parameters[] = {
		"block=4k;seed=1",
		"block=64k;seed=2",
		"block=512;seed=3",
		"block=1M;seed=4",
	};
	struct scene s;

	scene_open(&s);
	is_text(t, settings(&s), "threads=1 threads=2 threads=4", "those of a stratum");
	for (size_t i = 0; i < 3; i++)
		s.p.cells[DELAY * PLATFORMS].samples[i].parameters = parameters[i];
	s.p.cells[DELAY * PLATFORMS + ANT].samples[0].parameters = parameters[3];
	is_text(t, settings(&s),
		"threads=1 threads=2 threads=4 block=512 block=4k block=64k block=1M "
		"seed=1 seed=2 seed=3 seed=4",
		"and of parameters that the rubric does not name, by size");
	for (size_t i = 0; i < 9; i++)
		s.p.cells[SPEED * PLATFORMS].samples[i].parameters =
			arena_printf(&s.p.arena, "threads=1;seed=%zu", i);
	for (size_t i = 0; i < 9; i++)
		s.p.cells[SPEED * PLATFORMS + ANT].samples[i].parameters =
			arena_printf(&s.p.arena, "threads=2;seed=%zu", 10 + i);
	for (size_t i = 0; i < FEATURES; i++)
		s.p.cells[DELAY * PLATFORMS].samples[i].parameters = "";
	s.p.cells[DELAY * PLATFORMS + ANT].samples[0].parameters = "";
	is_text(t, settings(&s), "threads=1 threads=2 threads=4",
		"of 18 seeds none: that is no factor");
	scene_close(&s);
}

int main(void)
{
	struct tap t = { 0 };

	test_ratios(&t);
	test_bounds(&t);
	test_silence(&t);
	test_untouched(&t);
	test_settings(&t);
	return done(&t);
}
