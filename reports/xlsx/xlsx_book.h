/*
 * xlsx_book.h - private to xlsx*.c: a workbook in the making, and the checking
 * layer between tables and libxlsxwriter, which takes NaN, broken UTF-8 and worse without a
 * word.
 */
#ifndef REPORTS_XLSX_BOOK_H
#define REPORTS_XLSX_BOOK_H

#include <time.h>
#include <xlsxwriter.h>

#include "data/base/table.h"

#define XLSX_NAME_MAX 31      /* characters of a sheet's name */
#define XLSX_FORMULA_MAX 8192 /* bytes */
#define XLSX_TEXT_MAX 32767   /* characters of a cell */
#define XLSX_LINKS_MAX 65000  /* of a sheet */

/* Where a table stands. Rows and columns count from 0. */
struct xlsx_place {
	const struct table *table;
	size_t sheet;
	lxw_row_t title, note, header, first, footnote;
};

struct xlsx_sheet {
	char *name;
	lxw_worksheet *ws;
	size_t tables;	     /* that stand on it */
	lxw_row_t rows;	     /* used by the layout */
	lxw_row_t chart_row; /* first row below everything */
	size_t width;	     /* columns */
	double *widths;	     /* of the columns, in characters */
	size_t cells, links; /* written */
	bool wide;	     /* landscape */
	bool charts;
};

struct xlsx_look;

struct xlsx_book {
	lxw_workbook *wb;
	struct xlsx_place *places; /* one a table */
	size_t place_count;
	struct xlsx_sheet *sheets;
	size_t sheet_count;
	struct xlsx_look *looks; /* formats made so far */
	size_t look_count, look_room;
	time_t created; /* what the workbook says of itself */
	struct err *err;
};

/* What a format is made from. */
enum xlsx_part {
	PART_CELL,
	PART_TITLE,
	PART_SUBTITLE,
	PART_NOTE,
	PART_HEADER,
	PART_RULE, /* a conditional format: the format of numbers alone */
};

struct xlsx_look {
	enum xlsx_part part;
	enum cell_style style;
	bool centre, right, wrap, link, top, indent;
	char number[176];   /* format of numbers; "" is General */
	lxw_format *format; /* the result */
};

/* xlsx_format.c */
lxw_format *xlsx_format(struct xlsx_book *b, const struct xlsx_look *wanted);
/* The number format of a cell that is a number, to look->number. */
void xlsx_number_format(struct xlsx_look *look, const struct table *t, size_t row,
			size_t column);

/* The format of numbers that shows a symbol, with the cell's suffix, whatever the number. */
void xlsx_symbol_format(struct xlsx_look *look, const char *symbol, size_t length,
			const char *suffix);

/* xlsx_refs.c: "{TABLE:ROW:COLUMN}" becomes 'Sheet'!$A$1. The caller frees; NULL with *err
   set when a reference leads nowhere. `self`: the place that {.:..} means. */
char *xlsx_resolve(const struct xlsx_book *b, const struct xlsx_place *self,
		   const char *formula);
/* "TABLE" or "TABLE:ROW" as "internal:'Sheet'!A1"; NULL when it leads nowhere. */
char *xlsx_link(const struct xlsx_book *b, const char *link);

/* xlsx_layout.c: which table stands where, and how wide the columns are. */
int xlsx_layout(struct xlsx_book *b, const struct table *const *tables, size_t count);

/* xlsx_sheet.c: cells, comments, links, rules of one table. */
int xlsx_put_table(struct xlsx_book *b, const struct xlsx_place *place);

/* xlsx_symbols.c: levels are numbers, and people see their symbols, whatever they become. */
/* May the two have one rule? LibreOffice follows one range of rules only, where two overlap that
   are not the same: those for symbols and for colours must begin and end together. */
bool xlsx_symbols_alike(const struct cell *a, const struct cell *b);
int xlsx_put_symbols(struct xlsx_book *b, const struct xlsx_place *place);

/* xlsx_chart.c */
int xlsx_put_charts(struct xlsx_book *b, const struct xlsx_place *place);

/* xlsx_verify.c: 0 when every part of the zip file is whole and each sheet has as many
   cells as were written. */
int xlsx_verify(const char *path, const struct xlsx_sheet *sheets, size_t count,
		struct err *err);

#endif
