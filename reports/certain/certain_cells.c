/* certain_cells.c - how sure each level is, as a table for people. Knows no format. */
#include <math.h>
#include <stdlib.h>

#include "reports/certain/certain.h"
#include "reports/tables.h"

/* A table in the making. */
struct cells {
	struct table *t;
	const struct certainty *c;
	bool grouped, any_unknown;
	int *scale; /* every level that there is */
	size_t scale_count;
};

/* The ratio, or with absolute levels the value in the feature's unit. */
static void add_figure(struct cells *s, const struct rubric_feature *f, double figure)
{
	struct cell *cell = table_number(s->t, figure);

	cell->percent = !f->absolute;
	cell->decimals = f->absolute ? f->decimals : s->grouped ? 1 : 2;
	if (f->absolute) {
		char *unit = mem_printf(" %s", f->unit_text);
		table_set_suffix(s->t, cell, unit);
		free(unit);
	}
}

static void add_level(struct cells *s, const struct rubric_feature *f,
		      const struct profile_cell *seen, char mark)
{
	struct cell *cell = table_number(s->t, seen->level);
	char suffix[2] = { mark, '\0' };

	if (mark)
		table_set_suffix(s->t, cell, suffix);
	levels_mark(s->t, cell, f, suffix);
}

static void add_verdict(struct cells *s, const struct certainty_cell *cell, char mark)
{
	const char *words[] = { "yes", "no", s->grouped ? "?" : "unknown", "judged" };
	int word = mark == CERTAIN_UNKNOWN ? 2 : mark == CERTAIN_UNDECIDED;
	struct cell *c = table_text(s->t, words[cell->judged ? 3 : word]);

	if (cell->why)
		table_set_comment(s->t, c, "%s", cell->why);
	if (s->any_unknown && !s->grouped)
		table_text(s->t, cell->why);
}

static void add_row(struct cells *s, size_t feature, size_t candidate)
{
	const struct profile *p = s->c->profile;
	const struct rubric_feature *f = &p->rubric->features[feature];
	const struct profile_cell *seen = profile_cell(p, feature, candidate + 1);
	const struct certainty_cell *cell = certainty_cell(s->c, feature, candidate);
	char mark = certain_mark(s->c, feature, candidate);

	if (!s->grouped) {
		struct cell *title = table_text(s->t, f->title);
		table_set_link(s->t, title, "grading:%zu", feature);
	}
	table_text(s->t, profile_platform_title(p, candidate + 1));
	if (seen->status != PROFILE_SCORED) {
		table_missing(s->t, profile_cell_status(p, feature, candidate + 1));
		table_end_row(s->t);
		return;
	}
	add_level(s, f, seen, mark);
	add_figure(s, f, f->judged ? NAN : f->absolute ? seen->shown : seen->ratio);
	add_figure(s, f, cell->low);
	add_figure(s, f, cell->high);
	for (size_t i = 0; i < s->scale_count; i++)
		certain_share(s->t, certain_of_level(s->c, feature, candidate, s->scale[i]));
	add_verdict(s, cell, mark);
}

static void add_columns(struct cells *s)
{
	const struct rubric *r = s->c->profile->rubric;
	char name[32], title[48];

	if (!s->grouped)
		table_column(s->t, "feature", "Feature", 0);
	table_column(s->t, "platform", "Platform", 0);
	table_column(s->t, "level", "Level", 0);
	table_column(s->t, "figure", "Ratio", 2);
	table_column(s->t, "low", "From", 2);
	table_column(s->t, "high", "To", 2);
	for (size_t i = 0; i < s->scale_count; i++) {
		const char *symbol = rubric_common_symbol(r, s->scale[i]);
		snprintf(name, sizeof(name), "level_%d", s->scale[i]);
		if (symbol)
			snprintf(title, sizeof(title), "P(%.12s)", symbol);
		else
			snprintf(title, sizeof(title), "P(%d)", s->scale[i]);
		certain_share_column(s->t, name, title);
	}
	table_column(s->t, "decided", s->grouped ? "Sure" : "Decided", 0);
	if (s->any_unknown && !s->grouped) {
		table_column(s->t, "why", "Why unknown", 0);
		s->t->columns[s->t->width - 1].wrap = true;
	}
}

static const char *note(struct cells *s, size_t unknown)
{
	const struct certainty *c = s->c;
	const char *more = "";
	size_t judged = certain_judged(c);

	if (unknown)
		more = arena_printf(&s->t->arena,
				    "; of %zu the spread is unknown: too few runs", unknown);
	if (judged)
		more = arena_printf(&s->t->arena,
				    "%s; %zu more %s judged by people and taken as %s",
				    more, judged, judged == 1 ? "is" : "are",
				    judged == 1 ? "it is" : "they are");
	return arena_printf(
		&s->t->arena,
		"%zu of %zu levels are decided: they hold in at least %.4g %% of "
		"resamples%s. From, To: the %.4g %% interval. P(x): in how many of 100 "
		"resamples the level is x.",
		c->decided, c->known + unknown, 100 * c->confidence, more,
		100 * c->confidence);
}

/* Why, a line each, where a column has no room for it. */
static const char *footnote(struct cells *s)
{
	const struct profile *p = s->c->profile;
	const char *words = "? undecided.";

	if (!s->any_unknown)
		return words;
	words = "? undecided. ~ spread unknown:";
	for (size_t f = 0; f < p->rubric->feature_count; f++) {
		for (size_t i = 0; i + 1 < p->platform_count; i++) {
			const char *why = certainty_cell(s->c, f, i)->why;
			if (why == NULL)
				continue;
			words = arena_printf(&s->t->arena, "%s\n  %s, %s: %s", words,
					     p->rubric->features[f].title,
					     profile_platform_title(p, i + 1), why);
		}
	}
	return words;
}

static void add_heading(struct cells *s, const struct rubric_feature *f)
{
	if (f->judged) {
		table_printf(s->t, "%s (judged by people)", f->title)->style = STYLE_HEAD;
		table_end_row(s->t);
		return;
	}
	table_printf(s->t, "%s (%s is better%s%s)", f->title,
		     f->lower_is_better ? "lower" : "higher",
		     f->absolute ? "; value in " : "", f->absolute ? f->unit_text : "")
		->style = STYLE_HEAD;
	table_end_row(s->t);
}

struct table *certain_cells(const struct certainty *c, bool grouped)
{
	const struct profile *p = c->profile;
	struct cells s = { .t = table_new("certainty", "How sure each level is"),
			   .c = c,
			   .grouped = grouped };
	size_t unknown = certain_count(c, CERTAIN_UNKNOWN);

	s.any_unknown = unknown > 0;
	s.scale = rubric_scale(p->rubric, true, &s.scale_count);
	s.t->sheet = "Certainty";
	s.t->note = note(&s, unknown);
	add_columns(&s);
	for (size_t f = 0; f < p->rubric->feature_count; f++) {
		if (grouped)
			add_heading(&s, &p->rubric->features[f]);
		for (size_t i = 0; i + 1 < p->platform_count; i++)
			add_row(&s, f, i);
	}
	if (grouped)
		s.t->footnote = footnote(&s);
	free(s.scale);
	return s.t;
}
