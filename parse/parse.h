/*
 * parse.h - the front of parse/: archives into stores, and the proof of grammars and
 * layouts. Nothing else of parse/ is seen from outside.
 */
#ifndef PARSE_PARSE_H
#define PARSE_PARSE_H

#include <stdbool.h>
#include <stddef.h>

#include "data/base/err.h"
#include "data/command.h"

struct store;

extern const struct command parse_command, grammar_command;

/* How an archive is read. Zeroed is the default. */
struct parse_options {
	const char *layout;    /* path, or NULL: layout.ini in the archive's root, if there */
	const char *grammars;  /* folder, or NULL: $DESMET_GRAMMARS, or the XDG place */
	const char *platform;  /* of all logs whose platform nothing else says; or NULL */
	long threads;          /* 0: one for each processor */
	bool series;           /* keep the values of interval lines */
};

/*
 * The store of an archive folder, in the user's cache: made, or used again when nothing
 * has changed. What could not be used is told to `notes` in one line.
 */
int parse_folder(const char *folder, const struct parse_options *options,
		 struct store **out, struct notes *notes, struct err *err);

/* Is this file sound? Slow patterns are told to `notes`. */
int parse_check_grammar(const char *path, struct notes *notes, struct err *err);
int parse_check_layout(const char *path, struct notes *notes, struct err *err);

#endif
