/*
 * fits.h - tables of a fit: which thresholds give what was wanted, or what contradicts
 * itself. Each function builds one, which the caller frees with table_free.
 */
#ifndef REPORTS_FITS_H
#define REPORTS_FITS_H

#include "data/base/err.h"
#include "data/base/table.h"
#include "data/fit.h"

/* All tables for people, in their order; returns how many. */
#define FITS_TABLES 4
size_t fits_tables(const struct fit *f, struct table **out);

/* fits_machine.c: all of it in one. */
struct table *fits_machine(const struct fit *f);

/*
 * Writes the rubric that gives what was wanted to `to`, from the rubric as it was with the
 * edits of the command line (NULL: none) and those of the fit. Without such thresholds
 * nothing is written, which a note says.
 */
int fits_save(const struct fit *f, const struct rubric_edits *base, const char *to,
	      struct notes *notes, struct err *err);

#endif
