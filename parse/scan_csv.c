/* scan_csv.c - tables of comma-separated values (RFC 4180). */
#include <string.h>

#include "parse/scan_private.h"

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
			char *out = arena_new(&s->arena, size - at, 1);
			size_t n = 0;

			for (at++; at < size; at++) {
				if (text[at] == '"' && at + 1 < size && text[at + 1] == '"')
					at++;
				else if (text[at] == '"')
					break;
				*lines += text[at] == '\n';
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
			c.size = (size_t)(text + at - rest);
		if (c.size && c.text[c.size - 1] == '\r' && (at == size || text[at] == '\n'))
			c.size--;
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
static const struct role *role_of(const struct grammar *g, const struct capture *c,
				  size_t *skip)
{
	for (size_t i = 0; i < g->column_count; i++) {
		size_t n = strlen(g->columns[i].name);
		bool star = n && g->columns[i].name[n - 1] == '*';

		n -= star;
		if ((star ? c->size > n : c->size == n) &&
		    memcmp(g->columns[i].name, c->text, n) == 0) {
			*skip = star ? n : 0;
			return &g->columns[i].role;
		}
	}
	return NULL;
}

bool scan_csv_starts(struct scan *s, const char *text, size_t size)
{
	struct capture columns[SCAN_COLUMNS];
	size_t count, found;
	int64_t lines;

	for (size_t k = 0; k < s->all->count; k++) {
		const struct grammar *g = s->all->list[k];

		if (!g->csv || (s->only && g != s->only))
			continue;
		if (memchr(text, g->separator, size) == NULL && g->header_count > 1)
			continue;
		split(s, text, size, true, g->separator, columns, &count, &lines);
		for (found = 0; found < g->header_count; found++)
			if (!has_column(columns, count, g->header[found]))
				break;
		if (found < g->header_count)
			continue;
		s->csv = g;
		s->column_count = count;
		for (size_t i = 0; i < count; i++) {
			s->columns[i].name = arena_dup_n(&s->arena, columns[i].text,
							 columns[i].size);
			s->csv_roles[i] = role_of(g, &columns[i], &s->csv_skips[i]);
		}
		return true;
	}
	return false;
}

size_t scan_csv_row(struct scan *s, const char *text, size_t size, bool final)
{
	struct capture row[SCAN_COLUMNS + 1];
	struct captures captures = { row, s->column_count + 1 };
	struct recorder *rec = &s->rec;
	size_t count;
	int64_t lines;
	size_t used = split(s, text, size, final, s->csv->separator, row, &count, &lines);

	if (used == 0)
		return 0;
	s->line += lines;
	int64_t line = s->line - lines + 1;
	if (count == 1 && row[0].size == 0)
		return used;
	if (count != s->column_count) {
		s->out->unknown_lines++;
		scan_problem(s, "not understood", line, text, used);
		return used;
	}
	for (size_t i = 0; i < count; i++)
		row[i].name = s->columns[i].name;
	record_open(rec, s->csv, line);
	record_unproved(rec, s->csv->csv_unproved);
	rec->now.ended = true;
	for (size_t i = 0; i < count; i++) {
		const char *rest = row[i].name + s->csv_skips[i];

		row[count] = (struct capture){ "1", rest, strlen(rest) };
		if (s->csv_roles[i])
			record_role(rec, s->csv_roles[i], row[i].text, row[i].size, line,
				    0, 0, &captures);
	}
	if (used == size && text[used - 1] != '\n' && text[used - 1] != '"' &&
	    s->csv_roles[count - 1])
		record_incomplete(rec, SCAN_ENDS_IN, (long long)line);
	record_close(rec, NULL);
	return used;
}
