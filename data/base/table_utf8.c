/* table_utf8.c - UTF-8 for writers: validity and display width. Knows no locale. */
#include <string.h>

#include "data/base/table_write.h"

#define REPLACEMENT 0xFFFD

struct range {
	uint32_t first, last;
};

/* Enough for names and units; a full table of Unicode is not worth its size here. */
static const struct range narrow_to_nothing[] = {
	{ 0x0300, 0x036F }, { 0x0483, 0x0489 },	  { 0x0591, 0x05BD }, { 0x064B, 0x065F },
	{ 0x1AB0, 0x1AFF }, { 0x1DC0, 0x1DFF },	  { 0x200B, 0x200F }, { 0x202A, 0x202E },
	{ 0x2060, 0x2064 }, { 0x20D0, 0x20FF },	  { 0xFE00, 0xFE0F }, { 0xFE20, 0xFE2F },
	{ 0xFEFF, 0xFEFF }, { 0xE0100, 0xE01EF },
};

static const struct range wide[] = {
	{ 0x1100, 0x115F },   { 0x231A, 0x231B },   { 0x2E80, 0x303E },
	{ 0x3041, 0xA4CF },   { 0xA960, 0xA97F },   { 0xAC00, 0xD7A3 },
	{ 0xF900, 0xFAFF },   { 0xFE30, 0xFE6F },   { 0xFF00, 0xFF60 },
	{ 0xFFE0, 0xFFE6 },   { 0x1F300, 0x1F64F }, { 0x1F680, 0x1F6FF },
	{ 0x1F900, 0x1FAFF }, { 0x20000, 0x3FFFD },
};

static bool in_ranges(const struct range *ranges, size_t count, uint32_t code)
{
	for (size_t i = 0; i < count; i++) {
		if (code >= ranges[i].first && code <= ranges[i].last)
			return true;
	}
	return false;
}

unsigned utf8_char_width(uint32_t code)
{
	if (code < 0x300)
		return 1;
	if (in_ranges(narrow_to_nothing, ARRAY_LEN(narrow_to_nothing), code))
		return 0;
	return in_ranges(wide, ARRAY_LEN(wide), code) ? 2 : 1;
}

size_t utf8_next(const char *s, size_t n, uint32_t *code)
{
	const unsigned char *u = (const unsigned char *)s;
	size_t length = u[0] < 0x80   ? 1
			: u[0] < 0xC2 ? 0
			: u[0] < 0xE0 ? 2
			: u[0] < 0xF0 ? 3
			: u[0] < 0xF5 ? 4
				      : 0;

	*code = REPLACEMENT;
	if (length == 1)
		*code = u[0];
	if (length < 2 || length > n)
		return 1;
	uint32_t c = u[0] & (0xFFu >> (length + 1));
	for (size_t i = 1; i < length; i++) {
		if ((u[i] & 0xC0) != 0x80)
			return 1;
		c = c << 6 | (u[i] & 0x3F);
	}
	/* over-long forms, surrogates, beyond Unicode */
	if ((length == 3 && c < 0x800) || (length == 4 && c < 0x10000) || c > 0x10FFFF ||
	    (c >= 0xD800 && c <= 0xDFFF))
		return 1;
	*code = c;
	return length;
}

size_t utf8_width(const char *s, size_t n)
{
	size_t width = 0;

	for (size_t i = 0; i < n;) {
		uint32_t code;
		i += utf8_next(s + i, n - i, &code);
		width += utf8_char_width(code);
	}
	return width;
}

size_t utf8_longest_word(const char *s)
{
	size_t longest = 0;

	for (s += strspn(s, " "); *s; s += strspn(s, " ")) {
		size_t n = strcspn(s, " ");
		size_t width = utf8_width(s, n);
		longest = width > longest ? width : longest;
		s += n;
	}
	return longest;
}

/* XML knows neither C0 controls nor U+FFFE and U+FFFF; terminals obey C1 controls too. */
static bool is_clean(uint32_t code, size_t length)
{
	if (code < 0x20)
		return code == '\t' || code == '\n';
	if (code == REPLACEMENT)
		return length == 3;
	return !(code >= 0x7F && code <= 0x9F) && code != 0xFFFE && code != 0xFFFF;
}

bool utf8_is_clean(const char *s)
{
	size_t n = strlen(s);

	for (size_t i = 0; i < n;) {
		uint32_t code;
		size_t length = utf8_next(s + i, n - i, &code);
		if (!is_clean(code, length))
			return false;
		i += length;
	}
	return true;
}

char *utf8_clean(const char *s)
{
	size_t n = strlen(s), to = 0;
	char *out = mem_new(3 * n + 1, 1);

	for (size_t i = 0; i < n;) {
		uint32_t code;
		size_t length = utf8_next(s + i, n - i, &code);
		if (is_clean(code, length)) {
			memcpy(out + to, s + i, length);
			to += length;
		} else {
			memcpy(out + to, "\xEF\xBF\xBD", 3);
			to += 3;
		}
		i += length;
	}
	return out;
}
