/*
 * grammar.h - a grammar as loaded from its INI file: how one tool's output reads.
 * parse/README.md is the language's reference.
 */
#ifndef PARSE_GRAMMAR_H
#define PARSE_GRAMMAR_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/base/conf.h"
#include "data/base/err.h"
#include "data/embedded.h"
#include "data/measure.h"
#include "parse/pattern/json.h"
#include "parse/pattern/matcher.h"
#include "parse/pattern/regex.h"

/* What a captured text is. */
enum role_kind {
	ROLE_NONE,
	ROLE_SKIP,
	ROLE_METRIC,
	ROLE_PARAM,
	ROLE_PARAMS,
	ROLE_COUNT,      /* a parameter: how many there are */
	ROLE_VERSION,
	ROLE_PLATFORM,
	ROLE_BENCHMARK,
	ROLE_SIDE,
	ROLE_KIND,
	ROLE_RUN,
	ROLE_SO_FAR,     /* of a later record, too: the earlier one is what was so far */
	ROLE_REASON,
	ROLE_FAIL,       /* JSON: the run failed, the value is why */
	ROLE_INTERVAL,   /* JSON: an element of a series */
	ROLE_ORIGIN_LOG,
	ROLE_ORIGIN_LINE,
	ROLE_ORIGIN_REASON, /* why it ended as `status` says */
	ROLE_STATUS,
	ROLE_BEGIN,      /* a time: a metric is how long it is from there ... */
	ROLE_END,        /* ... to here */
	ROLE_ONLY,       /* another text makes the record incomplete */
	ROLE_WITHIN,     /* a word of the text that is kept under that name, or as ROLE_SAME */
	ROLE_SAME,       /* the text that is kept under that name, or two runs are mixed */
	ROLE_COMMAND,    /* of a shell's word: the command that it is about */
	ROLE_KEEP,       /* only kept, see `keep` */
};

struct role {
	enum role_kind kind;
	const char *name;   /* metric, parameter, kind, constant; may hold {captures} */
	const char *unit;   /* or NULL: the metric's canonical one; may hold {captures} */
	bool varies;        /* name or unit hold captures */
	const char *parts[4]; /* those captures' names, in the order of name and unit */
	size_t part_count;
	const struct measure_label *label; /* of a metric that does not vary */
	bool has_absent;
	double absent;      /* the tool prints this when it has no figure */
	bool duration;      /* the figure is a clock time: 1m1.577s */
	bool joined;        /* the unit stands right behind the figure: {unit} */
	bool comma;         /* a comma in the figure is a decimal point */
	bool markdown;      /* of a parameter: the text is a table's of Markdown, "\|" is "|" */
	bool html;          /* ... or of a page, in which "<" is written "&lt;" */
	const char *behind; /* ... it stands behind what was kept as this; or NULL */
	bool grouped;       /* commas in the figure may group its digits: 1,234.5 */
	const char *unrun;  /* of fail: words that mean that it did not run; or NULL */
	const char *unless; /* of fail: words that mean that it did not; or NULL */
	const char *keep;   /* later names refer to the text as {this}; or NULL */
	unsigned cut;       /* of same: a kept text of so many bytes is the beginning of one; 0: none */
	const char *of;     /* of a metric: the figure is what was kept as this; or NULL */
	const char *null;   /* JSON: what null means here; or NULL: nothing */
	const char *expect; /* fail: the run failed when the text is another one (capitals do not
			       matter); or NULL */
	const char *other;  /* ... or, where this is not NULL, when it is this one; a third text
			       says neither */
	bool optional;      /* what is no number is no figure */
	unsigned least_digits, most_digits; /* of a metric: a whole number of so many; most 0: any */
	bool weak;          /* of a metric or a parameter: as RECORD_WEAK */
	bool again;         /* of a parameter: as RECORD_AGAIN */
	bool all;           /* within: each part of the text must be named */
	bool sum;           /* ... as RECORD_SUM */
	bool hidden;        /* of a count, a parameter, a sum: only for checks */
	bool different;     /* of a count: of different texts */
	const char *each_of; /* of a hidden sum: of what has the same text in this capture the last
				figure counts; or NULL */
	const struct measure_label *total; /* ... the sum, in the canonical unit */
	bool halved;        /* ... each was counted twice until here */
	const char *unset;  /* of a parameter: the text where nobody set it: none; or NULL */
	const char *as;     /* ... its value, where the path or the capture is there; or NULL */
	const char *say;    /* fail: what stands before the value in the reason; same: why the
			       record is incomplete then; or NULL */
	unsigned each;      /* JSON: an element of this list of runs, from 1; 0: of none */
	bool document;      /* JSON: a path from the document, not from the record */
	int line;           /* of the grammar */
};

struct named_role {
	const char *name;   /* capture, column or path */
	struct role role;
};

enum rule_is {
	RULE_OPEN = 1,
	RULE_CLOSE = 2,
	RULE_INTERVAL = 4,
	RULE_FAIL = 8,
	RULE_NOISE = 16,
	RULE_DROP = 32,     /* what is open is no run */
	RULE_ENOUGH = 64,   /* the record may end here: a line that is not known ends it */
	RULE_ANNOUNCE = 128,/* says something of records that begin later */
	RULE_TABLE = 256,   /* the header row of a table */
	RULE_ROWS = 512,    /* the first row of a [csv] behind other lines */
	RULE_UNRUN = 1024,  /* a shell's word: a command could not be run (scan_word.c) */
	RULE_DIED = 2048,   /* ... or did not live to its end */
	RULE_LAST = 4096,   /* the record's last figures */
};

/* How a figure or a parameter that is there already is met. */
enum record_how {
	RECORD_WEAK = 1,  /* yields to one that is not weak */
	RECORD_AGAIN = 2, /* takes the earlier one's place */
	RECORD_CONSTANT = 4, /* of a parameter: several lines may say the same */
	RECORD_SUM = 8,   /* adds to one that is a sum, too */
};

/* A pattern, compiled when a line first needs it. */
struct rule_pattern {
	const char *text;   /* NULL: there is none */
	int line;
	struct regex_literal literal;
	bool number;        /* it ends with one, which must end in the line there, too */
	const struct named_role *roles; /* of its groups, by their names */
	size_t role_count;
	_Atomic(struct regex *) regex;
};

struct csv_form;

/* [line NAME] or [table NAME]; of a [csv] that its first row begins it */
struct rule {
	const char *name;
	const struct grammar *grammar;
	size_t order;              /* in the grammar */
	unsigned is;               /* enum rule_is */
	struct rule_pattern match; /* of the line, of a table's header */
	struct rule_pattern series;/* captures an interval's values */
	struct rule_pattern row;   /* of a table's rows */
	uint64_t in;               /* bits of contexts in which it counts; all: any */
	unsigned context;          /* opens this one; 0: leaves it */
	const char *kind;          /* or NULL */
	const char **keys;         /* RULE_ANNOUNCE: of records whose line has the same texts as
				      these captures */
	size_t key_count;          /* 0: of all records */
	const char *glued;         /* ... that one of them which may have something before it; or NULL */
	bool once;                 /* ... of the first one alone */
	bool behind;               /* ... and only right behind one with a key, of its records */
	bool several;              /* ... which are several */
	const char *single;        /* "name=value;..." of the record, where it is one; or NULL */
	const char *part;          /* ... where it is one of several; or NULL */
	const char *parts;         /* a capture: so many parts has the run, or, with RULE_OPEN,
				      sums the record; or NULL */
	const char **sums;         /* RULE_OPEN: of several parts; it sums those that announce
				      with the same texts as these captures */
	size_t sum_count;
	const char *unannounced;   /* RULE_OPEN: why a record of which no line with a key tells
				      cannot be used; or NULL */
	const char *params;        /* "name=value;..." or NULL */
	bool shared;               /* opens records of other tools, too */
	bool yielding;              /* fails a record that is none where a later one failed, too */
	bool heading;              /* ... and is nothing above a line that no rule knows */
	unsigned how;              /* enum record_how */
	bool broad;                /* to what opens another one's record */
	bool whole;                /* does not match a line that is cut */
	struct named_role *roles;  /* by name; for `*` in tables too */
	size_t role_count;
	const char **columns;      /* tables: names, or NULL: the header's words */
	size_t column_count;
	const char **apart;        /* tables: headings that another one may touch, or NULL */
	size_t apart_count;
	const char *label;         /* tables: the column that names the row, or NULL */
	bool rest;                 /* tables: the last column is all that is left of the row */
	const char *unproved;      /* what no log has proved (unproved.h), or NULL */
	const char *spoils;        /* why the record cannot be used, or NULL */
	const char *torn;          /* RULE_OPEN: why that cannot be whose last line it ends, or NULL */
	const struct csv_form *csv;/* RULE_ROWS */
	const char *told;          /* a text that the record must keep then, or NULL */
	const char *kept;          /* fits only in a record that keeps such a text, or NULL */
	bool itself;               /* the outer tool itself says what became of its command */
	bool below;                /* ... of the one whose figures stand directly above */
	bool twice;                /* fits only where the line stood in its record before */
	int line;
};

enum compare { COMPARE_THERE, COMPARE_EQ, COMPARE_NE, COMPARE_LT, COMPARE_LE, COMPARE_GT,
	       COMPARE_GE, COMPARE_WHOLE, COMPARE_NONE };

struct condition {
	const char *metric; /* COMPARE_NONE: or a pattern with stars, of which none was measured */
	enum compare compare;
	double number; /* canonical unit */
	const char *per;       /* COMPARE_WHOLE: to each of these come as many of the metric, ... */
	const char *beside[2]; /* ... but for what these left over, which failed half-way */
	size_t beside_count;
	bool failed_too;       /* ... no: to each of `beside`, which failed, as many come as well */
};

/* [kind NAME] */
struct kind {
	const char *name, *title, *from, *unproved;
	const char *as;     /* its records' benchmark, or NULL: the name */
	const char *spoils; /* no kind, but why records like these cannot be used; or NULL */
	const char *blank;  /* what it means that a record has no figure, or NULL */
	const char **require;
	size_t require_count;
	const char **told;  /* texts that a record must keep, or it is incomplete */
	size_t told_count;
	const char **filled; /* texts of which not all may be empty, where it keeps them */
	size_t filled_count;
	const char **repeats; /* kinds of which a record may be the same run again */
	size_t repeats_count;
	bool ends;          /* a record without a line that ends it is incomplete */
	bool steady;        /* its figures stay the same from run to run */
	bool sample;        /* they are of a state, which stays the same while nothing happens */
	struct condition *when;
	size_t when_count;
	int line;
};

/* [param NAME]: a parameter that no line says, but figures show: how many of the one come to each
   of the other. A count of what failed half-way is in it: what is left over does not count. */
struct shown_param {
	const char *name;
	const char **count; /* metrics, added */
	size_t count_count;
	const char *per;    /* metric */
	const char *const *beside; /* or NULL: no more is left over than these leave, which failed half-way */
	size_t beside_count;
	const char **whole; /* metrics of which to each of `per` a whole number comes, too */
	size_t whole_count;
};

/* A side of a comparison in a table's rows. */
struct csv_term {
	const char *text;
	size_t column;                 /* from 1; 0: the number */
	double number;
};

struct csv_condition {
	const char *text;
	struct csv_term left, right;
	enum compare compare;
};

/* [csv] or [csv NAME]: one form of a table */
struct csv_form {
	const struct grammar *grammar;
	const char *unproved;          /* or NULL */
	const char *separators;        /* any of them */
	const char *kind;              /* of its records, or NULL */
	const char **header;           /* columns that the first row must have; or NULL */
	size_t header_count;
	struct rule_pattern match;     /* ... of the first row of a table without a header */
	const char **names;            /* ... and its columns */
	size_t name_count;
	struct named_role *columns;
	size_t column_count;
	struct csv_condition *holds;   /* in each row that did not fail: otherwise its columns
					  are not these */
	size_t hold_count;
	struct csv_condition *shows;   /* ... in one of them at least */
	size_t show_count;
	int line;
};

enum group_what { GROUP_MEAN, GROUP_MIN, GROUP_MAX, GROUP_STDDEV, GROUP_PERCENTILE };

struct group_statistic {
	enum group_what what;
	double percent;
	const char *name;              /* "mean", "p95": the end of the metric's name */
};

/* [group]: rows that are one record together (record_group.h) */
struct grammar_group {
	bool on;
	const char *kind;              /* of the records, or NULL */
	const struct measure_label *count, *failed, *rate; /* or NULL */
	const char *rate_of;           /* the metric of the rows' time stamps; unique */
	const char *param;             /* the parameter that is the greatest ... */
	const char *param_of;          /* ... of the rows' metric; unique; or NULL */
	const char *once, *once_of;    /* a kept text, and a metric (unique), by which a row that stands twice
					  is told; or NULL */
	const char **absent;           /* metrics that are none where all rows have 0; unique */
	size_t absent_count;
	struct group_statistic *statistics;
	size_t statistic_count;
};

struct checks; /* parse/language/check.h */
struct metrics; /* parse/language/metrics.h */

/* --- what tells that a log is a grammar's, before the grammar itself is read ----------- */

/* A [line] or [table] with `is = open`. */
struct grammar_opening {
	const char *pattern;
	const struct regex_literal *literal; /* of the pattern */
	uint32_t order;                /* among the grammar's rules */
	bool word;                     /* a shell's: of logs whose grammar is known, too */
};

/* Of a [csv], what its first row tells. */
struct grammar_csv_sign {
	const char *separators;        /* any of them */
	const char *const *header;     /* columns that it must have */
	size_t header_count;
	size_t column_count;           /* without a header: how many; `match` says the rest */
};

/* The signs of the shipped grammars are noted when the program is built
   (parse/grammars/signs.c), so that only those are loaded whose logs are there. */
struct grammar_signs {
	const char *name, *sha256;
	const struct grammar_opening *openings;
	size_t opening_count;
	size_t rule_count;             /* of all its rules */
	const char *const *json_detect, *const *xml_detect; /* paths; any of them */
	size_t json_detect_count, xml_detect_count;
	const struct grammar_csv_sign *csvs;
	size_t csv_count;
	const char *const *commands;   /* names of the tool's programs */
	size_t command_count;
};

/* Of embedded_grammars[i], embedded_grammar_count of them. */
extern const struct grammar_signs grammar_shipped_signs[];

struct grammar {
	const struct grammar_signs *signs;
	const struct embedded_file *shipped; /* where it is read from when a log needs it; or
						NULL: it was read at once */
	atomic_bool ready;  /* what follows may be looked at */

	const char *name, *title, *tool;
	const char *unproved;   /* of the whole grammar, or NULL */
	bool one_kind;          /* a record whose lines say two kinds is two runs */
	bool outer;             /* its records are of a command whose output stands before them */
	const char **commands;  /* names of the tool's programs */
	size_t command_count;
	const char **seen;      /* versions of which logs were seen */
	size_t seen_count;
	char sha256[65];
	struct rule *rules;
	size_t rule_count;
	struct matcher lines;   /* finds the rule of a line */
	struct kind *kinds;
	size_t kind_count;
	struct { const char *from, *to; } *units;   /* the tool's spelling */
	size_t unit_count;
	struct shown_param *params;
	size_t param_count;
	const char *contexts[64];                   /* [0] is none */
	size_t context_count;
	/* [json] */
	bool json;
	const char **detect;                        /* paths; any of them */
	size_t detect_count;
	const char **record;                        /* paths, "." the document */
	size_t record_count;
	const char *json_unproved;                  /* or NULL */
	const char *run_kind;                       /* of the records of runs, or NULL */
	const char *beside;                         /* the grammar that reads the document, too, or NULL */
	bool json_alone;                            /* not within somebody else's document */
	size_t run_lists;                           /* lists that have an element a run */
	struct named_role *paths;
	size_t path_count;
	struct json_node json_root;
	struct json_node join_root;                 /* its children: what a document is called,
						       what it says; none: not joined */
	const char *join_first, *join_last;         /* documents that begin and end a record */
	struct json_node parts_root;                /* records, and what those have alike that are
						       parts of one */
	const char *part;                           /* "name=value;..." of such a part; or NULL */
	/* [xml]: names of attributes begin with "@" in its tree */
	bool xml;
	const char **xml_detect;                    /* paths; any of them */
	size_t xml_detect_count;
	const char *xml_unproved;                   /* or NULL */
	struct named_role *xml_paths;
	size_t xml_path_count;
	struct json_node xml_root;
	struct csv_form *csvs;                      /* [csv]: forms of tables */
	size_t csv_count;
	struct grammar_group group;
	bool has_checks;                            /* [check] (check.h) */
	bool has_repeats;                           /* a kind with `repeats` (record_twin.h) */
	bool has_samples;                           /* a kind with `sample` (record_sample.h) */
	bool has_twice;                             /* a line with `twice` (scan_twice.c) */
	_Atomic(struct checks *) checks;            /* read when the first record ends */

	const struct metrics *metrics;              /* borrowed */
	struct measure_names *names;                /* borrowed */
	struct conf conf;                           /* owns the texts */
	struct arena arena;
};

#define GRAMMAR_RUN_LISTS 8

#define RULE_WORD (RULE_UNRUN | RULE_DIED)

/* Reads and proves a grammar's file or built-in text. `metrics` and `names` must outlive it.
   *out is set, and the caller frees it, when the return value is 0. */
int grammar_load(const char *path, const char *text, size_t size,
		 const struct metrics *metrics, struct measure_names *names,
		 struct grammar **out, struct err *err);
/* Reads a shipped one of which only the signs were known. */
int grammar_ready(struct grammar *g, const struct metrics *metrics,
		  struct measure_names *names, struct err *err);
void grammar_free(struct grammar *g); /* NULL is fine */

/* Compiles all patterns and reads all checks, to prove them; `slow` is told of patterns without a literal. */
int grammar_prove(struct grammar *g, struct notes *slow, struct err *err);

/* The pattern's code, compiled now if need be; NULL when it does not compile. The tags of
   its groups are their roles (struct role). */
const struct regex *grammar_regex(const struct rule_pattern *p);

/* Is the capture one of the rule's `key`? */
bool rule_has_key(const struct rule *r, const char *name);

bool grammar_compares(enum compare sign, double a, double b);

/* What the tool's spelling of a unit means: the unit's name. */
const char *grammar_unit(const struct grammar *g, const char *text);

const struct kind *grammar_kind(const struct grammar *g, const char *name);

#endif
