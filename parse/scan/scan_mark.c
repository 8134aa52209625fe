/*
 * scan_mark.c - which rules may open a record with a line, or with a part of it behind a prefix: asked
 * once of each line that is nobody's at first sight, then used for each of its parts.
 */
#include <string.h>

#include "parse/scan/scan_state.h"

void scan_mark_begin(struct scan *s, const char *line, size_t size)
{
	s->marks.line = line;
	s->marks.size = size;
	s->marks.known = false;
}

static bool mark(struct scan *s, const char *line, size_t size, struct sieve_marks *of)
{
	const struct sieve *sieve = &s->all->sieve;

	if (sieve->words <= SIEVE_WORDS)
		return sieve_mark(sieve, line, size, of);
	of->bytes = 0;
	return sieve_passes(sieve, &(struct sieve_look){ .end = line + size }, line, size);
}

const struct sieve_marks *scan_mark(struct scan *s, const char *line, size_t size,
				    struct sieve_marks *room)
{
	struct scan_marks *m = &s->marks;

	if (line != m->line || size != m->size) /* a part of the line, or another one */
		return mark(s, line, size, room) ? room : NULL;
	if (!m->known)
		m->passes = mark(s, line, size, &m->of);
	m->known = true;
	return m->passes ? &m->of : NULL;
}

struct places {
	const size_t *at;
	size_t count;
};

/* Of these candidates of the word those that may match from one of the places on, and whose literal
   stands in the line. */
static uint64_t narrow(const struct matcher *m, size_t word, uint64_t of, const char *line, size_t size,
		       struct places p, uint64_t *bytes)
{
	uint64_t may = 0;

	for (size_t i = 0; i < p.count; i++)
		may |= matcher_look(m, word, line + p.at[i], line + size);
	may &= of;
	for (uint64_t left = may; left; left &= left - 1) {
		const struct regex_literal *l = m->candidates[64 * word + byte_set_lowest(left)].literal;

		if (l->inner_size && !regex_literal_stands(l, line, size, bytes))
			may &= ~(left & -left);
	}
	return may;
}

bool scan_mark_signs(const struct scan *s, const char *line, size_t size, struct sieve_marks *out)
{
	const struct sieve *sieve = &s->all->sieve;
	const struct candidate *all = s->all->outside.candidates;
	uint64_t any = 0;

	memset(out->of, 0, sieve->words * sizeof(out->of[0]));
	out->bytes = 0;
	if (!sieve_signs(sieve, line, size, out->of))
		return false;
	for (size_t w = 0; w < sieve->words; any |= out->of[w++])
		for (uint64_t left = out->of[w]; left; left &= left - 1)
			if (!regex_literal_may(all[64 * w + byte_set_lowest(left)].literal, line, size))
				out->of[w] &= ~(left & -left);
	return any != 0;
}

bool scan_mark_narrow(struct scan *s, const struct sieve_marks *of, const char *line, size_t size,
		      const size_t *places, size_t count, struct sieve_marks *out)
{
	const struct matcher *m = &s->all->outside, *starts = &s->all->starts;
	const uint64_t *always = s->all->sieve.always; /* these stand in `starts`, in fewer words */
	const struct places p = { places, count };
	uint64_t any = 0, too = 0;

	out->bytes = of->bytes;
	for (size_t w = 0; w < starts->words; w++)
		too |= narrow(starts, w, UINT64_MAX, line, size, p, &out->bytes);
	for (size_t w = 0; w < m->words && w < SIEVE_WORDS; w++) {
		uint64_t left = of->of[w] & ~always[w];

		if (left)
			any |= left = narrow(m, w, left, line, size, p, &out->bytes);
		out->of[w] = left | (too ? always[w] : 0);
	}
	return any || too || m->words > SIEVE_WORDS;
}
