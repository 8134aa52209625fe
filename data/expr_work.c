/* expr_work.c - of what kind an expression's result is, and what it comes to. */
#include "data/expr.h"

#include <math.h>

/* --- kinds --------------------------------------------------------------------------- */

struct kinds {
	const struct expr *e;
	const char *const *units;
	struct arena *a;
	const char **why;
};

static int kind_of(const struct kinds *k, const struct expr_node *n, struct quantity *out);

static int do_not_fit(const struct kinds *k, const struct expr_node *n,
		      const struct quantity *a, const struct quantity *b, const char *what)
{
	*k->why =
		arena_printf(k->a, "\"%.*s\": %s and %s cannot be %s", (int)n->length,
			     n->text, quantity_name(a, k->a), quantity_name(b, k->a), what);
	return -1;
}

/* All arguments must be of one kind; one whose kind is not known may be of any. */
static int kind_of_list(const struct kinds *k, const struct expr_node *n,
			struct expr_node *const *list, size_t count, struct quantity *out,
			const char *what)
{
	struct quantity q;
	bool known = false;
	int open = 0;

	for (size_t i = 0; i < count; i++) {
		int rc = kind_of(k, list[i], &q);

		if (rc < 0)
			return -1;
		open = open || rc > 0;
		if (rc == 0 && known && !quantity_same(&q, out))
			return do_not_fit(k, n, out, &q, what);
		if (rc == 0)
			*out = q;
		known = known || rc == 0;
	}
	return open;
}

static int kind_of(const struct kinds *k, const struct expr_node *n, struct quantity *out)
{
	struct quantity a, b;
	int one, other;

	switch (n->kind) {
	case EXPR_NUMBER:
		*out = n->quantity;
		return 0;
	case EXPR_OPERAND:
		return k->units[n->operand] && quantity_find(k->units[n->operand], out) ? 0
											: 1;
	case EXPR_NEGATIVE:
		return kind_of(k, n->args[0], out);
	case EXPR_SUM:
	case EXPR_DIFFERENCE:
		return kind_of_list(k, n, n->args, 2, out,
				    n->kind == EXPR_SUM ? "added" : "subtracted");
	case EXPR_PRODUCT:
	case EXPR_QUOTIENT:
		one = kind_of(k, n->args[0], &a);
		other = one < 0 ? one : kind_of(k, n->args[1], &b);
		if (one != 0 || other != 0)
			return one < 0 || other < 0 ? -1 : 1;
		*out = n->kind == EXPR_PRODUCT ? quantity_times(&a, &b)
					       : quantity_over(&a, &b);
		return 0;
	case EXPR_MEAN:
	case EXPR_MIN:
	case EXPR_MAX:
		return kind_of_list(k, n, n->list, n->count, out, "compared");
	}
	return 1;
}

int expr_quantity(const struct expr *e, const char *const *units, struct arena *a,
		  struct quantity *out, const char **why)
{
	struct kinds k = { e, units, a, why };

	*out = (struct quantity){ { 0 } };
	return kind_of(&k, e->root, out);
}

/* --- figures ------------------------------------------------------------------------- */

struct work {
	expr_figure_fn *figure;
	void *ctx;
	size_t strata;
	struct expr_result end; /* what went wrong first */
};

static double work_out(struct work *w, const struct expr_node *n, size_t stratum);

static double stop(struct work *w, enum expr_end end, const struct expr_node *n)
{
	if (w->end.end == EXPR_DONE)
		w->end = (struct expr_result){ end, NAN, n->operand, n };
	return NAN;
}

/* Mean, least or most of so many values; of one argument over the strata. */
static double reduce(struct work *w, const struct expr_node *n, size_t stratum)
{
	bool over = n->count == 1;
	size_t count = over ? w->strata : n->count;
	double all = 0;

	for (size_t i = 0; i < count; i++) {
		double v = over ? work_out(w, n->list[0], i)
				: work_out(w, n->list[i], stratum);

		if (n->kind == EXPR_MEAN)
			all += v / (double)count;
		else if (i == 0 || isnan(v) || (n->kind == EXPR_MIN ? v < all : v > all))
			all = v;
		if (w->end.end != EXPR_DONE)
			return NAN;
	}
	return count > 0 ? all : NAN;
}

static double finite(struct work *w, const struct expr_node *n, double v)
{
	return isfinite(v) || w->end.end != EXPR_DONE ? v : stop(w, EXPR_BEYOND, n);
}

static double work_out_two(struct work *w, const struct expr_node *n, size_t stratum)
{
	double a = work_out(w, n->args[0], stratum), b = work_out(w, n->args[1], stratum);

	switch (n->kind) {
	case EXPR_SUM:
		return finite(w, n, a + b);
	case EXPR_DIFFERENCE:
		return finite(w, n, a - b);
	case EXPR_PRODUCT:
		return finite(w, n, a * b);
	default:
		return b == 0 ? stop(w, EXPR_ZERO, n->args[1]) : finite(w, n, a / b);
	}
}

static double work_out(struct work *w, const struct expr_node *n, size_t stratum)
{
	double v;

	switch (n->kind) {
	case EXPR_NUMBER:
		return n->number;
	case EXPR_OPERAND:
		v = w->figure(w->ctx, n->operand, stratum);
		return isnan(v) ? stop(w, EXPR_ABSENT, n) : v;
	case EXPR_NEGATIVE:
		return -work_out(w, n->args[0], stratum);
	case EXPR_MEAN:
	case EXPR_MIN:
	case EXPR_MAX:
		return finite(w, n, reduce(w, n, stratum));
	default:
		return work_out_two(w, n, stratum);
	}
}

struct expr_result expr_work_out(const struct expr *e, expr_figure_fn *figure, void *ctx,
				 size_t stratum, size_t strata)
{
	struct work w = { .figure = figure, .ctx = ctx, .strata = strata };
	double v = work_out(&w, e->root, stratum);

	if (w.end.end == EXPR_DONE)
		w.end.value = v;
	return w.end;
}
