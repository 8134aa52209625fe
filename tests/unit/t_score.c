/* t_score.c - the scoring engine against figures worked out by hand. */
#include <stdlib.h>

#include "data/base/hash.h"
#include "data/rubric/rubric_edit.h"
#include "score/stats/stats.h"
#include "tests/unit/score_scene.h"
#include "tests/unit/tap.h"

/* --- statistics
 * ---------------------------------------------------------------------------- */

static void test_stats(struct tap *t)
{
	double v[] = { 5, 1, 4, 2, 3 }, even[] = { 1, 2, 4, 8 }, one[] = { 7 };
	double ten[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 100 };
	double hard[] = { 1e16, 1, -1e16, 1 }, zero[] = { 1, 0 };

	is_near(t, stats_mean(v, 5), 3, 0, "mean");
	is_near(t, stats_sd(v, 5), sqrt(2.5), 1e-15, "sd of the sample");
	is_near(t, stats_sd(one, 1), NAN, 0, "no sd of one");
	is_near(t, stats_mean(v, 0), NAN, 0, "no mean of none");
	is_near(t, stats_sum(hard, 4), 2, 0, "a sum that forgets nothing");
	stats_sort(v, 5);
	is_near(t, stats_median(v, 5), 3, 0, "median, odd");
	is_near(t, stats_median(even, 4), 3, 0, "median, even");
	is_near(t, stats_median(one, 1), 7, 0, "median of one");
	is_near(t, stats_median(one, 0), NAN, 0, "no median of none");
	is_near(t, stats_trimmed_mean(ten, 10, 0.1), 5.5, 0, "trimmed by 1 at each end");
	is_near(t, stats_trimmed_mean(ten, 10, 0.3), 5.5, 0, "trimmed by 3 at each end");
	is_near(t, stats_trimmed_mean(ten, 10, 0.09), 14.5, 0, "a share of less than one");
	is_near(t, stats_trimmed_mean(one, 1, 0.49), 7, 0, "nothing to trim from one");
	is_near(t, stats_geometric_mean(even, 4), pow(64, 0.25), 1e-15, "geometric mean");
	is_near(t, stats_geometric_mean(zero, 2), NAN, 0, "no geometric mean with a zero");
	is_near(t, stats_geometric_mean(even, 0), NAN, 0, "no geometric mean of none");
}

/* --- cells
 * --------------------------------------------------------------------------------- */

static void test_cells(struct tap *t)
{
	static const struct {
		size_t feature, platform;
		enum profile_status status;
		size_t n;
		double shown, ratio;
		int level;
	} cases[] = {
		{ TURNS, METAL, PROFILE_BASELINE, 3, 20, 1, 0 },
		{ TURNS, DOCKER, PROFILE_SCORED, 1, 14, 0.7, 2 },
		{ TURNS, KVM, PROFILE_SCORED, 2, 12, 0.6, 1 },
		{ TURNS, GVISOR, PROFILE_FAILED, 0, NAN, NAN, 0 },
		{ TURNS, GHOST, PROFILE_UNMEASURED, 0, NAN, NAN, 0 },
		{ TRANSFER, METAL, PROFILE_BASELINE, 3, 100, 1, 0 },
		{ TRANSFER, DOCKER, PROFILE_SCORED, 2, 85, 0.85, 3 },
		{ TRANSFER, KVM, PROFILE_SCORED, 1, 95, 0.95, 4 },
		{ TRANSFER, GVISOR, PROFILE_SCORED, 2, 70, 0.7, 2 },
		{ GROWTH, DOCKER, PROFILE_SCORED, 2, 13.5, 0.8, 3 },
		{ GROWTH, KVM, PROFILE_SCORED, 1, 9, 0.9, 4 },
		{ GROWTH, GVISOR, PROFILE_UNSCORABLE, 1, 7, NAN, 0 },
		{ BOOTING, METAL, PROFILE_UNMEASURED, 0, NAN, NAN, 0 },
		{ BOOTING, DOCKER, PROFILE_SCORED, 1, 2000, NAN, 3 },
		{ BOOTING, KVM, PROFILE_SCORED, 1, 10000, NAN, 1 },
		{ BOOTING, GVISOR, PROFILE_SCORED, 1, 10000.0001, NAN, 0 },
	};
	struct scene s;

	scene_load(&s, wheels, ARRAY_LEN(wheels));
	scene_score(&s);
	is_int(t, s.rc, 0, "the wheels are scored");
	for (size_t i = 0; s.rc == 0 && i < ARRAY_LEN(cases); i++) {
		const struct profile_cell *c =
			profile_cell(&s.p, cases[i].feature, cases[i].platform);
		const char *name = profile_platform_name(&s.p, cases[i].platform);

		printf("# %s of %s\n", s.r.features[cases[i].feature].name, name);
		is_text(t, profile_status_name(c->status),
			profile_status_name(cases[i].status), "status");
		is_int(t, (int)c->stats.n, (int)cases[i].n, "n");
		is_near(t, c->shown, cases[i].shown, 1e-9, "shown");
		is_near(t, c->ratio, cases[i].ratio, 0, "ratio");
		is_int(t, c->level, cases[i].level, "level");
	}
	is_text(t, profile_cell(&s.p, TURNS, GVISOR)->why,
		"1 record, none sound: wheel came off (gvisor:7)", "why it failed");
	is_text(t, profile_cell(&s.p, GROWTH, GVISOR)->why,
		"no stratum of threads in common with baseline metal, or none with a ratio",
		"why it cannot be scored");
	is_text(t, profile_cell(&s.p, TRANSFER, DOCKER)->samples[0].side, "client",
		"the client's record of the run");
	is_int(t, profile_cell(&s.p, TRANSFER, DOCKER)->samples[1].value == 90, 1,
	       "of two servers the first");
	ok(t, profile_cell(&s.p, TURNS, KVM)->veto, "kvm is vetoed");
	ok(t, !profile_cell(&s.p, TURNS, DOCKER)->veto, "docker is not: on the threshold");
	ok(t, !profile_cell(&s.p, TURNS, GHOST)->veto, "nor is what was not measured");
	is_int(t, (int)profile_cell(&s.p, GROWTH, METAL)->stratum_count, 2, "two strata");
	is_text(t, profile_cell(&s.p, GROWTH, METAL)->strata[1].name, "2", "in order");
	is_near(t, profile_cell(&s.p, GROWTH, DOCKER)->strata[1].ratio, 1.1, 0,
		"their ratio");
	scene_release(&s);
}

/* The same samples under other statistics and combinations. */
static void test_combine(struct tap *t)
{
	static const struct {
		enum combine combine;
		enum statistic statistic;
		double shown, ratio;
	} cases[] = {
		{ COMBINE_POOL, STAT_MEAN, 13.5, 1.0125 },
		{ COMBINE_POOL, STAT_MEDIAN, 13.5, 1.35 }, /* 10, 10, 20: 10 */
		{ COMBINE_MEAN, STAT_MEAN, 13.5, 0.9 },	   /* 10, 20: 15 */
		{ COMBINE_MEAN_RATIO, STAT_MEAN, 13.5, 0.8 },
		{ COMBINE_GEOMETRIC_RATIO, STAT_MEAN, 13.5,
		  0.741619848710 }, /* root of .55 */
		/* root of 110, cube root of 2000 */
		{ COMBINE_POOL, STAT_GEOMETRIC_MEAN, 10.488088482, 0.832440134449 },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct scene s;

		scene_load(&s, wheels, ARRAY_LEN(wheels));
		s.r.features[GROWTH].combine = cases[i].combine;
		s.r.features[GROWTH].statistic = cases[i].statistic;
		scene_score(&s);
		if (s.rc == 0) {
			const struct profile_cell *c = profile_cell(&s.p, GROWTH, DOCKER);

			printf("# %s, %s\n", combine_name(cases[i].combine),
			       statistic_name(cases[i].statistic));
			is_near(t, c->shown, cases[i].shown, 1e-9, "shown");
			is_near(t, c->ratio, cases[i].ratio, 1e-12, "ratio");
		}
		scene_release(&s);
	}
}

static void test_totals(struct tap *t)
{
	static const struct {
		size_t set, platform;
		int sum, measured, possible, least, most, rank;
		double percent;
	} cases[] = {
		{ 0, DOCKER, 5, 8, 8, 5, 5, 1, 100 * 14 / 24. },
		{ 0, KVM, 5, 8, 8, 5, 5, 2, 50 },
		{ 0, GVISOR, 2, 4, 8, 2, 6, 2, 50 }, /* equal percentages share a rank */
		{ 0, GHOST, 0, 0, 8, 0, 8, 0, NAN },
		{ 1, DOCKER, 6, 7, 7, 6, 6, 1, 100 * 12 / 14. },
		{ 1, KVM, 5, 7, 7, 5, 5, 2, 100 * 10 / 14. },
		{ 1, GVISOR, 0, 3, 7, 0, 4, 3, 0 },
		{ 2, DOCKER, 11, 15, 15, 11, 11, 1, (3 * 1400 / 24. + 1200 / 14.) / 4 },
		{ 2, KVM, 10, 15, 15, 10, 10, 2, (150 + 1000 / 14.) / 4 },
		{ 2, GVISOR, 2, 7, 15, 2, 10, 3, 37.5 },
		{ 2, GHOST, 0, 0, 15, 0, 15, 0, NAN },
	};
	struct scene s;

	scene_load(&s, wheels, ARRAY_LEN(wheels));
	scene_score(&s);
	for (size_t i = 0; s.rc == 0 && i < ARRAY_LEN(cases); i++) {
		const struct profile_total *c =
			profile_total(&s.p, cases[i].set, cases[i].platform);

		printf("# set %zu, %s\n", cases[i].set,
		       profile_platform_name(&s.p, cases[i].platform));
		is_int(t, c->level_sum, cases[i].sum, "sum");
		is_int(t, c->max_measured, cases[i].measured, "of measured");
		is_int(t, c->max_possible, cases[i].possible, "of possible");
		is_int(t, c->min_possible_sum, cases[i].least, "at least");
		is_int(t, c->max_possible_sum, cases[i].most, "at most");
		is_int(t, c->rank, cases[i].rank, "rank");
		is_near(t, c->percent, cases[i].percent, 1e-12, "percent");
		is_int(t, c->any, c->scored > 0, "any");
	}
	is_int(t, (int)profile_total(&s.p, 2, KVM)->vetoes, 1, "one veto");
	is_int(t, profile_total(&s.p, 2, METAL)->rank, 0, "the baseline is not ranked");
	scene_release(&s);

	scene_load(&s, wheels, ARRAY_LEN(wheels));
	s.r.weighted = false;
	scene_score(&s);
	is_int(t, profile_total(&s.p, 0, KVM)->rank, 1,
	       "without weights the sums rank: a tie");
	is_int(t, profile_total(&s.p, 0, DOCKER)->rank, 1, "a tie");
	is_int(t, profile_total(&s.p, 0, GVISOR)->rank, 3, "after a tie of two comes 3");
	scene_release(&s);
}

/* A baseline that is a candidate, too: one set of samples, judged against itself. */
static void test_twin(struct tap *t)
{
	const struct rubric_edit edit = { .option = "candidates", .kind = "rubric", .name = "",
					  .key = "candidates", .value = "docker metal gvisor" };
	struct scene s = { .store = { wheels, ARRAY_LEN(wheels) } };

	if (!ok(t, rubric_load_edited(&s.r, RUBRIC, &edit, 1, &s.err) == 0, "metal twice"))
		return;
	scene_score(&s);
	for (size_t f = 0; s.rc == 0 && f < BOOTING; f++) {
		const struct profile_cell *base = profile_cell(&s.p, f, 0);
		const struct profile_cell *twin = profile_cell(&s.p, f, 2);

		printf("# %s\n", s.r.features[f].name);
		ok(t, base->status == PROFILE_BASELINE && twin->status == PROFILE_SCORED,
		   "one is the baseline, one is scored");
		ok(t, twin->samples == base->samples && twin->stats.n == 3, "the same samples");
		ok(t, twin->ratio == 1 && twin->level == 4, "1, the highest level");
	}
	is_int(t, profile_cell(&s.p, BOOTING, 2)->status, PROFILE_UNMEASURED,
	       "what was not measured is no level");
	is_int(t, profile_total(&s.p, 0, 2)->rank, 1, "it is ranked");
	is_near(t, profile_total(&s.p, 0, 2)->percent, 100, 0, "... with all there is");
	is_int(t, profile_total(&s.p, 0, 0)->rank, 0, "as the baseline it is not");
	ok(t, profile_is_twin(&s.p, 2) && !profile_is_twin(&s.p, 0) && !profile_is_twin(&s.p, 1),
	   "which is which");
	is_text(t, profile_platform_title(&s.p, 0), "metal (baseline)", "... for people, too");
	is_int(t, (int)s.notes.unused, 2, "gvisor's cells, and nothing twice");
	is_int(t, (int)s.p.log_count, 3, "three logs");
	scene_release(&s);
}

static void test_notes(struct tap *t)
{
	static const char *const parts[] = {
		"candidate ghost has no record in the store",
		"not in the rubric, not scored: podman",
		"turns of gvisor is failed: 1 record, none sound: wheel came off",
		"acceptance is open: turns of gvisor, ghost (2 cells)",
		"grow of gvisor is unscorable",
		"grow of kvm rests on what both have",
		"its strata of threads are not the baseline's; it lacks 2",
	};
	char hex[65];
	struct scene s;

	scene_load(&s, wheels, ARRAY_LEN(wheels));
	scene_score(&s);
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		ok(t, has_note(&s, parts[i]), "said: %s", parts[i]);
	is_int(t, (int)s.notes.unused, 2, "a failed and an unscorable cell");
	is_int(t, (int)s.p.others_count, 1, "one other platform");
	is_int(t, (int)s.p.log_count, 4, "four logs");
	is_int(t, (int)s.p.grammar_count, 4, "four grammars");
	is_text(t, s.p.grammars[0].name, "boot", "sorted");
	hash_hex("docker\ngvisor\nkvm\nmetal\n", 24, hex);
	is_text(t, s.p.archive_hash, hex, "the hash of the logs' hashes");
	scene_release(&s);
}

/* --- what cannot be scored
 * ------------------------------------------------------------------ */

static void test_unscorable(struct tap *t)
{
	static const struct row zero[] = {
		TURN("metal", 0),
		TURN("docker", 1),
		NET("docker", NULL, NULL, 1),
		GROW("metal", "1", -1),
		GROW("docker", "1", 1),
		BOOT("docker", 1e306),
		BOOT("docker", 1.7e308),
		NET("kvm", NULL, NULL, 1),
		{ "metal", "net", NULL, "", NULL, "", "", 0, 0, "no route" },
	};
	static const struct {
		size_t feature;
		const char *why;
	} cases[] = {
		{ TURNS, "baseline metal's turns is zero" },
		{ TRANSFER, "baseline metal has no sound record of transfer: no route" },
		{ GROWTH,
		  "no stratum of threads in common with baseline metal, or none with a "
		  "ratio" },
		{ BOOTING, "the mean of docker's boot is beyond what a number can hold" },
	};
	struct scene s;

	scene_load(&s, zero, ARRAY_LEN(zero));
	scene_score(&s);
	for (size_t i = 0; s.rc == 0 && i < ARRAY_LEN(cases); i++) {
		const struct profile_cell *c = profile_cell(&s.p, cases[i].feature, DOCKER);

		is_int(t, c->status, PROFILE_UNSCORABLE, "unscorable");
		is_text(t, c->why, cases[i].why, "why");
	}
	is_int(t, profile_total(&s.p, 2, DOCKER)->any, 0, "no total of nothing");
	scene_release(&s);

	scene_load(&s, zero, ARRAY_LEN(zero));
	s.r.features[GROWTH].combine = COMBINE_POOL;
	s.store.count =
		6; /* without the figure that is too large, and the baseline's reject */
	scene_score(&s);
	is_text(t, profile_cell(&s.p, GROWTH, DOCKER)->why,
		"baseline metal's grow is below zero", "below zero");
	is_text(t, profile_cell(&s.p, TRANSFER, DOCKER)->why,
		"baseline metal has no transfer", "no baseline");
	scene_release(&s);
}

static void test_refused(struct tap *t)
{
	static const struct row unlike[] = { TURN("metall", 1), TURN("docker", 1) };
	static const struct row none[] = { TURN("metal", 1) };
	static const struct row kind[] = {
		{ "metal", "spinner", NULL, "", NULL, "spinner.turns_per_second", "s", 1, 0,
		  NULL },
	};
	static const struct row metric[] = {
		TURN("metal", 1),
		{ "metal", "net", NULL, "", NULL, "net.rates", "1/s", 1, 0, NULL },
	};
	struct scene s;

	scene_load(&s, unlike, ARRAY_LEN(unlike));
	scene_score(&s);
	is_int(t, s.err.code, EXIT_INPUT, "a baseline that the store lacks");
	is_text(t, s.err.text,
		RUBRIC ": the store has no record of the baseline \"metal\"; it has: "
		       "metall, docker; did you mean \"metall\"?",
		"is named, and what there is");
	scene_release(&s);

	scene_load(&s, none, 0);
	scene_score(&s);
	has_text(t, s.err.text, "the store has no record of a known platform", "an empty store");
	scene_release(&s);

	scene_load(&s, kind, ARRAY_LEN(kind));
	scene_score(&s);
	is_int(t, s.err.code, EXIT_INPUT, "a unit of another kind");
	has_text(t, s.err.text, ":24: unit = 1/s of turns is a unit of 1/s, but",
		 "says so");
	scene_release(&s);

	scene_load(&s, metric, ARRAY_LEN(metric));
	scene_score(&s);
	ok(t,
	   has_note(&s,
		    "transfer is measured on no platform: no record of net has the metric "
		    "net.rate; did you mean \"net.rates\"?"),
	   "a metric that nobody measured");
	ok(t, has_note(&s, "no sound record of the benchmark boot"),
	   "a benchmark nobody ran");
	scene_release(&s);
}

int main(void)
{
	struct tap t = { 0 };

	test_stats(&t);
	test_cells(&t);
	test_combine(&t);
	test_totals(&t);
	test_twin(&t);
	test_notes(&t);
	test_unscorable(&t);
	test_refused(&t);
	return done(&t);
}
