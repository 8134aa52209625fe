/* table.c - the table model: building, and cells as text. Knows no format, no report. */
#include "data/base/table.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/opt.h"
#include "data/base/table_write.h"

static const struct table_writer writers[] = {
	{ "text", false, false, table_write_text }, { "tsv", true, true, table_write_tsv },
	{ "csv", true, true, table_write_csv },     { "json", true, false, table_write_json },
	{ "md", false, false, table_write_md },     { "html", false, false, table_write_html },
};

const struct table_writer *table_writer_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(writers); i++) {
		if (strcmp(writers[i].name, name) == 0)
			return &writers[i];
	}
	return NULL;
}

const char *table_writer_names(void)
{
	return "text, tsv, csv, json, md, html";
}

int table_write_check(FILE *out, struct err *err)
{
	if (ferror(out))
		return err_set(err, EXIT_MACHINE, "cannot write: %s",
			       errno ? strerror(errno) : "the stream has failed");
	return 0;
}

struct table *table_new(const char *name, const char *title)
{
	struct table *t = mem_new(1, sizeof(*t));

	t->name = arena_dup(&t->arena, name);
	t->title = arena_dup(&t->arena, title);
	return t;
}

void table_free(struct table *t)
{
	if (t == NULL)
		return;
	free(t->columns);
	free(t->cells);
	arena_release(&t->arena);
	arena_release(&t->cell_arena);
	free(t);
}

void table_column(struct table *t, const char *name, const char *title, int decimals)
{
	t->columns =
		mem_grow(t->columns, &t->column_room, t->width + 1, sizeof(t->columns[0]));
	t->columns[t->width++] = (struct column){
		.name = arena_dup(&t->arena, name),
		.title = arena_dup(&t->arena, title),
		.decimals = decimals,
	};
}

static struct cell *add_cell(struct table *t, enum cell_kind kind)
{
	t->cells =
		mem_grow(t->cells, &t->cell_room, t->cell_count + 1, sizeof(t->cells[0]));
	struct cell *c = &t->cells[t->cell_count++];
	*c = (struct cell){ .kind = kind, .decimals = -2 };
	if (t->width)
		t->height = t->cell_count / t->width;
	return c;
}

struct cell *table_text(struct table *t, const char *text)
{
	struct cell *c = add_cell(t, CELL_TEXT);

	c->text = text && *text ? arena_dup(&t->cell_arena, text) : "";
	return c;
}

struct cell *table_printf(struct table *t, const char *fmt, ...)
{
	struct cell *c = add_cell(t, CELL_TEXT);
	va_list ap;

	va_start(ap, fmt);
	char *text = mem_vprintf(fmt, ap);
	va_end(ap);
	c->text = arena_dup(&t->cell_arena, text);
	free(text);
	return c;
}

struct cell *table_number(struct table *t, double number)
{
	struct cell *c = add_cell(t, isfinite(number) ? CELL_NUMBER : CELL_MISSING);

	c->number = isfinite(number) ? number : 0;
	return c;
}

struct cell *table_missing(struct table *t, const char *why)
{
	struct cell *c = add_cell(t, CELL_MISSING);

	c->text = arena_dup(&t->cell_arena, why);
	return c;
}

void table_end_row(struct table *t)
{
	while (t->width && t->cell_count % t->width)
		add_cell(t, CELL_MISSING);
}

void table_pass(struct table *t)
{
	t->passed += t->height;
	t->height = t->cell_count = 0;
	arena_reset(&t->cell_arena);
}

static const char *arena_vprintf(struct arena *a, const char *fmt, va_list ap)
	__attribute__((format(printf, 2, 0)));

static const char *arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
	char *text = mem_vprintf(fmt, ap);
	const char *kept = arena_dup(a, text);

	free(text);
	return kept;
}

void table_set_formula(struct table *t, struct cell *c, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	c->formula = arena_vprintf(&t->cell_arena, fmt, ap);
	va_end(ap);
}

void table_set_link(struct table *t, struct cell *c, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	c->link = arena_vprintf(&t->cell_arena, fmt, ap);
	va_end(ap);
}

void table_set_choices(struct table *t, struct cell *c, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	c->choices = arena_vprintf(&t->cell_arena, fmt, ap);
	va_end(ap);
}

void table_set_comment(struct table *t, struct cell *c, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	c->comment = arena_vprintf(&t->cell_arena, fmt, ap);
	va_end(ap);
}

void table_set_suffix(struct table *t, struct cell *c, const char *suffix)
{
	c->suffix = arena_dup(&t->cell_arena, suffix);
}

void table_set_shown(struct table *t, struct cell *c, const char *shown)
{
	c->shown = arena_dup(&t->cell_arena, shown);
}

void table_set_symbols(struct table *t, struct cell *c, const char *symbols)
{
	c->symbols = arena_dup(&t->cell_arena, symbols);
}

const struct cell *table_cell(const struct table *t, size_t row, size_t column)
{
	if (row >= t->height || column >= t->width)
		return NULL;
	return &t->cells[row * t->width + column];
}

bool table_row_heads(const struct table *t, size_t row)
{
	const struct cell *c = table_cell(t, row, 0);

	if (c == NULL || c->style != STYLE_HEAD)
		return false;
	for (size_t i = 1; i < t->width; i++) {
		if (c[i].kind == CELL_NUMBER || (c[i].text && *c[i].text))
			return false;
	}
	return true;
}

bool table_column_is_numeric(const struct table *t, size_t column)
{
	size_t numbers = 0, texts = 0;

	for (size_t row = 0; row < t->height; row++) {
		const struct cell *c = &t->cells[row * t->width + column];
		numbers += c->kind == CELL_NUMBER;
		texts += c->kind == CELL_TEXT && c->text[0] != '\0';
	}
	return numbers > texts;
}

/* 0.29 * 100 is 28.999999999999996: a share has as many digits as its text. */
static double in_percent(double share)
{
	return round(share * 1e14) / 1e12;
}

/* "-0.0" is a zero that rounding has left its sign. */
static const char *without_minus_zero(const char *text)
{
	return text[0] == '-' && strspn(text, "-0.") == strlen(text) ? text + 1 : text;
}

const char *table_cell_text(const struct table *t, size_t row, size_t column, char *buf,
			    size_t size)
{
	const struct cell *c = &t->cells[row * t->width + column];
	char number[TABLE_CELL_TEXT];

	if (c->kind == CELL_TEXT)
		return c->text;
	if (c->kind == CELL_MISSING)
		return table_row_heads(t, row) ? "" : t->dash ? t->dash : "-";
	if (c->shown)
		return c->shown;
	int decimals = c->decimals == -2 ? t->columns[column].decimals : c->decimals;
	double v = c->percent ? in_percent(c->number) : c->number;
	if (decimals < 0)
		table_format_number(number, sizeof(number), v);
	else
		snprintf(number, sizeof(number), "%.*f", decimals, v);
	snprintf(buf, size, "%s%s%s", without_minus_zero(number), c->percent ? " %" : "",
		 c->suffix ? c->suffix : "");
	return buf;
}

/* Numbers that %g would write with an exponent and people would not. */
static void positional(char *buf, size_t size, double v, int digits)
{
	double a = fabs(v);

	if (a >= 1e15) {
		snprintf(buf, size, "%.*f", a < 9007199254740992.0 ? 1 : 0, v);
	} else {
		snprintf(buf, size, "%.*f", digits + 4, v);
	}
	if (strchr(buf, '.')) {
		size_t end = strlen(buf);
		while (buf[end - 1] == '0')
			end--;
		buf[end - (buf[end - 1] == '.')] = '\0';
	}
}

const char *table_format_number(char *buf, size_t size, double v)
{
	double a = fabs(v);
	int digits = 15;

	if (a < 1e15 && v == (double)(long long)v && !(v == 0 && signbit(v))) {
		snprintf(buf, size, "%lld", (long long)v);
		return buf;
	}
	snprintf(buf, size, "%.15g", v);
	if (strtod(buf, NULL) != v) {
		digits = 17;
		snprintf(buf, size, "%.17g", v);
	}
	if (a >= 1e-5 && a < 1e17 && strchr(buf, 'e'))
		positional(buf, size, v, digits);
	return buf;
}

const struct table_writer *table_writer_named(const char *name, struct err *err)
{
	static const char *const names[] = { "text", "tsv", "csv", "json", "md", "html" };
	const struct table_writer *w = table_writer_find(name);

	if (w)
		return w;
	const char *near = opt_nearest(name, names, ARRAY_LEN(names));
	err_set(err, EXIT_INPUT, "--to: there is no format \"%s\"%s%s%s; it is one of %s", name,
		near ? "; did you mean \"" : "", near ? near : "", near ? "\"" : "",
		table_writer_names());
	return NULL;
}
