/* store_private.h - what the files of the store share; for no one else. */
#ifndef DATA_STORE_PRIVATE_H
#define DATA_STORE_PRIVATE_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "data/base/dict.h"
#include "data/base/mem.h"
#include "data/store/store.h"

#define STORE_SLOTS 24 /* figures in a row of `reading`; data/schema.sql has as many */

/* Statements that are prepared once, with the store. */
enum store_statement {
	ADD_UNIT, ADD_METRIC, ADD_GRAMMAR, ADD_LOG, ADD_ANALYSIS, ADD_CONTEXT, ADD_RECORDS,
	ADD_READINGS, ADD_SHAPE, ADD_SLOT, ADD_SPELLING, ADD_TALLY, ADD_PROBLEM,
	FIND_UNIT, FIND_METRIC, FIND_GRAMMAR, FIND_LOG, FIND_ANALYSIS, FIND_CONTEXT,
	SUPERSEDE, MOVE_LOG, UPDATE_LOG, UPDATE_ANALYSIS, DROP_LOG, STORE_STATEMENTS
};

/* A row of `record` and one of `reading` on their way into the store (store_batch.c). */
struct store_record_row {
	int64_t id, context;
	const struct measure_record *record;
};

struct store_reading_row {
	int64_t id, record, shape, line;
	const struct measure_value *values;
	size_t count; /* at most STORE_SLOTS */
};

struct store {
	sqlite3 *db;
	char *path;       /* where it stands, or shall stand */
	char *temporary;  /* a new store is written here; NULL otherwise */
	bool editing;
	bool fresh;       /* made by this run: it knows no log that the run has not given it */
	sqlite3_stmt *statements[STORE_STATEMENTS];
	int64_t next_log, next_analysis, next_record, next_reading, next_shape,
		next_context, next_problem;
	int64_t first_log;              /* what stands below was there before this run */
	int64_t marks[7];               /* the next ids as they were at store_log_begin() */
	struct dict tallies;            /* of the log being added */
	struct tally_row *first_tally, *last_tally; /* ... in their order */
	char *key;                      /* of a tally, while it is looked up */
	size_t key_room;
	struct dict contexts, shapes, labels; /* what has an id already, by its pointer */
	struct store_record_row *batch_records;
	size_t batch_record_count, batch_record_room;
	struct store_reading_row *batch_readings;
	size_t batch_reading_count, batch_reading_room;
	struct arena arena;
};

/* "PATH: WHAT: SQLite's words"; returns -1. */
int store_fail(struct store *s, struct err *err, const char *what);
int store_exec(struct store *s, const char *sql, struct err *err);
int store_prepare(struct store *s, const char *sql, sqlite3_stmt **out, struct err *err);
/* A column's text, "" for NULL. */
const char *store_text(sqlite3_stmt *st, int column);

/* The tables batch_record and batch_reading: what s->batch_* hold. */
int store_batch_tables(struct store *s, struct err *err);

#endif
