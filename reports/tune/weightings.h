/*
 * weightings.h - tables of drawn weights: who is first how often, with which weights, and
 * who never. The caller frees what it gets with table_free.
 */
#ifndef REPORTS_WEIGHTINGS_H
#define REPORTS_WEIGHTINGS_H

#include "data/base/table.h"
#include "data/weights.h"

/* All tables for people, in their order, into *out; returns how many. `book`: for a
   workbook, without headings between the rows and with charts. The caller frees *out, too.
 */
size_t weightings_tables(const struct weights *w, bool book, struct table ***out);

/* weightings_machine.c: all of it in one, a row a figure. */
struct table *weightings_machine(const struct weights *w);

#endif
