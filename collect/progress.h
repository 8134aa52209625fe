/* progress.h - what is seen of a campaign while it runs: a line that moves on a terminal,
   one line a run otherwise. */
#ifndef COLLECT_PROGRESS_H
#define COLLECT_PROGRESS_H

#include <stdio.h>

#include "collect/outcome.h"

struct progress {
	FILE *out;
	bool terminal;
	size_t number, total;   /* of the run under way, of all */
	const struct run *run;  /* under way; NULL: none */
	int64_t started_ns, run_started_ns;
	double seconds_left;    /* of what is still to come, by the estimates */
	double seconds_done;    /* the same of what has been made by this call */
};

void progress_open(struct progress *p, FILE *out, size_t total);
void progress_begin(struct progress *p, const struct run *r, size_t number);
void progress_tick(void *p); /* a struct progress */
void progress_end(struct progress *p, const struct outcome *o);

/* "1 h 02 min", "3 min 05 s", "12 s" */
#define PROGRESS_TIME 40
const char *progress_time(char buf[PROGRESS_TIME], double seconds);

#endif
