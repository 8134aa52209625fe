/*
 * inputs.h - what a command that judges is given: rubrics and stores, loaded and open, before
 * anything is made from them.
 */
#ifndef DATA_INPUTS_H
#define DATA_INPUTS_H

#include "data/rubric/rubric.h"
#include "data/rubric/rubric_edit.h"

struct store;

/* The other: what the first is compared with; its rubric's path, or its store, is NULL where
   both are of the first. */
struct inputs {
	struct store *store, *other_store;
	struct rubric rubric, other_rubric;
	struct rubric_edits edits; /* --set and --without; other_rubric has them */
};

void inputs_release(struct inputs *in); /* zeroed is fine */

#endif
