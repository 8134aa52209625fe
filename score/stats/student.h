/*
 * student.h - how much wider a resample must spread because a sample of n knows its own
 * spread only roughly.
 *
 * Student (1908): a mean's deviation in units of its *estimated* standard error is a normal
 * deviate divided by sqrt(chi2_v / v), v = n - 1. tau = sqrt(v / chi2_v) is that factor.
 */
#ifndef SCORE_STUDENT_H
#define SCORE_STUDENT_H

#include <stddef.h>

#define STUDENT_QUANTILES 1024 /* equally probable values of tau that a table has */
#define STUDENT_MANY 200       /* degrees of freedom from which tau is taken as 1 */

/*
 * Fills `tau` with the (i + 1/2) / 1024 quantiles of sqrt(v / chi2_v), ascending; v in
 * 1..STUDENT_MANY. Below 30 by inverting chi-square's distribution function to 1e-12; from
 * there by Wilson and Hilferty's cube root (1931), whose error is then below 2e-4.
 */
void student_table(int v, double tau[STUDENT_QUANTILES]);

/* Of the chi-square distribution with v degrees of freedom: P(X > x). */
double student_chi2_above(int v, double x);

/* The quantile of the normal distribution, p in (0, 1); error below 1e-9 (Acklam's rational
   approximation with one step of Halley's method). */
double student_normal_quantile(double p);

#endif
