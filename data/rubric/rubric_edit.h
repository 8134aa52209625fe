/*
 * rubric_edit.h - changes to a rubric as values: read from words of the command line, or made
 * by a program, and applied to what the rubric's file says before that is proved. So every rule
 * of the rubric language holds for an edited rubric, too.
 */
#ifndef DATA_RUBRIC_EDIT_H
#define DATA_RUBRIC_EDIT_H

#include <stddef.h>

#include "data/base/conf.h"
#include "data/base/err.h"
#include "data/base/mem.h"
#include "data/rubric/rubric.h"

/* One change. All texts are borrowed. */
struct rubric_edit {
	const char *option; /* what messages name as its place: "--set statistic=median" */
	const char *kind;   /* of the section: "feature"; NULL: found by the name */
	const char *name;   /* "file_read", or where kind is NULL "levels.share"; "" for
			       [rubric] and [symbols] */
	const char *key;    /* NULL: the section is dropped; a platform is no candidate then */
	const char *value;  /* NULL or "": the key is removed */
};

/* A list of them that owns its texts. Zeroed is empty. */
struct rubric_edits {
	struct rubric_edit *list;
	size_t count, room;
	struct arena arena;
};

void rubric_edits_release(struct rubric_edits *e);

/*
 * A word of --set: KEY=VALUE (of [rubric]), NAME.KEY=VALUE (of the feature NAME, or of the only
 * set, importance, platform or scale of this name) or KIND.NAME.KEY=VALUE. An empty VALUE
 * removes the key. Whether there is such a name is seen when the edits are applied. EXIT_INPUT
 * for a word that is none of these, and for a value that no rubric can hold.
 */
int rubric_edits_set(struct rubric_edits *e, const char *word, struct err *err);

/* A word of --without: a feature, or a candidate; "feature.NAME" or "platform.NAME" where it
   could be both. */
int rubric_edits_without(struct rubric_edits *e, const char *word, struct err *err);

/* A change by a program; `option` is made from the words. The texts are copied. */
void rubric_edits_add(struct rubric_edits *e, const char *kind, const char *name,
		      const char *key, const char *value);

/*
 * Into `out` those of a program, copied, and after them those of `base` (NULL: none) that speak
 * of something else; their texts are borrowed. `r` is the rubric that has base's.
 */
void rubric_edits_join(struct rubric_edits *out, const struct rubric *r,
		       const struct rubric_edits *base, const struct rubric_edits *own);

/*
 * Applies the edits to a loaded rubric file; two may not change the same key. What would be
 * left without its use goes with it: the [platform] of one that is no longer named, `combine`
 * without `strata`, `trim` when `statistic` is set to something that cuts nothing.
 *
 * Returns the options in one line, which c's arena owns; NULL without edits, and with *err set
 * (EXIT_INPUT, the option as the place) when one cannot be applied. `sha256` (65 bytes, may be
 * NULL) holds the file's hash and is then that of file and edits.
 */
const char *rubric_edits_apply(const struct rubric_edit *edits, size_t count, struct conf *c,
			       char *sha256, struct err *err);

/* rubric_load() with edits. */
int rubric_load_edited(struct rubric *r, const char *path, const struct rubric_edit *edits,
		       size_t count, struct err *err);

/*
 * Writes the rubric with the edits to another file: the text as it was with its comments and
 * its order, changed keys in their places with the old value in a comment above, what is left
 * out as comments. `comments` come first, each in a line of its own (or more, when it is long).
 * `published` still leads to the same file, or is left out when the sheet speaks of what the
 * edits took away. The new file is loaded before it takes its place: what rubric_load() refuses
 * is not written. EXIT_INPUT when the edits are wrong or `to` is the rubric itself.
 */
int rubric_write(const char *path, const struct rubric_edit *edits, size_t count,
		 const char *const *comments, size_t comment_count, const char *to,
		 struct err *err);

#endif
