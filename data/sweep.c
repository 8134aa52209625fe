/* sweep.c - the end of a sweep. */
#include "data/sweep.h"

#include <stdlib.h>

void sweep_release(struct sweep *s)
{
	free(s->points);
	arena_release(&s->arena);
	*s = (struct sweep){ 0 };
}
