/* charts.c - which pictures a profile deserves. Draws nothing, knows no format. */
#include <math.h>

#include "reports/chart.h"
#include "reports/tables.h"

#define SERIES_MAX 255 /* what spreadsheets can show in one chart */

struct chart *chart_add(struct table *t, enum chart_kind kind, const char *title)
{
	struct chart **more = arena_new(&t->arena, t->chart_count + 1, sizeof(*more));
	struct chart *c = arena_new(&t->arena, 1, sizeof(*c));

	for (size_t i = 0; i < t->chart_count; i++)
		more[i] = t->charts[i];
	c->kind = kind;
	c->title = arena_dup(&t->arena, title);
	more[t->chart_count++] = c;
	t->charts = more;
	return c;
}

struct chart_series *chart_series_add(struct table *t, struct chart *c,
				      enum chart_series_style style, const char *name)
{
	if (c->series_count == c->series_room) {
		size_t room = c->series_room ? 2 * c->series_room : 8;
		struct chart_series *more = arena_new(&t->arena, room, sizeof(*more));
		for (size_t i = 0; i < c->series_count; i++)
			more[i] = c->series[i];
		c->series = more;
		c->series_room = room;
	}
	struct chart_series *s = &c->series[c->series_count++];
	s->style = style;
	s->name = arena_dup(&t->arena, name);
	return s;
}

/* Share of the measured points that each candidate reached, a series a set. */
static void add_totals(struct table *t, const struct profile *p)
{
	struct chart *c = chart_add(t, CHART_COLUMN, "Points reached, of those measured");

	c->legend = true;
	c->has_y_range = true;
	c->y_high = 1;
	for (size_t set = 0; set < p->rubric->set_count; set++) {
		struct chart_series *s =
			chart_series_add(t, c, SERIES_BAR, p->rubric->sets[set].title);
		s->x = arena_printf(&t->arena, "{charts:1..%zu:platform}",
				    p->platform_count - 1);
		s->y = arena_printf(&t->arena, "{charts:1..%zu:set%zu}",
				    p->platform_count - 1, set);
		s->colour = set;
	}
}

static const char *axis_title(struct table *t, const struct rubric_feature *f)
{
	return arena_printf(&t->arena, "%s (%s is better)", f->unit_text,
			    f->lower_is_better ? "lower" : "higher");
}

/* From the smallest to the largest sample, with a mark at the figure compared. */
static void add_spread(struct table *t, const struct profile *p, size_t feature)
{
	const struct rubric_feature *f = &p->rubric->features[feature];
	struct chart *c = chart_add(t, CHART_SCATTER, f->title);

	c->x_title = axis_title(t, f);
	c->hide_y = true;
	c->has_y_range = true;
	c->y_high = (double)p->platform_count + 0.6;
	c->y_low = 0.4;
	for (size_t i = 0; i < p->platform_count; i++) {
		const char *title = profile_platform_title(p, i);
		size_t row = feature * p->platform_count + i;
		if (profile_cell(p, feature, i)->stats.n == 0 ||
		    isnan(profile_cell(p, feature, i)->shown))
			continue;
		struct chart_series *s = chart_series_add(t, c, SERIES_BAR, title);
		s->x = arena_printf(&t->arena, "{measurements:%zu:min..max}", row);
		s->y = arena_printf(&t->arena, "{charts:%zu:height..height_again}", i);
		s->colour = i;
		s = chart_series_add(t, c, SERIES_MARK, title);
		s->x = arena_printf(&t->arena, "{measurements:%zu:value}", row);
		s->y = arena_printf(&t->arena, "{charts:%zu:height}", i);
		s->labels[s->label_count++] = arena_dup(&t->arena, title);
		s->colour = i;
	}
}

static void add_lines(struct table *t, const struct places *at, size_t feature)
{
	const struct profile *p = at->profile;
	const struct rubric_feature *f = &p->rubric->features[feature];
	struct chart *c = chart_add(
		t, CHART_SCATTER, arena_printf(&t->arena, "%s by %s", f->title, f->strata));

	c->legend = true;
	c->x_title = f->strata;
	c->y_title = axis_title(t, f);
	for (size_t i = 0; i < p->platform_count; i++) {
		size_t count = profile_cell(p, feature, i)->stratum_count;
		size_t row = at->stratum_row[feature * p->platform_count + i];
		if (count == 0)
			continue;
		struct chart_series *s =
			chart_series_add(t, c, SERIES_LINE, profile_platform_title(p, i));
		s->x = arena_printf(&t->arena, "{strata:%zu..%zu:order}", row,
				    row + count - 1);
		s->y = arena_printf(&t->arena, "{strata:%zu..%zu:value}", row,
				    row + count - 1);
		s->colour = i;
	}
}

static bool any_strata(const struct profile *p, size_t feature)
{
	for (size_t i = 0; i < p->platform_count; i++) {
		if (profile_cell(p, feature, i)->stratum_count > 1)
			return true;
	}
	return false;
}

static void add_platform(struct table *t, const struct places *at, size_t platform)
{
	const struct profile *p = at->profile;

	table_text(t, profile_platform_title(p, platform));
	for (size_t set = 0; set < p->rubric->set_count; set++) {
		const struct profile_total *total = profile_total(p, set, platform);
		if (platform == 0 || !total->any || total->max_measured <= 0) {
			table_missing(t, NULL);
			continue;
		}
		struct cell *c =
			table_number(t, (double)total->level_sum / total->max_measured);
		c->percent = true;
		table_set_formula(t, c, "{profile:%zu:p%zu}/%d", scores_total_row(at, set),
				  platform, total->max_measured);
	}
	double height = (double)(p->platform_count - platform);
	table_number(t, height)->style = STYLE_QUIET;
	table_number(t, height)->style = STYLE_QUIET;
	table_number(t, CHARTS_FOOT)->style = STYLE_QUIET;
}

struct table *charts_table(const struct places *at)
{
	const struct profile *p = at->profile;
	struct table *t = table_new("charts", "Charts");
	char name[32];

	t->sheet = "Charts";
	t->people_only = true;
	t->note =
		"First the share of points reached. Then, for each feature, a bar from the "
		"smallest to the largest sample with a mark at the figure that is "
		"compared. "
		"Then the figures by stratum, where the rubric has one. (Place: how high a "
		"candidate stands in the pictures.)";
	table_column(t, "platform", "Platform", 0);
	for (size_t set = 0; set < p->rubric->set_count; set++) {
		snprintf(name, sizeof(name), "set%zu", set);
		table_column(t, name, p->rubric->sets[set].title, 1);
	}
	table_column(t, "height", "Place", 0);
	table_column(t, "height_again", "", 0);
	table_column(t, "foot", "", 1);
	for (size_t i = 0; i < p->platform_count; i++)
		add_platform(t, at, i);
	if (p->platform_count > SERIES_MAX / 2)
		return t;
	add_totals(t, p);
	for (size_t f = 0; f < p->rubric->feature_count; f++) {
		if (!p->rubric->features[f].judged)
			add_spread(t, p, f);
	}
	for (size_t f = 0; f < p->rubric->feature_count; f++) {
		if (any_strata(p, f))
			add_lines(t, at, f);
	}
	return t;
}
