/* role.h - what a captured text is: the right side of a capture's key in a grammar. */
#ifndef PARSE_ROLE_H
#define PARSE_ROLE_H

#include "data/base/conf.h"
#include "parse/language/grammar.h"
#include "parse/language/metrics.h"

/* Reads "metric oltp.queries 1/s, absent 0". The grammar's arena owns what it needs. */
int role_read(struct grammar *g, const struct metrics *metrics, struct measure_names *names,
	      const struct conf_entry *e, struct role *out, struct err *err);


#endif
