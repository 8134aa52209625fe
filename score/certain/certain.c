/* certain.c - counts what levels, sums and ranks the resamples have, and sums that up. */
#include "score/certain/certain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/parallel.h"
#include "score/certain/rank_class.h"
#include "score/certain/resample.h"
#include "score/stats/sketch.h"

#define SUM_BINS 4096 /* of a set's percentage; sums of levels have one bin each */

/* What one thread has counted; all of it adds up, in any order, to the same. */
struct tally {
	struct sketch *cells;	/* features * candidates */
	uint64_t *levels;	/* LEVELS_MOST a cell */
	uint64_t *ranks;	/* candidates a total */
	uint64_t *alone;	/* one a total */
	uint64_t *beats;	/* candidates a total */
	uint64_t *vetoes;	/* one a total */
	uint32_t *sums;		/* bins a total */
	double *least;		/* the least in each bin; only of percentages, else NULL */
	/* of the block at hand */
	double *work, *figures;
	signed char *column;	   /* levels of one resample */
	struct model_score *scores;
};

struct count {
	const struct profile *p;
	const struct resample *rs;
	struct model model;
	size_t resamples, totals, levels_most;
	double sum_low, sum_step; /* of the bins of totals */
	size_t sum_bins;
	struct tally *tallies; /* one a thread */
};

/* --- one block ----------------------------------------------------------------------- */

static size_t bin_of(const struct count *n, double key)
{
	double at = (key - n->sum_low) / n->sum_step + 0.5;

	return at < 0 ? 0 : at >= (double)n->sum_bins ? n->sum_bins - 1 : (size_t)at;
}

static void count_key(struct tally *t, size_t bin, double key)
{
	if (t->least && (t->sums[bin] == 0 || key < t->least[bin]))
		t->least[bin] = key;
	t->sums[bin]++;
}

static void count_totals(const struct count *n, struct tally *t, size_t set)
{
	size_t candidates = n->model.candidates;
	const struct model_score *s = t->scores + set * candidates;
	size_t first = 0, leader = 0;

	for (size_t i = 0; i < candidates; i++) {
		size_t at = set * candidates + i;

		if (s[i].rank == 0)
			continue;
		t->ranks[at * candidates + (size_t)s[i].rank - 1]++;
		count_key(t, at * n->sum_bins + bin_of(n, s[i].key), s[i].key);
		if (s[i].rank == 1 && first++ == 0)
			leader = at;
		for (size_t k = 0; k < candidates; k++)
			t->beats[at * candidates + k] += s[i].key > s[k].key;
	}
	if (first == 1)
		t->alone[leader]++;
}

/* A mandatory feature below its acceptance, in a set and in all. */
static void count_vetoes(const struct count *n, struct tally *t)
{
	const struct rubric *r = n->p->rubric;
	size_t candidates = n->model.candidates;

	for (size_t i = 0; i < candidates; i++) {
		size_t vetoed_sets = 0, last = SIZE_MAX;

		for (size_t f = 0; f < r->feature_count; f++) {
			const struct rubric_feature *feature = &r->features[f];
			int level = t->column[f * candidates + i];

			if (!feature->has_acceptance || level == MODEL_NONE ||
			    level >= feature->acceptance || feature->set == last ||
			    !r->importances[feature->importance].mandatory)
				continue;
			last = feature->set; /* features stand grouped by set */
			t->vetoes[last * candidates + i]++;
			vetoed_sets++;
		}
		t->vetoes[n->model.sets * candidates + i] += vetoed_sets > 0;
	}
}

static void count_cells(const struct count *n, struct tally *t, size_t count,
			signed char *levels)
{
	for (size_t f = 0; f < n->model.features; f++) {
		const struct model_scale *scale = &n->model.scales[f];

		for (size_t i = 0; i < n->model.candidates; i++) {
			size_t cell = f * n->model.candidates + i;
			const double *v = t->figures + cell * RESAMPLE_BLOCK;

			for (size_t k = 0; k < count; k++) {
				double figure = v[k] * scale->sign;
				size_t reached = 0;

				for (size_t l = 0; l < scale->count; l++)
					reached += figure >= scale->thresholds[l];
				t->levels[cell * n->levels_most + reached] += !isnan(figure);
				levels[cell * RESAMPLE_BLOCK + k] =
					isnan(figure) ? MODEL_NONE : scale->levels[reached];
			}
			sketch_add(&t->cells[cell], v, count);
		}
	}
}

static void count_block(void *ctx, size_t block, size_t thread)
{
	struct count *n = ctx;
	struct tally *t = &n->tallies[thread];
	size_t cells = n->model.features * n->model.candidates;
	size_t first = block * RESAMPLE_BLOCK, count = n->resamples - first;
	signed char *levels = mem_new(cells, RESAMPLE_BLOCK);

	if (count > RESAMPLE_BLOCK)
		count = RESAMPLE_BLOCK;
	resample_figures(n->rs, first, count, t->work, t->figures);
	count_cells(n, t, count, levels);
	for (size_t k = 0; k < count; k++) {
		for (size_t c = 0; c < cells; c++)
			t->column[c] = levels[c * RESAMPLE_BLOCK + k];
		model_scores(&n->model, t->column, t->scores);
		for (size_t set = 0; set <= n->model.sets; set++)
			count_totals(n, t, set);
		count_vetoes(n, t);
	}
	free(levels);
}

/* --- all blocks ---------------------------------------------------------------------- */

static void init_tally(const struct count *n, struct tally *t, struct arena *a)
{
	size_t candidates = n->model.candidates, cells = n->model.features * candidates;

	t->cells = arena_new(a, cells, sizeof(t->cells[0]));
	for (size_t c = 0; c < cells; c++)
		sketch_init(&t->cells[c], n->model.figures[c],
			    resample_spread(n->rs, c / candidates, c % candidates));
	t->levels = arena_new(a, cells * n->levels_most, sizeof(t->levels[0]));
	t->ranks = arena_new(a, n->totals * candidates, sizeof(t->ranks[0]));
	t->alone = arena_new(a, n->totals, sizeof(t->alone[0]));
	t->beats = arena_new(a, n->totals * candidates, sizeof(t->beats[0]));
	t->vetoes = arena_new(a, n->totals, sizeof(t->vetoes[0]));
	t->sums = arena_new(a, n->totals * n->sum_bins, sizeof(t->sums[0]));
	if (n->model.weighted)
		t->least = arena_new(a, n->totals * n->sum_bins, sizeof(t->least[0]));
	t->work = arena_new(a, resample_work(n->rs), sizeof(t->work[0]));
	t->figures = arena_new(a, cells * RESAMPLE_BLOCK, sizeof(t->figures[0]));
	t->column = arena_new(a, cells, sizeof(t->column[0]));
	t->scores = arena_new(a, n->totals, sizeof(t->scores[0]));
}

static void add_counts(uint64_t *to, const uint64_t *from, size_t count)
{
	for (size_t i = 0; i < count; i++)
		to[i] += from[i];
}

static void merge(const struct count *n, struct tally *to, const struct tally *from)
{
	size_t candidates = n->model.candidates, cells = n->model.features * candidates;

	for (size_t c = 0; c < cells; c++)
		sketch_merge(&to->cells[c], &from->cells[c]);
	add_counts(to->levels, from->levels, cells * n->levels_most);
	add_counts(to->ranks, from->ranks, n->totals * candidates);
	add_counts(to->alone, from->alone, n->totals);
	add_counts(to->beats, from->beats, n->totals * candidates);
	add_counts(to->vetoes, from->vetoes, n->totals);
	for (size_t i = 0; i < n->totals * n->sum_bins; i++) {
		if (to->least && from->sums[i] > 0 &&
		    (to->sums[i] == 0 || from->least[i] < to->least[i]))
			to->least[i] = from->least[i];
		to->sums[i] += from->sums[i];
	}
}

/* Sums of levels have a bin each; percentages share SUM_BINS between them. */
static void init_bins(struct count *n)
{
	double low = 0, high = 0;
	const struct model *m = &n->model;

	for (size_t f = 0; f < m->features; f++) {
		low += m->scales[f].levels[0] < 0 ? m->scales[f].levels[0] : 0;
		high += m->scales[f].levels[m->scales[f].count];
		if (m->scales[f].count + 1 > n->levels_most)
			n->levels_most = m->scales[f].count + 1;
	}
	n->sum_low = low;
	n->sum_step = 1;
	n->sum_bins = (size_t)(high - low) + 1;
	if (!m->weighted)
		return;
	n->sum_low = 0;
	for (size_t f = 0; f < m->features; f++) {
		const struct model_scale *s = &m->scales[f];
		double least = 100.0 * s->levels[0] / s->levels[s->count];

		n->sum_low = least < n->sum_low ? least : n->sum_low;
	}
	n->sum_bins = SUM_BINS;
	n->sum_step = (100 - n->sum_low) / (SUM_BINS - 1);
}

/* --- what it means ------------------------------------------------------------------- */

/* What people judged is taken as it is: no run could have come out otherwise. */
static void find_judged(struct certainty *out, struct certainty_cell *c,
			const struct model_scale *scale, int level)
{
	c->judged = true;
	c->decided = true;
	c->p_none = 0;
	c->p_level = 1;
	c->p = arena_new(&out->arena, scale->count + 1, sizeof(c->p[0]));
	for (size_t i = 0; i <= scale->count; i++)
		c->p[i] = scale->levels[i] == level;
}

static void find_cell(const struct count *n, const struct tally *t, struct certainty *out,
		      size_t cell)
{
	struct certainty_cell *c = &out->cells[cell];
	size_t candidates = n->model.candidates, f = cell / candidates;
	const struct model_scale *scale = &n->model.scales[f];
	const struct sketch *s = &t->cells[cell];
	double tail = (1 - out->confidence) / 2, all = (double)n->resamples;
	const struct profile_cell *seen = profile_cell(n->p, f, cell % candidates + 1);
	const char *why = resample_why_unknown(n->rs, f, cell % candidates);

	c->low = c->high = c->p_level = c->p_none = NAN;
	if (n->p->rubric->features[f].judged) {
		if (seen->status == PROFILE_SCORED)
			find_judged(out, c, scale, seen->level);
		return;
	}
	c->why = arena_dup(&out->arena, why);
	if (seen->status != PROFILE_SCORED || why != NULL)
		return;
	/* Rounded as the ratio is: the last bits are the mathematics library's. */
	c->low = rubric_round(resample_unscale(n->rs, f, sketch_quantile(s, tail)));
	c->high = rubric_round(resample_unscale(n->rs, f, sketch_quantile(s, 1 - tail)));
	c->p = arena_new(&out->arena, scale->count + 1, sizeof(c->p[0]));
	c->p_none = (all - (double)s->count) / all;
	for (size_t i = 0; i <= scale->count; i++) {
		c->p[i] = (double)t->levels[cell * n->levels_most + i] / all;
		if (scale->levels[i] == seen->level)
			c->p_level = c->p[i];
	}
	c->decided = c->p_level >= out->confidence;
	out->known++;
	out->decided += c->decided;
}

/* The smallest sum at or below which a share p of the resamples has it; of percentages, one
   that did occur. */
static double sum_quantile(const struct count *n, const struct tally *t, size_t at, double p)
{
	const uint32_t *bins = t->sums + at * n->sum_bins;
	double all = 0, seen = 0;
	size_t i = 0;

	for (size_t k = 0; k < n->sum_bins; k++)
		all += bins[k];
	if (!(all > 0))
		return NAN;
	while (i + 1 < n->sum_bins && seen + bins[i] < p * all)
		seen += bins[i++];
	return t->least ? t->least[at * n->sum_bins + i] : n->sum_low + (double)i * n->sum_step;
}

static void find_total(const struct count *n, const struct tally *t, struct certainty *out,
		       size_t at)
{
	struct certainty_total *to = &out->totals[at];
	size_t candidates = n->model.candidates, set = at / candidates;
	double tail = (1 - out->confidence) / 2, all = (double)n->resamples;

	to->p_rank = arena_new(&out->arena, candidates, sizeof(to->p_rank[0]));
	to->p_beats = arena_new(&out->arena, candidates, sizeof(to->p_beats[0]));
	to->any = profile_total(n->p, set, at % candidates + 1)->rank > 0;
	to->low = sum_quantile(n, t, at, tail);
	to->high = sum_quantile(n, t, at, 1 - tail);
	to->p_alone = (double)t->alone[at] / all;
	to->p_veto = (double)t->vetoes[at] / all;
	for (size_t i = 0; i < candidates; i++) {
		to->p_rank[i] = (double)t->ranks[at * candidates + i] / all;
		to->p_beats[i] = (double)t->beats[at * candidates + i] / all;
	}
	for (size_t f = 0; f < n->model.features; f++) {
		const struct certainty_cell *c = &out->cells[f * candidates + at % candidates];

		if (set != n->model.sets && n->model.set_of[f] != set)
			continue;
		to->unknown += c->why != NULL;
		to->judged += c->judged;
	}
}

static void find_classes(const struct profile *p, struct certainty *out, size_t set)
{
	size_t candidates = p->platform_count - 1;
	struct certainty_total *t = out->totals + set * candidates;
	int *rank = mem_new(3 * candidates, sizeof(rank[0])), *first = rank + candidates,
	    *last = first + candidates;
	double *beats = mem_new(candidates * candidates, sizeof(beats[0]));

	for (size_t i = 0; i < candidates; i++) {
		rank[i] = profile_total(p, set, i + 1)->rank;
		memcpy(beats + i * candidates, t[i].p_beats, candidates * sizeof(beats[0]));
	}
	rank_classes(candidates, rank, beats, out->confidence, first, last);
	for (size_t i = 0; i < candidates; i++) {
		t[i].class_first = first[i];
		t[i].class_last = last[i];
	}
	free(rank);
	free(beats);
}

void certain_find(const struct profile *p, const struct certainty_options *o,
		  struct certainty *out)
{
	struct arena scratch = { 0 };
	size_t threads = o->threads > 0 ? o->threads : parallel_threads();
	size_t blocks = (o->resamples + RESAMPLE_BLOCK - 1) / RESAMPLE_BLOCK;
	struct resample *rs = resample_new(p, o->method, o->seed);
	struct count n = { .p = p, .rs = rs, .resamples = o->resamples };

	*out = (struct certainty){ .profile = p,
				   .method = o->method,
				   .seed = o->seed,
				   .resamples = o->resamples,
				   .confidence = p->rubric->confidence };
	resample_model(rs, &n.model);
	n.totals = (n.model.sets + 1) * n.model.candidates;
	init_bins(&n);
	n.tallies = arena_new(&scratch, threads, sizeof(n.tallies[0]));
	for (size_t i = 0; i < threads; i++)
		init_tally(&n, &n.tallies[i], &scratch);
	parallel_run(blocks, threads, count_block, &n);
	for (size_t i = 1; i < threads; i++)
		merge(&n, &n.tallies[0], &n.tallies[i]);

	size_t cells = n.model.features * n.model.candidates;

	out->cells = arena_new(&out->arena, cells, sizeof(out->cells[0]));
	out->totals = arena_new(&out->arena, n.totals, sizeof(out->totals[0]));
	for (size_t i = 0; i < cells; i++)
		find_cell(&n, &n.tallies[0], out, i);
	for (size_t i = 0; i < n.totals; i++)
		find_total(&n, &n.tallies[0], out, i);
	for (size_t set = 0; set <= n.model.sets; set++)
		find_classes(p, out, set);
	model_release(&n.model);
	resample_free(rs);
	arena_release(&scratch);
}
