/*
 * coverage.h - a simulation: how often do intervals hold what they say? Two samples are
 * drawn from known populations; each method states a distribution for the ratio of their
 * statistics, and the true ratio is looked up in it. See score/README.md for what came out.
 *
 * Everything on the way is the logarithm of a ratio (candidate / baseline), a natural one.
 */
#ifndef TESTS_BENCH_COVERAGE_H
#define TESTS_BENCH_COVERAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* --- chance (coverage_chance.c) --------------------------------------------------------
 */

struct rng {
	uint64_t s[4];
};

/* A stream of its own for each (seed, case, replication): no order of work shows. */
void rng_seed(struct rng *r, uint64_t seed, uint64_t which, uint64_t replication);
uint64_t rng_bits(struct rng *r);
double rng_uniform(struct rng *r); /* in (0, 1) */
double rng_normal(struct rng *r);
/* sqrt(nu / chi-square(nu)): what makes a normal deviate one of Student's. */
double rng_tau(struct rng *r, double nu);

/* Below 2^32, each equally probable but for 2^-32 * n. */
static inline size_t rng_below(uint32_t bits, size_t n)
{
	return (size_t)(((uint64_t)bits * n) >> 32);
}

double normal_cdf(double z);
double normal_quantile(double p);
double student_cdf(double t, double nu);
/* n equally probable values of sqrt(nu / chi-square(nu)): those at (i + 1/2) / n. */
void tau_table(double nu, double *out, size_t n);

/* --- populations and samples (coverage_shape.c) ----------------------------------------
 */

enum statistic { MEAN, MEDIAN, TRIMMED, GEOMETRIC, STATISTICS };
extern const char *const statistic_names[STATISTICS];

enum kind { NORMAL, LOG_NORMAL, BIMODAL, OUTLIERS };

/* Positive; about 1. `spread` is the cv, of log-normals the sigma of the logarithm. */
struct shape {
	const char *name;
	enum kind kind;
	double spread;
};

/* The statistic of the population; n matters to the trimmed mean, which cuts whole values.
 */
double shape_truth(const struct shape *shape, enum statistic what, size_t n);

#define RUNS_MAX 70

/* What is known of one sample, and its resamples. */
struct sample {
	size_t n, strata; /* n runs in as many strata of equal size */
	enum statistic what;
	double x[RUNS_MAX]; /* ascending where there is one stratum, else by stratum */
	double est;	    /* the statistic */
	double k;	    /* how far resamples are stretched: see stretch() */
	double nu;	    /* degrees of freedom of `se` */
	double se;	    /* of the runs' relative mean, or of their logarithms' */
	double cube;	    /* third cumulant of the same */
	double *star; /* the statistic of each resample: the caller's, `resamples` long */
	double *star_se; /* `se` of each resample, where the statistic is a mean */
};

/* Fills x and est. Strata are of the same shape, but 1, 2, 3 ... times as high. */
void sample_draw(struct sample *s, const struct shape *shape, struct rng *r);
/* Fills the rest. */
void sample_resample(struct sample *s, size_t resamples, struct rng *r);

/* --- methods (coverage_method.c) -------------------------------------------------------
 */

#define TAUS 4096 /* values in a table */
#define NU_MAX 256

/* Two samples and what methods share; everything borrowed. */
struct trial {
	const struct sample *a, *b; /* candidate, baseline */
	size_t resamples;
	struct rng *rng;
	double est; /* log of the ratio */
	double se;  /* both samples' */
	double nu;  /* Welch's and Satterthwaite's */
	double acc; /* BCa's acceleration, for the mean */
	double *tau_a, *tau_b,
		*tau;	 /* for each resample: of each sample's nu, and of `nu` */
	double **tables; /* by whole nu; made when first needed */
};

/* Sets what is derived, draws the taus. */
void trial_prepare(struct trial *t);

#define FOR(statistic) (1u << (statistic))
#define FOR_ALL (FOR(STATISTICS) - 1)

/* It draws, or has a distribution function (of the draws, where it has both). */
struct method {
	const char *title;
	void (*draw)(struct trial *t, double *out);
	double (*cdf)(const struct trial *t, const double *draws, double x);
	unsigned what; /* FOR(...) the statistics it can do */
};

extern const struct method methods[];
extern const size_t methods_count;
#define METHODS_MAX 24
#define SHIPPED "one t, log, table" /* what desmet does */

/* P(log ratio <= x), as the method has it; `draws` is what its draw() gave. */
double method_cdf(const struct method *m, const struct trial *t, const double *draws,
		  double x);

/* --- tables (coverage_table.c) -----------------------------------------------------------
 */

#define NOMINALS 5
#define BINS 7
#define SIZES 7
#define PAIRS 10

extern const double nominal[NOMINALS];
extern const double bin_edges[BINS + 1]; /* of the stated probability of a level */
extern const struct shape shapes[];

/* Populations of candidate and baseline, by their place in `shapes`. */
struct pair {
	size_t a, b;
	bool hard; /* no method is right */
};
extern const struct pair pairs[PAIRS];

struct size {
	const char *name;
	size_t a, b, strata;
};
extern const struct size sizes[SIZES];

/* Of one method in one case. */
struct tally {
	double count;
	double covered[NOMINALS];
	double width; /* the median of the 95 % intervals' widths, relative to the ratio */
	double stated[BINS], right[BINS], in_bin[BINS];
	double brier; /* the sum of (stated - right)^2 */
};

/* tallies[(size * PAIRS + pair) * METHODS_MAX + method] */
void tables_print(enum statistic what, const struct tally *tallies, bool all);
bool table_has(const struct method *m, enum statistic what);

#endif
