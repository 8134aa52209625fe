/* file.h - files: read whole, replaced whole, found below a folder. */
#ifndef DATA_BASE_FILE_H
#define DATA_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#include "data/base/err.h"
#include "data/base/mem.h"

/* The bytes of a regular file of at most `max` bytes, and a NUL after them. The caller
   frees. NULL with *err set (EXIT_MACHINE; a folder or too large a file: EXIT_INPUT). */
char *file_read(const char *path, size_t max, size_t *size, struct err *err);

/* The next line of a text, cut off at its end; *rest goes on behind it. NULL when no whole
   line is left, or *rest is NULL. */
char *file_next_line(char **rest);

/*
 * A file that is there whole or not at all: written under a temporary name beside `path`,
 * then fsync and rename. Between open and close the caller writes to `out`.
 */
struct file_new {
	FILE *out;
	char *path, *temporary;
};

int file_new_open(struct file_new *f, const char *path, struct err *err);
int file_new_close(struct file_new *f, struct err *err); /* keeps it; frees also on error */
void file_new_abandon(struct file_new *f);               /* leaves what was there before */

/*
 * Waits until no other process holds the folder of `path`, and holds it: for a file that is read,
 * changed and renamed into place. The caller closes the descriptor, which lets go. -1 on a file
 * system that knows no locks: then nobody is kept away.
 */
int file_hold_folder(const char *path);

/* fsync `temporary` and rename it to `path`; on failure the temporary file is removed. */
int file_rename_synced(const char *temporary, const char *path, struct err *err);

/* What a walk finds. Symbolic links are followed, loops are not. */
enum file_kind { FILE_REGULAR, FILE_SPECIAL, FILE_UNREADABLE, FILE_LOOP };

struct file_entry {
	const char *path;   /* root + "/" + below */
	const char *below;  /* below the root */
	enum file_kind kind;
	const char *why;    /* FILE_UNREADABLE: the system's words */
	dev_t dev;
	ino_t ino;
	off_t size;
	int64_t mtime_ns, ctime_ns;
};

struct file_list {
	struct file_entry *entries; /* sorted by `below`, bytewise */
	size_t count, room;
	struct arena arena;
};

/* All files below `root`, or `root` itself if it is a file (then `below` is its name).
   Hidden files and folders (".git") are left out. */
int file_walk(const char *root, struct file_list *list, struct err *err);
void file_list_release(struct file_list *list);

/* Device, inode, size and times, as text: the same text is the same file, unchanged. "" when
   there is no regular file. */
#define FILE_STAMP 160
void file_stamp(const char *path, char out[FILE_STAMP]);

/* The folder for desmet's own cache, made if it is not there: $XDG_CACHE_HOME/desmet or
   ~/.cache/desmet. NULL when there is none to be had. The caller frees. */
char *file_cache_folder(void);

/* "a/b" + "c" -> "a/b/c"; the caller frees. */
char *file_join(const char *folder, const char *name);
/* The folder of a path, "." if it names none; the caller frees. */
char *file_folder(const char *path);

#endif
