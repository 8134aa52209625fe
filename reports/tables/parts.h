/* parts.h - the tables of several profiles, one for each value of what a rubric compares. */
#ifndef REPORTS_PARTS_H
#define REPORTS_PARTS_H

#include "data/parts.h"
#include "reports/tables.h"

/* The profiles that a call shows: call->parts, or the one there is. */
size_t parts_count(const struct call *call);
const struct profile *parts_profile(const struct call *call, size_t part);
const struct certainty *parts_certainty(const struct call *call, size_t part);

/*
 * Tables for machines of all parts, alike in their columns, as one: with a column `dimensions`
 * at the end, "device=x86", where the rubric compares. Frees what it was given.
 */
struct table *parts_join(const struct call *call, struct table **each);

/* Makes names, pages and references of one part's tables its own, so that the tables of all
   parts can stand in one workbook. */
void parts_name(struct table **tables, size_t count, const struct rubric *r, size_t part);

/* Levels, totals and ratios of all parts beside one another; refers to tables as parts_name()
   names them. NULL where there is one part only. */
struct table *parts_side_by_side(const struct call *call);

#endif
