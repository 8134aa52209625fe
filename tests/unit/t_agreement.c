/* t_agreement.c - weighted kappa and ordinal alpha against figures worked out by hand, and
   against an example whose result is published. */
#include <math.h>

#include "score/stats/agreement.h"
#include "tests/unit/tap.h"

#define NO AGREEMENT_NONE

static bool near(double a, double b, double by)
{
	return fabs(a - b) <= by;
}

/*
 * By hand, x y: 4 4, 3 2, 1 1. Seen: 0 + 1 + 0 = 1. Chance: 4 meets 4 2 1: 0 + 4 + 9, 3: 1 + 1
 * + 4, 1: 9 + 1 + 0, together 29. 1 - (1 / 3) / (29 / 9) = 26 / 29.
 */
static void test_kappa(struct tap *t)
{
	const int by_hand[] = { 4, 4, 3, 2, 1, 1 };
	const int missing[] = { 4, 4, 0, NO, 3, 2, NO, 0, 1, 1, NO, NO };
	const int opposite[] = { 0, 2, 2, 0 };
	const int third[] = { 0, 1, 2, 0, 1, 0, 2, 1, 2 }; /* columns 0 and 2 */

	ok(t, near(agreement_kappa(by_hand, 3, 2, 0, 1), 26.0 / 29, 1e-15),
	   "kappa is 26/29, as by hand");
	ok(t, near(agreement_kappa(by_hand, 3, 2, 1, 0), 26.0 / 29, 1e-15),
	   "... whoever is first");
	ok(t, near(agreement_kappa(missing, 6, 2, 0, 1), 26.0 / 29, 1e-15),
	   "cells that one has not judged are left out");
	/* seen 8; chance 4 + 0 + 0 + 4: 1 - (8 / 2) / (8 / 4) */
	ok(t, near(agreement_kappa(opposite, 2, 2, 0, 1), -1, 1e-15), "-1 of opposites");
	/* 0 2, 0 0, 2 2: seen 4; chance 4 0 4, 4 0 4, 0 4 0 = 20: 1 - (4 / 3) / (20 / 9) */
	ok(t, near(agreement_kappa(third, 3, 3, 0, 2), 0.4, 1e-15), "of the first and third");
}

/* Krippendorff's example of four observers and twelve units, with missing data (Computing
   Krippendorff's alpha-reliability, 2011): ordinal 0.815. */
static void test_alpha(struct tap *t)
{
	static const int observers[4][12] = {
		{ 1, 2, 3, 3, 2, 1, 4, 1, 2, NO, NO, NO },
		{ 1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NO, 3 },
		{ NO, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NO },
		{ 1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NO },
	};
	int steps[12 * 4];
	const int same[] = { 2, 2, 0, 0, 1, 1 };

	for (int i = 0; i < 12 * 4; i++)
		steps[i] = observers[i % 4][i / 4];
	ok(t, near(agreement_alpha(steps, 12, 4, 6), 0.815, 0.0005),
	   "ordinal alpha is the published 0.815");
	ok(t, agreement_alpha(same, 3, 2, 3) == 1, "1 where all agree");
}

static void test_undefined(struct tap *t)
{
	const int flat[] = { 2, 2, 2, 2, 2, 2 }, one[] = { 1, 2, 0, NO, NO, 1 };

	ok(t, isnan(agreement_kappa(flat, 3, 2, 0, 1)), "no kappa of one level throughout");
	ok(t, isnan(agreement_alpha(flat, 3, 2, 3)), "nor alpha");
	ok(t, isnan(agreement_kappa(one, 3, 2, 0, 1)), "no kappa of one cell");
	ok(t, isnan(agreement_alpha(one, 3, 2, 3)), "nor alpha");
	ok(t, isnan(agreement_kappa(one, 0, 2, 0, 1)), "no kappa of nothing");
	ok(t, isnan(agreement_alpha(one, 0, 2, 3)), "nor alpha");
}

int main(void)
{
	struct tap t = { 0 };

	test_kappa(&t);
	test_alpha(&t);
	test_undefined(&t);
	return done(&t);
}
