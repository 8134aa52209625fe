/* reproduce.c - holds a published sheet against what each changed rule makes of it. */
#include "score/audit/reproduce.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "score/audit/variant.h"

#define TIES_NAMED 3 /* of rules that do equally well, in a sentence */

/* Features whose levels are looked at together. */
struct group {
	const char *set, *names; /* of struct audit_outcome */
	const char *title;	 /* in a sentence: "a, b and c", "low_level", "the sheet" */
	bool *in;		 /* one a feature */
	size_t features;
};

struct search {
	const struct profile *p;
	const struct rubric *r;
	const struct sheet *sheet;
	struct audit *out;
	struct arena *arena; /* the audit's */
	struct variant variant;
	struct variant_verdict *verdicts; /* by rule, feature, platform */
	bool *applies;			  /* by rule, feature */
	const struct audit_rule *
		*rules; /* as the audit has them; NULL: says nothing here */
	struct group *groups;
	size_t group_count;
};

/* --- one level ----------------------------------------------------------------------- */

/* NULL when no level is published. */
static const double *published_level(const struct search *s, size_t feature,
				     size_t platform)
{
	const struct sheet_figure *f =
		&s->sheet->levels[feature * s->r->platform_count + platform - 1];

	return f->kind == SHEET_FIGURE ? &f->value : NULL;
}

static bool applies(const struct search *s, size_t rule, size_t feature)
{
	return s->applies[rule * s->r->feature_count + feature];
}

static const struct variant_verdict *verdict_of(const struct search *s, size_t rule,
						size_t feature, size_t platform)
{
	size_t row = rule * s->r->feature_count + feature;

	return &s->verdicts[row * s->p->platform_count + platform];
}

/* What is not measured no rule will reproduce. */
static bool is_measured(const struct search *s, size_t feature, size_t platform)
{
	return profile_cell(s->p, feature, platform)->sample_count > 0;
}

static bool holds_before(const struct search *s, size_t feature, size_t platform)
{
	const struct profile_cell *c = profile_cell(s->p, feature, platform);

	return c->status == PROFILE_SCORED &&
	       c->level == *published_level(s, feature, platform);
}

/* Does it differ, or cannot be derived from what was measured? */
static bool is_open(const struct search *s, size_t feature, size_t platform)
{
	return published_level(s, feature, platform) && is_measured(s, feature, platform) &&
	       !holds_before(s, feature, platform);
}

/* A feature of which the rule says nothing stays as it is. */
static bool holds(const struct search *s, size_t rule, size_t feature, size_t platform)
{
	const struct variant_verdict *v = verdict_of(s, rule, feature, platform);

	if (!applies(s, rule, feature))
		return holds_before(s, feature, platform);
	return v->scored && v->level == *published_level(s, feature, platform);
}

/* "117.27 % ≤ 120 %", with so many decimals that it is seen which way it lies. */
static const char *figure_text(const struct search *s, const struct rubric_feature *f,
			       const struct variant_verdict *v)
{
	double scale = f->absolute ? 1 : 100;
	const char *unit = f->absolute ? f->unit_text : "%";
	int decimals = f->absolute ? f->decimals : 2;
	char x[64], y[64];

	for (; decimals < 12; decimals++) {
		snprintf(x, sizeof(x), "%.*f", decimals, v->figure * scale);
		snprintf(y, sizeof(y), "%.*f", decimals, v->bound * scale);
		if (strcmp(x, y) != 0)
			break;
	}
	if (decimals == 12) /* on it */
		decimals = f->absolute ? f->decimals : 2;
	return arena_printf(s->arena, "%.*f %s %s %.12g %s", decimals, v->figure * scale,
			    unit, v->sign, v->bound * scale, unit);
}

/* --- what a rule makes of several ---------------------------------------------------- */

struct tally {
	size_t levels, unmeasured, open, before, held, reproduced, broken;
};

static void count_feature(const struct search *s, size_t rule, size_t feature,
			  struct tally *t)
{
	for (size_t i = 1; i < s->p->platform_count; i++) {
		if (published_level(s, feature, i) == NULL)
			continue;
		if (!is_measured(s, feature, i)) {
			t->unmeasured++;
			continue;
		}

		bool before = holds_before(s, feature, i);
		bool now = holds(s, rule, feature, i);

		t->levels++;
		t->open += is_open(s, feature, i);
		t->before += before;
		t->held += now;
		t->reproduced += now && !before;
		t->broken += before && !now;
	}
}

static struct tally count_group(const struct search *s, size_t rule, const struct group *g)
{
	struct tally t = { 0 };

	for (size_t i = 0; i < s->r->feature_count; i++) {
		if (g->in[i])
			count_feature(s, rule, i, &t);
	}
	return t;
}

static bool concerns(const struct search *s, size_t rule, const struct group *g)
{
	for (size_t i = 0; i < s->r->feature_count; i++) {
		if (g->in[i] && applies(s, rule, i))
			return true;
	}
	return false;
}

/* --- groups -------------------------------------------------------------------------- */

static bool is_published(const struct search *s, size_t feature)
{
	for (size_t i = 1; i < s->p->platform_count; i++) {
		if (published_level(s, feature, i) != NULL)
			return true;
	}
	return false;
}

/* "a, b, c", or "a, b and c". */
static const char *join(const struct search *s, const bool *in, const char *last)
{
	const char *list = "", *held = NULL;

	for (size_t i = 0; i < s->r->feature_count; i++) {
		if (!in[i])
			continue;
		if (held)
			list = arena_printf(s->arena, "%s%s%s", list, *list ? ", " : "",
					    held);
		held = s->r->features[i].name;
	}
	return *list ? arena_printf(s->arena, "%s%s%s", list, last, held) : held;
}

/* Keeps a group of at least `least` features that is not there yet. */
static void add_group(struct search *s, bool *in, size_t least, const char *title)
{
	struct group g = { .in = in };
	size_t set = s->r->set_count;

	for (size_t i = 0; i < s->r->feature_count; i++) {
		if (!in[i])
			continue;
		set = g.features++ == 0 || set == s->r->features[i].set
			      ? s->r->features[i].set
			      : s->r->set_count;
	}
	for (size_t i = 0; i < s->group_count; i++) {
		if (memcmp(s->groups[i].in, in, s->r->feature_count * sizeof(*in)) == 0)
			least = SIZE_MAX;
	}
	if (g.features < least)
		return;
	g.set = set < s->r->set_count ? s->r->sets[set].name : "overall";
	g.names = join(s, in, ", ");
	g.title = title ? title : join(s, in, " and ");
	s->groups[s->group_count++] = g;
}

static bool *no_features(struct search *s)
{
	return arena_new(s->arena, s->r->feature_count, sizeof(bool));
}

/* Each feature; those that share a metric; each set; all. */
static void find_groups(struct search *s)
{
	const struct rubric *r = s->r;
	size_t n = r->feature_count;
	bool *in;

	s->groups = mem_new(2 * n + r->set_count + 1, sizeof(s->groups[0]));
	for (size_t i = 0; i < n; i++) {
		in = no_features(s);
		in[i] = is_published(s, i);
		add_group(s, in, 1, NULL);
	}
	for (size_t i = 0; i < n; i++) {
		in = no_features(s);
		for (size_t k = 0; k < n; k++)
			in[k] = strcmp(r->features[i].metric, r->features[k].metric) == 0 &&
				is_published(s, k);
		add_group(s, in, 2, NULL);
	}
	for (size_t set = 0; set <= r->set_count; set++) {
		in = no_features(s);
		for (size_t k = 0; k < n; k++)
			in[k] = (set == r->set_count || r->features[k].set == set) &&
				is_published(s, k);
		add_group(s, in, 2, set < r->set_count ? r->sets[set].name : "the sheet");
	}
}

/* --- outcomes ------------------------------------------------------------------------ */

static void add_level_outcome(struct search *s, size_t rule, size_t feature,
			      size_t platform, const struct group *g)
{
	const struct variant_verdict *v = verdict_of(s, rule, feature, platform);
	const struct rubric_feature *f = &s->r->features[feature];
	bool before = holds_before(s, feature, platform);
	bool now = holds(s, rule, feature, platform);

	if ((before && now) || !is_measured(s, feature, platform))
		return;
	s->out->outcomes[s->out->outcome_count++] = (struct audit_outcome){
		.rule = s->rules[rule],
		.set = g->set,
		.features = f->name,
		.platform = profile_platform_name(s->p, platform),
		.published = *published_level(s, feature, platform),
		.level = v->scored ? v->level : NAN,
		.ratio = v->scored && !f->absolute ? v->figure : NAN,
		.figure = v->scored ? figure_text(s, f, v) : NULL,
		.levels = 1,
		.held_before = before,
		.held = now,
		.reproduced = now && !before,
		.broken = before && !now,
	};
}

static void add_group_outcome(struct search *s, size_t rule, const struct group *g)
{
	struct tally t = count_group(s, rule, g);

	s->out->outcomes[s->out->outcome_count++] = (struct audit_outcome){
		.rule = s->rules[rule],
		.set = g->set,
		.features = g->names,
		.published = NAN,
		.level = NAN,
		.ratio = NAN,
		.levels = t.levels,
		.held_before = t.before,
		.held = t.held,
		.reproduced = t.reproduced,
		.broken = t.broken,
	};
	for (size_t i = 0; g->features == 1 && i < s->r->feature_count; i++) {
		for (size_t k = 1; g->in[i] && k < s->p->platform_count; k++) {
			if (published_level(s, i, k) != NULL)
				add_level_outcome(s, rule, i, k, g);
		}
	}
}

static void add_outcomes(struct search *s)
{
	size_t most = s->group_count + s->r->feature_count * s->r->platform_count;

	s->out->outcomes =
		arena_new(s->arena, s->out->rule_count * most, sizeof(s->out->outcomes[0]));
	for (size_t rule = 0; rule < s->variant.rule_count; rule++) {
		for (size_t i = 0; s->rules[rule] && i < s->group_count; i++) {
			if (concerns(s, rule, &s->groups[i]))
				add_group_outcome(s, rule, &s->groups[i]);
		}
	}
}

/* --- guesses ------------------------------------------------------------------------- */

/* What a guess is ordered by. */
struct rank {
	struct audit_guess guess;
	size_t held; /* of all features that share the metric */
	size_t rule;
};

/* Those that leave the feature whole first, then those that do more for the features with
   the same metric, then in the order of the rules. */
static int by_merit(const void *a, const void *b)
{
	const struct rank *x = a, *y = b;

	if (x->guess.held != y->guess.held)
		return x->guess.held < y->guess.held ? 1 : -1;
	if (x->held != y->held)
		return x->held < y->held ? 1 : -1;
	return (x->rule > y->rule) - (x->rule < y->rule);
}

static size_t held_with_metric(const struct search *s, size_t rule, size_t feature)
{
	struct tally t = { 0 };

	for (size_t i = 0; i < s->r->feature_count; i++) {
		if (strcmp(s->r->features[i].metric, s->r->features[feature].metric) == 0)
			count_feature(s, rule, i, &t);
	}
	return t.held;
}

static void guess(struct search *s, struct audit_item *item, size_t feature,
		  size_t platform)
{
	struct rank *ranks = mem_new(s->out->rule_count, sizeof(ranks[0]));
	size_t n = 0;

	for (size_t i = 0; i < s->variant.rule_count; i++) {
		const struct variant_verdict *v = verdict_of(s, i, feature, platform);
		struct tally t = { 0 };

		if (!applies(s, i, feature) || !holds(s, i, feature, platform))
			continue;
		count_feature(s, i, feature, &t);
		item->feature_levels = t.levels;
		ranks[n++] = (struct rank){
			.guess = { .rule = s->rules[i],
				   .figure = v->figure,
				   .text = figure_text(s, &s->r->features[feature], v),
				   .held = t.held,
				   .broken = t.broken },
			.held = held_with_metric(s, i, feature),
			.rule = i,
		};
	}
	if (n > 1)
		qsort(ranks, n, sizeof(ranks[0]), by_merit);
	item->searched = true;
	item->guesses = arena_new(s->arena, n, sizeof(item->guesses[0]));
	item->guess_count = n;
	for (size_t i = 0; i < n; i++)
		item->guesses[i] = ranks[i].guess;
	free(ranks);
}

static struct audit_item *item_of(const struct search *s, size_t feature, size_t platform)
{
	for (size_t i = 0; i < s->out->cell_count; i++) {
		struct audit_item *item = &s->out->cells[i];

		if (strcmp(item->feature, s->r->features[feature].name) == 0 &&
		    strcmp(item->platform, profile_platform_name(s->p, platform)) == 0)
			return item;
	}
	return NULL;
}

static void add_guesses(struct search *s)
{
	for (size_t i = 0; i < s->r->feature_count; i++) {
		for (size_t k = 1; k < s->p->platform_count; k++) {
			struct audit_item *item = item_of(s, i, k);

			if (item && is_open(s, i, k))
				guess(s, item, i, k);
		}
	}
}

/* --- findings ------------------------------------------------------------------------ */

/* Of rules that break nothing the one that reproduces the most; else the one that gains the
   most. */
static bool is_better(const struct tally *a, const struct tally *b)
{
	bool clean_a = a->broken == 0 && a->reproduced > 0;
	bool clean_b = b->broken == 0 && b->reproduced > 0;

	if (clean_a != clean_b)
		return clean_a;
	if (a->held != b->held)
		return a->held > b->held;
	return a->reproduced > b->reproduced;
}

static bool is_as_good(const struct tally *a, const struct tally *b)
{
	return !is_better(a, b) && !is_better(b, a);
}

/* "the median, or the mean trimmed by 10 %, or one of 2 more" */
static const char *name_best(const struct search *s, const struct group *g,
			     const struct tally *best)
{
	const char *list = NULL;
	size_t n = 0;

	for (size_t i = 0; i < s->variant.rule_count; i++) {
		struct tally t;

		if (s->rules[i] == NULL || !concerns(s, i, g))
			continue;
		t = count_group(s, i, g);
		if (t.reproduced == 0 || !is_as_good(&t, best) || ++n > TIES_NAMED)
			continue;
		list = list ? arena_printf(s->arena, "%s, or %s", list, s->rules[i]->text)
			    : s->rules[i]->text;
	}
	if (n > TIES_NAMED)
		list = arena_printf(s->arena, "%s, or one of %zu more", list,
				    n - TIES_NAMED);
	return list;
}

static const char *sentence(const struct search *s, const struct group *g,
			    const struct tally *best, const char *rules)
{
	const char *measured = best->unmeasured > 0 ? " that are measured" : "";
	size_t open = best->open;

	if (rules == NULL)
		return arena_printf(
			s->arena,
			"No rule that was tried would reproduce %s of %s that %s.",
			open == 1 ? "the level" : "a level", g->title,
			open == 1 ? "differs" : "differ");
	if (best->held == best->levels)
		return arena_printf(
			s->arena,
			"With %s the archive would reproduce all %zu published levels of "
			"%s%s; %zu of them differ%s under the sheet's own rule.",
			rules, best->levels, g->title, measured, open,
			open == 1 ? "s" : "");
	if (best->broken == 0)
		return arena_printf(
			s->arena,
			"With %s the archive would reproduce %zu of the %zu published "
			"levels "
			"of %s%s: the %zu that come out under the sheet's own rule, and "
			"%zu more.",
			rules, best->held, best->levels, g->title, measured, best->before,
			best->reproduced);
	return arena_printf(
		s->arena,
		"No rule that was tried would reproduce more of %s without losing other "
		"levels: with %s, %zu that differ%s would come out, and %zu that agree%s "
		"would not.",
		g->title, rules, best->reproduced, best->reproduced == 1 ? "s" : "",
		best->broken, best->broken == 1 ? "s" : "");
}

static void find_best(struct search *s, const struct group *g)
{
	struct tally best = { 0 };
	bool any = false;

	for (size_t i = 0; i < s->variant.rule_count; i++) {
		struct tally t = count_group(s, i, g);

		if (s->rules[i] == NULL)
			continue;
		if (!any || (t.reproduced > 0) > (best.reproduced > 0) ||
		    ((t.reproduced > 0) == (best.reproduced > 0) && is_better(&t, &best)))
			best = t;
		any = true;
	}
	if (!any || best.open == 0)
		return;
	s->out->findings[s->out->finding_count++] =
		sentence(s, g, &best, name_best(s, g, &best));
}

static void add_findings(struct search *s)
{
	s->out->findings = arena_new(s->arena, s->group_count, sizeof(s->out->findings[0]));
	for (size_t i = 0; i < s->group_count; i++) {
		if (s->groups[i].features > 1)
			find_best(s, &s->groups[i]);
	}
}

/* --- the whole ----------------------------------------------------------------------- */

/* Judges every feature under every rule; keeps the rules that say something. */
static void try_all(struct search *s)
{
	size_t features = s->r->feature_count, rules = s->variant.rule_count;

	s->applies = mem_new(rules * features, sizeof(s->applies[0]));
	s->verdicts =
		mem_new(rules * features * s->p->platform_count, sizeof(s->verdicts[0]));
	s->rules = mem_new(rules, sizeof(s->rules[0]));
	s->out->rules = arena_new(s->arena, rules, sizeof(s->out->rules[0]));
	for (size_t i = 0; i < rules; i++) {
		bool any = false;

		for (size_t k = 0; k < features; k++) {
			size_t row = i * features + k;

			s->applies[row] =
				is_published(s, k) &&
				variant_judge(&s->variant, i, k,
					      &s->verdicts[row * s->p->platform_count]);
			any = any || s->applies[row];
		}
		if (!any)
			continue;
		s->rules[i] = &s->out->rules[s->out->rule_count];
		s->out->rules[s->out->rule_count++] = (struct audit_rule){
			.name = arena_dup(s->arena, s->variant.rules[i].name),
			.text = arena_dup(s->arena, s->variant.rules[i].text),
		};
	}
}

static bool any_open(const struct search *s)
{
	for (size_t i = 0; i < s->r->feature_count; i++) {
		for (size_t k = 1; k < s->p->platform_count; k++) {
			if (is_open(s, i, k))
				return true;
		}
	}
	return false;
}

void reproduce_search(const struct profile *p, const struct sheet *sheet,
		      const struct rivals *rivals, struct audit *out)
{
	struct search s = {
		.p = p, .r = p->rubric, .sheet = sheet, .out = out, .arena = &out->arena
	};
	double *published;

	if (!any_open(&s))
		return;
	published = mem_new(p->rubric->feature_count, sizeof(published[0]));
	for (size_t i = 0; i < p->rubric->feature_count; i++) {
		const struct sheet_baseline *b = &sheet->baselines[i];

		published[i] = b->given ? unit_to_canonical(&b->unit, b->value) : NAN;
	}
	variant_init(&s.variant, p, rivals, published);
	try_all(&s);
	find_groups(&s);
	add_outcomes(&s);
	add_guesses(&s);
	add_findings(&s);
	variant_release(&s.variant);
	free(published);
	free(s.applies);
	free(s.verdicts);
	free(s.rules);
	free(s.groups);
}
