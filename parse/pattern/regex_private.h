/* regex_private.h - what the files that read patterns share: literal.c, places.c. */
#ifndef PARSE_REGEX_PRIVATE_H
#define PARSE_REGEX_PRIVATE_H

#include "parse/pattern/regex.h"

/* The bytes that may stand at the first places where the pattern (what follows its `^`) begins
   to match, and at the line's end. False: it is not understood, and any byte may. */
bool regex_places(const char *pattern, struct byte_set sets[REGEX_PLACES], struct byte_set *last);

/* Over `{2}`, `{2,}`, `{2,3}`; NULL: other braces, which are themselves. */
const char *regex_braces(const char *s);

/* Over the group or class that begins there. */
const char *regex_over(const char *s);

#endif
