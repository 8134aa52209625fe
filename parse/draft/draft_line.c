/* draft_line.c - the figures of a line: numbers, and what is written beside them. */
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

/* "10", "1000" */
static bool is_power_of_ten(const char *text, size_t size)
{
	return size >= 2 && text[0] == '1' && strspn(text + 1, "0") >= size - 1;
}

/* "[6033]", "[  5]": who speaks, and no figure. */
static bool is_bracketed(const char *text, size_t size, const struct draft_number *n)
{
	size_t from = n->from;

	for (size_t i = from; i < n->to; i++)
		if (!is_digit(text[i]))
			return false;
	while (from > 0 && is_blank(text[from - 1]))
		from--;
	return from > 0 && text[from - 1] == '[' && n->to < size && text[n->to] == ']';
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
		if (to == from + 1 && text[from] == 's' && is_power_of_ten(text + n->from, n->to - n->from) &&
		    to + 4 <= size && strncmp(text + to, " of ", 4) == 0)
			n->kind = NUMBER_OTHER; /* "in 1000s of bytes" */
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

/* Does what is said of one figure end here? ", ", or a sentence's end. */
static bool parts(const char *text, size_t size)
{
	return strchr(",;|", text[0]) != NULL || (size > 1 && text[0] == '.' && text[1] == ' ');
}

static char *label_before(struct arena *a, const struct draft_line *l, size_t i)
{
	size_t from = i ? l->numbers[i - 1].unit_to : 0, to = l->numbers[i].from;

	if (from > to) /* within a list */
		return arena_dup(a, "");

	for (size_t k = from; k < to; k++)
		if (parts(l->text + k, to - k))
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
		if (parts(l->text + i, at - i))
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
		if (n->kind == NUMBER_PLAIN && is_bracketed(text, size, n))
			n->kind = NUMBER_OTHER;
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
