/* scan_note.c - lines that say something of records that begin later (`is = announce`). */
#include <string.h>

#include "parse/scan/scan_private.h"

void scan_note_clear(struct scan *s)
{
	s->note_count = s->notes_told = 0;
	s->notes_lost = s->notes_used = false;
	arena_reset(&s->note_arena);
}

void scan_note_end(struct scan *s)
{
	const struct record_batch *b = &s->rec.batch;
	const struct scan_note *first = NULL;
	size_t count = 0, told = s->notes_told;

	for (size_t i = told; i < s->note_count; i++)
		if (s->notes[i].rule->spoils && count++ == 0)
			first = &s->notes[i];
	if (first == NULL || record_is_open(&s->rec))
		return;
	s->notes_told = s->note_count;
	const struct grammar *g = first->rule->grammar;

	for (size_t i = 0; i < b->count; i++) /* a document's */
		if (b->records[i].line > first->line &&
		    strcmp(b->records[i].context->grammar, g->name) == 0)
			return;
	record_open(&s->rec, g, first->line);
	if (first->rule->kind)
		record_kind(&s->rec, first->rule->kind, first->line);
	for (size_t i = told; count == 1 && i < s->note_count; i++)
		if (s->notes[i].rule->grammar == g &&
		    scan_text_matches(s, &s->notes[i].rule->match, s->notes[i].text,
				      s->notes[i].size))
			scan_text_take(s, s->notes[i].rule, s->notes[i].text,
				       s->notes[i].size);
	record_incomplete(&s->rec, "%s", first->rule->spoils);
	s->rec.now.ended = true;
	record_close(&s->rec, NULL);
}

/* Does a run begin here though another one has, of which no record has come? */
static bool begins(const struct scan *s, const struct rule *r)
{
	if (r->spoils == NULL)
		return false;
	for (size_t i = s->notes_told; i < s->note_count; i++)
		if (s->notes[i].rule->grammar == r->grammar && s->notes[i].rule->key_count == 0)
			return true;
	return false;
}

/* Of those of a run that has begun nothing holds for the next one. More than there is room for
   are lost together: what is not known of all is not said of some. */
void scan_note_add(struct scan *s, const struct rule *r, const char *line, size_t size)
{
	s->rec.so_far_count = 0; /* another run begins */
	if (s->notes_used || begins(s, r))
		scan_note_end(s);
	if (s->notes_used)
		scan_note_clear(s);
	if (s->note_count == SCAN_NOTES) {
		s->notes_lost = true;
		return;
	}
	s->notes[s->note_count++] = (struct scan_note){
		.rule = r, .text = arena_dup_n(&s->note_arena, line, size), .size = size,
		.line = s->line };
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
	size_t own_count;

	if (n->rule->key_count == 0)
		return true;
	if (!scan_text_matches(s, &n->rule->match, n->text, n->size))
		return false;
	own_count = scan_text_groups(s, &n->rule->match, n->text, own);
	for (size_t i = 0; i < n->rule->key_count; i++) {
		const struct capture *mine = find(own, own_count, n->rule->keys[i]),
				     *other = find(list, count, n->rule->keys[i]);

		if (mine == NULL || other == NULL || mine->size != other->size ||
		    memcmp(mine->text, other->text, mine->size) != 0)
			return false;
	}
	return true;
}

void scan_note_apply(struct scan *s, const struct rule *opened, const char *line, size_t size)
{
	struct capture list[SCAN_GROUPS];
	size_t count;

	if (s->note_count == 0)
		return;
	s->notes_used = true;
	for (size_t i = s->notes_told; i < s->note_count; i++)
		if (s->notes[i].rule->grammar == opened->grammar)
			s->notes_told = s->note_count;
	if (s->notes_lost)
		return;
	if (!scan_text_matches(s, &opened->match, line, size))
		return;
	count = scan_text_groups(s, &opened->match, line, list);
	for (size_t i = 0; i < s->note_count; i++) {
		struct scan_note *n = &s->notes[i];
		size_t same = 0;

		if (n->rule->once && n->used)
			continue;
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
		for (size_t k = 0; n->rule->once && k < i; k++) /* one of two that say it */
			same += s->notes[k].rule == n->rule && s->notes[k].used == s->line;
		if (same)
			continue;
		n->used = s->line;
		if (scan_text_matches(s, &n->rule->match, n->text, n->size))
			scan_text_take(s, n->rule, n->text, n->size);
	}
	/* groups are those of the last match */
	scan_text_matches(s, &opened->match, line, size);
}
