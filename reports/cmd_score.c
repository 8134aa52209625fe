/* cmd_score.c - desmet score: the evaluation profile on the terminal. */
#include <string.h>

#include "reports/output.h"
#include "reports/reports.h"
#include "reports/tables.h"

static const struct opt_row options[] = {
	{ "to", 't', "FORMAT", "text (as it is), tsv, csv, json, md or html" },
	{ "totals", 0, NULL, "the totals of each set instead of the cells" },
	{ "diagnose", 0, NULL, "what is odd about the runs, and what hangs on it" },
	{ "output", 'o', "FILE", "write to FILE; - is standard output" },
};

static struct table *table_for(struct call *call, const struct table_writer *w,
			       const struct places *at)
{
	if (opts_has(&call->opts, "diagnose"))
		return w->for_machines ? diagnoses_machine(call->profile)
				       : diagnoses_by_cell(call->profile);
	if (opts_has(&call->opts, "totals"))
		return scores_totals(call->profile);
	return w->for_machines ? scores_machine(call->profile) : scores_profile(at);
}

static int score_run(struct call *call)
{
	const struct table_writer *w =
		output_writer(opts_get(&call->opts, "to"), call->err);
	struct places at;

	if (w == NULL)
		return -1;
	if (opts_has(&call->opts, "totals") && opts_has(&call->opts, "diagnose"))
		return err_set(call->err, EXIT_INPUT,
			       "--totals and --diagnose are two tables; ask for one");
	places_init(&at, call->profile, false);
	struct table *t = table_for(call, w, &at);
	const struct table *const tables[] = { t };
	int rc = output_tables(w, tables, 1, opts_get(&call->opts, "output"), call->out,
			       call->err);
	table_free(t);
	places_release(&at);
	if (rc == 0)
		scores_notes(call->profile, call->notes);
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
		       "possible range when something is missing.\n\n"
		       "With --to tsv the columns are: set feature importance platform "
		       "status n value "
		       "unit baseline ratio level max_level; with --totals: set platform "
		       "level_sum "
		       "max_measured max_possible percent rank; with --diagnose: set feature "
		       "platform kind level other_level p text test statistic log line. What "
		       "the kinds mean is said in score/DIAGNOSES.md.",
	.options = options,
	.option_count = ARRAY_LEN(options),
	.min_args = 1,
	.max_args = 1,
	.needs = NEED_STORE | NEED_PROFILE | NEED_CERTAINTY,
	.run = score_run,
};
