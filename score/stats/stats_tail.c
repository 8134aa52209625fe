/* stats_tail.c - tails of the normal, chi-squared and F distributions. */
#include "score/stats/stats_tail.h"

#include <math.h>

#define STEPS 500    /* more than any argument of ours needs */
#define ENOUGH 1e-15 /* relative: the next step changes nothing */
#define TINY 1e-300  /* in place of a zero denominator (Lentz) */

double stats_normal_tail(double x)
{
	return 0.5 * erfc(x / sqrt(2));
}

/* The lower part by its series: good for x < a + 1. */
static double gamma_series(double a, double x)
{
	double term = 1 / a, sum = term;

	for (int i = 1; i < STEPS && fabs(term) > fabs(sum) * ENOUGH; i++) {
		term *= x / (a + i);
		sum += term;
	}
	return sum * exp(a * log(x) - x - lgamma(a));
}

static double not_zero(double v)
{
	return fabs(v) < TINY ? TINY : v;
}

/* The upper part by its continued fraction: good for x > a + 1. */
static double gamma_fraction(double a, double x)
{
	double b = x + 1 - a, c = 1 / TINY, d = 1 / not_zero(b), h = d;

	for (int i = 1; i < STEPS; i++) {
		double an = -i * (i - a), step;

		b += 2;
		d = 1 / not_zero(an * d + b);
		c = not_zero(b + an / c);
		step = c * d;
		h *= step;
		if (fabs(step - 1) < ENOUGH)
			break;
	}
	return h * exp(a * log(x) - x - lgamma(a));
}

double stats_chi2_tail(double x, double df)
{
	double a = df / 2;

	if (isnan(x) || !(df > 0))
		return NAN;
	if (x <= 0)
		return 1;
	x /= 2;
	return x < a + 1 ? 1 - gamma_series(a, x) : gamma_fraction(a, x);
}

/* The fraction of the incomplete beta function: good for x < (a + 1) / (a + b + 2). */
static double beta_fraction(double a, double b, double x)
{
	double c = 1, d = 1 / not_zero(1 - (a + b) * x / (a + 1)), h = d;

	for (int m = 1; m < STEPS; m++) {
		double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
		double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
		double step;

		d = 1 / not_zero(1 + even * d);
		c = not_zero(1 + even / c);
		h *= d * c;
		d = 1 / not_zero(1 + odd * d);
		c = not_zero(1 + odd / c);
		step = d * c;
		h *= step;
		if (fabs(step - 1) < ENOUGH)
			break;
	}
	return h;
}

/* Regularised, of x and of 1 - x, which the caller knows better. */
static double beta(double a, double b, double x, double rest)
{
	double front =
		exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(rest));

	if (x < (a + 1) / (a + b + 2))
		return front * beta_fraction(a, b, x) / a;
	return 1 - front * beta_fraction(b, a, rest) / b;
}

double stats_f_tail(double x, double a, double b)
{
	double whole = b + a * x;

	if (isnan(x) || !(a > 0) || !(b > 0))
		return NAN;
	if (x <= 0)
		return 1;
	if (isinf(whole))
		return 0;
	return beta(b / 2, a / 2, b / whole, a * x / whole);
}
