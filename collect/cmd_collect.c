/* cmd_collect.c - desmet collect: makes the runs that are missing. */
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "collect/collect.h"
#include "collect/engine.h"
#include "collect/figures.h"
#include "collect/progress.h"
#include "collect/secret.h"

static const struct opt_row options[] = {
	{ "output", 'o', "ARCHIVE", "the archive's folder (else: the campaign's name)" },
	{ "dry-run", 'n', NULL, "print every command, and how long it may take; run nothing" },
	{ "list", 0, NULL, "print the runs that are missing, one a line, for GNU parallel" },
	{ "run", 0, "ID", "make this one run only" },
	{ "again", 0, NULL, "make those runs again that failed" },
};

/* A call. */
struct collecting {
	struct call *call;
	struct campaign campaign;
	struct plan plan;
	struct keep keep;
	struct engine engine;
	struct secrets secrets;
	struct progress progress;
	struct figures_table figures;
	struct warnings warnings;
	enum keep_state *states;   /* by run, as it was found */
	size_t state_room;
	size_t made, failed, kept; /* of this call; there before */
};

static const char *archive_of(const struct collecting *c)
{
	const char *given = opts_get(&c->call->opts, "output");

	return given ? given : c->campaign.name;
}

/* --- without running ----------------------------------------------------------------- */

static int dry_run(struct collecting *c)
{
	char text[PROGRESS_TIME];
	double seconds = 0;

	for (size_t i = 0; i < c->plan.count; i++) {
		if (plan_print(&c->plan.runs[i], c->call->out, c->call->err) != 0)
			return -1;
		seconds += plan_seconds(&c->plan.runs[i]);
	}
	fprintf(c->call->out, "\n%zu runs, about %s and the platforms' starts\n", c->plan.count,
		progress_time(text, seconds));
	return 0;
}

static bool is_wanted(const struct collecting *c, enum keep_state state)
{
	return state == KEEP_NONE ||
	       (state == KEEP_FAILED && opts_has(&c->call->opts, "again"));
}

/* "docker/oltp/threads=4/03@fast": what follows the @ is a host group of GNU parallel's. */
static int list(struct collecting *c)
{
	struct keep there = { .path = (char *)(uintptr_t)archive_of(c), .lock = -1, .run = -1 };
	enum keep_state state;
	double figure;

	for (size_t i = 0; i < c->plan.count; i++) {
		const struct run *r = &c->plan.runs[i];

		if (keep_look(&there, r, &state, &figure, c->call->err) != 0)
			return -1;
		if (is_wanted(c, state))
			fprintf(c->call->out, "%s%s%s\n", r->id, r->platform->group ? "@" : "",
				r->platform->group ? r->platform->group : "");
	}
	return 0;
}

/* --- runs ---------------------------------------------------------------------------- */

static bool is_stopped(const struct collecting *c)
{
	return c->engine.spawn.interrupts > 0;
}

/* One run, with as many attempts as the campaign grants. 0 also when it was stopped. */
static int make_run(struct collecting *c, const struct run *r, struct outcome *o)
{
	const char *before = NULL;
	struct err *err = c->call->err;
	int rc = 0;

	for (int attempt = 1; rc == 0 && attempt <= 1 + r->benchmark->retries; attempt++) {
		char *folder = keep_begin(&c->keep, r, err);
		bool last = attempt == 1 + r->benchmark->retries;

		if (folder == NULL)
			return -1;
		outcome_release(o);
		*o = (struct outcome){ .attempt = attempt, .before = before, .figure = NAN };
		rc = engine_run(&c->engine, r, folder, o, err);
		secrets_remove(&c->secrets, folder, o);
		if (rc == 0 && !is_stopped(c) && (last || !o->failed)) {
			rc = outcome_write(o, r, &c->campaign, &c->engine.host, folder, err);
			if (rc == 0)
				rc = keep_end(&c->keep, r, folder, o->failed != NULL, err);
			attempt = 1 + r->benchmark->retries;
		}
		keep_drop(&c->keep, folder); /* where it is still there */
		free(folder);
		if (is_stopped(c))
			break;
		before = o->failed ? arena_dup(&c->campaign.arena, o->failed) : NULL;
	}
	return rc;
}

static void count(struct collecting *c, const struct run *r, const struct outcome *o)
{
	struct figures *f = figures_of(&c->figures, r);

	c->made++;
	c->failed += o->failed != NULL;
	figures_warn_run(&c->warnings, &c->engine.host, r, o, c->call->notes);
	if (r->warmup)
		return;
	if (o->failed)
		f->failed++;
	else
		figures_add(f, o->figure);
}

static int run_one(struct collecting *c, size_t i)
{
	struct outcome o = { .figure = NAN };
	const struct run *r = &c->plan.runs[i];
	int rc;

	progress_begin(&c->progress, r, i + 1);
	rc = make_run(c, r, &o);
	if (rc == 0 && !is_stopped(c)) {
		progress_end(&c->progress, &o);
		count(c, r, &o);
	}
	c->progress.run = NULL;
	outcome_release(&o);
	return rc;
}

/* What earlier calls have left, from run `first` on; its figures count for the spread. */
static int look(struct collecting *c, size_t first)
{
	const char *only = opts_get(&c->call->opts, "run");
	double figure;

	c->states = mem_grow(c->states, &c->state_room, c->plan.count, sizeof(c->states[0]));
	for (size_t i = first; i < c->plan.count; i++) {
		const struct run *r = &c->plan.runs[i];

		if (keep_look(&c->keep, r, &c->states[i], &figure, c->call->err) != 0)
			return -1;
		if (is_wanted(c, c->states[i])) {
			c->progress.seconds_left += plan_seconds(r);
			continue;
		}
		c->kept++;
		c->failed += c->states[i] == KEEP_FAILED && (!only || strcmp(only, r->id) == 0);
		if (!r->warmup && c->states[i] == KEEP_OK)
			figures_add(figures_of(&c->figures, r), figure);
	}
	c->progress.total = c->plan.count;
	return 0;
}

static int run_from(struct collecting *c, size_t first)
{
	const char *only = opts_get(&c->call->opts, "run");
	int rc = look(c, first);

	for (size_t i = first; rc == 0 && i < c->plan.count && !is_stopped(c); i++)
		if (is_wanted(c, c->states[i]) &&
		    (only == NULL || strcmp(only, c->plan.runs[i].id) == 0))
			rc = run_one(c, i);
	return rc;
}

/* Another repetition of each stratum whose spread is too wide. How many there are. */
static int add_repetitions(struct collecting *c, size_t *added)
{
	size_t before = c->plan.count;

	for (size_t i = 0; i < before; i++) {
		const struct run r = c->plan.runs[i];
		const struct figures *f = figures_of(&c->figures, &r);
		const struct benchmark *b = r.benchmark;
		int most = f->runs + f->failed;

		if (b->spread <= 0 || r.warmup || r.number != most || most >= b->most ||
		    most < b->repetitions || !(figures_spread(f) > b->spread))
			continue;
		if (plan_add(&c->plan, &r, most + 1, c->call->err) != 0)
			return -1;
	}
	*added = c->plan.count - before;
	return 0;
}

static int run_all(struct collecting *c)
{
	size_t first = 0, added = 1;
	int rc = 0;

	while (rc == 0 && added && !is_stopped(c)) {
		rc = run_from(c, first);
		first = c->plan.count;
		added = 0;
		if (rc == 0 && !opts_has(&c->call->opts, "run"))
			rc = add_repetitions(c, &added);
	}
	return rc;
}

/* --- the end ------------------------------------------------------------------------- */

static int say_stopped(struct collecting *c)
{
	const struct spawn *s = &c->engine.spawn;
	struct err *err = c->call->err;

	err_set(err, EXIT_MACHINE, "stopped with %zu of %zu runs made; the same command goes on "
		"where it was", c->made + c->kept, c->plan.count);
	err->code = (enum exit_code)(128 + s->last_signal);
	return -1;
}

static void say_strays(struct collecting *c)
{
	char *example;
	size_t strays = keep_strays(&c->keep, &c->plan, &example);

	if (strays)
		notes_add(c->call->notes, "%zu runs in %s are not of this campaign (any more), as "
			  "%s; desmet parse reads them too: delete them if they should not count",
			  strays, c->keep.path, example);
	free(example);
}

static void say_end(struct collecting *c)
{
	struct notes *notes = c->call->notes;

	figures_warn_all(&c->figures, notes);
	say_strays(c);
	if (c->failed)
		notes_unused(notes, "%zu of %zu runs failed; their reasons are in %s/failed, and "
			     "--again makes them again", c->failed, c->made + c->kept,
			     c->keep.path);
	fprintf(c->call->out, "%zu runs made, %zu were there; desmet parse %s reads them\n",
		c->made, c->kept, c->keep.path);
}

static int collect(struct collecting *c)
{
	const char *only = opts_get(&c->call->opts, "run");
	int rc;

	if (only && plan_find(&c->plan, only) == NULL)
		return err_set(c->call->err, EXIT_INPUT, "--run %s: the campaign has no such run; "
			       "--list prints them", only);
	if (secrets_load(&c->secrets, &c->campaign, c->call->err) != 0 ||
	    secrets_check(&c->secrets, &c->plan, c->call->err) != 0)
		return -1;
	if (keep_open(&c->keep, archive_of(c), &c->campaign, only == NULL, c->call->err) != 0)
		return -1;
	if (engine_open(&c->engine, &c->campaign, &c->keep, c->call->err) != 0)
		return -1;
	progress_open(&c->progress, c->call->out, c->plan.count);
	c->engine.tick = progress_tick;
	c->engine.ctx = &c->progress;
	rc = run_all(c);
	engine_down(&c->engine, c->call->notes);
	if (rc == 0 && is_stopped(c))
		rc = say_stopped(c);
	if (rc == 0)
		say_end(c);
	return rc;
}

static int collect_run(struct call *call)
{
	struct collecting c = { .call = call, .keep = { .lock = -1, .run = -1 },
				.engine = { .spawn = { .signals = -1 } } };
	int rc = campaign_load(&c.campaign, call->argv[0], call->err);

	if (rc == 0)
		rc = plan_make(&c.plan, &c.campaign, call->err);
	if (rc == 0 && opts_has(&call->opts, "dry-run"))
		rc = dry_run(&c);
	else if (rc == 0 && opts_has(&call->opts, "list"))
		rc = list(&c);
	else if (rc == 0)
		rc = collect(&c);
	engine_close(&c.engine);
	keep_close(&c.keep);
	secrets_release(&c.secrets);
	plan_release(&c.plan);
	campaign_release(&c.campaign);
	figures_release(&c.figures);
	free(c.states);
	return rc;
}

/* --- desmet check -------------------------------------------------------------------- */

int collect_check_campaign(const char *path, struct notes *notes, struct err *err)
{
	struct campaign c;
	struct plan p = { .runs = NULL };
	int rc = campaign_load(&c, path, err);

	if (rc == 0)
		rc = plan_make(&p, &c, err);
	for (size_t i = 0; rc == 0 && i < c.platform_count; i++)
		if (c.platforms[i].unproven)
			notes_add(notes, "platform %s: not yet run by anybody: %s",
				  c.platforms[i].name, c.platforms[i].unproven);
	plan_release(&p);
	campaign_release(&c);
	return rc;
}

int collect_check_tool(const char *path, struct notes *notes, struct err *err)
{
	struct conf here = { .path = path };
	const char *slash = strrchr(path, '/');
	struct tool t;
	int rc = tool_load(&t, &here, 1, slash ? slash + 1 : path, err);

	(void)notes;
	tool_release(&t);
	return rc;
}

int collect_check_platform(const char *path, struct notes *notes, struct err *err)
{
	const char *slash = strrchr(path, '/');
	struct conf_entry file = { .key = "file", .value = slash ? slash + 1 : path,
				   .line = 1 };
	struct conf_section section = { .kind = "platform", .name = "platform", .line = 1,
					.entries = &file, .count = 1 };
	struct conf here = { .path = path, .sections = &section, .count = 1 };
	struct platform p;
	int rc = platform_load(&p, &here, &section, "platform", "STATE", err);

	if (rc == 0 && p.unproven)
		notes_add(notes, "not yet run by anybody: %s", p.unproven);
	platform_release(&p);
	return rc;
}

const struct command collect_command = {
	.name = "collect",
	.args = "CAMPAIGN.ini",
	.summary = "run a campaign of benchmarks, keep its archive; resumable",
	.description =
		"Runs what the campaign says: each benchmark on each platform, as often as it "
		"asks, in its order. Each run is kept with what its tools printed and a "
		"manifest; desmet parse reads the archive without further help.\n\n"
		"Called again, it goes on where it was stopped. A run that cannot start, ends "
		"badly or takes too long is kept with its reason, and the campaign goes on; "
		"then the exit status is 3. Ctrl-C ends the run under way and what it has "
		"started; a second one does not wait for it.\n\n"
		"collect/README.md says how campaigns, platforms and collectors are written; "
		"desmet check proves them.",
	.options = options,
	.option_count = ARRAY_LEN(options),
	.min_args = 1,
	.max_args = 1,
	.run = collect_run,
};
