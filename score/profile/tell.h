/* tell.h - what a reader must be told of a profile's cells: alike things in one sentence. */
#ifndef SCORE_TELL_H
#define SCORE_TELL_H

#include "data/profile.h"
#include "data/store/store.h"

/*
 * Gives the cells what is known of why they are empty (`why`), of who has not judged them
 * (`silent`) and of strata that are not the baseline's (`unlike`), and tells it: a kind of gap that one cell has by name, one that several
 * have once, with which they are, how many, and the first reason. Each of them stands in the
 * table of gaps.
 */
int tell_cells(struct store *s, struct profile *p, struct notes *notes, struct err *err);

#endif
