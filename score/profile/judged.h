/* judged.h - the level that what people said comes to. */
#ifndef SCORE_JUDGED_H
#define SCORE_JUDGED_H

#include "data/profile.h"

/* Fills and judges a judged feature's cells from the rubric's judgements. */
void judged_cells(struct profile *p, size_t feature);

#endif
