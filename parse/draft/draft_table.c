/* draft_table.c - tables of a log: a header row of words, rows of as many plain numbers. */
#include <string.h>

#include "data/base/num.h"
#include "parse/draft/draft_private.h"

#define COLUMNS 40

struct cells {
	const char *text[COLUMNS];
	size_t size[COLUMNS];
	size_t count;
};

static void cut(const struct draft_raw *r, struct cells *c)
{
	size_t i = 0;

	c->count = 0;
	while (i < r->size) {
		while (i < r->size && strchr(" \t\r", r->text[i]))
			i++;
		size_t from = i;
		while (i < r->size && !strchr(" \t\r", r->text[i]))
			i++;
		if (i == from)
			break;
		if (c->count == COLUMNS) {
			c->count = COLUMNS + 1; /* too many */
			return;
		}
		c->text[c->count] = r->text + from;
		c->size[c->count++] = i - from;
	}
}

static bool is_number(const struct cells *c, size_t i)
{
	double v;

	return num_parse(c->text[i], c->size[i], &v, NULL);
}

/* Words only, each one the name of a column: no figure, no "label:". */
static bool is_header(const struct cells *c)
{
	if (c->count < 2 || c->count > COLUMNS)
		return false;
	for (size_t i = 0; i < c->count; i++) {
		bool letter = false;

		for (size_t k = 0; k < c->size[i]; k++) {
			char ch = c->text[i][k];

			letter |= (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z');
			if ((unsigned char)ch >= 0x80)
				return false;
		}
		if (!letter || strchr(":=,", c->text[i][c->size[i] - 1]) ||
		    (c->text[i][0] >= '0' && c->text[i][0] <= '9') || c->text[i][0] == '-')
			return false;
	}
	return true;
}

/* The columns' names: as keys of an INI file, each once; all of them. */
static const char *name_columns(struct draft *s, const struct cells *head, const char **names)
{
	const char *text = "";

	for (size_t i = 0; i < head->count; i++) {
		const char *name = draft_name(&s->arena, head->text[i], head->size[i]);

		if (name[0] == '\0')
			name = arena_printf(&s->arena, "column_%zu", i + 1);
		for (size_t k = 0; k < i; k++)
			if (strcmp(names[k], name) == 0) {
				name = arena_printf(&s->arena, "%s_%zu", name, i + 1);
				k = (size_t)-1;
			}
		names[i] = name;
		text = arena_printf(&s->arena, "%s%s%s", text, i ? " " : "", name);
	}
	return text;
}

static const char *row_pattern(struct draft *s, const struct cells *row, const bool *number)
{
	const char *text = "^\\s*";

	for (size_t i = 0; i < row->count; i++)
		text = arena_printf(&s->arena, "%s%s%s", text, i ? "\\s+" : "",
				    number[i] ? "[-\\d.]+" : "\\S+");
	return arena_printf(&s->arena, "%s\\s*$", text);
}

/* Two rows with one label cannot both be the result. */
static bool label_again(const struct draft_raw *lines, size_t from, size_t to, size_t column)
{
	struct cells a, b;

	for (size_t i = from; i < to; i++)
		for (size_t k = from; k < i; k++) {
			cut(&lines[i], &a);
			cut(&lines[k], &b);
			if (a.size[column] == b.size[column] &&
			    memcmp(a.text[column], b.text[column], a.size[column]) == 0)
				return true;
		}
	return false;
}

static bool fits(const struct cells *row, const bool *number, size_t count)
{
	if (row->count != count)
		return false;
	for (size_t i = 0; i < count; i++)
		if (number[i] && !is_number(row, i))
			return false;
	return true;
}

static void add_columns(struct draft *s, struct draft_rule *r, const struct cells *head,
			const struct cells *row, const char *const *names, const bool *number,
			size_t label, int64_t line)
{
	for (size_t i = 0; i < head->count; i++) {
		struct draft_figure f = { .line = line, .key = names[i], .unit = "" };
		struct draft_unit u;

		if (!number[i] || i == label)
			continue;
		f.text = arena_dup_n(&s->arena, row->text[i], row->size[i]);
		if (!draft_unit_of_name(&s->arena, arena_dup_n(&s->arena, head->text[i],
								head->size[i]), &u))
			draft_no_unit(f.text, &u);
		f.state = u.state;
		f.means = f.role_unit = u.means;
		f.word = u.word;
		f.metric = r->label ? arena_printf(&s->arena, "{label}.%s", names[i]) : names[i];
		draft_add_figure(s, r, &f);
	}
}

/* Which column tells the rows apart; COLUMNS: none does. */
static size_t find_label(const struct draft_raw *lines, size_t from, size_t to,
			 const bool *number, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!number[i] && !label_again(lines, from, to, i))
			return i;
	if (number[0] && to - from > 1 && !label_again(lines, from, to, 0))
		return 0;
	return COLUMNS;
}

static bool has_figures(const bool *number, size_t count, size_t label)
{
	for (size_t i = 0; i < count; i++)
		if (number[i] && i != label)
			return true;
	return false;
}

size_t draft_table(struct draft *s, const struct draft_raw *lines, size_t count, size_t at,
		    const char *in, struct draft_rule *out)
{
	struct cells head, row, first;
	bool number[COLUMNS] = { false };
	const char *names[COLUMNS];
	size_t end = at + 1;

	*out = (struct draft_rule){ .in = in };
	cut(&lines[at], &head);
	if (!is_header(&head) || end >= count)
		return 0;
	cut(&lines[end], &first);
	if (first.count != head.count)
		return 0;
	for (size_t i = 0; i < first.count; i++)
		number[i] = is_number(&first, i);
	while (end < count && (cut(&lines[end], &row), fits(&row, number, head.count)))
		end++;
	size_t rows = end - at - 1;
	size_t shown = rows < 200 ? end : at + 201; /* enough to see a label twice */
	size_t label = find_label(lines, at + 1, shown, number, head.count);
	if (!has_figures(number, head.count, label))
		return 0;
	out->columns = name_columns(s, &head, names);
	size_t done;
	struct draft_line l;
	struct arena scratch = { 0 };
	draft_line(&scratch, lines[at].text, lines[at].size, &l);
	out->row = row_pattern(s, &first, number);
	char *pattern = draft_pattern(&scratch, &l, 0, 0, DRAFT_PATTERN, &done);
	out->pattern = arena_dup(&s->arena, pattern);
	arena_release(&scratch);
	out->label = label < COLUMNS ? names[label] : NULL;
	if (rows > 1 && out->label == NULL)
		out->word = "no column tells the rows apart: taken as a series";
	add_columns(s, out, &head, &first, names, number, label, (int64_t)at + 2);
	return end - at;
}
