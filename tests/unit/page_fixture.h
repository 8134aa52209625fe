/* page_fixture.h - the interactive page upon a profile of figures, without a store or a
   terminal. */
#ifndef TESTS_UNIT_PAGE_FIXTURE_H
#define TESTS_UNIT_PAGE_FIXTURE_H

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "data/base/random.h"
#include "reports/page/page_keys.h"

#define RUBRIC "tests/rubrics/page.ini" /* tests run in the repository's root */
#define THESIS "rubrics/karna-2021.ini"

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
static inline double figure_of(const struct rubric *r, size_t feature, size_t candidate)
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
static inline bool begin(struct fixture *x, const char *path, const char *const *words,
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

static inline void end(struct fixture *x)
{
	page_release(&x->page);
	profile_release(&x->profile);
	rubric_release(&x->rubric);
	rubric_edits_release(&x->base);
}

static inline void choose(struct page *p, size_t feature, size_t level)
{
	page_choose(p, -100, -100);
	page_choose(p, (int)feature, (int)level);
}

/* One of the actions there are, by a random word. */
static inline void act(struct page *p, uint64_t word)
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

#endif
