/* xlsx_refs.c - references between tables become addresses of cells. */
#include <stdlib.h>
#include <string.h>

#include "reports/xlsx/xlsx_book.h"

/* One reference, as positions in a table. */
struct reference {
	const struct xlsx_place *place;
	size_t row1, row2, column1, column2;
};

static const struct xlsx_place *find_place(const struct xlsx_book *b, const char *name,
					   size_t n)
{
	for (size_t i = 0; i < b->place_count; i++) {
		const char *is = b->places[i].table->name;
		if (strlen(is) == n && memcmp(is, name, n) == 0)
			return &b->places[i];
	}
	return NULL;
}

static bool find_column(const struct table *t, const char *name, size_t n, size_t *out)
{
	for (size_t i = 0; i < t->width; i++) {
		if (strlen(t->columns[i].name) == n &&
		    memcmp(t->columns[i].name, name, n) == 0) {
			*out = i;
			return true;
		}
	}
	return false;
}

/* "A" or "A..B" in text[0..n). */
static const char *find_dots(const char *text, size_t n)
{
	for (size_t i = 0; i + 1 < n; i++) {
		if (text[i] == '.' && text[i + 1] == '.')
			return text + i;
	}
	return NULL;
}

static bool parse_rows(const char *text, size_t n, struct reference *r)
{
	char *end;

	r->row1 = r->row2 = strtoul(text, &end, 10);
	if (end > text && end[0] == '.' && end[1] == '.') {
		char *again = end + 2;
		r->row2 = strtoul(again, &end, 10);
		if (end == again)
			return false;
	}
	return end == text + n && r->row1 <= r->row2 && r->row2 < r->place->table->height;
}

static bool parse_columns(const char *text, size_t n, struct reference *r)
{
	const struct table *t = r->place->table;
	const char *dots = find_dots(text, n);

	if (dots == NULL)
		return find_column(t, text, n, &r->column1) &&
		       find_column(t, text, n, &r->column2);
	size_t left = (size_t)(dots - text);
	return find_column(t, text, left, &r->column1) &&
	       find_column(t, dots + 2, n - left - 2, &r->column2) &&
	       r->column1 <= r->column2;
}

/* What stands between the braces. */
static bool parse(const struct xlsx_book *b, const struct xlsx_place *self,
		  const char *text, size_t n, struct reference *r)
{
	const char *colon = memchr(text, ':', n);

	if (colon == NULL)
		return false;
	size_t name = (size_t)(colon - text);
	r->place = name == 1 && text[0] == '.' ? self : find_place(b, text, name);
	const char *row = colon + 1;
	colon = memchr(row, ':', n - name - 1);
	if (r->place == NULL || colon == NULL)
		return false;
	return parse_rows(row, (size_t)(colon - row), r) &&
	       parse_columns(colon + 1, n - (size_t)(colon + 1 - text), r);
}

/* 0 is A, 25 Z, 26 AA. */
static void column_letters(size_t column, char *buf, size_t size)
{
	char reversed[8];
	size_t n = 0;

	for (size_t c = column + 1; c > 0 && n < sizeof(reversed); c = (c - 1) / 26)
		reversed[n++] = (char)('A' + (c - 1) % 26);
	for (size_t i = 0; i < n && i + 1 < size; i++)
		buf[i] = reversed[n - 1 - i];
	buf[n < size ? n : size - 1] = '\0';
}

static char *address(const struct xlsx_book *b, const struct xlsx_place *self,
		     const struct reference *r)
{
	size_t first = r->place->first;
	char from[16], to[16];
	char *quoted = NULL, *cell;

	column_letters(r->column1, from, sizeof(from));
	column_letters(r->column2, to, sizeof(to));
	/* sheet names hold no quote: xlsx_layout.c replaces it */
	if (self == NULL || self->sheet != r->place->sheet)
		quoted = mem_printf("'%s'!", b->sheets[r->place->sheet].name);
	if (r->row1 == r->row2 && r->column1 == r->column2)
		cell = mem_printf("%s$%s$%zu", quoted ? quoted : "", from,
				  first + r->row1 + 1);
	else
		cell = mem_printf("%s$%s$%zu:$%s$%zu", quoted ? quoted : "", from,
				  first + r->row1 + 1, to, first + r->row2 + 1);
	free(quoted);
	return cell;
}

/* Bytes that grow. */
struct text {
	char *bytes;
	size_t n, room;
};

static void append(struct text *t, const char *s, size_t n)
{
	t->bytes = mem_grow(t->bytes, &t->room, t->n + n + 1, 1);
	memcpy(t->bytes + t->n, s, n);
	t->n += n;
	t->bytes[t->n] = '\0';
}

char *xlsx_resolve(const struct xlsx_book *b, const struct xlsx_place *self,
		   const char *formula)
{
	struct text out = { 0 };

	append(&out, "=", 1);
	for (const char *s = formula; *s;) {
		size_t plain = strcspn(s, "{");
		append(&out, s, plain);
		s += plain;
		if (*s == '\0')
			break;
		size_t n = strcspn(s, "}");
		struct reference r = { 0 };
		if (s[n] == '\0' || !parse(b, self, s + 1, n - 1, &r)) {
			err_set(b->err, EXIT_MACHINE,
				"a formula refers to %.*s}, which is not there: %s", (int)n,
				s, formula);
			free(out.bytes);
			return NULL;
		}
		char *cell = address(b, self, &r);
		append(&out, cell, strlen(cell));
		free(cell);
		s += n + 1;
	}
	return out.bytes;
}

char *xlsx_link(const struct xlsx_book *b, const char *link)
{
	size_t n = strcspn(link, ":");
	const struct xlsx_place *place = find_place(b, link, n);

	if (place == NULL)
		return NULL;
	size_t row = place->title;
	if (link[n] == ':') {
		size_t wanted = strtoul(link + n + 1, NULL, 10);
		if (wanted >= place->table->height)
			return NULL;
		row = place->first + wanted;
	}
	return mem_printf("internal:'%s'!A%zu", b->sheets[place->sheet].name, row + 1);
}
