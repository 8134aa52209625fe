/* utf16.c - UTF-16 to UTF-8. */
#include "parse/log/utf16.h"

#include <string.h>

#include "parse/pattern/utf8.h"

#define LOOKED_AT 64 /* bytes, where there is no mark */
#define AT_LEAST 8
#define NO_CHARACTER 0xfffd
#define MARK 0xfeff

struct utf16 utf16_look(const char *text, size_t size)
{
	size_t zeros[2] = { 0 }, n = size < LOOKED_AT ? size / 2 * 2 : LOOKED_AT;

	if (size >= 2 && memcmp(text, "\xff\xfe", 2) == 0)
		return (struct utf16){ .on = true };
	if (size >= 2 && memcmp(text, "\xfe\xff", 2) == 0)
		return (struct utf16){ .on = true, .big = true };
	for (size_t i = 0; i < n; i++)
		zeros[i % 2] += text[i] == '\0';
	if (n < AT_LEAST || zeros[0] + zeros[1] != n / 2 || (zeros[0] && zeros[1]))
		return (struct utf16){ .on = false };
	return (struct utf16){ .on = true, .big = zeros[0] > 0 };
}

static char *unit(struct utf16 *u, unsigned c, char *o)
{
	unsigned high = u->high;

	u->high = 0;
	if (high && c >= 0xdc00 && c < 0xe000)
		return utf8_put(o, 0x10000 + ((high - 0xd800) << 10) + (c - 0xdc00));
	if (high)
		o = utf8_put(o, NO_CHARACTER);
	if (c >= 0xd800 && c < 0xdc00)
		u->high = c;
	else if (c >= 0xdc00 && c < 0xe000)
		o = utf8_put(o, NO_CHARACTER);
	else if (c != MARK)
		o = utf8_put(o, c);
	return o;
}

size_t utf16_decode(struct utf16 *u, const char *text, size_t size, bool final, char *out)
{
	char *o = out;

	for (size_t i = 0; i < size; i++) {
		unsigned char b = (unsigned char)text[i];

		if (u->half)
			o = unit(u, u->big ? u->odd << 8 | b : b << 8 | u->odd, o);
		u->odd = b;
		u->half = !u->half;
	}
	if (final && (u->half || u->high))
		o = utf8_put(o, NO_CHARACTER);
	return (size_t)(o - out);
}
