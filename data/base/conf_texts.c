/* conf_texts.c - sections that are alike but for a text. */
#include <stdlib.h>
#include <string.h>

#include "data/base/conf.h"

#define TEXTS "texts"
#define TEXT  "{text}"

/* The value with the text wherever it says {text}. */
static const char *filled(struct arena *a, const char *value, const char *text)
{
	const char *made = "", *at;

	for (; (at = strstr(value, TEXT)) != NULL; value = at + strlen(TEXT))
		made = arena_printf(a, "%s%.*s%s", made, (int)(at - value), value, text);
	return *made ? arena_printf(a, "%s%s", made, value) : value;
}

static bool says_text(const struct conf_section *s)
{
	for (size_t i = 0; i < s->count; i++)
		if (strstr(s->entries[i].value, TEXT))
			return true;
	return false;
}

/* The section as it is with this text. */
static struct conf_section with_text(struct arena *a, const struct conf_section *s, const char *text)
{
	struct conf_section made = { s->kind, s->name, s->line, mem_new(s->count, sizeof(*s->entries)), 0, s->count };

	for (size_t i = 0; i < s->count; i++)
		if (strcmp(s->entries[i].key, TEXTS) != 0)
			made.entries[made.count++] = (struct conf_entry){
				s->entries[i].key, filled(a, s->entries[i].value, text), s->entries[i].line };
	return made;
}

/* Puts the section, or those that it stands for, behind the others; what is put there owns its entries. */
static int put(struct conf *c, const struct conf_section *s, struct err *err)
{
	const struct conf_entry *e = conf_get(s, TEXTS);
	size_t count = 0;
	const char **texts = e ? conf_list(&c->arena, e->value, true, &count) : NULL;

	if (e && (count == 0 || !says_text(s)))
		return conf_error(c, e->line, err, count ? "texts: no key says where: " TEXT
							 : "texts: none is here");
	c->sections = mem_grow(c->sections, &c->room, c->count + count + 1, sizeof(*s));
	if (e == NULL)
		c->sections[c->count++] = *s;
	for (size_t i = 0; i < count; i++)
		c->sections[c->count++] = with_text(&c->arena, s, texts[i]);
	return 0;
}

int conf_texts(struct conf *c, struct err *err)
{
	struct conf_section *old = c->sections;
	size_t count = c->count, i = 0;
	int rc = 0;

	c->sections = NULL;
	c->count = c->room = 0;
	for (; i < count && rc == 0; i++) {
		rc = put(c, &old[i], err);
		if (rc == 0 && conf_get(&old[i], TEXTS))
			free(old[i].entries);
	}
	for (i -= rc != 0; rc != 0 && i < count; i++) /* of what was not put anywhere */
		free(old[i].entries);
	free(old);
	return rc;
}
