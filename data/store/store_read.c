/* store_read.c - small questions to the store; store_samples.c has the large ones. */
#include "data/store/store.h"

#include "data/store/store_private.h"

/* The end of a query: 0 when it came to its end, else the error. */
static int refuse(struct store *s, sqlite3_stmt *st, int code, struct err *err)
{
	int rc = code == SQLITE_DONE ? 0 : store_fail(s, err, "cannot be read");

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

int store_settings(struct store *s, store_setting_fn *each, void *ctx, struct err *err)
{
	sqlite3_stmt *st;
	int code, rc = 0;

	if (store_prepare(s, "SELECT DISTINCT c.platform, c.benchmark, c.parameters "
			     "FROM (SELECT DISTINCT r.context FROM record r "
			     "JOIN analysis a ON a.id = r.analysis AND a.current) x "
			     "JOIN context c ON c.id = x.context ORDER BY 1, 2, 3", &st,
			  err) != 0)
		return -1;
	while (rc == 0 && (code = sqlite3_step(st)) != SQLITE_DONE) {
		if (code != SQLITE_ROW)
			return refuse(s, st, code, err);
		struct store_setting t = { store_text(st, 0), store_text(st, 1),
					   store_text(st, 2) };
		rc = each(ctx, &t, err);
	}
	sqlite3_finalize(st);
	return rc;
}

int store_tallies(struct store *s, store_tally_fn *each, void *ctx, struct err *err)
{
	sqlite3_stmt *st;
	int code, rc = 0;

	if (store_prepare(s, "SELECT t.platform, t.benchmark, t.side, t.status, t.reason, "
			     "min(l.path), sum(t.records) FROM tally t "
			     "JOIN analysis a ON a.id = t.analysis AND a.current "
			     "JOIN log l ON l.id = a.log "
			     "GROUP BY 1, 2, 3, 4, 5 ORDER BY 2, 3, 1, 4, 5", &st, err) != 0)
		return -1;
	while (rc == 0 && (code = sqlite3_step(st)) != SQLITE_DONE) {
		if (code != SQLITE_ROW)
			return refuse(s, st, code, err);
		struct store_tally t = { store_text(st, 0), store_text(st, 1),
					 store_text(st, 2), store_text(st, 3),
					 store_text(st, 4), store_text(st, 5),
					 sqlite3_column_int64(st, 6) };
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
