/* weights_domain.c - reads which weightings are wanted, and draws them. */
#include "score/tune/weights_domain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/num.h"
#include "data/base/opt.h"
#include "data/base/random.h"

#define WEIGHT_MOST 1e9 /* of a range: beyond it sums lose their digits */

/* --- units --------------------------------------------------------------------------- */

static bool is_used(const struct rubric *r, size_t importance)
{
	for (size_t f = 0; f < r->feature_count; f++) {
		if (r->features[f].importance == importance)
			return true;
	}
	return false;
}

static void add_unit(struct weights_domain *d, const char *name, const char *title)
{
	d->names[d->count] = name;
	d->titles[d->count++] = title;
}

static void init(struct weights_domain *d, const struct rubric *r, enum weights_per per,
		 enum weights_kind kind, struct arena *a)
{
	size_t most = r->feature_count + r->importance_count + r->set_count;

	*d = (struct weights_domain){ .rubric = r, .per = per, .kind = kind, .text = "" };
	d->names = arena_new(a, most, sizeof(d->names[0]));
	d->titles = arena_new(a, most, sizeof(d->titles[0]));
	d->unit_of = arena_new(a, r->feature_count, sizeof(d->unit_of[0]));
	for (size_t i = 0; per == WEIGHTS_PER_SET && i < r->set_count; i++)
		add_unit(d, r->sets[i].name, r->sets[i].title);
	for (size_t i = 0; per == WEIGHTS_PER_IMPORTANCE && i < r->importance_count; i++) {
		for (size_t f = 0; f < r->feature_count; f++) {
			if (r->features[f].importance == i)
				d->unit_of[f] = d->count;
		}
		if (is_used(r, i))
			add_unit(d, r->importances[i].name, r->importances[i].title);
	}
	for (size_t f = 0; f < r->feature_count; f++) {
		if (per == WEIGHTS_PER_SET)
			d->unit_of[f] = r->features[f].set;
		if (per != WEIGHTS_PER_FEATURE)
			continue;
		d->unit_of[f] = f;
		add_unit(d, r->features[f].name, r->features[f].title);
	}
}

void weights_domain_any(struct weights_domain *d, const struct rubric *r,
			enum weights_per per, struct arena *a)
{
	init(d, r, per, WEIGHTS_ANY, a);
}

/* --- an order ------------------------------------------------------------------------ */

/* From the most important on; both scales of DESMET. */
static const char *const known[][4] = {
	{ "mandatory", "highly_desirable", "desirable", "nice_to_have" },
	{ "high", "low" },
};

/* place[i]: of an importance, 0 is the first; false when its weights or names give none. */
static bool own_order(const struct rubric *r, double *place)
{
	bool weighted = false;

	for (size_t i = 0; i < r->importance_count; i++) {
		place[i] = -r->importances[i].weight;
		weighted = weighted || (is_used(r, i) && r->importances[i].weight != 1);
	}
	if (r->weighted && weighted)
		return true;
	for (size_t k = 0; k < ARRAY_LEN(known); k++) {
		bool all = true;

		for (size_t i = 0; i < r->importance_count && all; i++) {
			size_t n = 0;

			while (n < ARRAY_LEN(known[k]) && known[k][n] != NULL &&
			       strcmp(known[k][n], r->importances[i].name) != 0)
				n++;
			all = !is_used(r, i) ||
			      (n < ARRAY_LEN(known[k]) && known[k][n] != NULL);
			place[i] = (double)n;
		}
		if (all)
			return true;
	}
	return false;
}

static int bad_name(const struct rubric *r, const char *order, const char *name,
		    struct err *err)
{
	struct arena a = { 0 };
	const char **names = arena_new(&a, r->importance_count, sizeof(names[0]));
	const char *near, *list = "";
	size_t n = 0;

	for (size_t i = 0; i < r->importance_count; i++) {
		if (!is_used(r, i))
			continue;
		list = arena_printf(&a, "%s%s%s", list, n > 0 ? ", " : "",
				    r->importances[i].name);
		names[n++] = r->importances[i].name;
	}
	near = opt_nearest(name, names, n);
	if (near != NULL)
		err_set(err, EXIT_INPUT,
			"--order %s: no feature has an importance \"%s\"; did you mean "
			"\"%s\"?",
			order, name, near);
	else
		err_set(err, EXIT_INPUT,
			"--order %s: no feature has an importance \"%s\"; there are: %s",
			order, name, list);
	arena_release(&a);
	return -1;
}

static int read_order(const struct rubric *r, const char *order, double *place,
		      struct arena *a, struct err *err)
{
	const char *at = order;
	double now = 0;

	for (size_t i = 0; i < r->importance_count; i++)
		place[i] = NAN;
	for (;;) {
		size_t n = strcspn(at, ",="), i = 0;
		const char *name = arena_dup_n(a, at, n);

		while (i < r->importance_count &&
		       (!is_used(r, i) || strcmp(r->importances[i].name, name) != 0))
			i++;
		if (i == r->importance_count)
			return bad_name(r, order, name, err);
		if (!isnan(place[i]))
			return err_set(err, EXIT_INPUT, "--order %s: %s is there twice",
				       order, name);
		place[i] = now;
		if (at[n] == '\0')
			break;
		now += at[n] == ',';
		at += n + 1;
	}
	for (size_t i = 0; i < r->importance_count; i++) {
		if (is_used(r, i) && isnan(place[i]))
			return err_set(
				err, EXIT_INPUT,
				"--order %s: it does not say where %s stands; wanted: "
				"every "
				"importance that a feature has, from the most important on",
				order, r->importances[i].name);
	}
	return 0;
}

/* "Mandatory > Highly desirable = Desirable" */
static const char *order_text(const struct rubric *r, const double *place, struct arena *a)
{
	const char *text = "";
	double last = -HUGE_VAL;

	for (;;) {
		double next = HUGE_VAL;

		for (size_t i = 0; i < r->importance_count; i++) {
			if (is_used(r, i) && place[i] > last && place[i] < next)
				next = place[i];
		}
		if (next == HUGE_VAL)
			return text;
		for (size_t i = 0; i < r->importance_count; i++) {
			bool first = last != next;

			if (!is_used(r, i) || place[i] < next || place[i] > next)
				continue;
			text = arena_printf(a, "%s%s%s", text,
					    *text == '\0' ? ""
					    : first	  ? " > "
							  : " = ",
					    r->importances[i].title);
			last = next;
		}
	}
}

/* Groups of units from places of importances, the first group being 0. */
static void find_groups(struct weights_domain *d, const double *place, struct arena *a)
{
	const struct rubric *r = d->rubric;
	double last = -HUGE_VAL;
	size_t n = 0;

	d->group = arena_new(a, d->count, sizeof(d->group[0]));
	d->sorted = arena_new(a, d->count, sizeof(d->sorted[0]));
	for (;;) {
		double next = HUGE_VAL;

		for (size_t f = 0; f < r->feature_count; f++) {
			double p = place[r->features[f].importance];

			next = p > last && p < next ? p : next;
		}
		if (next == HUGE_VAL)
			break;
		for (size_t f = 0; f < r->feature_count; f++) {
			if (place[r->features[f].importance] == next)
				d->group[d->unit_of[f]] = d->group_count;
		}
		d->group_count++;
		last = next;
	}
	for (size_t g = d->group_count; g-- > 0;) {
		for (size_t u = 0; u < d->count; u++) {
			if (d->group[u] == g)
				d->sorted[n++] = u;
		}
	}
}

int weights_domain_order(struct weights_domain *d, const struct rubric *r,
			 enum weights_per per, const char *order, struct arena *a,
			 struct err *err)
{
	double *place = arena_new(a, r->importance_count, sizeof(place[0]));

	init(d, r, per, WEIGHTS_ORDER, a);
	if (per == WEIGHTS_PER_SET && order != NULL)
		return err_set(
			err, EXIT_INPUT,
			"--order says how important features are; with --per set it is "
			"sets that are weighed");
	if (per == WEIGHTS_PER_SET)
		return 0;
	if (order != NULL && read_order(r, order, place, a, err) != 0)
		return -1;
	if (order == NULL && !own_order(r, place))
		return 0;
	find_groups(d, place, a);
	d->text = order_text(r, place, a);
	if (d->group_count > 1)
		return 1;
	return order == NULL
		       ? 0
		       : err_set(err, EXIT_INPUT,
				 "--order %s: it orders nothing; all are alike", order);
}

/* --- ranges -------------------------------------------------------------------------- */

/* A word on its way to a range. */
struct range {
	const char *word, *name;
	double low, high;
};

static int read_range(struct range *x, struct arena *a, struct err *err)
{
	const char *equals = strchr(x->word, '=');
	const char *colon = equals ? strchr(equals, ':') : NULL;
	double *const to[] = { &x->low, &x->high };
	const char *texts[2];

	if (colon == NULL)
		return err_set(err, EXIT_INPUT, "--range %s: wanted: NAME=LOW:HIGH",
			       x->word);
	x->name = arena_dup_n(a, x->word, (size_t)(equals - x->word));
	texts[0] = arena_dup_n(a, equals + 1, (size_t)(colon - equals - 1));
	texts[1] = colon + 1;
	for (size_t i = 0; i < ARRAY_LEN(to); i++) {
		if (!num_parse(texts[i], strlen(texts[i]), to[i], NULL))
			return err_set(err, EXIT_INPUT,
				       "--range %s: \"%s\" is no weight; wanted a number",
				       x->word, texts[i]);
		if (*to[i] < 0 || *to[i] > WEIGHT_MOST)
			return err_set(
				err, EXIT_INPUT,
				"--range %s: a weight of %s; wanted: zero or more, %.0f at "
				"most",
				x->word, texts[i], WEIGHT_MOST);
	}
	if (x->low > x->high)
		return err_set(
			err, EXIT_INPUT,
			"--range %s: from %s to %s goes down; wanted: the smaller first",
			x->word, texts[0], texts[1]);
	return 0;
}

static int unknown_unit(const struct weights_domain *d, const struct range *x,
			struct arena *a, struct err *err)
{
	const struct rubric *r = d->rubric;
	const char **names = arena_new(a, d->count + r->importance_count, sizeof(names[0]));
	const char *near, *list = "";
	size_t n = 0;

	for (size_t i = 0; i < d->count; i++) {
		list = arena_printf(a, "%s%s%s", list, i > 0 ? ", " : "", d->names[i]);
		names[n++] = d->names[i];
	}
	for (size_t i = 0; d->per == WEIGHTS_PER_FEATURE && i < r->importance_count; i++) {
		if (is_used(r, i))
			names[n++] = r->importances[i].name;
	}
	near = opt_nearest(x->name, names, n);
	if (near != NULL)
		return err_set(err, EXIT_INPUT,
			       "--range %s: there is no %s \"%s\"; did you mean \"%s\"?",
			       x->word, weights_per_name(d->per), x->name, near);
	return err_set(err, EXIT_INPUT, "--range %s: there is no %s \"%s\"; there are: %s",
		       x->word, weights_per_name(d->per), x->name, list);
}

/* Is the unit what a range names: by itself, or by its feature's importance? */
static bool is_named(const struct weights_domain *d, size_t unit, const char *name,
		     bool *itself)
{
	const struct rubric *r = d->rubric;

	*itself = strcmp(d->names[unit], name) == 0;
	return *itself ||
	       (d->per == WEIGHTS_PER_FEATURE &&
		strcmp(r->importances[r->features[unit].importance].name, name) == 0 &&
		rubric_feature_find(r, name) == NULL);
}

static int apply_range(struct weights_domain *d, const struct range *all, size_t at,
		       struct arena *a, struct err *err)
{
	const struct range *x = &all[at];
	bool found = false, itself;

	for (size_t i = 0; i < at; i++) {
		if (strcmp(all[i].name, x->name) == 0)
			return err_set(err, EXIT_INPUT,
				       "--range %s and --range %s: two ranges for %s",
				       all[i].word, x->word, x->name);
	}
	for (size_t u = 0; u < d->count; u++) {
		double *low = &d->low[u], *high = &d->high[u];

		if (!is_named(d, u, x->name, &itself))
			continue;
		found = true;
		for (size_t i = 0; i < at; i++) {
			if (is_named(d, u, all[i].name, &itself) &&
			    (all[i].low > x->high || all[i].high < x->low))
				return err_set(
					err, EXIT_INPUT,
					"--range %s and --range %s exclude each other: no "
					"weight of %s is in both",
					all[i].word, x->word, d->names[u]);
		}
		*low = isnan(*low) || x->low > *low ? x->low : *low;
		*high = isnan(*high) || x->high < *high ? x->high : *high;
	}
	return found ? 0 : unknown_unit(d, x, a, err);
}

/* The weight that the rubric itself gives a unit. */
static double own_weight(const struct weights_domain *d, size_t unit)
{
	const struct rubric *r = d->rubric;

	if (d->per == WEIGHTS_PER_SET)
		return r->sets[unit].weight;
	for (size_t f = 0; f < r->feature_count; f++) {
		if (d->unit_of[f] == unit)
			return r->importances[r->features[f].importance].weight;
	}
	return 1;
}

static int check_ranges(struct weights_domain *d, struct err *err)
{
	bool any = false, weighs = false;

	for (size_t u = 0; u < d->count; u++) {
		if (isnan(d->low[u]))
			d->low[u] = d->high[u] = own_weight(d, u);
		any = any || d->low[u] < d->high[u];
		weighs = weighs || d->high[u] > 0;
	}
	if (!any)
		return err_set(
			err, EXIT_INPUT,
			"--range: no range is wider than a single weight; there is "
			"nothing to draw (--set importance.NAME.weight=... sets one)");
	return weighs ? 0 : err_set(err, EXIT_INPUT, "--range: nothing weighs anything");
}

int weights_domain_ranges(struct weights_domain *d, const struct rubric *r,
			  enum weights_per per, const char *const *words, size_t count,
			  struct arena *a, struct err *err)
{
	struct range *all = arena_new(a, count, sizeof(all[0]));

	init(d, r, per, WEIGHTS_RANGES, a);
	d->low = arena_new(a, d->count, sizeof(d->low[0]));
	d->high = arena_new(a, d->count, sizeof(d->high[0]));
	for (size_t u = 0; u < d->count; u++)
		d->low[u] = d->high[u] = NAN;
	for (size_t i = 0; i < count; i++) {
		all[i].word = words[i];
		if (read_range(&all[i], a, err) != 0 || apply_range(d, all, i, a, err) != 0)
			return -1;
		d->text =
			arena_printf(a, "%s%s%s %.15g to %.15g", d->text, i > 0 ? ", " : "",
				     all[i].name, all[i].low, all[i].high);
	}
	return check_ranges(d, err);
}

/* --- drawing ------------------------------------------------------------------------- */

/* Exponential with mean 1. Divided by their sum, such are uniform on the simplex (Devroye
   1986, "Non-uniform random variate generation", V.2). */
static double exponential(uint64_t key, uint64_t at)
{
	return -log(1 - random_share(random_word(key, at)));
}

/*
 * The i-th smallest of n exponentials is the sum of E_j / (n - j + 1), j = 1 .. i (Renyi
 * 1953), so they come sorted. Whose is which within a group is by chance: of the orders
 * that the groups allow all are equally likely, as among weightings at large.
 */
static void draw_order(const struct weights_domain *d, uint64_t key, uint64_t first,
		       size_t *order, double *weights)
{
	double sum = 0;

	memcpy(order, d->sorted, d->count * sizeof(order[0]));
	for (size_t i = 0; i < d->count; i++) {
		size_t left = 1; /* of its group, itself among them */

		while (i + left < d->count &&
		       d->group[d->sorted[i + left]] == d->group[d->sorted[i]])
			left++;
		size_t pick =
			i + (size_t)(random_share(random_word(key, first + d->count + i)) *
				     (double)left);
		size_t unit = order[pick];

		order[pick] = order[i];
		sum += exponential(key, first + i) / (double)(d->count - i);
		weights[unit] = sum;
	}
}

void weights_domain_draw(const struct weights_domain *d, uint64_t key, uint64_t number,
			 size_t *scratch, double *weights)
{
	uint64_t first = number * 2 * d->count;

	if (d->kind == WEIGHTS_ORDER) {
		draw_order(d, key, first, scratch, weights);
		return;
	}
	for (size_t u = 0; u < d->count; u++)
		weights[u] =
			d->kind == WEIGHTS_ANY
				? exponential(key, first + u)
				: d->low[u] +
					  (d->high[u] - d->low[u]) *
						  random_share(random_word(key, first + u));
}

void weights_domain_apply(const struct weights_domain *d, const double *weights,
			  double *features, double *sets)
{
	const struct rubric *r = d->rubric;
	bool sums = d->per == WEIGHTS_PER_FEATURE && d->kind != WEIGHTS_RANGES;

	for (size_t s = 0; s < r->set_count; s++)
		sets[s] = sums			      ? 0
			  : d->per == WEIGHTS_PER_SET ? weights[s]
						      : r->sets[s].weight;
	for (size_t f = 0; f < r->feature_count; f++) {
		const struct rubric_feature *feature = &r->features[f];

		features[f] = d->per == WEIGHTS_PER_SET
				      ? r->importances[feature->importance].weight
				      : weights[d->unit_of[f]];
		if (sums)
			sets[feature->set] += features[f];
	}
}

bool weights_domain_has(const struct weights_domain *d, size_t unit, size_t set)
{
	const struct rubric *r = d->rubric;

	if (set == r->set_count)
		return true;
	for (size_t f = 0; f < r->feature_count && d->per != WEIGHTS_PER_SET; f++) {
		if (d->unit_of[f] == unit && r->features[f].set == set)
			return true;
	}
	return false;
}

bool weights_domain_matters(const struct weights_domain *d, size_t set)
{
	size_t units = 0, last = SIZE_MAX;
	bool open = false;

	if (set == d->rubric->set_count && d->rubric->set_count < 2)
		return false; /* the same as its one set */
	for (size_t u = 0; u < d->count; u++) {
		if (!weights_domain_has(d, u, set))
			continue;
		units++;
		if (d->kind == WEIGHTS_ANY)
			open = true;
		else if (d->kind == WEIGHTS_ORDER)
			open = open || (last != SIZE_MAX && d->group[u] != d->group[last]);
		else
			open = open || d->low[u] < d->high[u];
		last = u;
	}
	return units > 1 && open;
}
