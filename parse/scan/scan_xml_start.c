/* scan_xml_start.c - whether an XML document begins here that may be a grammar's: a look at
   its first bytes, so that other documents cost nothing. */
#include <string.h>

#include "parse/scan/scan_private.h"

#define PROLOG_MAX (64 * 1024) /* what may stand before the first element */

static bool blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static size_t name_size(const char *s, const char *end)
{
	size_t n = 0;

	while (s + n < end && !blank(s[n]) && strchr("<>/=\"'[&", s[n]) == NULL)
		n++;
	return n;
}

static bool has_prefix(const char *s, const char *end, const char *what)
{
	size_t n = strlen(what);

	return (size_t)(end - s) >= n && memcmp(s, what, n) == 0;
}

/* After the next `what`, which ends in ">", or NULL. */
static const char *after(const char *s, const char *end, const char *what)
{
	size_t n = strlen(what);

	for (const char *at = s; (at = memchr(at, '>', (size_t)(end - at))) != NULL; at++)
		if ((size_t)(at + 1 - s) >= n && memcmp(at + 1 - n, what, n) == 0)
			return at + 1;
	return NULL;
}

static const struct json_node *root_named(const struct scan *s, const char *name, size_t size)
{
	for (const struct json_node *n = s->all->xml_detect.child; n; n = n->next) {
		size_t own = n->key ? strcspn(n->key, "[") : 0;

		if (own == size && memcmp(n->key, name, size) == 0)
			return n;
	}
	return NULL;
}

/* What the document's first element, or its DOCTYPE, may be; NULL: nobody's, or not said. */
static const struct json_node *find_root(const struct scan *s, const char *text, size_t size,
					 bool *more)
{
	const char *at = text, *end = text + (size < PROLOG_MAX ? size : PROLOG_MAX);

	for (*more = size < PROLOG_MAX; at;) {
		while (at < end && blank(*at))
			at++;
		if (has_prefix(at, end, "<?")) {
			at = after(at, end, "?>");
		} else if (has_prefix(at, end, "<!--")) {
			at = after(at, end, "-->");
		} else {
			bool element = at < end && *at == '<';

			*more &= end - at < 10; /* "<!DOCTYPE " */
			at += has_prefix(at, end, "<!DOCTYPE ") ? 10 : element;
			size_t n = name_size(at, end);

			*more |= size < PROLOG_MAX && element && at + n == end;
			return element ? root_named(s, at, n) : NULL;
		}
	}
	return NULL;
}

bool scan_xml_starts(const struct scan *s, const char *line, size_t size)
{
	size_t n = size > 1 ? name_size(line + 1, line + size) : 0;

	return size > 1 && *line == '<' && (line[1] == '?' || line[1] == '!' || n + 1 == size || root_named(s, line + 1, n));
}

static enum scan_took begins(const struct scan *s, const char *text, size_t size, bool final)
{
	bool more;

	if (size == 0 || *text != '<' || (s->only && !s->only->xml))
		return SCAN_NO;
	const struct json_node *root = find_root(s, text, size, &more);
	if (more && !final)
		return SCAN_MORE;
	return root ? SCAN_TOOK : SCAN_NO;
}

enum scan_took scan_xml_take(struct scan *s, const char *text, size_t size, bool final,
			     size_t *used)
{
	size_t blanks = s->xml ? 0 : scan_blanks(text, size);
	enum scan_took starts = SCAN_TOOK;

	if (s->in_array)
		return SCAN_NO;
	if (s->xml == NULL)
		starts = begins(s, text + blanks, size - blanks, final);
	if (starts == SCAN_TOOK && s->xml == NULL &&
	    !scan_parts_outside(s, text, size, scan_xml_maybe(s, text + blanks, size - blanks)))
		return SCAN_NO;
	if (starts == SCAN_TOOK)
		*used = blanks + scan_xml_read(s, text + blanks, size - blanks);
	return starts;
}

/* The grammar whose documents have such a first element, if that alone can say it. */
static const struct grammar *grammar_of(const struct json_node *root)
{
	if (root == NULL || root->tag)
		return root ? root->tag : NULL;
	for (const struct json_node *n = root->child; n; n = n->next)
		if (n->tag && n->key && n->key[0] == '@')
			return n->tag;
	return NULL;
}

const struct grammar *scan_xml_maybe(const struct scan *s, const char *text, size_t size)
{
	bool more;

	return grammar_of(find_root(s, text, size, &more));
}

bool scan_xml_has_entity(const char *tag, size_t size)
{
	static const char *const known[] = { "&#", "&amp;", "&lt;", "&gt;", "&quot;", "&apos;" };
	const char *end = tag + size;

	for (const char *at = tag; (at = memchr(at, '&', (size_t)(end - at))) != NULL; at++) {
		size_t i = 0;

		while (i < ARRAY_LEN(known) && !has_prefix(at, end, known[i]))
			i++;
		if (i == ARRAY_LEN(known))
			return true;
	}
	return false;
}
