/* judge.h - asks an assessor for judgements, one by one. */
#ifndef REPORTS_JUDGE_H
#define REPORTS_JUDGE_H

#include <stdio.h>

#include "data/base/err.h"
#include "data/rubric.h"

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

/* Who may judge: EXIT_INPUT for a name with blanks, commas or brackets, or none. */
int judge_check_assessor(const char *name, struct err *err);

#endif
