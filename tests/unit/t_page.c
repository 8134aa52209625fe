/* t_page.c - the interactive page without a terminal: moves, undo, what it comes to, what
   goes out as edits and as a file, keys, and that nothing leaves a screen of any size. */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/base/file.h"
#include "data/base/num.h"
#include "data/base/random.h"
#include "data/base/table_write.h"
#include "reports/page_keys.h"
#include "reports/page_view.h"
#include "tests/unit/tap.h"

#define RUBRIC "tests/rubrics/page.ini" /* tests run in the repository's root */
#define THESIS "rubrics/karna-2021.ini"
#define MANY "candidates=a b c d e f g h i j k l m n o p q r s t u v w x y z"

enum { TURNS, MOVES, BOOT, TASTE, SMELL };
enum { DOCKER, KVM, GVISOR };

/* --- a profile of figures ------------------------------------------------------------ */

/* By feature and candidate: a ratio, or of BOOT seconds. NAN: not measured. */
static const double figures[5][3] = {
	[TURNS] = { 0.85, 0.704, NAN },	 /* 3, 2, - of 4, weight 4 */
	[MOVES] = { 0.6, 0.5999, 0.95 }, /* 1, 0, 4 of 4 */
	[BOOT] = { 0.3, 2, 12 },	 /* 3, 2, 0 of 3, weight 4 */
	[TASTE] = { 1.5, 0.49, 0.9 },	 /* 2, -2, 0 of 2 */
	[SMELL] = { 1, 1.2, 0.6 },	 /* 0, 1, -1 of 2 */
};

struct fixture {
	struct rubric_edits base;
	struct rubric rubric;
	struct profile profile;
	struct page page;
};

/* Figures of any rubric: those above, or drawn. */
static double figure_of(const struct rubric *r, size_t feature, size_t candidate)
{
	const struct rubric_feature *f = &r->features[feature];
	double share = (double)(random_word(7, feature * 100 + candidate) >> 11) * 0x1p-53;

	if (strcmp(r->name, "page") == 0 && feature <= SMELL && candidate <= GVISOR &&
	    r->feature_count == 5)
		return figures[feature][candidate];
	if (share > 0.9)
		return NAN;
	return f->absolute ? f->levels[0].threshold * (0.2 + share) : 0.2 + 1.5 * share;
}

/* With words of --set. */
static bool begin(struct fixture *x, const char *path, const char *const *words,
		  size_t count)
{
	struct profile *p = &x->profile;
	struct err err = { 0 };

	*x = (struct fixture){ 0 };
	for (size_t i = 0; i < count; i++)
		if (rubric_edits_set(&x->base, words[i], &err) != 0)
			return false;
	if (rubric_load_edited(&x->rubric, path, x->base.list, x->base.count, &err) != 0) {
		fprintf(stderr, "# %s\n", err.text);
		return false;
	}
	p->rubric = &x->rubric;
	p->platform_count = x->rubric.platform_count + 1;
	p->cells = arena_new(&p->arena, x->rubric.feature_count * p->platform_count,
			     sizeof(p->cells[0]));
	for (size_t f = 0; f < x->rubric.feature_count; f++) {
		for (size_t i = 1; i < p->platform_count; i++) {
			struct profile_cell *c = &p->cells[f * p->platform_count + i];
			double v = figure_of(&x->rubric, f, i - 1);

			c->status = isnan(v) ? PROFILE_UNMEASURED : PROFILE_SCORED;
			c->shown = c->ratio = v;
		}
	}
	page_init(&x->page, p, "source", &x->base);
	return true;
}

static void end(struct fixture *x)
{
	page_release(&x->page);
	profile_release(&x->profile);
	rubric_release(&x->rubric);
	rubric_edits_release(&x->base);
}

static void choose(struct page *p, size_t feature, size_t level)
{
	page_choose(p, -100, -100);
	page_choose(p, (int)feature, (int)level);
}

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
	has_text(t, p->say, "Taste, level -1 cannot be below 0 %", "... and says why");
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

/* One of the actions there are, by a random word. */
static void act(struct page *p, uint64_t word)
{
	char text[40];
	unsigned n = (unsigned)(word >> 32) % 1000;

	page_choose(p, (int)(word % 7) - 3, (int)(word / 7 % 5) - 2);
	switch (word / 35 % 9) {
	case 0:
		page_undo(p);
		break;
	case 1:
		page_redo(p);
		break;
	case 2:
		page_next_step(p);
		break;
	case 3:
		page_shift(p, (int)n % 11 - 5, n % 2);
		break;
	case 4:
		p->together = n % 2;
		break;
	case 5:
		page_set_mode(p, n % 3 ? PAGE_THRESHOLDS : PAGE_WEIGHTS);
		break;
	case 6:
		snprintf(text, sizeof(text), "%u.%03u", n % 120,
			 (unsigned)(word >> 50) % 1000);
		page_type(p, text);
		break;
	case 7:
		page_own(p);
		break;
	default:
		page_move(p, (int)n % 21 - 10);
		break;
	}
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

/* --- keys ---------------------------------------------------------------------------- */

static void type(struct page *p, const char *text)
{
	for (; *text; text++)
		page_key(p, (unsigned char)*text);
}

static void test_keys(struct tap *t, const char *folder)
{
	struct fixture x;
	struct page *p = &x.page;
	char *to = file_join(folder, "k\xc3\xa4y.ini"),
	     *none = file_join(folder, "none/x.ini");
	struct stat st;

	ok(t, begin(&x, RUBRIC, NULL, 0), "a page for keys");
	type(p, "jjlkhl++-");
	ok(t, p->feature == MOVES && page_chosen(p)->level == 1, "letters choose");
	is_near(t, page_chosen(p)->is, 0.705, 0, "... + and - move");
	page_key(p, PAGE_KEY_ENTER);
	type(p, "x\xc3\xa4");
	page_key(p, PAGE_KEY_BACKSPACE);
	is_text(t, p->answer, "x", "a character is rubbed out whole");
	page_key(p, PAGE_KEY_ENTER);
	ok(t, p->bad && p->ask == PAGE_ASK_VALUE, "no number: it asks again");
	page_key(p, PAGE_CONTROL('u'));
	type(p, "74");
	page_key(p, PAGE_KEY_ENTER);
	ok(t, p->ask == PAGE_ASK_NOTHING && page_chosen(p)->is == 0.74, "typed");
	type(p, "a50 60 70 80");
	page_key(p, 27);
	is_near(t, page_chosen(p)->is, 0.74, 0, "Esc leaves it as it is");
	type(p, "A+1");
	page_key(p, PAGE_KEY_ENTER);
	is_near(t, page_chosen(p)->is, 0.75, 0, "all are shifted");
	type(p, "}{][u");
	is_near(t, page_chosen(p)->is, 0.755, 0, "shifts by a step, and undo");

	ok(t, page_key(p, 'q') && p->ask == PAGE_ASK_QUIT, "q asks");
	ok(t, page_key(p, 'x') && p->ask == PAGE_ASK_QUIT, "... until it has an answer");
	ok(t, page_key(p, 'n') && p->ask == PAGE_ASK_NOTHING, "no");
	ok(t, page_key(p, 'q') && !page_key(p, 'y'), "yes");
	p->ask = PAGE_ASK_NOTHING;
	page_key(p, 'S');
	is_text(t, p->answer, "page-tuned.ini", "a name is proposed");
	page_key(p, PAGE_CONTROL('u'));
	type(p, none);
	page_key(p, PAGE_KEY_ENTER);
	ok(t, p->bad && p->ask == PAGE_ASK_SAVE && strcmp(p->answer, none) == 0,
	   "no such folder: the name is there to be mended");
	has_text(t, p->say, "No such file or directory", "... and why");
	page_key(p, PAGE_CONTROL('u'));
	type(p, folder);
	page_key(p, PAGE_KEY_ENTER);
	has_text(t, p->say, "is there and is no file", "nor over a folder");
	page_key(p, PAGE_CONTROL('u'));
	type(p, to);
	page_key(p, PAGE_KEY_ENTER);
	ok(t, p->ask == PAGE_ASK_NOTHING && !p->bad && stat(to, &st) == 0, "saved");
	ok(t, page_is_saved(p) && strcmp(p->saved_as, to) == 0, "... and known to be");
	type(p, "+");
	ok(t, !page_is_saved(p), "one more step is not");
	type(p, "u");
	ok(t, page_is_saved(p), "... taken back it is");
	ok(t, !page_key(p, 'q'), "so q asks no more");
	p->ask = PAGE_ASK_NOTHING;
	page_key(p, 'S');
	page_key(p, PAGE_CONTROL('u'));
	type(p, to);
	page_key(p, PAGE_KEY_ENTER);
	ok(t, p->ask == PAGE_ASK_OVERWRITE, "over a file: it asks");
	page_key(p, 'n');
	ok(t, p->ask == PAGE_ASK_SAVE, "no: another name");
	page_key(p, PAGE_KEY_ENTER);
	page_key(p, 'y');
	ok(t, p->ask == PAGE_ASK_NOTHING && !p->bad, "yes: it is overwritten");
	free(to);
	free(none);
	end(&x);
}

static void test_nothing_to_save(struct tap *t, const char *folder)
{
	struct fixture x;
	char *to = file_join(folder, "nothing.ini");
	struct err err = { 0 };
	struct stat st;

	ok(t, begin(&x, RUBRIC, NULL, 0), "a page on which nothing was done");
	ok(t, page_save(&x.page, to, &err) == -1 && stat(to, &st) != 0, "is not saved");
	has_text(t, err.text, "nothing is changed", "... with a word");
	free(to);
	end(&x);
}

/* --- screens ------------------------------------------------------------------------- */

/* No run of the view lies outside, or wraps. */
static size_t outside(const struct view *v)
{
	size_t bad = 0;

	for (size_t i = 0; i < v->count; i++) {
		const struct view_run *r = &v->runs[i];

		bad += r->row >= v->rows || r->column >= v->columns ||
		       r->column + utf8_width(r->text, strlen(r->text)) > v->columns ||
		       !utf8_is_clean(r->text) || strchr(r->text, '\n') != NULL;
	}
	return bad +
	       (v->cursor && (v->cursor_row >= v->rows || v->cursor_column >= v->columns));
}

static void test_sizes(struct tap *t, const char *path, const char *const *words,
		       size_t count)
{
	struct fixture x;
	struct view v = { 0 };
	size_t bad = 0, screens = 0;

	ok(t, begin(&x, path, words, count), "screens of %s", path);
	for (size_t rows = 0; rows < 45; rows += rows < 26 ? 1 : 6) {
		for (size_t columns = 0; columns < 140; columns += columns < 82 ? 3 : 13) {
			act(&x.page, random_word(5, rows * 1000 + columns));
			x.page.ask = (enum page_ask)(screens % 7);
			x.page.help = screens % 5 == 4 ? screens % 30 + 1 : 0;
			page_choose(&x.page, (int)(screens % 3) - 1,
				    (int)(screens % 5) - 2);
			view_page(&x.page, rows, columns, &v);
			x.page.shown_candidates = v.candidates;
			x.page.first_candidate = screens % x.page.model.candidates;
			bad += outside(&v);
			screens++;
		}
	}
	ok(t, bad == 0, "... %zu of them, no text outside", screens);
	view_release(&v);
	end(&x);
}

/* A row of the view as text, 80 columns of it. */
static const char *row_of(const struct view *v, size_t row, char out[200])
{
	memset(out, ' ', 199);
	out[199] = '\0';
	for (size_t i = 0; i < v->count; i++)
		if (v->runs[i].row == row)
			memcpy(out + v->runs[i].column, v->runs[i].text,
			       strlen(v->runs[i].text));
	for (size_t n = 199; n > 0 && out[n - 1] == ' ';)
		out[--n] = '\0';
	return out;
}

static void test_view(struct tap *t)
{
	struct fixture x;
	struct page *p = &x.page;
	struct view v = { 0 };
	char out[200];

	ok(t, begin(&x, RUBRIC, NULL, 0), "a page to look at");
	choose(p, TURNS, 1);
	page_key(p, '+');
	view_page(p, 24, 80, &v);
	is_text(t, row_of(&v, 3, out),
		"> Turns     >=     60 [*70.5]    80     90       3 *1 (2)   n.m.",
		"a row: chosen, moved, a level that fell, one not measured");
	is_text(t, row_of(&v, 7, out),
		"  Taste     >=     50     90    110    150       2     --      0",
		"levels by their symbols");
	is_text(t, row_of(&v, 14, out),
		"Turns, level 2: 70.5 % of metal or more, was 70 %; own levels now",
		"what is chosen");
	is_text(t, row_of(&v, 16, out),
		"  beyond it +, short of it -, points        +14.50  -0.10",
		"how near it is");
	/* kvm has 4 of 20, was 8: (3 * 20 + 43.75) / 4 is 25.9, was 40.9 */
	has_text(t, row_of(&v, 17, out), "Speed, % (was kvm 40.0)", "a total's old figure");
	has_text(t, row_of(&v, 21, out), "*25.9", "all sets together");
	choose(p, BOOT, 2);
	view_page(p, 24, 80, &v);
	has_text(t, row_of(&v, 16, out), "  +0.00  -1.70 -11.70",
		 "on the bound; short of it");
	view_release(&v);
	end(&x);
}

int main(void)
{
	static const char *const many[] = { MANY }, *const one[] = { "candidates=docker" };
	static const char *const levels[] = {
		"share.levels=1% 2.25% 3% 4% 5.125% 6% 7% 8% 9% 10%", "boot.levels=-3 -4",
		"turns.title=\xe5\x8a\x9f\xe8\x83\xbd of a very long name indeed"
	};
	char folder[] = "/tmp/t_page.XXXXXX", command[100];
	struct tap t = { 0 };

	if (!ok(&t, mkdtemp(folder) != NULL, "a folder to write to"))
		return done(&t);
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
	test_keys(&t, folder);
	test_nothing_to_save(&t, folder);
	test_sizes(&t, RUBRIC, NULL, 0);
	test_sizes(&t, RUBRIC, many, 1);
	test_sizes(&t, RUBRIC, one, 1);
	test_sizes(&t, RUBRIC, levels, ARRAY_LEN(levels));
	test_sizes(&t, THESIS, NULL, 0);
	test_view(&t);
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	ok(&t, system(command) == 0, "cleaned up");
	return done(&t);
}
