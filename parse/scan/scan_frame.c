/*
 * scan_frame.c - what stands behind each line of a copy and is none of the tool's: "<br>", a backslash,
 * a bracket. It is not taken off, as nothing tells where it begins; but a name at the end of a line
 * has it for a part of it, so that such a record is told of.
 */
#include <string.h>

#include "parse/scan/scan_state.h"

#define NEXT 4 /* lines that must end as the first one does */

/* Those with which tools end few lines. */
static bool is_sign(char c)
{
	return c && strchr("\\<>\"'`;]}", c);
}

static size_t without_blanks(const char *line, size_t size)
{
	while (size && scan_is_blank(line[size - 1]))
		size--;
	return size;
}

bool scan_frame_ends(struct scan *s, const char *line, size_t size)
{
	const char *at = line + size, *next;
	char sign = line[size - 1];
	size_t n;

	if (!is_sign(sign) || (line >= s->clean && line <= s->clean + SCAN_LINE_MAX)) /* a copy */
		return false;
	scan_pass_next(s, &at, &next, &n); /* the end of this one */
	for (size_t i = 0; i < NEXT;) {
		enum scan_took took = scan_pass_next(s, &at, &next, &n);

		s->more = took == SCAN_MORE;
		if (took != SCAN_TOOK)
			return false;
		n = without_blanks(next, n);
		if (n && next[n - 1] != sign)
			return false;
		i += n > 0;
	}
	return true;
}

/* Is the line's end one that the rule asks for, as a table's side is? What a group takes, or the rule
   leaves, it does not ask for. */
static bool asks_for_end(struct scan *s, const struct rule *r, const char *line, size_t size)
{
	const struct regex *regex = grammar_regex(&r->match);
	size_t n;

	if (!scan_rule_matches(s, &r->match, line, size) ||
	    regex_match_end(s->scratch, line) != line + size)
		return false;
	for (size_t g = 1; g <= regex_groups(regex); g++) {
		const char *text = regex_group(s->scratch, line, g, &n);

		if (text && text + n == line + size)
			return false;
	}
	return true;
}

void scan_frame_tell(struct scan *s, const struct rule *r, const char *line, size_t size)
{
	if (s->framed && !asks_for_end(s, r, line, size))
		record_incomplete(&s->rec, "line %lld ends with \"%c\", as each of the next lines does: that is not "
				  "the tool's", (long long)s->line, line[size - 1]);
}
