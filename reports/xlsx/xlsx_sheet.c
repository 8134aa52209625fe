/* xlsx_sheet.c - one table onto its sheet: the only caller of libxlsxwriter's cell
 * functions. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/table_write.h"
#include "reports/xlsx/xlsx_book.h"

#define LINE_POINTS 15.0

struct spot {
	struct xlsx_book *b;
	struct xlsx_sheet *s;
	lxw_row_t row;
	lxw_col_t column;
};

static int failed(const struct spot *at, lxw_error e)
{
	return err_set(at->b->err, EXIT_MACHINE, "sheet %s, row %u, column %u: %s",
		       at->s->name, at->row + 1, at->column + 1u, lxw_strerror(e));
}

/* Valid UTF-8 of at most `most` characters; NULL when the text is that already. */
static char *fitting(const char *text, size_t most)
{
	if (strlen(text) <= most && utf8_is_clean(text))
		return NULL;
	char *clean = utf8_clean(text);
	size_t n = strlen(clean), i = 0;
	for (size_t count = 0; i < n; count++) {
		uint32_t code;
		size_t length = utf8_next(clean + i, n - i, &code);
		count += code >= 0x10000;
		if (count + 1 > most)
			break;
		i += length;
	}
	clean[i] = '\0';
	return clean;
}

static int put_text(const struct spot *at, const char *text, lxw_format *format)
{
	char *other = fitting(text, XLSX_TEXT_MAX);
	const char *use = other ? other : text;
	lxw_error e =
		*use ? worksheet_write_string(at->s->ws, at->row, at->column, use, format)
		     : worksheet_write_blank(at->s->ws, at->row, at->column, format);

	free(other);
	at->s->cells++;
	return e == LXW_NO_ERROR ? 0 : failed(at, e);
}

/* A formula that is too long is left out: its result stands there alone. */
static int put_formula(const struct spot *at, const struct xlsx_place *place,
		       const struct cell *c, lxw_format *format)
{
	char *formula = xlsx_resolve(at->b, place, c->formula);
	lxw_error e;

	if (formula == NULL)
		return -1;
	bool usable = strlen(formula) <= XLSX_FORMULA_MAX;
	if (usable && c->kind == CELL_NUMBER) {
		e = worksheet_write_formula_num(at->s->ws, at->row, at->column, formula,
						format, c->number);
	} else if (usable) {
		char *other = fitting(c->text, XLSX_TEXT_MAX);
		e = worksheet_write_formula_str(at->s->ws, at->row, at->column, formula,
						format, other ? other : c->text);
		free(other);
	} else if (c->kind == CELL_NUMBER) {
		e = worksheet_write_number(at->s->ws, at->row, at->column, c->number,
					   format);
	} else {
		free(formula);
		return put_text(at, c->text, format);
	}
	free(formula);
	at->s->cells++;
	return e == LXW_NO_ERROR ? 0 : failed(at, e);
}

static int put_value(const struct spot *at, const struct xlsx_place *place,
		     const struct cell *c, lxw_format *format)
{
	bool number = c->kind == CELL_NUMBER && isfinite(c->number);
	const char *text = c->kind == CELL_TEXT ? c->text : "";

	if (c->formula && (number || c->kind == CELL_TEXT))
		return put_formula(at, place, c, format);
	if (!number)
		return put_text(at, text + strspn(text, " "),
				format); /* the format indents */
	lxw_error e =
		worksheet_write_number(at->s->ws, at->row, at->column, c->number, format);
	at->s->cells++;
	return e == LXW_NO_ERROR ? 0 : failed(at, e);
}

/* The library writes a link's text into the cell; the value follows and stays. */
static int put_link(const struct spot *at, const struct cell *c, lxw_format *format)
{
	if (c->link == NULL || at->s->links >= XLSX_LINKS_MAX)
		return 0;
	char *url = xlsx_link(at->b, c->link);
	if (url == NULL)
		return 0;
	lxw_error e = worksheet_write_url_opt(at->s->ws, at->row, at->column, url, format,
					      ".", NULL);
	free(url);
	at->s->links++;
	return e == LXW_NO_ERROR ? 0 : failed(at, e);
}

static int put_comment(const struct spot *at, const char *text)
{
	lxw_comment_options options = { .width = 260, .height = 80 };

	if (text == NULL || *text == '\0')
		return 0;
	char *other = fitting(text, 2000);
	lxw_error e = worksheet_write_comment_opt(at->s->ws, at->row, at->column,
						  other ? other : text, &options);
	free(other);
	return e == LXW_NO_ERROR ? 0 : failed(at, e);
}

/* Columns of levels are centred, with their totals; so are shares. */
static bool column_is_centred(const struct table *t, size_t column)
{
	for (size_t row = 0; row < t->height; row++) {
		enum cell_style style = t->cells[row * t->width + column].style;
		if (style == STYLE_LEVEL || style == STYLE_SHARE)
			return true;
	}
	return false;
}

/* What all cells of a column share. */
struct column_look {
	bool centred, numeric, wrap;
	bool after; /* text behind numbers, which end where it begins */
};

static bool row_totals(const struct table *t, size_t row)
{
	return t->cells[row * t->width].style == STYLE_TOTAL;
}

/* A drop-down; what is not in it may stand there all the same, after a question. */
static int put_choices(struct spot *at, const struct xlsx_place *place, const struct cell *c)
{
	char title[] = "Not in the list", message[] = "Keep what you have typed?";
	lxw_data_validation rule = {
		.validate = LXW_VALIDATION_TYPE_LIST_FORMULA,
		.error_type = LXW_VALIDATION_ERROR_TYPE_WARNING,
		.ignore_blank = LXW_VALIDATION_ON,
		.error_title = title,
		.error_message = message,
	};
	char *range;
	lxw_error e;

	if (c->choices == NULL)
		return 0;
	range = xlsx_resolve(at->b, place, c->choices);
	if (range == NULL)
		return -1;
	rule.value_formula = range;
	e = worksheet_data_validation_cell(at->s->ws, at->row, at->column, &rule);
	free(range);
	return e == LXW_NO_ERROR ? 0 : failed(at, e);
}

static int put_cell(struct spot *at, const struct xlsx_place *place, size_t row,
		    size_t column, const struct column_look *look)
{
	const struct table *t = place->table;
	const struct cell *c = &t->cells[row * t->width + column];
	struct xlsx_look wanted = { .part = PART_CELL,
				    .style = c->style,
				    .wrap = look->wrap };

	wanted.centre = look->centred;
	wanted.right = look->numeric && !look->centred && c->kind != CELL_TEXT;
	wanted.indent = wanted.right || look->after ||
			(c->kind == CELL_TEXT && c->text[0] == ' ');
	wanted.link = c->link && c->kind == CELL_TEXT && c->style == STYLE_PLAIN;
	wanted.top = row && row_totals(t, row) && !row_totals(t, row - 1);
	if (c->kind == CELL_NUMBER)
		xlsx_number_format(&wanted, t, row, column);
	lxw_format *format = xlsx_format(at->b, &wanted);
	at->row = place->first + (lxw_row_t)row;
	at->column = (lxw_col_t)column;
	if (put_link(at, c, format) != 0 || put_value(at, place, c, format) != 0 ||
	    put_choices(at, place, c) != 0)
		return -1;
	const char *comment = c->comment		? c->comment
			      : c->kind == CELL_MISSING ? c->text
							: NULL;
	return put_comment(at, comment);
}

static double page_width(const struct xlsx_sheet *s)
{
	double total = 0;

	for (size_t i = 0; i < s->width; i++)
		total += s->widths[i];
	return total;
}

/* A line of text over all columns of the sheet, broken where it is too long. */
static int put_wide(struct spot *at, lxw_row_t row, const char *text, enum xlsx_part part)
{
	double points = part == PART_TITLE ? 20 : part == PART_SUBTITLE ? 17 : LINE_POINTS;
	double size = part == PART_TITLE ? 1.5 : part == PART_SUBTITLE ? 1.25 : 1.0;
	struct xlsx_look wanted = { .part = part, .wrap = true };
	lxw_format *format = xlsx_format(at->b, &wanted);
	double lines = ceil(size * (double)utf8_width(text, strlen(text)) /
			    (0.98 * page_width(at->s)));

	at->row = row;
	at->column = 0;
	lxw_error e =
		worksheet_set_row(at->s->ws, row, points * (lines < 1 ? 1 : lines), NULL);
	if (e != LXW_NO_ERROR)
		return failed(at, e);
	if (at->s->width < 2)
		return put_text(at, text, format);
	char *other = fitting(text, XLSX_TEXT_MAX);
	e = worksheet_merge_range(at->s->ws, row, 0, row, (lxw_col_t)(at->s->width - 1),
				  other ? other : text, format);
	free(other);
	at->s->cells += at->s->width;
	return e == LXW_NO_ERROR ? 0 : failed(at, e);
}

static int put_footnotes(struct spot *at, const struct xlsx_place *place)
{
	lxw_row_t row = place->footnote;

	for (const char *s = place->table->footnote; s && *s; row++) {
		size_t n = strcspn(s, "\n");
		char *line = mem_dup_n(s, n);
		int rc = put_wide(at, row, line, PART_NOTE);
		free(line);
		if (rc != 0)
			return -1;
		s += n + (s[n] == '\n');
	}
	return 0;
}

static int put_headers(struct spot *at, const struct xlsx_place *place,
		       const struct column_look *looks)
{
	for (size_t i = 0; i < place->table->width; i++) {
		struct xlsx_look wanted = { .part = PART_HEADER, .wrap = true };
		wanted.centre = looks[i].centred;
		wanted.right = looks[i].numeric && !looks[i].centred;
		wanted.indent = wanted.right || looks[i].after;
		at->row = place->header;
		at->column = (lxw_col_t)i;
		if (put_text(at, place->table->columns[i].title,
			     xlsx_format(at->b, &wanted)))
			return -1;
	}
	return 0;
}

/* Calls `rule` for each run of cells of one style below one another. */
typedef int rule_fn(struct spot *at, const struct table *t, lxw_row_t last);

static int for_runs(struct spot *at, const struct xlsx_place *place, enum cell_style style,
		    rule_fn *rule)
{
	const struct table *t = place->table;

	for (size_t column = 0; column < t->width; column++) {
		for (size_t row = 0; row < t->height; row++) {
			size_t end = row;
			while (end < t->height &&
			       t->cells[end * t->width + column].style == style &&
			       xlsx_symbols_alike(&t->cells[row * t->width + column],
						  &t->cells[end * t->width + column]))
				end++;
			if (end == row)
				continue;
			at->row = place->first + (lxw_row_t)row;
			at->column = (lxw_col_t)column;
			if (rule(at, t, place->first + (lxw_row_t)end - 1) != 0)
				return -1;
			row = end - 1;
		}
	}
	return 0;
}

/* Colours that follow the level when a threshold is edited. */
static int colour_levels(struct spot *at, const struct table *t, lxw_row_t last)
{
	lxw_conditional_format rule = {
		.type = LXW_CONDITIONAL_3_COLOR_SCALE,
		.min_rule_type = LXW_CONDITIONAL_RULE_TYPE_NUMBER,
		.mid_rule_type = LXW_CONDITIONAL_RULE_TYPE_NUMBER,
		.max_rule_type = LXW_CONDITIONAL_RULE_TYPE_NUMBER,
		.min_value = t->level_low,
		.mid_value = (t->level_low + t->level_high) / 2,
		.max_value = t->level_high,
		.min_color = 0xF6B4A8,
		.mid_color = 0xFBF4C4,
		.max_color = 0xA3D6AC,
	};

	if (t->level_high <= t->level_low)
		return 0;
	lxw_error e = worksheet_conditional_format_range(at->s->ws, at->row, at->column,
							 last, at->column, &rule);
	return e == LXW_NO_ERROR ? 0 : failed(at, e);
}

/* All shares of a table have one scale, and stand beside and below one another: what else
   stands between them is blank. */
static int colour_shares(struct spot *at, const struct xlsx_place *place)
{
	const struct table *t = place->table;
	size_t top = t->height, left = t->width, bottom = 0, right = 0;
	lxw_conditional_format rule = {
		.type = LXW_CONDITIONAL_2_COLOR_SCALE,
		.min_rule_type = LXW_CONDITIONAL_RULE_TYPE_NUMBER,
		.max_rule_type = LXW_CONDITIONAL_RULE_TYPE_NUMBER,
		.min_value = 0,
		.max_value = 1,
		.min_color = 0xFFFFFF,
		.max_color = 0x74A4D1,
	};

	for (size_t i = 0; i < t->width * t->height; i++) {
		size_t row = i / t->width, column = i % t->width;
		if (t->cells[i].style != STYLE_SHARE)
			continue;
		top = row < top ? row : top;
		bottom = row > bottom ? row : bottom;
		left = column < left ? column : left;
		right = column > right ? column : right;
	}
	if (left == t->width)
		return 0;
	at->row = place->first + (lxw_row_t)top;
	at->column = (lxw_col_t)left;
	lxw_error e = worksheet_conditional_format_range(
		at->s->ws, at->row, at->column, place->first + (lxw_row_t)bottom,
		(lxw_col_t)right, &rule);
	return e == LXW_NO_ERROR ? 0 : failed(at, e);
}

static int guard_inputs(struct spot *at, const struct table *t, lxw_row_t last)
{
	char title[] = "A number is wanted";
	char message[] = "Thresholds and weights are numbers.";
	lxw_data_validation rule = {
		.validate = LXW_VALIDATION_TYPE_DECIMAL,
		.criteria = LXW_VALIDATION_CRITERIA_BETWEEN,
		.minimum_number = -1e15,
		.maximum_number = 1e15,
		.ignore_blank = LXW_VALIDATION_ON,
		.error_title = title,
		.error_message = message,
	};

	(void)t;
	lxw_error e = worksheet_data_validation_range(at->s->ws, at->row, at->column, last,
						      at->column, &rule);
	return e == LXW_NO_ERROR ? 0 : failed(at, e);
}

/* Figures kept as they stand in a log are texts on purpose. */
static void no_warnings(struct spot *at, const struct xlsx_place *place)
{
	char *first = mem_printf("A%u:XFD%zu", place->first + 1,
				 (size_t)place->first + place->table->height);

	worksheet_ignore_errors(at->s->ws, LXW_IGNORE_NUMBER_STORED_AS_TEXT, first);
	free(first);
}

/* Excel finds the height of a row itself, LibreOffice does not. */
static int set_height(struct spot *at, const struct xlsx_place *place, size_t row,
		      const struct column_look *looks)
{
	const struct table *t = place->table;
	double lines = 1;

	for (size_t i = 0; i < t->width; i++) {
		const struct cell *c = &t->cells[row * t->width + i];
		if (!looks[i].wrap || c->kind != CELL_TEXT)
			continue;
		double full = (double)utf8_width(c->text, strlen(c->text));
		double wanted = ceil(full / (at->s->widths[i] - 1));
		lines = wanted > lines ? wanted : lines;
	}
	if (lines < 2)
		return 0;
	at->row = place->first + (lxw_row_t)row;
	lxw_error e = worksheet_set_row(at->s->ws, at->row,
					LINE_POINTS * (lines > 27 ? 27 : lines), NULL);
	return e == LXW_NO_ERROR ? 0 : failed(at, e);
}

static int put_body(struct spot *at, const struct xlsx_place *place)
{
	const struct table *t = place->table;
	struct column_look *looks = mem_new(t->width, sizeof(*looks));
	int rc;

	for (size_t i = 0; i < t->width; i++)
		looks[i] = (struct column_look){ column_is_centred(t, i),
						 table_column_is_numeric(t, i),
						 t->columns[i].wrap,
						 false };
	for (size_t i = 1; i < t->width; i++)
		looks[i].after = looks[i - 1].numeric && !looks[i].numeric;
	rc = put_headers(at, place, looks);
	for (size_t row = 0; rc == 0 && row < t->height; row++) {
		rc = set_height(at, place, row, looks);
		for (size_t i = 0; rc == 0 && i < t->width; i++)
			rc = put_cell(at, place, row, i, &looks[i]);
	}
	free(looks);
	return rc;
}

int xlsx_put_table(struct xlsx_book *b, const struct xlsx_place *place)
{
	const struct table *t = place->table;
	struct xlsx_sheet *s = &b->sheets[place->sheet];
	struct spot at = { .b = b, .s = s };
	bool first = place->title == 0;

	if (t->title && *t->title &&
	    put_wide(&at, place->title, t->title, first ? PART_TITLE : PART_SUBTITLE) != 0)
		return -1;
	if (t->note && put_wide(&at, place->note, t->note, PART_NOTE) != 0)
		return -1;
	if (t->width && put_body(&at, place) != 0)
		return -1;
	if (put_footnotes(&at, place) != 0)
		return -1;
	if (xlsx_put_symbols(b, place) != 0 ||
	    for_runs(&at, place, STYLE_LEVEL, colour_levels) != 0 ||
	    colour_shares(&at, place) != 0 ||
	    for_runs(&at, place, STYLE_INPUT, guard_inputs) != 0)
		return -1;
	if (t->filter && t->height) {
		at.row = place->header;
		lxw_error e = worksheet_autofilter(s->ws, place->header, 0,
						   place->header + (lxw_row_t)t->height,
						   (lxw_col_t)(t->width - 1));
		if (e != LXW_NO_ERROR)
			return failed(&at, e);
		no_warnings(&at, place);
	}
	return 0;
}
