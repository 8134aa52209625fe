/*
 * rubric.h - a rubric as loaded from its INI file: what is compared, by which measurements,
 * what counts as good. rubrics/README.md is the language's reference.
 */
#ifndef DATA_RUBRIC_H
#define DATA_RUBRIC_H

#include <stdbool.h>
#include <stddef.h>

#include "data/base/err.h"
#include "data/base/mem.h"
#include "data/unit.h"

struct conf_key; /* data/base/conf.h */
struct conf_file;
struct judgements; /* data/rubric/judgement.h */
struct expr; /* data/expr.h */

enum statistic { STAT_MEAN, STAT_MEDIAN, STAT_TRIMMED_MEAN, STAT_GEOMETRIC_MEAN };

/* How strata (levels of a designed factor such as concurrency) become one figure. */
enum combine {
	COMBINE_POOL,             /* one statistic over all samples together */
	COMBINE_MEAN,             /* mean of the strata's statistics */
	COMBINE_MEAN_RATIO,       /* mean of the strata's ratios */
	COMBINE_GEOMETRIC_RATIO,  /* geometric mean of the strata's ratios */
	/* how what several people judged becomes one level */
	COMBINE_MEDIAN,           /* the one in the middle, the lower of two */
	COMBINE_CONSENSUS,        /* the one that all gave, else none */
	COMBINE_LOWEST,
};

struct rubric_importance {
	const char *name;   /* "high" */
	const char *title;  /* "High" */
	double weight;      /* >= 0 */
	bool mandatory;     /* a feature below its acceptance threshold is a veto */
	int line;
};

struct rubric_set {
	const char *name;   /* "low_level" */
	const char *title;
	double weight;      /* of the set in the overall percentage, >= 0 */
	int line;
};

struct rubric_platform {
	const char *name;   /* as in the store: "kvm" */
	const char *title;  /* as people see it: "KVM" */
	int line;
};

/* A level is reached when the ratio (or, absolute, the value) is on the good side of the
   threshold or on it. */
struct rubric_level {
	int level;
	double threshold;   /* relative: a ratio (0.6); absolute: in the feature's `unit`;
			       judged: the level itself */
};

/* name=value pairs that a record's parameters must have */
struct rubric_where {
	const char *name, *value;
};

struct rubric_symbol {
	int level;
	const char *symbol;      /* "++" */
};

struct rubric_feature {
	const char *name;        /* "file_read" */
	const char *title;
	const char *description; /* or NULL */
	bool judged;             /* people score it: benchmark, metric and unit_text are "",
				    absolute is set, its levels are a scale */
	size_t set;              /* index into rubric.sets */
	size_t importance;       /* index into rubric.importances */
	const char *benchmark;
	const char *side;        /* or NULL: any, the client's first */
	const char *metric;      /* with `value`: that expression's text */
	const struct expr *value; /* a derived metric: arithmetic on others; or NULL */
	struct rubric_where *where;
	size_t where_count;
	bool lower_is_better;
	struct unit unit;        /* shown */
	const char *unit_text;   /* as written: "MiB/s" */
	int decimals;
	enum statistic statistic;
	double trim;             /* share cut at each end, STAT_TRIMMED_MEAN */
	const char *strata;      /* the parameter whose values are strata, or several:
				    "threads, size"; or NULL */
	const char **by;         /* the same, one by one; a stratum is "8, 4k" then */
	size_t by_count;
	const char **pool;       /* parameters that may differ within a cell: the rubric's,
				    but those it says otherwise, and its own */
	size_t pool_count;
	enum combine combine;
	bool absolute;           /* thresholds are values, not ratios */
	struct rubric_level *levels; /* from the easiest to the hardest */
	size_t level_count;
	const char *scale;       /* the [levels NAME] that they are of; NULL: its own */
	int base_level;          /* given when no threshold is reached: 0 unless the rubric
				    has levels below zero (then the rubric says) */
	const char **words;      /* judged: what each level means, "full support", or NULL;
				    [0] is base_level's, [i + 1] that of levels[i] */
	int max_level;           /* the highest level there is */
	const struct rubric_symbol *symbols; /* of its levels: its own, its scale's or those of
						all; NULL: none */
	size_t symbol_count;
	bool own_symbols;        /* they are of this feature alone */
	bool has_acceptance;
	int acceptance;          /* minimum acceptance threshold: a level */
	int line;
};

/* A parameter of the records, besides the platform, of which one value at a time is read: by all
   features that do not speak of it in where, strata or pool. */
struct rubric_dimension {
	const char *name;    /* of the parameter: "device" */
	const char *title;
	bool fixed;          /* to `chosen`, by the rubric itself */
	bool all;            /* compare = all: the values are the store's */
	const char **values; /* that are compared; with `all` none before score_dimensions() */
	size_t value_count;
	const char *chosen;  /* NULL: to be chosen, rubric_choose() */
	int line;
};

#define RUBRIC_VALUES_MAX 16 /* values that are compared, of all dimensions together */

struct rubric {
	const char *path;
	const char *name, *title, *source;
	const struct conf_file *files; /* that it includes, for rubric_place() */
	size_t file_count;
	char sha256[65];         /* of the file and what it includes, hexadecimal; with
				    edits: of these, too */
	const char *edits;       /* the options that changed it, "--set a=b --without c"; or
				    NULL */
	const char *baseline;    /* platform; it may be one of the candidates, too */
	double confidence;       /* how sure a verdict must be: a share above 0.5, below 1 */
	const char *published;   /* path of the published sheet, or NULL */
	bool published_included; /* an included file says so: of the sheet's features and
				    platforms only those that are here count */
	const char *judgements_path; /* of the judgements file, which may not be there yet; or
					NULL */
	bool judgements_included; /* an included file names it */
	bool judgements_shared;  /* the file may speak of what this rubric does not have */
	struct judgements *judgements; /* what people said; NULL without a path */
	bool weighted;           /* importances or sets have weights: percentages are shown */
	struct rubric_platform *platforms; /* the candidates, in the rubric's order */
	size_t platform_count;
	const char *baseline_title; /* "Docker" */
	const char *baseline_label; /* the same; "Docker (baseline)" beside the candidate */
	struct rubric_set *sets;
	size_t set_count;
	struct rubric_importance *importances;
	size_t importance_count;
	struct rubric_feature *features; /* grouped by set, in the rubric's order */
	size_t feature_count;
	struct rubric_dimension *dimensions;
	size_t dimension_count;
	const char *at;          /* chosen values of what is compared, "device=x86;load=high";
				    NULL: nothing is. Name and title say it, too */
	const char *at_title;    /* "x86, high" */
	const char *bare_name;   /* the name without them */
	struct arena arena;      /* owns every string and array above */
};

/* Reads and proves the rubric. On error: message with file:line, code EXIT_INPUT. The
   caller releases, also after an error (zeroed is fine). */
int rubric_load(struct rubric *r, const char *path, struct err *err);
void rubric_release(struct rubric *r);

/* Where a line of the rubric stands, "a.ini:7" or "b.ini:7 (included from a.ini:3)". Returns
   buf. */
#define RUBRIC_PLACE 1024
const char *rubric_place(const struct rubric *r, int line, char buf[RUBRIC_PLACE]);

/* The index of a candidate in platforms; platform_count when it is none. */
size_t rubric_candidate_find(const struct rubric *r, const char *name);

const struct rubric_feature *rubric_feature_find(const struct rubric *r, const char *name);

/*
 * A word of --dimension, NAME=VALUE: from now on that value is read. Without `must` a rubric
 * that has no such dimension is left as it is. EXIT_INPUT for what the rubric does not compare.
 */
int rubric_choose(struct rubric *r, const char *word, bool must, struct err *err);
/* All words of the option --dimension; and: is every value chosen now? */
struct opts;
int rubric_choose_all(struct rubric *r, const struct opts *opts, bool must, struct err *err);
int rubric_check_chosen(struct rubric *r, struct err *err);
/* The first dimension that is compared and of which no value is chosen; NULL: a profile can be
   made. */
const struct rubric_dimension *rubric_open_dimension(const struct rubric *r);
/* How many combinations of such values there are, and the choice of one, counted from 0; of
   the last dimension the values change first. */
size_t rubric_points(const struct rubric *r);
void rubric_choose_point(struct rubric *r, size_t point);

/* Is only one value of the dimension at a time read for this feature? */
bool rubric_takes_dimension(const struct rubric_feature *f, const char *dimension);

/* May runs of one cell differ in this parameter: is it the feature's strata, or pooled? */
bool rubric_is_declared(const struct rubric_feature *f, const char *parameter, size_t length);

/*
 * The level of a figure: the ratio to the baseline, or with absolute levels the value in the
 * feature's unit. Bounds are inclusive, the figure is rounded by rubric_round() first.
 */
int rubric_level_of(const struct rubric_feature *f, double figure);
/* The levels that any feature has a threshold for, ascending, each once; with `base`, those
   too that are given when no threshold is reached. The caller frees. */
int *rubric_scale(const struct rubric *r, bool base, size_t *count);

/* To 12 decimals, half away from zero: what is compared with a threshold, here and in a
   workbook's ROUND(x, 12), so that both see the same side of it. Thresholds are so rounded
   when they are read. */
double rubric_round(double figure);

/* The symbol of a feature's level, or NULL when the rubric has none for it. */
const char *rubric_symbol_of(const struct rubric_feature *f, int level);
/* The same; without one the number, written to buf. */
#define RUBRIC_LEVEL 16
const char *rubric_level_text(const struct rubric_feature *f, int level, char buf[RUBRIC_LEVEL]);
/* Is the text the symbol of a level of the feature? *out is that. */
bool rubric_symbol_is(const struct rubric_feature *f, const char *text, int *out);
/* The symbol that all features with this level have for it; NULL: they differ, or none. */
const char *rubric_common_symbol(const struct rubric *r, int level);
/* Do people judge all of its features? Then no record is needed. */
bool rubric_all_judged(const struct rubric *r);
/* Has some feature a level that people see as this? */
bool rubric_any_symbol(const struct rubric *r, const char *symbol);
const char *statistic_name(enum statistic s); /* "mean", "median", "trimmed mean" ... */
const char *combine_name(enum combine c);     /* "pool", "mean", "mean_ratio" ... */

/* What a level of a judged feature means, in words; NULL where the rubric has none. */
const char *rubric_words_of(const struct rubric_feature *f, int level);

/* The sections of a rubric and their keys, for the reference and its test. */
struct rubric_section {
	const char *kind;              /* "feature" */
	const struct conf_key *keys;   /* NULL: the section's keys are the user's own */
	size_t count;
};
const struct rubric_section *rubric_sections(size_t *count);

#endif
