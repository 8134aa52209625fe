/*
 * store.h - the store: one SQLite file of logs, analyses, records and measurements.
 * All SQL stands in data/; data/schema.sql is the reference, with views for people.
 *
 * Functions return 0, or -1 with *err set (EXIT_MACHINE unless said otherwise). Strings
 * given to a callback are valid during the call only.
 */
#ifndef DATA_STORE_H
#define DATA_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/base/err.h"
#include "data/base/num.h"
#include "data/measure.h"

struct store;

/* Opens a store that exists, to read. A file that is no store, is newer than this program
   or damaged is refused with its reason. */
int store_open(const char *path, struct store **out, struct err *err);
/* Where it stands; NULL when it is in memory, or another file stands there by now. */
const char *store_path(const struct store *s);

/*
 * From now on the N-th analysis of each log is what is read, N counted from 1; the last one
 * for a log that has not so many. EXIT_INPUT when no log has so many.
 */
int store_choose(struct store *s, int n, struct err *err);

void store_close(struct store *s); /* NULL is fine */

/* --- writing ------------------------------------------------------------------------ */

/*
 * Opens a store to add to; makes it when there is none. Nothing is changed for others to
 * see until store_commit(): a new store is written beside its place and renamed, an old
 * one is changed in one transaction. ":memory:" is a store for this run only.
 */
int store_edit(const char *path, struct store **out, struct err *err);
int store_commit(struct store *s, struct err *err);

/* A log that was read. */
struct store_log {
	const char *path, *sha256;
	const char *place;        /* what is said of it from without (platform ...); "": nothing */
	int64_t copy;             /* of logs with this content and place, counted from 0 */
	int64_t bytes, lines;
	const char *fingerprint;  /* of all that decides what is read from it */
	int64_t unknown_lines, overlong_lines, intervals;
	const struct measure_problem *problems;
	size_t problem_count;
};

/*
 * Adds a log with all its records, unless the store has this analysis of it already: then
 * *added is false and nothing changes. A log is known by content, place and copy; or, where
 * the place is new, by content and path, or by content if nothing was known of its place.
 */
int store_add_log(struct store *s, const struct store_log *log,
		  const struct measure_record *records, size_t count, bool *added,
		  struct err *err);

/*
 * The same in pieces, for logs whose records are too many to hold. Only the end says what
 * log it was; when the store has that analysis already, what came since the beginning is
 * taken back.
 */
int store_log_begin(struct store *s, struct err *err);
int store_log_records(struct store *s, const struct measure_record *records, size_t count,
		      struct err *err);
int store_log_end(struct store *s, const struct store_log *log, bool *added,
		  struct err *err);

/* --- reading ------------------------------------------------------------------------ */

/* A name and value that a record's parameters must have. */
struct store_where {
	const char *name, *value;
};

/* NULL fields match anything. */
struct store_filter {
	const char *benchmark;
	const char *metric;
	const char *platform;
	const char *side;
	const struct store_where *where;
	size_t where_count;
};

/* One measurement of the newest analysis of its log. */
struct store_sample {
	const char *platform;   /* "" when the log's is not known */
	const char *benchmark, *side, *parameters, *metric;
	const char *run;        /* what names the run on all its sides, or NULL */
	const char *tool, *version, *grammar, *grammar_sha256;
	const char *log, *log_sha256;
	const char *origin_log; /* or NULL */
	int64_t origin_line;
	int64_t record, record_in_log, line;
	double value;           /* in `unit`, the canonical one */
	const char *unit;
	double log_value;       /* in log_unit, as on the line */
	const char *log_unit;
	const char *log_text;   /* the figure as it stands on the line; NULL: the number, as
				   store_sample_text() writes it */
};

/* `filter`: which of the filters lets the sample through; it comes once for each. Its texts
   are valid during the call. */
typedef int store_sample_fn(void *ctx, size_t filter, const struct store_sample *sample,
			    struct err *err);

/* Sound measurements (records whose status is ok), ordered by log path and record. */
int store_samples(struct store *s, const struct store_filter *filters, size_t count,
		  store_sample_fn *each, void *ctx, struct err *err);

/* The figure as it stands on its line. */
const char *store_sample_text(const struct store_sample *m, char buf[NUM_TEXT]);

/* A record that is failed or incomplete. */
struct store_reject {
	const char *platform, *benchmark, *side, *parameters;
	const char *status, *reason, *log;
	int64_t line, record_in_log;
};

typedef int store_reject_fn(void *ctx, size_t filter, const struct store_reject *reject,
			    struct err *err);

/* The metrics of the filters are not looked at. Ordered by log path and record. */
int store_rejects(struct store *s, const struct store_filter *filters, size_t count,
		  store_reject_fn *each, void *ctx, struct err *err);

typedef int store_name_fn(void *ctx, const char *name, struct err *err);

/* Platforms that have records, sorted. */
int store_platforms(struct store *s, store_name_fn *each, void *ctx, struct err *err);


/* Which parameters records have: each combination once, sorted. */
struct store_setting {
	const char *platform, *benchmark, *parameters;
};

typedef int store_setting_fn(void *ctx, const struct store_setting *setting, struct err *err);

int store_settings(struct store *s, store_setting_fn *each, void *ctx, struct err *err);

/* Every current figure, in the order log path, record, place in it: what desmet parse --to tsv
   prints. A record without any has one call with metric NULL. With `series` also the values of
   interval lines that are kept (step: 1, 2 ...; of all other figures 0). */
struct store_figure {
	struct store_sample sample;
	const char *status, *reason; /* reason: NULL when ok */
	int64_t step;
};

typedef int store_figure_fn(void *ctx, const struct store_figure *figure, struct err *err);

int store_figures(struct store *s, bool series, store_figure_fn *each, void *ctx,
		  struct err *err);

/* How many records, in groups; ordered. */
struct store_tally {
	const char *platform, *benchmark, *side, *status, *reason;
	const char *log; /* the first one, by its path */
	int64_t records;
};

typedef int store_tally_fn(void *ctx, const struct store_tally *tally, struct err *err);

int store_tallies(struct store *s, store_tally_fn *each, void *ctx, struct err *err);

/* Examples of lines that could not be used, ordered by log path and line. */
struct store_problem {
	const char *log, *kind, *text;
	int64_t line;
};

typedef int store_problem_fn(void *ctx, const struct store_problem *problem,
			     struct err *err);

int store_problems(struct store *s, store_problem_fn *each, void *ctx, struct err *err);

struct store_counts {
	int64_t logs, bytes, lines, records, unknown_lines, overlong_lines, intervals,
		analyses;
};

int store_counts(struct store *s, struct store_counts *out, struct err *err);

#endif
