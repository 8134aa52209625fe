/* record.c - builds records. */
#include "parse/record.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/num.h"
#include "parse/metrics.h"

#define NAME_MAX_SIZE 200 /* of a metric's name with its captures in */

void recorder_init(struct recorder *r, struct measure_names *names,
		   const struct metrics *metrics, bool series)
{
	memset(r, 0, sizeof(*r));
	r->names = names;
	r->metrics = metrics;
	r->series = series;
	r->stamp = 1;
}

void record_batch_release(struct record_batch *b)
{
	free(b->records);
	free(b->values);
	free(b->first_values);
	arena_release(&b->arena);
	*b = (struct record_batch){ 0 };
}

void recorder_release(struct recorder *r)
{
	record_batch_release(&r->batch);
	arena_release(&r->arena);
	arena_release(&r->document_arena);
	dict_release(&r->labels);
}

void recorder_start(struct recorder *r, const struct layout_match *place)
{
	record_drop(r);
	r->place = place;
	r->number = 0;
	r->intervals = 0;
	r->used_count = 0;
	r->document = (struct record){ 0 };
}

struct record_batch recorder_take(struct recorder *r)
{
	struct record_batch b = r->batch;

	for (size_t i = 0; i < b.count; i++)
		b.records[i].values = b.values + b.first_values[i];
	r->batch = (struct record_batch){ 0 };
	return b;
}

void record_open(struct recorder *r, const struct grammar *g, int64_t line)
{
	r->now = (struct record){ .grammar = g, .line = line };
	r->first_value = r->batch.value_count;
	r->stamp++;
	r->weak = false;
}

void record_drop(struct recorder *r)
{
	if (r->now.grammar)
		r->batch.value_count = r->first_value;
	r->now.grammar = NULL;
	arena_reset(&r->arena);
}

void record_incomplete(struct recorder *r, const char *fmt, ...)
{
	char text[300];
	va_list ap;

	if (r->now.incomplete)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	r->now.incomplete = arena_dup(&r->arena, text);
}

void record_kind(struct recorder *r, const char *kind)
{
	r->now.kind = kind;
}

/* --- parameters ---------------------------------------------------------------------- */

/* Where a parameter stands; their count if it does not. */
static size_t find_param(const struct record *now, const char *name, size_t size)
{
	size_t i = 0;

	while (i < now->param_count && (strlen(now->params[i].name) != size ||
					memcmp(now->params[i].name, name, size) != 0))
		i++;
	return i;
}

static void set_param(struct recorder *r, const char *name, size_t name_size,
		      const char *value, size_t size)
{
	struct record *now = &r->now;
	char *text = arena_dup_n(&r->arena, value, size);
	size_t i = find_param(now, name, name_size);

	for (char *s = text; *s; s++) /* what would break "name=value;..." and a table */
		if (*s == ';' || (unsigned char)*s < ' ')
			*s = ' ';
	if (i == RECORD_PARAMS) {
		record_incomplete(r, "more than %d parameters", RECORD_PARAMS);
		return;
	}
	if (i == now->param_count)
		now->params[now->param_count++].name =
			arena_dup_n(&r->arena, name, name_size);
	now->params[i].value = text;
}

static void set_params(struct recorder *r, const char *text, size_t size)
{
	for (const char *s = text, *end = text + size; s < end;) {
		const char *stop = memchr(s, ';', (size_t)(end - s));
		const char *equals;

		if (stop == NULL)
			stop = end;
		equals = memchr(s, '=', (size_t)(stop - s));
		if (equals)
			set_param(r, s, (size_t)(equals - s), equals + 1,
				  (size_t)(stop - equals - 1));
		s = stop + 1;
	}
}

void record_params(struct recorder *r, const char *params)
{
	set_params(r, params, strlen(params));
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct record_param *)a)->name,
		      ((const struct record_param *)b)->name);
}

static const char *join_params(struct recorder *r)
{
	struct record *now = &r->now;
	size_t n = 1;

	if (now->param_count == 0)
		return "";
	if (now->param_count > 1)
		qsort(now->params, now->param_count, sizeof(now->params[0]), by_name);
	for (size_t i = 0; i < now->param_count; i++)
		n += strlen(now->params[i].name) + strlen(now->params[i].value) + 2;
	char *out = arena_new(&r->arena, n, 1), *o = out;
	for (size_t i = 0; i < now->param_count; i++) {
		if (i)
			*o++ = ';';
		o = stpcpy(o, now->params[i].name);
		*o++ = '=';
		o = stpcpy(o, now->params[i].value);
	}
	return out;
}

/* --- names that vary ----------------------------------------------------------------- */

static const struct capture *find_capture(const struct captures *c, const char *name,
					  size_t size)
{
	for (size_t i = 0; c && i < c->count; i++)
		if (strlen(c->list[i].name) == size &&
		    memcmp(c->list[i].name, name, size) == 0)
			return &c->list[i];
	return NULL;
}

/* A captured text as part of a name: lower case, no signs, no trailing zeros. */
static size_t clean(char *out, size_t room, const char *text, size_t size)
{
	bool number = size > 0, point = false;
	size_t n = 0;

	for (size_t i = 0; i < size; i++) {
		number &= (text[i] >= '0' && text[i] <= '9') || text[i] == '.';
		point |= text[i] == '.';
	}
	while (number && point && size && text[size - 1] == '0')
		size--;
	if (number && point && size && text[size - 1] == '.')
		size--;
	for (size_t i = 0; i < size && n + 1 < room; i++) {
		char c = text[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.')
			out[n++] = c;
		else if (n && out[n - 1] != '_')
			out[n++] = '_';
	}
	while (n && out[n - 1] == '_')
		n--;
	return n;
}

static const char *benchmark_of(const struct recorder *r)
{
	if (r->place->benchmark)
		return r->place->benchmark;
	if (r->now.benchmark)
		return r->now.benchmark;
	return r->now.kind ? r->now.kind : r->now.grammar->name;
}

/* The name with its {captures} in; `as_is`: their text untouched (units). */
static const char *expand(struct recorder *r, const char *name, bool as_is,
			  const struct captures *captures, char *buf, size_t room)
{
	const struct captures kept = { r->now.kept, r->now.kept_count };
	size_t n = 0;

	for (const char *s = name; *s && n + 1 < room;) {
		size_t size = strcspn(s, "}");
		const struct capture *c;

		if (*s != '{' || s[size] == '\0') {
			buf[n++] = *s++;
			continue;
		}
		c = find_capture(captures, s + 1, size - 1);
		if (c == NULL)
			c = find_capture(&kept, s + 1, size - 1);
		if (c && as_is) {
			size_t take = c->size < room - n - 1 ? c->size : room - n - 1;

			memcpy(buf + n, c->text, take);
			n += take;
		} else if (c) {
			n += clean(buf + n, room - n, c->text, c->size);
		} else if (strncmp(s, "{benchmark}", size + 1) == 0) {
			const char *text = benchmark_of(r);

			n += clean(buf + n, room - n, text, strlen(text));
		}
		s += size + 1;
	}
	buf[n] = '\0';
	return buf;
}

/* The text that {name} stands for, or NULL. */
static const struct capture *find_part(const struct recorder *r, const char *name,
				       const struct captures *captures)
{
	const struct captures kept = { r->now.kept, r->now.kept_count };
	const struct capture *c = find_capture(captures, name, strlen(name));

	return c ? c : find_capture(&kept, name, strlen(name));
}

/* What decides a varying label: the role and the captured texts, as bytes. */
static size_t label_key(const struct recorder *r, const struct role *role,
			const struct captures *captures, char *key, size_t room)
{
	size_t n = sizeof(role);

	memcpy(key, &role, n);
	for (size_t i = 0; i < role->part_count; i++) {
		const struct capture *c = find_part(r, role->parts[i], captures);
		const char *text = c ? c->text : benchmark_of(r);
		size_t size = c ? c->size : strlen(text);

		if (size > room - n - 1)
			size = room - n - 1;
		memcpy(key + n, text, size);
		n += size;
		key[n++] = '\n';
	}
	return n;
}

/* Makes the label; NULL (the record is incomplete) when its unit is unknown. */
static const struct measure_label *new_label(struct recorder *r, const struct role *role,
					     const char *text, size_t size,
					     const struct captures *captures)
{
	const struct grammar *g = r->now.grammar;
	char metric[NAME_MAX_SIZE], unit[64] = "";
	const char *canonical;

	expand(r, role->name, strcmp(role->name, "{metric}") == 0, captures, metric,
	       sizeof(metric));
	if (metric[0] == '\0') {
		/* a measurements file's row for a record without figures: its reason */
		r->now.incomplete = r->now.reason = arena_dup_n(&r->arena, text, size);
		return NULL;
	}
	if (role->unit)
		expand(r, role->unit, true, captures, unit, sizeof(unit));
	struct measure_label want = { .metric = metric };
	canonical = metrics_unit(r->metrics, &g->conf, metric);
	want.unit_text = role->unit ? grammar_unit(g, unit) : canonical ? canonical : "1";
	if (!unit_find(want.unit_text, &want.unit)) {
		record_incomplete(r, "unknown unit \"%s\"", unit);
		return NULL;
	}
	if (canonical && strcmp(canonical, want.unit.canonical) != 0) {
		record_incomplete(r, "%s in %s, not in %s", metric, want.unit_text, canonical);
		return NULL;
	}
	return measure_label(r->names, &want);
}

/* The label of a name that varies: most have been met before. */
static const struct measure_label *varying_label(struct recorder *r, const struct role *role,
						 const char *text, size_t size,
						 const struct captures *captures)
{
	char key[NAME_MAX_SIZE + 80];
	size_t n = label_key(r, role, captures, key, sizeof(key));
	const struct measure_label *label = dict_get(&r->labels, key, n);

	if (label)
		return label;
	label = new_label(r, role, text, size, captures);
	if (label)
		dict_set(&r->labels, key, n, (void *)(uintptr_t)label);
	return label;
}

/* --- figures ------------------------------------------------------------------------- */

/* "1m1.577s", "0:01.23", "1:02:03", "2h5m" -> seconds */
static bool read_duration(const char *text, size_t size, double *out)
{
	double total = 0, part;
	size_t start = 0;
	bool any = false;

	for (size_t i = 0; i <= size; i++) {
		char c = i < size ? text[i] : ':';

		if ((c >= '0' && c <= '9') || c == '.')
			continue;
		if (i == size && i == start && any)
			break;
		if (!num_parse(text + start, i - start, &part, NULL))
			return false;
		if (c == ':')
			total = total * 60 + part;
		else if (c == 'h')
			total += part * 3600;
		else if (c == 'm')
			total += part * 60;
		else if (c == 's')
			total += part;
		else
			return false;
		any = true;
		start = i + 1;
	}
	*out = total;
	return any;
}

static void push_value(struct recorder *r, const struct measure_value *v)
{
	struct record_batch *b = &r->batch;

	b->values = mem_grow(b->values, &b->value_room, b->value_count + 1,
			     sizeof(b->values[0]));
	b->values[b->value_count++] = *v;
}

/* Where a metric stands in `seen`, or would. Names of metrics are unique pointers. */
static size_t seen_place(const struct recorder *r, const char *metric)
{
	size_t i = ((uintptr_t)metric >> 4) & (RECORD_SEEN - 1);

	while (r->seen[i].stamp == r->stamp && r->seen[i].metric != metric)
		i = (i + 1) & (RECORD_SEEN - 1);
	return i;
}

/* A result: once in a record, unless one of the two is weak. */
static void add_result(struct recorder *r, const struct measure_value *v, bool weak)
{
	size_t i = seen_place(r, v->label->metric);

	if (r->seen[i].stamp != r->stamp) {
		if (r->batch.value_count - r->first_value >= RECORD_SEEN - 8) {
			record_incomplete(r, "more than %d figures", RECORD_SEEN - 8);
			return;
		}
		r->seen[i].metric = v->label->metric;
		r->seen[i].stamp = r->stamp;
		r->seen[i].value = r->batch.value_count;
		r->seen[i].weak = weak;
		r->seen[i].twice = false;
		push_value(r, v);
	} else if (r->seen[i].weak && !weak) {
		r->batch.values[r->seen[i].value] = *v;
		r->seen[i].weak = r->seen[i].twice = false;
	} else if (r->seen[i].weak == weak) {
		r->seen[i].twice = r->weak = true;
		if (!weak)
			record_incomplete(r, "%s stands twice", v->label->metric);
	}
}

static void add_metric(struct recorder *r, const struct role *role, const char *text,
		       size_t size, int64_t line, bool weak, uint32_t step,
		       const struct captures *captures)
{
	const struct measure_label *label = role->label;
	struct measure_value v = { .step = step };
	bool plain = false;

	if (label == NULL)
		label = varying_label(r, role, text, size, captures);
	if (label == NULL)
		return;
	v.label = label;
	if (role->duration ? !read_duration(text, size, &v.value)
				 : !num_parse(text, size, &v.value, &plain)) {
		record_incomplete(r, "line %lld: %s is no number: \"%.*s\"", (long long)line,
				  label->metric, (int)(size < 40 ? size : 40), text);
		return;
	}
	if (role->has_absent && v.value == role->absent)
		return;
	v.line = (uint32_t)(line - r->now.line);
	if (!plain) {
		char back[NUM_TEXT];

		/* Rare: a 17-digit figure, a duration, an exponent. */
		num_format(back, sizeof(back), v.value);
		if (strlen(back) != size || memcmp(back, text, size) != 0)
			v.text = arena_dup_n(&r->batch.arena, text, size);
	}
	if (step)
		push_value(r, &v);
	else
		add_result(r, &v, weak);
}

/* --- roles --------------------------------------------------------------------------- */

/* What stands before the first digit is no version: "fio-3.33", "iperf 3.9+". */
static const char *version_text(struct arena *a, const char *text, size_t size)
{
	size_t skip = 0;

	while (skip < size && !(text[skip] >= '0' && text[skip] <= '9'))
		skip++;
	return skip < size ? arena_dup_n(a, text + skip, size - skip)
			   : arena_dup_n(a, text, size);
}

static const char *constant_or_text(struct recorder *r, const struct role *role,
				    const char *text, size_t size)
{
	return role->name ? role->name : arena_dup_n(&r->arena, text, size);
}

void record_fail(struct recorder *r, const char *text, size_t size)
{
	while (size && (text[0] == ' ' || text[0] == '\t')) {
		text++;
		size--;
	}
	while (size && (unsigned char)text[size - 1] <= ' ')
		size--;
	r->now.failed = true;
	if (r->now.reason == NULL)
		r->now.reason = arena_dup_n(&r->arena, text, size < 300 ? size : 300);
}

static void set_status(struct recorder *r, const char *text, size_t size)
{
	if (size == 6 && memcmp(text, "failed", 6) == 0)
		record_fail(r, "failed", 6);
	else if (size == 10 && memcmp(text, "incomplete", 10) == 0)
		record_incomplete(r, "incomplete");
}

/* A text that later names of the record refer to. */
static void keep(struct recorder *r, const char *name, const char *text, size_t size)
{
	struct record *now = &r->now;
	size_t i = 0;

	while (i < now->kept_count && strcmp(now->kept[i].name, name) != 0)
		i++;
	if (i == ARRAY_LEN(now->kept)) {
		record_incomplete(r, "more than %d texts kept", (int)i);
		return;
	}
	now->kept[i] = (struct capture){ name, arena_dup_n(&r->arena, text, size), size };
	now->kept_count += i == now->kept_count;
}

void record_role(struct recorder *r, const struct role *role, const char *text, size_t size,
		 int64_t line, bool weak, uint32_t step, const struct captures *captures)
{
	struct record *now = &r->now;
	char buf[NAME_MAX_SIZE];
	double number;

	if (role->keep)
		keep(r, role->keep, text, size);
	switch (role->kind) {
	case ROLE_NONE:
	case ROLE_SKIP:
	case ROLE_KEEP:
		return;
	case ROLE_METRIC:
		add_metric(r, role, text, size, line, weak, step, captures);
		return;
	case ROLE_PARAM:
		set_param(r, role->name, strlen(role->name), text, size);
		return;
	case ROLE_PARAMS:
		set_params(r, text, size);
		return;
	case ROLE_VERSION:
		now->version = version_text(&r->arena, text, size);
		return;
	case ROLE_PLATFORM:
		now->platform = constant_or_text(r, role, text, size);
		return;
	case ROLE_BENCHMARK:
		now->benchmark = constant_or_text(r, role, text, size);
		return;
	case ROLE_SIDE:
		now->side = constant_or_text(r, role, text, size);
		return;
	case ROLE_KIND:
		now->kind = arena_dup(&r->arena, expand(r, role->name, false, captures, buf,
							 sizeof(buf)));
		return;
	case ROLE_RUN:
		now->run = size ? arena_dup_n(&r->arena, text, size) : NULL;
		return;
	case ROLE_FAIL: /* tools that always print the key mean "none" by these */
		if (size && !(size == 1 && *text == '0') &&
		    !(size == 5 && memcmp(text, "false", 5) == 0))
			record_fail(r, text, size);
		return;
	case ROLE_REASON:
		record_fail(r, text, size);
		return;
	case ROLE_ORIGIN_LOG:
		now->origin_log = size ? arena_dup_n(&r->arena, text, size) : NULL;
		return;
	case ROLE_ORIGIN_LINE:
		if (num_parse(text, size, &number, NULL) && fabs(number) < 1e15)
			now->origin_line = (int64_t)number;
		return;
	case ROLE_STATUS:
		set_status(r, text, size);
		return;
	case ROLE_INTERVAL:
		return;
	}
}

static void swap_document(struct recorder *r)
{
	struct record now = r->now;
	struct arena arena = r->arena;

	r->now = r->document;
	r->arena = r->document_arena;
	r->document = now;
	r->document_arena = arena;
}

void record_document_role(struct recorder *r, const struct grammar *g,
			  const struct role *role, const char *text, size_t size,
			  int64_t line, const struct captures *captures)
{
	swap_document(r);
	r->now.grammar = g;
	if (role->kind != ROLE_METRIC) /* a figure belongs to a record */
		record_role(r, role, text, size, line, false, 0, captures);
	swap_document(r);
}

void record_document_end(struct recorder *r)
{
	r->document = (struct record){ 0 };
	arena_reset(&r->document_arena);
}

/* --- the end of a record ------------------------------------------------------------- */

static const struct measure_value *find_value(const struct recorder *r, const char *metric)
{
	size_t i = seen_place(r, metric);

	return r->seen[i].stamp == r->stamp ? &r->batch.values[r->seen[i].value] : NULL;
}

static bool holds(const struct recorder *r, const struct condition *c)
{
	const struct measure_value *v = find_value(r, c->metric);
	double x;

	if (v == NULL)
		return false;
	x = unit_to_canonical(&v->label->unit, v->value);
	switch (c->compare) {
	case COMPARE_THERE:
		return true;
	case COMPARE_EQ:
		return x == c->number;
	case COMPARE_NE:
		return x != c->number;
	case COMPARE_LT:
		return x < c->number;
	case COMPARE_LE:
		return x <= c->number;
	case COMPARE_GT:
		return x > c->number;
	case COMPARE_GE:
		return x >= c->number;
	}
	return false;
}

static void refine_kind(struct recorder *r)
{
	const struct grammar *g = r->now.grammar;

	for (size_t i = 0; i < g->kind_count; i++) {
		const struct kind *k = &g->kinds[i];
		size_t n = 0;

		if (k->when_count == 0 ||
		    (k->from && (r->now.kind == NULL || strcmp(k->from, r->now.kind) != 0)))
			continue;
		while (n < k->when_count && holds(r, &k->when[n]))
			n++;
		if (n == k->when_count) {
			r->now.kind = k->name;
			return;
		}
	}
}

static void check_required(struct recorder *r)
{
	const struct kind *k = r->now.kind ? grammar_kind(r->now.grammar, r->now.kind)
					   : grammar_kind(r->now.grammar,
							  r->now.grammar->name);
	char list[240] = "", buf[NAME_MAX_SIZE];
	size_t n = 0;

	for (size_t i = 0; k && i < k->require_count; i++) {
		const char *metric = k->require[i];

		if (strchr(metric, '{'))
			metric = measure_metric(r->names, expand(r, metric, false, NULL, buf,
								 sizeof(buf)));
		if (find_value(r, metric))
			continue;
		if (n < sizeof(list))
			n += (size_t)snprintf(list + n, sizeof(list) - n, "%s%s",
					      n ? ", " : "", metric);
	}
	if (n)
		record_incomplete(r, "missing %s", list);
}

/* Reasons in the order of what a reader should hear first. */
static void judge(struct recorder *r, const char *cut, struct measure_record *out)
{
	struct record *now = &r->now;

	if (now->failed) {
		out->status = MEASURE_FAILED;
		out->reason = now->reason && now->reason[0] ? now->reason : "failed";
		return;
	}
	for (size_t i = 0; r->weak && i < RECORD_SEEN; i++)
		if (r->seen[i].stamp == r->stamp && r->seen[i].twice)
			record_incomplete(r, "%s stands twice", r->seen[i].metric);
	if (cut)
		record_incomplete(r, "cut: %s", cut);
	if (r->batch.value_count == r->first_value)
		record_incomplete(r, "no figures");
	check_required(r);
	out->status = now->incomplete ? MEASURE_INCOMPLETE : MEASURE_OK;
	out->reason = now->incomplete;
}

static bool same_context(const struct measure_context *a, const struct measure_context *b)
{
	return a && strcmp(a->parameters, b->parameters) == 0 &&
	       strcmp(a->platform, b->platform) == 0 &&
	       strcmp(a->benchmark, b->benchmark) == 0 && strcmp(a->side, b->side) == 0 &&
	       strcmp(a->version, b->version) == 0 && a->grammar == b->grammar;
}

static const char *or_empty(const char *a, const char *b)
{
	return a ? a : b ? b : "";
}

static const struct measure_context *context_of(struct recorder *r)
{
	const struct record *now = &r->now;
	const struct layout_match *place = r->place;

	if (place->params)
		set_params(r, place->params, strlen(place->params));
	const struct measure_context want = {
		.platform = place->platform ? place->platform
			  : now->platform ? layout_platform(place->layout, now->platform) : "",
		.benchmark = benchmark_of(r),
		.side = or_empty(place->side, now->side),
		.parameters = join_params(r),
		.tool = now->grammar->tool,
		.version = or_empty(now->version, NULL),
		.grammar = now->grammar->name,
		.grammar_sha256 = now->grammar->sha256,
	};
	if (!same_context(r->last, &want))
		r->last = measure_context(r->names, &want);
	return r->last;
}

static void note_used(struct recorder *r, const struct grammar *g)
{
	size_t i = 0;

	while (i < r->used_count && r->used[i] != g)
		i++;
	if (i == r->used_count && i < ARRAY_LEN(r->used))
		r->used[r->used_count++] = g;
}

/* What a JSON document says once counts for all its records. */
static void take_document(struct recorder *r)
{
	const struct record *d = &r->document;
	struct record *now = &r->now;

	if (now->version == NULL)
		now->version = d->version;
	if (now->run == NULL)
		now->run = d->run;
	if (now->side == NULL)
		now->side = d->side;
	if (now->kind == NULL)
		now->kind = d->kind;
	if (d->failed && !now->failed) {
		now->failed = true;
		now->reason = d->reason;
	}
	for (size_t i = 0; i < d->param_count; i++)
		if (find_param(now, d->params[i].name, strlen(d->params[i].name)) ==
		    now->param_count)
			set_param(r, d->params[i].name, strlen(d->params[i].name),
				  d->params[i].value, strlen(d->params[i].value));
}

void record_close(struct recorder *r, const char *cut)
{
	struct record_batch *b = &r->batch;
	struct measure_record out = { .line = r->now.line, .number = ++r->number };

	take_document(r);
	refine_kind(r);
	judge(r, cut, &out);
	out.context = context_of(r);
	out.reason = arena_dup(&b->arena, out.reason);
	out.run = arena_dup(&b->arena, r->now.run);
	out.origin_log = arena_dup(&b->arena, r->now.origin_log);
	out.origin_line = r->now.origin_line;
	out.value_count = b->value_count - r->first_value;
	b->records = mem_grow(b->records, &b->room, b->count + 1, sizeof(out));
	b->first_values = mem_grow(b->first_values, &b->first_room, b->count + 1,
				   sizeof(size_t));
	b->first_values[b->count] = r->first_value;
	b->records[b->count++] = out;
	note_used(r, r->now.grammar);
	r->now.grammar = NULL;
	arena_reset(&r->arena);
}
