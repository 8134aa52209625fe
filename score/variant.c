/* variant.c - the table of changed rules, and the judgement of a feature under one. */
#include "score/variant.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "score/cell.h"

/* --- a trial ------------------------------------------------------------------------- */

/* A profile of one feature, in which a rule may change what it likes: the feature, the
   baseline's name, the cells. Samples are shared until a rule replaces them. */
struct trial {
	const struct profile *of;
	size_t of_feature;
	struct profile p;
	struct rubric rubric;
	struct rubric_feature f;
};

static void trial_init(struct trial *t, const struct variant *v, size_t feature)
{
	const struct profile *p = v->profile;

	*t = (struct trial){ .of = p, .of_feature = feature, .rubric = *p->rubric };
	t->f = p->rubric->features[feature];
	t->rubric.features = &t->f;
	t->rubric.feature_count = 1;
	t->p = (struct profile){
		.rubric = &t->rubric,
		.platform_count = p->platform_count,
		.arena = v->scratch,
	};
	t->p.cells = arena_new(&t->p.arena, p->platform_count, sizeof(t->p.cells[0]));
	for (size_t i = 0; i < p->platform_count; i++) {
		const struct profile_cell *c = profile_cell(p, feature, i);

		t->p.cells[i].samples = c->samples;
		t->p.cells[i].sample_count = c->sample_count;
		t->p.cells[i].rejects = c->rejects;
		t->p.cells[i].reject_count = c->reject_count;
	}
}

/* --- what the rules do --------------------------------------------------------------- */

static size_t platform_find(const struct profile *p, const char *name)
{
	size_t i = 0;

	while (i < p->platform_count && strcmp(profile_platform_name(p, i), name) != 0)
		i++;
	return i;
}

/* As a candidate it is compared with itself. */
static bool set_baseline(struct trial *t, const char *platform)
{
	size_t at = platform_find(t->of, platform);

	if (t->f.absolute || t->p.cells[at].sample_count == 0)
		return false;
	t->p.cells[0] = t->p.cells[at];
	t->rubric.baseline = platform;
	return true;
}

/* --- their arguments ----------------------------------------------------------------- */

struct list {
	struct arena *arena;
	const char **text;
	size_t count, room;
};

static void list_add(struct list *l, const char *text)
{
	for (size_t i = 0; i < l->count; i++) {
		if (strcmp(l->text[i], text) == 0)
			return;
	}
	l->text = mem_grow(l->text, &l->room, l->count + 1, sizeof(l->text[0]));
	l->text[l->count++] = text;
}

static void list_candidates(const struct variant *v, struct list *l)
{
	const struct profile *p = v->profile;

	for (size_t i = 1; i < p->platform_count; i++) {
		if (strcmp(profile_platform_name(p, i), p->rubric->baseline) != 0)
			list_add(l, profile_platform_name(p, i));
	}
}

/* --- the table ----------------------------------------------------------------------- */

static const struct kind {
	const char *name;	   /* the rule's; its argument follows */
	const char *before, *after; /* the argument, for people */
	void (*arguments)(const struct variant *v, struct list *l);
	bool (*apply)(struct trial *t, const char *argument);
} kinds[] = {
	{ "baseline=", "", " as the baseline", list_candidates, set_baseline },
};

static void add_kind(struct variant *v, size_t kind, size_t *room)
{
	const struct kind *k = &kinds[kind];
	struct list l = { .arena = &v->arena };

	k->arguments(v, &l);
	for (size_t i = 0; i < l.count; i++) {
		v->rules = mem_grow(v->rules, room, v->rule_count + 1, sizeof(v->rules[0]));
		v->rules[v->rule_count++] = (struct variant_rule){
			.name = arena_printf(&v->arena, "%s%s", k->name, l.text[i]),
			.text = arena_printf(&v->arena, "%s%s%s", k->before, l.text[i],
					     k->after),
			.kind = kind,
			.argument = l.text[i],
		};
	}
	free(l.text);
}

void variant_init(struct variant *v, const struct profile *p)
{
	size_t room = 0;

	*v = (struct variant){ .profile = p };
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		add_kind(v, i, &room);
}

void variant_release(struct variant *v)
{
	free(v->rules);
	arena_release(&v->arena);
	arena_release(&v->scratch);
	*v = (struct variant){ 0 };
}

/* --- the judgement ------------------------------------------------------------------- */

static struct variant_verdict verdict(const struct trial *t, const struct profile_cell *c)
{
	return (struct variant_verdict){
		.scored = c->status == PROFILE_SCORED,
		.level = c->level,
		.figure = t->f.absolute ? c->shown : c->ratio,
	};
}

bool variant_judge(struct variant *v, size_t rule, size_t feature,
		   struct variant_verdict *out)
{
	const struct variant_rule *r = &v->rules[rule];
	struct trial t;

	arena_reset(&v->scratch);
	trial_init(&t, v, feature);

	bool applies = kinds[r->kind].apply(&t, r->argument);

	if (applies) {
		cell_measure(&t.p, 0);
		cell_judge(&t.p, 0);
		for (size_t i = 0; i < t.p.platform_count; i++)
			out[i] = verdict(&t, &t.p.cells[i]);
	}
	v->scratch = t.p.arena;
	return applies;
}
