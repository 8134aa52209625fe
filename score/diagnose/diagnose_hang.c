/* diagnose_hang.c - what a level hangs on: single runs, the statistic, the platform's luck.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "score/diagnose/diagnose_private.h"

/* --- levels by other runs ------------------------------------------------------------- */

/* The candidate's level when these are the parts of the candidate and of the baseline. */
static bool level_by(const struct diagnose_look *l, const struct cell_part *parts,
		     const struct cell_part *base, int *level)
{
	double figure = rejudge_figure(l->f, &l->runs, parts, &l->row[0].runs, base);

	if (!isfinite(figure))
		return false;
	*level = rubric_level_of(l->f, figure);
	return true;
}

void diagnose_clear(struct diagnose_look *l)
{
	if (l->runs.n > 0)
		memset(l->marks, 0, l->runs.n * sizeof(l->marks[0]));
}

/* Says "Docker has level 1 instead of 2, ..."; returns how many change. */
static size_t say_changes(struct diagnose_look *l, struct profile_finding *f,
			  const struct cell_part *base, const char *before)
{
	size_t said = 0;

	for (size_t i = 1; i < l->p->platform_count; i++) {
		const struct diagnose_look *other = &l->row[i];
		int was = other->cell->level, level;

		if (other->cell->status != PROFILE_SCORED || other->runs.n == 0 ||
		    !level_by(other, other->runs.parts, base, &level) || level == was)
			continue;
		diagnose_say(l, f, "%s%s has level %s instead of %s",
			     said++ ? ", " : before, profile_platform_title(l->p, i),
			     diagnose_level(l, level), diagnose_level(l, was));
	}
	return said;
}

/* By the baseline without what has the mark `hide`. */
static size_t say_of_baseline(struct diagnose_look *l, struct profile_finding *f,
			      const char *what, unsigned char hide)
{
	return say_changes(l, f, rejudge_parts(&l->runs, l->f, l->marks, hide),
			   arena_printf(l->scratch, "; %s ", what));
}

/* The candidate's own level, without what has the mark `hide`. */
static bool own_level(struct diagnose_look *l, struct profile_finding *f,
		      unsigned char hide, int *level)
{
	if (!level_by(l, rejudge_parts(&l->runs, l->f, l->marks, hide),
		      l->row[0].runs.parts, level))
		return false;
	if (*level != l->cell->level && !f->has_other) {
		f->has_other = true;
		f->other_level = *level;
	}
	return true;
}

void diagnose_effect(struct diagnose_look *l, struct profile_finding *f, const char *what)
{
	int level;

	if (l->platform == 0 && !l->f->absolute) {
		if (say_of_baseline(l, f, what, 1) == 0)
			diagnose_say(l, f, "; no level changes %s", what);
	} else if (l->cell->status == PROFILE_SCORED) {
		if (!own_level(l, f, 1, &level))
			diagnose_say(l, f, "; there is no level %s", what);
		else if (level == l->cell->level)
			diagnose_say(l, f, "; the level stays %s %s", diagnose_level(l, level),
				     what);
		else
			diagnose_say(l, f, "; %s the level is %s instead of %s", what,
				     diagnose_level(l, level),
				     diagnose_level(l, l->cell->level));
	}
	diagnose_clear(l);
}

void diagnose_effects(struct diagnose_look *l, struct profile_finding *f, const char *one,
		      const char *two)
{
	int was = l->cell->level, a, b;

	if (l->platform == 0 && !l->f->absolute) {
		if (say_of_baseline(l, f, one, 2) + say_of_baseline(l, f, two, 1) == 0)
			diagnose_say(l, f, "; no level changes by either");
	} else if (l->cell->status == PROFILE_SCORED) {
		if (!own_level(l, f, 2, &a) || !own_level(l, f, 1, &b))
			diagnose_say(l, f, "; not both have a level");
		else if (a == was && b == was)
			diagnose_say(l, f, "; the level is %s by either", diagnose_level(l, was));
		else
			diagnose_say(l, f, "; the level is %s %s, %s %s, %s by both",
				     diagnose_level(l, a), one, diagnose_level(l, b), two,
				     diagnose_level(l, was));
	}
	diagnose_clear(l);
}

/* --- the statistic -------------------------------------------------------------------- */

static void say_figure(struct diagnose_look *l, struct profile_finding *f, double figure)
{
	if (l->f->absolute)
		diagnose_say(l, f, " (%.6g %s)", figure, l->f->unit_text);
	else
		diagnose_say(l, f, " (%.6g %%)", figure * 100);
}

static void try_statistic(struct diagnose_look *l, enum statistic statistic)
{
	struct rubric_feature other = *l->f;
	struct rejudge *base = &l->row[0].runs;
	const struct profile_cell *c = l->cell;
	struct profile_finding *f;
	double figure;
	int level;

	other.statistic = statistic;
	figure = rejudge_figure(&other, &l->runs, rejudge_parts(&l->runs, &other, NULL, 0),
				base, rejudge_parts(base, &other, NULL, 0));
	if (!isfinite(figure))
		return;
	level = rubric_level_of(&other, figure);
	if (level == c->level)
		return;
	f = diagnose_add(l, FINDING_STATISTIC_MATTERS);
	f->has_other = true;
	f->other_level = level;
	diagnose_say(l, f, "the %s says %s", statistic_name(l->f->statistic),
		     diagnose_level(l, c->level));
	say_figure(l, f, l->f->absolute ? c->shown : c->ratio);
	diagnose_say(l, f, ", the %s says %s", statistic_name(statistic),
		     diagnose_level(l, level));
	say_figure(l, f, figure);
}

void diagnose_tell_statistic(struct diagnose_look *l)
{
	if (l->cell->status != PROFILE_SCORED)
		return;
	if (l->f->statistic != STAT_MEAN)
		try_statistic(l, STAT_MEAN);
	if (l->f->statistic != STAT_MEDIAN)
		try_statistic(l, STAT_MEDIAN);
}

/* --- one run -------------------------------------------------------------------------- */

/* Of whose runs one is taken away: the candidate's own or the baseline's. */
struct taken {
	struct diagnose_look *l;     /* whose level is asked for */
	struct diagnose_look *owner; /* whose run it is: l, or the baseline */
	const char *whose;	     /* "its", "the baseline's" */
};

/* The candidate's level without the owner's run at `at`, an index in the order of values.
 */
static bool level_without(const struct taken *t, size_t at, int *level)
{
	const struct cell_part *parts = rejudge_without(&t->owner->runs, t->l->f, at);

	if (t->owner == t->l)
		return level_by(t->l, parts, t->l->row[0].runs.parts, level);
	return level_by(t->l, t->l->runs.parts, parts, level);
}

static bool changes(const struct taken *t, size_t at)
{
	int level;

	return level_without(t, at, &level) && level != t->l->cell->level;
}

/* How many runs from an end of a part on change the level, each taken away alone. The
   farther out a run is, the more the figure moves: half-way searches will do. */
static size_t count_from(const struct taken *t, size_t part, bool high)
{
	size_t from = t->owner->runs.start[part], end = t->owner->runs.start[part + 1];
	size_t none = end - from + 1, some = 0; /* some: change; none: do not */

	if (!changes(t, high ? end - 1 : from))
		return 0;
	while (none - some > 1) {
		size_t k = some + (none - some) / 2;

		if (changes(t, high ? end - k : from + k - 1))
			some = k;
		else
			none = k;
	}
	return some;
}

/* A part of one run alone is left: without it there is another figure, not a better one. */
static bool has_some(const struct rejudge *r, size_t part)
{
	return r->start[part + 1] - r->start[part] > 1;
}

static bool is_first(const struct diagnose_look *l, size_t sample)
{
	return l->group_count == 1 && l->groups[0].sample[0] == sample;
}

static void tell_end(const struct taken *t, bool high)
{
	const struct rejudge *r = &t->owner->runs;
	size_t count = 0, at = 0;
	int was = t->l->cell->level, level = was, other;
	struct profile_finding *f;

	for (size_t i = 0; i < r->count; i++) {
		size_t n = has_some(r, i) ? count_from(t, i, high) : 0;
		size_t end = high ? r->start[i + 1] - 1 : r->start[i];

		if (n > 0 && level_without(t, end, &other) &&
		    (count == 0 || abs(other - was) > abs(level - was))) {
			at = end;
			level = other;
		}
		count += n;
	}
	if (count == 0)
		return;
	f = diagnose_add(t->l, FINDING_RUN_MATTERS);
	f->has_other = true;
	f->other_level = level;
	f->run = &t->owner->cell->samples[r->sample[at]];
	diagnose_say(t->l, f, "without %s %s run, %s, the level is %s instead of %s",
		     t->whose,
		     is_first(t->owner, r->sample[at]) ? "first"
		     : high			       ? "highest"
						       : "lowest",
		     diagnose_run(t->owner, r->sample[at]), diagnose_level(t->l, level),
		     diagnose_level(t->l, was));
	if (count > 1)
		diagnose_say(t->l, f, "; it also changes without any other of the %zu %s",
			     count, high ? "highest" : "lowest");
}

/* Of one setting the first run is told by tell_end(), unless it is not at an end. */
static bool told_already(const struct taken *t)
{
	const struct diagnose_look *o = t->owner;
	const struct profile_sample *first = &o->cell->samples[o->groups[0].sample[0]];

	for (size_t i = 0; i < t->l->found_count; i++) {
		const struct profile_finding *f = &t->l->found[i];

		if (f->kind == FINDING_RUN_MATTERS && f->run == first &&
		    o->group_count == 1)
			return true;
	}
	return false;
}

/* Without the first run of each setting. */
static void tell_firsts(const struct taken *t)
{
	struct diagnose_look *o = t->owner;
	const struct cell_part *parts;
	struct profile_finding *f;
	bool known;
	int level;

	for (size_t i = 0; i < o->group_count; i++)
		o->marks[o->groups[i].sample[0]] = o->groups[i].n > 1;
	parts = rejudge_parts(&o->runs, t->l->f, o->marks, 1);
	known = o == t->l ? level_by(t->l, parts, t->l->row[0].runs.parts, &level)
			  : level_by(t->l, t->l->runs.parts, parts, &level);
	diagnose_clear(o);
	if (!known || level == t->l->cell->level || told_already(t))
		return;
	f = diagnose_add(t->l, FINDING_RUN_MATTERS);
	f->has_other = true;
	f->other_level = level;
	f->run = &o->cell->samples[o->groups[0].sample[0]];
	diagnose_say(t->l, f, "without %s first run", t->whose);
	if (o->group_count > 1)
		diagnose_say(t->l, f, " of each of %zu settings", o->group_count);
	else
		diagnose_say(t->l, f, ", %s,", diagnose_run(o, o->groups[0].sample[0]));
	diagnose_say(t->l, f, " the level is %s instead of %s", diagnose_level(t->l, level),
		     diagnose_level(t->l, t->l->cell->level));
}

void diagnose_tell_runs(struct diagnose_look *l)
{
	struct taken own = { l, l, "its" }, base = { l, &l->row[0], "the baseline's" };

	if (l->cell->status != PROFILE_SCORED)
		return;
	tell_end(&own, false);
	tell_end(&own, true);
	tell_firsts(&own);
	if (l->f->absolute || l->row[0].runs.n == 0)
		return;
	tell_end(&base, false);
	tell_end(&base, true);
	tell_firsts(&base);
}
