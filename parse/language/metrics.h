/* metrics.h - the dictionary of metrics: names and canonical units (data/metrics.ini). */
#ifndef PARSE_METRICS_H
#define PARSE_METRICS_H

#include "data/base/conf.h"
#include "data/base/err.h"

struct metrics;

/* An empty one. Never NULL; the caller frees. */
struct metrics *metrics_new(void);
/* Reads it, unless it has been read. */
int metrics_load(struct metrics *m, struct err *err);
void metrics_free(struct metrics *m); /* NULL is fine */

/*
 * The canonical unit of a metric, or NULL if nobody knows it. `{capture}` in the name
 * stands for any text, as `*` does in the dictionary. `own` is the grammar's own file,
 * whose [metrics] sections count too; NULL: none.
 */
const char *metrics_unit(const struct metrics *m, const struct conf *own,
			 const char *name);
/* May it be below 0? `signed` stands behind its unit; nobody knows that it may not of one that is not there. */
bool metrics_is_signed(const struct metrics *m, const struct conf *own, const char *name);
/* The unit of a name in which `*` stands for any text. */
const char *metrics_pattern_unit(const struct metrics *m, const struct conf *own,
				 const char *pattern, struct arena *a);

#endif
