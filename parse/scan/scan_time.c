/* scan_time.c - the time at a text's beginning, in the forms that programs put before their lines. */
#include <string.h>

#include "parse/scan/scan_state.h"

/* Does it stand here? 9: a digit, a: a letter, -: that or a slash, T: that or a blank; anything else
   is itself. Its size, or 0. */
static size_t fits(const char *form, const char *at, const char *end)
{
	size_t n = strlen(form);

	if ((size_t)(end - at) < n)
		return 0;
	for (size_t i = 0; i < n; i++) {
		char f = form[i], c = at[i];

		if (f == '9' ? !scan_is_digit(c) : f == 'a' ? !scan_is_letter(c)
		    : f == '-' ? c != '-' && c != '/'
		    : f == 'T' ? c != 'T' && c != ' ' : f != c)
			return 0;
	}
	return n;
}

/* ":123", milliseconds as some programs write them; more digits, or fewer, are another number. */
static bool has_colon(const char *at, const char *end)
{
	size_t n = fits(":999", at, end);

	return n && (at + n == end || !scan_is_digit(at[n]));
}

/* A fraction of a second, the zone, the year of `date`. */
static const char *over_rest(const char *at, const char *end)
{
	static const char *const zones[] = { "Z", "+99:99", "+9999", "-99:99", " +9999", " UTC",
					     " GMT", " AM", " PM" };
	const char *digits = at;

	if ((at + 1 < end && (*at == '.' || *at == ',') && scan_is_digit(at[1])) || has_colon(at, end))
		for (digits = at + 1; digits < end && scan_is_digit(*digits); digits++)
			;
	at = digits;
	for (size_t i = 0; i < ARRAY_LEN(zones); i++) {
		size_t n = fits(zones[i], at, end);

		if (n)
			return at + n;
	}
	return at;
}

size_t scan_time(const char *text, size_t size)
{
	static const char *const dates[] = { "9999-99-99T", "aaa aaa 99 ", "aaa aaa  9 ", "aaa 99 ",
					     "aaa  9 ", "99-99-9999 ", "99/aaa/9999:" };
	static const char *const clocks[] = { "99:99:99", "9:99:99" };
	const char *at = text, *end = text + size;
	bool dated = false;
	size_t n = 0;

	if (size == 0 || !(scan_is_digit(*text) || (*text >= 'A' && *text <= 'Z')))
		return 0;
	for (size_t i = 0; i < ARRAY_LEN(dates) && !dated; i++) {
		n = fits(dates[i], at, end);
		at += n;
		dated = n > 0;
	}
	n = 0;
	for (size_t i = 0; i < ARRAY_LEN(clocks) && n == 0; i++)
		n = fits(clocks[i], at, end);
	if (n == 0)
		return 0;
	at = over_rest(at + n, end);
	if (dated && scan_is_letter(*text) && fits(" 9999", at, end))
		at += 5;
	if (at < end && (scan_is_digit(*at) || scan_is_letter(*at) || *at == '_'))
		return 0;
	return (size_t)(at - text);
}
