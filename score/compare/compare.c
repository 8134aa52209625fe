/* compare.c - two profiles, cell by cell and total by total; why they differ says cause.c.
 */
#include <math.h>
#include <string.h>

#include "score/compare/cause.h"
#include "score/score.h"

/* Both sides and the names that either has, in the old one's order. */
struct names {
	const char **list;
	size_t count;
};

struct comparer {
	struct comparison *out;
	struct names features, platforms, sets;
	size_t room;
};

static void add_name(struct names *n, const char *name)
{
	for (size_t i = 0; i < n->count; i++)
		if (strcmp(n->list[i], name) == 0)
			return;
	n->list[n->count++] = name;
}

static void add_names(struct comparer *k, const struct rubric *r)
{
	for (size_t i = 0; i < r->feature_count; i++)
		add_name(&k->features, r->features[i].name);
	for (size_t i = 0; i < r->platform_count; i++)
		add_name(&k->platforms, r->platforms[i].name);
	for (size_t i = 0; i < r->set_count; i++)
		add_name(&k->sets, r->sets[i].name);
}

static struct names new_names(struct arena *a, size_t most)
{
	return (struct names){ .list = arena_new(a, most + 1, sizeof(const char *)) };
}

static void put(struct comparer *k, struct change change)
{
	struct comparison *out = k->out;

	out->changes[out->count++] = change;
	switch (change.kind) {
	case CHANGE_CELL:
		if (change.minor)
			out->minor++;
		else
			out->cells++;
		return;
	case CHANGE_TOTAL:
		out->totals++;
		return;
	case CHANGE_RANK:
		out->ranks++;
		return;
	}
}

/* The side that has it; the new one before the old one. */
static bool prefers_new(size_t old, size_t new)
{
	return new != CAUSE_NONE || old == CAUSE_NONE;
}

static void name_platform(struct change *ch, const struct cause_pair *c)
{
	bool new = prefers_new(c->a.platform, c->b.platform);
	const struct profile *p = new ? c->new : c->old;
	size_t i = new ? c->b.platform : c->a.platform;

	ch->platform = profile_platform_name(p, i);
	ch->platform_title =
		i == 0 ? p->rubric->baseline_title : profile_platform_title(p, i);
}

static void name_feature(struct change *ch, const struct cause_pair *c)
{
	bool new = prefers_new(c->a.feature, c->b.feature);
	const struct rubric *r = new ? c->new->rubric : c->old->rubric;
	const struct rubric_feature *f = &r->features[new ? c->b.feature : c->a.feature];

	ch->feature = f->name;
	ch->feature_title = f->title;
	ch->set = r->sets[f->set].name;
	ch->set_title = r->sets[f->set].title;
	ch->absolute = f->absolute;
	ch->unit = f->unit_text;
	ch->decimals = f->decimals;
}

/* What is not there and what was not measured is the same nothing. */
static bool has_nothing(const struct change_side *side)
{
	return !side->there || side->status == PROFILE_UNMEASURED;
}

static void compare_cell(struct comparer *k, const char *feature, const char *platform)
{
	struct comparison *out = k->out;
	struct cause_pair c = { .old = out->old, .new = out->new, .arena = &out->arena };
	struct change ch = { .kind = CHANGE_CELL };

	c.a.feature = cause_find_feature(out->old->rubric, feature);
	c.b.feature = cause_find_feature(out->new->rubric, feature);
	c.a.platform = cause_find_platform(out->old, platform);
	c.b.platform = cause_find_platform(out->new, platform);
	ch.old = cause_side_of_cell(out->old, &c.a);
	ch.new = cause_side_of_cell(out->new, &c.b);
	if (!ch.old.there && !ch.new.there)
		return;
	out->all_cells++;
	if (has_nothing(&ch.old) && has_nothing(&ch.new))
		return;

	bool level = change_differs(ch.old.level, ch.new.level) ||
		     ch.old.there != ch.new.there || ch.old.status != ch.new.status ||
		     ch.old.accepted != ch.new.accepted;

	if (!level && !change_differs(ch.old.figure, ch.new.figure))
		return;
	ch.minor = !level;
	name_platform(&ch, &c);
	name_feature(&ch, &c);
	ch.cause = cause_of_cell(&c);
	if (ch.minor && ch.cause[0] == '\0')
		return; /* the last digit of a quotient */
	put(k, ch);
}

/* set NULL: overall. */
static void compare_total(struct comparer *k, const char *set, const char *platform,
			  enum change_kind kind)
{
	struct comparison *out = k->out;
	const struct rubric *r = out->old->rubric, *s = out->new->rubric;
	struct cause_pair c = { .old = out->old, .new = out->new, .arena = &out->arena };
	struct change ch = { .kind = kind, .set = "overall", .set_title = "Overall" };

	c.a.feature = c.b.feature = CAUSE_NONE;
	c.a.set = set ? cause_find_set(r, set) : r->set_count;
	c.b.set = set ? cause_find_set(s, set) : s->set_count;
	c.a.platform = cause_find_platform(out->old, platform);
	c.b.platform = cause_find_platform(out->new, platform);
	ch.old = cause_side_of_total(out->old, &c.a);
	ch.new = cause_side_of_total(out->new, &c.b);
	if (kind == CHANGE_RANK ? !change_differs(ch.old.rank, ch.new.rank)
				: !change_differs(ch.old.sum, ch.new.sum) &&
					  !change_differs(ch.old.most, ch.new.most) &&
					  !change_differs(rubric_round(ch.old.percent),
							  rubric_round(ch.new.percent)))
		return;
	name_platform(&ch, &c);
	if (set && prefers_new(c.a.set, c.b.set)) {
		ch.set = s->sets[c.b.set].name;
		ch.set_title = s->sets[c.b.set].title;
	} else if (set) {
		ch.set = r->sets[c.a.set].name;
		ch.set_title = r->sets[c.a.set].title;
	}
	ch.cause = kind == CHANGE_RANK ? cause_of_rank(&c) : cause_of_total(&c);
	put(k, ch);
}

static void compare_totals(struct comparer *k, enum change_kind kind)
{
	for (size_t i = 0; i <= k->sets.count; i++)
		for (size_t p = 0; p < k->platforms.count; p++)
			compare_total(k, i < k->sets.count ? k->sets.list[i] : NULL,
				      k->platforms.list[p], kind);
}

void score_compare(const struct profile *a, const struct profile *b, struct comparison *out)
{
	struct comparer k = { .out = out };
	const struct rubric *r = a->rubric, *s = b->rubric;

	*out = (struct comparison){ .old = a, .new = b };
	k.features = new_names(&out->arena, r->feature_count + s->feature_count);
	k.platforms = new_names(&out->arena, r->platform_count + s->platform_count);
	k.sets = new_names(&out->arena, r->set_count + s->set_count);
	add_names(&k, r);
	add_names(&k, s);
	out->changes =
		arena_new(&out->arena,
			  k.platforms.count * (k.features.count + 2 * (k.sets.count + 1)),
			  sizeof(out->changes[0]));
	for (size_t i = 0; i < k.features.count; i++)
		for (size_t p = 0; p < k.platforms.count; p++)
			compare_cell(&k, k.features.list[i], k.platforms.list[p]);
	compare_totals(&k, CHANGE_TOTAL);
	compare_totals(&k, CHANGE_RANK);
}
