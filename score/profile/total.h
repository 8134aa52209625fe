/* total.h - what a set, and all sets together, add up to. */
#ifndef SCORE_TOTAL_H
#define SCORE_TOTAL_H

#include "data/profile.h"

/* Fills p->totals from the cells, ranks included. */
void total_sum(struct profile *p);

#endif
