/* duration.c - how long, as logs write it. */
#include "parse/record/duration.h"

#include <string.h>

#include "data/base/mem.h"
#include "data/base/num.h"

/* Seconds of "h", "min" ..., 0 if the word is none. */
static double duration_unit(const char *word, size_t size)
{
	static const struct {
		const char *word;
		double seconds;
	} units[] = { { "y", 31557600 }, { "month", 2629800 }, /* systemd's: 365.25 days, a twelfth of them */
		      { "w", 604800 }, { "d", 86400 }, { "h", 3600 }, { "m", 60 }, { "min", 60 },
		      { "s", 1 }, { "ms", 1e-3 }, { "us", 1e-6 } };

	for (size_t i = 0; i < ARRAY_LEN(units); i++)
		if (strlen(units[i].word) == size && memcmp(units[i].word, word, size) == 0)
			return units[i].seconds;
	return 0;
}

/* "0:01.23", "1:02:03" */
static bool read_clock(const char *text, size_t size, double *out)
{
	double total = 0, part;
	size_t start = 0;

	for (size_t i = 0; i <= size; i++) {
		if (i < size && text[i] != ':')
			continue;
		if (!num_parse(text + start, i - start, &part, NULL) || part < 0)
			return false;
		total = total * 60 + part;
		start = i + 1;
	}
	*out = total;
	return true;
}

static const char *skip_number(const char *at, const char *end)
{
	while (at < end && ((*at >= '0' && *at <= '9') || *at == '.'))
		at++;
	return at;
}

/* "PT23M18.847S": ISO 8601's, of hours, minutes and seconds */
static bool read_iso(const char *at, const char *end, double *out)
{
	static const struct {
		char letter;
		double seconds;
	} units[] = { { 'H', 3600 }, { 'M', 60 }, { 'S', 1 } };
	double total = 0, part;
	size_t unit = 0;

	do {
		const char *letter = skip_number(at, end);

		while (unit < ARRAY_LEN(units) && (letter == end || units[unit].letter != *letter))
			unit++;
		if (unit == ARRAY_LEN(units) || !num_parse(at, (size_t)(letter - at), &part, NULL))
			return false;
		total += part * units[unit++].seconds;
		at = letter + 1;
	} while (at < end);
	*out = total;
	return true;
}

bool duration_read(const char *text, size_t size, double *out)
{
	double total = 0, part;
	const char *at = text, *end = text + size;

	/* a clock's, or seconds alone */
	if (memchr(text, ':', size) || (size && text[size - 1] >= '0' && text[size - 1] <= '9'))
		return read_clock(text, size, out);
	if (size > 2 && memcmp(text, "PT", 2) == 0)
		return read_iso(at + 2, end, out);
	do {
		const char *number = at, *word;

		at = skip_number(at, end);
		for (word = at; at < end && *at >= 'a' && *at <= 'z';)
			at++;
		double unit = duration_unit(word, (size_t)(at - word));
		if (unit <= 0 || !num_parse(number, (size_t)(word - number), &part, NULL))
			return false;
		total += unit < 1 ? part / (1 / unit) : part * unit;
		while (at < end && *at == ' ')
			at++;
	} while (at < end);
	*out = total;
	return true;
}
