/* rubric_value.c - what a feature measures: a metric, or arithmetic on metrics. */
#include <string.h>

#include "data/expr.h"
#include "data/rubric/rubric_load.h"

static int load_unit(struct rubric_loader *l, const struct conf_section *s,
		     const char *text, struct rubric_feature *f)
{
	bool known = f->value ? quantity_unit(text, &l->c->arena, &f->unit)
			      : unit_find(text, &f->unit);

	f->unit_text = text;
	if (!known)
		return conf_error(
			l->c, rubric_line_of(s, "unit"), l->err,
			"unit = %s: not a unit that is known; known are for instance s, "
			"ms, MiB/s, Mbit/s, 1/s, B, 1, %% (case matters)%s",
			text, f->value ? ", and quotients such as 1/s/W" : "");
	return 0;
}

/* The platforms that an expression may name. */
static struct expr_platforms platforms_of(struct rubric_loader *l)
{
	const struct rubric *r = l->r;
	const char **names =
		arena_new(&l->c->arena, r->platform_count + 1, sizeof(names[0]));

	for (size_t i = 0; i < r->platform_count; i++)
		names[i] = r->platforms[i].name;
	names[r->platform_count] = r->baseline;
	return (struct expr_platforms){ names, r->platform_count + 1 };
}

int rubric_load_value(struct rubric_loader *l, const struct conf_section *s,
		      const struct rubric_feature_text *t, struct rubric_feature *f)
{
	struct expr_platforms platforms = platforms_of(l);
	const char *why;

	if ((t->metric != NULL) == (t->value != NULL))
		return conf_error(
			l->c, t->metric ? rubric_line_of(s, "value") : s->line, l->err,
			"[feature %s] has %s; wanted: metric = NAME, or value = "
			"arithmetic on metrics",
			f->name,
			t->metric ? "both metric and value" : "neither metric nor value");
	f->metric = t->metric ? t->metric : t->value;
	if (t->value) {
		f->value = expr_read(t->value, &platforms, &l->c->arena, &why);
		if (f->value == NULL)
			return conf_error(l->c, rubric_line_of(s, "value"), l->err,
					  "value of %s: %s", f->name, why);
	}
	return load_unit(l, s, t->unit, f);
}

int rubric_check_value(struct rubric_loader *l, const struct conf_section *s,
		       const struct rubric_feature *f)
{
	if (f->value && f->value->over_strata && f->strata == NULL)
		return conf_error(
			l->c, rubric_line_of(s, "value"), l->err,
			"value of %s: a mean, min or max of one argument runs over strata; "
			"wanted: strata = PARAMETER, or more arguments",
			f->name);
	return 0;
}
