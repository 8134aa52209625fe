/* scores_machine.c - the profile for programs, its notes. Knows no format. */
#include <math.h>

#include "reports/certain/certain.h"
#include "reports/tables.h"

/* The baseline has none, nor has what was not scored. */
static void add_certainty(struct table *t, const struct profile *p,
			  const struct certainty *c, size_t f, size_t platform)
{
	const struct certainty_cell *cell;

	if (c == NULL || platform == 0 ||
	    profile_cell(p, f, platform)->status != PROFILE_SCORED) {
		for (int i = 0; i < 4; i++)
			table_missing(t, NULL);
		return;
	}
	cell = certainty_cell(c, f, platform - 1);
	table_number(t, p->rubric->features[f].absolute ? NAN : cell->low);
	table_number(t, p->rubric->features[f].absolute ? NAN : cell->high);
	table_number(t, cell->p_level);
	table_text(t, cell->decided ? "yes" : "no");
}

static void add_machine_row(struct table *t, const struct profile *p,
			    const struct certainty *certainty, size_t f, size_t platform)
{
	const struct rubric_feature *feature = &p->rubric->features[f];
	const struct profile_cell *c = profile_cell(p, f, platform);

	table_text(t, p->rubric->sets[feature->set].name);
	table_text(t, feature->name);
	table_text(t, p->rubric->importances[feature->importance].name);
	table_text(t, profile_platform_name(p, platform));
	table_text(t, profile_cell_status(p, f, platform));
	table_number(t, (double)c->stats.n);
	table_number(t, c->stats.n && !feature->judged ? c->shown : NAN);
	table_text(t, feature->unit_text);
	const struct profile_cell *base = profile_cell(p, f, 0);
	table_number(t, base->stats.n && !feature->judged ? base->shown : NAN);
	table_number(t, c->ratio);
	table_number(t, c->status == PROFILE_SCORED ? c->level : NAN);
	table_number(t, feature->max_level);
	add_certainty(t, p, certainty, f, platform);
}

struct table *scores_machine(const struct profile *p, const struct certainty *c)
{
	static const char *const names[] = {
		"set",	     "feature",	   "importance", "platform",
		"status",    "n",	   "value",	 "unit",
		"baseline",  "ratio",	   "level",	 "max_level",
		"ratio_low", "ratio_high", "p_level",	 "decided",
	};
	struct table *t = table_new("score", "Scores");

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		table_column(t, names[i], names[i], -1);
	for (size_t f = 0; f < p->rubric->feature_count; f++) {
		for (size_t i = 0; i < p->platform_count; i++)
			add_machine_row(t, p, c, f, i);
	}
	return t;
}

struct table *scores_totals(const struct profile *p)
{
	static const char *const names[] = {
		"set",		"platform", "level_sum", "max_measured",
		"max_possible", "percent",  "rank",
	};
	const struct rubric *r = p->rubric;
	struct table *t = table_new("totals", "Totals");

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		table_column(t, names[i], names[i], i == 5 ? 2 : 0);
	for (size_t set = 0; set <= r->set_count; set++) {
		for (size_t i = 1; i < p->platform_count; i++) {
			const struct profile_total *total = profile_total(p, set, i);
			table_text(t, set < r->set_count ? r->sets[set].name : "overall");
			table_text(t, profile_platform_name(p, i));
			table_number(t, total->any ? total->level_sum : NAN);
			table_number(t, total->max_measured);
			table_number(t, total->max_possible);
			table_number(t, total->percent);
			table_number(t, total->rank > 0 ? total->rank : NAN);
		}
	}
	return t;
}

void scores_notes(const struct profile *p, struct notes *notes)
{
	for (size_t i = 0; i < p->rubric->feature_count * p->platform_count; i++)
		if (p->cells[i].stats.n > 0)
			return;
	notes_unused(notes, "%s: nothing that this rubric asks for was measured",
		     p->rubric->path ? p->rubric->path : p->rubric->name);
}
