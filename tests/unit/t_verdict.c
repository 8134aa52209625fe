/* t_verdict.c - how sure a profile is, in words: a rubric of one set and two features, three
   candidates, and what is known of them set by hand. */
#include <stdlib.h>

#include "reports/certain/certain.h"
#include "reports/tables.h"
#include "tests/unit/tap.h"

enum { FEATURES = 2, CANDIDATES = 3, CELLS = FEATURES * CANDIDATES };

/* All that a verdict is about. */
struct scene {
	struct rubric_level levels[2];
	struct rubric_feature features[FEATURES];
	struct rubric_set sets[1];
	struct rubric_importance importances[1];
	struct rubric_platform platforms[CANDIDATES];
	struct rubric r;
	struct profile_cell cells[FEATURES * (CANDIDATES + 1)];
	struct profile_total totals[2 * (CANDIDATES + 1)];
	struct profile p;
	double p_level[CELLS][3], p_rank[2 * CANDIDATES][CANDIDATES];
	struct certainty_cell sure_cells[CELLS];
	struct certainty_total sure_totals[2 * CANDIDATES];
	struct certainty c;
};

static void set_rubric(struct scene *s)
{
	s->levels[0] = (struct rubric_level){ 1, 0.6 };
	s->levels[1] = (struct rubric_level){ 2, 0.9 };
	for (size_t f = 0; f < FEATURES; f++)
		s->features[f] = (struct rubric_feature){ .name = f ? "write" : "read",
							  .title = f ? "Write" : "Read",
							  .unit_text = "MB/s",
							  .levels = s->levels,
							  .level_count = 2,
							  .max_level = 2 };
	s->sets[0] = (struct rubric_set){ .name = "disk", .title = "Disk" };
	s->importances[0] = (struct rubric_importance){ .name = "high", .title = "High" };
	s->platforms[0] = (struct rubric_platform){ .name = "a", .title = "A" };
	s->platforms[1] = (struct rubric_platform){ .name = "b", .title = "B" };
	s->platforms[2] = (struct rubric_platform){ .name = "c", .title = "C" };
	s->r = (struct rubric){ .name = "r", .baseline = "base", .confidence = 0.95,
				.platforms = s->platforms, .platform_count = CANDIDATES,
				.sets = s->sets, .set_count = 1,
				.importances = s->importances, .importance_count = 1,
				.features = s->features, .feature_count = FEATURES };
}

/* Candidate i has `sum` points and `rank`, first in `first` of resamples, alone in `alone`;
   its class are the ranks from..to. */
static void set_total(struct scene *s, size_t i, int sum, int rank, double first, double alone,
		      int from, int to)
{
	s->totals[i + 1] = (struct profile_total){ .any = true,
						   .level_sum = sum,
						   .max_measured = 4,
						   .max_possible = 4,
						   .rank = rank,
						   .scored = FEATURES,
						   .features = FEATURES };
	s->p_rank[i][0] = first;
	s->sure_totals[i] = (struct certainty_total){ .any = true,
						      .p_rank = s->p_rank[i],
						      .p_alone = alone,
						      .class_first = from,
						      .class_last = to };
	s->sure_totals[CANDIDATES + i] = s->sure_totals[i];
}

static void set_scene(struct scene *s)
{
	*s = (struct scene){ .c = { .resamples = 1000, .seed = 7, .confidence = 0.95 } };
	set_rubric(s);
	s->p = (struct profile){ .rubric = &s->r, .platform_count = CANDIDATES + 1,
				 .cells = s->cells, .totals = s->totals };
	for (size_t i = 0; i < CELLS; i++) {
		struct profile_cell *cell = &s->cells[i / CANDIDATES * (CANDIDATES + 1) +
						      i % CANDIDATES + 1];

		*cell = (struct profile_cell){ .level = 1, .accepted = true };
		s->p_level[i][1] = 1;
		s->sure_cells[i] = (struct certainty_cell){ .p = s->p_level[i],
							    .p_level = 1,
							    .low = 0.7,
							    .high = 0.8,
							    .decided = true };
	}
	s->c.profile = &s->p;
	s->c.cells = s->sure_cells;
	s->c.totals = s->sure_totals;
	s->c.known = CELLS;
	s->totals[0].features = FEATURES;
	set_total(s, 0, 4, 1, 0.998, 0.98, 1, 1);
	set_total(s, 1, 2, 2, 0.004, 0, 2, 3);
	set_total(s, 2, 1, 3, 0, 0, 2, 3);
}

static void is_verdict(struct tap *t, const struct scene *s, const char *want,
		       const char *what)
{
	char *got = scores_verdict(&s->p, &s->c);

	is_text(t, got, want, what);
	free(got);
}

static void test_verdict(struct tap *t)
{
	static struct scene s;

	set_scene(&s);
	is_verdict(t, &s,
		   "For this rubric, A leads with 4 of 4 in Disk (first in 99.8 % of resamples, "
		   "alone in 98.0 %); B (2) and C (1) cannot be told apart (ranks 2 to 3).",
		   "a leader, and two that cannot be told apart");
	set_total(&s, 0, 4, 1, 1, 1, 1, 1);
	set_total(&s, 1, 2, 2, 0, 0, 2, 2);
	set_total(&s, 2, 1, 3, 0, 0, 3, 3);
	is_verdict(t, &s,
		   "For this rubric, A leads with 4 of 4 in Disk (first in 100 % of resamples); "
		   "then B with 2, C with 1.", "an order that is sure");
	set_total(&s, 0, 4, 1, 0.7, 0.6, 1, 2);
	set_total(&s, 1, 4, 1, 0.4, 0.3, 1, 2);
	is_verdict(t, &s,
		   "For this rubric, A (4 of 4) and B (4) cannot be told apart in Disk (ranks 1 "
		   "to 2; share of resamples in which they are first: A 70.0 %, B 40.0 %); then "
		   "C with 1.", "nobody leads");
	s.sure_cells[2].why = "c has 2 runs";
	s.sure_totals[2].unknown = 1;
	is_verdict(t, &s,
		   "For this rubric, A (4 of 4) and B (4) cannot be told apart in Disk (ranks 1 "
		   "to 2; share of resamples in which they are first: A 70.0 %, B 40.0 %); then "
		   "C with 1; 1 level with too few runs is taken as sure.",
		   "what was held fixed is said");
	for (size_t i = 0; i < CANDIDATES; i++)
		s.sure_totals[i].unknown = FEATURES;
	is_verdict(t, &s,
		   "For this rubric, A and B lead with 4 of 4 in Disk, before C 1; how sure that "
		   "is cannot be said, with so few runs.", "nothing is known, nothing claimed");
}

static void test_vetoes(struct tap *t)
{
	static struct scene s;
	char *got;

	set_scene(&s);
	s.importances[0].mandatory = true;
	s.cells[3].veto = true;
	s.sure_totals[CANDIDATES + 2].p_veto = 0.83;
	s.sure_totals[CANDIDATES + 1].p_veto = 0.12;
	got = scores_verdict(&s.p, &s.c);
	has_text(t, got, "\nC is not acceptable: mandatory Read missed (in 83.0 % of resamples).",
		 "a veto that is not sure");
	has_text(t, got,
		 "\nB may not be acceptable: it misses what is mandatory in 12.0 % of resamples.",
		 "one that may come");
	ok(t, strstr(got, "\nA ") == NULL, "none where there is none");
	free(got);
	got = scores_verdict(&s.p, NULL);
	is_text(t, got,
		"For this rubric, A leads with 4 of 4 in Disk, before B 2, C 1.\n"
		"C is not acceptable: mandatory Read missed.", "without certainty, none claimed");
	free(got);
}

static void is_percent(struct tap *t, double share, const char *want)
{
	char buf[16];

	is_text(t, certain_percent(buf, sizeof(buf), share), want, want);
}

static void test_words(struct tap *t)
{
	static struct scene s;
	char *got;

	is_percent(t, 0, "0");
	is_percent(t, 1, "100");
	is_percent(t, 0.0004, "<0.1");
	is_percent(t, 0.0005, "0.1");
	is_percent(t, 0.5, "50.0");
	is_percent(t, 0.9994, "99.9");
	is_percent(t, 0.9999, ">99.9");
	set_scene(&s);
	s.p_level[1][0] = 0.0001;
	s.p_level[1][1] = 0.43;
	s.p_level[1][2] = 0.5599;
	s.sure_cells[1].p_none = 0.01;
	s.sure_cells[1].decided = false;
	got = certain_levels(&s.c, 0, 1);
	is_text(t, got,
		"2 in 56.0 % of resamples, 1 in 43.0 %, 0 in under 0.1 %, none in 1.0 %, whose "
		"baseline is not above zero", "levels, the likeliest first");
	free(got);
	s.p_level[2][0] = s.p_level[2][1] = 0.5;
	got = certain_levels(&s.c, 0, 2);
	is_text(t, got, "0 in 50.0 % of resamples, 1 in 50.0 %", "of equals each is named");
	free(got);
	ok(t, certain_mark(&s.c, 0, 1) == '?' && certain_mark(&s.c, 0, 0) == 0,
	   "what is undecided has a mark");
	s.sure_cells[0].why = "a has 1 run: too few to know a spread";
	s.sure_cells[0].p = NULL;
	ok(t, certain_mark(&s.c, 0, 0) == '~', "... what is unknown another");
	ok(t, certain_mark(NULL, 0, 0) == 0, "no certainty, no mark");
	got = certain_why(&s.c, 0, 0);
	is_text(t, got, "spread unknown: a has 1 run: too few to know a spread", "and why");
	free(got);
	s.cells[1].status = PROFILE_UNMEASURED;
	ok(t, certain_mark(&s.c, 0, 0) == 0, "what was not scored has none");
	is_near(t, certain_of_level(&s.c, 0, 1, 2), 0.5599, 0, "the probability of a level");
	is_near(t, certain_of_level(&s.c, 0, 1, 3), NAN, 0, "... of one that is not there");
}

int main(void)
{
	struct tap t = { 0 };

	test_verdict(&t);
	test_vetoes(&t);
	test_words(&t);
	return done(&t);
}
