/* cause.c - what made a cell another: keys of the rubric, or the figures. */
#include "score/compare/cause.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/rubric/judgement.h"
#include "score/profile/sample.h"
#include "score/stats/stats.h"
#include "score/stats/stats_rank.h"

#define TESTED_RUNS 3 /* with fewer no p could be small */
#define ARROW " \xe2\x86\x92 "

/* --- both sides ---------------------------------------------------------------------- */

size_t cause_find_feature(const struct rubric *r, const char *name)
{
	const struct rubric_feature *f = rubric_feature_find(r, name);

	return f ? (size_t)(f - r->features) : CAUSE_NONE;
}

size_t cause_find_set(const struct rubric *r, const char *name)
{
	for (size_t i = 0; i < r->set_count; i++)
		if (strcmp(r->sets[i].name, name) == 0)
			return i;
	return CAUSE_NONE;
}

size_t cause_find_platform(const struct profile *p, const char *name)
{
	size_t i = rubric_candidate_find(p->rubric, name);

	if (i < p->rubric->platform_count)
		return i + 1;
	return strcmp(p->rubric->baseline, name) == 0 ? 0 : CAUSE_NONE;
}

struct change_side cause_side_of_cell(const struct profile *p, const struct cause_place *at)
{
	struct change_side side = { .level = NAN, .figure = NAN, .accepted = true };

	if (at->feature == CAUSE_NONE || at->platform == CAUSE_NONE)
		return side;

	const struct profile_cell *c = profile_cell(p, at->feature, at->platform);

	side.there = true;
	side.status = c->status;
	if (!p->rubric->features[at->feature].judged)
		side.figure =
			p->rubric->features[at->feature].absolute ? c->shown : c->ratio;
	if (c->status == PROFILE_SCORED) {
		side.level = c->level;
		side.accepted = c->accepted;
	}
	return side;
}

/* --- words --------------------------------------------------------------------------- */

void cause_say(struct words *w, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	char *more = mem_vprintf(fmt, ap);
	va_end(ap);
	w->text = arena_printf(w->c->arena, "%s%s%s", w->text ? w->text : "",
			       w->text ? w->separator : "", more);
	free(more);
}

/* A key with its two values; NULL is none. */
static void say_key(struct words *w, const char *key, const char *a, const char *b)
{
	if ((a == NULL) != (b == NULL) || (a && strcmp(a, b) != 0))
		cause_say(w, "%s %s" ARROW "%s", key, a ? a : "none", b ? b : "none");
}

/* --- keys ---------------------------------------------------------------------------- */

static const char *levels_text(struct arena *a, const struct rubric_feature *f)
{
	const char *text = "", *unit = f->absolute ? "" : "%";
	bool plain = true;

	for (size_t i = 0; i < f->level_count; i++)
		plain = plain && f->levels[i].level == (int)i + 1;
	for (size_t i = 0; i < f->level_count; i++) {
		double v = f->levels[i].threshold * (f->absolute ? 1 : 100);

		text = plain ? arena_printf(a, "%s%s%.12g%s", text, i ? " " : "", v, unit)
			     : arena_printf(a, "%s%s%d: %.12g%s", text, i ? ", " : "",
					    f->levels[i].level, v, unit);
	}
	return f->absolute ? arena_printf(a, "%s %s", text, f->unit_text) : text;
}

static double threshold(const struct rubric_feature *f, size_t i)
{
	return f->absolute ? unit_to_canonical(&f->unit, f->levels[i].threshold)
			   : f->levels[i].threshold;
}

static bool same_levels(const struct rubric_feature *a, const struct rubric_feature *b)
{
	bool same = a->level_count == b->level_count && a->absolute == b->absolute;

	for (size_t i = 0; same && i < a->level_count; i++)
		same = a->levels[i].level == b->levels[i].level &&
		       (threshold(a, i) == threshold(b, i) ||
			fabs(threshold(a, i) - threshold(b, i)) <=
				1e-12 * fabs(threshold(a, i)));
	return same;
}

static const char *where_text(struct arena *a, const struct rubric_feature *f)
{
	const char *text = NULL;

	for (size_t i = 0; i < f->where_count; i++)
		text = arena_printf(a, "%s%s%s=%s", text ? text : "", text ? ", " : "",
				    f->where[i].name, f->where[i].value);
	return text;
}

static void say_reading(struct words *w, const struct rubric_feature *a,
			const struct rubric_feature *b)
{
	say_key(w, "benchmark", a->benchmark, b->benchmark);
	say_key(w, "metric", a->metric, b->metric);
	say_key(w, "side", a->side, b->side);
	if (!sample_same_where(a, b))
		say_key(w, "where", where_text(w->c->arena, a), where_text(w->c->arena, b));
}

static void say_rules(struct words *w, const struct rubric_feature *a,
		      const struct rubric_feature *b)
{
	struct arena *arena = w->c->arena;
	if (a->judged) {
		say_key(w, "combine", combine_name(a->combine), combine_name(b->combine));
		if (!same_levels(a, b) || a->base_level != b->base_level)
			cause_say(w, "levels %s" ARROW "%s", judgement_scale_text(arena, a),
				  judgement_scale_text(arena, b));
		return;
	}

	bool pooled = a->combine == COMBINE_POOL && b->combine == COMBINE_POOL;

	say_key(w, "statistic", statistic_name(a->statistic), statistic_name(b->statistic));
	if (a->trim != b->trim && a->statistic == b->statistic)
		cause_say(w, "trim %.12g" ARROW "%.12g", a->trim, b->trim);
	if (!pooled) {
		say_key(w, "strata", a->strata, b->strata);
		say_key(w, "combine", combine_name(a->combine), combine_name(b->combine));
	}
	say_key(w, "direction", a->lower_is_better ? "lower" : "higher",
		b->lower_is_better ? "lower" : "higher");
	if (!same_levels(a, b))
		cause_say(w, "levels %s" ARROW "%s", levels_text(arena, a),
			  levels_text(arena, b));
	if (a->base_level != b->base_level)
		cause_say(w, "otherwise %d" ARROW "%d", a->base_level, b->base_level);
}

/* --- figures ------------------------------------------------------------------------- */

/* The samples of a cell in order; the caller frees. */
static double *figures_of(const struct profile_cell *c)
{
	double *v = mem_new(c->sample_count + 1, sizeof(v[0]));

	for (size_t i = 0; i < c->sample_count; i++)
		v[i] = c->samples[i].value;
	stats_sort(v, c->sample_count);
	return v;
}

static bool same_figures(const struct profile_cell *a, const struct profile_cell *b)
{
	if (a->sample_count != b->sample_count)
		return false;

	double *x = figures_of(a), *y = figures_of(b);
	bool same = true;

	/* A figure that was printed and read again may have lost its last digit. */
	for (size_t i = 0; i < a->sample_count; i++)
		same = same && fabs(x[i] - y[i]) <= 1e-12 * fabs(x[i]);
	free(x);
	free(y);
	return same;
}

static bool has_log(const struct profile_cell *c, const char *sha256)
{
	for (size_t i = 0; i < c->sample_count; i++)
		if (strcmp(c->samples[i].sha256, sha256) == 0)
			return true;
	return false;
}

static bool has_logs_of(const struct profile_cell *a, const struct profile_cell *b)
{
	const char *last = NULL;

	for (size_t i = 0; i < b->sample_count; i++) {
		const char *log = b->samples[i].sha256;

		if (log != last && !has_log(a, log))
			return false;
		last = log;
	}
	return true;
}

static double *values_of(const struct profile_cell *c)
{
	double *v = mem_new(c->sample_count, sizeof(v[0]));

	for (size_t i = 0; i < c->sample_count; i++)
		v[i] = c->samples[i].value;
	return v;
}

/* Would runs of one and the same kind differ so much? Only of other runs, and not over
   strata, whose differences are no chance. */
static const char *say_test(struct arena *a, const struct profile_cell *x,
			    const struct profile_cell *y)
{
	double *v = values_of(x), *w = values_of(y);
	struct stats_test t =
		stats_mann_whitney((struct stats_series){ v, x->sample_count },
				   (struct stats_series){ w, y->sample_count });

	free(v);
	free(w);
	if (isnan(t.p) || x->sample_count < TESTED_RUNS || y->sample_count < TESTED_RUNS ||
	    x->stratum_count > 1 || y->stratum_count > 1)
		return "";
	if (t.p < 0.0001)
		return ", Mann-Whitney p < 0.0001";
	return arena_printf(a, ", Mann-Whitney p = %.2g", t.p);
}

/* "data of kvm: n 10 → 9, mean 318.82 → 320.1 MiB/s (other logs)" */
static void say_data(struct words *w, const char *name, const struct profile_cell *a,
		     const struct profile_cell *b, const struct rubric_feature *f)
{
	struct arena *arena = w->c->arena;
	bool logs = has_logs_of(a, b) && has_logs_of(b, a);
	const char *means = "", *which = "";

	if (a->sample_count > 0 && b->sample_count > 0) {
		means = arena_printf(
			arena, ", mean %.*f" ARROW "%.*f %s", f->decimals,
			unit_from_canonical(&f->unit, a->stats.mean), f->decimals,
			unit_from_canonical(&f->unit, b->stats.mean), f->unit_text);
		which = logs ? " (the same logs, read otherwise)"
			     : arena_printf(arena, " (other logs%s)",
					    say_test(arena, a, b));
	}
	if (a->sample_count == b->sample_count)
		cause_say(w, "data of %s: n %zu%s%s", name, b->sample_count, means, which);
	else
		cause_say(w, "data of %s: n %zu" ARROW "%zu%s%s", name, a->sample_count,
			  b->sample_count, means, which);
	if (a->reject_count != b->reject_count)
		cause_say(w, "records of %s without a sample: %zu" ARROW "%zu", name,
			  a->reject_count, b->reject_count);
}

static bool same_data(const struct profile_cell *a, const struct profile_cell *b)
{
	return same_figures(a, b) &&
	       (a->sample_count > 0 || a->reject_count == b->reject_count);
}

/* The candidate's figures, and the baseline's when both have the same one. */
static void say_figures(struct words *w)
{
	const struct cause_pair *c = w->c;
	const struct rubric_feature *f = &c->new->rubric->features[c->b.feature];
	const char *name = profile_platform_name(c->new, c->b.platform);
	const char *baseline = c->new->rubric->baseline;
	const struct profile_cell *x = profile_cell(c->old, c->a.feature, c->a.platform);
	const struct profile_cell *y = profile_cell(c->new, c->b.feature, c->b.platform);

	if (!same_data(x, y))
		say_data(w, name, x, y, f);
	if (f->absolute || strcmp(name, baseline) == 0 ||
	    strcmp(c->old->rubric->baseline, baseline) != 0)
		return;
	x = profile_cell(c->old, c->a.feature, 0);
	y = profile_cell(c->new, c->b.feature, 0);
	if (!same_data(x, y))
		say_data(w, baseline, x, y, f);
}

/* --- a cell -------------------------------------------------------------------------- */

static void say_acceptance(struct words *w, const struct rubric_feature *a,
			   const struct rubric_feature *b)
{
	if (a->has_acceptance != b->has_acceptance ||
	    (a->has_acceptance && a->acceptance != b->acceptance))
		say_key(w, "acceptance",
			a->has_acceptance ? arena_printf(w->c->arena, "%d", a->acceptance)
					  : NULL,
			b->has_acceptance ? arena_printf(w->c->arena, "%d", b->acceptance)
					  : NULL);
}

/* "anna + → ++"; a judgement that is on one side only came, or went. */
static const char *said_by(struct arena *a, const struct rubric *r,
			   const struct profile_cell *c, const char *assessor)
{
	for (size_t i = 0; i < c->judgement_count; i++) {
		const struct judgement *j = &c->judgements[i];

		if (strcmp(r->judgements->assessors[j->assessor].name, assessor) == 0)
			return judgement_level_text(a, &r->features[j->feature], j->level);
	}
	return NULL;
}

static void say_judgements(struct words *w)
{
	const struct cause_pair *c = w->c;
	const struct profile_cell *x = profile_cell(c->old, c->a.feature, c->a.platform);
	const struct profile_cell *y = profile_cell(c->new, c->b.feature, c->b.platform);

	for (size_t i = 0; i < x->judgement_count + y->judgement_count; i++) {
		bool old = i < x->judgement_count;
		const struct rubric *r = old ? c->old->rubric : c->new->rubric;
		const struct judgement *j =
			old ? &x->judgements[i] : &y->judgements[i - x->judgement_count];
		const char *name = r->judgements->assessors[j->assessor].name;
		const char *was = said_by(c->arena, c->old->rubric, x, name);
		const char *is = said_by(c->arena, c->new->rubric, y, name);

		if (old || was == NULL)
			say_key(w, name, was, is);
	}
}

const char *cause_of_cell(const struct cause_pair *c)
{
	struct words w = { .c = c, .separator = "; " };
	const struct rubric *r = c->old->rubric, *s = c->new->rubric;

	if (c->a.feature == CAUSE_NONE || c->b.feature == CAUSE_NONE)
		cause_say(&w, c->b.feature == CAUSE_NONE ? "the feature is left out"
							 : "the feature is new");
	if (c->a.platform == CAUSE_NONE || c->b.platform == CAUSE_NONE)
		cause_say(&w, c->b.platform == CAUSE_NONE ? "the candidate is left out"
							  : "the candidate is new");
	if (w.text)
		return w.text;

	const struct rubric_feature *f = &r->features[c->a.feature];
	const struct rubric_feature *g = &s->features[c->b.feature];

	if ((c->a.platform == 0) != (c->b.platform == 0))
		cause_say(&w, c->b.platform == 0 ? "it is no longer a candidate"
						 : "it is a candidate now");
	if (f->judged != g->judged)
		cause_say(&w, g->judged ? "it is judged now" : "it is no longer judged");
	if (!f->absolute || !g->absolute)
		say_key(&w, "baseline", r->baseline, s->baseline);
	if (!f->judged && !g->judged)
		say_reading(&w, f, g);
	if (f->judged == g->judged)
		say_rules(&w, f, g);
	if (f->judged && g->judged)
		say_judgements(&w);
	say_acceptance(&w, f, g);
	if (sample_is_same(f, g))
		say_figures(&w);
	return w.text ? w.text : "";
}
