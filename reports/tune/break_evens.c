/* break_evens.c - break-even points as tables for people. Knows no format. */
#include "reports/tune/break_evens.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reports/tables.h"

#define ARROW " \xe2\x86\x92 "
#define NEAREST_TOLD 3

double break_evens_shown(const struct rubric_feature *f, double figure)
{
	return f->absolute ? figure : rubric_round(100 * figure);
}

/* "70 %", "12.5 ms" */
static const char *threshold_text(struct arena *a, const struct rubric_feature *f,
				  double figure)
{
	char number[40];

	table_format_number(number, sizeof(number), break_evens_shown(f, figure));
	return arena_printf(a, "%s %s", number, f->absolute ? f->unit_text : "%");
}

/* "2", or the rubric's symbol for it. */
static const char *level_text(struct arena *a, const struct rubric_feature *f, int level)
{
	const char *symbol = rubric_symbol_of(f, level);

	return symbol != NULL ? symbol : arena_printf(a, "%d", level);
}

/* As many digits after the point as show two that count. */
static int decimals_of(const struct rubric_feature *f, double distance)
{
	int decimals = f->absolute && f->decimals > 2 ? f->decimals : 2;

	while (decimals < 9 && distance != 0 && fabs(distance) * pow(10, decimals) < 9.5)
		decimals++;
	return decimals;
}

/* --- cells --------------------------------------------------------------------------- */

static void add_cell(struct table *t, const struct break_even *b, size_t feature,
		     size_t candidate)
{
	const struct rubric *r = b->profile->rubric;
	const struct rubric_feature *f = &r->features[feature];
	const struct break_cell *c = break_even_cell(b, feature, candidate);
	const char *beyond;
	double distance;
	struct cell *cell;

	if (!c->any) {
		table_missing(
			t,
			profile_status_name(
				profile_cell(b->profile, feature, candidate + 1)->status));
		return;
	}
	distance = break_evens_shown(f, c->distance);
	beyond = arena_printf(&t->arena, ARROW "%s", level_text(&t->arena, f, c->beyond));
	cell = table_number(t, distance);
	cell->decimals = decimals_of(f, distance);
	table_set_suffix(t, cell, beyond);
	table_set_shown(
		t, cell,
		arena_printf(&t->arena, "%+.*f%s", cell->decimals, distance, beyond));
	table_set_comment(t, cell, "%s: level %s; the nearest threshold is %s",
			  threshold_text(&t->arena, f, c->figure),
			  level_text(&t->arena, f, c->level),
			  threshold_text(&t->arena, f, f->levels[c->nearest].threshold));
}

struct table *break_evens_cells(const struct break_even *b)
{
	const struct profile *p = b->profile;
	const struct rubric *r = p->rubric;
	struct table *t = table_new("break_even_cells", "How near each level is");
	char name[24];

	t->sheet = "Break-even";
	t->note = arena_printf(
		&t->arena,
		"Rubric %s%s%s. The figure less its nearest threshold, in points of "
		"percent (or "
		"in the unit beside the feature), and the level on the other side of it.",
		r->name, r->edits ? ", " : "", r->edits ? r->edits : "");
	table_column(t, "feature", "Feature", 0);
	for (size_t i = 1; i < p->platform_count; i++) {
		snprintf(name, sizeof(name), "p%zu", i);
		table_column(t, name, profile_platform_title(p, i), 2);
	}
	for (size_t f = 0; f < r->feature_count; f++) {
		const struct rubric_feature *feature = &r->features[f];

		if (f == 0 || r->features[f - 1].set != feature->set) {
			table_text(t, r->sets[feature->set].title)->style = STYLE_HEAD;
			table_end_row(t);
		}
		if (feature->judged)
			table_printf(t, "  %s, judged", feature->title);
		else if (feature->absolute)
			table_printf(t, "  %s, %s", feature->title, feature->unit_text);
		else
			table_printf(t, "  %s", feature->title);
		for (size_t i = 0; i + 1 < p->platform_count; i++)
			add_cell(t, b, f, i);
	}
	return t;
}

/* --- what a change says -------------------------------------------------------------- */

static const char *candidate_title(const struct break_even *b, const struct break_change *c)
{
	return profile_platform_title(b->profile, c->candidate + 1);
}

/* "rank of", with its set where that is not the threshold's own. */
static const char *rank_words(struct arena *a, const struct break_even *b,
			      const struct break_threshold *t, size_t set, const char *what)
{
	const struct rubric *r = b->profile->rubric;

	if (set == r->set_count)
		return arena_printf(a, "overall %s of ", what);
	if (t->scale != NULL && r->set_count > 1)
		return arena_printf(a, "%s (%s) of ", what, r->sets[set].title);
	return arena_printf(a, "%s of ", what);
}

static const char *class_text(struct arena *a, int first, int last)
{
	if (first == 0)
		return "-";
	return first == last ? arena_printf(a, "%d", first)
			     : arena_printf(a, "%d to %d", first, last);
}

/* What an event changes, in words. */
static const char *event_text(struct arena *a, const struct break_even *b,
			      const struct break_threshold *t, enum break_kind kind,
			      const struct break_event *e)
{
	const struct rubric *r = b->profile->rubric;
	const char *text = "";

	for (size_t i = 0; i < e->count; i++) {
		const struct break_change *c = &e->changes[i];
		bool goes_on = i > 0 && c[-1].set == c->set;

		text = arena_printf(a, "%s%s", text, i == 0 ? "" : goes_on ? ", " : "; ");
		if (kind == BREAK_LEVEL)
			text = arena_printf(a, "%s%s%s%s %s" ARROW "%s%s", text,
					    candidate_title(b, c), t->scale ? ", " : "",
					    t->scale ? r->features[c->feature].title : "",
					    level_text(a, &r->features[c->feature], c->was),
					    level_text(a, &r->features[c->feature], c->now),
					    c->veto ? " (a veto)" : "");
		else if (kind == BREAK_RANK)
			text = arena_printf(a, "%s%s%s %d" ARROW "%d", text,
					    goes_on ? ""
						    : rank_words(a, b, t, c->set, "rank"),
					    candidate_title(b, c), c->was, c->now);
		else
			text = arena_printf(
				a, "%s%s%s %s" ARROW "%s", text,
				goes_on ? "" : rank_words(a, b, t, c->set, "rank class"),
				candidate_title(b, c), class_text(a, c->was, c->was_last),
				class_text(a, c->now, c->now_last));
	}
	return text;
}

/* --- thresholds ---------------------------------------------------------------------- */

/* The table in the making. */
struct rows {
	struct table *t;
	const struct break_even *b;
	bool grouped;
	const struct break_threshold *said; /* the threshold of the row above */
};

static void begin_row(struct rows *s, const struct break_threshold *t,
		      enum break_direction way, bool beyond)
{
	static const char *const ways[] = { "down", "down by more than", "up",
					    "up by more than" };
	const struct rubric_feature *f = &s->b->profile->rubric->features[t->feature];
	bool again = s->grouped && s->said == t;
	struct cell *c;

	s->said = t;
	if (!s->grouped) {
		if (t->scale != NULL)
			table_printf(s->t, "scale %s", t->scale);
		else
			table_text(s->t, f->title);
	}
	if (again) {
		table_text(s->t, "");
		table_text(s->t, "");
	} else {
		levels_add(s->t, f, f->levels[t->index].level);
		c = table_number(s->t, f->levels[t->index].threshold);
		c->percent = !f->absolute;
		if (f->absolute)
			table_set_suffix(s->t, c,
					 arena_printf(&s->t->arena, " %s", f->unit_text));
	}
	/* Beside a bare number, what gets harder must pass its figure is said in words. */
	table_text(s->t, ways[(way == BREAK_UP ? 2 : 0) + (beyond && !s->grouped)]);
}

static void add_by(struct rows *s, const struct break_threshold *t, double at, bool beyond)
{
	const struct rubric_feature *f = &s->b->profile->rubric->features[t->feature];
	double by = fabs(break_evens_shown(f, at) -
			 break_evens_shown(f, f->levels[t->index].threshold));
	struct cell *c = table_number(s->t, rubric_round(by));

	c->decimals = decimals_of(f, by);
	if (beyond)
		table_set_shown(s->t, c,
				arena_printf(&s->t->arena, "> %.*f", c->decimals, by));
}

/* The events of a way, nearest first; what happens at one place is one row. */
static bool add_way(struct rows *s, const struct break_threshold *t,
		    enum break_direction way)
{
	const struct break_event *left[BREAK_KINDS];
	bool any = false;

	for (size_t k = 0; k < BREAK_KINDS; k++)
		left[k] = t->ways[way].events[k].found ? &t->ways[way].events[k] : NULL;
	for (;;) {
		const struct break_event *next = NULL;
		const char *text = "";

		for (size_t k = 0; k < BREAK_KINDS; k++) {
			if (left[k] != NULL &&
			    (next == NULL || (way == BREAK_UP ? left[k]->at < next->at
							      : left[k]->at > next->at)))
				next = left[k];
		}
		if (next == NULL)
			return any;
		for (size_t k = 0; k < BREAK_KINDS; k++) {
			if (left[k] == NULL || left[k]->at != next->at ||
			    left[k]->beyond != next->beyond)
				continue;
			text = arena_printf(&s->t->arena, "%s%s%s", text, *text ? "; " : "",
					    event_text(&s->t->arena, s->b, t,
						       (enum break_kind)k, left[k]));
			left[k] = NULL;
		}
		begin_row(s, t, way, next->beyond);
		add_by(s, t, next->at, next->beyond);
		table_text(s->t, text);
		any = true;
	}
}

/* What stops a threshold before anything changes. */
static const char *stop_text(struct arena *a, const struct rubric_feature *f,
			     const struct break_threshold *t, enum break_direction way)
{
	const struct break_way *w = &t->ways[way];
	bool harder = (way == BREAK_UP) != f->lower_is_better;
	size_t other = harder ? t->index + 1 : t->index - 1;

	if (!w->stops)
		return "nothing changes, however far";
	if (!w->neighbour)
		return "nothing changes before 0 %";
	return arena_printf(a, "nothing changes before level %s, %s, stops it",
			    level_text(a, f, f->levels[other].level), threshold_text(a, f, w->limit));
}

static void add_threshold(struct rows *s, const struct break_threshold *t)
{
	const struct rubric_feature *f = &s->b->profile->rubric->features[t->feature];

	for (size_t i = 0; i < BREAK_WAYS; i++) {
		enum break_direction way = i == 0 ? BREAK_DOWN : BREAK_UP;

		if (add_way(s, t, way) || s->grouped)
			continue;
		begin_row(s, t, way, false);
		if (t->ways[way].stops)
			add_by(s, t, t->ways[way].limit, false);
		else
			table_missing(s->t, NULL);
		table_text(s->t, stop_text(&s->t->arena, f, t, way))->style = STYLE_QUIET;
	}
}

static bool is_quiet(const struct break_way *w, bool stops)
{
	for (size_t k = 0; k < BREAK_KINDS; k++) {
		if (w->events[k].found)
			return false;
	}
	return w->stops == stops;
}

/* The rows that a terminal is spared: "1 both ways, 3 down". */
static const char *quiet_ways(struct rows *s, const struct break_threshold *t, size_t count,
			      bool stops)
{
	const struct rubric_feature *f = &s->b->profile->rubric->features[t->feature];
	const char *text = "";

	for (size_t i = 0; i < count; i++) {
		bool down = is_quiet(&t[i].ways[BREAK_DOWN], stops);
		bool up = is_quiet(&t[i].ways[BREAK_UP], stops);

		if (down || up)
			text = arena_printf(&s->t->arena, "%s%s%s %s", text,
					    *text ? ", " : "",
					    level_text(&s->t->arena, f, f->levels[t[i].index].level),
					    down && up ? "both ways"
					    : up       ? "up"
						       : "down");
	}
	return text;
}

static void add_quiet(struct rows *s, const struct break_threshold *t, size_t count,
		      bool stops)
{
	const char *ways = quiet_ways(s, t, count, stops);

	if (*ways == '\0')
		return;
	for (int i = 0; i < 4; i++)
		table_text(s->t, "");
	table_printf(s->t, "Nothing %s: %s",
		     stops ? "before a neighbour (or 0 %) stops it" : "however far", ways)
		->style = STYLE_QUIET;
}

static size_t scale_members(const struct break_even *b, const struct break_threshold *t)
{
	size_t n = 0;

	for (size_t f = 0; f < b->profile->rubric->feature_count; f++)
		n += break_even_moves(b, t, f);
	return n;
}

static void add_group(struct rows *s, const struct break_threshold *t, size_t count)
{
	const struct rubric_feature *f = &s->b->profile->rubric->features[t->feature];

	if (s->grouped) {
		struct cell *c =
			t->scale ? table_printf(s->t, "Scale %s, of %zu features at once",
						t->scale, scale_members(s->b, t))
				 : table_printf(s->t, "%s (%s is better)", f->title,
						f->lower_is_better ? "lower" : "higher");

		c->style = STYLE_HEAD;
		table_end_row(s->t);
	}
	for (size_t i = 0; i < count; i++)
		add_threshold(s, &t[i]);
	if (s->grouped) {
		add_quiet(s, t, count, true);
		add_quiet(s, t, count, false);
	}
}

/* --- the nearest of all -------------------------------------------------------------- */

static const struct break_event *level_event(const struct break_even *b, size_t at)
{
	const struct break_threshold *t = &b->thresholds[at / BREAK_WAYS];
	const struct break_event *e = &t->ways[at % BREAK_WAYS].events[BREAK_LEVEL];

	return t->scale == NULL && e->found ? e : NULL;
}

/* How far, as a share of the threshold for those that are none: so that features compare.
 */
static double distance_of(const struct break_even *b, size_t at)
{
	const struct break_threshold *t = &b->thresholds[at / BREAK_WAYS];
	const struct rubric_feature *f = &b->profile->rubric->features[t->feature];
	double threshold = f->levels[t->index].threshold;
	double distance = fabs(level_event(b, at)->at - threshold);

	return f->absolute && threshold != 0 ? distance / fabs(threshold) : distance;
}

static const char *nearest_text(struct arena *a, const struct break_even *b, size_t at)
{
	const struct break_threshold *t = &b->thresholds[at / BREAK_WAYS];
	const struct rubric_feature *f = &b->profile->rubric->features[t->feature];
	const struct break_event *e = level_event(b, at);
	double by = fabs(break_evens_shown(f, e->at) -
			 break_evens_shown(f, f->levels[t->index].threshold));

	return arena_printf(a, "%s, %s: %.*f %s %s (%s)", f->title,
			    threshold_text(a, f, f->levels[t->index].threshold),
			    decimals_of(f, by), by, f->absolute ? f->unit_text : "points",
			    at % BREAK_WAYS == BREAK_UP ? "up" : "down",
			    event_text(a, b, t, BREAK_LEVEL, e));
}

/* The thresholds that stand nearest to a figure, in a sentence. */
static const char *nearest(struct arena *a, const struct break_even *b)
{
	const char *text = "";
	double passed = -1;

	for (size_t told = 0; told < NEAREST_TOLD; told++) {
		size_t best = SIZE_MAX;

		for (size_t i = 0; i < b->threshold_count * BREAK_WAYS; i++) {
			if (level_event(b, i) != NULL && distance_of(b, i) > passed &&
			    (best == SIZE_MAX || distance_of(b, i) < distance_of(b, best)))
				best = i;
		}
		if (best == SIZE_MAX)
			break;
		passed = distance_of(b, best);
		text = arena_printf(a, "%s%s%s", text,
				    *text ? "; " : "Nearest: ", nearest_text(a, b, best));
	}
	return *text ? arena_printf(a, "%s.", text) : "";
}

static const char *class_note(struct arena *a, const struct break_even *b)
{
	if (b->resamples == 0)
		return "";
	return arena_printf(a,
			    " A rank class is the ranks that candidates share who cannot be "
			    "told apart with %.4g %% confidence (%zu resamples, method %s, seed "
			    "%llu).",
			    100 * b->profile->rubric->confidence, b->resamples,
			    certainty_method_name(b->method), (unsigned long long)b->seed);
}

static const char *note(struct arena *a, const struct break_even *b)
{
	return arena_printf(a,
			    "How far a threshold may go, in points of percent or in the "
			    "feature's unit, all "
			    "others as they are, until a level%s changes; each "
			    "first change is shown. \"> 0.19\": a figure on its threshold "
			    "meets it, so what "
			    "gets harder must pass it. A threshold stays between its "
			    "neighbours.%s\n%s",
			    b->resamples > 0 ? ", a rank or a class of ranks" : " or a rank", class_note(a, b),
			    nearest(a, b));
}

struct table *break_evens_thresholds(const struct break_even *b, bool grouped)
{
	struct rows s = { .t = table_new("break_even",
					 "Break-even points of the thresholds"),
			  .b = b,
			  .grouped = grouped };
	size_t next;

	s.t->sheet = grouped ? "Break-even" : "Thresholds";
	s.t->note = note(&s.t->arena, b);
	if (!grouped)
		table_column(s.t, "feature", "Feature", 0);
	table_column(s.t, "level", "Level", 0);
	table_column(s.t, "threshold", "Threshold", -1);
	table_column(s.t, "way", "Goes", 0);
	table_column(s.t, "by", "By", 2);
	table_column(s.t, "changes", "First changes", 0);
	s.t->columns[s.t->width - 1].wrap = true;
	for (size_t i = 0; i < b->threshold_count; i = next) {
		for (next = i + 1;
		     next < b->threshold_count &&
		     b->thresholds[next].feature == b->thresholds[i].feature &&
		     b->thresholds[next].scale == b->thresholds[i].scale;
		     next++)
			;
		add_group(&s, &b->thresholds[i], next - i);
	}
	return s.t;
}
