/*
 * reader.h - a log's text in pieces, and its bytes' SHA-256. UTF-16 is made UTF-8. A long log is read and hashed by a
 * thread of its own, a piece ahead of the scanner: of one huge file that is what a second
 * processor can do.
 */
#ifndef PARSE_READER_H
#define PARSE_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/base/hash.h"
#include "parse/pattern/matcher.h" /* SIEVE_PAD zeros follow the text, which may be read */

struct reader;

/* `threads`: it may start one. */
struct reader *reader_new(bool threads);
void reader_free(struct reader *r); /* NULL is fine */

/* Begins with a log of about so many bytes; `fd` stays the caller's, until reader_end(). */
void reader_begin(struct reader *r, int fd, int64_t bytes);

/* What is to be scanned next: what was left of the text before, and more of the log. */
struct reader_text {
	char *text;       /* valid until the next call; it may be changed */
	size_t size;
	size_t fresh;     /* so many bytes of the log are new in it */
	bool wide;        /* they are UTF-16, of which the text is made */
	bool has_cr, has_escape; /* among these: a carriage return; an ESC, U+00A0 or U+FEFF */
	bool final;       /* nothing follows */
};

/* `rest` is the end of the text before that is still needed. 0, or -1 with errno. */
int reader_next(struct reader *r, const char *rest, size_t size, struct reader_text *out);

/* Of what has been read. To be called once after each reader_begin(). */
void reader_end(struct reader *r, char sha256[HASH_HEX]);

#endif
