/*
 * agreement.h - how far assessors agree beyond chance, on an ordinal scale. Knows no profile
 * but in agreement_find().
 *
 * Steps are positions on the scale, from 0. In a table of cells * assessors, a cell that an
 * assessor has not judged is AGREEMENT_NONE.
 */
#ifndef SCORE_AGREEMENT_H
#define SCORE_AGREEMENT_H

#include "data/profile.h"

#define AGREEMENT_NONE (-1)

/*
 * Cohen's weighted kappa (Psychological Bulletin 70, 1968) of two assessors, with quadratic
 * weights: a disagreement counts by the square of its steps (Fleiss & Cohen, Educational and
 * Psychological Measurement 33, 1973). Of the cells that both have judged; 1 is full
 * agreement, 0 what chance gives with levels as often given as each of them gives them. NAN
 * with fewer than two such cells, of which chance cannot be known, and where both give one and
 * the same level throughout: then chance alone would agree, too.
 */
double agreement_kappa(const int *steps, size_t cells, size_t assessors, size_t a, size_t b);

/*
 * Krippendorff's alpha with the ordinal metric (Content Analysis, 2nd ed. 2004, chapter 11), of
 * any number of assessors; what is missing is left out. NAN where fewer than two cells have two
 * judgements, and where all that are paired are at one level. `scale` is the number of steps.
 */
double agreement_alpha(const int *steps, size_t cells, size_t assessors, size_t scale);

/* Fills p->agreements, where a judged feature has two assessors or more. */
void agreement_find(struct profile *p);

#endif
