/* claims.c - what a publication says in words against its figures, as tables. Knows no
   format. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reports/tables.h"

static void style_status(struct cell *c, enum claim_status s)
{
	c->style = s == CLAIM_HOLDS   ? STYLE_GOOD
		   : s == CLAIM_FAILS ? STYLE_BAD
				      : STYLE_QUIET;
}

static const char *unit_suffix(struct table *t, const struct audit_claim *c)
{
	if (strcmp(c->unit_text, "1") == 0)
		return "";
	return arena_printf(&t->arena, " %s", c->unit_text);
}

static void add_figure(struct table *t, const struct audit_claim *c)
{
	struct cell *cell = table_number(t, c->derived);

	cell->decimals = c->decimals + 2;
	table_set_suffix(t, cell, unit_suffix(t, c));
}

char *claims_summary(const struct audit *a)
{
	size_t n[3] = { 0 };

	for (size_t i = 0; i < a->claim_count; i++)
		n[a->claims[i].status]++;
	return mem_printf("%zu %s, %zu %s not hold, %zu cannot be derived.", n[CLAIM_HOLDS],
			  n[CLAIM_HOLDS] == 1 ? "claim holds" : "claims hold",
			  n[CLAIM_FAILS], n[CLAIM_FAILS] == 1 ? "does" : "do",
			  n[CLAIM_OPEN]);
}

struct table *claims_table(const struct audit *a, bool below)
{
	struct table *t;
	char *summary;

	if (a->claim_count == 0)
		return NULL;
	t = table_new("audit_claims", "Claims against the figures");
	summary = claims_summary(a);
	t->sheet = "Audit";
	t->note = arena_printf(&t->arena, "%s", summary);
	free(summary);
	table_column(t, "text", "Claim", 0);
	t->columns[t->width - 1].wrap = true;
	table_column(t, "where", "Where", 0);
	table_column(t, "published", "Says", 0);
	table_column(t, "derived", "Figures give", 0);
	table_column(t, "status", "Result", 0);
	if (!below) {
		table_column(t, "remark", "Remark", 0);
		t->columns[t->width - 1].wrap = true;
	}
	for (size_t i = 0; i < a->claim_count; i++) {
		const struct audit_claim *c = &a->claims[i];

		table_text(t, c->text);
		table_text(t, c->where);
		table_text(t, c->expect);
		add_figure(t, c);
		style_status(table_text(t, claim_status_title(c->status)), c->status);
		if (!below)
			table_text(t, c->remark)->style = STYLE_QUIET;
		else if (c->remark)
			t->footnote = arena_printf(
				&t->arena, "%s%s%s: %s", t->footnote ? t->footnote : "",
				t->footnote ? "\n" : "", c->text, c->remark);
	}
	return t;
}

/* Below each claim's name the figures that it rests on, each with its line. */
struct table *claims_operands(const struct audit *a)
{
	struct table *t = table_new("audit_operands", "What the claims are derived from");

	t->sheet = "Claims";
	operands_columns(t, true);
	for (size_t i = 0; i < a->claim_count; i++) {
		const struct audit_claim *c = &a->claims[i];

		table_text(t, "");
		table_text(t, c->name)->style = STYLE_HEAD;
		add_figure(t, c);
		table_text(t, "");
		table_text(t, claim_status_title(c->status));
		for (size_t k = 0; k < c->operand_count; k++)
			operands_add(t, &c->operands[k], true);
	}
	return t;
}

struct table *claims_machine(const struct audit *a)
{
	static const char *const names[] = { "claim", "where",	"published", "derived",
					     "unit",  "status", "value",     "strata",
					     "text",  "remark" };
	struct table *t = table_new("audit_claims", "Claims");

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		table_column(t, names[i], names[i], -1);
	for (size_t i = 0; i < a->claim_count; i++) {
		const struct audit_claim *c = &a->claims[i];

		table_text(t, c->name);
		table_text(t, c->where);
		table_text(t, c->expect);
		table_number(t, c->derived);
		table_text(t, c->unit_text);
		table_text(t, claim_status_name(c->status));
		table_text(t, c->value);
		table_text(t, c->strata ? arena_printf(&t->arena, "%s=%s", c->strata_name,
						       c->strata)
					: "");
		table_text(t, c->text);
		table_text(t, c->remark);
	}
	return t;
}
