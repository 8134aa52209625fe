/* words.c - templates to argv, and argv to what a shell reads. */
#include "collect/words.h"

#include <stdlib.h>
#include <string.h>

#include "data/base/opt.h"

/* --- variables ----------------------------------------------------------------------- */

void vars_set(struct vars *v, const char *name, const char *value)
{
	for (size_t i = 0; i < v->count; i++) {
		if (strcmp(v->list[i].name, name) == 0) {
			v->list[i].value = value;
			return;
		}
	}
	v->list = mem_grow(v->list, &v->room, v->count + 1, sizeof(v->list[0]));
	v->list[v->count++] = (struct var){ name, value };
}

const char *vars_get(const struct vars *v, const char *name)
{
	for (; v; v = v->outer)
		for (size_t i = 0; i < v->count; i++)
			if (strcmp(v->list[i].name, name) == 0)
				return v->list[i].value;
	return NULL;
}

static int unknown(const struct template *t, const struct vars *v, const char *name,
		   struct err *err)
{
	const char *names[128];
	size_t n = 0;

	for (; v; v = v->outer)
		for (size_t i = 0; i < v->count && n < ARRAY_LEN(names); i++)
			names[n++] = v->list[i].name;
	const char *near = opt_nearest(name, names, n);
	if (near)
		return conf_error(t->conf, t->line, err,
				  "{%s} is not a variable here; did you mean {%s}?", name, near);
	return conf_error(t->conf, t->line, err, "{%s} is not a variable here%s", name,
			  name[0] ? "" : "; a brace is written {{");
}

/* --- words --------------------------------------------------------------------------- */

void words_add(struct words *w, struct arena *a, const char *word)
{
	if (w->count + 2 > w->room) {
		size_t room = w->room ? 2 * w->room : 16;
		char **list = arena_new(a, room, sizeof(*list));

		if (w->count)
			memcpy(list, w->list, w->count * sizeof(*list));
		w->list = list;
		w->room = room;
	}
	w->list[w->count++] = arena_dup(a, word);
	w->list[w->count] = NULL;
}

void words_append(struct words *w, struct arena *a, const struct words *more)
{
	for (size_t i = 0; i < more->count; i++)
		words_add(w, a, more->list[i]);
}

/* A word while it grows. */
struct growing {
	char *text;
	size_t size, room;
	bool any; /* also an empty one, if it was quoted */
};

static void push(struct growing *g, const char *text, size_t size)
{
	g->text = mem_grow(g->text, &g->room, g->size + size + 1, 1);
	memcpy(g->text + g->size, text, size);
	g->size += size;
	g->text[g->size] = '\0';
	g->any = true;
}

/* At "{name}" or "{{": what it stands for is pushed. Bytes taken, or 0 with *err set. */
static size_t take_variable(struct growing *g, const char *s, const struct template *t,
			    const struct vars *v, struct err *err)
{
	const char *end = strchr(s, '}'), *value;
	char name[64];

	if (s[1] == '{') {
		push(g, "{", 1);
		return 2;
	}
	if (end == NULL || (size_t)(end - s) > sizeof(name)) {
		conf_error(t->conf, t->line, err, "\"%.20s\" has no closing brace", s);
		return 0;
	}
	memcpy(name, s + 1, (size_t)(end - s) - 1);
	name[end - s - 1] = '\0';
	value = vars_get(v, name);
	if (value == NULL) {
		unknown(t, v, name, err);
		return 0;
	}
	push(g, value, strlen(value));
	return (size_t)(end - s) + 1;
}

static void end_word(struct words *out, struct arena *a, struct growing *g)
{
	if (g->any)
		words_add(out, a, g->text);
	g->size = 0;
	g->any = false;
}

static int expand(struct words *out, struct arena *a, struct growing *g,
		  const struct template *t, const struct vars *v, struct err *err)
{
	char quote = 0;

	for (const char *s = t->text; *s;) {
		size_t n = 1;

		if (quote ? *s == quote : *s == '\'' || *s == '"') {
			quote = quote ? 0 : *s;
			push(g, "", 0);
		} else if (*s == '{') {
			n = take_variable(g, s, t, v, err);
			if (n == 0)
				return -1;
		} else if (!quote && (*s == ' ' || *s == '\t')) {
			end_word(out, a, g);
		} else {
			push(g, s, 1);
		}
		s += n;
	}
	if (quote)
		return conf_error(t->conf, t->line, err, "a quote (%c) is not closed", quote);
	end_word(out, a, g);
	return 0;
}

int words_expand(struct words *out, struct arena *a, const struct template *t,
		 const struct vars *v, struct err *err)
{
	struct growing g = { 0 };
	int rc = t->text ? expand(out, a, &g, t, v, err) : 0;

	free(g.text);
	return rc;
}

const char *words_text(struct arena *a, const struct template *t, const struct vars *v,
		       struct err *err)
{
	struct growing g = { 0 };
	const char *text = NULL, *s;
	size_t n = 1;

	push(&g, "", 0);
	for (s = t->text; *s && n; s += n) {
		n = 1;
		if (*s == '{')
			n = take_variable(&g, s, t, v, err);
		else
			push(&g, s, 1);
	}
	if (n)
		text = arena_dup(a, g.text);
	free(g.text);
	return text;
}

/* --- for a shell --------------------------------------------------------------------- */

static bool is_plain(const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789_-+=.,/:@%";

	return word[0] && word[strspn(word, plain)] == '\0';
}

/* 'it'\''s': within single quotes a shell takes every byte as it is. */
static void push_quoted(struct growing *g, const char *word)
{
	if (is_plain(word)) {
		push(g, word, strlen(word));
		return;
	}
	push(g, "'", 1);
	for (; *word; word++) {
		if (*word == '\'')
			push(g, "'\\''", 4);
		else
			push(g, word, 1);
	}
	push(g, "'", 1);
}

const char *words_quoted(struct arena *a, const struct words *w)
{
	struct growing g = { 0 };

	push(&g, "", 0);
	for (size_t i = 0; i < w->count; i++) {
		if (i)
			push(&g, " ", 1);
		push_quoted(&g, w->list[i]);
	}
	const char *text = arena_dup(a, g.text);
	free(g.text);
	return text;
}
