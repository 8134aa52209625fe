/*
 * claim.h - what a publication says in words with a figure in them ("a fifth fewer
 * requests"), held against its own figures. rubrics/README.md describes a sheet's [claim
 * NAME].
 */
#ifndef SCORE_CLAIM_H
#define SCORE_CLAIM_H

#include "data/base/conf.h"
#include "data/base/err.h"
#include "data/profile.h"

struct store;
struct sheet;

/* What a claim expects of its expression. */
enum claim_sign {
	CLAIM_PRINTED, /* these digits, rounded or cut off */
	CLAIM_BELOW,
	CLAIM_AT_MOST,
	CLAIM_ABOVE,
	CLAIM_AT_LEAST,
	CLAIM_BETWEEN, /* both ends may be reached */
};

struct sheet_claim {
	const char *name, *text, *where;
	int line;
	const char *expect; /* as written: "27%", "< 2.5%", "40..80 ms" */
	enum claim_sign sign;
	double low, high;  /* in `f.unit`; CLAIM_BETWEEN: both, else low */
	int decimals;	   /* as printed */
	const char **only; /* the strata that it speaks of; none: all */
	size_t only_count;
	struct rubric_feature f; /* its expression, strata, benchmark, unit */
};

/* Reads [claim NAME]; what it says is the sheet's arena's. *out is added to the sheet.
   EXIT_INPUT with file:line. */
int claim_read(struct sheet *sheet, const struct rubric *r, const struct conf *c,
	       const struct conf_section *s, struct err *err);

/* Holds all claims of the sheet against the store; they become the audit's. */
int claim_audit(struct store *s, const struct profile *p, const struct sheet *sheet,
		struct audit *out, struct err *err);

/* Is the value what the claim expects? */
bool claim_holds(const struct sheet_claim *c, double value);

#endif
