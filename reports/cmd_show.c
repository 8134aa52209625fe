/* cmd_show.c - desmet show: what a store holds. */
#include <stdlib.h>
#include <string.h>

#include "data/store/store.h"
#include "reports/output.h"
#include "reports/reports.h"

static const struct opt_row options[] = {
	{ "to", 't', "FORMAT", "text (as it is), tsv, csv, json, md or html" },
	{ "output", 'o', "FILE", "write to FILE; - is standard output" },
};

static int add_row(void *ctx, const struct store_tally *row, struct err *err)
{
	struct table *t = ctx;

	(void)err;
	table_text(t, row->benchmark);
	table_text(t, row->side);
	table_text(t, row->platform);
	table_text(t, row->status);
	table_number(t, (double)row->records);
	table_text(t, row->reason);
	return 0;
}

static int run(struct call *call)
{
	static const char *const names[] = { "benchmark", "side",    "platform",
					     "status",	  "records", "reason" };
	const struct table_writer *w = output_writer(opts_get(&call->opts, "to"), call->err);
	struct store_counts c;

	if (w == NULL || store_counts(call->store, &c, call->err) != 0)
		return -1;
	struct table *t = table_new("records", "Records of the store");
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		table_column(t, names[i], names[i], 0);
	t->columns[t->width - 1].wrap = true;
	char *note = mem_printf("%lld logs, %lld analyses of them, %lld records, %lld rows of "
				"series.", (long long)c.logs, (long long)c.analyses,
				(long long)c.records, (long long)c.intervals);
	t->note = arena_dup(&t->arena, note);
	free(note);
	int rc = store_tallies(call->store, add_row, t, call->err);
	const struct table *const tables[] = { t };
	if (rc == 0)
		rc = output_tables(w, tables, 1, opts_get(&call->opts, "output"), call->out,
				   call->err);
	table_free(t);
	return rc;
}

const struct command show_command = {
	.name = "show",
	.args = "SOURCE",
	.summary = "what a store holds",
	.description = "Lists the records of the newest analysis of each log, by benchmark, "
		       "platform and status, and why records cannot be used. The store is a "
		       "SQLite file: sqlite3 STORE 'SELECT * FROM measurement' says the rest.",
	.options = options,
	.option_count = ARRAY_LEN(options),
	.min_args = 1,
	.max_args = 1,
	.needs = NEED_STORE,
	.run = run,
};
