/* err.h - an error is a value that travels up; only main() prints one. */
#ifndef DATA_BASE_ERR_H
#define DATA_BASE_ERR_H

#include <stdbool.h>
#include <stddef.h>

/* What the program's exit status can be. Frozen: scripts rely on it. */
enum exit_code {
	EXIT_DONE = 0,
	EXIT_MACHINE = 1, /* the machine or the store failed: I/O, memory, SQLite */
	EXIT_INPUT = 2,   /* command line, rubric, grammar, layout or campaign is wrong */
	EXIT_UNUSED = 3,  /* done, but something in the input could not be used */
};

#define ERR_TEXT 4096

/* Zeroed is "no error". */
struct err {
	enum exit_code code;
	char text[ERR_TEXT]; /* one message, no line end; may have several lines */
};

/* Write the message, return -1: `return err_set(err, EXIT_INPUT, ...)`. */
int err_set(struct err *err, enum exit_code code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Put "WHAT: " before the message that is there; returns -1. */
int err_wrap(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/*
 * Things to tell the user that are no error: collected on the way, printed by main() on
 * standard error. `unused` counts what could not be used and makes the exit code 3.
 */
struct notes {
	char **text;
	size_t count, room;
	size_t unused;
};

void notes_add(struct notes *notes, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* As notes_add, and something in the input could not be used. */
void notes_unused(struct notes *notes, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* What another profile, say, has to tell and the first has not told: with whose word it is. */
void notes_more(struct notes *to, const struct notes *more, const char *name);

void notes_release(struct notes *notes);

#endif
