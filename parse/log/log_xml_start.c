/* log_xml_start.c - whether an XML document begins here that may be a grammar's: a look at
   its first bytes, so that other documents cost nothing. */
#include <string.h>

#include "parse/log/log_private.h"

#define PROLOG_MAX (64 * 1024) /* what may stand before the first element */

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

/* What the document's first element, or its DOCTYPE, may be; NULL: nobody's, or not said. */
static const struct json_node *find_root(const struct scan *s, const char *text, size_t size,
					 bool *more)
{
	const char *at = text, *end = text + (size < PROLOG_MAX ? size : PROLOG_MAX);

	for (*more = size < PROLOG_MAX; at;) {
		while (at < end && scan_is_space(*at))
			at++;
		if (has_prefix(at, end, "<?")) {
			at = after(at, end, "?>");
		} else if (has_prefix(at, end, "<!--")) {
			at = after(at, end, "-->");
		} else {
			bool element = at < end && *at == '<';

			*more &= end - at < 10; /* "<!DOCTYPE " */
			at += has_prefix(at, end, "<!DOCTYPE ") ? 10 : element;
			size_t n = scan_starts_name(at, end);

			*more |= size < PROLOG_MAX && element && at + n == end;
			return element ? scan_starts_root(s, at, n) : NULL;
		}
	}
	return NULL;
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

enum scan_took log_xml_take(struct scan *s, const char *text, size_t size, bool final,
			     size_t *used)
{
	size_t blanks = s->xml ? 0 : scan_blanks(text, size);
	enum scan_took starts = SCAN_TOOK;

	if (s->in_array)
		return SCAN_NO;
	if (s->xml == NULL)
		starts = begins(s, text + blanks, size - blanks, final);
	if (starts == SCAN_TOOK && s->xml == NULL &&
	    !scan_text_outside(s, text, size, log_xml_maybe(s, text + blanks, size - blanks)))
		return SCAN_NO;
	if (starts == SCAN_TOOK)
		*used = blanks + log_xml_read(s, text + blanks, size - blanks);
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

const struct grammar *log_xml_maybe(const struct scan *s, const char *text, size_t size)
{
	bool more;

	return grammar_of(find_root(s, text, size, &more));
}

bool log_xml_has_entity(const char *tag, size_t size)
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
