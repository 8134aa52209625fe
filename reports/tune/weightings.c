/* weightings.c - drawn weights as tables for people. Knows no format. */
#include "reports/tune/weightings.h"

#include <math.h>
#include <stdlib.h>

#include "reports/certain/certain.h"
#include "reports/chart.h"

#define SERIES_MOST 60 /* of a chart, that can be told apart at all */

/* --- words --------------------------------------------------------------------------- */

static const char *set_title(const struct weights *w, size_t set)
{
	const struct rubric *r = w->profile->rubric;

	return set < r->set_count ? r->sets[set].title : "Overall";
}

static const char *kind_title(struct arena *a, const struct weights_kind_drawn *k)
{
	if (k->kind == WEIGHTS_ORDER)
		return arena_printf(a, "Weights in the order %s", k->text);
	if (k->kind == WEIGHTS_RANGES)
		return arena_printf(a, "Weights in ranges: %s; all others as in the rubric",
				    k->text);
	return "Any weights";
}

static const char *verdict_text(struct arena *a, const struct weights *w, size_t set,
				size_t candidate, const struct weights_place *p)
{
	bool vetoed = profile_total(w->profile, set, candidate + 1)->vetoes > 0;

	switch (p->verdict) {
	case WEIGHTS_FIRST:
		return arena_printf(a, "yes%s%s",
				    p->p_rank[0] > 0 ? "" : ", but in no draw",
				    vetoed ? ", but vetoed" : "");
	case WEIGHTS_SHARES:
		return arena_printf(a, "shared only%s%s",
				    p->p_rank[0] > 0 ? "" : ", in no draw",
				    vetoed ? ", but vetoed" : "");
	case WEIGHTS_NEVER:
		return p->ahead == SIZE_MAX
			       ? "never: one or another is ahead"
			       : arena_printf(
					 a, "never: behind %s",
					 profile_platform_title(w->profile, p->ahead + 1));
	case WEIGHTS_UNSEEN:
		return arena_printf(a, "in none of %zu draws", w->draws);
	case WEIGHTS_UNRANKED:
		break;
	}
	return "";
}

/* What a picture shows. */
static const char *chart_title(const struct weights *w, size_t kind)
{
	static const char *const titles[] = { [WEIGHTS_ANY] = "any weights",
					      [WEIGHTS_ORDER] = "weights in the order",
					      [WEIGHTS_RANGES] = "weights in ranges" };

	return titles[w->kinds[kind].kind];
}

/* --- ranks --------------------------------------------------------------------------- */

static void add_heading(struct table *t, const char *title)
{
	table_text(t, title)->style = STYLE_HEAD;
	table_end_row(t);
}

static void add_place(struct table *t, const struct weights *w, size_t kind, size_t set,
		      size_t candidate, bool book)
{
	const struct weights_place *p = weights_place(w, kind, set, candidate);

	if (book)
		table_text(t, set_title(w, set));
	table_text(t, profile_platform_title(w->profile, candidate + 1));
	if (p->verdict == WEIGHTS_UNRANKED) {
		table_missing(t, "nothing measured");
		table_end_row(t);
		return;
	}
	for (size_t r = 0; r + 1 < w->profile->platform_count; r++)
		certain_share(t, p->p_rank[r]);
	certain_share(t, p->confidence);
	table_text(t, verdict_text(&t->arena, w, set, candidate, p));
}

/* For each candidate of a set how often it has each rank, one upon the other; `first` is
   its row in the kind's table. The picture belongs to `t`. */
static void add_chart(struct table *t, const struct weights *w, size_t kind, size_t set,
		      size_t first)
{
	const char *name = weights_kind_name(w->kinds[kind].kind);
	size_t candidates = w->profile->platform_count - 1;
	struct arena *a = &t->arena;
	struct chart *chart =
		chart_add(t, CHART_STACKED,
			  arena_printf(a, "%s: %s, by rank", set_title(w, set),
				       chart_title(w, kind)));

	chart->legend = true;
	for (size_t i = 0; i < candidates; i++) {
		struct chart_series *s = chart_series_add(
			t, chart, SERIES_BAR, arena_printf(a, "rank %zu", i + 1));

		s->x = arena_printf(a, "{weights_%s:%zu..%zu:platform}", name, first,
				    first + candidates - 1);
		s->y = arena_printf(a, "{weights_%s:%zu..%zu:rank_%zu}", name, first,
				    first + candidates - 1, i + 1);
		s->colour = i;
	}
}

/* Of all kinds, below the last table of the sheet. */
static void add_charts(struct table *t, const struct weights *w)
{
	size_t candidates = w->profile->platform_count - 1;

	for (size_t k = 0; k < w->kind_count && candidates <= SERIES_MOST; k++) {
		size_t row = 0;

		for (size_t set = 0; set <= w->profile->rubric->set_count; set++) {
			if (!w->kinds[k].shown[set])
				continue;
			add_chart(t, w, k, set, row);
			row += candidates;
		}
	}
}

static struct table *ranks_table(const struct weights *w, size_t kind, bool book)
{
	size_t candidates = w->profile->platform_count - 1;
	const struct weights_kind_drawn *k = &w->kinds[kind];
	char name[40], title[32];
	struct table *t;

	snprintf(name, sizeof(name), "weights_%s", weights_kind_name(k->kind));
	t = table_new(name, "");
	t->title = kind_title(&t->arena, k);
	t->sheet = "Weights";
	if (book)
		table_column(t, "set", "Set", 0);
	table_column(t, "platform", "Platform", 0);
	for (size_t i = 1; i <= candidates; i++) {
		snprintf(name, sizeof(name), "rank_%zu", i);
		snprintf(title, sizeof(title), "P(%zu)", i);
		certain_share_column(t, name, title);
	}
	certain_share_column(t, "confidence", "Sure");
	table_column(t, "first", "Can be first", 0);
	t->columns[t->width - 1].wrap = true;
	for (size_t set = 0; set <= w->profile->rubric->set_count; set++) {
		if (!k->shown[set])
			continue;
		if (!book)
			add_heading(t, set_title(w, set));
		for (size_t i = 0; i < candidates; i++)
			add_place(t, w, kind, set, i, book);
	}
	return t;
}

/* --- central weights ----------------------------------------------------------------- */

static bool any_central(const struct weights *w, size_t kind, size_t set)
{
	for (size_t i = 0; i + 1 < w->profile->platform_count; i++) {
		if (weights_place(w, kind, set, i)->central != NULL)
			return true;
	}
	return false;
}

/* Was the candidate first anywhere? */
static bool is_first(const struct weights *w, size_t kind, size_t candidate)
{
	for (size_t set = 0; set <= w->profile->rubric->set_count; set++) {
		if (weights_place(w, kind, set, candidate)->central != NULL)
			return true;
	}
	return false;
}

/* The unit has a weight in the set? */
static bool is_there(const struct weights *w, size_t kind, size_t set, size_t unit)
{
	for (size_t i = 0; i + 1 < w->profile->platform_count; i++) {
		const double *central = weights_place(w, kind, set, i)->central;

		if (central != NULL)
			return !isnan(central[unit]);
	}
	return false;
}

static void add_set(struct table *t, const struct weights *w, size_t kind, size_t set,
		    bool book)
{
	if (!book)
		add_heading(t, set_title(w, set));
	for (size_t u = 0; u < w->unit_count; u++) {
		if (!is_there(w, kind, set, u))
			continue;
		if (book)
			table_text(t, set_title(w, set));
		table_text(t, w->titles[u]);
		for (size_t i = 0; i + 1 < w->profile->platform_count; i++) {
			const double *central = weights_place(w, kind, set, i)->central;

			if (is_first(w, kind, i))
				certain_share(t, central ? central[u] : NAN);
		}
	}
}

static struct table *central_table(const struct weights *w, size_t kind, bool book)
{
	char name[40];
	struct table *t;

	snprintf(name, sizeof(name), "central_%s", weights_kind_name(w->kinds[kind].kind));
	t = table_new(name, "");
	t->title = arena_printf(&t->arena, "%s: central weights, in percent",
				w->kinds[kind].kind == WEIGHTS_ANY     ? "Any weights"
				: w->kinds[kind].kind == WEIGHTS_ORDER ? "In the order"
								       : "In ranges");
	t->sheet = "Central weights";
	if (book)
		table_column(t, "set", "Set", 0);
	table_column(t, "unit",
		     w->per == WEIGHTS_PER_FEATURE ? "Feature"
		     : w->per == WEIGHTS_PER_SET   ? "Set"
						   : "Importance",
		     0);
	if (book && w->per == WEIGHTS_PER_SET)
		t->columns[0].title = "Of"; /* no two columns with one title */
	for (size_t i = 1; i < w->profile->platform_count; i++) {
		if (!is_first(w, kind, i - 1))
			continue;
		snprintf(name, sizeof(name), "p%zu", i);
		certain_share_column(t, name, profile_platform_title(w->profile, i));
	}
	for (size_t set = 0; set <= w->profile->rubric->set_count; set++) {
		if (w->kinds[kind].shown[set] && any_central(w, kind, set))
			add_set(t, w, kind, set, book);
	}
	return t;
}

/* --- all tables ---------------------------------------------------------------------- */

static const char *what_weighs(const struct weights *w)
{
	switch (w->per) {
	case WEIGHTS_PER_IMPORTANCE:
		return "one weight an importance, sets as in the rubric";
	case WEIGHTS_PER_SET:
		return "one weight a set, features as in the rubric";
	case WEIGHTS_PER_FEATURE:
		break;
	}
	return "one weight a feature, a set weighs what its features do";
}

static struct table *head_table(const struct weights *w)
{
	const struct rubric *r = w->profile->rubric;
	struct table *t = table_new("weights", "Weights that nobody agreed on");
	struct arena *a = &t->arena;

	t->sheet = "Weights";
	t->note = arena_printf(
		a,
		"Rubric %s%s%s. %zu weightings of each kind, %s; seed %llu. %s P(r): in "
		"how many "
		"of 100 a candidate has rank r, alone or shared. Sure: with its central "
		"weights, "
		"the mean of those that put it first, in how many of 100 resamples it is "
		"first. "
		"%sA missing level is no zero: a candidate is ranked by the percentage of "
		"what was "
		"measured of it.",
		r->name, r->edits ? ", " : "", r->edits ? r->edits : "", w->draws,
		what_weighs(w), (unsigned long long)w->seed,
		w->uncertain ? "Each with the levels of another resample of the runs."
			     : "Levels are held as they are.",
		w->uncertain
			? ""
			: "Never is proved, whatever was drawn; with a weight at the end "
			  "of what it may be (0) it may tie. ");
	if (w->unknown > 0)
		t->footnote = arena_printf(
			a,
			"%zu level%s, of which the spread is unknown, %s held fixed in all "
			"resamples.",
			w->unknown, w->unknown == 1 ? "" : "s",
			w->unknown == 1 ? "is" : "are");
	return t;
}

size_t weightings_tables(const struct weights *w, bool book, struct table ***out)
{
	struct table **all = mem_new(1 + 2 * w->kind_count, sizeof(all[0]));
	size_t n = 0;

	all[n++] = head_table(w);
	for (size_t k = 0; k < w->kind_count; k++) {
		all[n++] = ranks_table(w, k, book);
		if (!book)
			all[n++] = central_table(w, k, book);
	}
	if (book)
		add_charts(all[n - 1], w);
	for (size_t k = 0; k < w->kind_count && book; k++)
		all[n++] = central_table(w, k, book);
	*out = all;
	return n;
}
