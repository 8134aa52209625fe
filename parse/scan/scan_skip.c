/* scan_skip.c - lines outside of any record that are surely nobody's: most of a long log's. */
#include <string.h>

#include "parse/scan/scan_state.h"

#define AHEAD 512 /* bytes that are looked at together with a line */

#define PREFIX_SIGNS 8     /* in a prefix's word: "[1,0]<stdout>:", "2024-05-01T12:00:00Z:" */
#define LONG 512           /* bytes: such a line may be all of a record */
#define PREFIX_WORDS 6     /* in a prefix */
#define MOST_WORDS 16      /* ... the later ones with a sign at their end: "- bench - INFO - " */

/* What a byte of a line's first words is: a blank, a sign behind which a line may begin without one, what a
   document begins with. */
enum byte { PLAIN, BLANK, SIGN, BRACKET };

static const unsigned char bytes[256] = {
	[' '] = BLANK, ['\t'] = BLANK, [':'] = SIGN, ['+'] = SIGN, ['*'] = SIGN, ['>'] = SIGN,
	['|'] = SIGN,  [']'] = SIGN,   ['='] = SIGN, [','] = SIGN, [';'] = SIGN, ['`'] = SIGN,
	['{'] = BRACKET, ['['] = BRACKET, ['<'] = BRACKET,
};

static inline enum byte byte_at(const char *at)
{
	return bytes[(unsigned char)*at];
}

#define MEMO 4 /* words of candidates */

/* A line in which places are looked at. */
struct sight {
	const char *line, *end, *last; /* no prefix goes on behind `last` */
	uint64_t no[MEMO];             /* candidates whose texts do not stand in it */
};

/* Has the line what a rule wants whose first bytes stand at this place? */
static bool may_match(const struct matcher *m, struct sight *p, const char *at, const char *end)
{
	for (size_t w = 0; w < m->words; w++) {
		uint64_t none = 0, *no = w < MEMO ? &p->no[w] : &none;

		for (uint64_t may = matcher_look(m, w, at, end) & ~*no; may; may &= may - 1) {
			if (regex_literal_may(m->candidates[64 * w + byte_set_lowest(may)].literal, p->line,
					      (size_t)(end - p->line)))
				return true;
			*no |= may & -may;
		}
	}
	return false;
}

/* May something begin at this place, and go on to the end? The sieve does not let the line through. */
static bool starts_at(struct scan *s, struct sight *p, const char *at, const char *end)
{
	const struct matcher *m = &s->all->starts;

	if (at >= end)
		return false;
	if (byte_at(at) == BRACKET && scan_prefix_is_document(s, at, (size_t)(end - at)))
		return true;
	return matcher_any(m, at, end) && may_match(m, p, at, end) &&
	       scan_rule_opens_at(s, NULL, p->line, (size_t)(end - p->line), (size_t)(at - p->line));
}

/* In quotes a text may read otherwise. The line ends with the one that stands here. */
static bool is_quoted(const char *at, const char *end)
{
	return at + 1 < end && (*at == '"' || *at == '\'') && (end[-1] == *at || (end[-1] == ',' && end[-2] == *at));
}

/* "2024-05-01" */
static bool is_within_number(const char *line, const char *at)
{
	return at > line && scan_is_digit(at[-1]) && scan_is_digit(at[1]);
}

/* ... behind a sign in the line's first word, as the name that grep puts there ("a.log:") or the mark of a new
   line ("+"), of one that is gone ("-") or of a comment ("//"), or behind a quote (`msg="`)? */
static bool starts_in_word(struct scan *s, struct sight *p)
{
	const char *at = p->line, *last = p->last, *quote = p->line;
	struct sight inner = { p->line, p->end - 1, last, { 0 } };
	size_t signs = 0;

	while (at < last && (*at == '-' || *at == '/')) /* within a name they are a part of it */
		at++;
	if (at > p->line && at < last && byte_at(at) != BLANK && starts_at(s, p, at, p->end))
		return true;
	for (; at < last && signs < PREFIX_SIGNS && byte_at(at) != BLANK; at++)
		if ((byte_at(at) == SIGN || (*at == '-' && !is_within_number(p->line, at))) && ++signs &&
		    starts_at(s, p, at + 1, p->end))
			return true;
	while (p->end[-1] == '"' && (quote = memchr(quote, '"', (size_t)(last - quote))) != NULL)
		if (starts_at(s, &inner, ++quote, inner.end))
			return true;
	return false;
}

/* ... with a word, behind the sign that it begins with, or behind a comma in the second one
   ("2024-05-01 12:00:00,real ...")? */
static bool starts_with_word(struct scan *s, struct sight *p, const char *at, size_t word)
{
	const char *end = p->end, *comma = NULL;

	if (at == end)
		return false;
	if (is_quoted(at, end) || starts_at(s, p, at, end) ||
	    (!scan_is_digit(*at) && !scan_is_letter(*at) && !scan_is_blank(at[1]) && starts_at(s, p, at + 1, end)))
		return true;
	if (word == 1)
		comma = memchr(at, ',', (size_t)(at < p->last ? p->last - at : 0));
	return comma && starts_at(s, p, comma + 1, end);
}

/* ... there, or with one of the next words? */
static bool has_start(struct scan *s, const char *line, size_t size)
{
	struct sight p = { line, line + size, line + (size < SCAN_PREFIX_MAX ? size : SCAN_PREFIX_MAX), { 0 } };
	const char *at = line, *end = p.end, *last = p.last;
	bool tabs = memchr(line, '\t', (size_t)(last - line)) != NULL;

	if (is_quoted(line, end) || starts_in_word(s, &p))
		return true;
	for (size_t words = 1; words < MOST_WORDS && at < last; words++) {
		if (!tabs)
			at = memchr(at, ' ', (size_t)(last - at));
		else
			while (at < last && byte_at(at) != BLANK)
				at++;
		if (at == NULL)
			return false;
		bool counts = words <= PREFIX_WORDS || byte_at(at - 1) != PLAIN || at[-1] == '-';

		while (at < end && scan_is_blank(*at))
			at++;
		if (counts && starts_with_word(s, &p, at, words))
			return true;
	}
	return false;
}

/* "12. ", "12) " */
static bool is_numbered(const char *at)
{
	while (scan_is_digit(*at))
		at++;
	return (*at == '.' || *at == ')') && at[1] == ' ';
}

/* May a prefix stand before the line's first word, as many have it: a time, something in brackets, a
   sign, a name with a colon? Then the next line begins alike. */
static bool is_odd(const char *line, size_t size, size_t blanks, size_t left)
{
	const char *at = line + blanks, *next = at + size + 1;

	if (size < blanks + (line[size - 1] == '{' || line[size - 1] == '[' ? 2 : 5))
		return false;
	if (size > LONG || left <= size + blanks + 3) /* the next line is not there yet, or there is none */
		return true;
	if (*at != *next && !(scan_is_digit(*at) && scan_is_digit(*next)))
		return false;
	if (scan_is_digit(*at) ? at[2] == ':' || at[4] == '-' || at[4] == '/' || is_numbered(at)
			       : *at && strchr("[(#=|*+/>\"'`-", *at))
		return true;
	if (at[1] == next[1] && (blanks == 0 || next[-1] == at[-1]))
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
	if (*at == '<' || scan_starts_json(at, left - blanks) || scan_is_blank(line[size - 1]) ||
	    (is_quoted(at, line + size) && byte_at(at + 1) == BRACKET)) /* may be too much */
		return false;
	bool passes = sieve_passes(&s->all->sieve, &s->look, line, size);

	if (passes && scan_learn_may(s, line, size))
		return false;
	s->near = false;
	if (scan_rule_starts(s, line, size) || s->near)
		return false;
	if ((passes || scan_prefix_may(line, size) || is_odd(line, whole, blanks, left)) && has_start(s, line, size))
		return false;
	return !scan_text_is_orphan(s, line, size, blanks);
}

static bool is_blank(const char *at, const char *end)
{
	while (at < end && (unsigned char)*at <= ' ')
		at++;
	return at == end;
}

size_t scan_skip(struct scan *s, const char *text, size_t size)
{
	const char *at = text, *end = text + size, *eol;

	while (at < end && !s->word_size && !s->wholly && (eol = memchr(at, '\n', (size_t)(end - at))) != NULL &&
	       is_nobodys(s, at, (size_t)(eol - at), (size_t)(end - at))) {
		s->line++;
		s->has_rest = false;
		if (s->outer_line && !is_blank(at, eol))
			s->outer_line = 0; /* no word stands right below it any more */
		at = eol + 1;
	}
	return (size_t)(at - text);
}
