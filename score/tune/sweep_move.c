/* sweep_move.c - thresholds and weights that are moved, and where that changes something.
 */
#include "score/tune/sweep_move.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "score/tune/sweep_axis.h"
#include "score/tune/tie.h"

/* --- moving -------------------------------------------------------------------------- */

void sweep_reset(struct model *m, const struct model *from)
{
	for (size_t f = 0; f < m->features; f++)
		memcpy(m->scales[f].thresholds, from->scales[f].thresholds,
		       m->scales[f].count * sizeof(m->scales[f].thresholds[0]));
	memcpy(m->weights, from->weights, m->features * sizeof(m->weights[0]));
	memcpy(m->set_weights, from->set_weights, m->sets * sizeof(m->set_weights[0]));
}

/* Tighter is greater in the model's terms, whichever direction is better. */
static double shifted(double threshold, bool absolute, double value)
{
	double by = absolute ? fabs(threshold) * value / 100 : value / 100;

	return rubric_round(threshold + by);
}

static void move_feature(const struct sweep_axis *x, double value, struct model *m,
			 size_t feature)
{
	struct model_scale *s = &m->scales[feature];
	bool absolute = m->rubric->features[feature].absolute;

	if (x->kind == SWEEP_THRESHOLD)
		s->thresholds[x->index] =
			s->sign * rubric_round(absolute ? value : value / 100);
	for (size_t i = 0; x->kind == SWEEP_SHIFT && i < s->count; i++)
		s->thresholds[i] = shifted(s->thresholds[i], absolute, value);
}

void sweep_move(const struct sweep_axis *x, double value, struct model *m)
{
	const struct rubric *r = m->rubric;

	if (x->kind == SWEEP_SET)
		m->set_weights[x->index] = value;
	for (size_t f = 0; f < m->features; f++) {
		if (x->kind == SWEEP_IMPORTANCE && r->features[f].importance == x->index)
			m->weights[f] = value;
		if (sweep_axis_moves(x, r, f))
			move_feature(x, value, m, f);
	}
}

const char *sweep_unsound(const struct model *m, struct arena *a)
{
	for (size_t f = 0; f < m->features; f++) {
		const struct rubric_feature *feature = &m->rubric->features[f];
		const struct model_scale *s = &m->scales[f];

		for (size_t i = 0; i < s->count; i++) {
			if (!feature->absolute && s->sign * s->thresholds[i] < 0)
				return arena_printf(a, "%s: level %d is below 0 %%",
						    feature->title,
						    feature->levels[i].level);
			if (i > 0 && s->thresholds[i] <= s->thresholds[i - 1])
				return arena_printf(a, "%s: levels %d and %d meet or cross",
						    feature->title,
						    feature->levels[i - 1].level,
						    feature->levels[i].level);
		}
	}
	return NULL;
}

/* --- breaks -------------------------------------------------------------------------- */

struct breaks {
	const struct sweep_axis *x;
	const struct model *m;
	const signed char *levels;
	double *at;
	size_t count, room;
};

static void add(struct breaks *b, double value)
{
	if (!isfinite(value))
		return;
	b->at = mem_grow(b->at, &b->room, b->count + 1, sizeof(b->at[0]));
	b->at[b->count++] = rubric_round(value);
}

static void add_threshold(struct breaks *b, size_t feature)
{
	const struct model_scale *s = &b->m->scales[feature];
	double unit = b->m->rubric->features[feature].absolute ? 1 : 100;

	for (size_t i = 0; i < b->m->candidates; i++)
		add(b, unit * b->m->figures[feature * b->m->candidates + i]);
	if (b->x->index > 0)
		add(b, unit * s->sign * s->thresholds[b->x->index - 1]);
	if (b->x->index + 1 < s->count)
		add(b, unit * s->sign * s->thresholds[b->x->index + 1]);
	if (unit > 1)
		add(b, 0);
}

static void add_shift(struct breaks *b, size_t feature)
{
	const struct model_scale *s = &b->m->scales[feature];
	bool absolute = b->m->rubric->features[feature].absolute;

	for (size_t k = 0; k < s->count; k++) {
		double t = s->thresholds[k], unit = absolute ? 100 / fabs(t) : 100;

		for (size_t i = 0; i < b->m->candidates; i++) {
			double figure = b->m->figures[feature * b->m->candidates + i];

			add(b, unit * (s->sign * figure - t));
		}
		add(b, unit * -t); /* it is zero there, and meets the others or the end */
	}
}

/* A candidate's percentage of a set, as a function of the weight of one importance. */
static struct tie_term term_of(const struct breaks *b, size_t set, size_t candidate)
{
	const struct model *m = b->m;
	struct tie_term t = { 0 };

	for (size_t f = 0; f < m->features; f++) {
		const struct model_scale *s = &m->scales[f];
		int level = b->levels[f * m->candidates + candidate];
		double most = s->levels[s->count];

		if (m->set_of[f] != set || level == MODEL_NONE)
			continue;
		if (b->x->kind == SWEEP_IMPORTANCE &&
		    m->rubric->features[f].importance == b->x->index) {
			t.b += level;
			t.d += most;
		} else {
			t.a += m->weights[f] * level;
			t.c += m->weights[f] * most;
		}
	}
	return t;
}

/* Over all sets, for the weight of an importance: a term a set. */
static size_t terms_of_all(const struct breaks *b, size_t candidate, struct tie_term *out)
{
	double weights = 0;
	size_t count = 0;

	for (size_t set = 0; set < b->m->sets; set++) {
		struct tie_term t = term_of(b, set, candidate);

		if (t.c + t.d <= 0)
			continue;
		weights += b->m->set_weights[set];
		t.a *= b->m->set_weights[set];
		t.b *= b->m->set_weights[set];
		out[count++] = t;
	}
	for (size_t i = 0; i < count; i++) {
		out[i].a /= weights;
		out[i].b /= weights;
	}
	return weights > 0 ? count : 0;
}

/* ... and for the weight of a set: one term. */
static size_t term_of_sets(const struct breaks *b, size_t candidate, struct tie_term *out)
{
	struct tie_term sum = { 0 };

	for (size_t set = 0; set < b->m->sets; set++) {
		struct tie_term t = term_of(b, set, candidate);

		if (t.c <= 0)
			continue;
		if (set == b->x->index) {
			sum.b += t.a / t.c;
			sum.d += 1;
		} else {
			sum.a += b->m->set_weights[set] * t.a / t.c;
			sum.c += b->m->set_weights[set];
		}
	}
	*out = sum;
	return sum.c + sum.d > 0;
}

static size_t terms_of(const struct breaks *b, size_t set, size_t candidate,
		       struct tie_term *out)
{
	if (set == b->m->sets)
		return b->x->kind == SWEEP_SET ? term_of_sets(b, candidate, out)
					       : terms_of_all(b, candidate, out);
	out[0] = term_of(b, set, candidate);
	return out[0].c + out[0].d > 0;
}

/* Where two candidates tie, in each set and in all. */
static void add_weight(struct breaks *b)
{
	struct tie_term x[TIE_TERMS_MOST], y[TIE_TERMS_MOST];
	double ties[TIE_TERMS_MOST];
	size_t first = b->x->kind == SWEEP_SET ? b->m->sets : 0;

	add(b, b->x->from);
	add(b, b->x->to);
	for (size_t set = first; set <= b->m->sets && b->x->from < b->x->to; set++) {
		for (size_t i = 0; i < b->m->candidates; i++) {
			size_t xs = terms_of(b, set, i, x);

			for (size_t k = 0; k < i && xs > 0; k++) {
				size_t ys = terms_of(b, set, k, y), n;

				if (ys == 0)
					continue;
				n = tie_find(x, xs, y, ys, b->x->from, b->x->to, ties,
					     TIE_TERMS_MOST);
				while (n > 0)
					add(b, ties[--n]);
			}
		}
	}
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Sorts, and leaves one of those that differ by rounding only. */
static void tidy(struct breaks *b)
{
	size_t kept = 0;

	if (b->count > 1)
		qsort(b->at, b->count, sizeof(b->at[0]), by_value);
	for (size_t i = 0; i < b->count; i++) {
		if (kept == 0 || b->at[i] - b->at[kept - 1] > 2e-12 * (1 + fabs(b->at[i])))
			b->at[kept++] = b->at[i];
	}
	b->count = kept;
}

double *sweep_breaks(const struct sweep_axis *x, const struct model *m,
		     const signed char *levels, size_t *count)
{
	struct breaks b = { .x = x, .m = m, .levels = levels };

	if (x->kind == SWEEP_IMPORTANCE || x->kind == SWEEP_SET)
		add_weight(&b);
	for (size_t f = 0; f < m->features; f++) {
		if (!sweep_axis_moves(x, m->rubric, f))
			continue;
		if (x->kind == SWEEP_THRESHOLD)
			add_threshold(&b, f);
		else
			add_shift(&b, f);
	}
	tidy(&b);
	*count = b.count;
	return b.at;
}
