/* sweep.c - evaluates a rubric at all values of a sweep, and where its order changes
   between them. */
#include "score/tune/sweep.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "score/tune/sweep_axis.h"
#include "score/tune/sweep_move.h"

#define SAME_PERCENT 1e-9 /* points: a tie that was found is met no nearer */

struct work {
	struct sweep *out;
	struct model as_is, m;	     /* m is moved */
	signed char *levels, *moved; /* of as_is, and of m */
	size_t cells, totals, point_room;
};

/* The rubric at one value, for points. */
struct state {
	bool sound; /* there is such a rubric */
	struct model_score *scores;
	signed char *levels;
};

/* --- axes ---------------------------------------------------------------------------- */

/* Do both say what one and the same thing is to be? Shifts add up, unless they are one. */
static bool is_same(const struct rubric *r, const struct sweep_axis *a,
		    const struct sweep_axis *b)
{
	if (a->kind != b->kind || a->index != b->index)
		return false;
	if (a->kind == SWEEP_SHIFT)
		return a->feature == b->feature && a->scale == b->scale;
	for (size_t f = 0; a->kind == SWEEP_THRESHOLD && f < r->feature_count; f++) {
		if (sweep_axis_moves(a, r, f) && sweep_axis_moves(b, r, f))
			return true;
	}
	return a->kind != SWEEP_THRESHOLD;
}

static int check_axes(const struct sweep *s, struct err *err)
{
	const struct sweep_axis *a = &s->axes[0], *b = &s->axes[1];

	if (s->axis_count < 2)
		return 0;
	if (is_same(s->profile->rubric, a, b))
		return err_set(
			err, EXIT_INPUT,
			"--sweep %s and --sweep %s move the same; a grid wants two that "
			"differ",
			a->word, b->word);
	if (a->count * b->count > SWEEP_ROWS_MOST)
		return err_set(
			err, EXIT_INPUT,
			"--sweep %s and --sweep %s: %zu times %zu rows, and %d at most; "
			"take larger steps",
			a->word, b->word, a->count, b->count, SWEEP_ROWS_MOST);
	return 0;
}

static int read_axes(const char *const *words, size_t count, struct sweep *out,
		     struct err *err)
{
	if (count == 0 || count > SWEEP_AXES_MOST)
		return err_set(err, EXIT_INPUT,
			       "--sweep: wanted once, or twice for a grid");
	for (size_t i = 0; i < count; i++) {
		if (sweep_axis_read(out->profile->rubric, words[i], &out->arena,
				    &out->axes[i], err) != 0)
			return -1;
	}
	out->axis_count = count;
	return check_axes(out, err);
}

/* Which sets the axes can change. */
static void find_shown(struct sweep *s)
{
	const struct rubric *r = s->profile->rubric;

	s->shown = arena_new(&s->arena, r->set_count + 1, sizeof(s->shown[0]));
	s->shown[r->set_count] = r->weighted && r->set_count > 1;
	s->by_percent = r->weighted;
	for (size_t i = 0; i < s->axis_count; i++) {
		const struct sweep_axis *x = &s->axes[i];

		for (size_t f = 0; f < r->feature_count; f++) {
			const struct rubric_feature *feature = &r->features[f];

			if (sweep_axis_moves(x, r, f) || (x->kind == SWEEP_IMPORTANCE &&
							  feature->importance == x->index))
				s->shown[feature->set] = true;
		}
	}
}

/* --- one value ----------------------------------------------------------------------- */

/* Thresholds are set before all of them are shifted, in whatever order they were given. */
static const char *move_all(struct work *w, const double *values)
{
	sweep_reset(&w->m, &w->as_is);
	for (int shifts = 0; shifts < 2; shifts++) {
		for (size_t i = 0; i < w->out->axis_count; i++) {
			const struct sweep_axis *x = &w->out->axes[i];

			if ((x->kind == SWEEP_SHIFT) == shifts)
				sweep_move(x, values[i], &w->m);
		}
	}
	return sweep_unsound(&w->m, &w->out->arena);
}

static void find_row(struct work *w, struct sweep_row *row)
{
	struct arena *a = &w->out->arena;

	row->changed = arena_new(a, w->m.sets + 1, sizeof(row->changed[0]));
	row->skipped = move_all(w, row->values);
	if (row->skipped != NULL) {
		w->out->skipped++;
		return;
	}
	row->scores = arena_new(a, w->totals, sizeof(row->scores[0]));
	model_levels(&w->m, w->m.figures, w->moved);
	model_scores(&w->m, w->moved, row->scores);
	for (size_t c = 0; c < w->cells; c++) {
		bool changed = w->moved[c] != w->levels[c];

		row->changed[w->m.set_of[c / w->m.candidates]] += changed;
		row->changed[w->m.sets] += changed;
	}
}

static void find_rows(struct work *w)
{
	struct sweep *s = w->out;
	size_t inner = s->axis_count > 1 ? s->axes[1].count : 1;

	s->row_count = s->axes[0].count * inner;
	s->rows = arena_new(&s->arena, s->row_count, sizeof(s->rows[0]));
	for (size_t i = 0; i < s->row_count; i++) {
		s->rows[i].values[0] = sweep_axis_value(&s->axes[0], i / inner);
		if (s->axis_count > 1)
			s->rows[i].values[1] = sweep_axis_value(&s->axes[1], i % inner);
		find_row(w, &s->rows[i]);
	}
}

/* --- points -------------------------------------------------------------------------- */

static void take_state(struct work *w, double value, struct state *s)
{
	s->sound = move_all(w, &value) == NULL;
	model_levels(&w->m, w->m.figures, s->levels);
	model_scores(&w->m, s->levels, s->scores);
}

/* Between two breaks nothing changes: the middle stands for all of it. */
static void take_between(struct work *w, const double *breaks, size_t count, size_t i,
			 struct state *s)
{
	enum sweep_kind kind = w->out->axes[0].kind;
	double aside = kind == SWEEP_IMPORTANCE || kind == SWEEP_SET ? 0 : 1;

	if (i == 0)
		take_state(w, breaks[0] - aside, s);
	else if (i == count)
		take_state(w, breaks[count - 1] + aside, s);
	else
		take_state(w, breaks[i - 1] + (breaks[i] - breaks[i - 1]) / 2, s);
}

/* At the weight of a tie the two percentages differ by rounding. */
static void tie(const struct work *w, struct state *s)
{
	size_t n = w->m.candidates;

	for (size_t at = 0; at < w->totals; at++) {
		struct model_score *set = s->scores + at / n * n, *x = &s->scores[at];

		if (isnan(x->key))
			continue;
		x->rank = 1;
		for (size_t k = 0; k < n; k++)
			x->rank += set[k].key > x->key + SAME_PERCENT;
	}
}

static bool same_ranks(const struct work *w, size_t set, const struct state *a,
		       const struct state *b)
{
	size_t n = w->m.candidates;

	for (size_t i = set * n; i < (set + 1) * n; i++) {
		if (a->scores[i].rank != b->scores[i].rank)
			return false;
	}
	return true;
}

static const struct model_score *kept(struct work *w, const struct state *s, size_t set)
{
	size_t n = w->m.candidates;
	struct model_score *copy = arena_new(&w->out->arena, n, sizeof(copy[0]));

	memcpy(copy, s->scores + set * n, n * sizeof(copy[0]));
	return copy;
}

static void add_flips(struct work *w, struct sweep_point *p, const struct state *before,
		      const struct state *beyond)
{
	size_t n = w->m.candidates, count = 0;

	for (size_t c = 0; c < w->cells; c++)
		count += before->levels[c] != beyond->levels[c];
	p->flips = arena_new(&w->out->arena, count, sizeof(p->flips[0]));
	for (size_t c = 0; c < w->cells; c++) {
		size_t set = w->m.set_of[c / n];

		if (before->levels[c] == beyond->levels[c] ||
		    (p->set != set && p->set != w->m.sets))
			continue;
		p->flips[p->flip_count++] = (struct sweep_flip){
			.feature = c / n,
			.candidate = c % n,
			.was = before->levels[c],
			.now = beyond->levels[c],
		};
	}
}

static void add_point(struct work *w, size_t set, double at, const struct state *before,
		      const struct state *on, const struct state *beyond)
{
	const struct sweep_axis *x = &w->out->axes[0];
	struct sweep_point p = { .at = at, .set = set };
	bool was = same_ranks(w, set, before, on), will = same_ranks(w, set, on, beyond);

	/* What begins beyond the last value, or began at the first, is not of this sweep.
	 */
	if ((was && will) || (was && at >= x->to) || (will && at <= x->from))
		return;
	p.bound = was ? SWEEP_ABOVE : will ? SWEEP_FROM : SWEEP_AT;
	p.before = kept(w, before, set);
	p.on = kept(w, on, set);
	p.beyond = kept(w, beyond, set);
	add_flips(w, &p, before, beyond);
	w->out->points = mem_grow(w->out->points, &w->point_room, w->out->point_count + 1,
				  sizeof(p));
	w->out->points[w->out->point_count++] = p;
}

/* One break: what holds before it, on it and beyond. */
static void look_at(struct work *w, double at, const struct state *before, struct state *on,
		    const struct state *beyond)
{
	enum sweep_kind kind = w->out->axes[0].kind;

	if (kind == SWEEP_SHIFT)
		*on = *before; /* the bound itself is met, and tighter is above */
	else
		take_state(w, at, on);
	if (kind == SWEEP_IMPORTANCE || kind == SWEEP_SET)
		tie(w, on);
	for (size_t set = 0; set <= w->m.sets; set++) {
		if (w->out->shown[set] && before->sound && on->sound && beyond->sound)
			add_point(w, set, at, before, on, beyond);
	}
}

static void find_points(struct work *w)
{
	const struct sweep_axis *x = &w->out->axes[0];
	struct arena a = { 0 };
	struct state three[3], *before = &three[0], *beyond = &three[1], on;
	size_t count;
	double *breaks = sweep_breaks(x, &w->as_is, w->levels, &count);

	for (size_t i = 0; i < ARRAY_LEN(three); i++) {
		three[i].scores = arena_new(&a, w->totals, sizeof(struct model_score));
		three[i].levels = arena_new(&a, w->cells, sizeof(signed char));
	}
	for (size_t i = 0; i < count; i++) {
		struct state *was = before;

		if (breaks[i] < x->from || breaks[i] > x->to)
			continue;
		/* What was beyond the last break is before this one. */
		if (i > 0 && breaks[i - 1] >= x->from) {
			before = beyond;
			beyond = was;
		} else {
			take_between(w, breaks, count, i, before);
		}
		take_between(w, breaks, count, i + 1, beyond);
		on = three[2];
		look_at(w, breaks[i], before, &on, beyond);
	}
	free(breaks);
	arena_release(&a);
}

/* --- all of it ----------------------------------------------------------------------- */

static void begin(struct work *w)
{
	struct sweep *s = w->out;
	struct model_score *now;

	model_init(&w->as_is, s->profile);
	model_init(&w->m, s->profile);
	w->cells = w->m.features * w->m.candidates;
	w->totals = (w->m.sets + 1) * w->m.candidates;
	w->levels = mem_new(2 * w->cells, sizeof(w->levels[0]));
	w->moved = w->levels + w->cells;
	now = arena_new(&s->arena, w->totals, sizeof(now[0]));
	model_levels(&w->as_is, w->as_is.figures, w->levels);
	model_scores(&w->as_is, w->levels, now);
	s->now = now;
}

int sweep_find(const struct profile *p, const char *const *words, size_t count,
	       struct sweep *out, struct err *err)
{
	struct work w = { .out = out };

	*out = (struct sweep){ .profile = p };
	if (read_axes(words, count, out, err) != 0)
		return -1;
	find_shown(out);
	begin(&w);
	find_rows(&w);
	if (out->axis_count == 1)
		find_points(&w);
	free(w.levels);
	model_release(&w.as_is);
	model_release(&w.m);
	return 0;
}
