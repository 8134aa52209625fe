/*
 * measure.h - what parse/ hands to the store: logs, records, measurements.
 *
 * Pointers to labels and contexts are unique: two that are equal are the same pointer, for
 * as long as their struct measure_names lives. That lets the store know a record's shape by comparing
 * pointers, without looking at a name.
 */
#ifndef DATA_MEASURE_H
#define DATA_MEASURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/base/mem.h"
#include "data/unit.h"

/* What a figure is. Unique for each metric and unit. */
struct measure_label {
	const char *metric;    /* "latency.avg" */
	const char *unit_text; /* as the figure stands in the log: "ms" */
	struct unit unit;
};

/* What records have in common. Unique. No field is NULL; "" where nothing says it. */
struct measure_context {
	const char *platform, *benchmark, *side;
	const char *parameters;   /* "name=value;name=value", sorted by name */
	const char *tool, *version;
	const char *grammar, *grammar_sha256;
};

struct measure_value {
	const struct measure_label *label;
	double value;          /* in the label's unit_text: as the log has it; finite */
	uint32_t line;         /* counted from the record's first line */
	uint32_t step;         /* 0: the result; 1, 2 ...: a row of the series */
	const char *text;      /* as on the line, where num_format() of value is not found
				  there; else NULL */
};

/* "no METRIC: ...": how the reason of a record begins that was to give this metric alone. */
#define MEASURE_NO "no "

enum measure_status { MEASURE_OK, MEASURE_INCOMPLETE, MEASURE_FAILED };

struct measure_record {
	const struct measure_context *context;
	const struct measure_value *values; /* results first, then steps, both in order */
	size_t value_count;
	int64_t number;        /* within the log, from 1 */
	int64_t line;          /* its first line, from 1 */
	enum measure_status status;
	const char *reason;    /* not NULL unless ok */
	const char *run;       /* or NULL */
	const char *origin_log;/* or NULL */
	int64_t origin_line;
};

/* A line that could not be used. */
struct measure_problem {
	int64_t line;
	const char *kind;      /* "not understood", "too long", ... */
	const char *text;      /* the line's beginning */
};

const char *measure_status_name(enum measure_status s); /* "ok", "incomplete", "failed" */

/* Makes labels and contexts unique. Any thread may ask; the answers live as long as it. */
struct measure_names;

struct measure_names *measure_names_new(void);
void measure_names_free(struct measure_names *n); /* NULL is fine */

/* The unique one that equals *key; text is copied. A label's `unit` follows its
   `unit_text` and is not compared. */
const struct measure_label *measure_label(struct measure_names *n,
					  const struct measure_label *key);
/* The unique text of a metric's name: labels of the same metric share it. */
const char *measure_metric(struct measure_names *n, const char *name);
const struct measure_context *measure_context(struct measure_names *n,
					      const struct measure_context *key);

/* A text as the value of a parameter has it, and its size: ";" would end the value, and is "%3B"; where the text
   itself has "%3B", or "%253B", their "%" is "%25". The text itself where it has none of them. */
const char *measure_parameter_text(struct arena *a, const char *text, size_t *size);
/* Has "a=1;b=2" (NULL: it has none) the parameter, with this value (NULL: any)? */
bool measure_has_parameter(const char *params, const char *name, const char *value, size_t size);

#endif
