/* audits.c - a published sheet held against the profile, as tables. Knows no format. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reports/tables.h"

static const char *platform_title(const struct profile *p, const char *name)
{
	for (size_t i = 0; i < p->platform_count; i++) {
		if (strcmp(profile_platform_name(p, i), name) == 0)
			return profile_platform_title(p, i);
	}
	return name;
}

static const char *feature_title(const struct rubric *r, const char *name)
{
	const struct rubric_feature *f = rubric_feature_find(r, name);

	return f ? f->title : name;
}

static const char *set_title(const struct rubric *r, const char *name)
{
	for (size_t i = 0; i < r->set_count; i++) {
		if (strcmp(r->sets[i].name, name) == 0)
			return r->sets[i].title;
	}
	return name;
}

static void style_differing(struct cell *c, const struct audit_item *item)
{
	c->style = item->status == AUDIT_AGREES	   ? STYLE_PLAIN
		   : item->status == AUDIT_DIFFERS ? STYLE_BAD
						   : STYLE_QUIET;
}

static void add_published(struct table *t, const struct audit_item *item)
{
	if (item->published_text && *item->published_text)
		table_text(t, item->published_text);
	else
		table_number(t, item->published);
}

/* In a column of its own where there is room, else below the table. */
static void add_remark(struct table *t, const struct audit_item *item, bool below,
		       const char *what, const char *platform)
{
	if (!below) {
		table_text(t, item->remark)->style = STYLE_QUIET;
		return;
	}
	if (item->remark)
		t->footnote = arena_printf(
			&t->arena, "%s%s%s, %s: %s", t->footnote ? t->footnote : "",
			t->footnote ? "\n" : "", platform, what, item->remark);
}

static void add_remark_column(struct table *t, bool below)
{
	if (below)
		return;
	table_column(t, "remark", "Remark", 0);
	t->columns[t->width - 1].wrap = true;
}

static void add_cell(struct table *t, const struct audit_item *item,
		     const struct profile *p, bool below)
{
	const struct rubric *r = p->rubric;

	table_text(t, feature_title(r, item->feature));
	table_text(t, platform_title(p, item->platform));
	const struct rubric_feature *f = rubric_feature_find(r, item->feature);
	levels_add(t, f, item->published);
	levels_add(t, f, item->derivable ? item->derived : NAN);
	struct cell *ratio = table_number(t, item->ratio);
	ratio->percent = true;
	style_differing(table_text(t, audit_status_name(item->status)), item);
	add_remark(t, item, below, feature_title(r, item->feature),
		   platform_title(p, item->platform));
}

struct table *audits_cells(const struct audit *a, const struct profile *p, bool below)
{
	struct table *t = table_new("audit", "Published levels against the archive");
	char *summary = audits_summary(a);

	t->sheet = "Audit";
	t->dash = scores_dash(p->rubric); /* "-" may be a level */
	t->note = arena_printf(&t->arena, "%s%s%s", a->source ? a->source : "",
			       a->source ? ": " : "", summary);
	free(summary);
	table_column(t, "feature", "Feature", 0);
	table_column(t, "platform", "Platform", 0);
	table_column(t, "published", "Published", 0);
	table_column(t, "level", "Archive", 0);
	table_column(t, "ratio", "Ratio", 2);
	table_column(t, "status", "Status", 0);
	add_remark_column(t, below);
	for (size_t i = 0; i < a->cell_count; i++)
		add_cell(t, &a->cells[i], p, below);
	return t;
}

struct table *audits_totals(const struct audit *a, const struct profile *p, bool below)
{
	struct table *t = table_new("audit_totals", "Published totals");

	t->sheet = "Audit";
	table_column(t, "set", "Set", 0);
	table_column(t, "platform", "Platform", 0);
	table_column(t, "published", "Published", 0);
	table_column(t, "level", "Archive", 0);
	table_column(t, "unused", "", 0);
	table_column(t, "status", "Status", 0);
	add_remark_column(t, below);
	for (size_t i = 0; i < a->total_count; i++) {
		const struct audit_item *item = &a->totals[i];
		table_text(t, set_title(p->rubric, item->set));
		table_text(t, platform_title(p, item->platform));
		table_number(t, item->published);
		table_number(t, item->derivable ? item->derived : NAN);
		table_text(t, "");
		style_differing(table_text(t, audit_status_name(item->status)), item);
		add_remark(t, item, below, set_title(p->rubric, item->set),
			   platform_title(p, item->platform));
	}
	return t;
}

struct table *audits_baselines(const struct audit *a, const struct profile *p, bool below)
{
	struct table *t = table_new("audit_baselines", "Published values of the baseline");

	t->sheet = "Audit";
	table_column(t, "feature", "Feature", 0);
	table_column(t, "platform", "Platform", 0);
	table_column(t, "published", "Published", 0);
	table_column(t, "derived", "Archive", -1);
	table_column(t, "ratio", "Published / archive", 2);
	table_column(t, "status", "Status", 0);
	add_remark_column(t, below);
	for (size_t i = 0; i < a->baseline_count; i++) {
		const struct audit_item *item = &a->baselines[i];
		const struct rubric_feature *f =
			rubric_feature_find(p->rubric, item->feature);
		char suffix[40];
		table_text(t, f ? f->title : item->feature);
		table_text(t, platform_title(p, item->platform));
		add_published(t, item);
		struct cell *c = table_number(t, item->derivable ? item->derived : NAN);
		if (f) {
			snprintf(suffix, sizeof(suffix), " %.36s", f->unit_text);
			table_set_suffix(t, c, suffix);
			c->decimals = f->decimals;
		}
		table_number(t, item->ratio)->percent = true;
		style_differing(table_text(t, audit_status_name(item->status)), item);
		add_remark(t, item, below, f ? f->title : item->feature,
			   platform_title(p, item->platform));
	}
	return t;
}

/* --- what would reproduce it --------------------------------------------------------- */

/* Returns how many are left out. */
static size_t add_guesses(struct table *t, const struct audit_item *item,
			  const struct profile *p, size_t most)
{
	size_t n = item->guess_count < most ? item->guess_count : most;

	table_printf(t, "%s, %s: published %s", platform_title(p, item->platform),
		     feature_title(p->rubric, item->feature), item->published_text)
		->style = STYLE_HEAD;
	table_end_row(t);
	for (size_t i = 0; i < n; i++) {
		const struct audit_guess *g = &item->guesses[i];

		table_text(t, g->rule->text);
		table_text(t, g->text);
		table_printf(t, "%zu of %zu", g->held, item->feature_levels)->style =
			g->held == item->feature_levels ? STYLE_GOOD
			: g->broken			? STYLE_BAD
							: STYLE_PLAIN;
	}
	if (n == 0) {
		table_text(t, "no rule that was tried")->style = STYLE_QUIET;
		table_text(t, "");
		table_text(t, "");
	}
	return item->guess_count - n;
}

static const char *guesses_note(struct table *t, const struct audit *a)
{
	return arena_printf(
		&t->arena,
		"%zu rules were tried, each in place of the rubric's own and with all else "
		"as it is. What would reproduce a figure need not be how it came about: of "
		"so many rules some would by chance.",
		a->rule_count);
}

struct table *audits_guesses(const struct audit *a, const struct profile *p, size_t most)
{
	struct table *t;
	size_t searched = 0, left = 0;

	for (size_t i = 0; i < a->cell_count; i++)
		searched += a->cells[i].searched;
	if (searched == 0)
		return NULL;
	t = table_new("audit_guesses", "What would reproduce it");
	t->sheet = "Audit";
	t->note = guesses_note(t, a);
	table_column(t, "rule", "Would be reproduced by", 0);
	t->columns[t->width - 1].wrap = true;
	table_column(t, "figure", "Figure", 0);
	table_column(t, "held", "Levels that come out", 0);
	for (size_t i = 0; i < a->cell_count; i++) {
		if (a->cells[i].searched)
			left += add_guesses(t, &a->cells[i], p, most);
	}
	if (left > 0)
		t->footnote =
			arena_printf(&t->arena, "%zu more: --all shows them.\n", left);
	for (size_t i = 0; i < a->finding_count; i++)
		t->footnote =
			arena_printf(&t->arena, "%s%s%s", t->footnote ? t->footnote : "",
				     i ? "\n" : "", a->findings[i]);
	return t;
}

static void add_outcome(struct table *t, const struct audit_outcome *o)
{
	table_text(t, o->rule->name);
	table_text(t, o->set);
	table_text(t, o->features);
	table_text(t, o->platform);
	table_number(t, o->published);
	table_number(t, o->level);
	table_number(t, o->ratio);
	table_number(t, (double)o->reproduced);
	table_number(t, (double)o->broken);
	table_number(t, (double)o->levels);
	table_number(t, (double)o->held_before);
	table_number(t, (double)o->held);
	table_text(t, o->figure);
}

struct table *audits_rules(const struct audit *a)
{
	static const char *const names[] = {
		"rule",	       "set",	"features",   "platform", "published",
		"level",       "ratio", "reproduced", "broken",	  "levels",
		"held_before", "held",	"figure",
	};
	struct table *t = table_new("audit_rules", "What other rules would reproduce");

	if (a->outcome_count == 0)
		t->note = "No measured level differs: no rule was tried.";
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		table_column(t, names[i], names[i], -1);
	for (size_t i = 0; i < a->outcome_count; i++)
		add_outcome(t, &a->outcomes[i]);
	return t;
}

/* --- for machines -------------------------------------------------------------------- */

/* "statistic=median;runs=best" */
static const char *rule_names(struct table *t, const struct audit_item *item)
{
	const char *list = "";

	for (size_t i = 0; i < item->guess_count; i++)
		list = arena_printf(&t->arena, "%s%s%s", list, i ? ";" : "",
				    item->guesses[i].rule->name);
	return list;
}

static void add_machine(struct table *t, const struct audit_item *item)
{
	table_text(t, item->set);
	table_text(t, item->feature);
	table_text(t, item->platform);
	table_number(t, item->published);
	table_number(t, item->derivable ? item->derived : NAN);
	table_number(t, item->ratio);
	table_text(t, audit_status_name(item->status));
}

struct table *audits_machine(const struct audit *a)
{
	static const char *const names[] = {
		"set",	 "feature", "platform", "published",
		"level", "ratio",   "status",	"would_reproduce",
	};
	struct table *t = table_new("audit", "Audit");

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		table_column(t, names[i], names[i], -1);
	for (size_t i = 0; i < a->cell_count; i++) {
		add_machine(t, &a->cells[i]);
		table_text(t, rule_names(t, &a->cells[i]));
	}
	for (size_t i = 0; i < a->total_count; i++) {
		add_machine(t, &a->totals[i]);
		table_text(t, "");
	}
	return t;
}

struct table *audits_machine_baselines(const struct audit *a)
{
	static const char *const names[] = {
		"set",	 "feature", "platform",	      "published", "derived",
		"ratio", "status",  "published_text", "remark",
	};
	struct table *t = table_new("audit_baselines", "Published baselines");

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		table_column(t, names[i], names[i], -1);
	for (size_t i = 0; i < a->baseline_count; i++) {
		add_machine(t, &a->baselines[i]);
		table_text(t, a->baselines[i].published_text);
		table_text(t, a->baselines[i].remark);
	}
	return t;
}

char *audits_summary(const struct audit *a)
{
	size_t n[3] = { 0 };

	for (size_t i = 0; i < a->cell_count; i++)
		n[a->cells[i].status]++;
	char *rest = a->blank_count
			     ? mem_printf("; %zu have a dash on both sides", a->blank_count)
			     : mem_dup("");
	char *all = mem_printf(
		"%zu %s, %zu %s, %zu cannot be derived%s.", n[AUDIT_AGREES],
		n[AUDIT_AGREES] == 1 ? "cell agrees" : "cells agree", n[AUDIT_DIFFERS],
		n[AUDIT_DIFFERS] == 1 ? "differs" : "differ", n[AUDIT_UNDERIVABLE], rest);
	free(rest);
	return all;
}
