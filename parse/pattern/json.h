/*
 * json.h - walks a JSON document once and calls back for paths that are wanted. Knows no
 * grammar; builds no tree: what is not wanted is skipped.
 */
#ifndef PARSE_JSON_H
#define PARSE_JSON_H

#include <stdbool.h>
#include <stddef.h>

#include "data/base/mem.h"

/* A node of the tree of wanted paths. */
struct json_node {
	const char *key;            /* NULL: any element or name */
	size_t key_size;
	const char *member, *text;  /* JSON: only an object whose member is such a text: `?` is
				       one character of it, `*` any. NULL: of any value */
	struct json_node *child;    /* first child, or NULL */
	struct json_node *next;     /* next sibling */
	const void *tag;            /* the caller's; NULL: nobody wants this value itself */
	bool enter;                 /* call back when an object or array begins and ends */
	bool record;                /* the caller's: this is a record */
};

/* Adds a path ("end/sum/bytes", "jobs/ * /read" without the blanks, "." for the root,
   "cpus/ *[field Model name?]/data", ".[class system]/size") below `root` and returns its node. A "/" in brackets
   separates nothing. The arena owns the nodes. */
struct json_node *json_path(struct arena *a, struct json_node *root, const char *path);
/* To be called once, when all paths are there: what is wanted of a value is wanted of one with
   a condition, too. */
void json_seal(struct arena *a, struct json_node *root);
/* What stands at "list/ * /member" reads as `list` does. After json_seal(). */
void json_nest(struct arena *a, struct json_node *list, const char *member);

enum json_what { JSON_VALUE, JSON_BEGIN, JSON_END };

struct json_event {
	enum json_what what;
	const struct json_node *node;
	const char *text;  /* JSON_VALUE: the token: a number, true, null, or a string's
			      inside, escapes as they stand; else the bracket */
	size_t size;
	bool is_string;
	const char *stars[4];  /* what stood for each `*` on the way */
	size_t star_sizes[4];
	size_t star_count;
	bool skip;         /* JSON_BEGIN: the callback may set it; nothing inside is looked at */
};

/* False: stop. The event is the walk's own: nothing but `skip` is to be set. */
typedef bool json_fn(void *ctx, struct json_event *event);

#define JSON_DEPTH 200 /* iperf3 nests 7 deep, fio 8 */

enum json_result {
	JSON_DONE,    /* *used bytes are the document */
	JSON_MORE,    /* the document goes on after text[size) */
	JSON_BROKEN,  /* no JSON at *used */
	JSON_DEEP,    /* more than JSON_DEPTH brackets are open at *used */
	JSON_STOPPED, /* by the callback */
};

/* One document from text[0] (a value; blanks before it are taken). */
enum json_result json_walk(const char *text, size_t size, const struct json_node *root,
			   json_fn *fn, void *ctx, size_t *used);

/* Whether one document stands at text[0], to its last bracket and comma: json_walk() looks at nothing
   but brackets and strings in what nobody wants, and runs over a place where the document was cut. */
enum json_result json_check(const char *text, size_t size, size_t *used);

/* A string's inside with its escapes undone, as UTF-8 with a NUL; the arena owns it. */
char *json_unescape(struct arena *a, const char *text, size_t size);

#endif
