/*
 * fit_order.c - thresholds that give an order.
 *
 * What is ranked by is a sum over thresholds: each adds to a candidate what its level gains
 * on the threshold, wherever the figure passes it. So an arrangement, the piece between
 * figures in which each threshold stands, comes to a vector: for each wanted relation, how
 * far the one candidate is ahead of the other. Of the arrangements of a group that come to
 * the same vector the one with the least movement is enough, and so it is of the sums over
 * groups.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "score/tune/fit_private.h"
#include "score/tune/fit_states.h"

#define PERCENT_SCALE 1e9   /* percentages as whole numbers */
#define STATES_MOST 2000000 /* sums that are kept: some 200 MB */
#define PERCENT_NEAR 1000   /* of these: nearer than that the model itself must say */

/* A group's thresholds among its pieces. */
struct places {
	const double *begins; /* of the pieces but the first */
	size_t pieces;
	double *costs;	/* threshold * pieces: points that it goes, more than it must;
			   infinite: not allowed */
	int64_t *gains; /* (threshold * pieces + piece) * relations */
	double must;	/* points that its thresholds go in any case */
	double most;	/* ... at most besides */
	/* Of each relation, what the thresholds from one on can add when it stands in a
	   piece or a later one: (threshold * pieces + piece) * relations + relation. */
	int64_t *least, *greatest;
	struct fit_states options; /* vectors, with the pieces that give them */
};

struct search {
	struct fit_work *w;
	const struct fit_target **relations;
	size_t count;
	int64_t *start; /* what each relation is when no threshold is reached */
	int64_t near;
	struct places *places; /* one a group */
	struct fit_states
		*layers; /* after so many groups; trail: where from, which option */
	size_t tried, kept;
	bool cut;
};

/* --- from levels to what is ranked by ------------------------------------------------ */

/* The most that a candidate could have in a set, of what was measured. */
static double most_of(const struct model *m, size_t set, size_t candidate)
{
	double most = 0;

	for (size_t f = 0; f < m->features; f++) {
		const struct model_scale *s = &m->scales[f];

		if (m->set_of[f] == set &&
		    !isnan(m->figures[f * m->candidates + candidate]))
			most += m->weights[f] * s->levels[s->count];
	}
	return most;
}

/* What a level of a feature is worth to a candidate, in a set or overall. */
static double worth(const struct model *m, size_t set, size_t feature, size_t candidate)
{
	size_t own = m->set_of[feature];
	double weights = 0, value;

	if (set != m->sets && set != own)
		return 0;
	if (!m->weighted)
		return 1;
	value = most_of(m, own, candidate);
	if (!(value > 0))
		return 0;
	value = PERCENT_SCALE * 100 * m->weights[feature] / value;
	if (set != m->sets)
		return value;
	for (size_t s = 0; s < m->sets; s++)
		weights += most_of(m, s, candidate) > 0 ? m->set_weights[s] : 0;
	return weights > 0 ? value * m->set_weights[own] / weights : 0;
}

/* What a step of `levels` of a feature adds to a relation when this candidate takes it. */
static int64_t gain(const struct search *s, size_t relation, size_t feature,
		    size_t candidate, int levels)
{
	const struct model *m = &s->w->m;
	const struct fit_target *t = s->relations[relation];
	double value;

	if ((candidate != t->first && candidate != t->second) ||
	    isnan(m->figures[feature * m->candidates + candidate]))
		return 0;
	value = levels * worth(m, t->set, feature, candidate);
	return llround(candidate == t->first ? value : -value);
}

static bool can_hold(const struct search *s, size_t relation, int64_t least,
		     int64_t greatest)
{
	if (s->relations[relation]->kind == FIT_ABOVE)
		return greatest >= 1 - s->near;
	return least <= s->near && greatest >= -s->near;
}

/* --- places -------------------------------------------------------------------------- */

static double piece_low(const struct places *p, size_t piece)
{
	return piece == 0 ? -HUGE_VAL : p->begins[piece - 1];
}

static double piece_high(const struct places *p, size_t piece)
{
	return piece + 1 == p->pieces ? HUGE_VAL : fit_previous(p->begins[piece]);
}

/* Points from where the threshold was to the nearest place in a piece. */
static double cost_of(const struct search *s, const struct fit_group *g,
		      const struct places *p, size_t i, size_t piece)
{
	const struct rubric_feature *f = &s->w->r->features[g->features[0]];
	double low = fmax(g->low[i], piece_low(p, piece));
	double high = fmin(g->high[i], piece_high(p, piece));
	double to = fmax(low, fmin(g->was[i], high));

	if (low > high)
		return HUGE_VAL;
	return fabs(fit_points(f, g->was[i], to));
}

static void add_costs(const struct search *s, const struct fit_group *g, struct places *p)
{
	for (size_t i = 0; i < g->count; i++) {
		double *costs = &p->costs[i * p->pieces], least = HUGE_VAL, most = 0;

		for (size_t k = 0; k < p->pieces; k++) {
			costs[k] = cost_of(s, g, p, i, k);
			least = fmin(least, costs[k]);
		}
		for (size_t k = 0; k < p->pieces; k++) {
			costs[k] -= least;
			most = isinf(costs[k]) ? most : fmax(most, costs[k]);
		}
		p->must += least;
		p->most += most;
	}
}

static void add_gains(const struct search *s, const struct fit_group *g, struct places *p)
{
	size_t n = s->w->m.candidates;

	for (size_t at = 0; at < g->count * p->pieces * g->feature_count * n; at++) {
		size_t c = at % n, k = at / n % g->feature_count;
		size_t piece = at / n / g->feature_count % p->pieces;
		size_t i = at / n / g->feature_count / p->pieces;
		size_t feature = g->features[k];
		const struct model_scale *scale = &s->w->m.scales[feature];
		double figure = s->w->m.figures[feature * n + c];
		double x = piece_low(p, piece);

		x = isinf(x) ? piece_high(p, piece) : x;
		if (isnan(figure) || !fit_reaches(s->w, g, feature, figure, x))
			continue;
		for (size_t q = 0; q < s->count; q++)
			p->gains[(i * p->pieces + piece) * s->count + q] += gain(
				s, q, feature, c, scale->levels[i + 1] - scale->levels[i]);
	}
}

/* From the last threshold and the last piece on: thresholds keep their order. What cannot
   be has its least above its greatest. */
static void add_extremes(const struct search *s, const struct fit_group *g,
			 struct places *p, size_t q)
{
	for (size_t n = g->count * p->pieces; n-- > 0;) {
		size_t at = n * s->count + q, i = n / p->pieces, k = n % p->pieces;
		size_t after = at + p->pieces * s->count;
		bool last = i + 1 == g->count;
		int64_t low = last ? 0 : p->least[after];
		int64_t high = last ? 0 : p->greatest[after];

		p->least[at] = INT64_MAX;
		p->greatest[at] = INT64_MIN;
		if (low <= high && !isinf(p->costs[n])) {
			p->least[at] = low + p->gains[at];
			p->greatest[at] = high + p->gains[at];
		}
		if (k + 1 == p->pieces)
			continue;
		if (p->least[at + s->count] < p->least[at])
			p->least[at] = p->least[at + s->count];
		if (p->greatest[at + s->count] > p->greatest[at])
			p->greatest[at] = p->greatest[at + s->count];
	}
}

static void make_places(const struct search *s, struct fit_group *g, struct places *p)
{
	p->begins = fit_pieces(s->w, g, &p->pieces);
	p->pieces++;
	fit_chain(g);
	p->costs = mem_new(g->count * p->pieces, sizeof(p->costs[0]));
	p->gains = mem_new(g->count * p->pieces * s->count, sizeof(p->gains[0]));
	p->least = mem_new(2 * g->count * p->pieces * s->count, sizeof(p->least[0]));
	p->greatest = p->least + g->count * p->pieces * s->count;
	add_costs(s, g, p);
	add_gains(s, g, p);
	for (size_t q = 0; q < s->count; q++)
		add_extremes(s, g, p, q);
}

/* What the groups from `group` on can still add to a relation. */
static void rest_of(const struct search *s, size_t group, size_t q, int64_t *least,
		    int64_t *greatest)
{
	*least = *greatest = 0;
	for (; group < s->w->group_count; group++) {
		*least += s->places[group].least[q];
		*greatest += s->places[group].greatest[q];
	}
}

/* --- arrangements of a group --------------------------------------------------------- */

/* Thresholds on their way to an arrangement. */
struct walk {
	struct search *s;
	const struct fit_group *g;
	struct places *p;
	double budget;
	size_t *pieces;
	int64_t *sums;		   /* (threshold + 1) * relations */
	int64_t *least, *greatest; /* what the other groups can add */
};

/* Has each piece room for all thresholds in it? */
static bool has_room(const struct walk *k)
{
	double x = -HUGE_VAL;

	for (size_t i = 0; i < k->g->count; i++) {
		double low = fmax(k->g->low_own[i], piece_low(k->p, k->pieces[i]));

		x = fmax(low, fit_next(x));
		if (x > fmin(k->g->high_own[i], piece_high(k->p, k->pieces[i])))
			return false;
	}
	return true;
}

/* Can all relations still come to hold, from threshold i on, which cannot be in a piece
   before this one? */
static bool leads_on(const struct walk *k, size_t i, size_t piece)
{
	size_t n = k->s->count, at = (i * k->p->pieces + piece) * n;

	for (size_t q = 0; q < n; q++) {
		int64_t sum = k->s->start[q] + k->sums[i * n + q];
		int64_t low = k->least[q], high = k->greatest[q];

		if (i < k->g->count) {
			if (k->p->least[at + q] > k->p->greatest[at + q])
				return false;
			low += k->p->least[at + q];
			high += k->p->greatest[at + q];
		}
		if (!can_hold(k->s, q, sum + low, sum + high))
			return false;
	}
	return true;
}

static void take_arrangement(struct walk *k, double cost)
{
	size_t *trail;

	if (!has_room(k))
		return;
	trail = fit_states_put(&k->p->options, &k->sums[k->g->count * k->s->count], cost);
	if (trail != NULL)
		memcpy(trail, k->pieces, k->g->count * sizeof(trail[0]));
}

static void walk(struct walk *k, size_t i, double cost)
{
	size_t n = k->s->count;

	if (i == k->g->count) {
		take_arrangement(k, cost);
		return;
	}
	for (size_t piece = i > 0 ? k->pieces[i - 1] : 0;
	     piece < k->p->pieces && !k->s->cut; piece++) {
		double more = k->p->costs[i * k->p->pieces + piece];
		const int64_t *gains = &k->p->gains[(i * k->p->pieces + piece) * n];

		if (!(cost + more <= k->budget))
			continue;
		/* Those that are left on the way count as well: they take time. */
		k->s->cut = ++k->s->tried > k->s->w->most;
		for (size_t q = 0; q < n; q++)
			k->sums[(i + 1) * n + q] = k->sums[i * n + q] + gains[q];
		k->pieces[i] = piece;
		if (leads_on(k, i + 1, piece))
			walk(k, i + 1, cost + more);
	}
}

static void find_options(struct search *s, size_t group, double budget)
{
	struct places *p = &s->places[group];
	struct fit_group *g = &s->w->groups[group];
	struct walk k = { .s = s, .g = g, .p = p, .budget = budget };

	fit_states_release(&p->options);
	p->options.width = s->count;
	p->options.trail = g->count;
	k.pieces = mem_new(g->count, sizeof(k.pieces[0]));
	k.sums = mem_new((g->count + 3) * s->count, sizeof(k.sums[0]));
	k.least = k.sums + (g->count + 1) * s->count;
	k.greatest = k.least + s->count;
	for (size_t q = 0; q < s->count; q++) {
		rest_of(s, 0, q, &k.least[q], &k.greatest[q]);
		k.least[q] -= p->least[q];
		k.greatest[q] -= p->greatest[q];
	}
	walk(&k, 0, 0);
	free(k.pieces);
	free(k.sums);
}

/* --- sums over groups ---------------------------------------------------------------- */

/* Can all relations still come to hold? One that must, whatever follows, counts no further.
 */
static bool is_hopeful(const struct search *s, int64_t *values, const int64_t *least,
		       const int64_t *greatest)
{
	for (size_t q = 0; q < s->count; q++) {
		int64_t enough = s->near + 1 - least[q];

		if (!can_hold(s, q, values[q] + least[q], values[q] + greatest[q]))
			return false;
		if (s->relations[q]->kind == FIT_ABOVE && values[q] > enough)
			values[q] = enough;
	}
	return true;
}

static void add_group(struct search *s, size_t group, double budget)
{
	const struct fit_states *from = &s->layers[group], *by = &s->places[group].options;
	struct fit_states *to = &s->layers[group + 1];
	int64_t *values = mem_new(3 * s->count, sizeof(values[0]));
	int64_t *least = values + s->count, *greatest = least + s->count;

	for (size_t q = 0; q < s->count; q++)
		rest_of(s, group + 1, q, &least[q], &greatest[q]);
	for (size_t i = 0; i < from->count && !s->cut; i++) {
		for (size_t k = 0; k < by->count && !s->cut; k++) {
			double cost = from->costs[i] + by->costs[k];
			size_t *trail;

			s->cut = ++s->tried > s->w->most;
			if (cost > budget)
				continue;
			for (size_t q = 0; q < s->count; q++)
				values[q] = from->values[i * s->count + q] +
					    by->values[k * s->count + q];
			if (!is_hopeful(s, values, least, greatest))
				continue;
			trail = fit_states_put(to, values, cost);
			if (trail == NULL)
				continue;
			trail[0] = i;
			trail[1] = k;
			s->cut = s->cut || s->kept + to->count > STATES_MOST;
		}
	}
	s->kept += to->count;
	free(values);
}

static void release_layers(struct search *s)
{
	for (size_t i = 0; i <= s->w->group_count; i++) {
		fit_states_release(&s->layers[i]);
		s->layers[i].width = s->count;
		s->layers[i].trail = 2;
	}
}

/* All sums of the groups' options within the budget. */
static void find_sums(struct search *s, double budget)
{
	size_t groups = s->w->group_count;

	release_layers(s);
	s->kept = 0;
	fit_states_put(&s->layers[0], s->start, 0);
	for (size_t i = 0; i < groups && !s->cut; i++)
		find_options(s, i, budget);
	for (size_t i = 0; i < groups && !s->cut; i++)
		add_group(s, i, budget);
}

/* --- what comes out ------------------------------------------------------------------ */

/* Puts the groups' thresholds into the pieces that lead to a sum. */
static void follow(struct search *s, size_t state, double **low, double **high)
{
	for (size_t n = s->w->group_count; n-- > 0;) {
		struct fit_group *g = &s->w->groups[n];
		const struct places *p = &s->places[n];
		const size_t *trail = &s->layers[n + 1].trails[state * 2];
		const size_t *pieces = &p->options.trails[trail[1] * g->count];

		for (size_t i = 0; i < g->count; i++) {
			low[n][i] = fmax(g->low_own[i], piece_low(p, pieces[i]));
			high[n][i] = fmin(g->high_own[i], piece_high(p, pieces[i]));
		}
		state = trail[0];
	}
}

static bool all_hold(struct search *s)
{
	bool holds = true;

	fit_holds(s->w);
	for (size_t q = 0; q < s->count; q++)
		holds = holds &&
			fit_target_holds(s->w, s->relations[q], s->w->levels, s->w->scores);
	return holds;
}

/* Does the model, which rounds and compares percentages itself, say so too? Then the groups
   are narrowed to it. */
static bool take(struct search *s, size_t state)
{
	size_t groups = s->w->group_count;
	double **low = mem_new(4 * groups, sizeof(low[0])), **high = low + groups;
	double **own = high + groups;
	bool holds;

	for (size_t n = 0; n < groups; n++) {
		struct fit_group *g = &s->w->groups[n];

		low[n] = arena_new(s->w->a, g->count, sizeof(double));
		high[n] = arena_new(s->w->a, g->count, sizeof(double));
	}
	follow(s, state, low, high);
	for (size_t n = 0; n < groups; n++) {
		struct fit_group *g = &s->w->groups[n];

		own[2 * n] = g->low_own;
		own[2 * n + 1] = g->high_own;
		g->low_own = low[n];
		g->high_own = high[n];
		fit_chain(g);
	}
	holds = all_hold(s);
	for (size_t n = 0; n < groups && !holds; n++) {
		s->w->groups[n].low_own = own[2 * n];
		s->w->groups[n].high_own = own[2 * n + 1];
	}
	free(low);
	return holds;
}

/* The sum that moves least of those that hold; each that does not is struck out. */
static bool take_cheapest(struct search *s)
{
	const struct fit_states *last = &s->layers[s->w->group_count];
	bool *out = mem_new(last->count + 1, sizeof(out[0])), found = false;

	for (;;) {
		size_t best = last->count;

		for (size_t i = 0; i < last->count; i++) {
			if (!out[i] &&
			    (best == last->count || last->costs[i] < last->costs[best]))
				best = i;
		}
		if (best == last->count)
			break;
		out[best] = true;
		found = take(s, best);
		if (found)
			break;
	}
	free(out);
	return found;
}

/* --- the search ---------------------------------------------------------------------- */

static void begin(struct search *s, const bool *use)
{
	const struct fit *out = s->w->out;
	const struct model *m = &s->w->m;

	s->near = m->weighted ? PERCENT_NEAR : 0;
	s->relations = mem_new(out->target_count, sizeof(s->relations[0]));
	for (size_t t = 0; t < out->target_count; t++) {
		if (out->targets[t].kind != FIT_CELL && (use == NULL || use[t]))
			s->relations[s->count++] = &out->targets[t];
	}
	s->start = mem_new(s->count + 1, sizeof(s->start[0]));
	for (size_t q = 0; q < s->count; q++) {
		for (size_t at = 0; at < m->features * m->candidates; at++)
			s->start[q] += gain(s, q, at / m->candidates, at % m->candidates,
					    m->scales[at / m->candidates].levels[0]);
	}
	s->places = mem_new(s->w->group_count, sizeof(s->places[0]));
	s->layers = mem_new(s->w->group_count + 1, sizeof(s->layers[0]));
	for (size_t i = 0; i < s->w->group_count && s->count > 0; i++)
		make_places(s, &s->w->groups[i], &s->places[i]);
}

static void end(struct search *s)
{
	release_layers(s);
	for (size_t i = 0; i < s->w->group_count; i++) {
		fit_states_release(&s->places[i].options);
		free(s->places[i].costs);
		free(s->places[i].gains);
		free(s->places[i].least);
	}
	free(s->layers);
	free(s->places);
	free(s->start);
	free(s->relations);
}

/* Is there a relation that no arrangement gives? */
static bool is_hopeless(const struct search *s)
{
	for (size_t q = 0; q < s->count; q++) {
		int64_t least, greatest;

		rest_of(s, 0, q, &least, &greatest);
		if (!can_hold(s, q, s->start[q] + least, s->start[q] + greatest))
			return true;
	}
	return false;
}

/* With twice the movement each time, so that the first that holds is among all that move no
   more. */
static enum fit_outcome search(struct search *s)
{
	struct fit *out = s->w->out;
	double must = 0, most = 0, budget = 0;

	for (size_t i = 0; i < s->w->group_count; i++) {
		must += s->places[i].must;
		most += s->places[i].most;
	}
	out->tried_to = NAN;
	if (is_hopeless(s))
		return FIT_IMPOSSIBLE;
	for (;;) {
		find_sums(s, budget);
		if (s->cut)
			return FIT_NOT_FOUND;
		if (take_cheapest(s))
			return FIT_FOUND;
		if (budget > most)
			return FIT_IMPOSSIBLE;
		out->tried_to = must + budget;
		budget = budget > 0 ? 2 * budget : 1;
	}
}

enum fit_outcome fit_order(struct fit_work *w, const bool *use)
{
	struct search s = { .w = w };
	enum fit_outcome outcome = FIT_FOUND;

	begin(&s, use);
	if (s.count > 0)
		outcome = search(&s);
	w->out->tried = s.tried;
	end(&s);
	return outcome;
}

const char *fit_order_reason(struct fit_work *w, const bool *use)
{
	struct search s = { .w = w };
	int64_t least, greatest;
	const char *text = "no thresholds give all of them";
	const char *within = w->bounded ? "within the bounds" : "whatever the thresholds";

	fit_make_groups(w, use);
	begin(&s, use);
	if (s.count == 1) {
		const struct fit_target *t = s.relations[0];
		double unit = w->m.weighted ? PERCENT_SCALE : 1;
		bool ahead = t->kind == FIT_EQUAL;

		rest_of(&s, 0, 0, &least, &greatest);
		least += s.start[0];
		greatest += s.start[0];
		if (ahead && greatest < 0)
			ahead = false;
		if (!ahead && greatest >= -s.near && t->kind == FIT_ABOVE)
			text = arena_printf(w->a, "%s, at best the two tie", within);
		else if (ahead ? least > s.near : greatest < -s.near)
			text = arena_printf(w->a, "%s, %s is at least %.4g %s %s", within,
					    w->r->platforms[t->first].title,
					    fabs((double)(ahead ? least : greatest)) / unit,
					    w->m.weighted ? "points of percent" : "points",
					    ahead ? "ahead" : "behind");
	}
	end(&s);
	return text;
}
