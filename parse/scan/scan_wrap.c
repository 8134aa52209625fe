/*
 * scan_wrap.c - lines that a terminal, or mail, has broken where its width ends: within a figure, the
 * first line reads as a whole one, and what is left of the figure stands alone in the next line.
 */
#include "parse/scan/scan_state.h"

#define LEAST 60  /* bytes: nobody's width is less */
#define MOST 250
#define MOST_REST 8 /* ... of a number's rest: with more it is a time (`date +%s`) */
#define ABOVE 8   /* lines above a record, in which a loop's `echo $n` may stand */

/* All of the line is digits, with at most one point, and ends with a digit. */
static bool is_rest(const char *line, size_t size)
{
	size_t points = 0;

	while (size && scan_is_blank(line[size - 1]))
		size--;
	for (size_t i = 0; i < size; i++) {
		points += line[i] == '.';
		if (line[i] != '.' && !scan_is_digit(line[i]))
			return false;
	}
	return size && size <= MOST_REST && points < 2 && line[size - 1] != '.';
}

/* A number of a line: its digits, and those of them behind its point. */
struct number {
	size_t digits, decimals, points;
};

/* The last one before *end, which goes to its beginning; without digits: there is none. */
static struct number last_number(const char *line, const char **end)
{
	struct number n = { 0, 0, 0 };
	const char *at = *end;

	while (at > line && !scan_is_digit(at[-1]))
		at--;
	for (; at > line && (scan_is_digit(at[-1]) || at[-1] == '.'); at--) {
		n.points += at[-1] == '.';
		if (at[-1] == '.')
			n.decimals = n.digits;
		else
			n.digits++;
	}
	*end = at;
	return n;
}

/* Does the line end with a number, and not with a name that has digits at its end? */
static bool ends_with_number(const char *line, size_t size)
{
	while (size && (scan_is_digit(line[size - 1]) || line[size - 1] == '.'))
		size--;
	return size == 0 || !(scan_is_letter(line[size - 1]) || line[size - 1] == '_');
}

enum end { END_WHOLE, END_BROKEN, END_UNKNOWN };

/* What the line's last number is, beside the one before it: whole, if it is as long behind its point or in
   all, or where no more than a zero may follow its decimals (`echo $?`); broken, if the next line makes it
   as long. */
static enum end end_of(const char *line, size_t size, const char *next, size_t next_size)
{
	const char *end = line + size;
	bool at_point = end[-1] == '.';
	struct number last = last_number(line, &end), before = last_number(line, &end);

	if (last.points > 1 || before.points > 1)
		return END_UNKNOWN;
	if (!at_point && ((last.points && next_size == 1 && *next == '0') ||
			  (last.decimals && last.decimals == before.decimals) ||
			  last.digits == before.digits))
		return END_WHOLE;
	return (at_point || last.points) && last.decimals + next_size == before.decimals ? END_BROKEN
											  : END_UNKNOWN;
}

/* Do numbers stand alone in their lines above what is being read, too, which are no rest of any? Then a loop
   says with them what its next run is of. */
static bool are_headings(const struct scan *s, const char *line)
{
	const char *end = line, *begin = s->pass.text;
	int64_t at = s->line, last = record_is_open(&s->rec) ? s->rec.now.line : s->line;

	while (end > begin && --at >= last - ABOVE) {
		const char *start = --end;

		while (start > begin && start[-1] != '\n')
			start--;
		if (is_rest(start, scan_without_cr(start, (size_t)(end - start))))
			return at != s->wrap_rest;
		end = start;
	}
	return false;
}

bool scan_wrap_ends(struct scan *s, const char *line, size_t size)
{
	const char *at = line + size, *next;
	enum scan_took took;
	size_t n;

	if (size < LEAST || size > MOST || !(scan_is_digit(line[size - 1]) || line[size - 1] == '.') ||
	    !ends_with_number(line, size) ||
	    (line >= s->clean && line <= s->clean + SCAN_LINE_MAX)) /* a copy */
		return false;
	scan_pass_next(s, &at, &next, &n); /* the end of this one */
	took = scan_pass_next(s, &at, &next, &n);
	s->more = took == SCAN_MORE;
	if (took != SCAN_TOOK || !is_rest(next, n))
		return false;
	while (scan_is_blank(next[n - 1]))
		n--;
	enum end of = end_of(line, size, next, n);
	if (of == END_WHOLE || (of == END_UNKNOWN && are_headings(s, line)))
		return false;
	s->wrap_rest = s->line + 1;
	return true;
}
