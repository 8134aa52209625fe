/* rubric_weights.c - symbols of levels, and weights: what can be proved only when all features
   are read. */
#include <stdlib.h>
#include <string.h>

#include "data/rubric/rubric_load.h"

/* Symbols that are read: of all features, or of those that a scale or a name says. */
struct symbol_list {
	struct rubric_loader *l;
	const char *name; /* "" or that of the scale, or feature */
	struct rubric_symbol *list;
	size_t count;
};

static bool is_of(const struct rubric_feature *f, const char *name)
{
	return name[0] == '\0' || strcmp(f->name, name) == 0 ||
	       (f->scale && strcmp(f->scale, name) == 0);
}

static int load_symbol(void *ctx, const struct conf_entry *e, struct err *err)
{
	struct symbol_list *to = ctx;
	struct rubric_loader *l = to->l;
	struct rubric *r = l->r;
	char *end;
	long level = strtol(e->key, &end, 10);
	bool known = false;

	if (end == e->key || *end != '\0')
		return conf_error(l->c, e->line, err,
				  "[symbols] %s: wanted a level, a whole number", e->key);
	for (size_t i = 0; i < r->feature_count; i++)
		known = known || (labs(level) <= LEVEL_LIMIT && is_of(&r->features[i], to->name) &&
				  rubric_has_level(&r->features[i], (int)level));
	if (!known && rubric_is_included(e->line))
		return 0; /* of a feature that is left out, or has other levels here */
	if (!known)
		return conf_error(l->c, e->line, err,
				  "[symbols] %s: no feature has this level", e->key);
	for (size_t i = 0; i < to->count; i++) {
		if (to->list[i].level == level)
			return conf_error(l->c, e->line, err,
					  "[symbols] level %ld is there twice", level);
		if (strcmp(to->list[i].symbol, e->value) == 0)
			return conf_error(l->c, e->line, err,
					  "[symbols] \"%s\" already stands for level %d",
					  e->value, to->list[i].level);
	}
	to->list[to->count++] = (struct rubric_symbol){ (int)level, e->value };
	return 0;
}

/* A name that is a scale's and a feature's at once would say neither. */
static int check_symbols_name(struct rubric_loader *l, const struct conf_section *s)
{
	bool feature = rubric_feature_find(l->r, s->name) != NULL;
	bool scale = conf_find(l->c, "levels", s->name) != NULL;

	if (s->name[0] == '\0' || feature != scale)
		return 0;
	if (feature)
		return conf_error(l->c, s->line, l->err,
				  "[symbols %s]: there is a scale and a feature of that name",
				  s->name);
	if (rubric_is_included(s->line))
		return 0; /* of a feature that is left out */
	return conf_error(l->c, s->line, l->err,
			  "[symbols %s]: wanted the name of a scale, [levels %s], or of a feature",
			  s->name, s->name);
}

static int load_section(struct rubric_loader *l, const struct conf_section *s)
{
	struct rubric *r = l->r;
	struct symbol_list to = { .l = l, .name = s->name };

	to.list = arena_new(&l->c->arena, s->count, sizeof(to.list[0]));
	if (check_symbols_name(l, s) || rubric_check_not_empty(l, s) ||
	    conf_read(l->c, s, NULL, 0, r, load_symbol, &to, l->err))
		return -1;
	for (size_t i = 0; i < r->feature_count; i++) {
		struct rubric_feature *f = &r->features[i];

		/* What is said of less goes before what is said of more. */
		if (!is_of(f, s->name) || (s->name[0] == '\0' && f->symbols) ||
		    (strcmp(f->name, s->name) != 0 && f->own_symbols))
			continue;
		f->symbols = to.list;
		f->symbol_count = to.count;
		f->own_symbols = strcmp(f->name, s->name) == 0;
	}
	return 0;
}

int rubric_load_symbols(struct rubric_loader *l)
{
	const struct conf_section *all = NULL;

	for (size_t i = 0; i < l->c->count; i++) {
		const struct conf_section *s = &l->c->sections[i];

		if (strcmp(s->kind, "symbols") != 0)
			continue;
		if (s->name[0] == '\0')
			all = s;
		else if (load_section(l, s) != 0)
			return -1;
	}
	return all ? load_section(l, all) : 0;
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
