/* outcome.h - what came of a run, and the manifest that says it. */
#ifndef COLLECT_OUTCOME_H
#define COLLECT_OUTCOME_H

#include <time.h>

#include "collect/host.h"
#include "collect/plan.h"
#include "collect/spawn.h"

/* A figure that no log has: the collector took it itself. */
struct measured {
	const char *metric, *unit;
	double value;
};

struct outcome {
	const char *failed;     /* why; NULL: it went well */
	int attempt;            /* counts from 1 */
	const char *before;     /* why the attempts before it failed; or NULL */
	const char *version;    /* of the tool; or NULL */
	const char *command;    /* as it was run, quoted as for a shell */
	time_t started;
	double seconds;         /* by the monotonic clock */
	bool has_status;
	int status;             /* of waitpid() */
	int swept;              /* daemons that it has left, and that were ended */
	double figure;          /* shown; NAN: none */
	struct host_load load_before, load_after;
	struct measured *measured;
	size_t measured_count, measured_room;
	struct arena arena;
};

void outcome_release(struct outcome *o);

/* "It failed", with the reason; the first reason stays. */
void outcome_fail(struct outcome *o, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void outcome_measure(struct outcome *o, const char *metric, double value, const char *unit);

/* Why a child that has ended did not end well; nothing if it did. `what` is "" or "server: ";
   `words` is a file whose last line says more. */
void outcome_judge(struct outcome *o, const char *what, const struct child *c,
		   const struct benchmark *b, const char *words);

/* FOLDER/manifest.ini, and measured.ini where there is something; on the disk. */
int outcome_write(const struct outcome *o, const struct run *r, const struct campaign *c,
		  const struct host *h, const char *folder, struct err *err);

#endif
