/* explain.c - one score: threshold, ratio, statistic, samples, lines. Knows no format. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/rubric/judgement.h"
#include "reports/certain/certain.h"
#include "reports/tables.h"

/* What is explained, and the words about it so far. */
struct story {
	const struct profile *p;
	const struct certainty *c; /* or NULL */
	const struct rubric_feature *f;
	const struct profile_cell *cell, *base;
	size_t platform;
	struct table *t;
	const char *words;
};

static void tell(struct story *s, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void tell(struct story *s, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	char *more = mem_vprintf(fmt, ap);
	va_end(ap);
	s->words = arena_printf(&s->t->arena, "%s%s", s->words ? s->words : "", more);
	free(more);
}

static void tell_figure(struct story *s, double shown)
{
	tell(s, "%.12g %s", shown, s->f->unit_text);
}

static void tell_threshold(struct story *s, const struct rubric_level *level)
{
	const char *side = s->f->lower_is_better ? "at most" : "at least";
	char name[RUBRIC_LEVEL];

	tell(s, "level %s wants %s ", rubric_level_text(s->f, level->level, name), side);
	if (s->f->absolute) {
		tell_figure(s, level->threshold);
	} else {
		tell(s, "%.10g %% of the baseline", level->threshold * 100);
	}
}

static void tell_accepted(struct story *s)
{
	char name[RUBRIC_LEVEL];

	if (s->f->has_acceptance)
		tell(s, "Accepted:   %s, the acceptance threshold is level %s%s.\n",
		     s->cell->accepted ? "yes" : "no",
		     rubric_level_text(s->f, s->f->acceptance, name),
		     s->cell->veto ? "; the feature is mandatory, so this is a veto" : "");
}

/* "3 of 4", "++ (2 of 2)" */
static const char *level_words(struct arena *a, const struct rubric_feature *f, int level)
{
	const char *symbol = rubric_symbol_of(f, level);

	return arena_printf(a, "%s%s%d of %d%s", symbol ? symbol : "", symbol ? " (" : "",
			    level, f->max_level, symbol ? ")" : "");
}

static void tell_level(struct story *s)
{
	const struct rubric_level *reached = NULL, *next = NULL;

	for (size_t i = 0; i < s->f->level_count; i++) {
		const struct rubric_level *level = &s->f->levels[i];
		if (level->level <= s->cell->level && level->level > s->f->base_level)
			reached = level;
		else if (next == NULL && level->level > s->cell->level)
			next = level;
	}
	tell(s, "Level:      %s: ", level_words(&s->t->arena, s->f, s->cell->level));
	if (s->f->absolute)
		tell_figure(s, s->cell->shown);
	else
		tell(s, "%.10g %%", s->cell->ratio * 100);
	tell(s, "; ");
	if (reached)
		tell_threshold(s, reached);
	else
		tell(s, "no threshold is met");
	if (next) {
		tell(s, ", ");
		tell_threshold(s, next);
	}
	tell(s, ".\n");
	tell_accepted(s);
}

/* "no: 1 in 55.5 % of resamples, 2 in 44.5 %" */
static void tell_certainty(struct story *s)
{
	size_t feature = (size_t)(s->f - s->p->rubric->features);
	char *levels, *interval, *settings;

	if (s->c == NULL || s->platform == 0)
		return;
	if (s->f->judged) {
		tell(s, "Sure:       judged by people, so taken as it is by resampling.\n");
		return;
	}
	if (certainty_cell(s->c, feature, s->platform - 1)->why) {
		tell(s, "Sure:       not known: %s.\n",
		     certainty_cell(s->c, feature, s->platform - 1)->why);
		return;
	}
	levels = certain_levels(s->c, feature, s->platform - 1);
	interval = certain_interval(s->c, feature, s->platform - 1);
	settings = certain_settings(s->c);
	tell(s, "Sure:       %s: level %s; the %s is %s (%s).\n",
	     certain_mark(s->c, feature, s->platform - 1) ? "no" : "yes", levels,
	     s->f->absolute ? "value" : "ratio", interval, settings);
	free(levels);
	free(interval);
	free(settings);
}

static void tell_ratio(struct story *s)
{
	char buf[400];

	if (isnan(s->cell->ratio) || s->platform == 0)
		return;
	tell(s, "Ratio:      %s = ", table_format_number(buf, sizeof(buf), s->cell->ratio));
	if (s->f->combine == COMBINE_MEAN_RATIO ||
	    s->f->combine == COMBINE_GEOMETRIC_RATIO) {
		tell(s, "%s of the ratios of the strata of %s (below).\n",
		     s->f->combine == COMBINE_MEAN_RATIO ? "mean" : "geometric mean",
		     s->f->strata);
		return;
	}
	tell_figure(s, s->cell->shown);
	tell(s, " / ");
	tell_figure(s, s->base->shown);
	tell(s, " of %s, rounded to 12 decimals.\n", profile_platform_title(s->p, 0));
}

static void tell_statistic(struct story *s, const struct profile_cell *c, size_t platform)
{
	const struct unit *u = &s->f->unit;

	if (c->stats.n == 0)
		return;
	tell(s, "%s  ", platform ? "Statistic:" : "Baseline: ");
	tell_figure(s, c->shown);
	if (s->f->combine == COMBINE_MEAN && c->stratum_count)
		tell(s, " is the mean of the %ss of %zu strata of %s",
		     statistic_name(s->f->statistic), c->stratum_count, s->f->strata);
	else if (c->stats.n == 1) {
		tell(s, " is the only sample of %s.\n", profile_platform_title(s->p, platform));
		return;
	} else
		tell(s, " is the %s", statistic_name(s->f->statistic));
	tell(s, " of %zu samples of %s; mean %.6g", c->stats.n,
	     profile_platform_title(s->p, platform), unit_from_canonical(u, c->stats.mean));
	if (!isnan(c->stats.sd))
		tell(s, ", sd %.6g", unit_from_canonical(u, c->stats.sd));
	tell(s, ", median %.6g, from %.6g to %.6g.\n",
	     unit_from_canonical(u, c->stats.median), unit_from_canonical(u, c->stats.min),
	     unit_from_canonical(u, c->stats.max));
}

static void tell_rule(struct story *s)
{
	tell(s, "%s %s of the benchmark %s", s->f->value ? "Derived:   " : "Samples:   ",
	     s->f->metric, s->f->benchmark);
	if (s->f->side)
		tell(s, ", side %s", s->f->side);
	for (size_t i = 0; i < s->f->where_count; i++)
		tell(s, "%s%s=%s", i ? ", " : ", where ", s->f->where[i].name,
		     s->f->where[i].value);
	tell(s, "; %s is better.\n", s->f->lower_is_better ? "lower" : "higher");
}

/* A level, its symbol and what it means: "1 (+): good". */
static void tell_named(struct story *s, int level)
{
	const char *symbol = rubric_symbol_of(s->f, level);
	const char *words = rubric_words_of(s->f, level);

	tell(s, "%d", level);
	if (symbol)
		tell(s, " (%s)", symbol);
	if (words)
		tell(s, ": %s", words);
}

/* Of a judged feature: what the judgements come to, and by which rule. */
static void tell_judged(struct story *s)
{
	const struct rubric *r = s->p->rubric;
	size_t feature = (size_t)(s->f - r->features);

	if (!isnan(s->cell->shown)) {
		tell(s, "Level:      ");
		tell_named(s, (int)s->cell->shown);
		tell(s, "; %s.\n", judgements_rule(&s->t->arena, s->p, feature, s->platform));
	} else if (s->cell->why) {
		tell(s, "Not scorable: %s.\n", s->cell->why);
	} else {
		tell(s, "Not judged: nobody has said anything of it. This is no zero.\n");
	}
	if (s->cell->status == PROFILE_SCORED) {
		tell_accepted(s);
		tell_certainty(s);
	} else if (s->cell->status == PROFILE_BASELINE) {
		tell(s, "Baseline:   shown, not compared; judged levels are absolute.\n");
	}
	tell(s, "Scale:      %s.\n", judgement_scale_text(&s->t->arena, s->f));
	tell(s, "Rule:       %s of those who judged; in %s.\n", combine_name(s->f->combine),
	     r->judgements_path);
}

static void tell_rubric(struct story *s)
{
	const struct rubric *r = s->p->rubric;

	tell(s, "Rubric:     %s, %s, importance %s; SHA-256 %.16s.", r->name,
	     r->sets[s->f->set].title, r->importances[s->f->importance].title, r->sha256);
}

static struct table *headline(const struct profile *p, const struct certainty *c,
			      size_t feature, size_t platform)
{
	struct story s = {
		.p = p,
		.c = c,
		.f = &p->rubric->features[feature],
		.cell = profile_cell(p, feature, platform),
		.base = profile_cell(p, feature, 0),
		.platform = platform,
		.t = table_new("explain", ""),
	};
	const char *title = profile_platform_title(p, platform);

	s.t->title = arena_printf(&s.t->arena, "%s, %s: %s", title, s.f->title,
				  profile_cell_status(p, feature, platform));
	if (s.cell->status == PROFILE_SCORED)
		s.t->title = arena_printf(&s.t->arena, "%s, %s: level %s", title, s.f->title,
					  level_words(&s.t->arena, s.f, s.cell->level));
	if (s.f->judged) {
		tell_judged(&s);
		tell_rubric(&s);
		s.t->note = s.words;
		return s.t;
	}
	if (s.cell->status == PROFILE_SCORED) {
		tell_level(&s);
		tell_certainty(&s);
	} else if (s.cell->status == PROFILE_UNMEASURED) {
		tell(&s, "Not measured: %s. This is no zero.\n",
		     s.cell->why ? s.cell->why : "the archive has no record of it");
	} else if (s.cell->why) {
		tell(&s, "%s: %s.\n",
		     s.cell->status == PROFILE_FAILED ? "Failed" : "Not scorable",
		     s.cell->why);
	}
	tell_ratio(&s);
	if (platform)
		tell_statistic(&s, s.cell, platform);
	tell_statistic(&s, s.base, 0);
	tell_rule(&s);
	tell_rubric(&s);
	s.t->note = s.words;
	return s.t;
}

/* The log of all samples: then it need not stand beside each. NULL: they are of several, or one. */
static const char *only_log(const struct profile_cell *c)
{
	for (size_t i = 1; i < c->sample_count; i++)
		if (strcmp(c->samples[i].log, c->samples[0].log) != 0)
			return NULL;
	return c->sample_count > 1 ? c->samples[0].log : NULL;
}

/* Which columns the table of samples has. */
struct sample_columns {
	const char *shared; /* the parameters of all */
	bool parameters, origin;
	const char *log;    /* of all, or NULL */
};

static void add_sample(struct table *t, const struct sample_columns *has,
		       const struct profile_sample *s)
{
	const char *from = s->origin_log ? arena_printf(&t->arena, "%s:%lld", s->origin_log,
							(long long)s->origin_line)
					 : "";

	table_number(t, s->shown);
	table_printf(t, "%s%s%s", s->log_text ? s->log_text : "",
		     s->log_unit && *s->log_unit ? " " : "",
		     s->log_unit ? s->log_unit : "");
	if (has->parameters)
		table_text(t, samples_differing(&t->arena, has->shared, s));
	table_number(t, (double)s->record_in_log);
	if (has->log)
		table_number(t, (double)s->line);
	else
		table_printf(t, "%s:%lld%s%s%s", s->log, (long long)s->line,
			     *from ? " (from " : "", from, *from ? ")" : "");
	if (has->log && has->origin)
		table_text(t, from);
}

static void sample_columns(struct table *t, const struct rubric_feature *f,
			   const struct sample_columns *has)
{
	table_column(t, "value", f->unit_text, -1);
	table_column(t, "log_value", "In the log", 0);
	if (has->parameters) {
		table_column(t, "parameters", "Parameters", 0);
		t->columns[t->width - 1].wrap = true;
	}
	table_column(t, "record", "Record", 0);
	table_column(t, "place", has->log ? "Line" : "Log:line", 0);
	t->columns[t->width - 1].wrap = true;
	if (has->log && has->origin) {
		table_column(t, "origin", "Which has it from", 0);
		t->columns[t->width - 1].wrap = true;
	}
}

static struct table *samples_of(const struct profile *p, size_t feature, size_t platform)
{
	const struct profile_cell *c = profile_cell(p, feature, platform);
	struct table *t = table_new(platform ? "samples" : "baseline_samples", "");
	struct sample_columns has = { .shared = samples_shared(&t->arena, c),
				      .log = only_log(c) };

	for (size_t i = 0; i < c->sample_count; i++) {
		has.parameters |=
			*samples_differing(&t->arena, has.shared, &c->samples[i]) != '\0';
		has.origin |= c->samples[i].origin_log != NULL;
	}
	t->title = arena_printf(&t->arena, "Samples of %s%s",
				platform ? profile_platform_title(p, platform)
					 : p->rubric->baseline_title,
				platform ? "" : " (the baseline)");
	if (*has.shared || has.log)
		t->note = arena_printf(&t->arena, "%s%s%s%s%s", *has.shared ? "All with " : "",
				       has.shared, *has.shared && has.log ? "\n" : "",
				       has.log ? "All in " : "", has.log ? has.log : "");
	sample_columns(t, &p->rubric->features[feature], &has);
	for (size_t i = 0; i < c->sample_count; i++)
		add_sample(t, &has, &c->samples[i]);
	return t;
}

static struct table *strata_of(const struct profile *p, size_t feature, size_t platform)
{
	const struct rubric_feature *f = &p->rubric->features[feature];
	const struct profile_cell *c = profile_cell(p, feature, platform);
	struct table *t = table_new("strata", "");

	t->title = arena_printf(&t->arena, "By %s", f->strata);
	table_column(t, "stratum", f->strata, 0);
	table_column(t, "n", "n", 0);
	table_column(t, "value", f->unit_text, 6);
	table_column(t, "ratio", "Ratio", 2);
	for (size_t i = 0; i < c->stratum_count; i++) {
		const struct profile_stratum *s = &c->strata[i];
		table_text(t, s->name);
		table_number(t, (double)s->stats.n);
		table_number(t, unit_from_canonical(&f->unit, s->stats.value))->decimals =
			f->decimals;
		table_number(t, s->ratio)->percent = true;
	}
	return t;
}

static struct table *rejects_of(const struct profile_cell *c)
{
	struct table *t = table_new("rejects", "Records that gave no sample");

	table_column(t, "place", "Log:line", 0);
	t->columns[0].wrap = true;
	table_column(t, "status", "Status", 0);
	table_column(t, "reason", "Reason", 0);
	t->columns[2].wrap = true;
	for (size_t i = 0; i < c->reject_count; i++) {
		table_printf(t, "%s:%lld", c->rejects[i].log,
			     (long long)c->rejects[i].line);
		table_text(t, c->rejects[i].status);
		table_text(t, c->rejects[i].reason);
	}
	return t;
}

size_t explain_tables(const struct profile *p, const struct certainty *certainty,
		      size_t feature, size_t platform, struct table **out)
{
	const struct profile_cell *c = profile_cell(p, feature, platform);
	size_t n = 0;

	out[n++] = headline(p, certainty, feature, platform);
	out[n] = diagnoses_of(p, feature, platform);
	n += out[n] != NULL;
	if (c->judgement_count)
		out[n++] = judgements_of_cell(p, feature, platform);
	if (platform && !profile_is_twin(p, platform) && profile_cell(p, feature, 0)->judgement_count)
		out[n++] = judgements_of_cell(p, feature, 0);
	if (c->stratum_count)
		out[n++] = strata_of(p, feature, platform);
	if (c->sample_count)
		out[n++] = samples_of(p, feature, platform);
	out[n] = operands_of(p, feature, platform);
	n += out[n] != NULL;
	if (c->reject_count)
		out[n++] = rejects_of(c);
	if (platform && !profile_is_twin(p, platform) && c->sample_count &&
	    profile_cell(p, feature, 0)->sample_count) {
		out[n++] = samples_of(p, feature, 0);
		out[n] = operands_of(p, feature, 0);
		n += out[n] != NULL;
	}
	return n;
}
