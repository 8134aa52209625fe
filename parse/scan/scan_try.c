/*
 * scan_try.c - does a line fit a pattern that opens a record, before the pattern's grammar is read?
 * Reading one takes as long as reading megabytes of a log, and lines of other programs have what
 * is looked for first in them: only the pattern is compiled.
 */
#include "parse/scan/scan_state.h"

static const struct regex *compiled(struct scan *s, const char *pattern)
{
	struct regex *r = dict_get(&s->tries, &pattern, sizeof(pattern));
	struct err err;

	if (r == NULL && regex_compile(pattern, &r, &err) == 0)
		dict_set(&s->tries, &pattern, sizeof(pattern), r);
	return r;
}

bool scan_try(struct scan *s, const struct candidate *c, const char *line, size_t size)
{
	if (c->pattern == NULL || atomic_load_explicit(&c->grammar->ready, memory_order_acquire))
		return true;
	const struct regex *r = compiled(s, c->pattern);

	return r == NULL || regex_match(r, s->scratch, line, size) != REGEX_NO;
}

void scan_try_free(struct scan *s)
{
	for (size_t i = 0; i < s->tries.room; i++)
		regex_free(s->tries.slots[i].value);
	dict_release(&s->tries);
}
