/* resample.c - from groups of runs to the figures of all cells, resample by resample. */
#include "score/certain/resample.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/random.h"
#include "data/expr.h"
#include "score/certain/resample_group.h"
#include "score/profile/cell.h"
#include "score/stats/student.h"

#define WIDEN 0x2545f491u /* makes the stream of Student's factors out of a key */

/* The figure of one platform: a group, or with ratios by stratum one a stratum. */
struct side {
	struct group *groups; /* by the plan's strata */
	bool *there;	      /* the platform has this stratum */
	bool unknown;
};

/* How one feature is drawn. */
struct plan {
	const struct rubric_feature *f;
	size_t strata;	    /* groups a platform: 1 unless ratios are taken by stratum */
	struct side *sides; /* one a platform; [0]: the baseline */
	bool log;
	double *fixed;	    /* of a candidate: the profile's figure, scaled; NAN: not scored */
	const double **tau; /* of a candidate: Student's factors, STUDENT_QUANTILES; or NULL: 1 */
	const char **why;   /* of a candidate: why its spread is unknown; or NULL */
	double *spread;
};

struct resample {
	const struct profile *p;
	size_t candidates;
	struct plan *plans; /* one a feature */
	size_t strata_most;
	double *tau[STUDENT_MANY]; /* by degrees of freedom; NULL: not needed */
	struct arena arena;
};

/* --- groups of a feature ------------------------------------------------------------- */

static bool is_by_ratio(const struct rubric_feature *f)
{
	return f->combine == COMBINE_MEAN_RATIO || f->combine == COMBINE_GEOMETRIC_RATIO;
}

static size_t stratum_of(const struct profile_cell *base, const struct profile_cell *c,
			 const struct profile_sample *s)
{
	const char *name = s->stratum != NULL ? s->stratum : CELL_NO_STRATUM;

	for (size_t i = 0; i < base->stratum_count; i++) {
		if (strcmp(base->strata[i].name, name) == 0)
			return i;
	}
	for (size_t i = 0; i < c->stratum_count; i++) {
		if (strcmp(c->strata[i].name, name) == 0)
			return base->stratum_count + i;
	}
	return 0;
}

/* Runs as groups want them; the caller frees. */
static struct group_run *runs_of(const struct profile_cell *base,
				 const struct profile_cell *c)
{
	struct group_run *runs = mem_new(c->sample_count + 1, sizeof(runs[0]));

	for (size_t i = 0; i < c->sample_count; i++) {
		const struct profile_sample *s = &c->samples[i];

		runs[i] = (struct group_run){
			.value = s->value,
			.stratum = stratum_of(base, c, s),
			.identity = { s->run != NULL ? s->run : s->sha256, NULL },
			.number = s->run != NULL ? 0 : s->record_in_log,
		};
	}
	return runs;
}

/* The runs of one stratum to the front; returns how many. */
static size_t take_stratum(struct group_run *to, const struct group_run *from, size_t count,
			   size_t stratum)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		if (from[i].stratum != stratum)
			continue;
		to[n] = from[i];
		to[n++].stratum = 0;
	}
	return n;
}

static void init_side(struct resample *rs, struct plan *plan, const struct profile_cell *c,
		      const struct profile_cell *base, struct side *s, uint64_t seed)
{
	struct group_run *runs = runs_of(base, c);
	struct group_run *some = mem_new(c->sample_count + 1, sizeof(some[0]));
	size_t strata = base->stratum_count + c->stratum_count;

	s->groups = arena_new(&rs->arena, plan->strata, sizeof(s->groups[0]));
	s->there = arena_new(&rs->arena, plan->strata, sizeof(s->there[0]));
	for (size_t i = 0; i < plan->strata; i++) {
		size_t n = c->sample_count;

		if (is_by_ratio(plan->f)) {
			n = take_stratum(some, runs, c->sample_count, i);
			group_init(&s->groups[i], &rs->arena, plan->f, some, n, 1, seed);
		} else {
			group_init(&s->groups[i], &rs->arena, plan->f, runs, n,
				   strata > 0 ? strata : 1, seed);
		}
		s->there[i] = n > 0;
		s->unknown = s->unknown || (n > 0 && s->groups[i].unknown);
	}
	free(runs);
	free(some);
}

/* --- scale --------------------------------------------------------------------------- */

static bool is_positive(const struct plan *plan, const struct side *s,
			const struct profile_cell *c)
{
	for (size_t i = 0; i < c->sample_count; i++) {
		if (!(c->samples[i].value >= 0))
			return false;
	}
	for (size_t i = 0; i < plan->strata; i++) {
		if (s->there[i] && !(s->groups[i].value > 0))
			return false;
	}
	return true;
}

static double to_scale(const struct plan *plan, double figure)
{
	if (plan->f->absolute)
		figure = unit_to_canonical(&plan->f->unit, figure);
	return !plan->log ? figure : figure > 0 ? log(figure) : -HUGE_VAL;
}

double resample_scale(const struct resample *rs, size_t feature, double figure)
{
	return to_scale(&rs->plans[feature], figure);
}

double resample_unscale(const struct resample *rs, size_t feature, double scaled)
{
	const struct plan *plan = &rs->plans[feature];
	double figure = plan->log ? exp(scaled) : scaled;

	return plan->f->absolute ? unit_from_canonical(&plan->f->unit, figure) : figure;
}

static const double *tau_for(struct resample *rs, double freedom)
{
	int v = freedom < STUDENT_MANY ? (int)floor(freedom + 1e-9) : STUDENT_MANY;

	if (v >= STUDENT_MANY)
		return NULL;
	if (rs->tau[v] == NULL) {
		rs->tau[v] = arena_new(&rs->arena, STUDENT_QUANTILES, sizeof(double));
		student_table(v, rs->tau[v]);
	}
	return rs->tau[v];
}

static void set_method(struct plan *plan, struct side *s, enum certainty_method method)
{
	for (size_t i = 0; i < plan->strata; i++) {
		struct group *g = &s->groups[i];

		if (!s->there[i] || g->unknown)
			continue;
		if (plan->log)
			group_set_log(g);
		if (method == CERTAINTY_PLAIN)
			group_set_plain(g);
	}
}

/* A figure's error: variances of all groups that it rests on, and how well they are known. */
struct error {
	double variance, squares; /* sum of v, and of v^2 / degrees of freedom */
	size_t strata;
};

static void add_error(struct error *e, const struct group *g, double factor)
{
	double sd = group_spread(g) * factor, v = sd * sd;

	e->variance += v;
	e->squares += v > 0 ? v * v / g->freedom : 0;
}

/* Of both sides together, on the logarithm or as a ratio. */
static struct error error_of(const struct plan *plan, const struct side *s, double ratio)
{
	const struct side *base = &plan->sides[0];
	struct error e = { 0 };

	for (size_t i = 0; i < plan->strata; i++) {
		double by = 1;

		if (!s->there[i] || (!plan->f->absolute && !base->there[i]))
			continue;
		if (!plan->log && !plan->f->absolute)
			by = 1 / base->groups[i].value;
		add_error(&e, &s->groups[i], by);
		if (!plan->f->absolute)
			add_error(&e, &base->groups[i], plan->log ? 1 : by * ratio);
		e.strata++;
	}
	return e;
}

/* --- plans --------------------------------------------------------------------------- */

static const char *why_unknown(struct resample *rs, const struct plan *plan,
			       size_t feature, size_t platform)
{
	size_t who = plan->sides[platform].unknown ? platform : 0;
	size_t n = profile_cell(rs->p, feature, who)->sample_count;
	const char *name = profile_platform_name(rs->p, who);

	if (plan->f->judged)
		return "judged by people: no run that could be drawn anew";
	if (!plan->sides[platform].unknown &&
	    (plan->f->absolute || !plan->sides[0].unknown))
		return NULL;
	if (plan->f->value && !plan->f->value->paired)
		return arena_printf(&rs->arena,
				    "it is derived from statistics: their spread together "
				    "is not known");
	if (n < GROUP_RUNS_LEAST)
		return arena_printf(&rs->arena, "%s has %zu run%s: too few to know a spread",
				    name, n, n == 1 ? "" : "s");
	return arena_printf(&rs->arena,
			    "%s has a stratum of %s with too few runs to know a spread",
			    name, plan->f->strata != NULL ? plan->f->strata : "its runs");
}

/* One factor for both sides together: their degrees of freedom after Welch and
   Satterthwaite. */
static void init_candidate(struct resample *rs, struct plan *plan, size_t feature,
			   size_t candidate, enum certainty_method method)
{
	const struct profile_cell *c = profile_cell(rs->p, feature, candidate + 1);
	struct error e;

	plan->fixed[candidate] = NAN;
	if (c->status != PROFILE_SCORED)
		return;
	plan->fixed[candidate] =
		to_scale(plan, plan->f->absolute ? c->shown : c->ratio);
	plan->why[candidate] = why_unknown(rs, plan, feature, candidate + 1);
	if (plan->why[candidate] != NULL)
		return;
	e = error_of(plan, &plan->sides[candidate + 1], c->ratio);
	plan->spread[candidate] = sqrt(e.variance) / (double)e.strata;
	if (method != CERTAINTY_PLAIN && e.squares > 0)
		plan->tau[candidate] = tau_for(rs, e.variance * e.variance / e.squares);
}

static void init_plan(struct resample *rs, size_t feature, enum certainty_method method,
		      uint64_t seed)
{
	const struct profile *p = rs->p;
	struct plan *plan = &rs->plans[feature];
	const struct profile_cell *base = profile_cell(p, feature, 0);

	plan->f = &p->rubric->features[feature];
	plan->strata = is_by_ratio(plan->f) ? base->stratum_count : 1;
	plan->sides = arena_new(&rs->arena, p->platform_count, sizeof(plan->sides[0]));
	plan->fixed = arena_new(&rs->arena, rs->candidates, sizeof(plan->fixed[0]));
	plan->why = arena_new(&rs->arena, rs->candidates, sizeof(plan->why[0]));
	plan->spread = arena_new(&rs->arena, rs->candidates, sizeof(plan->spread[0]));
	plan->tau = arena_new(&rs->arena, rs->candidates, sizeof(plan->tau[0]));
	plan->log = !plan->f->judged; /* levels may be zero or below */
	for (size_t i = 0; i < p->platform_count; i++) {
		const struct profile_cell *c = profile_cell(p, feature, i);

		if (c->status != PROFILE_SCORED && i > 0)
			continue;
		init_side(rs, plan, c, base, &plan->sides[i], seed);
		if (i > 0 || !plan->f->absolute)
			plan->log = plan->log && is_positive(plan, &plan->sides[i], c);
	}
	for (size_t i = 0; i < p->platform_count; i++) {
		if (plan->sides[i].groups != NULL)
			set_method(plan, &plan->sides[i], method);
	}
	for (size_t i = 0; i < rs->candidates; i++)
		init_candidate(rs, plan, feature, i, method);
	if (plan->strata > rs->strata_most)
		rs->strata_most = plan->strata;
}

struct resample *resample_new(const struct profile *p, enum certainty_method method,
			      uint64_t seed)
{
	struct resample *rs = mem_new(1, sizeof(*rs));

	rs->p = p;
	rs->candidates = p->platform_count - 1;
	rs->plans = arena_new(&rs->arena, p->rubric->feature_count, sizeof(rs->plans[0]));
	for (size_t f = 0; f < p->rubric->feature_count; f++)
		init_plan(rs, f, method, seed);
	return rs;
}

void resample_free(struct resample *rs)
{
	if (rs == NULL)
		return;
	arena_release(&rs->arena);
	free(rs);
}

const char *resample_why_unknown(const struct resample *rs, size_t feature, size_t candidate)
{
	return rs->plans[feature].why[candidate];
}

double resample_spread(const struct resample *rs, size_t feature, size_t candidate)
{
	return rs->plans[feature].spread[candidate];
}

void resample_model(const struct resample *rs, struct model *m)
{
	model_init(m, rs->p);
	for (size_t f = 0; f < m->features; f++) {
		struct model_scale *s = &m->scales[f];

		for (size_t i = 0; i < s->count; i++) {
			double t = to_scale(&rs->plans[f], s->sign * s->thresholds[i]);

			/* A hair of room, as rubric_round() gives the profile's figures. */
			s->thresholds[i] = s->sign * t - 1e-12 * (1 + fabs(t));
		}
		for (size_t i = 0; i < m->candidates; i++)
			m->figures[f * m->candidates + i] = rs->plans[f].fixed[i];
	}
}

/* --- figures ------------------------------------------------------------------------- */

size_t resample_work(const struct resample *rs)
{
	return (rs->strata_most + 1) * RESAMPLE_BLOCK;
}

/* out becomes the ratio of out to base, in the plan's scale. */
static void divide(const struct plan *plan, const double *base, size_t count, double *out)
{
	for (size_t k = 0; k < count; k++) {
		if (plan->log)
			out[k] = base[k] > -HUGE_VAL ? out[k] - base[k] : NAN;
		else
			out[k] = base[k] > 0 ? out[k] / base[k] : NAN;
	}
}

/* Adds a stratum's ratio to the mean that out becomes. */
static void add_ratio(const struct plan *plan, const double *ratio, size_t count,
		      double share, double *out)
{
	bool mean = plan->f->combine == COMBINE_MEAN_RATIO;

	for (size_t k = 0; k < count; k++) {
		double r = ratio[k];

		if (plan->log && mean)
			r = exp(r);
		else if (!plan->log && !mean)
			r = log(r);
		out[k] += share * r;
	}
}

static void finish_ratios(const struct plan *plan, size_t count, double *out)
{
	bool mean = plan->f->combine == COMBINE_MEAN_RATIO;

	for (size_t k = 0; k < count; k++) {
		if (plan->log && mean)
			out[k] = log(out[k]);
		else if (!plan->log && !mean)
			out[k] = exp(out[k]);
	}
}

/* The strata that both have, as score/profile/cell.c combines them. */
static void draw_ratios(const struct plan *plan, const struct side *s, const double *base,
			uint64_t first, size_t count, double *work, double *out)
{
	size_t both = 0;

	for (size_t i = 0; i < plan->strata; i++)
		both += s->there[i] && plan->sides[0].there[i];
	for (size_t k = 0; k < count; k++)
		out[k] = 0;
	for (size_t i = 0; i < plan->strata; i++) {
		if (!s->there[i] || !plan->sides[0].there[i])
			continue;
		group_draw(&s->groups[i], first, count, work);
		divide(plan, base + i * RESAMPLE_BLOCK, count, work);
		add_ratio(plan, work, count, 1 / (double)both, out);
	}
	finish_ratios(plan, count, out);
}

/* A sample knows its own spread only roughly: each resample's deviation is widened, or
   narrowed, by a draw of Student's factor. */
static void widen(const struct plan *plan, size_t candidate, uint64_t key, uint64_t first,
		  size_t count, double *out)
{
	double centre = plan->fixed[candidate];
	const double *tau = plan->tau[candidate];

	for (size_t k = 0; tau != NULL && k < count; k++) {
		uint64_t word = random_word(key, first + k);

		out[k] = centre + tau[word % STUDENT_QUANTILES] * (out[k] - centre);
	}
}

static void draw_feature(const struct resample *rs, const struct plan *plan, uint64_t first,
			 size_t count, double *work, double *out)
{
	double *base = work + RESAMPLE_BLOCK;

	for (size_t i = 0; !plan->f->absolute && i < plan->strata; i++) {
		if (plan->sides[0].there[i])
			group_draw(&plan->sides[0].groups[i], first, count,
				   base + i * RESAMPLE_BLOCK);
	}
	for (size_t i = 0; i < rs->candidates; i++, out += RESAMPLE_BLOCK) {
		const struct side *s = &plan->sides[i + 1];

		if (plan->why[i] != NULL || isnan(plan->fixed[i])) {
			for (size_t k = 0; k < count; k++)
				out[k] = plan->fixed[i];
			continue;
		}
		if (is_by_ratio(plan->f)) {
			draw_ratios(plan, s, base, first, count, work, out);
		} else {
			group_draw(&s->groups[0], first, count, out);
			if (!plan->f->absolute)
				divide(plan, base, count, out);
		}
		widen(plan, i, group_key(&s->groups[0]) ^ WIDEN, first, count, out);
	}
}

void resample_figures(const struct resample *rs, uint64_t first, size_t count, double *work,
		      double *out)
{
	for (size_t f = 0; f < rs->p->rubric->feature_count; f++)
		draw_feature(rs, &rs->plans[f], first, count, work,
			     out + f * rs->candidates * RESAMPLE_BLOCK);
}
