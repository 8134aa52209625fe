/* dimension.c - what a rubric fixes or compares besides platforms, and the store's values of it. */
#include <stdlib.h>
#include <string.h>

#include "data/base/opt.h"
#include "data/parts.h"
#include "data/store/store.h"
#include "score/profile/cell.h"
#include "score/score.h"

#define NAMED_MOST 20 /* values, or parameters, that a message names */

/* A set of texts; the arena's. */
struct words {
	struct arena *arena;
	const char **text;
	size_t count, room;
};

static void add_word(struct words *w, const char *text, size_t n)
{
	for (size_t i = 0; i < w->count; i++)
		if (strlen(w->text[i]) == n && memcmp(w->text[i], text, n) == 0)
			return;
	w->text = mem_grow(w->text, &w->room, w->count + 1, sizeof(w->text[0]));
	w->text[w->count++] = arena_dup_n(w->arena, text, n);
}

/* What the records say of one dimension. */
struct look {
	const struct rubric *r;
	const struct rubric_dimension *d;
	struct words values; /* in any record */
	struct words read;   /* in records of which the rubric's features may read */
	struct words names;  /* of all parameters */
};

static bool is_read(const struct look *l, const struct store_setting *s)
{
	const struct rubric *r = l->r;
	bool platform = strcmp(s->platform, r->baseline) == 0 ||
			rubric_candidate_find(r, s->platform) < r->platform_count;

	for (size_t i = 0; platform && i < r->feature_count; i++) {
		const struct rubric_feature *f = &r->features[i];

		if ((f->value || strcmp(f->benchmark, s->benchmark) == 0) &&
		    (l->d->fixed || rubric_takes_dimension(f, l->d->name)))
			return true; /* a derived one may read any benchmark */
	}
	return false;
}

static int look_at(void *ctx, const struct store_setting *s, struct err *err)
{
	struct look *l = ctx;
	size_t length = strlen(l->d->name);

	(void)err;
	for (const char *p = s->parameters; *p;) {
		size_t n = strcspn(p, ";"), name = strcspn(p, "=;");

		add_word(&l->names, p, name);
		if (name == length && name < n && memcmp(p, l->d->name, name) == 0) {
			add_word(&l->values, p + name + 1, n - name - 1);
			if (is_read(l, s))
				add_word(&l->read, p + name + 1, n - name - 1);
		}
		p += n + (p[n] == ';');
	}
	return 0;
}

static int by_order(const void *a, const void *b)
{
	return cell_stratum_order(*(const char *const *)a, *(const char *const *)b);
}

static void sort(struct words *w)
{
	if (w->count > 1)
		qsort(w->text, w->count, sizeof(w->text[0]), by_order);
}

static const char *list_of(struct words *w)
{
	const char *list = "";

	sort(w);
	for (size_t i = 0; i < w->count && i < NAMED_MOST; i++)
		list = arena_printf(w->arena, "%s%s%s", list, i ? ", " : "", w->text[i]);
	return w->count > NAMED_MOST ? arena_printf(w->arena, "%s ...", list) : list;
}

static int no_value(struct look *l, const char *value, struct err *err)
{
	char place[RUBRIC_PLACE];
	const char *near = opt_nearest(value, l->values.text, l->values.count);

	rubric_place(l->r, l->d->line, place);
	if (l->values.count == 0) {
		near = opt_nearest(l->d->name, l->names.text, l->names.count);
		return err_set(err, EXIT_INPUT,
			       "%s: [dimension %s]: no record has a parameter %s; there %s: %s%s%s%s",
			       place, l->d->name, l->d->name,
			       l->names.count ? "are" : "is none", list_of(&l->names),
			       near ? "; did you mean \"" : "", near ? near : "",
			       near ? "\"?" : "");
	}
	return err_set(err, EXIT_INPUT,
		       "%s: [dimension %s]: no record has %s=%s; the store has: %s%s%s%s", place,
		       l->d->name, l->d->name, value, list_of(&l->values),
		       near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
}

static bool has(const struct words *w, const char *text)
{
	for (size_t i = 0; i < w->count; i++)
		if (strcmp(w->text[i], text) == 0)
			return true;
	return false;
}

static int take_all(struct rubric *r, struct rubric_dimension *d, struct look *l,
		    struct err *err)
{
	char place[RUBRIC_PLACE];

	sort(&l->read);
	if (l->read.count == 0)
		return no_value(l, "all", err);
	if (l->read.count > RUBRIC_VALUES_MAX)
		return err_set(err, EXIT_INPUT,
			       "%s: [dimension %s]: %zu values (%s); at most %d are compared: say "
			       "which",
			       rubric_place(r, d->line, place), d->name, l->read.count,
			       list_of(&l->read), RUBRIC_VALUES_MAX);
	d->values = arena_new(&r->arena, l->read.count, sizeof(d->values[0]));
	memcpy(d->values, l->read.text, l->read.count * sizeof(d->values[0]));
	d->value_count = l->read.count;
	return 0;
}

static int settle(struct store *s, struct rubric *r, struct rubric_dimension *d,
		  struct err *err)
{
	struct arena *a = &r->arena;
	struct look l = { .r = r, .d = d, .values = { .arena = a }, .read = { .arena = a },
			  .names = { .arena = a } };
	int rc = store_settings(s, look_at, &l, err);

	if (rc == 0 && d->fixed && !has(&l.values, d->chosen))
		rc = no_value(&l, d->chosen, err);
	for (size_t i = 0; rc == 0 && i < d->value_count; i++)
		if (!has(&l.values, d->values[i]))
			rc = no_value(&l, d->values[i], err);
	if (rc == 0 && d->all && d->chosen == NULL)
		rc = take_all(r, d, &l, err);
	free(l.values.text);
	free(l.read.text);
	free(l.names.text);
	return rc;
}

int score_dimensions(struct store *s, struct rubric *r, struct err *err)
{
	size_t points = 1;

	for (size_t i = 0; i < r->dimension_count; i++) {
		if (settle(s, r, &r->dimensions[i], err) != 0)
			return -1;
		points *= r->dimensions[i].fixed ? 1 : r->dimensions[i].value_count;
		if (points > RUBRIC_VALUES_MAX)
			return err_set(err, EXIT_INPUT,
				       "%s: %zu combinations of values are compared; at most %d",
				       r->path, points, RUBRIC_VALUES_MAX);
	}
	return 0;
}

/* --- a profile for each -------------------------------------------------------------- */

static int load_point(struct store *s, const char *path, const struct opts *opts,
		      struct rubric *r, struct err *err)
{
	return rubric_load(r, path, err) || score_dimensions(s, r, err) ||
	       rubric_choose_all(r, opts, true, err) ? -1 : 0;
}

static bool says(const struct notes *n, const char *text)
{
	for (size_t i = 0; i < n->count; i++)
		if (strcmp(n->text[i], text) == 0)
			return true;
	return false;
}

/* The values whose profiles say it; NULL: an earlier one has said so for all of them. */
static const char *sayers(const struct parts *p, const struct notes *each, size_t first,
			  const char *text, struct arena *a)
{
	const char *list = NULL;
	size_t n = 0;

	for (size_t i = 0; i < p->count; i++) {
		if (!says(&each[i], text))
			continue;
		if (i < first)
			return NULL;
		list = list ? arena_printf(a, "%s, %s", list, p->list[i].rubric.at)
			    : p->list[i].rubric.at;
		n++;
	}
	return n == p->count ? "" : list;
}

/* What all say once, else with the values of which it is said. */
static void merge_notes(const struct parts *p, const struct notes *each, struct notes *to)
{
	struct arena a = { 0 };

	for (size_t i = 0; i < p->count; i++) {
		for (size_t k = 0; k < each[i].count; k++) {
			const char *of = sayers(p, each, i, each[i].text[k], &a);

			if (of)
				notes_add(to, "%s%s%s", of, *of ? ": " : "", each[i].text[k]);
		}
		to->unused += each[i].unused;
	}
	arena_release(&a);
}

int score_parts(struct store *s, const char *rubric, const struct opts *opts,
		const struct certainty_options *o, bool break_even, struct parts *out,
		struct notes *notes, struct err *err)
{
	struct rubric first = { 0 };
	struct notes *each;
	int rc = load_point(s, rubric, opts, &first, err);
	size_t points = rc == 0 ? rubric_points(&first) : 0;

	rubric_release(&first);
	*out = (struct parts){ .list = mem_new(points, sizeof(out->list[0])) };
	each = mem_new(points, sizeof(each[0]));
	for (size_t i = 0; i < points && rc == 0; i++) {
		struct part *p = &out->list[out->count++];

		rc = load_point(s, rubric, opts, &p->rubric, err);
		if (rc != 0)
			break;
		rubric_choose_point(&p->rubric, i);
		rc = score_profile(s, &p->rubric, &p->profile, &each[i], err);
		if (rc == 0)
			score_certainty(&p->profile, o, &p->certainty);
		else
			err_wrap(err, "%s", p->rubric.at);
		if (rc == 0 && break_even)
			score_break_even(&p->profile, &p->break_even);
	}
	if (rc == 0)
		merge_notes(out, each, notes);
	for (size_t i = 0; i < points; i++)
		notes_release(&each[i]);
	free(each);
	return rc;
}
