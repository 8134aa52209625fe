/* unit.c - the table of units. */
#include "data/unit.h"

#include <stddef.h>
#include <string.h>

#include "data/base/mem.h"

enum prefixes { NO_PREFIX = 0, SMALL = 1, BIG = 2, BINARY = 4 };

static const struct base {
	const char *text, *canonical;
	double multiply, divide;
	unsigned prefixes;
} bases[] = {
	{ "s", "s", 1, 1, SMALL },
	{ "min", "s", 60, 1, NO_PREFIX },
	{ "h", "s", 3600, 1, NO_PREFIX },
	{ "d", "s", 86400, 1, NO_PREFIX },
	{ "B", "B", 1, 1, BIG | BINARY },
	{ "B/s", "B/s", 1, 1, BIG | BINARY },
	{ "bit", "bit", 1, 1, BIG | BINARY },
	{ "bit/s", "bit/s", 1, 1, BIG | BINARY },
	{ "1", "1", 1, 1, NO_PREFIX },
	{ "", "1", 1, 1, BIG },
	{ "%", "1", 1, 100, NO_PREFIX },
	{ "1/s", "1/s", 1, 1, NO_PREFIX },
	{ "/s", "1/s", 1, 1, BIG },
	{ "1/min", "1/s", 1, 60, NO_PREFIX },
	{ "Hz", "Hz", 1, 1, BIG },
	{ "W", "W", 1, 1, SMALL | BIG },
	{ "J", "J", 1, 1, SMALL | BIG },
	{ "V", "V", 1, 1, SMALL | BIG },
	{ "A", "A", 1, 1, SMALL | BIG },
	{ "K", "K", 1, 1, NO_PREFIX },
};

static const struct prefix {
	const char *text;
	double multiply, divide;
	unsigned kind;
} prefixes[] = {
	{ "n", 1, 1e9, SMALL },
	{ "u", 1, 1e6, SMALL },
	{ "\xc2\xb5", 1, 1e6, SMALL },
	{ "m", 1, 1e3, SMALL },
	{ "k", 1e3, 1, BIG },
	{ "M", 1e6, 1, BIG },
	{ "G", 1e9, 1, BIG },
	{ "T", 1e12, 1, BIG },
	{ "P", 1e15, 1, BIG },
	{ "E", 1e18, 1, BIG },
	{ "Ki", 1024., 1, BINARY },
	{ "Mi", 1048576., 1, BINARY },
	{ "Gi", 1073741824., 1, BINARY },
	{ "Ti", 1099511627776., 1, BINARY },
	{ "Pi", 1125899906842624., 1, BINARY },
	{ "Ei", 1152921504606846976., 1, BINARY },
};

static const struct base *base_find(const char *text, unsigned kind)
{
	for (size_t i = 0; i < ARRAY_LEN(bases); i++)
		if ((bases[i].prefixes & kind) == kind && strcmp(bases[i].text, text) == 0)
			return &bases[i];
	return NULL;
}

/* "8 Kibit/s": that many of a unit. */
static bool find_many(const char *text, struct unit *out)
{
	double count = 0;
	size_t n = strspn(text, "0123456789");

	if (n == 0 || n > 6 || text[n] != ' ' || text[n + 1] < 'A' ||
	    !unit_find(text + n + 1, out))
		return false;
	for (size_t i = 0; i < n; i++)
		count = count * 10 + (text[i] - '0');
	out->multiply *= count;
	return count > 0;
}

bool unit_find(const char *text, struct unit *out)
{
	const struct base *b = text[0] ? base_find(text, NO_PREFIX) : NULL;

	if (b && text[0] != '/') {
		*out = (struct unit){ b->canonical, b->multiply, b->divide };
		return true;
	}
	for (size_t i = 0; i < ARRAY_LEN(prefixes); i++) {
		const struct prefix *p = &prefixes[i];
		size_t n = strlen(p->text);

		if (strncmp(text, p->text, n) != 0)
			continue;
		b = base_find(text + n, p->kind);
		if (b == NULL)
			continue;
		*out = (struct unit){ b->canonical, b->multiply * p->multiply,
				      b->divide * p->divide };
		return true;
	}
	return find_many(text, out);
}

double unit_to_canonical(const struct unit *u, double value)
{
	return value * u->multiply / u->divide;
}

double unit_from_canonical(const struct unit *u, double value)
{
	return value * u->divide / u->multiply;
}
