/*
 * weights_domain.h - the weightings of one kind: read from the command line, drawn, and
 * described by inequalities.
 *
 * A unit is what has a weight of its own: a feature, an importance or a set.
 */
#ifndef SCORE_WEIGHTS_DOMAIN_H
#define SCORE_WEIGHTS_DOMAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/base/err.h"
#include "data/weights.h"

struct weights_domain {
	const struct rubric *rubric;
	enum weights_per per;
	enum weights_kind kind;
	const char **names, **titles; /* of units */
	size_t count;		      /* of units */
	size_t *unit_of;	      /* of a feature; per set: of its set */
	/* ORDER: from 0, the most important, on; ascending in `sorted` */
	size_t *group, group_count;
	size_t *sorted; /* units, the least important first */
	/* RANGES */
	double *low, *high;
	const char *text;
};

/* All weightings. */
void weights_domain_any(struct weights_domain *d, const struct rubric *r,
			enum weights_per per, struct arena *a);

/*
 * "mandatory,highly_desirable=desirable": importances from the most important on, "=" where
 * two are alike; NULL: the rubric's, by its weights or else by DESMET's names. Returns 1
 * when it is such, 0 when the rubric has no order or one that orders nothing, -1
 * (EXIT_INPUT) for an order that is wrong.
 */
int weights_domain_order(struct weights_domain *d, const struct rubric *r,
			 enum weights_per per, const char *order, struct arena *a,
			 struct err *err);

/*
 * "boot_time=1:3" each: the weight of a unit; of a feature by its importance's name also
 * those of all that have it, one by one. EXIT_INPUT for words that are wrong or leave
 * nothing to draw.
 */
int weights_domain_ranges(struct weights_domain *d, const struct rubric *r,
			  enum weights_per per, const char *const *words, size_t count,
			  struct arena *a, struct err *err);

/* The weights of all units, a function of key and number; not yet divided by their sum.
   `scratch` has room for `count`. */
void weights_domain_draw(const struct weights_domain *d, uint64_t key, uint64_t number,
			 size_t *scratch, double *weights);

/* A model's weights of features and sets from those of units. */
void weights_domain_apply(const struct weights_domain *d, const double *weights,
			  double *features, double *sets);

/* Is the unit one of a set's (set_count: of all)? Do weights differ there from one
   weighting to the next, and are they others than all there are? */
bool weights_domain_has(const struct weights_domain *d, size_t unit, size_t set);
bool weights_domain_matters(const struct weights_domain *d, size_t set);

#endif
