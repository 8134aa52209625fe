/*
 * scan_note.c - lines that say something of records that begin later (`is = announce`).
 *
 * They are kept by runs: a line with a `key` (a head) that follows one without, or a record, begins
 * the next one. What a run's lines say holds for its own records only (scan_note_apply.c).
 */
#include <string.h>

#include "parse/scan/scan_note.h"

void scan_note_clear(struct scan *s)
{
	s->note_count = s->notes_joined = 0;
	s->note_run = s->notes_orphans = s->notes_headless = 0;
	s->notes_lost = s->notes_used = false;
	arena_reset(&s->note_arena);
}

void scan_note_handed(struct scan *s)
{
	for (size_t i = 0; i < s->note_count; i++)
		s->notes[i].told = true;
}

/* --- what no record has come of ---------------------------------------------------------- */

static bool has_text(struct scan *s, const char *params, const char *name, const struct capture *c)
{
	size_t size = c->size;
	const char *text = measure_parameter_text(&s->note_arena, c->text, &size);

	return measure_has_parameter(params, name, text, size);
}

/* A later record of the tool, a document's, say, is that of the note where it has the same
   parameters that are keys. Of a line of a record that has none of them this tells of all. */
bool scan_note_has_record(struct scan *s, const struct scan_note *n)
{
	const struct record_batch *b = &s->rec.batch;
	const struct rule *r = n->rule;
	struct capture list[SCAN_GROUPS];
	size_t count = scan_note_captures(s, n, list);

	for (size_t i = 0; i < b->count; i++) {
		const char *params = b->records[i].context->parameters;
		bool own = n->within && b->records[i].line == n->within;
		bool same = (own || b->records[i].line > (n->within ? n->within : n->line)) &&
			    strcmp(b->records[i].context->grammar, r->grammar->name) == 0;

		for (size_t k = 0; same && k < r->role_count; k++) {
			const struct capture *c = scan_note_find(list, count, r->roles[k].name);

			if (c && rule_has_key(r, r->roles[k].name) && r->roles[k].role.kind == ROLE_PARAM)
				same = has_text(s, params, r->roles[k].role.name, c) ||
				       (own && !measure_has_parameter(params, r->roles[k].role.name, NULL, 0));
		}
		if (same)
			return true;
	}
	return false;
}

void scan_note_end(struct scan *s)
{
	if (record_is_open(&s->rec))
		return;
	scan_ending_over(s);
	scan_fault_over(s);
	for (size_t i = 0; i < s->note_count; i++) {
		struct scan_note *n = &s->notes[i];

		if (n->rule->spoils == NULL || n->taken || n->told || n->of != i)
			continue;
		scan_note_join(s, n->rule->grammar);
		n->told = true;
		if (scan_note_has_record(s, n))
			continue;
		record_open(&s->rec, n->rule->grammar, n->line);
		if (n->rule->kind)
			record_kind(&s->rec, n->rule->kind, n->line);
		scan_note_take_head(s, i, 0);
		scan_note_take_common(s, n->rule->grammar, n->run, true);
		record_incomplete(&s->rec, "%s", n->rule->spoils);
		s->rec.now.ended = true;
		record_close(&s->rec, NULL);
		s->notes_over = s->line;
		s->notes_over_of = n->rule->grammar;
	}
}

void scan_note_over(struct scan *s)
{
	scan_note_end(s);
	scan_note_clear(s);
}

/* --- more of them ------------------------------------------------------------------------ */

/* Right behind a head, or a line that stands right behind it: its place; note_count: it is not. */
static size_t head_before(const struct scan *s, const struct rule *r)
{
	const struct scan_note *last = &s->notes[s->note_count ? s->note_count - 1 : 0];

	if (s->note_count == 0 || last->line + 1 != s->line || last->rule->grammar != r->grammar ||
	    s->notes[last->of].rule->key_count == 0)
		return s->note_count;
	return last->of;
}

bool scan_note_behind(const struct scan *s, const struct rule *r)
{
	return head_before(s, r) < s->note_count;
}

/* Does a run begin here though another one has, of which no record has come? */
static bool begins(const struct scan *s, const struct rule *r)
{
	if (r->spoils == NULL)
		return false;
	for (size_t i = 0; i < s->note_count; i++)
		if (scan_note_is_of(s, i, r->grammar, s->note_run) &&
		    s->notes[s->notes[i].of].rule->key_count == 0)
			return true;
	return false;
}

/* A head of an earlier run with the same key holds no longer. */
static void supersede(struct scan *s, const struct scan_note *new)
{
	struct capture list[SCAN_GROUPS];
	size_t count = scan_note_captures(s, new, list);

	for (size_t i = 0; i < s->note_count; i++) {
		struct scan_note *n = &s->notes[i];

		if (scan_note_is_head(s, i) && n->rule->grammar == new->rule->grammar && n->run != new->run)
			n->dead |= scan_note_agrees(s, n, n->rule->keys, n->rule->key_count, list, count);
	}
}

void scan_note_add(struct scan *s, const struct rule *r, const char *line, size_t size)
{
	size_t of = r->behind ? head_before(s, r) : s->note_count;

	if (r->behind && of == s->note_count)
		return;
	if (r->several) {
		s->notes[of].several = true;
		return;
	}
	if (!r->behind) {
		if (r->spoils && s->rec.now.grammar == r->grammar)
			scan_doubt_leave(s); /* its last line is missing */
		s->rec.so_far_count = 0; /* another run begins */
		if (s->notes_used) {
			scan_note_over(s);
		} else if (begins(s, r)) {
			scan_note_end(s);
			s->note_run++;
		}
		of = s->note_count;
	}
	/* more than there is room for are lost together: what is not known of all is not said
	   of some */
	if (s->note_count == SCAN_NOTES) {
		s->notes_lost = true;
		return;
	}
	struct scan_note *n = &s->notes[s->note_count++];

	*n = (struct scan_note){ .rule = r, .text = arena_dup_n(&s->note_arena, line, size),
				 .size = size, .line = s->line, .run = s->note_run, .of = of };
	if (r->key_count && !r->behind && s->note_run)
		supersede(s, n);
}

void scan_note_within(struct scan *s, const struct rule *r, const char *line, size_t size)
{
	size_t of = s->note_count;

	if (of == SCAN_NOTES) {
		s->notes_lost = true;
		return;
	}
	s->notes[s->note_count++] = (struct scan_note){
		.rule = r, .text = arena_dup_n(&s->note_arena, line, size), .size = size,
		.line = s->line, .within = s->rec.now.line, .run = s->note_run, .of = of };
}

/* Announced in the open record, and not right before (parts of one name): it is the next run's. */
bool scan_note_again(struct scan *s, const struct rule *r, const char *line, size_t size)
{
	const struct scan_note new = { .rule = r, .text = line, .size = size };
	struct capture list[SCAN_GROUPS];
	size_t count = r->is & RULE_ANNOUNCE && r->is & RULE_INTERVAL ? scan_note_captures(s, &new, list) : 0;

	for (size_t i = 0; count && i < s->note_count; i++)
		if (s->notes[i].within == s->rec.now.line &&
		    s->line - s->notes[i].line > (int64_t)(s->note_count - i) &&
		    scan_note_agrees(s, &s->notes[i], r->keys, r->key_count, list, count))
			return true;
	return false;
}
