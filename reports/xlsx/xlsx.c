/* xlsx.c - a workbook from opening to renaming. Knows no report. */
#include "reports/xlsx/xlsx.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "data/base/table_write.h"
#include "reports/output.h"
#include "reports/xlsx/xlsx_book.h"

#define MANY_ROWS 20000	    /* from here on rows go to the disk as they are written */
#define YEAR_1980 315532800 /* the first second that a zip file can name */
#define YEAR_2100 4102444800LL
#define HEADER_MAX 200	    /* of the 255 bytes that a page's header takes */
#define PAPER_A4 9

static void release(struct xlsx_book *b)
{
	for (size_t i = 0; b->sheets && i < b->sheet_count; i++) {
		free(b->sheets[i].name);
		free(b->sheets[i].widths);
	}
	free(b->sheets);
	free(b->places);
	free(b->looks);
}

/* A clock would make two runs differ. */
static int set_created(struct xlsx_book *b)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	size_t digits = epoch ? strspn(epoch, "0123456789") : 0;

	b->created = YEAR_1980;
	if (epoch == NULL || *epoch == '\0')
		return 0;
	errno = 0;
	long long v = strtoll(epoch, NULL, 10);
	if (digits == 0 || epoch[digits] != '\0' || errno != 0 || v >= YEAR_2100)
		return err_set(b->err, EXIT_INPUT,
			       "SOURCE_DATE_EPOCH is \"%s\"; wanted whole seconds since 1970, "
			       "at most %lld (or unset it)", epoch, YEAR_2100 - 1);
	if (v > YEAR_1980)
		b->created = (time_t)v;
	return 0;
}

static char *cut(const char *text, size_t most)
{
	char *clean = utf8_clean(text ? text : "");
	size_t n = strlen(clean), i = 0;

	while (i < n) {
		uint32_t code;
		size_t length = utf8_next(clean + i, n - i, &code);
		if (i + length > most)
			break;
		i += length;
	}
	clean[i] = '\0';
	return clean;
}

static void set_properties(struct xlsx_book *b)
{
	char *title = cut(b->place_count ? b->places[0].table->title : "", HEADER_MAX);
	lxw_doc_properties properties = { .title = title, .created = b->created };

	workbook_set_properties(b->wb, &properties);
	free(title);
}

/* "&" starts a command in a header. */
static char *header_text(const char *title)
{
	char *text = cut(title, 100), *out = mem_new(2 * strlen(text) + 16, 1);
	size_t n = 0;

	out[n++] = '&';
	out[n++] = 'L';
	for (const char *s = text; *s; s++) {
		if (*s == '&')
			out[n++] = '&';
		out[n++] = *s;
	}
	free(text);
	return out;
}

static void set_page(struct xlsx_book *b, struct xlsx_sheet *s)
{
	char *header = header_text(b->places[0].table->title);

	worksheet_set_paper(s->ws, PAPER_A4);
	if (s->wide)
		worksheet_set_landscape(s->ws);
	worksheet_set_margins(s->ws, 0.5, 0.5, 0.75, 0.75);
	worksheet_fit_to_pages(s->ws, 1, 0);
	worksheet_set_header(s->ws, header);
	worksheet_set_footer(s->ws, "&L&A&RPage &P of &N");
	worksheet_gridlines(s->ws, LXW_HIDE_ALL_GRIDLINES);
	if (!s->charts && s->rows && s->width)
		worksheet_print_area(s->ws, 0, 0, s->rows - 1, (lxw_col_t)(s->width - 1));
	free(header);
}

static int add_sheets(struct xlsx_book *b)
{
	for (size_t i = 0; i < b->sheet_count; i++) {
		struct xlsx_sheet *s = &b->sheets[i];
		s->ws = workbook_add_worksheet(b->wb, s->name);
		if (s->ws == NULL)
			return err_set(b->err, EXIT_MACHINE, "cannot add the sheet %s",
				       s->name);
		for (size_t k = 0; k < s->width; k++)
			worksheet_set_column(s->ws, (lxw_col_t)k, (lxw_col_t)k,
					     s->widths[k], NULL);
		set_page(b, s);
	}
	for (size_t i = 0; i < b->place_count; i++) {
		const struct xlsx_place *p = &b->places[i];
		const struct xlsx_sheet *s = &b->sheets[p->sheet];
		if (s->tables != 1 || p->table->height == 0 || s->charts)
			continue;
		/* from the top: LibreOffice adds an empty page when only the last is
		 * repeated */
		worksheet_repeat_rows(s->ws, 0, p->header);
		worksheet_freeze_panes(s->ws, p->first, 0);
	}
	return 0;
}

static int put_all(struct xlsx_book *b)
{
	for (size_t i = 0; i < b->place_count; i++) {
		if (xlsx_put_table(b, &b->places[i]) != 0)
			return -1;
	}
	for (size_t i = 0; i < b->place_count; i++) {
		if (xlsx_put_charts(b, &b->places[i]) != 0)
			return -1;
	}
	return 0;
}

static int write_book(struct xlsx_book *b, const struct output *o)
{
	size_t rows = 0;

	for (size_t i = 0; i < b->sheet_count; i++)
		rows = b->sheets[i].rows > rows ? b->sheets[i].rows : rows;
	lxw_workbook_options options = { .constant_memory = rows > MANY_ROWS,
					 .tmpdir = o->folder };
	b->wb = workbook_new_opt(o->temp, &options);
	if (b->wb == NULL)
		return err_set(b->err, EXIT_MACHINE, "%s: cannot begin a workbook",
			       o->target);
	set_properties(b);
	int rc = add_sheets(b) == 0 && put_all(b) == 0 ? 0 : -1;
	/* closing is also the only way to free it */
	errno = 0;
	lxw_error e = workbook_close(b->wb);
	if (rc == 0 && e != LXW_NO_ERROR)
		rc = err_set(b->err, EXIT_MACHINE, "%s: cannot write: %s", o->target,
			     errno ? strerror(errno) : lxw_strerror(e));
	return rc;
}

int xlsx_write(const struct table *const *tables, size_t count, const char *path,
	       struct err *err)
{
	struct xlsx_book b = { .err = err };
	struct output o = { 0 };
	int rc = -1;

	if (count == 0)
		return err_set(err, EXIT_MACHINE, "%s: there is nothing to write", path);
	if (set_created(&b) != 0 || xlsx_layout(&b, tables, count) != 0 ||
	    output_begin(&o, path, err) != 0)
		goto out;
	if (o.temp == NULL) {
		err_set(err, EXIT_INPUT, "%s: a workbook needs a file", path);
		goto out;
	}
	if (write_book(&b, &o) != 0)
		goto out;
	if (xlsx_verify(o.temp, b.sheets, b.sheet_count, err) != 0) {
		err_wrap(err, "%s", o.target);
		goto out;
	}
	rc = output_commit(&o, err);
out:
	output_abort(&o);
	release(&b);
	return rc;
}
