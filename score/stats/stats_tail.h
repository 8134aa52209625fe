/*
 * stats_tail.h - upper tails of the distributions that tests refer to: the probability that
 * a draw is at least x, from 0 to 1; NAN where the arguments mean nothing.
 */
#ifndef SCORE_STATS_TAIL_H
#define SCORE_STATS_TAIL_H

/* Standard normal. */
double stats_normal_tail(double x);

/* Chi-squared with df > 0 degrees of freedom: the regularised incomplete gamma function,
   by its series or its continued fraction (Abramowitz & Stegun 1964, 6.5.29 and 6.5.31). */
double stats_chi2_tail(double x, double df);

/* Fisher's F with a and b > 0 degrees of freedom: the regularised incomplete beta function,
   by its continued fraction (DLMF 8.17.22, evaluated by Lentz's method). */
double stats_f_tail(double x, double a, double b);

#endif
