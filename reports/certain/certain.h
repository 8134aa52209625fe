/*
 * certain.h - how sure a profile is, in words and as tables. Knows no format.
 *
 * Candidates count from 0 here, as in data/certainty.h. What returns a table gives it to the
 * caller, who frees it with table_free.
 */
#ifndef REPORTS_CERTAIN_H
#define REPORTS_CERTAIN_H

#include "data/base/table.h"
#include "data/certainty.h"

/* --- certain_words.c ----------------------------------------------------------------- */

#define CERTAIN_UNDECIDED '?'
#define CERTAIN_UNKNOWN '~'

/* What stands behind a level: CERTAIN_UNDECIDED, CERTAIN_UNKNOWN (its spread), or 0. NULL
   marks nothing. */
char certain_mark(const struct certainty *c, size_t feature, size_t candidate);
/* A share in percent, without the sign: "57.1", "100" only when it is all of them, and
   ">99.9" where rounding would say so; `buf` of at least 16 bytes. */
const char *certain_percent(char *buf, size_t size, double share);
/* "57.1 %", "100 %", "over 99.9 %"; `buf` of at least 24 bytes. */
const char *certain_share_words(char *buf, size_t size, double share);
/* The same as a cell, coloured; NAN is a missing one. People see no sign: a title or a note
   says that it is in percent. */
void certain_share(struct table *t, double share);
void certain_share_column(struct table *t, const char *name, const char *title);
/* "2 in 57.1 % of resamples, 1 in 42.9 %", the likeliest first; the caller frees. NULL when
   nothing is known. */
char *certain_levels(const struct certainty *c, size_t feature, size_t candidate);
/* "69.11 % to 71.40 %", or in the feature's unit; the caller frees. NULL when unknown. */
char *certain_interval(const struct certainty *c, size_t feature, size_t candidate);
/* What the mark of a cell means: "undecided: 2 in 57.1 % of resamples ..."; the caller frees.
   NULL when it has none. */
char *certain_why(const struct certainty *c, size_t feature, size_t candidate);
/* A line for each mark that the profile has, each with a line end before it; the caller
   frees. Empty for NULL. */
char *certain_legend(const struct certainty *c);
/* How many levels are people's, and were taken as they are. */
size_t certain_judged(const struct certainty *c);
/* How many cells have a mark. */
size_t certain_count(const struct certainty *c, char mark);
/* "10000 resamples, method student, seed 1, confidence 95 %"; the caller frees. */
char *certain_settings(const struct certainty *c);
/* How often its intervals were seen to hold; the caller frees. Empty when nothing is known. */
char *certain_coverage(const struct certainty *c);
/* Both, and what the method does; the caller frees. */
char *certain_method(const struct certainty *c);
/* "2 to 4", or "1"; `buf` of at least 32 bytes. */
const char *certain_class(char *buf, size_t size, const struct certainty_total *t);

/* The probability of a level; NAN when it is unknown or the feature has no such. */
double certain_of_level(const struct certainty *c, size_t feature, size_t candidate,
			int level);
/* Is any spread known of what a set rests on? */
bool certain_of_set(const struct certainty *c, size_t set);
/* The sets that people are shown: one more, all together, in a weighted rubric. */
size_t certain_sets(const struct certainty *c);
const char *certain_set_title(const struct certainty *c, size_t set);

/* --- tables for people --------------------------------------------------------------- */

/* `grouped`: for a terminal, a heading a feature or set; else each row stands by itself. */

/* certain_cells.c: interval and probability of each level; flat, the row of a cell is
   feature * candidates + candidate */
struct table *certain_cells(const struct certainty *c, bool grouped);
/* certain_ranks.c: probability of each rank; flat, the row is set * candidates + candidate */
struct table *certain_ranks(const struct certainty *c, bool grouped);
/* certain_ranks.c: how often one is better than the other */
struct table *certain_beats(const struct certainty *c, bool grouped);
/* certain_charts.c: pictures of the above, flat, added to one of them */
void certain_charts(struct table *t, const struct certainty *c);

/* --- certain_machine.c: tables for machines ------------------------------------------ */

struct table *certain_machine(const struct certainty *c);	  /* of the cells */
struct table *certain_machine_ranks(const struct certainty *c);
struct table *certain_machine_beats(const struct certainty *c);
struct table *certain_machine_settings(const struct certainty *c);

#endif
