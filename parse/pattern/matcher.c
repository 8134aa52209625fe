/*
 * matcher.c - the tables that find a rule for a line, however many rules there are.
 *
 * The sieve: of each pattern SIGN bytes in a row are known that stand in its lines. Wherever
 * they do, one of the places that are STEP apart falls on one of their first STEP bytes, and
 * the WINDOW bytes from there are known. So a text is looked at in steps.
 */
#include "parse/pattern/matcher.h"

#include <stdlib.h>
#include <string.h>

#include "data/base/random.h"

#define WINDOW 4
#define STEP   (REGEX_SIGN - WINDOW + 1)

/* --- a line's first bytes ------------------------------------------------------------ */

/* Which bytes may stand there; NULL: all. */
static const struct byte_set *bytes_at(const struct regex_literal *l, size_t place)
{
	if (place < REGEX_PLACES)
		return place < l->place_count ? &l->places[place] : NULL;
	return l->few_last ? &l->last : NULL;
}

/* What may stand at one place of candidates, each with a bit of its own or one that others share:
   256 rows, one for each byte. */
static void build_place(uint64_t *rows, size_t place, const struct candidate *c, const unsigned char *bits,
			size_t count)
{
	uint64_t any = 0;

	memset(rows, 0, 256 * sizeof(*rows));
	for (size_t i = 0; i < count; i++) {
		const struct byte_set *set = bytes_at(c[i].literal, place);

		if (set == NULL)
			any |= UINT64_C(1) << bits[i];
		for (size_t k = 0; set && k < 4; k++)
			for (uint64_t left = set->bits[k]; left; left &= left - 1)
				rows[64 * k + byte_set_lowest(left)] |= UINT64_C(1) << bits[i];
	}
	for (size_t b = 0; b < 256; b++)
		rows[b] |= any;
}

static void build_places(uint64_t *rows, const struct candidate *c, const unsigned char *bits, size_t count)
{
	for (size_t place = 0; place <= REGEX_PLACES; place++)
		build_place(rows + place * 256, place, c, bits, count);
}

void matcher_build(struct matcher *m, struct arena *a, const struct candidate *candidates,
		   size_t count)
{
	unsigned char bits[64];

	for (size_t i = 0; i < 64; i++)
		bits[i] = (unsigned char)i;
	m->candidates = candidates;
	m->words = (count + 63) / 64;
	m->rows = arena_new(a, m->words * MATCHER_ROWS, sizeof(*m->rows));
	for (size_t w = 0; w < m->words; w++)
		build_places(m->rows + w * MATCHER_ROWS, candidates + 64 * w, bits,
			     count < 64 * (w + 1) ? count - 64 * w : 64);
}

static bool begin_alike(const struct candidate *a, const struct candidate *b)
{
	const struct byte_set *x = bytes_at(a->literal, 0), *y = bytes_at(b->literal, 0);

	return a->literal->few_last == b->literal->few_last && (x == NULL) == (y == NULL) &&
	       (x == NULL || memcmp(x, y, sizeof(*x)) == 0);
}

void matcher_build_any(struct matcher *m, struct arena *a, size_t count)
{
	unsigned char *bits = arena_new(a, count, sizeof(*bits));
	size_t used = 0;

	for (size_t i = 0; i < count; i++) {
		size_t like = 0;

		while (like < i && !begin_alike(&m->candidates[like], &m->candidates[i]))
			like++;
		bits[i] = like < i ? bits[like] : (unsigned char)(used++ % 64);
	}
	m->any = arena_new(a, MATCHER_ROWS, sizeof(*m->any));
	build_places(m->any, m->candidates, bits, count);
}

/* --- the sieve ----------------------------------------------------------------------- */

static uint32_t window_hash(const char *at)
{
	uint32_t bytes;

	memcpy(&bytes, at, WINDOW);
	return bytes * 2654435761u >> (32 - SIEVE_BITS);
}

static uint64_t sign_at(const char *at)
{
	uint64_t sign;

	memcpy(&sign, at, REGEX_SIGN);
	return sign;
}

static uint32_t sign_hash(uint64_t sign)
{
	return (uint32_t)(sign * RANDOM_GAMMA >> (64 - SIEVE_BITS));
}

/* Where the sign stands among all, or would. */
static size_t sign_place(const struct sieve *s, uint64_t sign)
{
	size_t i = sign * RANDOM_GAMMA >> 32;

	for (i %= SIEVE_SIGNS; s->signs[i] && s->signs[i] != sign; i = (i + 1) % SIEVE_SIGNS)
		;
	return i;
}

/* False: there is no room for more. */
static bool add_sign(struct sieve *s, const char *text, size_t candidate)
{
	size_t place = sign_place(s, sign_at(text));

	if (s->signs[place] == 0 && s->sign_count == SIEVE_SIGNS / 4 * 3)
		return false;
	if (s->signs[place] == 0) {
		s->signs[place] = sign_at(text);
		s->numbers[place] = (uint16_t)s->sign_count++;
	}
	s->having[s->numbers[place] * s->words + candidate / 64] |= UINT64_C(1) << candidate % 64;
	for (size_t k = 0; k < STEP; k++) {
		uint32_t h = window_hash(text + k);

		s->windows[h / 64] |= UINT64_C(1) << h % 64;
	}
	uint32_t h = sign_hash(sign_at(text));

	s->wholes[h / 64] |= UINT64_C(1) << h % 64;
	return true;
}

static struct sieve_other other(const struct regex_literal *l, size_t candidate)
{
	return (struct sieve_other){ l->bytes, byte_set_lowest(regex_bytes(l->inner + l->rare, 1)), candidate };
}

static int by_rare(const void *a, const void *b)
{
	const struct sieve_other *x = a, *y = b;

	return x->rare != y->rare ? (x->rare > y->rare) - (x->rare < y->rare)
				  : (x->candidate > y->candidate) - (x->candidate < y->candidate);
}

size_t sieve_build(struct sieve *s, struct arena *a, const struct matcher *m, size_t count,
		   struct candidate *rest)
{
	size_t left = 0, others = 0;

	s->words = m->words;
	s->having = arena_new(a, count * m->words, sizeof(*s->having));
	s->always = arena_new(a, m->words, sizeof(*s->always));
	s->others = arena_new(a, count, sizeof(*s->others));
	for (size_t i = 0; i < count; i++) {
		const struct regex_literal *l = m->candidates[i].literal;

		if (l->has_sign && add_sign(s, l->sign, i))
			continue;
		if (l->few_first || l->inner_size == 0)
			s->always[i / 64] |= UINT64_C(1) << i % 64;
		else
			s->others[others++] = other(l, i);
		rest[left++] = m->candidates[i];
	}
	qsort(s->others, others, sizeof(*s->others), by_rare);
	for (size_t i = others; i-- > 0;)
		s->other_from[s->others[i].rare + 1]++;
	for (size_t bit = 0; bit < SIEVE_BYTES; bit++)
		s->other_from[bit + 1] += s->other_from[bit];
	return left;
}

/* Is the place one of a sign's first STEP bytes? Windows of signs stand in many words of any log
   ("host", "time"), signs do not: which it is must not be guessed by the processor. */
static bool in_sign(const struct sieve *s, const char *from, const char *at)
{
	size_t count = (size_t)(at - from) < STEP ? (size_t)(at - from) + 1 : STEP;
	uint64_t may = 0;

	for (size_t k = 0; k < count; k++) {
		uint32_t h = sign_hash(sign_at(at - k));

		may |= s->wholes[h / 64] >> h % 64 & 1;
	}
	for (size_t k = 0; may && k < count; k++)
		if (s->signs[sign_place(s, sign_at(at - k))])
			return true;
	return false;
}

static const char *next_sign(const struct sieve *s, const char *from, const char *end)
{
	for (const char *at = from; at < end; at += STEP) {
		uint32_t h = window_hash(at);

		if ((s->windows[h / 64] >> h % 64 & 1) && in_sign(s, from, at))
			return at;
	}
	return end;
}

bool sieve_passes(const struct sieve *s, struct sieve_look *look, const char *line, size_t size)
{
	if (look->sign == NULL || look->sign < line)
		look->sign = next_sign(s, line, look->end);
	return look->sign < line + size;
}

/* Those whose rarest byte is this one. */
static inline void mark_others(const struct sieve *s, size_t rare, uint64_t bytes, uint64_t *out)
{
	for (size_t i = s->other_from[rare]; i < s->other_from[rare + 1]; i++) {
		const struct sieve_other *o = &s->others[i];

		if ((o->bytes & ~bytes) == 0)
			out[o->candidate / 64] |= UINT64_C(1) << o->candidate % 64;
	}
}

bool sieve_signs(const struct sieve *s, const char *line, size_t size, uint64_t *out)
{
	bool any = false;

	for (const char *at = line; at < line + size; at += STEP) {
		uint32_t h = window_hash(at);

		if (!(s->windows[h / 64] >> h % 64 & 1))
			continue;
		for (const char *sign = at; sign >= line && at - sign < STEP; sign--) {
			size_t place = sign_place(s, sign_at(sign));

			if (s->signs[place] == 0 || sign + REGEX_SIGN > line + size)
				continue;
			for (size_t w = 0; w < s->words; w++)
				out[w] |= s->having[s->numbers[place] * s->words + w];
			any = true;
		}
	}
	return any;
}

bool sieve_mark(const struct sieve *s, const char *line, size_t size, struct sieve_marks *out)
{
	memcpy(out->of, s->always, s->words * sizeof(out->of[0]));
	if (!sieve_signs(s, line, size, out->of))
		return false;
	out->bytes = regex_bytes(line, size);
	for (uint64_t left = out->bytes; left; left &= left - 1)
		mark_others(s, byte_set_lowest(left), out->bytes, out->of);
	return true;
}
