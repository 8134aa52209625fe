/* weights.c - names of what was drawn, and its end. */
#include "data/weights.h"

const char *weights_per_name(enum weights_per per)
{
	static const char *const names[] = { [WEIGHTS_PER_FEATURE] = "feature",
					     [WEIGHTS_PER_IMPORTANCE] = "importance",
					     [WEIGHTS_PER_SET] = "set" };

	return names[per];
}

const char *weights_kind_name(enum weights_kind kind)
{
	static const char *const names[] = { [WEIGHTS_ANY] = "any",
					     [WEIGHTS_ORDER] = "order",
					     [WEIGHTS_RANGES] = "ranges" };

	return names[kind];
}

const char *weights_verdict_name(enum weights_verdict v)
{
	static const char *const names[] = { [WEIGHTS_UNRANKED] = "unranked",
					     [WEIGHTS_FIRST] = "first",
					     [WEIGHTS_SHARES] = "shares",
					     [WEIGHTS_NEVER] = "never",
					     [WEIGHTS_UNSEEN] = "unseen" };

	return names[v];
}

void weights_release(struct weights *w)
{
	arena_release(&w->arena);
	*w = (struct weights){ 0 };
}
