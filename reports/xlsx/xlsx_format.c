/* xlsx_format.c - how cells look: one format object for each look that is used. */
#include <string.h>

#include "data/base/table_write.h"
#include "reports/xlsx/xlsx_book.h"

enum colour {
	INK = 0x222222,
	FAINT = 0x666666,
	NOTE_INK = 0x404040,
	RULE = 0xD0D4D8,
	HEAD_FILL = 0xE3E8ED,
	INPUT_FILL = 0xFFF6CC,
	INPUT_INK = 0x1F3F99,
	BAD_INK = 0xA00000,
	GOOD_INK = 0x1A6B2A,
	LINK_INK = 0x1F4E9E,
};

static void set_part(lxw_format *f, enum xlsx_part part)
{
	switch (part) {
	case PART_TITLE:
		format_set_bold(f);
		format_set_font_size(f, 15);
		break;
	case PART_SUBTITLE:
		format_set_bold(f);
		format_set_font_size(f, 12);
		break;
	case PART_NOTE:
		format_set_font_color(f, NOTE_INK);
		break;
	case PART_HEADER:
		format_set_bold(f);
		format_set_bottom(f, LXW_BORDER_MEDIUM);
		format_set_bottom_color(f, FAINT);
		break;
	case PART_RULE:
		return;
	case PART_CELL:
		format_set_bottom(f, LXW_BORDER_HAIR);
		format_set_bottom_color(f, RULE);
		break;
	}
	if (part == PART_HEADER)
		format_set_align(f, LXW_ALIGN_VERTICAL_BOTTOM);
	else
		format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
}

static void set_style(lxw_format *f, enum cell_style style)
{
	switch (style) {
	case STYLE_HEAD:
		format_set_bold(f);
		format_set_bg_color(f, HEAD_FILL);
		break;
	case STYLE_TOTAL:
		format_set_bold(f);
		break;
	case STYLE_INPUT:
	case STYLE_FIELD:
		format_set_bg_color(f, INPUT_FILL);
		format_set_font_color(f, INPUT_INK);
		break;
	case STYLE_BAD:
		format_set_font_color(f, BAD_INK);
		format_set_bold(f);
		break;
	case STYLE_GOOD:
		format_set_font_color(f, GOOD_INK);
		break;
	case STYLE_QUIET:
		format_set_font_color(f, FAINT);
		break;
	case STYLE_PLAIN:
	case STYLE_LEVEL:
	case STYLE_SHARE:
		break;
	}
}

static lxw_format *make(struct xlsx_book *b, const struct xlsx_look *look)
{
	lxw_format *f = workbook_add_format(b->wb);

	if (look->part == PART_RULE) {
		format_set_num_format(f, look->number);
		return f;
	}
	format_set_font_color(f, INK);
	set_part(f, look->part);
	set_style(f, look->style);
	if (look->link) {
		format_set_font_color(f, LINK_INK);
		format_set_underline(f, LXW_UNDERLINE_SINGLE);
	}
	if (look->centre)
		format_set_align(f, LXW_ALIGN_CENTER);
	else if (look->right)
		format_set_align(f, LXW_ALIGN_RIGHT);
	if (look->indent)
		format_set_indent(f, 1);
	if (look->wrap)
		format_set_text_wrap(f);
	if (look->top) {
		format_set_top(f, LXW_BORDER_THIN);
		format_set_top_color(f, FAINT);
	}
	if (look->number[0])
		format_set_num_format(f, look->number);
	return f;
}

static bool same(const struct xlsx_look *a, const struct xlsx_look *b)
{
	return a->part == b->part && a->style == b->style && a->centre == b->centre &&
	       a->right == b->right && a->wrap == b->wrap && a->link == b->link &&
	       a->top == b->top && a->indent == b->indent &&
	       strcmp(a->number, b->number) == 0;
}

lxw_format *xlsx_format(struct xlsx_book *b, const struct xlsx_look *wanted)
{
	for (size_t i = 0; i < b->look_count; i++) {
		if (same(&b->looks[i], wanted))
			return b->looks[i].format;
	}
	b->looks =
		mem_grow(b->looks, &b->look_room, b->look_count + 1, sizeof(b->looks[0]));
	struct xlsx_look *look = &b->looks[b->look_count++];
	*look = *wanted;
	look->format = make(b, wanted);
	return look->format;
}

/* A literal in a number format stands in quotes; it can hold none itself. */
static void add_literal(char *out, size_t size, const char *text)
{
	size_t n = strlen(out);

	if (n + strlen(text) + 3 > size || strchr(text, '"') || !utf8_is_clean(text))
		return;
	snprintf(out + n, size - n, "\"%s\"", text);
}

void xlsx_symbol_format(struct xlsx_look *look, const char *symbol, size_t length,
			const char *suffix)
{
	char text[48], literal[56] = "";

	snprintf(text, sizeof(text), "%.*s%s", (int)(length < 30 ? length : 30), symbol,
		 suffix ? suffix : "");
	add_literal(literal, sizeof(literal), text);
	/* above zero; below, without its sign; zero */
	snprintf(look->number, sizeof(look->number), "%s;%s;%s", literal, literal, literal);
}

/* Digits after the point of a share such as 0.6 or 0.125 when it is shown in percent. */
static int percent_decimals(double share)
{
	char buf[64];
	snprintf(buf, sizeof(buf), "%.10f", share * 100);
	size_t end = strlen(buf);
	int decimals = 10;

	while (decimals > 0 && buf[end - 1] == '0') {
		end--;
		decimals--;
	}
	return decimals;
}

void xlsx_number_format(struct xlsx_look *look, const struct table *t, size_t row,
			size_t column)
{
	const struct cell *c = &t->cells[row * t->width + column];
	int decimals = c->decimals == -2 ? t->columns[column].decimals : c->decimals;

	if (decimals < 0 && c->percent)
		decimals = percent_decimals(c->number);
	decimals = decimals > 15 ? 15 : decimals;
	if (decimals > 0)
		snprintf(look->number, sizeof(look->number), "0.%.*s", decimals,
			 "000000000000000");
	else if (decimals == 0)
		snprintf(look->number, sizeof(look->number), "0");
	else if (c->suffix && *c->suffix)
		snprintf(look->number, sizeof(look->number), "General");
	if (c->percent) {
		size_t n = strlen(look->number);
		snprintf(look->number + n, sizeof(look->number) - n, "%%");
	}
	if (c->suffix && *c->suffix)
		add_literal(look->number, sizeof(look->number), c->suffix);
}
