/*
 * xlsx_read.c - the cells of one sheet: a zip file (minizip) of XML documents (expat). Reads
 * what libxlsxwriter, LibreOffice and Excel write; knows no form.
 */
#include "reports/xlsx/xlsx_read.h"

#include <errno.h>
#include <expat.h>
#include <minizip/unzip.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define PART_MOST   (64u << 20) /* bytes of an unpacked part: a form has a few thousand */
#define CELLS_MOST  1000000u
#define ROW_MOST    1048576u
#define COLUMN_MOST 16384u
#define BLOCK	    65536

/* What is read of a workbook, part by part. */
struct reader {
	const char *path, *sheet;
	struct xlsx_grid *out;
	struct err *err;
	XML_Parser xml;
	int rc;
	/* text that is being collected */
	char *text;
	size_t length, room;
	bool wanted; /* within an element whose text counts */
	unsigned phonetic; /* within <rPh>: how a text is spoken is no part of it */
	/* the sheet: its relation, and the part that is */
	const char *relation, *target;
	/* shared strings */
	const char **strings;
	size_t string_count, string_room;
	/* the cell at hand */
	unsigned row, column, next_column;
	char kind[12];
};

static void fail(struct reader *r, const char *what)
{
	if (r->rc == 0)
		r->rc = err_set(r->err, EXIT_INPUT, "%s: %s", r->path, what);
	XML_StopParser(r->xml, XML_FALSE);
}

/* "x:sheet" is "sheet": LibreOffice and Excel name spaces as they like. */
static const char *local(const char *name)
{
	const char *colon = strrchr(name, ':');

	return colon ? colon + 1 : name;
}

static const char *attribute(const char **list, const char *name)
{
	for (; *list; list += 2) {
		if (strcmp(local(*list), name) == 0)
			return list[1];
	}
	return NULL;
}

static void take_text(void *ctx, const char *s, int n)
{
	struct reader *r = ctx;

	if (!r->wanted || r->phonetic)
		return;
	r->text = mem_grow(r->text, &r->room, r->length + (size_t)n + 1, 1);
	memcpy(r->text + r->length, s, (size_t)n);
	r->length += (size_t)n;
	r->text[r->length] = '\0';
}

static void refuse_doctype(void *ctx, const char *name, const char *system,
			   const char *public, int internal)
{
	(void)name;
	(void)system;
	(void)public;
	(void)internal;
	fail(ctx, "it declares a document type, as no workbook does");
}

/* --- parts --------------------------------------------------------------------------- */

/* xl/workbook.xml: which relation the sheet is. */
static void begin_book(void *ctx, const char *name, const char **list)
{
	struct reader *r = ctx;
	const char *sheet = attribute(list, "name");
	const char *id = NULL;

	if (strcmp(local(name), "sheet") != 0 || sheet == NULL || strcmp(sheet, r->sheet) != 0)
		return;
	for (; *list; list += 2) {
		const char *colon = strchr(*list, ':');

		if (colon && strcmp(colon + 1, "id") == 0)
			id = list[1];
	}
	r->relation = arena_dup(&r->out->arena, id);
}

/* xl/_rels/workbook.xml.rels: where that stands. */
static void begin_relations(void *ctx, const char *name, const char **list)
{
	struct reader *r = ctx;
	const char *id = attribute(list, "Id"), *target = attribute(list, "Target");

	if (strcmp(local(name), "Relationship") != 0 || id == NULL || target == NULL ||
	    strcmp(id, r->relation) != 0)
		return;
	r->target = target[0] == '/' ? arena_dup(&r->out->arena, target + 1)
				     : arena_printf(&r->out->arena, "xl/%s", target);
}

/* xl/sharedStrings.xml: an <si> is a string, of one <t> or several. */
static void begin_strings(void *ctx, const char *name, const char **list)
{
	struct reader *r = ctx;

	(void)list;
	if (strcmp(local(name), "si") == 0)
		r->length = 0;
	r->phonetic += strcmp(local(name), "rPh") == 0;
	r->wanted = strcmp(local(name), "t") == 0;
}

static void end_strings(void *ctx, const char *name)
{
	struct reader *r = ctx;

	r->wanted = false;
	r->phonetic -= r->phonetic && strcmp(local(name), "rPh") == 0;
	if (strcmp(local(name), "si") != 0)
		return;
	if (r->string_count >= CELLS_MOST) {
		fail(r, "it has more strings than any form");
		return;
	}
	r->strings = mem_grow(r->strings, &r->string_room, r->string_count + 1,
			      sizeof(r->strings[0]));
	r->strings[r->string_count++] =
		arena_dup_n(&r->out->arena, r->length ? r->text : "", r->length);
}

/* "C7" to column 3, row 7. False: it is none. */
static bool read_place(const char *text, unsigned *row, unsigned *column)
{
	unsigned long number;
	char *end;

	for (*column = 0; *text >= 'A' && *text <= 'Z' && *column <= COLUMN_MOST; text++)
		*column = *column * 26 + (unsigned)(*text - 'A') + 1;
	if (*text < '0' || *text > '9')
		return false;
	number = strtoul(text, &end, 10);
	*row = (unsigned)number;
	return *end == '\0' && number >= 1 && number <= ROW_MOST && *column >= 1 &&
	       *column <= COLUMN_MOST;
}

/* xl/worksheets/...: <c r="C7" t="s"><v>5</v></c>, or <is><t>...</t></is>. */
static void begin_sheet(void *ctx, const char *name, const char **list)
{
	struct reader *r = ctx;
	const char *tag = local(name);
	bool row = strcmp(tag, "row") == 0, cell = strcmp(tag, "c") == 0;
	const char *place = attribute(list, "r"), *kind = attribute(list, "t");
	unsigned long number;

	r->phonetic += strcmp(tag, "rPh") == 0;
	r->wanted = strcmp(tag, "v") == 0 || strcmp(tag, "t") == 0;
	if (row) { /* both numbers may be left out: the next one, then */
		number = place ? strtoul(place, NULL, 10) : r->row + 1ul;
		if (number < 1 || number > ROW_MOST)
			fail(r, "a row has no number that is one");
		r->row = (unsigned)number;
		r->next_column = 1;
	}
	if (!cell)
		return;
	r->column = r->next_column;
	if (place && !read_place(place, &r->row, &r->column))
		fail(r, "a cell stands nowhere");
	r->next_column = r->column + 1;
	r->length = 0;
	snprintf(r->kind, sizeof(r->kind), "%s", kind ? kind : "n");
}

static const char *cell_text(struct reader *r)
{
	char *end;
	unsigned long at;

	if (r->length == 0)
		return "";
	if (strcmp(r->kind, "s") != 0)
		return arena_dup_n(&r->out->arena, r->text, r->length);
	at = strtoul(r->text, &end, 10);
	if (*end == '\0' && at < r->string_count)
		return r->strings[at];
	fail(r, "a cell has a string that is not there");
	return "";
}

static void end_sheet(void *ctx, const char *name)
{
	struct reader *r = ctx;
	struct xlsx_grid *g = r->out;
	const char *text;

	r->wanted = false;
	r->phonetic -= r->phonetic && strcmp(local(name), "rPh") == 0;
	if (strcmp(local(name), "c") != 0)
		return;
	text = cell_text(r);
	if (*text == '\0')
		return;
	if (g->count >= CELLS_MOST) {
		fail(r, "it has more cells than any form");
		return;
	}
	g->cells = mem_grow(g->cells, &g->room, g->count + 1, sizeof(g->cells[0]));
	g->cells[g->count++] = (struct xlsx_cell){ r->row, r->column, text };
}

/* --- the file ------------------------------------------------------------------------ */

/* Gives the open part to the parser, block by block. */
static int parse_part(struct reader *r, unzFile zip, const char *name)
{
	char block[BLOCK], what[160];
	size_t all = 0;
	int n;

	while (r->rc == 0 && (n = unzReadCurrentFile(zip, block, sizeof(block))) >= 0) {
		all += (size_t)n;
		if (all > PART_MOST) {
			fail(r, "a part of it is larger than any form's");
		} else if (XML_Parse(r->xml, block, n, n == 0) != XML_STATUS_OK) {
			snprintf(what, sizeof(what), "%.60s is broken in line %lu: %s", name,
				 (unsigned long)XML_GetCurrentLineNumber(r->xml),
				 XML_ErrorString(XML_GetErrorCode(r->xml)));
			fail(r, what);
		}
		if (n == 0)
			return r->rc;
	}
	if (r->rc == 0)
		fail(r, "the file is damaged");
	return r->rc;
}

/* A part that is not there is fine when it need not be. */
static int read_part(struct reader *r, unzFile zip, const char *name, bool needed,
		     XML_StartElementHandler begin, XML_EndElementHandler end)
{
	if (unzLocateFile(zip, name, 1) != UNZ_OK || unzOpenCurrentFile(zip) != UNZ_OK)
		return needed ? err_set(r->err, EXIT_INPUT,
					"%s: it is no workbook, or not a whole one: there is "
					"no %s in it", r->path, name)
			      : 0;
	r->xml = XML_ParserCreate(NULL);
	if (r->xml == NULL)
		return err_set(r->err, EXIT_MACHINE, "%s: no memory", r->path);
	XML_SetUserData(r->xml, r);
	XML_SetElementHandler(r->xml, begin, end);
	XML_SetCharacterDataHandler(r->xml, take_text);
	XML_SetStartDoctypeDeclHandler(r->xml, refuse_doctype);
	parse_part(r, zip, name);
	XML_ParserFree(r->xml);
	r->xml = NULL;
	unzCloseCurrentFile(zip);
	return r->rc;
}

static int by_place(const void *a, const void *b)
{
	const struct xlsx_cell *x = a, *y = b;

	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	return (x->column > y->column) - (x->column < y->column);
}

static int read_all(struct reader *r, unzFile zip)
{
	if (read_part(r, zip, "xl/workbook.xml", true, begin_book, NULL) != 0)
		return -1;
	if (r->relation == NULL)
		return err_set(r->err, EXIT_INPUT,
			       "%s: it has no sheet \"%s\"; wanted a form that desmet judge "
			       "--form has made", r->path, r->sheet);
	if (read_part(r, zip, "xl/_rels/workbook.xml.rels", true, begin_relations, NULL) != 0)
		return -1;
	if (r->target == NULL)
		return err_set(r->err, EXIT_INPUT, "%s: the sheet \"%s\" is not in it", r->path,
			       r->sheet);
	if (read_part(r, zip, "xl/sharedStrings.xml", false, begin_strings, end_strings) != 0 ||
	    read_part(r, zip, r->target, true, begin_sheet, end_sheet) != 0)
		return -1;
	if (r->out->count > 1)
		qsort(r->out->cells, r->out->count, sizeof(r->out->cells[0]), by_place);
	return 0;
}

int xlsx_read(const char *path, const char *sheet, struct xlsx_grid *out, struct err *err)
{
	struct reader r = { .path = path, .sheet = sheet, .out = out, .err = err };
	struct stat st;
	unzFile zip;
	int rc;

	*out = (struct xlsx_grid){ .sheet = sheet };
	if (stat(path, &st) != 0)
		return err_set(err, EXIT_INPUT, "%s: %s", path, strerror(errno));
	zip = S_ISREG(st.st_mode) ? unzOpen64(path) : NULL;
	if (zip == NULL)
		return err_set(err, EXIT_INPUT,
			       "%s: it is no workbook (.xlsx), or not a whole one", path);
	rc = read_all(&r, zip);
	unzClose(zip);
	free(r.text);
	free(r.strings);
	return rc;
}

void xlsx_grid_release(struct xlsx_grid *g)
{
	free(g->cells);
	arena_release(&g->arena);
	*g = (struct xlsx_grid){ 0 };
}

const char *xlsx_grid_text(const struct xlsx_grid *g, unsigned row, unsigned column)
{
	const struct xlsx_cell key = { row, column, NULL };
	const struct xlsx_cell *found =
		g->count ? bsearch(&key, g->cells, g->count, sizeof(key), by_place) : NULL;

	return found ? found->text : "";
}

const char *xlsx_cell_name(char *buf, size_t size, unsigned row, unsigned column)
{
	char letters[8];
	size_t n = sizeof(letters);

	letters[--n] = '\0';
	for (; column > 0 && n > 0; column = (column - 1) / 26)
		letters[--n] = (char)('A' + (column - 1) % 26);
	snprintf(buf, size, "%s%u", letters + n, row);
	return buf;
}
