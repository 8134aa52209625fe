/* matcher.c - the tables that find a rule for a line. */
#include "parse/matcher.h"

#include <string.h>

/* The bytes that a line may start with (after blanks) to match: from..to that hold. */
static void bounds(const struct regex_literal *l, int *from, int *to)
{
	*from = l->prefix_size ? (unsigned char)l->prefix[0] : 0;
	*to = l->prefix_size ? (unsigned char)l->prefix[0] : 255;
}

/* The first bytes of the prefix. */
static void set_key(struct candidate *c)
{
	const struct regex_literal *l = c->literal;
	size_t n = l->prefix_size < 8 ? l->prefix_size : 8;

	c->key = c->mask = 0;
	memcpy(&c->key, l->prefix, n);
	memset(&c->mask, 0xff, n);
}

void matcher_build(struct matcher *m, struct arena *a, struct candidate *candidates,
		   size_t count)
{
	uint32_t next[256];
	int from, to;

	/* a bucket for each byte: counted first, then filled, each in the rules' order */
	for (size_t i = 0; i < count; i++) {
		set_key(&candidates[i]);
		bounds(candidates[i].literal, &from, &to);
		for (int b = from; b <= to; b++)
			m->first[b + 1] += regex_literal_first(candidates[i].literal, (unsigned)b);
	}
	for (int b = 0; b < 256; b++) {
		m->first[b + 1] += m->first[b];
		next[b] = m->first[b];
	}
	m->candidates = candidates;
	m->numbers = arena_new(a, m->first[256], sizeof(*m->numbers));
	for (size_t i = 0; i < count; i++) {
		bounds(candidates[i].literal, &from, &to);
		for (int b = from; b <= to; b++)
			if (regex_literal_first(candidates[i].literal, (unsigned)b))
				m->numbers[next[b]++] = (uint32_t)i;
	}
}
