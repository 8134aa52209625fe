/* scan_bold.c - Markdown's marks of bold text within a tool's line. */
#include <string.h>

#include "parse/scan/scan_state.h"

/* Where a text between two marks ends that begins behind the first one; NULL: none does. */
static const char *bold_end(const char *text, const char *end)
{
	const char *at = memchr(text, '*', (size_t)(end - text));

	if (at == NULL || at == text || at + 1 == end || at[1] != '*' || scan_is_blank(*text) ||
	    scan_is_blank(at[-1]))
		return NULL;
	return at;
}

/* The line without the marks, in `out`. Its size; 0: it has none. */
static size_t without_marks(const char *line, size_t size, char *out)
{
	const char *end = line + size, *last;
	size_t n = 0;
	bool any = false;

	for (const char *at = line; at < end; at++) {
		if (at + 1 < end && at[0] == '*' && at[1] == '*' && (last = bold_end(at + 2, end)) != NULL) {
			memcpy(out + n, at + 2, (size_t)(last - at - 2));
			n += (size_t)(last - at - 2);
			at = last + 1;
			any = true;
		} else {
			out[n++] = *at;
		}
	}
	return any ? n : 0;
}

const struct rule *scan_bold_rule(struct scan *s, const struct rule *r, const char **line, size_t *size)
{
	const struct grammar *open = s->rec.now.grammar;

	if (open == NULL || (r && !(r->is & RULE_OPEN)) || memchr(*line, '*', *size) == NULL)
		return r;
	char *plain = arena_new(&s->arena, *size + SIEVE_PAD, 1);
	size_t n = without_marks(*line, *size, plain);
	const struct rule *own = n ? scan_rule_in(s, open, s->context, plain, n, scan_blanks(plain, n)) : NULL;

	if (own == NULL || own->is & (RULE_OPEN | RULE_ANNOUNCE | RULE_WORD))
		return r;
	*line = plain;
	*size = n;
	return own;
}
