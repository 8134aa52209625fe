/* seen.c - notes on files that were read, to skip those that have not changed. */
#include "parse/archive/seen.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "data/base/dict.h"
#include "data/base/hash.h"

#define SEEN_MAX ((size_t)256 << 20)
#define SEEN_FORM "desmet-seen 1"
/* A file that changed twice within the clock's grain looks unchanged: those that are as
   young as the notes are read again. */
#define GRAIN_NS INT64_C(50000000)

/* Where the notes on a store are kept; NULL when there is no cache. */
static char *notes_path(const char *store)
{
	char *folder = file_cache_folder(), *real = realpath(store, NULL), *path = NULL;
	char hex[HASH_HEX];

	if (folder && real) {
		hash_hex(real, strlen(real), hex);
		path = mem_printf("%s/%.32s.seen", folder, hex);
	}
	free(folder);
	free(real);
	return path;
}

static void describe_file(const struct file_entry *e, char *out, size_t size)
{
	snprintf(out, size, "%ju %ju %jd %" PRId64 " %" PRId64, (uintmax_t)e->dev,
		 (uintmax_t)e->ino, (intmax_t)e->size, e->mtime_ns, e->ctime_ns);
}

/* "dev ino size mtime ctime sha state\tpath" */
static bool take_line(char *line, const struct dict *files, int64_t started_ns)
{
	char *path = strchr(line, '\t'), *sha, *state, now[160];
	struct archive_file *f;

	if (path == NULL)
		return false;
	*path++ = '\0';
	state = strrchr(line, ' ');
	if (state == NULL)
		return false;
	*state++ = '\0';
	sha = strrchr(line, ' ');
	if (sha == NULL || strlen(sha + 1) != 64)
		return false;
	*sha++ = '\0';
	f = dict_get(files, path, strlen(path));
	if (f == NULL || f->fate != FATES)
		return f != NULL;
	describe_file(f->entry, now, sizeof(now));
	if (strcmp(now, line) != 0 || f->entry->ctime_ns > started_ns - GRAIN_NS)
		return true;
	memcpy(f->sha256, sha, 64);
	f->fate = FATE_UNCHANGED;
	f->empty = strcmp(state, "empty") == 0;
	return true;
}

int64_t seen_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

bool seen_load(const char *store, struct archive *a, size_t *gone)
{
	struct dict files = { 0 };
	struct err err;
	char described[FILE_STAMP], *rest, *line, *text, *path = notes_path(store);
	size_t size;
	bool good = false;
	int64_t started = 0;

	*gone = 0;
	text = rest = path ? file_read(path, SEEN_MAX, &size, &err) : NULL;
	free(path);
	if (text == NULL)
		return false;
	/* Another program's change of the store makes the notes worthless. */
	file_stamp(store, described);
	line = file_next_line(&rest);
	if (line && strcmp(line, SEEN_FORM) == 0 && (line = file_next_line(&rest)) &&
	    strcmp(line, a->settings) == 0 && (line = file_next_line(&rest)) &&
	    strcmp(line, described) == 0 && (line = file_next_line(&rest))) {
		started = strtoll(line, NULL, 10);
		good = true;
	}
	for (size_t i = 0; good && i < a->count; i++)
		dict_set(&files, a->files[i].entry->path, strlen(a->files[i].entry->path),
			 &a->files[i]);
	while (good && (line = file_next_line(&rest)) != NULL)
		*gone += !take_line(line, &files, started);
	dict_release(&files);
	free(text);
	return good;
}

void seen_save(const char *store, const struct archive *a, int64_t started_ns)
{
	char text[FILE_STAMP], *path = notes_path(store);
	struct file_new f;
	struct err err;
	bool open = path && file_new_open(&f, path, &err) == 0;

	free(path);
	if (!open)
		return;
	file_stamp(store, text);
	fprintf(f.out, "%s\n%s\n%s\n%" PRId64 "\n", SEEN_FORM, a->settings, text, started_ns);
	for (size_t i = 0; i < a->count; i++) {
		const struct archive_file *file = &a->files[i];
		bool empty = file->fate == FATE_NO_GRAMMAR || file->empty;

		/* A copy is read again each time: which one counts may change. */
		if (file->sha256[0] == '\0' || file->fate == FATE_COPY ||
		    strpbrk(file->entry->path, "\n\t"))
			continue;
		describe_file(file->entry, text, sizeof(text));
		fprintf(f.out, "%s %.64s %s\t%s\n", text, file->sha256,
			empty ? "empty" : "log", file->entry->path);
	}
	file_new_close(&f, &err);
}
