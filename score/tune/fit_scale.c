/* fit_scale.c - thresholds that move together, what holds them, and what cannot be held. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/num.h"
#include "score/tune/fit_private.h"

/* --- the grid ------------------------------------------------------------------------ */

double fit_next(double x)
{
	double step = 1e-12, y;

	if (!isfinite(x))
		return x;
	/* Above some thousands a double has no twelfth decimal. */
	for (y = rubric_round(x + step); y <= x; y = rubric_round(x + step))
		step *= 2;
	return y;
}

double fit_previous(double x)
{
	return -fit_next(-x);
}

static double after_steps(double x, size_t steps)
{
	while (steps-- > 0)
		x = fit_next(x);
	return x;
}

/* --- groups -------------------------------------------------------------------------- */

static double sign_of(const struct fit_work *w, size_t feature)
{
	return w->r->features[feature].lower_is_better ? -1 : 1;
}

static void add_limit(struct fit_group *g, struct fit_limit limit)
{
	g->limits = mem_grow(g->limits, &g->limit_room, g->limit_count + 1,
			     sizeof(g->limits[0]));
	g->limits[g->limit_count++] = limit;
}

/* On the figure or on its better side: the threshold is reached. */
bool fit_reaches(const struct fit_work *w, const struct fit_group *g, size_t feature,
		 double figure, double x)
{
	figure *= g->sign;
	return sign_of(w, feature) == g->sign ? figure >= x : figure <= x;
}

/* The figure must, or must not, reach the threshold. */
static void limit_by(const struct fit_work *w, struct fit_group *g, size_t target,
		     size_t index, bool reached)
{
	const struct fit_target *t = &w->out->targets[target];
	double x = g->sign * w->m.figures[t->feature * w->m.candidates + t->candidate];
	bool alike = sign_of(w, t->feature) == g->sign;
	struct fit_limit limit = { .index = index, .target = target, .at = x };

	limit.lower = alike != reached;
	if (!reached)
		limit.at = alike ? fit_next(x) : fit_previous(x);
	add_limit(g, limit);
}

static void add_target(const struct fit_work *w, struct fit_group *g, size_t target)
{
	const struct fit_target *t = &w->out->targets[target];
	const struct rubric_feature *f = &w->r->features[t->feature];
	size_t index = 0; /* of the first threshold that is not to be reached */

	while (index < f->level_count && f->levels[index].level <= t->level)
		index++;
	if (index > 0)
		limit_by(w, g, target, index - 1, true);
	if (index < f->level_count)
		limit_by(w, g, target, index, false);
}

static void add_range(struct fit_group *g, size_t index, double low, double high,
		      const char *text)
{
	struct fit_limit limit = {
		.index = index,
		.target = FIT_NO_TARGET,
		.bound = text,
		.lower = true,
		.at = g->sign > 0 ? low : -high,
	};

	if (isfinite(limit.at))
		add_limit(g, limit);
	limit.lower = false;
	limit.at = g->sign > 0 ? high : -low;
	if (isfinite(limit.at))
		add_limit(g, limit);
}

static void add_bounds(const struct fit_work *w, struct fit_group *g, size_t feature)
{
	const struct rubric_feature *f = &w->r->features[feature];

	for (size_t i = 0; i < f->level_count; i++) {
		const struct fit_bound *b = &w->bounds[feature][i];

		if (!f->absolute)
			add_range(g, i, 0, HUGE_VAL,
				  "a share of the baseline is not below 0 %");
		if (b->given)
			add_range(g, i, b->low, b->high, b->text);
	}
}

/* The tightest of all limits of each threshold. */
static void take_limits(struct fit_group *g)
{
	for (size_t i = 0; i < g->count; i++) {
		g->low_own[i] = -HUGE_VAL;
		g->high_own[i] = HUGE_VAL;
	}
	for (size_t k = 0; k < g->limit_count; k++) {
		const struct fit_limit *l = &g->limits[k];

		if (l->lower)
			g->low_own[l->index] = fmax(g->low_own[l->index], l->at);
		else
			g->high_own[l->index] = fmin(g->high_own[l->index], l->at);
	}
}

static bool together(const struct fit_work *w, size_t a, size_t b)
{
	const char *x = w->r->features[a].scale, *y = w->r->features[b].scale;

	return a == b || (x != NULL && y != NULL && !w->apart[a] && !w->apart[b] &&
			  strcmp(x, y) == 0);
}

static void make_group(struct fit_work *w, struct fit_group *g, size_t first)
{
	const struct rubric_feature *f = &w->r->features[first];
	struct arena *a = w->a;
	size_t *features = arena_new(a, w->r->feature_count, sizeof(features[0]));
	double *was = arena_new(a, f->level_count, sizeof(was[0]));

	*g = (struct fit_group){
		.scale = f->scale,
		.apart = w->apart[first],
		.features = features,
		.sign = sign_of(w, first),
		.count = f->level_count,
		.was = was,
		.low = arena_new(a, f->level_count, sizeof(double)),
		.high = arena_new(a, f->level_count, sizeof(double)),
		.low_own = arena_new(a, f->level_count, sizeof(double)),
		.high_own = arena_new(a, f->level_count, sizeof(double)),
		.is = arena_new(a, f->level_count, sizeof(double)),
	};
	for (size_t i = 0; i < g->count; i++)
		was[i] = g->is[i] = g->sign * f->levels[i].threshold;
	for (size_t i = first; i < w->r->feature_count; i++) {
		if (!together(w, first, i))
			continue;
		features[g->feature_count++] = i;
		add_bounds(w, g, i);
	}
}

/* Bounds that leave nothing whatever the targets are. */
static int check_bounds(const struct fit_work *w, const struct fit_group *g)
{
	for (size_t k = 0; k < g->limit_count; k++) {
		for (size_t n = 0; n < g->limit_count; n++) {
			const struct fit_limit *l = &g->limits[k], *u = &g->limits[n];

			if (!l->lower || u->lower || l->index > u->index ||
			    l->target != FIT_NO_TARGET || u->target != FIT_NO_TARGET ||
			    after_steps(l->at, u->index - l->index) <= u->at)
				continue;
			return err_set(
				w->err, EXIT_INPUT,
				"%s and %s leave nothing to fit: thresholds keep their "
				"order",
				l->bound, u->bound);
		}
	}
	return 0;
}

static struct fit_group *group_of(const struct fit_work *w, size_t feature)
{
	for (size_t i = 0; i < w->group_count; i++) {
		for (size_t k = 0; k < w->groups[i].feature_count; k++) {
			if (w->groups[i].features[k] == feature)
				return &w->groups[i];
		}
	}
	return NULL;
}

int fit_make_groups(struct fit_work *w, const bool *use)
{
	const struct fit *out = w->out;

	fit_free_groups(w);
	w->groups = mem_new(w->r->feature_count, sizeof(w->groups[0]));
	for (size_t f = 0; f < w->r->feature_count; f++) {
		if (!w->r->features[f].judged && group_of(w, f) == NULL)
			make_group(w, &w->groups[w->group_count++], f);
	}
	for (size_t i = 0; i < w->group_count; i++) {
		if (check_bounds(w, &w->groups[i]) != 0)
			return -1;
	}
	for (size_t t = 0; t < out->target_count; t++) {
		if (out->targets[t].kind == FIT_CELL && (use == NULL || use[t]))
			add_target(w, group_of(w, out->targets[t].feature), t);
	}
	for (size_t i = 0; i < w->group_count; i++)
		take_limits(&w->groups[i]);
	return 0;
}

void fit_free_groups(struct fit_work *w)
{
	for (size_t i = 0; i < w->group_count; i++)
		free(w->groups[i].limits);
	free(w->groups);
	w->groups = NULL;
	w->group_count = 0;
}

/* --- one group ----------------------------------------------------------------------- */

bool fit_chain(struct fit_group *g)
{
	bool can = true;

	for (size_t i = 0; i < g->count; i++)
		g->low[i] = i == 0 ? g->low_own[i]
				   : fmax(g->low_own[i], fit_next(g->low[i - 1]));
	for (size_t i = g->count; i-- > 0;)
		g->high[i] = i + 1 == g->count
				     ? g->high_own[i]
				     : fmin(g->high_own[i], fit_previous(g->high[i + 1]));
	/* All three ascend, and so does what comes out; each goes no further than it must.
	 */
	for (size_t i = 0; i < g->count; i++) {
		can = can && g->low[i] <= g->high[i];
		g->is[i] = fmax(g->low[i], fmin(g->was[i], g->high[i]));
	}
	return can;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

const double *fit_pieces(struct fit_work *w, const struct fit_group *g, size_t *count)
{
	size_t n = w->m.candidates, kept = 0, all = 0;
	double *at = arena_new(w->a, g->feature_count * n + 1, sizeof(at[0]));

	for (size_t k = 0; k < g->feature_count; k++) {
		for (size_t c = 0; c < n; c++) {
			double x = g->sign * w->m.figures[g->features[k] * n + c];

			if (isnan(x))
				continue;
			at[all++] = sign_of(w, g->features[k]) == g->sign ? fit_next(x) : x;
		}
	}
	if (all > 0)
		qsort(at, all, sizeof(at[0]), by_value);
	for (size_t i = 0; i < all; i++) {
		if (kept == 0 || at[i] > at[kept - 1])
			at[kept++] = at[i];
	}
	*count = kept;
	return at;
}

/* --- what cannot be held ------------------------------------------------------------- */

const char *fit_value_text(struct arena *a, const struct rubric_feature *f, double value)
{
	char number[400];

	num_format(number, sizeof(number), f->absolute ? value : rubric_round(100 * value));
	return arena_printf(a, "%s%s", number, f->absolute ? "" : "%");
}

/* "74.74 %", with as many digits as tell it from the other. */
static const char *figure_text(struct fit_work *w, const struct rubric_feature *f,
			       double value, double other)
{
	int decimals = f->absolute ? f->decimals : 2;
	double unit = f->absolute ? 1 : 100, gap = fabs(value - other) * unit;

	while (decimals < 10 && gap > 0 && gap * pow(10, decimals) < 1)
		decimals++;
	return arena_printf(w->a, "%.*f %s", decimals, value * unit,
			    f->absolute ? f->unit_text : "%");
}

/* "above 74.74 %": what a limit wants of its threshold; in the rubric's terms, where lower
   may be better. */
static const char *limit_text(struct fit_work *w, const struct fit_group *g,
			      const struct fit_limit *l, const struct fit_limit *other)
{
	size_t feature = g->features[0];
	double value = g->sign * l->at, than = g->sign * other->at;
	bool low = l->lower == (g->sign > 0), on = true;

	if (l->target != FIT_NO_TARGET) {
		const struct fit_target *t = &w->out->targets[l->target];

		feature = t->feature;
		value = w->m.figures[feature * w->m.candidates + t->candidate];
		on = value == g->sign * l->at;
	}
	return arena_printf(w->a, "%s %s",
			    low	 ? on ? "at or above" : "above"
			    : on ? "at or below"
				 : "below",
			    figure_text(w, &w->r->features[feature], value, than));
}

/* "level 2 would have to begin above 74.74 % and at or below 70.19 %" */
static const char *conflict_text(struct fit_work *w, const struct fit_group *g,
				 const struct fit_limit *l, const struct fit_limit *u)
{
	const struct rubric_feature *f = &w->r->features[g->features[0]];
	char lower[RUBRIC_LEVEL], upper[RUBRIC_LEVEL];
	const char *level = rubric_level_text(f, f->levels[l->index].level, lower);
	const char *low = limit_text(w, g, l, u), *high = limit_text(w, g, u, l);
	const char *bound = l->bound ? l->bound : u->bound, *text;

	if (l->index == u->index)
		text = arena_printf(w->a, "level %s would have to begin %s and %s", level, low,
				    high);
	else
		text = arena_printf(
			w->a,
			"level %s would have to begin %s, and level %s, which is "
			"harder, %s",
			level, low, rubric_level_text(f, f->levels[u->index].level, upper),
			high);
	if (bound != NULL)
		text = arena_printf(w->a, "%s (%s)", text, bound);
	else if (g->scale != NULL && g->feature_count > 1 &&
		 w->out->targets[l->target].feature != w->out->targets[u->target].feature)
		text = arena_printf(w->a, "on the scale %s, %s", g->scale, text);
	return text;
}

static bool collide(const struct fit_limit *l, const struct fit_limit *u)
{
	return l->lower && !u->lower && l->index <= u->index &&
	       after_steps(l->at, u->index - l->index) > u->at;
}

/* Keeps the first of them and counts all. */
static void add_conflict(struct fit_work *w, const struct fit_group *g,
			 const struct fit_limit *l, const struct fit_limit *u)
{
	struct fit *out = w->out;
	size_t *targets, count = 0;

	if (out->conflicts == NULL)
		out->conflicts =
			arena_new(w->a, FIT_CONFLICTS_MOST, sizeof(out->conflicts[0]));
	if (out->conflict_total++ >= FIT_CONFLICTS_MOST)
		return;
	targets = arena_new(w->a, 2, sizeof(targets[0]));
	if (l->target != FIT_NO_TARGET)
		targets[count++] = l->target;
	if (u->target != FIT_NO_TARGET)
		targets[count++] = u->target;
	out->conflicts[out->conflict_count++] = (struct fit_conflict){
		.targets = targets,
		.count = count,
		.smallest = true,
		.text = conflict_text(w, g, l, u),
	};
}

/* Targets that a bound alone forbids; each once. */
static void find_alone(struct fit_work *w, const struct fit_group *g, bool *alone)
{
	for (size_t k = 0; k < g->limit_count; k++) {
		for (size_t n = 0; n < g->limit_count; n++) {
			const struct fit_limit *l = &g->limits[k], *u = &g->limits[n];
			bool free_l = l->target == FIT_NO_TARGET,
			     free_u = u->target == FIT_NO_TARGET;
			size_t target = free_l ? u->target : l->target;

			if (free_l == free_u || alone[target] || !collide(l, u))
				continue;
			alone[target] = true;
			add_conflict(w, g, l, u);
		}
	}
}

static void find_pairs(struct fit_work *w, const struct fit_group *g, const bool *alone)
{
	for (size_t k = 0; k < g->limit_count; k++) {
		const struct fit_limit *l = &g->limits[k];

		if (l->target == FIT_NO_TARGET || alone[l->target])
			continue;
		for (size_t n = 0; n < g->limit_count; n++) {
			const struct fit_limit *u = &g->limits[n];

			if (u->target != FIT_NO_TARGET && !alone[u->target] &&
			    collide(l, u))
				add_conflict(w, g, l, u);
		}
	}
}

size_t fit_find_conflicts(struct fit_work *w)
{
	bool *alone = mem_new(w->out->target_count + 1, sizeof(alone[0]));

	w->out->conflict_count = w->out->conflict_total = 0;
	for (size_t i = 0; i < w->group_count; i++) {
		if (fit_chain(&w->groups[i]))
			continue;
		find_alone(w, &w->groups[i], alone);
		find_pairs(w, &w->groups[i], alone);
	}
	free(alone);
	return w->out->conflict_total;
}
