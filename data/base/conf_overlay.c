/* conf_overlay.c - several files as one, each line still with its place. */
#include <stdio.h>
#include <string.h>

#include "data/base/conf.h"

/*
 * A line of the n-th file that was taken in is LINES * n + its number there. A file has at
 * most 4 MiB, so fewer lines than this.
 */
#define LINES (1 << 23)

bool conf_is_own(int line)
{
	return line > 0 && line < LINES;
}

const char *conf_path_of(const char *path, const struct conf_file *files, int line)
{
	return line < LINES ? path : files[line / LINES - 1].path;
}

const char *conf_place(const char *path, const struct conf_file *files, int line,
		       char buf[CONF_PLACE])
{
	if (line < LINES)
		snprintf(buf, CONF_PLACE, "%s:%d", path, line);
	else
		snprintf(buf, CONF_PLACE, "%s:%d (%s)", files[line / LINES - 1].path,
			 line % LINES, files[line / LINES - 1].from);
	return buf;
}

/* Room for `more` files; the old ones stay where lines look for them. */
static void add_files(struct conf *c, const struct conf *over)
{
	size_t count = c->file_count + over->file_count + 1;
	struct conf_file *all = arena_new(&c->arena, count, sizeof(all[0]));

	if (c->file_count > 0)
		memcpy(all, c->files, c->file_count * sizeof(all[0]));
	all[c->file_count] = (struct conf_file){ arena_dup(&c->arena, over->path),
						 arena_dup(&c->arena, over->from) };
	for (size_t i = 0; i < over->file_count; i++)
		all[c->file_count + 1 + i] =
			(struct conf_file){ arena_dup(&c->arena, over->files[i].path),
					    arena_dup(&c->arena, over->files[i].from) };
	c->files = all;
	c->file_count = count;
}

static void overlay_section(struct conf *c, const struct conf_section *s, int shift,
			    bool removes)
{
	const struct conf_section *found = conf_find(c, s->kind, s->name);
	struct conf_section *to;

	to = found ? &c->sections[found - c->sections]
		   : conf_add(c, s->kind, s->name, s->line + shift);
	to->line = s->line + shift;
	for (size_t i = 0; i < s->count; i++) {
		const struct conf_entry *e = &s->entries[i];
		bool empty = removes && e->value[0] == '\0' && conf_get(to, e->key);

		conf_set(c, to, e->key, empty ? NULL : e->value, e->line + shift);
	}
}

void conf_overlay(struct conf *c, const struct conf *over, bool own, bool removes)
{
	int shift = own ? 0 : LINES * (int)(c->file_count + 1);

	if (!own)
		add_files(c, over);
	for (size_t i = 0; i < over->count; i++)
		overlay_section(c, &over->sections[i], shift, removes);
}
