/* draft_pattern.c - a pattern that matches a line, and others with other figures. */
#include <string.h>

#include "parse/draft/draft_private.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

struct pattern {
	char text[DRAFT_PATTERN + 256];
	size_t n;
};

static void put(struct pattern *p, const char *s)
{
	size_t n = strlen(s);

	if (p->n + n < sizeof(p->text)) {
		memcpy(p->text + p->n, s, n + 1);
		p->n += n;
	}
}

/* Text as it stands; `loose`: a single blank may be several (beside a figure). */
static void put_literal(struct pattern *p, const char *text, size_t size, bool at_number,
			bool to_number)
{
	for (size_t i = 0; i < size;) {
		char one[8] = { text[i], '\0' };
		size_t from = i;

		while (i < size && is_blank(text[i]))
			i++;
		if (i > from) {
			bool next = i < size ? text[i] == ';' : true;
			bool beside = (from == 0 && at_number) || (i == size && to_number);

			put(p, i - from == 1 && text[from] == ' ' && !next && !beside ? " "
										      : "\\s+");
			continue;
		}
		while (i < size && (unsigned char)text[i] >= 0x80)
			i++;
		if (i > from) {
			put(p, "[^ -~]+");
			continue;
		}
		i++;
		if (strchr("\\.^$*+?()[]{}|", one[0])) {
			one[0] = '\\';
			one[1] = text[from];
			one[2] = '\0';
		} else if ((unsigned char)one[0] < ' ') {
			memcpy(one, ".", 2);
		}
		put(p, one);
	}
}

static void put_number(struct pattern *p, const struct draft_line *l,
		       const struct draft_number *n, char letter)
{
	const char *form = "-?[\\d.]+";
	char group[8] = { '(', '?', '<', n->percentile ? 'p' : letter, '>' };

	if (n->kind == NUMBER_OTHER) {
		put(p, n->to < l->size && l->text[n->to] == ']' ? "[^\\s\\]]+" : "[-+\\d]\\S*");
		return;
	}
	put(p, group);
	if (n->kind == NUMBER_DURATION)
		form = memchr(l->text + n->from, ' ', n->to - n->from) ? "\\d[\\ddhmsinuw. ]*[smh]"
								       : "\\d[\\ddhmsinuw.]*[smh]";
	else if (n->kind == NUMBER_COMMA)
		form = "-?[\\d.,]+";
	else if (n->kind == NUMBER_CLOCK)
		form = "[\\d:.]+";
	else if (n->kind == NUMBER_LIST)
		form = "[\\d./]+";
	else if (memchr(l->text + n->from, 'e', n->to - n->from) ||
		 memchr(l->text + n->from, 'E', n->to - n->from))
		form = "-?[\\d.]+(?:[eE][-+]?\\d+)?";
	else if (n->to < l->size && l->text[n->to] == '.')
		form = "-?\\d+(?:\\.\\d+)?";
	if (l->text[n->from] == '+')
		put(p, "\\+");
	put(p, form);
	put(p, ")");
}

/* What a unit may be, up to what follows it. */
static void put_unit(struct pattern *p, char next)
{
	char other[3] = { next, '\0', '\0' };

	put(p, "[^\\s\\d");
	if (next == ']' || next == '\\' || next == '^') {
		other[0] = '\\';
		other[1] = next;
	}
	put(p, is_blank(next) ? "" : other);
	put(p, "]+)");
}

/* Up to the end of the fourth word. */
static size_t some_words(const char *text, size_t from, size_t to)
{
	size_t i = from;

	for (int words = 0; words < 4 && i < to; words++) {
		while (i < to && is_blank(text[i]))
			i++;
		while (i < to && !is_blank(text[i]))
			i++;
	}
	return i;
}

char *draft_pattern(struct arena *a, const struct draft_line *l, size_t version_from,
		     size_t version_to, size_t most, size_t *done)
{
	struct pattern p = { .text = "" };
	size_t at = l->indent, kept = 0;

	put(&p, l->indent ? "^\\s+" : "^");
	*done = 0;
	for (size_t i = 0; i < l->count; i++) {
		const struct draft_number *n = &l->numbers[i];
		char letter = (char)('a' + i);

		put_literal(&p, l->text + at, n->from - at, at > l->indent, true);
		if (version_to > version_from && n->from == version_from)
			put(&p, "(?<version>[\\w.+-]+)");
		else
			put_number(&p, l, n, letter);
		at = n->to;
		if (n->unit_to > n->unit_from && !n->percentile) {
			char group[] = { '(', '?', '<', 'u', letter, '>', '\0' };

			put_literal(&p, l->text + at, n->unit_from - at, true, false);
			put(&p, group);
			put_unit(&p, n->unit_to < l->size ? l->text[n->unit_to] : ' ');
			at = n->unit_to;
		}
		if (p.n > most) {
			p.text[kept] = '\0';
			return arena_dup(a, p.text);
		}
		kept = p.n;
		*done = i + 1;
	}
	size_t end = some_words(l->text, at, l->size);
	put_literal(&p, l->text + at, end - at, *done > 0, false);
	if (end == l->size)
		put(&p, "\\s*$");
	if (p.n > most)
		p.text[kept] = '\0';
	return arena_dup(a, p.text);
}

char *draft_pattern_words(struct arena *a, const char *text, size_t size)
{
	struct draft_line l;
	size_t end, done;

	draft_line(a, text, size, &l);
	end = some_words(l.text, l.indent, l.size);
	while (l.count && l.numbers[l.count - 1].to > end)
		l.count--;
	for (size_t i = 0; i < l.count; i++)
		l.numbers[i].kind = NUMBER_OTHER;
	for (size_t i = 0; i < l.count; i++)
		l.numbers[i].unit_from = l.numbers[i].unit_to = l.numbers[i].to;
	bool whole = end == l.size;
	l.size = end;
	char *p = draft_pattern(a, &l, 0, 0, 150, &done);
	size_t n = strlen(p);
	if (!whole && n > 4 && strcmp(p + n - 4, "\\s*$") == 0)
		p[n - 4] = '\0';
	return p;
}
