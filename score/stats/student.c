/* student.c - tables of sqrt(v / chi2_v); knows no sample. */
#include "score/stats/student.h"

#include <math.h>

/* The series that end, Abramowitz & Stegun 26.4.4 and 26.4.5. */
double student_chi2_above(int v, double x)
{
	double half = x / 2, term, sum;

	if (!(x > 0))
		return 1;
	if (v % 2 == 0) {
		term = sum = exp(-half);
		for (int k = 1; k < v / 2; k++)
			sum += term *= half / k;
		return sum;
	}
	sum = erfc(sqrt(half));
	term = exp(-half) * sqrt(half) / (sqrt(acos(-1.0)) / 2);
	for (int k = 1; k <= (v - 1) / 2; k++) {
		sum += term;
		term *= half / (k + 0.5);
	}
	return sum;
}

static double chi2_density(int v, double x)
{
	return exp((v / 2.0 - 1) * log(x) - x / 2 - v / 2.0 * log(2) - lgamma(v / 2.0));
}

/* Acklam's coefficients: the tails, and the middle. */
static double rough_normal_quantile(double p)
{
	static const double a[] = { -3.969683028665376e+01, 2.209460984245205e+02,
				    -2.759285104469687e+02, 1.383577518672690e+02,
				    -3.066479806614716e+01, 2.506628277459239e+00 };
	static const double b[] = { -5.447609879822406e+01, 1.615858368580409e+02,
				    -1.556989798598866e+02, 6.680131188771972e+01,
				    -1.328068155288572e+01 };
	static const double c[] = { -7.784894002430293e-03, -3.223964580411365e-01,
				    -2.400758277161838e+00, -2.549732539343734e+00,
				    4.374664141464968e+00,  2.938163982698783e+00 };
	static const double d[] = { 7.784695709041462e-03, 3.224671290700398e-01,
				    2.445134137142996e+00, 3.754408661907416e+00 };
	double q = p < 0.5 ? p : 1 - p, r, x;

	if (q >= 0.02425) {
		r = (p - 0.5) * (p - 0.5);
		x = ((((a[0] * r + a[1]) * r + a[2]) * r + a[3]) * r + a[4]) * r + a[5];
		return x * (p - 0.5) /
		       (((((b[0] * r + b[1]) * r + b[2]) * r + b[3]) * r + b[4]) * r + 1);
	}
	r = sqrt(-2 * log(q));
	x = ((((c[0] * r + c[1]) * r + c[2]) * r + c[3]) * r + c[4]) * r + c[5];
	x /= (((d[0] * r + d[1]) * r + d[2]) * r + d[3]) * r + 1;
	return p < 0.5 ? x : -x;
}

double student_normal_quantile(double p)
{
	double x = rough_normal_quantile(p);
	double error = 0.5 * erfc(-x / sqrt(2)) - p;
	double step = error * sqrt(2 * acos(-1.0)) * exp(x * x / 2);

	return x - step / (1 + x * step / 2);
}

/* Wilson and Hilferty (1931). */
static double rough_chi2_quantile(int v, double p)
{
	double h = 2.0 / (9.0 * v);
	double root = 1 - h + student_normal_quantile(p) * sqrt(h);

	return root > 0 ? v * root * root * root : 0;
}

/* Newton's method from the approximation, within a bracket that shrinks. */
static double chi2_quantile(int v, double p)
{
	double low = 0, high = v + 60 * sqrt(v) + 60, x = rough_chi2_quantile(v, p);

	for (int i = 0; i < 100; i++) {
		double error, next;

		if (!(x > low && x < high))
			x = (low + high) / 2;
		error = 1 - student_chi2_above(v, x) - p;
		if (error > 0)
			high = x;
		else
			low = x;
		next = x - error / chi2_density(v, x);
		if (fabs(next - x) <= 1e-12 * x)
			return next;
		x = next;
	}
	return x;
}

void student_table(int v, double tau[STUDENT_QUANTILES])
{
	for (int i = 0; i < STUDENT_QUANTILES; i++) {
		/* The largest chi-square is the smallest tau. */
		double p = 1 - (i + 0.5) / STUDENT_QUANTILES;
		double x = v < 30 ? chi2_quantile(v, p) : rough_chi2_quantile(v, p);

		tau[i] = sqrt(v / x);
	}
}
