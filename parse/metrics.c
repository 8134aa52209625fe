/* metrics.c - the dictionary of metrics. */
#include "parse/metrics.h"

#include <stdlib.h>
#include <string.h>

#include "data/base/mem.h"
#include "data/embedded.h"
#include "data/unit.h"

struct metrics {
	struct conf conf;
};

int metrics_load(struct metrics **out, struct err *err)
{
	struct metrics *m = mem_new(1, sizeof(*m));

	if (conf_load_text(&m->conf, embedded_metrics.path, embedded_metrics.text,
			   embedded_metrics.size, err) != 0) {
		metrics_free(m);
		return -1;
	}
	*out = m;
	return 0;
}

void metrics_free(struct metrics *m)
{
	if (m == NULL)
		return;
	conf_release(&m->conf);
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

/* An exact name counts before a pattern. */
static const char *find(const struct conf *c, const char *name, bool exact)
{
	for (size_t i = 0; i < c->count; i++) {
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

const char *metrics_unit(const struct metrics *m, const struct conf *own, const char *name)
{
	const struct conf *const places[] = { own, &m->conf };

	for (int exact = 1; exact >= 0; exact--)
		for (size_t i = 0; i < ARRAY_LEN(places); i++) {
			const char *unit = places[i] ? find(places[i], name, exact) : NULL;
			struct unit known;
			char word[32] = "";

			if (unit == NULL)
				continue;
			size_t n = strcspn(unit, " \t");
			memcpy(word, unit, n < sizeof(word) ? n : sizeof(word) - 1);
			return unit_find(word, &known) ? known.canonical : NULL;
		}
	return NULL;
}
