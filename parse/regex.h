/*
 * regex.h - the one door to PCRE2. Patterns match bytes, one line at a time, with JIT and
 * with limits: a pattern that explodes is an answer of its own, never "no match".
 */
#ifndef PARSE_REGEX_H
#define PARSE_REGEX_H

#include <stdbool.h>
#include <stddef.h>

#include "data/base/err.h"

struct regex; /* a compiled pattern; may be used by several threads at once */

/* EXIT_INPUT with PCRE2's words and the place in the pattern. */
int regex_compile(const char *pattern, struct regex **out, struct err *err);
void regex_free(struct regex *r); /* NULL is fine */

size_t regex_groups(const struct regex *r);              /* groups are 1..this */
const char *regex_group_name(const struct regex *r, size_t group); /* NULL: no name */

/* A pointer of the caller's for a group; set before the pattern is shared. */
void regex_set_tag(struct regex *r, size_t group, const void *tag);
const void *regex_tag(const struct regex *r, size_t group); /* NULL: none was set */

/* What one thread needs to match. */
struct regex_scratch;
struct regex_scratch *regex_scratch_new(void);
void regex_scratch_free(struct regex_scratch *m); /* NULL is fine */

enum regex_result { REGEX_NO, REGEX_YES, REGEX_LIMIT };

enum regex_result regex_match(const struct regex *r, struct regex_scratch *m,
			      const char *text, size_t size);
/* A group of the last match: where it starts and its size; NULL when it took no part. */
const char *regex_group(const struct regex_scratch *m, const char *text, size_t group,
			size_t *size);

/* Where the last match ended. */
const char *regex_match_end(const struct regex_scratch *m, const char *text);

/* --- what must stand in a line for a pattern to match -------------------------------- */

enum regex_blanks { BLANKS_NONE, BLANKS_ANY, BLANKS_SOME, BLANKS_OTHER };

/*
 * Derived from the pattern's text, so that most lines are decided without PCRE2:
 * `prefix` stands at the line's beginning, after blanks; else `inner` stands somewhere.
 */
struct regex_literal {
	char prefix[64];
	size_t prefix_size;       /* 0: none */
	enum regex_blanks blanks; /* before the prefix */
	bool whole;               /* the pattern is no more than that: `^\s*word` */
	bool ends;                /* ... and the line ends after it: `^word$` */
	char inner[64];
	size_t inner_size;        /* 0: none; then every line needs PCRE2 */
	size_t rare;              /* index of inner's rarest byte */
	bool has_first;           /* the line begins with one of these bytes */
	bool few_first;           /* ... and they are few: most lines begin with others */
	unsigned char first[32];  /* bits */
};

static inline bool regex_literal_first(const struct regex_literal *l, unsigned byte)
{
	return !l->has_first || (l->first[byte / 8] >> byte % 8 & 1);
}

void regex_literal(const char *pattern, struct regex_literal *out);

#endif
