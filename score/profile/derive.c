/* derive.c - works out derived figures from what was read for their operands. */
#include "score/profile/derive.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/store/store.h"
#include "score/profile/cell.h"

/* --- what is read -------------------------------------------------------------------- */

static bool says(const struct expr_operand *o, const char *name)
{
	for (size_t i = 0; i < o->where_count; i++)
		if (strcmp(o->where[i].name, name) == 0)
			return true;
	return false;
}

/* The feature's parameters, but those that the operand says otherwise, and its own. */
static struct store_filter filter_of(struct profile *p, const struct rubric_feature *f,
				     const struct expr_operand *o)
{
	struct store_where *where =
		arena_new(&p->arena, f->where_count + o->where_count + 1, sizeof(where[0]));
	size_t n = 0;

	for (size_t i = 0; i < f->where_count; i++)
		if (!says(o, f->where[i].name))
			where[n++] =
				(struct store_where){ f->where[i].name, f->where[i].value };
	for (size_t i = 0; i < o->where_count; i++)
		where[n++] = (struct store_where){ o->where[i].name, o->where[i].value };
	return (struct store_filter){
		.benchmark = o->benchmark ? o->benchmark : f->benchmark,
		.metric = o->metric,
		.side = o->side ? o->side : f->side,
		.where = where,
		.where_count = n,
	};
}

void derive_reads(struct profile *p, const struct rubric_feature *f, const struct expr *e,
		  struct sample_read *reads)
{
	for (size_t i = 0; i < e->operand_count; i++) {
		struct store_filter *filter = arena_new(&p->arena, 1, sizeof(*filter));

		*filter = filter_of(p, f, &e->operands[i]);
		reads[i] = (struct sample_read){
			.f = f,
			.filter = filter,
			.any_unit = true,
			.cells = arena_new(&p->arena, p->platform_count,
					   sizeof(struct profile_cell)),
		};
	}
}

int derive_check(struct profile *p, const struct expr *e, const struct sample_read *reads,
		 const char *canonical, const char *place, struct err *err)
{
	const char **units = mem_new(e->operand_count, sizeof(units[0])), *why = NULL;
	struct quantity is, wanted;
	int rc;

	for (size_t i = 0; i < e->operand_count; i++)
		units[i] = reads[i].unit;
	rc = expr_quantity(e, units, &p->arena, &is, &why);
	free(units);
	if (rc < 0)
		return err_set(err, EXIT_INPUT, "%s: %s", place, why);
	if (rc == 0 && quantity_find(canonical, &wanted) && !quantity_same(&is, &wanted))
		return err_set(err, EXIT_INPUT,
			       "%s: \"%s\" comes to %s; wanted: %s, or another unit", place,
			       e->text, quantity_name(&is, &p->arena), canonical);
	return 0;
}

size_t derive_platform(const struct profile *p, const struct expr_operand *o, size_t own)
{
	size_t i = 1;

	if (o->of_baseline)
		return 0;
	if (o->platform == NULL)
		return own;
	while (i < p->platform_count &&
	       strcmp(profile_platform_name(p, i), o->platform) != 0)
		i++;
	return i < p->platform_count ? i : 0; /* the baseline, which is no candidate */
}

static const struct profile_cell *cell_of(const struct profile *p, const struct expr *e,
					  const struct sample_read *reads, size_t operand,
					  size_t own)
{
	return &reads[operand].cells[derive_platform(p, &e->operands[operand], own)];
}

size_t derive_lacking(const struct profile *p, const struct expr *e,
		      const struct sample_read *reads, size_t platform)
{
	size_t i = 0;

	while (i < e->operand_count && cell_of(p, e, reads, i, platform)->sample_count > 0)
		i++;
	return i;
}

const char *derive_why_lacking(struct profile *p, const struct expr *e,
			       const struct sample_read *reads, size_t operand,
			       size_t platform, const char *in)
{
	const struct expr_operand *o = &e->operands[operand];
	size_t who = derive_platform(p, o, platform);
	const struct profile_cell *c = &reads[operand].cells[who];
	const char *text = arena_printf(&p->arena, "%s has no %s",
					profile_platform_name(p, who), o->metric);
	size_t n = c->reject_count;

	if (o->benchmark || in)
		text = arena_printf(&p->arena, "%s in %s", text, o->benchmark ? o->benchmark : in);
	for (size_t i = 0; i < o->where_count; i++)
		text = arena_printf(&p->arena, "%s%s%s=%s", text, i ? ", " : " with ",
				    o->where[i].name, o->where[i].value);

	if (n == 0)
		return text;
	return arena_printf(&p->arena, "%s: %zu record%s, none sound: %s (%s:%lld)", text,
			    n, n == 1 ? "" : "s", c->rejects[0].reason, c->rejects[0].log,
			    (long long)c->rejects[0].line);
}

const char *derive_why_not(struct profile *p, const struct expr *e,
			   const struct expr_result *r)
{
	switch (r->end) {
	case EXPR_ABSENT:
		return arena_printf(&p->arena, "there is no %s",
				    e->operands[r->operand].text);
	case EXPR_ZERO:
		return arena_printf(&p->arena, "division by zero: %.*s", (int)r->at->length,
				    r->at->text);
	case EXPR_BEYOND:
		return arena_printf(&p->arena, "%.*s is beyond what a number can hold",
				    (int)r->at->length, r->at->text);
	case EXPR_DONE:
		break;
	}
	return NULL;
}

/* --- from statistics ----------------------------------------------------------------- */

static const char *stratum_name(const struct profile_sample *s)
{
	return s->stratum ? s->stratum : CELL_NO_STRATUM;
}

static bool is_of(const struct profile_sample *s, const char *stratum)
{
	return stratum == NULL || strcmp(stratum_name(s), stratum) == 0;
}

/* The statistic of a cell's samples in a stratum. */
static struct profile_operand operand_of(const struct rubric_feature *f,
					 const struct profile_cell *c, const char *stratum)
{
	double *v = mem_new(c->sample_count + 1, sizeof(v[0]));
	struct profile_operand o = { .samples = c->samples,
				     .sample_count = c->sample_count,
				     .stratum = stratum };
	size_t n = 0;

	for (size_t i = 0; i < c->sample_count; i++)
		if (is_of(&c->samples[i], stratum))
			v[n++] = c->samples[i].value;
	o.value = cell_statistic(f, v, n);
	free(v);
	return o;
}

static int by_stratum(const void *a, const void *b)
{
	return cell_stratum_order(*(const char *const *)a, *(const char *const *)b);
}

static bool has_stratum(const struct profile_cell *c, const char *name)
{
	for (size_t i = 0; i < c->sample_count; i++)
		if (is_of(&c->samples[i], name))
			return true;
	return false;
}

/* The strata that some operand has, in order. */
static const char **all_strata(struct profile *p, const struct expr *e,
			       const struct sample_read *reads, size_t platform,
			       size_t *count)
{
	const char **names;
	size_t n = 0, most = 1;

	for (size_t i = 0; i < e->operand_count; i++)
		most += cell_of(p, e, reads, i, platform)->sample_count;
	names = arena_new(&p->arena, most, sizeof(names[0]));
	for (size_t i = 0; i < e->operand_count; i++) {
		const struct profile_cell *c = cell_of(p, e, reads, i, platform);

		for (size_t k = 0; k < c->sample_count; k++) {
			const char *name = stratum_name(&c->samples[k]);
			size_t at = 0;

			while (at < n && strcmp(names[at], name) != 0)
				at++;
			if (at == n)
				names[n++] = name;
		}
	}
	if (n > 1)
		qsort(names, n, sizeof(names[0]), by_stratum);
	*count = n;
	return names;
}

/* Like with like: a stratum counts where all operands have it. */
static void share_strata(struct profile *p, const struct expr *e,
			 const struct sample_read *reads, struct derive_table *t)
{
	size_t n;
	const char **all = all_strata(p, e, reads, t->platform, &n);

	t->strata = arena_new(&p->arena, n + 1, sizeof(t->strata[0]));
	t->partial = arena_new(&p->arena, n + 1, sizeof(t->partial[0]));
	for (size_t i = 0; i < n; i++) {
		bool has = true;

		for (size_t k = 0; k < e->operand_count && has; k++)
			has = has_stratum(cell_of(p, e, reads, k, t->platform), all[i]);
		if (has)
			t->strata[t->count++] = all[i];
		else
			t->partial[t->partial_count++] = all[i];
	}
}

void derive_tabulate(struct profile *p, const struct rubric_feature *f,
		     const struct expr *e, const struct sample_read *reads, size_t platform,
		     struct derive_table *t)
{
	*t = (struct derive_table){ .e = e, .f = f, .platform = platform };
	if (f->strata) {
		share_strata(p, e, reads, t);
	} else {
		t->strata = arena_new(&p->arena, 1, sizeof(t->strata[0]));
		t->count = 1;
	}
	t->operands =
		arena_new(&p->arena, t->count * e->operand_count, sizeof(t->operands[0]));
	for (size_t i = 0; i < t->count * e->operand_count; i++) {
		size_t k = i % e->operand_count;

		t->operands[i] = operand_of(f, cell_of(p, e, reads, k, platform),
					    t->strata[i / e->operand_count]);
		t->operands[i].text = e->operands[k].text;
		t->operands[i].unit = reads[k].unit;
	}
}

double derive_figure(void *ctx, size_t operand, size_t stratum)
{
	const struct derive_table *t = ctx;

	return t->operands[stratum * t->e->operand_count + operand].value;
}

/* --- samples ------------------------------------------------------------------------- */

/* The sample whose place a derived figure has: the first of the cell's own operand. */
static const struct profile_sample *place_of(const struct expr *e,
					     const struct profile_operand *operands)
{
	size_t k = 0;

	while (k + 1 < e->operand_count &&
	       (e->operands[k].of_baseline || e->operands[k].platform))
		k++;
	if (e->operands[k].of_baseline || e->operands[k].platform)
		k = 0;
	for (size_t i = 0; i < operands[k].sample_count; i++)
		if (is_of(&operands[k].samples[i], operands[k].stratum))
			return &operands[k].samples[i];
	return operands[k].samples;
}

static void add(const struct rubric_feature *f, struct profile_cell *c,
		const struct profile_operand *operands, double value)
{
	struct profile_sample *s = &c->samples[c->sample_count++];

	*s = *place_of(f->value, operands);
	s->value = value;
	s->shown = unit_from_canonical(&f->unit, value);
	s->log_text = "derived";
	s->log_unit = NULL;
	s->operands = operands;
	s->operand_count = f->value->operand_count;
}

/* One figure, or one of each stratum. */
static void from_statistics(struct profile *p, const struct rubric_feature *f,
			    const struct sample_read *reads, size_t platform,
			    struct profile_cell *c)
{
	struct derive_table t;

	derive_tabulate(p, f, f->value, reads, platform, &t);
	c->samples = arena_new(&p->arena, t.count, sizeof(c->samples[0]));
	for (size_t i = 0; i < t.count && c->fault == NULL; i++) {
		const struct profile_operand *o = &t.operands[i * f->value->operand_count];
		struct expr_result r =
			expr_work_out(f->value, derive_figure, &t, i, t.count);

		if (r.end == EXPR_DONE)
			add(f, c, o, r.value);
		else
			c->fault = derive_why_not(p, f->value, &r);
	}
	if (c->fault)
		c->sample_count = 0;
	else if (t.count == 0)
		c->why = arena_printf(&p->arena, "no stratum of %s has all operands",
				      f->strata);
	else if (t.partial_count > 0)
		c->derived_without = arena_printf(&p->arena, "%s", t.partial[0]);
	for (size_t i = 1; c->derived_without && i < t.partial_count; i++)
		c->derived_without =
			arena_printf(&p->arena, "%s, %s", c->derived_without, t.partial[i]);
}

/* --- run by run ---------------------------------------------------------------------- */

static int by_record(const void *a, const void *b)
{
	const struct profile_sample *x = *(const struct profile_sample *const *)a;
	const struct profile_sample *y = *(const struct profile_sample *const *)b;

	return (x->record > y->record) - (x->record < y->record);
}

/* The samples of an operand, to be searched by record; the caller frees. */
static const struct profile_sample **by_records(const struct profile_cell *c)
{
	const struct profile_sample **list = mem_new(c->sample_count + 1, sizeof(list[0]));

	for (size_t i = 0; i < c->sample_count; i++)
		list[i] = &c->samples[i];
	if (c->sample_count > 1)
		qsort(list, c->sample_count, sizeof(list[0]), by_record);
	return list;
}

/* The operands of the run that a sample of the first is of. False, with which lacks. */
static bool operands_of(const struct rubric_feature *f, const struct sample_read *reads,
			size_t platform, const struct profile_sample ***lists,
			const struct profile_sample *first, struct profile_operand *out,
			size_t *lacks)
{
	for (size_t k = 0; k < f->value->operand_count; k++) {
		size_t n = reads[k].cells[platform].sample_count;
		const struct profile_sample **at =
			bsearch(&first, lists[k], n, sizeof(lists[k][0]), by_record);

		if (at == NULL) {
			*lacks = k;
			return false;
		}
		out[k] = (struct profile_operand){ .text = f->value->operands[k].text,
						   .value = (*at)->value,
						   .unit = reads[k].unit,
						   .samples = *at,
						   .sample_count = 1 };
	}
	return true;
}

static void reject(struct profile *p, struct profile_cell *c,
		   const struct profile_sample *s, const char *reason)
{
	c->rejects[c->reject_count++] = (struct profile_reject){
		.log = s->log,
		.line = s->line,
		.status = "incomplete",
		.reason = arena_dup(&p->arena, reason),
	};
}

/* Is there a record that has all operands? Published figures mostly stand one in a record.
 */
static bool have_records(const struct sample_read *reads, const struct expr *e,
			 size_t platform)
{
	const struct profile_cell *first = &reads[0].cells[platform];
	bool any = e->operand_count == 1;

	for (size_t k = 1; k < e->operand_count; k++) {
		const struct profile_cell *c = &reads[k].cells[platform];
		const struct profile_sample **list = by_records(c);

		any = false;
		for (size_t i = 0; i < first->sample_count && !any; i++) {
			const struct profile_sample *s = &first->samples[i];

			any = bsearch(&s, list, c->sample_count, sizeof(list[0]),
				      by_record);
		}
		free(list);
		if (!any)
			return false;
	}
	return any;
}

/* Each record that has all operands gives one sample; of one that has not it is said. */
static void run_by_run(struct profile *p, const struct rubric_feature *f,
		       const struct sample_read *reads, size_t platform,
		       struct profile_cell *c)
{
	size_t count = f->value->operand_count;
	const struct profile_cell *first = &reads[0].cells[platform];
	const struct profile_sample ***lists = mem_new(count, sizeof(lists[0]));
	struct profile_reject *was = c->rejects;

	c->samples = arena_new(&p->arena, first->sample_count, sizeof(c->samples[0]));
	c->rejects = arena_new(&p->arena, c->reject_count + first->sample_count,
			       sizeof(c->rejects[0]));
	if (c->reject_count > 0)
		memcpy(c->rejects, was, c->reject_count * sizeof(was[0]));
	for (size_t k = 0; k < count; k++)
		lists[k] = by_records(&reads[k].cells[platform]);
	for (size_t i = 0; i < first->sample_count && c->fault == NULL; i++) {
		const struct profile_sample *s = &first->samples[i];
		struct profile_operand *o = arena_new(&p->arena, count, sizeof(o[0]));
		struct derive_table t = { .e = f->value, .operands = o };
		struct expr_result r;
		size_t lacks;

		if (!operands_of(f, reads, platform, lists, s, o, &lacks)) {
			reject(p, c, s,
			       arena_printf(&p->arena, "the record has no %s",
					    f->value->operands[lacks].text));
			continue;
		}
		r = expr_work_out(f->value, derive_figure, &t, 0, 1);
		if (r.end == EXPR_DONE)
			add(f, c, o, r.value);
		else
			c->fault = arena_printf(&p->arena, "%s (%s:%lld)",
						derive_why_not(p, f->value, &r), s->log,
						(long long)s->line);
	}
	if (c->fault)
		c->sample_count = 0;
	for (size_t k = 0; k < count; k++)
		free(lists[k]);
	free(lists);
}

/* --- cells --------------------------------------------------------------------------- */

static void derive_cell(struct profile *p, size_t feature, const struct sample_read *reads,
			size_t platform)
{
	const struct rubric_feature *f = &p->rubric->features[feature];
	const struct expr *e = f->value;
	struct profile_cell *c = &p->cells[feature * p->platform_count + platform];
	size_t lacks = derive_lacking(p, e, reads, platform), own = 0;

	while (own < e->operand_count &&
	       derive_platform(p, &e->operands[own], platform) != platform)
		own++;
	if (own < e->operand_count) {
		c->rejects = reads[own].cells[platform].rejects;
		c->reject_count = reads[own].cells[platform].reject_count;
	}
	if (lacks < e->operand_count) {
		/* What lacks may be of another platform: then it is not its own records. */
		bool its = derive_platform(p, &e->operands[lacks], platform) == platform;

		c->rejects = its ? reads[lacks].cells[platform].rejects : NULL;
		c->reject_count = its ? reads[lacks].cells[platform].reject_count : 0;
		c->why = derive_why_lacking(p, e, reads, lacks, platform, NULL);
	} else if (e->paired && have_records(reads, e, platform)) {
		run_by_run(p, f, reads, platform, c);
	} else {
		from_statistics(p, f, reads, platform, c);
	}
}

int derive_cells(struct profile *p, size_t feature, const struct sample_read *reads,
		 struct err *err)
{
	const struct rubric_feature *f = &p->rubric->features[feature];
	char place[RUBRIC_PLACE];
	const char *where = arena_printf(&p->arena, "%s: value of %s",
					 rubric_place(p->rubric, f->line, place), f->name);

	if (derive_check(p, f->value, reads, f->unit.canonical, where, err) != 0)
		return -1;
	for (size_t i = 0; i < p->platform_count; i++)
		if (i == 0 || !profile_is_twin(p, i))
			derive_cell(p, feature, reads, i);
	return 0;
}
