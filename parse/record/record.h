/*
 * record.h - builds the record that a reader is in: its figures, parameters and context,
 * and at its end whether it is sound. Knows roles, but neither text nor JSON.
 */
#ifndef PARSE_RECORD_H
#define PARSE_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/base/dict.h"
#include "data/base/mem.h"
#include "data/measure.h"
#include "parse/language/grammar.h"
#include "parse/language/layout.h"
#include "parse/record/moment.h"

/* A text that a name may refer to as {name}. */
struct capture {
	const char *name;
	const char *text; /* not ended by a NUL */
	size_t size;
};

struct captures {
	const struct capture *list;
	size_t count;
};

/* The finished records of a log, or of a part of it; owns all that they point to. */
struct record_batch {
	struct measure_record *records;
	size_t count, room;
	struct measure_value *values;
	size_t value_count, value_room;
	size_t *first_values;          /* of each record: index, while values may move */
	size_t first_room;
	struct arena arena;
};

void record_batch_release(struct record_batch *b);
/* Empty, with the room it had. */
void record_batch_empty(struct record_batch *b);

#define RECORD_PARAMS 32
#define RECORD_KEPT 12
#define RECORD_MARKS 4  /* of a record; further ones are not told of */
#define RECORDER_MARKS 8 /* of a log */
#define RECORDER_DOUBTS 8 /* of a log: what took figures away */

/* What gave a record and is not proved yet (unproved.h). */
struct record_mark {
	const struct grammar *grammar;
	const char *text;              /* the grammar's */
	char version[24];              /* the tool's, where the mark is of a version; or "" */
	int64_t line;                  /* of the first record that has it */
};

/* Figures that are not taken: they cannot be right (check.h), or nobody measured them (record_group.h). */
struct record_doubt {
	const void *of;                /* the check, or the metric: unique */
	bool unmeasured;
	int64_t line;                  /* of the first one */
	int64_t count;
	char text[400];                /* what is wrong with the first one */
};

struct record_param {
	const char *name, *value;
	int64_t line;                  /* that says it; 0: none does */
	int64_t count;                 /* of lines so far: the value; 0: it is not counted */
	const struct role *counter;    /* ... by this role */
	bool hidden;                   /* only checks look at it */
	bool weak;                     /* yields to one that is not */
};

/* What a record's part said last: a connection of many (record_sum.c). */
struct record_part {
	const char *name;      /* what it is about: unique */
	const char *text;      /* which part */
	size_t size;
	double value, within;  /* in the canonical unit: its figure, and its last digit */
};

#define RECORD_SPANS 4 /* of a record */

/* What lasts from one time in the log to another one. */
struct record_span {
	const struct measure_label *label; /* its metric, in seconds */
	struct moment begin, end;
	bool has_begin, has_end;
};

/* A record whose run may print another one: the figures are what was so far, then. */
struct record_so_far {
	const struct measure_context *context;
	char run[24];
	size_t place;      /* in the batch */
	int64_t document;  /* JSON: which of the log; alike jobs of one are several */
};

#define RECORD_RUNS 256 /* jobs of one run that are remembered */

/* What a record is so far. */
struct record {
	const struct grammar *grammar; /* NULL: no record is open */
	int64_t line;                  /* its first */
	bool failed;
	bool ended;                    /* by a line of its own */
	bool last;                     /* its last figures have come (RULE_LAST) */
	const char *died;              /* what a shell said of its tool's end, or NULL */
	bool mixed;                    /* something in it stands twice */
	bool row;                      /* of a group (record_group.h) */
	const char *kind, *version, *platform, *benchmark, *side, *run, *reason, *origin_log;
	const char *blank; /* a metric that a row names without a figure; or NULL */
	const char *incomplete;        /* why, found on the way */
	bool said_incomplete;          /* by a measurements file, and why either it or */
	const char *origin_reason;     /* ... that it failed; or NULL */
	const char *so_far;            /* what names its run in this log, or NULL */
	int64_t origin_line;
	uint64_t text;                 /* of its lines so far (record_copy.h); 0: it has none */
	struct record_param params[RECORD_PARAMS];
	size_t param_count;
	struct capture kept[RECORD_KEPT]; /* texts that names may refer to */
	int64_t kept_lines[RECORD_KEPT];  /* on which they stand */
	size_t kept_count;
	const char *all_of;            /* each part of the text that is kept so must be named */
	const char *named;             /* ... and these were, each with a blank behind it */
	const char *told[8];           /* texts that must be kept, as lines of it say */
	size_t told_count;
	struct record_span spans[RECORD_SPANS];
	size_t span_count;
	uint32_t steps;                /* rows of its series so far */
	const char *marks[RECORD_MARKS]; /* what gave it and is not proved */
	size_t mark_count;
};

#define RECORD_SEEN 2048 /* a power of two */

struct recorder {
	const struct layout_match *place; /* what the layout says of the file */
	struct measure_names *names;
	const struct metrics *metrics;
	bool series;                   /* keep the values of intervals */
	bool doubting;                 /* a parameter that stands twice shows that runs are mixed */
	struct record now;
	struct record document;        /* JSON: what holds for all records of a document */
	struct arena arena;            /* texts of the open record */
	struct arena document_arena;   /* ... and of the document */
	bool weak;                     /* a weak figure came twice */
	bool gone;                     /* a figure is withdrawn (check.h) */
	const struct kind *kind;       /* of the record that ends; NULL: its grammar says nothing
					  of it */
	int power;                     /* of ten: the last digit of the figure that is being
					  added; INT16_MAX: it is a whole number */
	size_t first_value;            /* of the open record, in batch.values */
	struct { const char *metric; uint64_t stamp; size_t value; double within; int16_t power;
		 bool weak, again, sum, twice, gone, hidden; }
		seen[RECORD_SEEN];
	struct record_part *parts;     /* of the open record */
	size_t part_count, part_room;
	size_t hidden;                 /* figures of the open record that are for checks alone */
	struct regex_scratch *scratch; /* for the checks' patterns; NULL: none was asked yet */
	uint64_t stamp;
	int64_t number;                /* of records in this log */
	int64_t intervals;
	struct record_batch batch;     /* what is finished */
	const struct grammar *used[32];/* that gave records, in the order of their first one */
	size_t used_count;
	struct record_mark marks[RECORDER_MARKS]; /* of this log's records, each once */
	size_t mark_count;
	struct record_doubt doubts[RECORDER_DOUBTS];
	size_t doubt_count;
	struct record_so_far so_far[RECORD_RUNS]; /* the last record of each run that names itself */
	size_t so_far_count;
	int64_t document_number;       /* of the open JSON document; 0: none is open */
	int64_t document_count;
	const struct measure_context *last; /* most records have their neighbour's */
	struct record_groups *groups;  /* of this log's rows, or NULL */
	struct record_twins *twins;    /* records that others may repeat, or NULL */
	struct record_copies *copies;  /* records that may stand in the log once more, or NULL */
	struct record_samples *samples; /* records that are the same while nothing happens, or NULL */
	uint64_t others;               /* of the records since the last of these, added */
	uint64_t near;                 /* of the last line that is no record's; 0: a record has begun behind it */
	const char *apart_from, *apart_at; /* in the piece of the log that is being read: what belongs to no
					  record goes from here to the line that is being read */
	struct record_shapes *shapes;  /* of records that are checked, or NULL */
	struct dict labels;            /* of names that vary: bytes -> label */
};

void recorder_init(struct recorder *r, struct measure_names *names,
		   const struct metrics *metrics, bool series);
void recorder_release(struct recorder *r);
/* The next log. */
void recorder_start(struct recorder *r, const struct layout_match *place);
/* Takes the finished records out; the caller releases them. */
struct record_batch recorder_take(struct recorder *r);

void record_open(struct recorder *r, const struct grammar *g, int64_t line);
/* `cut`: why the record is not whole ("cut: JSON ends early"), or NULL. */
void record_close(struct recorder *r, const char *cut);
/* The last record, which was ok: it has failed. */
void record_fail_last(struct recorder *r, const char *text, size_t size);
/* As record_close(), but what the record's context is stays at hand for record_more(). */
void record_close_part(struct recorder *r, const char *cut);
/* A further record in the same context as `part` (a copy of `now` before its
   record_close_part()), without its figures. Ends with record_close_part(), too; after the
   last one record_parts_end(). */
void record_more(struct recorder *r, const struct record *part, int64_t line);
void record_parts_end(struct recorder *r);
/* Forgets the open record: it is no run, or will be read again from its beginning. */
void record_drop(struct recorder *r);

static inline bool record_is_open(const struct recorder *r)
{
	return r->now.grammar != NULL;
}

/* A captured text in its role. `how`: enum record_how. `step` is 0 for results. */
void record_role(struct recorder *r, const struct role *role, const char *text, size_t size,
		 int64_t line, unsigned how, uint32_t step, const struct captures *captures);

/* Would the text in this role, a metric, stand twice in the open record? */
bool record_repeats(struct recorder *r, const struct role *role, const char *text, size_t size,
		    unsigned how, const struct captures *captures);

/* A JSON document's own value: holds for all records of the document that close later. */
void record_document_role(struct recorder *r, const struct grammar *g,
			  const struct role *role, const char *text, size_t size,
			  int64_t line, const struct captures *captures);
void record_document_end(struct recorder *r);

/* This line says so. */
void record_kind(struct recorder *r, const char *kind, int64_t line);
/* A text that names of the record refer to. */
void record_keep(struct recorder *r, const char *name, const char *text, size_t size, int64_t line);
/* Does the record keep such a text, and not an empty one? */
bool record_keeps(const struct record *now, const char *name);
/* A line says that the record must keep such a text. */
void record_tell(struct recorder *r, const char *name);
/* "a=1;b=2", said by this line. */
void record_params(struct recorder *r, const char *params, int64_t line, unsigned how);
/* What was counted of a record that was dropped, its beginning being the open one's: `count` of
   its parameters. */
void record_counts_take(struct recorder *r, const struct record_param *list, size_t count);
void record_fail(struct recorder *r, const char *text, size_t size);
/* The tool of the open record did not live to its end: this makes it failed unless it is ok. */
void record_died(struct recorder *r, const char *text, size_t size);
/* A record of a run that never began: failed, and for this reason. The open one, if there is one,
   stays as it is, and will come behind it. */
void record_unrun(struct recorder *r, const struct grammar *g, int64_t line, const char *text,
		  size_t size);
/* This grammar has decided what a record is. */
void record_uses(struct recorder *r, const struct grammar *g);
/* A rule or section that gives the open record has this mark; NULL: it has none. */
void record_unproved(struct recorder *r, const char *mark);
/* Takes back what a document gave that is to be read again: the batch ends with these counts. */
void record_take_back(struct recorder *r, size_t count, size_t value_count);
/* The record with this place in the batch is incomplete after all, if it is ok. */
void record_spoil(struct recorder *r, size_t place, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* The same of the grammar's records that began from this line to that one. */
void record_spoil_lines(struct recorder *r, const struct grammar *g, int64_t from, int64_t to, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));
/* Why the record with this number, if it is incomplete and still in the batch, is so. */
void record_explain(struct recorder *r, int64_t number, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* The line shows that two runs are mixed in the open record. */
void record_mixed(struct recorder *r, int64_t line);
void record_incomplete(struct recorder *r, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
