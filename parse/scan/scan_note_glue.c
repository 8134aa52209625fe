/*
 * scan_note_glue.c - lines that announce and stand behind what another program did not end: a shell's
 * prompt, a script's `echo -n`. Their key, which is a name, begins with that (`glued`). And those that
 * stand twice, once for the first of several parts and once for the last.
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

/* Do both heads say the same, byte for byte, from their names on? *at: where the first one's begins; before it
   nothing stands but blanks, or another program's text. */
static bool is_alike(struct scan *s, const struct scan_note *x, const struct scan_note *y, size_t *at)
{
	struct capture list[SCAN_GROUPS];
	const size_t count = scan_note_captures(s, y, list);
	const struct capture *name = y->rule->glued ? scan_note_find(list, count, y->rule->glued) : NULL;
	const size_t own = name ? (size_t)(name->text - y->text) : 0;

	if (x->rule != y->rule || x->run != y->run || x->rule->part == NULL || x->size < y->size - own)
		return false;
	*at = x->size - (y->size - own);
	if (memcmp(x->text + *at, y->text + own, y->size - own) != 0)
		return false;
	for (size_t i = 0; i < *at; i++)
		if (!scan_is_blank(x->text[i]))
			return key_at(s, x, list, count) == *at;
	return true;
}

/* Does the head at b say again what the one at a does, and the lines behind both, up to b? */
static bool says_again(struct scan *s, size_t a, size_t b, size_t *at)
{
	const struct scan_note *x = &s->notes[a], *y = &s->notes[b];

	if (!is_alike(s, x, y, at))
		return false;
	for (size_t i = 1;; i++) {
		bool more = a + i < b, again = b + i < s->note_count && y[i].of == b;

		if (more != again)
			return false;
		if (!more)
			return true;
		if (!scan_note_same_line(&x[i], &y[i]))
			return false;
	}
}

/* What is of the head at b is of that at a. */
static void join(struct scan *s, size_t a, size_t b)
{
	s->notes[a].several = true;
	for (size_t i = b; i < s->note_count; i++)
		if (s->notes[i].of == b)
			s->notes[i].of = a;
}

void scan_note_join(struct scan *s, const struct grammar *g)
{
	size_t head = s->note_count, last = head; /* the one before, and the last that is told so */

	if (s->notes_joined == s->note_count && s->notes_joined_of == g)
		return;
	s->notes_joined = s->note_count;
	s->notes_joined_of = g;
	for (size_t i = 0; i < s->note_count; i++) {
		const struct scan_note *n = &s->notes[i];
		size_t at = 0;

		if (n->rule->grammar != g || !scan_note_is_head(s, i))
			continue;
		if (head < s->note_count && says_again(s, last, i, &at) &&
		    (s->notes[head].several || scan_note_parts(s, g, n->run) > 1)) {
			cut(&s->notes[last], at);
			join(s, head, i);
		} else {
			head = i;
		}
		last = i;
	}
}
