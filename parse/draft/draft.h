/*
 * draft.h - a first grammar for a log that no grammar reads: which figures it seems to have,
 * and rules that read them. What cannot be known from the log is never guessed: it is said.
 */
#ifndef PARSE_DRAFT_H
#define PARSE_DRAFT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "data/base/err.h"
#include "data/base/mem.h"

#define DRAFT_BYTES (8u << 20) /* a longer log is refused: one run is enough */

enum draft_state {
	DRAFT_KNOWN,   /* the unit is known */
	DRAFT_COUNT,   /* no unit, a whole number */
	DRAFT_DOUBT,   /* taken, but marked `unproved`: see `word` */
	DRAFT_UNKNOWN, /* not taken: see `word` */
};

/* One figure of a rule. Texts are the sketch's. */
struct draft_figure {
	int64_t line;       /* where it first stands, from 1 */
	const char *text;   /* as on that line */
	const char *unit;   /* as on that line; "" where none stands */
	const char *means;  /* desmet's unit; NULL: not known */
	enum draft_state state;
	const char *word;   /* DOUBT, UNKNOWN: why; else NULL */
	const char *metric; /* its name; may hold {captures} */
	const char *key;    /* the capture, column or path that has it */
	int64_t document;   /* JSON: in which one, from 0 */
	const char *role_unit; /* what the role says of its unit: "{ua}", "ms" */
};

/* A section or a path of the grammar. */
struct draft_rule {
	const char *name;    /* of [line NAME]; "" in JSON, CSV and XML */
	const char *pattern; /* of the line, of the header row; NULL: there is none */
	const char *row;     /* of a table's rows; NULL: it is no table */
	const char *columns; /* of a table */
	const char *label;   /* of a table: the column that names the rows, or NULL */
	const char *context; /* that it opens, or NULL */
	const char *in;      /* the context in which it counts, or NULL */
	const char *sample;  /* the line as it first stands */
	int64_t line;        /* where, from 1 */
	int64_t times;       /* how often in the log */
	int64_t most;        /* how often within one record, at most */
	int64_t records;     /* in how many records */
	int64_t last_record; /* while they are counted */
	bool version;        /* has the tool's version as (?<version>) */
	bool opens, noise, chatter;
	const char *word;    /* what is to be said of all of it, or NULL */
	struct draft_figure *figures;
	size_t count, room;
};

enum draft_form { DRAFT_TEXT, DRAFT_JSON, DRAFT_CSV, DRAFT_XML };

struct draft {
	const char *name;    /* the grammar's and the tool's */
	const char *version; /* as the log tells it, or NULL */
	int64_t version_line;
	enum draft_form form;
	const char *detect;  /* JSON: a path; CSV: the columns; XML: the first element */
	char separator;      /* CSV */
	int64_t lines, records;
	int64_t others;      /* JSON, XML: lines between the documents, which are not read */
	struct draft_rule *rules;
	size_t count, room;
	struct { const char *from, *to; } units[32]; /* the tool's spellings */
	size_t unit_count;
	bool full;           /* more rules than are kept */
	struct arena arena;
};

#define DRAFT_RULES 400

/*
 * Looks at a log. `name`: of the tool, or NULL: as the log tells it, else as the file is
 * called. EXIT_INPUT for what cannot be sketched (empty, UTF-16, binary, broken); the caller
 * releases in any case.
 */
int draft_log(struct draft *s, const char *path, char *text, size_t size, const char *name,
	       struct err *err);
void draft_release(struct draft *s);

/* The grammar, to be edited. `log` is named in its comments. */
void draft_write(const struct draft *s, const char *log, FILE *out);

/* Does it come several times in a record, so that its values are a series? */
bool draft_is_series(const struct draft_rule *r);

/* How many figures are in this state. */
size_t draft_figures(const struct draft *s, enum draft_state state);

#endif
