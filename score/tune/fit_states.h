/* fit_states.h - private to fit*.c: vectors of whole numbers, each with the cheapest
   way to it. */
#ifndef SCORE_FIT_STATES_H
#define SCORE_FIT_STATES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zeroed, but for the two widths, is empty. */
struct fit_states {
	size_t width; /* of a vector */
	size_t trail; /* of what is kept beside it */
	size_t count, room;
	int64_t *values; /* count * width */
	double *costs;
	size_t *trails; /* count * trail: how it is come to */
	size_t *slots;	/* by hash; 0: free, else index + 1 */
	size_t slot_count;
};

/* The vector's place, if it is new or cheaper now: then its cost is kept, and the caller
   writes its trail. NULL when it is not. */
size_t *fit_states_put(struct fit_states *s, const int64_t *values, double cost);
void fit_states_release(struct fit_states *s);

#endif
