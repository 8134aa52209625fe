/* cmd_report.c - desmet report: the profile as a file, a workbook above all. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "data/tuning.h"
#include "reports/certain/certain.h"
#include "reports/output.h"
#include "reports/reports.h"
#include "reports/tables.h"
#include "reports/tables/parts.h"
#include "reports/tune/break_evens.h"
#include "reports/xlsx/xlsx.h"

#define TABLES_MAX 32

static const struct opt_row options[] = {
	{ "output", 'o', "FILE",
	  "the file: .xlsx, .html, .md, .csv or .json by its ending" },
	{ "no-samples", 0, NULL, "leave the samples out: a summary" },
};

struct bundle {
	struct table *tables[TABLES_MAX * RUBRIC_VALUES_MAX + 1];
	size_t count;
};

static void add(struct bundle *b, struct table *t)
{
	if (t != NULL)
		b->tables[b->count++] = t;
}

static void release(struct bundle *b)
{
	for (size_t i = 0; i < b->count; i++)
		table_free(b->tables[i]);
}

static void add_certainty(struct bundle *b, const struct certainty *c)
{
	struct table *cells = certain_cells(c, false);

	add(b, certain_ranks(c, false));
	add(b, certain_beats(c, false));
	add(b, cells);
	certain_charts(cells, c);
}

static void add_for_people(struct bundle *b, const struct places *at,
			   const struct break_even *even, const struct audit *a)
{
	const struct profile *p = at->profile;

	add(b, scores_profile(at));
	add(b, scores_ratios(at));
	add(b, grading_features(at));
	add(b, grading_importances(p));
	add(b, grading_sets(p));
	add(b, grading_symbols(p));
	if (at->certainty)
		add_certainty(b, at->certainty);
	add(b, break_evens_cells(even));
	add(b, break_evens_thresholds(even, false));
	add(b, measured_cells(at));
	add(b, charts_table(at));
	add(b, measured_strata(at));
	if (at->samples)
		add(b, samples_table(at));
	add(b, judgements_table(p));
	add(b, judgements_cells(p));
	add(b, judgements_agreement(p));
	if (a) {
		if (a->scores) {
			add(b, audits_cells(a, p, false));
			add(b, audits_guesses(a, p, SIZE_MAX));
			add(b, audits_totals(a, p, false));
		}
		if (a->baseline_count)
			add(b, audits_baselines(a, p, false));
		add(b, claims_table(a, false));
		if (a->claim_count)
			add(b, claims_operands(a));
	}
	add(b, diagnoses_table(p));
	add(b, gaps_table(p));
	add(b, about_table(at, a));
}

static void add_for_machines(struct bundle *b, const struct places *at,
			     const struct audit *a)
{
	add(b, scores_machine(at->profile, at->certainty));
	add(b, scores_totals(at->profile));
	if (at->certainty) {
		add(b, certain_machine(at->certainty));
		add(b, certain_machine_ranks(at->certainty));
		add(b, certain_machine_beats(at->certainty));
		add(b, certain_machine_settings(at->certainty));
	}
	add(b, diagnoses_machine(at->profile));
	if (at->profile->rubric->judgements) {
		add(b, judgements_machine(at->profile, SIZE_MAX, SIZE_MAX));
		add(b, judgements_machine_agreement(at->profile));
	}
	if (a) {
		add(b, audits_machine(a));
		add(b, audits_machine_baselines(a));
		if (a->rule_count > 0)
			add(b, audits_rules(a));
		if (a->claim_count)
			add(b, claims_machine(a));
	}
	if (at->samples)
		add(b, samples_machine(at->profile, SIZE_MAX, SIZE_MAX));
}

static const char *ending(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *dot = strrchr(slash ? slash : path, '.');

	return dot ? dot + 1 : "";
}

/* All tables of a value after those of another. */
static void add_parts_for_people(struct bundle *b, const struct call *call, bool samples)
{
	add(b, parts_side_by_side(call));
	for (size_t i = 0; i < parts_count(call); i++) {
		size_t first = b->count;
		struct places at;

		places_init(&at, parts_profile(call, i), parts_certainty(call, i), samples);
		add_for_people(b, &at,
			       call->parts ? &call->parts->list[i].break_even
					   : &call->tuning->break_even,
			       call->audit);
		if (call->parts)
			parts_name(b->tables + first, b->count - first, at.profile->rubric, i);
		places_release(&at);
	}
}

/* One table of each kind; `scores`: the first alone. */
static void add_parts_for_machines(struct bundle *b, const struct call *call, bool samples,
				   bool scores)
{
	struct bundle *each = mem_new(parts_count(call), sizeof(each[0]));
	struct table *alike[RUBRIC_VALUES_MAX];

	for (size_t i = 0; i < parts_count(call); i++) {
		struct places at;

		places_init(&at, parts_profile(call, i), parts_certainty(call, i), samples);
		if (scores)
			add(&each[i], scores_machine(at.profile, at.certainty));
		else
			add_for_machines(&each[i], &at, call->audit);
		places_release(&at);
	}
	for (size_t k = 0; k < each[0].count; k++) {
		for (size_t i = 0; i < parts_count(call); i++)
			alike[i] = each[i].tables[k];
		add(b, parts_join(call, alike));
	}
	free(each);
}

static int write_bundle(struct call *call, const char *path, bool samples)
{
	const char *format = ending(path);
	bool xlsx = strcasecmp(format, "xlsx") == 0;
	const struct table_writer *w =
		table_writer_find(strcasecmp(format, "txt") ? format : "text");
	struct bundle b = { .count = 0 };

	if (!xlsx && w == NULL)
		return err_set(
			call->err, EXIT_INPUT,
			"%s: its ending does not say the format; wanted .xlsx, .html, .md, "
			".csv, .tsv, .json or .txt",
			path);
	if (w && w->for_machines)
		add_parts_for_machines(&b, call, samples, strcmp(w->name, "json") != 0);
	else
		add_parts_for_people(&b, call, samples);
	const struct table *const *tables = (const struct table *const *)b.tables;
	int rc = xlsx ? xlsx_write(tables, b.count, path, call->err)
		      : output_tables(w, tables, b.count, path, call->out, call->err);
	release(&b);
	return rc;
}

static int report_run(struct call *call)
{
	const char *path = opts_get(&call->opts, "output");

	if (path == NULL)
		return err_set(
			call->err, EXIT_INPUT,
			"say where the report goes: -o FILE.xlsx (or .html, .md, .csv, "
			".json)");
	if (write_bundle(call, path, !opts_has(&call->opts, "no-samples")) != 0)
		return -1;
	if (call->parts && call->profile->rubric->published)
		notes_add(call->notes,
			  "the published sheet is not audited: it can be held against one value, "
			  "desmet audit --dimension NAME=VALUE");
	for (size_t i = 0; i < parts_count(call); i++)
		scores_notes(parts_profile(call, i), call->notes);
	return 0;
}

const struct command report_command = {
	.name = "report",
	.args = "SOURCE -r RUBRIC -o FILE",
	.summary = "write the evaluation profile as a workbook or a page",
	.description =
		"Writes the profile with everything behind it: grading scheme, how sure "
		"levels, totals and ranks are, how little would change them, measurements, "
		"charts, every sample with its log and line, gaps, and the audit when the "
		"rubric "
		"has a published sheet. In a workbook, scores, totals and ratios are live: "
		"change "
		"a threshold on the sheet Grading and the profile follows (what the sheet "
		"Certainty says, and the marks ? and ~, do not).\n\n"
		"Of a rubric that compares values of a dimension there are the sheets of each "
		"value (or of the one that --dimension chooses), after a sheet that has them "
		"side by side; the published sheet is held against one value only.\n\n"
		"The file is written aside and renamed: whatever was there stays until the "
		"new one "
		"is whole. The same input gives the same bytes; the date of creation is "
		"SOURCE_DATE_EPOCH, or 1980-01-01. A file that desmet made from the same and "
		"nobody has touched since is left as it is. A .csv or .tsv holds the scores alone, "
		"with "
		"the columns of desmet score --to tsv; a .json has all tables for "
		"machines.",
	.options = options,
	.option_count = ARRAY_LEN(options),
	.min_args = 0,
	.max_args = 1,
	.needs = NEED_STORE | NEED_PROFILE | WANT_AUDIT | NEED_CERTAINTY | WANT_BREAK_EVEN |
		 TAKES_PARTS,
	.product = "output",
	.run = report_run,
};
