/* trouble.h - what a parse could not use, as tables for people: alike things once. */
#ifndef PARSE_TROUBLE_H
#define PARSE_TROUBLE_H

#include "data/base/err.h"
#include "data/base/table.h"
#include "data/store/store.h"
#include "parse/archive/archive.h"

/* Each sets *out to a table that the caller frees, or to NULL when there is nothing to tell.
   Long ones are cut, and say so. */

/* Why records cannot be used, and the first log of each reason. */
int trouble_reasons(struct store *s, const struct archive *a, struct table **out,
		    struct err *err);
/* Examples of lines that were not understood. */
int trouble_lines(struct store *s, const struct archive *a, struct table **out,
		  struct err *err);
/* Figures that are not taken. */
int trouble_figures(struct store *s, const struct archive *a, struct table **out,
		    struct err *err);

#endif
