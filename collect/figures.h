/* figures.h - the shown figures of a campaign: is one odd, is their spread too wide. */
#ifndef COLLECT_FIGURES_H
#define COLLECT_FIGURES_H

#include "collect/outcome.h"

/* Of one stratum on one platform. */
struct figures {
	const struct platform *platform;
	const struct stratum *stratum;
	char *name;              /* "docker/oltp/threads=4" */
	int runs;                /* that went well */
	int failed;
	size_t count;            /* with a figure */
	double first, mean, m2;  /* Welford; m2: sum of squared deviations */
	double rest_mean, rest_m2; /* of all but the first */
};

struct figures_table {
	struct figures *rows;
	size_t count, room;
};

struct figures *figures_of(struct figures_table *t, const struct run *r);
void figures_release(struct figures_table *t);
void figures_add(struct figures *f, double figure); /* NAN: a run without one */

/* Standard deviation by mean; NAN with fewer than three figures. */
double figures_spread(const struct figures *f);

/* What a reader should know of the finished run, with advice; each thing is said once. */
struct warnings {
	bool governor, load, steal;
};

void figures_warn_run(struct warnings *w, const struct host *h, const struct run *r,
		      const struct outcome *o, struct notes *notes);
/* ... of all runs: which strata vary too much, the worst first. Sorts the rows. */
void figures_warn_all(struct figures_table *t, struct notes *notes);

#endif
