/* cmd_score.c - desmet score: the evaluation profile on the terminal. */
#include <stdint.h>
#include <string.h>

#include "reports/certain/certain.h"
#include "reports/output.h"
#include "reports/reports.h"
#include "reports/tables.h"
#include "reports/tables/parts.h"

static const struct opt_row options[] = {
	{ "to", 't', "FORMAT", "text (as it is), tsv, csv, json, md or html" },
	{ "totals", 0, NULL, "the totals of each set instead of the cells" },
	{ "ranks", 0, NULL, "how sure totals and ranks are" },
	{ "uncertainty", 0, NULL, "how sure levels, totals and ranks are" },
	{ "diagnose", 0, NULL, "what is odd about the runs, and what hangs on it" },
	{ "gaps", 0, NULL, "what is missing or was rejected, cell by cell, and why" },
	{ "judgements", 0, NULL, "what people said of judged features, and how far they agree" },
	{ "agreement", 0, NULL, "how far they agree alone: weighted kappa, Krippendorff's alpha" },
	{ "output", 'o', "FILE", "write to FILE; - is standard output" },
};

#define TABLES_MAX 4

static size_t profile_tables(const struct profile *p, const struct certainty *c,
			     bool machine, struct table **out)
{
	struct places at;

	places_init(&at, p, c, false);
	out[0] = machine ? scores_machine(p, c)
			 : scores_profile(&at);
	places_release(&at);
	return 1;
}

static size_t totals_tables(const struct profile *p, const struct certainty *c,
			    bool machine, struct table **out)
{
	(void)machine;
	(void)c;
	out[0] = scores_totals(p);
	return 1;
}

static size_t ranks_tables(const struct profile *p, const struct certainty *c,
			   bool machine, struct table **out)
{
	(void)p;
	if (machine) {
		out[0] = certain_machine_ranks(c);
		return 1;
	}
	out[0] = certain_ranks(c, true);
	out[1] = certain_beats(c, true);
	return 2;
}

static size_t uncertainty_tables(const struct profile *p, const struct certainty *c,
				 bool machine, struct table **out)
{
	(void)p;
	if (machine) {
		out[0] = certain_machine(c);
		return 1;
	}
	out[0] = certain_cells(c, true);
	out[1] = certain_ranks(c, true);
	return 2;
}

static size_t diagnose_tables(const struct profile *p, const struct certainty *c,
			      bool machine, struct table **out)
{
	(void)c;
	out[0] = machine ? diagnoses_machine(p) : diagnoses_by_cell(p);
	return 1;
}

static size_t gaps_tables(const struct profile *p, const struct certainty *c, bool machine,
			  struct table **out)
{
	(void)c;
	out[0] = machine ? gaps_machine(p) : gaps_table(p);
	return 1;
}

/* With a word where there is nothing. */
static size_t or_nothing(struct table *t, const char *why, struct table **out)
{
	if (t == NULL) {
		t = table_new("nothing", why);
		table_column(t, "nothing", "", 0);
	}
	out[0] = t;
	return 1;
}

static size_t agreement_tables(const struct profile *p, const struct certainty *c,
			       bool machine, struct table **out)
{
	(void)c;
	if (machine) {
		out[0] = judgements_machine_agreement(p);
		return 1;
	}
	return or_nothing(judgements_agreement(p),
			  "No feature has been judged by two assessors", out);
}

static size_t judgements_tables(const struct profile *p, const struct certainty *c,
				bool machine, struct table **out)
{
	size_t n;

	(void)c;
	if (machine) {
		out[0] = judgements_machine(p, SIZE_MAX, SIZE_MAX);
		return 1;
	}
	n = or_nothing(judgements_cells(p), "No feature of this rubric is judged", out);
	out[n] = judgements_agreement(p);
	n += out[n] != NULL;
	out[n] = judgements_table(p);
	return n + (out[n] != NULL);
}

/* What there is to see. Machines get one table. */
static const struct view {
	const char *option; /* NULL: the profile */
	size_t (*tables)(const struct profile *p, const struct certainty *c, bool machine,
			 struct table **out);
	bool once; /* the same for all values that the rubric compares */
} views[] = {
	{ NULL, profile_tables, false },
	{ "totals", totals_tables, false },
	{ "ranks", ranks_tables, false },
	{ "uncertainty", uncertainty_tables, false },
	{ "diagnose", diagnose_tables, false },
	{ "gaps", gaps_tables, false },
	{ "judgements", judgements_tables, true },
	{ "agreement", agreement_tables, true },
};

static const struct view *view_of(const struct call *call)
{
	const struct view *found = &views[0];

	for (size_t i = 1; i < ARRAY_LEN(views); i++) {
		if (!opts_has(&call->opts, views[i].option))
			continue;
		if (found->option) {
			err_set(call->err, EXIT_INPUT, "--%s and --%s are two tables; ask for one",
				found->option, views[i].option);
			return NULL;
		}
		found = &views[i];
	}
	return found;
}

/* Has no candidate a level, nor a failed record? */
static bool is_empty(const struct profile *p)
{
	for (size_t f = 0; f < p->rubric->feature_count; f++)
		for (size_t i = 1; i < p->platform_count; i++)
			if (profile_cell(p, f, i)->status != PROFILE_UNMEASURED)
				return false;
	return true;
}

/* In place of a profile of dashes: of one value among several. */
static size_t empty_tables(const struct profile *p, struct table **out)
{
	const struct rubric *r = p->rubric;
	struct table *t = table_new("profile", "");

	t->title = arena_printf(&t->arena, "Evaluation profile: %s", r->title ? r->title : r->name);
	t->note = "No feature is measured of any candidate: a profile of dashes, not shown. Why is "
		  "said by --gaps.";
	table_column(t, "nothing", "", 0);
	out[0] = t;
	return 1;
}

/* Of all values that the rubric compares: for machines one table, for people one after the
   other and then side by side. */
static size_t all_tables(const struct call *call, const struct view *view, bool machine,
			 struct table **out)
{
	struct table *first[RUBRIC_VALUES_MAX];
	size_t count = 0;

	if (view->once)
		return view->tables(call->profile, call->certainty, machine, out);
	for (size_t i = 0; i < parts_count(call); i++) {
		const struct profile *p = parts_profile(call, i);
		bool dashes = !machine && view->option == NULL && parts_count(call) > 1 && is_empty(p);
		size_t n = dashes ? empty_tables(p, out + count)
				  : view->tables(p, parts_certainty(call, i), machine, out + count);

		if (machine)
			first[i] = out[0];
		else if (parts_profile(call, i)->rubric->at)
			parts_name(out + count, n, parts_profile(call, i)->rubric, i);
		count += machine ? 0 : n;
	}
	if (machine)
		out[count++] = parts_join(call, first);
	else if (view->option == NULL && parts_count(call) > 1)
		out[count++] = parts_side_by_side(call);
	return count;
}

static int score_run(struct call *call)
{
	const struct table_writer *w =
		output_writer(opts_get(&call->opts, "to"), call->err);
	const struct view *view = w ? view_of(call) : NULL;
	struct table *tables[TABLES_MAX * RUBRIC_VALUES_MAX + 1];

	if (view == NULL)
		return -1;
	size_t count = all_tables(call, view, w->for_machines, tables);
	int rc = output_tables(w, (const struct table *const *)tables, count,
			       opts_get(&call->opts, "output"), call->out, call->err);
	for (size_t i = 0; i < count; i++)
		table_free(tables[i]);
	for (size_t i = 0; i < parts_count(call) && rc == 0; i++)
		scores_notes(parts_profile(call, i), call->notes);
	return rc;
}

const struct command score_command = {
	.name = "score",
	.args = "SOURCE -r RUBRIC",
	.summary = "judge the measurements by a rubric and show the evaluation profile",
	.description = "Prints the DESMET evaluation profile: a row for each feature, a "
		       "column for each "
		       "candidate, the totals of each feature set. A dash is a feature "
		       "that was not "
		       "measured; it is no zero. Totals are of what was measured (\"2 of "
		       "8\"), with the "
		       "possible range when something is missing. A rubric all of whose "
		       "features people judge needs no SOURCE.\n\n"
		       "How sure that is, is found by resampling: the runs of candidate and "
		       "baseline are drawn anew, within their strata, and carried through "
		       "ratio, level, total and rank. 2? is a level that holds in fewer "
		       "resamples than the rubric's confidence wants, 2~ one whose spread is "
		       "unknown: too few runs. Candidates that cannot be told apart share "
		       "their ranks (\"2 to 4\"). --uncertainty shows the interval of each "
		       "ratio, the probability of each level and of each rank; --ranks the "
		       "ranks, and who is better than whom.\n\n"
		       "Of a rubric that compares values of a dimension ([dimension device] "
		       "compare = x86, arm) there is a profile for each, and all side by side; "
		       "--dimension device=arm shows that alone. Tables for machines then have "
		       "one more column at their end, dimensions.\n\n"
		       "With --to tsv the columns are: set feature importance platform "
		       "status n value "
		       "unit baseline ratio level max_level ratio_low ratio_high p_level "
		       "decided; with --totals: set platform "
		       "level_sum "
		       "max_measured max_possible percent rank; with --ranks: platform rank "
		       "p_rank1 ... total_low total_high set p_alone class p_veto unknown; "
		       "with --uncertainty: set feature platform level ratio ratio_low "
		       "ratio_high value unit value_low value_high p_level decided why method "
		       "resamples seed confidence p_none p_LEVEL ... (ratio_low and "
		       "ratio_high are empty where thresholds are values: then value_low and "
		       "value_high are not); with --diagnose: set feature "
		       "platform kind level other_level p text test statistic log line (what "
		       "the kinds mean is said in score/diagnose/DIAGNOSES.md); with --gaps: set feature "
		       "platform gap reason log line; with --judgements: set "
		       "feature platform assessor level date reason evidence file line combine "
		       "status combined; with --agreement: feature features assessor other "
		       "assessors cells same apart kappa alpha why (rubrics/README.md).",
	.options = options,
	.option_count = ARRAY_LEN(options),
	.min_args = 0,
	.max_args = 1,
	.needs = NEED_STORE | NEED_PROFILE | NEED_CERTAINTY | TAKES_PARTS,
	.run = score_run,
};
