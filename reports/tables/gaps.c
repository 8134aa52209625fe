/* gaps.c - what is not in a profile: unmeasured, failed, rejected. Knows no format. */
#include "reports/tables.h"

/* Rows of a table, with names for machines or titles for people. */
struct gaps {
	struct table *t;
	const struct profile *p;
	bool machine;
};

static void add_gap(const struct gaps *g, size_t f, size_t platform, const char *what,
		    const char *why)
{
	const struct rubric *r = g->p->rubric;

	if (g->machine)
		table_text(g->t, r->sets[r->features[f].set].name);
	table_text(g->t, g->machine ? r->features[f].name : r->features[f].title);
	table_text(g->t, g->machine ? profile_platform_name(g->p, platform)
				    : profile_platform_title(g->p, platform));
	table_text(g->t, what);
	table_text(g->t, why);
}

/* A gap of no one place. */
static void add_whole(const struct gaps *g, size_t f, size_t platform, const char *what,
		      const char *why)
{
	add_gap(g, f, platform, what, why);
	table_end_row(g->t);
}

static void add_rejects(const struct gaps *g, size_t f, size_t platform)
{
	const struct profile_cell *c = profile_cell(g->p, f, platform);
	char what[64];

	for (size_t i = 0; i < c->reject_count; i++) {
		const struct profile_reject *r = &c->rejects[i];

		snprintf(what, sizeof(what), "record %.50s", r->status ? r->status : "");
		add_gap(g, f, platform, what, r->reason);
		table_text(g->t, r->log);
		table_number(g->t, (double)r->line);
	}
}

static void add_cell(const struct gaps *g, size_t f, size_t platform)
{
	const struct profile_cell *c = profile_cell(g->p, f, platform);
	const struct rubric_feature *feature = &g->p->rubric->features[f];
	bool twin = profile_is_twin(g->p, platform);

	if (twin && c->status != PROFILE_UNSCORABLE)
		return; /* said of the baseline */
	if (c->status == PROFILE_UNMEASURED && feature->judged) {
		add_whole(g, f, platform, "not judged", "nobody has said anything of it");
	} else if (c->status == PROFILE_UNMEASURED) {
		add_whole(g, f, platform, "not measured",
			  c->why ? c->why : "the archive has no record of it");
	} else if (c->status == PROFILE_FAILED || c->status == PROFILE_UNSCORABLE) {
		add_gap(g, f, platform, profile_status_name(c->status), c->why);
		g->t->cells[g->t->cell_count - 2].style = STYLE_BAD;
		table_end_row(g->t);
	}
	if (c->derived_without)
		add_whole(g, f, platform, "not all strata",
			  arena_printf(&g->t->arena, "without %s %s: not all operands have it",
				       feature->strata, c->derived_without));
	if (c->silent)
		add_whole(g, f, platform, "not judged by all", c->silent);
	if (c->unlike)
		add_whole(g, f, platform, "other strata", c->unlike);
	if (!twin)
		add_rejects(g, f, platform);
}

static struct table *gaps(const struct profile *p, bool machine)
{
	struct table *t = table_new("gaps", machine ? "" : "Gaps: what is missing or was rejected");
	struct gaps g = { t, p, machine };

	t->sheet = "Gaps";
	if (machine)
		table_column(t, "set", "Set", 0);
	table_column(t, "feature", "Feature", 0);
	table_column(t, "platform", "Platform", 0);
	table_column(t, "gap", "Gap", 0);
	table_column(t, "reason", "Reason", 0);
	t->columns[t->width - 1].wrap = true;
	table_column(t, "log", "Log", 0);
	table_column(t, "line", "Line", 0);
	for (size_t f = 0; f < p->rubric->feature_count; f++) {
		for (size_t i = 0; i < p->platform_count; i++)
			add_cell(&g, f, i);
	}
	return t;
}

struct table *gaps_machine(const struct profile *p)
{
	return gaps(p, true);
}

struct table *gaps_table(const struct profile *p)
{
	struct table *t = gaps(p, false);

	t->note =
		t->height
			? "A gap is no zero: it gives no points, and the totals say of how "
			  "many points they are."
			: "Nothing is missing, and no record was rejected.";
	if (p->others_count) {
		const char *list = p->others[0];
		for (size_t i = 1; i < p->others_count; i++)
			list = arena_printf(&t->arena, "%s, %s", list, p->others[i]);
		t->footnote = arena_printf(
			&t->arena, "In the archive, but not in the rubric: %s.", list);
	}
	return t;
}
