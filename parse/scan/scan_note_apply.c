/* scan_note_apply.c - a record begins: which of the lines that announce are of it, and what do they say? */
#include <string.h>

#include "parse/scan/scan_note.h"

/* The line that opens a record. */
struct opening {
	const struct rule *rule;
	struct capture list[SCAN_GROUPS];
	size_t count;
	struct capture who;            /* what names its run in this log; no text: nothing */
	unsigned parts;                /* so many of the run it sums */
};

static bool open_line(struct scan *s, const struct rule *r, const char *line, size_t size,
		      struct opening *o)
{
	*o = (struct opening){ .rule = r, .parts = 1 };
	if (!scan_rule_matches(s, &r->match, line, size))
		return false;
	o->count = scan_rule_groups(s, &r->match, line, o->list);
	if (r->parts && scan_note_find(o->list, o->count, r->parts))
		o->parts = scan_note_number(scan_note_find(o->list, o->count, r->parts));
	for (size_t i = 0; i < r->role_count; i++) {
		const struct capture *c = scan_note_find(o->list, o->count, r->roles[i].name);

		if (c && r->roles[i].role.kind == ROLE_SO_FAR)
			o->who = *c;
	}
	return true;
}

/* Has this one told of itself in the run already? */
static bool is_known(const struct scan *s, const struct opening *o)
{
	const struct recorder *r = &s->rec;

	for (size_t i = 0; o->who.text && i < r->so_far_count; i++)
		if (strlen(r->so_far[i].run) == o->who.size &&
		    memcmp(r->so_far[i].run, o->who.text, o->who.size) == 0)
			return true;
	return false;
}

/* May the record be one of the head's run, or has it another's name and number? */
static bool accepts(struct scan *s, const struct scan_note *n, const struct opening *o)
{
	const struct grammar *g = n->rule->grammar;
	unsigned parts;

	if (o->rule->unannounced == NULL || !n->taken || is_known(s, o))
		return true;
	parts = scan_note_parts(s, g, n->run);
	if (scan_note_is_single(s, n))
		return false;
	return parts ? scan_note_used(s, g, n->run) + o->parts <= parts : o->parts <= 1 && !n->summed;
}

/* Do both say the same of their records, but for their keys? */
static bool alike(struct scan *s, const struct scan_note *a, const struct scan_note *b)
{
	struct capture x[SCAN_GROUPS], y[SCAN_GROUPS];
	size_t x_count = scan_note_captures(s, a, x), y_count = scan_note_captures(s, b, y);

	for (size_t i = 0; i < a->rule->role_count; i++) {
		const char *name = a->rule->roles[i].name;

		if (!rule_has_key(a->rule, name) &&
		    !scan_note_same_text(scan_note_find(x, x_count, name), scan_note_find(y, y_count, name)))
			return false;
	}
	return true;
}

/* Marks those of which the record is, and gives the first one's place; note_count: there is none.
   *twice: two of one run say different things of it. */
static size_t find_head(struct scan *s, const struct opening *o, bool *twice)
{
	const struct grammar *g = o->rule->grammar;

	for (unsigned back = 0; back <= s->note_run; back++) {
		size_t found = s->note_count;

		*twice = false;
		for (size_t i = 0; i < s->note_count; i++) {
			struct scan_note *n = &s->notes[i];

			if (!scan_note_is_of(s, i, g, s->note_run - back) || !scan_note_is_head(s, i) || n->dead ||
			    !scan_note_agrees(s, n, n->rule->keys, n->rule->key_count, o->list, o->count))
				continue;
			if (found == s->note_count && accepts(s, n, o)) {
				found = i;
			} else if (found < s->note_count && !alike(s, &s->notes[found], n)) {
				*twice = true;
				n->taken = true;
			}
		}
		if (found < s->note_count) {
			s->notes[found].taken = true;
			return found;
		}
	}
	return s->note_count;
}

/* Is it one of the texts that stand in the list, with a "+" between them? */
static bool is_in(const char *list, const struct capture *c)
{
	for (const char *p = list; *p; p += *p == '+') {
		size_t n = strcspn(p, "+");

		if (n == c->size && memcmp(p, c->text, n) == 0)
			return true;
		p += n;
	}
	return false;
}

/* Is the head one of those that the record sums? Those of its run that agree in `sums`. */
static bool is_summed(struct scan *s, size_t i, size_t head, const struct opening *o)
{
	const struct rule *r = o->rule;

	return i == head || (scan_note_is_of(s, i, r->grammar, s->notes[head].run) && scan_note_is_head(s, i) &&
			     scan_note_agrees(s, &s->notes[i], r->sums, r->sum_count, o->list, o->count));
}

/* What the head, or a line behind it, says of the parameter; size 0: neither does. */
static struct capture said_of(struct scan *s, size_t head, const char *param)
{
	struct capture list[SCAN_GROUPS];

	for (size_t i = head; i < s->note_count; i++) {
		const struct rule *r = s->notes[i].rule;
		size_t count = s->notes[i].of == head ? scan_note_captures(s, &s->notes[i], list) : 0;

		for (size_t k = 0; count && k < r->role_count; k++) {
			const struct capture *c = scan_note_find(list, count, r->roles[k].name);

			if (c && r->roles[k].role.kind == ROLE_PARAM &&
			    strcmp(r->roles[k].role.name, param) == 0)
				return *c;
		}
	}
	return (struct capture){ 0 };
}

/* What the heads that the record sums say of a parameter: "read+write" where they differ. */
static void sum_param(struct scan *s, size_t head, const char *param, const struct opening *o)
{
	const char *all = "";
	unsigned values = 0;

	for (size_t i = 0; i < s->note_count; i++) {
		struct capture c;

		if (!is_summed(s, i, head, o))
			continue;
		c = said_of(s, i, param);
		if (c.size == 0) {
			record_incomplete(&s->rec, "line %lld, of what it sums, does not say %s",
					  (long long)s->notes[i].line, param);
			return;
		}
		if (is_in(all, &c))
			continue;
		all = arena_printf(&s->note_arena, "%s%s%.*s", all, *all ? "+" : "", (int)c.size,
				   c.text);
		values++;
	}
	size_t size = strlen(all);
	all = measure_parameter_text(&s->note_arena, all, &size);
	if (values > 1)
		record_params(&s->rec, arena_printf(&s->note_arena, "%s=%s", param, all), s->line,
			      RECORD_AGAIN);
}

/* The record is of several heads: what they, and the lines behind them, say of it. */
static void sum_heads(struct scan *s, size_t head, const struct opening *o)
{
	const char *done[SCAN_GROUPS];
	size_t count = 0;

	for (size_t i = 0; i < s->note_count; i++) {
		const struct scan_note *n = &s->notes[i];
		const struct rule *r = n->rule;

		if (!is_summed(s, n->of, head, o))
			continue;
		s->notes[n->of].taken = true;
		for (size_t k = 0; k < r->role_count; k++) {
			const char *param = r->roles[k].role.name;
			size_t d = 0;

			if (r->roles[k].role.kind != ROLE_PARAM || rule_has_key(r, r->roles[k].name))
				continue;
			while (d < count && strcmp(done[d], param) != 0)
				d++;
			if (d < count || count == SCAN_GROUPS)
				continue;
			done[count++] = param;
			sum_param(s, head, param, o);
		}
	}
}

static void take_run(struct scan *s, size_t head, const struct opening *o)
{
	struct scan_note *n = &s->notes[head];

	n->by = s->line;
	if (!is_known(s, o))
		n->used += o->parts;
	n->summed |= o->parts > 1;
	if (o->parts > 1 && scan_note_is_mixed(s, n->rule->grammar, n->run))
		record_incomplete(&s->rec, "lines of two runs say what it sums");
	scan_note_take_head(s, head, o->parts);
	if (o->parts > 1 && o->rule->sum_count)
		sum_heads(s, head, o);
	scan_note_take_common(s, n->rule->grammar, n->run, true);
}

/* Does the layout say what a head would have said? */
static bool layout_says(const struct scan *s, const struct grammar *g)
{
	for (size_t i = 0; i < g->rule_count; i++)
		for (size_t k = 0; g->rules[i].key_count && k < g->rules[i].role_count; k++)
			if (g->rules[i].roles[k].role.kind == ROLE_PARAM &&
			    measure_has_parameter(s->rec.place->params, g->rules[i].roles[k].role.name, NULL, 0))
				return true;
	return false;
}

/* A record that has no head may be of the last run all the same. Then what that run's earlier records were
   given may be its: a number of parts, that not all of them have come to, or a head, if there are two of
   one key. */
static void without_head(struct scan *s, const struct opening *o)
{
	const struct grammar *g = o->rule->grammar;
	unsigned parts = scan_note_parts(s, g, s->note_run);
	int64_t from = INT64_MAX;
	bool doubt = false;

	for (size_t i = 0; i < s->note_count; i++) {
		const struct scan_note *n = &s->notes[i];

		if (scan_note_is_of(s, i, g, s->note_run)) {
			s->notes_headless += s->notes_headless == 0;
			from = n->line < from ? n->line : from;
			doubt |= n->rule->parts && n->by && scan_note_used(s, g, s->note_run) < parts;
		} else {
			doubt |= n->dead && scan_note_agrees(s, n, n->rule->keys, n->rule->key_count, o->list, o->count);
		}
	}
	if (doubt && from < s->line)
		record_spoil_lines(&s->rec, g, from + 1, s->line, "what line %lld is of may be of this one's run",
				   (long long)s->line);
}

/* No head is of the record. What holds for all of the last run does, if it may be one of it. */
static void take_none(struct scan *s, const struct opening *o, bool twice)
{
	const struct grammar *g = o->rule->grammar;
	unsigned parts = scan_note_parts(s, g, s->note_run);

	if (o->rule->is & RULE_FAIL) /* the run's, before its first record */
		scan_ending_tells(s, g);
	if ((o->rule->unannounced == NULL && o->rule->spoils == NULL) ||
	    (o->rule->unannounced && scan_note_heads(s, g, s->note_run) == 0 &&
	     (parts == 0 || s->notes_orphans < parts)))
		scan_note_take_common(s, g, s->note_run, false);
	s->notes_orphans += o->parts;
	if ((o->rule->unannounced == NULL && !twice) || layout_says(s, g))
		return;
	if (o->rule->unannounced && s->note_count)
		without_head(s, o);
	if (twice)
		record_incomplete(&s->rec, "two lines of its run say different things of it");
	else
		record_incomplete(&s->rec, "%s", o->rule->unannounced);
}

void scan_note_apply(struct scan *s, const struct rule *opened, const char *line, size_t size)
{
	struct opening o;
	bool twice = false;
	size_t head;

	if (s->note_count == 0 && opened->unannounced == NULL)
		return;
	if (!open_line(s, opened, line, size, &o))
		return;
	scan_note_join(s, opened->grammar);
	if (scan_doubt_is_lost(opened))
		scan_note_goes_on(s, opened->grammar);
	/* a line that is a record by itself is of no run that was announced by a head */
	s->notes_used |= s->note_count && (opened->unannounced || opened->is & RULE_FAIL ||
					   !(opened->spoils || opened->is & RULE_CLOSE) ||
					   scan_note_heads(s, opened->grammar, s->note_run) == 0);
	if (s->notes_lost) {
		scan_note_handed(s);
		if (opened->unannounced)
			record_incomplete(&s->rec, "more than %d lines say what runs begin",
					  SCAN_NOTES);
	} else {
		head = find_head(s, &o, &twice);
		if (head == s->note_count && !twice && scan_note_unglue(s, opened->grammar, o.list, o.count))
			head = find_head(s, &o, &twice);
		if (head < s->note_count && !twice && !scan_note_is_spent(s, head))
			take_run(s, head, &o);
		else
			take_none(s, &o, twice);
	}
	/* groups are those of the last match */
	scan_rule_matches(s, &opened->match, line, size);
}
