/* table_html.c - tables as one self-contained page, to read or to print. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/table_write.h"

#define SHADES 8 /* classes l0 .. l8 and s0 .. s8 of the style sheet */

static const char style_sheet[] =
	"body{font:15px/1.5 system-ui,sans-serif;color:#222;max-width:70em;margin:2em auto;"
	"padding:0 1em}\n"
	"h1{font-size:1.6em}h2{font-size:1.25em;margin:2em 0 .3em}\n"
	"p{margin:.4em 0;max-width:48em}\n"
	".wide{overflow-x:auto}\n"
	"table{border-collapse:collapse;margin:.8em 0;font-variant-numeric:tabular-nums}\n"
	"th,td{padding:.25em .7em;text-align:left;vertical-align:top;"
	"border-bottom:1px solid #ddd}\n"
	"thead th{border-bottom:2px solid #555;vertical-align:bottom}\n"
	".n{text-align:right;white-space:nowrap}\n"
	".head{font-weight:600;background:#eef1f4}\n"
	".total{font-weight:600;border-top:1px solid #999}\n"
	".bad{color:#a00000;font-weight:600}.good{color:#1a6b2a}.quiet{color:#666}\n"
	".input{background:#fff8dc}\n"
	".l0{background:#f6b4a8}.l1{background:#f8c9ae}.l2{background:#fadcb4}"
	".l3{background:#fbeabb}.l4{background:#fbf4c4}.l5{background:#e9f0bf}"
	".l6{background:#d3e8b8}.l7{background:#bbdfb2}.l8{background:#a3d6ac}\n"
	".s0{}.s1{background:#eaf1f9}.s2{background:#d9e6f3}.s3{background:#c8dbee}"
	".s4{background:#b7d0e8}.s5{background:#a6c5e2}.s6{background:#96badd}"
	".s7{background:#85afd7}.s8{background:#74a4d1}\n"
	"@media print{body{font-size:10px;margin:0;max-width:none}h2{break-after:avoid}"
	"tr{break-inside:avoid}thead{display:table-header-group}"
	"*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}\n"
	"@page{size:A4;margin:15mm}\n";

static void put_html(const char *s, FILE *out)
{
	char *clean = utf8_is_clean(s) ? NULL : utf8_clean(s);

	for (const char *c = clean ? clean : s; *c; c++) {
		switch (*c) {
		case '<':
			fputs("&lt;", out);
			break;
		case '>':
			fputs("&gt;", out);
			break;
		case '&':
			fputs("&amp;", out);
			break;
		case '"':
			fputs("&quot;", out);
			break;
		case '\n':
			fputs("<br>", out);
			break;
		default:
			putc(*c, out);
		}
	}
	free(clean);
}

/* The class of a colour between the lightest, 0, and the last, 1. */
static const char *shade_of(char *buf, size_t size, char kind, double at)
{
	at = at < 0 ? 0 : at > 1 ? 1 : at;
	snprintf(buf, size, "%c%d", kind, (int)floor(at * SHADES + 0.5));
	return buf;
}

static void put_class(const struct table *t, const struct cell *c, bool numeric, FILE *out)
{
	static const char *const names[] = {
		[STYLE_PLAIN] = "",	 [STYLE_HEAD] = "head",	  [STYLE_TOTAL] = "total",
		[STYLE_INPUT] = "input", [STYLE_LEVEL] = "",	  [STYLE_BAD] = "bad",
		[STYLE_GOOD] = "good",	 [STYLE_SHARE] = "",	  [STYLE_QUIET] = "quiet",
		[STYLE_FIELD] = "input",
	};
	const char *name = names[c->style];
	char shade[16];

	if (c->style == STYLE_LEVEL && c->kind == CELL_NUMBER &&
	    t->level_high > t->level_low) {
		double at = (c->number - t->level_low) / (t->level_high - t->level_low);
		name = shade_of(shade, sizeof(shade), 'l', at);
	} else if (c->style == STYLE_SHARE && c->kind == CELL_NUMBER) {
		name = shade_of(shade, sizeof(shade), 's', c->number);
	}
	if (*name || numeric)
		fprintf(out, " class=\"%s%s%s\"", numeric ? "n" : "",
			numeric && *name ? " " : "", name);
}

/* "TABLE" or "TABLE:ROW" as the anchors below are named. */
static void put_anchor(const char *link, FILE *out)
{
	for (; *link; link++)
		putc(*link == ':' ? '-' : *link, out);
}

static bool link_is_here(const char *link, const struct table *const *tables, size_t count)
{
	size_t n = strcspn(link, ":");

	for (size_t i = 0; i < count; i++) {
		if (strlen(tables[i]->name) == n && memcmp(tables[i]->name, link, n) == 0)
			return true;
	}
	return false;
}

struct html {
	const struct table *const *tables;
	size_t count;
	FILE *out;
};

static void put_cell(struct html *h, const struct table *t, size_t row, size_t column,
		     bool numeric)
{
	char buf[TABLE_CELL_TEXT];
	const struct cell *c = &t->cells[row * t->width + column];
	const char *s = table_cell_text(t, row, column, buf, sizeof(buf));
	bool linked = c->link && link_is_here(c->link, h->tables, h->count);
	const char *hint = c->comment		     ? c->comment
			   : c->kind == CELL_MISSING ? c->text
						     : NULL;

	fputs("<td", h->out);
	put_class(t, c, numeric, h->out);
	if (hint) {
		fputs(" title=\"", h->out);
		put_html(hint, h->out);
		fputs("\"", h->out);
	}
	fputs(">", h->out);
	if (linked) {
		fputs("<a href=\"#", h->out);
		put_anchor(c->link, h->out);
		fputs("\">", h->out);
	}
	for (; *s == ' '; s++)
		fputs("&nbsp;", h->out);
	put_html(s, h->out);
	fputs(linked ? "</a></td>" : "</td>", h->out);
}

static void put_row(struct html *h, const struct table *t, size_t row, const bool *numeric)
{
	fprintf(h->out, "<tr id=\"%s-%zu\">", t->name, row);
	if (table_row_heads(t, row)) {
		fprintf(h->out, "<td class=\"head\" colspan=\"%zu\">", t->width);
		put_html(t->cells[row * t->width].text, h->out);
		fputs("</td></tr>\n", h->out);
		return;
	}
	for (size_t i = 0; i < t->width; i++)
		put_cell(h, t, row, i, numeric[i]);
	fputs("</tr>\n", h->out);
}

static void put_paragraphs(const char *text, FILE *out)
{
	while (*text) {
		size_t n = strcspn(text, "\n");
		char *line = mem_dup_n(text, n);
		fputs("<p>", out);
		put_html(line, out);
		fputs("</p>\n", out);
		free(line);
		text += n + (text[n] == '\n');
	}
}

static void put_table(struct html *h, const struct table *t, bool first)
{
	FILE *out = h->out;
	const char *tag = first ? "h1" : "h2";

	if (t->title && *t->title) {
		fprintf(out, "<%s id=\"%s\">", tag, t->name);
		put_html(t->title, out);
		fprintf(out, "</%s>\n", tag);
	}
	if (t->note)
		put_paragraphs(t->note, out);
	if (t->width && t->height) {
		bool *numeric = mem_new(t->width, sizeof(*numeric));
		fputs("<div class=\"wide\"><table>\n<thead><tr>", out);
		for (size_t i = 0; i < t->width; i++) {
			numeric[i] = table_column_is_numeric(t, i);
			fputs(numeric[i] ? "<th class=\"n\">" : "<th>", out);
			put_html(t->columns[i].title, out);
			fputs("</th>", out);
		}
		fputs("</tr></thead>\n<tbody>\n", out);
		for (size_t row = 0; row < t->height; row++)
			put_row(h, t, row, numeric);
		fputs("</tbody></table></div>\n", out);
		free(numeric);
	}
	if (t->footnote)
		put_paragraphs(t->footnote, out);
}

int table_write_html(const struct table *const *tables, size_t count, FILE *out,
		     struct err *err)
{
	struct html h = { tables, count, out };

	fputs("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width\">\n<title>",
	      out);
	put_html(count && tables[0]->title ? tables[0]->title : "desmet", out);
	fprintf(out, "</title>\n<style>\n%s</style></head>\n<body>\n", style_sheet);
	for (size_t i = 0; i < count; i++)
		put_table(&h, tables[i], i == 0);
	fputs("</body></html>\n", out);
	return table_write_check(out, err);
}
