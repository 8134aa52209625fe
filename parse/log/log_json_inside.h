/*
 * log_json_inside.h - a tool's documents that somebody has put into one of his own:
 * {"status": "success", "data": {...}}. Only where no grammar knows the document itself.
 */
#ifndef PARSE_LOG_JSON_INSIDE_H
#define PARSE_LOG_JSON_INSIDE_H

#include "parse/log/log_private.h"
#include "parse/pattern/json.h"

/* Reads the documents in that which begins at text[0], and on line s->line + 1. Bytes to the end of the
   last one; 0: there is none. Where one of them breaks, none of those behind it is read. s->line is left
   anywhere. */
size_t log_json_inside(struct scan *s, const char *text, size_t size);
/* Whose the first of them is; NULL: there is none. */
const struct grammar *log_json_inside_whose(const struct scan *s, const char *text, size_t size);

/* In log_json.c. Whose the document is (STOPPED), if any grammar's. */
enum json_result log_json_whose(const struct scan *s, const char *text, size_t size,
				const struct grammar **g, size_t *used);
/* Does the layout let this grammar read? The one that it names, and the other forms of its tool. */
bool log_json_may_read(const struct scan *s, const struct grammar *g);
/* Reads the grammar's document, and what it is besides. Bytes; 0: more text is needed. */
size_t log_json_known(struct scan *s, const struct grammar *g, const char *text, size_t size, bool final);

#endif
