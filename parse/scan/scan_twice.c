/*
 * scan_twice.c - rules that count only behind certain lines of their record: one that keeps a text
 * (`kept`), or the same line once more (`twice`).
 *
 * A row of a series has its own time, so that none stands twice, but where a tool that was stopped
 * tells the last one again. Of the lines of such a grammar's record the hashes are kept, each in the
 * place that it says itself: of two lines in one place the later one is known. The record's own line
 * goes into the hash, so that nothing need be cleared.
 */
#include "data/base/mem.h"
#include "parse/scan/scan_private.h"

#define LINES 1024 /* a power of two; a row of each of many streams, and more */

static uint64_t hash_of(const struct scan *s, const char *line, size_t size)
{
	uint64_t h = UINT64_C(14695981039346656037) ^ (uint64_t)s->rec.now.line;

	for (size_t i = 0; i < size; i++)
		h = (h ^ (unsigned char)line[i]) * UINT64_C(1099511628211);
	return h ^ h >> 32;
}

static bool stood_before(const struct scan *s, const char *line, size_t size)
{
	uint64_t h = hash_of(s, line, size);

	return s->lines && s->lines[h % LINES] == h;
}

bool scan_twice_fits(const struct scan *s, const struct rule *r, const char *line, size_t size)
{
	if (!record_is_open(&s->rec) || s->rec.now.grammar != r->grammar)
		return false;
	return (!r->kept || record_keeps(&s->rec.now, r->kept)) &&
	       (!r->twice || stood_before(s, line, size));
}

void scan_twice_note(struct scan *s, const char *line, size_t size)
{
	uint64_t h;

	if (!record_is_open(&s->rec) || !s->rec.now.grammar->has_twice)
		return;
	if (s->lines == NULL)
		s->lines = mem_new(LINES, sizeof(*s->lines));
	h = hash_of(s, line, size);
	s->lines[h % LINES] = h;
}
