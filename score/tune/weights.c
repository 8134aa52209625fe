/* weights.c - draws weightings, counts the ranks that they give, and sums that up. */
#include "score/tune/weights.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/parallel.h"
#include "data/base/random.h"
#include "score/certain/resample.h"
#include "score/tune/weights_domain.h"
#include "score/tune/weights_first.h"

#define BLOCK RESAMPLE_BLOCK /* draws that are made together */
/* Shares are added up as whole numbers, so that the order does not matter; of
   WEIGHTS_DRAWS_MOST there is room for all. */
#define SHARE_ONE 0x1p36

/* What one thread has counted; all of it adds up, in any order, to the same. */
struct tally {
	uint64_t *ranks; /* candidates a place */
	uint64_t *alone; /* one a place */
	uint64_t *sums;	 /* units a place: shares of the weightings that put it first */
	/* of the draw at hand */
	struct model model; /* with weights of its own */
	double *weights, *work, *figures;
	size_t *scratch;
	signed char *levels, *column;
	struct model_score *scores;
};

/* One kind of weightings. */
struct count {
	const struct weights *w;
	const struct weights_domain *d;
	struct weights_kind_drawn *kind;
	const struct resample *rs; /* NULL: scores are held */
	uint64_t key;
	size_t places, sets, candidates, cells;
	bool *has; /* of a unit in a set: set * units + unit */
	struct tally *tallies;
};

/* --- one weighting ------------------------------------------------------------------- */

/* Adds the weights of a set's units, as shares of their sum. */
static void add_central(const struct count *n, const struct tally *t, size_t set,
			uint64_t *sums)
{
	const bool *has = n->has + set * n->d->count;
	double sum = 0;

	for (size_t u = 0; u < n->d->count; u++)
		sum += has[u] ? t->weights[u] : 0;
	for (size_t u = 0; u < n->d->count && sum > 0; u++) {
		if (has[u])
			sums[u] += (uint64_t)(t->weights[u] / sum * SHARE_ONE + 0.5);
	}
}

static void count_set(const struct count *n, struct tally *t, size_t set)
{
	const struct model_score *s = t->scores + set * n->candidates;
	size_t first = 0, leader = 0;

	for (size_t i = 0; i < n->candidates; i++) {
		size_t at = set * n->candidates + i;

		if (s[i].rank == 0)
			continue;
		t->ranks[at * n->candidates + (size_t)s[i].rank - 1]++;
		if (s[i].rank > 1)
			continue;
		first++;
		leader = at;
		add_central(n, t, set, t->sums + at * n->d->count);
	}
	if (first == 1)
		t->alone[leader]++;
}

/* The levels of `count` resamples, feature by feature, then each by each. */
static void draw_levels(const struct resample *rs, struct tally *t, uint64_t first,
			size_t count)
{
	size_t candidates = t->model.candidates, cells = t->model.features * candidates;

	resample_figures(rs, first, count, t->work, t->figures);
	for (size_t c = 0; c < cells; c++) {
		const struct model_scale *scale = &t->model.scales[c / candidates];

		for (size_t k = 0; k < count; k++)
			t->levels[k * cells + c] =
				model_level(scale, t->figures[c * BLOCK + k]);
	}
}

static void count_block(void *ctx, size_t block, size_t thread)
{
	struct count *n = ctx;
	struct tally *t = &n->tallies[thread];
	uint64_t first = (uint64_t)block * BLOCK;
	size_t count = n->w->draws - (size_t)first;

	if (count > BLOCK)
		count = BLOCK;
	if (n->rs)
		draw_levels(n->rs, t, first, count);
	for (size_t k = 0; k < count; k++) {
		weights_domain_draw(n->d, n->key, first + k, t->scratch, t->weights);
		weights_domain_apply(n->d, t->weights, t->model.weights,
				     t->model.set_weights);
		model_scores(&t->model, t->levels + (n->rs ? k * n->cells : 0), t->scores);
		for (size_t set = 0; set <= n->sets; set++) {
			if (n->kind->shown[set])
				count_set(n, t, set);
		}
	}
}

/* --- threads ------------------------------------------------------------------------- */

/* `m`: thresholds in the figures' scale. It ranks by percentage, whatever the rubric does.
 */
static void init_tally(struct tally *t, const struct weights_domain *d,
		       const struct model *m, const struct resample *rs, struct arena *a)
{
	size_t cells = m->features * m->candidates, places = (m->sets + 1) * m->candidates;

	t->ranks = arena_new(a, places * m->candidates, sizeof(t->ranks[0]));
	t->alone = arena_new(a, places, sizeof(t->alone[0]));
	t->sums = arena_new(a, places * d->count, sizeof(t->sums[0]));
	t->model = *m;
	t->model.weighted = true;
	t->model.weights = arena_new(a, m->features, sizeof(t->model.weights[0]));
	t->model.set_weights = arena_new(a, m->sets, sizeof(t->model.set_weights[0]));
	t->weights = arena_new(a, d->count, sizeof(t->weights[0]));
	t->scratch = arena_new(a, d->count, sizeof(t->scratch[0]));
	t->scores = arena_new(a, places, sizeof(t->scores[0]));
	t->levels = arena_new(a, cells * BLOCK, sizeof(t->levels[0]));
	if (rs == NULL) {
		model_levels(m, m->figures, t->levels);
		return;
	}
	t->work = arena_new(a, resample_work(rs), sizeof(t->work[0]));
	t->figures = arena_new(a, cells * BLOCK, sizeof(t->figures[0]));
}

static void add_counts(uint64_t *to, const uint64_t *from, size_t count)
{
	for (size_t i = 0; i < count; i++)
		to[i] += from[i];
}

static void count_all(struct count *n, const struct model *m, size_t threads,
		      struct arena *a)
{
	struct tally *t;
	size_t blocks = (n->w->draws + BLOCK - 1) / BLOCK;

	if (threads > blocks)
		threads = blocks;
	n->tallies = t = arena_new(a, threads, sizeof(t[0]));
	for (size_t i = 0; i < threads; i++)
		init_tally(&t[i], n->d, m, n->rs, a);
	parallel_run(blocks, threads, count_block, n);
	for (size_t i = 1; i < threads; i++) {
		add_counts(t->ranks, t[i].ranks, n->places * n->candidates);
		add_counts(t->alone, t[i].alone, n->places);
		add_counts(t->sums, t[i].sums, n->places * n->d->count);
	}
}

/* --- confidence ---------------------------------------------------------------------- */

/* Central weights on their way to a confidence factor. */
struct trial {
	struct weights_place *place;
	size_t set, candidate;
	double *features, *sets; /* a model's weights */
};

struct trials {
	const struct resample *rs;
	struct trial *all;
	size_t count, resamples;
	struct tally *tallies; /* `alone`: one a trial, how often it was first */
};

static void try_block(void *ctx, size_t block, size_t thread)
{
	struct trials *n = ctx;
	struct tally *t = &n->tallies[thread];
	struct model m = t->model;
	size_t first = block * BLOCK, count = n->resamples - first;

	if (count > BLOCK)
		count = BLOCK;
	draw_levels(n->rs, t, first, count);
	for (size_t i = 0; i < n->count; i++) {
		const struct trial *x = &n->all[i];

		m.weights = x->features;
		m.set_weights = x->sets;
		for (size_t k = 0; k < count; k++) {
			model_scores(&m, t->levels + k * m.features * m.candidates,
				     t->scores);
			t->alone[i] +=
				t->scores[x->set * m.candidates + x->candidate].rank == 1;
		}
	}
}

static void find_trials(struct trials *n, const struct weights_domain *domains,
			struct weights *out, struct arena *a)
{
	const struct rubric *r = out->profile->rubric;
	size_t candidates = out->profile->platform_count - 1;
	size_t places = (r->set_count + 1) * candidates;
	double *weights = arena_new(a, out->unit_count, sizeof(weights[0]));

	n->all = arena_new(a, out->kind_count * places, sizeof(n->all[0]));
	for (size_t i = 0; i < out->kind_count * places; i++) {
		struct weights_place *p = &out->kinds[i / places].places[i % places];
		struct trial *x = &n->all[n->count];

		if (p->central == NULL)
			continue;
		*x = (struct trial){ .place = p,
				     .set = i % places / candidates,
				     .candidate = i % candidates };
		x->features = arena_new(a, r->feature_count, sizeof(x->features[0]));
		x->sets = arena_new(a, r->set_count, sizeof(x->sets[0]));
		for (size_t u = 0; u < out->unit_count; u++)
			weights[u] = isnan(p->central[u]) ? 0 : p->central[u];
		weights_domain_apply(&domains[i / places], weights, x->features, x->sets);
		n->count++;
	}
}

/* How sure is each first with its central weights? */
static void find_confidence(const struct weights_domain *domains, const struct resample *rs,
			    const struct model *m, size_t threads, struct weights *out)
{
	struct arena a = { 0 };
	struct trials n = { .rs = rs, .resamples = out->resamples };
	size_t blocks = (out->resamples + BLOCK - 1) / BLOCK;

	find_trials(&n, domains, out, &a);
	n.tallies = arena_new(&a, threads, sizeof(n.tallies[0]));
	for (size_t i = 0; i < threads; i++) {
		init_tally(&n.tallies[i], &domains[0], m, rs, &a);
		n.tallies[i].alone = arena_new(&a, n.count, sizeof(uint64_t));
	}
	if (n.count > 0)
		parallel_run(blocks, threads, try_block, &n);
	for (size_t i = 0; i < n.count; i++) {
		for (size_t t = 1; t < threads; t++)
			n.tallies[0].alone[i] += n.tallies[t].alone[i];
		n.all[i].place->confidence =
			(double)n.tallies[0].alone[i] / (double)out->resamples;
	}
	arena_release(&a);
}

/* --- what it means ------------------------------------------------------------------- */

static double *find_central(const struct count *n, const struct tally *t, size_t set,
			    size_t at, uint64_t firsts, struct arena *a)
{
	double *central;

	if (firsts == 0)
		return NULL;
	central = arena_new(a, n->d->count, sizeof(central[0]));
	for (size_t u = 0; u < n->d->count; u++)
		central[u] = n->has[set * n->d->count + u]
				     ? rubric_round((double)t->sums[at * n->d->count + u] /
						    SHARE_ONE / (double)firsts)
				     : NAN;
	return central;
}

/* Of scores that are held: a draw that puts it first proves that it can be. */
static void find_verdict(const struct count *n, const struct model *m,
			 const signed char *levels, size_t at, bool measured,
			 const uint64_t *ranks, uint64_t alone)
{
	struct weights_place *p = &n->kind->places[at];
	struct arena scratch = { 0 };
	struct weights_first found;

	p->ahead = SIZE_MAX;
	if (!measured || alone > 0 || n->rs != NULL) {
		p->verdict = !measured	    ? WEIGHTS_UNRANKED
			     : alone > 0    ? WEIGHTS_FIRST
			     : ranks[0] > 0 ? WEIGHTS_SHARES
					    : WEIGHTS_UNSEEN;
		return;
	}
	found = weights_first_find(n->d, m, levels, at / n->candidates, at % n->candidates,
				   &scratch);
	p->verdict = ranks[0] > 0 && found.verdict != WEIGHTS_FIRST ? WEIGHTS_SHARES
								    : found.verdict;
	p->ahead = found.ahead;
	arena_release(&scratch);
}

static void find_places(const struct count *n, const struct model *m, struct weights *out)
{
	const struct tally *t = &n->tallies[0];
	double draws = (double)out->draws;
	signed char *levels = mem_new(n->cells, sizeof(levels[0]));
	struct model_score *scores = mem_new(n->places, sizeof(scores[0]));

	model_levels(m, m->figures, levels);
	model_scores(m, levels, scores);
	for (size_t at = 0; at < n->places; at++) {
		struct weights_place *p = &n->kind->places[at];
		const uint64_t *ranks = t->ranks + at * n->candidates;
		size_t set = at / n->candidates;

		p->confidence = NAN;
		p->ahead = SIZE_MAX;
		if (!n->kind->shown[set])
			continue;
		p->p_rank = arena_new(&out->arena, n->candidates, sizeof(p->p_rank[0]));
		for (size_t r = 0; r < n->candidates; r++)
			p->p_rank[r] = (double)ranks[r] / draws;
		p->p_alone = (double)t->alone[at] / draws;
		p->central = find_central(n, t, set, at, ranks[0], &out->arena);
		find_verdict(n, m, levels, at, scores[at].any, ranks, t->alone[at]);
	}
	free(levels);
	free(scores);
}

/* --- all kinds ----------------------------------------------------------------------- */

/* The kinds that are asked for, into `domains`; sets in which weights change nothing are
   not shown, and a kind without any is left out. */
static int find_kinds(const struct weights_options *o, struct weights_domain *domains,
		      struct weights *out, struct err *err)
{
	const struct rubric *r = out->profile->rubric;
	struct arena *a = &out->arena;
	size_t n = 0;
	int rc;

	weights_domain_any(&domains[n++], r, o->per, a);
	rc = weights_domain_order(&domains[n], r, o->per, o->order, a, err);
	if (rc < 0)
		return -1;
	n += (size_t)rc;
	if (o->range_count > 0 && weights_domain_ranges(&domains[n++], r, o->per, o->ranges,
							o->range_count, a, err) != 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		struct weights_kind_drawn *k = &out->kinds[out->kind_count];
		bool any = false;

		*k = (struct weights_kind_drawn){ .kind = domains[i].kind,
						  .text = domains[i].text };
		k->shown = arena_new(a, r->set_count + 1, sizeof(k->shown[0]));
		for (size_t s = 0; s <= r->set_count; s++) {
			k->shown[s] = weights_domain_matters(&domains[i], s);
			any = any || k->shown[s];
		}
		if (any)
			domains[out->kind_count++] = domains[i];
	}
	out->unit_count = domains[0].count;
	out->names = domains[0].names;
	out->titles = domains[0].titles;
	if (out->kind_count > 0)
		return 0;
	return err_set(err, EXIT_INPUT,
		       "--weights: with one weight %s %s there is nothing to weigh against "
		       "each other in this rubric",
		       o->per == WEIGHTS_PER_IMPORTANCE ? "an" : "a",
		       weights_per_name(o->per));
}

static void find_kind(const struct weights_domain *d, const struct model *m,
		      const struct resample *rs, const struct model *drawn, size_t threads,
		      size_t kind, struct weights *out)
{
	struct arena a = { 0 };
	struct count n = { .w = out,
			   .d = d,
			   .kind = &out->kinds[kind],
			   .rs = rs,
			   .sets = m->sets,
			   .candidates = m->candidates,
			   .cells = m->features * m->candidates,
			   .places = (m->sets + 1) * m->candidates };

	n.key = random_key(random_key(out->seed, "weights"), weights_kind_name(d->kind));
	n.kind->places = arena_new(&out->arena, n.places, sizeof(n.kind->places[0]));
	n.has = arena_new(&a, (n.sets + 1) * d->count, sizeof(n.has[0]));
	for (size_t i = 0; i < (n.sets + 1) * d->count; i++)
		n.has[i] = weights_domain_has(d, i % d->count, i / d->count);
	count_all(&n, drawn, threads, &a);
	find_places(&n, m, out);
	arena_release(&a);
}

static void find_units(struct weights *out)
{
	const struct rubric *r = out->profile->rubric;

	out->unit_set = arena_new(&out->arena, out->unit_count, sizeof(out->unit_set[0]));
	for (size_t u = 0; u < out->unit_count; u++)
		out->unit_set[u] = out->per == WEIGHTS_PER_FEATURE ? r->features[u].set
				   : out->per == WEIGHTS_PER_SET   ? u
								   : SIZE_MAX;
}

static void count_unknown(const struct resample *rs, struct weights *out)
{
	size_t candidates = out->profile->platform_count - 1;

	for (size_t f = 0; f < out->profile->rubric->feature_count; f++) {
		for (size_t i = 0; i < candidates; i++)
			out->unknown += profile_cell(out->profile, f, i + 1)->status ==
						PROFILE_SCORED &&
					resample_why_unknown(rs, f, i) != NULL;
	}
}

int weights_find(const struct profile *p, const struct weights_options *o,
		 struct weights *out, struct err *err)
{
	struct weights_domain domains[WEIGHTS_KINDS] = { 0 };
	size_t threads =
		o->certainty->threads > 0 ? o->certainty->threads : parallel_threads();
	struct model held = { 0 }, drawn = { 0 };
	struct resample *rs;

	*out = (struct weights){ .profile = p,
				 .per = o->per,
				 .draws = o->draws,
				 .uncertain = o->uncertain,
				 .method = o->certainty->method,
				 .seed = o->certainty->seed,
				 .resamples = o->certainty->resamples };
	if (find_kinds(o, domains, out, err) != 0)
		return -1;
	find_units(out);
	rs = resample_new(p, out->method, out->seed);
	count_unknown(rs, out);
	model_init(&held, p);
	held.weighted = true;
	resample_model(rs, &drawn);
	for (size_t i = 0; i < out->kind_count; i++)
		find_kind(&domains[i], &held, o->uncertain ? rs : NULL,
			  o->uncertain ? &drawn : &held, threads, i, out);
	find_confidence(domains, rs, &drawn, threads, out);
	model_release(&held);
	model_release(&drawn);
	resample_free(rs);
	return 0;
}
