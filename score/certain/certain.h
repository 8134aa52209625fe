/* certain.h - how sure a profile's levels, totals and ranks are. */
#ifndef SCORE_CERTAIN_H
#define SCORE_CERTAIN_H

#include "data/certainty.h"

/*
 * Fills *out from `resamples` resamples of the profile. The same for the same seed, whatever
 * the number of threads; memory does not depend on the number of resamples. The caller
 * releases.
 */
void certain_find(const struct profile *p, const struct certainty_options *o,
		  struct certainty *out);

#endif
