/*
 * score_scene.h - a profile from rows in a file: what the tests of the scoring engine and of the
 * audit score. The store is a table of rows; its functions here stand in for the store's, so that
 * a program includes this once.
 */
#ifndef TESTS_UNIT_SCORE_SCENE_H
#define TESTS_UNIT_SCORE_SCENE_H

#include <stdio.h>
#include <string.h>

#include "data/base/mem.h"
#include "data/base/num.h"
#include "data/store/store.h"
#include "score/score.h"

#define RUBRIC "tests/rubrics/score-wheels.ini"

/* --- a store of rows ----------------------------------------------------------------- */

struct row {
	const char *platform, *benchmark, *side, *parameters, *run, *metric, *unit;
	double value;
	int record;	    /* 0: a record of its own */
	const char *reject; /* the reason, for a record that failed */
};

struct store {
	const struct row *rows;
	size_t count;
};

/* Parameters in these rows are so plain that a search will do. */
static inline bool passes(const struct row *r, const struct store_filter *f, bool metric)
{
	bool pass =
		(f->benchmark == NULL || strcmp(f->benchmark, r->benchmark) == 0) &&
		(f->platform == NULL || strcmp(f->platform, r->platform) == 0) &&
		(f->side == NULL || (r->side != NULL && strcmp(f->side, r->side) == 0)) &&
		(!metric || f->metric == NULL || strcmp(f->metric, r->metric) == 0);

	for (size_t i = 0; i < f->where_count; i++) {
		char pair[100];

		snprintf(pair, sizeof(pair), "%s=%s", f->where[i].name, f->where[i].value);
		pass = pass && r->parameters != NULL && strstr(r->parameters, pair) != NULL;
	}
	return pass;
}

int store_samples(struct store *s, const struct store_filter *filters, size_t count,
		  store_sample_fn *each, void *ctx, struct err *err)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct row *r = &s->rows[i];
		struct store_sample sample = {
			.platform = r->platform,
			.benchmark = r->benchmark,
			.side = r->side,
			.parameters = r->parameters,
			.run = r->run,
			.metric = r->metric,
			.value = r->value,
			.unit = r->unit,
			.log = r->platform,
			.log_sha256 = r->platform,
			.grammar = r->benchmark,
			.grammar_sha256 = "0",
			.line = (int64_t)i + 1,
			.record = r->record ? r->record : 1000 + (int64_t)i,
		};

		for (size_t f = 0; f < count; f++)
			if (r->reject == NULL && passes(r, &filters[f], true) &&
			    each(ctx, f, &sample, err) != 0)
				return -1;
	}
	return 0;
}

const char *store_sample_text(const struct store_sample *m, char buf[NUM_TEXT])
{
	return num_format(buf, NUM_TEXT, m->log_value);
}

int store_rejects(struct store *s, const struct store_filter *filters, size_t count,
		  store_reject_fn *each, void *ctx, struct err *err)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct row *r = &s->rows[i];
		struct store_reject reject = { .platform = r->platform,
					       .status = "failed",
					       .reason = r->reject,
					       .log = r->platform,
					       .line = (int64_t)i + 1 };

		for (size_t f = 0; f < count; f++)
			if (r->reject != NULL && passes(r, &filters[f], false) &&
			    each(ctx, f, &reject, err) != 0)
				return -1;
	}
	return 0;
}

int store_counts(struct store *s, struct store_counts *out, struct err *err)
{
	(void)s;
	(void)err;
	*out = (struct store_counts){ .logs = 1, .records = 1 };
	return 0;
}

int store_platforms(struct store *s, store_name_fn *each, void *ctx, struct err *err)
{
	for (size_t i = 0; i < s->count; i++) {
		bool seen = false;

		for (size_t k = 0; k < i; k++)
			seen = seen ||
			       strcmp(s->rows[k].platform, s->rows[i].platform) == 0;
		if (!seen && each(ctx, s->rows[i].platform, err) != 0)
			return -1;
	}
	return 0;
}

/* --- the rows ------------------------------------------------------------------------ */

#define TURN(p, v)                                                                         \
	{                                                                                  \
		p, "spinner", NULL, "", NULL, "spinner.turns_per_second", "1/s", v, 0,     \
			NULL                                                               \
	}
#define NET(p, s, run, v)                                                                  \
	{                                                                                  \
		p, "net", s, "", run, "net.rate", "1/s", v, 0, NULL                        \
	}
#define GROW(p, n, v)                                                                      \
	{                                                                                  \
		p, "grow", NULL, "mode=big;threads=" n, NULL, "grow.rate", "B/s", v, 0,    \
			NULL                                                               \
	}
#define BOOT(p, v)                                                                         \
	{                                                                                  \
		p, "boot", NULL, "", NULL, "boot.real", "s", v, 0, NULL                    \
	}

static const struct row wheels[] = {
	TURN("metal", 10),
	TURN("metal", 20),
	TURN("metal", 30),  /* mean 20 */
	TURN("docker", 14), /* 0.7, on the bound: 2 */
	TURN("kvm", 11.9999),
	TURN("kvm", 12.0001), /* 0.6, on the bound: 1 */
	{ "gvisor", "spinner", NULL, "", NULL, "", "", 0, 0, "wheel came off" },
	/* One run seen twice is one sample: the client's, else the first. */
	{ "metal", "net", "client", "", "r1", "net.rate", "1/s", 100, 1, NULL },
	{ "metal", "net", "client", "", "r1", "net.count", "1", 310, 1, NULL },
	{ "metal", "net", "server", "", "r1", "net.rate", "1/s", 90, 2, NULL },
	{ "metal", "net", "server", "", "r1", "net.count", "1", 9999, 2, NULL },
	{ "metal", "net", "client", "", "r2", "net.rate", "1/s", 90, 3, NULL },
	{ "metal", "net", "client", "", "r2", "net.count", "1", 290, 3, NULL },
	NET("metal", NULL, NULL, 110),
	NET("docker", "server", "r1", 50),
	NET("docker", "client", "r1", 80),
	NET("docker", "server", "r9", 90),
	NET("docker", "server", "r9", 10), /* 80, 90 */
	NET("kvm", "client", "r1", 95),	   /* own run */
	NET("gvisor", NULL, NULL, 70),
	NET("gvisor", NULL, NULL, 70),
	GROW("metal", "1", 10000),
	GROW("metal", "1", 10000),
	GROW("metal", "2", 20000),
	GROW("docker", "1", 5000),
	GROW("docker", "2", 22000),
	GROW("kvm", "1", 9000),
	GROW("gvisor", "4", 7000),
	{ "metal", "grow", NULL, "mode=small;threads=1", NULL, "grow.rate", "B/s", 1, 0,
	  NULL },
	BOOT("docker", 2),
	BOOT("kvm", 10),
	BOOT("gvisor", 10.0000001),
	TURN("podman", 99),
};

/* A profile with what it needs to live. */
struct scene {
	struct store store;
	struct rubric r;
	struct profile p;
	struct notes notes;
	struct err err;
	int rc;
};

static inline void scene_load(struct scene *s, const struct row *rows, size_t count)
{
	*s = (struct scene){ .store = { rows, count } };
	if (rubric_load(&s->r, RUBRIC, &s->err) != 0)
		printf("# %s\n", s->err.text);
}

static inline void scene_score(struct scene *s)
{
	s->rc = score_profile(&s->store, &s->r, &s->p, &s->notes, &s->err);
	if (s->rc != 0)
		printf("# %s\n", s->err.text);
}

static inline void scene_release(struct scene *s)
{
	profile_release(&s->p);
	rubric_release(&s->r);
	notes_release(&s->notes);
}

static inline bool has_note(const struct scene *s, const char *part)
{
	for (size_t i = 0; i < s->notes.count; i++) {
		if (strstr(s->notes.text[i], part) != NULL)
			return true;
	}
	return false;
}

enum { METAL, DOCKER, KVM, GVISOR, GHOST };
enum { TURNS, TRANSFER, GROWTH, BOOTING };

#endif
