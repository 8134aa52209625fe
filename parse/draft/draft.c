/* draft.c - looks at a log as what it is, and keeps what is found. */
#include "parse/draft/draft.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "data/unit.h"
#include "parse/draft/draft_private.h"

struct draft_rule *draft_add(struct draft *s, const struct draft_rule *r)
{
	if (s->count == DRAFT_RULES) {
		s->full = true;
		return NULL;
	}
	s->rules = mem_grow(s->rules, &s->room, s->count + 1, sizeof(s->rules[0]));
	s->rules[s->count] = *r;
	return &s->rules[s->count++];
}

struct draft_figure *draft_add_figure(struct draft *s, struct draft_rule *r,
					const struct draft_figure *f)
{
	(void)s;
	r->figures = mem_grow(r->figures, &r->room, r->count + 1, sizeof(r->figures[0]));
	r->figures[r->count] = *f;
	return &r->figures[r->count++];
}

static bool is_taken(const struct draft *s, const char *metric)
{
	for (size_t i = 0; i < s->count; i++)
		for (size_t k = 0; k < s->rules[i].count; k++)
			if (strcmp(s->rules[i].figures[k].metric, metric) == 0)
				return true;
	return false;
}

const char *draft_metric(struct draft *s, const char *label)
{
	const char *base = arena_dup(&s->arena, label[0] ? label : "value"), *name = base;

	for (int n = 2; is_taken(s, name); n++)
		name = arena_printf(&s->arena, "%s_%d", base, n);
	return name;
}

bool draft_spelling(struct draft *s, const char *from, const char *to)
{
	if (from[0] == '#' || from[0] == ';' || from[0] == '[' || strpbrk(from, "=:") ||
	    strcmp(to, "") == 0)
		return false;
	for (size_t i = 0; i < s->unit_count; i++)
		if (strcmp(s->units[i].from, from) == 0)
			return true;
	if (s->unit_count == ARRAY_LEN(s->units))
		return false;
	s->units[s->unit_count].from = arena_dup(&s->arena, from);
	s->units[s->unit_count++].to = to;
	return true;
}

size_t draft_figures(const struct draft *s, enum draft_state state)
{
	size_t n = 0;

	for (size_t i = 0; i < s->count; i++)
		for (size_t k = 0; k < s->rules[i].count; k++)
			n += !s->rules[i].chatter && s->rules[i].figures[k].state == state;
	return n;
}

bool draft_is_series(const struct draft_rule *r)
{
	if (r->row)
		return r->most > 1 || r->word;
	return r->most > 1 && !r->noise && r->pattern && strstr(r->pattern, "(?<p>") == NULL;
}

void draft_release(struct draft *s)
{
	for (size_t i = 0; i < s->count; i++)
		free(s->rules[i].figures);
	free(s->rules);
	arena_release(&s->arena);
	*s = (struct draft){ 0 };
}

/* --- what kind of file it is --------------------------------------------------------- */

static int refuse(const char *path, const char *text, size_t size, struct err *err)
{
	size_t odd = 0, look = size < 4096 ? size : 4096, blanks = 0;

	if (size >= 2 && (memcmp(text, "\xff\xfe", 2) == 0 || memcmp(text, "\xfe\xff", 2) == 0))
		return err_set(err, EXIT_INPUT, "%s is UTF-16; wanted: UTF-8: iconv -f UTF-16 "
			       "-t UTF-8 %s >LOG", path, path);
	while (blanks < size && isspace((unsigned char)text[blanks]))
		blanks++;
	if (blanks == size)
		return err_set(err, EXIT_INPUT, "%s is empty; wanted: the output of one run of the "
			       "tool", path);
	for (size_t i = 0; i < look; i++)
		odd += (unsigned char)text[i] < ' ' && strchr("\t\n\r\f\b\x1b", text[i]) == NULL;
	if (memchr(text, '\0', size) || odd > look / 20)
		return err_set(err, EXIT_INPUT, "%s is binary, no text; wanted: the output of one "
			       "run of the tool", path);
	return 0;
}

/* Without terminal colours, as a log is read. */
static size_t without_colours(char *text, size_t size)
{
	size_t n = 0;

	for (size_t i = 0; i < size; i++) {
		if (text[i] == 0x1b && i + 1 < size && text[i + 1] == '[') {
			for (i += 2; i < size && !(text[i] >= '@' && text[i] <= '~'); i++)
				;
			continue;
		}
		text[n++] = text[i];
	}
	text[n] = '\0';
	return n;
}

/* "logs/spinner-2.1.log" -> "spinner" */
static const char *name_of_file(struct draft *s, const char *path)
{
	const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
	size_t n = strcspn(base, ".");
	char *name;

	for (size_t i = 1; i + 1 < n; i++) /* a version at the name's end */
		if (strchr("-_", base[i]) && isdigit((unsigned char)base[i + 1]))
			n = i;
	name = draft_name(&s->arena, base, n);
	return name[0] ? name : "tool";
}

static void complete_metrics(struct draft *s)
{
	for (size_t i = 0; i < s->count; i++)
		for (size_t k = 0; k < s->rules[i].count; k++) {
			struct draft_figure *f = &s->rules[i].figures[k];

			f->metric = arena_printf(&s->arena, "%s.%s", s->name, f->metric);
		}
}

int draft_log(struct draft *s, const char *path, char *text, size_t size, const char *name,
	       struct err *err)
{
	size_t at = 0;

	if (refuse(path, text, size, err) != 0)
		return -1;
	if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		at = 3;
	size = at + without_colours(text + at, size - at);
	s->name = name ? arena_dup(&s->arena, name) : name_of_file(s, path);
	if (!draft_xml(s, path, text + at, size - at, err) &&
	    (err->code || !draft_json(s, path, text + at, size - at, err))) {
		if (err->code)
			return -1;
		if (!draft_csv(s, text + at, size - at))
			draft_text(s, text + at, size - at, name != NULL);
	}
	complete_metrics(s);
	return 0;
}
