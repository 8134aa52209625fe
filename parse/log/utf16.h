/* utf16.h - text in UTF-16, as PowerShell's `>` writes it, made UTF-8 piece by piece. */
#ifndef PARSE_UTF16_H
#define PARSE_UTF16_H

#include <stdbool.h>
#include <stddef.h>

/* What is to be kept from one piece to the next. */
struct utf16 {
	bool on;           /* the text is UTF-16 */
	bool big;          /* ... its high bytes come first */
	bool half;         /* the last piece ended within a unit, of which this is */
	unsigned char odd; /* ... the first byte */
	unsigned high;     /* a surrogate whose other half must come next; 0: none */
};

/* So many bytes, at most, come of a piece. */
#define UTF16_ROOM(size) ((size) / 2 * 3 + 8)

/* The text begins so: is it UTF-16? By its mark, or by its zeros where there is none. */
struct utf16 utf16_look(const char *text, size_t size);

/* Half a pair, and a unit that is cut, become U+FFFD; marks are left out. `final`: nothing follows.
   The bytes written to `out`. */
size_t utf16_decode(struct utf16 *u, const char *text, size_t size, bool final, char *out);

#endif
