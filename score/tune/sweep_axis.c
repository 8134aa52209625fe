/* sweep_axis.c - reads the words of --sweep. */
#include "score/tune/sweep_axis.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/num.h"
#include "data/base/opt.h"
#include "score/tune/tie.h"

/* A word on its way to an axis. */
struct reader {
	const struct rubric *r;
	const char *word;
	struct arena *a;
	struct sweep_axis *x;
	struct err *err;
};

#define FORMS                                                                              \
	"FEATURE.LEVEL=FROM:TO:STEP, shift=..., FEATURE.shift=..., set.NAME.weight=... "   \
	"or importance.NAME.weight=..."

/* --- names --------------------------------------------------------------------------- */

static int unknown(const struct reader *w, const char *what, const char *name,
		   const char *const *names, size_t count)
{
	const char *near = opt_nearest(name, names, count), *list = "";

	if (near != NULL)
		return err_set(w->err, EXIT_INPUT,
			       "--sweep %s: there is no %s \"%s\"; did you mean \"%s\"?",
			       w->word, what, name, near);
	for (size_t i = 0; i < count; i++)
		list = arena_printf(w->a, "%s%s%s", list, i > 0 ? ", " : "", names[i]);
	return err_set(w->err, EXIT_INPUT, "--sweep %s: there is no %s \"%s\"%s%s", w->word,
		       what, name, count > 0 ? "; there are: " : "", list);
}

static int find_feature(struct reader *w, const char *name)
{
	const struct rubric *r = w->r;
	const char **names = arena_new(w->a, r->feature_count, sizeof(names[0]));

	for (size_t i = 0; i < r->feature_count; i++) {
		names[i] = r->features[i].name;
		if (strcmp(names[i], name) != 0)
			continue;
		w->x->feature = i;
		if (!r->features[i].judged)
			return 0;
		return err_set(w->err, EXIT_INPUT,
			       "--sweep %s: %s is judged by people; it has no threshold",
			       w->word, name);
	}
	return unknown(w, "feature", name, names, r->feature_count);
}

/* A scale is known by the features that have it; the first of them stands for all. */
static int find_scale(struct reader *w, const char *name, size_t *first)
{
	const struct rubric *r = w->r;
	const char **names = arena_new(w->a, r->feature_count, sizeof(names[0]));
	size_t n = 0;

	for (size_t i = 0; i < r->feature_count; i++) {
		const char *scale = r->features[i].scale;
		bool seen = scale == NULL;

		for (size_t k = 0; k < n && !seen; k++)
			seen = strcmp(names[k], scale) == 0;
		if (seen)
			continue;
		names[n++] = scale;
		if (strcmp(scale, name) != 0)
			continue;
		w->x->scale = scale;
		*first = i;
		return 0;
	}
	return unknown(w, "scale [levels NAME] with the name", name, names, n);
}

static bool is_scale(const struct rubric *r, const char *name)
{
	for (size_t i = 0; i < r->feature_count; i++) {
		if (r->features[i].scale != NULL && strcmp(r->features[i].scale, name) == 0)
			return true;
	}
	return false;
}

/* A feature, with "feature." before it or without; else a scale, with "levels." or without.
 */
static int find_thresholds(struct reader *w, const char *name, size_t *first)
{
	w->x->feature = SIZE_MAX;
	if (strncmp(name, "levels.", 7) == 0)
		return find_scale(w, name + 7, first);
	if (rubric_feature_find(w->r, name) == NULL && is_scale(w->r, name))
		return find_scale(w, name, first);
	if (find_feature(w, strncmp(name, "feature.", 8) == 0 ? name + 8 : name) != 0)
		return -1;
	*first = w->x->feature;
	return 0;
}

static const char *thresholds_title(const struct reader *w, const char *scale)
{
	if (w->x->scale != NULL)
		return arena_printf(w->a, "%s %s", scale, w->x->scale);
	return w->r->features[w->x->feature].title;
}

/* --- what is swept ------------------------------------------------------------------- */

static int read_threshold(struct reader *w, const char *name, const char *level)
{
	const struct rubric_feature *f;
	const char *list = "";
	size_t first;

	if (find_thresholds(w, name, &first) != 0)
		return -1;
	f = &w->r->features[first];
	w->x->kind = SWEEP_THRESHOLD;
	w->x->unit = f->absolute ? f->unit_text : "%";
	for (size_t i = 0; i < f->level_count; i++) {
		list = arena_printf(w->a, "%s%s%d", list, i > 0 ? ", " : "",
				    f->levels[i].level);
		if (f->levels[i].level != strtol(level, NULL, 10))
			continue;
		w->x->index = i;
		w->x->now = f->levels[i].threshold * (f->absolute ? 1 : 100);
		w->x->title =
			arena_printf(w->a, "%s, level %d", thresholds_title(w, "Scale"),
				     f->levels[i].level);
		return 0;
	}
	return err_set(w->err, EXIT_INPUT,
		       "--sweep %s: %s has no threshold for level %s; it has: %s", w->word,
		       name, level, list);
}

static int read_shift(struct reader *w, const char *name)
{
	size_t first = 0;
	bool absolute = true;

	w->x->kind = SWEEP_SHIFT;
	w->x->feature = SIZE_MAX;
	w->x->title = "All thresholds, tighter by";
	if (name != NULL) {
		if (find_thresholds(w, name, &first) != 0)
			return -1;
		w->x->title = arena_printf(w->a, "Thresholds of %s, tighter by",
					   thresholds_title(w, "scale"));
	}
	for (size_t i = 0; i < w->r->feature_count; i++)
		absolute = absolute &&
			   (w->r->features[i].absolute || !sweep_axis_moves(w->x, w->r, i));
	w->x->unit = absolute ? "% of themselves" : "points";
	return 0;
}

static int read_set(struct reader *w, const char *name)
{
	const struct rubric *r = w->r;
	const char **names = arena_new(w->a, r->set_count, sizeof(names[0]));

	w->x->kind = SWEEP_SET;
	for (size_t i = 0; i < r->set_count; i++) {
		names[i] = r->sets[i].name;
		if (strcmp(names[i], name) != 0)
			continue;
		w->x->index = i;
		w->x->now = r->sets[i].weight;
		w->x->title = arena_printf(w->a, "Weight of %s", r->sets[i].title);
		if (r->set_count > 1)
			return 0;
		return err_set(
			w->err, EXIT_INPUT,
			"--sweep %s: the rubric has one set; its weight changes nothing",
			w->word);
	}
	return unknown(w, "set", name, names, r->set_count);
}

static int read_importance(struct reader *w, const char *name)
{
	const struct rubric *r = w->r;
	const char **names = arena_new(w->a, r->importance_count, sizeof(names[0]));
	size_t n = 0;

	if (r->set_count > TIE_TERMS_MOST / 2)
		return err_set(
			w->err, EXIT_INPUT,
			"--sweep %s: the rubric has %zu sets, and ties between more than "
			"%d are not looked for",
			w->word, r->set_count, TIE_TERMS_MOST / 2);
	w->x->kind = SWEEP_IMPORTANCE;
	for (size_t i = 0; i < r->importance_count; i++) {
		bool used = false;

		for (size_t f = 0; f < r->feature_count; f++)
			used = used || r->features[f].importance == i;
		if (!used)
			continue;
		names[n++] = r->importances[i].name;
		if (strcmp(r->importances[i].name, name) != 0)
			continue;
		w->x->index = i;
		w->x->now = r->importances[i].weight;
		w->x->title = arena_printf(w->a, "Weight of %s", r->importances[i].title);
		return 0;
	}
	return unknown(w, "importance of a feature with the name", name, names, n);
}

/* As in --set, a name is enough where only one of them has it. */
static int read_weight(struct reader *w, const char *name)
{
	bool set = false, importance = false;

	w->x->unit = "";
	if (!w->r->weighted)
		return err_set(
			w->err, EXIT_INPUT,
			"--sweep %s: this rubric weighs nothing, it counts points; give it "
			"weights first (weight = ... in [importance NAME] or [set NAME], "
			"or "
			"--set importance.NAME.weight=...)",
			w->word);
	if (strncmp(name, "set.", 4) == 0)
		return read_set(w, name + 4);
	if (strncmp(name, "importance.", 11) == 0)
		return read_importance(w, name + 11);
	for (size_t i = 0; i < w->r->set_count; i++)
		set = set || strcmp(w->r->sets[i].name, name) == 0;
	for (size_t i = 0; i < w->r->importance_count; i++)
		importance = importance || strcmp(w->r->importances[i].name, name) == 0;
	if (set != importance)
		return set ? read_set(w, name) : read_importance(w, name);
	return err_set(w->err, EXIT_INPUT,
		       "--sweep %s: there is %s \"%s\"; wanted: set.NAME.weight or "
		       "importance.NAME.weight",
		       w->word,
		       set ? "both a set and an importance" : "no set or importance", name);
}

/* "file_read.2": what stands before the "=". */
static int read_what(struct reader *w, const char *what)
{
	const char *dot = strrchr(what, '.');
	const char *name =
		dot != NULL ? arena_dup_n(w->a, what, (size_t)(dot - what)) : NULL;
	double level;

	if (strcmp(what, "shift") == 0)
		return read_shift(w, NULL);
	if (name != NULL && strcmp(dot, ".shift") == 0)
		return read_shift(w, name);
	if (name != NULL && strcmp(dot, ".weight") == 0)
		return read_weight(w, name);
	if (name != NULL && num_parse(dot + 1, strlen(dot + 1), &level, NULL) &&
	    level == floor(level) && fabs(level) < 1e6)
		return read_threshold(w, name, dot + 1);
	return err_set(w->err, EXIT_INPUT,
		       "--sweep %s: \"%s\" is nothing to sweep; wanted: " FORMS, w->word,
		       what);
}

/* --- over which values --------------------------------------------------------------- */

/* One number of the three; thresholds that are shares have their "%", nothing else has. */
static int read_number(struct reader *w, const char *text, const char *what, double *out)
{
	size_t n = strlen(text);
	bool percent = n > 0 && text[n - 1] == '%';
	bool wanted = w->x->kind == SWEEP_THRESHOLD && strcmp(w->x->unit, "%") == 0;

	if (!num_parse(text, n - percent, out, NULL))
		return err_set(w->err, EXIT_INPUT, "--sweep %s: %s, \"%s\", is no number%s",
			       w->word, what, text, wanted ? "; wanted: 65%" : "");
	if (percent && !wanted)
		return err_set(w->err, EXIT_INPUT,
			       "--sweep %s: %s has a %% too many; wanted: a %s", w->word,
			       text,
			       w->x->kind == SWEEP_THRESHOLD ? "value in the feature's unit"
			       : w->x->kind == SWEEP_SHIFT ? "number of points, as -5:5:0.5"
							   : "weight");
	if (!percent && wanted)
		return err_set(
			w->err, EXIT_INPUT,
			"--sweep %s: these thresholds are shares of the baseline; wanted: "
			"%s%%",
			w->word, text);
	return 0;
}

static int check_range(struct reader *w)
{
	const struct sweep_axis *x = w->x;
	double steps = floor((x->to - x->from) / x->step + 1e-9) + 1;

	if (!(x->step > 0))
		return err_set(
			w->err, EXIT_INPUT,
			"--sweep %s: a step of %.15g leads nowhere; wanted: one above zero",
			w->word, x->step);
	if (x->from > x->to)
		return err_set(
			w->err, EXIT_INPUT,
			"--sweep %s: from %.15g to %.15g goes down; wanted: the smaller "
			"first",
			w->word, x->from, x->to);
	if ((x->kind == SWEEP_SET || x->kind == SWEEP_IMPORTANCE) && x->from < 0)
		return err_set(w->err, EXIT_INPUT,
			       "--sweep %s: a weight of %.15g; wanted: zero or more",
			       w->word, x->from);
	if (!(steps <= SWEEP_ROWS_MOST))
		return err_set(
			w->err, EXIT_INPUT,
			"--sweep %s: %.10g values, and %d at most; take a larger step",
			w->word, steps, SWEEP_ROWS_MOST);
	w->x->count = (size_t)steps;
	return 0;
}

/* "60%:80%:0.5%" */
static int read_range(struct reader *w, const char *range)
{
	static const char *const what[] = { "where it begins", "where it ends",
					    "the step" };
	double *const to[] = { &w->x->from, &w->x->to, &w->x->step };

	for (size_t i = 0; i < ARRAY_LEN(to); i++) {
		size_t n = strcspn(range, ":");
		const char *text = arena_dup_n(w->a, range, n);

		if ((range[n] == ':') != (i + 1 < ARRAY_LEN(to)))
			return err_set(w->err, EXIT_INPUT,
				       "--sweep %s: wanted three numbers, FROM:TO:STEP",
				       w->word);
		if (read_number(w, text, what[i], to[i]) != 0)
			return -1;
		range += n + 1;
	}
	return check_range(w);
}

int sweep_axis_read(const struct rubric *r, const char *word, struct arena *a,
		    struct sweep_axis *out, struct err *err)
{
	struct reader w = { .r = r, .word = word, .a = a, .x = out, .err = err };
	const char *equals = strchr(word, '=');

	*out = (struct sweep_axis){ 0 };
	if (equals == NULL)
		return err_set(err, EXIT_INPUT, "--sweep %s: wanted: " FORMS, word);
	out->word = arena_dup_n(a, word, (size_t)(equals - word));
	if (read_what(&w, out->word) != 0)
		return -1;
	return read_range(&w, equals + 1);
}

double sweep_axis_value(const struct sweep_axis *x, size_t i)
{
	return rubric_round(x->from + (double)i * x->step);
}

bool sweep_axis_moves(const struct sweep_axis *x, const struct rubric *r, size_t feature)
{
	const char *scale = r->features[feature].scale;

	if (x->kind != SWEEP_THRESHOLD && x->kind != SWEEP_SHIFT)
		return false;
	if (x->scale != NULL)
		return scale != NULL && strcmp(scale, x->scale) == 0;
	if (r->features[feature].judged)
		return false;
	return x->feature == SIZE_MAX || x->feature == feature;
}
