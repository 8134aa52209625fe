/* scan_note.c - lines that say something of records that begin later (`is = announce`). */
#include <string.h>

#include "parse/scan/scan_private.h"

void scan_note_clear(struct scan *s)
{
	s->note_count = 0;
	s->notes_lost = s->notes_used = false;
	arena_reset(&s->note_arena);
}

/* Of those of a run that has begun nothing holds for the next one. More than there is room for
   are lost together: what is not known of all is not said of some. */
void scan_note_add(struct scan *s, const struct rule *r, const char *line, size_t size)
{
	s->rec.so_far_count = 0; /* another run begins */
	if (s->notes_used)
		scan_note_clear(s);
	if (s->note_count == SCAN_NOTES) {
		s->notes_lost = true;
		return;
	}
	s->notes[s->note_count++] = (struct scan_note){
		.rule = r, .text = arena_dup_n(&s->note_arena, line, size), .size = size };
}

static const struct capture *find(const struct capture *list, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i].name, name) == 0)
			return &list[i];
	return NULL;
}

/* Does the note hold for a record whose line has these captures? */
static bool holds(struct scan *s, const struct scan_note *n, const struct capture *list,
		  size_t count)
{
	struct capture own[SCAN_GROUPS];
	const char *key = n->rule->key;
	const struct capture *mine, *other;

	if (key == NULL)
		return true;
	if (!scan_text_matches(s, &n->rule->match, n->text, n->size))
		return false;
	mine = find(own, scan_text_groups(s, &n->rule->match, n->text, own), key);
	other = find(list, count, key);
	return mine && other && mine->size == other->size &&
	       memcmp(mine->text, other->text, mine->size) == 0;
}

void scan_note_apply(struct scan *s, const struct rule *opened, const char *line, size_t size)
{
	struct capture list[SCAN_GROUPS];
	size_t count;

	if (s->note_count == 0)
		return;
	s->notes_used = true;
	if (s->notes_lost)
		return;
	if (!scan_text_matches(s, &opened->match, line, size))
		return;
	count = scan_text_groups(s, &opened->match, line, list);
	for (size_t i = 0; i < s->note_count; i++) {
		const struct scan_note *n = &s->notes[i];
		size_t same = 0;

		if (n->rule->grammar != opened->grammar || !holds(s, n, list, count))
			continue;
		/* two that hold and say different things: neither does */
		for (size_t k = 0; k < s->note_count; k++)
			same += k != i && s->notes[k].rule == n->rule &&
				(s->notes[k].size != n->size ||
				 memcmp(s->notes[k].text, n->text, n->size) != 0) &&
				holds(s, &s->notes[k], list, count);
		if (same)
			continue;
		if (scan_text_matches(s, &n->rule->match, n->text, n->size))
			scan_text_take(s, n->rule, n->text, n->size);
	}
	/* groups are those of the last match */
	scan_text_matches(s, &opened->match, line, size);
}
