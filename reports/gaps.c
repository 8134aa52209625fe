/* gaps.c - what is not in a profile: unmeasured, failed, rejected. Knows no format. */
#include "reports/tables.h"

static void add_gap(struct table *t, const struct profile *p, size_t f, size_t platform,
		    const char *what, const char *why)
{
	table_text(t, p->rubric->features[f].title);
	table_text(t, profile_platform_title(p, platform));
	table_text(t, what);
	table_text(t, why);
}

static void add_cell(struct table *t, const struct profile *p, size_t f, size_t platform)
{
	const struct profile_cell *c = profile_cell(p, f, platform);

	if (profile_is_twin(p, platform) && c->status != PROFILE_UNSCORABLE)
		return; /* said of the baseline */
	if (c->status == PROFILE_UNMEASURED && p->rubric->features[f].judged) {
		add_gap(t, p, f, platform, "not judged", "nobody has said anything of it");
		table_end_row(t);
	} else if (c->status == PROFILE_UNMEASURED) {
		add_gap(t, p, f, platform, "not measured",
			"the archive has no record of it");
		table_end_row(t);
	} else if (c->status == PROFILE_FAILED || c->status == PROFILE_UNSCORABLE) {
		add_gap(t, p, f, platform, profile_status_name(c->status), c->why);
		t->cells[t->cell_count - 2].style = STYLE_BAD;
		table_end_row(t);
	}
	for (size_t i = 0; i < c->reject_count && !profile_is_twin(p, platform); i++) {
		const struct profile_reject *r = &c->rejects[i];
		char what[64];
		snprintf(what, sizeof(what), "record %.50s", r->status ? r->status : "");
		add_gap(t, p, f, platform, what, r->reason);
		table_text(t, r->log);
		table_number(t, (double)r->line);
	}
}

struct table *gaps_table(const struct profile *p)
{
	struct table *t = table_new("gaps", "Gaps: what is missing or was rejected");

	t->sheet = "Gaps";
	table_column(t, "feature", "Feature", 0);
	table_column(t, "platform", "Platform", 0);
	table_column(t, "gap", "Gap", 0);
	table_column(t, "reason", "Reason", 0);
	table_column(t, "log", "Log", 0);
	table_column(t, "line", "Line", 0);
	t->columns[3].wrap = true;
	for (size_t f = 0; f < p->rubric->feature_count; f++) {
		for (size_t i = 0; i < p->platform_count; i++)
			add_cell(t, p, f, i);
	}
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
