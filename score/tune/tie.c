/* tie.c - roots of a difference of fractions, by Bernstein polynomials. */
#include "score/tune/tie.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#define DEGREE_MOST TIE_TERMS_MOST
#define DEPTH_MOST 48 /* halvings: then what is left is a point */
#define NOTHING 1e-12 /* of the largest coefficient: rounding */

/* In Bernstein's basis on 0..1. */
struct poly {
	size_t degree;
	double at[DEGREE_MOST + 1];
};

/* The terms of both sides, those of the second taken off; equal denominators are one. */
struct terms {
	struct tie_term at[TIE_TERMS_MOST];
	size_t count;
	double scale; /* of the largest fraction before anything was taken off */
};

struct search {
	double low, high, tiny; /* coefficients up to `tiny` are zero */
	double *out;
	size_t room, count;
};

/* --- the polynomial ------------------------------------------------------------------ */

/* Times the line from q0 at 0 to q1 at 1. */
static void multiply(struct poly *p, double q0, double q1)
{
	double n = (double)p->degree + 1;

	p->degree++;
	p->at[p->degree] = p->at[p->degree - 1] * q1;
	for (size_t i = p->degree - 1; i > 0; i--) {
		double part = (double)i / n;

		p->at[i] = (1 - part) * p->at[i] * q0 + part * p->at[i - 1] * q1;
	}
	p->at[0] *= q0;
}

static double value_of(const struct tie_term *t, double w)
{
	double below = t->c + t->d * w;

	return below > 0 ? (t->a + t->b * w) / below : 0;
}

/* Adds a term, to one with the same denominator (but for a factor) where there is one. */
static void add_term(struct terms *all, struct tie_term t, double sign, double low,
		     double high)
{
	if (!(t.c + t.d > 0))
		return;
	t.a *= sign;
	t.b *= sign;
	all->scale = fmax(all->scale, fabs(value_of(&t, low)));
	all->scale = fmax(all->scale, fabs(value_of(&t, high)));
	for (size_t i = 0; i < all->count; i++) {
		struct tie_term *same = &all->at[i];
		double x = same->c * t.d, y = same->d * t.c;
		double factor = (same->c + same->d) / (t.c + t.d);

		if (fabs(x - y) > NOTHING * (x + y))
			continue;
		same->a += factor * t.a;
		same->b += factor * t.b;
		return;
	}
	if (all->count < TIE_TERMS_MOST)
		all->at[all->count++] = t;
}

/* What stands above the common denominator of all terms, each of which is one at most. */
static void numerator(const struct terms *all, double low, double high, struct poly *sum)
{
	size_t count = all->count;

	*sum = (struct poly){ .degree = count };
	for (size_t i = 0; i < count; i++) {
		struct poly p = { .at = { 1 } };

		for (size_t k = 0; k < count; k++) {
			const struct tie_term *t = &all->at[k];
			double at_low = t->c + t->d * low, at_high = t->c + t->d * high;
			double most = fmax(at_low, at_high);

			if (k == i)
				multiply(&p, (t->a + t->b * low) / most,
					 (t->a + t->b * high) / most);
			else
				multiply(&p, at_low / most, at_high / most);
		}
		for (size_t k = 0; k <= count; k++)
			sum->at[k] += p.at[k];
	}
}

/* The polynomial's two halves (de Casteljau). */
static void halve(const struct poly *p, struct poly *left, struct poly *right)
{
	size_t n = p->degree;

	left->degree = right->degree = n;
	memcpy(right->at, p->at, sizeof(p->at));
	for (size_t k = 0; k <= n; k++) {
		left->at[k] = right->at[0];
		for (size_t i = 0; i + k < n; i++)
			right->at[i] = 0.5 * (right->at[i] + right->at[i + 1]);
	}
}

/* --- its roots ----------------------------------------------------------------------- */

static void found(struct search *s, double share)
{
	double w = s->low + share * (s->high - s->low);
	double near = 1e-9 * s->high;

	if (s->count < s->room && (s->count == 0 || w - s->out[s->count - 1] > near))
		s->out[s->count++] = w;
}

static size_t sign_changes(const struct poly *p, double tiny)
{
	size_t changes = 0;
	double last = 0;

	for (size_t i = 0; i <= p->degree; i++) {
		if (fabs(p->at[i]) <= tiny)
			continue;
		changes += last != 0 && (last > 0) != (p->at[i] > 0);
		last = p->at[i];
	}
	return changes;
}

/* From left to right; `from` and `width` are shares of the whole. */
static void search(struct search *s, const struct poly *p, double from, double width,
		   int depth)
{
	size_t changes = sign_changes(p, s->tiny);
	bool at_start = fabs(p->at[0]) <= s->tiny;
	struct poly left, right;

	if (at_start)
		found(s, from);
	if (changes > 0 && depth >= DEPTH_MOST) {
		found(s, from + width / 2);
	} else if (changes > 0) {
		halve(p, &left, &right);
		search(s, &left, from, width / 2, depth + 1);
		search(s, &right, from + width / 2, width / 2, depth + 1);
	}
	if (fabs(p->at[p->degree]) <= s->tiny)
		found(s, from + width);
}

/* The ties from low to high, a piece in which no denominator doubles. */
static void search_piece(const struct terms *all, double low, double high, struct search *s)
{
	struct poly p;
	double most = 0;

	numerator(all, low, high, &p);
	for (size_t i = 0; i <= p.degree; i++)
		most = fmax(most, fabs(p.at[i]));
	s->low = low;
	s->high = high;
	s->tiny = NOTHING * most;
	search(s, &p, 0, 1, 0);
}

/* The smallest weight at which some denominator is twice what it is at zero. */
static double smallest_pole(const struct terms *all, double high)
{
	double least = high;

	for (size_t i = 0; i < all->count; i++) {
		const struct tie_term *t = &all->at[i];

		if (t->c > 0 && t->d > 0)
			least = fmin(least, t->c / t->d);
	}
	return least;
}

/* Are both sides the same? What is nothing in a piece is nothing everywhere. */
static bool is_nothing(const struct terms *all, double low, double high)
{
	struct poly p;

	numerator(all, low, high, &p);
	for (size_t i = 0; i <= p.degree; i++) {
		if (fabs(p.at[i]) > NOTHING * all->scale)
			return false;
	}
	return true;
}

size_t tie_find(const struct tie_term *x, size_t x_count, const struct tie_term *y,
		size_t y_count, double low, double high, double *out, size_t room)
{
	struct terms all = { .count = 0 };
	struct search s = { .out = out, .room = room };
	double step;

	for (size_t i = 0; i < x_count; i++)
		add_term(&all, x[i], 1, low, high);
	for (size_t i = 0; i < y_count; i++)
		add_term(&all, y[i], -1, low, high);
	step = smallest_pole(&all, high);
	if (is_nothing(&all, low, fmin(high, fmax(2 * low, step))))
		return 0;
	for (double to; low < high; low = to) {
		to = fmin(high, fmax(2 * low, step));
		search_piece(&all, low, to, &s);
	}
	return s.count;
}
