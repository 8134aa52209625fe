/* scan_skip.c - lines outside of any record that are surely nobody's: most of a long log's. */
#include <string.h>

#include "parse/scan/scan_private.h"

#define AHEAD 512 /* bytes that are looked at together with a line */

#define PREFIX_SIGNS 3     /* in a prefix */
#define LONG 512           /* bytes: such a line may be all of a record */
#define PREFIX_WORDS 6 /* in a prefix; with more, only a line that the sieve lets through is looked at */

/* What a byte of a line's first words is: a blank, a sign behind which a line may begin without one, what a
   document begins with. */
enum byte { PLAIN, BLANK, SIGN, BRACKET };

static const unsigned char bytes[256] = {
	[' '] = BLANK, ['\t'] = BLANK, [':'] = SIGN, ['+'] = SIGN, ['*'] = SIGN, ['>'] = SIGN,
	['|'] = SIGN,  [']'] = SIGN,   ['='] = SIGN, [','] = SIGN, [';'] = SIGN,
	['{'] = BRACKET, ['['] = BRACKET, ['<'] = BRACKET,
};

static inline enum byte byte_at(const char *at)
{
	return bytes[(unsigned char)*at];
}

/* Has the text what a rule wants that its first bytes fit? */
static bool may_match(const struct matcher *m, const char *at, const char *end)
{
	for (size_t w = 0; w < m->words; w++)
		for (uint64_t may = matcher_look(m, w, at, end); may; may &= may - 1)
			if (regex_literal_may(m->candidates[64 * w + byte_set_lowest(may)].literal, at,
					      (size_t)(end - at)))
				return true;
	return false;
}

/* May something begin at this place? The sieve does not let the line through. */
static bool starts_at(struct scan *s, const struct matcher *m, const char *line, size_t size,
		      const char *at)
{
	if (at == line + size)
		return false;
	if (byte_at(at) == BRACKET && scan_prefix_is_document(s, at, (size_t)(line + size - at)))
		return true;
	return matcher_any(m, at, line + size) && may_match(m, at, line + size) &&
	       scan_rule_opens_at(s, NULL, line, size, (size_t)(at - line));
}

/* ... behind a sign in the line's first word, as the name that grep puts there ("a.log:") or the mark of a new
   line ("+"), of one that is gone ("-") or of a comment ("//"), or at one of the others? */
static bool has_start(struct scan *s, const struct matcher *m, const char *line, size_t size)
{
	const char *at = line, *end = line + size;
	const char *last = size < SCAN_PREFIX_MAX ? end : line + SCAN_PREFIX_MAX;

	bool tabs = memchr(line, '\t', (size_t)(last - line)) != NULL;
	size_t signs = 0;

	while (at < last && (*at == '-' || *at == '/')) /* within a name they are a part of it */
		at++;
	if (at > line && at < last && byte_at(at) != BLANK && starts_at(s, m, line, size, at))
		return true;
	for (; at < last && signs < PREFIX_SIGNS; at++) {
		enum byte is = byte_at(at);

		if (is == BLANK)
			break;
		if (is != SIGN)
			continue;
		signs++;
		if (starts_at(s, m, line, size, at + 1))
			return true;
	}
	for (size_t words = 0; words < PREFIX_WORDS && at < last; words++) {
		if (!tabs)
			at = memchr(at, ' ', (size_t)(last - at));
		else
			while (at < last && byte_at(at) != BLANK)
				at++;
		if (at == NULL)
			return false;
		while (at < end && scan_is_blank(*at))
			at++;
		if (at + 1 < end && (*at == '"' || *at == '\'')) {
			if (end[-1] == *at || (end[-1] == ',' && end[-2] == *at))
				return true; /* in quotes it may read otherwise */
			at++;
		}
		if (starts_at(s, m, line, size, at))
			return true;
	}
	return false;
}

/* May a prefix stand before the line's first word, as many have it: a time, something in brackets, a
   sign, a name with a colon? Then the next line begins alike. */
static bool is_odd(const char *line, size_t size, size_t blanks, size_t left)
{
	const char *at = line + blanks, *next = at + size + 1;

	if (size < blanks + (line[size - 1] == '{' || line[size - 1] == '[' ? 2 : 5))
		return false;
	if (size > LONG)
		return true;
	if (left > size + blanks + 3 && *at != *next && !(scan_is_digit(*at) && scan_is_digit(*next)))
		return false;
	if (scan_is_digit(*at) ? at[2] == ':' || at[4] == '-' || at[4] == '/'
			  : *at && strchr("[(#=|*+/>\"'-", *at))
		return true;
	if (left > size + blanks + 3 && at[1] == next[1] && (blanks == 0 || next[-1] == at[-1]))
		return true;
	const char *colon = memchr(at, ':', size - blanks < 32 ? size - blanks - 1 : 32);

	return (colon && colon[1] == ' ') || memchr(line, '\t', size < 64 ? size : 64);
}

/* No record is open: is the line, without its end, surely nobody's? The text ends `left` bytes
   behind its beginning. */
static bool is_nobodys(struct scan *s, const char *line, size_t size, size_t left)
{
	size_t whole = size;

	if (s->has_cr)
		size = scan_without_cr(line, size);
	if (size > SCAN_LINE_MAX || (s->has_cr && memchr(line, '\r', size)))
		return false;
	size_t blanks = scan_blanks(line, size);
	const char *at = line + blanks;

	if (blanks == size)
		return true;
	if ((s->note_count && s->notes[s->note_count - 1].line == s->line) ||
	    (scan_awaits(s) && scan_border_run(s, line, size)))
		return false;
	if (s->look.end < line + size) /* not far: the next lines may be a record's */
		s->look = (struct sieve_look){ .end = line + (left < size + AHEAD ? left
										 : size + AHEAD) };
	if (*at == '<' || scan_json_starts(at, left - blanks) ||
	    (sieve_passes(&s->all->sieve, &s->look, line, size) && scan_learn_may(s, line, size)) ||
	    scan_is_blank(line[size - 1])) /* may be too much */
		return false;
	s->near = false;
	if (scan_rule_starts(s, line, size) || s->near)
		return false;
	if (scan_prefix_may(line, size) ? has_start(s, &s->all->starts, line, size)
	    : is_odd(line, whole, blanks, left) && has_start(s, &s->all->behind, line, size))
		return false;
	return !scan_text_is_orphan(s, line, size, blanks);
}

size_t scan_skip(struct scan *s, const char *text, size_t size)
{
	const char *at = text, *end = text + size, *eol;

	while (at < end && !s->word_size && (eol = memchr(at, '\n', (size_t)(end - at))) != NULL &&
	       is_nobodys(s, at, (size_t)(eol - at), (size_t)(end - at))) {
		s->line++;
		s->has_rest = false;
		at = eol + 1;
	}
	return (size_t)(at - text);
}
