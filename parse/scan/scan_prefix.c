/*
 * scan_prefix.c - what other programs put before each line of a log: time stamps, the names of
 * containers, marks of a quotation, blanks.
 *
 * Taken away only where the log's first lines all have it in one form, so that a tool's own time
 * stamps stay what they are. Where the form names who wrote a line, a line of somebody else is left
 * as it is: it is not this log's.
 */
#include <string.h>

#include "parse/scan/scan_private.h"

#define LOOKED_AT 32 /* lines at the beginning */
#define AT_LEAST 3   /* of them must there be */

#define ISO "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d+)?(?:Z|[+-]\\d\\d:?\\d\\d)"
#define OLD "[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d"
#define DATE "[A-Z][a-z]{2} " OLD " \\d{4}"

/* What a form begins like: no pattern is compiled for a log whose first line does not. */
enum shape { SHAPE_NONE, SHAPE_ISO, SHAPE_OLD, SHAPE_DATE, SHAPE_POD, SHAPE_NAME, SHAPE_TITLE,
	     SHAPE_QUOTE, SHAPE_BLANKS };

/* The first one that all lines have is it. The group `who` must be the same in each line. */
static const struct form {
	enum shape shape;
	const char *pattern;
} forms[] = {
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

/* A JSON or XML document may be indented as it is. A list's first element is no number: that is
   "[  5]" and "[ 10s ]" of a tool, as "[root@host ~]#" is a prompt. */
static bool is_document(const char *line, size_t size)
{
	size_t n = blanks(line, size);

	if (n == size || line[n] != '[')
		return n < size && (line[n] == '{' || line[n] == '<');
	n += 1 + blanks(line + n + 1, size - n - 1);
	return n == size || strchr("{[\"\r", line[n]) != NULL;
}

static enum shape shape_of(const char *line, size_t size)
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
		return is_document(line, size) ? SHAPE_NONE : SHAPE_BLANKS;
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

/* Whose line it is: the group `who`, or "". */
static const char *who(const struct scan *s, const char *line, size_t *size)
{
	const char *text = regex_groups(s->prefix)
				   ? regex_group(s->scratch, line, 1, size) : NULL;

	if (text == NULL)
		*size = 0;
	return text ? text : "";
}

/* The size of the prefix; 0: the line has none, or somebody else's. */
static size_t prefix_size(struct scan *s, const char *line, size_t size)
{
	const char *name;
	size_t n;

	if (regex_match(s->prefix, s->scratch, line, size) != REGEX_YES)
		return 0;
	name = who(s, line, &n);
	if (s->prefix_who == NULL)
		s->prefix_who = arena_dup_n(&s->arena, name, n);
	else if (strlen(s->prefix_who) != n || memcmp(s->prefix_who, name, n) != 0)
		return 0;
	return (size_t)(regex_match_end(s->scratch, line) - line);
}

/* Do the first lines all have it? */
static bool all_have(struct scan *s, const char *text, size_t size)
{
	const char *end = text + size;
	size_t lines = 0;

	for (size_t i = 0; i < LOOKED_AT && text < end; i++) {
		const char *eol = memchr(text, '\n', (size_t)(end - text));
		size_t n = (size_t)((eol ? eol : end) - text);

		if (eol == NULL && n > SCAN_LINE_MAX)
			return false;
		if (n && text[n - 1] == '\r')
			n--;
		if (n && prefix_size(s, text, n) == 0)
			return false;
		lines += n > 0;
		text = eol ? eol + 1 : end;
	}
	return lines >= AT_LEAST;
}

void scan_prefix_clear(struct scan *s)
{
	regex_free(s->prefix);
	s->prefix = NULL;
	s->prefix_who = NULL;
}

void scan_prefix_look(struct scan *s, const char *text, size_t size)
{
	while (size && (*text == '\n' || *text == '\r')) {
		text++;
		size--;
	}
	const char *eol = memchr(text, '\n', size);
	enum shape shape = shape_of(text, eol ? (size_t)(eol - text) : size);
	struct err err;

	for (size_t i = 0; shape && i < ARRAY_LEN(forms); i++) {
		if (forms[i].shape != shape)
			continue;
		if (regex_compile(forms[i].pattern, &s->prefix, &err) != 0)
			return;
		if (all_have(s, text, size))
			return;
		scan_prefix_clear(s);
	}
}

void scan_prefix_cut(struct scan *s, const char **line, size_t *size)
{
	size_t n = s->prefix ? prefix_size(s, *line, *size) : 0;

	*line += n;
	*size -= n;
}
