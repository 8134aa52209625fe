/* engine.h - makes runs: platform up, fixtures set up, command watched, outcome kept. */
#ifndef COLLECT_ENGINE_H
#define COLLECT_ENGINE_H

#include "collect/keep.h"
#include "collect/outcome.h"
#include "collect/spawn.h"
#include "collect/standing.h"

#define ENGINE_STANDING 16

/* SETUP_AGAIN: its start has failed since, so that a daemon of it may have gone. SETUP_LEFT: by
   an earlier call that was killed. */
enum engine_setup { SETUP_NONE, SETUP_DONE, SETUP_AGAIN, SETUP_LEFT };

struct engine {
	const struct campaign *campaign;
	const struct keep *keep;
	struct spawn spawn;
	struct host host;
	void (*tick)(void *ctx);
	void *ctx;
	/* what is up */
	const struct platform *up;     /* started; NULL: none */
	bool is_ready;                 /* and its commands work */
	const struct platform *at;     /* of the last run, whether up or not */
	const char *broken;            /* why `at` cannot be started; NULL: it can, for all we know */
	enum engine_setup *setup;      /* by platform */
	struct standing standing[ENGINE_STANDING];
	size_t standing_count;
	const char **versions;         /* by platform and benchmark; NULL: not asked yet */
	struct arena arena;            /* of the campaign */
};

int engine_open(struct engine *e, const struct campaign *c, const struct keep *k,
		struct err *err);

/* Takes down all that stands. What goes wrong is noted. */
void engine_down(struct engine *e, struct notes *notes);
void engine_close(struct engine *e);

/*
 * One attempt; what it has left stands in `folder`. A run that goes wrong is an outcome that
 * failed; -1 with *err set is this machine's failure (a full disk), and ends the campaign.
 * Whether it was asked to stop, e->spawn.interrupts tells.
 */
int engine_run(struct engine *e, const struct run *r, const char *folder, struct outcome *o,
	       struct err *err);

/* --- between engine.c and engine_stand.c ---------------------------------------------- */

/* Runs a command of the run to its end: 0, or -1 and o has failed. out: a file, or -1. */
int engine_command(struct engine *e, const struct run *r, const char *what,
		   const struct template *t, bool inside, double seconds, int out,
		   struct outcome *o);
/* Again and again until it succeeds. */
int engine_ready(struct engine *e, const struct run *r, const char *what,
		 const struct template *t, bool inside, double seconds, int out,
		 const struct child *service, struct outcome *o);

/* The run's platform is up (a boot's: is down), and just its fixtures stand. */
int engine_stand(struct engine *e, const struct run *r, int out, struct outcome *o);
/* Which platforms an earlier call has left as they were. */
void engine_find_left(struct engine *e);
/* The run's platform has been started by the run itself. */
void engine_is_up(struct engine *e, const struct run *r);

#endif
