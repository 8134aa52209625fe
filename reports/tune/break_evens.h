/*
 * break_evens.h - tables of break-even points: how near each level is, and what each
 * threshold that moves changes first. Each function builds one, which the caller frees with
 * table_free.
 */
#ifndef REPORTS_BREAK_EVENS_H
#define REPORTS_BREAK_EVENS_H

#include "data/base/table.h"
#include "data/break_even.h"

/* Each cell's distance to the nearest threshold, and the level beyond. */
struct table *break_evens_cells(const struct break_even *b);
/* The first changes of level, rank and class on each threshold's way; `grouped`: features
   head their rows, for a terminal. */
struct table *break_evens_thresholds(const struct break_even *b, bool grouped);
/* break_evens_machine.c: both in one, a row a change. */
struct table *break_evens_machine(const struct break_even *b);

/* A figure or threshold of the feature as people write it: a share in percent. */
double break_evens_shown(const struct rubric_feature *f, double figure);

#endif
