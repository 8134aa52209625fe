/* fit_conflict.c - the smallest part of what cannot hold that cannot hold, either. */
#include <stdlib.h>
#include <string.h>

#include "score/tune/fit_private.h"

#define PATIENCE 4 /* as many arrangements in all; then it is left as small as it is */

static enum fit_outcome attempt(struct fit_work *w, const bool *use)
{
	fit_make_groups(w, use); /* the bounds have been proved */
	return fit_order(w, use);
}

/* Leaves out what can be left out, by halves first and in the end one by one. */
static bool shrink(struct fit_work *w, bool *use, size_t count)
{
	bool *with = mem_new(count, sizeof(with[0])), smallest = true;
	size_t tried = 0;

	for (size_t part = count / 2 > 0 ? count / 2 : 1;; part /= 2) {
		for (size_t from = 0; from < count; from += part) {
			enum fit_outcome outcome;

			memcpy(with, use, count * sizeof(with[0]));
			for (size_t t = from; t < count && t < from + part; t++)
				use[t] = false;
			if (memcmp(with, use, count * sizeof(with[0])) == 0)
				continue;
			outcome = tried / PATIENCE > w->most ? FIT_NOT_FOUND
							     : attempt(w, use);
			tried += w->out->tried;
			if (outcome == FIT_IMPOSSIBLE)
				continue;
			memcpy(use, with, count * sizeof(with[0]));
			if (part == 1 && outcome == FIT_NOT_FOUND)
				smallest = false;
		}
		if (part == 1)
			break;
	}
	free(with);
	return smallest;
}

void fit_order_conflict(struct fit_work *w)
{
	struct fit *out = w->out;
	size_t n = out->target_count, tried = out->tried, count = 0;
	bool *use = mem_new(n, sizeof(use[0])), smallest;
	size_t *targets = arena_new(w->a, n, sizeof(targets[0]));

	for (size_t t = 0; t < n; t++)
		use[t] = true;
	smallest = shrink(w, use, n);
	for (size_t t = 0; t < n; t++) {
		if (use[t])
			targets[count++] = t;
	}
	out->conflicts = arena_new(w->a, 1, sizeof(out->conflicts[0]));
	out->conflicts[0] = (struct fit_conflict){
		.targets = targets,
		.count = count,
		.smallest = smallest,
		.text = fit_order_reason(w, use),
	};
	out->conflict_count = out->conflict_total = 1;
	out->tried = tried;
	free(use);
}
