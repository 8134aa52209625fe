/* draft_private.h - what the parts of the sketch have in common. */
#ifndef PARSE_DRAFT_PRIVATE_H
#define PARSE_DRAFT_PRIVATE_H

#include "parse/draft/draft.h"

/* --- draft_unit.c ------------------------------------------------------------------- */

struct draft_unit {
	enum draft_state state;
	const char *means; /* desmet's unit, or NULL */
	const char *word;  /* DOUBT, UNKNOWN: why */
};

/* What a word behind a figure says as a unit. False: it is none that anybody knows. */
bool draft_unit(struct arena *a, const char *text, struct draft_unit *out);
/* The same of a name's end: "time_ms", "Latency (ms)". */
bool draft_unit_of_name(struct arena *a, const char *name, struct draft_unit *out);
/* A figure without a unit: a count, or a doubt. */
void draft_no_unit(const char *figure, struct draft_unit *out);

/* --- draft_line.c ------------------------------------------------------------------- */

enum draft_number_kind {
	NUMBER_PLAIN,
	NUMBER_DURATION, /* 1m2.3s */
	NUMBER_COMMA,    /* 1,234 or 0,5 */
	NUMBER_CLOCK,    /* 1:02:03 */
	NUMBER_LIST,     /* 1/2/3 that no words name */
	NUMBER_OTHER,    /* an address, a date, a version, hexadecimal: no figure */
};

struct draft_number {
	enum draft_number_kind kind;
	size_t from, to;
	size_t unit_from, unit_to; /* equal: none */
	bool listed;  /* one of a/b/c: shares the last one's unit */
	bool percentile; /* names the figure after it: "99%  1.2 ms" */
	const char *label; /* dotted, or "" */
};

#define DRAFT_NUMBERS 24 /* of a line; what follows is left out, and said */
#define DRAFT_PATTERN 1900 /* bytes of a pattern */

struct draft_line {
	const char *text; /* without blanks at its end */
	size_t size, indent;
	struct draft_number numbers[DRAFT_NUMBERS];
	size_t count;
	size_t figures;   /* those that are no NUMBER_OTHER */
	bool more;
};

void draft_line(struct arena *a, const char *text, size_t size, struct draft_line *out);

/* --- draft_pattern.c --------------------------------------------------------------- */

/* A pattern that matches the line and others with other figures; groups a, b ... and ua,
   ub ... are named after the numbers' places. At most `most` bytes: *done is the number of
   figures that are in it. */
char *draft_pattern(struct arena *a, const struct draft_line *l, size_t version_from,
		     size_t version_to, size_t most, size_t *done);
/* The pattern of a line's first words: what is known and carries nothing. */
char *draft_pattern_words(struct arena *a, const char *text, size_t size);

/* "Total time (s)" -> "total_time". */
char *draft_name(struct arena *a, const char *text, size_t size);

/* --- the forms ----------------------------------------------------------------------- */

void draft_text(struct draft *s, char *text, size_t size, bool named);
/* False: it is no such document, or (err is set) a broken one. */
bool draft_json(struct draft *s, const char *path, const char *text, size_t size,
		struct err *err);
bool draft_xml(struct draft *s, const char *path, const char *text, size_t size,
	       struct err *err);
bool draft_csv(struct draft *s, const char *text, size_t size);
/* A table of words and plain numbers, whose header row is lines[at]: how many lines it
   takes, and its rule; 0: there is none. `lines` are those of the log. */
struct draft_raw {
	const char *text;
	size_t size;
};
size_t draft_table(struct draft *s, const struct draft_raw *lines, size_t count, size_t at,
		    const char *in, struct draft_rule *out);

struct draft_rule *draft_add(struct draft *s, const struct draft_rule *r);
struct draft_figure *draft_add_figure(struct draft *s, struct draft_rule *r,
					const struct draft_figure *f);
/* name.label, unlike all there are. */
const char *draft_metric(struct draft *s, const char *label);
/* Notes a spelling for [units]; false: it cannot be written there. */
bool draft_spelling(struct draft *s, const char *from, const char *to);

#endif
