/*
 * t_table.c - the table model and its writers: what people see, what machines read, and
 * that no text can break a format.
 */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "data/base/table_write.h"
#include "tests/unit/tap.h"

/* What a writer makes of tables; the caller frees. */
static char *written(const char *writer, const struct table *const *tables, size_t count)
{
	const struct table_writer *w = table_writer_find(writer);
	struct err err = { 0 };
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (w == NULL || w->write(tables, count, out, &err) != 0)
		fputs("(failed)", out);
	fclose(out);
	return text;
}

static void is_written(struct tap *t, const struct table *table, const char *writer,
		       const char *want)
{
	char *got = written(writer, &table, 1);

	is_text(t, got, want, writer);
	free(got);
}

static struct table *small(void)
{
	struct table *t = table_new("wheels", "Wheels");

	table_column(t, "name", "Name", -1);
	table_column(t, "turns", "Turns", 2);
	table_text(t, "front");
	table_number(t, 0.1 + 0.2);
	table_text(t, "back");
	table_missing(t, "failed");
	return t;
}

static void test_small(struct tap *t)
{
	struct table *s = small();

	is_int(t, (long long)s->height, 2, "two rows");
	is_written(t, s, "tsv", "name\tturns\nfront\t0.30000000000000004\nback\t\n");
	is_written(t, s, "csv", "name,turns\r\nfront,0.30000000000000004\r\nback,\r\n");
	is_written(t, s, "json",
		   "[\n  {\"name\": \"front\", \"turns\": 0.30000000000000004},\n"
		   "  {\"name\": \"back\", \"turns\": null}\n]\n");
	is_written(t, s, "md",
		   "## Wheels\n\n| Name | Turns |\n|---|---:|\n| front | 0.30 |\n"
		   "| back | - |\n\n");
	char *text = written("text", (const struct table *const *)&s, 1);
	has_text(t, text, "\nfront   0.30\nback       -\n",
		 "text: aligned, a dash for what is missing");
	free(text);
	text = written("html", (const struct table *const *)&s, 1);
	has_text(t, text, "0.30</td>", "html: the figure as people see it");
	free(text);
	ok(t, table_cell(s, 2, 0) == NULL && table_cell(s, 0, 2) == NULL,
	   "no cell outside");
	table_free(s);
	table_free(NULL);
}

/* Texts that would break a line, a cell, a string or markup. */
static void test_shares(struct tap *t)
{
	static const double shares[] = { 0, 0.5, 0.99, 1 };
	struct table *s = table_new("s", "");
	const struct table *const tables[] = { s };

	/* 78 characters up to the figure: its sign would stand on the next line. */
	s->note = "........................................................... a share of over "
		  "99.9 % is not broken";
	s->footnote = "~ has no known spread, ~ neither.";
	for (size_t i = 0; i < ARRAY_LEN(shares); i++)
		table_column(s, "p", "P", 1);
	for (size_t i = 0; i < ARRAY_LEN(shares); i++) {
		struct cell *c = table_number(s, shares[i]);
		c->style = STYLE_SHARE;
		c->percent = true;
	}
	char *html = written("html", tables, 1), *text = written("text", tables, 1);
	char *md = written("md", tables, 1);
	has_text(t, html,
		 "<td class=\"n s0\">0.0 %</td><td class=\"n s4\">50.0 %</td>"
		 "<td class=\"n s8\">99.0 %</td><td class=\"n s8\">100.0 %</td>",
		 "html: the more, the darker");
	has_text(t, text, "over\n99.9 % is not", "text: no line begins with the sign");
	has_text(t, md, "\\~ has no known spread, \\~ neither", "md: nothing is struck out");
	free(html);
	free(text);
	free(md);
	table_free(s);
}

static void test_hostile(struct tap *t)
{
	struct table *s = table_new("t", "T");

	table_column(s, "a", "A", -1);
	table_column(s, "b", "B", -1);
	table_text(s, "tab\tline\nend\\ \"quote\", comma");
	table_text(s, "<b>&|*_`\xff\x01\xf0\x9f\x90\xb3");
	is_written(t, s, "tsv",
		   "a\tb\ntab\\tline\\nend\\\\ \"quote\", "
		   "comma\t<b>&|*_`\xff\x01\xf0\x9f\x90\xb3\n");
	is_written(t, s, "csv",
		   "a,b\r\n\"tab\tline\nend\\ \"\"quote\"\", "
		   "comma\",<b>&|*_`\xff\x01\xf0\x9f\x90\xb3\r\n");
	is_written(t, s, "json",
		   "[\n  {\"a\": \"tab\\tline\\nend\\\\ \\\"quote\\\", comma\", "
		   "\"b\": \"<b>&|*_`\\ufffd\\u0001\xf0\x9f\x90\xb3\"}\n]\n");
	is_written(
		t, s, "md",
		"## T\n\n| A | B |\n|---|---|\n| tab\tline<br>end\\\\ \"quote\", comma | "
		"&lt;b>&\\|\\*\\_\\`\xef\xbf\xbd\xef\xbf\xbd\xf0\x9f\x90\xb3 |\n\n");
	char *html = written("html", (const struct table *const *)&s, 1);
	ok(t, strstr(html, "<b>") == NULL && strstr(html, "&lt;b&gt;&amp;"),
	   "html: markup is escaped");
	ok(t, utf8_is_clean(html), "html: clean UTF-8");
	free(html);
	char *text = written("text", (const struct table *const *)&s, 1);
	ok(t, utf8_is_clean(text), "text: clean UTF-8, no control characters");
	free(text);
	table_free(s);
}

static void test_several(struct tap *t)
{
	struct table *a = small(), *b = small(), *c = table_new("only", "For people");
	b->name = "more";
	c->people_only = true;
	table_column(c, "x", "X", -1);
	const struct table *all[] = { a, b, c };

	char *json = written("json", all, 3);
	has_text(t, json, "{\n  \"wheels\": [", "json: several tables are an object");
	ok(t, strstr(json, "\"more\": [") && !strstr(json, "only"),
	   "... without those for people");
	free(json);
	char *tsv = written("tsv", all, 3), *text = written("text", all, 3);
	ok(t, !strstr(tsv, "\nx\n") && strstr(text, "For people"),
	   "tsv leaves it out, text does not");
	free(tsv);
	free(text);
	is_written(t, c, "json", "{\n}\n");
	table_free(a);
	table_free(b);
	table_free(c);
}

static void test_cells(struct tap *t)
{
	static const struct {
		double v;
		int decimals;
		bool percent;
		const char *suffix, *text;
	} rows[] = {
		{ 1.005, 2, false, NULL, "1.00" },
		{ 0.29, 0, true, NULL, "29 %" },
		{ 0.5833, 1, true, NULL, "58.3 %" },
		{ -0.001, 2, false, NULL, "0.00" },
		{ -0.006, 2, false, NULL, "-0.01" },
		{ 3, -1, false, " s", "3 s" },
		{ 0.6, -1, true, NULL, "60 %" },
		{ 0.07, -1, true, NULL, "7 %" },
		{ 1e15, -1, false, NULL, "1000000000000000" },
	};
	struct table *s = table_new("t", "T");
	char buf[TABLE_CELL_TEXT];

	table_column(s, "v", "V", 3);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct cell *c = table_number(s, rows[i].v);

		c->decimals = rows[i].decimals;
		c->percent = rows[i].percent;
		if (rows[i].suffix)
			table_set_suffix(s, c, rows[i].suffix);
	}
	table_number(s, NAN);
	table_number(s, INFINITY);
	table_set_shown(s, table_number(s, 4), "++");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		is_text(t, table_cell_text(s, i, 0, buf, sizeof(buf)), rows[i].text,
			rows[i].text);
	is_text(t, table_cell_text(s, ARRAY_LEN(rows), 0, buf, sizeof(buf)), "-",
		"not a number is missing");
	is_text(t, table_cell_text(s, ARRAY_LEN(rows) + 1, 0, buf, sizeof(buf)), "-",
		"so is the infinite");
	is_text(t, table_cell_text(s, ARRAY_LEN(rows) + 2, 0, buf, sizeof(buf)), "++",
		"a symbol in its place");
	table_free(s);
}

static void test_numbers(struct tap *t)
{
	uint64_t state = 88172645463325252u, bits;
	size_t wrong = 0, asked = 0;
	char buf[64];

	for (size_t i = 0; i < 200000; i++) {
		double v;

		state ^= state << 13;
		state ^= state >> 7;
		bits = state ^= state << 17;
		memcpy(&v, &bits, sizeof(v));
		if (i % 2)
			v = (double)(int64_t)bits / (double)(1 + (bits >> (i % 60)));
		if (!isfinite(v))
			continue;
		asked++;
		table_format_number(buf, sizeof(buf), v);
		if (strtod(buf, NULL) != v || strlen(buf) >= 40 || strpbrk(buf, ", "))
			if (wrong++ < 5)
				fprintf(stderr, "# %.17g -> %s\n", v, buf);
	}
	ok(t, wrong == 0, "%zu doubles are read back as they were, in 40 bytes (%zu not)",
	   asked, wrong);
}

static void test_utf8(struct tap *t)
{
	static const struct {
		const char *text;
		size_t width;
		bool clean;
	} rows[] = {
		{ "", 0, true },
		{ "abc", 3, true },
		{ "K\xc3\xa4rn\xc3\xa4", 5, true },
		{ "\xf0\x9f\x90\xb3", 2, true },
		{ "e\xcc\x81", 1, true },
		{ "\xe6\xbc\xa2", 2, true },
		{ "a\tb\n", 4, true },
		{ "\xff", 1, false },
		{ "\xc3", 1, false },
		{ "\xc0\xaf", 2, false },
		{ "\xed\xa0\x80", 3, false },
		{ "\xf5\x80\x80\x80", 4, false },
		{ "\x1b[1m", 4, false },
		{ "\x7f", 1, false },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char *clean = utf8_clean(rows[i].text);

		ok(t, utf8_is_clean(rows[i].text) == rows[i].clean, "text %zu is %sclean",
		   i, rows[i].clean ? "" : "not ");
		ok(t,
		   utf8_is_clean(clean) &&
			   (strcmp(clean, rows[i].text) == 0) == rows[i].clean,
		   "... cleaned it is, and changed only then");
		if (rows[i].clean && !strpbrk(rows[i].text, "\t\n"))
			is_int(t, (long long)utf8_width(rows[i].text, strlen(rows[i].text)),
			       (long long)rows[i].width, "... its width");
		free(clean);
	}
}

/* A table of a name and of figures of 20 columns each. */
static struct table *wide(size_t figures, const char *first)
{
	static const char *const rows[] = { NULL, "pear", "sum" };
	struct table *s = table_new("w", "");

	table_column(s, "name", "Name", -1);
	for (size_t i = 0; i < figures; i++) {
		char title[48];
		snprintf(title, sizeof(title), "Twenty_columns_wide%zu", i);
		table_column(s, title, title, 0);
	}
	struct cell *head = table_text(s, "Fruit");
	head->style = STYLE_HEAD;
	table_end_row(s);
	for (size_t row = 0; row < 3; row++) {
		struct cell *label = table_text(s, rows[row] ? rows[row] : first);
		label->style = row == 2 ? STYLE_TOTAL : STYLE_PLAIN;
		for (size_t i = 0; i < figures; i++)
			table_number(s, (double)(row * 10 + i))->style = STYLE_LEVEL;
	}
	return s;
}

/* 4 + 3 * (2 + 20) = 70 columns fit; a fourth figure, 92, goes on below. */
static void test_blocks(struct tap *t)
{
	struct table *s = wide(3, "plum");
	char *text = written("text", (const struct table *const *)&s, 1);

	ok(t, strstr(text, "(continued)") == NULL, "text: a table that fits is one block");
	free(text);
	table_free(s);
	s = wide(4, "\u68a8\u68a8"); /* two characters, four columns */
	is_written(
		t, s, "text",
		"Name  Twenty_columns_wide0  Twenty_columns_wide1  Twenty_columns_wide2\n"
		"----------------------------------------------------------------------\n"
		"Fruit\n"
		"\u68a8\u68a8                     0                     1                     2\n"
		"pear                    10                    11                    12\n"
		"----------------------------------------------------------------------\n"
		"sum                     20                    21                    22\n"
		"\n"
		"(continued)\n"
		"Name  Twenty_columns_wide3\n"
		"--------------------------\n"
		"Fruit\n"
		"\u68a8\u68a8                     3\n"
		"pear                    13\n"
		"--------------------------\n"
		"sum                     23\n");
	table_free(s);
	/* a label that leaves no room: blocks would be too wide as well, rows stay whole */
	s = wide(2, "a_label_of_more_than_the_page_is_never_cut_since_it_is_what_the_row_"
		    "is_about_whatever");
	text = written("text", (const struct table *const *)&s, 1);
	has_text(t, text, "whatever                     0                     1\n",
		 "text: what no block can hold stays on one line");
	free(text);
	table_free(s);
}

/* What may be broken over lines gives way before the table is split. */
static void test_wrap_first(struct tap *t)
{
	struct table *s = table_new("w", "");

	table_column(s, "name", "Name", -1);
	table_column(s, "remark", "Remark", -1);
	s->columns[1].wrap = true;
	table_text(s, "plum");
	table_text(s, "one two three four five six seven eight nine ten eleven twelve "
		      "thirteen fourteen");
	is_written(t, s, "text",
		   "Name  Remark\n"
		   "----------------------------------------------------------------------"
		   "----------\n"
		   "plum  one two three four five six seven eight nine ten eleven twelve "
		   "thirteen\n"
		   "      fourteen\n");
	table_free(s);
}

/* What may be cut gives way before what may be wrapped, and shows that there is more. */
static void test_cut(struct tap *t)
{
	struct table *s = table_new("w", "");

	table_column(s, "line", "Line", -1);
	s->columns[0].wrap = true;
	table_column(s, "text", "Text", -1);
	s->columns[1].cut = true;
	table_text(s, "a/path/of/forty/characters/to/a/log.txt:9");
	table_text(s, "one two three four five six seven eight nine ten");
	table_text(s, "b:1");
	table_text(s, "\xC3\xA9\xC3\xA9\xC3\xA9 two three four five six seven eight nine ten");
	is_written(t, s, "text",
		   "Line                                       Text\n"
		   "----------------------------------------------------------------------"
		   "----------\n"
		   "a/path/of/forty/characters/to/a/log.txt:9  one two three four five six seven"
		   "...\n"
		   "b:1                                        "
		   "\xC3\xA9\xC3\xA9\xC3\xA9 two three four five six seven...\n");
	table_free(s);
	/* ... but some of it is seen, and formats without a page have it whole */
	s = table_new("w", "");
	table_column(s, "line", "Line", -1);
	s->columns[0].wrap = true;
	table_column(s, "text", "Text", -1);
	s->columns[1].cut = true;
	table_text(s, "a/path/of/forty/characters/to/the/folder/with/many/a/log.txt:9");
	table_text(s, "one two three four five six seven eight");
	is_written(t, s, "text",
		   "Line                                              Text\n"
		   "----------------------------------------------------------------------"
		   "----------\n"
		   "a/path/of/forty/characters/to/the/folder/with/    one two three four five "
		   "six...\n"
		   "many/a/log.txt:9\n");
	is_written(t, s, "tsv",
		   "line\ttext\n"
		   "a/path/of/forty/characters/to/the/folder/with/many/a/log.txt:9\t"
		   "one two three four five six seven eight\n");
	table_free(s);
}

static void test_failing(struct tap *t)
{
	struct table *s = small();
	struct err err = { 0 };

	for (const char *names = "text,tsv,csv,json,md,html"; names;
	     names = strchr(names, ',')) {
		char name[8] = "";

		names += *names == ',';
		memcpy(name, names, strcspn(names, ","));
		const struct table_writer *w = table_writer_find(name);
		FILE *full = fopen("/dev/full", "w");
		int rc = 0;
		for (int i = 0; rc == 0 && i < 10000; i++)
			rc = w->write((const struct table *const *)&s, 1, full, &err);
		ok(t, rc == -1 && err.code == EXIT_MACHINE, "%s: a full disk is an error",
		   name);
		fclose(full);
	}
	ok(t, table_writer_find("xml") == NULL && table_writer_find("") == NULL,
	   "no other formats");
	table_free(s);
}

int main(void)
{
	struct tap t = { 0 };

	test_small(&t);
	test_shares(&t);
	test_hostile(&t);
	test_several(&t);
	test_cells(&t);
	test_numbers(&t);
	test_utf8(&t);
	test_blocks(&t);
	test_wrap_first(&t);
	test_cut(&t);
	test_failing(&t);
	return done(&t);
}
