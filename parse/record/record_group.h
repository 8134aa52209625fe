/*
 * record_group.h - rows that are one record together: a load test's log has a row a request.
 * A group is what has the same context (label, parameters); at the log's end it is a record
 * with counts, shares, means and percentiles of its rows' figures.
 *
 * A figure's line: of a least, a greatest or a percentile that of the row on which it stands
 * first; of what all rows make the last row's, while the record's line is the first row's.
 */
#ifndef PARSE_RECORD_GROUP_H
#define PARSE_RECORD_GROUP_H

#include "parse/record/record.h"

/* The open record is a row: adds it to its group, and ends it. `cut` as in record_close(). */
void record_group_add(struct recorder *r, const char *cut, const struct measure_context *c);

/* Makes the groups records, in the order of their first rows, and forgets them. */
void record_group_end(struct recorder *r);

/* Rows are missing, nobody knows of which group: all are incomplete. */
void record_group_spoil(struct recorder *r, const struct grammar *g, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

void record_group_drop(struct recorder *r);

#endif
