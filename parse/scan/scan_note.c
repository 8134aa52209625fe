/*
 * scan_note.c - lines that say something of records that begin later (`is = announce`).
 *
 * They are kept by runs: a line with a `key` (a head) that follows one without, or a record, begins
 * the next one. What a run's lines say holds for its own records only.
 */
#include <string.h>

#include "parse/scan/scan_private.h"

/* The line that opens a record. */
struct opening {
	const struct rule *rule;
	struct capture list[SCAN_GROUPS];
	size_t count;
	struct capture who;            /* what names its run in this log; no text: nothing */
	unsigned parts;                /* so many of the run it sums */
};

void scan_note_clear(struct scan *s)
{
	s->note_count = 0;
	s->note_run = s->notes_orphans = s->notes_headless = 0;
	s->notes_lost = s->notes_used = false;
	arena_reset(&s->note_arena);
}

void scan_note_handed(struct scan *s)
{
	for (size_t i = 0; i < s->note_count; i++)
		s->notes[i].told = true;
}

static const struct capture *find(const struct capture *list, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i].name, name) == 0)
			return &list[i];
	return NULL;
}

static bool same_text(const struct capture *a, const struct capture *b)
{
	return a && b && a->size == b->size && memcmp(a->text, b->text, a->size) == 0;
}

static size_t captures_of(struct scan *s, const struct scan_note *n, struct capture *list)
{
	if (!scan_rule_matches(s, &n->rule->match, n->text, n->size))
		return 0;
	return scan_rule_groups(s, &n->rule->match, n->text, list);
}

/* Do the note and a line with these captures agree in all of these? */
static bool agrees(struct scan *s, const struct scan_note *n, const char *const *names,
		   size_t name_count, const struct capture *list, size_t count)
{
	struct capture own[SCAN_GROUPS];
	size_t own_count = captures_of(s, n, own);

	for (size_t i = 0; i < name_count; i++)
		if (!same_text(find(own, own_count, names[i]), find(list, count, names[i])))
			return false;
	return own_count > 0;
}

static bool is_key(const struct rule *r, const char *name)
{
	size_t i = 0;

	while (i < r->key_count && strcmp(r->keys[i], name) != 0)
		i++;
	return i < r->key_count;
}

static unsigned number_of(const struct capture *c)
{
	unsigned n = 0;

	for (size_t i = 0; c && i < c->size && c->text[i] >= '0' && c->text[i] <= '9'; i++)
		n = n < 1000000 ? 10 * n + (unsigned)(c->text[i] - '0') : n;
	return n;
}

/* --- a run ---------------------------------------------------------------------------- */

static bool is_head(const struct scan *s, size_t i)
{
	return s->notes[i].rule->key_count > 0 && s->notes[i].of == i;
}

static bool is_of_run(const struct scan *s, size_t i, const struct grammar *g, unsigned run)
{
	return s->notes[i].rule->grammar == g && s->notes[i].run == run;
}

static unsigned heads_of(const struct scan *s, const struct grammar *g, unsigned run)
{
	unsigned n = 0;

	for (size_t i = 0; i < s->note_count; i++)
		n += is_of_run(s, i, g, run) && is_head(s, i);
	return n;
}

/* So many parts has the run, as a line says; 0: none does. */
static unsigned parts_of(struct scan *s, const struct grammar *g, unsigned run)
{
	struct capture list[SCAN_GROUPS];

	for (size_t i = 0; i < s->note_count; i++) {
		const struct scan_note *n = &s->notes[i];

		if (is_of_run(s, i, g, run) && n->rule->parts)
			return number_of(find(list, captures_of(s, n, list), n->rule->parts));
	}
	return 0;
}

static unsigned used_of(const struct scan *s, const struct grammar *g, unsigned run)
{
	unsigned n = 0;

	for (size_t i = 0; i < s->note_count; i++)
		n += is_of_run(s, i, g, run) ? s->notes[i].used : 0;
	return n;
}

static bool same_line(const struct scan_note *a, const struct scan_note *b)
{
	return a->size == b->size && memcmp(a->text, b->text, a->size) == 0;
}

static void take(struct scan *s, const struct scan_note *n)
{
	if (scan_rule_matches(s, &n->rule->match, n->text, n->size))
		scan_text_take(s, n->rule, n->text, n->size);
}

/* Have lines of two runs come in one another since the last record? Then which line is behind which head,
   and of whose parts the number is, may be chance. A whole run's lines behind those of another one are
   no sign of it: that one was killed. */
static bool is_mixed(struct scan *s, const struct grammar *g, unsigned run)
{
	unsigned parts = parts_of(s, g, run);

	for (size_t i = 0; i < s->note_count; i++)
		for (size_t k = i + 1; k < s->note_count; k++)
			if (is_of_run(s, i, g, run) && is_of_run(s, k, g, run) &&
			    s->notes[i].of == i && s->notes[i].rule->key_count == 0 &&
			    s->notes[k].rule == s->notes[i].rule)
				return true;
	return run < s->note_run || (parts && parts < heads_of(s, g, run));
}

/* Are all parts of the run of one head, which stands for several, as far as its records tell? */
static bool is_of_one(struct scan *s, const struct grammar *g, unsigned run)
{
	bool several = parts_of(s, g, run) == 1;

	for (size_t i = 0; i < s->note_count; i++)
		several |= is_of_run(s, i, g, run) && s->notes[i].several;
	return several && heads_of(s, g, run) == 1 && s->notes_headless == 0 && !is_mixed(s, g, run);
}

/* What lines without a key say of all records of a run. Two that say different things: neither
   holds. Of a number of parts more is known only where all are of one line, and so is the record
   (`own`). */
static void take_common(struct scan *s, const struct grammar *g, unsigned run, bool own)
{
	bool whose = own && is_of_one(s, g, run);

	for (size_t i = 0; i < s->note_count; i++) {
		struct scan_note *n = &s->notes[i];
		size_t others = 0;

		if ((n->rule->once && n->by) || !is_of_run(s, i, g, run) || n->rule->key_count || n->of != i ||
		    (n->rule->parts && !whose))
			continue;
		for (size_t k = 0; k < s->note_count; k++)
			others += is_of_run(s, k, g, run) && s->notes[k].rule == n->rule &&
				  !same_line(&s->notes[k], n);
		for (size_t k = 0; n->rule->once && k < i; k++) /* one of two that say it */
			others += s->notes[k].rule == n->rule && s->notes[k].by == s->line;
		if (others)
			continue;
		n->by = s->line;
		take(s, n);
	}
}

/* Is the head of one record of one part? Where there are more parts than heads, some are of several,
   and a line says of which, or it is lost. */
static bool is_single(struct scan *s, const struct scan_note *n)
{
	const struct grammar *g = n->rule->grammar;
	bool said = false;

	for (size_t i = 0; i < s->note_count; i++)
		said |= is_of_run(s, i, g, n->run) && s->notes[i].several;
	return !n->several && (said || parts_of(s, g, n->run) <= heads_of(s, g, n->run));
}

/* What a head says, and the lines behind it. `parts`: of the record's. */
static void take_head(struct scan *s, size_t head, unsigned parts)
{
	const struct scan_note *n = &s->notes[head];

	for (size_t i = 0; i < s->note_count; i++)
		if (s->notes[i].of == head)
			take(s, &s->notes[i]);
	if (n->rule->single && parts <= 1 && is_single(s, n) &&
	    !is_mixed(s, n->rule->grammar, n->run))
		record_params(&s->rec, n->rule->single, s->line, n->rule->how);
}

/* --- what no record has come of ---------------------------------------------------------- */

static bool has_param(const char *params, const char *name, const char *value, size_t size)
{
	size_t length = strlen(name);

	for (const char *p = params; p && *p; p += *p == ';') {
		size_t n = strcspn(p, ";");

		if (n > length && strncmp(p, name, length) == 0 && p[length] == '=' &&
		    (value == NULL || (n - length - 1 == size &&
				       memcmp(p + length + 1, value, size) == 0)))
			return true;
		p += n;
	}
	return false;
}

/* Is a later record of the tool, a document's, say, that of the note? It is, where it has the same
   parameters that are keys. Of a line of a record that has none of them this tells of all. */
static bool has_record(struct scan *s, const struct scan_note *n)
{
	const struct record_batch *b = &s->rec.batch;
	const struct rule *r = n->rule;
	struct capture list[SCAN_GROUPS];
	size_t count = captures_of(s, n, list);

	for (size_t i = 0; i < b->count; i++) {
		const char *params = b->records[i].context->parameters;
		bool own = n->within && b->records[i].line == n->within;
		bool same = (own || b->records[i].line > (n->within ? n->within : n->line)) &&
			    strcmp(b->records[i].context->grammar, r->grammar->name) == 0;

		for (size_t k = 0; same && k < r->role_count; k++) {
			const struct capture *c = find(list, count, r->roles[k].name);

			if (c && is_key(r, r->roles[k].name) && r->roles[k].role.kind == ROLE_PARAM)
				same = has_param(params, r->roles[k].role.name, c->text,
						 c->size) ||
				       (own && !has_param(params, r->roles[k].role.name, NULL, 0));
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
	for (size_t i = 0; i < s->note_count; i++) {
		struct scan_note *n = &s->notes[i];

		if (n->rule->spoils == NULL || n->taken || n->told || n->of != i)
			continue;
		n->told = true;
		if (has_record(s, n))
			continue;
		record_open(&s->rec, n->rule->grammar, n->line);
		if (n->rule->kind)
			record_kind(&s->rec, n->rule->kind, n->line);
		take_head(s, i, 1);
		take_common(s, n->rule->grammar, n->run, true);
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
		if (is_of_run(s, i, r->grammar, s->note_run) &&
		    s->notes[s->notes[i].of].rule->key_count == 0)
			return true;
	return false;
}

/* A head of an earlier run with the same key holds no longer. */
static void supersede(struct scan *s, const struct scan_note *new)
{
	struct capture list[SCAN_GROUPS];
	size_t count = captures_of(s, new, list);

	for (size_t i = 0; i < s->note_count; i++) {
		struct scan_note *n = &s->notes[i];

		if (is_head(s, i) && n->rule->grammar == new->rule->grammar && n->run != new->run)
			n->dead |= agrees(s, n, n->rule->keys, n->rule->key_count, list, count);
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
	size_t count = r->is & RULE_ANNOUNCE && r->is & RULE_INTERVAL ? captures_of(s, &new, list) : 0;

	for (size_t i = 0; count && i < s->note_count; i++)
		if (s->notes[i].within == s->rec.now.line &&
		    s->line - s->notes[i].line > (int64_t)(s->note_count - i) &&
		    agrees(s, &s->notes[i], r->keys, r->key_count, list, count))
			return true;
	return false;
}

/* --- for a record ------------------------------------------------------------------------ */

static bool open_line(struct scan *s, const struct rule *r, const char *line, size_t size,
		      struct opening *o)
{
	*o = (struct opening){ .rule = r, .parts = 1 };
	if (!scan_rule_matches(s, &r->match, line, size))
		return false;
	o->count = scan_rule_groups(s, &r->match, line, o->list);
	if (r->parts && find(o->list, o->count, r->parts))
		o->parts = number_of(find(o->list, o->count, r->parts));
	for (size_t i = 0; i < r->role_count; i++) {
		const struct capture *c = find(o->list, o->count, r->roles[i].name);

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
	parts = parts_of(s, g, n->run);
	if (is_single(s, n))
		return false;
	return parts ? used_of(s, g, n->run) + o->parts <= parts : o->parts <= 1 && !n->summed;
}

/* Do both say the same of their records, but for their keys? */
static bool alike(struct scan *s, const struct scan_note *a, const struct scan_note *b)
{
	struct capture x[SCAN_GROUPS], y[SCAN_GROUPS];
	size_t x_count = captures_of(s, a, x), y_count = captures_of(s, b, y);

	for (size_t i = 0; i < a->rule->role_count; i++) {
		const char *name = a->rule->roles[i].name;

		if (!is_key(a->rule, name) &&
		    !same_text(find(x, x_count, name), find(y, y_count, name)))
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

			if (!is_of_run(s, i, g, s->note_run - back) || !is_head(s, i) || n->dead ||
			    !agrees(s, n, n->rule->keys, n->rule->key_count, o->list, o->count))
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

	return i == head || (is_of_run(s, i, r->grammar, s->notes[head].run) && is_head(s, i) &&
			     agrees(s, &s->notes[i], r->sums, r->sum_count, o->list, o->count));
}

/* What the head, or a line behind it, says of the parameter; size 0: neither does. */
static struct capture said_of(struct scan *s, size_t head, const char *param)
{
	struct capture list[SCAN_GROUPS];

	for (size_t i = head; i < s->note_count; i++) {
		const struct rule *r = s->notes[i].rule;
		size_t count = s->notes[i].of == head ? captures_of(s, &s->notes[i], list) : 0;

		for (size_t k = 0; count && k < r->role_count; k++) {
			const struct capture *c = find(list, count, r->roles[k].name);

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

			if (r->roles[k].role.kind != ROLE_PARAM || is_key(r, r->roles[k].name))
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

	if (!is_known(s, o))
		n->used += o->parts;
	n->summed |= o->parts > 1;
	if (o->parts > 1 && is_mixed(s, n->rule->grammar, n->run))
		record_incomplete(&s->rec, "lines of two runs say what it sums");
	take_head(s, head, o->parts);
	if (o->parts > 1 && o->rule->sum_count)
		sum_heads(s, head, o);
	take_common(s, n->rule->grammar, n->run, true);
}

/* Does the layout say what a head would have said? */
static bool layout_says(const struct scan *s, const struct grammar *g)
{
	for (size_t i = 0; i < g->rule_count; i++)
		for (size_t k = 0; g->rules[i].key_count && k < g->rules[i].role_count; k++)
			if (g->rules[i].roles[k].role.kind == ROLE_PARAM &&
			    has_param(s->rec.place->params, g->rules[i].roles[k].role.name, NULL, 0))
				return true;
	return false;
}

/* A record that has no head may be of the last run all the same. Then what that run's earlier records were
   given may be its: a number of parts, that not all of them have come to, or a head, if there are two of
   one key. */
static void without_head(struct scan *s, const struct opening *o)
{
	const struct grammar *g = o->rule->grammar;
	const struct record_batch *b = &s->rec.batch;
	unsigned parts = parts_of(s, g, s->note_run);
	int64_t from = INT64_MAX;
	bool doubt = false;

	for (size_t i = 0; i < s->note_count; i++) {
		const struct scan_note *n = &s->notes[i];

		if (is_of_run(s, i, g, s->note_run)) {
			s->notes_headless += s->notes_headless == 0;
			from = n->line < from ? n->line : from;
			doubt |= n->rule->parts && n->by && used_of(s, g, s->note_run) < parts;
		} else {
			doubt |= n->dead && agrees(s, n, n->rule->keys, n->rule->key_count, o->list, o->count);
		}
	}
	for (size_t i = 0; doubt && i < b->count; i++)
		if (b->records[i].line > from && strcmp(b->records[i].context->grammar, g->name) == 0)
			record_spoil(&s->rec, i, "what line %lld is of may be of this one's run",
				     (long long)s->line);
}

/* No head is of the record. What holds for all of the last run does, if it may be one of it. */
static void take_none(struct scan *s, const struct opening *o, bool twice)
{
	const struct grammar *g = o->rule->grammar;
	unsigned parts = parts_of(s, g, s->note_run);

	if (o->rule->is & RULE_FAIL) /* the run's, before its first record */
		for (size_t i = 0; i < s->note_count; i++)
			s->notes[i].told |= s->notes[i].rule->grammar == g;
	if ((o->rule->unannounced == NULL && o->rule->spoils == NULL) ||
	    (o->rule->unannounced && heads_of(s, g, s->note_run) == 0 && (parts == 0 || s->notes_orphans < parts)))
		take_common(s, g, s->note_run, false);
	s->notes_orphans += o->parts;
	if (o->rule->unannounced == NULL || layout_says(s, g))
		return;
	if (s->note_count)
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
	/* a line that is a record by itself is of no run that was announced by a head */
	s->notes_used |= s->note_count && (opened->unannounced || opened->is & RULE_FAIL ||
					   !(opened->spoils || opened->is & RULE_CLOSE) ||
					   heads_of(s, opened->grammar, s->note_run) == 0);
	if (s->notes_lost) {
		scan_note_handed(s);
		if (opened->unannounced)
			record_incomplete(&s->rec, "more than %d lines say what runs begin",
					  SCAN_NOTES);
	} else {
		head = find_head(s, &o, &twice);
		if (head < s->note_count && !twice)
			take_run(s, head, &o);
		else
			take_none(s, &o, twice);
	}
	/* groups are those of the last match */
	scan_rule_matches(s, &opened->match, line, size);
}
