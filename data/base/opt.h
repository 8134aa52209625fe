/* opt.h - command-line options as rows; one parser for all commands. */
#ifndef DATA_BASE_OPT_H
#define DATA_BASE_OPT_H

#include <stdbool.h>
#include <stddef.h>

#include "data/base/err.h"

struct opt_row {
	const char *name; /* long form without dashes: "rubric" */
	char letter;      /* short form, or 0 */
	const char *arg;  /* "FILE": it takes an argument; "NAME...": and may come several
			     times; NULL: a flag */
	const char *help; /* one line */
};

#define OPTS_MAX 32

/* A value of an option that may come several times. */
struct opt_value {
	size_t row;
	const char *value;
};

/* The values, one for each row; the strings are argv's. */
struct opts {
	const struct opt_row *rows;
	size_t count;
	const char *values[OPTS_MAX]; /* NULL: not given; "" for a flag given; the first of
					 several */
	struct opt_value *many;       /* all of those that may come several times, in the
					 command line's order */
	size_t many_count, many_room;
};

/*
 * Takes the options out of argv[0..*argc) wherever they stand ("--name value", "--name=value",
 * "-n value", "-nvalue", flags together "-qs"; "--" ends them), leaving the arguments.
 * EXIT_INPUT for one that is unknown (with "did you mean"), lacks its argument, has one too
 * many, or comes twice and is not one that may. The caller releases, also after an error.
 */
int opts_parse(struct opts *o, int *argc, char **argv, struct err *err);
void opts_release(struct opts *o); /* zeroed is fine */

/* The value, or NULL when it was not given. The name must be one of the rows. */
const char *opts_get(const struct opts *o, const char *name);
bool opts_has(const struct opts *o, const char *name);

/* The values of an option that may come several times, one a call and in order: *at is 0 at
   first; NULL when there is none left. */
const char *opts_each(const struct opts *o, const char *name, size_t *at);

/* A whole number in lo..hi, or `absent` when it was not given. */
int opts_number(const struct opts *o, const char *name, long lo, long hi, long absent,
		long *out, struct err *err);

/* The candidate that is nearest to `word`, if near enough to be a slip; else NULL. */
const char *opt_nearest(const char *word, const char *const *candidates, size_t count);

#endif
