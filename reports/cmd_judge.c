/* cmd_judge.c - desmet judge: people score what no benchmark measures. */
#include "reports/judge/judge.h"
#include "reports/reports.h"

static const struct opt_row options[] = {
	{ "assessor", 'a', "NAME", "who judges (asked for, if it is not given)" },
	{ "feature", 'f', "NAME", "only this feature" },
	{ "form", 0, "FILE.xlsx", "write a form to be filled in instead of asking" },
	{ "from", 0, "FILE.xlsx", "read a form that was filled in" },
	{ "again", 0, NULL, "also what was judged already; the old judgement stays as a comment" },
};

static int judge_run(struct call *call)
{
	struct judge_options o = {
		.assessor = opts_get(&call->opts, "assessor"),
		.feature = opts_get(&call->opts, "feature"),
		.again = opts_has(&call->opts, "again"),
	};
	const char *form = opts_get(&call->opts, "form"), *from = opts_get(&call->opts, "from");
	struct rubric r = { 0 };
	int rc;

	if (form && from)
		return err_set(call->err, EXIT_INPUT,
			       "--form writes a form, --from reads one; ask for one of them");
	rc = rubric_load(&r, call->argv[0], call->err);
	if (rc == 0 && form)
		rc = judge_form_write(&r, &o, form, call->out, call->err);
	else if (rc == 0 && from)
		rc = judge_form_read(&r, &o, from, call->out, call->err);
	else if (rc == 0)
		rc = judge_ask(&r, &o, stdin, call->out, call->err);
	rubric_release(&r);
	return rc;
}

const struct command judge_command = {
	.name = "judge",
	.args = "RUBRIC",
	.summary = "ask a person for what is judged, and write it down",
	.description =
		"Asks for each judged feature of each platform: the level, the reason, the "
		"evidence; and writes each answer at once into the file that the rubric's "
		"`judgements` names, with the day (that of SOURCE_DATE_EPOCH, if it is set). What "
		"the assessor has judged already is not asked again. What others said is shown "
		"only after one's own answer.\n\n"
		"A level is a number, a symbol of the rubric or the words of the scale; s skips, b "
		"goes back, q or the end of input ends. Answers can come from a pipe, a line "
		"each.\n\n"
		"--form writes a workbook with a row for each cell to be judged and a drop-down "
		"of the levels, without what others said; --from reads it back, also after "
		"LibreOffice or Excel has saved it: all rows that are filled in, or, if one of "
		"them is wrong, none.",
	.options = options,
	.option_count = ARRAY_LEN(options),
	.min_args = 1,
	.max_args = 1,
	.run = judge_run,
};
