/* log_private.h - who reads a log's parts. */
#ifndef PARSE_LOG_PRIVATE_H
#define PARSE_LOG_PRIVATE_H

#include "parse/scan/scan_state.h"

/* Shares the text out. Bytes used; what is left is not whole yet. */
size_t log_parts(struct scan *s, const char *text, size_t size, bool final);

/* JSON documents, alone or in an array. */
scan_take_fn log_json_take;
/* The log ends: is it within an array of documents? */
void log_json_end(struct scan *s);

/* A line of an XML document's text that nobody wants, so far. */
struct log_heard {
	char line[512];
	size_t size;
	int64_t at;                      /* the log's line */
};
/* More of such a text, from this line on: does it begin as a tool's output? That is told. */
void log_xml_hear(struct scan *s, struct log_heard *h, const char *text, size_t size, int64_t line);

/* XML documents; s->xml is the one that is being read. */
scan_take_fn log_xml_take;
/* The log ends: is it within a document? */
void log_xml_end(struct scan *s);
void log_xml_free(struct scan *s);
/* Reads the document, or begins one: bytes used, at least one; all of them unless it ends (s->xml
   is NULL then). */
size_t log_xml_read(struct scan *s, const char *text, size_t size);
/* The grammar whose documents begin like that, if this alone can say it; or NULL. */
const struct grammar *log_xml_maybe(const struct scan *s, const char *text, size_t size);
/* The child node that says most of the element: with a condition, by its name, any. NULL: there is
   none. `attributes`: names and values in turn, then NULL; or NULL. */
const struct json_node *log_xml_child(const struct json_node *node, const char *name,
				      const char **attributes);
const struct json_node *log_xml_attribute(const struct json_node *node, const char *name);
/* Is there an entity in the tag other than those that XML itself has? */
bool log_xml_has_entity(const char *tag, size_t size);

#endif
