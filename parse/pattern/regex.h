/*
 * regex.h - the one door to PCRE2. Patterns match bytes, one line at a time, with JIT and
 * with limits: a pattern that explodes is an answer of its own, never "no match".
 */
#ifndef PARSE_REGEX_H
#define PARSE_REGEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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

/* --- a number at a pattern's end ------------------------------------------------------- */

/* The name (not ended by 0) of the group with which the pattern ends, and which ends with digits: `: (?<v>[\d.]+)`;
   NULL: there is none. */
const char *regex_number_at_end(const char *pattern, size_t *size);

/* Does the number whose digits end at text[0] go on there (`,234` of "1,234", `\.5` of Markdown's "1\.5")? */
bool regex_number_goes_on(const char *text, const char *end);

/* --- what must stand in a line for a pattern to match -------------------------------- */

enum regex_blanks { BLANKS_NONE, BLANKS_ANY, BLANKS_SOME, BLANKS_OTHER };

struct byte_set {
	uint64_t bits[4];
};

static inline bool byte_set_has(const struct byte_set *s, unsigned byte)
{
	return s->bits[byte / 64] >> byte % 64 & 1;
}

/* The lowest bit that is set in a word that is not 0. */
static inline unsigned byte_set_lowest(uint64_t word)
{
	return (unsigned)__builtin_ctzll(word);
}

#define REGEX_PLACES 8 /* at a line's beginning, after blanks, that are looked at */
#define REGEX_SIGN 8   /* bytes in a row that tell a pattern's lines from others */

/*
 * Derived from the pattern's text, so that most lines are decided without PCRE2: at the line's
 * beginning, after blanks, only certain bytes may stand, and `prefix` does; `inner` stands
 * somewhere, and `tail` at the end; `sign` is the rarest part of the prefix or of inner.
 */
struct regex_literal {
	char prefix[64];
	size_t prefix_size;       /* 0: none */
	enum regex_blanks blanks; /* before the prefix */
	bool whole;               /* the pattern is no more than that: `^\s*word` */
	bool ends;                /* ... and the line ends after it: `^word$` */
	char inner[64];
	size_t inner_size;        /* 0: none; then, without a prefix, every line needs PCRE2 */
	size_t rare;              /* index of inner's rarest byte */
	uint64_t bytes;           /* regex_bytes() of inner */
	char also[8];             /* ... and so does this one, at another place */
	size_t also_size;         /* 0: none */
	size_t also_rare;         /* index of its rarest byte */
	char sign[REGEX_SIGN];
	bool has_sign;            /* ... one of them is long enough */
	char tail[64];
	size_t tail_size;         /* 0: none */
	struct byte_set places[REGEX_PLACES]; /* the bytes that may stand there */
	size_t place_count;       /* ... behind these any may */
	bool few_first;           /* the first ones are few: most lines begin with others */
	struct byte_set last;     /* the bytes that may stand at the line's end */
	bool few_last;            /* ... few as well; without it any may */
};

void regex_literal(const char *pattern, struct regex_literal *out);

/* A bit for each byte; a small letter has the capital's. */
extern const uint64_t regex_byte[256];

/* Which bytes stand in the text: all that stand in a part of it do. */
static inline uint64_t regex_bytes(const char *text, size_t size)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < size; i++)
		bytes |= regex_byte[(unsigned char)text[i]];
	return bytes;
}

/* Where `inner`, which there is, stands first in the text, by its rarest byte; NULL: nowhere. */
const char *regex_literal_find(const struct regex_literal *l, const char *text, size_t size);
/* Does it? *bytes: regex_bytes() of the text, or of one that it is a part of; 0 while they are not
   known. NULL: it is asked too seldom for them to pay. */
static inline bool regex_literal_stands(const struct regex_literal *l, const char *text, size_t size,
					uint64_t *bytes)
{
	if (bytes && *bytes == 0)
		*bytes = regex_bytes(text, size);
	return (bytes == NULL || (l->bytes & ~*bytes) == 0) && regex_literal_find(l, text, size);
}

/* May the pattern match the line, or a part of it to its end, as far as its texts tell? */
bool regex_literal_may(const struct regex_literal *l, const char *text, size_t size);

#endif
