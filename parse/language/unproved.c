/* unproved.c - marks of what no real log has proved. */
#include "parse/language/unproved.h"

#include <string.h>

#define UNSAID "from the tool's documentation or sources; no log seen"

const char *unproved_read(struct arena *a, const struct conf_section *s, const char *value)
{
	if (value == NULL || strcmp(value, "no") == 0)
		return NULL;
	if (strcmp(value, "yes") == 0)
		value = UNSAID;
	if (strcmp(s->kind, "grammar") == 0)
		return arena_dup(a, value);
	return arena_printf(a, "[%s%s%s]: %s", s->kind, s->name[0] ? " " : "", s->name, value);
}

/* "3.12" is said of 3.12, 3.12+ and 3.12.1, not of 3.1 or 3.120. */
static bool is_said(const char *seen, const char *version)
{
	size_t n = strlen(seen);

	return strncmp(seen, version, n) == 0 && !(version[n] >= '0' && version[n] <= '9');
}

const char *unproved_version(const struct grammar *g, const char *version)
{
	if (g->unproved == NULL || (g->seen_count && version == NULL))
		return NULL;
	for (size_t i = 0; i < g->seen_count; i++)
		if (is_said(g->seen[i], version))
			return NULL;
	return g->unproved;
}

static void tell(const struct grammar *g, int line, const char *text, struct notes *notes)
{
	if (text)
		notes_add(notes, "%s:%d: unproved: %s", g->conf.path, line, text);
}

void unproved_check(const struct grammar *g, struct notes *notes)
{
	const struct conf_section *s;

	if (g->unproved) {
		s = conf_find(&g->conf, "grammar", NULL);
		tell(g, conf_get(s, "unproved")->line, g->unproved, notes);
	}
	if (g->json_unproved) {
		s = conf_find(&g->conf, "json", NULL);
		tell(g, s->line, g->json_unproved, notes);
	}
	if (g->xml_unproved) {
		s = conf_find(&g->conf, "xml", NULL);
		tell(g, s->line, g->xml_unproved, notes);
	}
	for (size_t i = 0; i < g->csv_count; i++)
		tell(g, g->csvs[i].line, g->csvs[i].unproved, notes);
	for (size_t i = 0; i < g->rule_count; i++)
		tell(g, g->rules[i].line, g->rules[i].unproved, notes);
	for (size_t i = 0; i < g->kind_count; i++)
		tell(g, g->kinds[i].line, g->kinds[i].unproved, notes);
}
