/* tuning.c - the end of all answers. */
#include "data/tuning.h"

void tuning_release(struct tuning *t)
{
	break_even_release(&t->break_even);
	sweep_release(&t->sweep);
	fit_release(&t->fit);
	weights_release(&t->weights);
}
