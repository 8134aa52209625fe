/* utf8.h - characters by number: written as UTF-8, and read as escapes spell them. */
#ifndef PARSE_UTF8_H
#define PARSE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* The character into `out`, at most four bytes; its end. */
char *utf8_put(char *out, unsigned c);

/* The number in so many hexadecimal digits; false: something else stands there. */
bool utf8_digits(const char *at, const char *end, size_t count, unsigned *c);

/* Of \uXXXX: its digits, and with them the other half of a surrogate pair (RFC 8259, 7), if that
   follows. *c is '?' for what is no character: a NUL, half a pair. The end; NULL: no digits. */
const char *utf8_escape(const char *at, const char *end, unsigned *c);

#endif
