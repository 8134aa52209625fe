/* cause_total.c - what made a total or a rank another: cells, weights, the other
 * candidates. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "score/compare/cause.h"

#define ARROW " \xe2\x86\x92 "

static bool is_weighted(const struct cause_pair *c)
{
	return c->old->rubric->weighted || c->new->rubric->weighted;
}

struct change_side cause_side_of_total(const struct profile *p,
				       const struct cause_place *at)
{
	struct change_side side = { .sum = NAN,
				    .most = NAN,
				    .percent = NAN,
				    .rank = NAN,
				    .level = NAN,
				    .figure = NAN };

	/* The baseline alone has no totals. */
	if (at->set == CAUSE_NONE || at->platform == CAUSE_NONE || at->platform == 0)
		return side;

	const struct profile_total *t = profile_total(p, at->set, at->platform);

	side.there = true;
	if (!t->any)
		return side;
	side.sum = t->level_sum;
	side.most = t->max_measured;
	side.percent = t->percent;
	side.rank = t->rank > 0 ? t->rank : NAN;
	return side;
}

/* --- a total ------------------------------------------------------------------------- */

/* A feature as one side of a set sees it. */
struct part {
	bool in;      /* it belongs to the set there */
	double level; /* NAN: not scored */
	int most;
	const char *importance;
	double weight;
};

static struct part part_of(const struct profile *p, const struct cause_place *at,
			   const char *feature)
{
	size_t i = cause_find_feature(p->rubric, feature);
	struct part part = { .level = NAN };

	if (i == CAUSE_NONE || at->set == CAUSE_NONE || at->platform == CAUSE_NONE)
		return part;

	const struct rubric_feature *f = &p->rubric->features[i];
	const struct profile_cell *c = profile_cell(p, i, at->platform);

	part.in = f->set == at->set;
	part.level = part.in && c->status == PROFILE_SCORED ? c->level : NAN;
	part.most = f->max_level;
	part.importance = p->rubric->importances[f->importance].name;
	part.weight = p->rubric->importances[f->importance].weight;
	return part;
}

static void say_part(struct words *w, const char *name, const struct part *a,
		     const struct part *b)
{
	if (isnan(a->level) && isnan(b->level))
		return;
	if (!b->in)
		cause_say(w, "without %s (%g)", name, a->level);
	else if (!a->in)
		cause_say(w, "with %s (%g)", name, b->level);
	else if (isnan(a->level) || isnan(b->level))
		cause_say(w, isnan(a->level) ? "%s -" ARROW "%g" : "%s %g" ARROW "-", name,
			  isnan(a->level) ? b->level : a->level);
	else if (a->level != b->level)
		cause_say(w, "%s %g" ARROW "%g", name, a->level, b->level);
	else if (a->most != b->most)
		cause_say(w, "highest level of %s %d" ARROW "%d", name, a->most, b->most);
}

/* Importances and their weights, once for each name. */
static void say_weight(struct words *w, const char *name, const struct part *a,
		       const struct part *b)
{
	if (!is_weighted(w->c) || !a->in || !b->in)
		return;
	if (strcmp(a->importance, b->importance) != 0) {
		cause_say(w, "importance of %s %s" ARROW "%s", name, a->importance,
			  b->importance);
		return;
	}
	if (a->weight == b->weight)
		return;

	const char *said = arena_printf(w->c->arena, "weight of %s %.12g" ARROW "%.12g",
					a->importance, a->weight, b->weight);

	if (w->text == NULL || strstr(w->text, said) == NULL)
		cause_say(w, "%s", said);
}

/* Each feature of either rubric once: those of the old one, then the new ones. */
static const char *feature_name(const struct cause_pair *c, size_t i)
{
	const struct rubric *r = c->old->rubric, *s = c->new->rubric;

	if (i < r->feature_count)
		return r->features[i].name;
	i -= r->feature_count;
	if (cause_find_feature(r, s->features[i].name) != CAUSE_NONE)
		return NULL;
	return s->features[i].name;
}

static void say_features(struct words *w)
{
	const struct cause_pair *c = w->c;
	size_t count = c->old->rubric->feature_count + c->new->rubric->feature_count;

	for (size_t i = 0; i < 2 * count; i++) {
		const char *name = feature_name(c, i % count);

		if (name == NULL)
			continue;

		struct part a = part_of(c->old, &c->a, name),
			    b = part_of(c->new, &c->b, name);

		if (i < count)
			say_part(w, name, &a, &b);
		else
			say_weight(w, name, &a, &b);
	}
}

static void say_sum(struct words *w, const char *name, const struct change_side *a,
		    const struct change_side *b)
{
	bool percent = is_weighted(w->c);
	double x = percent ? a->percent : a->sum, y = percent ? b->percent : b->sum;
	const char *unit = percent ? " %" : "";

	if (!change_differs(rubric_round(x), rubric_round(y)) &&
	    !change_differs(a->most, b->most))
		return;
	if (isnan(x) || isnan(y))
		cause_say(w, isnan(x) ? "%s -" ARROW "%.*f%s" : "%s %.*f%s" ARROW "-", name,
			  percent, isnan(x) ? y : x, unit);
	else
		cause_say(w, "%s %.*f" ARROW "%.*f%s", name, percent, x, percent, y, unit);
}

/* Overall: by its sets. */
static void say_sets(struct words *w)
{
	const struct cause_pair *c = w->c;
	const struct rubric *r = c->old->rubric, *s = c->new->rubric;

	for (size_t i = 0; i < r->set_count + s->set_count; i++) {
		bool old = i < r->set_count;
		const struct rubric_set *set =
			old ? &r->sets[i] : &s->sets[i - r->set_count];
		struct cause_place a = c->a, b = c->b;

		a.set = cause_find_set(r, set->name);
		b.set = cause_find_set(s, set->name);
		if (!old && a.set != CAUSE_NONE)
			continue;

		struct change_side x = cause_side_of_total(c->old, &a);
		struct change_side y = cause_side_of_total(c->new, &b);

		say_sum(w, set->name, &x, &y);
		if (a.set != CAUSE_NONE && b.set != CAUSE_NONE && is_weighted(c) &&
		    r->sets[a.set].weight != s->sets[b.set].weight)
			cause_say(w, "weight of %s %.12g" ARROW "%.12g", set->name,
				  r->sets[a.set].weight, s->sets[b.set].weight);
	}
}

static bool say_one_side(struct words *w)
{
	const struct cause_pair *c = w->c;

	if (c->a.platform == CAUSE_NONE || c->b.platform == CAUSE_NONE)
		cause_say(w, c->b.platform == CAUSE_NONE ? "the candidate is left out"
							 : "the candidate is new");
	else if ((c->a.platform == 0) != (c->b.platform == 0))
		cause_say(w, c->b.platform == 0 ? "it is no longer a candidate"
						: "it is a candidate now");
	else if (c->a.set == CAUSE_NONE || c->b.set == CAUSE_NONE)
		cause_say(w, c->b.set == CAUSE_NONE ? "the set is left out"
						    : "the set is new");
	return w->text != NULL;
}

const char *cause_of_total(const struct cause_pair *c)
{
	struct words w = { .c = c, .separator = ", " };

	if (say_one_side(&w))
		return w.text;
	if (c->a.set == c->old->rubric->set_count)
		say_sets(&w);
	else
		say_features(&w);
	return w.text ? w.text : "";
}

/* --- a rank -------------------------------------------------------------------------- */

/* Below 0: the first is before the second; NAN: one of them is not ranked. */
static double order(const struct profile *p, const struct cause_place *at, size_t other)
{
	struct cause_place o = *at;

	o.platform = other;

	struct change_side x = cause_side_of_total(p, at), y = cause_side_of_total(p, &o);
	double d = x.rank - y.rank;

	return isnan(d) ? NAN : (double)((d > 0) - (d < 0));
}

static void say_order(struct words *w, const char *name)
{
	const struct cause_pair *c = w->c;
	double a = order(c->old, &c->a, cause_find_platform(c->old, name));
	double b = order(c->new, &c->b, cause_find_platform(c->new, name));

	if (!change_differs(a, b))
		return;
	if (isnan(b) && a > 0)
		cause_say(w, "%s, which was before it, is not ranked", name);
	else if (isnan(a) && b > 0)
		cause_say(w, "%s, which was not ranked, is before it", name);
	else if (!isnan(a) && !isnan(b))
		cause_say(w, "now %s %s",
			  b < 0	  ? "before"
			  : b > 0 ? "behind"
				  : "level with",
			  name);
}

const char *cause_of_rank(const struct cause_pair *c)
{
	struct words w = { .c = c, .separator = ", " };
	const struct rubric *r = c->old->rubric, *s = c->new->rubric;

	if (say_one_side(&w))
		return w.text;
	if (isnan(cause_side_of_total(c->old, &c->a).rank))
		return "something of it is measured now";
	if (isnan(cause_side_of_total(c->new, &c->b).rank))
		return "nothing of it is measured now";
	if (r->weighted != s->weighted)
		cause_say(&w, s->weighted ? "ranked by percentage, not by sum"
					  : "ranked by sum, not by percentage");
	for (size_t i = 0; i < r->platform_count; i++)
		say_order(&w, r->platforms[i].name);
	for (size_t i = 0; i < s->platform_count; i++)
		if (rubric_candidate_find(r, s->platforms[i].name) == r->platform_count)
			say_order(&w, s->platforms[i].name);
	return w.text ? w.text : "";
}
