/* grading.c - what counts as good, as tables whose thresholds and weights can be edited. */
#include <math.h>
#include <stdlib.h>

#include "reports/tables.h"

static void add_threshold(struct table *t, const struct rubric_feature *f, int level)
{
	for (size_t i = 0; i < f->level_count; i++) {
		if (f->levels[i].level != level)
			continue;
		if (f->judged) {
			table_text(t, f->words[i + 1] ? f->words[i + 1] : "+");
			return;
		}
		struct cell *c = table_number(t, f->levels[i].threshold);
		c->style = STYLE_INPUT;
		c->percent = !f->absolute;
		return;
	}
	table_text(t, "");
}

static void add_feature(struct table *t, const struct rubric *r, size_t index,
			const int *levels, size_t level_count, bool acceptance)
{
	const struct rubric_feature *f = &r->features[index];

	struct cell *c = table_text(t, f->title);
	if (f->description)
		table_set_comment(t, c, "%s", f->description);
	table_text(t, r->sets[f->set].title);
	table_text(t, r->importances[f->importance].title);
	c = table_number(t, r->importances[f->importance].weight);
	table_set_formula(t, c, "{importances:%zu:weight}", f->importance);
	if (f->judged)
		table_text(t, "judged by people");
	else if (f->absolute)
		table_printf(t, "value in %s", f->unit_text);
	else
		table_text(t, "% of baseline");
	table_text(t, f->judged ? combine_name(f->combine)
		      : f->lower_is_better ? "at most"
					   : "at least");
	for (size_t i = 0; i < level_count; i++)
		add_threshold(t, f, levels[i]);
	levels_add(t, f, f->base_level);
	levels_add(t, f, f->max_level);
	if (!acceptance)
		return;
	if (f->has_acceptance)
		levels_add(t, f, f->acceptance)->style = STYLE_INPUT;
	else
		table_text(t, "");
}

struct table *grading_features(const struct places *at)
{
	const struct rubric *r = at->profile->rubric;
	struct table *t = table_new("grading", "Grading scheme");
	size_t level_count;
	int *levels = rubric_scale(r, false, &level_count);
	bool acceptance = false;
	char name[32], title[32];

	for (size_t f = 0; f < r->feature_count; f++)
		acceptance |= r->features[f].has_acceptance;
	t->sheet = "Grading";
	t->note =
		"A candidate gets the highest level whose threshold its figure meets; the "
		"threshold itself counts as met. Coloured figures may be changed: levels, "
		"totals and ranks on the sheet Profile follow (its sentences and marks, "
		"Certainty and the Audit do not).";
	if (r->source && r->source[0])
		t->note = arena_printf(&t->arena, "%s From: %s.", t->note, r->source);
	table_column(t, "feature", "Feature", 0);
	table_column(t, "set", "Set", 0);
	table_column(t, "importance", "Importance", 0);
	table_column(t, "weight", "Weight", -1);
	table_column(t, "compared", "Compared", 0);
	table_column(t, "condition", "Condition", 0);
	for (size_t i = 0; i < level_count; i++) {
		const char *symbol = rubric_common_symbol(r, levels[i]);
		snprintf(name, sizeof(name), "level_%d", levels[i]);
		snprintf(title, sizeof(title), "Level %d%s%.12s", levels[i],
			 symbol ? " " : "", symbol ? symbol : "");
		table_column(t, name, title, -1);
	}
	table_column(t, "base_level", "If none is met", 0);
	table_column(t, "max_level", "Highest level", 0);
	if (acceptance)
		table_column(t, "acceptance", "Min. level", 0);
	for (size_t f = 0; f < r->feature_count; f++)
		add_feature(t, r, f, levels, level_count, acceptance);
	free(levels);
	return t;
}

struct table *grading_importances(const struct profile *p)
{
	const struct rubric *r = p->rubric;
	struct table *t = table_new("importances", "Importance");

	t->sheet = "Grading";
	if (!r->weighted)
		t->note = "This rubric weighs nothing: its totals count every level as a "
			  "point.";
	table_column(t, "importance", "Importance", 0);
	table_column(t, "mandatory", "Mandatory", 0);
	table_column(t, "unused", "", 0);
	table_column(t, "weight", "Weight", -1);
	for (size_t i = 0; i < r->importance_count; i++) {
		table_text(t, r->importances[i].title);
		table_text(t, r->importances[i].mandatory ? "yes" : "no");
		table_text(t, "");
		table_number(t, r->importances[i].weight)->style =
			r->weighted ? STYLE_INPUT : STYLE_PLAIN;
	}
	return t;
}

struct table *grading_sets(const struct profile *p)
{
	const struct rubric *r = p->rubric;
	struct table *t = table_new("sets", "Feature sets");

	t->sheet = "Grading";
	table_column(t, "set", "Set", 0);
	table_column(t, "unused_1", "", 0);
	table_column(t, "unused_2", "", 0);
	table_column(t, "weight", "Weight", -1);
	for (size_t i = 0; i < r->set_count; i++) {
		table_text(t, r->sets[i].title);
		table_text(t, "");
		table_text(t, "");
		table_number(t, r->sets[i].weight)->style =
			r->weighted ? STYLE_INPUT : STYLE_PLAIN;
	}
	return t;
}

/* The first feature that has the same symbols. */
static size_t first_with(const struct rubric *r, size_t feature)
{
	size_t i = 0;

	while (r->features[i].symbols != r->features[feature].symbols)
		i++;
	return i;
}

/* Of which features the symbols are: their titles. */
static const char *whose(struct arena *a, const struct rubric *r, size_t feature)
{
	const char *list = "";
	size_t n = 0;

	for (size_t i = 0; i < r->feature_count; i++) {
		if (r->features[i].symbols != r->features[feature].symbols)
			continue;
		list = arena_printf(a, "%s%s%s", list, *list ? ", " : "", r->features[i].title);
		n++;
	}
	return n == r->feature_count ? "all features" : list;
}

struct table *grading_symbols(const struct profile *p)
{
	const struct rubric *r = p->rubric;
	struct table *t = table_new("symbols", "Symbols");

	t->sheet = "Grading";
	table_column(t, "symbol", "Symbol", 0);
	table_column(t, "of", "Of", 0);
	t->columns[1].wrap = true;
	table_column(t, "unused", "", 0);
	table_column(t, "level", "Level", 0);
	for (size_t f = 0; f < r->feature_count; f++) {
		const struct rubric_feature *of = &r->features[f];

		for (size_t i = 0; i < of->symbol_count && first_with(r, f) == f; i++) {
			table_text(t, of->symbols[i].symbol);
			table_text(t, i ? "" : whose(&t->arena, r, f));
			table_text(t, "");
			table_number(t, of->symbols[i].level);
		}
	}
	if (t->height)
		return t;
	table_free(t);
	return NULL;
}
