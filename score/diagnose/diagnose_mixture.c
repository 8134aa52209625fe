/* diagnose_mixture.c - runs with different parameters that a feature takes as alike. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "score/diagnose/diagnose_private.h"
#include "score/profile/mixture.h"

#define NAMED_MOST 5 /* values that a text names */
#define WANTED 5     /* runs of each value, for the chi-squared of Kruskal and Wallis */

/* One parameter of a cell's samples. */
struct parameter {
	const char *name;
	const char **value;    /* of each sample; "" without */
	const char **distinct; /* sorted */
	size_t count;
};

static const char *value_of(struct arena *a, const char *parameters, const char *name)
{
	size_t n = strlen(name);

	for (const char *s = parameters; s != NULL && *s != '\0';) {
		size_t length = strcspn(s, ";");

		if (length > n && s[n] == '=' && memcmp(s, name, n) == 0)
			return arena_dup_n(a, s + n + 1, length - n - 1);
		s += length + (s[length] == ';');
	}
	return "";
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Reads one parameter of all samples; false when it is everywhere the same. */
static bool read_parameter(struct diagnose_look *l, const char *name, struct parameter *out)
{
	size_t n = l->runs.n;
	const char *last = NULL;

	*out = (struct parameter){
		.name = name,
		.value = arena_new(l->scratch, n, sizeof(out->value[0])),
		.distinct = arena_new(l->scratch, n, sizeof(out->distinct[0])),
	};
	for (size_t i = 0; i < n; i++) {
		const char *parameters = l->cell->samples[i].parameters;

		if (i > 0 && parameters == last)
			out->value[i] = out->value[i - 1];
		else
			out->value[i] = value_of(l->scratch, parameters, name);
		last = parameters;
		out->distinct[i] = out->value[i];
	}
	if (n > 1)
		qsort(out->distinct, n, sizeof(out->distinct[0]), by_text);
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || strcmp(out->distinct[i], out->distinct[out->count - 1]) != 0)
			out->distinct[out->count++] = out->distinct[i];
	}
	return out->count > 1;
}

/* Marks the samples that have another value of the parameter; returns how many have not. */
static size_t mark(struct diagnose_look *l, const struct parameter *q, const char *value)
{
	size_t count = 0;

	for (size_t i = 0; i < l->runs.n; i++) {
		l->marks[i] = strcmp(q->value[i], value) != 0;
		count += !l->marks[i];
	}
	return count;
}

static void say_values(struct diagnose_look *l, struct profile_finding *f,
		       const struct parameter *q)
{
	for (size_t i = 0; i < q->count && i < NAMED_MOST; i++) {
		const char *value = q->distinct[i];

		diagnose_say(l, f, "%s%s", i ? ", " : " (", *value ? value : "none");
	}
	diagnose_say(l, f, "%s)", q->count > NAMED_MOST ? " ..." : "");
}

/* Do the values give different figures? */
static void say_test(struct diagnose_look *l, struct profile_finding *f,
		     const struct parameter *q)
{
	struct stats_series *s = mem_new(q->count, sizeof(s[0]));
	double *v = mem_new(l->runs.n, sizeof(v[0]));
	size_t n = 0, fewest = l->runs.n;
	struct stats_test t;

	for (size_t i = 0; i < q->count; i++) {
		size_t from = n;

		for (size_t k = 0; k < l->runs.n; k++) {
			if (strcmp(q->value[k], q->distinct[i]) == 0)
				v[n++] = l->cell->samples[k].value;
		}
		s[i] = (struct stats_series){ v + from, n - from };
		fewest = n - from < fewest ? n - from : fewest;
	}
	if (q->count == 2 && l->runs.n >= WANTED) {
		t = stats_mann_whitney(s[0], s[1]);
		diagnose_say_test(l, f, "Mann-Whitney U", t.statistic, t.p);
	} else if (fewest >= WANTED) {
		t = stats_kruskal(s, q->count);
		diagnose_say_test(l, f, "Kruskal-Wallis H", t.statistic, t.p);
	} else {
		diagnose_say(l, f, "; too few runs of each to test whether it matters");
	}
	free(v);
	free(s);
}

/* Which of the baseline's runs do those with this value stand against? Marks the others;
   false: none. Where it has none of an address, all of them: its own is another one. */
static bool mark_baseline(struct diagnose_look *base, const struct parameter *other,
			  const char *value)
{
	if (mark(base, other, value) > 0)
		return true;
	diagnose_clear(base);
	return mixture_is_address(other->name, strlen(other->name));
}

/* The levels that each value alone would have, against the baseline's runs of that value.
 */
static void say_levels(struct diagnose_look *l, struct profile_finding *f,
		       const struct parameter *q)
{
	struct diagnose_look *base = &l->row[0];
	struct parameter other;
	size_t said = 0;

	if (l->cell->status != PROFILE_SCORED)
		return;
	if (!l->f->absolute)
		read_parameter(base, q->name, &other);
	for (size_t i = 0; i < q->count && said < NAMED_MOST; i++) {
		const char *value = q->distinct[i];
		double figure = NAN;
		int level;

		mark(l, q, value);
		if (l->f->absolute || mark_baseline(base, &other, value))
			figure = rejudge_figure(
				l->f, &l->runs, rejudge_parts(&l->runs, l->f, l->marks, 1),
				&base->runs,
				rejudge_parts(&base->runs, l->f,
					      l->f->absolute ? NULL : base->marks, 1));
		if (!isfinite(figure))
			continue;
		level = rubric_level_of(l->f, figure);
		diagnose_say(l, f, "%s %s with %s", said++ ? "," : "; level",
			     diagnose_level(l, level),
			     *value ? value : "none");
		if (level != l->cell->level && !f->has_other) {
			f->has_other = true;
			f->other_level = level;
		}
	}
	diagnose_clear(l);
	diagnose_clear(base);
}

static void tell_parameter(struct diagnose_look *l, const struct parameter *q)
{
	struct profile_finding *f = diagnose_add(l, FINDING_HIDDEN_MIXTURE);

	if (l->f->strata != NULL)
		diagnose_say(l, f, "within the strata of %s ", l->f->strata);
	diagnose_say(l, f, "the runs differ in %s, of which they have %zu values", q->name,
		     q->count);
	say_values(l, f, q);
	if (q->count > l->runs.n / 2) {
		diagnose_say(l, f, "; most are of a single run");
		return;
	}
	if (l->f->strata == NULL)
		say_test(l, f, q);
	say_levels(l, f, q);
}

static bool is_listed(const char *const *names, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(names[i], name) == 0)
			return true;
	}
	return false;
}

/* The names of all parameters, but the strata's and what is pooled; the caller frees. */
static const char **parameter_names(struct diagnose_look *l, size_t *count)
{
	const char **names = NULL, *last = NULL;
	size_t n = 0, room = 0;

	for (size_t i = 0; i < l->runs.n; i++) {
		const char *s = l->cell->samples[i].parameters;

		if (s == last)
			continue;
		for (last = s; s != NULL && *s != '\0';) {
			size_t length = strcspn(s, ";");
			const char *name = arena_dup_n(l->scratch, s, strcspn(s, "=;"));

			s += length + (s[length] == ';');
			if (is_listed(names, n, name) ||
			    rubric_is_declared(l->f, name, strlen(name)))
				continue;
			names = mem_grow(names, &room, n + 1, sizeof(names[0]));
			names[n++] = name;
		}
	}
	*count = n;
	return names;
}

void diagnose_tell_mixture(struct diagnose_look *l)
{
	const char **names;
	struct parameter q;
	size_t count;

	if (!l->mixed)
		return;
	names = parameter_names(l, &count);
	for (size_t i = 0; i < count; i++) {
		if (read_parameter(l, names[i], &q))
			tell_parameter(l, &q);
	}
	free(names);
}
