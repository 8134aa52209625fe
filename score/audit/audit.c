/* audit.c - holds a published sheet against the profile, figure by figure; judges nothing
   anew. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/rubric/judgement.h"
#include "score/audit/claim.h"
#include "score/audit/reproduce.h"
#include "score/audit/sheet.h"
#include "score/diagnose/rival.h"
#include "score/profile/cell.h"
#include "score/score.h"

struct auditor {
	const struct profile *p;
	const struct rubric *r;
	struct sheet sheet;
	struct rivals rivals;
	struct audit *out;
};

static const struct sheet_figure *published_level(const struct auditor *a, size_t feature,
						  size_t platform)
{
	return &a->sheet.levels[feature * a->r->platform_count + platform - 1];
}

/* --- cells --------------------------------------------------------------------------- */

static const struct rubric_level *threshold_of(const struct rubric_feature *f, int level)
{
	for (size_t i = 0; i < f->level_count; i++) {
		if (f->levels[i].level == level)
			return &f->levels[i];
	}
	return NULL;
}

/* The figure that a level hangs on, with so many decimals that it is seen on which side of
   the threshold it lies. */
static const char *figure_text(struct arena *a, const struct rubric_feature *f,
			       double figure, double threshold)
{
	double scale = f->absolute ? 1 : 100;
	char x[64], y[64];
	int decimals = f->absolute ? f->decimals : 2;

	for (; decimals < 12; decimals++) {
		snprintf(x, sizeof(x), "%.*f", decimals, figure * scale);
		snprintf(y, sizeof(y), "%.*f", decimals, threshold * scale);
		if (strcmp(x, y) != 0)
			break;
	}
	return arena_printf(a, "%.*f %s", decimals, figure * scale,
			    f->absolute ? f->unit_text : "%");
}

/* "127.31 % needs ≤ 120 % for 3", or "74.74 % reaches the ≥ 70 % of 2". */
static const char *margin(struct auditor *a, const struct rubric_feature *f,
			  const struct profile_cell *c, int published)
{
	bool missed = published > c->level;
	const struct rubric_level *t = threshold_of(f, missed ? published : c->level);
	struct arena *arena = &a->out->arena;
	double figure = f->absolute ? c->shown : c->ratio;
	const char *sign = f->lower_is_better ? "\xe2\x89\xa4" : "\xe2\x89\xa5";
	char name[RUBRIC_LEVEL];

	if (t == NULL)
		return NULL;
	return arena_printf(arena,
			    missed ? "%s needs %s %.12g %s for %s"
				   : "%s reaches the %s %.12g %s of %s",
			    figure_text(arena, f, figure, t->threshold), sign,
			    f->absolute ? t->threshold : t->threshold * 100,
			    f->absolute ? f->unit_text : "%",
			    rubric_level_text(f, t->level, name));
}

/* "judged: anna +, ben -" */
static const char *judged_remark(struct auditor *a, const struct profile_cell *c)
{
	const char *text = NULL;

	for (size_t i = 0; i < c->judgement_count; i++) {
		const struct judgement *j = &c->judgements[i];

		text = arena_printf(&a->out->arena, "%s %s %s", text ? text : "judged:",
				    a->r->judgements->assessors[j->assessor].name,
				    judgement_level_text(&a->out->arena,
							 &a->r->features[j->feature], j->level));
	}
	return text;
}

static const char *cell_remark(struct auditor *a, size_t feature, size_t platform,
			       const struct sheet_figure *published)
{
	const struct profile_cell *c = profile_cell(a->p, feature, platform);

	bool judged = a->r->features[feature].judged;

	if (c->status != PROFILE_SCORED && c->why != NULL)
		return arena_dup(&a->out->arena, c->why);
	if (c->status != PROFILE_SCORED)
		return judged ? "not judged" : "not measured";
	if (published->kind == SHEET_DASH)
		return judged ? "published as not judged" : "published as not measured";
	if (judged)
		return judged_remark(a, c);
	return margin(a, &a->r->features[feature], c, (int)published->value);
}

static void audit_cell(struct auditor *a, size_t feature, size_t platform)
{
	const struct rubric_feature *f = &a->r->features[feature];
	const struct profile_cell *c = profile_cell(a->p, feature, platform);
	const struct sheet_figure *published = published_level(a, feature, platform);
	bool scored = c->status == PROFILE_SCORED;

	if (published->kind == SHEET_ABSENT)
		return;
	if (published->kind == SHEET_DASH && !scored) {
		a->out->blank_count++;
		return;
	}

	struct audit_item *item = &a->out->cells[a->out->cell_count++];

	*item = (struct audit_item){
		.set = a->r->sets[f->set].name,
		.feature = f->name,
		.platform = profile_platform_name(a->p, platform),
		.published = published->value,
		.published_text = arena_dup(&a->out->arena, published->text),
		.derivable = scored,
		.derived = scored ? c->level : NAN,
		.ratio = c->ratio,
	};
	if (!scored)
		item->status = AUDIT_UNDERIVABLE;
	else
		item->status = c->level == published->value ? AUDIT_AGREES : AUDIT_DIFFERS;
	if (item->status != AUDIT_AGREES)
		item->remark = cell_remark(a, feature, platform, published);
}

/* --- totals -------------------------------------------------------------------------- */

/* What the cells of the sheet say about one of its totals. */
struct ledger {
	double sheet_sum;   /* of the published levels */
	double shift;	    /* derived - published of the cells that differ */
	const char *differ; /* their names, with commas; or NULL */
};

static struct ledger open_ledger(struct auditor *a, size_t set, const char *platform)
{
	const char *name = set < a->r->set_count ? a->r->sets[set].name : NULL;
	struct ledger l = { 0 };

	for (size_t i = 0; i < a->out->cell_count; i++) {
		const struct audit_item *c = &a->out->cells[i];
		double published = isnan(c->published) ? 0 : c->published;

		if (strcmp(c->platform, platform) != 0 ||
		    (name && strcmp(c->set, name) != 0))
			continue;
		l.sheet_sum += published;
		if (c->status == AUDIT_AGREES)
			continue;
		l.shift += (c->derivable ? c->derived : 0) - published;
		l.differ = l.differ == NULL ? c->feature
					    : arena_printf(&a->out->arena, "%s, %s",
							   l.differ, c->feature);
	}
	return l;
}

/* "2 of 8 measured points, not of 20: 3 of 5 features are not measured" */
static const char *dashes(struct auditor *a, const struct profile_total *t)
{
	if (t->scored == t->features)
		return NULL;
	return arena_printf(
		&a->out->arena,
		"%d of %d measured points, not of %d: %zu of %zu features not scored",
		t->level_sum, t->max_measured, t->max_possible, t->features - t->scored,
		t->features);
}

static const char *total_remark(struct auditor *a, const struct audit_item *item,
				const struct ledger *l, const struct profile_total *t)
{
	struct arena *arena = &a->out->arena;
	const char *blank = dashes(a, t), *text = NULL;

	if (!item->derivable)
		return "nothing of it is measured";
	if (item->status == AUDIT_DIFFERS && l->differ != NULL &&
	    item->derived - item->published == l->shift)
		text = arena_printf(arena, "follows from %s", l->differ);
	else if (item->published != l->sheet_sum)
		text = arena_printf(arena, "the sheet's own cells sum to %.12g",
				    l->sheet_sum);
	else if (item->status == AUDIT_DIFFERS && l->differ != NULL)
		text = arena_printf(arena, "follows in part from %s", l->differ);
	if (text != NULL && blank != NULL)
		return arena_printf(arena, "%s; %s", text, blank);
	return text != NULL ? text : blank;
}

static void audit_total(struct auditor *a, size_t set, size_t platform)
{
	const struct sheet_figure *published =
		&a->sheet.sums[set * a->r->platform_count + platform - 1];
	const struct profile_total *t = profile_total(a->p, set, platform);
	const char *name = profile_platform_name(a->p, platform);
	bool dash = published->kind == SHEET_DASH;

	if (published->kind == SHEET_ABSENT || (dash && !t->any))
		return;

	struct ledger l = open_ledger(a, set, name);
	struct audit_item *item = &a->out->totals[a->out->total_count++];

	*item = (struct audit_item){
		.set = set < a->r->set_count ? a->r->sets[set].name : "overall",
		.platform = name,
		.published = published->value,
		.published_text = arena_dup(&a->out->arena, published->text),
		.derivable = t->any,
		.derived = t->any ? t->level_sum : NAN,
		.ratio = NAN,
		.status = AUDIT_UNDERIVABLE,
	};
	if (t->any)
		item->status =
			t->level_sum == published->value ? AUDIT_AGREES : AUDIT_DIFFERS;
	item->remark = dash ? "published as not measured" : total_remark(a, item, &l, t);
}

/* --- baselines ----------------------------------------------------------------------- */

/* The printed digits are the value's, rounded or cut off. */
static bool is_printed(const struct sheet_baseline *b, double value)
{
	return fabs(value - b->value) < pow(10, -b->decimals) * (1 - 1e-9);
}

static size_t common_prefix(const char *a, const char *b)
{
	size_t n = 0;

	while (a[n] != '\0' && a[n] == b[n])
		n++;
	return n;
}

/* The statistic of what the baseline's records have of it, in the sheet's unit if it has
   one of that kind. */
static double rival_figure(const struct rival *r, const struct rubric_feature *f,
			   const struct sheet_baseline *b)
{
	const struct rival_cell *c = &r->cells[0];
	double *v = mem_new(c->count, sizeof(v[0])), value;

	for (size_t i = 0; i < c->count; i++)
		v[i] = c->values[i].value;
	value = cell_statistic(f, v, c->count);
	free(v);
	return strcmp(r->unit, b->unit.canonical) == 0
		       ? unit_from_canonical(&b->unit, value)
		       : value;
}

/* The metric whose statistic is the published number; of several the one whose name is the
   nearest to the rubric's. */
static const struct rival *best_rival(const struct rival_list *l,
				      const struct rubric_feature *f,
				      const struct sheet_baseline *b)
{
	const struct rival *best = NULL;

	for (size_t i = 0; i < l->count; i++) {
		const struct rival *r = &l->rivals[i];

		if (r->side || !is_printed(b, rival_figure(r, f, b)))
			continue;
		if (best == NULL || common_prefix(r->metric, f->metric) >
					    common_prefix(best->metric, f->metric))
			best = r;
	}
	return best;
}

static const char *rival_remark(struct auditor *a, const struct rival *rival,
				const struct rubric_feature *f,
				const struct sheet_baseline *b, double derived)
{
	struct arena *arena = &a->out->arena;
	double times = b->value / derived;
	const char *factor =
		arena_printf(arena, "%.1f times %s", times >= 1 ? times : 1 / times,
			     times >= 1 ? "less" : "more");

	if (strcmp(rival->unit, "1") == 0 && strcmp(f->unit.canonical, "1/s") == 0)
		return arena_printf(
			arena,
			"%s is the %s of %s, a count per run, not a rate: the log's "
			"rate is %.2f per second (%s)",
			b->number, statistic_name(f->statistic), rival->metric, derived,
			factor);
	return arena_printf(
		arena, "%s is the %s of %s (in %s), not of %s: that is %.*f %s (%s)",
		b->number, statistic_name(f->statistic), rival->metric, rival->unit,
		f->metric, b->decimals + 2, derived, b->unit_text, factor);
}

/* Looks for what the published figures are that are not the metric's. */
static void explain_baselines(struct auditor *a)
{
	for (size_t i = 0; i < a->out->baseline_count; i++) {
		struct audit_item *item = &a->out->baselines[i];
		const struct rubric_feature *f = rubric_feature_find(a->r, item->feature);
		size_t at = (size_t)(f - a->r->features);
		const struct sheet_baseline *b = &a->sheet.baselines[at];
		const struct rival *rival = NULL;

		if (item->status == AUDIT_DIFFERS)
			rival = best_rival(&a->rivals.lists[at], f, b);
		if (rival)
			item->remark = rival_remark(a, rival, f, b, item->derived);
	}
}

static void audit_baseline(struct auditor *a, size_t feature)
{
	const struct rubric_feature *f = &a->r->features[feature];
	const struct profile_cell *c = profile_cell(a->p, feature, 0);
	const struct sheet_baseline *b = &a->sheet.baselines[feature];
	bool derivable = c->status == PROFILE_BASELINE && isfinite(c->stats.value);

	if (!b->given)
		return;

	double derived = derivable ? unit_from_canonical(&b->unit, c->stats.value) : NAN;
	struct audit_item *item = &a->out->baselines[a->out->baseline_count++];

	*item = (struct audit_item){
		.set = a->r->sets[f->set].name,
		.feature = f->name,
		.platform = a->r->baseline,
		.published = b->value,
		.published_text = arena_dup(&a->out->arena, b->text),
		.derivable = derivable,
		.derived = derived,
		.ratio = derivable && derived != 0 ? b->value / derived : NAN,
		.status = AUDIT_UNDERIVABLE,
	};
	if (!derivable) {
		item->remark =
			c->why != NULL ? arena_dup(&a->out->arena, c->why) : "not measured";
		return;
	}
	item->status = is_printed(b, derived) ? AUDIT_AGREES : AUDIT_DIFFERS;
}

/* Has a published figure of the feature been found to differ? */
static bool has_difference(const struct auditor *a, const struct rubric_feature *f)
{
	const struct audit *out = a->out;

	for (size_t i = 0; i < out->cell_count + out->baseline_count; i++) {
		const struct audit_item *item =
			i < out->cell_count ? &out->cells[i]
					    : &out->baselines[i - out->cell_count];

		if (item->status == AUDIT_DIFFERS && strcmp(item->feature, f->name) == 0)
			return true;
	}
	return false;
}

/* What else the records of a feature hold matters where a figure differs: its own, or one
   of a feature with the same metric. */
static int gather_rivals(struct auditor *a, struct store *s, struct err *err)
{
	const struct rubric *r = a->r;
	bool *wanted = mem_new(r->feature_count, sizeof(wanted[0]));
	int rc;

	for (size_t i = 0; i < r->feature_count; i++) {
		for (size_t k = 0;
		     k < r->feature_count && !wanted[i] && !r->features[i].judged; k++)
			wanted[i] =
				strcmp(r->features[i].metric, r->features[k].metric) == 0 &&
				has_difference(a, &r->features[k]);
	}
	rc = rival_gather(s, a->p, wanted, &a->rivals, err);
	free(wanted);
	return rc;
}

/* --- the whole ----------------------------------------------------------------------- */

int score_audit(struct store *s, const struct profile *p, struct audit *out,
		struct err *err)
{
	const struct rubric *r = p->rubric;
	struct auditor a = { .p = p, .r = r, .out = out };
	int rc = -1;

	*out = (struct audit){ 0 };
	if (sheet_load(&a.sheet, r, err) != 0)
		goto out;
	out->path = arena_dup(&out->arena, a.sheet.path);
	out->source = arena_dup(&out->arena, a.sheet.source);
	out->cells = arena_new(&out->arena, r->feature_count * r->platform_count,
			       sizeof(out->cells[0]));
	out->totals = arena_new(&out->arena, (r->set_count + 1) * r->platform_count,
				sizeof(out->totals[0]));
	out->baselines =
		arena_new(&out->arena, r->feature_count, sizeof(out->baselines[0]));
	for (size_t i = 0; i < r->feature_count; i++) {
		for (size_t k = 1; k < p->platform_count; k++)
			audit_cell(&a, i, k);
	}
	for (size_t i = 0; i < r->feature_count; i++)
		audit_baseline(&a, i);
	if (gather_rivals(&a, s, err) != 0)
		goto out;
	explain_baselines(&a);
	reproduce_search(p, &a.sheet, &a.rivals, out);
	for (size_t set = 0; set <= r->set_count; set++) {
		for (size_t k = 1; k < p->platform_count; k++)
			audit_total(&a, set, k);
	}
	out->scores = a.sheet.scores || a.sheet.claim_count == 0;
	rc = claim_audit(s, p, &a.sheet, out, err);
out:
	rival_release(&a.rivals);
	sheet_release(&a.sheet);
	return rc;
}

int score_check_published(const struct rubric *r, struct err *err)
{
	struct sheet sheet = { 0 };
	int rc = r->published ? sheet_load(&sheet, r, err) : 0;

	sheet_release(&sheet);
	return rc;
}
