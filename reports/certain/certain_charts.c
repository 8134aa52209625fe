/* certain_charts.c - intervals and ranks as pictures. Draws nothing, knows no format. */
#include <math.h>
#include <stdlib.h>

#include "reports/certain/certain.h"
#include "reports/chart.h"
#include "reports/tables.h"

#define SERIES_MAX 255 /* what spreadsheets can show in one chart */
#define AT_EDGE 0.05   /* of a picture's width */

/* For each candidate of a set how probable each rank is, one upon the other. */
static void add_ranks(struct table *t, const struct certainty *c, size_t set)
{
	size_t candidates = c->profile->platform_count - 1, first = set * candidates;
	struct chart *chart = chart_add(
		t, CHART_STACKED,
		arena_printf(&t->arena, "How probable each rank is: %s", certain_set_title(c, set)));

	chart->legend = true;
	for (size_t i = 0; i < candidates; i++) {
		struct chart_series *s = chart_series_add(
			t, chart, SERIES_BAR, arena_printf(&t->arena, "rank %zu", i + 1));
		s->x = arena_printf(&t->arena, "{ranks:%zu..%zu:platform}", first,
				    first + candidates - 1);
		s->y = arena_printf(&t->arena, "{ranks:%zu..%zu:rank_%zu}", first,
				    first + candidates - 1, i + 1);
		s->colour = i;
	}
}

/* Levels whose thresholds stand beside one another in "grading", beginning with the one at
   `from`: a range of one row, as long as a column of equal heights is there. */
static size_t count_beside(const struct certainty *c, const struct rubric_feature *f,
			   const int *scale, size_t count, size_t from)
{
	size_t n = 1, most = c->profile->platform_count;

	most = most < CHART_LABELS_MAX ? most : CHART_LABELS_MAX;
	for (size_t at = 0; at < count; at++) {
		if (scale[at] != f->levels[from].level)
			continue;
		while (n < most && from + n < f->level_count && at + n < count &&
		       scale[at + n] == f->levels[from + n].level)
			n++;
		return n;
	}
	return n;
}

/* The thresholds, as upright lines with the level that begins there. */
static void add_thresholds(struct table *t, struct chart *chart, const struct certainty *c,
			   size_t feature, const int *scale, size_t count)
{
	const struct rubric_feature *f = &c->profile->rubric->features[feature];

	for (size_t i = 0, n; i < f->level_count; i += n) {
		struct chart_series *s =
			chart_series_add(t, chart, SERIES_UPRIGHT, "levels");
		n = count_beside(c, f, scale, count, i);
		s->x = arena_printf(&t->arena, "{grading:%zu:level_%d..level_%d}", feature,
				    f->levels[i].level, f->levels[i + n - 1].level);
		s->y = arena_printf(&t->arena, "{charts:0..%zu:foot}", n - 1);
		s->label_count = n;
		s->label_right = true;
		for (size_t k = 0; k < n; k++) {
			int level = f->levels[i + k].level;
			const char *symbol = rubric_symbol_of(f, level);
			s->labels[k] = symbol ? symbol
					      : arena_printf(&t->arena, "%d", level);
		}
	}
}

static void widen(double *low, double *high, double v)
{
	*low = v < *low ? v : *low; /* NAN changes nothing */
	*high = v > *high ? v : *high;
}

/* Is it so far to the left that a name above it would not fit, and its bar so short that
   there is room behind it? */
static bool is_at_edge(const struct certainty *c, size_t feature, size_t candidate,
		       double figure)
{
	const struct rubric_feature *f = &c->profile->rubric->features[feature];
	double low = figure, high = figure;

	for (size_t i = 1; i < c->profile->platform_count; i++) {
		const struct profile_cell *seen = profile_cell(c->profile, feature, i);
		widen(&low, &high, f->absolute ? seen->shown : seen->ratio);
		widen(&low, &high, certainty_cell(c, feature, i - 1)->low);
		widen(&low, &high, certainty_cell(c, feature, i - 1)->high);
	}
	for (size_t i = 0; i < f->level_count; i++)
		widen(&low, &high, f->levels[i].threshold);
	double bar = certainty_cell(c, feature, candidate)->high - figure;
	return figure - low < AT_EDGE * (high - low) && !(bar > AT_EDGE / 2 * (high - low));
}

/* A bar from low to high with a mark at the figure that gave the level. */
static void add_intervals(struct table *t, const struct certainty *c, size_t feature,
			  const int *scale, size_t count)
{
	const struct profile *p = c->profile;
	const struct rubric_feature *f = &p->rubric->features[feature];
	struct chart *chart = chart_add(t, CHART_SCATTER, f->title);

	chart->x_title = arena_printf(
		&t->arena, "%s (%s is better); upright: where levels begin",
		f->absolute ? f->unit_text : "share of the baseline",
		f->lower_is_better ? "lower" : "higher");
	chart->percent = !f->absolute;
	chart->hide_y = true;
	chart->has_y_range = true;
	chart->y_low = CHARTS_FOOT - 0.3;
	chart->y_high = (double)p->platform_count - 0.4;
	for (size_t i = 1; i < p->platform_count; i++) {
		size_t row = feature * (p->platform_count - 1) + i - 1;
		const char *title = profile_platform_title(p, i);
		const struct profile_cell *seen = profile_cell(p, feature, i);
		if (seen->status != PROFILE_SCORED)
			continue;
		if (!isnan(certainty_cell(c, feature, i - 1)->low)) {
			struct chart_series *bar =
				chart_series_add(t, chart, SERIES_BAR, title);
			bar->x = arena_printf(&t->arena, "{certainty:%zu:low..high}", row);
			bar->y = arena_printf(&t->arena,
					      "{charts:%zu:height..height_again}", i);
			bar->colour = i;
		}
		struct chart_series *mark = chart_series_add(t, chart, SERIES_MARK, title);
		mark->x = arena_printf(&t->arena, "{certainty:%zu:figure}", row);
		mark->y = arena_printf(&t->arena, "{charts:%zu:height}", i);
		mark->labels[mark->label_count++] = title;
		mark->label_right = is_at_edge(c, feature, i - 1,
					       f->absolute ? seen->shown : seen->ratio);
		mark->colour = i;
	}
	if (chart->series_count)
		add_thresholds(t, chart, c, feature, scale, count);
}

void certain_charts(struct table *t, const struct certainty *c)
{
	const struct rubric *r = c->profile->rubric;
	size_t most = 2 * (c->profile->platform_count - 1);

	for (size_t f = 0; f < r->feature_count; f++) {
		if (most + r->features[f].level_count > SERIES_MAX)
			return;
	}
	for (size_t set = 0; set < certain_sets(c); set++) {
		if (certain_of_set(c, set))
			add_ranks(t, c, set);
	}
	size_t count;
	int *scale = rubric_scale(r, false, &count);
	for (size_t f = 0; f < r->feature_count; f++) {
		if (!r->features[f].judged)
			add_intervals(t, c, f, scale, count);
	}
	free(scale);
}
