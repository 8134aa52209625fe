/* utf8.c - characters by number. */
#include "parse/pattern/utf8.h"

char *utf8_put(char *out, unsigned c)
{
	if (c < 0x80) {
		*out++ = (char)c;
		return out;
	}
	if (c < 0x800) {
		*out++ = (char)(0xc0 | c >> 6);
	} else {
		if (c < 0x10000) {
			*out++ = (char)(0xe0 | c >> 12);
		} else {
			*out++ = (char)(0xf0 | c >> 18);
			*out++ = (char)(0x80 | (c >> 12 & 63));
		}
		*out++ = (char)(0x80 | (c >> 6 & 63));
	}
	*out++ = (char)(0x80 | (c & 63));
	return out;
}

bool utf8_digits(const char *at, const char *end, size_t count, unsigned *c)
{
	*c = 0;
	if ((size_t)(end - at) < count)
		return false;
	for (size_t i = 0; i < count; i++) {
		char d = at[i];
		unsigned digit = d >= '0' && d <= '9' ? (unsigned)(d - '0')
			       : d >= 'a' && d <= 'f' ? (unsigned)(d - 'a' + 10)
			       : d >= 'A' && d <= 'F' ? (unsigned)(d - 'A' + 10) : 16;

		if (digit == 16)
			return false;
		*c = *c << 4 | digit;
	}
	return true;
}

const char *utf8_escape(const char *at, const char *end, unsigned *c)
{
	unsigned low;

	if (!utf8_digits(at, end, 4, c))
		return NULL;
	at += 4;
	if (*c >= 0xd800 && *c < 0xdc00 && end - at >= 6 && at[0] == '\\' && at[1] == 'u' &&
	    utf8_digits(at + 2, end, 4, &low) && low >= 0xdc00 && low < 0xe000) {
		*c = 0x10000 + ((*c - 0xd800) << 10) + (low - 0xdc00);
		return at + 6;
	}
	if (*c == 0 || (*c >= 0xd800 && *c < 0xe000))
		*c = '?';
	return at;
}
