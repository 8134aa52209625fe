/* archive.h - which files of an archive are read, and reading them into a store. */
#ifndef PARSE_ARCHIVE_H
#define PARSE_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/base/err.h"
#include "data/base/file.h"
#include "data/store/store.h"
#include "parse/language/grammars.h"
#include "parse/language/layout.h"
#include "parse/parse.h"

/* What became of a file. */
enum file_fate {
	FATE_READ,       /* a log: its records are in the store */
	FATE_SAME,       /* ... were there already */
	FATE_UNCHANGED,  /* not even opened: as it was the last time */
	FATE_NO_GRAMMAR, /* no grammar found a record in it */
	FATE_UNNAMED,    /* the layout does not name it */
	FATE_IGNORED,    /* the layout says it is no log */
	FATE_UNREADABLE, /* see `why` */
	FATE_COPY,       /* the same content as another file of this run */
	FATES            /* not decided yet: to be read */
};

struct archive_file {
	const struct file_entry *entry;
	struct layout_match place;
	enum file_fate fate;
	const char *why;          /* FATE_UNREADABLE; FATE_COPY: the other file */
	char sha256[65];          /* of the content, once it is known; else "" */
	bool empty;               /* FATE_UNCHANGED: no grammar knew it */
	int64_t records;
};

struct archive {
	const char *const *paths;  /* as given */
	size_t path_count;
	struct file_list walk;
	struct archive_file *files;/* in the walk's order */
	size_t count;
	struct layout **layouts;   /* one a path, or NULL */
	struct grammars *grammars;
	struct measure_names *names;
	char settings[65];         /* hash of all that decides how files are read */
	struct arena arena;
};

/* Finds the files, the layouts and the grammars. The caller releases in any case. */
int archive_open(struct archive *a, const char *const *paths, size_t count,
		 const struct parse_options *options, struct err *err);
void archive_release(struct archive *a);

/* Reads all files whose fate is open into the store, in order, with `threads` threads. */
int archive_read(struct archive *a, struct store *s, long threads, bool series,
		 struct err *err);

/* How many files met this fate. */
size_t archive_count(const struct archive *a, enum file_fate fate);

/* A path for people: below the archive's root. Whole where several paths were given, or where
   it is not of this archive. */
const char *archive_below(const struct archive *a, const char *path);

#endif
