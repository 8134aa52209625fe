/*
 * score.h - the front door of score/: measurements judged by a rubric, and a published
 * sheet held against the verdict.
 */
#ifndef SCORE_SCORE_H
#define SCORE_SCORE_H

#include "data/base/err.h"
#include "data/comparison.h"
#include "data/profile.h"

struct call;
struct inputs;
struct store;
struct opts;
struct certainty;
struct certainty_options;
struct break_even;
struct tuning;

/*
 * Makes what the call's command needs of the inputs, and leaves it in the call: a profile with
 * its audit, certainty and what is asked of it, or a comparison of two. Errors and notes are
 * those of the functions below, which do it. The caller releases, also after an error; the
 * inputs must live longer. NULL is released, too.
 */
struct prepared;
int score_prepare(struct call *call, struct inputs *in, struct prepared **out);
void score_prepared_release(struct prepared *p);

/*
 * Holds the dimensions of a rubric against the store: every value that is fixed or compared must
 * be one that records have, else EXIT_INPUT with what there is. `compare = all` gets the values
 * of the records that the rubric's features read. To be called before rubric_choose().
 */
int score_dimensions(struct store *s, struct rubric *r, struct err *err);

/*
 * A profile for each value, or combination of values, of what the rubric compares but the option
 * --dimension does not choose, each with how sure it is, and if wanted with its break-even points. What all of
 * them have to say is said once, else with the value. The caller releases, also after an error.
 */
struct parts;
int score_parts(struct store *s, const char *rubric, const struct opts *opts,
		const struct certainty_options *o, bool break_even, struct parts *out,
		struct notes *notes, struct err *err);

/*
 * Judges what the store holds. *out borrows r; the caller releases it, also after an error.
 * EXIT_INPUT when the rubric does not fit the store (its baseline has no record, a unit is
 * of another kind than the metric), EXIT_MACHINE when the store cannot be read. What a
 * reader of the profile must know besides goes to notes; cells that failed or cannot be
 * scored count as unused.
 */
int score_profile(struct store *s, const struct rubric *r, struct profile *out,
		  struct notes *notes, struct err *err);

/*
 * The same by another rubric for the store that `from` is of. What the two rubrics read
 * alike is not read again; *out borrows those samples, so that `from` must live longer.
 */
int score_profile_again(struct store *s, const struct profile *from, const struct rubric *r,
			struct profile *out, struct notes *notes, struct err *err);

/*
 * What differs between two profiles, of whatever rubrics and stores, and why: keys of the
 * rubric are compared by what they mean, data by the figures. *out borrows both; the caller
 * releases it.
 */
void score_compare(const struct profile *a, const struct profile *b, struct comparison *out);

/* What each threshold that moves changes first, rank classes aside; *out borrows the profile.
   The caller releases. */
void score_break_even(const struct profile *p, struct break_even *out);

/* How sure the profile is, by resampling its runs; *out borrows it. The caller releases. */
void score_certainty(const struct profile *p, const struct certainty_options *o,
		     struct certainty *out);

/*
 * The question that desmet tune is asked, by its options: how near levels are and what each
 * threshold changes first, or a sweep. Without a question that is the first, unless the rubric
 * was edited, or is edited on a page: then it is nothing. *out borrows p. EXIT_INPUT for words that are wrong. The
 * caller releases, also after an error.
 */
int score_tuning(const struct profile *p, const struct opts *opts,
		 const struct certainty_options *o, bool edited, struct tuning *out,
		 struct err *err);

/*
 * Holds the rubric's published sheet against the profile, which must outlive *out.
 * EXIT_INPUT when the rubric names no sheet or the sheet is wrong (file:line). The store is
 * asked what a published baseline could be when it is not the metric's.
 */
int score_audit(struct store *s, const struct profile *p, struct audit *out,
		struct err *err);

/* Is the rubric's published sheet sound? 0 when it names none. */
int score_check_published(const struct rubric *r, struct err *err);

#endif
