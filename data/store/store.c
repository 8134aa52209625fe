/* store.c - opening, closing and committing the store. */
#include "data/store/store.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/base/file.h"
#include "data/base/temporary.h"
#include "data/embedded.h"
#include "data/store/store_private.h"

#define APPLICATION_ID 1146309972 /* "DSMT", as in data/schema.sql */
#define USER_VERSION 2

int store_fail(struct store *s, struct err *err, const char *what)
{
	int code = sqlite3_extended_errcode(s->db);

	if ((code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED)
		return err_set(err, EXIT_MACHINE,
			       "%s is in use by another program; try again when it is done",
			       s->path);
	return err_set(err, EXIT_MACHINE, "%s: %s: %s", s->path, what,
		       sqlite3_errmsg(s->db));
}

int store_exec(struct store *s, const char *sql, struct err *err)
{
	if (sqlite3_exec(s->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		return store_fail(s, err, "the store");
	return 0;
}

int store_prepare(struct store *s, const char *sql, sqlite3_stmt **out, struct err *err)
{
	if (sqlite3_prepare_v3(s->db, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL) !=
	    SQLITE_OK)
		return store_fail(s, err, "the store");
	return 0;
}

const char *store_text(sqlite3_stmt *st, int column)
{
	const char *text = (const char *)sqlite3_column_text(st, column);

	return text ? text : "";
}

static int pragma_number(struct store *s, const char *sql, int64_t *out, struct err *err)
{
	sqlite3_stmt *st;
	int rc = -1;

	if (store_prepare(s, sql, &st, err) != 0)
		return -1;
	if (sqlite3_step(st) == SQLITE_ROW) {
		*out = sqlite3_column_int64(st, 0);
		rc = 0;
	} else {
		store_fail(s, err, "the store cannot be read");
	}
	sqlite3_finalize(st);
	return rc;
}

static int check_identity(struct store *s, struct err *err)
{
	int64_t id, version;

	if (pragma_number(s, "PRAGMA application_id", &id, err) != 0 ||
	    pragma_number(s, "PRAGMA user_version", &version, err) != 0)
		return -1;
	if (id != APPLICATION_ID)
		return err_set(err, EXIT_MACHINE, "%s is a SQLite file, but no desmet store",
			       s->path);
	if (version > USER_VERSION)
		return err_set(err, EXIT_MACHINE,
			       "%s was written by a newer desmet (store version %jd, this one "
			       "reads %d); use that one", s->path, (intmax_t)version,
			       USER_VERSION);
	return 0;
}

static int cannot_open(const struct store *s, struct err *err)
{
	int why = s->db ? sqlite3_system_errno(s->db) : 0;
	char *folder = file_folder(s->path);

	if (s->temporary && access(folder, W_OK | X_OK) != 0) /* SQLite tells of its last try */
		why = errno;
	if (s->temporary && why)
		err_set(err, EXIT_MACHINE, "%s: cannot create a file in %s: %s", s->path, folder,
			strerror(why));
	else
		err_set(err, EXIT_MACHINE, "%s: %s", s->path,
			why ? strerror(why) : sqlite3_errmsg(s->db));
	free(folder);
	return -1;
}

static int open_db(struct store *s, const char *path, int flags, struct err *err)
{
	if (sqlite3_open_v2(path, &s->db, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
		return cannot_open(s, err);
	sqlite3_busy_timeout(s->db, 2000);
	/* The file may come from anywhere: no SQL in it may do more than name rows. */
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	return 0;
}

static struct store *new_store(const char *path)
{
	struct store *s = mem_new(1, sizeof(*s));

	s->path = mem_dup(path);
	return s;
}

/* What stands at the path must be a SQLite file before SQLite touches it. */
static int check_file(const char *path, struct err *err)
{
	unsigned char head[32] = { 0 };
	struct stat st;

	if (stat(path, &st) != 0)
		return err_set(err, errno == ENOENT ? EXIT_INPUT : EXIT_MACHINE, "%s: %s",
			       path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return err_set(err, EXIT_INPUT, "%s is not a store%s", path,
			       S_ISDIR(st.st_mode) ? ", but a folder" : "");
	FILE *f = fopen(path, "re");
	if (f == NULL)
		return err_set(err, EXIT_MACHINE, "%s: %s", path, strerror(errno));
	size_t n = fread(head, 1, sizeof(head), f);
	fclose(f);
	if (n < sizeof(head) || memcmp(head, "SQLite format 3", 16) != 0)
		return err_set(err, EXIT_INPUT,
			       "%s is neither a desmet store nor an archive folder", path);
	/* SQLite notices a cut file only when it reaches the missing page. */
	int64_t page = head[16] << 8 | head[17];
	int64_t pages = (int64_t)head[28] << 24 | head[29] << 16 | head[30] << 8 | head[31];
	int64_t whole = (page == 1 ? 65536 : page) * pages;
	if ((int64_t)st.st_size < whole)
		return err_set(err, EXIT_MACHINE, "%s is cut: %jd bytes of %jd are there; "
			       "parse the archive again into a new store", path,
			       (intmax_t)st.st_size, (intmax_t)whole);
	return 0;
}

int store_open(const char *path, struct store **out, struct err *err)
{
	if (check_file(path, err) != 0)
		return -1;
	struct store *s = new_store(path);
	if (open_db(s, path, SQLITE_OPEN_READONLY, err) != 0 ||
	    store_exec(s, "PRAGMA query_only = 1; PRAGMA foreign_keys = 1", err) != 0 ||
	    check_identity(s, err) != 0) {
		store_close(s);
		return -1;
	}
	*out = s;
	return 0;
}

int store_choose(struct store *s, int n, struct err *err)
{
	int64_t most;
	char *sql;
	int rc;

	if (pragma_number(s, "SELECT ifnull(max(n), 0) FROM (SELECT count(*) n FROM analysis "
			     "GROUP BY log)", &most, err) != 0)
		return -1;
	if (n > most)
		return err_set(err, EXIT_INPUT, "%s@%d: it has at most %jd analys%s of a log",
			       s->path, n, (intmax_t)most, most == 1 ? "is" : "es");
	/* A table of the connection's own hides the store's of the same name. */
	sql = mem_printf(
		"PRAGMA query_only = 0; PRAGMA temp_store = MEMORY;"
		"CREATE TEMP TABLE analysis (id INTEGER PRIMARY KEY, log, fingerprint, current, "
		"unknown_lines, overlong_lines, intervals);"
		"INSERT INTO temp.analysis SELECT id, log, fingerprint, "
		"row_number() OVER (PARTITION BY log ORDER BY id) = "
		"min(%d, count(*) OVER (PARTITION BY log)), "
		"unknown_lines, overlong_lines, intervals FROM main.analysis;"
		"PRAGMA query_only = 1", n);
	rc = store_exec(s, sql, err);
	free(sql);
	return rc;
}

static int create(struct store *s, const char *path, struct err *err)
{
	/* Nobody else sees the new file before it is renamed: no journal file, no syncs. All
	   its ids are given out by this program, so that looking up each row's parents would
	   prove nothing (and take a tenth of the time); tests run foreign_key_check. */
	if (open_db(s, path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, err) != 0 ||
	    store_exec(s, "PRAGMA page_size = 8192; PRAGMA journal_mode = MEMORY;"
			  "PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;"
			  "PRAGMA foreign_keys = 0; PRAGMA cache_size = -8000", err) != 0)
		return -1;
	s->fresh = true;
	char *sql = mem_dup_n(embedded_schema.text, embedded_schema.size);
	int rc = store_exec(s, "BEGIN", err);
	if (rc == 0)
		rc = store_exec(s, sql, err);
	free(sql);
	return rc;
}

/* An older store can be read, but knows too little of its logs to add to them. */
static int check_current(struct store *s, struct err *err)
{
	int64_t version;

	if (pragma_number(s, "PRAGMA user_version", &version, err) != 0)
		return -1;
	if (version < USER_VERSION)
		return err_set(err, EXIT_MACHINE,
			       "%s was written by an older desmet (store version %jd, this one "
			       "writes %d), and can only be read; parse its archives into a new "
			       "store", s->path, (intmax_t)version, USER_VERSION);
	return 0;
}

static int reopen(struct store *s, struct err *err)
{
	if (check_file(s->path, err) != 0 ||
	    open_db(s, s->path, SQLITE_OPEN_READWRITE, err) != 0 ||
	    check_identity(s, err) != 0 || check_current(s, err) != 0)
		return -1;
	if (store_exec(s, "PRAGMA foreign_keys = 1; PRAGMA cache_size = -8000;"
			  "BEGIN IMMEDIATE", err) != 0)
		return -1;
	return 0;
}

static int next_id(struct store *s, const char *table, int64_t *out, struct err *err)
{
	char sql[96];

	snprintf(sql, sizeof(sql), "SELECT ifnull(max(id), 0) + 1 FROM %s", table);
	return pragma_number(s, sql, out, err);
}

static int load_ids(struct store *s, struct err *err)
{
	return next_id(s, "log", &s->first_log, err) ||
		next_id(s, "log", &s->next_log, err) ||
		next_id(s, "analysis", &s->next_analysis, err) ||
		next_id(s, "record", &s->next_record, err) ||
		next_id(s, "reading", &s->next_reading, err) ||
		next_id(s, "shape", &s->next_shape, err) ||
		next_id(s, "context", &s->next_context, err) ||
		next_id(s, "problem", &s->next_problem, err) ? -1 : 0;
}

int store_edit(const char *path, struct store **out, struct err *err)
{
	struct store *s = new_store(path);
	struct stat st;
	int rc;

	s->editing = true;
	if (strcmp(path, ":memory:") == 0) {
		rc = create(s, path, err);
	} else if (stat(path, &st) == 0 && (!S_ISREG(st.st_mode) || st.st_size > 0)) {
		rc = reopen(s, err);
	} else {
		s->temporary = temporary_name(path);
		unlink(s->temporary);
		rc = create(s, s->temporary, err);
	}
	if (rc == 0)
		rc = load_ids(s, err);
	if (rc == 0)
		rc = store_batch_tables(s, err);
	if (rc != 0) {
		store_close(s);
		return -1;
	}
	*out = s;
	return 0;
}

static void finalize(struct store *s)
{
	for (size_t i = 0; i < STORE_STATEMENTS; i++) {
		sqlite3_finalize(s->statements[i]);
		s->statements[i] = NULL;
	}
}

int store_commit(struct store *s, struct err *err)
{
	if (store_exec(s, "COMMIT", err) != 0)
		return -1;
	s->editing = false;
	if (s->temporary == NULL)
		return 0;
	finalize(s);
	if (sqlite3_close(s->db) != SQLITE_OK)
		return store_fail(s, err, "the store cannot be closed");
	s->db = NULL;
	int rc = file_rename_synced(s->temporary, s->path, err);
	free(s->temporary);
	s->temporary = NULL;
	if (rc != 0)
		return -1;
	return open_db(s, s->path, SQLITE_OPEN_READONLY, err);
}

const char *store_path(const struct store *s)
{
	int moved = 0;

	if (strcmp(s->path, ":memory:") == 0 ||
	    sqlite3_file_control(s->db, NULL, SQLITE_FCNTL_HAS_MOVED, &moved) != SQLITE_OK)
		return NULL;
	return moved ? NULL : s->path;
}

void store_close(struct store *s)
{
	if (s == NULL)
		return;
	finalize(s);
	sqlite3_close(s->db); /* an open transaction is rolled back */
	if (s->temporary)
		unlink(s->temporary);
	dict_release(&s->tallies);
	free(s->key);
	dict_release(&s->contexts);
	dict_release(&s->shapes);
	dict_release(&s->labels);
	free(s->batch_records);
	free(s->batch_readings);
	arena_release(&s->arena);
	free(s->temporary);
	free(s->path);
	free(s);
}
