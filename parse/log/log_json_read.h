/* log_json_read.h - one walk through a JSON document: what it has come to. */
#ifndef PARSE_LOG_JSON_READ_H
#define PARSE_LOG_JSON_READ_H

#include "parse/log/log_private.h"

/* What the records of a document say that parts of one have alike (log_json_parts.c). */
struct log_parts_of {
	uint64_t *signs;       /* malloc'ed; of each record, in their order */
	size_t count, room;
	struct dict times;     /* a sign -> how many records have it */
};

/* Reads them, where the grammar says what it is; they are to be freed. */
void log_json_parts(struct log_parts_of *p, const struct grammar *g, const char *text, size_t size);
/* Is another one like the record of that place? */
bool log_json_is_part(const struct log_parts_of *p, size_t record);
void log_json_parts_free(struct log_parts_of *p);

/* One walk through a document. */
struct log_json {
	struct scan *s;
	const struct grammar *g;
	const char *counted;   /* line ends are counted up to here */
	int64_t line;          /* that many */
	size_t records;        /* so many were there */
	struct log_parts_of parts;
	size_t faults;         /* so many that stand before it are its records' */
	enum scan_ending_of ending; /* of a run that has failed, as a line before it says */
	size_t stars;          /* `*` on the way to the record */
	uint32_t step;         /* in an element of a series; 0: not */
	const struct json_node *series; /* that element's node */
	size_t places[GRAMMAR_RUN_LISTS]; /* elements of the lists of runs so far */
	const char *begin, *end;          /* the record's bracket, and where the text ends */
	const struct json_node *node;     /* the record's; NULL: its kept texts have been looked for */
	const char *refined;              /* its kind, where kept texts say a part of it; or NULL */
};

/* The line of the log on which this stands, which is not above what it was asked for last. */
int64_t log_json_line(struct log_json *r, const char *at);
/* Of json_walk(): takes what stands in the document, but for what holds for all of its records, ... */
bool log_json_event(void *ctx, struct json_event *e);
/* ... and only that: it may stand behind them. */
bool log_json_document_value(void *ctx, struct json_event *e);
/* Does the grammar read such values? */
bool log_json_of_document(const struct grammar *g);

#endif
