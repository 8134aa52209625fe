/* store_read.c - questions to the store. */
#include "data/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/num.h"
#include "data/store_private.h"

/* Columns of a sample, in the order that read_sample() takes them. */
#define SAMPLE_COLUMNS                                                                   \
	"r.id, r.number, r.run, r.origin_log, r.origin_line, c.platform, c.benchmark, "  \
	"c.side, c.parameters, c.tool, c.version, gr.name, gr.sha256, l.path, l.sha256"
#define RECORD_TABLES                                                              \
	" FROM record r JOIN analysis a ON a.id = r.analysis AND a.current "       \
	"JOIN log l ON l.id = a.log JOIN context c ON c.id = r.context "           \
	"JOIN grammar gr ON gr.id = c.grammar "
#define SAMPLE_WIDTH 15

/* The end of a query: 0 when it came to its end, else the error. */
static int refuse(struct store *s, sqlite3_stmt *st, int code, struct err *err)
{
	int rc = code == SQLITE_DONE ? 0 : store_fail(s, err, "cannot be read");

	sqlite3_finalize(st);
	return rc;
}

static const char *text_or_null(sqlite3_stmt *st, int column)
{
	return (const char *)sqlite3_column_text(st, column);
}

static void read_record(sqlite3_stmt *st, struct store_sample *out)
{
	*out = (struct store_sample){
		.record = sqlite3_column_int64(st, 0),
		.record_in_log = sqlite3_column_int64(st, 1),
		.run = text_or_null(st, 2),
		.origin_log = text_or_null(st, 3),
		.origin_line = sqlite3_column_int64(st, 4),
		.platform = store_text(st, 5),
		.benchmark = store_text(st, 6),
		.side = store_text(st, 7),
		.parameters = store_text(st, 8),
		.tool = store_text(st, 9),
		.version = store_text(st, 10),
		.grammar = store_text(st, 11),
		.grammar_sha256 = store_text(st, 12),
		.log = store_text(st, 13),
		.log_sha256 = store_text(st, 14),
	};
}

/* Does "a=1;b=2" have name=value? */
static bool has_parameter(const char *parameters, const struct store_where *w)
{
	size_t n = strlen(w->name);

	for (const char *p = parameters; *p;) {
		size_t len = strcspn(p, ";");

		if (len > n && strncmp(p, w->name, n) == 0 && p[n] == '=' &&
		    len - n - 1 == strlen(w->value) &&
		    memcmp(p + n + 1, w->value, len - n - 1) == 0)
			return true;
		p += len + (p[len] == ';');
	}
	return false;
}

static bool wanted(const struct store_filter *f, const char *parameters)
{
	for (size_t i = 0; i < f->where_count; i++)
		if (!has_parameter(parameters, &f->where[i]))
			return false;
	return true;
}

static void bind_filter(sqlite3_stmt *st, const struct store_filter *f)
{
	const char *const texts[] = { f->benchmark, f->platform, f->side };

	for (int i = 0; i < (int)ARRAY_LEN(texts); i++)
		if (texts[i])
			sqlite3_bind_text(st, i + 1, texts[i], -1, SQLITE_STATIC);
}

#define FILTER                                                                       \
	" (?1 IS NULL OR c.benchmark = ?1) AND (?2 IS NULL OR c.platform = ?2) AND " \
	"(?3 IS NULL OR c.side = ?3) "

/* The joins of a sample in a given order: metric and context rule out most rows before
   anything else is looked up. */
#define SAMPLE_SELECT                                                                     \
	"SELECT " SAMPLE_COLUMNS ", g.line + ss.line AS at, %s, m.name, m.unit, u.name, " \
	"u.multiply, u.divide, (SELECT text FROM spelling p WHERE p.reading = g.id AND "  \
	"p.slot = ss.slot), g.id, ss.slot FROM reading g %s"                              \
	"CROSS JOIN record r ON r.id = g.record "                                         \
	"CROSS JOIN context c ON c.id = r.context %s"                                     \
	"CROSS JOIN analysis a ON a.id = r.analysis AND a.current "                       \
	"CROSS JOIN log l ON l.id = a.log "                                               \
	"CROSS JOIN grammar gr ON gr.id = c.grammar "                                     \
	"CROSS JOIN metric m ON m.id = ss.metric "                                        \
	"CROSS JOIN unit u ON u.id = ss.unit WHERE " FILTER                               \
	"AND (?4 IS NULL OR ss.metric = (SELECT id FROM metric WHERE name = ?4)) "        \
	"AND g.step = 0 AND r.status = 'ok'"
#define SAMPLE_ORDER " ORDER BY 14, 2, 16, 24, 25"

/* "CASE ss.slot WHEN 0 THEN g.v0 ... END": for figures of any metric, in any slot. */
static char *any_slot(void)
{
	char *text = mem_dup("CASE ss.slot"), *more;

	for (int slot = 0; slot < STORE_SLOTS; slot++) {
		more = mem_printf("%s WHEN %d THEN g.v%d", text, slot, slot);
		free(text);
		text = more;
	}
	more = mem_printf("%s END", text);
	free(text);
	return more;
}

/*
 * For one metric a SELECT for each slot that it stands in, with that slot's column by name:
 * four times as fast as a CASE over all slots. Empty when nothing has the metric.
 */
static int sample_query(struct store *s, const struct store_filter *f, char **out,
			struct err *err)
{
	char *sql = mem_dup(""), *more, *value;
	sqlite3_stmt *st;
	int code;

	if (f->metric == NULL) {
		free(sql);
		value = any_slot();
		*out = mem_printf(SAMPLE_SELECT SAMPLE_ORDER, value, "",
				  "CROSS JOIN shape_slot ss ON ss.shape = g.shape ");
		free(value);
		return 0;
	}
	if (store_prepare(s, "SELECT DISTINCT ss.slot FROM shape_slot ss "
			     "JOIN metric m ON m.id = ss.metric WHERE m.name = ? ORDER BY 1",
			  &st, err) != 0)
		return -1;
	sqlite3_bind_text(st, 1, f->metric, -1, SQLITE_STATIC);
	while ((code = sqlite3_step(st)) == SQLITE_ROW) {
		char column[16], slots[96];
		int slot = sqlite3_column_int(st, 0);

		snprintf(column, sizeof(column), "g.v%d", slot);
		snprintf(slots, sizeof(slots), "CROSS JOIN shape_slot ss ON ss.shape = g.shape "
			 "AND ss.slot = %d ", slot);
		more = mem_printf("%s%s" SAMPLE_SELECT, sql, sql[0] ? " UNION ALL " : "",
				  column, slots, "");
		free(sql);
		sql = more;
	}
	*out = sql[0] ? mem_printf("%s" SAMPLE_ORDER, sql) : mem_dup("");
	free(sql);
	return refuse(s, st, code, err);
}

/* The figure as its line has it. */
static const char *log_text(sqlite3_stmt *st, int column, double value, char *buf,
			    size_t size)
{
	const char *text = text_or_null(st, column);

	return text ? text : num_format(buf, size, value);
}

static void read_value(sqlite3_stmt *st, struct store_sample *out, char *buf, size_t size)
{
	struct unit unit = { .multiply = sqlite3_column_double(st, SAMPLE_WIDTH + 5),
			     .divide = sqlite3_column_double(st, SAMPLE_WIDTH + 6) };

	out->line = sqlite3_column_int64(st, SAMPLE_WIDTH);
	out->log_value = sqlite3_column_double(st, SAMPLE_WIDTH + 1);
	out->metric = store_text(st, SAMPLE_WIDTH + 2);
	out->unit = store_text(st, SAMPLE_WIDTH + 3);
	out->log_unit = store_text(st, SAMPLE_WIDTH + 4);
	out->value = unit_to_canonical(&unit, out->log_value);
	out->log_text = log_text(st, SAMPLE_WIDTH + 7, out->log_value, buf, size);
}

int store_samples(struct store *s, const struct store_filter *f, store_sample_fn *each,
		  void *ctx, struct err *err)
{
	char *sql, buf[NUM_TEXT];
	sqlite3_stmt *st;
	int code, rc = 0;

	if (sample_query(s, f, &sql, err) != 0)
		return -1;
	if (sql[0] == '\0') {
		free(sql);
		return 0;
	}
	rc = store_prepare(s, sql, &st, err);
	free(sql);
	if (rc != 0)
		return -1;
	bind_filter(st, f);
	if (f->metric)
		sqlite3_bind_text(st, 4, f->metric, -1, SQLITE_STATIC);
	while (rc == 0 && (code = sqlite3_step(st)) != SQLITE_DONE) {
		struct store_sample sample;

		if (code != SQLITE_ROW)
			return refuse(s, st, code, err);
		read_record(st, &sample);
		if (!wanted(f, sample.parameters))
			continue;
		read_value(st, &sample, buf, sizeof(buf));
		rc = each(ctx, &sample, err);
	}
	sqlite3_finalize(st);
	return rc;
}

int store_rejects(struct store *s, const struct store_filter *f, store_reject_fn *each,
		  void *ctx, struct err *err)
{
	sqlite3_stmt *st;
	int code, rc = 0;

	if (store_prepare(s, "SELECT c.platform, c.benchmark, c.side, c.parameters, r.status,"
			     " r.reason, l.path, r.line, r.number" RECORD_TABLES
			     "WHERE r.status <> 'ok' AND" FILTER "ORDER BY l.path, r.number",
			  &st, err) != 0)
		return -1;
	bind_filter(st, f);
	while (rc == 0 && (code = sqlite3_step(st)) != SQLITE_DONE) {
		if (code != SQLITE_ROW)
			return refuse(s, st, code, err);
		struct store_reject r = {
			store_text(st, 0), store_text(st, 1), store_text(st, 2),
			store_text(st, 3), store_text(st, 4), store_text(st, 5),
			store_text(st, 6), sqlite3_column_int64(st, 7),
			sqlite3_column_int64(st, 8),
		};
		if (wanted(f, r.parameters))
			rc = each(ctx, &r, err);
	}
	sqlite3_finalize(st);
	return rc;
}

int store_platforms(struct store *s, store_name_fn *each, void *ctx, struct err *err)
{
	sqlite3_stmt *st;
	int code, rc = 0;

	if (store_prepare(s, "SELECT DISTINCT t.platform FROM tally t "
			     "JOIN analysis a ON a.id = t.analysis AND a.current "
			     "WHERE t.platform <> '' ORDER BY 1", &st, err) != 0)
		return -1;
	while (rc == 0 && (code = sqlite3_step(st)) != SQLITE_DONE) {
		if (code != SQLITE_ROW)
			return refuse(s, st, code, err);
		rc = each(ctx, store_text(st, 0), err);
	}
	sqlite3_finalize(st);
	return rc;
}

int store_figures(struct store *s, store_figure_fn *each, void *ctx, struct err *err)
{
	sqlite3_stmt *st;
	char buf[NUM_TEXT];
	int code, rc = 0;

	if (store_prepare(s, "SELECT " SAMPLE_COLUMNS ", ifnull(f.line, r.line), f.log_value, "
			     "f.metric, f.unit, f.log_unit, f.multiply, f.divide, "
			     "(SELECT text FROM spelling p WHERE p.reading = f.reading AND "
			     "p.slot = f.slot), r.status, r.reason, f.metric IS NULL"
			     RECORD_TABLES
			     "LEFT JOIN (SELECT * FROM figure WHERE step = 0) f "
			     "ON f.record = r.id "
			     "ORDER BY l.path, r.number, f.line, f.reading, f.slot",
			  &st, err) != 0)
		return -1;
	while (rc == 0 && (code = sqlite3_step(st)) != SQLITE_DONE) {
		struct store_figure figure;

		if (code != SQLITE_ROW)
			return refuse(s, st, code, err);
		read_record(st, &figure.sample);
		read_value(st, &figure.sample, buf, sizeof(buf));
		figure.status = store_text(st, SAMPLE_WIDTH + 8);
		figure.reason = text_or_null(st, SAMPLE_WIDTH + 9);
		if (sqlite3_column_int(st, SAMPLE_WIDTH + 10))
			figure.sample.metric = NULL;
		rc = each(ctx, &figure, err);
	}
	sqlite3_finalize(st);
	return rc;
}

int store_tallies(struct store *s, store_tally_fn *each, void *ctx, struct err *err)
{
	sqlite3_stmt *st;
	int code, rc = 0;

	if (store_prepare(s, "SELECT t.platform, t.benchmark, t.side, t.status, t.reason, "
			     "sum(t.records) FROM tally t "
			     "JOIN analysis a ON a.id = t.analysis AND a.current "
			     "GROUP BY 1, 2, 3, 4, 5 ORDER BY 2, 3, 1, 4, 5", &st, err) != 0)
		return -1;
	while (rc == 0 && (code = sqlite3_step(st)) != SQLITE_DONE) {
		if (code != SQLITE_ROW)
			return refuse(s, st, code, err);
		struct store_tally t = { store_text(st, 0), store_text(st, 1),
					 store_text(st, 2), store_text(st, 3),
					 store_text(st, 4), sqlite3_column_int64(st, 5) };
		rc = each(ctx, &t, err);
	}
	sqlite3_finalize(st);
	return rc;
}

int store_problems(struct store *s, store_problem_fn *each, void *ctx, struct err *err)
{
	sqlite3_stmt *st;
	int code, rc = 0;

	if (store_prepare(s, "SELECT l.path, p.kind, p.text, p.line FROM problem p "
			     "JOIN analysis a ON a.id = p.analysis AND a.current "
			     "JOIN log l ON l.id = a.log ORDER BY l.path, p.line, p.id",
			  &st, err) != 0)
		return -1;
	while (rc == 0 && (code = sqlite3_step(st)) != SQLITE_DONE) {
		if (code != SQLITE_ROW)
			return refuse(s, st, code, err);
		struct store_problem p = { store_text(st, 0), store_text(st, 1),
					   store_text(st, 2), sqlite3_column_int64(st, 3) };
		rc = each(ctx, &p, err);
	}
	sqlite3_finalize(st);
	return rc;
}

int store_counts(struct store *s, struct store_counts *out, struct err *err)
{
	sqlite3_stmt *st;

	if (store_prepare(s, "SELECT count(*), sum(l.bytes), sum(l.lines), "
			     "(SELECT sum(t.records) FROM tally t JOIN analysis b "
			     "ON b.id = t.analysis AND b.current), "
			     "sum(a.unknown_lines), sum(a.overlong_lines), sum(a.intervals), "
			     "(SELECT count(*) FROM analysis) "
			     "FROM analysis a JOIN log l ON l.id = a.log WHERE a.current",
			  &st, err) != 0)
		return -1;
	int code = sqlite3_step(st);
	if (code != SQLITE_ROW)
		return refuse(s, st, code, err);
	*out = (struct store_counts){
		sqlite3_column_int64(st, 0), sqlite3_column_int64(st, 1),
		sqlite3_column_int64(st, 2), sqlite3_column_int64(st, 3),
		sqlite3_column_int64(st, 4), sqlite3_column_int64(st, 5),
		sqlite3_column_int64(st, 6), sqlite3_column_int64(st, 7),
	};
	sqlite3_finalize(st);
	return 0;
}
