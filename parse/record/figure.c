/* figure.c - how logs write figures. */
#include "parse/record/figure.h"

#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "data/base/num.h"

static size_t digits(const char *text, size_t size)
{
	size_t n = 0;

	while (n < size && text[n] >= '0' && text[n] <= '9')
		n++;
	return n;
}

/* Which power of ten the last digit of a figure is; INT16_MAX where it is a whole number. */
int figure_last_power(const char *text, size_t size)
{
	int power = 0;
	bool point = false;
	size_t whole = digits(text, size), end = whole;

	/* most are of these two forms */
	if (whole == size)
		return INT16_MAX;
	if (text[whole] == '.')
		end += 1 + digits(text + whole + 1, size - whole - 1);
	if (end == size && size < 1000)
		return (int)whole + 1 - (int)size;
	for (size_t i = 0; i < size; i++) {
		if (text[i] == 'e' || text[i] == 'E') {
			double e;

			return num_parse(text + i + 1, size - i - 1, &e, NULL) && fabs(e) < 400
				       ? power + (int)e : power;
		}
		if (text[i] == '.' || text[i] == ',')
			point = true;
		else if (point && text[i] >= '0' && text[i] <= '9' && power > -1000)
			power--;
		else if (point)
			break; /* of a duration: "1.577s" */
	}
	return point ? power : INT16_MAX;
}

/* One comma and no point: what a locale writes for a point. Otherwise the text as it is. */
const char *figure_point(struct arena *a, const char *text, size_t size)
{
	const char *comma = memchr(text, ',', size);
	char *copy;

	if (comma == NULL || memchr(text, '.', size) ||
	    memchr(comma + 1, ',', size - (size_t)(comma + 1 - text)))
		return text;
	copy = arena_dup_n(a, text, size);
	copy[comma - text] = '.';
	return copy;
}

/* "1,234.5": without the commas, if they group the digits before a point. Otherwise the text as it
   is: "1,234" may be either. */
const char *figure_ungrouped(struct arena *a, const char *text, size_t *size)
{
	const char *point = memchr(text, '.', *size);
	size_t whole = point ? (size_t)(point - text) : 0, n = 0;
	char *copy;

	if (whole == 0 || memchr(text, ',', whole) == NULL)
		return text;
	for (size_t i = 0; i < whole; i++)
		if ((text[i] == ',') != (i > 0 && (whole - i) % 4 == 0))
			return text;
	copy = arena_dup_n(a, text, *size);
	for (size_t i = 0; i < *size; i++)
		if (text[i] != ',')
			copy[n++] = text[i];
	*size = n;
	return copy;
}

/* "796KiB / 64MiB": the figure's size; its unit goes into *unit. Anything else is left whole, and
   no number. */
size_t figure_split(const char *text, size_t size, struct capture *unit)
{
	size_t n = 0, m;

	while (n < size && ((text[n] >= '0' && text[n] <= '9') || text[n] == '.'))
		n++;
	for (m = n; m < size && text[m] != ' ';)
		m++;
	*unit = (struct capture){ "unit", text + n, m - n };
	return n && m > n && (m == size || (size - m > 2 && memcmp(text + m, " / ", 3) == 0))
		       ? n : size;
}

double figure_bytes(const char *text, size_t size)
{
	static const char prefixes[] = "kmgt";
	double bytes;

	if (size > 1 && tolower((unsigned char)text[size - 1]) == 'b')
		size--;
	if (size > 2 && text[size - 1] == 'i')
		size--;
	const char *prefix = size > 1 ? strchr(prefixes, tolower((unsigned char)text[size - 1])) : NULL;

	if (prefix && *prefix)
		size--;
	if (size == 0 || !num_parse(text, size, &bytes, NULL))
		return 0;
	return prefix && *prefix ? ldexp(bytes, 10 * (int)(prefix - prefixes + 1)) : bytes;
}
