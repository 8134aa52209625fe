/* cmd_parse.c - desmet parse: archive -> store, or measurements as a table. */
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/table.h"
#include "parse/archive/archive.h"
#include "parse/archive/seen.h"
#include "parse/archive/summary.h"
#include "parse/parse.h"

static int run(struct call *call);

static const struct opt_row options[] = {
	{ "output", 'o', "STORE", "write the measurements into this store" },
	{ "to", 't', "FORMAT", "print the measurements: tsv, csv, json, md, html, text" },
	{ "layout", 'l', "FILE", "what the paths mean (default: layout.ini in the archive)" },
	{ "grammars", 'g', "DIR", "a folder of your own grammars" },
	{ "platform", 'p', "NAME", "the platform, where neither layout nor log says it" },
	{ "metric", 'm', "PATTERNS", "with --to: only these metrics (cpu.*,boot.real)" },
	{ "series", 's', NULL, "the values of interval lines, too, with their step" },
	{ "strict", 0, NULL, "whatever could not be used is an error; nothing is stored" },
	{ "threads", 'j', "N", "threads that read (default: one a processor)" },
	{ "quiet", 'q', NULL, "no summary" },
};

const struct command parse_command = {
	.name = "parse",
	.args = "PATH... [-o STORE]",
	.summary = "archive of logs into a store, or measurements as a table",
	.description =
		"Reads all logs below the given folders (or single files) by its grammars and "
		"keeps every measurement with its unit, log and line. Reading the same logs "
		"again adds nothing; with another grammar it adds an analysis. With --to the "
		"measurements are printed instead. Without -o and --to a summary is shown.\n\n"
		"With -o a file whose size, times and inode are those of the last run is not "
		"opened again; delete ~/.cache/desmet (or $XDG_CACHE_HOME/desmet) to have all "
		"read anew.",
	.options = options,
	.option_count = ARRAY_LEN(options),
	.min_args = 1,
	.max_args = -1,
	.run = run,
};

/* --- measurements as a table --------------------------------------------------------- */

#define PART 4096 /* rows that are held before they are written */

struct listing {
	struct table *t;
	const struct table_writer *writer;
	FILE *out;
	char **patterns; /* of metrics; NULL: all */
	size_t pattern_count;
	bool series; /* interval lines, too, and which each value is of */
};

static bool wanted(const struct listing *l, const char *metric)
{
	if (l->pattern_count == 0)
		return true;
	for (size_t i = 0; metric && i < l->pattern_count; i++)
		if (fnmatch(l->patterns[i], metric, 0) == 0)
			return true;
	return false;
}

/* A format of lines is written as it comes: an archive's figures need not fit in memory. */
static int pass_on(struct listing *l, struct err *err)
{
	const struct table *t = l->t;

	if (!l->writer->in_parts || t->height < PART)
		return 0;
	if (l->writer->write(&t, 1, l->out, err) != 0)
		return -1;
	table_pass(l->t);
	return 0;
}

static int add_figure(void *ctx, const struct store_figure *f, struct err *err)
{
	const struct store_sample *m = &f->sample;
	struct listing *l = ctx;
	struct table *t = l->t;
	char buf[NUM_TEXT];

	if (!wanted(l, m->metric))
		return 0;
	table_text(t, m->log);
	table_number(t, (double)m->line);
	table_number(t, (double)m->record_in_log);
	table_text(t, f->status);
	table_text(t, m->tool);
	table_text(t, m->version);
	table_text(t, m->benchmark);
	table_text(t, m->platform);
	table_text(t, m->parameters);
	if (m->metric == NULL) {
		table_text(t, "");
		table_text(t, f->reason);
		for (int i = 0; i < 3; i++) /* units, and what the log prints */
			table_missing(t, NULL);
	} else {
		table_text(t, m->metric);
		table_number(t, m->value);
		table_text(t, m->unit);
		table_text(t, store_sample_text(m, buf));
		table_text(t, m->log_unit);
	}
	table_text(t, m->side);
	table_text(t, m->run ? m->run : "");
	if (l->series)
		table_number(t, (double)f->step);
	table_text(t, f->reason ? f->reason : "");
	return pass_on(l, err);
}

/* Columns are only ever added behind those that are there; `step` came before `reason`. */
static struct table *figures_table(bool series)
{
	static const char *const names[] = { "log", "line", "record", "status", "tool",
		"version", "benchmark", "platform", "parameters", "metric", "value", "unit",
		"log_value", "log_unit", "side", "run" };
	struct table *t = table_new("measurements", "Measurements");

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		table_column(t, names[i], names[i], -1);
	if (series)
		table_column(t, "step", "step", -1);
	table_column(t, "reason", "reason", -1);
	return t;
}

static int print_figures(struct call *call, struct store *s)
{
	const char *format = opts_get(&call->opts, "to");
	const char *patterns = opts_get(&call->opts, "metric");
	const struct table_writer *w = table_writer_find(format);
	struct arena arena = { 0 };
	bool series = opts_has(&call->opts, "series");
	struct listing l = { .t = figures_table(series), .writer = w, .out = call->out,
			     .series = series };

	if (patterns)
		l.patterns = (char **)conf_list(&arena, patterns, true, &l.pattern_count);
	int rc = store_figures(s, l.series, add_figure, &l, call->err);
	if (rc == 0 && patterns && l.t->height + l.t->passed == 0)
		notes_unused(call->notes, "no metric matches --metric %s", patterns);
	if (rc == 0)
		rc = w->write((const struct table *const *)&l.t, 1, call->out, call->err);
	table_free(l.t);
	arena_release(&arena);
	return rc;
}

/* --- the command --------------------------------------------------------------------- */

static int read_options(struct call *call, struct parse_options *o)
{
	const char *format = opts_get(&call->opts, "to");

	*o = (struct parse_options){
		.layout = opts_get(&call->opts, "layout"),
		.grammars = opts_get(&call->opts, "grammars"),
		.platform = opts_get(&call->opts, "platform"),
		.series = opts_has(&call->opts, "series"),
	};
	if (format && table_writer_named(format, call->err) == NULL)
		return -1;
	if (o->platform && o->platform[0] == '\0')
		return err_set(call->err, EXIT_INPUT, "--platform needs a name");
	if (opts_has(&call->opts, "output") &&
	    strcmp(opts_get(&call->opts, "output"), "-") == 0)
		return err_set(call->err, EXIT_INPUT,
			       "a store cannot go to standard output; --to prints measurements");
	if (opts_has(&call->opts, "metric") && format == NULL)
		return err_set(call->err, EXIT_INPUT, "--metric goes with --to");
	return opts_number(&call->opts, "threads", 1, 256, 0, &o->threads, call->err);
}

/* Everything could be used, or an error that says what could not. */
static int check_strict(struct call *call)
{
	if (!opts_has(&call->opts, "strict") || call->notes->unused == 0)
		return 0;
	return err_set(call->err, EXIT_UNUSED, "--strict: not all of the input could be used "
		       "(see above); nothing was stored");
}

static int report(struct call *call, struct store *s, const struct archive *a)
{
	bool listing = opts_has(&call->opts, "to");

	if (summary_notes(s, a, false, call->notes, call->err) != 0)
		return -1;
	if (check_strict(call) != 0)
		return -1;
	if (listing)
		return print_figures(call, s);
	return opts_has(&call->opts, "quiet") ? 0
					       : summary_write(s, a, call->out, call->err);
}

/* Nothing has changed since the last time: the store says it all. */
static int run_unchanged(struct call *call, const char *path, const struct archive *a)
{
	struct store *s = NULL;
	int rc = store_open(path, &s, call->err);

	if (rc == 0)
		rc = report(call, s, a);
	store_close(s);
	return rc;
}

static int run_reading(struct call *call, const char *path, int64_t started,
		       struct archive *a, const struct parse_options *o)
{
	struct store *s = NULL;
	int rc = store_edit(path, &s, call->err);

	if (rc == 0)
		rc = archive_read(a, s, o->threads, o->series, call->err);
	/* The notes come first: under --strict they decide whether anything is stored. */
	if (rc == 0 && opts_has(&call->opts, "strict")) {
		struct notes probe = { 0 };

		rc = summary_notes(s, a, true, &probe, call->err);
		if (rc == 0 && probe.unused)
			rc = report(call, s, a);
		notes_release(&probe);
	}
	if (rc == 0)
		rc = store_commit(s, call->err);
	if (rc == 0 && opts_has(&call->opts, "output"))
		seen_save(path, a, started);
	if (rc == 0)
		rc = report(call, s, a);
	store_close(s);
	return rc;
}

static int run(struct call *call)
{
	const char *path = opts_get(&call->opts, "output");
	int64_t started = seen_now();
	struct parse_options o;
	struct archive a;
	size_t gone;

	if (read_options(call, &o) != 0)
		return -1;
	int rc = archive_open(&a, (const char *const *)call->argv, (size_t)call->argc, &o,
			      call->err);
	if (rc == 0 && path && seen_load(path, &a, &gone) && archive_count(&a, FATES) == 0)
		rc = run_unchanged(call, path, &a);
	else if (rc == 0)
		rc = run_reading(call, path ? path : ":memory:", started, &a, &o);
	archive_release(&a);
	return rc;
}
