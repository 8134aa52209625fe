/*
 * scan_twice.c - rules that count only behind certain lines of their record: one that keeps a text
 * (`kept`), or the same line once more (`twice`).
 *
 * A row of a series has its own time, so that none stands twice, but where a tool that was stopped
 * tells the last one again. Of the lines of such a grammar's record the signs are kept, each in the
 * place that it says itself: of two lines in one place the later one is known. The record's own line
 * goes into the sign, so that nothing need be cleared.
 */
#include "data/base/mem.h"
#include "data/base/sign.h"
#include "parse/scan/scan_state.h"

#define LINES 1024 /* a power of two; a row of each of many streams, and more */

static uint64_t sign_of(const struct scan *s, const char *line, size_t size)
{
	return sign_bytes((uint64_t)s->rec.now.line, line, size);
}

static bool stood_before(const struct scan *s, const char *line, size_t size)
{
	uint64_t h = sign_of(s, line, size);

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
	h = sign_of(s, line, size);
	s->lines[h % LINES] = h;
}
