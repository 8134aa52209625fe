/*
 * sweeps.h - tables of a sweep: a row a value, where the order changes, and pictures of it.
 * Each function builds one, which the caller frees with table_free.
 */
#ifndef REPORTS_SWEEPS_H
#define REPORTS_SWEEPS_H

#include "data/base/table.h"
#include "data/sweep.h"

/* All tables for people, in their order, into *out; returns how many. `book`: for a
   workbook, with charts in place of what is drawn with letters. The caller frees them and
   *out. */
size_t sweeps_tables(const struct sweep *s, bool book, struct table ***out);

/* sweeps_machine.c: rows and points in one. */
struct table *sweeps_machine(const struct sweep *s);

/* sweeps_plot.c: pictures of letters, each candidate's at its total; of a grid, who is
 * first. */
struct table *sweeps_plot(const struct sweep *s, size_t set);
struct table *sweeps_grid(const struct sweep *s, size_t set, bool book);
/* A letter for each candidate, no two alike; "" where there are too many. */
const char *sweeps_letters(struct arena *a, const struct profile *p);
/* "K KVM, F Firecracker" */
const char *sweeps_legend(struct arena *a, const struct profile *p);

/* Do totals stand still between the points, as they do when a threshold moves? */
bool sweeps_by_steps(const struct sweep *s);
/* The set's title; "Overall" of all. */
const char *sweeps_set_title(const struct sweep *s, size_t set);
/* A value of an axis with as many digits as its steps need. */
const char *sweeps_value(struct arena *a, const struct sweep_axis *x, double value);
int sweeps_decimals(const struct sweep_axis *x);

#endif
