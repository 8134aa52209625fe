/* agreement.c - weighted kappa and ordinal alpha, and where a profile needs them. */
#include "score/stats/agreement.h"

#include <math.h>
#include <stdlib.h>

#include "data/rubric/judgement.h"

/* --- the measures -------------------------------------------------------------------- */

double agreement_kappa(const int *steps, size_t cells, size_t assessors, size_t a, size_t b)
{
	double seen = 0, chance = 0;
	size_t n = 0;

	for (size_t i = 0; i < cells; i++) {
		int x = steps[i * assessors + a], y = steps[i * assessors + b];

		if (x == AGREEMENT_NONE || y == AGREEMENT_NONE)
			continue;
		n++;
		seen += (double)(x - y) * (x - y);
		/* By chance any level of one meets any of the other's. */
		for (size_t k = 0; k < cells; k++) {
			int z = steps[k * assessors + b];

			if (z != AGREEMENT_NONE &&
			    steps[k * assessors + a] != AGREEMENT_NONE)
				chance += (double)(x - z) * (x - z);
		}
	}
	return n > 1 && chance > 0 ? 1 - seen * (double)n / chance : NAN;
}

/* Adds a cell's pairs to the matrix of coincidences; false when it has none. */
static bool add_pairs(const int *cell, size_t assessors, size_t scale, double *pairs)
{
	size_t m = 0;

	for (size_t i = 0; i < assessors; i++)
		m += cell[i] != AGREEMENT_NONE;
	for (size_t i = 0; i < assessors; i++) {
		for (size_t k = 0; k < assessors; k++) {
			if (i != k && cell[i] != AGREEMENT_NONE &&
			    cell[k] != AGREEMENT_NONE)
				pairs[(size_t)cell[i] * scale + (size_t)cell[k]] +=
					1 / (double)(m - 1);
		}
	}
	return m > 1;
}

double agreement_alpha(const int *steps, size_t cells, size_t assessors, size_t scale)
{
	double *pairs = mem_new(scale * scale, sizeof(pairs[0]));
	double *often = mem_new(scale, sizeof(often[0]));
	double n = 0, seen = 0, chance = 0;
	size_t paired = 0;

	for (size_t i = 0; i < cells; i++)
		paired += add_pairs(steps + i * assessors, assessors, scale, pairs);
	for (size_t c = 0; c < scale; c++) {
		for (size_t k = 0; k < scale; k++)
			often[c] += pairs[c * scale + k];
		n += often[c];
	}
	for (size_t c = 0; c < scale; c++) {
		double between = often[c] / 2;

		/* Ordinal: how many judgements lie between two levels. */
		for (size_t k = c + 1; k < scale; k++) {
			double apart = between + often[k] / 2;

			seen += pairs[c * scale + k] * apart * apart;
			chance += often[c] * often[k] * apart * apart;
			between += often[k];
		}
	}
	free(pairs);
	free(often);
	return paired > 1 && chance > 0 ? 1 - (n - 1) * seen / chance : NAN;
}

/* --- of a profile -------------------------------------------------------------------- */

/* What is compared: the cells of one feature, or of all with its scale. */
struct table {
	struct profile *p;
	size_t feature, features, cells, assessors, scale;
	int *steps;
};

static int step_of(const struct rubric_feature *f, int level)
{
	int step = 0;

	for (size_t i = 0; i < f->level_count; i++)
		step += level >= f->levels[i].level;
	return step;
}

static bool same_scale(const struct rubric_feature *f, const struct rubric_feature *g)
{
	bool same = f->judged && g->judged && f->level_count == g->level_count &&
		    f->base_level == g->base_level;

	for (size_t i = 0; same && i < f->level_count; i++)
		same = f->levels[i].level == g->levels[i].level;
	return same;
}

static void add_feature(struct table *t, size_t feature)
{
	const struct rubric_feature *f = &t->p->rubric->features[feature];

	for (size_t i = 0; i < t->p->platform_count; i++) {
		const struct profile_cell *c = profile_cell(t->p, feature, i);
		int *row = t->steps + t->cells * t->assessors;

		if (profile_is_twin(t->p, i)) /* the baseline's, once */
			continue;
		for (size_t k = 0; k < t->assessors; k++)
			row[k] = AGREEMENT_NONE;
		for (size_t k = 0; k < c->judgement_count; k++)
			row[c->judgements[k].assessor] = step_of(f, c->judgements[k].level);
		t->cells++;
	}
	t->features++;
}

static bool has_judged(const struct table *t, size_t assessor)
{
	for (size_t i = 0; i < t->cells; i++) {
		if (t->steps[i * t->assessors + assessor] != AGREEMENT_NONE)
			return true;
	}
	return false;
}

/* Counts the cells that two or more of the wanted assessors have judged. */
static void count_cells(const struct table *t, size_t a, size_t b,
			struct profile_agreement *out)
{
	for (size_t i = 0; i < t->cells; i++) {
		int low = 0, high = 0;
		size_t n = 0;

		for (size_t k = 0; k < t->assessors; k++) {
			int step = t->steps[i * t->assessors + k];

			if (step == AGREEMENT_NONE || (out->a && k != a && k != b))
				continue;
			low = n == 0 || step < low ? step : low;
			high = n == 0 || step > high ? step : high;
			n++;
		}
		if (n < 2)
			continue;
		out->cells++;
		out->same += low == high;
		out->apart = high - low > out->apart ? high - low : out->apart;
	}
}

static const char *why_undefined(const struct profile_agreement *a)
{
	if (a->cells == 0)
		return a->a ? "no cell that both have judged"
			    : "no cell that two have judged";
	if (a->cells == 1)
		return "of one cell alone chance cannot be known";
	if (isnan(a->kappa) && isnan(a->alpha))
		return "one and the same level throughout: chance would agree, too";
	if (isnan(a->kappa))
		return "no two of them have judged different levels in common cells";
	return NULL;
}

static struct profile_agreement *add_row(struct table *t, size_t a, size_t b, bool pair)
{
	struct profile *p = t->p;
	const struct judgements *j = p->rubric->judgements;
	struct profile_agreement *out = &p->agreements[p->agreement_count++];

	*out = (struct profile_agreement){
		.feature = t->feature,
		.features = t->features,
		.a = pair ? &j->assessors[a] : NULL,
		.b = pair ? &j->assessors[b] : NULL,
		.kappa = NAN,
		.alpha = NAN,
	};
	count_cells(t, a, b, out);
	return out;
}

static double alpha_of_pair(const struct table *t, size_t a, size_t b)
{
	int *two = mem_new(2 * t->cells, sizeof(two[0]));
	double alpha;

	for (size_t i = 0; i < t->cells; i++) {
		two[2 * i] = t->steps[i * t->assessors + a];
		two[2 * i + 1] = t->steps[i * t->assessors + b];
	}
	alpha = agreement_alpha(two, t->cells, 2, t->scale);
	free(two);
	return alpha;
}

/* A row for each two of them, and one for all where they are more than two. */
static void add_rows(struct table *t)
{
	size_t who = 0, pairs = 0, possible = 0;
	double sum = 0;

	for (size_t a = 0; a < t->assessors; a++) {
		who += has_judged(t, a);
		for (size_t b = a + 1; b < t->assessors; b++) {
			struct profile_agreement *row;

			if (!has_judged(t, a) || !has_judged(t, b))
				continue;
			row = add_row(t, a, b, true);
			row->assessors = 2;
			row->kappa = agreement_kappa(t->steps, t->cells, t->assessors, a, b);
			row->alpha = alpha_of_pair(t, a, b);
			row->why = why_undefined(row);
			possible++;
			pairs += !isnan(row->kappa);
			sum += isnan(row->kappa) ? 0 : row->kappa;
		}
	}
	if (who < 3)
		return;

	struct profile_agreement *all = add_row(t, 0, 0, false);

	all->assessors = who;
	all->kappa = pairs > 0 ? sum / (double)pairs : NAN;
	all->alpha = agreement_alpha(t->steps, t->cells, t->assessors, t->scale);
	all->why = why_undefined(all);
	if (all->why == NULL && pairs < possible)
		all->why = arena_printf(&t->p->arena, "kappa is of %zu of %zu pairs", pairs,
					possible);
}

static void begin(struct table *t, size_t feature)
{
	t->feature = feature;
	t->features = t->cells = 0;
	t->scale = t->p->rubric->features[feature].level_count + 1;
}

/* Does the feature stand first of those with its scale? */
static bool leads_scale(const struct rubric *r, size_t feature)
{
	for (size_t i = 0; i < feature; i++) {
		if (same_scale(&r->features[i], &r->features[feature]))
			return false;
	}
	return true;
}

void agreement_find(struct profile *p)
{
	const struct rubric *r = p->rubric;
	struct table t = { .p = p,
			   .assessors = r->judgements ? r->judgements->assessor_count : 0 };
	size_t most = 2 * r->feature_count * (t.assessors * t.assessors + 1);

	if (t.assessors < 2)
		return;
	t.steps = mem_new(r->feature_count * p->platform_count * t.assessors,
			  sizeof(t.steps[0]));
	p->agreements = arena_new(&p->arena, most, sizeof(p->agreements[0]));
	for (size_t f = 0; f < r->feature_count; f++) {
		if (!r->features[f].judged)
			continue;
		begin(&t, f);
		add_feature(&t, f);
		add_rows(&t);
	}
	for (size_t f = 0; f < r->feature_count; f++) {
		if (!r->features[f].judged || !leads_scale(r, f))
			continue;
		begin(&t, f);
		for (size_t g = f; g < r->feature_count; g++) {
			if (same_scale(&r->features[f], &r->features[g]))
				add_feature(&t, g);
		}
		if (t.features > 1)
			add_rows(&t);
	}
	free(t.steps);
}
