/* metrics.c - the dictionary of metrics. */
#include "parse/language/metrics.h"

#include <stdlib.h>
#include <string.h>

#include "data/base/mem.h"
#include "data/embedded.h"
#include "data/unit.h"

/* The dictionary by name: every grammar of every call asks for each of its metrics. */
struct metrics {
	struct conf conf;
	const struct conf_entry **exact;    /* without a `*`, sorted by name */
	const struct conf_entry **patterns; /* with one, in the file's order */
	size_t exact_count, pattern_count;
};

static int compare_names(const void *a, const void *b)
{
	const struct conf_entry *const *x = a, *const *y = b;

	return strcmp((*x)->key, (*y)->key);
}

static void sort_names(struct metrics *m)
{
	size_t room = 0;

	for (size_t i = 0; i < m->conf.count; i++)
		room += m->conf.sections[i].count;
	m->exact = mem_new(room, sizeof(m->exact[0]));
	m->patterns = mem_new(room, sizeof(m->patterns[0]));
	for (size_t i = 0; i < m->conf.count; i++) {
		const struct conf_section *s = &m->conf.sections[i];

		for (size_t k = 0; strcmp(s->kind, "metrics") == 0 && k < s->count; k++) {
			if (strchr(s->entries[k].key, '*') != NULL)
				m->patterns[m->pattern_count++] = &s->entries[k];
			else
				m->exact[m->exact_count++] = &s->entries[k];
		}
	}
	qsort(m->exact, m->exact_count, sizeof(m->exact[0]), compare_names);
}

struct metrics *metrics_new(void)
{
	return mem_new(1, sizeof(struct metrics));
}

int metrics_load(struct metrics *m, struct err *err)
{
	if (m->exact)
		return 0;
	if (conf_load_text(&m->conf, embedded_metrics.path, embedded_metrics.text,
			   embedded_metrics.size, err) != 0)
		return -1;
	sort_names(m);
	return 0;
}

void metrics_free(struct metrics *m)
{
	if (m == NULL)
		return;
	conf_release(&m->conf);
	free(m->exact);
	free(m->patterns);
	free(m);
}

/* Does the pattern's `*` cover the name? A `{capture}` in the name is like a word. */
static bool matches(const char *pattern, const char *name)
{
	for (; *pattern; pattern++) {
		if (*pattern == '*') {
			const char *rest = pattern + 1;

			for (const char *s = name;; s++) {
				if (s != name && matches(rest, s))
					return true;
				if (*s == '\0')
					return false;
			}
		}
		if (*pattern != *name)
			return false;
		name++;
	}
	return *name == '\0';
}

/* In a grammar's own section; it has a handful. */
static const char *find_own(const struct conf *c, const char *name, bool exact)
{
	for (size_t i = 0; c != NULL && i < c->count; i++) {
		const struct conf_section *s = &c->sections[i];

		if (strcmp(s->kind, "metrics") != 0)
			continue;
		for (size_t k = 0; k < s->count; k++)
			if (exact ? strcmp(s->entries[k].key, name) == 0
				  : matches(s->entries[k].key, name))
				return s->entries[k].value;
	}
	return NULL;
}

static const char *find_exact(const struct metrics *m, const char *name)
{
	const struct conf_entry wanted = { .key = name }, *key = &wanted;
	const struct conf_entry **found = bsearch(&key, m->exact, m->exact_count,
						  sizeof(m->exact[0]), compare_names);

	return found ? (*found)->value : NULL;
}

static const char *find_pattern(const struct metrics *m, const char *name)
{
	for (size_t i = 0; i < m->pattern_count; i++)
		if (matches(m->patterns[i]->key, name))
			return m->patterns[i]->value;
	return NULL;
}

/* Unit and words. An exact name counts before a pattern, a grammar's own before the dictionary's. */
static const char *find_text(const struct metrics *m, const struct conf *own, const char *name)
{
	const char *text = find_own(own, name, true);

	if (text == NULL)
		text = find_exact(m, name);
	if (text == NULL)
		text = find_own(own, name, false);
	return text ? text : find_pattern(m, name);
}

const char *metrics_unit(const struct metrics *m, const struct conf *own, const char *name)
{
	const char *text = find_text(m, own, name);
	struct unit known;
	char word[32] = "";

	if (text == NULL)
		return NULL;
	size_t n = strcspn(text, " \t");
	memcpy(word, text, n < sizeof(word) ? n : sizeof(word) - 1);
	return unit_find(word, &known) ? known.canonical : NULL;
}

bool metrics_is_signed(const struct metrics *m, const struct conf *own, const char *name)
{
	const char *text = find_text(m, own, name);

	if (text == NULL)
		return true;
	text += strcspn(text, " \t");
	text += strspn(text, " \t");
	return strncmp(text, "signed", 6) == 0 && (text[6] == '\0' || strchr(" \t", text[6]));
}

const char *metrics_pattern_unit(const struct metrics *m, const struct conf *own,
				 const char *pattern, struct arena *a)
{
	char *name = arena_new(a, strlen(pattern) * 3 + 1, 1), *n = name;

	for (const char *s = pattern; *s; s++) /* as a {capture} stands for any text */
		if (*s == '*')
			n = stpcpy(n, "{x}");
		else
			*n++ = *s;
	return metrics_unit(m, own, name);
}
