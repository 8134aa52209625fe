/* cmd_audit.c - desmet audit: a published sheet against the archive, cell by cell. */
#include <stdlib.h>
#include <string.h>

#include "reports/output.h"
#include "reports/reports.h"
#include "reports/tables.h"

static const struct opt_row options[] = {
	{ "to", 't', "FORMAT", "text (as it is), tsv, csv, json, md or html" },
	{ "all", 'a', NULL,
	  "every cell, and every rule that would reproduce one that differs" },
	{ "baselines", 0, NULL,
	  "the published values of the baseline instead of the levels" },
	{ "rules", 0, NULL,
	  "what each changed rule would reproduce and break, instead of the levels" },
	{ "claims", 0, NULL,
	  "what the sheet says in words, with the figures it is derived from, instead" },
	{ "output", 'o', "FILE", "write to FILE; - is standard output" },
};

#define GUESSES_MAX 5 /* of a level, without --all */

/* What is worth a row: all of it, or what does not agree or has something to say. */
static struct audit_item *keep(const struct audit_item *items, size_t count, bool all,
			       size_t *kept)
{
	struct audit_item *out = mem_new(count, sizeof(*out));

	*kept = 0;
	for (size_t i = 0; i < count; i++) {
		if (all || items[i].status != AUDIT_AGREES || items[i].remark)
			out[(*kept)++] = items[i];
	}
	return out;
}

/* The summary is of all cells, the table only of those shown. */
static struct table *cells_of(const struct audit *shown, const struct audit *all,
			      const struct profile *p)
{
	struct table *t = audits_cells(shown, p, true);
	char *summary = audits_summary(all);

	t->title = arena_printf(&t->arena, "Audit of %s",
				all->source ? all->source : all->path);
	t->note = arena_printf(&t->arena, "Rubric %s. %s%s", p->rubric->name, summary,
			       shown->cell_count ? "" : " No cell to show.");
	free(summary);
	return t;
}

static struct table *titled(struct table *t, const char *agreed, size_t shown)
{
	t->note = shown ? NULL : agreed;
	return t;
}

/* Their title is the audit's where the sheet has nothing else. */
static struct table *claims_of(const struct audit *a, const struct profile *p)
{
	struct table *t = claims_table(a, true);

	if (t && !a->scores) {
		t->title = arena_printf(&t->arena, "Audit of %s",
					a->source ? a->source : a->path);
		t->note = arena_printf(&t->arena, "Rubric %s. %s", p->rubric->name, t->note);
	}
	return t;
}

/* Claims alone: with all that they are derived from, or as one table for machines. */
static int write_claims(struct call *call, const struct table_writer *w, const char *path)
{
	const struct audit *a = call->audit;
	struct table *tables[2];
	size_t count = 0;

	if (a->claim_count == 0)
		return err_set(call->err, EXIT_INPUT,
			       "%s: the sheet has no claims; wanted: [claim NAME]", a->path);
	if (w->for_machines) {
		tables[count++] = claims_machine(a);
	} else {
		tables[count++] = claims_of(a, call->profile);
		tables[count++] = claims_operands(a);
	}
	int rc = output_tables(w, (const struct table *const *)tables, count, path, call->out,
			       call->err);
	for (size_t i = 0; i < count; i++)
		table_free(tables[i]);
	return rc;
}

static int write_people(struct call *call, const struct table_writer *w, const char *path)
{
	const struct audit *a = call->audit;
	bool all = opts_has(&call->opts, "all");
	struct audit shown = *a; /* its lists are ours, all else is borrowed */

	shown.cells = keep(a->cells, a->cell_count, all, &shown.cell_count);
	shown.totals = keep(a->totals, a->total_count, all, &shown.total_count);
	shown.baselines = keep(a->baselines, a->baseline_count, all, &shown.baseline_count);
	struct table *tables[5];
	size_t count = 0;

	if (a->scores) {
		tables[count++] = cells_of(&shown, a, call->profile);
		tables[count] =
			audits_guesses(a, call->profile, all ? SIZE_MAX : GUESSES_MAX);
		count += tables[count] != NULL;
		tables[count++] = titled(audits_totals(&shown, call->profile, true),
					 "All totals agree.", shown.total_count);
	}
	if (a->baseline_count)
		tables[count++] = titled(audits_baselines(&shown, call->profile, true),
					 "All published values of the baseline agree.",
					 shown.baseline_count);
	tables[count] = claims_of(a, call->profile);
	count += tables[count] != NULL;
	int rc = output_tables(w, (const struct table *const *)tables, count, path,
			       call->out, call->err);
	for (size_t i = 0; i < count; i++)
		table_free(tables[i]);
	free(shown.cells);
	free(shown.totals);
	free(shown.baselines);
	return rc;
}

static int write_machine(struct call *call, const struct table_writer *w, const char *path)
{
	struct table *t = opts_has(&call->opts, "baselines")
				  ? audits_machine_baselines(call->audit)
			  : opts_has(&call->opts, "rules") ? audits_rules(call->audit)
							   : audits_machine(call->audit);
	const struct table *const tables[] = { t };
	int rc = output_tables(w, tables, 1, path, call->out, call->err);

	table_free(t);
	return rc;
}

static int audit_run(struct call *call)
{
	const struct table_writer *w =
		output_writer(opts_get(&call->opts, "to"), call->err);
	const char *path = opts_get(&call->opts, "output");

	bool baselines = opts_has(&call->opts, "baselines");
	bool rules = opts_has(&call->opts, "rules");
	bool claims = opts_has(&call->opts, "claims");

	if (w == NULL)
		return -1;
	if (baselines + rules + claims > 1)
		return err_set(
			call->err, EXIT_INPUT,
			"--%s and --%s are two tables; ask for one of them",
			baselines ? "baselines" : "rules", claims ? "claims" : "rules");
	if (call->audit == NULL)
		return err_set(
			call->err, EXIT_INPUT,
			"%s: the rubric names no published sheet (published = FILE in "
			"[rubric]); there is nothing to audit",
			call->profile->rubric->path ? call->profile->rubric->path
						    : call->profile->rubric->name);
	bool people = !w->for_machines && !baselines && !rules;
	if ((claims	? write_claims(call, w, path)
	     : people ? write_people(call, w, path)
		      : write_machine(call, w, path)) != 0)
		return -1;
	scores_notes(call->profile, call->notes);
	return 0;
}

const struct command audit_command = {
	.name = "audit",
	.args = "SOURCE -r RUBRIC",
	.summary = "hold a published score sheet against the archive, cell by cell",
	.description =
		"Derives every level and total that a publication gives, from the archive "
		"and by "
		"the publication's own rubric, and says which agree, which differ, and "
		"which "
		"cannot be derived. A remark says what would explain a difference.\n\n"
		"For each level that differs other rules are tried, one at a time: another "
		"statistic, another baseline, other strata, runs left out, another metric "
		"of the same records, another unit or direction. Those under which it "
		"comes "
		"out \"would reproduce\" it: a guess, and not the cause. --rules gives "
		"what "
		"each of them would reproduce and break: of each feature, of those that "
		"share "
		"a metric, of each set and of the whole sheet (with an empty platform), "
		"and "
		"of each level that differs or would be lost.\n\n"
		"With --to tsv the columns are: set feature platform published level ratio "
		"status would_reproduce; "
		"totals have an empty feature. --baselines gives the published values of "
		"the "
		"baseline instead. With --rules the columns are: rule set features "
		"platform "
		"published level ratio reproduced broken levels held_before held figure.\n\n"
		"What a sheet says in words ([claim NAME]) follows the levels: it holds, does "
		"not hold, or cannot be derived. --claims gives that alone, with each figure "
		"and its line; with --to tsv the columns are: claim where published derived "
		"unit status value strata text remark.",
	.options = options,
	.option_count = ARRAY_LEN(options),
	.min_args = 0,
	.max_args = 1,
	.needs = NEED_STORE | NEED_PROFILE | NEED_AUDIT,
	.run = audit_run,
};
