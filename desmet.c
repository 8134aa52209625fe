/*
 * desmet.c - the table of commands, and the only place that prints an error and exits.
 *
 * The stages do not know each other: what a command is given (stores, rubrics) is opened here,
 * and handed to the stage that makes what it needs of it.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "collect/collect.h"
#include "data/base/conf.h"
#include "data/base/mem.h"
#include "data/base/opt.h"
#include "data/base/temporary.h"
#include "data/command.h"
#include "data/help.h"
#include "data/inputs.h"
#include "data/made.h"
#include "data/rubric/judgement.h"
#include "data/store/store.h"
#include "parse/parse.h"
#include "reports/reports.h"
#include "score/score.h"

#ifndef DESMET_VERSION
#define DESMET_VERSION "0"
#endif

static int check_run(struct call *call);
static int help_run(struct call *call);

static const struct command check_command = {
	.name = "check",
	.args = "FILE...",
	.summary = "is this grammar, layout or rubric sound",
	.description = "Reads each file as what it says it is, proves all of it, and names what "
		       "is wrong with file and line. Patterns of a grammar that have no literal "
		       "to look for, and are slow therefore, are named, too.",
	.min_args = 1,
	.max_args = -1,
	.run = check_run,
};

static const struct opt_row help_options[] = {
	{ "man", 0, NULL, "the manual page's source, for man(1)" },
};

static const struct command help_entry = {
	.name = "help",
	.args = "[COMMAND]",
	.summary = "what the commands do",
	.description = "The same as --help after a command.",
	.options = help_options,
	.option_count = ARRAY_LEN(help_options),
	.max_args = 1,
	.run = help_run,
};

/* Options of all commands that take a SOURCE; the rubric, of those that judge it. */
static const struct opt_row source_options[] = {
	{ "rubric", 'r', "FILE", "what counts as good: an INI file (rubrics/)" },
	{ "dimension", 0, "WHICH...", "of what the rubric compares besides platforms: device=arm" },
	{ "layout", 'l', "FILE", "of a folder: what the paths mean (default: its layout.ini)" },
	{ "grammars", 'g', "DIR", "of a folder: your own grammars" },
};

/* Options of all commands that say how sure they are. */
static const struct opt_row certainty_options[] = {
	{ "seed", 0, "N", "of the resamples: the same seed, the same figures (default: 1)" },
	{ "resamples", 0, "N", "how often the runs are drawn anew (default: 10000)" },
	{ "method", 0, "NAME", "student (default) or plain: how resamples spread (score/README)" },
	{ "threads", 'j', "N", "threads that draw; the figures are the same (default: all)" },
};

/* Options of all commands that ask what another rubric would say. */
static const struct opt_row tuning_options[] = {
	{ "set", 0, "KEY=VALUE...", "change a key of the rubric; may come several times" },
	{ "without", 0, "NAME...", "leave a feature or a candidate out; the same" },
};

static const struct command *const commands[] = {
	&collect_command, &parse_command, &grammar_command, &score_command, &report_command, &audit_command,
	&tune_command,	  &diff_command,  &explain_command, &judge_command, &show_command,
	&check_command,	  &help_entry,
};

/* --- help ---------------------------------------------------------------------------- */

/* A command's own options and those it shares; rows has room for OPTS_MAX. */
static size_t all_options(const struct command *c, struct opt_row *rows)
{
	size_t n = 0, first = c->needs & (NEED_PROFILE | NEED_AUDIT | NEED_COMPARISON) ? 0 : 2;

	for (size_t i = first; c->needs && i < ARRAY_LEN(source_options); i++)
		rows[n++] = source_options[i];
	for (size_t i = 0; i < c->option_count && n < OPTS_MAX; i++)
		rows[n++] = c->options[i];
	for (size_t i = 0; c->needs & NEED_TUNING && i < ARRAY_LEN(tuning_options); i++)
		rows[n++] = tuning_options[i];
	for (size_t i = 0;
	     c->needs & (NEED_CERTAINTY | NEED_TUNING) && i < ARRAY_LEN(certainty_options); i++)
		rows[n++] = certainty_options[i];
	return n;
}

static const struct command *command_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

static int unknown_command(const char *name, struct err *err)
{
	const char *names[ARRAY_LEN(commands)];

	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		names[i] = commands[i]->name;
	const char *near = opt_nearest(name, names, ARRAY_LEN(names));
	if (near)
		return err_set(err, EXIT_INPUT, "no command \"%s\"; did you mean \"%s\"?", name,
			       near);
	return err_set(err, EXIT_INPUT, "no command \"%s\"; desmet --help lists them", name);
}

static void print_help(FILE *out)
{
	help_program(out, commands, ARRAY_LEN(commands));
}

static void print_command_help(FILE *out, const struct command *c)
{
	struct opt_row rows[OPTS_MAX];

	help_command(out, c, rows, all_options(c, rows));
}

static void print_man(FILE *out)
{
	help_man_begin(out, DESMET_VERSION);
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		struct opt_row rows[OPTS_MAX];

		help_man_command(out, commands[i], rows, all_options(commands[i], rows));
	}
	help_man_end(out);
}

static int help_run(struct call *call)
{
	const struct command *c;

	if (opts_has(&call->opts, "man")) {
		print_man(call->out);
		return 0;
	}
	if (call->argc == 0) {
		print_help(call->out);
		return 0;
	}
	c = command_find(call->argv[0]);
	if (c == NULL)
		return unknown_command(call->argv[0], call->err);
	print_command_help(call->out, c);
	return 0;
}

/* --- check --------------------------------------------------------------------------- */

static int check_rubric(const char *path, struct notes *notes, struct err *err)
{
	struct rubric r = { 0 };
	int rc = rubric_load(&r, path, err);

	if (rc == 0)
		rc = score_check_published(&r, err);
	(void)notes;
	rubric_release(&r);
	return rc;
}

/* A file is what its first telling section says. Without `check` it is proved with another
   one. */
static const struct check_row {
	const char *section, *what;
	int (*check)(const char *path, struct notes *notes, struct err *err);
} check_rows[] = {
	{ "grammar", "grammar", parse_check_grammar },
	{ "layout", "layout", parse_check_layout },
	{ "rubric", "rubric", check_rubric },
	{ "campaign", "campaign", collect_check_campaign },
	{ "tool", "collector", collect_check_tool },
	{ "platform", "platform", collect_check_platform },
	{ "published", "published sheet", NULL },
	{ "judgements", "judgements file", judgement_check },
};

static const struct check_row *kind_of(const struct conf *c)
{
	for (size_t i = 0; i < ARRAY_LEN(check_rows); i++)
		if (conf_find(c, check_rows[i].section, NULL))
			return &check_rows[i];
	return NULL;
}

static int check_file(struct call *call, const char *path)
{
	struct conf c = { 0 };
	const struct check_row *row = NULL;
	int rc = conf_load(&c, path, call->err);

	if (rc == 0)
		row = kind_of(&c);
	if (rc == 0 && (row == NULL || row->check == NULL))
		rc = err_set(call->err, EXIT_INPUT,
			     "%s: none of [grammar], [layout], [rubric], [campaign], [tool] and "
			     "[platform] is in it (a published sheet is proved with its rubric)",
			     path);
	conf_release(&c);
	if (rc == 0)
		rc = row->check(path, call->notes, call->err);
	if (rc == 0)
		fprintf(call->out, "%s: a sound %s\n", path, row->what);
	return rc;
}

static int check_run(struct call *call)
{
	int worst = 0;

	for (int i = 0; i < call->argc; i++) {
		if (check_file(call, call->argv[i]) == 0)
			continue;
		/* All files are checked: each fault is a note, unless there is one file only. */
		if (call->argc > 1)
			notes_add(call->notes, "%s", call->err->text);
		worst = -1;
	}
	if (worst != 0 && call->argc > 1)
		err_set(call->err, EXIT_INPUT, "not all files are sound");
	return worst;
}

/* The file that the option --WHAT names: is it of another kind? All else that may be wrong
   with it, its reader says. */
static int check_option(struct call *call, const char *what)
{
	const char *path = opts_get(&call->opts, what);
	const struct check_row *row;
	struct conf c = { 0 };
	struct err unsaid;
	int rc = 0;

	if (path == NULL)
		return 0;
	if (conf_load(&c, path, &unsaid) == 0 && conf_find(&c, what, NULL) == NULL &&
	    (row = kind_of(&c)) != NULL)
		rc = err_set(call->err, EXIT_INPUT,
			     "%s is a %s, not a %s; --%s wants a file with a section [%s]",
			     path, row->what, what, what, what);
	conf_release(&c);
	return rc;
}

/* --- what a command needs ------------------------------------------------------------ */

/* "STORE@2": the store, and which analysis of each log; 0: the newest. The caller frees. */
static char *split_source(const char *source, int *analysis)
{
	const char *at = strrchr(source, '@');
	struct stat st;
	double number;

	*analysis = 0;
	if (at == NULL || stat(source, &st) == 0 || !conf_number(at + 1, 1, 1e6, &number) ||
	    strspn(at + 1, "0123456789") != strlen(at + 1))
		return mem_dup(source);
	*analysis = (int)number;
	return mem_dup_n(source, (size_t)(at - source));
}

static int open_source(struct call *call, const char *source, struct store **out)
{
	struct parse_options options = {
		.layout = opts_get(&call->opts, "layout"),
		.grammars = opts_get(&call->opts, "grammars"),
	};
	struct stat st;
	int analysis, rc;
	char *path = split_source(source, &analysis);

	if (stat(path, &st) != 0)
		rc = err_set(call->err, EXIT_INPUT, "%s: %s; wanted: a store (desmet parse -o), or "
			     "a folder of logs", source, strerror(errno));
	else if (S_ISDIR(st.st_mode) && analysis > 0)
		rc = err_set(call->err, EXIT_INPUT,
			     "%s: a folder has no analyses; wanted a store: STORE@%d", source,
			     analysis);
	else if (S_ISDIR(st.st_mode))
		rc = parse_folder(path, &options, out, call->notes, call->err);
	else if (options.layout || options.grammars)
		rc = err_set(call->err, EXIT_INPUT,
			     "--layout and --grammars are for folders of logs; %s is a file",
			     path);
	else
		rc = store_open(path, out, call->err);
	if (rc == 0 && analysis > 0)
		rc = store_choose(*out, analysis, call->err);
	free(path);
	return rc;
}

/* Was the product made by this very call, and has nothing changed since? */
static bool look_for_product(struct call *call, const struct inputs *in, struct made *m)
{
	const char *product = call->command->product ? opts_get(&call->opts,
								 call->command->product) : NULL;
	const char *store = in->store ? store_path(in->store) : NULL;
	char folder[PATH_MAX];

	if (product == NULL || store == NULL || getcwd(folder, sizeof(folder)) == NULL)
		return false;
	made_begin(m, product);
	made_from_stamp(m, "/proc/self/exe");
	made_from_stamp(m, store);
	made_from(m, in->rubric.sha256);
	if (in->rubric.published)
		made_from_file(m, in->rubric.published);
	if (in->rubric.judgements)
		made_from(m, in->rubric.judgements->sha256);
	made_from(m, folder);
	made_from(m, getenv("SOURCE_DATE_EPOCH"));
	for (size_t i = 0; i < call->opts.count; i++)
		made_from(m, call->opts.values[i]);
	for (size_t i = 0; i < call->opts.many_count; i++) {
		made_from(m, call->opts.rows[call->opts.many[i].row].name);
		made_from(m, call->opts.many[i].value);
	}
	for (int i = 0; i < call->argc; i++)
		made_from(m, call->argv[i]);
	return made_holds(m, call->notes);
}

/* --set and --without, and the rubric that they make. */
static int load_edited(struct call *call, struct inputs *in)
{
	const char *word;
	size_t at = 0;

	call->edits = &in->edits;
	while ((word = opts_each(&call->opts, "set", &at)) != NULL)
		if (rubric_edits_set(&in->edits, word, call->err) != 0)
			return -1;
	at = 0;
	while ((word = opts_each(&call->opts, "without", &at)) != NULL)
		if (rubric_edits_without(&in->edits, word, call->err) != 0)
			return -1;
	return in->edits.count == 0 ? 0
				    : rubric_load_edited(&in->other_rubric, in->rubric.path,
							 in->edits.list, in->edits.count,
							 call->err);
}

/* Two rubrics over one source, or one rubric over two sources. */
static int load_both(struct call *call, struct inputs *in)
{
	const char *source = opts_get(&call->opts, "source");
	const char *rubric = opts_get(&call->opts, "rubric");
	const char *a = call->argv[0], *b = call->argv[1];

	if ((source == NULL) == (rubric == NULL))
		return err_set(call->err, EXIT_INPUT,
			       "%s: -s SOURCE, if %s and %s are rubrics; -r RUBRIC, if they are "
			       "sources", source ? "wanted one of -s and -r, not both"
						 : "say what is to be compared", a, b);
	if (source)
		return rubric_load(&in->rubric, a, call->err) ||
		       rubric_load(&in->other_rubric, b, call->err) ||
		       open_source(call, source, &in->store) ? -1 : 0;
	return rubric_load(&in->rubric, rubric, call->err) ||
	       open_source(call, a, &in->store) || open_source(call, b, &in->other_store) ? -1 : 0;
}

static bool is_judged(const struct command *c)
{
	return (c->needs & (NEED_PROFILE | NEED_AUDIT)) != 0;
}

/* Where people alone judge there are no logs to read. */
static int open_nothing(struct call *call, struct inputs *in)
{
	const struct command *c = call->command;

	if (rubric_all_judged(&in->rubric))
		return store_edit(":memory:", &in->store, call->err);
	return err_set(call->err, EXIT_INPUT,
		       "more is wanted: desmet %s %s (without SOURCE only where people judge all "
		       "features of the rubric)", c->name, c->args);
}

static int load_one(struct call *call, struct inputs *in)
{
	bool judged = is_judged(call->command);
	const char *rubric = judged ? opts_get(&call->opts, "rubric") : NULL;

	bool source = call->argc > call->command->words;

	if (judged && rubric == NULL && !source)
		return err_set(call->err, EXIT_INPUT, "more is wanted: desmet %s %s",
			       call->command->name, call->command->args);
	if (judged && rubric == NULL)
		return err_set(call->err, EXIT_INPUT, "a rubric is needed: -r FILE.ini");
	if ((judged && rubric_load(&in->rubric, rubric, call->err) != 0) ||
	    (call->command->needs & NEED_TUNING && load_edited(call, in) != 0))
		return -1;
	return source ? open_source(call, call->argv[0], &in->store) : open_nothing(call, in);
}

static int prepare(struct call *call, struct inputs *in, struct made *made,
		   struct prepared **prepared)
{
	const struct command *c = call->command;
	bool compared = (c->needs & NEED_COMPARISON) != 0;

	if (check_option(call, "rubric") != 0 || check_option(call, "layout") != 0)
		return -1;
	if (!compared && !is_judged(c) && !(c->needs & NEED_STORE))
		return 0;
	if ((compared ? load_both(call, in) : load_one(call, in)) != 0)
		return -1;
	call->store = in->store;
	if (look_for_product(call, in, made) || !(compared || is_judged(c)))
		return 0;
	return score_prepare(call, in, prepared);
}

/* --- a call -------------------------------------------------------------------------- */

static int check_args(const struct call *call)
{
	const struct command *c = call->command;

	if (call->argc < c->min_args)
		return err_set(call->err, EXIT_INPUT, "more is wanted: desmet %s %s", c->name,
			       c->args);
	if (c->max_args >= 0 && call->argc > c->max_args)
		return err_set(call->err, EXIT_INPUT, "\"%s\" is too much: desmet %s %s",
			       call->argv[c->max_args], c->name, c->args);
	return 0;
}

static bool asks_for_help(int argc, char **argv)
{
	for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
			return true;
	return false;
}

static int run_command(const struct command *c, int argc, char **argv, struct notes *notes,
		       struct err *err)
{
	struct inputs in = { 0 };
	struct made made = { 0 };
	struct prepared *prepared = NULL;
	struct opt_row rows[OPTS_MAX];
	struct call call = { .command = c, .argv = argv, .out = stdout, .notes = notes,
			     .err = err };
	int rc;

	if (asks_for_help(argc, argv)) {
		print_command_help(stdout, c);
		return 0;
	}
	call.opts.rows = rows;
	call.opts.count = all_options(c, rows);
	rc = opts_parse(&call.opts, &argc, argv, err);
	call.argc = argc;
	if (rc == 0)
		rc = check_args(&call);
	if (rc == 0)
		rc = prepare(&call, &in, &made, &prepared);
	if (rc == 0 && !made.holds) {
		rc = c->run(&call);
		if (rc == 0 && made.product)
			made_keep(&made, notes);
	}
	score_prepared_release(prepared);
	inputs_release(&in);
	made_release(&made);
	opts_release(&call.opts);
	return rc;
}

/* Standard output must have taken everything: a full disk must not exit 0. */
static int finish(int code, struct err *err)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return code;
	if (code == EXIT_DONE || code == EXIT_UNUSED) {
		err_set(err, EXIT_MACHINE, "standard output: %s", strerror(errno));
		fprintf(stderr, "desmet: %s\n", err->text);
	}
	return EXIT_MACHINE;
}

static int run_words(int argc, char **argv, struct notes *notes, struct err *err,
		     const char **name)
{
	const struct command *c;

	if (argc < 1) {
		print_help(stderr);
		return err_set(err, EXIT_INPUT, "a command is wanted");
	}
	if (strcmp(argv[0], "--version") == 0) {
		printf("desmet %s\n", DESMET_VERSION);
		return 0;
	}
	if (strcmp(argv[0], "--help") == 0 || strcmp(argv[0], "-h") == 0) {
		print_help(stdout);
		return 0;
	}
	c = command_find(argv[0]);
	if (c == NULL)
		return unknown_command(argv[0], err);
	*name = c->name;
	return run_command(c, argc - 1, argv + 1, notes, err);
}

int main(int argc, char **argv)
{
	struct notes notes = { 0 };
	struct err err = { 0 };
	const char *name = NULL;
	int code = EXIT_DONE;

	temporary_remove_on_signals();
	int rc = run_words(argc - 1, argv + 1, &notes, &err, &name);
	for (size_t i = 0; i < notes.count; i++)
		fprintf(stderr, "%s\n", notes.text[i]);
	if (rc != 0) {
		fprintf(stderr, "desmet%s%s: %s\n", name ? " " : "", name ? name : "",
			err.text);
		code = err.code;
	} else if (notes.unused) {
		code = EXIT_UNUSED;
	}
	notes_release(&notes);
	return finish(code, &err);
}
