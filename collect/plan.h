/* plan.h - the runs of a campaign, in their order, and what each would do. */
#ifndef COLLECT_PLAN_H
#define COLLECT_PLAN_H

#include <stdio.h>

#include "collect/campaign.h"

struct run {
	const struct platform *platform;
	const struct benchmark *benchmark;
	const struct stratum *stratum;
	int number;           /* repetition, or warm-up, from 1 */
	bool warmup;
	const char *id;       /* "docker/oltp/threads=4/03"; a warm-up: ".../w1" */
	struct vars vars;     /* parameters, then the platform's */
	char definition[65];  /* SHA-256 over all that it does */
};

struct plan {
	struct run *runs;
	size_t count, room;
	struct arena arena;
};

/* All commands of all runs are expanded, so that what is wrong is said now: EXIT_INPUT. */
int plan_make(struct plan *p, const struct campaign *c, struct err *err);
/* One more repetition of a run's stratum, at the end. The pointers into `runs` move. */
int plan_add(struct plan *p, const struct run *like, int number, struct err *err);
void plan_release(struct plan *p);

const struct run *plan_find(const struct plan *p, const char *id);

/* A command of a run: what it is for ("fixture", "ready", "step", "run" ...), which one of
   these, and its words quoted as for a shell. */
typedef void plan_command_fn(void *ctx, const char *what, const char *name,
			     const char *command);
int plan_commands(const struct run *r, plan_command_fn *each, void *ctx, struct err *err);
/* The same, one a line. */
int plan_print(const struct run *r, FILE *out, struct err *err);

/* Seconds that it takes, as far as one can tell; platforms' starts are not in it. */
double plan_seconds(const struct run *r);

/* The argv of a template of the run: as it is, or inside the platform. */
int plan_words(const struct run *r, struct arena *a, const struct template *t, bool inside,
	       struct words *out, struct err *err);

#endif
