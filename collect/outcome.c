/* outcome.c - judges how a run ended; writes its manifest. */
#include "collect/outcome.h"

#include <inttypes.h>
#include <math.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "data/base/file.h"
#include "data/base/num.h"

void outcome_release(struct outcome *o)
{
	free(o->measured);
	arena_release(&o->arena);
}

void outcome_fail(struct outcome *o, const char *fmt, ...)
{
	va_list ap;

	if (o->failed)
		return;
	va_start(ap, fmt);
	char *text = mem_vprintf(fmt, ap);
	va_end(ap);
	for (char *s = text; *s; s++) /* one line of an INI file */
		if ((unsigned char)*s < ' ' || *s == ';')
			*s = *s == ';' ? ',' : ' ';
	o->failed = arena_printf(&o->arena, "%.150s", text); /* one line of the manifest */
	free(text);
}

void outcome_measure(struct outcome *o, const char *metric, double value, const char *unit)
{
	o->measured = mem_grow(o->measured, &o->measured_room, o->measured_count + 1,
			       sizeof(o->measured[0]));
	o->measured[o->measured_count++] =
		(struct measured){ arena_dup(&o->arena, metric), unit, value };
}

/* --- judging ------------------------------------------------------------------------- */

/* ": the last line", at most so long that a person reads it; "" for none. */
static const char *last_line(struct arena *a, const char *path)
{
	struct err err;
	size_t n = 0;
	char *text = path ? file_read(path, 1 << 20, &n, &err) : NULL;
	const char *line = "";

	while (n && (unsigned char)text[n - 1] <= ' ')
		text[--n] = '\0';
	if (n) {
		const char *start = strrchr(text, '\n');

		line = arena_printf(a, ": %.110s", start ? start + 1 : text);
	}
	free(text);
	return line;
}

void outcome_judge(struct outcome *o, const char *what, const struct child *c,
		   const struct benchmark *b, const char *words)
{
	const char *says = last_line(&o->arena, words);

	if (c->timed_out)
		outcome_fail(o, "%sno end within %.15g s", what, b->timeout);
	else if (c->flooded)
		outcome_fail(o, "%sit printed more than %.15g MB", what,
			     (double)b->output_limit / 1e6);
	else if (c->stopped)
		outcome_fail(o, "%sstopped by the user", what);
	else if (WIFSIGNALED(c->status))
		outcome_fail(o, "%sended by signal %d (%s)%s", what, WTERMSIG(c->status),
			     strsignal(WTERMSIG(c->status)), says);
	else if (WEXITSTATUS(c->status) != 0)
		outcome_fail(o, "%sexit status %d%s", what, WEXITSTATUS(c->status), says);
}

/* --- the manifest -------------------------------------------------------------------- */

/* A value as an INI file takes it: " ;" would start a comment, and an indented line goes on with
   the value. `folded`: so a long one is, at its blanks; what desmet parse reads is one line. */
static void put_folded(FILE *f, const char *key, const char *value, bool folded)
{
	size_t column = (size_t)fprintf(f, "%s = ", key);

	for (const char *s = value; *s; s++, column++) {
		if (*s == ';' && (s == value || s[-1] == ' ')) {
			column += (size_t)fprintf(f, "\\x3b") - 1;
		} else if (folded && (unsigned char)*s <= ' ' && column > 120) {
			fputs("\n\t", f);
			column = 0;
		} else {
			fputc((unsigned char)*s < ' ' ? ' ' : *s, f);
		}
	}
	fputc('\n', f);
}

static void put(FILE *f, const char *key, const char *value)
{
	put_folded(f, key, value, true);
}

static void put_number(FILE *f, const char *key, double value, const char *unit)
{
	char text[NUM_TEXT];

	fprintf(f, "%s = %s%s%s\n", key, num_format(text, sizeof(text), value),
		unit[0] ? " " : "", unit);
}

static void put_time(FILE *f, time_t at)
{
	struct tm tm;
	char text[32] = "";

	if (gmtime_r(&at, &tm))
		strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm);
	put(f, "started", text);
}

/* Which run it was, for the grammar that reads it. */
static void put_head(FILE *f, const struct run *r)
{
	fputs("[run]\n", f);
	put(f, "program", "desmet " DESMET_VERSION);
	put(f, "platform", r->platform->name);
	put(f, "benchmark", r->benchmark->name);
	if (r->stratum->sorted[0])
		put_folded(f, "parameters", r->stratum->sorted, false);
}

/* What else was run; the run's own command has its line. */
static void put_command(void *f, const char *what, const char *name, const char *command)
{
	char key[100];

	if (strcmp(what, "fixture") != 0 && strcmp(what, "step") != 0 &&
	    strcmp(what, "beside") != 0)
		return;
	snprintf(key, sizeof(key), "%s %s", what, name);
	put(f, key, command);
}

static void put_run(FILE *f, const struct outcome *o, const struct run *r,
		    const struct campaign *c)
{
	struct err err;

	put_head(f, r);
	put(f, "campaign", c->name);
	fprintf(f, "%s = %d\n", r->warmup ? "warmup" : "repetition", r->number);
	put(f, "definition", r->definition);
	if (o->failed)
		put(f, "failed", o->failed);
	fprintf(f, "attempt = %d\n", o->attempt);
	if (o->before)
		put(f, "before", o->before);
	put(f, "tool", r->benchmark->tool.name);
	put(f, "tool_version", o->version ? o->version : "unknown");
	if (o->command)
		put(f, "command", o->command);
	plan_commands(r, put_command, f, &err);
	put_time(f, o->started);
	put_number(f, "duration", o->seconds, "s");
	if (o->has_status && WIFEXITED(o->status))
		fprintf(f, "exit = %d\n", WEXITSTATUS(o->status));
	else if (o->has_status)
		fprintf(f, "signal = %d\n", WTERMSIG(o->status));
	if (o->swept)
		fprintf(f, "left_behind = %d\n", o->swept);
	if (!isnan(o->figure))
		put_number(f, "figure", o->figure, "");
}

static void put_host(FILE *f, const struct outcome *o, const struct host *h)
{
	fputs("\n[host]\n", f);
	put(f, "cpu", h->cpu);
	fprintf(f, "cpus = %ld\n", h->cpus);
	put(f, "governor", h->governor);
	fprintf(f, "memory = %" PRId64 " B\n", h->memory);
	put(f, "kernel", h->kernel);
	put(f, "hypervisor", h->hypervisor);
	put_number(f, "load_before", o->load_before.load1, "");
	put_number(f, "load_after", o->load_after.load1, "");
	put_number(f, "steal", host_steal(&o->load_before, &o->load_after), "");
}

static void put_measured(FILE *f, const struct outcome *o, const struct run *r)
{
	char text[NUM_TEXT];

	put_head(f, r);
	for (size_t i = 0; i < o->measured_count; i++)
		fprintf(f, "measured %s = %s %s\n", o->measured[i].metric,
			num_format(text, sizeof(text), o->measured[i].value),
			o->measured[i].unit);
}

static int open_new(struct file_new *f, const char *folder, const char *name, struct err *err)
{
	char *path = file_join(folder, name);
	int rc = file_new_open(f, path, err);

	free(path);
	return rc;
}

int outcome_write(const struct outcome *o, const struct run *r, const struct campaign *c,
		  const struct host *h, const char *folder, struct err *err)
{
	struct file_new f;

	if (!o->failed && o->measured_count) {
		if (open_new(&f, folder, "measured.ini", err) != 0)
			return -1;
		put_measured(f.out, o, r);
		if (file_new_close(&f, err) != 0)
			return -1;
	}
	if (open_new(&f, folder, "manifest.ini", err) != 0)
		return -1;
	put_run(f.out, o, r, c);
	put_host(f.out, o, h);
	return file_new_close(&f, err);
}
