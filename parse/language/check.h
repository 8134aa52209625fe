/*
 * check.h - [check NAME]: what must hold among a record's figures, as a grammar says it.
 * parse/README.md is the language's reference; record_check.c holds records against it.
 */
#ifndef PARSE_CHECK_H
#define PARSE_CHECK_H

#include "data/expr.h"
#include "parse/language/grammar.h"
#include "parse/pattern/regex.h"

#define CHECK_STARS 2 /* in a metric's name */

/* One side of a comparison. */
struct check_side {
	const char *text;
	const struct expr *e;  /* NULL: the number alone, in the other side's canonical unit */
	const char **metrics;  /* of its operands: unique names, or patterns with stars */
	double number;
};

/* "a <= b <= c": three sides, two signs. */
struct check_chain {
	const char *text;
	struct check_side *sides;
	enum compare *signs;   /* between side i and i + 1 */
	size_t count;          /* of sides */
	const char *stars;     /* the metric with most stars: what fits it binds them; or NULL */
};

/* "param.rw ~ ^rand": the parameter's text fits the pattern. One that is not there is empty.
   "whole run.time": the log prints the figure without a point. */
struct check_when {
	const char *whole;     /* a metric; NULL: a parameter's pattern */
	const char *param;
	struct regex *pattern; /* owned */
	bool not;              /* ... does not */
};

struct check {
	const char *name;
	struct check_when *when; /* all must hold, or the check is not for the record */
	size_t when_count;
	const char *because;   /* in words, or NULL */
	const char **kinds;    /* of the records it is for; none: all */
	size_t kind_count;
	struct check_chain *chains;
	size_t chain_count;
	const char **rising;   /* patterns: figures rise with the number that the last star is */
	size_t rising_count;
	const char **withdraw; /* figures that are not taken when it fails; none: the record is
				  incomplete */
	size_t withdraw_count;
	bool every;            /* ... whatever their stars stand for */
	double slack;          /* share of a side that does not count */
};

/* A grammar's checks, read when its first record ends. */
struct checks {
	struct check *list;
	size_t count;
	struct err wrong;      /* what is wrong in one of them; text "": nothing */
	struct arena arena;
};

/* Reads all [check] sections. Never NULL, the caller frees; see `wrong`. */
struct checks *checks_read(const struct grammar *g);
void checks_free(struct checks *c); /* NULL is fine */

/* What stands for the stars of a name. */
struct check_stars {
	const char *text[CHECK_STARS];
	size_t size[CHECK_STARS];
	size_t count;
};

/* The size of the metric's name, or pattern, at the beginning of the text; 0: none. */
size_t check_name_size(const char *text);
/* "param.threads", "size.block_size": the parameter's name, of which a side is the number; NULL: it
   is a metric's. */
const char *check_param(const char *name);
/* "size.block_size": the parameter's name, of which a side is the size ("4k") in bytes; or NULL. */
const char *check_size(const char *name);
/* Does the name fit the pattern? Then its stars. The first star is as short as it can be. */
bool check_fits(const char *pattern, const char *name, struct check_stars *out);
/* The pattern with the stars' texts in; false when they are too few or it is too long. */
bool check_fill(const char *pattern, const struct check_stars *stars, char *buf, size_t room);

#endif
