/* quantity.c - kinds of figures: products and quotients of units. */
#include "data/quantity.h"

#include <string.h>

/* What canonical units are made of. */
static const struct made {
	const char *canonical;
	struct quantity q;
} units[] = {
	{ "1", { { 0 } } },
	{ "s", { { [IN_S] = 1 } } },
	{ "1/s", { { [IN_S] = -1 } } },
	{ "Hz", { { [IN_S] = -1 } } },
	{ "B", { { [IN_B] = 1 } } },
	{ "B/s", { { [IN_B] = 1, [IN_S] = -1 } } },
	{ "bit", { { [IN_BIT] = 1 } } },
	{ "bit/s", { { [IN_BIT] = 1, [IN_S] = -1 } } },
	{ "K", { { [IN_K] = 1 } } },
	{ "V", { { [IN_V] = 1 } } },
	{ "A", { { [IN_A] = 1 } } },
	{ "W", { { [IN_V] = 1, [IN_A] = 1 } } },
	{ "J", { { [IN_V] = 1, [IN_A] = 1, [IN_S] = 1 } } },
};

static bool of_unit(const struct unit *u, struct quantity *out)
{
	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		if (strcmp(units[i].canonical, u->canonical) == 0) {
			*out = units[i].q;
			return true;
		}
	}
	return false;
}

bool quantity_same(const struct quantity *a, const struct quantity *b)
{
	return memcmp(a->power, b->power, sizeof(a->power)) == 0;
}

struct quantity quantity_times(const struct quantity *a, const struct quantity *b)
{
	struct quantity q;

	for (size_t i = 0; i < QUANTITY_BASES; i++)
		q.power[i] = a->power[i] + b->power[i];
	return q;
}

struct quantity quantity_over(const struct quantity *a, const struct quantity *b)
{
	struct quantity q;

	for (size_t i = 0; i < QUANTITY_BASES; i++)
		q.power[i] = a->power[i] - b->power[i];
	return q;
}

#define TEXT_MAX 64 /* of a unit with others */

/* The unit at *text up to the next "/" or "*"; *text is then at that. */
static bool next_unit(const char **text, struct unit *out)
{
	char word[TEXT_MAX];
	size_t n = strcspn(*text, "/*");

	if (n == 0 || n >= sizeof(word))
		return false;
	memcpy(word, *text, n);
	word[n] = '\0';
	*text += n;
	return unit_find(word, out);
}

/* Reads them all; *out's canonical unit is not set. */
static bool read_units(const char *text, struct unit *out, struct quantity *q)
{
	struct quantity one;
	struct unit u;
	char sign = '*';

	*q = (struct quantity){ { 0 } };
	*out = (struct unit){ NULL, 1, 1 };
	if (strlen(text) >= TEXT_MAX)
		return false;
	for (;; sign = *text++) {
		if (!next_unit(&text, &u) || !of_unit(&u, &one))
			return false;
		*q = sign == '*' ? quantity_times(q, &one) : quantity_over(q, &one);
		out->multiply *= sign == '*' ? u.multiply : u.divide;
		out->divide *= sign == '*' ? u.divide : u.multiply;
		if (*text == '\0')
			return true;
	}
}

bool quantity_find(const char *text, struct quantity *out)
{
	struct unit u;

	return unit_find(text, &u) ? of_unit(&u, out) : read_units(text, &u, out);
}

bool quantity_unit(const char *text, struct arena *a, struct unit *out)
{
	struct quantity q;

	if (unit_find(text, out))
		return true;
	if (!read_units(text, out, &q))
		return false;
	out->canonical = quantity_name(&q, a);
	return true;
}

/* "*B*B" or "/s": a power of a unit as so many factors. */
static const char *factors(struct arena *a, const char *list, int power, const char *name)
{
	for (; power > 0; power--)
		list = arena_printf(a, "%s%s%s", list, *list ? "*" : "", name);
	for (; power < 0; power++)
		list = arena_printf(a, "%s/%s", *list ? list : "1", name);
	return list;
}

const char *quantity_name(const struct quantity *q, struct arena *a)
{
	static const char *const names[] = { "s", "B", "bit", "K", "V", "A" };
	struct quantity rest = *q;
	const char *list = "";
	int watts = 0;

	for (size_t i = 0; i < ARRAY_LEN(units); i++)
		if (quantity_same(&units[i].q, q))
			return units[i].canonical;
	if (rest.power[IN_V] == rest.power[IN_A]) {
		watts = rest.power[IN_V];
		rest.power[IN_V] = rest.power[IN_A] = 0;
	}
	for (size_t i = 0; i < QUANTITY_BASES; i++)
		if (rest.power[i] > 0)
			list = factors(a, list, rest.power[i], names[i]);
	if (watts > 0)
		list = factors(a, list, watts, "W");
	for (size_t i = 0; i < QUANTITY_BASES; i++)
		if (rest.power[i] < 0)
			list = factors(a, list, rest.power[i], names[i]);
	return watts < 0 ? factors(a, list, watts, "W") : list;
}
