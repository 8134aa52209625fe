/* parts.c - the profiles of a rubric that compares. */
#include "data/parts.h"

#include <stdlib.h>

void parts_release(struct parts *p)
{
	for (size_t i = 0; i < p->count; i++) {
		break_even_release(&p->list[i].break_even);
		certainty_release(&p->list[i].certainty);
		profile_release(&p->list[i].profile);
		rubric_release(&p->list[i].rubric);
	}
	free(p->list);
	*p = (struct parts){ 0 };
}
