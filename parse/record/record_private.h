/* record_private.h - what the files record_*.c share. */
#ifndef PARSE_RECORD_PRIVATE_H
#define PARSE_RECORD_PRIVATE_H

#include "parse/record/record.h"

#define RECORD_NAME_MAX 200 /* of a metric's name with its captures in */

/* Where a metric stands in `seen`, or would. Names of metrics are unique pointers. */
size_t record_seen_place(const struct recorder *r, const char *metric);

/* The record's figure of that metric (a unique name); NULL: it has none, or none that is taken. */
const struct measure_value *record_find_value(const struct recorder *r, const char *metric);

/* How much the figure's last digit counts, in the canonical unit; 0: it is a count, which is
   exact. Of the open record, whose grammar has checks or repeats. */
double record_last_digit(const struct recorder *r, const struct measure_value *v);
/* The same of any figure, whose last digit is that power of ten (INT16_MAX: a whole number). */
double record_digit(const struct measure_label *label, int power);

/* A figure that stands nowhere in the record yet: its place in `seen` is i. `how`: enum record_how. */
void record_seen_put(struct recorder *r, size_t i, const struct measure_value *v, unsigned how);

/* A figure of a part of the record, for checks alone: r->power is its last digit. */
void record_sum_add(struct recorder *r, const struct role *role, const struct measure_value *v,
		    const struct captures *captures);
/* Counts the text, unless the role counts different ones, and this one was there. */
void record_count_text(struct recorder *r, const struct role *role, const char *text, size_t size,
		       int64_t line);

/* The number that a line gave as the parameter, or its size in bytes; false: it is none, or no line
   gave it. */
bool record_param_number(const struct record_param *p, bool size, double *out);

/* Holds the open record against its grammar's checks. */
void record_check(struct recorder *r);
/* A figure is not taken: a word of the log, one for all that are `of` the same. */
void record_doubt(struct recorder *r, const struct record_doubt *of, const char *metric, const char *why);
/* Takes the figures out that they have withdrawn; record_find_value() is no more. */
void record_check_end(struct recorder *r);

void record_push_value(struct recorder *r, const struct measure_value *v);
/* Ends the record whose values were pushed last; `out` has all but its values. */
void record_push(struct recorder *r, struct measure_record *out);
/* What the log's fingerprint and its marks know of the open record. */
void record_note(struct recorder *r);

/* Where a parameter stands; their count if it does not. */
size_t record_find_param(const struct record *now, const char *name, size_t size);
void record_set_param(struct recorder *r, const char *name, size_t name_size,
		      const char *value, size_t size);
void record_set_params(struct recorder *r, const char *text, size_t size);
/* A line says a parameter: another value than that of a line before is another run's. */
void record_say_param(struct recorder *r, const char *name, size_t name_size,
		      const char *value, size_t size, int64_t line, unsigned how);
/* So many more lines that the role (ROLE_COUNT) counts, or half of those so far (an odd count makes
   the record incomplete); a number that a line says stays. */
void record_count(struct recorder *r, const struct role *role, int64_t more, int64_t line);

/* The benchmark: the layout's, else the log's, else its kind or grammar. */
const char *record_benchmark(const struct recorder *r);

/* What the record keeps under this name, or NULL. */
const struct capture *record_kept(const struct record *now, const char *name);

/* The name with its {captures} in, in buf; `as_is`: their text untouched (units). */
const char *record_expand(struct recorder *r, const char *name, bool as_is,
			  const struct captures *captures, char *buf, size_t room);

/* The label of a name that varies; NULL (the record is incomplete) when it is unknown. */
const struct measure_label *record_label(struct recorder *r, const struct role *role,
					 const char *text, size_t size,
					 const struct captures *captures);

/* Is it a word of the text? "_" is "-". */
bool record_is_word_of(const struct capture *of, const char *text, size_t size);

/* Why a record is incomplete that is the run of an earlier one, of that line. */
#define RECORD_RUN_AGAIN "the run of line %lld again"
/* ... or may be, as a sample of what was idle. */
#define RECORD_SAMPLE_AGAIN "line %lld again: the log was printed twice, or nothing happened between"

#endif
