/*
 * scan_prefix.c - what other programs put before each line of a log: time stamps, the names of
 * containers, marks of a quotation, blanks.
 *
 * Taken away where the log's first lines all have it in one form, and from a line on behind whose
 * prefix a record, a document or a table begins; so a tool's own time stamps stay what they are.
 * Where the form names who wrote a line, a line of somebody else is not this one's.
 */
#include <string.h>

#include "parse/scan/scan_state.h"

#define LOOKED_AT 32 /* lines at the beginning */
#define AT_LEAST 3   /* of them must there be */

#define ISO "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d+)?(?:Z|[+-]\\d\\d:?\\d\\d)"
#define OLD "[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d"
#define DATE "[A-Z][a-z]{2} " OLD " \\d{4}"

#define MISSES 3     /* lines without it end it, one after the other */

/* What a form begins like: no pattern is compiled for a line that does not. */
enum shape { SHAPE_NONE, SHAPE_ISO, SHAPE_OLD, SHAPE_DATE, SHAPE_POD, SHAPE_NAME, SHAPE_TITLE,
	     SHAPE_QUOTE, SHAPE_BLANKS };

/* The first one that all lines have is it. The group `who` must be the same in each line. */
static const struct form {
	enum shape shape;
	const char *pattern;
} forms[] = {
	/* GitLab's raw logs; with a plus the line before this one goes on */
	{ SHAPE_ISO, "^" ISO " [0-9a-f]{2}[OE](?: |\\+|$)" },
	/* syslog */
	{ SHAPE_ISO, "^" ISO " (?<who>[\\w.-]+ [\\w./@-]+(?:\\[\\d+\\])?:)(?: |$)" },
	/* GitHub's raw logs, docker logs -t, kubectl --timestamps */
	{ SHAPE_ISO, "^" ISO "(?: |$)" },
	/* kubectl --prefix --timestamps */
	{ SHAPE_POD, "^(?<who>\\[pod/[^\\]\\s]+\\]) " ISO "(?: |$)" },
	{ SHAPE_POD, "^(?<who>\\[pod/[^\\]\\s]+\\])(?: |$)" },
	/* docker compose logs -t */
	{ SHAPE_NAME, "^(?<who>[\\w.-]+[-_]\\d+) +\\| " ISO "(?: |$)" },
	{ SHAPE_NAME, "^(?<who>[\\w.-]+[-_]\\d+) +\\|(?: |$)" },
	/* syslog */
	{ SHAPE_OLD, "^" OLD " (?<who>[\\w.-]+ [\\w./@-]+(?:\\[\\d+\\])?:)(?: |$)" },
	/* ts */
	{ SHAPE_OLD, "^" OLD "(?: |$)" },
	/* iperf3 --timestamps, -T, both */
	{ SHAPE_DATE, "^" DATE " (?<who>[^:\\[\\]]{1,60}:)  " },
	{ SHAPE_DATE, "^" DATE "(?: |$)" },
	{ SHAPE_TITLE, "^(?<who>[^:\\[\\]]{1,60}:)  " },
	/* a quotation */
	{ SHAPE_QUOTE, "^>(?: ?>)+(?: |$)" },
	{ SHAPE_QUOTE, "^>(?: |$)" },
	/* a block in Markdown, a log in a script's own output */
	{ SHAPE_BLANKS, "^ {8}" },
	{ SHAPE_BLANKS, "^ {4}" },
};

static bool is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '-' || c == '.';
}

static size_t blanks(const char *line, size_t size)
{
	size_t n = 0;

	while (n < size && line[n] == ' ')
		n++;
	return n;
}

/* Of a page's tags for text as it is (`<pre><code class="x">`), and of a forum's and a wiki's (`[code]`,
   `{noformat}`), at the line's beginning. */
static size_t tags(const char *line, size_t size)
{
	static const char *const names[] = { "<pre", "<code", "<samp", "[code", "[pre", "{code", "{noformat" };
	const char *at = line, *end = line + size;

	for (size_t i = 0; i < ARRAY_LEN(names);) {
		size_t n = strlen(names[i]);
		const char *close = (size_t)(end - at) > n && memcmp(at, names[i], n) == 0 && !is_name(at[n])
			? memchr(at, *at == '<' ? '>' : *at == '[' ? ']' : '}', (size_t)(end - at)) : NULL;

		at = close ? close + 1 : at;
		i = close ? 0 : i + 1;
	}
	return (size_t)(at - line);
}

/* A JSON or XML document, or a page's text as it is, may be indented as it is. A list's first element is no number: that is
   "[  5]" and "[ 10s ]" of a tool, as "[root@host ~]#" is a prompt. */
bool scan_prefix_is_document(const struct scan *s, const char *line, size_t size)
{
	size_t n = blanks(line, size);

	if (n == size)
		return false;
	if (line[n] == '<')
		return scan_starts_xml(s, line + n, size - n) || tags(line + n, size - n);
	if (line[n] != '[')
		return line[n] == '{' && scan_starts_json(line + n, size - n);
	n += 1 + blanks(line + n + 1, size - n - 1);
	return n == size || strchr("{[\"\r", line[n]) != NULL;
}

static enum shape shape_of(const struct scan *s, const char *line, size_t size)
{
	size_t n = 0;

	if (size >= 20 && line[4] == '-' && line[7] == '-' && line[10] == 'T')
		return SHAPE_ISO;
	if (size >= 15 && line[3] == ' ' && line[6] == ' ' && line[9] == ':' && line[12] == ':')
		return SHAPE_OLD;
	if (size >= 24 && line[3] == ' ' && line[7] == ' ' && line[10] == ' ' &&
	    line[13] == ':' && line[16] == ':' && line[19] == ' ')
		return SHAPE_DATE;
	if (size >= 5 && memcmp(line, "[pod/", 5) == 0)
		return SHAPE_POD;
	if (size && line[0] == '>')
		return SHAPE_QUOTE;
	if (size > 2 && line[0] == ' ' && line[1] == ' ')
		return scan_prefix_is_document(s, line, size) ? SHAPE_NONE : SHAPE_BLANKS;
	while (n < size && is_name(line[n]))
		n++;
	while (n && n < size && line[n] == ' ')
		n++;
	if (n && n < size && line[n] == '|')
		return SHAPE_NAME;

	const char *colon = memchr(line, ':', size < 61 ? size : 61);

	if (colon && colon > line && colon + 3 < line + size && colon[1] == ' ' &&
	    colon[2] == ' ' && colon[3] != ' ')
		return SHAPE_TITLE;
	return SHAPE_NONE;
}

/* The form's pattern, compiled once. */
static const struct regex *pattern(struct scan *s, size_t form)
{
	struct err err;

	_Static_assert(ARRAY_LEN(forms) <= ARRAY_LEN(s->prefixes), "room for all forms");
	if (s->prefixes[form] == NULL &&
	    regex_compile(forms[form].pattern, &s->prefixes[form], &err) != 0)
		return NULL;
	return s->prefixes[form];
}

static bool is_mine(const struct scan_prefix *p, const char *name, size_t size)
{
	return p->who == NULL || (strlen(p->who) == size && memcmp(p->who, name, size) == 0);
}

enum scan_prefix_whose scan_prefix_whose_of(struct scan *s, struct scan_prefix *p, const char *line,
					    size_t size, size_t *cut)
{
	const char *name = NULL;
	size_t n = 0;

	*cut = 0;
	if (scan_blanks(line, size) == size)
		return SCAN_PREFIX_EMPTY;
	if (p->indent) {
		*cut = p->indent_size;
		return size >= *cut && memcmp(line, p->indent, *cut) == 0 ? SCAN_PREFIX_MINE
									  : SCAN_PREFIX_NONE;
	}
	if (p->form)
		return scan_learn_whose(s, p, line, size, cut);
	if (p->regex == NULL || regex_match(p->regex, s->scratch, line, size) != REGEX_YES)
		return SCAN_PREFIX_NONE;
	*cut = (size_t)(regex_match_end(s->scratch, line) - line);
	if (regex_groups(p->regex))
		name = regex_group(s->scratch, line, 1, &n);
	if (name && !is_mine(p, name, n))
		return SCAN_PREFIX_OTHER;
	return SCAN_PREFIX_MINE;
}

enum scan_prefix_whose scan_prefix_whose(struct scan *s, unsigned from, const char *line, size_t size,
					 size_t *cut, unsigned *has)
{
	enum scan_prefix_whose whose = SCAN_PREFIX_MINE;
	size_t n;

	*cut = 0;
	for (*has = from; *has < s->prefix_count; (*has)++) {
		whose = scan_prefix_whose_of(s, &s->prefix[*has], line + *cut, size - *cut, &n);
		if (whose == SCAN_PREFIX_EMPTY && *has > 0)
			return SCAN_PREFIX_MINE; /* nothing stands behind the first one */
		if (whose != SCAN_PREFIX_MINE)
			return whose;
		*cut += n;
	}
	return whose;
}

struct scan_prefix *scan_prefix_add(struct scan *s, struct scan_prefix p)
{
	s->prefix[s->prefix_count] = p;
	return &s->prefix[s->prefix_count++];
}

/* One of this form, if the line has it. The size of it; 0: it has not. */
static size_t set(struct scan *s, size_t form, const char *line, size_t size, struct scan_prefix *p)
{
	size_t cut, n = 0;
	const char *name = NULL;

	*p = (struct scan_prefix){ .regex = pattern(s, form) };
	p->may_miss = forms[form].shape == SHAPE_QUOTE || forms[form].shape == SHAPE_BLANKS
			      ? 1 : MISSES;
	if (scan_prefix_whose_of(s, p, line, size, &cut) != SCAN_PREFIX_MINE)
		return 0;
	if (regex_groups(p->regex))
		name = regex_group(s->scratch, line, 1, &n);
	if (name)
		p->who = arena_dup_n(&s->arena, name, n);
	return cut;
}

/* The line at *at, without its end; *at goes on behind it. *whole: it has an end. */
static size_t next_line(const char **at, const char *end, bool *whole)
{
	const char *line = *at, *eol = memchr(line, '\n', (size_t)(end - line));
	size_t n = (size_t)((eol ? eol : end) - line);

	*whole = eol != NULL;
	*at = eol ? eol + 1 : end;
	return scan_without_cr(line, n);
}

/* Do the first lines all have it? OTHER: they do, and those of several programs are among them. */
static enum scan_prefix_whose all_have(struct scan *s, struct scan_prefix *p, const char *text,
				       size_t size)
{
	const char *end = text + size;
	size_t lines = 0, others = 0, cut;

	for (size_t i = 0; i < LOOKED_AT && text < end; i++) {
		const char *line = text;
		bool whole;
		size_t n = next_line(&text, end, &whole);

		if (!whole && n > SCAN_LINE_MAX)
			return SCAN_PREFIX_NONE;
		enum scan_prefix_whose whose = scan_prefix_whose_of(s, p, line, n, &cut);

		if (whose == SCAN_PREFIX_NONE)
			return SCAN_PREFIX_NONE;
		lines += whose == SCAN_PREFIX_MINE;
		others += whose == SCAN_PREFIX_OTHER;
	}
	if (lines + others < AT_LEAST)
		return SCAN_PREFIX_NONE;
	return others ? SCAN_PREFIX_OTHER : SCAN_PREFIX_MINE;
}

void scan_prefix_free(struct scan *s)
{
	for (size_t i = 0; i < ARRAY_LEN(forms); i++)
		regex_free(s->prefixes[i]);
}

static void add_indent(struct scan *s, const char *blanks, size_t size)
{
	scan_prefix_add(s, (struct scan_prefix){ .indent = arena_dup_n(&s->arena, blanks, size),
						 .indent_size = size, .may_miss = 1 });
}

/* The blanks that the first lines all begin with, where a record begins behind them. */
static bool all_indented(struct scan *s, const char *text, size_t size, size_t first)
{
	const char *end = text + size, *at = text;
	size_t common = blanks(text, first), lines = 0;

	for (size_t i = 0; i < LOOKED_AT && at < end; i++) {
		const char *line = at;
		bool whole;
		size_t n = next_line(&at, end, &whole), mine = blanks(line, n);

		if (scan_blanks(line, n) == n)
			continue;
		common = mine < common ? mine : common;
		lines++;
	}
	if (common == 0 || lines < AT_LEAST || scan_rule_opens(s, text, first) ||
	    !scan_rule_opens(s, text + common, first - common))
		return false;
	add_indent(s, text, common);
	return true;
}

void scan_prefix_look(struct scan *s, const char *text, size_t size)
{
	while (size && (*text == '\n' || *text == '\r')) {
		text++;
		size--;
	}
	const char *eol = memchr(text, '\n', size);
	size_t first = eol ? (size_t)(eol - text) : size;
	enum shape shape = shape_of(s, text, first);
	struct scan_prefix p;

	if (shape == SHAPE_BLANKS && scan_string_is(text, first))
		shape = SHAPE_NONE;
	if (shape == SHAPE_BLANKS && all_indented(s, text, size, first))
		return;
	if (shape == SHAPE_BLANKS && scan_learn_is_known(s, text, first))
		shape = SHAPE_NONE;
	/* of several programs it is the one's behind whose prefix something begins */
	for (size_t i = 0; shape && i < ARRAY_LEN(forms); i++) {
		enum scan_prefix_whose have = forms[i].shape == shape && set(s, i, text, first, &p)
						      ? all_have(s, &p, text, size) : SCAN_PREFIX_NONE;

		if (have == SCAN_PREFIX_MINE)
			scan_prefix_add(s, p);
		if (have != SCAN_PREFIX_NONE)
			return;
	}
}

bool scan_prefix_may(const char *line, size_t size)
{
	unsigned char c = (unsigned char)line[0];

	if (size < 3)
		return false;
	if (c >= '0' && c <= '9')
		return size >= 20 && line[10] == 'T';
	if (c == '>' || c == '[')
		return c == '>' || line[1] == 'p';
	if (!is_name((char)c))
		return false;
	if (size > 16 && line[3] == ' ' && (line[6] == ' ' || line[7] == ' '))
		return true;
	return memchr(line, '|', size) != NULL;
}

/* Does a record, a document or a table begin so? */
static bool begins(struct scan *s, const char *line, size_t size)
{
	size_t n = scan_blanks(line, size);

	if (n == size)
		return false;
	return scan_prefix_is_document(s, line, size) || scan_rule_opens(s, line, size);
}

/* The next line that is not blank, without the prefixes that are known; false: there is none, or it is not
   there yet (s->more). */
static bool next_text(struct scan *s, const char *line, size_t size, const char **next, size_t *next_size)
{
	const char *at = line + size;
	enum scan_took took;

	scan_pass_next(s, &at, next, next_size); /* the end of this one */
	while ((took = scan_pass_next(s, &at, next, next_size)) == SCAN_TOOK &&
	       scan_blanks(*next, *next_size) == *next_size)
		;
	s->more = took == SCAN_MORE;
	return took == SCAN_TOOK;
}

/* A tag stands before a line with which a record begins, and not before the next one: it is cut. */
static bool tag(struct scan *s, const char *line, size_t size)
{
	const char *next = line;
	size_t n = tags(line, size), next_size = 0;

	if (n == 0 || n == size || !scan_rule_opens(s, line + n, size - n))
		return false;
	if (s->more || (next_text(s, line, size, &next, &next_size) && tags(next, next_size)) || s->more)
		return false;
	s->begun_size = n;
	return true;
}

/* The same of the blanks before a line with which a record begins: a tool's own rules know those of
   its own. Within a record the blanks may be its. Where the next line has none, they are cut of this
   one alone. */
static bool indent(struct scan *s, const char *line, size_t size)
{
	size_t n = scan_blanks(line, size), next_size = 0;
	const char *next = line;

	if (!s->near || !scan_rule_opens(s, line + n, size - n))
		return false;
	bool has_next = next_text(s, line, size, &next, &next_size);
	if (s->more)
		return false;
	s->begun_size = n;
	if (has_next && (next_size < n || memcmp(next, line, n) != 0))
		return true;
	add_indent(s, line, n);
	return true;
}

/* One of the forms that have patterns. */
static bool begins_form(struct scan *s, const char *line, size_t size)
{
	enum shape shape = shape_of(s, line, size);
	struct scan_prefix p;
	size_t cut;

	for (size_t i = 0; shape && shape != SHAPE_TITLE && i < ARRAY_LEN(forms); i++) {
		if (forms[i].shape != shape)
			continue;
		cut = set(s, i, line, size, &p);
		if (cut && begins(s, line + cut, size - cut)) {
			scan_prefix_add(s, p);
			s->begun_size = cut;
			return true;
		}
	}
	return false;
}

bool scan_prefix_begins(struct scan *s, const char *line, size_t size, const struct rule *opener)
{
	const unsigned old = s->prefix_count;
	bool indented = scan_blanks(line, 1) == 1;

	/* it stands behind those that the line has, and in the place of others */
	s->prefix_count = s->pass.had;
	if (indented ? indent(s, line, size) : tag(s, line, size))
		return true;
	if (!s->more && !indented && scan_prefix_may(line, size) && begins_form(s, line, size))
		return true;
	if (!s->more && scan_learn_begins(s, line, size, opener))
		return true;
	s->prefix_count = old;
	return false;
}
