/* break_even.c - what a break-even knows of itself. */
#include "data/break_even.h"

#include <string.h>

bool break_even_moves(const struct break_even *b, const struct break_threshold *t,
		      size_t feature)
{
	const char *scale = b->profile->rubric->features[feature].scale;

	if (t->scale == NULL)
		return feature == t->feature;
	return scale != NULL && strcmp(scale, t->scale) == 0;
}

void break_even_release(struct break_even *b)
{
	arena_release(&b->arena);
	*b = (struct break_even){ 0 };
}
