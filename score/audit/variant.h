/*
 * variant.h - one changed rule: how the samples that a profile has gathered would have been
 * judged with another statistic, another baseline, and so on. Asks no store.
 *
 * The kinds of rules are rows of a table (variant.c). A kind that takes an argument stands for
 * as many rules as the profile offers arguments: each candidate as the baseline, each setting
 * of a parameter alone, each other metric of the same records ...
 */
#ifndef SCORE_VARIANT_H
#define SCORE_VARIANT_H

#include "data/base/mem.h"
#include "data/profile.h"

struct rivals;

struct variant_rule {
	const char *name; /* for machines: "baseline=docker"; unique */
	const char *text; /* for people, after "with": "docker as the baseline" */
	size_t kind;	  /* private to variant.c */
	const char *argument;
};

/* The rules that can be tried on a profile. What it is tried on is borrowed; the rest is its
   own. */
struct variant {
	const struct profile *profile;
	const struct rivals *rivals; /* or NULL: no other metric, no other side */
	const double *published; /* values of the baseline, one a feature, canonical; NAN: none;
				    or NULL */
	struct variant_rule *rules;
	size_t rule_count;
	struct arena arena, scratch; /* scratch: of one judgement */
};

/* What a platform gets under a rule. */
struct variant_verdict {
	bool scored;
	int level;	  /* only when scored, as the other fields */
	double figure;	  /* candidate / baseline under the rule; with absolute levels the value
			     in the feature's unit */
	const char *sign; /* how the figure lies to `bound`: one of the signs of order; static */
	double bound;	  /* the threshold of the level that is reached; of the lowest level
			     the one that is missed */
};

/* Lists the rules. The caller releases. */
void variant_init(struct variant *v, const struct profile *p, const struct rivals *rivals,
		  const double *published);
void variant_release(struct variant *v);

/*
 * Judges one feature under one rule: out[0 .. platform_count), out[0] being the baseline's
 * and never scored. False when the rule says nothing about the feature, or nothing else than
 * the rubric does; out is then untouched.
 */
bool variant_judge(struct variant *v, size_t rule, size_t feature,
		   struct variant_verdict *out);

#endif
