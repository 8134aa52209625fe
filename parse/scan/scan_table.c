/* scan_table.c - the rows of a table in a text. */
#include <string.h>

#include "parse/scan/scan_state.h"

/* A heading's word; two of them touch where the tool has forgotten what stands between them. */
static void add_columns(struct scan *s, const struct rule *r, const char *word, size_t size)
{
	for (size_t i = 0; i < r->apart_count; i++) {
		size_t n = strlen(r->apart[i]);

		if (n >= size || memcmp(word, r->apart[i], n) != 0 || s->column_count == SCAN_COLUMNS)
			continue;
		s->columns[s->column_count++].name = r->apart[i];
		word += n;
		size -= n;
		break;
	}
	if (s->column_count < SCAN_COLUMNS)
		s->columns[s->column_count++].name = arena_dup_n(&s->arena, word, size);
}

void scan_table_begin(struct scan *s, const struct rule *r, const char *line, size_t size)
{
	s->table = r;
	s->column_count = 0;
	for (size_t i = 0; i < r->column_count && i < SCAN_COLUMNS; i++)
		s->columns[s->column_count++].name = r->columns[i];
	for (size_t i = 0; r->columns == NULL && i < size;) {
		size_t start;

		while (i < size && (line[i] == ' ' || line[i] == '\t'))
			i++;
		start = i;
		while (i < size && line[i] != ' ' && line[i] != '\t')
			i++;
		if (i > start)
			add_columns(s, r, line + start, i - start);
	}
}

static const struct role *column_role(const struct rule *r, const char *name)
{
	const struct role *any = NULL;

	for (size_t i = 0; i < r->role_count; i++) {
		if (strcmp(r->roles[i].name, name) == 0)
			return &r->roles[i].role;
		if (strcmp(r->roles[i].name, "*") == 0)
			any = &r->roles[i].role;
	}
	return any;
}

/* The row's words: how many there are, of which `room` are kept. `rest`: the last one of these is all that
   is left of the row. */
static size_t split(const char *line, size_t size, bool rest, struct capture *columns, size_t room)
{
	size_t n = 0;

	while (size && (line[size - 1] == ' ' || line[size - 1] == '\t'))
		size--;
	for (size_t i = 0; i < size; n++) {
		while (line[i] == ' ' || line[i] == '\t')
			i++;
		size_t start = i;
		while (i < size && line[i] != ' ' && line[i] != '\t')
			i++;
		if (rest && n + 1 == room)
			i = size;
		if (n < room) {
			columns[n].text = line + start;
			columns[n].size = i - start;
		}
	}
	return n;
}

bool scan_table_knows(struct scan *s, const char *line, size_t size)
{
	const struct rule *r = s->table;

	if (r->row.text)
		return scan_rule_matches(s, &r->row, line, size);
	return !scan_border(s, line, size) &&
	       !scan_rule_other(s, r->grammar, line, size, scan_blanks(line, size));
}

/* A row with more or fewer words than its heading has: which one is below which column is not known, as
   where the copy has lost the blank between two of them. */
static bool is_odd(struct scan *s, size_t words, const char *line, size_t size)
{
	if (words == s->column_count || (words > s->column_count && s->column_count == SCAN_COLUMNS))
		return false;
	s->out->unknown_lines++;
	scan_problem(s, "not understood", s->line, line, size);
	record_incomplete(&s->rec, "line %lld: %zu field%s below %zu heading%s", (long long)s->line,
			  words, words == 1 ? "" : "s", s->column_count,
			  s->column_count == 1 ? "" : "s");
	return true;
}

bool scan_table_row(struct scan *s, const char *line, size_t size)
{
	const struct rule *r = s->table;
	struct capture row[SCAN_COLUMNS + 2];
	struct captures captures = { row, s->column_count + 2 };
	uint32_t step = 0;

	if (!scan_table_knows(s, line, size))
		return false;
	memcpy(row, s->columns, s->column_count * sizeof(row[0]));
	if (is_odd(s, split(line, size, r->rest, row, s->column_count), line, size))
		return true;
	if (r->is & RULE_INTERVAL) {
		s->rec.intervals++;
		if (!s->rec.series)
			return true;
		step = ++s->rec.now.steps;
	}
	struct capture *label = &row[s->column_count], *column = label + 1;
	*label = (struct capture){ "label", "", 0 };
	for (size_t i = 0; i < s->column_count; i++)
		if (r->label && strcmp(row[i].name, r->label) == 0)
			*label = (struct capture){ "label", row[i].text, row[i].size };
	for (size_t i = 0; i < s->column_count; i++) {
		const struct role *role = column_role(r, row[i].name);

		if (role == NULL || (r->label && strcmp(row[i].name, r->label) == 0 &&
				     role->kind == ROLE_METRIC))
			continue;
		scan_text_ends_in(s, r, role, row[i].text + row[i].size, line + size);
		*column = (struct capture){ "column", row[i].name, strlen(row[i].name) };
		record_role(&s->rec, role, row[i].text, row[i].size, s->line, 0, step,
			    &captures);
	}
	return true;
}
