/*
 * scan_pass.c - passes a log's text on to those who read it, without what terminals and other
 * programs have put into it: colours, and the prefixes of lines (scan_prefix.c). Most logs have
 * neither, and are passed on as they are.
 *
 * Lines are cut where they stand, in the reader's piece: text[used..plain) is what is passed on and
 * not used yet, text[raw..size) what has not been looked at, with a hole between them. A line stays
 * a line, so that the numbers of lines are the log's.
 */
#include <string.h>

#include "parse/scan/scan_state.h"

/* Where a terminal's string ends that began before `at`: at BEL or ESC \. */
static size_t string_end(const char *line, size_t size, size_t at)
{
	while (at < size && line[at] != 7 && line[at] != 0x1b)
		at++;
	return at;
}

size_t scan_pass_plain(char *line, size_t size)
{
	size_t n = 0;

	for (size_t i = 0; i < size; i++) {
		if (line[i] != 0x1b || i + 1 == size) {
			line[n++] = line[i];
		} else if (line[i + 1] == '[') {
			for (i += 2; i < size && !(line[i] >= '@' && line[i] <= '~'); i++)
				;
		} else if (line[i + 1] == ']' || (line[i + 1] == '_' && string_end(line, size, i + 2) < size)) {
			i = string_end(line, size, i + 2); /* a title; Buildkite's times */
			i += i + 1 < size && line[i] == 0x1b;
		} else {
			i += line[i + 1] == '(' || line[i + 1] == ')' ? 2 : 1;
		}
	}
	return n;
}

/* Between two digits it may group them: it is no blank where the line has others, or three digits follow. */
static bool is_group(const char *line, size_t size, size_t at, bool plain)
{
	size_t digits = at + 2;

	while (digits < size && scan_is_digit(line[digits]))
		digits++;
	digits -= at + 2;
	return at > 0 && scan_is_digit(line[at - 1]) && digits && (plain || digits == 3);
}

/* U+00A0, which text copied from a web page has for blanks, is one. */
static size_t make_blanks(char *line, size_t size)
{
	bool plain = memchr(line, ' ', size) != NULL;
	size_t n = 0;

	for (size_t i = 0; i < size; i++) {
		bool is = i + 1 < size && memcmp(line + i, "\xc2\xa0", 2) == 0 &&
			  !is_group(line, size, i, plain);

		line[n++] = is ? ' ' : line[i];
		i += is;
	}
	return n;
}

/* A file that another one was put behind (`cat a.txt b.txt`) may begin with a mark; it is none of its first
   line's text. The line's new size. */
static size_t drop_mark(char *line, size_t size)
{
	if (size < 3 || memcmp(line, SCAN_MARK, 3) != 0)
		return size;
	memmove(line, line + 3, size - 3);
	return size - 3;
}

/* Is a record or a document being read, of which the next line may be a part? */
static bool is_inside(const struct scan *s)
{
	const struct scan_pass *p = &s->pass;

	return record_is_open(&s->rec) || s->xml || s->in_array || s->csv || p->used < p->plain ||
	       (s->note_count && !s->notes_used);
}

/* The prefix has ended, and those behind it: so has what was written there. */
static void end_prefix(struct scan *s, unsigned which)
{
	s->prefix_count = which;
	if (which == 0)
		s->pass.cut = 0;
	scan_csv_end(s);
	if (record_is_open(&s->rec) && s->xml == NULL)
		scan_doubt_leave(s);
}

/* Takes the prefix out of the line, which ends at `end`, before its end. */
static void cut_out(struct scan *s, const struct scan_prefix *prefix, char *line, size_t cut,
		    size_t end, size_t *size)
{
	struct scan_pass *p = &s->pass;
	bool joined = p->joined = prefix->regex && cut && line[cut - 1] == '+';
	size_t text = end - cut, tail = *size - end;

	memmove(line, line + cut, *size - cut);
	if (prefix->quotes) {
		text = scan_string_unquote(prefix->quotes, line, text);
		memmove(line + text, line + end - cut, tail);
	}
	*size = text + tail;
	if (!joined)
		return;
	if (p->plain > p->used && line[-1] == '\n' && tail) {
		/* it goes on with the line before it; an empty one takes its place */
		memmove(line - 1, line, text);
		line[text - 1] = '\n';
	} else if (record_is_open(&s->rec)) {
		record_incomplete(&s->rec, "line %lld goes on in the next one",
				  (long long)s->line);
	}
}

/* The line's prefix, if it has it, is cut. False: the line is passed on alone, for it is not the
   others' kind. */
static bool cut_one(struct scan *s, unsigned which, char *line, size_t *size)
{
	struct scan_prefix *p = &s->prefix[which];
	size_t end = *size, n;

	while (end && (line[end - 1] == '\n' || line[end - 1] == '\r'))
		end--;
	switch (scan_prefix_whose_of(s, p, line, end, &n)) {
	case SCAN_PREFIX_EMPTY:
		return true;
	case SCAN_PREFIX_MINE:
		cut_out(s, p, line, n, end, size);
		p->misses = 0;
		return true;
	case SCAN_PREFIX_OTHER:
		if (!is_inside(s))
			return false;
		s->out->unknown_lines++;
		scan_problem(s, "of another one", s->line + 1, line, end);
		memmove(line, line + end, *size - end);
		*size -= end;
		return false;
	case SCAN_PREFIX_NONE:
		if (++p->misses >= p->may_miss)
			end_prefix(s, which);
		return false;
	}
	return true;
}

/* The same of all of them; of the first one, where it stands there. False: of one. */
static bool cut_prefixes(struct scan *s, bool first, char *line, size_t *size)
{
	unsigned n = first ? 0 : 1;

	s->pass.joined = false;
	for (; n < s->prefix_count; n++)
		if (s->pass.joined || !cut_one(s, n, line, size))
			break;
	s->pass.had = n;
	return n >= s->prefix_count || s->pass.joined;
}

/* What comes next, as it is: nothing is to be taken from it. */
static void pass_all(struct scan_pass *p)
{
	memmove(p->text + p->plain, p->text + p->raw, p->size - p->raw);
	p->size -= p->raw - p->plain;
	p->raw = p->plain = p->size;
}

/* Would the line be passed on alone? */
static bool is_odd(struct scan *s, const char *line, size_t size)
{
	enum scan_prefix_whose whose;
	unsigned has;
	size_t n;

	if (!scan_prefix_is_on(s))
		return false;
	while (size && (line[size - 1] == '\n' || line[size - 1] == '\r'))
		size--;
	whose = scan_prefix_whose(s, s->pass.cut > 0, line, size, &n, &has);
	return whose == SCAN_PREFIX_OTHER || whose == SCAN_PREFIX_NONE;
}

#define LOOKED_AT 12 /* lines, for one that goes on behind another one's */

/* The next whole line behind *at, as it stands there. *cut: so many prefixes are cut in it. */
static enum scan_took next_line(const struct scan *s, const char **at, const char **line, size_t *size,
				unsigned *cut)
{
	const struct scan_pass *p = &s->pass;
	const char *plain = p->text + p->plain, *raw = p->text + p->raw;
	const char *from = *at == plain ? raw : *at, *end = from < plain ? plain : p->text + p->size, *eol;

	eol = memchr(from, '\n', (size_t)(end - from));
	if (eol == NULL && !s->final)
		return SCAN_MORE;
	if (from == end)
		return SCAN_NO;
	*at = eol ? eol + 1 : end;
	*line = from;
	*size = scan_without_cr(from, (size_t)((eol ? eol : end) - from));
	*cut = from < plain ? SCAN_PREFIXES : (size_t)(from - raw) < p->cut;
	return SCAN_TOOK;
}

/* Something begins with the line at text[raw], which has not the prefix *which: has none of the next
   lines it either, so that it ends here? MORE: they are not there yet. */
static enum scan_took is_over(struct scan *s, unsigned *which)
{
	const struct scan_pass *p = &s->pass;
	const char *at = p->text + p->plain, *line;
	enum scan_prefix_whose whose;
	enum scan_took took;
	unsigned cut, has;
	size_t size, n, left;

	if (p->in_line || !scan_prefix_is_on(s) || s->xml || s->in_array || p->used < p->plain)
		return SCAN_NO;
	took = next_line(s, &at, &line, &size, &cut);
	if (took != SCAN_TOOK || size > SCAN_LINE_MAX || memchr(line, 0x1b, size))
		return SCAN_NO; /* colours are not taken out yet */
	whose = scan_prefix_whose(s, cut, line, size, &n, which);
	if ((whose != SCAN_PREFIX_OTHER && whose != SCAN_PREFIX_NONE) ||
	    !(scan_rule_opens(s, line + n, size - n) || scan_learn_hides(s, line + n, size - n)))
		return SCAN_NO;
	left = whose == SCAN_PREFIX_OTHER ? LOOKED_AT : s->prefix[*which].may_miss - 1;
	for (; left && (took = next_line(s, &at, &line, &size, &cut)) == SCAN_TOOK; left--) {
		scan_prefix_whose(s, cut, line, size, &n, &has);
		if (memchr(line, 0x1b, size) || has > *which)
			return SCAN_NO;
	}
	return left && took == SCAN_MORE ? SCAN_MORE : SCAN_TOOK;
}

bool scan_pass_more(struct scan *s, bool final)
{
	struct scan_pass *p = &s->pass;
	size_t before = p->raw;
	unsigned which;
	bool more = true;

	if (p->raw == p->size)
		return false;
	switch (is_over(s, &which)) {
	case SCAN_TOOK:
		end_prefix(s, which);
		break;
	case SCAN_MORE:
		return false;
	case SCAN_NO:
		break;
	}
	p->had = s->prefix_count;
	if (!scan_prefix_is_on(s) && !s->has_escape) {
		pass_all(p);
		p->in_line = p->text[p->size - 1] != '\n';
		return true;
	}
	while (more && p->raw < p->size) {
		char *line = p->text + p->plain;
		const char *eol = memchr(p->text + p->raw, '\n', p->size - p->raw);
		size_t n = eol ? (size_t)(eol - (p->text + p->raw)) + 1 : p->size - p->raw;

		if (eol == NULL && !final && n <= SCAN_LINE_MAX)
			break;
		if (!p->in_line && p->raw > before && is_odd(s, p->text + p->raw, n))
			break; /* what is before it is to be read first */
		memmove(line, p->text + p->raw, n);
		bool first = p->cut == 0;
		p->raw += n;
		p->cut -= p->cut < n ? p->cut : n;
		if (s->has_escape && !p->in_line)
			n = drop_mark(line, n);
		if (s->has_escape && memchr(line, 0x1b, n))
			n = scan_pass_plain(line, n);
		if (s->has_escape && memchr(line, 0xc2, n))
			n = make_blanks(line, n);
		if (!p->in_line && scan_prefix_is_on(s))
			more = cut_prefixes(s, first, line, &n);
		p->in_line = eol == NULL;
		p->plain += n;
	}
	return p->raw > before;
}

void scan_pass_begin(struct scan *s, char *text, size_t size)
{
	struct scan_pass *p = &s->pass;

	p->raw = p->plain -= p->used;
	p->text = text;
	p->used = 0;
	p->size = size;
}

/* What is passed on from there is to be looked at again, for the last prefix. */
static void move_back(struct scan *s, size_t from)
{
	struct scan_pass *p = &s->pass;
	size_t n = p->plain - from;

	p->raw -= n;
	memmove(p->text + p->raw, p->text + from, n);
	p->plain = from;
	if (s->prefix_count > 1)
		p->cut += n;
}

void scan_pass_from(struct scan *s)
{
	struct scan_pass *p = &s->pass;

	if (s->begun_size == 0) { /* the line, too */
		move_back(s, p->used);
		p->in_line = false;
		return;
	}
	const char *from = p->text + p->used;
	const char *eol = memchr(from, '\n', p->plain - p->used);

	move_back(s, eol ? (size_t)(eol - p->text) + 1 : p->plain);
	p->had = s->prefix_count;
	p->in_line = eol == NULL;
}

enum scan_took scan_pass_next(struct scan *s, const char **at, const char **line, size_t *size)
{
	unsigned cut, has;
	size_t n;
	enum scan_took took = next_line(s, at, line, size, &cut);

	if (took == SCAN_TOOK && cut < s->prefix_count && *size <= SCAN_LINE_MAX &&
	    scan_prefix_whose(s, cut, *line, *size, &n, &has) == SCAN_PREFIX_MINE) {
		*line += n;
		*size -= n;
	}
	return took;
}

size_t scan_pass_end(struct scan *s)
{
	struct scan_pass *p = &s->pass;

	memmove(p->text + p->plain, p->text + p->raw, p->size - p->raw);
	p->size -= p->raw - p->plain;
	p->raw = p->plain;
	return p->size - p->used;
}
