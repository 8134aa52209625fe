/* break_even.c - the figures nearest to thresholds, and the thresholds nearest to figures.
 */
#include "score/tune/break_even.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/parallel.h"
#include "data/model.h"
#include "score/tune/break_class.h"

/* A cell that gets another level when the threshold passes its figure. */
struct flip {
	double at;
	bool beyond; /* not at its figure yet */
	size_t feature, candidate;
	signed char to;
};

/* The rubric as it is, and a threshold on its way. */
struct walk {
	struct break_even *out;
	const struct model *m;
	signed char *levels, *moved; /* features * candidates: as it is, and now */
	struct model_score *scores, *now;
	struct flip *flips;
	size_t flip_count;
};

/* --- cells --------------------------------------------------------------------------- */

static void find_cell(const struct model *m, size_t feature, size_t candidate,
		      struct break_cell *c)
{
	const struct model_scale *s = &m->scales[feature];
	double least = HUGE_VAL;

	c->figure = m->figures[feature * m->candidates + candidate];
	/* What people judge has no threshold that could be near. */
	c->any = !isnan(c->figure) && !m->rubric->features[feature].judged;
	if (!c->any)
		return;
	for (size_t i = 0; i < s->count; i++) {
		double distance = rubric_round(c->figure - s->sign * s->thresholds[i]);

		if (fabs(distance) >= least)
			continue;
		least = fabs(distance);
		c->nearest = i;
		c->distance = distance;
	}
	c->level = model_level(s, c->figure);
	c->beyond = s->sign * c->distance >= 0 ? s->levels[c->nearest]
					       : s->levels[c->nearest + 1];
}

/* --- how far a threshold may go ------------------------------------------------------ */

static void find_limit(const struct model *m, const struct break_threshold *t,
		       enum break_direction way, struct break_way *out)
{
	const struct model_scale *s = &m->scales[t->feature];
	bool harder = (way == BREAK_UP) == (s->sign > 0);

	if (harder ? t->index + 1 < s->count : t->index > 0) {
		out->stops = out->neighbour = true;
		out->limit =
			s->sign * s->thresholds[harder ? t->index + 1 : t->index - 1] + 0.0;
	} else if (way == BREAK_DOWN && !m->rubric->features[t->feature].absolute) {
		out->stops = true; /* a share of the baseline below zero is none */
		out->limit = 0;
	}
}

/* --- levels and ranks ---------------------------------------------------------------- */

static bool is_within(const struct break_way *w, enum break_direction way, double at)
{
	if (!w->stops)
		return true;
	if (at == w->limit)
		return !w->neighbour;
	return way == BREAK_UP ? at < w->limit : at > w->limit;
}

/* The candidates of a feature whose level hangs on this threshold in this direction. */
static void add_flips(struct walk *w, const struct break_threshold *t,
		      enum break_direction way, size_t feature)
{
	const struct model_scale *s = &w->m->scales[feature];
	bool harder = (way == BREAK_UP) == (s->sign > 0);

	for (size_t i = 0; i < w->m->candidates; i++) {
		size_t cell = feature * w->m->candidates + i;
		double at = w->m->figures[cell];

		if (isnan(at) || w->levels[cell] != s->levels[t->index + harder] ||
		    !is_within(&t->ways[way], way, at))
			continue;
		w->flips[w->flip_count++] = (struct flip){
			.at = at,
			.beyond = harder,
			.feature = feature,
			.candidate = i,
			.to = s->levels[t->index + !harder],
		};
	}
}

static int by_at(const void *a, const void *b)
{
	const struct flip *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	if (x->beyond != y->beyond)
		return x->beyond - y->beyond;
	if (x->feature != y->feature)
		return x->feature < y->feature ? -1 : 1;
	return (x->candidate > y->candidate) - (x->candidate < y->candidate);
}

/* From the threshold outwards: what is nearer comes first, and at the same figure what
   happens there before what happens beyond. */
static int by_at_down(const void *a, const void *b)
{
	const struct flip *x = a, *y = b;

	if (x->at != y->at)
		return x->at > y->at ? -1 : 1;
	return by_at(a, b);
}

static bool is_vetoed(const struct rubric *r, size_t feature, int level)
{
	const struct rubric_feature *f = &r->features[feature];

	return f->has_acceptance && level < f->acceptance &&
	       r->importances[f->importance].mandatory;
}

static void tell_levels(struct walk *w, const struct flip *flips, size_t count,
			struct break_event *e)
{
	const struct rubric *r = w->m->rubric;

	*e = (struct break_event){ .found = true,
				   .at = flips->at,
				   .beyond = flips->beyond,
				   .changes = e->changes };
	for (size_t i = 0; i < count; i++) {
		size_t f = flips[i].feature;
		int was = w->levels[f * w->m->candidates + flips[i].candidate];

		e->changes[e->count++] = (struct break_change){
			.feature = f,
			.set = w->m->set_of[f],
			.candidate = flips[i].candidate,
			.was = was,
			.now = flips[i].to,
			.veto = is_vetoed(r, f, flips[i].to) && !is_vetoed(r, f, was),
		};
	}
}

static void tell_ranks(struct walk *w, const struct flip *flip, struct break_event *e)
{
	size_t candidates = w->m->candidates;

	for (size_t at = 0; at < w->out->sets * candidates; at++) {
		if (w->now[at].rank == w->scores[at].rank)
			continue;
		e->found = true;
		e->at = flip->at;
		e->beyond = flip->beyond;
		e->changes[e->count++] =
			(struct break_change){ .set = at / candidates,
					       .candidate = at % candidates,
					       .was = w->scores[at].rank,
					       .now = w->now[at].rank };
	}
}

/* Follows the flips until a rank changes. */
static void follow(struct walk *w, struct break_way *way)
{
	size_t cells = w->m->features * w->m->candidates;

	memcpy(w->moved, w->levels, cells);
	for (size_t i = 0, next; i < w->flip_count && !way->events[BREAK_RANK].found;
	     i = next) {
		const struct flip *first = &w->flips[i];

		for (next = i; next < w->flip_count && w->flips[next].at == first->at &&
			       w->flips[next].beyond == first->beyond;
		     next++) {
			const struct flip *f = &w->flips[next];

			w->moved[f->feature * w->m->candidates + f->candidate] = f->to;
		}
		if (i == 0)
			tell_levels(w, first, next, &way->events[BREAK_LEVEL]);
		model_scores(w->m, w->moved, w->now);
		tell_ranks(w, first, &way->events[BREAK_RANK]);
	}
}

static void find_way(struct walk *w, struct break_threshold *t, enum break_direction way)
{
	struct break_way *to = &t->ways[way];
	size_t ranks = w->out->sets * w->m->candidates;

	find_limit(w->m, t, way, to);
	w->flip_count = 0;
	for (size_t f = 0; f < w->m->features; f++) {
		if (break_even_moves(w->out, t, f))
			add_flips(w, t, way, f);
	}
	if (w->flip_count > 1)
		qsort(w->flips, w->flip_count, sizeof(w->flips[0]),
		      way == BREAK_UP ? by_at : by_at_down);
	for (size_t kind = 0; kind < BREAK_KINDS; kind++)
		to->events[kind].changes = arena_new(
			&w->out->arena, kind == BREAK_LEVEL ? w->flip_count : ranks,
			sizeof(struct break_change));
	follow(w, to);
}

/* --- classes ------------------------------------------------------------------------- */

struct class_work {
	struct break_even *out;
	const struct break_class *held;
	struct break_trial **trials; /* one a thread */
};

static void find_class(void *ctx, size_t i, size_t thread)
{
	struct class_work *w = ctx;
	struct break_threshold *t = &w->out->thresholds[i / BREAK_WAYS];
	enum break_direction way = i % BREAK_WAYS == 0 ? BREAK_DOWN : BREAK_UP;

	break_class_find(w->held, w->trials[thread], w->out, t, way,
			 &t->ways[way].events[BREAK_CLASS]);
}

static void find_classes(struct break_even *out, const struct certainty_options *o)
{
	size_t threads = o->threads > 0 ? o->threads : parallel_threads();
	struct break_class *held = break_class_new(out->profile, o, out->sets);
	struct class_work w = { .out = out, .held = held };

	out->resamples = break_class_resamples(held);
	w.trials = mem_new(threads, sizeof(w.trials[0]));
	for (size_t i = 0; i < threads; i++)
		w.trials[i] = break_trial_new(held);
	parallel_run(out->threshold_count * BREAK_WAYS, threads, find_class, &w);
	for (size_t i = 0; i < threads; i++)
		break_trial_free(w.trials[i]);
	free(w.trials);
	break_class_free(held);
}

/* --- all of it ----------------------------------------------------------------------- */

/* Is this feature the first of several that share its scale? */
static bool leads_scale(const struct rubric *r, size_t feature)
{
	const char *scale = r->features[feature].scale;
	size_t sharing = 0;

	for (size_t i = 0; scale != NULL && i < r->feature_count; i++) {
		const char *other = r->features[i].scale;

		if (other == NULL || strcmp(scale, other) != 0)
			continue;
		if (i < feature)
			return false;
		sharing++;
	}
	return sharing > 1;
}

/* The thresholds of all features, then those of all shared scales. */
static void list_thresholds(struct break_even *out)
{
	const struct rubric *r = out->profile->rubric;
	size_t most = 0;

	for (size_t f = 0; f < r->feature_count; f++)
		most += 2 * r->features[f].level_count;
	out->thresholds = arena_new(&out->arena, most, sizeof(out->thresholds[0]));
	for (int shared = 0; shared < 2; shared++) {
		for (size_t f = 0; f < r->feature_count; f++) {
			const struct rubric_feature *feature = &r->features[f];

			if (feature->judged)
				continue;
			for (size_t i = 0;
			     i < feature->level_count && (!shared || leads_scale(r, f));
			     i++)
				out->thresholds[out->threshold_count++] =
					(struct break_threshold){
						.feature = f,
						.scale = shared ? feature->scale : NULL,
						.index = i,
					};
		}
	}
}

static void find_ways(struct break_even *out, const struct model *m)
{
	size_t cells = m->features * m->candidates, totals = (m->sets + 1) * m->candidates;
	struct walk w = { .out = out, .m = m };

	w.levels = mem_new(2 * cells, sizeof(w.levels[0]));
	w.moved = w.levels + cells;
	w.scores = mem_new(2 * totals, sizeof(w.scores[0]));
	w.now = w.scores + totals;
	w.flips = mem_new(cells, sizeof(w.flips[0]));
	model_levels(m, m->figures, w.levels);
	model_scores(m, w.levels, w.scores);
	for (size_t i = 0; i < out->threshold_count; i++) {
		find_way(&w, &out->thresholds[i], BREAK_DOWN);
		find_way(&w, &out->thresholds[i], BREAK_UP);
	}
	free(w.levels);
	free(w.scores);
	free(w.flips);
}

void break_even_find(const struct profile *p, const struct certainty_options *o,
		     struct break_even *out)
{
	const struct rubric *r = p->rubric;
	struct model m;

	*out = (struct break_even){
		.profile = p,
		.method = o ? o->method : CERTAINTY_STUDENT,
		.seed = o ? o->seed : 0,
		.sets = r->set_count + (r->weighted && r->set_count > 1),
	};
	model_init(&m, p);
	out->cells =
		arena_new(&out->arena, m.features * m.candidates, sizeof(out->cells[0]));
	for (size_t f = 0; f < m.features; f++) {
		for (size_t i = 0; i < m.candidates; i++)
			find_cell(&m, f, i, &out->cells[f * m.candidates + i]);
	}
	list_thresholds(out);
	find_ways(out, &m);
	if (o)
		find_classes(out, o);
	model_release(&m);
}
