/* judgements.c - what people said of judged features, how far apart they are, and how far they
   agree beyond chance. Knows no format. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "data/rubric/judgement.h"
#include "reports/tables.h"

static bool any_judged(const struct rubric *r)
{
	bool any = false;

	for (size_t f = 0; f < r->feature_count; f++)
		any = any || r->features[f].judged;
	return any;
}

static const struct assessor *assessor_of(const struct profile *p, const struct judgement *j)
{
	return &p->rubric->judgements->assessors[j->assessor];
}

/* Platform 0 without "(baseline)": a judgement is of the platform, whatever its part. */
static const char *platform_title(const struct profile *p, size_t platform)
{
	return platform == 0 ? p->rubric->baseline_title : profile_platform_title(p, platform);
}

/* --- what each said ------------------------------------------------------------------ */

static void add_columns(struct table *t, bool whole)
{
	if (whole) {
		table_column(t, "feature", "Feature", 0);
		table_column(t, "platform", "Platform", 0);
	}
	table_column(t, "assessor", "Assessor", 0);
	table_column(t, "level", "Level", 0);
	table_column(t, "words", "Which is", 0);
	table_column(t, "date", "Date", 0);
	table_column(t, "reason", "Reason", 0);
	t->columns[t->width - 1].wrap = true;
	table_column(t, "evidence", "Evidence", 0);
	t->columns[t->width - 1].wrap = true;
	table_column(t, "place", "File:line", 0);
}

static void add_judgement(struct table *t, const struct profile *p, const struct judgement *j,
			  bool whole)
{
	const struct rubric_feature *f = &p->rubric->features[j->feature];

	if (whole) {
		table_text(t, f->title);
		table_text(t, platform_title(p, j->platform));
	}
	table_text(t, assessor_of(p, j)->title);
	levels_add(t, f, j->level)->style = whole ? STYLE_INPUT : STYLE_PLAIN;
	table_text(t, rubric_words_of(f, j->level));
	table_text(t, j->date);
	table_text(t, j->reason);
	if (j->evidence)
		table_text(t, j->evidence);
	else
		table_missing(t, "none given");
	table_printf(t, "%s:%d", p->rubric->judgements->path, j->line)->style = STYLE_QUIET;
}

struct table *judgements_table(const struct profile *p)
{
	const struct judgements *j = p->rubric->judgements;

	if (!any_judged(p->rubric))
		return NULL;
	struct table *t = table_new("judgements", "Judgements");
	t->sheet = "Judgements";
	t->filter = true;
	t->note = "What each assessor said of each judged feature, when, why, and by which "
		  "evidence. Levels may be changed: the profile follows. Filter freely; "
		  "sorting would move levels away from the formulas on the sheet Profile.";
	add_columns(t, true);
	for (size_t i = 0; j && i < j->count; i++)
		add_judgement(t, p, &j->list[i], true);
	if (t->height == 0)
		t->footnote = "Nobody has judged yet.";
	return t;
}

struct table *judgements_of_cell(const struct profile *p, size_t feature, size_t platform)
{
	const struct profile_cell *c = profile_cell(p, feature, platform);
	struct table *t = table_new("judgements", "");

	t->title = arena_printf(&t->arena, "Judgements of %s", platform_title(p, platform));
	add_columns(t, false);
	for (size_t i = 0; i < c->judgement_count; i++)
		add_judgement(t, p, &c->judgements[i], false);
	return t;
}

/* --- side by side -------------------------------------------------------------------- */

static int step_of(const struct rubric_feature *f, int level)
{
	int step = 0;

	for (size_t i = 0; i < f->level_count; i++)
		step += level >= f->levels[i].level;
	return step;
}

/* Steps of the scale between the lowest and the highest; -1 with fewer than two. */
static int steps_apart(const struct rubric_feature *f, const struct profile_cell *c)
{
	int low = 0, high = 0;

	for (size_t i = 0; i < c->judgement_count; i++) {
		int step = step_of(f, c->judgements[i].level);

		low = i == 0 || step < low ? step : low;
		high = i == 0 || step > high ? step : high;
	}
	return c->judgement_count < 2 ? -1 : high - low;
}

static void add_cell(struct table *t, const struct profile *p, size_t feature, size_t platform)
{
	const struct rubric_feature *f = &p->rubric->features[feature];
	const struct profile_cell *c = profile_cell(p, feature, platform);
	int apart = steps_apart(f, c);
	size_t at = 0;

	table_text(t, f->title);
	table_text(t, profile_platform_title(p, platform));
	for (size_t i = 0; i < p->rubric->judgements->assessor_count; i++) {
		if (at < c->judgement_count && c->judgements[at].assessor == i)
			levels_add(t, f, c->judgements[at++].level);
		else
			table_missing(t, "not judged");
	}
	table_number(t, apart < 0 ? NAN : apart)->style = apart > 1 ? STYLE_BAD : STYLE_PLAIN;
	if (!isnan(c->shown))
		levels_add(t, f, c->shown);
	else
		table_missing(t, c->why ? "no consensus" : "not judged");
	table_text(t, c->judgement_count ? judgements_rule(&t->arena, p, feature, platform)
					 : "not judged");
}

struct table *judgements_cells(const struct profile *p)
{
	const struct judgements *j = p->rubric->judgements;
	char name[32];

	if (!any_judged(p->rubric))
		return NULL;
	struct table *t = table_new("judged", "Judged levels, side by side");
	t->sheet = "Judgements";
	t->dash = scores_dash(p->rubric); /* "-" may be a level */
	t->note = "Apart: steps of the scale between the lowest and the highest judgement.";
	table_column(t, "feature", "Feature", 0);
	table_column(t, "platform", "Platform", 0);
	for (size_t i = 0; i < j->assessor_count; i++) {
		snprintf(name, sizeof(name), "a%zu", i);
		table_column(t, name, j->assessors[i].title, 0);
	}
	table_column(t, "apart", "Apart", 0);
	table_column(t, "level", "Level", 0);
	table_column(t, "rule", "Which is", 0);
	t->columns[t->width - 1].wrap = true;
	for (size_t f = 0; f < p->rubric->feature_count; f++) {
		for (size_t i = 0; i < p->platform_count && p->rubric->features[f].judged; i++)
			add_cell(t, p, f, i);
	}
	return t;
}

/* The two judgements in the middle; the same one of an odd number. */
static void middle_of(const struct profile_cell *c, int *low, int *high)
{
	size_t n = c->judgement_count;

	for (size_t i = 0; i < n; i++) {
		size_t below = 0, equal = 0;
		int level = c->judgements[i].level;

		for (size_t k = 0; k < n; k++) {
			below += c->judgements[k].level < level;
			equal += c->judgements[k].level == level;
		}
		if (below <= (n - 1) / 2 && (n - 1) / 2 < below + equal)
			*low = level;
		if (below <= n / 2 && n / 2 < below + equal)
			*high = level;
	}
}

const char *judgements_rule(struct arena *a, const struct profile *p, size_t feature,
			    size_t platform)
{
	const struct profile_cell *c = profile_cell(p, feature, platform);
	const struct rubric_feature *f = &p->rubric->features[feature];
	enum combine rule = f->combine;
	int low = 0, high = 0;

	if (c->judgement_count == 1)
		return "the only judgement";
	if (c->why && isnan(c->shown))
		return arena_dup(a, c->why);
	if (rule == COMBINE_CONSENSUS)
		return arena_printf(a, "the consensus of %zu judgements", c->judgement_count);
	if (rule == COMBINE_LOWEST)
		return arena_printf(a, "the lowest of %zu judgements", c->judgement_count);
	middle_of(c, &low, &high);
	if (low == high)
		return arena_printf(a, "the median of %zu judgements", c->judgement_count);
	return arena_printf(a, "the median of %zu judgements, which lies between %s and %s: "
			       "the lower is taken", c->judgement_count,
			    judgement_level_text(a, f, low),
			    judgement_level_text(a, f, high));
}

/* --- agreement ----------------------------------------------------------------------- */

static const char *agreement_of(struct arena *a, const struct profile *p,
				const struct profile_agreement *g)
{
	if (g->features == 1)
		return p->rubric->features[g->feature].title;
	return arena_printf(a, "%zu features together", g->features);
}

static void add_agreement(struct table *t, const struct profile *p,
			  const struct profile_agreement *g)
{
	table_text(t, agreement_of(&t->arena, p, g));
	if (g->a)
		table_printf(t, "%s, %s", g->a->title, g->b->title);
	else
		table_printf(t, "all %zu", g->assessors);
	table_number(t, (double)g->cells);
	table_number(t, g->cells ? (double)g->same : NAN);
	table_number(t, g->cells ? g->apart : NAN);
	table_number(t, g->kappa);
	table_number(t, g->alpha);
	table_text(t, g->why);
}

struct table *judgements_agreement(const struct profile *p)
{
	if (p->agreement_count == 0)
		return NULL;
	struct table *t = table_new("agreement", "How far assessors agree");
	t->sheet = "Judgements";
	t->note = "Same: cells in which they gave the same level; apart: the largest "
		  "difference, in steps of the scale. Kappa: Cohen's, with quadratic weights "
		  "(Cohen 1968); of more than two the mean of the pairs'. Alpha: "
		  "Krippendorff's, ordinal (Krippendorff 2004). 1 is full agreement, 0 what "
		  "chance gives, below 0 worse. Of few cells both say little. \"-\" is undefined.";
	table_column(t, "of", "Of", 0);
	table_column(t, "assessors", "Assessors", 0);
	table_column(t, "cells", "Cells", 0);
	table_column(t, "same", "Same", 0);
	table_column(t, "apart", "Apart", 0);
	table_column(t, "kappa", "Kappa", 3);
	table_column(t, "alpha", "Alpha", 3);
	table_column(t, "why", "Remark", 0);
	t->columns[t->width - 1].wrap = true;
	for (size_t i = 0; i < p->agreement_count; i++)
		add_agreement(t, p, &p->agreements[i]);
	return t;
}

/* --- for machines -------------------------------------------------------------------- */

struct table *judgements_machine(const struct profile *p, size_t feature, size_t platform)
{
	static const char *const names[] = { "set",    "feature",  "platform", "assessor",
					     "level",  "date",	   "reason",   "evidence",
					     "file",   "line",	   "combine",  "status",
					     "combined" };
	const struct rubric *r = p->rubric;
	const struct judgements *all = r->judgements;
	struct table *t = table_new("judgements", "Judgements");

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		table_column(t, names[i], names[i], -1);
	for (size_t i = 0; all && i < all->count; i++) {
		const struct judgement *j = &all->list[i];
		const struct rubric_feature *f = &r->features[j->feature];
		const struct profile_cell *c = profile_cell(p, j->feature, j->platform);

		if ((feature != SIZE_MAX && j->feature != feature) ||
		    (platform != SIZE_MAX && j->platform != platform))
			continue;
		table_text(t, r->sets[f->set].name);
		table_text(t, f->name);
		table_text(t, profile_platform_name(p, j->platform));
		table_text(t, assessor_of(p, j)->name);
		table_number(t, j->level);
		table_text(t, j->date);
		table_text(t, j->reason);
		table_text(t, j->evidence);
		table_text(t, all->path);
		table_number(t, j->line);
		table_text(t, combine_name(f->combine));
		table_text(t, profile_cell_status(p, j->feature, j->platform));
		table_number(t, c->shown);
	}
	return t;
}

struct table *judgements_machine_agreement(const struct profile *p)
{
	static const char *const names[] = { "feature", "features", "assessor", "other",
					     "assessors", "cells",  "same",	"apart",
					     "kappa",	"alpha",    "why" };
	struct table *t = table_new("agreement", "Agreement");

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		table_column(t, names[i], names[i], -1);
	for (size_t i = 0; i < p->agreement_count; i++) {
		const struct profile_agreement *g = &p->agreements[i];

		table_text(t, g->features == 1 ? p->rubric->features[g->feature].name : "");
		table_number(t, (double)g->features);
		table_text(t, g->a ? g->a->name : "");
		table_text(t, g->b ? g->b->name : "");
		table_number(t, (double)g->assessors);
		table_number(t, (double)g->cells);
		table_number(t, (double)g->same);
		table_number(t, g->apart);
		table_number(t, g->kappa);
		table_number(t, g->alpha);
		table_text(t, g->why);
	}
	return t;
}

/* --- live ---------------------------------------------------------------------------- */

void judgements_formula(struct table *t, struct cell *c, const struct profile *p,
			size_t feature, size_t platform)
{
	const struct profile_cell *cell = profile_cell(p, feature, platform);
	size_t first, n = cell->judgement_count;
	char range[80];

	if (n == 0)
		return;
	first = (size_t)(cell->judgements - p->rubric->judgements->list);
	snprintf(range, sizeof(range), "{judgements:%zu..%zu:level}", first, first + n - 1);
	switch (p->rubric->features[feature].combine) {
	case COMBINE_MEDIAN: /* of two in the middle the lower */
		table_set_formula(t, c, "SMALL(%s,INT((COUNT(%s)+1)/2))", range, range);
		return;
	case COMBINE_CONSENSUS:
		table_set_formula(t, c, "IF(MIN(%s)=MAX(%s),MIN(%s),\"n/a\")", range, range,
				  range);
		return;
	default:
		table_set_formula(t, c, "MIN(%s)", range);
	}
}

void judgements_link(struct table *t, struct cell *c, const struct profile *p,
		     size_t feature, size_t platform)
{
	const struct profile_cell *cell = profile_cell(p, feature, platform);

	if (cell->judgement_count)
		table_set_link(t, c, "judgements:%zu",
			       (size_t)(cell->judgements - p->rubric->judgements->list));
}
