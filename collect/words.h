/*
 * words.h - argv templates and their variables.
 *
 * A template is a line of words as a shell's, with '...' and "..." around words that hold
 * blanks, and nothing else of a shell's: no $, no *, no |. {name} in a word is replaced by a
 * variable's value, which never becomes several words; {{ is a brace.
 */
#ifndef COLLECT_WORDS_H
#define COLLECT_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "data/base/conf.h"
#include "data/base/err.h"
#include "data/base/mem.h"

struct var {
	const char *name, *value;
};

/* Innermost first. Zeroed is empty; the caller frees `list`. Names and values are borrowed. */
struct vars {
	const struct vars *outer;
	struct var *list;
	size_t count, room;
};

void vars_set(struct vars *v, const char *name, const char *value);
const char *vars_get(const struct vars *v, const char *name); /* NULL: not there */

/* Where a template was written. Zeroed: there is none. */
struct template {
	const struct conf *conf;
	const char *text;
	int line;
};

/* argv: NULL-terminated. Zeroed is empty; the arena that is given owns all of it. */
struct words {
	char **list;
	size_t count, room;
};

void words_add(struct words *w, struct arena *a, const char *word);
void words_append(struct words *w, struct arena *a, const struct words *more);

/* The template's words with the variables' values, after what is in *out already. EXIT_INPUT
   with file:line for an unknown variable or an open quote. */
int words_expand(struct words *out, struct arena *a, const struct template *t,
		 const struct vars *v, struct err *err);
/* The same for a text that is one word. NULL with *err set. */
const char *words_text(struct arena *a, const struct template *t, const struct vars *v,
		       struct err *err);

/* One line that a POSIX shell takes apart into the same words again. */
const char *words_quoted(struct arena *a, const struct words *w);

#endif
