/* rank_class.c - from ranks and probabilities of being better to classes. */
#include "score/certain/rank_class.h"

#include <stdbool.h>

#define SAME 1e-12 /* means that differ by rounding only */

/* How many are before a candidate, on average: its mean rank less one. */
static double before(size_t candidates, const double *beats, size_t i)
{
	double sum = 0;

	for (size_t k = 0; k < candidates; k++)
		sum += beats[k * candidates + i];
	return sum;
}

static bool is_better(size_t candidates, const int *rank, const double *beats, size_t i,
		      size_t than)
{
	if (rank[i] != rank[than])
		return rank[i] < rank[than];
	return before(candidates, beats, i) < before(candidates, beats, than) - SAME;
}

/* The best candidate that is in no class yet. */
static size_t next_best(size_t candidates, const int *rank, const double *beats,
			const int *first)
{
	size_t best = candidates;

	for (size_t i = 0; i < candidates; i++) {
		if (rank[i] == 0 || first[i] > 0)
			continue;
		if (best == candidates || is_better(candidates, rank, beats, i, best))
			best = i;
	}
	return best;
}

void rank_classes(size_t candidates, const int *rank, const double *beats, double confidence,
		  int *first, int *last)
{
	int next = 1;

	for (size_t i = 0; i < candidates; i++)
		first[i] = last[i] = 0;
	for (;;) {
		size_t anchor = next_best(candidates, rank, beats, first), i = anchor;
		int begun = next;

		if (anchor == candidates)
			return;
		/* From the best on: the first that the anchor beats ends the class. */
		while (i < candidates &&
		       (i == anchor || beats[anchor * candidates + i] < confidence)) {
			first[i] = begun;
			next++;
			i = next_best(candidates, rank, beats, first);
		}
		for (i = 0; i < candidates; i++) {
			if (first[i] == begun)
				last[i] = next - 1;
		}
	}
}
