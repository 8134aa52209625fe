/* measured.c - the figures behind the levels, as live formulas over the samples. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reports/tables.h"

/* A formula for the rubric's statistic over a range. */
static void set_statistic(struct table *t, struct cell *c, const struct rubric_feature *f,
			  size_t n, const char *range)
{
	double trim = 2 * f->trim;

	switch (f->statistic) {
	case STAT_MEAN:
		table_set_formula(t, c, "AVERAGE(%s)", range);
		return;
	case STAT_MEDIAN:
		table_set_formula(t, c, "MEDIAN(%s)", range);
		return;
	case STAT_GEOMETRIC_MEAN:
		table_set_formula(t, c, "GEOMEAN(%s)", range);
		return;
	case STAT_TRIMMED_MEAN: {
		/* 0.3 of ten is 2.9999999999999996 to a spreadsheet: say it a hair higher
		 */
		double cut = floor(f->trim * (double)n + 1e-9);
		if (floor(trim * (double)n) != 2 * cut &&
		    floor(trim * (double)n) != 2 * cut + 1)
			trim = (2 * cut + 0.5) / (double)n;
		table_set_formula(t, c, "TRIMMEAN(%s,%.15g)", range, trim);
		return;
	}
	}
}

/* A figure of the feature's unit; NAN is a missing one. */
static struct cell *add_figure(struct table *t, const struct rubric_feature *f, double v)
{
	struct cell *c = table_number(t, isnan(v) ? v : unit_from_canonical(&f->unit, v));

	c->decimals = f->decimals;
	return c;
}

static void add_with(struct table *t, const struct rubric_feature *f, double v,
		     const char *function, const char *range)
{
	struct cell *c = add_figure(t, f, v);

	if (strcmp(function, "STDEV") == 0 && f->decimals >= 0)
		c->decimals = f->decimals + 1; /* small beside the figures it is of */
	if (range && c->kind == CELL_NUMBER)
		table_set_formula(t, c, "%s(%s)", function, range);
}

/* The statistic that is compared: of the samples, or the mean of the strata's. */
static void add_value(struct table *t, const struct places *at, size_t cell,
		      const struct rubric_feature *f, const char *range)
{
	const struct profile_cell *c = &at->profile->cells[cell];
	/* A judged level is no figure; where it comes from stands in Judgements. */
	struct cell *value = table_number(t, f->judged ? NAN : c->shown);

	value->decimals = f->decimals;
	if (value->kind != CELL_NUMBER)
		return;
	if (f->combine == COMBINE_MEAN && c->stratum_count)
		table_set_formula(t, value, "AVERAGE({strata:%zu..%zu:value})",
				  at->stratum_row[cell],
				  at->stratum_row[cell] + c->stratum_count - 1);
	else if (range)
		set_statistic(t, value, f, c->sample_count, range);
}

static void add_ratio(struct table *t, const struct places *at, size_t cell, size_t base,
		      const struct rubric_feature *f)
{
	const struct profile_cell *c = &at->profile->cells[cell];
	struct cell *ratio = table_number(t, c->ratio);

	ratio->percent = true;
	ratio->decimals = 2;
	if (ratio->kind != CELL_NUMBER)
		return;
	if (f->combine == COMBINE_MEAN_RATIO || f->combine == COMBINE_GEOMETRIC_RATIO)
		table_set_formula(t, ratio, "ROUND(%s({strata:%zu..%zu:ratio}),12)",
				  f->combine == COMBINE_MEAN_RATIO ? "AVERAGE" : "GEOMEAN",
				  at->stratum_row[cell],
				  at->stratum_row[cell] + c->stratum_count - 1);
	else
		table_set_formula(t, ratio, "ROUND({.:%zu:value}/{.:%zu:value},12)", cell,
				  base);
}

static void add_status(struct table *t, const struct profile_cell *c, const char *comment)
{
	struct cell *cell = table_text(t, comment);

	cell->style = c->status == PROFILE_FAILED || c->status == PROFILE_UNSCORABLE
			      ? STYLE_BAD
			      : STYLE_QUIET;
}

static void add_cell(struct table *t, const struct places *at, size_t feature,
		     size_t platform)
{
	const struct profile *p = at->profile;
	const struct rubric_feature *f = &p->rubric->features[feature];
	const struct profile_cell *c = profile_cell(p, feature, platform);
	size_t cell = feature * p->platform_count + platform;
	bool live = at->samples && c->sample_count;
	char range[80];

	snprintf(range, sizeof(range), "{samples:%zu..%zu:value}", at->sample_row[cell],
		 at->sample_row[cell] + c->sample_count - 1);
	const char *over = live ? range : NULL;
	table_text(t, f->title);
	struct cell *name = table_text(t, profile_platform_title(p, platform));
	if (live)
		table_set_link(t, name, "samples:%zu", at->sample_row[cell]);
	struct cell *n = table_number(t, (double)c->stats.n);
	n->decimals = 0;
	if (live)
		table_set_formula(t, n, "COUNT(%s)", range);
	add_with(t, f, c->stats.mean, "AVERAGE", over);
	add_with(t, f, c->stats.sd, "STDEV", over);
	add_with(t, f, c->stats.median, "MEDIAN", over);
	add_with(t, f, c->stats.min, "MIN", over);
	add_with(t, f, c->stats.max, "MAX", over);
	add_value(t, at, cell, f, over);
	table_text(t, f->unit_text);
	add_ratio(t, at, cell, feature * p->platform_count, f);
	const char *said = f->judged && c->status == PROFILE_UNMEASURED ? "not judged"
			   : f->judged && c->why == NULL ? "judged by people"
			   : c->status == PROFILE_BASELINE     ? "baseline"
			   : c->status == PROFILE_UNMEASURED ? "not measured"
			   : c->why			     ? c->why
							     : "";
	add_status(t, c, said);
	table_text(t, samples_shared(&t->arena, c))->style = STYLE_QUIET;
}

struct table *measured_cells(const struct places *at)
{
	const struct profile *p = at->profile;
	struct table *t = table_new("measurements", "Measurements");

	t->sheet = "Measurements";
	t->note = "n samples of each candidate, their mean, standard deviation, median, "
		  "smallest "
		  "and largest; the figure that is compared is the rubric's statistic of "
		  "them, the "
		  "ratio is that figure / the baseline's.";
	table_column(t, "feature", "Feature", 0);
	table_column(t, "platform", "Platform", 0);
	table_column(t, "n", "n", 0);
	table_column(t, "mean", "Mean", -1);
	table_column(t, "sd", "SD", -1);
	table_column(t, "median", "Median", -1);
	table_column(t, "min", "Smallest", -1);
	table_column(t, "max", "Largest", -1);
	table_column(t, "value", "Compared", -1);
	table_column(t, "unit", "Unit", 0);
	table_column(t, "ratio", "Ratio", 2);
	table_column(t, "remark", "Remark", 0);
	t->columns[t->width - 1].wrap = true;
	table_column(t, "parameters", "All with", 0);
	t->columns[t->width - 1].wrap = true;
	for (size_t f = 0; f < p->rubric->feature_count; f++) {
		for (size_t i = 0; i < p->platform_count; i++)
			add_cell(t, at, f, i);
	}
	return t;
}

static void set_stratum_ratio(struct table *t, struct cell *c, const struct places *at,
			      size_t feature, const char *name, size_t row)
{
	const struct profile_cell *base = profile_cell(at->profile, feature, 0);
	size_t first = at->stratum_row[feature * at->profile->platform_count];

	for (size_t i = 0; i < base->stratum_count; i++) {
		if (strcmp(base->strata[i].name, name) == 0)
			table_set_formula(t, c, "ROUND({.:%zu:value}/{.:%zu:value},12)",
					  row, first + i);
	}
}

static void add_stratum(struct table *t, const struct places *at, size_t feature,
			size_t platform, size_t k)
{
	const struct profile *p = at->profile;
	const struct rubric_feature *f = &p->rubric->features[feature];
	const struct profile_stratum *s = &profile_cell(p, feature, platform)->strata[k];
	size_t row = at->stratum_row[feature * p->platform_count + platform] + k;
	char range[80];

	snprintf(range, sizeof(range), "{samples:%zu..%zu:value}", at->stratum_sample[row],
		 at->stratum_sample[row] + s->stats.n - 1);
	table_text(t, f->title);
	table_text(t, profile_platform_title(p, platform));
	table_printf(t, "%s=%s", f->strata, s->name);
	table_number(t, s->order)->decimals = -1;
	struct cell *c = table_number(t, (double)s->stats.n);
	if (at->samples)
		table_set_formula(t, c, "COUNT(%s)", range);
	c = add_figure(t, f, s->stats.value);
	if (at->samples && c->kind == CELL_NUMBER)
		set_statistic(t, c, f, s->stats.n, range);
	if (at->samples)
		table_set_link(t, c, "samples:%zu", at->stratum_sample[row]);
	table_text(t, f->unit_text);
	c = table_number(t, s->ratio);
	c->percent = true;
	if (c->kind == CELL_NUMBER)
		set_stratum_ratio(t, c, at, feature, s->name, row);
}

struct table *measured_strata(const struct places *at)
{
	const struct profile *p = at->profile;

	if (at->stratum_count == 0)
		return NULL;
	struct table *t = table_new("strata", "Measurements by stratum");
	t->sheet = "Strata";
	t->note = "The same figures for each level of a factor that was varied on purpose, "
		  "such "
		  "as concurrency.";
	t->filter = true;
	table_column(t, "feature", "Feature", 0);
	table_column(t, "platform", "Platform", 0);
	table_column(t, "stratum", "Stratum", 0);
	table_column(t, "order", "At", -1);
	table_column(t, "n", "n", 0);
	table_column(t, "value", "Value", -1);
	table_column(t, "unit", "Unit", 0);
	table_column(t, "ratio", "Ratio", 2);
	for (size_t f = 0; f < p->rubric->feature_count; f++) {
		for (size_t i = 0; i < p->platform_count; i++) {
			for (size_t k = 0; k < profile_cell(p, f, i)->stratum_count; k++)
				add_stratum(t, at, f, i, k);
		}
	}
	return t;
}
