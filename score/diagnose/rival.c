/* rival.c - finds the records of a profile's samples again, and takes their other figures.
 */
#include "score/diagnose/rival.h"

#include <stdlib.h>
#include <string.h>

#include "data/store/store.h"
#include "score/profile/sample.h"

/* --- a cell's samples, to be found by what a figure says of itself -------------------- */

typedef int compare_fn(const void *, const void *);

struct index {
	const struct profile_sample **samples; /* sorted */
	size_t count;
	compare_fn *compare;
};

struct place {
	const struct profile_cell *cell;
	struct index record, origin, run;
};

static int by_record(const void *a, const void *b)
{
	const struct profile_sample *x = *(const struct profile_sample *const *)a;
	const struct profile_sample *y = *(const struct profile_sample *const *)b;

	return (x->record > y->record) - (x->record < y->record);
}

static int by_origin(const void *a, const void *b)
{
	const struct profile_sample *x = *(const struct profile_sample *const *)a;
	const struct profile_sample *y = *(const struct profile_sample *const *)b;
	int order = strcmp(x->origin_log, y->origin_log);

	return order ? order : strcmp(x->parameters, y->parameters);
}

static int by_run(const void *a, const void *b)
{
	const struct profile_sample *x = *(const struct profile_sample *const *)a;
	const struct profile_sample *y = *(const struct profile_sample *const *)b;

	return strcmp(x->run, y->run);
}

static void index_open(struct index *x, const struct profile_cell *c, compare_fn *compare)
{
	x->samples = mem_new(c->sample_count, sizeof(x->samples[0]));
	x->compare = compare;
	for (size_t i = 0; i < c->sample_count; i++) {
		const struct profile_sample *s = &c->samples[i];

		if ((compare == by_origin && s->origin_log == NULL) ||
		    (compare == by_run && s->run == NULL))
			continue;
		x->samples[x->count++] = s;
	}
	if (x->count > 1)
		qsort(x->samples, x->count, sizeof(x->samples[0]), compare);
}

static const struct profile_sample *index_find(const struct index *x,
					       const struct profile_sample *like)
{
	const struct profile_sample **at =
		bsearch(&like, x->samples, x->count, sizeof(x->samples[0]), x->compare);

	return at ? *at : NULL;
}

static void place_open(struct place *p, const struct profile_cell *c)
{
	p->cell = c;
	index_open(&p->record, c, by_record);
	index_open(&p->origin, c, by_origin);
	index_open(&p->run, c, by_run);
}

static void place_close(struct place *p)
{
	free(p->record.samples);
	free(p->origin.samples);
	free(p->run.samples);
}

/* --- the pass ------------------------------------------------------------------------ */

/* What is gathered for one feature. */
struct gather {
	struct arena *arena;
	const struct profile *p;
	const struct rubric_feature *f;
	struct place *places; /* one a platform */
	struct rival_list *list;
};

static bool same(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

/* The sample whose record the figure is of. In a measurements file each figure is a record
   of its own: there the log and the parameters count. */
static const struct profile_sample *find_record(const struct place *at,
						const struct store_sample *s)
{
	const struct profile_sample like = {
		.record = s->record,
		.origin_log = s->origin_log,
		.parameters = s->parameters ? s->parameters : "",
	};
	const struct profile_sample *found = index_find(&at->record, &like);

	if (found == NULL && s->origin_log)
		found = index_find(&at->origin, &like);
	return found && same(found->side, s->side) ? found : NULL;
}

static const struct profile_sample *find_other_side(const struct place *at,
						    const struct store_sample *s)
{
	const struct profile_sample like = { .run = s->run };
	const struct profile_sample *found = s->run ? index_find(&at->run, &like) : NULL;

	return found && s->side && *s->side && !same(found->side, s->side) ? found : NULL;
}

/* Taken up when it is new. */
static struct rival *rival_of(struct gather *g, const struct store_sample *s,
			      const char *side)
{
	struct rival_list *l = g->list;

	for (size_t i = 0; i < l->count; i++) {
		if (strcmp(l->rivals[i].metric, s->metric) == 0 &&
		    same(l->rivals[i].side, side))
			return &l->rivals[i];
	}
	l->rivals = mem_grow(l->rivals, &l->room, l->count + 1, sizeof(l->rivals[0]));
	l->rivals[l->count] = (struct rival){
		.metric = arena_dup(g->arena, s->metric),
		.side = arena_dup(g->arena, side),
		.unit = arena_dup(g->arena, s->unit),
		.cells = arena_new(g->arena, g->p->platform_count,
				   sizeof(struct rival_cell)),
	};
	for (size_t i = 0; side && i < g->p->platform_count; i++)
		l->rivals[l->count].cells[i].taken = arena_new(
			g->arena, g->places[i].cell->sample_count + 1, sizeof(bool));
	return &l->rivals[l->count++];
}

static void add_value(struct rival_cell *c, double value, size_t sample)
{
	if (c->taken && c->taken[sample])
		return;
	if (c->taken)
		c->taken[sample] = true;
	c->values = mem_grow(c->values, &c->room, c->count + 1, sizeof(c->values[0]));
	c->values[c->count++] = (struct rival_value){ value, sample };
}

static int add_figure(void *ctx, size_t filter, const struct store_sample *s,
		      struct err *err)
{
	struct gather *g = (struct gather *)ctx + filter;
	bool own = strcmp(s->metric, g->f->metric) == 0;

	(void)err;
	for (size_t i = 0; i < g->p->platform_count; i++) {
		const struct place *at = &g->places[i];
		const struct profile_sample *found = NULL;

		if (strcmp(profile_platform_name(g->p, i), s->platform) == 0)
			found = own ? find_other_side(at, s) : find_record(at, s);
		if (found)
			add_value(&rival_of(g, s, own ? s->side : NULL)->cells[i], s->value,
				  (size_t)(found - at->cell->samples));
	}
	return 0;
}

static void gather_open(struct gather *g, const struct profile *p, size_t feature,
			struct rivals *out)
{
	*g = (struct gather){
		.arena = &out->arena,
		.p = p,
		.f = &p->rubric->features[feature],
		.places = mem_new(p->platform_count, sizeof(g->places[0])),
		.list = &out->lists[feature],
	};
	for (size_t i = 0; i < p->platform_count; i++)
		place_open(&g->places[i], profile_cell(p, feature, i));
}

static void gather_close(struct gather *g)
{
	for (size_t i = 0; i < g->p->platform_count; i++)
		place_close(&g->places[i]);
	free(g->places);
}

int rival_gather(struct store *s, const struct profile *p, const bool *wanted,
		 struct rivals *out, struct err *err)
{
	size_t features = p->rubric->feature_count, count = 0;
	struct store_filter *filters = mem_new(features, sizeof(filters[0]));
	struct gather *all = mem_new(features, sizeof(all[0]));
	int rc = 0;

	*out = (struct rivals){ .feature_count = features,
				.platform_count = p->platform_count };
	out->lists = mem_new(features, sizeof(out->lists[0]));
	for (size_t i = 0; i < features; i++) {
		if (!wanted[i] || p->rubric->features[i].value) /* no metric is it */
			continue;
		filters[count] = sample_filter(&p->rubric->features[i], &out->arena);
		filters[count].metric = NULL;
		filters[count].side = NULL;
		gather_open(&all[count++], p, i, out);
	}
	if (count > 0)
		rc = store_samples(s, filters, count, add_figure, all, err);
	for (size_t i = 0; i < count; i++)
		gather_close(&all[i]);
	free(all);
	free(filters);
	return rc;
}

void rival_release(struct rivals *r)
{
	for (size_t i = 0; i < r->feature_count; i++) {
		for (size_t k = 0; k < r->lists[i].count; k++) {
			for (size_t c = 0; c < r->platform_count; c++)
				free(r->lists[i].rivals[k].cells[c].values);
		}
		free(r->lists[i].rivals);
	}
	free(r->lists);
	arena_release(&r->arena);
	*r = (struct rivals){ 0 };
}
