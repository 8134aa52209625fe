/* record.c - the record that is open: what it is of, its parameters, what is wrong with it. */
#include "parse/record/record.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parse/record/record_group.h"
#include "parse/record/record_private.h"
#include "parse/record/record_sample.h"
#include "parse/record/record_shape.h"
#include "parse/record/record_copy.h"
#include "parse/record/record_twin.h"

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

void record_batch_empty(struct record_batch *b)
{
	b->count = b->value_count = 0;
	arena_reset(&b->arena);
}

void recorder_release(struct recorder *r)
{
	record_batch_release(&r->batch);
	arena_release(&r->arena);
	arena_release(&r->document_arena);
	record_group_drop(r);
	record_twin_drop(r);
	record_copy_drop(r);
	record_sample_drop(r);
	record_shapes_drop(r);
	dict_release(&r->labels);
	regex_scratch_free(r->scratch);
	r->scratch = NULL;
	free(r->parts);
	r->parts = NULL;
	r->part_count = r->part_room = 0;
}

void recorder_start(struct recorder *r, const struct layout_match *place)
{
	record_drop(r);
	record_group_drop(r);
	record_twin_drop(r);
	record_copy_forget(r);
	record_sample_forget(r);
	r->place = place;
	r->number = 0;
	r->intervals = 0;
	r->used_count = 0;
	r->mark_count = r->doubt_count = r->so_far_count = 0;
	r->document_number = r->document_count = 0;
	r->document = (struct record){ 0 };
}

struct record_batch recorder_take(struct recorder *r)
{
	struct record_batch b = r->batch;

	for (size_t i = 0; i < b.count; i++)
		b.records[i].values = b.values + b.first_values[i];
	r->batch = (struct record_batch){ 0 };
	r->so_far_count = 0;
	return b;
}

void record_open(struct recorder *r, const struct grammar *g, int64_t line)
{
	r->now = (struct record){ .grammar = g, .line = line };
	r->first_value = r->batch.value_count;
	r->stamp++;
	r->weak = r->gone = r->doubting = false;
	r->part_count = r->hidden = 0;
	record_sample_open(r, g);
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

void record_mixed(struct recorder *r, int64_t line)
{
	r->now.mixed = true;
	record_incomplete(r, "line %lld is another run's: two runs are mixed", (long long)line);
}

void record_unproved(struct recorder *r, const char *mark)
{
	struct record *now = &r->now;
	size_t i = 0;

	if (mark == NULL)
		return;
	while (i < now->mark_count && now->marks[i] != mark)
		i++;
	if (i == now->mark_count && i < RECORD_MARKS)
		now->marks[now->mark_count++] = mark;
}

static const char *benchmark_of(const struct grammar *g, const char *kind)
{
	const struct kind *k = grammar_kind(g, kind);

	return k && k->as ? k->as : kind;
}

void record_kind(struct recorder *r, const char *kind, int64_t line)
{
	const struct grammar *g = r->now.grammar;
	const char *old = r->now.kind, *new = kind;

	r->now.kind = kind;
	if (old == NULL || strcmp(old, new) == 0) /* as of most lines */
		return;
	old = benchmark_of(g, old);
	new = benchmark_of(g, new);
	if (strcmp(old, new) == 0)
		return;
	if (r->doubting) {
		record_mixed(r, line);
	} else if (g->one_kind) {
		r->now.mixed = true;
		record_incomplete(r, "line %lld is of a run of another kind (%s, not %s): two runs "
				  "are mixed", (long long)line, new, old);
	}
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

void record_died(struct recorder *r, const char *text, size_t size)
{
	r->now.died = arena_dup_n(&r->arena, text, size);
}

/* --- parameters ---------------------------------------------------------------------- */

/* Where a parameter stands; their count if it does not. */
size_t record_find_param(const struct record *now, const char *name, size_t size)
{
	size_t i = 0;

	while (i < now->param_count && (strlen(now->params[i].name) != size ||
					memcmp(now->params[i].name, name, size) != 0))
		i++;
	return i;
}

void record_set_param(struct recorder *r, const char *name, size_t name_size,
		      const char *value, size_t size)
{
	struct record *now = &r->now;
	char *text = arena_dup_n(&r->arena, value, size);
	size_t i = record_find_param(now, name, name_size);

	for (char *s = text; *s; s++) /* what would break a table */
		if ((unsigned char)*s < ' ')
			*s = ' ';
	if (i == RECORD_PARAMS) {
		record_incomplete(r, "more than %d parameters", RECORD_PARAMS);
		return;
	}
	if (i == now->param_count)
		now->params[now->param_count++].name =
			arena_dup_n(&r->arena, name, name_size);
	now->params[i].value = text;
	now->params[i].line = 0;
	now->params[i].count = 0;
	now->params[i].hidden = now->params[i].weak = false;
}

void record_say_param(struct recorder *r, const char *name, size_t name_size,
		      const char *value, size_t size, int64_t line, unsigned how)
{
	struct record *now = &r->now;
	size_t i = record_find_param(now, name, name_size);
	const struct record_param old = now->params[i < now->param_count ? i : 0];
	bool there = i < now->param_count, weak = how & RECORD_WEAK;
	bool twice = there && old.line && old.line != line && !old.count &&
		     !(how & RECORD_AGAIN) && old.weak == weak;

	if (there && weak && !old.weak)
		return;
	record_set_param(r, name, name_size, value, size);
	i = record_find_param(now, name, name_size);
	if (i == now->param_count)
		return;
	now->params[i].line = line;
	now->params[i].weak = weak;
	if (twice && strcmp(old.value, now->params[i].value) != 0) {
		now->mixed = true;
		record_incomplete(r, "%s is %.60s on line %lld and %.60s on line %lld: two "
				  "runs are mixed", old.name, old.value, (long long)old.line,
				  now->params[i].value, (long long)line);
	} else if (twice && r->doubting && !(how & RECORD_CONSTANT)) {
		record_mixed(r, line);
	}
}

void record_set_params(struct recorder *r, const char *text, size_t size)
{
	for (const char *s = text, *end = text + size; s < end;) {
		const char *stop = memchr(s, ';', (size_t)(end - s));
		const char *equals;

		if (stop == NULL)
			stop = end;
		equals = memchr(s, '=', (size_t)(stop - s));
		if (equals)
			record_set_param(r, s, (size_t)(equals - s), equals + 1,
				  (size_t)(stop - equals - 1));
		s = stop + 1;
	}
}

void record_params(struct recorder *r, const char *params, int64_t line, unsigned how)
{
	for (const char *s = params; *s; s += *s == ';') {
		size_t n = strcspn(s, "=;"), size = strcspn(s + n, ";");

		if (size)
			record_say_param(r, s, n, s + n + 1, size - 1, line,
					 how | RECORD_CONSTANT);
		s += n + size;
	}
}

/* Each that was counted was counted twice. */
static void halve(struct recorder *r, const struct role *role, int64_t line)
{
	struct record *now = &r->now;
	size_t i = record_find_param(now, role->name, strlen(role->name));
	int64_t count = i < now->param_count ? now->params[i].count : 0;
	const struct role *counter = count ? now->params[i].counter : NULL;
	char text[24];

	if (count == 0)
		return; /* a line says how many they are */
	if (count % 2) {
		record_incomplete(r, "line %lld: %s come in pairs, but %lld were there", (long long)line,
				  role->name, (long long)count);
		return;
	}
	snprintf(text, sizeof(text), "%lld", (long long)count / 2);
	record_set_param(r, role->name, strlen(role->name), text, strlen(text));
	now->params[i].count = count / 2;
	now->params[i].counter = counter;
	now->params[i].line = line;
}

void record_count(struct recorder *r, const struct role *role, int64_t more, int64_t line)
{
	struct record *now = &r->now;
	size_t size = strlen(role->name), i = record_find_param(now, role->name, size);
	int64_t count = more;
	char text[24];

	if (role->halved) {
		halve(r, role, line);
		return;
	}
	if (i < now->param_count) {
		if (now->params[i].count == 0)
			return; /* a line says how many they are */
		count += now->params[i].count;
	}
	snprintf(text, sizeof(text), "%lld", (long long)count);
	record_set_param(r, role->name, size, text, strlen(text));
	i = record_find_param(now, role->name, size);
	if (i == now->param_count)
		return;
	now->params[i].count = count;
	now->params[i].counter = role;
	now->params[i].line = line;
}

void record_counts_take(struct recorder *r, const struct record_param *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (list[i].count)
			record_count(r, list[i].counter, list[i].count, list[i].line);
}

/* --- what holds for all of a document ------------------------------------------------ */

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
		record_role(r, role, text, size, line, 0, 0, captures);
	swap_document(r);
}

void record_document_end(struct recorder *r)
{
	r->document = (struct record){ 0 };
	r->document_number = 0;
	arena_reset(&r->document_arena);
}
