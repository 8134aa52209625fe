/*
 * stats_shape.h - the shape of one sample: runs that lie far out, and two modes. Pure.
 *
 * The statistics here have no closed distribution at ten runs; stats_table.c holds
 * simulated ones (tests/stats-tables.c makes them), from STATS_TABLE_FEWEST runs on. A p of
 * STATS_TABLE_LEAST says "at most".
 */
#ifndef SCORE_STATS_SHAPE_H
#define SCORE_STATS_SHAPE_H

#include <stddef.h>

#define STATS_TABLE_FEWEST 5   /* runs */
#define STATS_TABLE_LEAST 1e-5 /* the smallest p that the tables tell */

/* Median of the absolute deviations from the median. NAN for an empty sample. */
double stats_mad(const double *sorted, size_t n);

/*
 * Modified z-score of x: 0.6745 (x - median) / MAD (Iglewicz & Hoaglin, How to detect and
 * handle outliers, 1993, who label what is beyond 3.5). The MAD counts as at least `least`:
 * rounded figures have no finer spread than their rounding. 0 for the median itself;
 * infinite when the MAD and `least` are zero: more than half of the runs are equal, and x
 * is not.
 */
double stats_modified_z(double x, double median, double mad, double least);

/* How likely the farthest of n runs of a normal distribution is at least |z| off. Above the
   table by Bonferroni's bound, n times the two tails. NAN below the fewest. */
double stats_outlier_p(double z, size_t n);

/*
 * Hartigan's dip: the largest distance between the empirical distribution and the nearest
 * unimodal one (Hartigan & Hartigan, Annals of Statistics 13, 1985; algorithm AS 217).
 * 1 / (2 n) to 1/4. NAN for an empty sample.
 */
double stats_dip(const double *sorted, size_t n);
/* How likely a dip as large is in n runs of a uniform distribution, the unimodal one that
   makes it most likely; above the table as the root of n falls. NAN below the fewest. */
double stats_dip_p(double dip, size_t n);

/* A mode holds so many of n runs at least: two, and a tenth. */
size_t stats_mode_least(size_t n);

/*
 * The largest weighted gap that leaves stats_mode_least(n) runs on both sides: the gap
 * between the i-th and the next of n runs weighs the root of gap * i * (n - i), over the mean
 * of the middle half of all of them (Wainer & Schacht, Psychometrika 43, 1978). Infinite when
 * that mean is zero. NAN when no gap is left.
 */
double stats_gap(const double *sorted, size_t n);
/* How likely a gap as large is in n runs of a uniform distribution. NAN below the fewest
   and above the table: there the dip sees enough. */
double stats_gap_p(double gap, size_t n);

/* How many runs the lower group has when the sample is cut so that the groups' means explain
   most of the variance (W. D. Fisher, Journal of the American Statistical Association 53,
   1958), with stats_mode_least(n) on both sides. 0 when that cannot be. */
size_t stats_split(const double *sorted, size_t n);

#endif
