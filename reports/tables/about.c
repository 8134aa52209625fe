/* about.c - the page that explains a workbook and says what it was made of. */
#include <stdlib.h>

#include "data/base/conf.h"
#include "data/rubric/judgement.h"
#include "reports/certain/certain.h"
#include "reports/tables.h"

static void add(struct table *t, const char *key, const char *text)
{
	table_text(t, key);
	table_text(t, text);
}

static void add_pages(struct table *t, const struct places *at, const struct audit *a)
{
	add(t, "Profile",
	    "features by set and importance, the level of each candidate, totals");
	add(t, "Grading", "the thresholds and weights; change one and the profile follows");
	if (at->certainty)
		add(t, "Certainty",
		    "how sure levels, totals and ranks are: intervals, probabilities, "
		    "pictures");
	add(t, "Measurements", "mean, spread and ratio to the baseline behind each level");
	if (at->stratum_count)
		add(t, "Strata", "the same for each level of a factor that was varied");
	add(t, "Charts", "the same as pictures");
	if (at->samples)
		add(t, "Samples",
		    "every figure with the log and line it was read from; a level's "
		    "link leads here");
	if (at->profile->rubric->judgements)
		add(t, "Judgements",
		    "what people said of features that are judged, and how far they agree");
	if (a)
		add(t, "Audit", "published levels against those of the archive");
	add(t, "Gaps", "what was not measured, failed or was rejected, and why");
}

static void add_certainty(struct table *t, const struct certainty *c)
{
	char *method = certain_method(c);

	table_text(t, "? undecided");
	table_printf(t, "the level holds in fewer than %.6g %% of resamples: the runs, drawn "
			"anew", 100 * c->confidence);
	add(t, "~ spread unknown", "too few runs to say how sure the level is");
	add(t, "How sure", method);
	free(method);
}

static void add_dimension(struct table *t, const struct rubric_dimension *d)
{
	char *values = mem_dup("");

	for (size_t i = 0; i < d->value_count; i++) {
		char *was = values;
		values = mem_printf("%s%s%s", was, i ? ", " : "", d->values[i]);
		free(was);
	}
	table_printf(t, "Dimension %s", d->name);
	if (d->fixed)
		table_printf(t, "fixed: only runs with %s=%s", d->name, d->chosen);
	else
		table_printf(t, "%s here; compared: %s", d->chosen ? d->chosen : "", values);
	free(values);
}

struct table *about_table(const struct places *at, const struct audit *a)
{
	const struct profile *p = at->profile;
	const struct rubric *r = p->rubric;
	struct table *t = table_new("about", "About this workbook");

	t->sheet = "About";
	t->note = "A DESMET evaluation profile: candidates are compared by features that "
		  "their "
		  "users care about; each feature's measurement is graded into a level "
		  "against "
		  "the baseline or against fixed values. The verdict holds for this rubric "
		  "and "
		  "these measurements; it says nothing of other uses.";
	table_column(t, "key", "What", 0);
	table_column(t, "text", "", 0);
	t->columns[1].wrap = true;
	t->columns[1].width = 90;
	add_pages(t, at, a);
	add(t, "Level",
	    "points for a feature: the highest level whose threshold is met, the "
	    "threshold itself included");
	add(t, "Ratio", "the candidate's figure / the baseline's, rounded to 12 decimals");
	add(t, "Blank", "not measured: no points, and not part of what a total is \"of\"");
	add(t, "Failed, n/a",
	    "measured without a sound result, or without a baseline to compare "
	    "with: see Gaps");
	if (at->certainty)
		add_certainty(t, at->certainty);
	table_text(t, "Rubric");
	table_printf(t, "%s%s%s", r->name, r->path ? ", " : "", r->path ? r->path : "");
	for (size_t i = 0; i < r->file_count; i++)
		add(t, i ? "" : "Which includes", r->files[i].path);
	for (size_t i = 0; i < r->dimension_count; i++)
		add_dimension(t, &r->dimensions[i]);
	if (r->source)
		add(t, "Rubric's source", r->source);
	add(t, "Rubric's SHA-256", r->sha256);
	if (r->judgements) {
		add(t, "Judgements", r->judgements->path);
		add(t, "Judgements' SHA-256",
		    r->judgements->missing ? "the file is not there yet" : r->judgements->sha256);
	}
	table_text(t, "Archive");
	table_printf(t, "%zu log%s", p->log_count, p->log_count == 1 ? "" : "s");
	add(t, "Archive's SHA-256", p->archive_hash);
	for (size_t i = 0; i < p->grammar_count; i++) {
		table_printf(t, "Grammar %s", p->grammars[i].name);
		table_text(t, p->grammars[i].sha256);
	}
	if (a && a->path)
		add(t, "Published sheet", a->path);
	add(t, "Made by", "desmet " DESMET_VERSION);
	return t;
}
