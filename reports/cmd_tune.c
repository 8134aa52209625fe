/* cmd_tune.c - desmet tune: what another rubric would say. Each question is a mode. */
#include <stdlib.h>
#include <string.h>

#include "data/comparison.h"
#include "data/rubric/rubric_edit.h"
#include "data/tuning.h"
#include "reports/output.h"
#include "reports/page/page_screen.h"
#include "reports/reports.h"
#include "reports/tables.h"
#include "reports/tune/break_evens.h"
#include "reports/tune/fits.h"
#include "reports/tune/sweeps.h"
#include "reports/tune/weightings.h"

static const struct opt_row options[] = {
	{ "interactive", 'i', NULL, "a page: move thresholds and weights, see what follows" },
	{ "to", 't', "FORMAT", "text (as it is), tsv, csv, json, md or html" },
	{ "break-even", 0, NULL, "how near levels are, and what each threshold changes first" },
	{ "sweep", 0, "RANGE...", "a threshold, a shift or a weight at many values" },
	{ "fit", 0, "TARGET...", "thresholds that give these levels, this order, this sheet" },
	{ "bound", 0, "RANGE...", "of --fit: where thresholds may go" },
	{ "own-levels", 0, NULL, "of --fit: features may leave a scale that they share" },
	{ "weights", 0, NULL, "who is first whatever the weights: weightings are drawn" },
	{ "per", 0, "WHAT", "of --weights: one a feature (default), importance or set" },
	{ "order", 0, "NAMES", "of --weights: importances in order, a comma between" },
	{ "range", 0, "RANGE...", "of --weights: NAME=LOW:HIGH, weights in ranges" },
	{ "draws", 0, "N", "of --weights: weightings of each kind (default: 100000)" },
	{ "uncertainty", 0, NULL, "of --weights: levels are those of resamples, too" },
	{ "ratios", 0, NULL, "also the cells whose ratio changes, but not their level" },
	{ "save", 0, "FILE", "write the changed rubric, with comments on what was changed" },
	{ "output", 'o', "FILE", "write to FILE; .xlsx: a workbook; - is standard output" },
};

/* --- what-if ------------------------------------------------------------------------- */

static int what_if(struct call *call)
{
	struct arena a = { 0 };
	const struct rubric *r = call->profile->rubric;
	const char *title = arena_printf(&a, "%s, %s", r->title,
					 call->comparison->new->rubric->edits);
	int rc = diff_write(call, title);

	arena_release(&a);
	return rc;
}

/* --- questions: their answers as tables ---------------------------------------------- */

static int write_answer(struct call *call, const struct output_form *form,
			struct table **tables, size_t count)
{
	int rc = output_form_write(form, (const struct table *const *)tables, count, call->out,
				   call->err);

	for (size_t i = 0; i < count; i++)
		table_free(tables[i]);
	free(tables);
	return rc;
}

/* One table for machines, or several for people; freed by write_answer(). */
static struct table **alone(struct table *t, size_t *count)
{
	struct table **tables = mem_new(1, sizeof(tables[0]));

	tables[0] = t;
	*count = 1;
	return tables;
}

static struct table **break_even_tables(const struct tuning *t, const struct output_form *form,
					size_t *count)
{
	struct table **tables;

	if (form->writer->for_machines)
		return alone(break_evens_machine(&t->break_even), count);
	tables = mem_new(2, sizeof(tables[0]));
	tables[0] = break_evens_cells(&t->break_even);
	tables[1] = break_evens_thresholds(&t->break_even, !form->book);
	*count = 2;
	return tables;
}

static struct table **sweep_tables(const struct tuning *t, const struct output_form *form,
				   size_t *count)
{
	struct table **tables;

	if (form->writer->for_machines)
		return alone(sweeps_machine(&t->sweep), count);
	*count = sweeps_tables(&t->sweep, form->book, &tables);
	return tables;
}

static struct table **fit_tables(const struct tuning *t, const struct output_form *form,
				 size_t *count)
{
	struct table **tables;

	if (form->writer->for_machines)
		return alone(fits_machine(&t->fit), count);
	tables = mem_new(FITS_TABLES, sizeof(tables[0]));
	*count = fits_tables(&t->fit, tables);
	return tables;
}

static struct table **weights_tables(const struct tuning *t, const struct output_form *form,
				     size_t *count)
{
	struct table **tables;

	if (form->writer->for_machines)
		return alone(weightings_machine(&t->weights), count);
	*count = weightings_tables(&t->weights, form->book, &tables);
	return tables;
}

/* The rubric that the fit has found. */
static int save_fit(struct call *call, const char *to)
{
	return fits_save(&call->tuning->fit, call->comparison ? call->edits : NULL, to,
			 call->notes, call->err);
}

/* --- the page ------------------------------------------------------------------------ */

/* From the rubric with its edits, which are saved with those of the page. */
static int show_page(struct call *call)
{
	static const char *const others[] = { "to", "ratios", "output" };
	struct page p;
	int rc;

	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		if (opts_has(&call->opts, others[i]))
			return err_set(call->err, EXIT_INPUT,
				       "--interactive shows a page; --%s says nothing to it",
				       others[i]);
	page_init(&p, call->comparison ? call->comparison->new : call->profile,
		  call->argc ? call->argv[0] : call->profile->rubric->path,
		  call->comparison ? call->edits : NULL);
	p.propose = opts_get(&call->opts, "save");
	rc = screen_run(&p, call->err);
	if (rc == 0 && p.saved_as[0])
		notes_add(call->notes, "saved as %s", p.saved_as);
	page_release(&p);
	return rc;
}

/* --- modes --------------------------------------------------------------------------- */

/* A question, the option that asks it, and what answers: tables, or the mode itself. */
static const struct mode {
	const char *option;
	struct table **(*tables)(const struct tuning *t, const struct output_form *form,
				 size_t *count);
	int (*save)(struct call *call, const char *to); /* NULL: the rubric with its edits */
	int (*run)(struct call *call);			/* does all by itself */
} modes[] = {
	{ "break-even", break_even_tables, NULL, NULL },
	{ "sweep", sweep_tables, NULL, NULL },
	{ "fit", fit_tables, save_fit, NULL },
	{ "weights", weights_tables, NULL, NULL },
	{ "interactive", NULL, NULL, show_page },
};

/* Asked by no option: of an edited rubric, and of one as it is. */
static const struct mode edited = { NULL, NULL, NULL, what_if },
			 as_it_is = { NULL, break_even_tables, NULL, NULL };

/* The mode that is asked for; NULL with *err set when there are two. */
static const struct mode *mode_of(const struct call *call)
{
	const struct mode *found = NULL;

	for (size_t i = 0; i < ARRAY_LEN(modes); i++) {
		const struct mode *m = &modes[i];

		if (!opts_has(&call->opts, m->option))
			continue;
		if (found) {
			err_set(call->err, EXIT_INPUT,
				"--%s and --%s are two questions; ask one at a time",
				found->option, m->option);
			return NULL;
		}
		found = m;
	}
	return found ? found : call->comparison ? &edited : &as_it_is;
}

/* The rubric with its edits, as a file of its own. */
static int save_edited(struct call *call, const char *to)
{
	const struct rubric *r = call->profile->rubric;
	const struct rubric_edits *e = call->edits;
	struct arena a = { 0 };
	const char *comment;
	int rc;

	if (call->comparison == NULL)
		return err_set(call->err, EXIT_INPUT,
			       "--save wants a change to save: --set KEY=VALUE or --without NAME");
	comment = arena_printf(&a, "%s with %s, by desmet tune.", r->name,
			       call->comparison->new->rubric->edits);
	rc = rubric_write(r->path, e->list, e->count, &comment, 1, to, call->err);
	arena_release(&a);
	return rc;
}

/* Options that say something to one question alone. */
static int check_parts(const struct call *call)
{
	static const struct {
		const char *option, *question;
	} parts[] = {
		{ "bound", "fit" },	 { "own-levels", "fit" }, { "order", "weights" },
		{ "range", "weights" },	 { "per", "weights" },	  { "draws", "weights" },
		{ "uncertainty", "weights" },
	};

	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		if (opts_has(&call->opts, parts[i].option) &&
		    !opts_has(&call->opts, parts[i].question))
			return err_set(call->err, EXIT_INPUT,
				       "--%s says something to --%s only", parts[i].option,
				       parts[i].question);
	}
	return 0;
}

static int tune_run(struct call *call)
{
	const struct mode *m = mode_of(call);
	const char *to = opts_get(&call->opts, "save");
	struct output_form form;
	struct table **tables;
	size_t count;

	if (m == NULL || check_parts(call) != 0)
		return -1;
	if (m->option != NULL && m->run != NULL)
		return m->run(call);
	if (output_form(&call->opts, &form, call->err) != 0)
		return -1;
	if (to != NULL && (m->save ? m->save : save_edited)(call, to) != 0)
		return -1;
	if (m->run != NULL)
		return m->run(call);
	tables = m->tables(call->tuning, &form, &count);
	return write_answer(call, &form, tables, count);
}

const struct command tune_command = {
	.name = "tune",
	.args = "SOURCE -r RUBRIC [--set ...] [--without ...] [--break-even | --sweep ... | "
		"--fit ... | --weights | --interactive]",
	.summary = "what another rubric would say, and how little makes it another one",
	.description =
		"With --set or --without: changes the rubric and shows what follows, old and new, "
		"and nothing else. --set "
		"KEY=VALUE sets a key of [rubric]: statistic=median, baseline=docker, "
		"confidence=90%. --set NAME.KEY=VALUE sets one of the feature NAME, or of the set, "
		"importance, platform or scale that alone has this name: "
		"file_read.levels='60% 65% 80% 90%', boot_time.importance=low. --set "
		"KIND.NAME.KEY=VALUE says which: importance.high.weight=3, "
		"levels.share.levels='50% 60%'. An empty VALUE removes the key: "
		"http_response.strata= (and combine with it). --without drops a feature or a "
		"candidate. All rules of a rubric hold for the changed one. --save keeps it: the "
		"old text with its comments, and above each change what was there before.\n\n"
		"--break-even (or nothing): how near each level is to the next, and for each "
		"threshold how far it may go either way, all others as they are, before a level, "
		"a rank or a class of ranks changes, and what changes then. Thresholds of a "
		"shared scale go together as well. A class is the ranks that candidates share "
		"who cannot be told apart with the rubric's confidence.\n\n"
		"--sweep: the rubric at many values. FEATURE.LEVEL=FROM:TO:STEP is a threshold, "
		"file_read.2=60%:80%:0.5%; levels.NAME.LEVEL=... one of a scale; shift=-5:5:0.5 "
		"moves all thresholds by so many points (above zero is tighter; those that are "
		"no shares by percent of themselves), FEATURE.shift=... those of a feature; "
		"set.NAME.weight=... and importance.NAME.weight=... are weights. Shows the cells "
		"that change and each candidate's total and rank, and exactly where totals tie "
		"and the order changes, between the steps as well. Values at which thresholds "
		"would cross are left out, with the reason. Given twice it is a grid that says "
		"who is first. 10,000 rows at most. Both ask about the changed rubric when it is "
		"changed.\n\n"
		"--fit: the thresholds that give what somebody holds right. FEATURE.PLATFORM=LEVEL "
		"is the level of a cell; order='docker > kvm > gvisor = firecracker' the order of "
		"all, SET.order=... of a set; FILE.ini all levels of a published sheet. May come "
		"several times. Each threshold stays unless it must go, and then goes the least "
		"way, to the next round value; how far it could go is said. Thresholds keep their "
		"order, shares are not below 0 %, and --bound FEATURE.LEVEL=FROM:TO, --bound "
		"FEATURE=+-POINTS or --bound +-POINTS hold them nearer. Features on a shared scale "
		"move together, unless --own-levels lets them leave one that cannot hold all. "
		"Where no thresholds can, the smallest contradiction is named. --save writes the "
		"rubric.\n\n"
		"--weights: who is first when nobody agrees on the weights? Weightings are drawn: "
		"any, those in the order of importances, and those of --range. Shows how often "
		"each candidate has each rank, the mean of the weightings that put it first, how "
		"sure it is first with these, and who can never be, which is proved.\n\n"
		"--interactive shows a page on the terminal: arrow keys choose a threshold or a "
		"weight, + and - move it, levels, totals and ranks follow; u takes back, S saves "
		"as a new rubric (--save FILE: the name it proposes), ? shows all keys. It begins "
		"with the changes of --set and --without. Colour is left out where NO_COLOR is set "
		"or the terminal has none.\n\n"
		"With --to tsv the columns are those of desmet diff; of --break-even: kind set "
		"feature level threshold unit way move at bound platform old new changes (kind is "
		"cell, with its nearest threshold, its level and the one beyond; level, rank or "
		"class, the first change; or limit, where the threshold must stop); of --sweep: "
		"kind value value_2 set platform changed level_sum percent rank note (kind is "
		"row, skipped with the reason, or point, where the order changes: from there, "
		"above it, or at it alone); of --fit: kind set feature platform level figure was "
		"is low high unit note (kind is outcome, its figure the points that thresholds "
		"must go, target, threshold with the range that "
		"does as well, change, or conflict with its number and why); of --weights: kind "
		"weights set platform rank unit share first ahead per scores draws seed (kind is "
		"rank, alone, confidence, central or first).",
	.options = options,
	.option_count = ARRAY_LEN(options),
	.min_args = 0,
	.max_args = 1,
	.needs = NEED_STORE | NEED_PROFILE | NEED_TUNING,
	.run = tune_run,
};
