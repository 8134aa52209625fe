/* operands.c - what derived figures and claims are made of, down to the lines. */
#include <math.h>
#include <string.h>

#include "reports/tables.h"

static bool counts(const struct profile_operand *o, const struct profile_sample *s)
{
	/* a sample without the parameter is of a stratum that has a name of its own */
	return o->stratum == NULL || (s->stratum && strcmp(s->stratum, o->stratum) == 0) ||
	       (s->stratum == NULL && o->stratum[0] == '(');
}

void operands_columns(struct table *t, bool strata)
{
	if (strata)
		table_column(t, "stratum", "Stratum", 0);
	table_column(t, "operand", "Operand", 0);
	t->columns[t->width - 1].wrap = true;
	table_column(t, "value", "Value", -1);
	table_column(t, "unit", "Unit", 0);
	table_column(t, "place", "Log:line", 0);
	t->columns[t->width - 1].wrap = true;
}

void operands_add(struct table *t, const struct profile_operand *o, bool strata)
{
	bool first = true;

	for (size_t i = 0; i < o->sample_count; i++) {
		const struct profile_sample *s = &o->samples[i];

		if (!counts(o, s))
			continue;
		if (strata)
			table_text(t, first ? o->stratum : "");
		table_text(t, first ? o->text : "");
		table_number(t, s->value);
		table_text(t, o->unit);
		if (s->origin_log)
			table_printf(t, "%s:%lld (from %s:%lld)", s->log,
				     (long long)s->line, s->origin_log,
				     (long long)s->origin_line);
		else
			table_printf(t, "%s:%lld", s->log, (long long)s->line);
		first = false;
	}
}

struct table *operands_of(const struct profile *p, size_t feature, size_t platform)
{
	const struct profile_cell *c = profile_cell(p, feature, platform);
	struct table *t;
	bool strata = false;

	if (c->sample_count == 0 || c->samples[0].operands == NULL)
		return NULL;
	for (size_t i = 0; i < c->sample_count; i++)
		strata = strata || c->samples[i].operands[0].stratum;
	t = table_new(platform ? "operands" : "baseline_operands", "");
	t->title = arena_printf(&t->arena, "What the figures of %s are derived from",
				profile_platform_title(p, platform));
	operands_columns(t, strata);
	for (size_t i = 0; i < c->sample_count; i++)
		for (size_t k = 0; k < c->samples[i].operand_count; k++)
			operands_add(t, &c->samples[i].operands[k], strata);
	return t;
}
