/*
 * variant.h - one changed rule: how the samples that a profile has gathered would have been
 * judged with another statistic, another baseline, and so on. Asks no store.
 *
 * The kinds of rules are rows of a table (variant.c). A kind that takes an argument stands for
 * as many rules as the profile offers arguments: each candidate as the baseline ...
 */
#ifndef SCORE_VARIANT_H
#define SCORE_VARIANT_H

#include "data/base/mem.h"
#include "data/profile.h"

struct variant_rule {
	const char *name; /* for machines: "baseline=docker" */
	const char *text; /* for people, after "with": "docker as the baseline" */
	size_t kind;	  /* private to variant.c */
	const char *argument;
};

/* The rules that can be tried on a profile. It borrows the profile; the rest is its own. */
struct variant {
	const struct profile *profile;
	struct variant_rule *rules;
	size_t rule_count;
	struct arena arena, scratch; /* scratch: of one judgement */
};

/* What a platform gets under a rule. */
struct variant_verdict {
	bool scored;
	int level;     /* only when scored, as the other fields */
	double figure; /* candidate / baseline under the rule; with absolute levels the value
			  in the feature's unit */
};

/* Lists the rules. The caller releases. */
void variant_init(struct variant *v, const struct profile *p);
void variant_release(struct variant *v);

/*
 * Judges one feature under one rule: out[0 .. platform_count), out[0] being the baseline's
 * and never scored. False when the rule says nothing about the feature, or nothing else than
 * the rubric does; out is then untouched.
 */
bool variant_judge(struct variant *v, size_t rule, size_t feature,
		   struct variant_verdict *out);

#endif
