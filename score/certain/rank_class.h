/* rank_class.h - candidates that cannot be told apart share a class of ranks. */
#ifndef SCORE_RANK_CLASS_H
#define SCORE_RANK_CLASS_H

#include <stddef.h>

/*
 * Each class is anchored at its best member: another belongs to it unless the anchor beats it
 * with the wanted confidence. It is not chained from neighbour to neighbour, so that the last
 * of a class is never further from the first than that. The best is by rank, of equals the one
 * with the lower mean rank (fewer are before it), then by the rubric's order.
 *
 * rank: of each candidate, 1 is best, 0: not ranked. beats[a * candidates + b]: probability
 * that a is strictly better than b. first, last: the ranks that a candidate's class shares;
 * 0: not ranked.
 */
void rank_classes(size_t candidates, const int *rank, const double *beats, double confidence,
		  int *first, int *last);

#endif
