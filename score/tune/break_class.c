/*
 * break_class.c - follows a threshold through the resamples: each figure that it passes
 * changes one level in one resample, and with it who beats whom there.
 */
#include "score/tune/break_class.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/parallel.h"
#include "score/certain/rank_class.h"
#include "score/certain/resample.h"

/* Columns are the resamples, and last the profile as it is, whose ranks anchor classes. */
struct break_class {
	struct resample *rs;
	struct model m; /* in the resamples' scales */
	double confidence;
	size_t resamples, columns, cells, sets, totals;
	double *figures;     /* cell * columns */
	uint32_t *order;     /* cell * columns: by figure, ascending; NAN left out */
	size_t *known;	     /* of a cell: how many there are */
	signed char *levels; /* column * cells */
	double *keys;	     /* column * totals: what is ranked by */
	uint32_t *beats;     /* (set * candidates + a) * candidates + b: in how many
				resamples a is before b */
	uint32_t enough;     /* resamples that make the confidence */
	int *ranks;	     /* of the profile, totals */
	int *first, *last;   /* of the classes, totals */
	struct arena arena;
};

/* The same, while a threshold moves. */
struct break_trial {
	signed char *levels;
	double *keys, *share; /* share: candidates * candidates */
	uint32_t *beats;
	uint64_t *before;   /* totals: how many are before it, over all resamples */
	signed char *order; /* as beats: of two of one rank, which has fewer before it */
	bool tied;	    /* some share a rank */
	int *ranks, *first, *last;
	struct model_score *scores;
	struct cursor *cursors;
	bool crossed; /* a pair is decided that was not, or the other way; or ranks moved */
	struct arena arena;
};

/* The next resample of a cell that the threshold will pass. */
struct cursor {
	size_t feature, candidate;
	size_t at_order; /* into the cell's order */
	uint32_t column;
	double at;	/* its figure, unscaled */
	signed char to; /* the level it gets */
	bool beyond, live;
};

/* --- drawing ------------------------------------------------------------------------- */

struct drawing {
	struct break_class *c;
	double **work, **block; /* one a thread */
};

static void draw_block(void *ctx, size_t i, size_t thread)
{
	struct drawing *d = ctx;
	struct break_class *c = d->c;
	size_t first = i * RESAMPLE_BLOCK, count = c->resamples - first;

	if (count > RESAMPLE_BLOCK)
		count = RESAMPLE_BLOCK;
	resample_figures(c->rs, first, count, d->work[thread], d->block[thread]);
	for (size_t cell = 0; cell < c->cells; cell++)
		memcpy(c->figures + cell * c->columns + first,
		       d->block[thread] + cell * RESAMPLE_BLOCK, count * sizeof(double));
}

static void draw(struct break_class *c, size_t threads)
{
	struct arena a = { 0 };
	struct drawing d = { .c = c };

	d.work = arena_new(&a, threads, sizeof(d.work[0]));
	d.block = arena_new(&a, threads, sizeof(d.block[0]));
	for (size_t i = 0; i < threads; i++) {
		d.work[i] = arena_new(&a, resample_work(c->rs), sizeof(double));
		d.block[i] = arena_new(&a, c->cells * RESAMPLE_BLOCK, sizeof(double));
	}
	parallel_run((c->resamples + RESAMPLE_BLOCK - 1) / RESAMPLE_BLOCK, threads,
		     draw_block, &d);
	for (size_t cell = 0; cell < c->cells; cell++)
		c->figures[cell * c->columns + c->resamples] = c->m.figures[cell];
	arena_release(&a);
}

/* --- sorting ------------------------------------------------------------------------- */

struct placed {
	double figure;
	uint32_t column;
};

static int by_figure(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;

	if (x->figure != y->figure)
		return x->figure < y->figure ? -1 : 1;
	return (x->column > y->column) - (x->column < y->column);
}

static void sort_cell(void *ctx, size_t cell, size_t thread)
{
	struct break_class *c = ctx;
	struct placed *all = mem_new(c->columns, sizeof(all[0]));
	size_t n = 0;

	(void)thread;
	for (size_t k = 0; k < c->columns; k++) {
		double figure = c->figures[cell * c->columns + k];

		if (!isnan(figure))
			all[n++] = (struct placed){ figure, (uint32_t)k };
	}
	if (n > 1)
		qsort(all, n, sizeof(all[0]), by_figure);
	for (size_t i = 0; i < n; i++)
		c->order[cell * c->columns + i] = all[i].column;
	c->known[cell] = n;
	free(all);
}

/* --- what holds as long as nothing moves --------------------------------------------- */

static void count_column(struct break_class *c, size_t column, struct model_score *scores)
{
	size_t n = c->m.candidates;
	signed char *levels = c->levels + column * c->cells;

	for (size_t cell = 0; cell < c->cells; cell++)
		levels[cell] = model_level(&c->m.scales[cell / n],
					   c->figures[cell * c->columns + column]);
	model_scores(&c->m, levels, scores);
	for (size_t at = 0; at < c->totals; at++) {
		c->keys[column * c->totals + at] = scores[at].key;
		if (column == c->resamples)
			c->ranks[at] = scores[at].rank;
		for (size_t b = 0; b < n && column < c->resamples; b++)
			c->beats[at * n + b] += scores[at].key > scores[at / n * n + b].key;
	}
}

static void find_classes(const struct break_class *c, const uint32_t *beats,
			 const int *ranks, double *share, int *first, int *last)
{
	size_t n = c->m.candidates;

	for (size_t set = 0; set < c->sets; set++) {
		for (size_t i = 0; i < n * n; i++)
			share[i] = (double)beats[set * n * n + i] / (double)c->resamples;
		rank_classes(n, ranks + set * n, share, c->confidence, first + set * n,
			     last + set * n);
	}
}

static void count_columns(struct break_class *c)
{
	struct model_score *scores =
		mem_new((c->m.sets + 1) * c->m.candidates, sizeof(scores[0]));
	double *share = mem_new(c->m.candidates * c->m.candidates, sizeof(share[0]));

	for (size_t k = 0; k < c->columns; k++)
		count_column(c, k, scores);
	find_classes(c, c->beats, c->ranks, share, c->first, c->last);
	free(scores);
	free(share);
}

static size_t resamples_for(const struct certainty_options *o, size_t cells)
{
	size_t n =
		o->resamples < BREAK_CLASS_RESAMPLES ? o->resamples : BREAK_CLASS_RESAMPLES;

	if (cells > 0 && n > BREAK_CLASS_FIGURES / cells)
		n = BREAK_CLASS_FIGURES / cells;
	return n > 0 ? n : 1;
}

struct break_class *break_class_new(const struct profile *p,
				    const struct certainty_options *o, size_t sets)
{
	struct break_class *c = mem_new(1, sizeof(*c));
	struct arena *a = &c->arena;
	size_t threads = o->threads > 0 ? o->threads : parallel_threads();

	c->rs = resample_new(p, o->method, o->seed);
	resample_model(c->rs, &c->m);
	c->confidence = p->rubric->confidence;
	c->cells = c->m.features * c->m.candidates;
	c->sets = sets;
	c->totals = sets * c->m.candidates;
	c->resamples = resamples_for(o, c->cells);
	c->columns = c->resamples + 1;
	while ((double)c->enough / (double)c->resamples < c->confidence)
		c->enough++;
	c->figures = arena_new(a, c->cells * c->columns, sizeof(c->figures[0]));
	c->order = arena_new(a, c->cells * c->columns, sizeof(c->order[0]));
	c->known = arena_new(a, c->cells, sizeof(c->known[0]));
	c->levels = arena_new(a, c->cells * c->columns, sizeof(c->levels[0]));
	c->keys = arena_new(a, c->totals * c->columns, sizeof(c->keys[0]));
	c->beats = arena_new(a, c->totals * c->m.candidates, sizeof(c->beats[0]));
	c->ranks = arena_new(a, c->totals, sizeof(c->ranks[0]));
	c->first = arena_new(a, c->totals, sizeof(c->first[0]));
	c->last = arena_new(a, c->totals, sizeof(c->last[0]));
	draw(c, threads);
	parallel_run(c->cells, threads, sort_cell, c);
	count_columns(c);
	return c;
}

void break_class_free(struct break_class *c)
{
	if (c == NULL)
		return;
	model_release(&c->m);
	resample_free(c->rs);
	arena_release(&c->arena);
	free(c);
}

size_t break_class_resamples(const struct break_class *c)
{
	return c->resamples;
}

/* --- a trial ------------------------------------------------------------------------- */

struct break_trial *break_trial_new(const struct break_class *c)
{
	struct break_trial *t = mem_new(1, sizeof(*t));
	struct arena *a = &t->arena;
	size_t n = c->m.candidates;

	t->levels = arena_new(a, c->cells * c->columns, sizeof(t->levels[0]));
	t->keys = arena_new(a, c->totals * c->columns, sizeof(t->keys[0]));
	t->share = arena_new(a, n * n, sizeof(t->share[0]));
	t->beats = arena_new(a, c->totals * n, sizeof(t->beats[0]));
	t->before = arena_new(a, c->totals, sizeof(t->before[0]));
	t->order = arena_new(a, c->totals * n, sizeof(t->order[0]));
	t->ranks = arena_new(a, c->totals, sizeof(t->ranks[0]));
	t->first = arena_new(a, c->totals, sizeof(t->first[0]));
	t->last = arena_new(a, c->totals, sizeof(t->last[0]));
	t->scores = arena_new(a, (c->m.sets + 1) * n, sizeof(t->scores[0]));
	t->cursors = arena_new(a, c->cells, sizeof(t->cursors[0]));
	return t;
}

void break_trial_free(struct break_trial *t)
{
	if (t == NULL)
		return;
	arena_release(&t->arena);
	free(t);
}

/* Those who share a rank are told apart by who has fewer before it: does that change? */
static bool order_changes(const struct break_class *c, struct break_trial *t)
{
	size_t n = c->m.candidates;
	bool changes = false;

	t->tied = false;
	for (size_t at = 0; at < c->totals; at++) {
		for (size_t k = 0; k < at % n; k++) {
			size_t other = at / n * n + k;
			int order = 0;

			if (t->ranks[at] == t->ranks[other]) {
				t->tied = true;
				order = (t->before[at] > t->before[other]) -
					(t->before[at] < t->before[other]);
			}
			changes = changes || t->order[at * n + k] != order;
			t->order[at * n + k] = (signed char)order;
		}
	}
	return changes;
}

static void begin_trial(const struct break_class *c, struct break_trial *t)
{
	size_t n = c->m.candidates;

	memcpy(t->levels, c->levels, c->cells * c->columns * sizeof(t->levels[0]));
	memcpy(t->keys, c->keys, c->totals * c->columns * sizeof(t->keys[0]));
	memcpy(t->beats, c->beats, c->totals * c->m.candidates * sizeof(t->beats[0]));
	memcpy(t->ranks, c->ranks, c->totals * sizeof(t->ranks[0]));
	for (size_t at = 0; at < c->totals; at++) {
		t->before[at] = 0;
		for (size_t k = 0; k < n; k++)
			t->before[at] += c->beats[(at / n * n + k) * n + at % n];
	}
	order_changes(c, t);
	t->crossed = false;
}

/* --- the way of a threshold ---------------------------------------------------------- */

/* May the threshold go as far as `at`? Figures come from logarithms: a hair before the
   neighbour is the neighbour. */
static bool is_within(const struct break_way *w, enum break_direction way, double at)
{
	double hair = 1e-11 * (1 + fabs(w->limit));

	if (!w->stops)
		return true;
	if (!w->neighbour)
		return at >= w->limit; /* zero, which may be reached */
	return way == BREAK_UP ? at < w->limit - hair : at > w->limit + hair;
}

/* Goes on to the next resample of the cell. Between the threshold and its neighbour all
   have the level that hangs on it. */
static void advance(const struct break_class *c, const struct break_way *w,
		    enum break_direction way, struct cursor *u)
{
	size_t cell = u->feature * c->m.candidates + u->candidate, i;

	u->live = way == BREAK_UP ? u->at_order < c->known[cell] : u->at_order > 0;
	if (!u->live)
		return;
	i = way == BREAK_UP ? u->at_order++ : --u->at_order;
	u->column = c->order[cell * c->columns + i];
	u->at = resample_unscale(c->rs, u->feature,
				 c->figures[cell * c->columns + u->column]);
	u->live = is_within(w, way, u->at);
}

/* Where the cell's order is parted by a threshold: the first place above it, or on it where
   what is on it is on the side of what is above. */
static size_t place_of(const struct break_class *c, size_t cell,
		       const struct model_scale *s, size_t index)
{
	size_t low = 0, high = c->known[cell];
	double at = s->sign * s->thresholds[index];

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		uint32_t column = c->order[cell * c->columns + middle];
		double figure = c->figures[cell * c->columns + column];

		if (figure < at || (figure == at && s->sign < 0))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static size_t set_cursors(const struct break_class *c, struct break_trial *trial,
			  const struct break_even *b, const struct break_threshold *t,
			  enum break_direction way)
{
	size_t count = 0;

	for (size_t f = 0; f < c->m.features; f++) {
		const struct model_scale *s = &c->m.scales[f];
		bool harder = (way == BREAK_UP) == (s->sign > 0);

		if (!break_even_moves(b, t, f))
			continue;
		for (size_t i = 0; i < c->m.candidates; i++) {
			size_t cell = f * c->m.candidates + i;
			struct cursor *u = &trial->cursors[count++];

			*u = (struct cursor){
				.feature = f,
				.candidate = i,
				.to = s->levels[t->index + !harder],
				.beyond = harder,
				.at_order = place_of(c, cell, s, t->index),
			};
			advance(c, &t->ways[way], way, u);
		}
	}
	return count;
}

/* What the threshold meets first; at the same figure, what happens there before what
   happens beyond. NULL when there is nothing left. */
static const struct cursor *nearest(const struct cursor *cursors, size_t count,
				    enum break_direction way)
{
	const struct cursor *best = NULL;

	for (size_t i = 0; i < count; i++) {
		const struct cursor *u = &cursors[i];

		if (!u->live)
			continue;
		if (best == NULL ||
		    (way == BREAK_UP ? u->at < best->at : u->at > best->at) ||
		    (u->at == best->at && u->beyond < best->beyond))
			best = u;
	}
	return best;
}

/* --- one level in one resample ------------------------------------------------------- */

/* a and b are places among the totals of one set. */
static void count_pair(const struct break_class *c, struct break_trial *t, size_t a,
		       size_t b, bool was, bool now)
{
	uint32_t *beats = &t->beats[a * c->m.candidates + b % c->m.candidates];
	bool enough = *beats >= c->enough;

	*beats = *beats + now - was;
	t->before[b] = t->before[b] + now - was;
	if (enough != (*beats >= c->enough))
		t->crossed = true;
}

/* Another key of one candidate in one set: whom it beats, and who beats it. */
static void change_key(const struct break_class *c, struct break_trial *t, size_t column,
		       size_t set, size_t candidate)
{
	size_t n = c->m.candidates, first = set * n;
	double *keys = t->keys + column * c->totals + first;
	double was = keys[candidate], now = t->scores[first + candidate].key;

	for (size_t i = 0; i < n && was != now; i++) {
		if (i == candidate)
			continue;
		count_pair(c, t, first + candidate, first + i, was > keys[i],
			   now > keys[i]);
		count_pair(c, t, first + i, first + candidate, keys[i] > was,
			   keys[i] > now);
	}
	keys[candidate] = now;
}

static void change_level(const struct break_class *c, struct break_trial *t,
			 const struct cursor *u)
{
	signed char *levels = t->levels + u->column * c->cells;

	levels[u->feature * c->m.candidates + u->candidate] = u->to;
	if (u->column == c->resamples) {
		model_scores(&c->m, levels, t->scores);
		for (size_t i = 0; i < c->totals; i++) {
			t->crossed |= t->ranks[i] != t->scores[i].rank;
			t->ranks[i] = t->scores[i].rank;
		}
		order_changes(c, t);
		return;
	}
	model_candidate(&c->m, levels, u->candidate, t->scores);
	change_key(c, t, u->column, c->m.set_of[u->feature], u->candidate);
	if (c->sets > c->m.sets)
		change_key(c, t, u->column, c->m.sets, u->candidate);
}

/* --- the first change ---------------------------------------------------------------- */

static void tell_classes(const struct break_class *c, struct break_trial *t,
			 const struct cursor *u, struct break_event *e)
{
	size_t n = c->m.candidates;

	t->crossed = false;
	find_classes(c, t->beats, t->ranks, t->share, t->first, t->last);
	for (size_t at = 0; at < c->totals; at++) {
		if (t->first[at] == c->first[at] && t->last[at] == c->last[at])
			continue;
		e->found = true;
		e->at = u->at;
		e->beyond = u->beyond;
		e->changes[e->count++] = (struct break_change){
			.set = at / n,
			.candidate = at % n,
			.was = c->first[at],
			.was_last = c->last[at],
			.now = t->first[at],
			.now_last = t->last[at],
		};
	}
}

void break_class_find(const struct break_class *c, struct break_trial *trial,
		      const struct break_even *b, const struct break_threshold *t,
		      enum break_direction way, struct break_event *out)
{
	const struct break_way *w = &t->ways[way];
	size_t count = set_cursors(c, trial, b, t, way);
	const struct cursor *u = nearest(trial->cursors, count, way);

	if (u != NULL && c->m.candidates > 1)
		begin_trial(c, trial);
	else
		return;
	while (u != NULL && !out->found) {
		struct cursor here = *u;

		/* All that happens at one figure happens at once. */
		while (u != NULL && u->at == here.at && u->beyond == here.beyond) {
			change_level(c, trial, u);
			advance(c, w, way, &trial->cursors[u - trial->cursors]);
			u = nearest(trial->cursors, count, way);
		}
		if (trial->tied && order_changes(c, trial))
			trial->crossed = true;
		if (trial->crossed)
			tell_classes(c, trial, &here, out);
	}
}
