/*
 * stats_table.h - simulated quantiles of the statistics of stats_shape.h; stats_table.c is
 * written by tests/stats-tables.c (`make stats-tables`), which says how.
 */
#ifndef SCORE_STATS_TABLE_H
#define SCORE_STATS_TABLE_H

#include <stddef.h>

#define STATS_TABLE_PS 15

/* at[i]: the value that is reached or exceeded with the probability stats_table_p[i]. */
struct stats_table_row {
	double n; /* runs in the sample */
	double at[STATS_TABLE_PS];
};

extern const double stats_table_p[STATS_TABLE_PS];
extern const size_t stats_table_rows; /* of each table; by n */
extern const struct stats_table_row stats_table_dip[];     /* uniform sample */
extern const struct stats_table_row stats_table_gap[];     /* uniform sample */
extern const struct stats_table_row stats_table_outlier[]; /* normal sample: largest |z| */

#endif
