/*
 * derive.h - figures that are arithmetic on others. Where all operands stand in the cell's
 * own records, each run has its figure, and what is known of the spread of runs holds for
 * it. Elsewhere the expression is worked out from the operands' statistics: one figure (of
 * each stratum), whose spread is not known.
 */
#ifndef SCORE_DERIVE_H
#define SCORE_DERIVE_H

#include "data/base/err.h"
#include "data/expr.h"
#include "data/profile.h"
#include "score/profile/sample.h"

/* What is to be read for the operands, one after the other; f has what an operand does not
   say itself. Cells and filters are the profile's. */
void derive_reads(struct profile *p, const struct rubric_feature *f, const struct expr *e,
		  struct sample_read *reads);

/* From what was read for its operands to the samples of a feature's cells. EXIT_INPUT when
   units do not fit. */
int derive_cells(struct profile *p, size_t feature, const struct sample_read *reads,
		 struct err *err);

/* What operands come to for one platform, stratum by stratum. */
struct derive_table {
	const struct expr *e;
	const struct rubric_feature *f;
	const char *
		*strata; /* in order; those that all operands have. { NULL }: no strata */
	size_t count;
	const char **partial; /* the others: at least one operand has them */
	size_t partial_count;
	struct profile_operand *operands; /* stratum * operand_count + operand */
	size_t platform;
};

/* Of the operands that were read, for the platform that expressions without a name mean. */
void derive_tabulate(struct profile *p, const struct rubric_feature *f,
		     const struct expr *e, const struct sample_read *reads, size_t platform,
		     struct derive_table *out);
/* An expr_figure_fn; ctx is a derive_table. */
double derive_figure(void *ctx, size_t operand, size_t stratum);

/* The first operand without any sample, or operand_count. */
size_t derive_lacking(const struct profile *p, const struct expr *e,
		      const struct sample_read *reads, size_t platform);
/* Whose figures an operand means. */
size_t derive_platform(const struct profile *p, const struct expr_operand *o, size_t own);
/* "osv has no http.requests_per_second with machine=arm", "... : 3 records, none sound: REASON
   (LOG:LINE)"; `in`: the benchmark that is to be named, or NULL. */
const char *derive_why_lacking(struct profile *p, const struct expr *e,
			       const struct sample_read *reads, size_t operand,
			       size_t platform, const char *in);
/* "division by zero: latency.avg - latency.min"; for what is not EXPR_DONE. */
const char *derive_why_not(struct profile *p, const struct expr *e,
			   const struct expr_result *r);

/* Whether an expression's kind is that of a unit; an error with `place` before it. 0 also
   when it is not known for want of measurements. */
int derive_check(struct profile *p, const struct expr *e, const struct sample_read *reads,
		 const char *canonical, const char *place, struct err *err);

#endif
