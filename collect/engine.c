/* engine.c - one attempt at a run. */
#include "collect/engine.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "data/base/file.h"

#define PROBE_AHEAD 0.1 /* s that a boot's probe is at work before the start */

/* --- the engine ---------------------------------------------------------------------- */

int engine_open(struct engine *e, const struct campaign *c, const struct keep *k,
		struct err *err)
{
	size_t versions = c->platform_count * c->benchmark_count;

	*e = (struct engine){ .campaign = c, .keep = k };
	if (spawn_open(&e->spawn, err) != 0)
		return -1;
	host_read(&e->host, &e->arena);
	e->setup = arena_new(&e->arena, c->platform_count, sizeof(e->setup[0]));
	e->versions = arena_new(&e->arena, versions, sizeof(e->versions[0]));
	engine_find_left(e);
	return 0;
}

void engine_close(struct engine *e)
{
	spawn_close(&e->spawn);
	arena_release(&e->arena);
}

/* --- commands ------------------------------------------------------------------------ */

/* What a run's files are while it is made. */
struct files {
	int out, err, server, around;
};

static int open_file(const char *folder, const char *name, struct err *err)
{
	char *path = file_join(folder, name);
	int fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);

	if (fd < 0)
		err_set(err, EXIT_MACHINE, "%s: %s", path, strerror(errno));
	free(path);
	return fd;
}

static int start(const struct run *r, const struct template *t, bool inside, int out, int err_fd,
		 struct child *c, struct outcome *o)
{
	struct words w = { 0 };
	struct err err;

	*c = (struct child){ .ended = true };
	if (plan_words(r, &o->arena, t, inside, &w, &err) != 0) {
		outcome_fail(o, "%s", err.text);
		return -1;
	}
	/* recipes stand beside their platform; so do the files that its exec needs */
	const struct spawn_options options = {
		.argv = w.list, .out = out, .err = err_fd, .leash = inside && r->platform->leash,
		.folder = inside || t->conf == &r->platform->conf ? r->platform->folder : NULL,
	};
	if (spawn_start(c, &options, &err) == 0)
		return 0;
	outcome_fail(o, "cannot be started: %s", err.text);
	return -1;
}

int engine_command(struct engine *e, const struct run *r, const char *what,
		   const struct template *t, bool inside, double seconds, int out,
		   struct outcome *o)
{
	const struct spawn_wait wait = { .seconds = seconds, .tick = e->tick, .ctx = e->ctx };
	const char *before = arena_printf(&o->arena, "%s: ", what);
	struct benchmark limits = { .timeout = seconds };
	struct child c;

	if (start(r, t, inside, out, out, &c, o) != 0)
		return -1;
	spawn_wait(&e->spawn, &c, &wait);
	outcome_judge(o, before, &c, &limits, NULL);
	return o->failed ? -1 : 0;
}

int engine_ready(struct engine *e, const struct run *r, const char *what,
		 const struct template *t, bool inside, double seconds, int out,
		 const struct child *service, struct outcome *o)
{
	int64_t limit = spawn_now() + (int64_t)(seconds * 1e9);
	int asked = e->spawn.interrupts;
	double pause = 0.02;

	if (t->text == NULL)
		return 0;
	for (;;) {
		struct outcome attempt = { .figure = NAN };
		double left = (double)(limit - spawn_now()) / 1e9;
		int rc = left > 0 ? engine_command(e, r, what, t, inside, left, out, &attempt)
				  : -1;

		outcome_release(&attempt);
		if (rc == 0)
			return 0;
		if (service && spawn_has_ended(service))
			outcome_fail(o, "%s has ended before it was ready", what);
		else if (e->spawn.interrupts > asked)
			outcome_fail(o, "%s: stopped by the user", what);
		else if (left <= 0)
			outcome_fail(o, "%s is not ready after %.15g s", what, seconds);
		if (o->failed)
			return -1;
		spawn_sleep(&e->spawn, pause);
		pause = pause < 0.5 ? 1.5 * pause : 0.5;
	}
}

/* --- the kinds of runs --------------------------------------------------------------- */

struct making {
	struct engine *e;
	const struct run *r;
	struct outcome *o;
	struct files files;
	const char *words; /* path of standard error's file */
};

static void end_of(struct making *m, const char *what, struct child *c)
{
	outcome_judge(m->o, what, c, m->r->benchmark, m->words);
	m->o->has_status = true;
	m->o->status = c->status;
}

static double seconds_of(const struct child *c)
{
	return (double)(c->ended_ns - c->started_ns) / 1e9;
}

static struct spawn_wait wait_of(const struct making *m, double seconds)
{
	const struct files *f = &m->files;

	return (struct spawn_wait){ .seconds = seconds, .tick = m->e->tick, .ctx = m->e->ctx,
				    .most = m->r->benchmark->output_limit,
				    .files = { f->out, f->err, f->around, f->server },
				    .file_count = f->server < 0 ? 3 : 4 };
}

static void make_command(struct making *m)
{
	const struct benchmark *b = m->r->benchmark;
	const struct tool *t = &b->tool;
	const struct spawn_wait wait = wait_of(m, b->timeout);
	struct child c;

	if (start(m->r, &t->run, t->inside, m->files.out, m->files.err, &c, m->o) != 0)
		return;
	spawn_wait(&m->e->spawn, &c, &wait);
	m->o->seconds = seconds_of(&c);
	end_of(m, "", &c);
	if (t->real)
		outcome_measure(m->o, t->real, m->o->seconds, "s");
}

static void make_steps(struct making *m)
{
	const struct benchmark *b = m->r->benchmark;
	const struct tool *t = &b->tool;
	int64_t started = spawn_now(), limit = started + (int64_t)(b->timeout * 1e9);

	for (size_t i = 0; i < t->step_count && !m->o->failed; i++) {
		const char *name = t->steps[i].name;
		struct spawn_wait wait;
		struct child c;

		if (start(m->r, &t->steps[i].run, t->inside, m->files.out, m->files.err, &c,
			  m->o) != 0)
			return;
		wait = wait_of(m, fmax((double)(limit - c.started_ns) / 1e9, 0.001));
		spawn_wait(&m->e->spawn, &c, &wait);
		end_of(m, arena_printf(&m->o->arena, "step %s: ", name), &c);
		outcome_measure(m->o, arena_printf(&m->o->arena, "%s.step.%s", b->name, name),
				seconds_of(&c), "s");
	}
	m->o->seconds = (double)(spawn_now() - started) / 1e9;
	if (t->real)
		outcome_measure(m->o, t->real, m->o->seconds, "s");
}

/* Reads what the probe prints until a line of it is an answer. When that came, or 0. */
static int64_t first_answer(struct making *m, const struct child *probe, int fd, double seconds)
{
	const struct tool *t = &m->r->benchmark->tool;
	int64_t limit = spawn_now() + (int64_t)(seconds * 1e9);
	char text[4096];
	size_t n = 0;

	while (spawn_now() < limit &&
	       spawn_readable(&m->e->spawn, probe, fd, (double)(limit - spawn_now()) / 1e9)) {
		ssize_t got = read(fd, text + n, sizeof(text) - 1 - n);
		int64_t at = spawn_now();

		if (got <= 0)
			break;
		if (write(m->files.out, text + n, (size_t)got) != got)
			outcome_fail(m->o, "output: %s", strerror(errno));
		n += (size_t)got;
		text[n] = '\0';
		if (t->has_figure ? regexec(&t->figure, text, 0, NULL, 0) == 0
				  : strchr(text, '\n') != NULL)
			return at;
		const char *last = strrchr(text, '\n');
		size_t rest = last ? n - (size_t)(last + 1 - text) : n < sizeof(text) - 1 ? n : 0;
		memmove(text, text + n - rest, rest);
		n = rest;
	}
	return 0;
}

#define LAST_MOMENT 0.2 /* seconds from the end of a probe's output to its own end, at most */

static void no_answer(struct making *m, struct child *probe)
{
	const struct benchmark *b = m->r->benchmark;
	const struct spawn_wait wait = { .seconds = 0 };
	int64_t limit = spawn_now() + (int64_t)(LAST_MOMENT * 1e9);

	while (!spawn_has_ended(probe) && spawn_now() < limit)
		spawn_sleep(&m->e->spawn, LAST_MOMENT / 20);
	if (!spawn_has_ended(probe)) {
		outcome_fail(m->o, "no answer within %.15g s: it takes at least that", b->timeout);
		return;
	}
	spawn_wait(&m->e->spawn, probe, &wait);
	outcome_judge(m->o, "the probe has ended: ", probe, b, m->words);
	outcome_fail(m->o, "the probe has ended, and there was no answer");
}

/* The start, with the probe at work already; its answers come by `fd`. */
static void start_and_await(struct making *m, struct child *probe, int fd)
{
	const struct benchmark *b = m->r->benchmark;
	const struct spawn_wait rest = { .seconds = b->timeout };
	struct child starting;
	int64_t answer;

	if (start(m->r, &m->r->platform->start, false, m->files.around, m->files.around,
		  &starting, m->o) != 0)
		return;
	engine_is_up(m->e, m->r);
	answer = first_answer(m, probe, fd, b->timeout);
	spawn_wait(&m->e->spawn, &starting, &rest);
	end_of(m, "start: ", &starting);
	m->o->seconds = seconds_of(&starting);
	if (answer == 0) {
		no_answer(m, probe);
		return;
	}
	m->o->figure = (double)(answer - starting.started_ns) / 1e9;
	outcome_measure(m->o, "boot.returned", m->o->seconds, "s");
	outcome_measure(m->o, "boot.real", m->o->figure, "s");
}

/* The probe is there first, so that its own start is not in the figure; who answers it then is
   not the platform. */
static void make_boot(struct making *m)
{
	const struct platform *p = m->r->platform;
	struct child probe;
	int ends[2];

	if (p->start.text == NULL || pipe(ends) != 0) {
		outcome_fail(m->o, "%s cannot be started by desmet", p->name);
		return;
	}
	fcntl(ends[0], F_SETFD, FD_CLOEXEC);
	fcntl(ends[1], F_SETFD, FD_CLOEXEC);
	int rc = start(m->r, &m->r->benchmark->tool.run, false, ends[1], m->files.err, &probe,
		       m->o);
	close(ends[1]);
	if (rc == 0 && first_answer(m, &probe, ends[0], PROBE_AHEAD) != 0)
		outcome_fail(m->o, "%s answers before it is started: something else has its "
			     "address, or its stop does not stop it", p->name);
	else if (rc == 0)
		start_and_await(m, &probe, ends[0]);
	close(ends[0]);
	if (!probe.ended)
		spawn_end(&m->e->spawn, &probe, 1);
}

/* --- around a run -------------------------------------------------------------------- */

/* Its server, and what watches beside it. */
struct company {
	struct child server, *beside;
	size_t beside_count;
	bool has_server;
};

static bool is_taken(struct making *m, const struct fixture *server)
{
	struct outcome asked = { .figure = NAN };
	bool taken = server->ready.text &&
		     engine_command(m->e, m->r, "ready", &server->ready, server->inside, 5,
				    m->files.around, &asked) == 0;

	outcome_release(&asked);
	return taken;
}

static int call_company(struct making *m, struct company *w, const char *folder)
{
	const struct benchmark *b = m->r->benchmark;
	const struct fixture *server = b->tool.server;
	struct err err;

	w->beside = arena_new(&m->o->arena, b->beside_count, sizeof(w->beside[0]));
	if (server && is_taken(m, server)) {
		outcome_fail(m->o, "something answers already where the server shall listen, a "
			     "leftover perhaps; end it");
		return -1;
	}
	if (server) {
		if (start(m->r, &server->start, server->inside, m->files.server, m->files.server,
			  &w->server, m->o) != 0)
			return -1;
		w->has_server = true;
		if (engine_ready(m->e, m->r, "server", &server->ready, server->inside,
				 server->timeout, m->files.around, &w->server, m->o) != 0)
			return -1;
	}
	for (size_t i = 0; i < b->beside_count; i++) {
		char *name = mem_printf("beside-%s.log", b->beside[i].name);
		int fd = open_file(folder, name, &err);

		free(name);
		if (fd < 0 || start(m->r, &b->beside[i].run, false, fd, m->files.around,
				    &w->beside[w->beside_count], m->o) != 0) {
			if (fd >= 0)
				close(fd);
			return -1;
		}
		close(fd);
		w->beside_count++;
	}
	return 0;
}

static void await_end(struct making *m, const struct child *c)
{
	for (int i = 0; i < 20 && !spawn_has_ended(c); i++)
		spawn_sleep(&m->e->spawn, 0.1);
}

/* A server may end by itself once its client has gone; its log is whole then. */
static void dismiss_company(struct making *m, struct company *w)
{
	const struct spawn_wait grace = { .seconds = 0 };

	for (size_t i = 0; i < w->beside_count; i++) {
		spawn_interrupt(&w->beside[i]); /* then it prints its averages; TERM would cut */
		await_end(m, &w->beside[i]);
		spawn_end(&m->e->spawn, &w->beside[i], 2);
	}
	if (!w->has_server)
		return;
	if (!m->o->failed)
		await_end(m, &w->server);
	if (spawn_has_ended(&w->server))
		spawn_wait(&m->e->spawn, &w->server, &grace);
	else
		spawn_end(&m->e->spawn, &w->server, 5);
}

static void make(struct making *m)
{
	switch (m->r->benchmark->tool.kind) {
	case TOOL_RUN:
		make_command(m);
		break;
	case TOOL_STEPS:
		make_steps(m);
		break;
	case TOOL_BOOT:
		make_boot(m);
		break;
	}
}

/* --- version, figure ----------------------------------------------------------------- */

static char *first_line(const char *path)
{
	struct err err;
	size_t size;
	char *text = file_read(path, 1 << 16, &size, &err);

	if (text)
		text[strcspn(text, "\r\n")] = '\0';
	return text;
}

/* Asked once a platform and benchmark. */
static void ask_version(struct making *m, const char *folder)
{
	const struct run *r = m->r;
	const struct tool *t = &r->benchmark->tool;
	size_t i = (size_t)(r->platform - m->e->campaign->platforms) *
			   m->e->campaign->benchmark_count +
		   (size_t)(r->benchmark - m->e->campaign->benchmarks);
	char *path = file_join(folder, "version.txt"), *line = NULL;
	struct outcome asked = { .figure = NAN };
	struct err err;
	int fd = -1;

	if (m->e->versions[i] == NULL && t->version.text) {
		fd = open_file(folder, "version.txt", &err);
		/* what a command says that fails is no version */
		if (engine_command(m->e, r, "version", &t->version, t->inside, 20, fd,
				   &asked) == 0)
			line = first_line(path);
		m->e->versions[i] = arena_dup(&m->e->arena, line ? line : "");
	}
	if (m->e->versions[i] && m->e->versions[i][0])
		m->o->version = m->e->versions[i];
	if (fd >= 0)
		close(fd);
	unlink(path);
	outcome_release(&asked);
	free(line);
	free(path);
}

/* The last match of the tool's figure in its output; the last group is the number. */
static void find_figure(struct making *m, const char *path)
{
	const struct tool *t = &m->r->benchmark->tool;
	regmatch_t match[FIGURE_GROUPS];
	size_t last = t->has_figure ? t->figure.re_nsub : 0;
	struct err err;
	size_t size;
	char *text, number[64];

	if (!t->has_figure || t->kind == TOOL_BOOT || m->o->failed)
		return;
	text = file_read(path, (size_t)m->r->benchmark->output_limit + 1, &size, &err);
	for (const char *s = text; s && regexec(&t->figure, s, FIGURE_GROUPS, match, 0) == 0;
	     s += match[0].rm_eo > 0 ? match[0].rm_eo : 1) {
		size_t n = (size_t)(match[last].rm_eo - match[last].rm_so);

		if (match[last].rm_so >= 0 && n < sizeof(number)) {
			memcpy(number, s + match[last].rm_so, n);
			number[n] = '\0';
			if (!conf_number(number, -1e300, 1e300, &m->o->figure))
				m->o->figure = NAN;
		}
		if (s[match[0].rm_eo] == '\0')
			break;
	}
	free(text);
}

/* --- the run ------------------------------------------------------------------------- */

static const char *output_name(const struct tool *t)
{
	if (!t->is_log)
		return "output.txt";
	return t->server ? "client.log" : "output.log";
}

static int open_files(struct files *f, const struct tool *t, const char *folder,
		      struct err *err)
{
	*f = (struct files){ -1, -1, -1, -1 };
	f->out = open_file(folder, output_name(t), err);
	f->err = f->out < 0 ? -1 : open_file(folder, "errors.txt", err);
	f->around = f->err < 0 ? -1 : open_file(folder, "around.txt", err);
	if (f->around >= 0 && t->server)
		f->server = open_file(folder, "server.log", err);
	return f->around < 0 || (t->server && f->server < 0) ? -1 : 0;
}

/* On the disk, all of it: a full disk is the machine's failure, not the run's. */
static int close_files(struct files *f, struct err *err)
{
	int *const all[] = { &f->out, &f->err, &f->around, &f->server };
	int rc = 0;

	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		if (*all[i] < 0)
			continue;
		if (rc == 0 && fsync(*all[i]) != 0 && errno != EINVAL)
			rc = err_set(err, EXIT_MACHINE, "the archive cannot be written: %s",
				     strerror(errno));
		close(*all[i]);
	}
	return rc;
}

/* Files in which nothing stands say nothing. */
static void drop_empty(const char *folder, const char *name)
{
	char *path = file_join(folder, name);
	FILE *f = fopen(path, "re");

	if (f && fgetc(f) == EOF)
		unlink(path);
	if (f)
		fclose(f);
	free(path);
}

static const char *command_line(const struct run *r, struct outcome *o)
{
	const struct template *t = r->benchmark->tool.kind == TOOL_BOOT ? &r->platform->start
									: &r->benchmark->tool.run;
	struct words w = { 0 };
	struct err err;

	if (t->text == NULL ||
	    plan_words(r, &o->arena, t, r->benchmark->tool.inside, &w, &err) != 0)
		return NULL;
	return platform_shown(&o->arena, &w);
}

static void attempt(struct making *m, const char *folder)
{
	struct company company = { .beside = NULL };
	double cooldown = m->r->benchmark->cooldown;

	if (engine_stand(m->e, m->r, m->files.around, m->o) != 0)
		return;
	if (m->r->benchmark->tool.kind != TOOL_BOOT)
		ask_version(m, folder);
	if (cooldown > 0)
		spawn_sleep(&m->e->spawn, cooldown);
	host_load_read(&m->o->load_before);
	spawn_mark(&m->e->spawn);
	if (call_company(m, &company, folder) == 0)
		make(m);
	dismiss_company(m, &company);
	if (m->r->benchmark->tool.kind != TOOL_BOOT) /* a platform may well be a daemon */
		m->o->swept = spawn_sweep(&m->e->spawn);
	host_load_read(&m->o->load_after);
}

int engine_run(struct engine *e, const struct run *r, const char *folder, struct outcome *o,
	       struct err *err)
{
	const struct tool *t = &r->benchmark->tool;
	char *output = file_join(folder, output_name(t)), *words = file_join(folder, "errors.txt");
	struct making m = { .e = e, .r = r, .o = o, .words = words };
	int rc = open_files(&m.files, t, folder, err);

	o->figure = NAN;
	o->started = time(NULL);
	o->command = command_line(r, o);
	if (rc == 0)
		attempt(&m, folder);
	int closed = close_files(&m.files, err);
	if (rc == 0)
		rc = closed;
	if (rc == 0)
		find_figure(&m, output);
	drop_empty(folder, "errors.txt");
	drop_empty(folder, "around.txt");
	if (t->kind == TOOL_BOOT || !t->is_log)
		drop_empty(folder, output_name(t));
	free(output);
	free(words);
	return rc;
}
