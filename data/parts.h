/* parts.h - the profiles of a rubric that compares values of a dimension, one for each. */
#ifndef DATA_PARTS_H
#define DATA_PARTS_H

#include <stddef.h>

#include "data/break_even.h"
#include "data/certainty.h"
#include "data/profile.h"
#include "data/rubric/rubric.h"

struct part {
	struct rubric rubric; /* with its value chosen: rubric.at says which */
	struct profile profile;
	struct certainty certainty;
	struct break_even break_even; /* without rank classes, if it was wanted */
};

/* All of one store, of the same features and platforms. Zeroed is empty. */
struct parts {
	struct part *list;
	size_t count;
};

void parts_release(struct parts *p);

#endif
