/* json.c - a one-pass walk through a JSON document. */
#include "parse/pattern/json.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "parse/pattern/utf8.h"

struct walk {
	const char *at, *end;
	json_fn *fn;
	void *ctx;
	struct json_event event;
	int depth;
	bool strict;  /* look at everything */
};

/* --- the tree of paths --------------------------------------------------------------- */

/* To the next "/" that is not within brackets. */
static size_t segment_size(const char *path)
{
	size_t n = 0;

	for (bool inside = false; path[n] && (inside || path[n] != '/'); n++)
		inside = path[n] == '[' || (inside && path[n] != ']');
	return n;
}

/* "name[member text]" of JSON: takes the condition off the segment. An attribute's of XML,
   "name[@attribute text]", stays: it is looked at by others. */
static void split_condition(struct arena *a, const char *segment, size_t *size,
			    struct json_node *want)
{
	const char *open = memchr(segment, '[', *size);
	const char *last = segment + *size - 1;
	const char *gap = open ? memchr(open, ' ', *size - (size_t)(open - segment)) : NULL;

	if (gap == NULL || open[1] == '@' || gap == open + 1 || *last != ']')
		return;
	want->member = arena_dup_n(a, open + 1, (size_t)(gap - open - 1));
	want->text = arena_dup_n(a, gap + 1, (size_t)(last - gap - 1));
	*size = (size_t)(open - segment);
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static bool same_key(const struct json_node *a, const struct json_node *b)
{
	return a->key_size == b->key_size && (a->key == NULL) == (b->key == NULL) &&
	       (a->key == NULL || memcmp(a->key, b->key, a->key_size) == 0);
}

/* The node in the list that is wanted so; it is added if it is not there. */
static struct json_node *node_like(struct arena *a, struct json_node **link,
				   const struct json_node *want)
{
	while (*link && !(same_key(*link, want) && same_text((*link)->member, want->member) &&
			  same_text((*link)->text, want->text)))
		link = &(*link)->next;
	if (*link == NULL) {
		*link = arena_new(a, 1, sizeof(**link));
		(*link)->key = want->key ? arena_dup_n(a, want->key, want->key_size) : NULL;
		(*link)->key_size = want->key_size;
		(*link)->member = want->member;
		(*link)->text = want->text;
	}
	return *link;
}

struct json_node *json_path(struct arena *a, struct json_node *root, const char *path)
{
	struct json_node *node = root;

	if (strcmp(path, ".") == 0)
		return root;
	while (*path) {
		size_t n = segment_size(path), size = n;
		struct json_node want = { 0 };

		split_condition(a, path, &size, &want);
		if (size != 1 || *path != '*') {
			want.key = path;
			want.key_size = size;
		}
		bool itself = want.member && node == root && size == 1 && *path == '.';

		if (itself) { /* beside the root */
			want.key = root->key;
			want.key_size = root->key_size;
		}
		node = node_like(a, itself ? &root->next : &node->child, &want);
		path += n + (path[n] == '/');
	}
	return node;
}

/* Whatever `from` wants and `to` does not say itself. */
static void inherit(struct arena *a, struct json_node *to, const struct json_node *from)
{
	if (to->tag == NULL)
		to->tag = from->tag;
	to->enter |= from->enter;
	to->record |= from->record;
	for (const struct json_node *c = from->child; c; c = c->next)
		inherit(a, node_like(a, &to->child, c), c);
}

void json_seal(struct arena *a, struct json_node *root)
{
	for (struct json_node *n = root; n; n = n->next)
		for (struct json_node *plain = n->member ? root : NULL; plain;
		     plain = plain->next)
			if (plain->member == NULL && same_key(plain, n))
				inherit(a, n, plain);
	for (struct json_node *n = root; n; n = n->next)
		if (n->child)
			json_seal(a, n->child);
}

void json_nest(struct arena *a, struct json_node *list, const char *member)
{
	struct json_node want = { .key = member, .key_size = strlen(member) };

	node_like(a, &list->child, &(struct json_node){ 0 });
	for (struct json_node *c = list->child; c; c = c->next)
		if (c->key == NULL)
			node_like(a, &c->child, &want)->child = list->child;
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

static bool is_word(const char *text, size_t size)
{
	static const char *const words[] = { "true", "false", "null", "nan", "NaN", "inf",
					     "Infinity" };

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (size == strlen(words[i]) && memcmp(text, words[i], size) == 0)
			return true;
	return text[0] == '-' || (text[0] >= '0' && text[0] <= '9');
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
	if (w->strict && !is_word(*text, *size))
		return JSON_BROKEN;
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

/* --- escapes ------------------------------------------------------------------------- */

/* Into `out`, which has room for size + 1 bytes. The size of it. */
static size_t unescape(char *out, const char *text, size_t size)
{
	char *o = out;

	for (const char *s = text, *end = text + size; s < end; s++) {
		const char *behind;
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
			behind = utf8_escape(s + 1, end, &c);
			if (behind) {
				s = behind - 1;
				o = utf8_put(o, c);
			} else {
				*o++ = 'u';
			}
			break;
		default:
			*o++ = *s;
		}
	}
	*o = '\0';
	return (size_t)(o - out);
}

char *json_unescape(struct arena *a, const char *text, size_t size)
{
	char *out = arena_new(a, size + 1, 1);

	unescape(out, text, size);
	return out;
}

/* --- which node ---------------------------------------------------------------------- */

static bool is_key(const struct json_node *c, const char *key, size_t size)
{
	return c->key == NULL || (c->key_size == size && memcmp(c->key, key, size) == 0);
}

/* `?` is a character, of one byte or more; `*` is any text. */
static bool fits(const char *pattern, const char *text, const char *end)
{
	const char *star = NULL, *from = NULL;

	while (text < end) {
		if (*pattern == '*') {
			star = pattern++;
			from = text;
		} else if (*pattern == '?' || *pattern == *text) {
			pattern += 1;
			text += 1;
			while (pattern[-1] == '?' && text < end && (*text & 0xc0) == 0x80)
				text++;
		} else if (star) {
			pattern = star + 1;
			text = ++from;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == '\0';
}

#define KEY_MAX 256 /* longer names with escapes are nobody's */

/* "\u0069d" is "id", too. `room` keeps the name while the member is read. */
static void plain_key(const char **key, size_t *size, char room[KEY_MAX])
{
	if (*size < KEY_MAX && memchr(*key, '\\', *size)) {
		*size = unescape(room, *key, *size);
		*key = room;
	}
}

/* The first of the list that has this key, and of which the member is a condition that holds. */
static const struct json_node *by_member(const struct json_node *list, const char *key,
					 size_t size, const char *member, size_t member_size,
					 const char *text, size_t text_size)
{
	for (const struct json_node *c = list; c; c = c->next)
		if (c->member && is_key(c, key, size) && strlen(c->member) == member_size &&
		    memcmp(c->member, member, member_size) == 0 &&
		    fits(c->text, text, text + text_size))
			return c;
	return NULL;
}

static enum json_result string(struct walk *w, const char **text, size_t *size);
static enum json_result word(struct walk *w, const char **text, size_t *size);
static enum json_result skip(struct walk *w);

/* Looks ahead in the object for a member that one of the list wants. What is wrong with the
   object is found when it is read. */
static const struct json_node *look_ahead(struct walk w, const struct json_node *list,
					  const char *key, size_t size)
{
	const struct json_node *found = NULL;
	const char *name, *text = NULL;
	size_t name_size, text_size;
	char room[KEY_MAX];

	for (char next = '{'; found == NULL && w.at < w.end && *w.at == next; next = ',') {
		w.at++;
		blanks(&w);
		if (w.at == w.end || *w.at++ != '"' || string(&w, &name, &name_size))
			break;
		blanks(&w);
		if (w.at == w.end || *w.at++ != ':')
			break;
		blanks(&w);
		if (w.at == w.end)
			break;
		bool is_string = *w.at == '"';
		w.at += is_string;
		if (!is_string && (*w.at == '{' || *w.at == '[')) {
			if (skip(&w) != JSON_DONE)
				break;
		} else if ((is_string ? string : word)(&w, &text, &text_size) == JSON_DONE) {
			plain_key(&name, &name_size, room);
			found = by_member(list, key, size, name, name_size, text, text_size);
		} else {
			break;
		}
		blanks(&w);
	}
	return found;
}

/* What is wanted of the value that comes next, and is called `key`; NULL: nothing. A name counts
   before `*`. */
static const struct json_node *choose(struct walk *w, const struct json_node *list,
				      const char *key, size_t size)
{
	const struct json_node *plain = NULL, *found = NULL;
	bool conditions = false;

	for (const struct json_node *c = list; c; c = c->next) {
		if (!is_key(c, key, size))
			continue;
		if (c->member)
			conditions = true;
		else if (plain == NULL || plain->key == NULL)
			plain = c;
	}
	if (conditions) {
		blanks(w);
		if (w->at < w->end && *w->at == '{')
			found = look_ahead(*w, list, key, size);
	}
	return found ? found : plain;
}

/* A member or an element: down to its node, or over it. */
static enum json_result descend(struct walk *w, const struct json_node *node,
				const char *key, size_t size)
{
	const struct json_node *c = choose(w, node->child, key, size);
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
	char room[KEY_MAX];

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
		plain_key(&key, &size, room);
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
	if ((node->child == NULL && !w->strict) || w->event.skip) {
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
	static const struct json_node nothing = { .key = NULL };
	enum json_result r;
	const char *text;
	size_t size;
	bool is_string;

	blanks(w);
	if (w->at == w->end)
		return JSON_MORE;
	if (*w->at == '{' || *w->at == '[')
		return node || w->strict ? compound(w, node ? node : &nothing) : skip(w);
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
	enum json_result r = value(&w, choose(&w, root, root->key, root->key_size));

	*used = (size_t)(w.at - text);
	return r;
}

enum json_result json_check(const char *text, size_t size, size_t *used)
{
	struct walk w = { .at = text, .end = text + size, .strict = true };
	enum json_result r = value(&w, NULL);

	*used = (size_t)(w.at - text);
	return r;
}
