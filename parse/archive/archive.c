/* archive.c - which files of an archive are read, and what is known of them beforehand. */
#include "parse/archive/archive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/base/hash.h"
#include "data/embedded.h"

/* The layout of one path: the named one, or layout.ini in a folder's root. */
static int load_layout(struct archive *a, size_t i, const char *named, struct err *err)
{
	char *path = named ? mem_dup(named) : file_join(a->paths[i], "layout.ini");
	struct stat st;
	int rc = 0;

	if (named || stat(path, &st) == 0)
		rc = layout_load(path, &a->layouts[i], err);
	free(path);
	for (size_t k = 0; rc == 0 && a->layouts[i] && k < a->layouts[i]->rule_count; k++) {
		const struct layout_rule *r = &a->layouts[i]->rules[k];

		if (r->grammar && grammars_find(a->grammars, r->grammar) == NULL)
			rc = conf_error(&a->layouts[i]->conf, r->line, err,
					"there is no grammar \"%s\"", r->grammar);
	}
	return rc;
}

static void judge_file(struct archive *a, struct archive_file *f, struct layout *l,
		       struct regex_scratch *scratch, const struct parse_options *options)
{
	const struct file_entry *e = f->entry;

	f->fate = FATES;
	switch (layout_find(l, scratch, e->below, &a->arena, &f->place)) {
	case LAYOUT_LOG:
		break;
	case LAYOUT_IGNORED:
		f->fate = FATE_IGNORED;
		break;
	case LAYOUT_UNNAMED:
		f->fate = FATE_UNNAMED;
		break;
	}
	if (strcmp(e->below, "layout.ini") == 0)
		f->fate = FATE_IGNORED;
	f->place.below = e->below;
	f->place.otherwise = options->platform;
	if (f->fate != FATES)
		return;
	if (e->kind == FILE_REGULAR)
		return;
	f->fate = FATE_UNREADABLE;
	f->why = e->kind == FILE_SPECIAL ? "not a regular file"
	       : e->kind == FILE_LOOP ? "a link that leads back to a folder above it"
				      : e->why;
}

static void hash_settings(struct archive *a, const struct parse_options *options)
{
	struct hash *h = hash_new();
	const char *platform = options->platform ? options->platform : "";

	hash_begin(h);
	hash_add(h, embedded_schema.text, embedded_schema.size);
	hash_add(h, embedded_readers, strlen(embedded_readers));
	hash_add(h, a->grammars->sha256, 65);
	for (size_t i = 0; i < a->path_count; i++) {
		const char *layout = a->layouts[i] ? a->layouts[i]->conf.sha256 : "";

		hash_add(h, layout, strlen(layout) + 1);
	}
	hash_add(h, platform, strlen(platform) + 1);
	hash_add(h, options->series ? "s" : "-", 1);
	hash_end(h, a->settings);
	hash_free(h);
}

static int find_files(struct archive *a, const struct parse_options *options,
		      struct err *err)
{
	struct regex_scratch *scratch = regex_scratch_new();
	size_t *ends = arena_new(&a->arena, a->path_count, sizeof(*ends));
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < a->path_count; i++) {
		rc = file_walk(a->paths[i], &a->walk, err);
		ends[i] = a->walk.count;
	}
	a->files = mem_new(a->walk.count, sizeof(*a->files));
	for (size_t i = 0, n = 0; rc == 0 && i < a->path_count; i++)
		for (; n < ends[i]; n++) {
			a->files[n].entry = &a->walk.entries[n];
			judge_file(a, &a->files[n], a->layouts[i], scratch, options);
			a->count = n + 1;
		}
	regex_scratch_free(scratch);
	return rc;
}

int archive_open(struct archive *a, const char *const *paths, size_t count,
		 const struct parse_options *options, struct err *err)
{
	*a = (struct archive){ .paths = paths, .path_count = count };
	a->names = measure_names_new();
	a->layouts = mem_new(count, sizeof(*a->layouts));
	if (grammars_load(options->grammars, a->names, &a->grammars, err) != 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (load_layout(a, i, options->layout, err) != 0)
			return -1;
	hash_settings(a, options);
	return find_files(a, options, err);
}

void archive_release(struct archive *a)
{
	for (size_t i = 0; i < a->path_count; i++)
		if (a->layouts)
			layout_free(a->layouts[i]);
	free(a->layouts);
	free(a->files);
	file_list_release(&a->walk);
	grammars_free(a->grammars);
	measure_names_free(a->names);
	arena_release(&a->arena);
	*a = (struct archive){ 0 };
}

size_t archive_count(const struct archive *a, enum file_fate fate)
{
	size_t n = 0;

	for (size_t i = 0; i < a->count; i++)
		n += a->files[i].fate == fate;
	return n;
}

const char *archive_below(const struct archive *a, const char *path)
{
	if (a->path_count != 1 || a->count == 0)
		return path;
	const struct file_entry *any = a->files[0].entry;
	size_t root = strlen(any->path) - strlen(any->below);

	return strncmp(path, any->path, root) == 0 ? path + root : path;
}
