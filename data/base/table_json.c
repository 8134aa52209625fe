/* table_json.c - tables as JSON: an array of objects, or an object of such arrays. */
#include <string.h>

#include "data/base/table_write.h"

static void put_escaped(unsigned char c, FILE *out)
{
	switch (c) {
	case '"':
		fputs("\\\"", out);
		break;
	case '\\':
		fputs("\\\\", out);
		break;
	case '\n':
		fputs("\\n", out);
		break;
	case '\t':
		fputs("\\t", out);
		break;
	case '\r':
		fputs("\\r", out);
		break;
	default:
		if (c < 0x20 || c == 0x7F)
			fprintf(out, "\\u%04x", c);
		else
			putc(c, out);
	}
}

static void put_string(const char *s, FILE *out)
{
	size_t n = strlen(s);

	putc('"', out);
	for (size_t i = 0; i < n;) {
		uint32_t code;
		size_t length = utf8_next(s + i, n - i, &code);
		if (code < 0x80)
			put_escaped((unsigned char)s[i], out);
		else if (length == 1)
			fputs("\\ufffd", out);
		else
			fwrite(s + i, 1, length, out);
		i += length;
	}
	putc('"', out);
}

static void put_cell(const struct cell *c, FILE *out)
{
	char number[64];

	if (c->kind == CELL_TEXT)
		put_string(c->text, out);
	else if (c->kind == CELL_NUMBER)
		fputs(table_format_number(number, sizeof(number), c->number), out);
	else
		fputs("null", out);
}

static void put_table(const struct table *t, const char *indent, FILE *out)
{
	fputs("[", out);
	for (size_t row = 0; row < t->height; row++) {
		fprintf(out, "%s\n%s  {", row ? "," : "", indent);
		for (size_t i = 0; i < t->width; i++) {
			if (i)
				fputs(", ", out);
			put_string(t->columns[i].name, out);
			fputs(": ", out);
			put_cell(&t->cells[row * t->width + i], out);
		}
		putc('}', out);
	}
	fprintf(out, "%s%s]", t->height ? "\n" : "", t->height ? indent : "");
}

int table_write_json(const struct table *const *tables, size_t count, FILE *out,
		     struct err *err)
{
	size_t shown = 0, n = 0;

	for (size_t i = 0; i < count; i++)
		shown += !tables[i]->people_only;
	if (shown != 1)
		fputs("{", out);
	for (size_t i = 0; i < count; i++) {
		if (tables[i]->people_only)
			continue;
		if (shown != 1) {
			fputs(n++ ? ",\n  " : "\n  ", out);
			put_string(tables[i]->name, out);
			fputs(": ", out);
		}
		put_table(tables[i], shown != 1 ? "  " : "", out);
	}
	fputs(shown != 1 ? "\n}\n" : "\n", out);
	return table_write_check(out, err);
}
