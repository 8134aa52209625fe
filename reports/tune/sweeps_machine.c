/* sweeps_machine.c - a sweep as one table for programs. */
#include <math.h>

#include "reports/tune/sweeps.h"

static const char *set_name(const struct sweep *s, size_t set)
{
	const struct rubric *r = s->profile->rubric;

	return set < r->set_count ? r->sets[set].name : "overall";
}

static void begin_row(struct table *t, const struct sweep *s, const char *kind,
		      const double *values)
{
	table_text(t, kind);
	for (size_t i = 0; i < SWEEP_AXES_MOST; i++)
		table_number(t, i < s->axis_count ? values[i] : NAN);
}

static void add_score(struct table *t, const struct sweep *s, size_t set, size_t candidate,
		      double changed, const struct model_score *x)
{
	table_text(t, set_name(s, set));
	table_text(t, profile_platform_name(s->profile, candidate + 1));
	table_number(t, changed);
	table_number(t, x->any ? x->sum : NAN);
	table_number(t, x->percent);
	table_number(t, x->rank > 0 ? x->rank : NAN);
}

static void add_row(struct table *t, const struct sweep *s, const struct sweep_row *row)
{
	size_t n = s->profile->platform_count - 1;

	if (row->skipped != NULL) {
		begin_row(t, s, "skipped", row->values);
		for (int i = 0; i < 6; i++)
			table_missing(t, NULL);
		table_text(t, row->skipped);
		return;
	}
	for (size_t set = 0; set <= s->profile->rubric->set_count; set++) {
		for (size_t i = 0; i < n && s->shown[set]; i++) {
			begin_row(t, s, "row", row->values);
			add_score(t, s, set, i, (double)row->changed[set],
				  &row->scores[set * n + i]);
			table_end_row(t);
		}
	}
}

/* What holds at a point, and where that is not what holds beyond it, that as well. */
static void add_point(struct table *t, const struct sweep *s, const struct sweep_point *p)
{
	static const char *const bounds[] = {
		[SWEEP_FROM] = "from", [SWEEP_ABOVE] = "above", [SWEEP_AT] = "at"
	};
	size_t n = s->profile->platform_count - 1;

	for (size_t i = 0; i < n && p->bound == SWEEP_AT; i++) {
		begin_row(t, s, "point", &p->at);
		add_score(t, s, p->set, i, NAN, &p->on[i]);
		table_text(t, bounds[SWEEP_AT]);
	}
	for (size_t i = 0; i < n; i++) {
		struct model_score beyond = p->beyond[i];

		if (!sweeps_by_steps(s))
			beyond.percent = NAN; /* it goes on changing */
		begin_row(t, s, "point", &p->at);
		add_score(t, s, p->set, i, NAN, &beyond);
		table_text(t, bounds[p->bound == SWEEP_FROM ? SWEEP_FROM : SWEEP_ABOVE]);
	}
}

struct table *sweeps_machine(const struct sweep *s)
{
	static const char *const names[] = { "kind",	 "value",   "value_2",	 "set",
					     "platform", "changed", "level_sum", "percent",
					     "rank",	 "note" };
	struct table *t = table_new("sweep", "Sweep");

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		table_column(t, names[i], names[i], -1);
	for (size_t i = 0; i < s->row_count; i++)
		add_row(t, s, &s->rows[i]);
	for (size_t i = 0; i < s->point_count; i++)
		add_point(t, s, &s->points[i]);
	return t;
}
