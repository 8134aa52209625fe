/* diagnoses.c - what is odd about the runs behind the levels. Knows no format. */
#include <math.h>

#include "reports/tables.h"

static void say_tests(struct table *t, const struct profile *p)
{
	if (t->height == 0)
		t->note = arena_printf(&t->arena,
				       "Nothing odd was found in %zu tests, and no level "
				       "hangs on a single run or on the statistic.",
				       p->test_count);
	else if (p->test_limit > 0)
		t->note = arena_printf(
			&t->arena,
			"What is odd about the runs, and which levels would be others "
			"without it. %zu tests were made, and what had a p of at most %.2g "
			"is told: at most one in ten of these is expected to be chance.",
			p->test_count, p->test_limit);
	else
		t->note = arena_printf(
			&t->arena,
			"What is odd about the runs, and which levels would be others "
			"without it. %zu tests were made; none had a p that so many do not "
			"give by chance.",
			p->test_count);
}

/* --- a row each ----------------------------------------------------------------------- */

static void add_finding(struct table *t, const struct profile *p, size_t feature,
			size_t platform, const struct profile_finding *f)
{
	const struct profile_cell *c = profile_cell(p, feature, platform);

	const struct rubric_feature *of = &p->rubric->features[feature];

	table_text(t, of->title);
	table_text(t, profile_platform_title(p, platform));
	table_text(t, profile_finding_title(f->kind));
	levels_add(t, of, c->status == PROFILE_SCORED ? c->level : NAN);
	if (f->has_other)
		levels_add(t, of, f->other_level)->style = STYLE_BAD;
	else
		table_missing(t, NULL);
	table_text(t, f->text);
}

struct table *diagnoses_table(const struct profile *p)
{
	struct table *t = table_new("diagnoses", "Diagnoses");

	t->sheet = "Diagnoses";
	t->filter = true;
	t->dash = scores_dash(p->rubric); /* "-" may be a level */
	table_column(t, "feature", "Feature", 0);
	table_column(t, "platform", "Platform", 0);
	table_column(t, "kind", "Kind", 0);
	table_column(t, "level", "Level", 0);
	table_column(t, "other_level", "Without it", 0);
	table_column(t, "finding", "Finding", 0);
	t->columns[5].wrap = true;
	for (size_t f = 0; f < p->rubric->feature_count; f++) {
		for (size_t i = 0; i < p->platform_count; i++) {
			const struct profile_cell *c = profile_cell(p, f, i);
			for (size_t k = 0; k < c->finding_count; k++)
				add_finding(t, p, f, i, &c->findings[k]);
		}
	}
	say_tests(t, p);
	return t;
}

/* --- cell by cell --------------------------------------------------------------------- */

static struct table *by_cell(void)
{
	struct table *t = table_new("diagnoses", "Diagnoses");

	table_column(t, "kind", "Kind", 0);
	table_column(t, "finding", "Finding", 0);
	t->columns[1].wrap = true;
	return t;
}

static void add_cell(struct table *t, const struct profile *p, size_t feature,
		     size_t platform)
{
	const struct profile_cell *c = profile_cell(p, feature, platform);
	struct cell *head;

	if (c->finding_count == 0)
		return;
	head = table_printf(t, "%s, %s", p->rubric->features[feature].title,
			    profile_platform_title(p, platform));
	head->style = STYLE_HEAD;
	table_end_row(t);
	for (size_t i = 0; i < c->finding_count; i++) {
		table_text(t, profile_finding_title(c->findings[i].kind));
		table_text(t, c->findings[i].text);
	}
}

struct table *diagnoses_by_cell(const struct profile *p)
{
	struct table *t = by_cell();

	for (size_t f = 0; f < p->rubric->feature_count; f++) {
		for (size_t i = 0; i < p->platform_count; i++)
			add_cell(t, p, f, i);
	}
	say_tests(t, p);
	return t;
}

struct table *diagnoses_of(const struct profile *p, size_t feature, size_t platform)
{
	struct table *t = by_cell();

	add_cell(t, p, feature, platform);
	if (platform && profile_cell(p, feature, platform)->sample_count)
		add_cell(t, p, feature, 0);
	if (t->height > 0)
		return t;
	table_free(t);
	return NULL;
}

/* --- for machines --------------------------------------------------------------------- */

static void add_machine(struct table *t, const struct profile *p, size_t feature,
			size_t platform, const struct profile_finding *f)
{
	const struct rubric_feature *of = &p->rubric->features[feature];
	const struct profile_cell *c = profile_cell(p, feature, platform);

	table_text(t, p->rubric->sets[of->set].name);
	table_text(t, of->name);
	table_text(t, profile_platform_name(p, platform));
	table_text(t, profile_finding_name(f->kind));
	table_number(t, c->status == PROFILE_SCORED ? c->level : NAN);
	table_number(t, f->has_other ? f->other_level : NAN);
	table_number(t, f->p);
	table_text(t, f->text);
	table_text(t, f->test);
	table_number(t, f->statistic);
	if (f->run) {
		table_text(t, f->run->log);
		table_number(t, (double)f->run->line);
	}
	table_end_row(t);
}

struct table *diagnoses_machine(const struct profile *p)
{
	static const char *const names[] = {
		"set", "feature", "platform", "kind",	   "level", "other_level",
		"p",   "text",	  "test",     "statistic", "log",   "line",
	};
	struct table *t = table_new("diagnoses", "Diagnoses");

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		table_column(t, names[i], names[i], -1);
	for (size_t f = 0; f < p->rubric->feature_count; f++) {
		for (size_t i = 0; i < p->platform_count; i++) {
			const struct profile_cell *c = profile_cell(p, f, i);
			for (size_t k = 0; k < c->finding_count; k++)
				add_machine(t, p, f, i, &c->findings[k]);
		}
	}
	return t;
}
