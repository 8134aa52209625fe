/* xlsx_layout.c - which table stands where, and how wide the columns are. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "data/base/table_write.h"
#include "reports/xlsx/xlsx_book.h"

#define NARROWEST 6
#define WIDEST 120 /* a path, say */
#define WIDEST_WRAPPED 50
#define WIDEST_NUMBER 13  /* more digits than that are shown on demand */
#define NARROWEST_PAGE 70 /* characters that a note needs beside narrow columns */
#define PORTRAIT 110	  /* characters that an upright page takes, a little smaller */
#define CHARTS 126	  /* ... and two charts beside each other */

/* What Excel refuses in a name becomes "_": []:*?/\ and ' */
static char *clean_name(const char *wanted)
{
	char *name = utf8_clean(wanted && *wanted ? wanted : "Sheet");
	size_t n = strlen(name), i = 0;

	for (size_t count = 0; i < n && count < XLSX_NAME_MAX; count++) {
		uint32_t code;
		size_t length = utf8_next(name + i, n - i, &code);
		if (code >= 0x10000 && ++count >= XLSX_NAME_MAX)
			break; /* two units of UTF-16 */
		if (strchr("[]:*?/\\'\t\n", name[i]))
			name[i] = '_';
		i += length;
	}
	name[i] = '\0';
	if (strcasecmp(name, "history") == 0) /* Excel's own */
		name[0] = '_';
	return name;
}

static bool name_is_taken(const struct xlsx_book *b, const char *name)
{
	for (size_t i = 0; i < b->sheet_count; i++) {
		if (strcasecmp(b->sheets[i].name, name) == 0)
			return true;
	}
	return false;
}

/* Tables that ask for the same sheet share it; others get one of their own. */
static size_t sheet_for(struct xlsx_book *b, const struct table *t)
{
	char *name = clean_name(t->sheet ? t->sheet : t->name);

	for (size_t i = 0; t->sheet && i < b->sheet_count; i++) {
		if (strcmp(b->sheets[i].name, name) == 0) {
			free(name);
			return i;
		}
	}
	for (unsigned i = 2; name_is_taken(b, name); i++) {
		char *was = name;
		char *longer = mem_printf("%.24s %u", was, i);
		name = clean_name(longer);
		free(longer);
		free(was);
	}
	b->sheets[b->sheet_count].name = name;
	return b->sheet_count++;
}

static size_t count_lines(const char *text)
{
	size_t n = 0;

	for (; *text; n++) {
		text += strcspn(text, "\n");
		text += *text == '\n';
	}
	return n;
}

static int place_table(struct xlsx_book *b, struct xlsx_place *p)
{
	const struct table *t = p->table;
	struct xlsx_sheet *s = &b->sheets[p->sheet];
	size_t row = s->rows;

	if (s->tables++)
		row += 2;
	p->title = (lxw_row_t)row;
	row += t->title && *t->title ? 1 : 0;
	p->note = (lxw_row_t)row;
	row += t->note ? 1 : 0;
	row += row > p->title ? 1 : 0;
	p->header = (lxw_row_t)row;
	p->first = (lxw_row_t)(row + 1);
	row += 1 + t->height;
	p->footnote = (lxw_row_t)(row + 1);
	if (t->footnote)
		row += 1 + count_lines(t->footnote);
	if (row >= LXW_ROW_MAX || t->width >= LXW_COL_MAX)
		return err_set(b->err, EXIT_MACHINE,
			       "%s has %zu rows and %zu columns; a sheet takes %u and %u",
			       s->name, row, t->width, (unsigned)LXW_ROW_MAX,
			       (unsigned)LXW_COL_MAX);
	s->rows = (lxw_row_t)row;
	s->chart_row = (lxw_row_t)(row + 1);
	s->charts |= t->chart_count > 0;
	s->width = t->width > s->width ? t->width : s->width;
	return 0;
}

static double cell_width(const struct table *t, size_t row, size_t column)
{
	char buf[TABLE_CELL_TEXT];
	const struct cell *c = &t->cells[row * t->width + column];
	const char *text = table_cell_text(t, row, column, buf, sizeof(buf));
	double width = (double)utf8_width(text, strlen(text));

	if (c->kind == CELL_NUMBER && width > WIDEST_NUMBER && !c->suffix)
		width = WIDEST_NUMBER;
	if (c->style == STYLE_HEAD || c->style == STYLE_TOTAL || c->style == STYLE_BAD)
		width *= 1.1; /* bold */
	return width;
}

static double column_width(const struct table *t, size_t column)
{
	const struct column *c = &t->columns[column];
	/* bold, and with room for the filter's button */
	double width = 1.15 * (double)utf8_longest_word(c->title) + (t->filter ? 3 : 0);

	if (c->width)
		return c->width;
	for (size_t row = 0; row < t->height; row++) {
		if (table_row_heads(t, row))
			continue;
		double cell = cell_width(t, row, column);
		if (c->wrap && cell > WIDEST_WRAPPED)
			cell = WIDEST_WRAPPED;
		width = cell > width ? cell : width;
	}
	return (width < NARROWEST ? NARROWEST : width > WIDEST ? WIDEST : width) + 1.5;
}

/* Columns below the charts, so that titles and notes run over all of the page. */
static void widen(struct xlsx_sheet *s, double total)
{
	size_t room = s->width;

	for (; total < CHARTS - 5; total += NARROWEST + 2) {
		s->widths = mem_grow(s->widths, &room, s->width + 1, sizeof(s->widths[0]));
		s->widths[s->width++] = NARROWEST + 2;
	}
}

static void set_widths(struct xlsx_book *b)
{
	for (size_t i = 0; i < b->place_count; i++) {
		struct xlsx_sheet *s = &b->sheets[b->places[i].sheet];
		const struct table *t = b->places[i].table;
		if (s->widths == NULL)
			s->widths = mem_new(s->width, sizeof(s->widths[0]));
		for (size_t k = 0; k < t->width; k++) {
			double width = column_width(t, k);
			s->widths[k] = width > s->widths[k] ? width : s->widths[k];
		}
	}
	for (size_t i = 0; i < b->sheet_count; i++) {
		struct xlsx_sheet *s = &b->sheets[i];
		double total = 0;
		for (size_t k = 0; k < s->width; k++)
			total += s->widths[k];
		if (s->width && total < NARROWEST_PAGE)
			s->widths[s->width - 1] +=
				s->width < 3 ? NARROWEST_PAGE - total : 0;
		s->wide = total > PORTRAIT || s->charts;
		if (s->charts)
			widen(s, total);
	}
}

int xlsx_layout(struct xlsx_book *b, const struct table *const *tables, size_t count)
{
	b->places = mem_new(count, sizeof(b->places[0]));
	b->place_count = count;
	b->sheets = mem_new(count, sizeof(b->sheets[0]));
	for (size_t i = 0; i < count; i++) {
		struct xlsx_place *p = &b->places[i];
		p->table = tables[i];
		p->sheet = sheet_for(b, tables[i]);
		if (place_table(b, p) != 0)
			return -1;
	}
	set_widths(b);
	return 0;
}
