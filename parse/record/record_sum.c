/*
 * record_sum.c - what a record's parts say, its connections', say: figures that are added for checks
 * alone, and different texts that are counted.
 */
#include <stdint.h>
#include <string.h>

#include "parse/record/record_private.h"

/* What was said of the part that the text names, under this name; *old: something was before. */
static struct record_part *part_of(struct recorder *r, const char *name, const char *text, size_t size,
				   bool *old)
{
	struct record_part *p = r->parts;

	*old = true;
	for (size_t i = 0; i < r->part_count; i++, p++)
		if (p->name == name && p->size == size && memcmp(p->text, text, size) == 0)
			return p;
	*old = false;
	if (r->part_count == RECORD_SEEN)
		return NULL;
	r->parts = mem_grow(r->parts, &r->part_room, r->part_count + 1, sizeof(r->parts[0]));
	p = &r->parts[r->part_count++];
	*p = (struct record_part){ .name = name, .text = arena_dup_n(&r->arena, text, size),
				   .size = size };
	return p;
}

void record_count_text(struct recorder *r, const struct role *role, const char *text, size_t size,
		       int64_t line)
{
	bool old = false;

	/* several rules may count the same: the name decides, which is unique as a metric's */
	if (role->different)
		part_of(r, measure_metric(r->names, role->name), text, size, &old);
	if (!old)
		record_count(r, role, 1, line);
}

/* The sum's figure in the record, from 0. */
static size_t sum_of(struct recorder *r, const struct measure_label *total)
{
	const struct measure_value zero = { .label = total };
	size_t i = record_seen_place(r, total->metric);

	if (r->seen[i].stamp == r->stamp)
		return i;
	record_seen_put(r, i, &zero, RECORD_SUM);
	r->seen[i].hidden = true;
	r->hidden++;
	return i;
}

/* The sum's label: where {captures} make the role's name, this figure has it. */
static const struct measure_label *total_of(struct recorder *r, const struct role *role,
					    const struct measure_value *v)
{
	struct measure_label label = *role->total;

	if (label.metric == v->label->metric)
		return role->total;
	label.metric = v->label->metric;
	return measure_label(r->names, &label);
}

void record_sum_add(struct recorder *r, const struct role *role, const struct measure_value *v,
		    const struct captures *captures)
{
	const struct measure_label *total = total_of(r, role, v);
	const struct capture *each = NULL;
	bool old = false;

	for (size_t i = 0; role->each_of && captures && i < captures->count; i++)
		if (strcmp(captures->list[i].name, role->each_of) == 0)
			each = &captures->list[i];
	if (r->batch.value_count - r->first_value >= RECORD_SEEN - 8)
		return;
	size_t i = sum_of(r, total);
	struct measure_value *sum = &r->batch.values[r->seen[i].value];
	const double value = unit_to_canonical(&v->label->unit, v->value);
	const double within = record_digit(v->label, r->power);
	struct record_part *p = each ? part_of(r, total->metric, each->text, each->size, &old) : NULL;

	sum->value += value - (old ? p->value : 0);
	sum->line = v->line;
	r->seen[i].within += within - (old ? p->within : 0);
	if (p) {
		p->value = value;
		p->within = within;
	}
}
