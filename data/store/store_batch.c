/*
 * store_batch.c - rows on their way into the store, as virtual tables: "INSERT INTO reading
 * SELECT * FROM batch_reading" runs once for thousands of rows, where a statement a row
 * spent most of its time on being started and ended.
 */
#include <stdlib.h>
#include <string.h>

#include "data/store/store_private.h"

/* A module's column callback for one row; columns that it leaves alone are NULL. */
typedef void batch_column_fn(sqlite3_context *out, const struct store *s, size_t row,
			     int column);

struct batch_module {
	const char *declaration;
	size_t (*count)(const struct store *s);
	batch_column_fn *column;
};

struct batch_table {
	sqlite3_vtab base;
	struct store *store;
	const struct batch_module *module;
};

struct batch_cursor {
	sqlite3_vtab_cursor base;
	size_t row, count;
};

/* --- what the rows are --------------------------------------------------------------- */

static size_t record_count(const struct store *s)
{
	return s->batch_record_count;
}

static void text_column(sqlite3_context *out, const char *text)
{
	if (text)
		sqlite3_result_text(out, text, -1, SQLITE_STATIC);
}

static void record_column(sqlite3_context *out, const struct store *s, size_t row,
			  int column)
{
	const struct store_record_row *r = &s->batch_records[row];
	const struct measure_record *m = r->record;

	switch (column) {
	case 0:
		sqlite3_result_int64(out, r->id);
		break;
	case 1:
		sqlite3_result_int64(out, s->next_analysis);
		break;
	case 2:
		sqlite3_result_int64(out, r->context);
		break;
	case 3:
		sqlite3_result_int64(out, m->number);
		break;
	case 4:
		sqlite3_result_int64(out, m->line);
		break;
	case 5:
		text_column(out, measure_status_name(m->status));
		break;
	case 6:
		text_column(out, m->reason);
		break;
	case 7:
		text_column(out, m->run);
		break;
	case 8:
		text_column(out, m->origin_log);
		break;
	case 9:
		if (m->origin_log)
			sqlite3_result_int64(out, m->origin_line);
		break;
	default:
		break;
	}
}

static size_t reading_count(const struct store *s)
{
	return s->batch_reading_count;
}

static void reading_column(sqlite3_context *out, const struct store *s, size_t row,
			   int column)
{
	const struct store_reading_row *r = &s->batch_readings[row];
	size_t slot = (size_t)column - 5;

	if (column == 0)
		sqlite3_result_int64(out, r->id);
	else if (column == 1)
		sqlite3_result_int64(out, r->record);
	else if (column == 2)
		sqlite3_result_int64(out, r->values[0].step);
	else if (column == 3)
		sqlite3_result_int64(out, r->shape);
	else if (column == 4)
		sqlite3_result_int64(out, r->line);
	else if (slot < r->count)
		sqlite3_result_double(out, r->values[slot].value);
}

static const struct batch_module record_module = {
	"CREATE TABLE x(id, analysis, context, number, line, status, reason, run, origin_log, "
	"origin_line)",
	record_count, record_column,
};

static const struct batch_module reading_module = {
	"CREATE TABLE x(id, record, step, shape, line, v0, v1, v2, v3, v4, v5, v6, v7, v8, v9, "
	"v10, v11, v12, v13, v14, v15, v16, v17, v18, v19, v20, v21, v22, v23)",
	reading_count, reading_column,
};

/* --- what SQLite asks of a virtual table --------------------------------------------- */

struct batch_client {
	struct store *store;
	const struct batch_module *module;
};

static int batch_connect(sqlite3 *db, void *aux, int argc, const char *const *argv,
			 sqlite3_vtab **out, char **error)
{
	const struct batch_client *client = aux;
	struct batch_table *t = mem_new(1, sizeof(*t));

	(void)argc;
	(void)argv;
	(void)error;
	t->store = client->store;
	t->module = client->module;
	*out = &t->base;
	return sqlite3_declare_vtab(db, client->module->declaration);
}

static int batch_disconnect(sqlite3_vtab *table)
{
	free(table);
	return SQLITE_OK;
}

static int batch_best_index(sqlite3_vtab *table, sqlite3_index_info *info)
{
	(void)table;
	info->estimatedCost = 1000;
	return SQLITE_OK;
}

static int batch_open(sqlite3_vtab *table, sqlite3_vtab_cursor **out)
{
	struct batch_cursor *c = mem_new(1, sizeof(*c));

	(void)table;
	*out = &c->base;
	return SQLITE_OK;
}

static int batch_close(sqlite3_vtab_cursor *cursor)
{
	free(cursor);
	return SQLITE_OK;
}

static int batch_filter(sqlite3_vtab_cursor *cursor, int number, const char *text, int argc,
			sqlite3_value **argv)
{
	struct batch_cursor *c = (struct batch_cursor *)cursor;
	const struct batch_table *t = (const struct batch_table *)cursor->pVtab;

	(void)number;
	(void)text;
	(void)argc;
	(void)argv;
	c->row = 0;
	c->count = t->module->count(t->store);
	return SQLITE_OK;
}

static int batch_next(sqlite3_vtab_cursor *cursor)
{
	((struct batch_cursor *)cursor)->row++;
	return SQLITE_OK;
}

static int batch_eof(sqlite3_vtab_cursor *cursor)
{
	const struct batch_cursor *c = (const struct batch_cursor *)cursor;

	return c->row >= c->count;
}

static int batch_column(sqlite3_vtab_cursor *cursor, sqlite3_context *out, int column)
{
	const struct batch_cursor *c = (const struct batch_cursor *)cursor;
	const struct batch_table *t = (const struct batch_table *)cursor->pVtab;

	t->module->column(out, t->store, c->row, column);
	return SQLITE_OK;
}

static int batch_rowid(sqlite3_vtab_cursor *cursor, sqlite3_int64 *out)
{
	*out = (sqlite3_int64)((const struct batch_cursor *)cursor)->row;
	return SQLITE_OK;
}

static const sqlite3_module batch_methods = {
	.iVersion = 1,
	.xConnect = batch_connect, /* no xCreate: the tables are simply there */
	.xBestIndex = batch_best_index,
	.xDisconnect = batch_disconnect,
	.xOpen = batch_open,
	.xClose = batch_close,
	.xFilter = batch_filter,
	.xNext = batch_next,
	.xEof = batch_eof,
	.xColumn = batch_column,
	.xRowid = batch_rowid,
};

static int add_module(struct store *s, const char *name, const struct batch_module *module,
		      struct err *err)
{
	struct batch_client *client = mem_new(1, sizeof(*client));

	client->store = s;
	client->module = module;
	if (sqlite3_create_module_v2(s->db, name, &batch_methods, client, free) != SQLITE_OK)
		return store_fail(s, err, "the store");
	return 0;
}

int store_batch_tables(struct store *s, struct err *err)
{
	if (add_module(s, "batch_record", &record_module, err) != 0)
		return -1;
	return add_module(s, "batch_reading", &reading_module, err);
}
