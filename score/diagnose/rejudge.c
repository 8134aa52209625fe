/* rejudge.c - a level as it would be by other runs or another statistic. */
#include "score/diagnose/rejudge.h"

#include <stdlib.h>
#include <string.h>

/* A run with all that decides its place. */
struct placed {
	size_t part, sample;
	double value;
};

static int by_place(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;

	if (x->part != y->part)
		return x->part < y->part ? -1 : 1;
	if (x->value != y->value)
		return x->value < y->value ? -1 : 1;
	return (x->sample > y->sample) - (x->sample < y->sample);
}

/* Strata are few, and neighbours are mostly of the same one or of the next. */
static size_t part_of(const struct rejudge *r, const struct profile_sample *s, size_t last)
{
	const char *wanted = s->stratum;

	for (size_t k = 0; k < r->count; k++) {
		size_t i = (last + k) % r->count;
		const char *name = r->stratum[i];

		if (name == NULL || name == wanted ||
		    strcmp(name, wanted != NULL ? wanted : CELL_NO_STRATUM) == 0)
			return i;
	}
	return 0;
}

static void put_in_order(struct rejudge *r)
{
	const struct profile_cell *c = r->cell;
	struct placed *all = mem_new(r->n + 1, sizeof(all[0]));
	size_t part = 0;

	for (size_t i = 0; i < r->n; i++) {
		part = part_of(r, &c->samples[i], part);
		all[i] = (struct placed){ part, i, c->samples[i].value };
		r->start[part + 1]++;
	}
	if (r->n > 1)
		qsort(all, r->n, sizeof(all[0]), by_place);
	for (size_t i = 0; i < r->n; i++) {
		r->value[i] = all[i].value;
		r->sample[i] = all[i].sample;
	}
	for (size_t i = 0; i < r->count; i++)
		r->start[i + 1] += r->start[i];
	free(all);
}

void rejudge_init(struct rejudge *r, const struct rubric_feature *f,
		  const struct profile_cell *c, struct arena *a)
{
	bool whole = f->strata == NULL || f->combine == COMBINE_POOL;

	*r = (struct rejudge){ .cell = c, .n = c->sample_count };
	r->count = whole ? 1 : c->stratum_count;
	r->value = arena_new(a, r->n, sizeof(r->value[0]));
	r->scratch = arena_new(a, r->n, sizeof(r->scratch[0]));
	r->sample = arena_new(a, r->n, sizeof(r->sample[0]));
	r->start = arena_new(a, r->count + 1, sizeof(r->start[0]));
	r->stratum = arena_new(a, r->count, sizeof(r->stratum[0]));
	r->parts = arena_new(a, r->count, sizeof(r->parts[0]));
	r->other = arena_new(a, r->count, sizeof(r->other[0]));
	for (size_t i = 0; i < r->count; i++)
		r->stratum[i] = whole ? NULL : c->strata[i].name;
	if (r->count > 0)
		put_in_order(r);
	rejudge_parts(r, f, NULL, 0);
	for (size_t i = 0; i < r->count; i++)
		r->parts[i] = r->other[i];
}

const struct cell_part *rejudge_parts(struct rejudge *r, const struct rubric_feature *f,
				      const unsigned char *marks, unsigned char hide)
{
	for (size_t i = 0; i < r->count; i++) {
		size_t n = 0;

		for (size_t k = r->start[i]; k < r->start[i + 1]; k++) {
			if (marks == NULL || marks[r->sample[k]] != hide)
				r->scratch[n++] = r->value[k];
		}
		r->other[i] = (struct cell_part){ r->stratum[i], n,
						  cell_statistic_sorted(f, r->scratch, n) };
	}
	return r->other;
}

const struct cell_part *rejudge_without(struct rejudge *r, const struct rubric_feature *f,
					size_t at)
{
	for (size_t i = 0; i < r->count; i++) {
		size_t from = r->start[i], n = r->start[i + 1] - from;

		r->other[i] = r->parts[i];
		if (at < from || at >= from + n)
			continue;
		memcpy(r->scratch, r->value + from, (at - from) * sizeof(r->scratch[0]));
		memcpy(r->scratch + (at - from), r->value + at + 1,
		       (from + n - at - 1) * sizeof(r->scratch[0]));
		r->other[i].n = n - 1;
		r->other[i].value = cell_statistic_sorted(f, r->scratch, n - 1);
	}
	return r->other;
}

double rejudge_figure(const struct rubric_feature *f, const struct rejudge *r,
		      const struct cell_part *parts, const struct rejudge *base,
		      const struct cell_part *base_parts)
{
	if (f->absolute)
		return unit_from_canonical(&f->unit, cell_value_of(f, parts, r->count));
	return cell_ratio_of(f, parts, r->count, base_parts, base->count);
}
