/* cmd_judge.c - desmet judge: people score what no benchmark measures. */
#include "reports/judge.h"
#include "reports/reports.h"

static const struct opt_row options[] = {
	{ "assessor", 'a', "NAME", "who judges (asked for, if it is not given)" },
	{ "feature", 'f', "NAME", "only this feature" },
	{ "again", 0, NULL, "also what was judged already; the old judgement stays as a comment" },
};

static int judge_run(struct call *call)
{
	struct judge_options o = {
		.assessor = opts_get(&call->opts, "assessor"),
		.feature = opts_get(&call->opts, "feature"),
		.again = opts_has(&call->opts, "again"),
	};
	struct rubric r = { 0 };
	int rc = rubric_load(&r, call->argv[0], call->err);

	if (rc == 0)
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
		"each.",
	.options = options,
	.option_count = ARRAY_LEN(options),
	.min_args = 1,
	.max_args = 1,
	.run = judge_run,
};
