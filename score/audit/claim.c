/* claim.c - claims held against the figures that they speak of. */
#include "score/audit/claim.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "score/audit/sheet.h"
#include "score/profile/derive.h"

#define NEARLY 1e-9 /* of a printed unit: what binary fractions may be off */

/* Do the printed digits stand for the value: rounded, half up or down, or cut off? */
static bool is_printed(double value, double printed, int decimals)
{
	double unit = pow(10, -decimals), d = (value - printed) / unit;

	if (fabs(d) <= 0.5 + NEARLY)
		return true;
	if (printed == 0)
		return fabs(d) < 1 - NEARLY;
	return printed > 0 ? d > 0 && d < 1 - NEARLY : d < 0 && d > -1 + NEARLY;
}

bool claim_holds(const struct sheet_claim *c, double value)
{
	double v = rubric_round(value);

	switch (c->sign) {
	case CLAIM_PRINTED:
		return is_printed(value, c->low, c->decimals);
	case CLAIM_BELOW:
		return v < c->low;
	case CLAIM_AT_MOST:
		return v <= c->low;
	case CLAIM_ABOVE:
		return v > c->low;
	case CLAIM_AT_LEAST:
		return v >= c->low;
	case CLAIM_BETWEEN:
		return v >= c->low && v <= c->high;
	}
	return false;
}

static bool wants(const struct sheet_claim *c, const char *stratum)
{
	for (size_t i = 0; i < c->only_count; i++)
		if (strcmp(c->only[i], stratum) == 0)
			return true;
	return c->only_count == 0;
}

static bool is_in(const char *const *names, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

static void append(struct arena *a, const char **list, const char *name)
{
	*list = *list ? arena_printf(a, "%s, %s", *list, name) : name;
}

/* Keeps the strata that the claim speaks of; the names of those that it lacks, or NULL. */
static const char *keep_wanted(const struct sheet_claim *c, struct derive_table *t,
			       struct arena *a)
{
	size_t kept = 0, width = t->e->operand_count;
	const char *lacks = NULL;

	if (c->f.strata == NULL)
		return NULL;
	for (size_t i = 0; i < t->count; i++) {
		if (!wants(c, t->strata[i]))
			continue;
		t->strata[kept] = t->strata[i];
		memmove(t->operands + kept * width, t->operands + i * width,
			width * sizeof(t->operands[0]));
		kept++;
	}
	t->count = kept;
	for (size_t i = 0; c->only_count == 0 && i < t->partial_count; i++)
		append(a, &lacks, t->partial[i]);
	for (size_t i = 0; i < c->only_count; i++)
		if (!is_in(t->strata, t->count, c->only[i]))
			append(a, &lacks, arena_dup(a, c->only[i]));
	return lacks;
}

static void judge(struct profile *p, const struct sheet_claim *c,
		  const struct derive_table *t, struct audit_claim *out)
{
	struct expr_result r =
		expr_work_out(c->f.value, derive_figure, (void *)t, 0, t->count);

	if (r.end != EXPR_DONE) {
		out->remark = derive_why_not(p, c->f.value, &r);
		return;
	}
	out->derived = unit_from_canonical(&c->f.unit, r.value);
	out->status = claim_holds(c, out->derived) ? CLAIM_HOLDS : CLAIM_FAILS;
}

static void audit_claim(struct profile *p, const struct sheet_claim *c,
			const struct sample_read *reads, struct audit_claim *out)
{
	size_t lacking = derive_lacking(p, c->f.value, reads, 0);
	struct arena *a = &p->arena;
	struct derive_table t;
	const char *lacks;

	*out = (struct audit_claim){
		.name = arena_dup(a, c->name),
		.text = arena_dup(a, c->text),
		.where = arena_dup(a, c->where),
		.value = arena_dup(a, c->f.value->text),
		.expect = arena_dup(a, c->expect),
		.derived = NAN,
		.unit_text = arena_dup(a, c->f.unit_text),
		.decimals = c->decimals,
		.status = CLAIM_OPEN,
		.strata_name = arena_dup(a, c->f.strata),
	};
	if (lacking < c->f.value->operand_count) {
		out->remark = derive_why_lacking(p, c->f.value, reads, lacking, 0,
						 c->f.benchmark);
		return;
	}
	derive_tabulate(p, &c->f, c->f.value, reads, 0, &t);
	lacks = keep_wanted(c, &t, a);
	out->operands = t.operands;
	out->operand_count = t.count * c->f.value->operand_count;
	for (size_t i = 0; i < out->operand_count; i++) {
		out->operands[i].text = arena_dup(a, out->operands[i].text);
		out->operands[i].stratum = arena_dup(a, out->operands[i].stratum);
	}
	for (size_t i = 0; c->f.strata && i < t.count; i++)
		append(a, &out->strata, arena_dup(a, t.strata[i]));
	if (t.count == 0)
		out->remark = arena_printf(a, "no %s has all of its operands", c->f.strata);
	else
		judge(p, c, &t, out);
	if (lacks && t.count > 0 && out->status != CLAIM_OPEN)
		out->remark = arena_printf(a, "without %s %s: not all operands have it",
					   c->f.strata, lacks);
}

static int audit_all(struct profile *p, const struct sheet *sheet,
		     struct sample_read *reads, struct audit *out, struct err *err)
{
	for (size_t i = 0, k = 0; i < sheet->claim_count; i++) {
		const struct sheet_claim *c = &sheet->claims[i];
		const char *place = arena_printf(&p->arena, "%s:%d: value of the claim %s",
						 sheet->path, c->line, c->name);

		if (derive_check(p, c->f.value, reads + k, c->f.unit.canonical, place,
				 err) != 0)
			return -1;
		audit_claim(p, c, reads + k, &out->claims[out->claim_count++]);
		k += c->f.value->operand_count;
	}
	return 0;
}

int claim_audit(struct store *s, const struct profile *p, const struct sheet *sheet,
		struct audit *out, struct err *err)
{
	struct profile own = { .rubric = p->rubric,
			       .platform_count = p->platform_count,
			       .arena = out->arena }; /* what is read here is the audit's */
	struct sample_read *reads;
	size_t count = 0;
	int rc;

	if (sheet->claim_count == 0)
		return 0;
	for (size_t i = 0; i < sheet->claim_count; i++)
		count += sheet->claims[i].f.value->operand_count;
	reads = mem_new(count, sizeof(reads[0]));
	out->claims = arena_new(&own.arena, sheet->claim_count, sizeof(out->claims[0]));
	count = 0;
	for (size_t i = 0; i < sheet->claim_count; i++) {
		const struct sheet_claim *c = &sheet->claims[i];

		derive_reads(&own, &c->f, c->f.value, reads + count);
		count += c->f.value->operand_count;
	}
	rc = sample_read(s, &own, reads, count, err);
	if (rc == 0)
		rc = audit_all(&own, sheet, reads, out, err);
	free(reads);
	out->arena = own.arena;
	return rc;
}
