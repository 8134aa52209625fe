/* store_words.c - the small tables of a store in memory. */
#include "data/store/store_words.h"

#include <stdlib.h>
#include <string.h>

#include "data/store/store_private.h"

#define IDS_MAX ((size_t)1 << 26) /* ids are given out from 1 on: more is no store of ours */

/* One row of a query; it numbers the rows from 0. */
typedef void words_row_fn(struct words *w, sqlite3_stmt *st, size_t row);

static int each_row(struct store *s, struct words *w, const char *sql, words_row_fn *take,
		    struct err *err)
{
	sqlite3_stmt *st;
	int code;

	if (store_prepare(s, sql, &st, err) != 0)
		return -1;
	for (size_t row = 0; (code = sqlite3_step(st)) == SQLITE_ROW; row++)
		take(w, st, row);
	if (code != SQLITE_DONE)
		store_fail(s, err, "cannot be read");
	sqlite3_finalize(st);
	return code == SQLITE_DONE ? 0 : -1;
}

static const char *kept(struct words *w, sqlite3_stmt *st, int column)
{
	return arena_dup(&w->arena, store_text(st, column));
}

/* --- how much there is --------------------------------------------------------------- */

static void take_sizes(struct words *w, sqlite3_stmt *st, size_t row)
{
	(void)row;
	w->analysis_count = (size_t)sqlite3_column_int64(st, 0) + 1;
	w->context_count = (size_t)sqlite3_column_int64(st, 1) + 1;
	w->shape_count = (size_t)sqlite3_column_int64(st, 2) + 1;
	w->slot_count = (size_t)sqlite3_column_int64(st, 3);
	w->spelling_count = (size_t)sqlite3_column_int64(st, 4);
}

static const char sizes_sql[] =
	"SELECT (SELECT ifnull(max(id), 0) FROM analysis), "
	"(SELECT ifnull(max(id), 0) FROM context), (SELECT ifnull(max(id), 0) FROM shape), "
	"(SELECT count(*) FROM shape_slot), (SELECT count(*) FROM spelling)";

static int load_sizes(struct store *s, struct words *w, struct err *err)
{
	if (each_row(s, w, sizes_sql, take_sizes, err) != 0)
		return -1;
	if (w->analysis_count + w->context_count + w->shape_count > IDS_MAX)
		return err_set(err, EXIT_MACHINE, "%s: its numbering is broken; parse the "
			       "archive again into a new store", s->path);
	w->analyses = arena_new(&w->arena, w->analysis_count, sizeof(*w->analyses));
	w->contexts = arena_new(&w->arena, w->context_count, sizeof(*w->contexts));
	w->first_slot = arena_new(&w->arena, w->shape_count + 1, sizeof(*w->first_slot));
	w->slots = arena_new(&w->arena, w->slot_count, sizeof(*w->slots));
	w->spellings = arena_new(&w->arena, w->spelling_count, sizeof(*w->spellings));
	return 0;
}

/* --- the tables ---------------------------------------------------------------------- */

static void take_analysis(struct words *w, sqlite3_stmt *st, size_t row)
{
	size_t id = (size_t)sqlite3_column_int64(st, 0);

	(void)row;
	if (id >= w->analysis_count)
		return;
	w->analyses[id] = (struct words_analysis){
		.current = sqlite3_column_int(st, 1) != 0,
		.log = kept(w, st, 2),
		.log_sha256 = kept(w, st, 3),
	};
}

static void take_context(struct words *w, sqlite3_stmt *st, size_t row)
{
	size_t id = (size_t)sqlite3_column_int64(st, 0);

	(void)row;
	if (id >= w->context_count)
		return;
	w->contexts[id] = (struct words_context){
		.platform = kept(w, st, 1),
		.benchmark = kept(w, st, 2),
		.side = kept(w, st, 3),
		.parameters = kept(w, st, 4),
		.tool = kept(w, st, 5),
		.version = kept(w, st, 6),
		.grammar = kept(w, st, 7),
		.grammar_sha256 = kept(w, st, 8),
	};
}

/* Slots of one metric have one pointer. */
static const char *metric_of(struct words *w, const char *name)
{
	size_t n = strlen(name);
	char *metric = dict_get(&w->metrics, name, n);

	if (metric == NULL) {
		metric = arena_dup_n(&w->arena, name, n);
		dict_set(&w->metrics, name, n, metric);
	}
	return metric;
}

static void take_slot(struct words *w, sqlite3_stmt *st, size_t row)
{
	w->slots[row] = (struct words_slot){
		.shape = sqlite3_column_int64(st, 0),
		.slot = sqlite3_column_int(st, 1),
		.line = sqlite3_column_int64(st, 2),
		.metric = metric_of(w, store_text(st, 3)),
		.canonical = kept(w, st, 4),
		.unit = kept(w, st, 5),
		.convert = { .multiply = sqlite3_column_double(st, 6),
			     .divide = sqlite3_column_double(st, 7) },
	};
}

static void take_spelling(struct words *w, sqlite3_stmt *st, size_t row)
{
	w->spellings[row] = (struct words_spelling){
		.reading = sqlite3_column_int64(st, 0),
		.slot = sqlite3_column_int(st, 1),
		.text = kept(w, st, 2),
	};
}

static const struct {
	const char *sql;
	words_row_fn *take;
} tables[] = {
	{ "SELECT a.id, a.current, l.path, l.sha256 FROM analysis a JOIN log l ON l.id = a.log",
	  take_analysis },
	{ "SELECT c.id, c.platform, c.benchmark, c.side, c.parameters, c.tool, c.version, "
	  "g.name, g.sha256 FROM context c JOIN grammar g ON g.id = c.grammar",
	  take_context },
	{ "SELECT s.shape, s.slot, s.line, m.name, m.unit, u.name, u.multiply, u.divide "
	  "FROM shape_slot s CROSS JOIN metric m ON m.id = s.metric "
	  "CROSS JOIN unit u ON u.id = s.unit ORDER BY s.shape, s.slot",
	  take_slot },
	{ "SELECT reading, slot, text FROM spelling ORDER BY reading, slot", take_spelling },
};

static void index_shapes(struct words *w)
{
	size_t i = 0;

	for (size_t shape = 0; shape <= w->shape_count; shape++) {
		while (i < w->slot_count && w->slots[i].shape < (int64_t)shape)
			i++;
		w->first_slot[shape] = i;
	}
}

/* Records stand in the order of their analyses. Is that the order of their logs? */
static bool in_order(const struct words *w)
{
	const char *last = "";

	for (size_t i = 0; i < w->analysis_count; i++) {
		const struct words_analysis *a = &w->analyses[i];

		if (a->log == NULL || !a->current)
			continue;
		if (strcmp(last, a->log) > 0)
			return false;
		last = a->log;
	}
	return true;
}

int words_load(struct store *s, struct words *w, struct err *err)
{
	*w = (struct words){ 0 };
	/* What another program adds meanwhile is not seen: rows refer to these words. */
	if (store_exec(s, "SAVEPOINT words", err) != 0)
		return -1;
	w->store = s;
	if (load_sizes(s, w, err) != 0)
		return -1;
	for (size_t i = 0; i < ARRAY_LEN(tables); i++)
		if (each_row(s, w, tables[i].sql, tables[i].take, err) != 0)
			return -1;
	index_shapes(w);
	w->in_order = in_order(w);
	return 0;
}

void words_release(struct words *w)
{
	struct err err;

	if (w->store)
		store_exec(w->store, "RELEASE words", &err);
	dict_release(&w->metrics);
	arena_release(&w->arena);
}

const struct words_analysis *words_analysis(const struct words *w, int64_t id)
{
	bool there = id > 0 && (size_t)id < w->analysis_count && w->analyses[id].log;

	return there ? &w->analyses[id] : NULL;
}

const struct words_context *words_context(const struct words *w, int64_t id)
{
	bool there = id > 0 && (size_t)id < w->context_count && w->contexts[id].platform;

	return there ? &w->contexts[id] : NULL;
}

static int by_place(const void *a, const void *b)
{
	const struct words_spelling *x = a, *y = b;

	if (x->reading != y->reading)
		return x->reading < y->reading ? -1 : 1;
	return x->slot - y->slot;
}

const char *words_spelling(const struct words *w, int64_t reading, int slot)
{
	const struct words_spelling key = { .reading = reading, .slot = slot }, *found = NULL;

	if (w->spelling_count)
		found = bsearch(&key, w->spellings, w->spelling_count, sizeof(key), by_place);
	return found ? found->text : NULL;
}
