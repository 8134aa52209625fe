/* table_md.c - tables for people who paste: GitHub's Markdown. */
#include <stdlib.h>
#include <string.h>

#include "data/base/table_write.h"

/* What would end a cell or start markup; `in_cell`: line ends become blanks. */
static void put_md(const char *s, bool in_cell, FILE *out)
{
	char *clean = utf8_is_clean(s) ? NULL : utf8_clean(s);

	for (const char *c = clean ? clean : s; *c; c++) {
		if (*c == '\n' && in_cell) {
			fputs("<br>", out);
			continue;
		}
		if (*c == '<') {
			fputs("&lt;", out);
			continue;
		}
		if (strchr("\\`*_[|~", *c) && !(*c == '|' && !in_cell))
			putc('\\', out);
		putc(*c, out);
	}
	free(clean);
}

/* Leading blanks are lost in Markdown: an indented text keeps them as no-break spaces. */
static void put_cell(const struct table *t, size_t row, size_t column, FILE *out)
{
	char buf[TABLE_CELL_TEXT];
	const struct cell *c = &t->cells[row * t->width + column];
	const char *s = table_cell_text(t, row, column, buf, sizeof(buf));
	bool strong = *s && s[0] != '-' &&
		      (c->style == STYLE_HEAD || c->style == STYLE_TOTAL ||
		       c->style == STYLE_BAD);

	for (; *s == ' '; s++)
		fputs("&nbsp;", out);
	fputs(strong ? "**" : "", out);
	put_md(s, true, out);
	fputs(strong ? "**" : "", out);
}

static void put_lines(const char *text, FILE *out)
{
	for (const char *s = text; *s;) {
		size_t n = strcspn(s, "\n");
		char *line = mem_dup_n(s, n);
		put_md(line, false, out);
		fputs("\n\n", out);
		free(line);
		s += n + (s[n] == '\n');
	}
}

static void put_table(const struct table *t, FILE *out)
{
	if (t->title && *t->title) {
		fputs("## ", out);
		put_md(t->title, false, out);
		fputs("\n\n", out);
	}
	if (t->note)
		put_lines(t->note, out);
	if (t->width && t->height) {
		for (size_t i = 0; i < t->width; i++) {
			fputs(i ? " | " : "| ", out);
			put_md(t->columns[i].title, true, out);
		}
		fputs(" |\n", out);
		for (size_t i = 0; i < t->width; i++)
			fputs(table_column_is_numeric(t, i) ? "|---:" : "|---", out);
		fputs("|\n", out);
		for (size_t row = 0; row < t->height; row++) {
			for (size_t i = 0; i < t->width; i++) {
				fputs(i ? " | " : "| ", out);
				put_cell(t, row, i, out);
			}
			fputs(" |\n", out);
		}
		fputs("\n", out);
	}
	if (t->footnote)
		put_lines(t->footnote, out);
}

int table_write_md(const struct table *const *tables, size_t count, FILE *out,
		   struct err *err)
{
	for (size_t i = 0; i < count; i++)
		put_table(tables[i], out);
	return table_write_check(out, err);
}
