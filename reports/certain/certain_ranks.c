/* certain_ranks.c - how sure totals and ranks are, as tables for people. Knows no format. */
#include <math.h>
#include <stdlib.h>

#include "reports/certain/certain.h"

/* What a candidate is ranked by: points or percent. */
static void add_points(struct table *t, const struct rubric *r, double points)
{
	table_number(t, points)->decimals = r->weighted ? 1 : 0;
}

static bool any_mandatory(const struct rubric *r)
{
	for (size_t f = 0; f < r->feature_count; f++) {
		if (r->features[f].has_acceptance &&
		    r->importances[r->features[f].importance].mandatory)
			return true;
	}
	return false;
}

static void add_columns(struct table *t, const struct certainty *c, bool grouped)
{
	char name[32], title[32];

	if (!grouped)
		table_column(t, "set", "Set", 0);
	table_column(t, "platform", "Platform", 0);
	table_column(t, "total", c->profile->rubric->weighted ? "Total %" : "Total", 0);
	table_column(t, "rank", "Rank", 0);
	table_column(t, "low", "From", 0);
	table_column(t, "high", "To", 0);
	for (size_t i = 1; i < c->profile->platform_count; i++) {
		snprintf(name, sizeof(name), "rank_%zu", i);
		snprintf(title, sizeof(title), "P(%zu)", i);
		certain_share_column(t, name, title);
	}
	certain_share_column(t, "alone", "Alone");
	if (any_mandatory(c->profile->rubric))
		certain_share_column(t, "veto", "Veto");
	table_column(t, "class", "Class", 0);
}

static void add_row(struct table *t, const struct certainty *c, size_t set,
		    size_t candidate, bool grouped)
{
	const struct profile *p = c->profile;
	const struct profile_total *seen = profile_total(p, set, candidate + 1);
	const struct certainty_total *total = certainty_total(c, set, candidate);
	char buf[32];

	if (!grouped)
		table_text(t, certain_set_title(c, set));
	table_text(t, profile_platform_title(p, candidate + 1));
	if (!total->any) {
		table_missing(t, "nothing measured");
		table_end_row(t);
		return;
	}
	add_points(t, p->rubric, p->rubric->weighted ? seen->percent : seen->level_sum);
	table_number(t, seen->rank);
	if (!certain_of_set(c, set)) {
		table_missing(t, "no spread is known: too few runs");
		table_end_row(t);
		return;
	}
	add_points(t, p->rubric, total->low);
	add_points(t, p->rubric, total->high);
	for (size_t i = 0; i + 1 < p->platform_count; i++)
		certain_share(t, total->p_rank[i]);
	certain_share(t, total->p_alone);
	if (any_mandatory(p->rubric))
		certain_share(t, total->p_veto);
	table_text(t, certain_class(buf, sizeof(buf), total));
}

static void add_heading(struct table *t, const char *title)
{
	table_text(t, title)->style = STYLE_HEAD;
	table_end_row(t);
}

/* What was held fixed, because nobody knows how it varies. */
static const char *footnote(struct table *t, const struct certainty *c)
{
	size_t unknown = 0;

	for (size_t i = 0; i + 1 < c->profile->platform_count; i++)
		unknown += certainty_total(c, c->profile->rubric->set_count, i)->unknown;
	if (unknown == 0)
		return NULL;
	return arena_printf(&t->arena,
			    "%zu level%s, of which the spread is unknown, %s held fixed: "
			    "totals and ranks are less sure than this says.",
			    unknown, unknown == 1 ? "" : "s", unknown == 1 ? "is" : "are");
}

struct table *certain_ranks(const struct certainty *c, bool grouped)
{
	struct table *t = table_new("ranks", "How sure totals and ranks are");
	char *method = certain_method(c);

	t->sheet = "Certainty";
	t->note = arena_printf(
		&t->arena,
		"From, To: the %.4g %% interval of the total. P(r): in how many of 100 "
		"resamples the rank is r, alone or shared; Alone: in how many nobody is beside. Class: the ranks of those that "
		"cannot be told apart from the best of them with that confidence.%s%s",
		100 * c->confidence,
		any_mandatory(c->profile->rubric)
			? " Veto: in how many something mandatory is missed."
			: "",
		grouped ? ""
			: " The figures of this sheet do not follow a threshold that is "
			  "changed in Grading.");
	add_columns(t, c, grouped);
	for (size_t set = 0; set < certain_sets(c); set++) {
		if (grouped)
			add_heading(t, certain_set_title(c, set));
		for (size_t i = 0; i + 1 < c->profile->platform_count; i++)
			add_row(t, c, set, i, grouped);
	}
	const char *held = footnote(t, c);
	t->footnote = arena_printf(&t->arena, "%s%s%s", held ? held : "", held ? "\n" : "",
				   method);
	free(method);
	return t;
}

static void add_beats(struct table *t, const struct certainty *c, size_t set,
		      size_t candidate, bool grouped)
{
	const struct certainty_total *total = certainty_total(c, set, candidate);

	if (!grouped)
		table_text(t, certain_set_title(c, set));
	table_text(t, profile_platform_title(c->profile, candidate + 1));
	for (size_t i = 0; i + 1 < c->profile->platform_count; i++) {
		bool can = i != candidate && total->any &&
			   certainty_total(c, set, i)->any && certain_of_set(c, set);
		certain_share(t, can ? total->p_beats[i] : NAN);
	}
}

struct table *certain_beats(const struct certainty *c, bool grouped)
{
	struct table *t = table_new("beats", "Who is better than whom");
	char name[32];

	t->sheet = "Certainty";
	t->note = "In how many of 100 resamples the candidate of the row has more than that "
		  "of the column; the rest are ties, or the other way round.";
	if (!grouped)
		table_column(t, "set", "Set", 0);
	table_column(t, "platform", "Platform", 0);
	for (size_t i = 1; i < c->profile->platform_count; i++) {
		snprintf(name, sizeof(name), "p%zu", i);
		table_column(t, name, profile_platform_title(c->profile, i), 1);
	}
	for (size_t set = 0; set < certain_sets(c); set++) {
		if (grouped)
			add_heading(t, certain_set_title(c, set));
		for (size_t i = 0; i + 1 < c->profile->platform_count; i++)
			add_beats(t, c, set, i, grouped);
	}
	return t;
}
