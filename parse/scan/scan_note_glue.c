/*
 * scan_note_glue.c - lines that announce and stand behind what another program did not end: a shell's
 * prompt, a script's `echo -n`. Their key, which is a name, begins with that (`glued`).
 */
#include <string.h>

#include "parse/scan/scan_note.h"

/* A name may have it. */
static bool is_name(char c)
{
	return scan_is_letter(c) || scan_is_digit(c) || scan_is_blank(c) || strchr("_-.", c);
}

/* So many bytes stand before the name at the end, one of which no name has; 0: they do not. */
static size_t before_name(const struct capture *all, const struct capture *name)
{
	const size_t n = all->size > name->size ? all->size - name->size : 0;

	if (n == 0 || memcmp(all->text + n, name->text, name->size) != 0)
		return 0;
	for (size_t i = 0; i < n; i++)
		if (!is_name(all->text[i]))
			return n;
	return 0;
}

/* Has the head the keys of a line with these captures, but for what stands before one? Where that key
   begins in its text; 0: it has not. */
static size_t key_at(struct scan *s, const struct scan_note *n, const struct capture *list, size_t count)
{
	struct capture own[SCAN_GROUPS];
	const size_t own_count = n->rule->glued ? scan_note_captures(s, n, own) : 0;
	size_t at = 0;

	for (size_t k = 0; own_count && k < n->rule->key_count; k++) {
		const char *name = n->rule->keys[k];
		const struct capture *a = scan_note_find(own, own_count, name);
		const struct capture *b = scan_note_find(list, count, name);
		size_t before;

		if (a == NULL || b == NULL)
			return 0;
		if (strcmp(name, n->rule->glued) != 0) {
			if (!scan_note_same_text(a, b))
				return 0;
			continue;
		}
		before = before_name(a, b);
		if (before == 0)
			return 0;
		at = (size_t)(a->text - n->text) + before;
	}
	return at;
}

static void cut(struct scan_note *n, size_t at)
{
	n->text += at;
	n->size -= at;
}

bool scan_note_unglue(struct scan *s, const struct grammar *g, const struct capture *list, size_t count)
{
	size_t found = s->note_count, at = 0;

	for (size_t i = 0; i < s->note_count; i++) {
		size_t here = scan_note_is_of(s, i, g, s->note_run) && scan_note_is_head(s, i) && !s->notes[i].taken
			      ? key_at(s, &s->notes[i], list, count) : 0;

		if (here && at)
			return false; /* which of them, nobody knows */
		if (here) {
			found = i;
			at = here;
		}
	}
	if (at)
		cut(&s->notes[found], at);
	return at > 0;
}

void scan_note_unglue_first(struct scan *s)
{
	struct capture list[SCAN_GROUPS];
	const struct scan_note *last = &s->notes[s->note_count - 1];
	struct scan_note *n = &s->notes[s->note_count > 1 ? s->notes[s->note_count - 2].of : 0];

	if (s->note_count < 2 || !n->several || n->run != last->run || n->rule->grammar != last->rule->grammar)
		return;
	size_t at = key_at(s, n, list, scan_note_captures(s, last, list));
	if (at)
		cut(n, at);
}
