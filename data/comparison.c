/* comparison.c - lifetime of comparisons; compares nothing. */
#include "data/comparison.h"

void comparison_release(struct comparison *c)
{
	arena_release(&c->arena);
	*c = (struct comparison){ 0 };
}
