/* break_even.h - how near each level is, and what each threshold that moves changes first.
 */
#ifndef SCORE_BREAK_EVEN_H
#define SCORE_BREAK_EVEN_H

#include "data/break_even.h"

/*
 * Fills *out for a judged profile. Distances, levels and ranks are exact; the classes are
 * those of at most BREAK_CLASS_RESAMPLES of the resamples that certain_find() takes with
 * the same options, followed exactly, too. The same whatever the number of threads. Without
 * options (NULL) classes are not followed, which takes a tenth of the time. The caller
 * releases.
 */
void break_even_find(const struct profile *p, const struct certainty_options *o,
		     struct break_even *out);

#endif
