/* t_page.c - the interactive page without a terminal: moves, undo, what it comes to, what
   goes out as edits. */
#include <stdlib.h>

#include "data/base/num.h"
#include "tests/unit/page_fixture.h"
#include "tests/unit/tap.h"

static int level(const struct page *p, size_t feature, size_t candidate)
{
	return p->levels[feature * p->model.candidates + candidate];
}

static const struct model_score *score(const struct page *p, size_t set, size_t candidate)
{
	return &p->scores[set * p->model.candidates + candidate];
}

/* --- what it comes to ---------------------------------------------------------------- */

static void test_begin(struct tap *t)
{
	static const int want[5][3] = {
		{ 3, 2, MODEL_NONE }, { 1, 0, 4 }, { 3, 2, 0 }, { 2, -2, 0 }, { 0, 1, -1 }
	};
	struct fixture x;
	int all;

	ok(t, begin(&x, RUBRIC, NULL, 0), "a page");
	for (size_t f = 0; f < 5; f++)
		for (size_t i = 0; i < 3; i++)
			is_int(t, level(&x.page, f, i), want[f][i], "level");
	/* (4 * 3 + 1) / 20; 4 / 4 of what was measured; (12 + 2) / 16; (3 * 65 + 87.5) / 4
	 */
	is_near(t, score(&x.page, 0, DOCKER)->percent, 65, 1e-12, "Docker's speed");
	is_near(t, score(&x.page, 0, GVISOR)->percent, 100, 1e-12,
		"gVisor's, of one feature");
	is_near(t, score(&x.page, 1, DOCKER)->percent, 87.5, 1e-12, "Docker's comfort");
	is_near(t, score(&x.page, 2, DOCKER)->percent, 70.625, 1e-12, "Docker overall");
	is_near(t, score(&x.page, 2, GVISOR)->percent, 73.4375, 1e-12, "gVisor overall");
	is_int(t, score(&x.page, 2, GVISOR)->rank, 1, "gVisor is first");
	is_int(t, page_most(&x.page, 0, GVISOR, &all), 4, "the most it could have");
	is_int(t, all, 8, "... of all there is");
	is_int(t, (long long)page_differences(&x.page).values, 0, "nothing differs");
	ok(t, page_is_saved(&x.page), "nothing is to be saved");

	choose(&x.page, TURNS, 1);
	is_near(t, page_distance(&x.page, page_chosen(&x.page), KVM), 0.004, 1e-12,
		"KVM is 0.4 points beyond 70 %%");
	ok(t, isnan(page_distance(&x.page, page_chosen(&x.page), GVISOR)),
	   "none unmeasured");
	choose(&x.page, BOOT, 2);
	is_near(t, page_distance(&x.page, page_chosen(&x.page), DOCKER), 0, 0,
		"Docker boots on the bound");
	is_near(t, page_distance(&x.page, page_chosen(&x.page), KVM), -1.7, 1e-12,
		"KVM is 1.7 s short of it: lower is better");
	end(&x);
}

/* --- moves --------------------------------------------------------------------------- */

static void test_moves(struct tap *t)
{
	struct fixture x;
	struct page *p = &x.page;
	char text[PAGE_NUMBER];

	ok(t, begin(&x, RUBRIC, NULL, 0), "a page to move on");
	choose(p, TURNS, 1);
	ok(t, page_move(p, 1), "a step");
	is_text(t, page_number(p, page_chosen(p), page_chosen(p)->is, text), "70.5",
		"... is half a point");
	is_int(t, level(p, TURNS, KVM), 1, "... KVM's 70.4 %% has 1");
	has_text(t, p->say, "kvm, Turns: 2 -> 1", "... which is said");
	has_text(t, p->say, "Turns has levels of its own now, not [levels share]",
		 "... and that it leaves the scale");
	is_int(t, (long long)page_differences(p).values, 1, "... one value differs");
	is_int(t, (long long)page_differences(p).cells, 1, "... one level");
	ok(t, page_total_differs(p, 0, KVM) && !page_total_differs(p, 1, KVM),
	   "... the total of one set");
	page_next_step(p);
	ok(t, page_move(p, 100), "a hundred points stop");
	is_near(t, page_chosen(p)->is, 0.795, 0, "... at the last whole step before 80 %%");
	has_text(t, p->say, "Stopped before its neighbour", "... which is said");
	ok(t, !page_move(p, 1) && p->bad, "no step more");
	has_text(t, p->say, "level 2 at 80.5 % would meet level 3 at 80 %",
		 "... with a word");
	ok(t, !page_type(p, "80"), "its neighbour's figure is not its own");
	ok(t, page_type(p, " 79.999 % "), "just below it is");
	is_near(t, page_chosen(p)->is, 0.79999, 0, "... as typed");
	ok(t,
	   !page_type(p, "x") && !page_type(p, "nan") && !page_type(p, "1e999") &&
		   !page_type(p, ""),
	   "no number, no move");
	choose(p, TURNS, 0);
	ok(t, !page_type(p, "-1"), "no share is below 0");
	has_text(t, p->say, "Turns, level 1 cannot be below 0 %", "... with a word");
	ok(t, page_type(p, "0"), "0 is one");

	choose(p, BOOT, 2);
	page_own(p);
	for (int i = 0; i < 1000; i++)
		page_move(p, i % 2 ? 1 : -1);
	is_near(t, page_chosen(p)->is, 0.3, 0,
		"a thousand steps to and fro end where they began");
	page_move(p, 1);
	is_near(t, page_chosen(p)->is, 0.303, 0, "absolute: 1 %% of the rubric's figure");
	is_int(t, level(p, BOOT, DOCKER), 3, "... looser: Docker keeps its 3");
	page_move(p, -2);
	is_near(t, page_chosen(p)->is, 0.297, 0,
		"... of the rubric's, not of the last one");
	is_int(t, level(p, BOOT, DOCKER), 2, "... tighter: Docker has 2");
	choose(p, BOOT, 0);
	ok(t, !page_type(p, "3 s"), "lower is better: level 1 stays above level 2");
	ok(t, page_type(p, "3.1 s"), "... a unit may be typed");
	end(&x);
}

static void test_undo(struct tap *t)
{
	struct fixture x;
	struct page *p = &x.page;

	ok(t, begin(&x, RUBRIC, NULL, 0), "a page to undo on");
	ok(t, !page_undo(p) && !page_redo(p), "nothing to undo, nothing to redo");
	choose(p, TURNS, 1);
	page_move(p, 1);
	page_move(p, 1);
	choose(p, BOOT, 0);
	page_type(p, "11");
	is_int(t, (long long)page_differences(p).values, 2, "two values have moved");
	ok(t, page_undo(p) && page_undo(p), "undo, twice");
	ok(t, p->feature == TURNS && page_chosen(p)->level == 1, "... it is chosen");
	is_near(t, page_chosen(p)->is, 0.705, 0, "... the first step is left");
	ok(t, page_redo(p), "redo");
	is_near(t, page_chosen(p)->is, 0.71, 0, "... the second is back");
	ok(t, page_undo(p) && page_type(p, "72"), "another way");
	ok(t, !page_redo(p), "... there is nothing to redo");
	ok(t, page_undo(p) && page_undo(p) && !page_undo(p), "back to the beginning");
	is_int(t, (long long)page_differences(p).values, 0, "... where nothing differs");
	is_int(t, level(p, TURNS, KVM), 2, "... no level");
	page_move(p, 1);
	ok(t, page_own(p) && page_chosen(p)->is == page_chosen(p)->was, "the rubric's own");
	ok(t, page_undo(p) && page_chosen(p)->is == 0.705, "... can be undone, too");
	end(&x);
}

static void test_shifts(struct tap *t)
{
	struct fixture x;
	struct page *p = &x.page;
	double points;

	ok(t, begin(&x, RUBRIC, NULL, 0), "a page to shift on");
	choose(p, BOOT, 0);
	ok(t, page_shift(p, 2.5, false), "a feature, tighter");
	is_near(t, p->values[p->first[BOOT]].is, 9.75, 0,
		"lower is better: 10 s less 2.5 %%");
	is_near(t, p->values[p->first[BOOT] + 2].is, 0.2925, 0, "0.3 s less 2.5 %%");
	ok(t, page_shift(p, -2.5, false), "... and back");
	is_int(t, (long long)page_differences(p).values, 0, "nothing is left of it");
	ok(t, page_shift(p, 4, true), "all of them");
	is_near(t, p->values[p->first[TURNS] + 3].is, 0.94, 0, "90 %% is 94 %%");
	is_near(t, p->values[p->first[TASTE]].is, 0.54, 0, "50 %% is 54 %%");
	is_int(t, (long long)page_differences(p).values, 4 + 4 + 3 + 4 + 4,
	       "... 19 values");
	ok(t, page_undo(p), "one undo");
	is_int(t, (long long)page_differences(p).values, 0, "... for all");
	ok(t, !page_shift(p, -50.5, true), "what would be below 0 %%");
	is_int(t, (long long)page_differences(p).values, 0, "... moves nothing at all");
	has_text(t, p->say, "Taste, level - cannot be below 0 %", "... and says why");
	ok(t, !page_shift(p, 100, true),
	   "100 %% of a figure in seconds: thresholds would meet");

	choose(p, TURNS, 0);
	ok(t, page_type_all(p, "10 20, 30 95%"), "all of a feature");
	is_int(t, level(p, TURNS, DOCKER), 3, "... Docker's 85 %% has 3");
	ok(t,
	   !page_type_all(p, "10 20 30") && !page_type_all(p, "10 20 30 x") &&
		   !page_type_all(p, "20 10 30 40"),
	   "too few, no number, out of order");
	ok(t, page_type_all(p, " -5 "), "a shift of them");
	is_near(t, p->values[p->first[TURNS] + 3].is, 0.9, 0, "... 95 %% less 5 points");
	ok(t, page_read_points("+2.5 %", &points) && points == 2.5, "points with a sign");
	ok(t, !page_read_points("two", &points), "no points");
	end(&x);
}

static void test_together(struct tap *t)
{
	struct fixture x;
	struct page *p = &x.page;

	ok(t, begin(&x, RUBRIC, NULL, 0), "a page to move together on");
	choose(p, TURNS, 1);
	ok(t, !page_moves_with(p, MOVES), "each by itself");
	p->together = true;
	ok(t,
	   page_moves_with(p, MOVES) && !page_moves_with(p, BOOT) &&
		   !page_moves_with(p, TASTE),
	   "those of one scale together");
	page_move(p, 1);
	is_near(t, p->values[p->first[MOVES] + 1].is, 0.705, 0, "both have moved");
	ok(t, !page_leaves_scale(p, TURNS), "their scale with them");
	page_undo(p);
	is_int(t, (long long)page_differences(p).values, 0, "one undo for both");
	p->together = false;
	page_move(p, 1);
	p->together = true;
	ok(t, !page_moves_with(p, MOVES), "one that stands elsewhere is left alone");
	end(&x);
}

static void test_weights(struct tap *t)
{
	struct fixture x;
	struct page *p = &x.page;

	ok(t, begin(&x, RUBRIC, NULL, 0), "a page with weights");
	ok(t, page_set_mode(p, PAGE_WEIGHTS), "to the weights");
	is_int(t, (long long)page_rows(p), 4, "two importances in use, two sets");
	ok(t, page_move(p, -1), "High weighs less");
	is_near(t, page_chosen(p)->is, 3.5, 0, "... by a half");
	/* (3.5 * 3 + 1) / (3.5 * 4 + 4) */
	is_near(t, score(p, 0, DOCKER)->percent, 100 * 11.5 / 18, 1e-12,
		"... totals follow");
	ok(t, page_type(p, "0") && !page_move(p, -1), "no weight is below 0");
	is_near(t, score(p, 0, DOCKER)->percent, 25, 1e-12, "... 0 counts nothing");
	page_choose(p, 3, 0);
	ok(t, page_type(p, "0"), "nor a set");
	is_near(t, score(p, 2, DOCKER)->percent, 25, 1e-12, "... overall is the other one");
	page_choose(p, -1, 0);
	ok(t, page_type(p, "0"), "without any weight");
	ok(t, isnan(score(p, 2, DOCKER)->percent) && score(p, 2, DOCKER)->rank == 0,
	   "... there is no total and no rank");
	ok(t, !page_shift(p, 1, true) && !page_type_all(p, "1"), "weights are not shifted");
	end(&x);
	ok(t, begin(&x, THESIS, NULL, 0), "one without");
	ok(t, !page_set_mode(p, PAGE_WEIGHTS) && p->mode == PAGE_THRESHOLDS,
	   "no way to them");
	has_text(t, p->say, "has no weights", "... with a word");
	end(&x);
}

/* --- out ----------------------------------------------------------------------------- */

/* "KIND NAME KEY VALUE" of all edits, "/" between; the caller frees. */
static char *edits_text(const struct page *p)
{
	struct rubric_edits e = { 0 };
	char *text = mem_dup("");

	page_edits(p, &e);
	for (size_t i = 0; i < e.count; i++) {
		char *was = text;

		text = mem_printf("%s%s%s %s %s %s", was, i ? "/" : "",
				  e.list[i].kind ? e.list[i].kind : "?", e.list[i].name,
				  e.list[i].key, e.list[i].value);
		free(was);
	}
	rubric_edits_release(&e);
	return text;
}

static void says(struct tap *t, const struct page *p, const char *want, const char *what)
{
	char *text = edits_text(p);

	is_text(t, text, want, what);
	free(text);
}

static void test_edits(struct tap *t)
{
	static const char *const words[] = { "moves.levels=10% 20%", "share.levels=61% 62%",
					     "statistic=median", "importance.high.weight=2",
					     "feature.boot.decimals=1" };
	struct fixture x;
	struct page *p = &x.page;

	ok(t, begin(&x, RUBRIC, NULL, 0), "a page to write");
	says(t, p, "", "nothing has moved");
	choose(p, MOVES, 1);
	page_move(p, 1);
	says(t, p, "feature moves levels 60% 70.5% 80% 90%", "levels of its own");
	choose(p, TURNS, 1);
	page_move(p, 1);
	says(t, p, "levels share levels 60% 70.5% 80% 90%", "both alike: the scale");
	page_move(p, 1);
	says(t, p,
	     "feature turns levels 60% 71% 80% 90%/feature moves levels 60% 70.5% 80% 90%",
	     "each its own");
	while (page_undo(p))
		;
	choose(p, TASTE, 0);
	page_move(p, -1);
	says(t, p,
	     "feature taste levels -1: 49.5%, 0: 90%, 1: 110%, 2: 150%/"
	     "feature taste otherwise -2",
	     "what the scale said of the rest goes with it");
	page_undo(p);
	choose(p, BOOT, 2);
	page_move(p, 1);
	says(t, p, "feature boot levels 10 3 0.3015", "figures without a percent sign");
	page_undo(p);
	page_set_mode(p, PAGE_WEIGHTS);
	page_choose(p, 1, 0);
	page_move(p, 1);
	says(t, p, "importance low weight 1.5", "a weight");
	page_choose(p, 1, 0);
	page_move(p, 1);
	says(t, p, "importance low weight 1.5/set speed weight 3.5", "... and a set's");
	end(&x);

	ok(t, begin(&x, RUBRIC, words, ARRAY_LEN(words)), "a page of an edited rubric");
	says(t, p,
	     "? moves levels 10% 20%/? share levels 61% 62%/rubric  statistic median/"
	     "? importance.high weight 2/? feature.boot decimals 1",
	     "its edits, as they were");
	choose(p, MOVES, 0);
	page_move(p, 1);
	choose(p, TURNS, 0);
	page_type(p, "61.5");
	page_set_mode(p, PAGE_WEIGHTS);
	page_move(p, 1);
	says(t, p,
	     "levels share levels 61.5% 62%/feature moves levels 10.5% 20%/"
	     "importance high weight 2.5/rubric  statistic median/"
	     "? feature.boot decimals 1",
	     "those that are changed again are replaced");
	end(&x);
}

/* The rubric that a page's edits make has its very figures. */
static bool same_values(const struct page *p, const struct rubric *r)
{
	bool same = true;

	for (size_t i = 0; i < p->value_count; i++) {
		const struct page_value *v = &p->values[i];
		double there = v->kind == PAGE_SET ? r->sets[v->of].weight
			       : v->kind == PAGE_IMPORTANCE
				       ? r->importances[v->of].weight
				       : r->features[v->of].levels[v->level].threshold;

		same = same && there == v->is; /* to the last bit */
	}
	for (size_t f = 0; same && f < p->rubric->feature_count; f++)
		for (size_t i = 0; i < p->model.candidates; i++) {
			double figure = page_figure(p, f, i);

			same = same &&
			       (isnan(figure) ||
				rubric_level_of(&r->features[f], figure) == level(p, f, i));
		}
	return same;
}

static void test_walks(struct tap *t, const char *path)
{
	struct fixture x;
	size_t bad = 0;

	ok(t, begin(&x, path, NULL, 0), "a walk through %s", path);
	for (uint64_t i = 0; i < 2000; i++) {
		struct rubric_edits e = { 0 };
		struct rubric r = { 0 };
		struct err err = { 0 };

		act(&x.page, random_word(3, i));
		if (i % 10 == 9) {
			page_edits(&x.page, &e);
			if (rubric_load_edited(&r, path, e.list, e.count, &err) != 0) {
				fprintf(stderr, "# %s\n", err.text);
				bad++;
			} else {
				bad += !same_values(&x.page, &r);
			}
			rubric_release(&r);
			rubric_edits_release(&e);
		}
	}
	is_int(t, (long long)bad, 0,
	       "... wherever it leads, the rubric has its figures and levels");
	while (page_undo(&x.page))
		;
	is_int(t, (long long)page_differences(&x.page).values, 0,
	       "... and undo leads back");
	while (page_redo(&x.page))
		;
	while (page_undo(&x.page))
		;
	is_int(t, (long long)page_differences(&x.page).values, 0, "... by redo, too");
	end(&x);
}

int main(void)
{
	struct tap t = { 0 };

	test_begin(&t);
	test_moves(&t);
	test_undo(&t);
	test_shifts(&t);
	test_together(&t);
	test_weights(&t);
	test_edits(&t);
	test_walks(&t, RUBRIC);
	test_walks(&t, THESIS);
	test_walks(&t, "rubrics/reference.ini");
	test_walks(&t, "tests/rubrics/good-full.ini");
	return done(&t);
}
