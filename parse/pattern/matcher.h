/* matcher.h - which rules a line may match: by its first bytes, and by what must stand in it. */
#ifndef PARSE_MATCHER_H
#define PARSE_MATCHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/base/mem.h"
#include "parse/pattern/regex.h"

struct grammar;

/* A rule that a line may match, with what decides that cheaply. */
struct candidate {
	const struct regex_literal *literal;
	const struct grammar *grammar;
	const char *pattern;  /* of what opens a record; NULL: of another line */
	uint32_t order;       /* of the rule in its grammar */
	uint64_t in;          /* bits of contexts in which it counts; all: any */
	bool always;          /* also of logs whose grammar is known, and is another one */
};

/* --- a line's first bytes ------------------------------------------------------------ */

#define MATCHER_ROWS ((REGEX_PLACES + 1) * 256) /* of a word: for each place and byte */

/* Candidates in the order in which they count, 64 in a word. */
struct matcher {
	const struct candidate *candidates;
	size_t words;
	uint64_t *rows; /* for each word, place and byte: which candidates may have it there; the
			   place after the first REGEX_PLACES is the line's last one */
	uint64_t *any;  /* one word's, in which candidates that begin alike share a bit */
};

/* Of these candidates, which stay the caller's, as long as the matcher. The arena owns what
   it keeps. */
void matcher_build(struct matcher *m, struct arena *a, const struct candidate *candidates,
		   size_t count);

/* ... and what matcher_any() looks at, of the `count` candidates it has. */
void matcher_build_any(struct matcher *m, struct arena *a, size_t count);

/* Of a word's rows: which may match by the line's first two bytes and its last one; by the others. */
static inline uint64_t matcher_ends(const uint64_t *row, const unsigned char *b, const char *end)
{
	return row[b[0]] & row[REGEX_PLACES * 256 + (unsigned char)end[-1]] & row[256 + b[1]];
}

static inline uint64_t matcher_others(const uint64_t *row, const unsigned char *b)
{
	return row[2 * 256 + b[2]] & row[3 * 256 + b[3]] & row[4 * 256 + b[4]] & row[5 * 256 + b[5]] &
	       row[6 * 256 + b[6]] & row[7 * 256 + b[7]];
}

/* Which candidates of the word may match: `at` is the line's first byte that is no blank, and
   REGEX_PLACES bytes may be read from there on; `end` the line's end. */
static inline uint64_t matcher_look(const struct matcher *m, size_t word, const char *at,
				    const char *end)
{
	const uint64_t *row = m->rows + word * MATCHER_ROWS;
	const unsigned char *b = (const unsigned char *)at;
	uint64_t may = matcher_ends(row, b, end);

	return may ? may & matcher_others(row, b) : 0; /* of most words none */
}

/* May any match? Of most lines none: it is asked without guessing which place tells. */
static inline bool matcher_any(const struct matcher *m, const char *at, const char *end)
{
	const unsigned char *b = (const unsigned char *)at;

	return matcher_ends(m->any, b, end) & matcher_others(m->any, b);
}

/* --- a sieve: one look at a text for what must stand in the lines of many rules -------- */

#define SIEVE_BITS 16
#define SIEVE_SIGNS 1024 /* room for signs; three quarters of it are used at most */

#define SIEVE_BYTES 64   /* bits of regex_bytes() */

/* A candidate without a sign. */
struct sieve_other {
	uint64_t bytes;                            /* regex_bytes() of its literal */
	size_t rare;                               /* ... its rarest one's bit */
	size_t candidate;
};

struct sieve {
	uint64_t windows[(1u << SIEVE_BITS) / 64]; /* hashes of four bytes of the signs */
	uint64_t wholes[(1u << SIEVE_BITS) / 64];  /* ... and of all eight */
	uint64_t signs[SIEVE_SIGNS];               /* whole ones, where their hash says; 0: none */
	uint16_t numbers[SIEVE_SIGNS];             /* ... each one's, from 0 */
	size_t sign_count;
	size_t words;                              /* of the matcher of the same candidates */
	uint64_t *having;                          /* of each sign: the candidates that have it */
	uint64_t *always;                          /* ... those of which a line's beginning tells more */
	struct sieve_other *others;                /* ... and those that have none, by `rare` */
	size_t other_from[SIEVE_BYTES + 1];        /* ... where those of a bit begin */
};

/* How far one text has been looked at. */
struct sieve_look {
	const char *end;  /* of the text */
	const char *sign; /* the next place where a sign may stand; NULL: not known */
};

/* Of the matcher's candidates. Those in whose lines nothing stands that could be looked for go to
   `rest`, where there is room for all: their count. The arena owns what the sieve keeps. */
size_t sieve_build(struct sieve *s, struct arena *a, const struct matcher *m, size_t count,
		   struct candidate *rest);

#define SIEVE_PAD 64 /* zeros after a text */

/* May the line, of the text that is looked at, match one of the patterns? Calls go forward. Behind
   the text's end SIEVE_PAD bytes may be read. */
bool sieve_passes(const struct sieve *s, struct sieve_look *look, const char *line, size_t size);

#define SIEVE_WORDS 64

/* Which candidates may match a line, or a part of it, to its end, as far as their literals can tell. */
struct sieve_marks {
	uint64_t of[SIEVE_WORDS];
	uint64_t bytes;                  /* regex_bytes() of the line */
};

/* Those a sign of which stands in the line are added to out[words]. False: none does. */
bool sieve_signs(const struct sieve *s, const char *line, size_t size, uint64_t *out);

/* False: the line does not pass. Not where there are more than SIEVE_WORDS words of candidates. */
bool sieve_mark(const struct sieve *s, const char *line, size_t size, struct sieve_marks *out);

#endif
