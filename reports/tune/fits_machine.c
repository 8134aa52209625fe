/* fits_machine.c - a fit as one table for programs. */
#include <math.h>

#include "reports/tune/break_evens.h"
#include "reports/tune/fits.h"

static const char *set_name(const struct rubric *r, size_t set)
{
	return set < r->set_count ? r->sets[set].name : "overall";
}

static void add_outcome(struct table *t, const struct fit *f)
{
	static const char *const names[] = {
		[FIT_HELD] = "held",
		[FIT_FOUND] = "found",
		[FIT_IMPOSSIBLE] = "impossible",
		[FIT_NOT_FOUND] = "not_found",
	};

	table_text(t, "outcome");
	for (int i = 0; i < 4; i++)
		table_missing(t, NULL);
	table_number(t, f->outcome == FIT_FOUND ? rubric_round(f->least) : NAN);
	for (int i = 0; i < 5; i++)
		table_missing(t, NULL);
	table_text(t, names[f->outcome]);
}

static void add_figure(struct table *t, const struct fit *f, size_t feature,
		       size_t candidate)
{
	const struct profile_cell *c = profile_cell(f->profile, feature, candidate + 1);

	table_number(t, f->profile->rubric->features[feature].absolute
				? c->shown
				: rubric_round(100 * c->ratio));
}

/* The level, or whether the order holds, as the rubric is and with the thresholds that were
   found. */
static void add_target(struct table *t, const struct fit *f, const struct fit_target *x,
		       const char *kind, const char *note)
{
	const struct rubric *r = f->profile->rubric;
	bool cell = x->kind == FIT_CELL, found = f->outcome <= FIT_FOUND;

	table_text(t, kind);
	table_text(t, set_name(r, cell ? r->features[x->feature].set : x->set));
	table_text(t, cell ? r->features[x->feature].name : "");
	table_text(t, cell ? r->platforms[x->candidate].name : "");
	table_number(t, cell ? x->level : NAN);
	if (cell)
		add_figure(t, f, x->feature, x->candidate);
	else
		table_missing(t, NULL);
	table_number(t, cell ? profile_cell(f->profile, x->feature, x->candidate + 1)->level
			     : x->held);
	table_number(t, !found ? NAN : cell ? x->level : 1);
	for (int i = 0; i < 3; i++)
		table_missing(t, NULL);
	table_text(t, note);
}

static void add_threshold(struct table *t, const struct fit *f,
			  const struct fit_threshold *x)
{
	const struct rubric_feature *feature = &f->profile->rubric->features[x->feature];
	bool scale = x->scale != NULL && !x->leaves;

	table_text(t, "threshold");
	table_text(t, scale ? "" : set_name(f->profile->rubric, feature->set));
	table_text(t, x->name);
	table_missing(t, NULL);
	table_number(t, feature->levels[x->index].level);
	table_missing(t, NULL);
	table_number(t, break_evens_shown(feature, x->was));
	table_number(t, break_evens_shown(feature, x->is));
	table_number(t, break_evens_shown(feature, x->low));
	table_number(t, break_evens_shown(feature, x->high));
	table_text(t, feature->absolute ? feature->unit_text : "%");
	table_text(t, scale	  ? "scale"
		      : x->leaves ? arena_printf(&t->arena, "leaves %s", x->scale)
				  : "");
}

static void add_change(struct table *t, const struct fit *f, const struct fit_change *c)
{
	const struct rubric *r = f->profile->rubric;

	table_text(t, "change");
	table_text(t, set_name(r, r->features[c->feature].set));
	table_text(t, r->features[c->feature].name);
	table_text(t, r->platforms[c->candidate].name);
	table_missing(t, NULL);
	add_figure(t, f, c->feature, c->candidate);
	table_number(t, c->was);
	table_number(t, c->now);
	for (int i = 0; i < 3; i++)
		table_missing(t, NULL);
	table_text(t, c->wanted ? "wanted" : "besides");
}

struct table *fits_machine(const struct fit *f)
{
	static const char *const names[] = { "kind",  "set",	"feature", "platform",
					     "level", "figure", "was",	   "is",
					     "low",   "high",	"unit",	   "note" };
	struct table *t = table_new("fit", "Fit");

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		table_column(t, names[i], names[i], -1);
	add_outcome(t, f);
	for (size_t i = 0; i < f->target_count; i++) {
		const struct fit_target *x = &f->targets[i];

		add_target(t, f, x, "target",
			   x->kind == FIT_CELL
				   ? x->place
				   : arena_printf(&t->arena, "%s (%s)", x->word, x->place));
	}
	for (size_t i = 0; i < f->threshold_count; i++)
		add_threshold(t, f, &f->thresholds[i]);
	for (size_t i = 0; i < f->change_count; i++)
		add_change(t, f, &f->changes[i]);
	for (size_t i = 0; i < f->conflict_count; i++) {
		const struct fit_conflict *c = &f->conflicts[i];

		for (size_t k = 0; k < c->count; k++)
			add_target(t, f, &f->targets[c->targets[k]], "conflict",
				   arena_printf(&t->arena, "%zu: %s", i + 1, c->text));
	}
	return t;
}
