/* rubric_parameters.c - what runs of a cell may differ in: strata, and what is pooled. */
#include <string.h>

#include "data/rubric/rubric_load.h"

#define STRATA_MAX 3 /* parameters whose values together are strata */

static bool is_in(const char *const *names, size_t count, const char *name, size_t length)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(names[i]) == length && memcmp(names[i], name, length) == 0)
			return true;
	return false;
}

bool rubric_is_declared(const struct rubric_feature *f, const char *parameter, size_t length)
{
	return is_in(f->by, f->by_count, parameter, length) ||
	       is_in(f->pool, f->pool_count, parameter, length);
}

/* A list of names, each once. */
static int read_names(struct rubric_loader *l, int line, const char *key, const char *text,
		      const char ***names, size_t *count)
{
	*names = NULL;
	*count = 0;
	if (text == NULL)
		return 0;
	*names = conf_list(&l->c->arena, text, false, count);
	if (*count == 0)
		return conf_error(l->c, line, l->err, "%s names no parameter", key);
	for (size_t i = 0; i < *count; i++) {
		const char *name = (*names)[i];

		if (strpbrk(name, "=;"))
			return conf_error(l->c, line, l->err,
					  "%s: \"%s\"; wanted: names of parameters, without "
					  "values", key, name);
		if (is_in(*names, i, name, strlen(name)))
			return conf_error(l->c, line, l->err, "%s: \"%s\" is there twice",
					  key, name);
	}
	return 0;
}

static int load_strata(struct rubric_loader *l, const struct conf_section *s,
		       const char *text, struct rubric_feature *f)
{
	int line = rubric_line_of(s, "strata");

	if (read_names(l, line, "strata", text, &f->by, &f->by_count) != 0)
		return -1;
	if (f->by_count > STRATA_MAX)
		return conf_error(l->c, line, l->err,
				  "strata = %s: at most %d parameters make strata", text,
				  STRATA_MAX);
	for (size_t i = 0; i < f->by_count; i++)
		f->strata = i ? arena_printf(&l->c->arena, "%s, %s", f->strata, f->by[i])
			      : f->by[i];
	return 0;
}

/* The rubric's, but those that the feature says otherwise, and its own. */
static int load_pool(struct rubric_loader *l, const struct conf_section *s, const char *text,
		     struct rubric_feature *f)
{
	const struct conf_section *head = conf_find(l->c, "rubric", NULL);
	int line = rubric_line_of(s, "pool");
	const char **all, **own;
	size_t all_count, own_count;

	if (read_names(l, rubric_line_of(head, "pool"), "pool", l->head.pool, &all,
		       &all_count) != 0 ||
	    read_names(l, line, "pool", text, &own, &own_count) != 0)
		return -1;
	f->pool = arena_new(&l->c->arena, all_count + own_count, sizeof(f->pool[0]));
	for (size_t i = 0; i < own_count; i++) {
		if (is_in(f->by, f->by_count, own[i], strlen(own[i])))
			return conf_error(l->c, line, l->err,
					  "pool: %s makes strata of %s; it is one or the other",
					  own[i], f->name);
		f->pool[f->pool_count++] = own[i];
	}
	for (size_t i = 0; i < all_count; i++)
		if (!rubric_is_declared(f, all[i], strlen(all[i])))
			f->pool[f->pool_count++] = all[i];
	return 0;
}

int rubric_load_parameters(struct rubric_loader *l, const struct conf_section *s,
			   const struct rubric_feature_text *t, struct rubric_feature *f)
{
	return load_strata(l, s, t->strata, f) || load_pool(l, s, t->pool, f) ? -1 : 0;
}
