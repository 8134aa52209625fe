/*
 * table_write.h - what the stream writers share; private to data/base/table*.c, but for the
 * text helpers, which any writer may use.
 */
#ifndef DATA_BASE_TABLE_WRITE_H
#define DATA_BASE_TABLE_WRITE_H

#include <stdint.h>

#include "data/base/table.h"

int table_write_text(const struct table *const *tables, size_t count, FILE *out,
		     struct err *err);
int table_write_tsv(const struct table *const *tables, size_t count, FILE *out,
		    struct err *err);
int table_write_csv(const struct table *const *tables, size_t count, FILE *out,
		    struct err *err);
int table_write_json(const struct table *const *tables, size_t count, FILE *out,
		     struct err *err);
int table_write_md(const struct table *const *tables, size_t count, FILE *out,
		   struct err *err);
int table_write_html(const struct table *const *tables, size_t count, FILE *out,
		     struct err *err);

/* 0, or -1 when the stream has failed: the last line of every writer. */
int table_write_check(FILE *out, struct err *err);

/* A row that heads others: its first cell is STYLE_HEAD, nothing else is in it. */
bool table_row_heads(const struct table *t, size_t row);
/* Numbers stand in this column (and no text but "" and missing ones): right-aligned. */
bool table_column_is_numeric(const struct table *t, size_t column);

/* One character of UTF-8 at s, which has n > 0 bytes: its length, and its code point;
   1 and U+FFFD for a byte that belongs to none. */
size_t utf8_next(const char *s, size_t n, uint32_t *code);
/* Columns of a terminal that the text takes. */
size_t utf8_width(const char *s, size_t n);
/* Columns of its longest word; words stand between blanks. */
size_t utf8_longest_word(const char *s);
/* Columns of one character: 0, 1 or 2. */
unsigned utf8_char_width(uint32_t code);
/* True when the text is valid UTF-8 without control characters but tab and line end. */
bool utf8_is_clean(const char *s);
/* A copy with what is not clean replaced by U+FFFD; the caller frees. */
char *utf8_clean(const char *s);

#endif
