/*
 * simple.h - patterns that need no backtracking: literals, classes, `+` and `*` of classes
 * that what follows cannot begin with, groups around them. Most lines of a grammar are of
 * this kind, and are then matched in one pass, several times faster than by PCRE2 and with
 * the same result (tests/unit/t_simple.c holds the two against each other).
 */
#ifndef PARSE_SIMPLE_H
#define PARSE_SIMPLE_H

#include <stdbool.h>
#include <stddef.h>

#define SIMPLE_GROUPS 32 /* of a pattern; group 0 is the whole match */

struct simple; /* a compiled pattern */

/* Where a group stands; start is NULL when it took no part. */
struct simple_span {
	const char *start;
	size_t size;
};

/* NULL: the pattern is not of this kind. The caller frees. */
struct simple *simple_compile(const char *pattern);
void simple_free(struct simple *p); /* NULL is fine */

size_t simple_groups(const struct simple *p);
const char *simple_group_name(const struct simple *p, size_t group); /* NULL: none */

bool simple_match(const struct simple *p, const char *text, size_t size,
		  struct simple_span spans[SIMPLE_GROUPS]);

#endif
