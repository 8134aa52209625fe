/* progress.c - one line. */
#include "collect/progress.h"

#include <math.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

const char *progress_time(char buf[PROGRESS_TIME], double seconds)
{
	long s = lround(seconds > 0 ? seconds : 0);

	if (s >= 3600)
		snprintf(buf, PROGRESS_TIME, "%ld h %02ld min", s / 3600, s / 60 % 60);
	else if (s >= 60)
		snprintf(buf, PROGRESS_TIME, "%ld min %02ld s", s / 60, s % 60);
	else
		snprintf(buf, PROGRESS_TIME, "%ld s", s);
	return buf;
}

void progress_open(struct progress *p, FILE *out, size_t total)
{
	*p = (struct progress){ .out = out, .total = total, .started_ns = spawn_now(),
				.terminal = isatty(fileno(out)) == 1 };
}

static double since(int64_t ns)
{
	return (double)(spawn_now() - ns) / 1e9;
}

/* By how much this machine, with its platforms' starts, differs from the estimates. */
static double left(const struct progress *p)
{
	double factor = p->seconds_done > 5 ? since(p->started_ns) / p->seconds_done : 1.2;

	return p->seconds_left * factor;
}

static int columns(const struct progress *p)
{
	struct winsize w;

	return ioctl(fileno(p->out), TIOCGWINSZ, &w) == 0 && w.ws_col > 20 ? w.ws_col : 80;
}

void progress_tick(void *ctx)
{
	struct progress *p = ctx;
	char elapsed[PROGRESS_TIME], to_go[PROGRESS_TIME], line[300];

	if (!p->terminal || p->run == NULL)
		return;
	snprintf(line, sizeof(line), "%zu of %zu  %s  %.0f s   %s gone, about %s left", p->number,
		 p->total, p->run->id, since(p->run_started_ns),
		 progress_time(elapsed, since(p->started_ns)), progress_time(to_go, left(p)));
	fprintf(p->out, "\r\033[K%.*s", columns(p) - 1, line);
	fflush(p->out);
}

void progress_begin(struct progress *p, const struct run *r, size_t number)
{
	p->run = r;
	p->number = number;
	p->run_started_ns = spawn_now();
	progress_tick(p);
}

void progress_end(struct progress *p, const struct outcome *o)
{
	const struct run *r = p->run;

	if (p->terminal)
		fprintf(p->out, "\r\033[K");
	fprintf(p->out, "%*zu/%zu  %-36s ", p->total > 999 ? 4 : 3, p->number, p->total, r->id);
	if (o->failed)
		fprintf(p->out, "FAILED: %s\n", o->failed);
	else if (isnan(o->figure))
		fprintf(p->out, "%6.1f s\n", o->seconds);
	else
		fprintf(p->out, "%6.1f s  %.6g %s\n", o->seconds, o->figure,
			r->benchmark->tool.figure_unit);
	fflush(p->out);
	p->run = NULL;
	p->seconds_done += plan_seconds(r);
	p->seconds_left -= plan_seconds(r);
}
