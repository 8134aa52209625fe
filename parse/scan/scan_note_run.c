/* scan_note_run.c - the lines of one run that announce its records: what they say. */
#include <string.h>

#include "parse/scan/scan_note.h"

const struct capture *scan_note_find(const struct capture *list, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i].name, name) == 0)
			return &list[i];
	return NULL;
}

bool scan_note_same_text(const struct capture *a, const struct capture *b)
{
	return a && b && a->size == b->size && memcmp(a->text, b->text, a->size) == 0;
}

size_t scan_note_captures(struct scan *s, const struct scan_note *n, struct capture *list)
{
	if (!scan_rule_matches(s, &n->rule->match, n->text, n->size))
		return 0;
	return scan_rule_groups(s, &n->rule->match, n->text, list);
}

bool scan_note_agrees(struct scan *s, const struct scan_note *n, const char *const *names,
		      size_t name_count, const struct capture *list, size_t count)
{
	struct capture own[SCAN_GROUPS];
	size_t own_count = scan_note_captures(s, n, own);

	for (size_t i = 0; i < name_count; i++)
		if (!scan_note_same_text(scan_note_find(own, own_count, names[i]),
					 scan_note_find(list, count, names[i])))
			return false;
	return own_count > 0;
}

unsigned scan_note_number(const struct capture *c)
{
	unsigned n = 0;

	for (size_t i = 0; c && i < c->size && c->text[i] >= '0' && c->text[i] <= '9'; i++)
		n = n < 1000000 ? 10 * n + (unsigned)(c->text[i] - '0') : n;
	return n;
}

bool scan_note_is_head(const struct scan *s, size_t i)
{
	return s->notes[i].rule->key_count > 0 && s->notes[i].of == i;
}

bool scan_note_is_of(const struct scan *s, size_t i, const struct grammar *g, unsigned run)
{
	return s->notes[i].rule->grammar == g && s->notes[i].run == run;
}

unsigned scan_note_heads(const struct scan *s, const struct grammar *g, unsigned run)
{
	unsigned n = 0;

	for (size_t i = 0; i < s->note_count; i++)
		n += scan_note_is_of(s, i, g, run) && scan_note_is_head(s, i);
	return n;
}

unsigned scan_note_parts(struct scan *s, const struct grammar *g, unsigned run)
{
	struct capture list[SCAN_GROUPS];

	for (size_t i = 0; i < s->note_count; i++) {
		const struct scan_note *n = &s->notes[i];

		if (scan_note_is_of(s, i, g, run) && n->rule->parts)
			return scan_note_number(scan_note_find(list, scan_note_captures(s, n, list), n->rule->parts));
	}
	return 0;
}

unsigned scan_note_used(const struct scan *s, const struct grammar *g, unsigned run)
{
	unsigned n = 0;

	for (size_t i = 0; i < s->note_count; i++)
		n += scan_note_is_of(s, i, g, run) ? s->notes[i].used : 0;
	return n;
}

bool scan_note_same_line(const struct scan_note *a, const struct scan_note *b)
{
	return a->size == b->size && memcmp(a->text, b->text, a->size) == 0;
}

static void take(struct scan *s, const struct scan_note *n)
{
	if (scan_rule_matches(s, &n->rule->match, n->text, n->size))
		scan_text_take(s, n->rule, n->text, n->size);
}

bool scan_note_is_mixed(struct scan *s, const struct grammar *g, unsigned run)
{
	unsigned parts = scan_note_parts(s, g, run);

	for (size_t i = 0; i < s->note_count; i++)
		for (size_t k = i + 1; k < s->note_count; k++)
			if (scan_note_is_of(s, i, g, run) && scan_note_is_of(s, k, g, run) &&
			    s->notes[i].of == i && s->notes[i].rule->key_count == 0 &&
			    s->notes[k].rule == s->notes[i].rule)
				return true;
	return run < s->note_run || (parts && parts < scan_note_heads(s, g, run));
}

/* Are all parts of the run of one head, which stands for several, as far as its records tell? */
static bool is_of_one(struct scan *s, const struct grammar *g, unsigned run)
{
	bool several = scan_note_parts(s, g, run) == 1;

	for (size_t i = 0; i < s->note_count; i++)
		several |= scan_note_is_of(s, i, g, run) && s->notes[i].several;
	return several && scan_note_heads(s, g, run) == 1 && s->notes_headless == 0 &&
	       !scan_note_is_mixed(s, g, run);
}

void scan_note_take_common(struct scan *s, const struct grammar *g, unsigned run, bool own)
{
	bool whose = own && is_of_one(s, g, run);

	for (size_t i = 0; i < s->note_count; i++) {
		struct scan_note *n = &s->notes[i];
		size_t others = 0;

		if ((n->rule->once && n->by) || !scan_note_is_of(s, i, g, run) || n->rule->key_count || n->of != i ||
		    (n->rule->parts && !whose))
			continue;
		for (size_t k = 0; k < s->note_count; k++)
			others += scan_note_is_of(s, k, g, run) && s->notes[k].rule == n->rule &&
				  !scan_note_same_line(&s->notes[k], n);
		for (size_t k = 0; n->rule->once && k < i; k++) /* one of two that say it */
			others += s->notes[k].rule == n->rule && s->notes[k].by == s->line;
		if (others)
			continue;
		n->by = s->line;
		take(s, n);
	}
}

bool scan_note_is_single(struct scan *s, const struct scan_note *n)
{
	const struct grammar *g = n->rule->grammar;
	bool said = false;

	for (size_t i = 0; i < s->note_count; i++)
		said |= scan_note_is_of(s, i, g, n->run) && s->notes[i].several;
	return !n->several && (said || scan_note_parts(s, g, n->run) <= scan_note_heads(s, g, n->run));
}

/* Is the head several records'? */
static bool is_several(struct scan *s, const struct scan_note *n)
{
	const struct grammar *g = n->rule->grammar;

	return n->several ||
	       (scan_note_heads(s, g, n->run) == 1 && scan_note_parts(s, g, n->run) > 1);
}

void scan_note_take_head(struct scan *s, size_t head, unsigned parts)
{
	const struct scan_note *n = &s->notes[head];
	const char *params;

	for (size_t i = 0; i < s->note_count; i++)
		if (s->notes[i].of == head)
			take(s, &s->notes[i]);
	if (parts > 1 || scan_note_is_mixed(s, n->rule->grammar, n->run))
		return;
	params = scan_note_is_single(s, n)   ? n->rule->single
	       : parts && is_several(s, n) ? n->rule->part : NULL;
	if (params)
		record_params(&s->rec, params, s->line, n->rule->how);
}
