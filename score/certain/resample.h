/*
 * resample.h - what the figures of a profile might have been: the runs of candidate and
 * baseline drawn anew, within their strata, carried to the ratio.
 *
 * score/README.md has the method and the measurement that chose it.
 */
#ifndef SCORE_RESAMPLE_H
#define SCORE_RESAMPLE_H

#include <stdbool.h>
#include <stdint.h>

#include "data/certainty.h"
#include "data/model.h"
#include "data/profile.h"

#define RESAMPLE_BLOCK 256 /* resamples that are computed together */

/* What is borrowed from the profile must live longer; read by any number of threads. */
struct resample;

struct resample *resample_new(const struct profile *p, enum certainty_method method,
			      uint64_t seed);
void resample_free(struct resample *rs); /* NULL is fine */

/*
 * Figures of the resamples first .. first + count - 1 (count <= RESAMPLE_BLOCK), each a
 * function of its number and the seed: out[(feature * candidates + i) * RESAMPLE_BLOCK + k].
 * They are in the feature's *scale*, see resample_scale(). NAN: not scored, or the
 * baseline is not above zero in that resample. Cells whose spread is not known keep the
 * profile's figure. `work` has resample_work() doubles.
 */
void resample_figures(const struct resample *rs, uint64_t first, size_t count, double *work,
		      double *out);
size_t resample_work(const struct resample *rs);

/* A ratio or value as the resamples' figures are: its logarithm where all samples of the
   feature are positive, else as it is; and back. */
double resample_scale(const struct resample *rs, size_t feature, double figure);
double resample_unscale(const struct resample *rs, size_t feature, double scaled);

/* Why a cell's spread cannot be known, or NULL. */
const char *resample_why_unknown(const struct resample *rs, size_t feature,
				 size_t candidate);
/* About the standard error of a cell's figure, in its scale; 0 when nothing varies. Says
   where to look for quantiles, and no more. */
double resample_spread(const struct resample *rs, size_t feature, size_t candidate);

/* The profile's model with thresholds and figures in the resamples' scales. The caller
   releases. */
void resample_model(const struct resample *rs, struct model *m);

#endif
