/*
 * tuning.h - what score/ finds for the questions that desmet tune asks, each by its option.
 * A question that was not asked is zeroed.
 */
#ifndef DATA_TUNING_H
#define DATA_TUNING_H

#include "data/break_even.h"
#include "data/fit.h"
#include "data/sweep.h"
#include "data/weights.h"

struct tuning {
	struct break_even break_even; /* --break-even, or nothing else is asked */
	struct sweep sweep;	      /* --sweep */
	struct fit fit;		      /* --fit */
	struct weights weights;	      /* --weights */
};

void tuning_release(struct tuning *t);

#endif
