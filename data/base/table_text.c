/* table_text.c - tables for a terminal: aligned, 80 columns. A table that is wider goes
   on below itself, in blocks that repeat its leading columns. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "data/base/table_write.h"

#define PAGE 80
#define NARROWEST_TEXT 16
#define NARROWEST_CUT 30 /* ... while other columns may be wrapped */
#define MORE "..." /* behind a text that is cut */
#define LABELS (PAGE / 2) /* what leading columns may take in each block */

/* How a column is set. */
struct setting {
	size_t column; /* of the table */
	size_t width;
	bool right;
};

/* The columns of a table, or of a block of it: set closer together where that makes the page. */
struct settings {
	size_t gap, count;
	struct setting *set;
};

struct page {
	FILE *out;
	bool bold;	/* a terminal that wants it */
	size_t pending; /* blanks owed: never written at a line's end */
};

static void put_clean(struct page *p, const char *s, size_t n)
{
	for (; p->pending; p->pending--)
		putc(' ', p->out);
	for (size_t i = 0; i < n;) {
		uint32_t code;
		size_t length = utf8_next(s + i, n - i, &code);
		if (code < 0x20 || (code >= 0x7F && code <= 0x9F))
			putc(code == '\t' || code == '\n' ? ' ' : '?', p->out);
		else if (code == 0xFFFD && length == 1)
			fputs("\xEF\xBF\xBD", p->out);
		else
			fwrite(s + i, 1, length, p->out);
		i += length;
	}
}

static void end_line(struct page *p)
{
	p->pending = 0;
	putc('\n', p->out);
}

static void set_bold(struct page *p, bool on)
{
	if (p->bold)
		fputs(on ? "\033[1m" : "\033[0m", p->out);
}

/* The bytes of s that fit into `width`, broken at a blank where there is one; else in the second
   half of the line behind a sign that divides paths and names. */
static size_t piece(const char *s, size_t width)
{
	size_t n = strlen(s), used = 0, at_blank = 0, at_sign = 0, i = 0;

	while (i < n && s[i] != '\n') {
		uint32_t code;
		size_t length = utf8_next(s + i, n - i, &code);
		used += utf8_char_width(code);
		if (used > width)
			return at_blank ? at_blank : at_sign ? at_sign : i ? i : length;
		/* "a - b" may be broken after the dash only, "5 %" not at all */
		if (s[i] == ' ' && i && !(s[i + 1] == '-' && s[i + 2] == ' ') &&
		    s[i + 1] != '%')
			at_blank = i;
		i += length;
		if (2 * used > width && strchr("/_.:,;={", s[i - 1]))
			at_sign = i;
	}
	return i;
}

static const char *skip_break(const char *s)
{
	if (*s == '\n')
		return s + 1;
	return s + strspn(s, " ");
}

/* Where a broken paragraph goes on: below its first word, or behind "Label:  ". */
static size_t hanging_indent(const char *text)
{
	size_t blanks = strspn(text, " ");
	size_t label = blanks + strcspn(text + blanks, " \n");

	if (label > blanks && text[label - 1] == ':' && text[label] == ' ' &&
	    text[label + 1] == ' ' && label < PAGE / 4)
		return label + strspn(text + label, " ");
	return blanks;
}

static void put_paragraph(struct page *p, const char *text)
{
	while (*text) {
		size_t indent = hanging_indent(text);
		size_t n = piece(text, PAGE);
		put_clean(p, text, n);
		end_line(p);
		bool more = text[n] == ' ';
		text = skip_break(text + n);
		while (more && *text && *text != '\n') {
			p->pending = indent;
			n = piece(text, PAGE - indent);
			put_clean(p, text, n);
			end_line(p);
			more = text[n] == ' ';
			text = skip_break(text + n);
		}
	}
}

static size_t total_width(const struct settings *s)
{
	size_t total = s->count ? (s->count - 1) * s->gap : 0;

	for (size_t i = 0; i < s->count; i++)
		total += s->set[i].width;
	return total;
}

static size_t content_width(const struct table *t, size_t column)
{
	char buf[TABLE_CELL_TEXT];
	size_t widest = 1;

	for (size_t row = 0; row < t->height; row++) {
		if (table_row_heads(t, row))
			continue;
		const char *s = table_cell_text(t, row, column, buf, sizeof(buf));
		for (bool more = true; more; s++) { /* each of its lines */
			size_t n = strcspn(s, "\n"), width = utf8_width(s, n);
			widest = width > widest ? width : widest;
			s += n;
			more = *s != '\0';
		}
	}
	return widest;
}

/* Narrows the widest column that may be cut and is wider than `least`, or one that may be wrapped,
   too; false when there is none. */
static bool narrow_one(const struct table *t, struct settings *s, size_t least, bool wrapped)
{
	size_t widest = s->count;

	for (size_t i = 0; i < s->count; i++) {
		const struct column *c = &t->columns[s->set[i].column];

		if ((c->cut || (wrapped && c->wrap)) && s->set[i].width > least &&
		    (widest == s->count || s->set[i].width > s->set[widest].width))
			widest = i;
	}
	if (widest < s->count)
		s->set[widest].width--;
	return widest < s->count;
}

/* Titles give way first, then the gaps, then what may be cut, then what may be wrapped. */
static void fit(const struct table *t, struct settings *s)
{
	for (size_t i = 0; i < s->count; i++) {
		const char *title = t->columns[s->set[i].column].title;
		size_t content = content_width(t, s->set[i].column),
		       head = utf8_width(title, strlen(title));
		s->set[i].right = table_column_is_numeric(t, s->set[i].column);
		s->set[i].width = content > head ? content : head;
	}
	s->gap = 2;
	for (size_t i = 0; i < s->count && total_width(s) > PAGE; i++) {
		size_t content = content_width(t, s->set[i].column),
		       head = utf8_longest_word(t->columns[s->set[i].column].title);
		s->set[i].width = content > head ? content : head;
	}
	s->gap = total_width(s) > PAGE && total_width(s) - s->count < PAGE ? 1 : 2;
	while (total_width(s) > PAGE && (narrow_one(t, s, NARROWEST_CUT, false) ||
					 narrow_one(t, s, NARROWEST_TEXT, true)))
		;
}

/* All columns of the table, in settings that the caller frees. */
static struct settings settings(const struct table *t)
{
	struct settings s = { .count = t->width };

	s.set = mem_new(t->width, sizeof(s.set[0]));
	for (size_t i = 0; i < t->width; i++)
		s.set[i].column = i;
	fit(t, &s);
	return s;
}

/* How many leading columns say what a row is about: the first, and texts beside it. */
static size_t label_count(const struct settings *all)
{
	size_t n = 1, used = all->set[0].width;

	while (n < all->count && !all->set[n].right &&
	       used + 2 + all->set[n].width <= LABELS)
		used += 2 + all->set[n++].width;
	return n;
}

/* Whether blocks would all fit: else long lines are the lesser evil, as one row each. */
static bool blocks_fit(const struct settings *all, size_t labels)
{
	size_t used = 0, widest = 0;

	for (size_t i = 0; i < labels; i++)
		used += all->set[i].width + 2;
	for (size_t i = labels; i < all->count; i++)
		widest = all->set[i].width > widest ? all->set[i].width : widest;
	return labels < all->count && used + widest <= PAGE;
}

/*
 * The next block: the labels, then columns from *next while they fit, but always one.
 * `all` knows how narrow each can be; the block is then set for itself.
 */
static void next_block(const struct table *t, const struct settings *all, size_t labels,
		       size_t *next, struct settings *block)
{
	block->gap = 2;
	block->count = 0;
	while (block->count < labels) {
		block->set[block->count] = all->set[block->count];
		block->count++;
	}
	size_t first = *next;
	for (; *next < all->count; ++*next) {
		block->set[block->count++] = all->set[*next];
		if (*next > first && total_width(block) > PAGE) {
			block->count--;
			break;
		}
	}
	fit(t, block);
}

/* The text, or its beginning, in buf of TABLE_CELL_TEXT bytes, with a sign that there is more. */
static const char *cut(const char *s, size_t width, char *buf)
{
	size_t n = strlen(s), used = strlen(MORE), i = 0;

	if (utf8_width(s, n) <= width)
		return s;
	while (i < n) {
		uint32_t code;
		size_t length = utf8_next(s + i, n - i, &code);

		used += utf8_char_width(code);
		if (used > width || i + length + sizeof(MORE) > TABLE_CELL_TEXT)
			break;
		i += length;
	}
	while (i && s[i - 1] == ' ')
		i--;
	snprintf(buf, TABLE_CELL_TEXT, "%.*s%s", (int)i, s, MORE);
	return buf;
}

/* One row of texts, over as many lines as its longest one needs. */
static void put_texts(struct page *p, const struct settings *s, const char **texts)
{
	bool more = true;

	while (more) {
		more = false;
		for (size_t i = 0; i < s->count; i++) {
			size_t n = piece(texts[i], s->set[i].width);
			size_t used = utf8_width(texts[i], n);
			size_t rest = s->set[i].width > used ? s->set[i].width - used : 0;
			p->pending += s->set[i].right ? rest : 0;
			if (n)
				put_clean(p, texts[i], n);
			p->pending += (s->set[i].right ? 0 : rest) + s->gap;
			texts[i] = skip_break(texts[i] + n);
			more |= *texts[i] != '\0';
		}
		end_line(p);
	}
}

static void put_rule(struct page *p, size_t width)
{
	for (size_t i = 0; i < width; i++)
		putc('-', p->out);
	end_line(p);
}

/* The last lines of a column's title stand on one line, as in print. */
static void put_titles(struct page *p, const struct table *t, const struct settings *s)
{
	size_t lines = 1;

	for (size_t i = 0; i < s->count; i++) {
		size_t n = 0;
		for (const char *title = t->columns[s->set[i].column].title; *title; n++)
			title = skip_break(title + piece(title, s->set[i].width));
		lines = n > lines ? n : lines;
	}
	for (size_t line = 0; line < lines; line++) {
		for (size_t i = 0; i < s->count; i++) {
			size_t n = 0, length = 0, skip;
			const char *title = t->columns[s->set[i].column].title, *end;
			for (end = title; *end; n++)
				end = skip_break(end + piece(end, s->set[i].width));
			skip = lines - n;
			for (size_t k = skip; k < line && *title; k++)
				title = skip_break(title + piece(title, s->set[i].width));
			if (line >= skip)
				length = piece(title, s->set[i].width);
			size_t used = utf8_width(title, length);
			size_t rest = s->set[i].width > used ? s->set[i].width - used : 0;
			p->pending += s->set[i].right ? rest : 0;
			if (length)
				put_clean(p, title, length);
			p->pending += (s->set[i].right ? 0 : rest) + s->gap;
		}
		end_line(p);
	}
}

static bool row_totals(const struct table *t, size_t row)
{
	return t->cells[row * t->width].style == STYLE_TOTAL;
}

static void put_rows(struct page *p, const struct table *t, const struct settings *s)
{
	size_t width = total_width(s);
	const char **texts = mem_new(t->width, sizeof(*texts));
	char *room = mem_new(t->width, TABLE_CELL_TEXT);

	for (size_t row = 0; row < t->height; row++) {
		if (table_row_heads(t, row)) {
			if (row)
				end_line(p);
			set_bold(p, true);
			put_clean(p, t->cells[row * t->width].text,
				  strlen(t->cells[row * t->width].text));
			set_bold(p, false);
			end_line(p);
			continue;
		}
		if (row && row_totals(t, row) && !row_totals(t, row - 1) &&
		    !table_row_heads(t, row - 1))
			put_rule(p, width);
		for (size_t i = 0; i < s->count; i++) {
			char *buf = room + i * TABLE_CELL_TEXT;

			texts[i] = table_cell_text(t, row, s->set[i].column, buf,
						   TABLE_CELL_TEXT);
			if (t->columns[s->set[i].column].cut)
				texts[i] = cut(texts[i], s->set[i].width, buf);
		}
		put_texts(p, s, texts);
	}
	free(room);
	free(texts);
}

static void put_block(struct page *p, const struct table *t, const struct settings *s)
{
	put_titles(p, t, s);
	put_rule(p, total_width(s));
	put_rows(p, t, s);
}

static void put_body(struct page *p, const struct table *t)
{
	struct settings all = settings(t), block = { .count = 0 };
	size_t labels = label_count(&all), next = labels;

	if (total_width(&all) <= PAGE || !blocks_fit(&all, labels)) {
		put_block(p, t, &all);
		free(all.set);
		return;
	}
	block.set = mem_new(t->width, sizeof(block.set[0]));
	while (next < all.count) {
		if (next > labels)
			fputs("\n(continued)\n", p->out);
		next_block(t, &all, labels, &next, &block);
		put_block(p, t, &block);
	}
	free(block.set);
	free(all.set);
}

static void put_table(struct page *p, const struct table *t)
{
	if (t->title && *t->title) {
		set_bold(p, true);
		put_paragraph(p, t->title);
		set_bold(p, false);
	}
	if (t->note)
		put_paragraph(p, t->note);
	bool body = (t->width && t->height) || t->footnote;
	if (body && ((t->title && *t->title) || t->note))
		end_line(p);
	if (t->width && t->height) {
		put_body(p, t);
		if (t->footnote)
			end_line(p);
	}
	if (t->footnote)
		put_paragraph(p, t->footnote);
}

int table_write_text(const struct table *const *tables, size_t count, FILE *out,
		     struct err *err)
{
	const char *plain = getenv("NO_COLOR");
	struct page page = { .out = out };

	page.bold = isatty(fileno(out)) && !(plain && *plain);
	for (size_t i = 0; i < count; i++) {
		if (i)
			putc('\n', out);
		put_table(&page, tables[i]);
	}
	return table_write_check(out, err);
}
