/* judge.h - asks an assessor for judgements, one by one. */
#ifndef REPORTS_JUDGE_H
#define REPORTS_JUDGE_H

#include <stdio.h>

#include "data/base/err.h"
#include "data/rubric/rubric.h"

struct judge_options {
	const char *assessor; /* NULL: is asked for */
	const char *feature;  /* only this one; NULL: all that are judged */
	bool again;           /* also what the assessor has judged already */
};

/*
 * Asks on `out` for what the assessor has not judged, reads answers from `in`, and writes each
 * into the rubric's judgements file as it is given. The end of input is an end like any. What
 * others said of a cell is shown only after one's own answer.
 */
int judge_ask(const struct rubric *r, const struct judge_options *o, FILE *in, FILE *out,
	      struct err *err);

/*
 * A form as a workbook: a row for each cell to be judged, with a drop-down of the levels, and
 * nothing of what others said. With an assessor it has what that one has judged already.
 */
int judge_form_write(const struct rubric *r, const struct judge_options *o, const char *path,
		     FILE *out, struct err *err);

/*
 * Reads a form back, whoever saved it, and writes what is filled in into the judgements file:
 * all of it or nothing. Rows as they are in the file already are left; others take the place
 * of older ones, which stay as comments. EXIT_INPUT with file and cell.
 */
int judge_form_read(const struct rubric *r, const struct judge_options *o, const char *path,
		    FILE *out, struct err *err);

/* Does the rubric have anything to judge, and this feature (or NULL)? */
int judge_check(const struct rubric *r, const char *feature, struct err *err);

/* Who may judge: EXIT_INPUT for a name with blanks, commas or brackets, or none. */
int judge_check_assessor(const char *name, struct err *err);

#endif
