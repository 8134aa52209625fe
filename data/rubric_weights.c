/* rubric_weights.c - symbols of levels, and weights: what can be proved only when all features
   are read. */
#include <stdlib.h>
#include <string.h>

#include "data/rubric_load.h"

static int load_symbol(void *ctx, const struct conf_entry *e, struct err *err)
{
	struct rubric_loader *l = ctx;
	struct rubric *r = l->r;
	char *end;
	long level = strtol(e->key, &end, 10);
	bool known = false;

	if (end == e->key || *end != '\0')
		return conf_error(l->c, e->line, err,
				  "[symbols] %s: wanted a level, a whole number", e->key);
	for (size_t i = 0; i < r->feature_count; i++)
		known = known || (labs(level) <= LEVEL_LIMIT &&
				  rubric_has_level(&r->features[i], (int)level));
	if (!known && rubric_is_included(e->line))
		return 0; /* of a feature that is left out, or has other levels here */
	if (!known)
		return conf_error(l->c, e->line, err,
				  "[symbols] %s: no feature has this level", e->key);
	for (size_t i = 0; i < r->symbol_count; i++) {
		if (r->symbols[i].level == level)
			return conf_error(l->c, e->line, err,
					  "[symbols] level %ld is there twice", level);
		if (strcmp(r->symbols[i].symbol, e->value) == 0)
			return conf_error(l->c, e->line, err,
					  "[symbols] \"%s\" already stands for level %d",
					  e->value, r->symbols[i].level);
	}
	r->symbols[r->symbol_count++] = (struct rubric_symbol){ (int)level, e->value };
	return 0;
}

int rubric_load_symbols(struct rubric_loader *l)
{
	const struct conf_section *s = conf_find(l->c, "symbols", NULL);

	if (s == NULL)
		return 0;
	if (rubric_count_kind(l->c, "symbols") > 1 || s->name[0] != '\0')
		return conf_error(l->c, s->line, l->err, "wanted one section [symbols]");
	l->r->symbols = arena_new(&l->c->arena, s->count, sizeof(l->r->symbols[0]));
	if (rubric_check_not_empty(l, s))
		return -1;
	return conf_read(l->c, s, NULL, 0, l->r, load_symbol, l, l->err);
}

/* Does the section [KIND NAME] give a weight? */
static bool has_weight(const struct conf *c, const char *kind, const char *name)
{
	const struct conf_section *s = conf_find(c, kind, name);

	return s != NULL && conf_get(s, "weight") != NULL;
}

int rubric_check_weights(struct rubric_loader *l)
{
	struct rubric *r = l->r;
	bool sets = false, imps = false;

	for (size_t i = 0; i < r->set_count; i++)
		sets = sets || has_weight(l->c, "set", r->sets[i].name);
	for (size_t i = 0; i < r->importance_count; i++)
		imps = imps || has_weight(l->c, "importance", r->importances[i].name);
	r->weighted = sets || imps;
	for (size_t i = 0; sets && i < r->set_count; i++) {
		if (!has_weight(l->c, "set", r->sets[i].name))
			return conf_error(l->c, r->sets[i].line, l->err,
					  "[set %s] has no weight, but another set has one",
					  r->sets[i].name);
	}
	for (size_t i = 0; imps && i < r->feature_count; i++) {
		const struct rubric_feature *f = &r->features[i];
		const char *name = r->importances[f->importance].name;

		if (!has_weight(l->c, "importance", name))
			return conf_error(
				l->c, f->line, l->err,
				"[feature %s]: its importance %s has no weight, but "
				"another "
				"importance has one; wanted: [importance %s] weight = ...",
				f->name, name, name);
	}
	return 0;
}
