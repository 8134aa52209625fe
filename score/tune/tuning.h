/* tuning.h - the questions of desmet tune, by the options that ask them. */
#ifndef SCORE_TUNING_H
#define SCORE_TUNING_H

#include "data/base/err.h"
#include "data/base/opt.h"
#include "data/certainty.h"
#include "data/tuning.h"

/* See score_tuning(). */
int tuning_find(const struct profile *p, const struct opts *opts,
		const struct certainty_options *o, bool edited, struct tuning *out,
		struct err *err);

#endif
