/* samples.c - every measurement behind a profile, with the line of the log it came from. */
#include <stdlib.h>
#include <string.h>

#include "reports/tables.h"

/* Is "name=value" one of the parameters "a=1;b=2"? */
static bool has_pair(const char *parameters, const char *pair, size_t n)
{
	for (const char *s = parameters; s && *s;) {
		s += strspn(s, " ");
		size_t length = strcspn(s, ";");
		if (length == n && memcmp(s, pair, n) == 0)
			return true;
		s += length + (s[length] == ';');
	}
	return false;
}

static bool all_have(const struct profile_cell *c, const char *pair, size_t n)
{
	for (size_t i = 1; i < c->sample_count; i++) {
		if (!has_pair(c->samples[i].parameters, pair, n))
			return false;
	}
	return true;
}

const char *samples_shared(struct arena *a, const struct profile_cell *c)
{
	const char *list = "";

	if (c->sample_count == 0)
		return list;
	for (const char *pair = c->samples[0].parameters; pair && *pair;) {
		size_t n = strcspn(pair, ";");
		if (all_have(c, pair, n))
			list = arena_printf(a, "%s%s%.*s", list, *list ? "; " : "", (int)n,
					    pair);
		pair += n + (pair[n] == ';');
	}
	return list;
}

const char *samples_differing(struct arena *a, const char *shared,
			      const struct profile_sample *s)
{
	const char *list = "";

	for (const char *pair = s->parameters; pair && *pair;) {
		size_t n = strcspn(pair, ";");
		if (!has_pair(shared, pair, n))
			list = *list ? arena_printf(a, "%s; %.*s", list, (int)n, pair)
				     : arena_dup_n(a, pair, n);
		pair += n + (pair[n] == ';');
	}
	return list;
}

/* The table's rows are places.order's: measured.c takes ranges of them. */
static void add_sample(struct table *t, const struct profile *p, size_t feature,
		       size_t platform, const struct profile_sample *s, const char *shared)
{
	const struct rubric_feature *f = &p->rubric->features[feature];

	table_text(t, f->title);
	table_text(t, profile_platform_title(p, platform));
	table_number(t, s->shown);
	table_text(t, f->unit_text);
	table_text(t, samples_differing(&t->arena, shared, s));
	table_text(t, s->log_text);
	table_text(t, s->log_unit);
	table_text(t, s->log);
	table_number(t, (double)s->line);
	table_number(t, (double)s->record_in_log);
	table_printf(t, "%s %s", s->tool ? s->tool : "", s->version ? s->version : "");
	if (s->origin_log) {
		table_text(t, s->origin_log);
		table_number(t, (double)s->origin_line);
	}
	table_end_row(t);
}

static bool any_origin(const struct profile *p)
{
	size_t cells = p->rubric->feature_count * p->platform_count;

	for (size_t i = 0; i < cells; i++) {
		for (size_t k = 0; k < p->cells[i].sample_count; k++) {
			if (p->cells[i].samples[k].origin_log)
				return true;
		}
	}
	return false;
}

struct table *samples_table(const struct places *at)
{
	const struct profile *p = at->profile;
	struct table *t = table_new("samples", "Samples");

	t->sheet = "Samples";
	t->filter = true;
	t->note = "Every measurement that the profile rests on. \"In the log\" is the "
		  "figure as it "
		  "stands on that line of that log. Filter freely; sorting would move "
		  "figures away "
		  "from the formulas on the sheet Measurements.";
	table_column(t, "feature", "Feature", 0);
	table_column(t, "platform", "Platform", 0);
	table_column(t, "value", "Value", -1);
	table_column(t, "unit", "Unit", 0);
	table_column(t, "parameters", "Differs in", 0);
	table_column(t, "log_value", "In the log", 0);
	table_column(t, "log_unit", "Unit there", 0);
	table_column(t, "log", "Log", 0);
	table_column(t, "line", "Line", 0);
	table_column(t, "record", "Record", 0);
	table_column(t, "tool", "Tool", 0);
	if (any_origin(p)) {
		table_column(t, "origin_log", "Taken from", 0);
		table_column(t, "origin_line", "Line there", 0);
	}
	for (size_t f = 0; f < p->rubric->feature_count; f++) {
		for (size_t i = 0; i < p->platform_count; i++) {
			size_t cell = f * p->platform_count + i;
			if (profile_is_twin(p, i))
				continue;
			const size_t *order = at->order + at->sample_row[cell];
			const char *shared = samples_shared(&t->arena, &p->cells[cell]);
			for (size_t k = 0; k < p->cells[cell].sample_count; k++)
				add_sample(t, p, f, i, &p->cells[cell].samples[order[k]],
					   shared);
		}
	}
	return t;
}

static void add_machine(struct table *t, const struct profile *p, size_t feature,
			size_t platform, const struct profile_sample *s)
{
	const struct rubric_feature *f = &p->rubric->features[feature];

	table_text(t, p->rubric->sets[f->set].name);
	table_text(t, f->name);
	table_text(t, profile_platform_name(p, platform));
	table_number(t, s->shown);
	table_text(t, f->unit_text);
	table_text(t, s->log);
	table_number(t, (double)s->line);
	table_number(t, (double)s->record_in_log);
	table_text(t, s->parameters);
	table_text(t, s->log_text);
	table_text(t, s->log_unit);
	table_text(t, s->tool);
	table_text(t, s->version);
	table_text(t, s->grammar);
	table_text(t, s->sha256);
	if (s->origin_log) {
		table_text(t, s->origin_log);
		table_number(t, (double)s->origin_line);
	}
	table_end_row(t);
}

struct table *samples_machine(const struct profile *p, size_t feature, size_t platform)
{
	static const char *const names[] = {
		"set",	   "feature", "platform",   "value",	  "unit",	 "log",
		"line",	   "record",  "parameters", "log_value",  "log_unit",	 "tool",
		"version", "grammar", "sha256",	    "origin_log", "origin_line",
	};
	struct table *t = table_new("samples", "Samples");

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		table_column(t, names[i], names[i], -1);
	for (size_t f = 0; f < p->rubric->feature_count; f++) {
		for (size_t i = 0; i < p->platform_count; i++) {
			const struct profile_cell *c = profile_cell(p, f, i);
			if ((feature != SIZE_MAX && f != feature) ||
			    (platform != SIZE_MAX && i != platform && i != 0) ||
			    profile_is_twin(p, i))
				continue;
			for (size_t k = 0; k < c->sample_count; k++)
				add_machine(t, p, f, i, &c->samples[k]);
		}
	}
	return t;
}
