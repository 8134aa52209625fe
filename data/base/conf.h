/*
 * conf.h - INI files, by inih, and what inih lacks: line numbers, and errors for over-long
 * lines, NULs, directories, ` ;` in a value, duplicates, unknown sections and keys.
 *
 * "[line transactions]" is a section of the kind "line" with the name "transactions".
 */
#ifndef DATA_BASE_CONF_H
#define DATA_BASE_CONF_H

#include <stdbool.h>
#include <stddef.h>

#include "data/base/err.h"
#include "data/base/mem.h"

struct conf_entry {
	const char *key, *value; /* without blanks around them; a continuation line is
				    joined with one space */
	int line; /* below 0: not of the file, see conf_origin(); of a file that was taken
		     in: see conf_place() */
};

struct conf_section {
	const char *kind;  /* first word: "line" */
	const char *name;  /* what follows it: "transactions"; "" if nothing */
	int line;
	struct conf_entry *entries; /* in the file's order */
	size_t count, room;
};

/* A file whose content was taken in by another: conf_overlay(). */
struct conf_file {
	const char *path;
	const char *from; /* "included from a.ini:3" */
};

struct conf {
	const char *path;    /* for messages */
	const char *from;    /* "included from a.ini:3", said after a place; or NULL */
	char sha256[65];     /* of the file's bytes, hexadecimal */
	struct conf_section *sections;
	size_t count, room;
	const char **origins; /* places outside the file, see conf_origin() */
	size_t origin_count, origin_room;
	struct conf_file *files; /* those that were taken in; the arena's */
	size_t file_count;
	struct arena arena;  /* owns all text above */
};

/* Reads a file, or a text that is built into the program. EXIT_INPUT for what the file
   says wrongly, EXIT_MACHINE when it cannot be read. The caller releases in any case. */
int conf_load(struct conf *c, const char *path, struct err *err);
int conf_load_text(struct conf *c, const char *path, const char *text, size_t size,
		   struct err *err);
void conf_release(struct conf *c);

/* First section of this kind and name (NULL: any name), or NULL. */
const struct conf_section *conf_find(const struct conf *c, const char *kind,
				     const char *name);
/* The entry of a key, or NULL. */
const struct conf_entry *conf_get(const struct conf_section *s, const char *key);

/* "PATH:LINE: text" with EXIT_INPUT, or "ORIGIN: text"; returns -1. */
int conf_error(const struct conf *c, int line, struct err *err, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* --- changes that the file does not have ---------------------------------------------- */

/* What stands for a line in what was changed by `origin`, such as "--set key=value": below 0,
   and conf_error() names the origin instead of the file. */
int conf_origin(struct conf *c, const char *origin);

/* Sets a key, or removes it (value NULL: nothing happens when it is not there). */
void conf_set(struct conf *c, struct conf_section *s, const char *key, const char *value,
	      int line);
/* A new section at the end; pointers to others are stale then. */
struct conf_section *conf_add(struct conf *c, const char *kind, const char *name, int line);
/* Takes a section out; pointers to others are stale then. */
void conf_drop(struct conf *c, struct conf_section *s);

/* Sections with the key `texts` (with commas) become as many as it names, alike but for {text} in their values,
   which it stands for. Pointers to sections are stale then. */
int conf_texts(struct conf *c, struct err *err);

/* --- several files as one ------------------------------------------------------------- */

#define CONF_FILES_MAX 200   /* files that may be taken in */
#define CONF_PLACE     1024  /* bytes of a place in words */

/*
 * What `over` says, as if it stood in c: new sections and keys are added, a key that c has
 * gets the value of `over`. With `removes` a key without a value takes away the one that c
 * has (and stays, for its reader to refuse, where there is none). Lines go on to tell their
 * file; those of c's own file (`own`) stay as they are. c owns copies of all texts.
 */
void conf_overlay(struct conf *c, const struct conf *over, bool own, bool removes);

/* Is it a line of c's own file? Neither of one that was taken in nor of an origin. */
bool conf_is_own(int line);
/* The file of a line; the own file's for an origin. */
const char *conf_path_of(const char *path, const struct conf_file *files, int line);
/* "a.ini:3", or "b.ini:7 (included from a.ini:3)"; line > 0. Returns buf. */
const char *conf_place(const char *path, const struct conf_file *files, int line,
		       char buf[CONF_PLACE]);

/* --- keys as rows ------------------------------------------------------------------- */

enum conf_type {
	CONF_TEXT,    /* const char *, lives as long as the conf */
	CONF_NUMBER,  /* double in lo..hi */
	CONF_INTEGER, /* int in lo..hi */
	CONF_YES_NO,  /* bool */
	CONF_CHOICE,  /* int: index into choices (NULL-terminated) */
	CONF_RAW,     /* const struct conf_entry *: the caller reads it */
};

struct conf_key {
	const char *name;
	enum conf_type type;
	size_t offset;     /* of the field in the struct: CONF_FIELD checks its type */
	double lo, hi;
	const char *const *choices;
	bool required;
	const char *help;  /* one line, for the reference in the README */
};

/* The offset of a field, refused by the compiler when the field has another type. */
#define CONF_FIELD(s, f, t) (offsetof(s, f) + 0 * sizeof((t *)0 == &((s *)0)->f))

/* A key that no row names: 0 when it was taken, 1 when it is unknown, -1 on error. */
typedef int conf_other_fn(void *ctx, const struct conf_entry *e, struct err *err);

/*
 * Reads a section into *out by its rows; fields of keys that are absent stay as they are.
 * A key without a row goes to `other`, or is an error with "did you mean".
 */
int conf_read(const struct conf *c, const struct conf_section *s,
	      const struct conf_key *keys, size_t count, void *out, conf_other_fn *other,
	      void *ctx, struct err *err);

/* Every section's kind must be one of these (NULL-terminated). */
int conf_check_kinds(const struct conf *c, const char *const *kinds, struct err *err);

/* A number, all of the text, finite, in lo..hi. False otherwise. */
bool conf_number(const char *text, double lo, double hi, double *out);

/*
 * Splits at commas and blanks (`commas_only`: at commas, blanks around cut). Returns the
 * pieces and their count; the arena owns both.
 */
const char **conf_list(struct arena *a, const char *text, bool commas_only, size_t *count);

#endif
