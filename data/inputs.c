/* inputs.c - the end of what a command was given. */
#include "data/inputs.h"
#include "data/store/store.h"

void inputs_release(struct inputs *in)
{
	rubric_release(&in->other_rubric);
	rubric_edits_release(&in->edits);
	store_close(in->other_store);
	rubric_release(&in->rubric);
	store_close(in->store);
}
