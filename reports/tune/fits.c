/* fits.c - a fit as tables for people, and as a rubric. Knows no format. */
#include "reports/tune/fits.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reports/tune/break_evens.h"
#include "reports/tune/order.h"

#define ARROW " \xe2\x86\x92 "

/* --- words --------------------------------------------------------------------------- */

static const char *some(struct arena *a, size_t n, const char *what)
{
	return arena_printf(a, "%zu %s%s", n, what, n == 1 ? "" : "s");
}

static size_t held(const struct fit *f)
{
	size_t n = 0;

	for (size_t i = 0; i < f->target_count; i++)
		n += f->targets[i].held;
	return n;
}

static double points_of(const struct fit *f, const struct fit_threshold *t)
{
	return rubric_round(
		fit_points(&f->profile->rubric->features[t->feature], t->was, t->is));
}

/* "70 %", "12.5 ms" */
static const char *value_text(struct arena *a, const struct rubric_feature *f, double value)
{
	char number[40];

	table_format_number(number, sizeof(number), break_evens_shown(f, value));
	return arena_printf(a, "%s %s", number, f->absolute ? f->unit_text : "%");
}

static const char *level_text(struct arena *a, const struct rubric_feature *f, int level)
{
	const char *symbol = rubric_symbol_of(f, level);

	return symbol != NULL ? symbol : arena_printf(a, "%d", level);
}

/* "70.2 to 70.32 %": rounded inwards, so that what it says is true. */
static const char *room_text(struct arena *a, const struct rubric_feature *f,
			     const struct fit_threshold *t)
{
	double low = break_evens_shown(f, t->low), high = break_evens_shown(f, t->high);
	double is = break_evens_shown(f, t->is);
	const char *unit = f->absolute ? f->unit_text : "%";
	char from[40], to[40];

	for (int decimals = 2; decimals <= 10; decimals++) {
		double size = pow(10, decimals);
		double x = ceil(low * size - 1e-9) / size;
		double y = floor(high * size + 1e-9) / size;

		if (decimals < 10 && !(x <= is && is <= y))
			continue;
		low = x;
		high = y;
		break;
	}
	table_format_number(from, sizeof(from), low == 0 ? 0 : low); /* no "-0" */
	table_format_number(to, sizeof(to), high == 0 ? 0 : high);
	if (isinf(t->low) && isinf(t->high))
		return "any";
	if (isinf(t->low))
		return arena_printf(a, "up to %s %s", to, unit);
	if (isinf(t->high))
		return arena_printf(a, "from %s %s on", from, unit);
	return arena_printf(a, "%s to %s %s", from, to, unit);
}

/* What the fit came to, in a sentence or two. */
static const char *outcome_text(struct arena *a, const struct fit *f)
{
	double points = 0;

	switch (f->outcome) {
	case FIT_HELD:
		return "All of them hold as the rubric is.";
	case FIT_FOUND:
		for (size_t i = 0; i < f->threshold_count; i++)
			points += fabs(points_of(f, &f->thresholds[i]));
		return arena_printf(a, "All hold when %s, by %.10g points in all.",
				    f->threshold_count == 1
					    ? "one threshold moves"
					    : arena_printf(a, "%zu thresholds move",
							   f->threshold_count),
				    points);
	case FIT_IMPOSSIBLE:
		return "No thresholds within the bounds give all of them.";
	case FIT_NOT_FOUND:
		break;
	}
	return arena_printf(
		a,
		"Not found within %zu arrangements of thresholds, which proves nothing%s. "
		"--bound makes the search shorter.",
		f->tried,
		isnan(f->tried_to)
			? ""
			: arena_printf(a,
				       " but that movements of %.10g points in all are "
				       "too few",
				       f->tried_to));
}

/* --- thresholds ---------------------------------------------------------------------- */

/* The options that make the same rubric. */
static const char *options_text(struct arena *a, const struct fit *f)
{
	const char *text = "The same by hand:";

	for (size_t i = 0; i < f->edits.count; i++) {
		const struct rubric_edit *e = &f->edits.list[i];

		text = arena_printf(a, "%s --set '%s.%s.%s=%s'", text, e->kind, e->name,
				    e->key, e->value);
	}
	return text;
}

static void add_threshold(struct table *t, const struct fit *f,
			  const struct fit_threshold *x)
{
	const struct rubric *r = f->profile->rubric;
	const struct rubric_feature *feature = &r->features[x->feature];
	bool scale = x->scale != NULL && !x->leaves;
	struct cell *c;

	table_text(t,
		   scale ? arena_printf(&t->arena, "Scale %s", x->scale) : feature->title);
	table_text(t, level_text(&t->arena, feature, feature->levels[x->index].level));
	table_text(t, value_text(&t->arena, feature, x->was))->style = STYLE_QUIET;
	table_text(t, value_text(&t->arena, feature, x->is))->style = STYLE_INPUT;
	c = table_number(t, points_of(f, x));
	table_set_shown(t, c, arena_printf(&t->arena, "%+.10g", points_of(f, x)));
	table_text(t, room_text(&t->arena, feature, x));
}

static struct table *thresholds_table(const struct fit *f)
{
	const struct rubric *r = f->profile->rubric;
	struct table *t = table_new("fit_thresholds", "Fit");
	const char *leaves = "";

	t->sheet = "Fit";
	t->note = arena_printf(&t->arena,
			       "Rubric %s%s%s. %s, of which %zu hold%s as the "
			       "rubric is. %s",
			       r->name, r->edits ? ", " : "", r->edits ? r->edits : "",
			       some(&t->arena, f->target_count, "target"), held(f),
			       held(f) == 1 ? "s" : "", outcome_text(&t->arena, f));
	table_column(t, "name", "Thresholds of", 0);
	table_column(t, "level", "Level", 0);
	table_column(t, "was", "Was", 0);
	table_column(t, "is", "Is", 0);
	table_column(t, "by", "By points", -1);
	table_column(t, "room", "Room", 0);
	for (size_t i = 0; i < f->threshold_count; i++) {
		const struct fit_threshold *x = &f->thresholds[i];

		add_threshold(t, f, x);
		if (x->leaves && (i == 0 || f->thresholds[i - 1].feature != x->feature))
			leaves = arena_printf(&t->arena, "%s%s%s", leaves,
					      *leaves ? ", " : "",
					      r->features[x->feature].title);
	}
	if (f->edits.count > 0)
		t->footnote = options_text(&t->arena, f);
	if (*leaves)
		t->footnote = arena_printf(&t->arena,
					   "With levels of their own, apart from the scale "
					   "that they shared: %s.\n%s",
					   leaves, t->footnote);
	return t;
}

/* --- targets ------------------------------------------------------------------------- */

/* The figure of a cell's target; of an order the totals that are ranked. */
static void add_figure(struct table *t, const struct fit *f, const struct fit_target *x)
{
	const struct rubric *r = f->profile->rubric;
	const struct profile_cell *c;
	struct cell *cell;

	if (x->kind != FIT_CELL) {
		const struct profile_total *a =
			profile_total(f->profile, x->set, x->first + 1);
		const struct profile_total *b =
			profile_total(f->profile, x->set, x->second + 1);

		if (r->weighted)
			table_printf(t, "%.2f, %.2f %%", a->percent, b->percent);
		else
			table_printf(t, "%d, %d", a->level_sum, b->level_sum);
		table_text(t, x->held ? "yes" : "no");
		return;
	}
	c = profile_cell(f->profile, x->feature, x->candidate + 1);
	if (r->features[x->feature].absolute) {
		cell = table_number(t, c->shown);
		cell->decimals = r->features[x->feature].decimals;
		table_set_suffix(
			t, cell,
			arena_printf(&t->arena, " %s", r->features[x->feature].unit_text));
	} else {
		cell = table_number(t, c->ratio);
		cell->decimals = 2;
		cell->percent = true;
	}
	table_text(t, level_text(&t->arena, &r->features[x->feature], c->level));
}

/* Of the command line it is plain where it is from. */
static bool is_of_sheet(const struct fit_target *t)
{
	return strncmp(t->place, "--fit ", 6) != 0;
}

/* "sheet.ini:24": without the folders. */
static const char *place_text(const struct fit_target *t)
{
	const char *slash = strrchr(t->place, '/');

	return slash != NULL ? slash + 1 : t->place;
}

static struct table *targets_table(const struct fit *f)
{
	struct table *t = table_new("fit_targets", "What does not hold as the rubric is");

	bool sheets = false;

	for (size_t i = 0; i < f->target_count; i++)
		sheets = sheets || (!f->targets[i].held && is_of_sheet(&f->targets[i]));
	t->sheet = "Targets";
	table_column(t, "target", "Target", 0);
	table_column(t, "figure", "Figure", 2);
	table_column(t, "now", "Now", 0);
	if (sheets)
		table_column(t, "place", "From", 0);
	for (size_t i = 0; i < f->target_count; i++) {
		const struct fit_target *x = &f->targets[i];

		if (x->held)
			continue;
		table_text(t, x->text);
		add_figure(t, f, x);
		if (sheets)
			table_text(t, is_of_sheet(x) ? place_text(x) : "")->style =
				STYLE_QUIET;
	}
	return t;
}

/* --- what else changes --------------------------------------------------------------- */

static struct table *changes_table(const struct fit *f)
{
	const struct rubric *r = f->profile->rubric;
	struct table *t = table_new("fit_changes", "What changes besides");

	t->sheet = "Besides";
	table_column(t, "feature", "Feature", 0);
	table_column(t, "platform", "Platform", 0);
	table_column(t, "level", "Level", 0);
	for (size_t i = 0; i < f->change_count; i++) {
		const struct fit_change *c = &f->changes[i];

		if (c->wanted)
			continue;
		table_text(t, r->features[c->feature].title);
		table_text(t, profile_platform_title(f->profile, c->candidate + 1));
		table_printf(t, "%s" ARROW "%s",
			     level_text(&t->arena, &r->features[c->feature], c->was),
			     level_text(&t->arena, &r->features[c->feature], c->now));
	}
	if (t->height == 0)
		t->note = "Nothing: no cell that no target speaks of.";
	return t;
}

/* --- orders -------------------------------------------------------------------------- */

/* As it comes out, of each set that a target speaks of. NULL when none does. */
static struct table *orders_table(const struct fit *f)
{
	const struct rubric *r = f->profile->rubric;
	size_t n = f->profile->platform_count - 1;
	struct table *t = table_new("fit_orders", "The order that comes out");

	t->sheet = "Order";
	table_column(t, "set", "Set", 0);
	table_column(t, "order", "Order", 0);
	t->columns[1].wrap = true;
	for (size_t set = 0; set <= r->set_count; set++) {
		bool asked = false;

		for (size_t i = 0; i < f->target_count; i++)
			asked = asked || (f->targets[i].kind != FIT_CELL &&
					  f->targets[i].set == set);
		if (!asked)
			continue;
		table_text(t, set < r->set_count ? r->sets[set].title : "Overall");
		table_text(t, order_text(&t->arena, f->profile, f->scores + set * n,
					 r->weighted, true));
	}
	if (t->height > 0)
		return t;
	table_free(t);
	return NULL;
}

/* --- what contradicts itself --------------------------------------------------------- */

/* "Database read, KVM: 1 (74.74 %)" */
static const char *member_text(struct arena *a, const struct fit *f,
			       const struct fit_target *x)
{
	const struct rubric_feature *feature = &f->profile->rubric->features[x->feature];
	const struct profile_cell *c;

	if (x->kind != FIT_CELL)
		return x->text;
	c = profile_cell(f->profile, x->feature, x->candidate + 1);
	if (feature->absolute)
		return arena_printf(a, "%s (%.*f %s)", x->text, feature->decimals, c->shown,
				    feature->unit_text);
	return arena_printf(a, "%s (%.2f %%)", x->text, 100 * c->ratio);
}

static void add_conflict(struct table *t, const struct fit *f, const struct fit_conflict *c)
{
	struct arena *a = &t->arena;
	const char *members = "";

	for (size_t i = 0; i < c->count; i++)
		members = arena_printf(a, "%s%s%s", members,
				       i == 0		  ? ""
				       : i + 1 < c->count ? "; "
							  : " and ",
				       member_text(a, f, &f->targets[c->targets[i]]));
	table_printf(t, "%s cannot %s: %s%s", members,
		     c->count > 2   ? "all hold"
		     : c->count > 1 ? "both hold"
				    : "hold",
		     c->text, c->smallest ? "" : " (perhaps fewer of them cannot, either)");
}

static struct table *conflicts_table(const struct fit *f)
{
	struct table *t = table_new("fit_conflicts", "What contradicts itself");

	t->sheet = "Contradictions";
	table_column(t, "what", "What cannot hold together, in sets as small as can be", 0);
	t->columns[0].wrap = true;
	for (size_t i = 0; i < f->conflict_count; i++)
		add_conflict(t, f, &f->conflicts[i]);
	if (f->conflict_total > f->conflict_count)
		t->footnote = arena_printf(&t->arena, "%zu more are not shown.",
					   f->conflict_total - f->conflict_count);
	else if (f->apart_helps)
		t->footnote = "Only features that share a scale stand against each other: "
			      "with --own-levels they get levels of their own.";
	return t;
}

size_t fits_tables(const struct fit *f, struct table **out)
{
	size_t count = 0;

	out[count++] = thresholds_table(f);
	if (held(f) < f->target_count)
		out[count++] = targets_table(f);
	if (f->outcome == FIT_FOUND)
		out[count++] = changes_table(f);
	if (f->scores != NULL) {
		out[count] = orders_table(f);
		count += out[count] != NULL;
	}
	if (f->outcome == FIT_IMPOSSIBLE)
		out[count++] = conflicts_table(f);
	return count;
}

/* --- the rubric ---------------------------------------------------------------------- */

static const char *threshold_comment(struct arena *a, const struct fit *f,
				     const struct fit_threshold *x)
{
	const struct rubric_feature *feature = &f->profile->rubric->features[x->feature];

	return arena_printf(a, "  %s, level %s: %s, was %s; anything does from %s", x->name,
			    level_text(a, feature, feature->levels[x->index].level),
			    value_text(a, feature, x->is), value_text(a, feature, x->was),
			    room_text(a, feature, x));
}

int fits_save(const struct fit *f, const struct rubric_edits *base, const char *to,
	      struct notes *notes, struct err *err)
{
	const struct rubric *r = f->profile->rubric;
	struct rubric_edits all = { 0 };
	struct arena a = { 0 };
	const char **comments = arena_new(&a, f->threshold_count + 1, sizeof(comments[0]));
	size_t count = 0;
	int rc;

	if (f->outcome != FIT_FOUND) {
		notes_unused(notes, "%s is not written: %s", to,
			     f->outcome == FIT_HELD ? "the rubric already does all of this"
						    : "there are no such thresholds");
		arena_release(&a);
		return 0;
	}
	comments[count++] =
		arena_printf(&a, "%s%s%s, fitted to %s by desmet tune:", r->name,
			     r->edits ? " with " : "", r->edits ? r->edits : "",
			     some(&a, f->target_count, "target"));
	for (size_t i = 0; i < f->threshold_count; i++)
		comments[count++] = threshold_comment(&a, f, &f->thresholds[i]);
	rubric_edits_join(&all, r, base, &f->edits);
	rc = rubric_write(r->path, all.list, all.count, comments, count, to, err);
	rubric_edits_release(&all);
	arena_release(&a);
	return rc;
}
