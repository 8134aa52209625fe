/* cause.h - why two profiles differ in a cell, a total, a rank; in one line each. */
#ifndef SCORE_CAUSE_H
#define SCORE_CAUSE_H

#include "data/comparison.h"

#define CAUSE_NONE SIZE_MAX /* the side has no such feature, platform or set */

/* Where something stands on one side: indices into its profile, or CAUSE_NONE. */
struct cause_place {
	size_t feature, platform, set; /* set_count: overall */
};

/* Both sides of it. */
struct cause_pair {
	const struct profile *old, *new;
	struct cause_place a, b;
	struct arena *arena; /* of the texts */
};

/* Keys of the rubrics are compared by what they mean, samples by their figures. */
const char *cause_of_cell(const struct cause_pair *c);
const char *cause_of_total(const struct cause_pair *c);
const char *cause_of_rank(const struct cause_pair *c);

/* The side of a cell or a total as it is compared. */
struct change_side cause_side_of_cell(const struct profile *p,
				      const struct cause_place *at);
struct change_side cause_side_of_total(const struct profile *p,
				       const struct cause_place *at);

/* By name; a platform is looked for among the candidates before the baseline. */
size_t cause_find_feature(const struct rubric *r, const char *name);
size_t cause_find_set(const struct rubric *r, const char *name);
size_t cause_find_platform(const struct profile *p, const char *name);

/* Words of a cause in the making; `text` is NULL as long as nothing was said. */
struct words {
	const struct cause_pair *c;
	const char *separator;
	const char *text;
};

/* Says one thing more. */
void cause_say(struct words *w, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
