/*
 * table.h - the one table model: a report builds tables and knows no format, a writer puts
 * tables into one format and knows no report.
 *
 * A table owns everything in it (its arena); all strings given to it are copied.
 */
#ifndef DATA_BASE_TABLE_H
#define DATA_BASE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "data/base/err.h"
#include "data/base/mem.h"

enum cell_kind {
	CELL_MISSING, /* no figure: blank in a workbook, "-" for people, else empty */
	CELL_TEXT,
	CELL_NUMBER,
};

/* How a cell looks where a format can show it. */
enum cell_style {
	STYLE_PLAIN,
	STYLE_HEAD,  /* a row that heads others: a feature set */
	STYLE_TOTAL, /* a row that sums */
	STYLE_INPUT, /* a figure that the reader may change: thresholds, weights */
	STYLE_LEVEL, /* a score: coloured from `level_low` to `level_high` of the table */
	STYLE_BAD,   /* a veto, a difference, a failed cell */
	STYLE_GOOD,
	STYLE_SHARE, /* a share, 0 to 1: the more, the darker */
	STYLE_QUIET, /* secondary: notes, provenance */
	STYLE_FIELD, /* a field of a form, to be filled in with words */
};

struct cell {
	enum cell_kind kind;
	enum cell_style style;
	double number;	  /* CELL_NUMBER; finite */
	int decimals;	  /* for people; -1: all digits that are needed. -2: the column's */
	const char *text; /* CELL_TEXT: the text; CELL_MISSING: why, in a word, or NULL */
	const char *suffix;  /* for people, after the number: "%", " s"; or NULL */
	bool percent;	     /* for people: a share, 0.6 is written "60 %" */
	const char *shown;   /* for people, in place of the number: "++"; or NULL */
	const char *symbols; /* what people see of a number that may change, "2=++" a line;
				`shown` is that of the number as it is; or NULL */
	const char *formula; /* live form of the number, see below; or NULL */
	const char *link;    /* "TABLE" or "TABLE:ROW": where a click leads; or NULL */
	const char *comment; /* a few words on a cell, shown on demand; or NULL */
	const char *choices; /* what a reader may choose from: a range, written as in formulas;
				or NULL */
};

struct column {
	const char *name;  /* for machines: lower_case */
	const char *title; /* for people */
	int decimals;	   /* of its numbers, for people; -1: all digits that are needed */
	bool wrap;	   /* long texts: may be broken over lines */
	bool cut;	   /* long texts: where lines are narrow, the beginning will do */
	int width; /* in characters, where a format wants to know; 0: from its cells */
};

struct chart; /* reports/chart.h: pictures that belong to the table; writers that cannot
		 draw leave them out */

struct table {
	const char *name;     /* lower_case; unique among the tables of one report */
	const char *sheet;    /* tables with the same sheet share a page; NULL: own page */
	const char *title;    /* for people */
	const char *note;     /* a paragraph below the title; or NULL */
	const char *footnote; /* paragraphs below the table, one a line; or NULL */
	struct column *columns;
	size_t width, height;
	struct cell *cells; /* height * width, row by row */
	const char *dash;   /* what stands for people where nothing is; NULL: "-" */
	double level_low, level_high; /* range of STYLE_LEVEL cells */
	bool filter;		      /* long: a reader will want to filter it */
	bool people_only;	      /* left out by formats for machines */
	struct chart **charts;
	size_t chart_count;
	size_t passed; /* rows that were written and forgotten: see table_pass() */
	/* private to table.c */
	size_t column_room, cell_room, cell_count;
	struct arena arena, cell_arena;
};

/*
 * Formulas are written with references that the writer resolves, so that no report knows
 * where a table will stand:  {TABLE:ROW:COLUMN}  is one cell (ROW counts from 0 among the
 * table's rows, COLUMN is a column's name),  {TABLE:ROW:COL1..COL2}  and
 * {TABLE:ROW1..ROW2:COLUMN}  are ranges. {.:ROW:COLUMN} is the same table.
 * The number beside it is the cached result and must be the engine's.
 */

struct table *table_new(const char *name, const char *title);
void table_free(struct table *t); /* NULL is fine */

/* Columns first, then cells from left to right, row after row. */
void table_column(struct table *t, const char *name, const char *title, int decimals);
struct cell *table_text(struct table *t, const char *text); /* NULL or "": an empty text */
struct cell *table_printf(struct table *t, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* A number that is not finite becomes CELL_MISSING. */
struct cell *table_number(struct table *t, double number);
struct cell *table_missing(struct table *t, const char *why);
/* The rest of the row is missing cells without a word. */
void table_end_row(struct table *t);
/* Forgets the rows, which a writer with `in_parts` has written; what follows goes on there. */
void table_pass(struct table *t);

/* Set what a cell just added carries; each copies its text. A cell's address holds until
   the next one is added. */
void table_set_formula(struct table *t, struct cell *c, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void table_set_link(struct table *t, struct cell *c, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void table_set_choices(struct table *t, struct cell *c, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void table_set_comment(struct table *t, struct cell *c, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void table_set_suffix(struct table *t, struct cell *c, const char *suffix);
void table_set_shown(struct table *t, struct cell *c, const char *shown);
void table_set_symbols(struct table *t, struct cell *c, const char *symbols);

/* The cell, or NULL outside the table. */
const struct cell *table_cell(const struct table *t, size_t row, size_t column);

/* A cell as people see it: decimals, suffix, "-" for what is missing. Points into the
   table or to `buf`. */
#define TABLE_CELL_TEXT 400
const char *table_cell_text(const struct table *t, size_t row, size_t column, char *buf,
			    size_t size);

/* The number as text, "%.15g" where that reads back as the same double, else "%.17g",
   never with an exponent between 1e-5 and 1e17. `buf` of at least 40 bytes. */
const char *table_format_number(char *buf, size_t size, double v);

/* Stream writers: text, tsv, csv, json, md, html. */
struct table_writer {
	const char *name;  /* "tsv": for --to, and as a file's ending */
	bool for_machines; /* one table at a time, no title, every digit */
	bool in_parts;     /* a table may be written in parts, with table_pass() between */
	int (*write)(const struct table *const *tables, size_t count, FILE *out,
		     struct err *err);
};

const struct table_writer *table_writer_find(const char *name); /* NULL: no such */
/* The same; NULL with EXIT_INPUT and what there is. */
const struct table_writer *table_writer_named(const char *name, struct err *err);
const char *table_writer_names(void); /* "text, tsv, csv, json, md, html" */

#endif
