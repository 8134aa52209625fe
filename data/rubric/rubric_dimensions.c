/* rubric_dimensions.c - parameters besides the platform: fixed, or compared value by value. */
#include <string.h>

#include "data/base/opt.h"
#include "data/rubric/rubric_load.h"

#define ALL "all" /* compare = all */

/* --- reading ------------------------------------------------------------------------- */

static int read_compare(struct rubric_loader *l, const struct conf_entry *e,
			struct rubric_dimension *d)
{
	d->values = conf_list(&l->c->arena, e->value, strchr(e->value, ',') != NULL,
			      &d->value_count);
	if (strcmp(e->value, ALL) == 0) {
		d->all = true;
		d->value_count = 0;
		return 0;
	}
	if (d->value_count < 2 || d->value_count > RUBRIC_VALUES_MAX)
		return conf_error(l->c, e->line, l->err,
				  "compare = %s: wanted 2 to %d values of %s, or \"all\"; a "
				  "single one: fix = VALUE",
				  e->value, RUBRIC_VALUES_MAX, d->name);
	for (size_t i = 0; i < d->value_count; i++)
		for (size_t k = 0; k < i; k++)
			if (strcmp(d->values[i], d->values[k]) == 0)
				return conf_error(l->c, e->line, l->err,
						  "compare: \"%s\" is there twice",
						  d->values[i]);
	return 0;
}

static bool is_listed(struct rubric_loader *l, const char *text, const char *name)
{
	size_t n = 0;
	const char **names = text ? conf_list(&l->c->arena, text, false, &n) : NULL;

	for (size_t i = 0; i < n; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

int rubric_load_dimension(struct rubric_loader *l, const struct conf_section *s)
{
	struct rubric *r = l->r;
	struct rubric_dimension_text t = { .title = s->name };
	struct rubric_dimension *d = &r->dimensions[r->dimension_count];

	if (rubric_check_section(l, s, true) || rubric_check_not_empty(l, s) ||
	    rubric_read_section(l, s, &t))
		return -1;
	if ((t.fix == NULL) == (t.compare == NULL))
		return conf_error(l->c, s->line, l->err,
				  "[dimension %s]: wanted one of fix = VALUE and compare = "
				  "VALUE, VALUE", s->name);
	if (is_listed(l, l->head.pool, s->name))
		return conf_error(l->c, s->line, l->err,
				  "[dimension %s]: [rubric] pools %s; it is one or the other",
				  s->name, s->name);
	*d = (struct rubric_dimension){
		.name = s->name,
		.title = t.title,
		.line = rubric_line_of(s, t.fix ? "fix" : "compare"),
	};
	if (t.compare && read_compare(l, t.compare, d) != 0)
		return -1;
	r->dimension_count++;
	if (t.fix) {
		d->fixed = true;
		rubric_choose_value(r, &l->c->arena, d, t.fix);
	}
	return 0;
}

/* --- choosing ------------------------------------------------------------------------ */

bool rubric_takes_dimension(const struct rubric_feature *f, const char *dimension)
{
	if (f->judged)
		return false; /* people judge the platform, not its runs */
	for (size_t i = 0; i < f->where_count; i++)
		if (strcmp(f->where[i].name, dimension) == 0)
			return false;
	return !rubric_is_declared(f, dimension, strlen(dimension));
}

void rubric_choose_value(struct rubric *r, struct arena *a, struct rubric_dimension *d,
			 const char *value)
{
	d->chosen = arena_dup(a, value);
	for (size_t i = 0; i < r->feature_count; i++) {
		struct rubric_feature *f = &r->features[i];
		struct rubric_where *where;

		if (!rubric_takes_dimension(f, d->name))
			continue;
		where = arena_new(a, f->where_count + 1, sizeof(where[0]));
		if (f->where_count > 0)
			memcpy(where, f->where, f->where_count * sizeof(where[0]));
		where[f->where_count++] = (struct rubric_where){ d->name, d->chosen };
		f->where = where;
	}
	if (d->fixed)
		return;
	r->at = arena_printf(a, "%s%s%s=%s", r->at ? r->at : "", r->at ? ";" : "", d->name,
			     d->chosen);
	r->at_title = arena_printf(a, "%s%s%s", r->at_title ? r->at_title : "",
				   r->at_title ? ", " : "", d->chosen);
	r->title = arena_printf(a, "%s, %s %s", r->title, d->title, d->chosen);
	if (r->bare_name == NULL)
		r->bare_name = r->name;
	r->name = arena_printf(a, "%s (%s)", r->bare_name, r->at);
}

const struct rubric_dimension *rubric_open_dimension(const struct rubric *r)
{
	for (size_t i = 0; i < r->dimension_count; i++)
		if (r->dimensions[i].chosen == NULL)
			return &r->dimensions[i];
	return NULL;
}

size_t rubric_points(const struct rubric *r)
{
	size_t n = 1;

	for (size_t i = 0; i < r->dimension_count; i++)
		if (r->dimensions[i].chosen == NULL)
			n *= r->dimensions[i].value_count;
	return n;
}

void rubric_choose_point(struct rubric *r, size_t point)
{
	size_t rest = rubric_points(r);

	for (size_t i = 0; i < r->dimension_count; i++) {
		struct rubric_dimension *d = &r->dimensions[i];

		if (d->chosen)
			continue;
		rest /= d->value_count;
		rubric_choose_value(r, &r->arena, d, d->values[point / rest]);
		point %= rest;
	}
}

/* "; did you mean X?" or "; there are: X, Y" */
static const char *hint(struct rubric *r, const char *found, const char *const *names,
			size_t count)
{
	const char *near = opt_nearest(found, names, count), *list = "";

	if (near)
		return arena_printf(&r->arena, "; did you mean \"%s\"?", near);
	for (size_t i = 0; i < count; i++)
		list = arena_printf(&r->arena, "%s%s%s", list, i ? ", " : "", names[i]);
	return count ? arena_printf(&r->arena, "; there are: %s", list) : "";
}

static int unknown_dimension(struct rubric *r, const char *word, const char *name,
			     struct err *err)
{
	const char **names = arena_new(&r->arena, r->dimension_count, sizeof(names[0]));
	size_t n = 0;

	for (size_t i = 0; i < r->dimension_count; i++)
		if (!r->dimensions[i].fixed)
			names[n++] = r->dimensions[i].name;
	return err_set(err, EXIT_INPUT, "--dimension %s: %s compares no dimension \"%s\"%s", word,
		       r->path, name, hint(r, name, names, n));
}

int rubric_choose(struct rubric *r, const char *word, bool must, struct err *err)
{
	const char *equals = strchr(word, '=');
	struct rubric_dimension *d = NULL;
	const char *name;

	if (equals == NULL || equals == word || equals[1] == '\0')
		return err_set(err, EXIT_INPUT, "--dimension %s: wanted NAME=VALUE, such as "
			       "device=x86", word);
	name = arena_dup_n(&r->arena, word, (size_t)(equals - word));
	for (size_t i = 0; i < r->dimension_count; i++)
		if (strcmp(r->dimensions[i].name, name) == 0)
			d = &r->dimensions[i];
	if (d == NULL)
		return must ? unknown_dimension(r, word, name, err) : 0;
	if (d->fixed && strcmp(d->chosen, equals + 1) == 0)
		return 0;
	if (d->fixed)
		return err_set(err, EXIT_INPUT, "--dimension %s: %s fixes %s = %s", word, r->path,
			       name, d->chosen);
	if (d->chosen)
		return err_set(err, EXIT_INPUT, "--dimension %s: %s is chosen twice", word, name);
	for (size_t i = 0; i < d->value_count; i++)
		if (strcmp(d->values[i], equals + 1) == 0) {
			rubric_choose_value(r, &r->arena, d, equals + 1);
			return 0;
		}
	return err_set(err, EXIT_INPUT, "--dimension %s: %s does not compare %s = %s%s", word,
		       r->path, name, equals + 1, hint(r, equals + 1, d->values, d->value_count));
}

int rubric_choose_all(struct rubric *r, const struct opts *opts, bool must, struct err *err)
{
	const char *word;
	size_t at = 0;

	while ((word = opts_each(opts, "dimension", &at)) != NULL)
		if (rubric_choose(r, word, must, err) != 0)
			return -1;
	return 0;
}

int rubric_check_chosen(struct rubric *r, struct err *err)
{
	const struct rubric_dimension *d = rubric_open_dimension(r);
	const char *list = "";

	if (d == NULL)
		return 0;
	for (size_t i = 0; i < d->value_count; i++)
		list = arena_printf(&r->arena, "%s%s%s", list, i ? ", " : "", d->values[i]);
	return err_set(err, EXIT_INPUT,
		       "%s compares values of %s: %s; say which: --dimension %s=VALUE", r->path,
		       d->name, d->all && d->value_count == 0 ? "all" : list, d->name);
}
