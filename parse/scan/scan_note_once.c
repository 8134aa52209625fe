/*
 * scan_note_once.c - lines of which each announces one record (`once` with `key`): what shows that
 * its record was another run's.
 *
 * Two runs write into one log: the answers of one, and between them the last line of the other one, which
 * has the same key and is taken for theirs. Either another record of the key follows, or more answers do.
 */
#include <string.h>

#include "parse/scan/scan_note.h"

#define EITHER "line %lld may be what line %lld announced, and this one not"

static bool is_once(const struct scan *s, size_t i)
{
	return scan_note_is_head(s, i) && s->notes[i].rule->once;
}

/* Does the line say a parameter of its record that is no key? */
static bool says_more(struct scan *s, const struct scan_note *n)
{
	struct capture list[SCAN_GROUPS];
	const size_t count = scan_note_captures(s, n, list);

	for (size_t i = 0; i < n->rule->role_count; i++) {
		const struct named_role *role = &n->rule->roles[i];
		const struct capture *c = scan_note_find(list, count, role->name);

		if (c && c->size && role->role.kind == ROLE_PARAM && !rule_has_key(n->rule, role->name) &&
		    !(role->role.unset && strlen(role->role.unset) == c->size &&
		      memcmp(role->role.unset, c->text, c->size) == 0))
			return true;
	}
	return false;
}

bool scan_note_is_spent(struct scan *s, size_t head)
{
	const struct scan_note *n = &s->notes[head];
	int64_t by = n->by;

	if (is_once(s, head) && by == 0 && n->within && scan_note_has_record(s, n))
		by = n->within;
	if (!is_once(s, head) || by == 0)
		return false;
	if (says_more(s, n)) {
		record_spoil_lines(&s->rec, n->rule->grammar, by, by, EITHER, (long long)s->line,
				   (long long)n->line);
		record_incomplete(&s->rec, EITHER, (long long)by, (long long)n->line);
	}
	return true;
}

void scan_note_goes_on(struct scan *s, const struct grammar *g)
{
	int64_t from = INT64_MAX;

	for (size_t i = 0; i < s->note_count; i++)
		if (is_once(s, i) && scan_note_is_of(s, i, g, s->note_run) && s->notes[i].line < from)
			from = s->notes[i].line;
	record_spoil_lines(&s->rec, g, from, s->line,
			   "line %lld goes on with a run that had ended: two are mixed, or its first lines are missing",
			   (long long)s->line);
}
