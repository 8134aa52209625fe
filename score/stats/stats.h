/* stats.h - numbers about a sample of runs. */
#ifndef SCORE_STATS_H
#define SCORE_STATS_H

#include <stddef.h>

/* All of these give NAN for an empty sample, and for what has no answer. */

/* Compensated sum, so that the order of the samples does not show in the mean. */
double stats_sum(const double *v, size_t n);
double stats_mean(const double *v, size_t n);
/* Of the sample (n - 1); NAN below two. */
double stats_sd(const double *v, size_t n);
/* NAN unless all values are above zero. */
double stats_geometric_mean(const double *v, size_t n);

/* Ascending, in place. */
void stats_sort(double *v, size_t n);

/* These want sorted values. The mean of the two in the middle, when n is even. */
double stats_median(const double *sorted, size_t n);
/* Mean without the floor(share * n) smallest and as many largest; share below 0.5. */
double stats_trimmed_mean(const double *sorted, size_t n, double share);

#endif
