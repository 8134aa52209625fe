/*
 * break_class.h - private to break_*.c: resamples kept in memory, and the first
 * change of a rank class when a threshold moves.
 */
#ifndef SCORE_BREAK_CLASS_H
#define SCORE_BREAK_CLASS_H

#include "data/break_even.h"

#define BREAK_CLASS_RESAMPLES 10000 /* at most */
#define BREAK_CLASS_FIGURES 5000000 /* of all cells and resamples: 60 MB */

struct break_class;

/* Draws the resamples; `sets` as in struct break_even. The caller frees. */
struct break_class *break_class_new(const struct profile *p,
				    const struct certainty_options *o, size_t sets);
void break_class_free(struct break_class *c); /* NULL is fine */
size_t break_class_resamples(const struct break_class *c);

/* What one thread needs to try thresholds. The caller frees. */
struct break_trial;
struct break_trial *break_trial_new(const struct break_class *c);
void break_trial_free(struct break_trial *t);

/*
 * The first change of any class when the threshold goes this way, as far as it may. Fills
 * *out, whose `changes` have room for sets * candidates.
 */
void break_class_find(const struct break_class *c, struct break_trial *trial,
		      const struct break_even *b, const struct break_threshold *t,
		      enum break_direction way, struct break_event *out);

#endif
