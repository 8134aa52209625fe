/*
 * diagnose.h - what is odd about the runs behind a level, and what the level would be
 * without it. DIAGNOSES.md beside this file says which test finds what, what it assumes and
 * where it is from.
 */
#ifndef SCORE_DIAGNOSE_H
#define SCORE_DIAGNOSE_H

#include "data/profile.h"

/* Of what the tests find at most this share is expected to be chance (Benjamini & Hochberg,
   Journal of the Royal Statistical Society B 57, 1995, over all tests of the profile). */
#define DIAGNOSE_FALSE 0.1

/* What changes a figure by less is not worth a word: a tenth of a usual level's width. */
#define DIAGNOSE_LEAST 0.01

/* Fills the findings of all cells of a judged profile; its arena owns them. */
void diagnose_profile(struct profile *p);

#endif
