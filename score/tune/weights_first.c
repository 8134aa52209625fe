/* weights_first.c - who can be first, by linear programmes and by pairs of features. */
#include "score/tune/weights_first.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "score/stats/linear.h"

#define APART 1e6 /* figures of a programme may differ by this factor, not more */

/* A weighting w = map x of unknowns x >= 0 with `rows` x <= 0, as far as its size, which is
   of no matter, is bounded by size x <= 1. `slacks` x is above zero where no weight is at
   its limit. */
struct cone {
	size_t units, unknowns;
	double *map;	       /* units * unknowns */
	double *rows, *slacks; /* each of `unknowns` */
	size_t row_count, slack_count;
	double *size;
};

struct work {
	const struct weights_domain *d;
	const struct model *m;
	const signed char *levels;
	struct model_score *scores; /* by the rubric's own weights */
	size_t set, candidate;
	struct cone cone;
	double *rivals; /* linear ones: unit by unit, above zero where it is ahead of them
			 */
	size_t *who, count;
	bool apart; /* figures too far apart for a programme */
};

static int level_at(const struct work *w, size_t feature, size_t candidate)
{
	return w->levels[feature * w->m->candidates + candidate];
}

static bool is_scored(const struct work *w, size_t feature, size_t candidate)
{
	return level_at(w, feature, candidate) != MODEL_NONE;
}

static double highest(const struct work *w, size_t feature)
{
	const struct model_scale *s = &w->m->scales[feature];

	return s->levels[s->count];
}

/* --- the cone of weightings ---------------------------------------------------------- */

static double *new_row(struct cone *c)
{
	return &c->rows[c->row_count++ * c->unknowns];
}

static double *new_slack(struct cone *c)
{
	return &c->slacks[c->slack_count++ * c->unknowns];
}

static void cone_any(struct cone *c)
{
	for (size_t u = 0; u < c->units; u++) {
		c->map[u * c->unknowns + u] = 1;
		new_slack(c)[u] = 1;
		c->size[u] = 1;
	}
}

/*
 * Unknown `units` + g is by how much the highest of group g may exceed what all of it have
 * at least, g > 0; a unit's own is by how much it does. Above group g + 1 stands group g.
 */
static void cone_order(struct cone *c, const struct weights_domain *d)
{
	for (size_t u = 0; u < c->units; u++) {
		size_t g = d->group[u];
		double *row, *slack = new_slack(c);

		c->map[u * c->unknowns + u] = 1;
		for (size_t k = g + 1; k < d->group_count; k++)
			c->map[u * c->unknowns + c->units + k] = 1;
		slack[u] = 1;
		if (g == 0)
			continue;
		row = new_row(c);
		row[u] = 1;
		row[c->units + g] = -1;
		slack = new_slack(c);
		slack[u] = -1;
		slack[c->units + g] = 1;
	}
	for (size_t k = 0; k < c->unknowns; k++)
		c->size[k] = 1;
}

/* Unknown `units` is by what all is multiplied; a unit's own says where in its range it is.
 */
static void cone_ranges(struct cone *c, const struct weights_domain *d)
{
	double most = 0;

	for (size_t u = 0; u < c->units; u++)
		most = d->high[u] > most ? d->high[u] : most;
	for (size_t u = 0; u < c->units; u++) {
		double *row = new_row(c), *slack;

		c->map[u * c->unknowns + c->units] = d->low[u] / most;
		c->map[u * c->unknowns + u] = (d->high[u] - d->low[u]) / most;
		row[u] = 1;
		row[c->units] = -1;
		if (d->low[u] >= d->high[u])
			continue;
		new_slack(c)[u] = 1;
		slack = new_slack(c);
		slack[u] = -1;
		slack[c->units] = 1;
	}
	c->size[c->units] = 1;
}

static void init_cone(struct work *w, struct arena *a)
{
	const struct weights_domain *d = w->d;
	struct cone *c = &w->cone;

	c->units = d->count;
	c->unknowns = d->count + (d->kind == WEIGHTS_ORDER    ? d->group_count
				  : d->kind == WEIGHTS_RANGES ? 1
							      : 0);
	c->map = arena_new(a, c->units * c->unknowns, sizeof(c->map[0]));
	c->rows = arena_new(a, c->units * c->unknowns, sizeof(c->rows[0]));
	c->slacks = arena_new(a, 2 * c->units * c->unknowns, sizeof(c->slacks[0]));
	c->size = arena_new(a, c->unknowns, sizeof(c->size[0]));
	if (d->kind == WEIGHTS_ANY)
		cone_any(c);
	else if (d->kind == WEIGHTS_ORDER)
		cone_order(c, d);
	else
		cone_ranges(c, d);
}

/* --- rivals that differ by a linear sum ---------------------------------------------- */

static bool linear_set(const struct work *w, size_t rival, double *by)
{
	const struct model *m = w->m;

	for (size_t f = 0; f < m->features; f++) {
		if (m->set_of[f] != w->set)
			continue;
		if (is_scored(w, f, w->candidate) != is_scored(w, f, rival) ||
		    !(highest(w, f) > 0)) /* what is possible might be nothing */
			return false;
		if (is_scored(w, f, rival))
			by[w->d->unit_of[f]] +=
				level_at(w, f, w->candidate) - level_at(w, f, rival);
	}
	return true;
}

/* All sets, where each weighs what its features do: linear where all of a set were measured
   and have the same highest level. */
static bool linear_features(const struct work *w, size_t rival, double *by)
{
	const struct model *m = w->m;

	for (size_t set = 0; set < m->sets; set++) {
		size_t scored = 0, all = 0;
		double most = NAN;

		for (size_t f = 0; f < m->features; f++) {
			if (m->set_of[f] != set)
				continue;
			all++;
			if (is_scored(w, f, w->candidate) != is_scored(w, f, rival))
				return false;
			scored += is_scored(w, f, rival);
			if (!(highest(w, f) > 0) || highest(w, f) < most ||
			    highest(w, f) > most)
				return false;
			most = highest(w, f);
			if (is_scored(w, f, rival))
				by[f] += (level_at(w, f, w->candidate) -
					  level_at(w, f, rival)) /
					 most;
		}
		if (scored > 0 && scored < all)
			return false;
	}
	return true;
}

static bool linear_sets(const struct work *w, size_t rival, double *by)
{
	for (size_t set = 0; set < w->m->sets; set++) {
		const struct model_score *s = w->scores + set * w->m->candidates;
		double own = s[w->candidate].percent, its = s[rival].percent;

		if (isnan(own) != isnan(its))
			return false;
		by[set] = isnan(own) ? 0 : rubric_round(own - its);
	}
	return true;
}

static bool is_linear(const struct work *w, size_t rival, double *by)
{
	if (w->set < w->m->sets)
		return linear_set(w, rival, by);
	if (w->d->per == WEIGHTS_PER_SET)
		return linear_sets(w, rival, by);
	return w->d->per == WEIGHTS_PER_FEATURE && w->d->kind != WEIGHTS_RANGES &&
	       linear_features(w, rival, by);
}

/* Are all figures that are not zero of like size? */
static bool are_alike(const double *v, size_t count)
{
	double least = HUGE_VAL, most = 0;

	for (size_t i = 0; i < count; i++) {
		if (v[i] == 0)
			continue;
		least = fmin(least, fabs(v[i]));
		most = fmax(most, fabs(v[i]));
	}
	return most <= least * APART;
}

static bool is_ranked(const struct work *w, size_t candidate)
{
	return w->scores[w->set * w->m->candidates + candidate].any;
}

/* The rivals whose comparison is linear; returns how many are not. */
static size_t find_rivals(struct work *w, struct arena *a)
{
	size_t others = 0, units = w->d->count;
	const struct cone *c = &w->cone;

	w->rivals = arena_new(a, w->m->candidates * units, sizeof(w->rivals[0]));
	w->who = arena_new(a, w->m->candidates, sizeof(w->who[0]));
	w->apart = !are_alike(c->map, c->units * c->unknowns);
	for (size_t k = 0; k < w->m->candidates; k++) {
		double *by = w->rivals + w->count * units;

		if (k == w->candidate || !is_ranked(w, k))
			continue;
		memset(by, 0, units * sizeof(by[0]));
		if (!is_linear(w, k, by)) {
			others++;
			continue;
		}
		w->apart = w->apart || !are_alike(by, units);
		w->who[w->count++] = k;
	}
	return others;
}

/* --- programmes ---------------------------------------------------------------------- */

enum goal {
	GOAL_AHEAD,  /* how far it can be ahead of them all */
	GOAL_INSIDE, /* how far inside it can be without being behind anyone */
};

/* -sum of by[u] * map[u] */
static void add_lead(const struct cone *c, const double *by, double *row)
{
	for (size_t u = 0; u < c->units; u++) {
		for (size_t k = 0; k < c->unknowns && by[u] != 0; k++)
			row[k] -= by[u] * c->map[u * c->unknowns + k];
	}
}

/* The maximum, over the rivals from `first` on; NAN when it was not found. The last unknown
   is what AHEAD and INSIDE maximise. */
static double maximum(const struct work *w, enum goal goal, size_t first, size_t count,
		      double *x)
{
	const struct cone *c = &w->cone;
	size_t last = c->unknowns;
	struct linear l;
	double max, *row;

	linear_init(&l, c->unknowns + 1, count + c->row_count + c->slack_count + 2);
	for (size_t i = first; i < first + count; i++) {
		row = linear_row(&l, 0);
		add_lead(c, w->rivals + i * c->units, row);
		row[last] = goal == GOAL_AHEAD;
	}
	for (size_t i = 0; i < c->row_count; i++)
		memcpy(linear_row(&l, 0), c->rows + i * c->unknowns,
		       c->unknowns * sizeof(row[0]));
	for (size_t i = 0; goal == GOAL_INSIDE && i < c->slack_count; i++) {
		row = linear_row(&l, 0);
		for (size_t k = 0; k < c->unknowns; k++)
			row[k] = -c->slacks[i * c->unknowns + k];
		row[last] = 1;
	}
	memcpy(linear_row(&l, 1), c->size, c->unknowns * sizeof(row[0]));
	linear_row(&l, 1)[last] = 1;
	linear_goal(&l)[last] = -1;
	if (!linear_solve(&l, &max, x))
		max = NAN;
	linear_release(&l);
	return max;
}

/* Is it behind one or another of these rivals, whatever the weights? */
static bool is_behind(const struct work *w, size_t first, size_t count)
{
	return maximum(w, GOAL_AHEAD, first, count, NULL) <= LINEAR_NONE &&
	       maximum(w, GOAL_INSIDE, first, count, NULL) <= LINEAR_NONE;
}

/* --- pairs of features --------------------------------------------------------------- */

/* Can the feature have a weight above zero? */
static bool may_weigh(const struct work *w, size_t feature)
{
	const struct weights_domain *d = w->d;

	if (d->per == WEIGHTS_PER_SET)
		return w->m->weights[feature] > 0;
	return d->kind != WEIGHTS_RANGES || d->high[d->unit_of[feature]] > 0;
}

/*
 * N / D of it and n / d of its rival, sums over different features: N d - n D is a sum over
 * pairs of features f, g of w_f w_g times what both orders of the pair give. If none of
 * these is above zero, it is never ahead; *strict: if one is below, it is behind wherever
 * those two weigh something.
 */
static bool is_covered(const struct work *w, size_t set, size_t rival, bool *strict)
{
	const struct model *m = w->m;

	for (size_t f = 0; f < m->features; f++) {
		if (m->set_of[f] != set || !may_weigh(w, f))
			continue;
		if (!(highest(w, f) > 0))
			return false;
		for (size_t g = f; g < m->features; g++) {
			double pair = 0;

			if (m->set_of[g] != set || !may_weigh(w, g))
				continue;
			if (is_scored(w, f, w->candidate) && is_scored(w, g, rival))
				pair += level_at(w, f, w->candidate) * highest(w, g) -
					level_at(w, g, rival) * highest(w, f);
			if (is_scored(w, g, w->candidate) && is_scored(w, f, rival))
				pair += level_at(w, g, w->candidate) * highest(w, f) -
					level_at(w, f, rival) * highest(w, g);
			if (pair > 0)
				return false;
			*strict = *strict || pair < 0;
		}
	}
	return true;
}

/* A set that may weigh nothing decides nothing. */
static bool set_weighs(const struct work *w, size_t set)
{
	const struct weights_domain *d = w->d;

	if (d->per == WEIGHTS_PER_SET)
		return d->kind != WEIGHTS_RANGES || d->high[set] > 0;
	return (d->per == WEIGHTS_PER_FEATURE && d->kind != WEIGHTS_RANGES) ||
	       w->d->rubric->sets[set].weight > 0;
}

/* Is the rival ahead whatever the weights, as long as none is at its limit? */
static bool is_ahead(const struct work *w, size_t rival)
{
	bool strict = false;

	if (w->set < w->m->sets)
		return is_covered(w, w->set, rival, &strict) && strict;
	for (size_t set = 0; set < w->m->sets; set++) {
		const struct model_score *s = w->scores + set * w->m->candidates;

		if (s[w->candidate].any != s[rival].any)
			return false;
		if (s[rival].any && set_weighs(w, set) &&
		    !is_covered(w, set, rival, &strict))
			return false;
	}
	return strict;
}

/* --- examples ------------------------------------------------------------------------ */

#define CORNER                                                                             \
	1e-3 /* what the others weigh, in a weighting that is nearly one unit's alone */

/* Does this weighting put it first, alone? */
static bool is_example(const struct work *w, const double *weights, struct arena *a)
{
	struct model m = *w->m;
	const struct model_score *s;
	struct model_score *scores =
		arena_new(a, (m.sets + 1) * m.candidates, sizeof(scores[0]));
	bool alone;

	m.weighted = true;
	m.weights = arena_new(a, m.features, sizeof(m.weights[0]));
	m.set_weights = arena_new(a, m.sets, sizeof(m.set_weights[0]));
	weights_domain_apply(w->d, weights, m.weights, m.set_weights);
	model_scores(&m, w->levels, scores);
	s = scores + w->set * m.candidates;
	alone = s[w->candidate].rank == 1;
	for (size_t k = 0; k < m.candidates; k++)
		alone = alone && (k == w->candidate || s[k].rank != 1);
	return alone;
}

/* Where not all rivals are linear: what is best against those that are, and weightings of
   nearly one unit, are tried. NULL: none puts it first. */
static double *find_example(const struct work *w, double *best, struct arena *a)
{
	double *weights;

	if (best != NULL && is_example(w, best, a))
		return best;
	weights = arena_new(a, w->d->count, sizeof(weights[0]));
	for (size_t u = 0; w->d->kind == WEIGHTS_ANY && u < w->d->count; u++) {
		for (size_t k = 0; k < w->d->count; k++)
			weights[k] = k == u ? 1 : CORNER;
		if (is_example(w, weights, a))
			return weights;
	}
	return NULL;
}

/* --- the verdict --------------------------------------------------------------------- */

/* Never: who is always ahead, or else SIZE_MAX. */
static size_t find_ahead(const struct work *w)
{
	for (size_t i = 0; i < w->count && !w->apart; i++) {
		if (is_behind(w, i, 1))
			return w->who[i];
	}
	for (size_t k = 0; k < w->m->candidates; k++) {
		if (k != w->candidate && is_ranked(w, k) && is_ahead(w, k))
			return k;
	}
	return SIZE_MAX;
}

/* Where it is not ahead of those it can be compared with, the others are of no matter. */
static struct weights_first decide(const struct work *w, size_t others, struct arena *a)
{
	struct weights_first out = { .verdict = WEIGHTS_UNSEEN, .ahead = SIZE_MAX };
	const struct cone *c = &w->cone;
	double *x = arena_new(a, c->unknowns + 1, sizeof(x[0])), *best = NULL;
	double lead = w->apart ? NAN : maximum(w, GOAL_AHEAD, 0, w->count, x);
	double inside = w->apart ? NAN : maximum(w, GOAL_INSIDE, 0, w->count, NULL);

	if (lead > LINEAR_NONE) {
		best = arena_new(a, c->units, sizeof(best[0]));
		for (size_t i = 0; i < c->units * c->unknowns; i++)
			best[i / c->unknowns] += c->map[i] * x[i % c->unknowns];
	}
	if (best != NULL && others == 0) {
		out.example = best;
		out.verdict = WEIGHTS_FIRST;
		return out;
	}
	if (lead <= LINEAR_NONE && inside > LINEAR_NONE && others == 0) {
		out.verdict = WEIGHTS_SHARES;
		return out;
	}
	out.ahead = find_ahead(w);
	if (out.ahead != SIZE_MAX || (lead <= LINEAR_NONE && inside <= LINEAR_NONE)) {
		out.verdict = WEIGHTS_NEVER;
		return out;
	}
	out.example = find_example(w, best, a);
	if (out.example != NULL)
		out.verdict = WEIGHTS_FIRST;
	return out;
}

struct weights_first weights_first_find(const struct weights_domain *d,
					const struct model *m, const signed char *levels,
					size_t set, size_t candidate, struct arena *a)
{
	struct work w = {
		.d = d, .m = m, .levels = levels, .set = set, .candidate = candidate
	};
	size_t others;

	w.scores = arena_new(a, (m->sets + 1) * m->candidates, sizeof(w.scores[0]));
	model_scores(m, levels, w.scores);
	init_cone(&w, a);
	others = find_rivals(&w, a);
	return decide(&w, others, a);
}
