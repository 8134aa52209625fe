/*
 * keep.h - the archive that a campaign fills.
 *
 *   ARCHIVE/campaign.ini     the campaign as it was last run
 *   ARCHIVE/layout.ini       what the paths mean, for desmet parse
 *   ARCHIVE/runs/ID/         a run that went well; failed/ID/, warmup/ID/ others
 *   ARCHIVE/.work/           runs under way; whatever is there was cut off
 *   ARCHIVE/.used-PLATFORM   it may be up, or have a daemon: gone after its teardown
 *   ARCHIVE/.fixtures-PLATFORM  what stands on it, and how it is taken down
 *
 * A run is there or it is not: it is filled in .work and renamed.
 */
#ifndef COLLECT_KEEP_H
#define COLLECT_KEEP_H

#include <stdbool.h>

#include "collect/plan.h"

struct keep {
	char *path;
	int lock; /* of the archive */
	int run;  /* of the run under way; -1: none */
	bool alone; /* nobody else is at it */
};

enum keep_state { KEEP_NONE, KEEP_OK, KEEP_FAILED };

/*
 * Makes the archive, or opens the one that this campaign has begun. `alone`: nobody else may
 * be at it. EXIT_INPUT when it is another campaign's, EXIT_MACHINE when it is in use or
 * cannot be written.
 */
int keep_open(struct keep *k, const char *path, const struct campaign *c, bool alone,
	      struct err *err);
void keep_close(struct keep *k);

/* What an earlier call has left of the run. EXIT_INPUT when it was made by another
   definition. `figure` is its shown figure, or NAN. */
int keep_look(const struct keep *k, const struct run *r, enum keep_state *state,
	      double *figure, struct err *err);

/* How many runs the archive has that the plan does not; `example` is one, the caller's to
   free. */
size_t keep_strays(const struct keep *k, const struct plan *p, char **example);

/* An empty folder for the run; the caller frees. NULL with *err set; also when another
   program is at this run. */
char *keep_begin(struct keep *k, const struct run *r, struct err *err);
/* The run is whole: its folder goes to its place. */
int keep_end(const struct keep *k, const struct run *r, const char *folder, bool failed,
	     struct err *err);
/* It is not: the folder goes away. */
void keep_drop(struct keep *k, const char *folder);

#endif
