/* sample.c - reads a feature's measurements from the store; judges none of them. */
#include "score/profile/sample.h"

#include <stdlib.h>
#include <string.h>

#include "data/base/opt.h"
#include "data/expr.h"
#include "data/measure.h"
#include "data/store/store.h"
#include "score/profile/cell.h"
#include "score/profile/derive.h"

/* What is gathered for one platform, before the profile owns it. */
struct heap {
	struct profile_sample *samples;
	size_t sample_count, sample_room;
	struct profile_reject *rejects;
	size_t reject_count, reject_room;
};

/* One feature's heaps, and the sample before, whose names mostly come again. */
struct gather {
	struct profile *p;
	const struct rubric_feature *f;
	struct sample_read *read;
	struct heap *heaps; /* one a platform */
	struct profile_sample last;
};

struct store_filter sample_filter(const struct rubric_feature *f, struct arena *a)
{
	struct store_where *where = arena_new(a, f->where_count, sizeof(where[0]));

	for (size_t i = 0; i < f->where_count; i++)
		where[i] = (struct store_where){ f->where[i].name, f->where[i].value };
	return (struct store_filter){
		/* What people judge is in no log: this fits no record. */
		.benchmark = f->judged ? "\n" : f->benchmark,
		.metric = f->metric,
		.side = f->side,
		.where = where,
		.where_count = f->where_count,
	};
}

static struct heap *heap_of(struct gather *g, const char *platform)
{
	for (size_t i = 0; i < g->p->platform_count; i++) {
		if (strcmp(profile_platform_name(g->p, i), platform) == 0)
			return &g->heaps[i];
	}
	return NULL;
}

/* A copy that lives with the profile; most names are those of the sample before. */
static const char *keep(struct gather *g, const char *last, const char *text)
{
	if (text != NULL && last != NULL && strcmp(last, text) == 0)
		return last;
	return arena_dup(&g->p->arena, text);
}

/* The value of a name in "name=value;name=value", or NULL. */
static const char *parameter(struct arena *a, const char *parameters, const char *name)
{
	size_t n = strlen(name);

	while (parameters != NULL && *parameters != '\0') {
		size_t length = strcspn(parameters, ";");

		if (length > n && parameters[n] == '=' && memcmp(parameters, name, n) == 0)
			return arena_dup_n(a, parameters + n + 1, length - n - 1);
		parameters += length;
		parameters += *parameters == ';';
	}
	return NULL;
}

/* "8", or "8, 4k" of several parameters; NULL without any of them. */
static const char *stratum_in(struct arena *a, const struct rubric_feature *f,
			      const char *parameters)
{
	const char *all = NULL;
	bool any = false;

	for (size_t i = 0; i < f->by_count; i++) {
		const char *value = parameter(a, parameters, f->by[i]);

		any = any || value;
		if (i > 0)
			all = arena_printf(a, "%s, %s", all ? all : CELL_NO_STRATUM,
					   value ? value : CELL_NO_STRATUM);
		else
			all = value;
	}
	return any ? all : NULL;
}

/* "a=1;b=2" without what is pooled. */
static const char *setting_in(struct arena *a, const struct rubric_feature *f,
			      const char *parameters)
{
	char *out, *to;

	if (f->pool_count == 0)
		return parameters;
	out = to = arena_dup(a, parameters);
	for (const char *s = parameters; *s;) {
		size_t n = strcspn(s, ";"), name = strcspn(s, "=;");
		bool pooled = false;

		for (size_t i = 0; i < f->pool_count && !pooled; i++)
			pooled = strlen(f->pool[i]) == name &&
				 memcmp(f->pool[i], s, name) == 0;
		if (!pooled) {
			if (to > out)
				*to++ = ';';
			memcpy(to, s, n);
			to += n;
		}
		s += n + (s[n] == ';');
	}
	*to = '\0';
	return out;
}

/* Mostly the same as of the sample before. */
static void place_sample(struct gather *g, struct profile_sample *s)
{
	struct arena *a = &g->p->arena;

	if (s->parameters == g->last.parameters) {
		s->stratum = g->last.stratum;
		s->setting = g->last.setting;
		return;
	}
	s->stratum = stratum_in(a, g->f, s->parameters);
	s->setting = keep(g, g->last.setting, setting_in(a, g->f, s->parameters));
}

/* A metric's unit is the feature's, or of an operand the same in all samples. */
static int check_unit(struct gather *g, const struct store_sample *s, struct err *err)
{
	const struct rubric_feature *f = g->f;
	char place[RUBRIC_PLACE];

	if (g->read->unit == NULL)
		g->read->unit = arena_dup(&g->p->arena, s->unit);
	if (!g->read->any_unit && strcmp(s->unit, f->unit.canonical) != 0)
		return err_set(
			err, EXIT_INPUT,
			"%s: unit = %s of %s is a unit of %s, but %s is in %s (%s:%lld)",
			rubric_place(g->p->rubric, f->line, place), f->unit_text, f->name,
			f->unit.canonical, f->metric, s->unit, s->log, (long long)s->line);
	if (strcmp(s->unit, g->read->unit) != 0)
		return err_set(err, EXIT_INPUT,
			       "%s: %s is in %s, and in %s elsewhere (%s:%lld)",
			       rubric_place(g->p->rubric, f->line, place), s->metric,
			       s->unit, g->read->unit, s->log, (long long)s->line);
	return 0;
}

static int add_sample(void *ctx, size_t feature, const struct store_sample *s,
		      struct err *err)
{
	struct gather *g = (struct gather *)ctx + feature;
	struct heap *h = heap_of(g, s->platform);
	const struct profile_sample *last = &g->last;
	char buf[NUM_TEXT];

	if (h == NULL)
		return 0;
	if (check_unit(g, s, err) != 0)
		return -1;

	const char *parameters =
		keep(g, last->parameters, s->parameters ? s->parameters : "");
	struct profile_sample made = {
		.value = s->value,
		.shown = g->read->any_unit ? s->value
					   : unit_from_canonical(&g->f->unit, s->value),
		.log_text = arena_dup(&g->p->arena, store_sample_text(s, buf)),
		.log_unit = keep(g, last->log_unit, s->log_unit),
		.log = keep(g, last->log, s->log),
		.line = s->line,
		.origin_log = keep(g, last->origin_log, s->origin_log),
		.origin_line = s->origin_line,
		.parameters = parameters,
		.tool = keep(g, last->tool, s->tool),
		.version = keep(g, last->version, s->version),
		.grammar = keep(g, last->grammar, s->grammar ? s->grammar : ""),
		.sha256 = keep(g, last->sha256, s->log_sha256 ? s->log_sha256 : ""),
		.record = s->record,
		.record_in_log = s->record_in_log,
		.run = s->run && s->run[0] ? arena_dup(&g->p->arena, s->run) : NULL,
		.side = s->side && s->side[0] ? keep(g, last->side, s->side) : NULL,
		.grammar_sha256 = keep(g, last->grammar_sha256,
				       s->grammar_sha256 ? s->grammar_sha256 : ""),
	};

	place_sample(g, &made);
	h->samples =
		mem_grow(h->samples, &h->sample_room, h->sample_count + 1, sizeof(made));
	h->samples[h->sample_count++] = made;
	g->last = made;
	return 0;
}

/* Why the metric is not there; NULL: the record was to give another metric alone. */
static const char *reason_for(const char *reason, const char *metric)
{
	size_t no = strlen(MEASURE_NO), n;

	if (reason == NULL || metric == NULL || strncmp(reason, MEASURE_NO, no) != 0)
		return reason ? reason : "";
	n = strcspn(reason + no, ": ");
	if (reason[no + n] != ':' || memchr(reason + no, '.', n) == NULL)
		return reason;
	if (strlen(metric) != n || memcmp(reason + no, metric, n) != 0)
		return NULL;
	return reason + no + n + strspn(reason + no + n, ": ");
}

static int add_reject(void *ctx, size_t feature, const struct store_reject *r,
		      struct err *err)
{
	struct gather *g = (struct gather *)ctx + feature;
	struct heap *h = heap_of(g, r->platform);
	struct arena *a = &g->p->arena;
	const char *reason;

	(void)err;
	if (h == NULL || (reason = reason_for(r->reason, g->read->filter->metric)) == NULL)
		return 0;
	h->rejects = mem_grow(h->rejects, &h->reject_room, h->reject_count + 1,
			      sizeof(h->rejects[0]));
	h->rejects[h->reject_count++] = (struct profile_reject){
		.log = arena_dup(a, r->log),
		.line = r->line,
		.status = arena_dup(a, r->status),
		.reason = arena_dup(a, reason),
	};
	return 0;
}

/* --- one sample a run ---------------------------------------------------------------- */

/* By run; within a run the one to keep first: the client's, then the earlier one. */
static int by_run(const void *a, const void *b)
{
	const struct profile_sample *x = *(const struct profile_sample *const *)a;
	const struct profile_sample *y = *(const struct profile_sample *const *)b;
	int order = strcmp(x->run, y->run);

	if (order == 0) {
		bool cx = x->side != NULL && strcmp(x->side, "client") == 0;
		bool cy = y->side != NULL && strcmp(y->side, "client") == 0;

		order = (int)cy - (int)cx;
	}
	return order != 0 ? order : (x > y) - (x < y);
}

/* Marks what is not kept by its log: NULL. */
static void drop_twins(struct profile_sample *samples, size_t count)
{
	struct profile_sample **runs = mem_new(count + 1, sizeof(runs[0]));
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		if (samples[i].run != NULL)
			runs[n++] = &samples[i];
	}
	if (n > 1)
		qsort(runs, n, sizeof(runs[0]), by_run);
	for (size_t i = 1, first = 0; i < n; i++) {
		if (strcmp(runs[i]->run, runs[first]->run) == 0)
			runs[i]->log = NULL;
		else
			first = i;
	}
	free(runs);
}

/* What was gathered becomes the cell's. */
static void settle(struct profile *p, struct heap *h, struct profile_cell *cell)
{
	drop_twins(h->samples, h->sample_count);
	cell->samples = arena_new(&p->arena, h->sample_count, sizeof(cell->samples[0]));
	for (size_t i = 0; i < h->sample_count; i++) {
		if (h->samples[i].log != NULL)
			cell->samples[cell->sample_count++] = h->samples[i];
	}
	cell->rejects = arena_new(&p->arena, h->reject_count, sizeof(cell->rejects[0]));
	if (h->reject_count > 0)
		memcpy(cell->rejects, h->rejects,
		       h->reject_count * sizeof(cell->rejects[0]));
	cell->reject_count = h->reject_count;
}

/* A candidate that is the baseline, too, has one and the same samples. */
static void share_baseline(struct profile *p, size_t feature)
{
	struct profile_cell *cells = &p->cells[feature * p->platform_count];

	for (size_t i = 1; i < p->platform_count; i++) {
		if (!profile_is_twin(p, i))
			continue;
		cells[i].samples = cells[0].samples;
		cells[i].sample_count = cells[0].sample_count;
		cells[i].rejects = cells[0].rejects;
		cells[i].fault = cells[0].fault;
		cells[i].why = cells[0].why;
		cells[i].reject_count = cells[0].reject_count;
	}
}

int sample_read(struct store *s, struct profile *p, struct sample_read *reads, size_t count,
		struct err *err)
{
	struct gather *all = mem_new(count, sizeof(all[0]));
	struct heap *heaps = mem_new(count * p->platform_count, sizeof(heaps[0]));
	struct store_filter *filters = mem_new(count, sizeof(filters[0]));
	int rc;

	for (size_t i = 0; i < count; i++) {
		all[i] = (struct gather){ .p = p,
					  .f = reads[i].f,
					  .read = &reads[i],
					  .heaps = heaps + i * p->platform_count };
		filters[i] = *reads[i].filter;
	}
	rc = store_samples(s, filters, count, add_sample, all, err);
	if (rc == 0)
		rc = store_rejects(s, filters, count, add_reject, all, err);
	for (size_t i = 0; i < count * p->platform_count; i++) {
		if (rc == 0)
			settle(p, &heaps[i],
			       &reads[i / p->platform_count].cells[i % p->platform_count]);
		free(heaps[i].samples);
		free(heaps[i].rejects);
	}
	free(filters);
	free(heaps);
	free(all);
	return rc;
}

int sample_gather(struct store *s, struct profile *p, struct err *err)
{
	const struct rubric *r = p->rubric;
	struct sample_read *reads;
	size_t count = 0, at = 0;
	int rc;

	for (size_t i = 0; i < r->feature_count; i++)
		count += r->features[i].value ? r->features[i].value->operand_count : 1;
	reads = mem_new(count, sizeof(reads[0]));
	for (size_t i = 0; i < r->feature_count; i++) {
		const struct rubric_feature *f = &r->features[i];
		struct store_filter *filter = arena_new(&p->arena, 1, sizeof(*filter));

		if (f->value) {
			derive_reads(p, f, f->value, reads + at);
			at += f->value->operand_count;
			continue;
		}
		*filter = sample_filter(f, &p->arena);
		reads[at++] = (struct sample_read){
			.f = f, .filter = filter, .cells = &p->cells[i * p->platform_count]
		};
	}
	rc = sample_read(s, p, reads, count, err);
	for (size_t i = 0, k = 0; i < r->feature_count && rc == 0; i++) {
		const struct expr *value = r->features[i].value;

		if (value)
			rc = derive_cells(p, i, reads + k, err);
		k += value ? value->operand_count : 1;
		if (rc == 0)
			share_baseline(p, i);
	}
	free(reads);
	return rc;
}

/* --- samples that another profile has ----------------------------------------------- */

static bool is_same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static bool has_where(const struct rubric_feature *f, const struct rubric_where *w)
{
	for (size_t i = 0; i < f->where_count; i++)
		if (strcmp(f->where[i].name, w->name) == 0 &&
		    strcmp(f->where[i].value, w->value) == 0)
			return true;
	return false;
}

bool sample_same_where(const struct rubric_feature *a, const struct rubric_feature *b)
{
	for (size_t i = 0; i < a->where_count; i++)
		if (!has_where(b, &a->where[i]))
			return false;
	return a->where_count == b->where_count;
}

bool sample_is_same(const struct rubric_feature *a, const struct rubric_feature *b)
{
	return a->judged == b->judged && sample_same_where(a, b) && strcmp(a->benchmark, b->benchmark) == 0 &&
	       strcmp(a->metric, b->metric) == 0 && is_same_text(a->side, b->side);
}

static size_t platform_of(const struct profile *p, const char *name)
{
	size_t i = 0;

	while (i < p->platform_count && strcmp(profile_platform_name(p, i), name) != 0)
		i++;
	return i;
}

/* Was all of a feature read for the other profile? */
static const struct rubric_feature *shared_feature(const struct profile *from,
						   const struct rubric_feature *f)
{
	const struct rubric_feature *g = rubric_feature_find(from->rubric, f->name);

	if (g && (f->value || g->value)) /* a statistic, strata, the baseline are in it */
		return NULL;
	return g && sample_is_same(f, g) &&
			       strcmp(f->unit.canonical, g->unit.canonical) == 0
		       ? g
		       : NULL;
}

static bool same_pool(const struct rubric_feature *f, const struct rubric_feature *g)
{
	bool same = f->pool_count == g->pool_count;

	for (size_t i = 0; same && i < f->pool_count; i++)
		same = strcmp(f->pool[i], g->pool[i]) == 0;
	return same;
}

/* Its samples, with the stratum and the unit that they have here. */
static void share_cell(struct profile *p, const struct rubric_feature *f,
		       const struct rubric_feature *g, const struct profile_cell *from,
		       struct profile_cell *to)
{
	to->rejects = from->rejects;
	to->reject_count = from->reject_count;
	to->samples = from->samples;
	to->sample_count = from->sample_count;
	if (is_same_text(f->strata, g->strata) && same_pool(f, g) &&
	    strcmp(f->unit_text, g->unit_text) == 0)
		return;
	to->samples = arena_new(&p->arena, from->sample_count, sizeof(to->samples[0]));
	for (size_t i = 0; i < from->sample_count; i++) {
		struct profile_sample *s = &to->samples[i];

		*s = from->samples[i];
		s->shown = unit_from_canonical(&f->unit, s->value);
		s->stratum = stratum_in(&p->arena, f, s->parameters);
		s->setting = setting_in(&p->arena, f, s->parameters);
	}
}

bool sample_share(const struct profile *from, struct profile *p)
{
	const struct rubric *r = p->rubric;

	for (size_t i = 0; i < p->platform_count; i++)
		if (platform_of(from, profile_platform_name(p, i)) == from->platform_count)
			return false;
	for (size_t i = 0; i < r->feature_count; i++)
		if (shared_feature(from, &r->features[i]) == NULL)
			return false;
	for (size_t i = 0; i < r->feature_count; i++) {
		const struct rubric_feature *f = &r->features[i];
		const struct rubric_feature *g = shared_feature(from, f);
		size_t at = (size_t)(g - from->rubric->features);

		for (size_t k = 0; k < p->platform_count; k++)
			share_cell(p, f, g,
				   profile_cell(
					   from, at,
					   platform_of(from, profile_platform_name(p, k))),
				   &p->cells[i * p->platform_count + k]);
		share_baseline(p, i);
	}
	return true;
}

/* --- why there is none --------------------------------------------------------------- */

#define NAMES_MAX 256 /* metrics that a hint looks at */

struct names {
	struct arena *arena;
	const struct rubric_feature *f;
	const struct rubric_dimension *d; /* that is fixed or chosen for it, or NULL */
	bool says, here; /* a record that has the metric says its parameter; and the value */
	const char *name[NAMES_MAX];
	size_t count;
};

/* The value of a parameter in "a=1;b=2"; NULL: none. *n is its length. */
static const char *value_of(const char *parameters, const char *name, size_t *n)
{
	size_t length = strlen(name);

	for (const char *p = parameters ? parameters : ""; *p;) {
		size_t size = strcspn(p, ";");

		if (strncmp(p, name, length) == 0 && p[length] == '=') {
			*n = size - length - 1;
			return p + length + 1;
		}
		p += size + (p[size] == ';');
	}
	return NULL;
}

static int add_metric(void *ctx, size_t filter, const struct store_sample *s,
		      struct err *err)
{
	struct names *n = ctx;
	size_t size;

	(void)filter;
	(void)err;
	if (n->d && strcmp(s->metric, n->f->metric) == 0) {
		const char *value = value_of(s->parameters, n->d->name, &size);

		n->says = n->says || value;
		n->here = n->here || (value && strlen(n->d->chosen) == size &&
				      memcmp(n->d->chosen, value, size) == 0);
	}
	for (size_t i = 0; i < n->count; i++) {
		if (strcmp(n->name[i], s->metric) == 0)
			return 0;
	}
	if (n->count < NAMES_MAX)
		n->name[n->count++] = arena_dup(n->arena, s->metric);
	return 0;
}

/* The dimension of which one value is read for a feature. */
static const struct rubric_dimension *dimension_of(const struct rubric *r,
						   const struct rubric_feature *f)
{
	for (size_t i = 0; i < r->dimension_count; i++) {
		const struct rubric_dimension *d = &r->dimensions[i];
		const struct rubric_where w = { d->name, d->chosen };

		if (d->chosen && has_where(f, &w))
			return d;
	}
	return NULL;
}

/* The metric is there, and yet no sample. */
static const char *why_elsewhere(struct profile *p, const struct rubric_feature *f,
				 const struct names *n)
{
	if (n->d == NULL || n->here)
		return arena_printf(&p->arena,
				    "%s has %s, but not on these platforms or not with this "
				    "side and where", f->benchmark, f->metric);
	if (n->says)
		return arena_printf(&p->arena, "%s has %s, but with no record of this %s",
				    f->benchmark, f->metric, n->d->name);
	return arena_printf(&p->arena, "%s has %s, but its records do not say %s, of which "
				       "[dimension %s] wants a value; to read them: pool = %s",
			    f->benchmark, f->metric, n->d->name, n->d->name, n->d->name);
}

int sample_why_none(struct store *s, struct profile *p, size_t feature, const char **why,
		    struct err *err)
{
	const struct rubric_feature *f = &p->rubric->features[feature];
	struct names metrics = { .arena = &p->arena, .f = f, .d = dimension_of(p->rubric, f) };
	struct store_filter filter = { .benchmark = f->benchmark };

	if (store_samples(s, &filter, 1, add_metric, &metrics, err) != 0)
		return -1;

	const char *near = opt_nearest(f->metric, metrics.name, metrics.count);
	bool has = false;

	for (size_t i = 0; i < metrics.count; i++)
		has = has || strcmp(metrics.name[i], f->metric) == 0;
	if (metrics.count == 0)
		*why = arena_printf(&p->arena, "no sound record of the benchmark %s",
				    f->benchmark);
	else if (f->value && profile_cell(p, feature, 0)->why)
		*why = profile_cell(p, feature, 0)->why; /* which operand lacks */
	else if (has)
		*why = why_elsewhere(p, f, &metrics);
	else
		*why = arena_printf(&p->arena, "no record of %s has the metric %s%s%s%s",
				    f->benchmark, f->metric,
				    near ? "; did you mean \"" : "", near ? near : "",
				    near ? "\"?" : "");
	return 0;
}
