/* weightings_machine.c - drawn weights as one table for programs. */
#include <math.h>

#include "reports/tune/weightings.h"

static const char *set_name(const struct weights *w, size_t set)
{
	const struct rubric *r = w->profile->rubric;

	return set < r->set_count ? r->sets[set].name : "overall";
}

/* A row, but for what it says. */
static void begin_row(struct table *t, const struct weights *w, const char *row,
		      size_t kind, size_t set, size_t candidate)
{
	table_text(t, row);
	table_text(t, weights_kind_name(w->kinds[kind].kind));
	table_text(t, set_name(w, set));
	table_text(t, profile_platform_name(w->profile, candidate + 1));
}

static void end_row(struct table *t, const struct weights *w)
{
	table_text(t, weights_per_name(w->per));
	table_text(t, w->uncertain ? "resampled" : "held");
	table_number(t, (double)w->draws);
	/* A seed may have more digits than a number keeps. */
	if (w->seed <= 1ull << 53)
		table_number(t, (double)w->seed);
	else
		table_printf(t, "%llu", (unsigned long long)w->seed);
}

static void add_share(struct table *t, const struct weights *w, double rank,
		      const char *unit, double share)
{
	table_number(t, rank);
	table_text(t, unit);
	table_number(t, share);
	table_text(t, "");
	table_text(t, "");
	end_row(t, w);
}

static void add_place(struct table *t, const struct weights *w, size_t kind, size_t set,
		      size_t candidate)
{
	const struct weights_place *p = weights_place(w, kind, set, candidate);

	for (size_t r = 0; r + 1 < w->profile->platform_count; r++) {
		begin_row(t, w, "rank", kind, set, candidate);
		add_share(t, w, (double)r + 1, "", p->p_rank[r]);
	}
	begin_row(t, w, "alone", kind, set, candidate);
	add_share(t, w, 1, "", p->p_alone);
	begin_row(t, w, "first", kind, set, candidate);
	table_number(t, NAN);
	table_text(t, "");
	table_number(t, NAN);
	table_text(t, weights_verdict_name(p->verdict));
	table_text(t, p->ahead == SIZE_MAX
			      ? ""
			      : profile_platform_name(w->profile, p->ahead + 1));
	end_row(t, w);
	if (p->central == NULL)
		return;
	begin_row(t, w, "confidence", kind, set, candidate);
	add_share(t, w, 1, "", p->confidence);
	for (size_t u = 0; u < w->unit_count; u++) {
		if (isnan(p->central[u]))
			continue;
		begin_row(t, w, "central", kind, set, candidate);
		add_share(t, w, NAN, w->names[u], p->central[u]);
	}
}

struct table *weightings_machine(const struct weights *w)
{
	static const char *const names[] = { "kind",  "weights", "set",	   "platform",
					     "rank",  "unit",	 "share",  "first",
					     "ahead", "per",	 "scores", "draws",
					     "seed" };
	struct table *t = table_new("weights", "Weights");
	size_t sets = w->profile->rubric->set_count + 1;

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		table_column(t, names[i], names[i], -1);
	for (size_t k = 0; k < w->kind_count; k++) {
		for (size_t set = 0; set < sets; set++) {
			for (size_t i = 0; i + 1 < w->profile->platform_count; i++) {
				if (w->kinds[k].shown[set])
					add_place(t, w, k, set, i);
			}
		}
	}
	return t;
}
