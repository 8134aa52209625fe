/*
 * expr.h - arithmetic on metrics: "latency.avg * http.requests_per_second /
 * baseline(http.requests_per_second)". rubrics/README.md is the language's reference.
 *
 * An expression knows no store: it lists its operands, and whoever has their figures gives
 * them. Its text, nodes and operands are the arena's that it was read into.
 */
#ifndef DATA_EXPR_H
#define DATA_EXPR_H

#include <stdbool.h>
#include <stddef.h>

#include "data/quantity.h"
#include "data/rubric/rubric.h"

/* A metric, of which records. Two that say the same are one operand. */
struct expr_operand {
	const char *text; /* for people: "osv(latency.avg{clients=10})" */
	const char *metric;
	const char *platform; /* a name; NULL: the baseline's or the cell's own */
	bool of_baseline;
	const char *benchmark;	    /* NULL: that of whoever asks */
	const char *side;	    /* NULL: the same */
	struct rubric_where *where; /* beside or in place of those of whoever asks */
	size_t where_count;
};

enum expr_kind {
	EXPR_NUMBER,
	EXPR_OPERAND,
	EXPR_NEGATIVE,
	EXPR_SUM,
	EXPR_DIFFERENCE,
	EXPR_PRODUCT,
	EXPR_QUOTIENT,
	EXPR_MEAN, /* of its arguments; of one argument: over the strata */
	EXPR_MIN,
	EXPR_MAX,
};

struct expr_node {
	enum expr_kind kind;
	double number;		   /* EXPR_NUMBER, in the canonical unit */
	struct quantity quantity;  /* EXPR_NUMBER */
	size_t operand;		   /* EXPR_OPERAND: index into expr.operands */
	struct expr_node *args[2]; /* EXPR_NEGATIVE: the first; of two: both */
	struct expr_node **list;   /* EXPR_MEAN ...: the arguments */
	size_t count;
	const char *text; /* where it stands in the expression, `length` bytes */
	size_t length;
};

struct expr {
	const char *text;
	const struct expr_node *root;
	struct expr_operand *operands;
	size_t operand_count;
	bool over_strata; /* has a mean, min or max over the strata */
	bool bare;	  /* has an operand outside of any such */
	bool paired; /* all operands are of the cell's own records, one and the same of each
			run: the expression can be worked out run by run */
};

/* The names that may stand before a bracket beside mean, min, max and baseline. */
struct expr_platforms {
	const char *const *names;
	size_t count;
};

/*
 * Reads an expression. NULL with *why set (the arena's: what was found, what was wanted)
 * when it is none.
 */
const struct expr *expr_read(const char *text, const struct expr_platforms *platforms,
			     struct arena *a, const char **why);

/*
 * Of what kind its result is. units: the canonical unit of each operand, NULL where none is
 * known. 0; 1 when that cannot be said for want of an operand's unit; -1 with *why set (the
 * arena's) where kinds do not fit one another.
 */
int expr_quantity(const struct expr *e, const char *const *units, struct arena *a,
		  struct quantity *out, const char **why);

/* The figure of an operand in its canonical unit; NAN when there is none. `stratum` is an
   index of whoever asks. */
typedef double expr_figure_fn(void *ctx, size_t operand, size_t stratum);

enum expr_end {
	EXPR_DONE,
	EXPR_ABSENT, /* an operand has no figure */
	EXPR_ZERO,   /* something is divided by zero */
	EXPR_BEYOND, /* more than a number can hold */
};

struct expr_result {
	enum expr_end end;
	double value;	/* EXPR_DONE; else NAN */
	size_t operand; /* EXPR_ABSENT: the first */
	const struct expr_node
		*at; /* EXPR_ZERO: the divisor; EXPR_BEYOND: what became so */
};

/* For one stratum; means over strata run over 0..strata. */
struct expr_result expr_work_out(const struct expr *e, expr_figure_fn *figure, void *ctx,
				 size_t stratum, size_t strata);

#endif
