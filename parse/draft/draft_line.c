/* draft_line.c - the figures of a line: numbers, what is written beside them, and a pattern. */
#include <ctype.h>
#include <string.h>

#include "parse/draft/draft_private.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* --- numbers ------------------------------------------------------------------------- */

/* The place of a word among the units of time, the longest first; 0: it is none. */
static int time_rank(const char *word, size_t size)
{
	static const char *const words[] = { "w", "d", "h", "m", "s", "ms", "us", "ns" };

	if (size == 3 && strncmp(word, "min", 3) == 0)
		return 4;
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (strlen(words[i]) == size && strncmp(word, words[i], size) == 0)
			return (int)i + 1;
	return 0;
}

/* "0m0.503s", "1h 5m": where it ends; 0: it is no such time. */
static size_t duration_end(const char *text, size_t size, size_t at)
{
	size_t end = 0, parts = 0;
	int last = 0;

	for (size_t i = at; i < size; parts++) {
		size_t number = i, word;

		while (i < size && is_digit(text[i]))
			i++;
		bool whole = i == size || text[i] != '.';
		while (i < size && (is_digit(text[i]) || text[i] == '.'))
			i++;
		word = i;
		while (i < size && is_letter(text[i]))
			i++;
		int rank = time_rank(text + word, i - word);
		if (word == number || rank <= last)
			break;
		last = whole ? rank : 99;
		end = i;
		if (i < size && text[i] == ' ')
			i++;
	}
	return parts >= 2 && (end == size || !isalnum((unsigned char)text[end])) ? end : 0;
}

/* The kind of text[from..to), digits and what stands between them. */
static enum draft_number_kind kind_of(const char *text, size_t from, size_t to)
{
	size_t points = 0, commas = 0, colons = 0, slashes = 0;

	for (size_t i = from; i < to; i++) {
		points += text[i] == '.';
		commas += text[i] == ',';
		colons += text[i] == ':';
		slashes += text[i] == '/';
	}
	if (slashes)
		return commas || colons ? NUMBER_OTHER : NUMBER_LIST;
	if (colons)
		return commas ? NUMBER_OTHER : NUMBER_CLOCK;
	if (commas)
		return NUMBER_COMMA;
	return points > 1 ? NUMBER_OTHER : NUMBER_PLAIN;
}

static size_t exponent_end(const char *text, size_t size, size_t at)
{
	size_t i = at;

	if (i >= size || (text[i] != 'e' && text[i] != 'E'))
		return at;
	i++;
	if (i < size && (text[i] == '-' || text[i] == '+'))
		i++;
	if (i >= size || !is_digit(text[i]))
		return at;
	while (i < size && is_digit(text[i]))
		i++;
	return i;
}

static size_t word_end(const char *text, size_t size, size_t at)
{
	while (at < size && !is_blank(text[at]) && strchr(",;()[]|\"'<>{}=", text[at]) == NULL)
		at++;
	return at;
}

/* A unit's end: letters, signs that units have, other than ASCII. */
static size_t unit_end(const char *text, size_t size, size_t at)
{
	size_t i = at;

	while (i < size && (is_letter(text[i]) || strchr("%/#", text[i]) != NULL ||
			    (unsigned char)text[i] >= 0x80))
		i++;
	while (i > at && text[i - 1] == '/')
		i--;
	return i;
}

/* Takes the unit behind the number: glued, after blanks, or in brackets. */
static void take_unit(struct arena *a, const char *text, size_t size, bool labelled,
		      struct draft_number *n)
{
	struct draft_unit unit;
	size_t from = n->to, to;

	n->unit_from = n->unit_to = n->to;
	if (from < size && (is_letter(text[from]) || text[from] == '%' ||
			    (unsigned char)text[from] >= 0x80)) {
		to = unit_end(text, size, from);
		if (to < size && (is_digit(text[to]) || strchr("_-:", text[to]) != NULL))
			n->kind = NUMBER_OTHER; /* 3d4f, 2nd-level */
		if (to == from + 2 && strchr("tsnr", text[from]) && strchr("htd", text[from + 1]) &&
		    strncmp(text + from, "ns", 2) != 0)
			n->kind = NUMBER_OTHER; /* 95th */
		n->unit_to = n->kind == NUMBER_OTHER ? n->unit_to : to;
		if (n->kind == NUMBER_OTHER && to == from + 2)
			n->to = n->unit_from = n->unit_to = to;
		else if (n->kind == NUMBER_OTHER)
			n->to = n->unit_from = n->unit_to = word_end(text, size, to);
		return;
	}
	while (from < size && is_blank(text[from]))
		from++;
	bool bracket = from < size && (text[from] == '[' || text[from] == '(');
	from += bracket;
	to = unit_end(text, size, from);
	if (to == from || from == n->to || (to < size && (is_digit(text[to]) || text[to] == ':' ||
							  text[to] == '=')))
		return;
	char *word = arena_dup_n(a, text + from, to - from);
	bool ends = to == size || (bracket ? text[to] == ']' || text[to] == ')'
					   : strchr(",;)]|", text[to]) != NULL);
	bool known = draft_unit(a, word, &unit);
	if (!known && (bracket || !labelled || !(ends || strchr(word, '/'))))
		return;
	if (bracket && !ends)
		return;
	/* "5 A", "3 h": words as often as units; "3.8 k requests" is not 3.8 */
	if (known && !ends && to - from == 1 && strchr("s%kKMGT", word[0]) == NULL)
		return;
	n->unit_from = from;
	n->unit_to = to;
}

/* A number begins at text[at]: what it is and where it ends. */
static void take_number(const char *text, size_t size, size_t at, struct draft_number *n)
{
	size_t first = at + (text[at] == '-' || text[at] == '+'), i = first, end;

	*n = (struct draft_number){ .from = at, .label = "" };
	end = duration_end(text, size, first);
	if (end) {
		n->kind = NUMBER_DURATION;
		n->to = end;
		return;
	}
	while (i < size && (is_digit(text[i]) ||
			    (strchr(".,:/", text[i]) && i + 1 < size && is_digit(text[i + 1]))))
		i++;
	n->kind = kind_of(text, first, i);
	end = n->kind == NUMBER_PLAIN ? exponent_end(text, size, i) : i;
	n->to = end;
	if ((end + 1 < size && text[end] == '-' && is_digit(text[end + 1])) ||
	    (end == first + 1 && text[first] == '0' && end < size && text[end] == 'x')) {
		n->kind = NUMBER_OTHER; /* a date, a range, hexadecimal */
		n->to = word_end(text, size, end);
	}
	if (n->kind == NUMBER_OTHER && n->to < size && !is_blank(text[n->to]))
		n->to = word_end(text, size, n->to);
	if (n->kind == NUMBER_CLOCK && end - first == 8 && text[first + 2] == ':' &&
	    text[first + 5] == ':')
		n->kind = NUMBER_OTHER; /* the time of day */
	n->unit_from = n->unit_to = n->to;
}

/* Does a number begin here? Digits within words are none: p99, avx-512. */
static bool begins(const char *text, size_t size, size_t at)
{
	char before = at ? text[at - 1] : ' ';

	if (text[at] == '-' || text[at] == '+')
		return at + 1 < size && is_digit(text[at + 1]) &&
		       (is_blank(before) || strchr("([=:,", before) != NULL);
	return is_digit(text[at]) && !isalnum((unsigned char)before) && before != '_' &&
	       before != '.' && before != '-' && before != '/' && before != '#' &&
	       (unsigned char)before < 0x80;
}

/* --- labels -------------------------------------------------------------------------- */

char *draft_name(struct arena *a, const char *text, size_t size)
{
	char *name = arena_new(a, size + 1, 1);
	size_t n = 0;

	for (size_t i = 0; i < size && n < 48; i++) {
		char c = text[i];

		if (c == '(' || c == '[') { /* what is in brackets is said of it */
			size_t close = i;

			while (close < size && text[close] != ')' && text[close] != ']')
				close++;
			if (close < size) {
				i = close;
				continue;
			}
		}
		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if ((c >= 'a' && c <= 'z') || is_digit(c))
			name[n++] = c;
		else if ((c == ':' || c == '=' || c == '.') && n) {
			if (name[n - 1] == '_')
				n--;
			if (n && name[n - 1] != '.')
				name[n++] = '.';
		} else if (n && name[n - 1] != '_' && name[n - 1] != '.') {
			name[n++] = '_';
		}
	}
	while (n && (name[n - 1] == '_' || name[n - 1] == '.'))
		n--;
	name[n] = '\0';
	return name;
}

/* "306 requests in 1.00s": the preposition leads on. */
static char *without_last_word(char *name)
{
	static const char *const words[] = { "_in", "_of", "_at", "_to", "_for", "_from", "_with",
					     "_and", "_over", "_after", "_per" };
	size_t n = strlen(name);

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		size_t k = strlen(words[i]);

		if (n > k && strcmp(name + n - k, words[i]) == 0)
			name[n - k] = '\0';
		else if (strcmp(name, words[i] + 1) == 0)
			name[0] = '\0';
	}
	return name;
}

/* What follows a figure, up to a sign that parts: "3 ms of waiting", "3 ms (mean)". */
static char *label_after(struct arena *a, const struct draft_line *l, size_t i)
{
	size_t from = l->numbers[i].unit_to, to = from;
	size_t end = i + 1 < l->count ? l->numbers[i + 1].from : l->size;

	while (from < end && strchr(" \t)]", l->text[from]))
		from++;
	from += from < end && l->text[from] == '(';
	to = from;
	while (to < end && strchr(",;|()", l->text[to]) == NULL)
		to++;
	char *name = draft_name(a, l->text + from, to - from);

	return without_last_word(strncmp(name, "of_", 3) == 0 ? name + 3 : name);
}

static char *label_before(struct arena *a, const struct draft_line *l, size_t i)
{
	size_t from = i ? l->numbers[i - 1].unit_to : 0, to = l->numbers[i].from;

	if (from > to) /* within a list */
		return arena_dup(a, "");

	for (size_t k = from; k < to; k++)
		if (strchr(",;|", l->text[k]))
			from = k;
	return draft_name(a, l->text + from, to - from);
}

/* "Connect: min 0 max 3": what stands before the colon goes with all figures. */
static const char *common_label(struct arena *a, const struct draft_line *l)
{
	const char *colon = l->count ? memchr(l->text, ':', l->numbers[0].from) : NULL;

	if (colon == NULL)
		return NULL;
	size_t n = (size_t)(colon - l->text);
	if (draft_name(a, colon, l->numbers[0].from - n)[0] == '\0')
		return NULL;
	return draft_name(a, l->text, n);
}

static void set_labels(struct arena *a, struct draft_line *l)
{
	const char *common = common_label(a, l), *first = "";

	for (size_t i = 0; i < l->count; i++) {
		struct draft_number *n = &l->numbers[i];
		char *name;

		if (n->kind == NUMBER_OTHER || n->label[0])
			continue;
		name = label_before(a, l, i);
		if (name[0] == '\0')
			name = label_after(a, l, i);
		if (name[0] == '\0' &&
		    memchr(l->text + n->unit_from, '/', n->unit_to - n->unit_from))
			name = arena_printf(a, "%s%s%s", first, first[0] ? "." : "",
					    draft_name(a, l->text + n->unit_from,
						       n->unit_to - n->unit_from));
		else if (name[0] == '\0')
			name = arena_dup(a, first);
		else if (common && common[0] && i > 0)
			name = arena_printf(a, "%s.%s", common, name);
		n->label = name;
		if (first[0] == '\0')
			first = name;
	}
}

/* --- a list: "avg/min/max = 1/2/3 ms" ------------------------------------------------ */

/* The last word before the list that has as many parts; its size, 0: there is none. */
static size_t list_words(const char *text, size_t to, size_t parts, size_t *from)
{
	for (size_t end = to; end > 0;) {
		size_t start, slashes = 0;

		while (end > 0 && (is_blank(text[end - 1]) || strchr("=:()[]", text[end - 1])))
			end--;
		start = end;
		while (start > 0 && !is_blank(text[start - 1]) &&
		       strchr("=:()[]", text[start - 1]) == NULL)
			slashes += text[--start] == '/';
		if (slashes + 1 == parts) {
			*from = start;
			return end - start;
		}
		if (start == 0)
			break;
		end = start;
	}
	return 0;
}

/* Takes l's last number, a list, apart into figures that its words name. */
static void take_list(struct arena *a, struct draft_line *l)
{
	struct draft_number list = l->numbers[l->count - 1];
	size_t parts = 1, from, size, before, at = list.from;
	const char *word;

	for (size_t i = list.from; i < list.to; i++)
		parts += l->text[i] == '/';
	size = list_words(l->text, list.from, parts, &from);
	if (size == 0 || l->count - 1 + parts > DRAFT_NUMBERS)
		return;
	before = l->count > 1 ? l->numbers[l->count - 2].unit_to : 0;
	word = l->text + from;
	const char *lead = from > before ? draft_name(a, l->text + before, from - before) : "";
	l->count--;
	for (size_t i = 0; i < parts; i++) {
		struct draft_number *n = &l->numbers[l->count++];
		size_t w = 0;

		*n = list;
		n->from = at;
		while (at < list.to && l->text[at] != '/')
			at++;
		n->to = at++;
		n->kind = kind_of(l->text, n->from, n->to);
		n->listed = true;
		while (word + w < l->text + from + size && word[w] != '/')
			w++;
		const char *name = draft_name(a, word, w);
		n->label = lead[0] ? arena_printf(a, "%s.%s", lead, name) : name;
		word += w + 1;
		if (i + 1 < parts) /* the unit stands behind the last one */
			n->unit_from = n->unit_to = n->to;
	}
}

/* "min/avg = 1.5 us / 2.5 ms": figures with units of their own, that words name. */
static void name_spaced_lists(struct arena *a, struct draft_line *l)
{
	for (size_t i = 0, end; i < l->count; i = end) {
		size_t from, size, before = i ? l->numbers[i - 1].unit_to : 0;

		for (end = i + 1; end < l->count; end++) {
			size_t at = l->numbers[end - 1].unit_to, to = l->numbers[end].from;

			while (at < to && is_blank(l->text[at]))
				at++;
			while (to > at && is_blank(l->text[to - 1]))
				to--;
			if (to != at + 1 || l->text[at] != '/')
				break;
		}
		size = end - i < 2 ? 0 : list_words(l->text, l->numbers[i].from, end - i, &from);
		if (size == 0 || from < before)
			continue;
		const char *lead = draft_name(a, l->text + before, from - before);
		for (size_t k = i, w = from; k < end; k++) {
			size_t start = w;

			while (w < from + size && l->text[w] != '/')
				w++;
			const char *name = draft_name(a, l->text + start, w++ - start);
			l->numbers[k].label = lead[0] ? arena_printf(a, "%s.%s", lead, name) : name;
		}
	}
}

/* --- the line ------------------------------------------------------------------------ */

/* "99%  1.2 ms", "95th percentile: 1.2": the first figure is the second one's name. */
static void find_percentile(struct draft_line *l)
{
	struct draft_number *n = l->numbers;

	if (l->count != 2 || n[0].from != l->indent || n[1].kind != NUMBER_PLAIN)
		return;
	bool share = n[0].kind == NUMBER_PLAIN && n[0].unit_to == n[0].to + 1 &&
		     l->text[n[0].to] == '%';
	bool ordinal = n[0].kind == NUMBER_OTHER && n[0].to >= 3 &&
		       strncmp(l->text + n[0].to - 2, "th", 2) == 0;
	for (size_t i = n[0].unit_to; share && i < n[1].from; i++)
		share = is_blank(l->text[i]) || strchr("<=:", l->text[i]) != NULL;
	if (!share && !ordinal)
		return;
	if (ordinal) {
		n[0].kind = NUMBER_PLAIN;
		n[0].to -= 2;
		n[0].unit_from = n[0].unit_to = n[0].to;
	}
	n[0].percentile = true;
	n[1].label = "";
}

/* Do words stand between the last figure (or a comma) and text[at]? */
static bool is_labelled(struct arena *a, const struct draft_line *l, size_t at)
{
	size_t from = l->count ? l->numbers[l->count - 1].unit_to : 0;

	for (size_t i = from; i < at; i++)
		if (strchr(",;|", l->text[i]))
			from = i;
	return draft_name(a, l->text + from, at - from)[0] != '\0';
}

void draft_line(struct arena *a, const char *text, size_t size, struct draft_line *out)
{
	struct draft_line *l = out;

	while (size && (is_blank(text[size - 1]) || text[size - 1] == '\r'))
		size--;
	*l = (struct draft_line){ .text = text, .size = size };
	while (l->indent < size && is_blank(text[l->indent]))
		l->indent++;
	for (size_t i = l->indent; i < size; i++) {
		struct draft_number *n = &l->numbers[l->count];

		if (!begins(text, size, i))
			continue;
		if (l->count == DRAFT_NUMBERS) {
			l->more = true;
			break;
		}
		take_number(text, size, i, n);
		bool labelled = is_labelled(a, l, i);
		if (n->kind != NUMBER_OTHER && n->kind != NUMBER_DURATION)
			take_unit(a, text, size, labelled, n);
		i = n->unit_to > n->to ? n->unit_to - 1 : n->to - 1;
		l->count++;
		if (n->kind == NUMBER_LIST)
			take_list(a, l);
	}
	name_spaced_lists(a, l);
	set_labels(a, l);
	find_percentile(l);
	for (size_t i = 0; i < l->count; i++)
		l->figures += l->numbers[i].kind != NUMBER_OTHER && !l->numbers[i].percentile;
}

/* --- patterns ------------------------------------------------------------------------ */

struct pattern {
	char text[512];
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
		put(p, "[-+\\d]\\S*");
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
		if (p.n > most) { /* an INI file's line ends somewhere */
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
