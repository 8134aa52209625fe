/*
 * standing.h - fixtures that stand, and the file that says so: a call that is killed leaves
 * both, and the next one finds in the file how to take the fixtures down.
 */
#ifndef COLLECT_STANDING_H
#define COLLECT_STANDING_H

#include <stdbool.h>
#include <stddef.h>

#include "collect/spawn.h"
#include "collect/tool.h"
#include "collect/words.h"

/* A fixture that stands. */
struct standing {
	const struct fixture *fixture;
	const char *key;        /* its commands: another key is another fixture */
	struct words stop;
	struct child child;     /* with `background` */
	bool has_child;
};

/* Writes how the fixtures are taken down; without any, removes the file. Best effort: only
   a call that is killed is worse off without it. */
void standing_note(const char *path, const struct standing *list, size_t count);

/* What the file says: the stop words of each fixture in the order they were set up. Returns
   how many; the arena owns all. 0 also when there is no file. */
struct standing_left {
	bool inside;
	struct words stop;
};
size_t standing_read(const char *path, struct arena *a, struct standing_left **left);

#endif
