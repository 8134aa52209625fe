/* cmd_diff.c - desmet diff: what differs between two profiles, and why. */
#include <string.h>

#include "data/comparison.h"
#include "reports/output.h"
#include "reports/reports.h"
#include "reports/tables.h"

static const struct opt_row options[] = {
	{ "source", 's', "SOURCE", "A and B are rubrics: the store or folder that both judge" },
	{ "to", 't', "FORMAT", "text (as it is), tsv, csv, json, md or html" },
	{ "ratios", 0, NULL, "also the cells whose ratio differs, but not their level" },
	{ "output", 'o', "FILE", "write to FILE; .xlsx: a workbook; - is standard output" },
};

int diff_write(struct call *call, const char *title)
{
	bool ratios = opts_has(&call->opts, "ratios");
	struct table *tables[CHANGES_TABLES];
	struct output_form form;
	size_t count = 1;

	if (output_form(&call->opts, &form, call->err) != 0)
		return -1;
	if (form.writer->for_machines)
		tables[0] = changes_machine(call->comparison, ratios);
	else
		count = changes_tables(call->comparison, title, ratios, tables);
	int rc = output_form_write(&form, (const struct table *const *)tables, count, call->out,
				   call->err);
	for (size_t i = 0; i < count; i++)
		table_free(tables[i]);
	if (form.writer->for_machines && rc == 0 && call->comparison->count == 0)
		notes_add(call->notes, "nothing differs");
	return rc;
}

static int diff_run(struct call *call)
{
	struct arena a = { 0 };
	const char *title =
		arena_printf(&a, "%s \xe2\x86\x92 %s", call->argv[0], call->argv[1]);
	int rc = diff_write(call, title);

	arena_release(&a);
	return rc;
}

const struct command diff_command = {
	.name = "diff",
	.args = "A B -r RUBRIC | A B -s SOURCE",
	.summary = "what differs between two rubrics, sources or analyses, and why",
	.description =
		"With -s, A and B are two rubrics that judge the same source. With -r they are "
		"two sources that one rubric judges: stores, folders of logs, or two analyses of "
		"one store, STORE@1 and STORE@2. Parsing a log again with other grammars adds an "
		"analysis beside the old one: @1 is each log's first, @2 its second (or its "
		"last, for a log that has not so many), and STORE alone the newest.\n\n"
		"Shows the cells, totals and ranks that differ, old and new, with the cause: the "
		"keys of the rubric that mean another thing for that cell, or the data. What is "
		"the same is not shown. With --to tsv the columns are: kind set feature platform "
		"what old new cause; kind is cell, total or rank, what is level, status, "
		"accepted, level_sum, max_measured, percent or rank (with --ratios also ratio or "
		"value). The exit status is 0 also when they differ.",
	.options = options,
	.option_count = ARRAY_LEN(options),
	.min_args = 2,
	.max_args = 2,
	.needs = NEED_COMPARISON,
	.run = diff_run,
};
