/* plan.c - from a campaign to runs. */
#include "collect/plan.h"

#include <stdlib.h>
#include <string.h>

#include "data/base/hash.h"
#include "data/base/random.h"

int plan_words(const struct run *r, struct arena *a, const struct template *t, bool inside,
	       struct words *out, struct err *err)
{
	struct words command = { 0 };

	if (words_expand(inside ? &command : out, a, t, &r->vars, err) != 0)
		return -1;
	if (t->text && (inside ? command.count : out->count) == 0)
		return conf_error(t->conf, t->line, err, "there is no command");
	return inside ? platform_inside(r->platform, a, &command, out, err) : 0;
}

/* --- what a run does ----------------------------------------------------------------- */

struct commands {
	const struct run *run;
	plan_command_fn *each;
	void *ctx;
	struct arena arena;
};

static int give(struct commands *p, const char *what, const char *name,
		const struct template *t, bool inside, struct err *err)
{
	struct words w = { 0 };

	if (t->text == NULL)
		return 0;
	if (plan_words(p->run, &p->arena, t, inside, &w, err) != 0)
		return -1;
	p->each(p->ctx, what, name, platform_shown(&p->arena, &w));
	return 0;
}

static int give_fixture(struct commands *p, const struct fixture *f, struct err *err)
{
	return give(p, "fixture", f->name, &f->start, f->inside, err) ||
		give(p, "ready", f->name, &f->ready, f->inside, err) ||
		give(p, "at the end of", f->name, &f->stop, f->inside, err) ? -1 : 0;
}

static int give_platform(struct commands *p, struct err *err)
{
	const struct platform *at = p->run->platform;

	return give(p, "setup", "", &at->setup, false, err) ||
		give(p, "stop", "", &at->stop, false, err) ||
		give(p, "start", "", &at->start, false, err) ||
		give(p, "ready", "", &at->ready, false, err) ||
		give(p, "teardown", "", &at->teardown, false, err) ? -1 : 0;
}

static int give_run(struct commands *p, struct err *err)
{
	const struct run *r = p->run;
	const struct tool *t = &r->benchmark->tool;

	if (give_platform(p, err) != 0)
		return -1;
	for (size_t i = 0; i < t->fixture_count; i++)
		if (give_fixture(p, &t->fixtures[i], err) != 0)
			return -1;
	if (t->server && give_fixture(p, t->server, err) != 0)
		return -1;
	for (size_t i = 0; i < r->benchmark->beside_count; i++)
		if (give(p, "beside", r->benchmark->beside[i].name,
			  &r->benchmark->beside[i].run, false, err) != 0)
			return -1;
	for (size_t i = 0; i < t->step_count; i++)
		if (give(p, "step", t->steps[i].name, &t->steps[i].run, t->inside, err) != 0)
			return -1;
	return give(p, "run", "", &t->run, t->inside, err);
}

int plan_commands(const struct run *r, plan_command_fn *each, void *ctx, struct err *err)
{
	struct commands p = { .run = r, .each = each, .ctx = ctx };
	int rc = give_run(&p, err);

	arena_release(&p.arena);
	return rc;
}

static void print_command(void *out, const char *what, const char *name, const char *command)
{
	fprintf(out, "  %s%s%s: %s\n", what, name[0] ? " " : "", name, command);
}

int plan_print(const struct run *r, FILE *out, struct err *err)
{
	fprintf(out, "%s\n", r->id);
	return plan_commands(r, print_command, out, err);
}

double plan_seconds(const struct run *r)
{
	const struct tool *t = &r->benchmark->tool;
	struct arena a = { 0 };
	struct err err;
	double seconds = 10, number;
	const char *text = t->takes.text ? words_text(&a, &t->takes, &r->vars, &err) : NULL;

	if (text && conf_number(text, 0, 1e9, &number))
		seconds = number;
	arena_release(&a);
	return seconds + r->benchmark->cooldown;
}

/* What is printed of it, without the platform's and the tool's folders, which may be
   elsewhere. */
static int define(struct run *r, struct err *err)
{
	char *text = NULL;
	size_t size;
	FILE *out = mem_stream(&text, &size);
	int rc;

	vars_set(&r->vars, "tools", "");
	rc = plan_print(r, out, err);
	vars_set(&r->vars, "tools", r->benchmark->tool.folder);
	fclose(out);
	hash_hex(text, size, r->definition);
	free(text);
	return rc;
}

/* --- the order ----------------------------------------------------------------------- */

/* A parameter's value may hold the platform's variables: {state}/keys/oltp.conf. */
static int add_parameters(struct plan *p, struct run *r, struct err *err)
{
	const struct vars *v = &r->stratum->vars;

	for (size_t i = 0; i < v->count; i++) {
		const struct template t = { .conf = &r->benchmark->tool.conf,
					    .text = v->list[i].value, .line = 1 };
		const char *value = words_text(&p->arena, &t, &r->vars, err);

		if (value == NULL)
			return -1;
		vars_set(&r->vars, v->list[i].name, value);
	}
	return 0;
}

static int add(struct plan *p, const struct platform *at, const struct benchmark *b,
	       const struct stratum *s, int number, bool warmup, struct err *err)
{
	struct run *r;

	p->runs = mem_grow(p->runs, &p->room, p->count + 1, sizeof(p->runs[0]));
	r = &p->runs[p->count++];
	*r = (struct run){ .platform = at, .benchmark = b, .stratum = s, .number = number,
			   .warmup = warmup };
	r->id = arena_printf(&p->arena, warmup ? "%s/%s%s%s/w%d" : "%s/%s%s%s/%02d", at->name,
			     b->name, s->varying[0] ? "/" : "", s->varying, number);
	r->vars.outer = &at->vars;
	vars_set(&r->vars, "benchmark", b->name);
	vars_set(&r->vars, "timeout", arena_printf(&p->arena, "%.15g", b->timeout));
	vars_set(&r->vars, "tools", b->tool.folder);
	return add_parameters(p, r, err) != 0 || define(r, err) != 0 ? -1 : 0;
}

/* A repetition of a stratum; the warm-ups come before the first. */
static int add_repetition(struct plan *p, const struct platform *at,
			  const struct benchmark *b, const struct stratum *s, int number,
			  struct err *err)
{
	for (int i = 1; number == 1 && i <= b->warmup; i++)
		if (add(p, at, b, s, i, true, err) != 0)
			return -1;
	return add(p, at, b, s, number, false, err);
}

/* Repetitions first..last of all that runs on a platform. */
static int add_block(struct plan *p, const struct campaign *c, size_t platform, int first,
		     int last, struct err *err)
{
	for (size_t i = 0; i < c->benchmark_count; i++) {
		const struct benchmark *b = &c->benchmarks[i];

		for (size_t k = 0; b->on[platform] && k < b->stratum_count; k++)
			for (int n = first; n <= last && n <= b->repetitions; n++)
				if (add_repetition(p, &c->platforms[platform], b, &b->strata[k],
						   n, err) != 0)
					return -1;
	}
	return 0;
}

static uint64_t next_random(uint64_t *state)
{
	return random_mix(*state += RANDOM_GAMMA);
}

/* Fisher and Yates. Repetitions keep their numbers in the order in which they come, so that
   a stratum's first is the one with the warm-ups before it. */
static int shuffle(struct plan *p, uint32_t seed, struct err *err)
{
	struct plan out = { 0 };
	uint64_t state = seed;
	int rc = 0;

	for (size_t i = p->count; i > 1; i--) {
		size_t k = (size_t)(next_random(&state) % i);
		struct run swap = p->runs[i - 1];

		p->runs[i - 1] = p->runs[k];
		p->runs[k] = swap;
	}
	for (size_t i = 0; rc == 0 && i < p->count; i++) {
		const struct run *r = &p->runs[i];
		int number = 1;

		if (r->warmup)
			continue;
		for (size_t k = 0; k < i; k++)
			number += !p->runs[k].warmup && p->runs[k].platform == r->platform &&
				  p->runs[k].stratum == r->stratum;
		rc = add_repetition(&out, r->platform, r->benchmark, r->stratum, number, err);
	}
	plan_release(p);
	*p = out;
	return rc;
}

int plan_make(struct plan *p, const struct campaign *c, struct err *err)
{
	int most = 0, step;

	*p = (struct plan){ .runs = NULL };
	for (size_t i = 0; i < c->benchmark_count; i++)
		if (c->benchmarks[i].repetitions > most)
			most = c->benchmarks[i].repetitions;
	step = c->order == ORDER_INTERLEAVED ? 1 : most;
	for (int n = 1; n <= most; n += step)
		for (size_t i = 0; i < c->platform_count; i++)
			if (add_block(p, c, i, n, n + step - 1, err) != 0)
				return -1;
	return c->order == ORDER_SHUFFLED ? shuffle(p, c->seed, err) : 0;
}

int plan_add(struct plan *p, const struct run *like, int number, struct err *err)
{
	return add(p, like->platform, like->benchmark, like->stratum, number, false, err);
}

void plan_release(struct plan *p)
{
	for (size_t i = 0; i < p->count; i++)
		free(p->runs[i].vars.list);
	free(p->runs);
	arena_release(&p->arena);
}

const struct run *plan_find(const struct plan *p, const char *id)
{
	for (size_t i = 0; i < p->count; i++)
		if (strcmp(p->runs[i].id, id) == 0)
			return &p->runs[i];
	return NULL;
}
