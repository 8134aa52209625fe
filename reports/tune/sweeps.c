/* sweeps.c - a sweep as tables for people. Knows no format. */
#include "reports/tune/sweeps.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reports/chart.h"
#include "reports/tune/order.h"

#define ARROW " \xe2\x86\x92 "
#define PLOT_ROWS_MOST 400 /* more would scroll by unseen */
#define CHART_SERIES_MOST 60

/* --- words --------------------------------------------------------------------------- */

const char *sweeps_set_title(const struct sweep *s, size_t set)
{
	const struct rubric *r = s->profile->rubric;

	return set < r->set_count ? r->sets[set].title : "Overall";
}

bool sweeps_by_steps(const struct sweep *s)
{
	return s->axes[0].kind == SWEEP_THRESHOLD || s->axes[0].kind == SWEEP_SHIFT;
}

/* The digits after the point of the finest of an axis's figures. */
int sweeps_decimals(const struct sweep_axis *x)
{
	const double figures[] = { x->from, x->step };
	int most = 0;

	for (size_t i = 0; i < ARRAY_LEN(figures); i++) {
		int decimals = 0;
		double scaled = fabs(figures[i]);

		while (decimals < 9 && fabs(scaled - round(scaled)) > 1e-9 * (1 + scaled)) {
			scaled *= 10;
			decimals++;
		}
		most = decimals > most ? decimals : most;
	}
	return most;
}

const char *sweeps_value(struct arena *a, const struct sweep_axis *x, double value)
{
	return arena_printf(a, "%.*f", sweeps_decimals(x), value == 0 ? 0 : value);
}

/* "File read, level 2: 60 to 80 %" */
static const char *axis_text(struct arena *a, const struct sweep_axis *x)
{
	return arena_printf(a, "%s%s %s to %s%s%s", x->title,
			    x->kind == SWEEP_SHIFT ? "" : ":", sweeps_value(a, x, x->from),
			    sweeps_value(a, x, x->to), *x->unit ? " " : "", x->unit);
}

/* What stands above the values of an axis. */
static const char *value_title(const struct sweep_axis *x)
{
	return x->kind == SWEEP_SHIFT	    ? "Tighter by"
	       : x->kind == SWEEP_THRESHOLD ? "Threshold"
					    : "Weight";
}

/* --- a row a value ------------------------------------------------------------------- */

static void add_score(struct table *t, const struct sweep *s, const struct model_score *x)
{
	struct cell *c;

	if (x->rank == 0) {
		table_missing(t, NULL);
		return;
	}
	c = table_number(t, s->by_percent ? x->percent : x->sum);
	c->decimals = s->by_percent ? 1 : 0;
	table_set_suffix(
		t, c,
		arena_printf(&t->arena, "%s (%d)", s->by_percent ? " %" : "", x->rank));
}

static void add_row(struct table *t, const struct sweep *s, const struct sweep_row *row,
		    size_t set)
{
	size_t n = s->profile->platform_count - 1;
	struct cell *c = table_number(t, row->values[0]);

	c->decimals = sweeps_decimals(&s->axes[0]);
	if (row->values[0] == s->axes[0].now)
		c->style = STYLE_GOOD;
	if (row->skipped != NULL) {
		for (size_t i = 0; i <= n; i++)
			table_missing(t, NULL);
		table_text(t, row->skipped)->style = STYLE_QUIET;
		return;
	}
	table_number(t, (double)row->changed[set]);
	for (size_t i = 0; i < n; i++)
		add_score(t, s, &row->scores[set * n + i]);
	if (s->skipped > 0)
		table_text(t, "");
}

/* From below the lowest total to above the highest. */
static void set_range(struct chart *c, const struct sweep *s, size_t set)
{
	size_t n = s->profile->platform_count - 1;

	c->y_low = HUGE_VAL;
	c->y_high = -HUGE_VAL;
	for (size_t i = 0; i < s->row_count; i++) {
		for (size_t k = 0; k < n && s->rows[i].scores != NULL; k++) {
			const struct model_score *x = &s->rows[i].scores[set * n + k];

			if (x->rank == 0)
				continue;
			c->y_low = fmin(c->y_low, floor(x->key) - (x->key >= 1));
			c->y_high = fmax(c->y_high, ceil(x->key) + 1);
		}
	}
	c->has_y_range = c->y_low < c->y_high;
}

/* A line a candidate, over the rows of the set's table; the chart stands below `t`. */
static void add_chart(struct table *t, const struct sweep *s, size_t set)
{
	size_t n = s->profile->platform_count - 1;
	struct arena *a = &t->arena;
	struct chart *c = chart_add(t, CHART_SCATTER,
				    arena_printf(a, "%s, %s", sweeps_set_title(s, set),
						 s->by_percent ? "percent" : "points"));

	c->legend = true;
	c->x_title = arena_printf(a, "%s%s%s", s->axes[0].title,
				  *s->axes[0].unit ? ", " : "", s->axes[0].unit);
	set_range(c, s, set);
	for (size_t i = 0; i < n && n <= CHART_SERIES_MOST; i++) {
		struct chart_series *x = chart_series_add(
			t, c, SERIES_LINE, profile_platform_title(s->profile, i + 1));

		x->x = arena_printf(a, "{sweep%zu:0..%zu:value}", set, s->row_count - 1);
		x->y = arena_printf(a, "{sweep%zu:0..%zu:p%zu}", set, s->row_count - 1,
				    i + 1);
		x->colour = i + 1;
	}
}

static const char *rows_note(struct arena *a, const struct sweep *s)
{
	const struct sweep_axis *x = &s->axes[0];
	const char *what =
		x->kind == SWEEP_SHIFT
			? "Tighter is higher where higher is better, lower where lower is; "
			  "a "
			  "threshold that is no share goes by that percentage of itself. "
			: arena_printf(a, "The rubric says %s%s%s. ",
				       sweeps_value(a, x, x->now), *x->unit ? " " : "",
				       x->unit);

	return arena_printf(a,
			    "%sChanged: cells whose level is not the rubric's. Each "
			    "candidate: its %s, and its rank.",
			    what, s->by_percent ? "percentage" : "total");
}

static struct table *rows_table(const struct sweep *s, size_t set)
{
	const struct sweep_axis *x = &s->axes[0];
	char name[32];
	struct table *t;

	snprintf(name, sizeof(name), "sweep%zu", set);
	t = table_new(name, sweeps_set_title(s, set));
	t->sheet = "Sweep";
	table_column(t, "value", value_title(x), sweeps_decimals(x));
	table_column(t, "changed", "Changed", 0);
	for (size_t i = 1; i < s->profile->platform_count; i++) {
		snprintf(name, sizeof(name), "p%zu", i);
		table_column(t, name, profile_platform_title(s->profile, i), 0);
	}
	if (s->skipped > 0) {
		table_column(t, "skipped", "Left out", 0);
		t->columns[t->width - 1].wrap = true;
	}
	for (size_t i = 0; i < s->row_count; i++)
		add_row(t, s, &s->rows[i], set);
	return t;
}

/* --- where the order changes --------------------------------------------------------- */

static const char *flips_text(struct arena *a, const struct sweep *s,
			      const struct sweep_point *p)
{
	const struct rubric *r = s->profile->rubric;
	const char *text = "";

	for (size_t i = 0; i < p->flip_count; i++) {
		const struct sweep_flip *f = &p->flips[i];

		text = arena_printf(a, "%s%s%s, %s %d" ARROW "%d", text, *text ? "; " : "",
				    profile_platform_title(s->profile, f->candidate + 1),
				    r->features[f->feature].title, f->was, f->now);
	}
	return text;
}

static void add_point(struct table *t, const struct sweep *s, const struct sweep_point *p,
		      bool sets)
{
	static const char *const bounds[] = {
		[SWEEP_FROM] = "from", [SWEEP_ABOVE] = "above", [SWEEP_AT] = "at"
	};
	struct arena *a = &t->arena;
	bool steps = sweeps_by_steps(s); /* else the figures go on changing beyond it */
	const char *order =
		p->bound == SWEEP_AT
			? order_text(a, s->profile, p->on, s->by_percent, true)
			: order_text(a, s->profile, p->beyond, s->by_percent, steps);

	table_text(t, bounds[p->bound]);
	table_number(t, p->at);
	if (sets)
		table_text(t, sweeps_set_title(s, p->set));
	if (p->bound == SWEEP_AT)
		order = arena_printf(
			a, "%s; then %s", order,
			order_text(a, s->profile, p->beyond, s->by_percent, steps));
	table_text(t, order);
	table_text(t, flips_text(a, s, p));
}

static size_t shown_sets(const struct sweep *s)
{
	size_t n = 0;

	for (size_t set = 0; set <= s->profile->rubric->set_count; set++)
		n += s->shown[set];
	return n;
}

static struct table *points_table(const struct sweep *s)
{
	struct table *t = table_new("sweep_points", "Where the order changes");
	bool sets = shown_sets(s) > 1, flips = false;

	for (size_t i = 0; i < s->point_count; i++)
		flips = flips || s->points[i].flip_count > 0;
	t->sheet = "Order";
	t->note = s->point_count > 0
			  ? "Exactly, whatever the steps; = is a tie. \"above\": at "
			    "the value itself nothing has changed yet."
			  : "Nowhere between the first value and the last.";
	if (s->point_count == 0)
		return t;
	table_column(t, "bound", "", 0);
	table_column(t, "value", value_title(&s->axes[0]), 4);
	if (sets)
		table_column(t, "set", "Set", 0);
	table_column(t, "order", "Order from there", 0);
	t->columns[t->width - 1].wrap = true;
	table_column(t, "because", flips ? "Because" : "", 0);
	t->columns[t->width - 1].wrap = true;
	for (size_t i = 0; i < s->point_count; i++)
		add_point(t, s, &s->points[i], sets);
	return t;
}

/* --- all tables ---------------------------------------------------------------------- */

static struct table *head_table(const struct sweep *s)
{
	const struct rubric *r = s->profile->rubric;
	struct table *t = table_new("sweep", "");
	struct arena *a = &t->arena;
	const char *second = s->axis_count > 1
				     ? arena_printf(a, " x %s", axis_text(a, &s->axes[1]))
				     : "";

	t->sheet = "Sweep";
	t->title = arena_printf(a, "Sweep. %s%s", axis_text(a, &s->axes[0]), second);
	t->note = arena_printf(
		a, "Rubric %s%s%s. %s", r->name, r->edits ? ", " : "",
		r->edits ? r->edits : "",
		s->axis_count == 1 ? rows_note(a, s)
				   : "Who is first at each pair of values; = is a tie.");
	return t;
}

size_t sweeps_tables(const struct sweep *s, bool book, struct table ***out)
{
	size_t sets = s->profile->rubric->set_count + 1, n = 0;
	struct table **all = mem_new(2 + 2 * sets, sizeof(all[0]));
	bool lines = s->axis_count == 1;

	all[n++] = head_table(s);
	for (size_t set = 0; set < sets; set++) {
		if (!s->shown[set])
			continue;
		all[n++] = lines ? rows_table(s, set) : sweeps_grid(s, set, book);
		if (lines && !book && s->row_count <= PLOT_ROWS_MOST)
			all[n++] = sweeps_plot(s, set);
	}
	for (size_t set = 0; set < sets && book && lines; set++) {
		if (s->shown[set])
			add_chart(all[n - 1], s, set);
	}
	if (lines)
		all[n++] = points_table(s);
	*out = all;
	return n;
}
