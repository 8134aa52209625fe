/* rubric_include.c - a rubric that takes over what others say, as if it were one file. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "data/base/file.h"
#include "data/base/hash.h"
#include "data/rubric/rubric_load.h"

#define DEPTH_MAX 8 /* files that include one another */

/* A file on the way from the rubric to what is read just now. */
struct way {
	const struct way *before; /* NULL: this is the rubric itself */
	char *real;
	int depth;
};

/* A key of which two included files say different things. */
struct clash {
	const char *kind, *name, *key;
	const char *value[2], *place[2];
};

/* One file with what it includes. */
struct tree {
	struct conf own;
	struct conf all; /* what is included, one file upon the other */
	const struct conf_entry *include, *without;
	struct clash *clashes;
	size_t clash_count, clash_room;
	struct way way;
	struct err *err;
};

static int load_tree(struct conf *out, const char *path, const char *from,
		     const struct way *before, bool under, struct err *err);

bool rubric_is_included(int line)
{
	return line > 0 && !conf_is_own(line);
}

/* --- what two included files say otherwise ------------------------------------------- */

static const char *place_of(struct tree *t, const struct conf *c, int line)
{
	char place[CONF_PLACE];

	return arena_dup(&t->own.arena, conf_place(c->path, c->files, line, place));
}

static void note_clashes(struct tree *t, const struct conf *more)
{
	struct arena *a = &t->own.arena;

	for (size_t i = 0; i < more->count; i++) {
		const struct conf_section *s = &more->sections[i];
		const struct conf_section *o = conf_find(&t->all, s->kind, s->name);

		for (size_t k = 0; o && k < s->count; k++) {
			const struct conf_entry *e = &s->entries[k];
			const struct conf_entry *was = conf_get(o, e->key);

			if (was == NULL || strcmp(was->value, e->value) == 0)
				continue;
			t->clashes = mem_grow(t->clashes, &t->clash_room,
					      t->clash_count + 1, sizeof(t->clashes[0]));
			t->clashes[t->clash_count++] = (struct clash){
				.kind = arena_dup(a, s->kind),
				.name = arena_dup(a, s->name),
				.key = arena_dup(a, e->key),
				.value = { arena_dup(a, was->value), arena_dup(a, e->value) },
				.place = { place_of(t, &t->all, was->line),
					   place_of(t, more, e->line) },
			};
		}
	}
}

/* Then the including file must say it. */
static int check_clashes(const struct tree *t)
{
	for (size_t i = 0; i < t->clash_count; i++) {
		const struct clash *c = &t->clashes[i];
		const struct conf_section *own = conf_find(&t->own, c->kind, c->name);

		if (conf_find(&t->all, c->kind, c->name) == NULL ||
		    (own && conf_get(own, c->key)))
			continue;
		return conf_error(&t->own, t->include->line, t->err,
				  "include: %s of [%s%s%s] is \"%s\" at %s, but \"%s\" at %s; "
				  "wanted: say here which",
				  c->key, c->kind, c->name[0] ? " " : "", c->name, c->value[0],
				  c->place[0], c->value[1], c->place[1]);
	}
	return 0;
}

/* --- what is included ---------------------------------------------------------------- */

/* The path from here; an error when no file is there, or it is on the way already. */
static int find_file(const struct tree *t, const char *given, char **path, char **real)
{
	int line = t->include->line;
	char *folder = file_folder(t->own.path);
	struct stat st;

	while (strncmp(given, "./", 2) == 0)
		given += 2;
	*path = given[0] == '/' || strcmp(folder, ".") == 0 ? mem_dup(given)
							    : file_join(folder, given);
	free(folder);
	*real = realpath(*path, NULL);
	if (*real == NULL || stat(*real, &st) != 0 || !S_ISREG(st.st_mode))
		return conf_error(&t->own, line, t->err,
				  "include = %s: there is no file %s", given, *path);
	for (const struct way *w = &t->way; w; w = w->before)
		if (strcmp(w->real, *real) == 0)
			return conf_error(&t->own, line, t->err,
					  "include = %s: %s would include itself", given,
					  *path);
	if (t->way.depth >= DEPTH_MAX)
		return conf_error(&t->own, line, t->err,
				  "include = %s: at most %d files include one another", given,
				  DEPTH_MAX);
	return 0;
}

/* The SHA-256 is of all files, in the order in which they are named. */
static void add_hash(char *sha256, const char *more)
{
	struct hash *h = hash_new();

	hash_begin(h);
	hash_add(h, sha256, strlen(sha256));
	hash_add(h, more, strlen(more));
	hash_end(h, sha256);
	hash_free(h);
}

static int include_file(struct tree *t, const char *given)
{
	struct arena *a = &t->own.arena;
	struct conf more = { 0 };
	char *path, *real;
	const char *from;
	int rc = find_file(t, given, &path, &real);

	from = arena_printf(a, "included from %s:%d", t->own.path, t->include->line);
	if (t->own.from)
		from = arena_printf(a, "%s, %s", from, t->own.from + strlen("included "));
	if (rc == 0)
		rc = load_tree(&more, path, from, &t->way, false, t->err);
	if (rc == 0 && t->all.file_count + more.file_count + 1 > CONF_FILES_MAX)
		rc = conf_error(&t->own, t->include->line, t->err,
				"include = %s: at most %d files may be included", given,
				CONF_FILES_MAX);
	if (rc == 0) {
		note_clashes(t, &more);
		conf_overlay(&t->all, &more, false, false);
		add_hash(t->all.sha256, more.sha256);
	}
	conf_release(&more);
	free(path);
	free(real);
	return rc;
}

/* The names of a key's list: commas, or blanks where there is no comma. */
static const char **names_of(struct arena *a, const struct conf_entry *e, size_t *count)
{
	return conf_list(a, e->value, strchr(e->value, ',') != NULL, count);
}

static int include_all(struct tree *t)
{
	size_t n;
	const char **given = names_of(&t->own.arena, t->include, &n);

	if (n == 0)
		return conf_error(&t->own, t->include->line, t->err,
				  "include names no file; wanted: include = FILE.ini");
	for (size_t i = 0; i < n; i++)
		if (include_file(t, given[i]) != 0)
			return -1;
	return 0;
}

/* Features that are not taken over. */
static int leave_out(struct tree *t)
{
	struct rubric_loader l = { .c = &t->own, .err = t->err };
	const struct conf_entry *e = t->without;
	size_t n, features = 0;
	const char **names = names_of(&t->own.arena, e, &n);
	const char **known = arena_new(&t->own.arena, t->all.count + 1, sizeof(known[0]));

	if (n == 0)
		return conf_error(&t->own, e->line, t->err,
				  "without names no feature; wanted: without = FEATURE, FEATURE");
	for (size_t i = 0; i < t->all.count; i++)
		if (strcmp(t->all.sections[i].kind, "feature") == 0)
			known[features++] = arena_dup(&t->own.arena, t->all.sections[i].name);
	for (size_t i = 0; i < n; i++) {
		const struct conf_section *s = conf_find(&t->all, "feature", names[i]);

		if (s == NULL)
			return conf_error(&t->own, e->line, t->err,
					  "without = %s: no feature that is included has this "
					  "name, or it is there twice%s",
					  names[i], rubric_hint(&l, names[i], known, features));
		conf_drop(&t->all, &t->all.sections[s - t->all.sections]);
	}
	return 0;
}

/* --- the whole ----------------------------------------------------------------------- */

static void strip(struct conf *c)
{
	const struct conf_section *s = conf_find(c, "rubric", "");

	if (s == NULL)
		return;
	conf_set(c, &c->sections[s - c->sections], "include", NULL, 0);
	conf_set(c, &c->sections[s - c->sections], "without", NULL, 0);
}

static int take_over(struct tree *t, bool under)
{
	int rc = include_all(t);

	if (rc == 0 && t->without)
		rc = leave_out(t);
	if (rc == 0)
		rc = check_clashes(t);
	if (rc == 0 && !under)
		conf_overlay(&t->all, &t->own, true, true);
	return rc;
}

static int load_tree(struct conf *out, const char *path, const char *from,
		     const struct way *before, bool under, struct err *err)
{
	struct tree t = { .own = { .from = from }, .err = err };
	const struct conf_section *head;
	int rc = conf_load(&t.own, path, err);

	t.way = (struct way){ before, realpath(path, NULL), before ? before->depth + 1 : 1 };
	head = rc == 0 ? conf_find(&t.own, "rubric", "") : NULL;
	t.include = head ? conf_get(head, "include") : NULL;
	t.without = head ? conf_get(head, "without") : NULL;
	if (rc == 0 && t.without && t.include == NULL)
		rc = conf_error(&t.own, t.without->line, err,
				"without = %s: nothing is included; wanted: include = FILE.ini, "
				"from which it is left out",
				t.without->value);
	t.all.path = arena_dup(&t.all.arena, path);
	t.all.from = arena_dup(&t.all.arena, from);
	memcpy(t.all.sha256, t.own.sha256, sizeof(t.all.sha256));
	if (rc == 0 && t.include)
		rc = take_over(&t, under);
	else if (rc == 0 && !under)
		conf_overlay(&t.all, &t.own, true, false);
	strip(&t.all);
	*out = t.all;
	free(t.clashes);
	free(t.way.real);
	conf_release(&t.own);
	return rc;
}

int rubric_conf_load(struct conf *c, const char *path, struct err *err)
{
	return load_tree(c, path, NULL, NULL, false, err);
}

int rubric_conf_load_under(struct conf *c, const char *path, struct err *err)
{
	return load_tree(c, path, NULL, NULL, true, err);
}
