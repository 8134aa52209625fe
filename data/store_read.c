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

/*
 * Samples, with the joins in a given order: of a metric by its places in shapes, of any by
 * the record; either rules out most rows before anything else is looked up.
 */
#define SAMPLE_VALUE                                                                     \
	"CASE ss.slot WHEN 0 THEN g.v0 WHEN 1 THEN g.v1 WHEN 2 THEN g.v2 "               \
	"WHEN 3 THEN g.v3 WHEN 4 THEN g.v4 WHEN 5 THEN g.v5 WHEN 6 THEN g.v6 "           \
	"WHEN 7 THEN g.v7 WHEN 8 THEN g.v8 WHEN 9 THEN g.v9 WHEN 10 THEN g.v10 "         \
	"WHEN 11 THEN g.v11 WHEN 12 THEN g.v12 WHEN 13 THEN g.v13 WHEN 14 THEN g.v14 "   \
	"WHEN 15 THEN g.v15 WHEN 16 THEN g.v16 WHEN 17 THEN g.v17 WHEN 18 THEN g.v18 "   \
	"WHEN 19 THEN g.v19 WHEN 20 THEN g.v20 WHEN 21 THEN g.v21 WHEN 22 THEN g.v22 "   \
	"WHEN 23 THEN g.v23 END"
#define SAMPLE_SELECT                                                                    \
	"SELECT " SAMPLE_COLUMNS ", g.line + ss.line AS at, " SAMPLE_VALUE ", m.name, "  \
	"m.unit, u.name, u.multiply, u.divide, (SELECT text FROM spelling p "            \
	"WHERE p.reading = g.id AND p.slot = ss.slot) FROM reading g "
#define SAMPLE_RECORD                                                                    \
	"CROSS JOIN record r ON r.id = g.record CROSS JOIN context c ON c.id = r.context "
#define SAMPLE_REST                                                                      \
	"CROSS JOIN analysis a ON a.id = r.analysis AND a.current "                      \
	"CROSS JOIN log l ON l.id = a.log CROSS JOIN grammar gr ON gr.id = c.grammar "   \
	"CROSS JOIN metric m ON m.id = ss.metric CROSS JOIN unit u ON u.id = ss.unit "   \
	"WHERE " FILTER "AND g.step = 0 AND r.status = 'ok' "                            \
	"ORDER BY l.path, r.number, at, g.id, ss.slot"

static const char one_metric[] =
	SAMPLE_SELECT "CROSS JOIN shape_slot ss ON ss.shape = g.shape AND "
		      "ss.metric = (SELECT id FROM metric WHERE name = ?4) "
		      SAMPLE_RECORD SAMPLE_REST;
static const char any_metric[] =
	SAMPLE_SELECT SAMPLE_RECORD "CROSS JOIN shape_slot ss ON ss.shape = g.shape "
				    SAMPLE_REST;

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
	sqlite3_stmt **kept = &s->samples[f->metric == NULL], *st;
	char buf[NUM_TEXT];
	int code, rc = 0;

	if (*kept == NULL &&
	    store_prepare(s, f->metric ? one_metric : any_metric, kept, err) != 0)
		return -1;
	st = *kept;
	sqlite3_clear_bindings(st);
	bind_filter(st, f);
	if (f->metric)
		sqlite3_bind_text(st, 4, f->metric, -1, SQLITE_STATIC);
	while (rc == 0 && (code = sqlite3_step(st)) != SQLITE_DONE) {
		struct store_sample sample;

		if (code != SQLITE_ROW) {
			rc = store_fail(s, err, "cannot be read");
			break;
		}
		read_record(st, &sample);
		if (!wanted(f, sample.parameters))
			continue;
		read_value(st, &sample, buf, sizeof(buf));
		rc = each(ctx, &sample, err);
	}
	sqlite3_reset(st);
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
