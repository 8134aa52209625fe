/* matcher.c - the tables that find a rule for a line. */
#include "parse/pattern/matcher.h"

/* What may stand at one place of up to 64 candidates: 256 rows, one for each byte. */
static void build_place(uint64_t *rows, size_t place, const struct candidate *c, size_t count)
{
	uint64_t any = 0;

	for (size_t i = 0; i < count; i++)
		if (place >= c[i].literal->place_count)
			any |= UINT64_C(1) << i;
	for (size_t b = 0; b < 256; b++)
		rows[b] = any;
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < 4 && place < c[i].literal->place_count; k++)
			for (uint64_t left = c[i].literal->places[place].bits[k]; left; left &= left - 1)
				rows[64 * k + byte_set_lowest(left)] |= UINT64_C(1) << i;
}

void matcher_build(struct matcher *m, struct arena *a, const struct candidate *candidates,
		   size_t count)
{
	m->candidates = candidates;
	m->words = (count + 63) / 64;
	m->rows = arena_new(a, m->words * REGEX_PLACES * 256, sizeof(*m->rows));
	for (size_t w = 0; w < m->words; w++)
		for (size_t place = 0; place < REGEX_PLACES; place++)
			build_place(m->rows + (w * REGEX_PLACES + place) * 256, place,
				    candidates + 64 * w, count < 64 * (w + 1) ? count - 64 * w : 64);
}
