/* cmd_grammar.c - desmet grammar: what a log of an unknown tool has, and a first grammar. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "data/base/file.h"
#include "data/base/table.h"
#include "parse/draft/draft.h"
#include "parse/language/grammars.h"
#include "parse/language/unproved.h"
#include "parse/parse.h"
#include "parse/log/log.h"

static int run(struct call *call);

static const struct opt_row options[] = {
	{ "output", 'o', "FILE.ini", "write a first grammar, to be edited; - is standard output" },
	{ "name", 'n', "NAME", "the tool's name (default: as the log tells it, or the file)" },
	{ "grammars", 'g', "DIR", "a folder of your own grammars" },
	{ "to", 't', "FORMAT", "the figures as: text (default), tsv, csv, json, md, html" },
};

const struct command grammar_command = {
	.name = "grammar",
	.args = "NEW.log [-o FILE.ini]",
	.summary = "which figures an unknown tool's log has, and a first grammar for it",
	.description =
		"Shows what in a log looks like a figure: line, number, unit and the name that "
		"it would get; and says which grammar reads the log already, if one does. With "
		"-o it writes a first grammar that reads this very log, to be edited. A unit "
		"that is not known or has two meanings is never guessed: the figure is not "
		"read, or marked as unproved, and the grammar says why. Text, JSON, XML and "
		"CSV.",
	.options = options,
	.option_count = ARRAY_LEN(options),
	.min_args = 1,
	.max_args = 1,
	.run = run,
};

/* --- who reads it already ------------------------------------------------------------ */

struct reading {
	const char *grammar; /* of the first record; the names' own text */
	size_t records, ok, figures;
	const char *reason;  /* why the first one that is not ok is not, or NULL */
	struct arena arena;
};

static int note_records(void *ctx, struct record_batch *b, struct err *err)
{
	struct reading *r = ctx;

	(void)err;
	for (size_t i = 0; i < b->count; i++) {
		const struct measure_record *m = &b->records[i];

		if (r->grammar == NULL)
			r->grammar = arena_dup(&r->arena, m->context->grammar);
		r->records++;
		r->ok += m->status == MEASURE_OK;
		r->figures += m->value_count;
		if (m->status != MEASURE_OK && r->reason == NULL)
			r->reason = arena_dup(&r->arena, m->reason);
	}
	record_batch_empty(b);
	return 0;
}

/* Reads the log by these grammars; `only`: by this one of them, or NULL. */
static int read_log(const struct grammars *g, struct measure_names *names, const char *path,
		    const char *only, struct reading *out, struct scan_result *result,
		    struct err *err)
{
	struct layout_match place = { .grammar = only };
	struct scan *s = log_scanner(g, names, false, false);
	int rc = log_read(s, path, &place, note_records, out, result, err);

	log_scanner_free(s);
	return rc;
}

static int tell_known(struct call *call, const char *path, const char *name)
{
	struct measure_names *names = measure_names_new();
	struct grammars *g = NULL;
	struct reading r = { 0 };
	struct scan_result result = { 0 };
	int rc = grammars_load(opts_get(&call->opts, "grammars"), names, &g, call->err);

	if (rc == 0)
		rc = read_log(g, names, path, NULL, &r, &result, call->err);
	if (rc == 0 && r.records) {
		const struct grammar *known = grammars_find(g, r.grammar);

		notes_add(call->notes, "%s is read already: by the grammar %s (%s), %zu record%s, "
			  "%zu of them ok, %zu figure%s", path, r.grammar,
			  known ? grammars_ready(g, known)->conf.path : "?", r.records, r.records == 1 ? "" : "s", r.ok,
			  r.figures, r.figures == 1 ? "" : "s");
	}
	if (rc == 0 && grammars_find(g, name))
		notes_add(call->notes, "there is a grammar named %s: one of this name in a folder "
			  "of your own takes its place; --name gives another one", name);
	scan_result_release(&result);
	arena_release(&r.arena);
	grammars_free(g);
	measure_names_free(names);
	return rc;
}

/* --- the figures as a table ---------------------------------------------------------- */

/* What becomes of the figure, and why. */
static void put_word(struct table *t, const struct draft_rule *r, const struct draft_figure *f)
{
	const char *why = f->word ? f->word : r->word;

	if (r->chatter)
		table_text(t, "not read: stands before the record");
	else if (f->state == DRAFT_UNKNOWN)
		table_printf(t, "not read: %s", why);
	else if (f->state == DRAFT_DOUBT)
		table_printf(t, "unproved: %s", why);
	else if (draft_is_series(r))
		table_printf(t, "a series: %lld in a run", (long long)r->most);
	else if (why)
		table_text(t, why);
	else
		table_text(t, f->state == DRAFT_COUNT ? "a count" : "");
}

static struct table *figures_table(const struct draft *s)
{
	struct table *t = table_new("figures", "Figures");

	table_column(t, "line", "Line", -1);
	table_column(t, "times", "Times", -1);
	table_column(t, "figure", "Figure", -1);
	table_column(t, "log_unit", "Unit", -1);
	table_column(t, "unit", "Means", -1);
	table_column(t, "metric", "Metric", -1);
	table_column(t, "word", "What of it", -1);
	t->columns[5].wrap = t->columns[6].wrap = true;
	for (size_t i = 0; i < s->count; i++)
		for (size_t k = 0; k < s->rules[i].count; k++) {
			const struct draft_rule *r = &s->rules[i];
			const struct draft_figure *f = &r->figures[k];

			table_number(t, (double)f->line);
			table_number(t, (double)(r->times ? r->times : 1));
			table_text(t, f->text);
			table_text(t, f->unit);
			table_text(t, f->means ? f->means : "?");
			table_text(t, f->metric);
			put_word(t, r, f);
		}
	return t;
}

static int by_line(const void *a, const void *b)
{
	const struct draft_rule *x = a, *y = b;

	return (x->line > y->line) - (x->line < y->line);
}

static int print(struct call *call, struct draft *s, const char *path)
{
	const char *format = opts_get(&call->opts, "to");
	const struct table_writer *w = table_writer_find(format ? format : "text");
	size_t unknown = draft_figures(s, DRAFT_UNKNOWN), doubt = draft_figures(s, DRAFT_DOUBT);
	size_t known = draft_figures(s, DRAFT_KNOWN) + draft_figures(s, DRAFT_COUNT);

	struct table *t = figures_table(s);
	int rc = w->write((const struct table *const *)&t, 1, call->out, call->err);
	table_free(t);
	if (rc != 0 || w->for_machines)
		return rc;
	fprintf(call->out, "\n%s: %lld line%s, %lld record%s of %s%s%s%s\n", path,
		(long long)s->lines, s->lines == 1 ? "" : "s", (long long)s->records, s->records == 1 ? "" : "s", s->name,
		s->version ? " (version " : "", s->version ? s->version : "",
		s->version ? ")" : "");
	fprintf(call->out, "Figures whose unit is known: %zu; to be looked at: %zu; not read: %zu\n",
		known, doubt, unknown);
	if (s->others)
		fprintf(call->out, "Lines between the documents, which such a grammar does not read: "
			"%lld\n", (long long)s->others);
	if (!opts_has(&call->opts, "output"))
		fprintf(call->out, "A first grammar: desmet grammar %s -o %s.ini\n", path, s->name);
	return 0;
}

/* --- the grammar --------------------------------------------------------------------- */

/* The sketch must be sound, and reads the log it was made from: what it does not is said. */
static int prove(struct call *call, const char *path, const char *text, size_t size)
{
	struct measure_names *names = measure_names_new();
	struct grammars *g = NULL;
	struct reading r = { 0 };
	struct scan_result result = { 0 };
	int rc = grammars_single("the sketch", text, size, names, &g, call->err);

	if (rc != 0)
		err_wrap(call->err, "%s: no sound grammar came of it, please report this", path);
	else
		rc = read_log(g, names, path, NULL, &r, &result, call->err);
	if (rc == 0) {
		notes_add(call->notes, "The sketch reads of %s: %zu record%s, %zu of them ok, %zu "
			  "figure%s; lines not understood: %lld", path, r.records,
			  r.records == 1 ? "" : "s", r.ok, r.figures, r.figures == 1 ? "" : "s",
			  (long long)result.unknown_lines);
		if (r.reason)
			notes_add(call->notes, "the first one that is not ok: %s", r.reason);
	}
	scan_result_release(&result);
	arena_release(&r.arena);
	grammars_free(g);
	measure_names_free(names);
	return rc;
}

static int write_file(struct call *call, const struct draft *s, const char *path)
{
	const char *target = opts_get(&call->opts, "output");
	size_t size = 0;
	char *text = NULL;
	struct file_new file;
	FILE *out = mem_stream(&text, &size);

	draft_write(s, path, out);
	fclose(out);
	int rc = prove(call, path, text, size);
	if (rc == 0 && strcmp(target, "-") == 0) {
		fwrite(text, 1, size, call->out);
	} else if (rc == 0) {
		rc = file_new_open(&file, target, call->err);
		if (rc == 0) {
			fwrite(text, 1, size, file.out);
			rc = file_new_close(&file, call->err);
		}
	}
	free(text);
	return rc;
}

/* --- the command --------------------------------------------------------------------- */

static int check_name(const char *name, struct err *err)
{
	if (name == NULL || (name[0] && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-") ==
					       strlen(name) && strlen(name) <= 30))
		return 0;
	return err_set(err, EXIT_INPUT, "--name %s: wanted: at most 30 of a-z, 0-9, _ and -", name);
}

static int check_target(const char *target, struct err *err)
{
	struct stat st;

	if (target && strcmp(target, "-") != 0 && stat(target, &st) == 0)
		return err_set(err, EXIT_INPUT, "%s is there already, and may have been edited; "
			       "name another file, or remove it", target);
	return 0;
}

static int run(struct call *call)
{
	const char *path = call->argv[0], *name = opts_get(&call->opts, "name");
	const char *target = opts_get(&call->opts, "output");
	const char *format = opts_get(&call->opts, "to");
	struct draft s = { 0 };
	size_t size;

	if (check_name(name, call->err) != 0 || check_target(target, call->err) != 0 ||
	    (format && table_writer_named(format, call->err) == NULL))
		return -1;
	char *text = file_read(path, DRAFT_BYTES, &size, call->err);
	if (text == NULL)
		return -1;
	int rc = draft_log(&s, path, text, size, name, call->err);
	if (rc == 0)
		rc = tell_known(call, path, s.name);
	size_t figures = 0;
	for (size_t i = 0; i < s.count; i++)
		figures += s.rules[i].count;
	if (rc == 0 && figures == 0)
		rc = err_set(call->err, EXIT_UNUSED, "%s: no line has a figure, so there is "
			     "nothing to sketch", path);
	if (rc == 0 && target)
		rc = write_file(call, &s, path);
	if (rc == 0 && s.form == DRAFT_TEXT)
		qsort(s.rules, s.count, sizeof(s.rules[0]), by_line);
	if (rc == 0 && (target == NULL || strcmp(target, "-") != 0))
		rc = print(call, &s, path);
	draft_release(&s);
	free(text);
	return rc;
}
