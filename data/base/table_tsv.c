/* table_tsv.c - tables for machines as lines: tsv, and csv by RFC 4180. */
#include <string.h>

#include "data/base/table_write.h"

/* Tabs and line ends would break the line; the backslash is what escapes them. */
static void put_tsv(const char *s, FILE *out)
{
	for (;;) {
		size_t plain = strcspn(s, "\t\n\r\\");
		fwrite(s, 1, plain, out);
		s += plain;
		if (*s == '\0')
			return;
		putc('\\', out);
		putc(*s == '\t' ? 't' : *s == '\n' ? 'n' : *s == '\r' ? 'r' : '\\', out);
		s++;
	}
}

static void put_csv(const char *s, FILE *out)
{
	if (s[strcspn(s, ",\"\n\r")] == '\0') {
		fputs(s, out);
		return;
	}
	putc('"', out);
	for (; *s; s++) {
		if (*s == '"')
			putc('"', out);
		putc(*s, out);
	}
	putc('"', out);
}

struct line_format {
	char separator;
	const char *line_end;
	void (*put)(const char *s, FILE *out);
};

static void write_row(const struct table *t, size_t row, const struct line_format *f,
		      FILE *out)
{
	char number[64];

	for (size_t i = 0; i < t->width; i++) {
		const struct cell *c = &t->cells[row * t->width + i];
		if (i)
			putc(f->separator, out);
		if (c->kind == CELL_TEXT)
			f->put(c->text, out);
		else if (c->kind == CELL_NUMBER)
			fputs(table_format_number(number, sizeof(number), c->number), out);
	}
	fputs(f->line_end, out);
}

static void write_head(const struct table *t, const struct line_format *f, FILE *out)
{
	for (size_t i = 0; i < t->width; i++) {
		if (i)
			putc(f->separator, out);
		f->put(t->columns[i].name, out);
	}
	fputs(f->line_end, out);
}

static int write_lines(const struct table *const *tables, size_t count,
		       const struct line_format *f, FILE *out, struct err *err)
{
	for (size_t n = 0; n < count; n++) {
		const struct table *t = tables[n];
		if (t->people_only)
			continue;
		if (t->passed == 0)
			write_head(t, f, out);
		for (size_t row = 0; row < t->height; row++)
			write_row(t, row, f, out);
	}
	return table_write_check(out, err);
}

int table_write_tsv(const struct table *const *tables, size_t count, FILE *out,
		    struct err *err)
{
	static const struct line_format tsv = { '\t', "\n", put_tsv };

	return write_lines(tables, count, &tsv, out, err);
}

int table_write_csv(const struct table *const *tables, size_t count, FILE *out,
		    struct err *err)
{
	static const struct line_format csv = { ',', "\r\n", put_csv };

	return write_lines(tables, count, &csv, out, err);
}
