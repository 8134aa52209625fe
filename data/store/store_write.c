/* store_write.c - adding logs and their records to the store. */
#include "data/store/store.h"

#include <stdio.h>
#include <string.h>

#include "data/store/store_private.h"

static const char *const sql_of[STORE_STATEMENTS] = {
	[ADD_UNIT] = "INSERT INTO unit (name, canonical, multiply, divide) "
		     "VALUES (?,?,?,?)",
	[ADD_METRIC] = "INSERT INTO metric (name, unit) VALUES (?,?)",
	[ADD_GRAMMAR] = "INSERT INTO grammar (name, sha256) VALUES (?,?)",
	[ADD_LOG] = "INSERT INTO log (id, sha256, path, place, copy, bytes, lines) "
		    "VALUES (?,?,?,?,?,?,?)",
	[ADD_ANALYSIS] = "INSERT INTO analysis (id, log, fingerprint, current, unknown_lines,"
			 " overlong_lines, intervals) VALUES (?,?,?,1,?,?,?)",
	[ADD_CONTEXT] = "INSERT INTO context (id, platform, benchmark, side, parameters, tool,"
			" version, grammar) VALUES (?,?,?,?,?,?,?,?)",
	[ADD_RECORDS] = "INSERT INTO record SELECT * FROM batch_record",
	[ADD_READINGS] = "INSERT INTO reading SELECT * FROM batch_reading",
	[ADD_SHAPE] = "INSERT INTO shape (id) VALUES (?)",
	[ADD_SLOT] = "INSERT INTO shape_slot (shape, slot, metric, unit, line) "
		     "VALUES (?,?,?,?,?)",
	[ADD_SPELLING] = "INSERT INTO spelling (reading, slot, text) VALUES (?,?,?)",
	[ADD_TALLY] = "INSERT INTO tally (analysis, platform, benchmark, side, status, reason,"
		      " records) VALUES (?,?,?,?,?,?,?)"
		      " ON CONFLICT DO UPDATE SET records = records + excluded.records",
	[ADD_PROBLEM] = "INSERT INTO problem (id, analysis, line, kind, text) "
			"VALUES (?,?,?,?,?)",
	[FIND_UNIT] = "SELECT id FROM unit WHERE name = ?",
	[FIND_METRIC] = "SELECT id FROM metric WHERE name = ?",
	[FIND_GRAMMAR] = "SELECT id FROM grammar WHERE name = ? AND sha256 = ?",
	[FIND_LOG] = "SELECT id FROM log WHERE sha256 = ?1 AND (place = ?2 AND copy = ?3 OR "
		     "path = ?4 OR place = '' AND id < ?5) "
		     "ORDER BY place = ?2 AND copy = ?3 DESC, path = ?4 DESC, id LIMIT 1",
	[MOVE_LOG] = "UPDATE log SET place = ?2, copy = ?3 WHERE id = ?1",
	[FIND_ANALYSIS] = "SELECT a.id FROM analysis a JOIN log l ON l.id = a.log "
			  "WHERE l.sha256 = ? AND l.copy = ? AND a.fingerprint = ?",
	[FIND_CONTEXT] = "SELECT id FROM context WHERE platform = ? AND benchmark = ? AND "
			 "side = ? AND parameters = ? AND tool = ? AND version = ? AND "
			 "grammar = ?",
	[SUPERSEDE] = "UPDATE analysis SET current = 0 WHERE log = ? AND id <> ?",
	[UPDATE_LOG] = "UPDATE log SET sha256 = ?2, path = ?3, place = ?4, copy = ?5, bytes = ?6, "
		       "lines = ?7 WHERE id = ?1",
	[UPDATE_ANALYSIS] = "UPDATE analysis SET log = ?2, fingerprint = ?3, "
			    "unknown_lines = ?4, overlong_lines = ?5, intervals = ?6 "
			    "WHERE id = ?1",
	[DROP_LOG] = "DELETE FROM log WHERE id = ?",
};

/* A label's ids, a context's id: known after the first time. */
struct label_row {
	int64_t metric, unit;
};

struct context_row {
	int64_t id;
};

/* Records of the current log that are alike in a summary. */
struct tally_row {
	const struct measure_context *context;
	enum measure_status status;
	const char *reason;
	int64_t records;
	struct tally_row *next;
};

static int statement(struct store *s, enum store_statement which, sqlite3_stmt **out,
		     struct err *err)
{
	if (s->statements[which] == NULL &&
	    store_prepare(s, sql_of[which], &s->statements[which], err) != 0)
		return -1;
	*out = s->statements[which];
	return 0;
}

static void bind_text(sqlite3_stmt *st, int i, const char *text)
{
	if (text)
		sqlite3_bind_text(st, i, text, -1, SQLITE_STATIC);
	else
		sqlite3_bind_null(st, i);
}

/* Runs a statement that gives no rows. */
static int run(struct store *s, sqlite3_stmt *st, struct err *err)
{
	int code = sqlite3_step(st);

	if (code != SQLITE_DONE)
		store_fail(s, err, "cannot be written");
	sqlite3_reset(st);
	return code == SQLITE_DONE ? 0 : -1;
}

/* Runs a statement that gives one id or nothing (*id = 0). */
static int find(struct store *s, sqlite3_stmt *st, int64_t *id, struct err *err)
{
	int code = sqlite3_step(st);

	*id = code == SQLITE_ROW ? sqlite3_column_int64(st, 0) : 0;
	if (code != SQLITE_ROW && code != SQLITE_DONE)
		store_fail(s, err, "cannot be read");
	sqlite3_reset(st);
	return code == SQLITE_ROW || code == SQLITE_DONE ? 0 : -1;
}

static int unit_id(struct store *s, const struct measure_label *l, int64_t *id,
		   struct err *err)
{
	sqlite3_stmt *st;

	if (statement(s, FIND_UNIT, &st, err) != 0)
		return -1;
	bind_text(st, 1, l->unit_text);
	if (find(s, st, id, err) != 0 || *id)
		return *id ? 0 : -1;
	if (statement(s, ADD_UNIT, &st, err) != 0)
		return -1;
	bind_text(st, 1, l->unit_text);
	bind_text(st, 2, l->unit.canonical);
	sqlite3_bind_double(st, 3, l->unit.multiply);
	sqlite3_bind_double(st, 4, l->unit.divide);
	if (run(s, st, err) != 0)
		return -1;
	*id = sqlite3_last_insert_rowid(s->db);
	return 0;
}

static int metric_id(struct store *s, const struct measure_label *l, int64_t *id,
		     struct err *err)
{
	sqlite3_stmt *st;

	if (statement(s, FIND_METRIC, &st, err) != 0)
		return -1;
	bind_text(st, 1, l->metric);
	if (find(s, st, id, err) != 0 || *id)
		return *id ? 0 : -1;
	if (statement(s, ADD_METRIC, &st, err) != 0)
		return -1;
	bind_text(st, 1, l->metric);
	bind_text(st, 2, l->unit.canonical);
	if (run(s, st, err) != 0)
		return -1;
	*id = sqlite3_last_insert_rowid(s->db);
	return 0;
}

static const struct label_row *label_row(struct store *s, const struct measure_label *l,
					 struct err *err)
{
	struct label_row *row = dict_get(&s->labels, &l, sizeof(l));

	if (row)
		return row;
	row = arena_new(&s->arena, 1, sizeof(*row));
	if (metric_id(s, l, &row->metric, err) != 0 || unit_id(s, l, &row->unit, err) != 0)
		return NULL;
	dict_set(&s->labels, &l, sizeof(l), row);
	return row;
}

static int grammar_id(struct store *s, const struct measure_context *c, int64_t *id,
		      struct err *err)
{
	sqlite3_stmt *st;

	if (statement(s, FIND_GRAMMAR, &st, err) != 0)
		return -1;
	bind_text(st, 1, c->grammar);
	bind_text(st, 2, c->grammar_sha256);
	if (find(s, st, id, err) != 0 || *id)
		return *id ? 0 : -1;
	if (statement(s, ADD_GRAMMAR, &st, err) != 0)
		return -1;
	bind_text(st, 1, c->grammar);
	bind_text(st, 2, c->grammar_sha256);
	if (run(s, st, err) != 0)
		return -1;
	*id = sqlite3_last_insert_rowid(s->db);
	return 0;
}

static void bind_context(sqlite3_stmt *st, int first, const struct measure_context *c,
			 int64_t grammar)
{
	const char *const texts[] = { c->platform, c->benchmark, c->side, c->parameters,
				      c->tool, c->version };

	for (int i = 0; i < (int)ARRAY_LEN(texts); i++)
		bind_text(st, first + i, texts[i]);
	sqlite3_bind_int64(st, first + (int)ARRAY_LEN(texts), grammar);
}

static int context_id(struct store *s, const struct measure_context *c, int64_t *id,
		      struct err *err)
{
	struct context_row *row = dict_get(&s->contexts, &c, sizeof(c));
	sqlite3_stmt *st;
	int64_t grammar;

	if (row) {
		*id = row->id;
		return 0;
	}
	if (grammar_id(s, c, &grammar, err) != 0 ||
	    statement(s, FIND_CONTEXT, &st, err) != 0)
		return -1;
	bind_context(st, 1, c, grammar);
	if (find(s, st, id, err) != 0)
		return -1;
	if (*id == 0) {
		*id = s->next_context++;
		if (statement(s, ADD_CONTEXT, &st, err) != 0)
			return -1;
		sqlite3_bind_int64(st, 1, *id);
		bind_context(st, 2, c, grammar);
		if (run(s, st, err) != 0)
			return -1;
	}
	row = arena_new(&s->arena, 1, sizeof(*row));
	row->id = *id;
	dict_set(&s->contexts, &c, sizeof(c), row);
	return 0;
}

static int add_shape(struct store *s, const struct measure_value *values, size_t count,
		     int64_t *id, struct err *err)
{
	sqlite3_stmt *st;

	*id = s->next_shape++;
	if (statement(s, ADD_SHAPE, &st, err) != 0)
		return -1;
	sqlite3_bind_int64(st, 1, *id);
	if (run(s, st, err) != 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		const struct label_row *row = label_row(s, values[i].label, err);

		if (row == NULL || statement(s, ADD_SLOT, &st, err) != 0)
			return -1;
		sqlite3_bind_int64(st, 1, *id);
		sqlite3_bind_int64(st, 2, (int64_t)i);
		sqlite3_bind_int64(st, 3, row->metric);
		sqlite3_bind_int64(st, 4, row->unit);
		sqlite3_bind_int64(st, 5, (int64_t)values[i].line - (int64_t)values[0].line);
		if (run(s, st, err) != 0)
			return -1;
	}
	return 0;
}

static int shape_id(struct store *s, const struct measure_value *values, size_t count,
		    int64_t *id, struct err *err)
{
	struct { const struct measure_label *label; int64_t line; } key[STORE_SLOTS];

	for (size_t i = 0; i < count; i++) {
		key[i].label = values[i].label;
		key[i].line = (int64_t)values[i].line - (int64_t)values[0].line;
	}
	struct context_row *row = dict_get(&s->shapes, key, count * sizeof(key[0]));
	if (row) {
		*id = row->id;
		return 0;
	}
	if (add_shape(s, values, count, id, err) != 0)
		return -1;
	row = arena_new(&s->arena, 1, sizeof(*row));
	row->id = *id;
	dict_set(&s->shapes, key, count * sizeof(key[0]), row);
	return 0;
}

static int add_spelling(struct store *s, int64_t reading, size_t slot, const char *text,
			struct err *err)
{
	sqlite3_stmt *st;

	if (statement(s, ADD_SPELLING, &st, err) != 0)
		return -1;
	sqlite3_bind_int64(st, 1, reading);
	sqlite3_bind_int64(st, 2, (int64_t)slot);
	bind_text(st, 3, text);
	return run(s, st, err);
}

/* One row of `reading`: at most STORE_SLOTS values of one step. */
static int add_reading(struct store *s, int64_t record, int64_t line,
		       const struct measure_value *values, size_t count, struct err *err)
{
	struct store_reading_row row = { .id = s->next_reading++, .record = record,
					 .line = line + values[0].line, .values = values,
					 .count = count };

	if (shape_id(s, values, count, &row.shape, err) != 0)
		return -1;
	s->batch_readings = mem_grow(s->batch_readings, &s->batch_reading_room,
				     s->batch_reading_count + 1, sizeof(row));
	s->batch_readings[s->batch_reading_count++] = row;
	return 0;
}

/* The spellings of the batch's figures, once its readings are there. */
static int add_spellings(struct store *s, struct err *err)
{
	for (size_t i = 0; i < s->batch_reading_count; i++) {
		const struct store_reading_row *r = &s->batch_readings[i];

		for (size_t slot = 0; slot < r->count; slot++)
			if (r->values[slot].text &&
			    add_spelling(s, r->id, slot, r->values[slot].text, err) != 0)
				return -1;
	}
	return 0;
}

static int add_values(struct store *s, int64_t record, const struct measure_record *r,
		      struct err *err)
{
	for (size_t i = 0, n; i < r->value_count; i += n) {
		n = 1;
		while (i + n < r->value_count && n < STORE_SLOTS &&
		       r->values[i + n].step == r->values[i].step)
			n++;
		if (add_reading(s, record, r->line, r->values + i, n, err) != 0)
			return -1;
	}
	return 0;
}

static void count_record(struct store *s, const struct measure_record *r)
{
	const char *reason = r->reason ? r->reason : "";
	size_t n = strlen(reason), size = sizeof(r->context) + sizeof(r->status) + n;

	s->key = mem_grow(s->key, &s->key_room, size, 1);
	memcpy(s->key, &r->context, sizeof(r->context));
	memcpy(s->key + sizeof(r->context), &r->status, sizeof(r->status));
	memcpy(s->key + size - n, reason, n);
	struct tally_row *row = dict_get(&s->tallies, s->key, size);
	if (row == NULL) {
		row = arena_new(&s->arena, 1, sizeof(*row));
		*row = (struct tally_row){ r->context, r->status,
					   arena_dup(&s->arena, reason), 0, NULL };
		dict_set(&s->tallies, s->key, size, row);
		*(s->last_tally ? &s->last_tally->next : &s->first_tally) = row;
		s->last_tally = row;
	}
	row->records++;
}

static int add_record(struct store *s, const struct measure_record *r, struct err *err)
{
	struct store_record_row row = { .id = s->next_record++, .record = r };

	if (context_id(s, r->context, &row.context, err) != 0)
		return -1;
	s->batch_records = mem_grow(s->batch_records, &s->batch_record_room,
				    s->batch_record_count + 1, sizeof(row));
	s->batch_records[s->batch_record_count++] = row;
	count_record(s, r);
	return add_values(s, row.id, r, err);
}

static void forget_tallies(struct store *s)
{
	dict_release(&s->tallies);
	s->first_tally = s->last_tally = NULL;
}

/* In the order of their first records: the file's bytes depend on it. */
static int add_tallies(struct store *s, struct err *err)
{
	sqlite3_stmt *st;

	for (const struct tally_row *row = s->first_tally; row; row = row->next) {
		if (statement(s, ADD_TALLY, &st, err) != 0)
			return -1;
		sqlite3_bind_int64(st, 1, s->next_analysis);
		bind_text(st, 2, row->context->platform);
		bind_text(st, 3, row->context->benchmark);
		bind_text(st, 4, row->context->side);
		bind_text(st, 5, measure_status_name(row->status));
		bind_text(st, 6, row->reason);
		sqlite3_bind_int64(st, 7, row->records);
		if (run(s, st, err) != 0)
			return -1;
	}
	forget_tallies(s);
	return 0;
}

static int add_problems(struct store *s, const struct store_log *log, struct err *err)
{
	sqlite3_stmt *st;

	for (size_t i = 0; i < log->problem_count; i++) {
		const struct measure_problem *p = &log->problems[i];

		if (statement(s, ADD_PROBLEM, &st, err) != 0)
			return -1;
		sqlite3_bind_int64(st, 1, s->next_problem++);
		sqlite3_bind_int64(st, 2, s->next_analysis);
		sqlite3_bind_int64(st, 3, p->line);
		bind_text(st, 4, p->kind);
		bind_text(st, 5, p->text);
		if (run(s, st, err) != 0)
			return -1;
	}
	return 0;
}

static int put_log(struct store *s, enum store_statement which, int64_t id,
		   const struct store_log *log, struct err *err)
{
	sqlite3_stmt *st;

	if (statement(s, which, &st, err) != 0)
		return -1;
	sqlite3_bind_int64(st, 1, id);
	bind_text(st, 2, log->sha256);
	bind_text(st, 3, log->path);
	bind_text(st, 4, log->place);
	sqlite3_bind_int64(st, 5, log->copy);
	sqlite3_bind_int64(st, 6, log->bytes);
	sqlite3_bind_int64(st, 7, log->lines);
	return run(s, st, err);
}

static int put_analysis(struct store *s, enum store_statement which, int64_t log_id,
			const struct store_log *log, struct err *err)
{
	sqlite3_stmt *st;

	if (statement(s, which, &st, err) != 0)
		return -1;
	sqlite3_bind_int64(st, 1, s->next_analysis);
	sqlite3_bind_int64(st, 2, log_id);
	bind_text(st, 3, log->fingerprint);
	sqlite3_bind_int64(st, 4, log->unknown_lines);
	sqlite3_bind_int64(st, 5, log->overlong_lines);
	sqlite3_bind_int64(st, 6, log->intervals);
	return run(s, st, err);
}

/* The row of a log that is known, with the place that it has now; 0: it is not. */
static int find_log(struct store *s, const struct store_log *log, int64_t *id,
		    struct err *err)
{
	sqlite3_stmt *st;

	if (statement(s, FIND_LOG, &st, err) != 0)
		return -1;
	bind_text(st, 1, log->sha256);
	bind_text(st, 2, log->place);
	sqlite3_bind_int64(st, 3, log->copy);
	bind_text(st, 4, log->path);
	sqlite3_bind_int64(st, 5, s->first_log);
	if (find(s, st, id, err) != 0)
		return -1;
	if (*id == 0)
		return 0;
	if (statement(s, MOVE_LOG, &st, err) != 0)
		return -1;
	sqlite3_bind_int64(st, 1, *id);
	bind_text(st, 2, log->place);
	sqlite3_bind_int64(st, 3, log->copy);
	return run(s, st, err);
}

/* What an analysis has besides its records; then it is the current one of a known log. */
static int finish(struct store *s, int64_t log_id, bool known_log,
		  const struct store_log *log, struct err *err)
{
	sqlite3_stmt *st;

	if (add_tallies(s, err) != 0 || add_problems(s, log, err) != 0)
		return -1;
	if (!known_log) {
		s->next_analysis++;
		return 0;
	}
	if (statement(s, SUPERSEDE, &st, err) != 0)
		return -1;
	sqlite3_bind_int64(st, 1, log_id);
	sqlite3_bind_int64(st, 2, s->next_analysis);
	s->next_analysis++;
	return run(s, st, err);
}

/* Is this analysis of this log in the store? */
static int has_analysis(struct store *s, const struct store_log *log, bool *out,
			struct err *err)
{
	sqlite3_stmt *st;
	int64_t id;

	if (statement(s, FIND_ANALYSIS, &st, err) != 0)
		return -1;
	bind_text(st, 1, log->sha256);
	sqlite3_bind_int64(st, 2, log->copy);
	bind_text(st, 3, log->fingerprint);
	if (find(s, st, &id, err) != 0)
		return -1;
	*out = id != 0;
	return 0;
}

int store_log_records(struct store *s, const struct measure_record *records, size_t count,
		      struct err *err)
{
	sqlite3_stmt *add_records, *add_readings;

	if (statement(s, ADD_RECORDS, &add_records, err) != 0 ||
	    statement(s, ADD_READINGS, &add_readings, err) != 0)
		return -1;
	s->batch_record_count = s->batch_reading_count = 0;
	for (size_t i = 0; i < count; i++)
		if (add_record(s, &records[i], err) != 0)
			return -1;
	if (run(s, add_records, err) != 0 || run(s, add_readings, err) != 0)
		return -1;
	return add_spellings(s, err);
}

int store_add_log(struct store *s, const struct store_log *log,
		  const struct measure_record *records, size_t count, bool *added,
		  struct err *err)
{
	bool known = false;
	int64_t id = 0;

	/* A new store is asked nothing: its logs are unique, should a caller err. */
	if (!s->fresh && has_analysis(s, log, &known, err) != 0)
		return -1;
	*added = !known;
	if (known)
		return 0;
	if (!s->fresh && find_log(s, log, &id, err) != 0)
		return -1;
	bool known_log = id != 0;
	if (!known_log) {
		id = s->next_log++;
		if (put_log(s, ADD_LOG, id, log, err) != 0)
			return -1;
	}
	if (put_analysis(s, ADD_ANALYSIS, id, log, err) != 0 ||
	    store_log_records(s, records, count, err) != 0)
		return -1;
	return finish(s, id, known_log, log, err);
}

/* The next ids, to note them and to go back to them. */
static void ids(struct store *s, bool set)
{
	int64_t *const next[] = { &s->next_log,	   &s->next_analysis, &s->next_record,
				  &s->next_reading, &s->next_shape,    &s->next_context,
				  &s->next_problem };

	for (size_t i = 0; i < ARRAY_LEN(next); i++)
		if (set)
			*next[i] = s->marks[i];
		else
			s->marks[i] = *next[i];
}

int store_log_begin(struct store *s, struct err *err)
{
	const struct store_log unknown = { .path = "", .sha256 = "", .place = "",
					   .fingerprint = "" };

	ids(s, false);
	if (store_exec(s, "SAVEPOINT log", err) != 0 ||
	    put_log(s, ADD_LOG, s->next_log, &unknown, err) != 0)
		return -1;
	return put_analysis(s, ADD_ANALYSIS, s->next_log, &unknown, err);
}

static int take_back(struct store *s, struct err *err)
{
	ids(s, true);
	forget_tallies(s);
	dict_release(&s->contexts);
	dict_release(&s->shapes);
	dict_release(&s->labels);
	return store_exec(s, "ROLLBACK TO log; RELEASE log", err);
}

int store_log_end(struct store *s, const struct store_log *log, bool *added,
		  struct err *err)
{
	sqlite3_stmt *st;
	bool known;
	int64_t id;

	if (has_analysis(s, log, &known, err) != 0)
		return -1;
	*added = !known;
	if (known)
		return take_back(s, err);
	if (find_log(s, log, &id, err) != 0)
		return -1;
	if (id == 0) {
		id = s->next_log++;
		if (put_log(s, UPDATE_LOG, id, log, err) != 0 ||
		    put_analysis(s, UPDATE_ANALYSIS, id, log, err) != 0)
			return -1;
	} else {
		if (put_analysis(s, UPDATE_ANALYSIS, id, log, err) != 0 ||
		    statement(s, DROP_LOG, &st, err) != 0)
			return -1;
		sqlite3_bind_int64(st, 1, s->next_log);
		if (run(s, st, err) != 0)
			return -1;
	}
	if (finish(s, id, true, log, err) != 0)
		return -1;
	return store_exec(s, "RELEASE log", err);
}
