/* summary_layout.c - what a layout names and nothing is of: mostly a slip, by which files are of another rule, or a
   platform has two names. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "data/base/dict.h"
#include "parse/archive/summary.h"

#define LINES_SHOWN 10

/* What is told of one kind: where it stands. */
struct idle {
	const char **lines;
	size_t count, room;
};

static void add_line(struct idle *to, const char *line)
{
	to->lines = mem_grow(to->lines, &to->room, to->count + 1, sizeof(to->lines[0]));
	to->lines[to->count++] = line;
}

static bool is_same(const struct layout *a, const struct layout *b)
{
	return a && b && strcmp(a->conf.path, b->conf.path) == 0;
}

/* The layout of a folder, but for the first one of several that have the same; a file by itself cannot be of all
   rules. */
static const struct layout *layout_at(const struct archive *a, size_t i)
{
	struct stat st;

	for (size_t k = 0; k < i; k++)
		if (is_same(a->layouts[k], a->layouts[i]))
			return NULL;
	return stat(a->paths[i], &st) == 0 && S_ISDIR(st.st_mode) ? a->layouts[i] : NULL;
}

/* Rules that no file is of, in any folder with this layout. */
static void idle_rules(const struct archive *a, const struct layout *l, struct arena *arena,
		       struct idle *out)
{
	for (size_t k = 0; k < l->rule_count; k++) {
		const struct layout_rule *r = &l->rules[k];
		size_t files = 0;

		for (size_t i = 0; i < a->path_count; i++)
			files += is_same(a->layouts[i], l) ? a->layouts[i]->rules[k].files : 0;
		if (files == 0 && !r->optional)
			add_line(out, arena_printf(arena, "%s:%d: [rule %s]", l->conf.path, r->line, r->name));
	}
}

static int add_platform(void *ctx, const struct store_tally *t, struct err *err)
{
	(void)err;
	dict_set(ctx, t->platform, strlen(t->platform), ctx);
	return 0;
}

/* Is there a log whose platform the layout leaves to it? */
static bool is_left_to_logs(const struct archive *a, const struct layout *l)
{
	for (size_t i = 0; i < a->count; i++) {
		const struct archive_file *f = &a->files[i];

		if (f->fate != FATE_IGNORED && f->fate != FATE_UNNAMED && f->fate != FATE_UNREADABLE &&
		    f->place.platform == NULL && is_same(f->place.layout, l))
			return true;
	}
	return false;
}

/* Names that no path and no log says. What logs say, of which some may not have been opened this time, is known
   by what the name means only: a record of that platform may be by it. */
static void idle_names(const struct archive *a, const struct layout *l, const struct dict *platforms,
		       struct arena *arena, struct idle *out)
{
	bool logs = is_left_to_logs(a, l);

	for (size_t k = 0; k < l->platform_count; k++) {
		const struct layout_name *n = &l->platforms[k];
		size_t files = 0;

		for (size_t i = 0; i < a->path_count; i++)
			files += is_same(a->layouts[i], l) ? a->layouts[i]->platforms[k].files : 0;
		if (files == 0 && !(logs && dict_get(platforms, n->to, strlen(n->to))))
			add_line(out, arena_printf(arena, "%s:%d: %s = %s", l->conf.path, n->line, n->from,
						   n->to));
	}
}

static void tell(struct notes *notes, const struct idle *idle, const char *one, const char *many,
		 const char *advice, bool brief)
{
	if (idle->count == 0)
		return;
	notes_add(notes, "%zu %s%s", idle->count, idle->count == 1 ? one : many,
		  brief ? " (desmet parse tells which)" : advice);
	for (size_t i = 0; i < idle->count && i < LINES_SHOWN && !brief; i++)
		notes_add(notes, "  %s", idle->lines[i]);
	if (idle->count > LINES_SHOWN && !brief)
		notes_add(notes, "  ... and %zu more", idle->count - LINES_SHOWN);
}

int summary_layouts(struct store *s, const struct archive *a, bool brief, struct notes *notes,
		    struct err *err)
{
	struct idle rules = { 0 }, names = { 0 };
	struct dict platforms = { 0 };
	struct arena arena = { 0 };
	int rc = store_tallies(s, add_platform, &platforms, err);

	for (size_t i = 0; rc == 0 && i < a->path_count; i++) {
		const struct layout *l = layout_at(a, i);

		if (l == NULL)
			continue;
		idle_rules(a, l, &arena, &rules);
		idle_names(a, l, &platforms, &arena, &names);
	}
	tell(notes, &rules, "rule of a layout that no file is of", "rules of a layout that no file is of",
	     " (optional = yes: none need be):", brief);
	tell(notes, &names, "name in [platforms] of a layout that never occurs",
	     "names in [platforms] of a layout that never occur", ":", brief);
	free(rules.lines);
	free(names.lines);
	dict_release(&platforms);
	arena_release(&arena);
	return rc;
}
