/*
 * rubric_load.h - what the files of rubric loading share; private to rubric*.c.
 */
#ifndef DATA_RUBRIC_LOAD_H
#define DATA_RUBRIC_LOAD_H

#include "data/base/conf.h"
#include "data/rubric/rubric.h"

#define LEVEL_LIMIT 100 /* levels are points on a scale, not measurements */

/* The sections as their keys give them, before names are looked up. */
struct rubric_head {
	const char *name, *title, *source, *baseline, *candidates, *published;
	const char *pool;
	const char *include, *without; /* for the reference: rubric_conf_load() took them */
	const char *judgements;
	bool judgements_shared;
	int statistic;
	double trim;
	const struct conf_entry *confidence;
};

struct rubric_scale {
	const struct conf_entry *levels;
	int otherwise;
};

struct rubric_feature_text {
	const char *title, *description, *set, *importance, *benchmark, *side, *where,
		*metric, *value;
	const char *unit, *strata, *pool;
	int direction, decimals, statistic, combine, acceptance;
	bool judged;
	double trim;
	struct rubric_scale scale;
};

struct rubric_dimension_text {
	const char *title, *fix;
	const struct conf_entry *compare;
};

/* What loading needs beside the rubric that it fills. */
struct rubric_loader {
	struct rubric *r;
	struct conf *c; /* its arena becomes the rubric's */
	struct err *err;
	struct rubric_head head;
	bool trim_given; /* in [rubric] */
};

/*
 * Reads a rubric's file and all that it includes as one: `include` and `without` are done and
 * gone, c->sha256 is of all files. With `under` only what is included, as its own file leaves
 * it; nothing where it includes nothing. EXIT_INPUT for what a file says wrongly.
 */
int rubric_conf_load(struct conf *c, const char *path, struct err *err);
int rubric_conf_load_under(struct conf *c, const char *path, struct err *err);

/* Is it a line of a file that was included? */
bool rubric_is_included(int line);

/* Reads a section by the rows of its kind. */
int rubric_read_section(struct rubric_loader *l, const struct conf_section *s, void *out);

/* The same of a judged feature, which has other keys. */
int rubric_read_judged(struct rubric_loader *l, const struct conf_section *s, void *out);

/* The line of a key, or of its section when the key is absent. */
int rubric_line_of(const struct conf_section *s, const char *key);

/* "; did you mean X?" or "; there are: X, Y". The loader's arena owns it. */
const char *rubric_hint(struct rubric_loader *l, const char *found,
			const char *const *names, size_t count);

size_t rubric_count_kind(const struct conf *c, const char *kind);
/* A key that is there must say something. */
int rubric_check_not_empty(struct rubric_loader *l, const struct conf_section *s);

/* The feature's metric, or the expression that it is derived by; and its unit. */
int rubric_load_value(struct rubric_loader *l, const struct conf_section *s,
		      const struct rubric_feature_text *t, struct rubric_feature *f);
/* May the parts of the expression stand where they do: a mean over strata needs strata. */
int rubric_check_value(struct rubric_loader *l, const struct conf_section *s,
		       const struct rubric_feature *f);
/* A section has a name; `plain`: of letters, digits and "_-." alone. */
int rubric_check_section(struct rubric_loader *l, const struct conf_section *s, bool plain);
/* [dimension NAME], when all features are read. */
int rubric_load_dimension(struct rubric_loader *l, const struct conf_section *s);
/* The features read this value alone; the arena keeps it. */
void rubric_choose_value(struct rubric *r, struct arena *a, struct rubric_dimension *d,
			 const char *value);

/* [symbols], when all features are read. */
int rubric_load_symbols(struct rubric_loader *l);
/* Weights are all given or none is: a default beside a given one would decide in silence. */
int rubric_check_weights(struct rubric_loader *l);

/* The importances that a rubric may use without a section. */
const struct rubric_importance *rubric_known_importances(size_t *count);

/* The feature's scale: its own, or the [levels NAME] that it names. */
int rubric_load_levels(struct rubric_loader *l, const struct conf_section *s,
		       const struct rubric_feature_text *t, struct rubric_feature *f);
/* What may differ within a cell, and what is told apart there: strata and pool. */
int rubric_load_parameters(struct rubric_loader *l, const struct conf_section *s,
			   const struct rubric_feature_text *t, struct rubric_feature *f);

bool rubric_has_level(const struct rubric_feature *f, int level);
/* The [levels NAME] that a feature names, or NULL with the error set. */
const struct conf_section *rubric_find_scale(struct rubric_loader *l,
					     const struct conf_entry *e);
/* A word, where a feature may have thresholds: the name of a [levels]. */
bool rubric_is_scale_name(const char *text);

/* rubric_judged.c: features that people score. */
bool rubric_is_judged(const struct conf_section *s);
int rubric_load_judged(struct rubric_loader *l, const struct conf_section *s,
		       const struct rubric_feature_text *t, struct rubric_feature *f);
/* The judgements file, when all else is read. */
int rubric_load_judgements(struct rubric_loader *l);

#endif
