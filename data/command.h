/*
 * command.h - what a command is: a row with its words, its options, and a function.
 * Help, man page, parsing and the error messages read the same rows.
 */
#ifndef DATA_COMMAND_H
#define DATA_COMMAND_H

#include <stdbool.h>
#include <stdio.h>

#include "data/base/err.h"
#include "data/base/opt.h"

struct store;
struct profile;
struct audit;
struct certainty;
struct comparison;
struct parts;
struct rubric_edits;
struct tuning;

/* What main() prepares before a command runs; the stages do not know each other. */
enum command_need {
	NEED_STORE = 1 << 0,   /* first argument is SOURCE: a store or an archive folder */
	NEED_PROFILE = 1 << 1, /* --rubric: call.profile is judged (implies NEED_STORE) */
	NEED_AUDIT = 1 << 2,   /* the rubric's published sheet: call.audit */
	WANT_AUDIT = 1 << 3,   /* the same, if the rubric names one */
	NEED_CERTAINTY = 1 << 4, /* --seed, --resamples, --method: call.certainty */
	NEED_TUNING = 1 << 5,  /* --set, --without: call.edits, and what they change in
				  call.comparison; then what is asked of the profile, in
				  call.tuning (implies NEED_PROFILE) */
	WANT_BREAK_EVEN = 1 << 7, /* call.tuning's break-even points, without rank classes */
	NEED_COMPARISON = 1 << 6, /* two arguments, and --source or --rubric:
				     call.comparison */
	TAKES_PARTS = 1 << 8,  /* of a rubric that compares, all values: call.parts */
};

/* A call of a command: what main() prepared, and where the command leaves its word. */
struct call {
	const struct command *command;
	struct opts opts;             /* values of its options */
	int argc;                     /* arguments that are no options (SOURCE first) */
	char **argv;
	struct store *store;          /* or NULL; borrowed */
	const struct profile *profile;/* or NULL; borrowed */
	const struct audit *audit;    /* or NULL; borrowed */
	const struct certainty *certainty; /* or NULL; borrowed */
	const struct parts *parts;         /* of a rubric that compares values which no
					      --dimension chooses: a profile each, the first is
					      call.profile; else NULL; borrowed */
	const struct rubric_edits *edits;  /* or NULL; borrowed */
	const struct comparison *comparison; /* of call.profile (old) with another (new); or
						NULL: nothing was to be compared; borrowed */
	const struct tuning *tuning;  /* of the profile, or of comparison.new where there is
					 one; or NULL; borrowed */
	FILE *out;                    /* standard output: the product */
	struct notes *notes;          /* said on standard error at the end */
	struct err *err;
};

struct command {
	const char *name;
	const char *args;        /* "SOURCE -r RUBRIC" */
	const char *summary;     /* one line */
	const char *description; /* paragraphs for the man page and --help */
	const struct opt_row *options;
	size_t option_count;
	int min_args, max_args;  /* -1: any number */
	int words;               /* of them, those behind SOURCE */
	unsigned needs;          /* enum command_need */
	const char *product;     /* the option that names the file it makes, from what it
				    needs alone; or NULL */
	int (*run)(struct call *call); /* 0, or -1 with call->err set */
};

#endif
