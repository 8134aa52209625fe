/* log_json_read.c - what a walk through a JSON document of a grammar gives its records. */
#include <stdlib.h>
#include <string.h>

#include "parse/log/log_json_read.h"

int64_t log_json_line(struct log_json *r, const char *at)
{
	r->line += scan_count_ends(r->counted, at);
	r->counted = at;
	return r->line + 1;
}

static bool is_null(const struct json_event *e)
{
	return e->what == JSON_VALUE && !e->is_string && e->size == 4 &&
	       memcmp(e->text, "null", 4) == 0;
}

/* --- one value ----------------------------------------------------------------------- */

/* Does a name need what another value of the record says? *missing: which has not come yet. */
static bool names_kept(const struct record *now, const struct role *role,
		       const struct captures *captures, bool *missing)
{
	bool any = false;

	*missing = false;
	for (size_t i = 0; i < role->part_count; i++) {
		size_t k = 0;

		while (k < captures->count && strcmp(role->parts[i], captures->list[k].name) != 0)
			k++;
		if (k < captures->count || strcmp(role->parts[i], "unit") == 0)
			continue;
		any = true;
		*missing |= !record_keeps(now, role->parts[i]);
	}
	return any;
}

static bool keep_value(void *ctx, struct json_event *e)
{
	struct log_json *r = ctx;
	const struct role *role = e->node->tag;

	if (e->node->record && e->text != r->begin)
		e->skip = true; /* another record's */
	else if ((const void *)role != (const void *)r->g->record && role->keep &&
		 e->what == JSON_VALUE && !is_null(e))
		record_keep(&r->s->rec, role->keep, e->text, e->size, log_json_line(r, e->text));
	return true;
}

/* Where keys were sorted, what names need stands behind them: all that the record keeps, at once. */
static void look_ahead(struct log_json *r)
{
	struct log_json ahead = *r;
	size_t used;

	if (r->node == NULL || r->g->join_first)
		return;
	ahead.counted = r->begin;
	ahead.line = r->s->rec.now.line - 1;
	json_walk(r->begin, (size_t)(r->end - r->begin), r->node, keep_value, &ahead, &used);
	r->node = NULL;
}

static void take_value(struct log_json *r, const struct role *role, const struct json_event *e)
{
	static const char *const names[] = { "1", "2", "3", "4" };
	struct recorder *rec = &r->s->rec;
	int64_t line = log_json_line(r, e->text);
	struct capture list[5];
	size_t above = role->document ? 0 : r->stars;
	struct captures captures = { list, 1 + e->star_count - above };
	const char *text = e->text;
	size_t size = e->size;

	if (is_null(e)) {
		if (role->null == NULL)
			return;
		text = role->null;
		size = strlen(text);
	}
	if (e->is_string && memchr(text, '\\', size)) {
		text = json_unescape(&rec->arena, text, size);
		size = strlen(text);
	}
	list[0] = (struct capture){ "value", text, size };
	for (size_t i = above; i < e->star_count; i++)
		list[i - above + 1] = (struct capture){ names[i - above], e->stars[i],
							e->star_sizes[i] };
	if (role->document) {
		record_document_role(rec, r->g, role, text, size, line, &captures);
	} else if (record_is_open(rec) && (r->step == 0 || rec->series)) {
		bool missing, kept = names_kept(&rec->now, role, &captures, &missing);

		if (missing)
			look_ahead(r);
		record_role(rec, role, text, size, line, 0, r->step, &captures);
		if (kept && role->kind == ROLE_KIND && !r->g->join_first)
			r->refined = rec->now.kind;
	}
}

/* What holds for all records of the document, wherever in it that stands. */
bool log_json_document_value(void *ctx, struct json_event *e)
{
	struct log_json *r = ctx;
	const struct role *role = e->node->tag;

	if ((const void *)role != (const void *)r->g->record && role->document &&
	    e->what != JSON_END)
		take_value(r, role, e);
	return true;
}

bool log_json_of_document(const struct grammar *g)
{
	for (size_t i = 0; i < g->path_count; i++)
		if (g->paths[i].role.document)
			return true;
	return false;
}

static void take_interval(struct log_json *r, struct json_event *e)
{
	struct recorder *rec = &r->s->rec;

	if (e->what == JSON_END) {
		r->step = 0;
		return;
	}
	rec->intervals++;
	e->skip = !rec->series;
	if (e->what == JSON_BEGIN)
		r->step = ++rec->now.steps;
}

/* --- runs: a record for each element of a list of the record's ------------------------- */

/* Kept until the record ends: what the runs share may stand after them. */
static void keep_run(struct log_json *r, const struct role *role, const struct json_event *e)
{
	struct scan *s = r->s;
	const char *null = is_null(e) ? role->null ? role->null : "" : NULL;

	if (e->what == JSON_END)
		return;
	s->runs = mem_grow(s->runs, &s->run_room, s->run_count + 1, sizeof(s->runs[0]));
	s->runs[s->run_count++] = (struct scan_run){
		.role = role, .place = r->places[role->each - 1]++, .line = log_json_line(r, e->text),
		.text = null ? null : e->text, .size = null ? strlen(null) : e->size,
	};
}

static int by_place(const void *a, const void *b)
{
	const struct scan_run *x = a, *y = b;

	if (x->place != y->place)
		return x->place < y->place ? -1 : 1;
	return x->role->each < y->role->each ? -1 : 1;
}

/* Are the lists of one length, but for those that are not there? */
static bool same_lengths(const struct log_json *r)
{
	for (size_t i = 1; i < r->g->run_lists; i++)
		if (r->places[i] && r->places[i] != r->places[0])
			return false;
	return true;
}

/* The record that sums the runs up, then each run. */
static void close_with_runs(struct log_json *r)
{
	struct scan *s = r->s;
	struct recorder *rec = &s->rec;
	bool same = same_lengths(r);

	if (r->refined)
		rec->now.kind = r->refined;
	const struct record all = rec->now;
	if (s->run_count == 0) {
		record_close(rec, NULL);
		return;
	}
	/* a run that failed is in the record's means */
	for (size_t i = 0; i < s->run_count; i++)
		if (s->runs[i].role->kind == ROLE_FAIL)
			record_role(rec, s->runs[i].role, s->runs[i].text, s->runs[i].size,
				    s->runs[i].line, 0, 0, NULL);
	record_close_part(rec, same ? NULL : "its lists of runs differ in length");
	qsort(s->runs, s->run_count, sizeof(s->runs[0]), by_place);
	for (size_t i = 0, k; i < s->run_count; i = k) {
		record_more(rec, &all, s->runs[i].line);
		if (r->g->run_kind)
			record_kind(rec, r->g->run_kind, rec->now.line);
		for (k = i; k < s->run_count && s->runs[k].place == s->runs[i].place; k++)
			record_role(rec, s->runs[k].role, s->runs[k].text, s->runs[k].size,
				    s->runs[k].line, 0, 0, NULL);
		record_close_part(rec, same ? NULL : "its lists of runs differ in length");
	}
	record_parts_end(rec);
}

static void begin_runs(struct log_json *r)
{
	r->s->run_count = 0;
	memset(r->places, 0, sizeof(r->places));
}

bool log_json_event(void *ctx, struct json_event *e)
{
	struct log_json *r = ctx;
	struct recorder *rec = &r->s->rec;
	const struct role *role = e->node->tag;

	if (e->node->record) {
		if (e->what == JSON_BEGIN) {
			/* a record within a record ends it; one without figures was none */
			if (record_is_open(rec) && rec->batch.value_count == rec->first_value)
				record_drop(rec);
			else if (record_is_open(rec))
				close_with_runs(r);
			record_open(rec, r->g, log_json_line(r, e->text));
			record_unproved(rec, r->g->json_unproved);
			rec->now.ended = true; /* brackets say whether it did */
			if (r->ending != SCAN_ENDING_NONE)
				scan_ending_blame(r->s, r->ending);
			r->stars = e->star_count;
			if (log_json_is_part(&r->parts, r->records++))
				record_params(rec, r->g->part, rec->now.line, 0);
			r->begin = e->text;
			r->node = e->node;
			r->refined = NULL;
			begin_runs(r);
		} else if (e->what == JSON_END && record_is_open(rec)) {
			r->faults += scan_fault_of(r->s, r->faults);
			close_with_runs(r);
		}
	}
	if ((const void *)role == (const void *)r->g->record)
		return true;
	if (role->each)
		keep_run(r, role, e);
	else if (role->kind == ROLE_INTERVAL)
		take_interval(r, e);
	else if (e->what != JSON_END && !role->document)
		take_value(r, role, e);
	return true;
}
