/* fit.c - from what is asked to thresholds, or to what contradicts itself. */
#include "score/tune/fit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "score/tune/fit_private.h"

/* --- one attempt --------------------------------------------------------------------- */

static bool has_order(const struct fit *f)
{
	for (size_t t = 0; t < f->target_count; t++) {
		if (f->targets[t].kind != FIT_CELL)
			return true;
	}
	return false;
}

/* Groups that cannot hold their targets while they move together. */
static bool take_apart(struct fit_work *w, bool all)
{
	bool any = false;

	for (size_t i = 0; i < w->group_count; i++) {
		struct fit_group *g = &w->groups[i];

		if (g->scale == NULL || g->apart || g->feature_count < 2 ||
		    (!all && fit_chain(g)))
			continue;
		any = true;
		for (size_t k = 0; k < g->feature_count; k++)
			w->apart[g->features[k]] = true;
	}
	return any;
}

/* Levels first, which are decided exactly; then an order among what they leave. */
static int attempt(struct fit_work *w)
{
	struct fit *out = w->out;

	if (fit_make_groups(w, NULL) != 0)
		return -1;
	out->outcome = FIT_FOUND;
	if (fit_find_conflicts(w) > 0)
		out->outcome = FIT_IMPOSSIBLE;
	else if (has_order(out))
		out->outcome = fit_order(w, NULL);
	return 0;
}

/* Would it do if no feature shared its scale? Of levels alone. */
static int look_apart(struct fit_work *w)
{
	struct fit *out = w->out;
	struct fit_conflict *conflicts = out->conflicts;
	size_t count = out->conflict_count, total = out->conflict_total;

	if (!take_apart(w, false))
		return 0;
	if (fit_make_groups(w, NULL) != 0)
		return -1;
	out->conflicts = NULL;
	out->apart_helps = fit_find_conflicts(w) == 0 && !has_order(out);
	out->conflicts = conflicts;
	out->conflict_count = count;
	out->conflict_total = total;
	return 0;
}

/* --- what was found ------------------------------------------------------------------ */

static const char *levels_text(struct fit_work *w, const struct fit_group *g)
{
	const struct rubric_feature *f = &w->r->features[g->features[0]];
	const char *text = "";
	bool pairs = false;

	for (size_t i = 0; i < g->count; i++)
		pairs = pairs || f->levels[i].level != (int)i + 1;
	for (size_t i = 0; i < g->count; i++) {
		text = arena_printf(w->a, "%s%s", text, i == 0 ? "" : pairs ? ", " : " ");
		if (pairs)
			text = arena_printf(w->a, "%s%d: ", text, f->levels[i].level);
		text = arena_printf(w->a, "%s%s", text,
				    fit_value_text(w->a, f, g->sign * g->is[i]));
	}
	return text;
}

/* The scale's new levels; or the feature's, and what it had from the scale. */
static void add_edit(struct fit_work *w, const struct fit_group *g)
{
	const struct rubric_feature *f = &w->r->features[g->features[0]];
	struct rubric_edits *e = &w->out->edits;

	if (g->scale != NULL && !g->apart) {
		rubric_edits_add(e, "levels", g->scale, "levels", levels_text(w, g));
		return;
	}
	rubric_edits_add(e, "feature", f->name, "levels", levels_text(w, g));
	if (g->scale != NULL && f->base_level != 0)
		rubric_edits_add(e, "feature", f->name, "otherwise",
				 arena_printf(w->a, "%d", f->base_level));
}

static bool has_moved(const struct fit_group *g)
{
	bool moved = false;

	for (size_t i = 0; i < g->count; i++)
		moved = moved || g->is[i] != g->was[i];
	return moved;
}

static void add_thresholds(struct fit_work *w, const struct fit_group *g)
{
	struct fit *out = w->out;

	for (size_t i = 0; i < g->count; i++) {
		bool shared = g->scale != NULL && !g->apart;
		double low = g->sign * g->low[i], high = g->sign * g->high[i];

		if (g->is[i] == g->was[i])
			continue;
		out->thresholds[out->threshold_count++] = (struct fit_threshold){
			.name = shared ? g->scale : w->r->features[g->features[0]].name,
			.scale = g->scale,
			.leaves = g->scale != NULL && g->apart,
			.feature = g->features[0],
			.index = i,
			.was = g->sign * g->was[i],
			.is = g->sign * g->is[i],
			.low = fmin(low, high),
			.high = fmax(low, high),
		};
	}
}

static bool is_wanted(const struct fit *f, size_t feature, size_t candidate)
{
	for (size_t t = 0; t < f->target_count; t++) {
		const struct fit_target *x = &f->targets[t];

		if (x->kind == FIT_CELL && x->feature == feature &&
		    x->candidate == candidate)
			return true;
	}
	return false;
}

static void add_changes(struct fit_work *w)
{
	struct fit *out = w->out;
	size_t n = w->m.candidates, cells = w->m.features * n;

	out->changes = arena_new(w->a, cells, sizeof(out->changes[0]));
	for (size_t c = 0; c < cells; c++) {
		if (w->levels[c] == w->levels_was[c])
			continue;
		out->changes[out->change_count++] = (struct fit_change){
			.feature = c / n,
			.candidate = c % n,
			.was = w->levels_was[c],
			.now = w->levels[c],
			.wanted = is_wanted(out, c / n, c % n),
		};
	}
}

/* Points that a group's thresholds go before they are rounded. */
static double least_of(struct fit_work *w, struct fit_group *g)
{
	double points = 0;

	fit_chain(g);
	for (size_t i = 0; i < g->count; i++)
		points += fabs(fit_points(&w->r->features[g->features[0]],
					  g->sign * g->was[i], g->sign * g->is[i]));
	return points;
}

static int take_found(struct fit_work *w)
{
	struct fit *out = w->out;
	size_t most = 0;

	for (size_t i = 0; i < w->group_count; i++) {
		most += w->groups[i].count;
		out->least += least_of(w, &w->groups[i]);
	}
	fit_round(w);
	if (!fit_holds(w))
		return err_set(
			w->err, EXIT_MACHINE,
			"--fit: thresholds were found, but the rubric with them does "
			"not say what it should; this is a fault of desmet");
	fit_rooms(w);
	out->thresholds = arena_new(w->a, most, sizeof(out->thresholds[0]));
	for (size_t i = 0; i < w->group_count; i++) {
		if (!has_moved(&w->groups[i]))
			continue;
		add_thresholds(w, &w->groups[i]);
		add_edit(w, &w->groups[i]);
	}
	add_changes(w);
	out->scores = w->scores;
	if (out->threshold_count == 0)
		out->outcome = FIT_HELD;
	return 0;
}

/* --- all of it ----------------------------------------------------------------------- */

static void begin(struct fit_work *w)
{
	size_t cells;

	model_init(&w->m, w->p);
	cells = w->m.features * w->m.candidates;
	w->levels = arena_new(w->a, cells, sizeof(w->levels[0]));
	w->levels_was = arena_new(w->a, cells, sizeof(w->levels_was[0]));
	w->scores =
		arena_new(w->a, (w->m.sets + 1) * w->m.candidates, sizeof(w->scores[0]));
	w->apart = arena_new(w->a, w->m.features, sizeof(w->apart[0]));
	model_levels(&w->m, w->m.figures, w->levels_was);
	model_scores(&w->m, w->levels_was, w->scores);
	for (size_t t = 0; t < w->out->target_count; t++)
		w->out->targets[t].held =
			fit_target_holds(w, &w->out->targets[t], w->levels_was, w->scores);
}

static int find(struct fit_work *w, bool own)
{
	struct fit *out = w->out;

	if (attempt(w) != 0)
		return -1;
	if (own && out->outcome != FIT_FOUND && take_apart(w, has_order(out)) &&
	    attempt(w) != 0)
		return -1;
	if (out->outcome == FIT_FOUND)
		return take_found(w);
	if (out->outcome != FIT_IMPOSSIBLE)
		return 0;
	if (out->conflict_total == 0)
		fit_order_conflict(w);
	return own ? 0 : look_apart(w);
}

int fit_find(const struct profile *p, const struct fit_words *words, struct fit *out,
	     struct err *err)
{
	struct fit_work w = {
		.out = out, .p = p, .r = p->rubric, .a = &out->arena, .err = err
	};
	int rc;

	*out = (struct fit){ .profile = p };
	w.most = words->most ? words->most : FIT_ARRANGEMENTS_MOST;
	if (fit_read(&w, words) != 0)
		return -1;
	begin(&w);
	rc = find(&w, words->own);
	fit_free_groups(&w);
	model_release(&w.m);
	return rc;
}
