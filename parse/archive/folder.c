/* folder.c - an archive folder as a store, kept in the user's cache; and the proofs. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "data/base/hash.h"
#include "parse/archive/archive.h"
#include "parse/archive/seen.h"
#include "parse/archive/summary.h"
#include "parse/language/unproved.h"
#include "parse/parse.h"

/* The cached store's path; NULL when there is no cache. The caller frees. */
static char *cache_path(const struct archive *a)
{
	char *folder = file_cache_folder(), *real = realpath(a->paths[0], NULL), *path = NULL;

	if (folder && real) {
		char hex[HASH_HEX], *text = mem_printf("%s\n%s", real, a->settings);

		hash_hex(text, strlen(text), hex);
		path = mem_printf("%s/%.32s.store", folder, hex);
		free(text);
	}
	free(folder);
	free(real);
	return path;
}

static int read_anew(struct archive *a, const char *path, const struct parse_options *o,
		     int64_t started, struct store **out, struct err *err)
{
	struct store *s = NULL;

	if (path)
		unlink(path);
	for (size_t i = 0; i < a->count; i++)
		if (a->files[i].fate != FATE_IGNORED && a->files[i].fate != FATE_UNNAMED &&
		    a->files[i].entry->kind == FILE_REGULAR)
			a->files[i].fate = FATES;
	if (store_edit(path ? path : ":memory:", &s, err) != 0)
		return -1;
	if (archive_read(a, s, o->threads, o->series, err) != 0 || store_commit(s, err) != 0) {
		store_close(s);
		return -1;
	}
	if (path)
		seen_save(path, a, started);
	*out = s;
	return 0;
}

int parse_folder(const char *folder, const struct parse_options *options,
		 struct store **out, struct notes *notes, struct err *err)
{
	int64_t started = seen_now();
	struct archive a;
	struct err stale;
	size_t gone;
	char *path;
	int rc = archive_open(&a, &folder, 1, options, err);

	if (rc != 0) {
		archive_release(&a);
		return -1;
	}
	path = cache_path(&a);
	*out = NULL;
	/* A cached store that cannot be opened is only a reason to make it again. */
	if (path && seen_load(path, &a, &gone) && gone == 0 &&
	    archive_count(&a, FATES) == 0 && store_open(path, out, &stale) != 0)
		*out = NULL;
	if (*out == NULL)
		rc = read_anew(&a, path, options, started, out, err);
	if (rc != 0 && path) /* a cache that cannot be written is none */
		rc = read_anew(&a, NULL, options, started, out, err);
	if (rc == 0)
		rc = summary_notes(*out, &a, true, notes, err);
	/* Whether a record was needed is for the profile to say; not of a file that none has read. */
	notes->unused = archive_count(&a, FATE_UNREADABLE);
	free(path);
	archive_release(&a);
	return rc;
}

int parse_check_grammar(const char *path, struct notes *notes, struct err *err)
{
	struct measure_names *names = measure_names_new();
	struct metrics *metrics = metrics_new();
	struct grammar *g = NULL;
	int rc = metrics_load(metrics, err);

	if (rc == 0)
		rc = grammar_load(path, NULL, 0, metrics, names, &g, err);
	if (rc == 0)
		rc = grammar_prove(g, notes, err);
	if (rc == 0)
		unproved_check(g, notes);
	grammar_free(g);
	metrics_free(metrics);
	measure_names_free(names);
	return rc;
}

int parse_check_layout(const char *path, struct notes *notes, struct err *err)
{
	struct layout *l = NULL;
	int rc = layout_load(path, &l, err);

	(void)notes;
	layout_free(l);
	return rc;
}
