/*
 * made.h - a product that is there and was made from what is there now need not be made
 * again. What it was made from is kept in the user's cache, beside what was said then.
 */
#ifndef DATA_MADE_H
#define DATA_MADE_H

#include <stdbool.h>

#include "data/base/err.h"
#include "data/base/hash.h"

struct made {
	char *product, *notes_file; /* notes_file NULL: there is no cache */
	struct hash *hash;
	char key[HASH_HEX];
	size_t said;                /* notes that were there before */
	size_t unused;
	bool holds; /* what made_holds() said */
};

/* The caller releases in any case; a zeroed one is released too. */
void made_begin(struct made *m, const char *product);
void made_release(struct made *m);

/* All that the product depends on: texts (NULL is one, too), contents of files, files as
   they are (device, inode, size, times). */
void made_from(struct made *m, const char *text);
void made_from_file(struct made *m, const char *path);
void made_from_stamp(struct made *m, const char *path);

/* Is the product still as it was made, from the same? Then what was said is said again. */
bool made_holds(struct made *m, struct notes *notes);

/* The product is new; all notes since made_holds() belong to it. */
void made_keep(const struct made *m, const struct notes *notes);

#endif
