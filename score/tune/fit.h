/* fit.h - the thresholds that give the levels, or the order, that somebody holds right. */
#ifndef SCORE_FIT_H
#define SCORE_FIT_H

#include "data/base/err.h"
#include "data/fit.h"

/* What is asked. */
struct fit_words {
	const char *const *targets; /* of --fit: a target, or a published sheet */
	size_t target_count;
	const char *const *bounds; /* of --bound */
	size_t bound_count;
	size_t most; /* arrangements; 0: FIT_ARRANGEMENTS_MOST */
	bool own; /* features may leave a shared scale where it cannot hold all targets */
};

/*
 * Moves as few points as it must: each threshold keeps its place unless a target or a bound
 * drives it away, and then goes to the next round value. Levels alone are decided exactly;
 * an order by a search over all arrangements of thresholds among the figures, those that
 * move less first, FIT_ARRANGEMENTS_MOST at most. *out borrows p; the caller releases, also
 * after an error: EXIT_INPUT for words or a sheet that are wrong, with their place.
 */
int fit_find(const struct profile *p, const struct fit_words *words, struct fit *out,
	     struct err *err);

#endif
