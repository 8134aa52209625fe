/* fit_round.c - round values for thresholds that move, and how far each could go. */
#include <math.h>
#include <string.h>

#include "data/base/num.h"
#include "score/tune/fit_private.h"

/* --- round values -------------------------------------------------------------------- */

/* As the rubric's file will have it. */
static double as_read(struct fit_work *w, const struct fit_group *g, double x)
{
	const struct rubric_feature *f = &w->r->features[g->features[0]];
	const char *text = fit_value_text(w->a, f, g->sign * x);
	double value = x;

	if (!num_parse(text, strcspn(text, "%"), &value, NULL))
		return x;
	return g->sign * rubric_round(f->absolute ? value : value / 100);
}

/* The multiple of the step that is nearest to the end at which a threshold comes in. */
static double multiple(double end, double step, bool up)
{
	double n = end / step;

	return rubric_round((up ? ceil(n - 1e-9) : floor(n + 1e-9)) * step);
}

/* Does a candidate stand on it? */
static bool is_figure(const struct fit_work *w, const struct fit_group *g, double x)
{
	size_t n = w->m.candidates;

	for (size_t k = 0; k < g->feature_count; k++) {
		for (size_t c = 0; c < n; c++) {
			if (g->sign * w->m.figures[g->features[k] * n + c] == x)
				return true;
		}
	}
	return false;
}

/*
 * A whole point if there is one in low..high, else half of one, a tenth and so on: of a
 * value in the feature's unit, of its first digit a hundredth. Nearest to where it comes
 * from. On a figure itself only where nothing else is left.
 */
static double pick(struct fit_work *w, const struct fit_group *g, double was, double low,
		   double high)
{
	const struct rubric_feature *f = &w->r->features[g->features[0]];
	bool up = was < low;
	double end = up ? low : high, unit = 0.01, size = fmax(fabs(was), fabs(end));

	if (f->absolute)
		unit = pow(10, floor(log10(size > 0 ? size : 1))) / 100;
	for (int k = 0; k < 24; k++) {
		double step = unit / pow(10, k / 2) / (k % 2 ? 2 : 1);
		double x = as_read(w, g, multiple(end, step, up));

		/* One further, where rounding fell short or a figure is just met. */
		if (x < low || x > high || (x == end && is_figure(w, g, x)))
			x = as_read(w, g, multiple(x + (up ? step : -step), step, up));
		if (x >= low && x <= high)
			return x;
	}
	return end;
}

/* Those that go up, from the lowest: each leaves room for those above it. */
static void round_up(struct fit_work *w, struct fit_group *g)
{
	double *cap = g->high; /* how high each may go */

	for (size_t i = g->count; i-- > 0;) {
		bool up = g->is[i] > g->was[i];

		cap[i] = up ? g->high_own[i] : g->is[i];
		if (up && i + 1 < g->count)
			cap[i] = fmin(cap[i], fit_previous(cap[i + 1]));
	}
	for (size_t i = 0; i < g->count; i++) {
		double low = g->low_own[i];

		if (g->is[i] <= g->was[i])
			continue;
		if (i > 0)
			low = fmax(low, fit_next(g->is[i - 1]));
		g->is[i] = pick(w, g, g->was[i], low, cap[i]);
	}
}

/* Those that go down, from the highest. */
static void round_down(struct fit_work *w, struct fit_group *g)
{
	double *cap = g->low;

	for (size_t i = 0; i < g->count; i++) {
		bool down = g->is[i] < g->was[i];

		cap[i] = down ? g->low_own[i] : g->is[i];
		if (down && i > 0)
			cap[i] = fmax(cap[i], fit_next(cap[i - 1]));
	}
	for (size_t i = g->count; i-- > 0;) {
		double high = g->high_own[i];

		if (g->is[i] >= g->was[i])
			continue;
		if (i + 1 < g->count)
			high = fmin(high, fit_previous(g->is[i + 1]));
		g->is[i] = pick(w, g, g->was[i], cap[i], high);
	}
}

/* The piece between figures that a threshold stands in, and no more. */
static void keep_piece(struct fit_group *g, const double *pieces, size_t count)
{
	for (size_t i = 0; i < g->count; i++) {
		size_t k = 0;

		while (k < count && pieces[k] <= g->is[i])
			k++;
		if (k > 0)
			g->low_own[i] = fmax(g->low_own[i], pieces[k - 1]);
		if (k < count)
			g->high_own[i] = fmin(g->high_own[i], fit_previous(pieces[k]));
	}
}

void fit_round(struct fit_work *w)
{
	for (size_t n = 0; n < w->group_count; n++) {
		struct fit_group *g = &w->groups[n];
		size_t count;
		const double *pieces = fit_pieces(w, g, &count);

		keep_piece(g, pieces, count);
		round_up(w, g);
		round_down(w, g);
	}
}

/* --- whether it holds ---------------------------------------------------------------- */

bool fit_target_holds(const struct fit_work *w, const struct fit_target *t,
		      const signed char *levels, const struct model_score *scores)
{
	const struct model_score *of = scores + t->set * w->m.candidates;

	if (t->kind == FIT_CELL)
		return levels[t->feature * w->m.candidates + t->candidate] == t->level;
	return t->kind == FIT_ABOVE ? of[t->first].key > of[t->second].key
				    : of[t->first].key == of[t->second].key;
}

bool fit_holds(struct fit_work *w)
{
	bool holds = true;

	for (size_t n = 0; n < w->group_count; n++) {
		const struct fit_group *g = &w->groups[n];

		for (size_t k = 0; k < g->feature_count; k++) {
			struct model_scale *s = &w->m.scales[g->features[k]];

			for (size_t i = 0; i < g->count; i++)
				s->thresholds[i] = s->sign * g->sign * g->is[i];
		}
	}
	model_levels(&w->m, w->m.figures, w->levels);
	model_scores(&w->m, w->levels, w->scores);
	for (size_t t = 0; t < w->out->target_count; t++)
		holds = holds &&
			fit_target_holds(w, &w->out->targets[t], w->levels, w->scores);
	return holds;
}

/* --- rooms --------------------------------------------------------------------------- */

/* What bounds leave a threshold, and its neighbours. */
static void limits_of(const struct fit_group *g, size_t i, double *low, double *high)
{
	*low = i > 0 ? fit_next(g->is[i - 1]) : -HUGE_VAL;
	*high = i + 1 < g->count ? fit_previous(g->is[i + 1]) : HUGE_VAL;
	for (size_t k = 0; k < g->limit_count; k++) {
		const struct fit_limit *l = &g->limits[k];

		if (l->index != i || l->target != FIT_NO_TARGET)
			continue;
		if (l->lower)
			*low = fmax(*low, l->at);
		else
			*high = fmin(*high, l->at);
	}
}

static bool holds_at(struct fit_work *w, struct fit_group *g, size_t i, double x)
{
	double is = g->is[i];
	bool holds;

	g->is[i] = x;
	holds = fit_holds(w);
	g->is[i] = is;
	return holds;
}

/* From piece to piece as long as all targets hold. */
static void find_room(struct fit_work *w, struct fit_group *g, size_t i,
		      const double *pieces, size_t count)
{
	double low, high;
	size_t k = 0, up, down;

	limits_of(g, i, &low, &high);
	while (k < count && pieces[k] <= g->is[i])
		k++;
	up = down = k;
	while (up < count && pieces[up] <= high && holds_at(w, g, i, pieces[up]))
		up++;
	while (down > 0 && fit_previous(pieces[down - 1]) >= low &&
	       holds_at(w, g, i, fit_previous(pieces[down - 1])))
		down--;
	g->high[i] = up < count ? fmin(high, fit_previous(pieces[up])) : high;
	g->low[i] = down > 0 ? fmax(low, pieces[down - 1]) : low;
}

void fit_rooms(struct fit_work *w)
{
	for (size_t n = 0; n < w->group_count; n++) {
		struct fit_group *g = &w->groups[n];
		size_t count;
		const double *pieces = fit_pieces(w, g, &count);

		for (size_t i = 0; i < g->count; i++) {
			if (g->is[i] != g->was[i])
				find_room(w, g, i, pieces, count);
		}
	}
	fit_holds(w); /* levels and scores as they are now */
}
