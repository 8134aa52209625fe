/*
 * store_samples.c - one pass over the readings for all that is asked of them.
 *
 * A row of `reading` holds figures of many metrics, and what it refers to repeats from row to
 * row. So the small tables are read first (store_words.c); then the filters say which shapes,
 * which of their slots and which contexts are wanted, and the query names only these.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/store/store_private.h"
#include "data/store/store_words.h"

#define LIST_MAX 2000 /* ids in a query; with more it takes all and the rows are looked at */

struct pass {
	struct words words;
	const struct store_filter *filters;
	size_t filter_count;
	const char **metrics;  /* of the filters, as `words` has them; NULL: not in the store */
	bool *passes;          /* context * filter_count + filter */
	bool slots[STORE_SLOTS];
	int columns[STORE_SLOTS]; /* of a slot's figure in the query */
	struct arena arena;
};

/* --- what a filter lets through ------------------------------------------------------ */

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

static bool is(const char *wanted, const char *text)
{
	return wanted == NULL || strcmp(wanted, text) == 0;
}

static bool context_passes(const struct store_filter *f, const struct words_context *c)
{
	if (c->platform == NULL || !is(f->benchmark, c->benchmark) ||
	    !is(f->platform, c->platform) || !is(f->side, c->side))
		return false;
	for (size_t i = 0; i < f->where_count; i++)
		if (!has_parameter(c->parameters, &f->where[i]))
			return false;
	return true;
}

static bool slot_passes(const struct pass *p, size_t filter, const struct words_slot *slot)
{
	return p->filters[filter].metric == NULL || p->metrics[filter] == slot->metric;
}

static bool context_wanted(const struct pass *p, size_t context)
{
	for (size_t i = 0; i < p->filter_count; i++)
		if (p->passes[context * p->filter_count + i])
			return true;
	return false;
}

static bool slot_wanted(const struct pass *p, const struct words_slot *slot)
{
	for (size_t i = 0; i < p->filter_count; i++)
		if (slot_passes(p, i, slot))
			return true;
	return false;
}

static int pass_begin(struct store *s, struct pass *p, const struct store_filter *filters,
		      size_t count, struct err *err)
{
	*p = (struct pass){ .filters = filters, .filter_count = count };
	if (words_load(s, &p->words, err) != 0)
		return -1;
	p->metrics = arena_new(&p->arena, count, sizeof(*p->metrics));
	for (size_t i = 0; i < count; i++)
		if (filters[i].metric)
			p->metrics[i] = dict_get(&p->words.metrics, filters[i].metric,
						 strlen(filters[i].metric));
	p->passes = arena_new(&p->arena, p->words.context_count * count, sizeof(bool));
	for (size_t c = 0; c < p->words.context_count; c++)
		for (size_t i = 0; i < count; i++)
			p->passes[c * count + i] =
				context_passes(&filters[i], &p->words.contexts[c]);
	return 0;
}

static void pass_end(struct pass *p)
{
	words_release(&p->words);
	arena_release(&p->arena);
}

/* --- the query ----------------------------------------------------------------------- */

#define RECORD_COLUMNS                                                                  \
	"r.id, r.analysis, r.context, r.number, r.run, r.origin_log, r.origin_line, "   \
	"r.line, r.status, r.reason"
#define ORDER " ORDER BY l.path, r.analysis, r.number"
#define ORDER_TABLES " JOIN analysis a ON a.id = r.analysis JOIN log l ON l.id = a.log"

enum { R_ID, R_ANALYSIS, R_CONTEXT, R_NUMBER, R_RUN, R_ORIGIN_LOG, R_ORIGIN_LINE, R_LINE,
       R_STATUS, R_REASON, G_ID, G_SHAPE, G_LINE, G_FIRST };

/* " AND g.shape IN (1,4,7)", or "" for too long a list. */
static void add_ids(FILE *sql, const char *column, const int64_t *ids, size_t count)
{
	if (count > LIST_MAX)
		return;
	fprintf(sql, " AND %s IN (", column);
	for (size_t i = 0; i < count; i++)
		fprintf(sql, "%s%lld", i ? "," : "", (long long)ids[i]);
	fputc(')', sql);
}

static void add_contexts(const struct pass *p, FILE *sql)
{
	int64_t *ids = mem_new(p->words.context_count, sizeof(*ids));
	size_t n = 0;

	for (size_t i = 0; i < p->words.context_count; i++)
		if (context_wanted(p, i))
			ids[n++] = (int64_t)i;
	add_ids(sql, "r.context", ids, n);
	free(ids);
}

/* The shapes that have a figure that is wanted; notes their slots. */
static void add_shapes(struct pass *p, FILE *sql)
{
	int64_t *ids = mem_new(p->words.shape_count, sizeof(*ids));
	size_t n = 0;

	for (size_t i = 0; i < p->words.slot_count; i++) {
		const struct words_slot *slot = &p->words.slots[i];

		if (!slot_wanted(p, slot) || slot->slot < 0 || slot->slot >= STORE_SLOTS)
			continue;
		p->slots[slot->slot] = true;
		if (n == 0 || ids[n - 1] != slot->shape)
			ids[n++] = slot->shape;
	}
	add_ids(sql, "g.shape", ids, n);
	free(ids);
}

static int prepare_samples(struct store *s, struct pass *p, sqlite3_stmt **out,
			   struct err *err)
{
	char *where = NULL, *text = NULL;
	size_t size;
	FILE *sql = mem_stream(&where, &size);
	int column = G_FIRST, rc;

	fputs("g.step = 0 AND r.status = 'ok'", sql);
	add_shapes(p, sql);
	add_contexts(p, sql);
	fclose(sql);
	sql = mem_stream(&text, &size);
	fputs("SELECT " RECORD_COLUMNS ", g.id, g.shape, g.line", sql);
	for (int i = 0; i < STORE_SLOTS; i++)
		if (p->slots[i]) {
			fprintf(sql, ", g.v%d", i);
			p->columns[i] = column++;
		}
	fprintf(sql, " FROM reading g CROSS JOIN record r ON r.id = g.record%s WHERE %s%s",
		p->words.in_order ? "" : ORDER_TABLES, where,
		p->words.in_order ? "" : ORDER ", g.id");
	fclose(sql);
	rc = store_prepare(s, text, out, err);
	free(where);
	free(text);
	return rc;
}

/* --- a row's figures ----------------------------------------------------------------- */

static const char *text_or_null(sqlite3_stmt *st, int column)
{
	return (const char *)sqlite3_column_text(st, column);
}

/* False: the record is not the current analysis's. */
static bool read_record(const struct words *w, sqlite3_stmt *st, struct store_sample *out)
{
	const struct words_analysis *a =
		words_analysis(w, sqlite3_column_int64(st, R_ANALYSIS));
	const struct words_context *c =
		words_context(w, sqlite3_column_int64(st, R_CONTEXT));

	if (a == NULL || c == NULL || !a->current)
		return false;
	*out = (struct store_sample){
		.record = sqlite3_column_int64(st, R_ID),
		.record_in_log = sqlite3_column_int64(st, R_NUMBER),
		.run = text_or_null(st, R_RUN),
		.origin_log = text_or_null(st, R_ORIGIN_LOG),
		.origin_line = sqlite3_column_int64(st, R_ORIGIN_LINE),
		.platform = c->platform,
		.benchmark = c->benchmark,
		.side = c->side,
		.parameters = c->parameters,
		.tool = c->tool,
		.version = c->version,
		.grammar = c->grammar,
		.grammar_sha256 = c->grammar_sha256,
		.log = a->log,
		.log_sha256 = a->log_sha256,
	};
	return true;
}

static void read_figure(const struct words *w, const struct words_slot *slot,
			int64_t reading, int64_t line, double value,
			struct store_sample *out)
{
	out->line = line + slot->line;
	out->log_value = value;
	out->metric = slot->metric;
	out->unit = slot->canonical;
	out->log_unit = slot->unit;
	out->value = unit_to_canonical(&slot->convert, value);
	out->log_text = words_spelling(w, reading, slot->slot);
}

static int give_reading(const struct pass *p, sqlite3_stmt *st, struct store_sample *sample,
			store_sample_fn *each, void *ctx, struct err *err)
{
	const struct words *w = &p->words;
	size_t context = (size_t)sqlite3_column_int64(st, R_CONTEXT);
	size_t shape = (size_t)sqlite3_column_int64(st, G_SHAPE);
	int64_t id = sqlite3_column_int64(st, G_ID), line = sqlite3_column_int64(st, G_LINE);

	if (shape >= w->shape_count)
		return 0;
	for (size_t f = 0; f < p->filter_count; f++) {
		if (!p->passes[context * p->filter_count + f])
			continue;
		for (size_t i = w->first_slot[shape]; i < w->first_slot[shape + 1]; i++) {
			const struct words_slot *slot = &w->slots[i];

			if (!slot_passes(p, f, slot))
				continue;
			read_figure(w, slot, id, line,
				    sqlite3_column_double(st, p->columns[slot->slot]), sample);
			if (each(ctx, f, sample, err) != 0)
				return -1;
		}
	}
	return 0;
}

/* The end of a query: 0 when it came to its end, else the error. */
static int end_query(struct store *s, sqlite3_stmt *st, int code, int rc, struct err *err)
{
	if (rc == 0 && code != SQLITE_DONE)
		rc = store_fail(s, err, "cannot be read");
	sqlite3_finalize(st);
	return rc;
}

int store_samples(struct store *s, const struct store_filter *filters, size_t count,
		  store_sample_fn *each, void *ctx, struct err *err)
{
	struct store_sample sample;
	sqlite3_stmt *st = NULL;
	struct pass p;
	int code = SQLITE_DONE, rc = pass_begin(s, &p, filters, count, err);

	if (rc == 0)
		rc = prepare_samples(s, &p, &st, err);
	while (rc == 0 && (code = sqlite3_step(st)) == SQLITE_ROW)
		if (read_record(&p.words, st, &sample))
			rc = give_reading(&p, st, &sample, each, ctx, err);
	rc = end_query(s, st, code, rc, err);
	pass_end(&p);
	return rc;
}

const char *store_sample_text(const struct store_sample *m, char buf[NUM_TEXT])
{
	return m->log_text ? m->log_text : num_format(buf, NUM_TEXT, m->log_value);
}

/* --- records that are not sound ------------------------------------------------------ */

static int give_reject(const struct pass *p, sqlite3_stmt *st, store_reject_fn *each,
		       void *ctx, struct err *err)
{
	struct store_sample m;

	if (!read_record(&p->words, st, &m))
		return 0;
	const struct store_reject reject = {
		m.platform, m.benchmark, m.side, m.parameters,
		store_text(st, R_STATUS), store_text(st, R_REASON), m.log,
		sqlite3_column_int64(st, R_LINE), m.record_in_log,
	};
	size_t context = (size_t)sqlite3_column_int64(st, R_CONTEXT);

	for (size_t f = 0; f < p->filter_count; f++)
		if (p->passes[context * p->filter_count + f] &&
		    each(ctx, f, &reject, err) != 0)
			return -1;
	return 0;
}

int store_rejects(struct store *s, const struct store_filter *filters, size_t count,
		  store_reject_fn *each, void *ctx, struct err *err)
{
	sqlite3_stmt *st = NULL;
	struct pass p;
	int code = SQLITE_DONE, rc = pass_begin(s, &p, filters, count, err);

	if (rc == 0)
		rc = store_prepare(s, "SELECT " RECORD_COLUMNS " FROM record r" ORDER_TABLES
				      " WHERE r.status <> 'ok'" ORDER, &st, err);
	while (rc == 0 && (code = sqlite3_step(st)) == SQLITE_ROW)
		rc = give_reject(&p, st, each, ctx, err);
	rc = end_query(s, st, code, rc, err);
	pass_end(&p);
	return rc;
}

/* --- everything ---------------------------------------------------------------------- */

/*
 * Readings stand in the order of their records, so the two are read side by side. Where the
 * analyses are not in the order of their logs, both queries sort.
 */
struct figures {
	struct words words;
	sqlite3_stmt *records, *readings;
	int reading_code; /* of the reading that comes next */
};

enum { F_RECORD, F_ID, F_SHAPE, F_LINE, F_STEP, F_FIRST };

static int figures_begin(struct store *s, bool series, struct figures *f, struct err *err)
{
	static const char *const records[] = {
		"SELECT " RECORD_COLUMNS " FROM record r" ORDER_TABLES ORDER,
		"SELECT " RECORD_COLUMNS " FROM record r ORDER BY r.id",
	};
	static const char *const readings[] = {
		"SELECT g.record, g.id, g.shape, g.line, g.step, g.v0, g.v1, g.v2, g.v3, g.v4, "
		"g.v5, g.v6, g.v7, g.v8, g.v9, g.v10, g.v11, g.v12, g.v13, g.v14, g.v15, "
		"g.v16, g.v17, g.v18, g.v19, g.v20, g.v21, g.v22, g.v23 FROM reading g "
		"CROSS JOIN record r ON r.id = g.record" ORDER_TABLES
		" WHERE g.step = 0 OR ?1" ORDER ", g.id",
		"SELECT record, id, shape, line, step, v0, v1, v2, v3, v4, v5, v6, v7, v8, v9, "
		"v10, v11, v12, v13, v14, v15, v16, v17, v18, v19, v20, v21, v22, v23 "
		"FROM reading WHERE step = 0 OR ?1 ORDER BY id",
	};

	*f = (struct figures){ 0 };
	if (words_load(s, &f->words, err) != 0 ||
	    store_prepare(s, records[f->words.in_order], &f->records, err) != 0 ||
	    store_prepare(s, readings[f->words.in_order], &f->readings, err) != 0)
		return -1;
	sqlite3_bind_int(f->readings, 1, series);
	f->reading_code = sqlite3_step(f->readings);
	return 0;
}

static void figures_end(struct figures *f)
{
	sqlite3_finalize(f->records);
	sqlite3_finalize(f->readings);
	words_release(&f->words);
}

/* The figures of the reading that comes next. */
static int give_figures(const struct figures *f, struct store_figure *figure,
			store_figure_fn *each, void *ctx, struct err *err)
{
	const struct words *w = &f->words;
	size_t shape = (size_t)sqlite3_column_int64(f->readings, F_SHAPE);
	int64_t id = sqlite3_column_int64(f->readings, F_ID);
	int64_t line = sqlite3_column_int64(f->readings, F_LINE);

	if (shape >= w->shape_count)
		return 0;
	for (size_t i = w->first_slot[shape]; i < w->first_slot[shape + 1]; i++) {
		const struct words_slot *slot = &w->slots[i];

		read_figure(w, slot, id, line,
			    sqlite3_column_double(f->readings, F_FIRST + slot->slot),
			    &figure->sample);
		if (each(ctx, figure, err) != 0)
			return -1;
	}
	return 0;
}

/* A record and its figures; without any, the record alone. Passes over its readings also
   when it is not wanted. */
static int give_record(struct figures *f, store_figure_fn *each, void *ctx, struct err *err)
{
	int64_t record = sqlite3_column_int64(f->records, R_ID);
	struct store_figure figure = { 0 };
	bool current = read_record(&f->words, f->records, &figure.sample), any = false;
	int rc = 0;

	figure.status = store_text(f->records, R_STATUS);
	figure.reason = text_or_null(f->records, R_REASON);
	for (; rc == 0 && f->reading_code == SQLITE_ROW &&
	       sqlite3_column_int64(f->readings, F_RECORD) == record;
	     f->reading_code = sqlite3_step(f->readings)) {
		figure.step = sqlite3_column_int64(f->readings, F_STEP);
		any = any || figure.step == 0;
		if (current)
			rc = give_figures(f, &figure, each, ctx, err);
	}
	if (rc != 0 || any || !current)
		return rc;
	read_record(&f->words, f->records, &figure.sample);
	figure.sample.line = sqlite3_column_int64(f->records, R_LINE);
	figure.step = 0;
	return each(ctx, &figure, err);
}

int store_figures(struct store *s, bool series, store_figure_fn *each, void *ctx,
		  struct err *err)
{
	struct figures f;
	int code = SQLITE_DONE, rc = figures_begin(s, series, &f, err);

	while (rc == 0 && (code = sqlite3_step(f.records)) == SQLITE_ROW)
		rc = give_record(&f, each, ctx, err);
	if (rc == 0 && (code != SQLITE_DONE || f.reading_code != SQLITE_DONE))
		rc = code == SQLITE_DONE && f.reading_code == SQLITE_ROW
			? err_set(err, EXIT_MACHINE, "%s: its readings are not in the order of "
				  "its records; parse the archive again into a new store",
				  s->path)
			: store_fail(s, err, "cannot be read");
	figures_end(&f);
	return rc;
}
