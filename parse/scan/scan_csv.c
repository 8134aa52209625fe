/* scan_csv.c - tables of comma-separated values (RFC 4180). */
#include <stdio.h>
#include <string.h>

#include "data/base/conf.h"
#include "data/base/num.h"
#include "parse/record/record_group.h"
#include "parse/scan/scan_state.h"

/* The size of the quoted text at text[0], up to its closing quote, or to the end. */
static size_t quoted_size(const char *text, size_t size)
{
	size_t at = 1;

	while (at < size && (text[at] != '"' || (at + 1 < size && text[at + 1] == '"')))
		at += text[at] == '"' ? 2 : 1;
	return at;
}

/* What is not quoted, without the line's \r, and without the blanks that people and spreadsheets
   put around it. */
static struct capture plain_cell(const char *text, size_t size)
{
	size_t blanks = scan_blanks(text, size);

	while (size > blanks &&
	       (text[size - 1] == ' ' || text[size - 1] == '\t' || text[size - 1] == '\r'))
		size--;
	return (struct capture){ .text = text + blanks, .size = size - blanks };
}

/*
 * Splits a row. Bytes used with the line's end, 0 if the row is not whole. Texts are spans
 * of the row; a quoted one with "" in it is copied without its quotes.
 */
static size_t split(struct scan *s, const char *text, size_t size, bool final, char separator,
		    struct capture *columns, size_t *count, int64_t *lines)
{
	size_t at = 0;

	*count = 0;
	*lines = 0;
	for (;;) {
		struct capture c = { .text = text + at };

		if (at < size && text[at] == '"') {
			/* further columns are not looked at, and need no room */
			char *out = *count < SCAN_COLUMNS
					    ? arena_new(&s->arena,
							quoted_size(text + at, size - at), 1)
					    : NULL;
			size_t n = 0;

			for (at++; at < size; at++) {
				if (text[at] == '"' && at + 1 < size && text[at + 1] == '"')
					at++;
				else if (text[at] == '"')
					break;
				*lines += text[at] == '\n';
				if (out)
					out[n++] = text[at];
			}
			if (at == size && !final)
				return 0;
			at += at < size;
			c.text = out;
			c.size = n;
		}
		const char *rest = text + at;
		while (at < size && text[at] != separator && text[at] != '\n')
			at++;
		if (at == size && !final)
			return 0;
		if (c.text == rest)
			c = plain_cell(rest, (size_t)(text + at - rest));
		if (*count < SCAN_COLUMNS)
			columns[(*count)++] = c;
		if (at == size || text[at] == '\n')
			break;
		at++;
	}
	*lines += 1;
	return at + (at < size);
}

static bool has_column(const struct capture *columns, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(name) == columns[i].size &&
		    memcmp(columns[i].text, name, columns[i].size) == 0)
			return true;
	return false;
}

/* A key that ends in `*` is any column that begins so; *skip: up to what the star stands for. */
static const struct role *role_of(const struct csv_form *f, const struct capture *c,
				  size_t *skip)
{
	for (size_t i = 0; i < f->column_count; i++) {
		size_t n = strlen(f->columns[i].name);
		bool star = n && f->columns[i].name[n - 1] == '*';

		n -= star;
		if ((star ? c->size > n : c->size == n) &&
		    memcmp(f->columns[i].name, c->text, n) == 0) {
			*skip = star ? n : 0;
			return &f->columns[i].role;
		}
	}
	return NULL;
}

/* What a row begins with, by which another line is told from one. */
enum first { FIRST_TEXT, FIRST_DATE, FIRST_NUMBER };

static enum first first_of(const struct capture *c)
{
	size_t n = 0;

	while (n < c->size && ((c->text[n] >= '0' && c->text[n] <= '9') || c->text[n] == '.'))
		n++;
	return n == 0 || c->text[0] == '.' ? FIRST_TEXT : n < c->size ? FIRST_DATE : FIRST_NUMBER;
}

/* Is this the first row of the grammar's table i, in these columns? */
static bool fits(struct scan *s, const struct grammar *g, size_t i, const char *text,
		 size_t size, struct capture *columns, size_t count)
{
	const struct grammar_csv_sign *sign = &g->signs->csvs[i];
	const struct regex *r;

	for (size_t k = 0; k < sign->header_count; k++)
		if (!has_column(columns, count, sign->header[k]))
			return false;
	if (sign->header_count)
		return true;
	if (count != sign->column_count)
		return false;
	r = grammar_regex(&grammars_ready(s->all, g)->csvs[i].match);
	return r && regex_match(r, s->scratch, text, scan_without_cr(text, size)) == REGEX_YES;
}

/* The separator with which it is that; 0: it is not. */
static char separator_of(struct scan *s, const struct grammar *g, size_t i, const char *text,
			 size_t size, struct capture *columns, size_t *count)
{
	const struct grammar_csv_sign *sign = &g->signs->csvs[i];
	int64_t lines;

	for (const char *by = sign->separators; *by; by++) {
		if (memchr(text, *by, size) == NULL &&
		    sign->header_count + sign->column_count > 1)
			continue;
		split(s, text, size, true, *by, columns, count, &lines);
		if (fits(s, g, i, text, size, columns, *count))
			return *by;
	}
	return 0;
}

/* Columns that the grammar does not know: what they say may set rows apart that look alike. */
static void tell_columns(struct scan *s)
{
	char text[160] = "columns: ";
	size_t n = strlen(text), before = n;

	for (size_t i = 0; i < s->column_count && n < sizeof(text) - 1; i++)
		if (s->csv_roles[i] == NULL && s->columns[i].name[0])
			n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%s",
					      n > before ? ", " : "", s->columns[i].name);
	if (n > before)
		scan_problem(s, "not read", s->line + (s->line == 0), text, strlen(text));
}

static bool starts(struct scan *s, const struct grammar *g, size_t i, const char *text,
		   size_t size)
{
	struct capture columns[SCAN_COLUMNS];
	size_t count;
	char separator = separator_of(s, g, i, text, size, columns, &count);

	if (separator == 0)
		return false;
	const struct csv_form *f = &grammars_ready(s->all, g)->csvs[i];
	s->csv = f;
	s->csv_separator = separator;
	s->csv_odd_count = 0;
	s->csv_any = false;
	s->csv_shown = 0;
	s->column_count = count;
	for (size_t k = 0; k < count; k++) {
		if (f->names)
			columns[k] = (struct capture){ .text = f->names[k],
						       .size = strlen(f->names[k]) };
		s->columns[k].name = arena_dup_n(&s->arena, columns[k].text, columns[k].size);
		s->csv_roles[k] = role_of(f, &columns[k], &s->csv_skips[k]);
	}
	tell_columns(s);
	s->csv_first = s->csv_roles[0] && s->csv_roles[0]->kind == ROLE_METRIC ? FIRST_NUMBER
								   : FIRST_TEXT;
	return true;
}

bool scan_csv_starts(struct scan *s, const char *text, size_t size)
{
	if (size > SCAN_LINE_MAX) /* no header is so long: a document on one line */
		return false;
	for (size_t k = 0; k < s->all->count; k++) {
		const struct grammar *g = s->all->list[k];

		for (size_t i = 0; i < g->signs->csv_count && (!s->only || g == s->only); i++)
			if (starts(s, g, i, text, size))
				return true;
	}
	return false;
}

bool scan_csv_fits(struct scan *s, const struct csv_form *f, const char *line, size_t size)
{
	struct capture columns[SCAN_COLUMNS];
	size_t count;

	return separator_of(s, f->grammar, (size_t)(f - f->grammar->csvs), line, size, columns,
			    &count) != 0;
}

void scan_csv_begin(struct scan *s, const struct csv_form *f, const char *line, size_t size)
{
	scan_doubt_leave(s);
	scan_csv_end(s);
	starts(s, f->grammar, (size_t)(f - f->grammar->csvs), line, size);
}

/* No row says that its columns are those that it is taken for. */
static void tell_unshown(struct scan *s)
{
	for (size_t i = 0; i < s->csv->show_count; i++)
		if ((s->csv_shown >> i & 1) == 0)
			record_group_spoil(&s->rec, s->csv->grammar,
					   "its columns may be others: no row shows %s",
					   s->csv->shows[i].text);
}

void scan_csv_end(struct scan *s)
{
	if (s->csv && s->csv_any)
		tell_unshown(s);
	if (s->csv)
		record_group_end(&s->rec);
	s->csv = NULL;
}

static bool number_of(const struct csv_term *term, const struct capture *row, double *out)
{
	char text[NUM_TEXT];
	const struct capture *c = &row[term->column - 1];

	*out = term->number;
	if (term->column == 0)
		return true;
	if (c->size == 0 || c->size >= sizeof(text))
		return false;
	memcpy(text, c->text, c->size);
	text[c->size] = '\0';
	return conf_number(text, -1e300, 1e300, out);
}

/* What is no number does not fit. */
static bool fits_row(const struct csv_condition *c, const struct capture *row)
{
	double a, b;

	return number_of(&c->left, row, &a) && number_of(&c->right, row, &b) &&
	       grammar_compares(c->compare, a, b);
}

/* Are the columns those that a table without a header is taken for? */
static void doubt_row(struct scan *s, const struct capture *row)
{
	const struct csv_form *f = s->csv;
	long long line = s->line;

	for (size_t i = 0; i < f->show_count; i++)
		s->csv_shown |= (unsigned)fits_row(&f->shows[i], row) << i;
	for (size_t i = 0; i < f->hold_count; i++) {
		if (fits_row(&f->holds[i], row))
			continue;
		if (f->grammar->group.on)
			record_group_spoil(&s->rec, f->grammar,
					   "line %lld: its columns are others: not %s", line,
					   f->holds[i].text);
		else
			record_incomplete(&s->rec, "its columns are others: not %s",
					  f->holds[i].text);
	}
}

/* The header again, from this column on: tables were put one after the other. */
static bool is_header(const struct scan *s, const struct capture *row, size_t from, size_t count)
{
	for (size_t i = from; i < count; i++)
		if (strlen(s->columns[i].name) != row[i].size ||
		    memcmp(s->columns[i].name, row[i].text, row[i].size) != 0)
			return false;
	return true;
}

static void odd_row(struct scan *s, const char *text, size_t size, int64_t line)
{
	s->out->unknown_lines++;
	scan_problem(s, "not understood", line, text, size);
	if (s->csv->grammar->group.on)
		record_group_spoil(&s->rec, s->csv->grammar, "line %lld: a row that is not understood",
				   (long long)line);
}

/* A row with as many columns as the table has. */
static void take_row(struct scan *s, struct capture *row, size_t count, bool cut, bool ends_in)
{
	struct captures captures = { row, count + 1 };
	struct recorder *rec = &s->rec;
	const struct grammar *g = s->csv->grammar;
	int64_t line = s->line;

	if (g->group.on && cut)
		record_group_spoil(rec, g, "cut: line %lld has no end", (long long)line);
	for (size_t i = 0; i < count; i++)
		row[i].name = s->columns[i].name;
	record_open(rec, g, line);
	record_unproved(rec, s->csv->unproved);
	rec->now.ended = true;
	rec->now.row = g->group.on;
	if (s->csv->kind)
		record_kind(rec, s->csv->kind, line);
	for (size_t i = 0; i < count; i++) {
		const char *rest = row[i].name + s->csv_skips[i];

		row[count] = (struct capture){ "1", rest, strlen(rest) };
		if (s->csv_roles[i])
			record_role(rec, s->csv_roles[i], row[i].text, row[i].size, line,
				    0, 0, &captures);
	}
	if (ends_in && s->csv_roles[count - 1])
		record_incomplete(rec, SCAN_ENDS_IN, (long long)line);
	if (!rec->now.failed && !cut)
		doubt_row(s, row);
	record_close(rec, NULL);
}

/* Lines that are none of the table's: more rows show that they stood in it. */
static void tell_odd(struct scan *s)
{
	if (s->csv_odd_count == 0)
		return;
	s->out->unknown_lines += s->csv_odd_count - 1;
	odd_row(s, s->csv_odd, s->csv_odd_size, s->csv_odd_line);
	s->csv_odd_count = 0;
}

/* Is the line, which has another number of columns than the table, a row that is cut or garbled?
   Otherwise it is somebody else's: the table may have ended. */
static bool is_odd_row(struct scan *s, const struct capture *row, size_t count,
		       const char *line, size_t size)
{
	enum first first = first_of(row);

	/* text, or a number alone, says little */
	if (s->csv_odd_count && (count == 1 || s->csv_first == FIRST_TEXT))
		return false;
	if (!s->csv_any && s->csv_first == FIRST_TEXT)
		return false;
	if (first < s->csv_first || (count == 1 && first != FIRST_NUMBER))
		return false;
	return !scan_rule_opens(s, line, size);
}

/* The header, but for what stands before its first column: a prefix, with which it begins anew. */
static bool is_prefixed_header(const struct scan *s, const struct capture *row, size_t count)
{
	const char *first = s->columns[0].name;
	size_t n = strlen(first);

	return !s->csv->names && count > 1 && row[0].size > n &&
	       memcmp(row[0].text + row[0].size - n, first, n) == 0 && is_header(s, row, 1, count);
}

/* Such a header, where digits stand before it with which a row begins: a run was killed within its row, and
   the next one's table is appended. */
static bool is_torn_header(const struct scan *s, const struct capture *row, size_t count)
{
	size_t n = 0, size = row[0].size;

	if (s->csv_first != FIRST_NUMBER || !is_prefixed_header(s, row, count))
		return false;
	size -= strlen(s->columns[0].name);
	while (n < size && ((row[0].text[n] >= '0' && row[0].text[n] <= '9') || row[0].text[n] == '.'))
		n++;
	return n == size;
}

/* Behind a line that is none of the table's: do figures stand where a row has them? */
static bool has_figures(const struct scan *s, const struct capture *row, size_t count)
{
	if (first_of(row) < s->csv_first)
		return false;
	for (size_t i = 0; i < count; i++)
		if (s->csv_roles[i] && s->csv_roles[i]->kind == ROLE_METRIC && row[i].size &&
		    row[i].text[0] != '-' && first_of(&row[i]) == FIRST_TEXT)
			return false;
	return true;
}

static void note_odd(struct scan *s, const char *line, size_t size)
{
	if (s->csv_odd_count++ > 0)
		return;
	s->csv_odd_line = s->line + 1;
	s->csv_odd_size = size < 160 ? size : 160;
	s->csv_odd = arena_dup_n(&s->arena, line, s->csv_odd_size);
}

static bool is_empty(const struct capture *row, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (scan_blanks(row[i].text, row[i].size) != row[i].size)
			return false;
	return true;
}

enum scan_took scan_csv_take(struct scan *s, const char *text, size_t size, bool final,
			     size_t *used)
{
	struct capture row[SCAN_COLUMNS + 1];
	const char *eol = memchr(text, '\n', size);
	size_t line = eol ? (size_t)(eol - text) : size, count;
	int64_t lines;

	if (s->csv == NULL || s->xml || s->in_array)
		return SCAN_NO;
	/* behind the table's end no quotation mark is one of its own */
	if (s->csv_odd_count && eol)
		final = true, size = line + 1;
	*used = split(s, text, size, final, s->csv_separator, row, &count, &lines);
	if (*used == 0)
		return SCAN_MORE;
	if (is_empty(row, count)) {
		; /* an empty line, or a spreadsheet's empty row */
	} else if (count == s->column_count && is_header(s, row, 0, count)) {
		s->csv_odd_count = 0;
		record_group_end(&s->rec);
	} else if (count == s->column_count && is_torn_header(s, row, count)) {
		tell_odd(s);
		odd_row(s, text, line, s->line + 1);
		record_group_end(&s->rec);
	} else if (count == s->column_count && is_prefixed_header(s, row, count)) {
		scan_csv_end(s);
		return SCAN_NO;
	} else if (count == s->column_count &&
		   (s->csv_odd_count == 0 || has_figures(s, row, count))) {
		bool ends = text[*used - 1] == '\n';

		tell_odd(s);
		s->csv_first = first_of(&row[0]);
		s->csv_any = true;
		s->line++;
		take_row(s, row, count, !ends, !ends && text[*used - 1] != '"');
		s->line--;
	} else if (is_odd_row(s, row, count, text, line)) {
		tell_odd(s);
		odd_row(s, text, *used, s->line + 1);
	} else {
		if (scan_border(s, text, line))
			scan_csv_end(s);
		else
			note_odd(s, text, line);
		return SCAN_NO;
	}
	s->line += lines;
	s->has_rest = text[*used - 1] != '\n';
	return SCAN_TOOK;
}
