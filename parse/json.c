/* json.c - a one-pass walk through a JSON document. */
#include "parse/json.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct walk {
	const char *at, *end;
	json_fn *fn;
	void *ctx;
	struct json_event event;
	int depth;
};

struct json_node *json_path(struct arena *a, struct json_node *root, const char *path)
{
	struct json_node *node = root;

	if (strcmp(path, ".") == 0)
		return root;
	while (*path) {
		size_t n = strcspn(path, "/");
		bool any = n == 1 && *path == '*';
		struct json_node **link = &node->child;

		while (*link && !(any ? (*link)->key == NULL
				      : (*link)->key && (*link)->key_size == n &&
						memcmp((*link)->key, path, n) == 0))
			link = &(*link)->next;
		if (*link == NULL) {
			*link = arena_new(a, 1, sizeof(**link));
			(*link)->key = any ? NULL : arena_dup_n(a, path, n);
			(*link)->key_size = any ? 0 : n;
		}
		node = *link;
		path += n + (path[n] == '/');
	}
	return node;
}

static void blanks(struct walk *w)
{
	while (w->at < w->end &&
	       (*w->at == ' ' || *w->at == '\t' || *w->at == '\n' || *w->at == '\r'))
		w->at++;
}

/* From after the opening quote to after the closing one. */
static enum json_result string(struct walk *w, const char **text, size_t *size)
{
	const char *s = w->at;

	for (; s < w->end && *s != '"'; s++) {
		if (*s == '\\') {
			s++;
		} else if (*s == '\n') {
			/* No string goes over a line's end: the document was cut. */
			w->at = s + 1;
			return JSON_BROKEN;
		}
	}
	if (s >= w->end)
		return JSON_MORE;
	*text = w->at;
	*size = (size_t)(s - w->at);
	w->at = s + 1;
	return JSON_DONE;
}

/* A number, true, false or null. */
static enum json_result word(struct walk *w, const char **text, size_t *size)
{
	const char *s = w->at;

	while (s < w->end && (*s == '-' || *s == '+' || *s == '.' ||
			      (*s >= '0' && *s <= '9') || (*s >= 'a' && *s <= 'z') ||
			      (*s >= 'A' && *s <= 'Z')))
		s++;
	if (s == w->end)
		return JSON_MORE;
	if (s == w->at)
		return JSON_BROKEN;
	*text = w->at;
	*size = (size_t)(s - w->at);
	w->at = s;
	return JSON_DONE;
}

/* What a byte is to skip(); the rest is passed over. */
enum { PLAIN, QUOTE, OPENING, CLOSING };

static const unsigned char kinds[256] = {
	['"'] = QUOTE, ['{'] = OPENING, ['['] = OPENING, ['}'] = CLOSING, [']'] = CLOSING,
};

/* An object or array that nobody wants: only its strings and brackets are looked at. */
static enum json_result skip(struct walk *w)
{
	const char *s = w->at, *text;
	int depth = w->depth;
	size_t size;

	for (;; s++) {
		while (s < w->end && kinds[(unsigned char)*s] == PLAIN)
			s++;
		if (s == w->end)
			return JSON_MORE;
		if (*s == '"') {
			w->at = s + 1;
			enum json_result r = string(w, &text, &size);
			if (r != JSON_DONE)
				return r;
			s = w->at - 1;
		} else if (kinds[(unsigned char)*s] == OPENING) {
			if (++depth > JSON_DEPTH) {
				w->at = s;
				return JSON_DEEP;
			}
		} else if (--depth == w->depth) {
			w->at = s + 1;
			return JSON_DONE;
		}
	}
}

static bool call(struct walk *w, const struct json_node *node, enum json_what what,
		 const char *text, size_t size, bool is_string)
{
	w->event.what = what;
	w->event.node = node;
	w->event.text = text;
	w->event.size = size;
	w->event.is_string = is_string;
	return w->fn(w->ctx, &w->event);
}

static enum json_result value(struct walk *w, const struct json_node *node);

static const struct json_node *child_of(const struct json_node *node, const char *key,
					size_t size)
{
	for (const struct json_node *c = node->child; c; c = c->next)
		if (c->key == NULL ||
		    (c->key_size == size && memcmp(c->key, key, size) == 0))
			return c;
	return NULL;
}

/* A member or an element: down to its node, or over it. */
static enum json_result descend(struct walk *w, const struct json_node *node,
				const char *key, size_t size)
{
	const struct json_node *c = child_of(node, key, size);
	struct json_event *e = &w->event;
	bool star = c && c->key == NULL && e->star_count < 4;

	if (star) {
		e->stars[e->star_count] = key;
		e->star_sizes[e->star_count++] = size;
	}
	enum json_result r = value(w, c);
	if (star)
		e->star_count--;
	return r;
}

static enum json_result members(struct walk *w, const struct json_node *node)
{
	for (bool first = true;; first = false) {
		const char *key;
		size_t size;

		blanks(w);
		if (w->at == w->end)
			return JSON_MORE;
		if (first && *w->at == '}')
			break;
		if (*w->at != '"')
			return JSON_BROKEN;
		w->at++;
		enum json_result r = string(w, &key, &size);
		if (r != JSON_DONE)
			return r;
		blanks(w);
		if (w->at == w->end)
			return JSON_MORE;
		if (*w->at++ != ':')
			return JSON_BROKEN;
		r = descend(w, node, key, size);
		if (r != JSON_DONE)
			return r;
		blanks(w);
		if (w->at == w->end)
			return JSON_MORE;
		if (*w->at == '}')
			break;
		if (*w->at++ != ',')
			return JSON_BROKEN;
	}
	w->at++;
	return JSON_DONE;
}

static enum json_result elements(struct walk *w, const struct json_node *node)
{
	char index[16];

	for (unsigned i = 0;; i++) {
		size_t n = 0;

		blanks(w);
		if (w->at == w->end)
			return JSON_MORE;
		if (i == 0 && *w->at == ']')
			break;
		for (unsigned rest = i, scale = 1000000000; scale; scale /= 10)
			if (rest / scale || n || scale == 1) {
				index[n++] = (char)('0' + rest / scale % 10);
				rest %= scale;
			}
		enum json_result r = descend(w, node, index, n);
		if (r != JSON_DONE)
			return r;
		blanks(w);
		if (w->at == w->end)
			return JSON_MORE;
		if (*w->at == ']')
			break;
		if (*w->at++ != ',')
			return JSON_BROKEN;
	}
	w->at++;
	return JSON_DONE;
}

static enum json_result compound(struct walk *w, const struct json_node *node)
{
	const char *bracket = w->at;
	enum json_result r;

	w->event.skip = false;
	if (node->enter && !call(w, node, JSON_BEGIN, bracket, 1, false))
		return JSON_STOPPED;
	if (node->child == NULL || w->event.skip) {
		r = skip(w);
	} else if (++w->depth > JSON_DEPTH) {
		return JSON_DEEP;
	} else {
		w->at++;
		r = *bracket == '{' ? members(w, node) : elements(w, node);
		w->depth--;
	}
	if (r == JSON_DONE && node->enter && !call(w, node, JSON_END, bracket, 1, false))
		return JSON_STOPPED;
	return r;
}

static enum json_result value(struct walk *w, const struct json_node *node)
{
	enum json_result r;
	const char *text;
	size_t size;
	bool is_string;

	blanks(w);
	if (w->at == w->end)
		return JSON_MORE;
	if (*w->at == '{' || *w->at == '[')
		return node ? compound(w, node) : skip(w);
	is_string = *w->at == '"';
	if (is_string) {
		w->at++;
		r = string(w, &text, &size);
	} else {
		r = word(w, &text, &size);
	}
	if (r == JSON_DONE && node && node->tag &&
	    !call(w, node, JSON_VALUE, text, size, is_string))
		return JSON_STOPPED;
	return r;
}

enum json_result json_walk(const char *text, size_t size, const struct json_node *root,
			   json_fn *fn, void *ctx, size_t *used)
{
	struct walk w = { .at = text, .end = text + size, .fn = fn, .ctx = ctx };
	enum json_result r = value(&w, root);

	*used = (size_t)(w.at - text);
	return r;
}

/* --- escapes ------------------------------------------------------------------------- */

static int hex4(const char *s, const char *end, unsigned *out)
{
	*out = 0;
	if (end - s < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		char c = s[i];
		unsigned digit = c >= '0' && c <= '9' ? (unsigned)(c - '0')
			       : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a' + 10)
			       : c >= 'A' && c <= 'F' ? (unsigned)(c - 'A' + 10) : 16;

		if (digit == 16)
			return -1;
		*out = *out << 4 | digit;
	}
	return 0;
}

static char *put_utf8(char *o, unsigned c)
{
	if (c < 0x80) {
		*o++ = (char)c;
	} else if (c < 0x800) {
		*o++ = (char)(0xc0 | c >> 6);
		*o++ = (char)(0x80 | (c & 63));
	} else if (c < 0x10000) {
		*o++ = (char)(0xe0 | c >> 12);
		*o++ = (char)(0x80 | (c >> 6 & 63));
		*o++ = (char)(0x80 | (c & 63));
	} else {
		*o++ = (char)(0xf0 | c >> 18);
		*o++ = (char)(0x80 | (c >> 12 & 63));
		*o++ = (char)(0x80 | (c >> 6 & 63));
		*o++ = (char)(0x80 | (c & 63));
	}
	return o;
}

/* What \uXXXX (its digits are at s, as *c) says together with the other half of a surrogate
   pair, if that follows. "?" for what is no character: a NUL, half a pair. Returns the end. */
static const char *code_point(const char *s, const char *end, unsigned *c)
{
	unsigned low;

	s += 4;
	if (*c >= 0xd800 && *c < 0xdc00 && end - s >= 6 && s[0] == '\\' && s[1] == 'u' &&
	    hex4(s + 2, end, &low) == 0 && low >= 0xdc00 && low < 0xe000) {
		*c = 0x10000 + ((*c - 0xd800) << 10) + (low - 0xdc00);
		return s + 6;
	}
	if (*c == 0 || (*c >= 0xd800 && *c < 0xe000))
		*c = '?';
	return s;
}

char *json_unescape(struct arena *a, const char *text, size_t size)
{
	char *out = arena_new(a, size + 1, 1), *o = out;

	for (const char *s = text, *end = text + size; s < end; s++) {
		unsigned c;

		if (*s != '\\' || s + 1 == end) {
			*o++ = *s;
			continue;
		}
		switch (*++s) {
		case 'n':
			*o++ = '\n';
			break;
		case 't':
			*o++ = '\t';
			break;
		case 'r':
		case 'b':
		case 'f':
			*o++ = ' ';
			break;
		case 'u':
			if (hex4(s + 1, end, &c) == 0) {
				s = code_point(s + 1, end, &c) - 1;
				o = put_utf8(o, c);
			} else {
				*o++ = 'u';
			}
			break;
		default:
			*o++ = *s;
		}
	}
	*o = '\0';
	return out;
}
