/* draft_text.c - a log of lines: its rules, what opens a record, what comes again and again. */
#include <stdlib.h>
#include <string.h>

#include "parse/draft/draft_private.h"

#define VERSION_LINES 5   /* a version is looked for in the first so many */
#define OPEN_LINES 12     /* what opens a record, too */
#define CONTEXTS 24

/* A text log while it is looked at. */
struct look {
	struct draft *s;
	struct draft_raw *lines;
	int32_t *rule_of; /* each line's rule; -1: none */
	size_t count;
	bool named;       /* the tool's name was given */
	size_t seen;      /* lines that are not blank, so far */
	const char *heading; /* the name of the open block's heading, or NULL */
	const char *heading_text;
	size_t heading_indent;
	size_t contexts;
	struct arena line; /* texts of one line */
};

static bool is_blank(const struct draft_raw *r)
{
	for (size_t i = 0; i < r->size; i++)
		if (strchr(" \t\r", r->text[i]) == NULL)
			return false;
	return true;
}

static size_t indent_of(const struct draft_raw *r)
{
	size_t n = 0;

	while (n < r->size && (r->text[n] == ' ' || r->text[n] == '\t'))
		n++;
	return n;
}

/* --- the version --------------------------------------------------------------------- */

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "foo 1.2.3", "foo-3.33", "Foo, Version 2.3", "foo 2.1 starting": where it stands. */
static bool find_version(const struct draft_raw *r, bool first, size_t *from, size_t *to)
{
	const char *t = r->text;
	size_t i = indent_of(r), points = 0, name = i;

	if (i == r->size || !is_letter(t[i]))
		return false;
	while (i < r->size && !(is_digit(t[i]) && strchr(" -(v", t[i - 1])))
		i++;
	*from = i;
	while (i < r->size && (is_digit(t[i]) || (t[i] == '.' && i + 1 < r->size &&
						  is_digit(t[i + 1]))))
		points += t[i++] == '.';
	*to = i;
	if (points == 0 || points > 2 || memchr(t + name, ':', *from - name) ||
	    memchr(t + name, '=', *from - name))
		return false;
	if (i < r->size && strchr(" ,;)\t-+~\r", t[i]) == NULL)
		return false;
	if (*from > 0 && (t[*from - 1] == 'v' || t[*from - 1] == '-'))
		return true;
	for (size_t k = name; k + 7 < *from; k++)
		if (strncmp(t + k, "ersion ", 7) == 0)
			return true;
	bool one_word = memchr(t + name, ' ', *from - name) == t + *from - 1;
	if (points >= 2)
		return one_word;
	/* with one point it may be a figure: only at the log's very beginning, before words */
	return first && one_word && i + 5 < r->size && t[i] == ' ' && is_letter(t[i + 1]) &&
	       is_letter(t[i + 4]) && is_letter(t[i + 5]);
}

static void take_version(struct look *k, const struct draft_raw *r, int64_t number,
			 size_t from, size_t to)
{
	struct draft *s = k->s;
	size_t at = indent_of(r), end = at;

	s->version = arena_dup_n(&s->arena, r->text + from, to - from);
	s->version_line = number;
	while (end < from && (is_letter(r->text[end]) || is_digit(r->text[end]) ||
			      strchr("_-", r->text[end])))
		end++;
	while (end > at && strchr("_-", r->text[end - 1]))
		end--;
	if (end == from && end > at && r->text[end - 1] == 'v')
		end--;
	char *name = draft_name(&s->arena, r->text + at, end - at);
	if (!k->named && name[0] && strchr(name, '.') == NULL && strcmp(name, "this") != 0 &&
	    strcmp(name, "version") != 0)
		s->name = name;
}

/* The version is no figure, wherever it stands. */
static void mark_version(struct draft_line *l, size_t from, size_t to)
{
	size_t i = 0;

	while (i < l->count && l->numbers[i].to <= from)
		i++;
	if (i == l->count || l->numbers[i].from > from) {
		if (l->count == DRAFT_NUMBERS)
			l->count--;
		memmove(&l->numbers[i + 1], &l->numbers[i], (l->count - i) * sizeof(l->numbers[0]));
		l->count++;
	} else if (l->numbers[i].kind != NUMBER_OTHER) {
		l->figures--;
	}
	l->numbers[i] = (struct draft_number){ .kind = NUMBER_OTHER, .from = from, .to = to,
						.unit_from = to, .unit_to = to, .label = "" };
}

/* --- a line's figures ---------------------------------------------------------------- */

/* What the text before the figure says of its unit: "Total time (s): ". */
static bool unit_before(struct look *k, const struct draft_line *l, size_t i,
			struct draft_unit *out)
{
	size_t from = i ? l->numbers[i - 1].unit_to : l->indent, to = l->numbers[i].from;

	while (to > from && strchr(" \t:=", l->text[to - 1]))
		to--;
	if (draft_unit_of_name(&k->s->arena, arena_dup_n(&k->line, l->text + from, to - from),
				out))
		return true;
	if (k->heading == NULL || !draft_unit_of_name(&k->s->arena, k->heading_text, out))
		return false;
	out->state = DRAFT_DOUBT;
	out->word = arena_printf(&k->s->arena, "%s, by its heading only", out->means);
	return out->means != NULL;
}

static void judge(struct look *k, const struct draft_line *l, size_t i,
		  struct draft_figure *f)
{
	static const struct { enum draft_number_kind kind; const char *word; } no[] = {
		{ NUMBER_COMMA, "a comma: thousands, or a decimal point (then the role ends in "
				"\", comma\")? Better: LC_ALL=C" },
		{ NUMBER_CLOCK, "a time of the day, or how long it took? That has the unit "
				"duration" },
		{ NUMBER_LIST, "figures with \"/\" between them that no words name" },
	};
	struct arena *a = &k->s->arena;
	struct draft_unit u = { DRAFT_UNKNOWN, NULL, NULL };
	size_t at = i;

	while (l->numbers[at].listed && at + 1 < l->count && l->numbers[at + 1].listed &&
	       l->numbers[at].unit_from == l->numbers[at].unit_to)
		at++;
	const struct draft_number *n = &l->numbers[i], *with = &l->numbers[at];
	f->unit = arena_dup_n(a, l->text + with->unit_from, with->unit_to - with->unit_from);
	if (f->unit[0])
		f->role_unit = arena_printf(a, "{u%c}", (int)('a' + at));
	for (size_t w = 0; w < ARRAY_LEN(no); w++)
		if (n->kind == no[w].kind)
			u.word = no[w].word;
	if (n->kind == NUMBER_DURATION) {
		u = (struct draft_unit){ DRAFT_KNOWN, "s", NULL };
		f->role_unit = "duration";
	} else if (n->kind == NUMBER_PLAIN && f->unit[0]) {
		if (!draft_unit(a, f->unit, &u))
			u = (struct draft_unit){ DRAFT_UNKNOWN, NULL, NULL };
		if (u.state == DRAFT_UNKNOWN && u.word == NULL)
			u.word = arena_printf(a, "desmet knows no unit \"%s\"", f->unit);
		else if (u.means && strcmp(u.means, f->unit) != 0 &&
			 !draft_spelling(k->s, f->unit, u.means))
			f->role_unit = u.means;
	} else if (n->kind == NUMBER_PLAIN) {
		if (!unit_before(k, l, i, &u))
			draft_no_unit(f->text, &u);
		f->role_unit = u.means;
	}
	f->state = u.state;
	f->means = u.means;
	f->word = u.word;
}

static const char *prefix(const struct look *k, struct arena *a, const char *label)
{
	if (k->heading == NULL)
		return label;
	return label[0] ? arena_printf(a, "%s.%s", k->heading, label) : k->heading;
}

static void add_figures(struct look *k, struct draft_rule *r, const struct draft_line *l,
			size_t done, int64_t number)
{
	struct draft *s = k->s;

	for (size_t i = 0; i < done; i++) {
		const struct draft_number *n = &l->numbers[i];
		struct draft_figure f = { .line = number };

		if (n->kind == NUMBER_OTHER || n->percentile)
			continue;
		f.text = arena_dup_n(&s->arena, l->text + n->from, n->to - n->from);
		f.key = arena_printf(&s->arena, "%c", (int)('a' + i));
		judge(k, l, i, &f);
		if (i > 0 && l->numbers[i - 1].percentile)
			f.metric = draft_metric(s, prefix(k, &s->arena, "p{p}"));
		else
			f.metric = draft_metric(s, prefix(k, &s->arena, n->label));
		draft_add_figure(s, r, &f);
	}
}

/* --- lines to rules ------------------------------------------------------------------ */

/* Is the line without figures one that heads those indented below it? */
static bool is_heading(const struct look *k, size_t at, const struct draft_line *l)
{
	size_t next = at + 1, words = 1;

	while (next < k->count && is_blank(&k->lines[next]))
		next++;
	if (l->count || k->seen == 1 || k->contexts >= CONTEXTS || next == k->count ||
	    next > at + 2 || indent_of(&k->lines[next]) <= l->indent)
		return false;
	for (size_t i = l->indent; i < l->size; i++)
		words += l->text[i] == ' ';
	return words <= 5 || l->text[l->size - 1] == ':';
}

static struct draft_rule *find_rule(struct draft *s, const char *in, const char *pattern,
				     bool noise)
{
	for (size_t i = 0; i < s->count; i++) {
		struct draft_rule *r = &s->rules[i];

		if (r->row == NULL && strcmp(r->pattern, pattern) == 0 && r->noise == noise &&
		    (r->in == in || (r->in && in && strcmp(r->in, in) == 0)))
			return r;
	}
	return NULL;
}

/* The name of the section: unique, and short enough for one. */
static const char *section_name(struct draft *s, const char *label, const char *fallback)
{
	const char *base = label[0] ? arena_dup_n(&s->arena, label, strnlen(label, 30)) : fallback;
	const char *name = base;

	for (int n = 2;; n++) {
		size_t i = 0;

		while (i < s->count && strcmp(s->rules[i].name, name) != 0)
			i++;
		if (i == s->count)
			return name;
		name = arena_printf(&s->arena, "%s_%d", base, n);
	}
}

static void enter_heading(struct look *k, struct draft_rule *r, const struct draft_line *l)
{
	struct draft *s = k->s;
	size_t n = l->size;

	while (n > l->indent && strchr(" :", l->text[n - 1]))
		n--;
	if (r->context == NULL) {
		const char *name = draft_name(&s->arena, l->text, l->size);

		r->context = section_name(s, name, "block");
		r->name = r->context;
		k->contexts++;
	}
	k->heading = r->context;
	k->heading_indent = l->indent;
	k->heading_text = arena_dup_n(&s->arena, l->text, n);
}

/* The line's rule: one that is there, or a new one. NULL: there are too many. */
static struct draft_rule *rule_for(struct look *k, size_t at, struct draft_line *l,
				    size_t from, size_t to)
{
	struct draft *s = k->s;
	size_t done = 0;
	bool heading = is_heading(k, at, l), noise = l->figures == 0;
	const char *in = noise ? NULL : k->heading;
	char *pattern = noise && to == 0 ? draft_pattern_words(&k->line, l->text, l->size)
					 : draft_pattern(&k->line, l, from, to,
							  DRAFT_PATTERN, &done);
	struct draft_rule *r = find_rule(s, in, pattern, noise);

	if (r == NULL) {
		struct draft_rule new = { .pattern = arena_dup(&s->arena, pattern), .in = in,
					   .noise = noise, .line = (int64_t)at + 1,
					   .version = to > from };
		size_t size = l->size < 100 ? l->size : 100;

		new.sample = arena_dup_n(&s->arena, l->text, size);
		const char *label = noise ? "" : draft_name(&k->line, l->text,
							     l->numbers[0].from);
		new.name = section_name(s, label, noise ? "noise" : "figures");
		r = draft_add(s, &new);
		if (r == NULL)
			return NULL;
		add_figures(k, r, l, done, new.line);
		if (!noise && (done < l->count || l->more))
			r->word = "the line goes on: figures behind these are not read";
	}
	if (heading)
		enter_heading(k, r, l);
	return r;
}

static void take_line(struct look *k, size_t at)
{
	struct draft *s = k->s;
	const struct draft_raw *raw = &k->lines[at];
	struct draft_line l;
	size_t from = 0, to = 0;

	arena_reset(&k->line);
	k->seen++;
	if (k->heading && indent_of(raw) <= k->heading_indent)
		k->heading = NULL;
	draft_line(&k->line, raw->text, raw->size, &l);
	if (k->seen <= VERSION_LINES && s->version == NULL &&
	    find_version(raw, k->seen == 1, &from, &to))
		take_version(k, raw, (int64_t)at + 1, from, to);
	else if (s->version == NULL || !find_version(raw, true, &from, &to) ||
		 strlen(s->version) != to - from ||
		 memcmp(raw->text + from, s->version, to - from) != 0)
		from = to = 0;
	if (to)
		mark_version(&l, from, to);
	struct draft_rule *r = rule_for(k, at, &l, from, to);
	if (r)
		k->rule_of[at] = (int32_t)(r - s->rules);
}

/* A table takes its rows along. Lines used; 0: none begins here. */
static size_t take_table(struct look *k, size_t at)
{
	struct draft *s = k->s;
	struct draft_rule new, *r;
	size_t used = draft_table(s, k->lines, k->count, at, NULL, &new);

	if (used == 0)
		return 0;
	for (size_t i = 0; i < s->count; i++)
		if (s->rules[i].row && strcmp(s->rules[i].pattern, new.pattern) == 0 &&
		    strcmp(s->rules[i].row, new.row) == 0) {
			k->rule_of[at] = (int32_t)i;
			if (new.word)
				s->rules[i].word = new.word;
			free(new.figures);
			return used;
		}
	new.line = (int64_t)at + 1;
	new.sample = arena_dup_n(&s->arena, k->lines[at].text,
				 k->lines[at].size < 100 ? k->lines[at].size : 100);
	new.name = section_name(s, "table", "table");
	for (size_t i = 0; i < new.count; i++)
		new.figures[i].metric = draft_metric(s, new.figures[i].metric);
	r = draft_add(s, &new);
	if (r)
		k->rule_of[at] = (int32_t)(r - s->rules);
	else
		free(new.figures);
	k->seen += used;
	return used;
}

/* --- records ------------------------------------------------------------------------- */

static size_t occurrences(const struct look *k, int32_t rule)
{
	size_t n = 0;

	for (size_t i = 0; i < k->count; i++)
		n += k->rule_of[i] == rule;
	return n;
}

/* Does some rule with figures stand once behind each of the rule's lines? */
static bool leads_runs(const struct look *k, int32_t rule)
{
	for (size_t r = 0; r < k->s->count; r++) {
		size_t opened = 0, found = 0;
		bool once = true;

		if ((int32_t)r == rule || k->s->rules[r].count == 0)
			continue;
		for (size_t i = 0; i < k->count && once; i++) {
			opened += k->rule_of[i] == rule;
			if (k->rule_of[i] == (int32_t)r)
				once = ++found == opened;
		}
		if (once && found == opened && found > 1)
			return true;
	}
	return false;
}

/* The rule that opens records: the first line, where it comes again or no other one does. */
static int32_t find_open(const struct look *k)
{
	int32_t first = -1;
	size_t seen = 0;

	for (size_t i = 0; i < k->count && seen < OPEN_LINES; i++) {
		int32_t rule = k->rule_of[i];

		if (rule < 0)
			continue;
		if (first < 0)
			first = rule;
		seen++;
		if (occurrences(k, rule) > 1 && leads_runs(k, rule))
			return rule;
	}
	return first;
}

static void count_records(struct look *k, int32_t open)
{
	struct draft *s = k->s;

	for (size_t i = 0; i < s->count; i++)
		s->rules[i].chatter = true;
	for (size_t i = 0; i < k->count; i++) {
		struct draft_rule *r = k->rule_of[i] < 0 ? NULL : &s->rules[k->rule_of[i]];

		if (r == NULL)
			continue;
		r->times++;
		s->records += k->rule_of[i] == open;
		if (s->records == 0)
			continue;
		r->chatter = false;
		if (r->last_record != s->records) {
			r->last_record = s->records;
			r->records++;
		}
		/* how often in this record: counted anew each time, logs are short */
		int64_t n = 0;
		for (size_t back = i + 1; back-- > 0;) {
			n += k->rule_of[back] == k->rule_of[i];
			if (k->rule_of[back] == open || n > 3)
				break;
		}
		if (n > r->most)
			r->most = n;
	}
	if (open >= 0) {
		s->rules[open].opens = true;
		s->rules[open].in = NULL;
	}
}

static void split(struct look *k, char *text, size_t size)
{
	size_t room = 0;

	for (char *at = text, *end = text + size; at < end;) {
		char *eol = memchr(at, '\n', (size_t)(end - at));
		size_t n = (size_t)((eol ? eol : end) - at);
		char *start = at;

		if (n && at[n - 1] == '\r')
			n--;
		for (size_t i = 0; i < n; i++) /* drawn over: the last state counts */
			if (at[i] == '\r')
				start = at + i + 1;
		k->lines = mem_grow(k->lines, &room, k->count + 1, sizeof(k->lines[0]));
		k->lines[k->count++] = (struct draft_raw){ start, n - (size_t)(start - at) };
		at = eol ? eol + 1 : end;
	}
}

void draft_text(struct draft *s, char *text, size_t size, bool named)
{
	struct look k = { .s = s, .named = named };

	split(&k, text, size);
	k.rule_of = mem_new(k.count, sizeof(*k.rule_of));
	for (size_t i = 0; i < k.count; i++)
		k.rule_of[i] = -1;
	for (size_t i = 0; i < k.count;) {
		size_t used = is_blank(&k.lines[i]) ? 1 : take_table(&k, i);

		if (used == 0) {
			take_line(&k, i);
			used = 1;
		}
		i += used;
	}
	s->lines = (int64_t)k.count;
	count_records(&k, find_open(&k));
	arena_release(&k.line);
	free(k.rule_of);
	free(k.lines);
}
