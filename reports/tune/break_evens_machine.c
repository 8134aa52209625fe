/* break_evens_machine.c - break-even points as a table for programs: a row a change. */
#include <math.h>

#include "reports/tune/break_evens.h"

/* What all rows of one threshold have. */
struct place {
	const struct rubric *r;
	const struct rubric_feature *f;
	const char *name; /* the feature, or the scale */
	size_t level;	  /* its index */
};

static const char *set_name(const struct rubric *r, size_t set)
{
	return set < r->set_count ? r->sets[set].name : "overall";
}

static void begin_row(struct table *t, const struct place *at, const char *kind,
		      const char *set)
{
	table_text(t, kind);
	table_text(t, set);
	table_text(t, at->name);
	table_number(t, at->f->levels[at->level].level);
	table_number(t, break_evens_shown(at->f, at->f->levels[at->level].threshold));
	table_text(t, at->f->absolute ? at->f->unit_text : "%");
}

static void add_move(struct table *t, const struct place *at, bool up, double to,
		     const char *bound)
{
	double from = break_evens_shown(at->f, at->f->levels[at->level].threshold);
	double there = break_evens_shown(at->f, to);

	table_text(t, up ? "up" : "down");
	table_number(t, rubric_round(there - from));
	table_number(t, there);
	table_text(t, bound);
}

static void add_cell(struct table *t, const struct break_even *b, size_t feature,
		     size_t candidate)
{
	const struct rubric *r = b->profile->rubric;
	const struct break_cell *c = break_even_cell(b, feature, candidate);
	struct place at = { r, &r->features[feature], r->features[feature].name,
			    c->nearest };

	begin_row(t, &at, "cell", set_name(r, at.f->set));
	bool met = c->beyond < c->level;

	/* The way that the threshold would go to change it: past a figure that meets it. */
	add_move(t, &at, met != at.f->lower_is_better, c->figure, met ? "beyond" : "at");
	table_text(t, profile_platform_name(b->profile, candidate + 1));
	table_number(t, c->level);
	table_number(t, c->beyond);
	table_text(t, at.name);
}

static void add_class(struct table *t, int first, int last)
{
	if (first == 0)
		table_text(t, "");
	else if (first == last)
		table_printf(t, "%d", first);
	else
		table_printf(t, "%d-%d", first, last);
}

static void add_event(struct table *t, const struct break_even *b, const struct place *at,
		      bool up, enum break_kind kind, const struct break_event *e)
{
	static const char *const kinds[] = {
		[BREAK_LEVEL] = "level", [BREAK_RANK] = "rank", [BREAK_CLASS] = "class"
	};
	struct place here = *at;

	for (size_t i = 0; i < e->count; i++) {
		const struct break_change *c = &e->changes[i];

		begin_row(t, &here, kinds[kind], set_name(at->r, c->set));
		add_move(t, &here, up, e->at, e->beyond ? "beyond" : "at");
		table_text(t, profile_platform_name(b->profile, c->candidate + 1));
		if (kind == BREAK_CLASS) {
			add_class(t, c->was, c->was_last);
			add_class(t, c->now, c->now_last);
		} else {
			table_number(t, c->was);
			table_number(t, c->now);
		}
		/* The feature that changes, where a scale moves several. */
		table_text(t, kind == BREAK_LEVEL ? at->r->features[c->feature].name : "");
	}
}

static void add_threshold(struct table *t, const struct break_even *b,
			  const struct break_threshold *threshold)
{
	const struct rubric *r = b->profile->rubric;
	const struct rubric_feature *f = &r->features[threshold->feature];
	const char *name = threshold->scale
				   ? arena_printf(&t->arena, "levels.%s", threshold->scale)
				   : f->name;
	struct place at = { r, f, name, threshold->index };

	for (size_t way = 0; way < BREAK_WAYS; way++) {
		const struct break_way *w = &threshold->ways[way];

		for (size_t kind = 0; kind < BREAK_KINDS; kind++)
			add_event(t, b, &at, way == BREAK_UP, (enum break_kind)kind,
				  &w->events[kind]);
		if (!w->stops)
			continue;
		begin_row(t, &at, "limit", threshold->scale ? "" : set_name(r, f->set));
		add_move(t, &at, way == BREAK_UP, w->limit, w->neighbour ? "before" : "at");
		table_end_row(t);
	}
}

struct table *break_evens_machine(const struct break_even *b)
{
	static const char *const names[] = { "kind",	  "set",    "feature",	"level",
					     "threshold", "unit",   "way",	"move",
					     "at",	  "bound",  "platform", "old",
					     "new",	  "changes" };
	struct table *t = table_new("break_even", "Break-even");

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		table_column(t, names[i], names[i], -1);
	for (size_t f = 0; f < b->profile->rubric->feature_count; f++) {
		for (size_t i = 0; i + 1 < b->profile->platform_count; i++) {
			if (break_even_cell(b, f, i)->any)
				add_cell(t, b, f, i);
		}
	}
	for (size_t i = 0; i < b->threshold_count; i++)
		add_threshold(t, b, &b->thresholds[i]);
	return t;
}
