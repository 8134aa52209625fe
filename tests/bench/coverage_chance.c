/* coverage_chance.c - random numbers and distributions for the simulation. */
#include "tests/bench/coverage.h"

#include <math.h>

/* splitmix64 and xoshiro256++ (Blackman & Vigna 2021), public domain. */
static uint64_t mix(uint64_t *x)
{
	uint64_t z = (*x += 0x9e3779b97f4a7c15u);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

void rng_seed(struct rng *r, uint64_t seed, uint64_t which, uint64_t replication)
{
	uint64_t x = seed;

	x = mix(&x) ^ which;
	x = mix(&x) ^ replication;
	for (size_t i = 0; i < 4; i++)
		r->s[i] = mix(&x);
}

static uint64_t turned(uint64_t x, int k)
{
	return (x << k) | (x >> (64 - k));
}

uint64_t rng_bits(struct rng *r)
{
	uint64_t *s = r->s, bits = turned(s[0] + s[3], 23) + s[0], t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = turned(s[3], 45);
	return bits;
}

double rng_uniform(struct rng *r)
{
	return ((double)(rng_bits(r) >> 12) + 0.5) * 0x1p-52;
}

/* Marsaglia's polar method; the second value is thrown away, so that no state is kept. */
double rng_normal(struct rng *r)
{
	for (;;) {
		double u = 2 * rng_uniform(r) - 1, v = 2 * rng_uniform(r) - 1;
		double q = u * u + v * v;

		if (q > 0 && q < 1)
			return u * sqrt(-2 * log(q) / q);
	}
}

/* Marsaglia & Tsang 2000, for shape >= 1. */
static double gamma_draw(struct rng *r, double shape)
{
	double d = shape - 1.0 / 3, c = 1 / sqrt(9 * d);

	for (;;) {
		double z = rng_normal(r), v = 1 + c * z;

		v = v * v * v;
		if (v > 0 && log(rng_uniform(r)) < z * z / 2 + d - d * v + d * log(v))
			return d * v;
	}
}

double rng_tau(struct rng *r, double nu)
{
	double z = 0, half;

	/* One degree is a normal deviate squared; the gamma method wants two or more. */
	if (nu < 2) {
		z = rng_normal(r);
		z *= z;
		half = nu > 1 ? (nu - 1) / 2 : 0;
		if (half > 0) {
			double g = gamma_draw(r, half + 1);

			z += 2 * g * pow(rng_uniform(r), 1 / half);
		}
		return sqrt(nu / z);
	}
	return sqrt(nu / (2 * gamma_draw(r, nu / 2)));
}

double normal_cdf(double z)
{
	return erfc(-z / sqrt(2)) / 2;
}

/* Newton's steps from Bailey's (1981) simple start; good to the last digits in a few. */
double normal_quantile(double p)
{
	if (!(p > 0))
		return -INFINITY;
	if (!(p < 1))
		return INFINITY;

	bool upper = p > 0.5;
	double q = upper ? 1 - p : p, v = -log(4 * q * (1 - q));
	double z = -sqrt(v * ((2.06118 - 5.72622 / (v + 11.6406))));

	for (int i = 0; i < 4; i++) {
		double miss = (normal_cdf(z) - q) * sqrt(2 * acos(-1)) * exp(z * z / 2);

		z -= miss / (1 + z * miss / 2);
	}
	return upper ? -z : z;
}

/* Lentz's continued fraction of the incomplete beta function (Abramowitz & Stegun 26.5.8).
 */
static double beta_fraction(double a, double b, double x)
{
	const double tiny = 1e-300;
	double c = 1, d = 1 - (a + b) * x / (a + 1), f;

	d = 1 / (fabs(d) < tiny ? tiny : d);
	f = d;
	for (int m = 1; m < 500; m++) {
		double up = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
		double down = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
		double before = f;

		d = 1 / (1 + up * d);
		c = 1 + up / c;
		f *= d * c;
		d = 1 / (1 + down * d);
		c = 1 + down / c;
		f *= d * c;
		if (fabs(f - before) < 1e-14 * fabs(f))
			break;
	}
	return f;
}

static double beta_cdf(double x, double a, double b)
{
	if (!(x > 0))
		return 0;
	if (!(x < 1))
		return 1;

	double front =
		exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x));

	if (x < (a + 1) / (a + b + 2))
		return front * beta_fraction(a, b, x) / a;
	return 1 - front * beta_fraction(b, a, 1 - x) / b;
}

double student_cdf(double t, double nu)
{
	double tail = beta_cdf(nu / (nu + t * t), nu / 2, 0.5) / 2;

	if (isnan(t))
		return NAN;
	return t > 0 ? 1 - tail : tail;
}

/* The lower incomplete gamma function, by its series: here x is never far above a. */
static double gamma_cdf(double x, double a)
{
	double term = 1 / a, sum = term;

	if (!(x > 0))
		return 0;
	for (int i = 1; i < 2000 && term > 1e-17 * sum; i++)
		sum += term *= x / (a + i);
	return sum * exp(a * log(x) - x - lgamma(a));
}

void tau_table(double nu, double *out, size_t n)
{
	double a = nu / 2, low = 0, gap = a;

	/* Ascending quantiles: each is about as far above the one before as that one was.
	 */
	for (size_t i = 0; i < n; i++) {
		double p = ((double)i + 0.5) / (double)n, from = low;

		while (gamma_cdf(low + gap, a) < p)
			gap *= 2;
		for (int step = 0; step < 36; step++) {
			gap /= 2;
			if (gamma_cdf(low + gap, a) < p)
				low += gap;
		}
		gap = 2 * (low - from);
		out[i] = sqrt(a / low);
	}
}
