/*
 * unproved.h - marks of what was written from a tool's documentation or sources, and what no
 * real log has proved yet. `desmet check` shows them, and `desmet parse` where they were used.
 */
#ifndef PARSE_UNPROVED_H
#define PARSE_UNPROVED_H

#include <stdbool.h>

#include "parse/language/grammar.h"

#define UNPROVED_HELP "what no real log has proved: yes, or a text that says it"
#define UNPROVED_KIND "unproved" /* of a problem (measure.h) that is such a mark */

/* The mark of a section: its value with the section's name before it, NULL for NULL and for
   "no". The arena owns the text. */
const char *unproved_read(struct arena *a, const struct conf_section *s, const char *value);

/* The grammar's own mark for a tool of this version (NULL: not known), or NULL: there is none,
   or `seen` names the version. */
const char *unproved_version(const struct grammar *g, const char *version);

/* Tells of every mark of the grammar. */
void unproved_check(const struct grammar *g, struct notes *notes);

#endif
