/*
 * tables.h - the tables that reports are made of. Each function builds one from verdicts
 * and knows no format; the caller frees it with table_free.
 *
 * Tables for people carry live formulas that refer to one another, so a workbook must hold
 * scores, grading, importances, sets, measurements and strata together.
 */
#ifndef REPORTS_TABLES_H
#define REPORTS_TABLES_H

#include "data/base/table.h"
#include "data/certainty.h"
#include "data/command.h"
#include "data/profile.h"

/* Where things stand in the tables of a workbook. Platform 0 is the baseline. */
struct places {
	const struct profile *profile;
	const struct certainty *certainty; /* or NULL: levels are shown without marks */
	bool samples;		/* the workbook has the table of samples */
	size_t *sample_row;	/* first row of a cell's samples, by feature and platform */
	size_t *stratum_row;	/* first row of a cell's strata */
	size_t *order;		/* of a sample in its cell, by row: stratum after stratum */
	size_t *stratum_sample; /* first row of its samples, by row of the stratum */
	size_t sample_count, stratum_count;
};

/* Both are borrowed. */
void places_init(struct places *at, const struct profile *p, const struct certainty *c,
		 bool samples);
void places_release(struct places *at);

/* scores.c: the evaluation profile */
struct table *scores_profile(const struct places *at);
/* The row in which that table sums a set. */
size_t scores_total_row(const struct places *at, size_t set);
/* What stands for a level that is not there: a rubric may have one that people see as "-". */
const char *scores_dash(const struct rubric *r);
struct table *scores_ratios(const struct places *at);
struct table *scores_machine(const struct profile *p, const struct certainty *c);
struct table *scores_totals(const struct profile *p);
/* scores_verdict.c: the sentences that sum up a profile, a line a set; the caller frees.
   Without certainty (NULL) they do not say how sure they are. */
char *scores_verdict(const struct profile *p, const struct certainty *c);
/* One note for each cell that could not be judged. */
void scores_notes(const struct profile *p, struct notes *notes);

/* grading.c: what counts as good */
struct table *grading_features(const struct places *at);
struct table *grading_importances(const struct profile *p);
struct table *grading_sets(const struct profile *p);
struct table *grading_symbols(const struct profile *p); /* NULL: the rubric has none */

/* measured.c: the figures behind the levels */
struct table *measured_cells(const struct places *at);
struct table *measured_strata(const struct places *at); /* NULL: no feature has strata */

/* samples.c: every measurement with its line */
struct table *samples_table(const struct places *at);
/* Of one cell and its baseline, or of the whole profile with SIZE_MAX for both. */
struct table *samples_machine(const struct profile *p, size_t feature, size_t platform);

/* The parameters "a=1;b=2" that all samples of a cell have, and a sample's others. */
const char *samples_shared(struct arena *a, const struct profile_cell *c);
const char *samples_differing(struct arena *a, const char *shared,
			      const struct profile_sample *s);

/* judgements.c: what people said of judged features. The rows of the first are those of the
   rubric's judgements. NULL: no feature is judged. */
struct table *judgements_table(const struct profile *p);
/* Each judged cell: who gave it which level, and how far apart they are. */
struct table *judgements_cells(const struct profile *p);
/* How far they agree; NULL: no two have judged. */
struct table *judgements_agreement(const struct profile *p);
/* Of one cell, or of the whole profile with SIZE_MAX for both. */
struct table *judgements_machine(const struct profile *p, size_t feature, size_t platform);
struct table *judgements_machine_agreement(const struct profile *p);
/* The level of a judged cell from the rows of judgements_table(), and where a click leads. */
void judgements_formula(struct table *t, struct cell *c, const struct profile *p,
			size_t feature, size_t platform);
void judgements_link(struct table *t, struct cell *c, const struct profile *p,
		     size_t feature, size_t platform);
/* "the median of 2 judgements, which lies between 0 and 1: the lower is taken"; the arena
   owns it. */
const char *judgements_rule(struct arena *a, const struct profile *p, size_t feature,
			    size_t platform);
/* The judgements of one cell, for people. */
struct table *judgements_of_cell(const struct profile *p, size_t feature, size_t platform);

/* explain.c: one score from its threshold down to every line; adds at most EXPLAIN_TABLES.
 */
#define EXPLAIN_TABLES 8
size_t explain_tables(const struct profile *p, const struct certainty *c, size_t feature,
		      size_t platform, struct table **out);

/* operands.c: what a derived figure is made of; NULL when the cell's are not derived */
struct table *operands_of(const struct profile *p, size_t feature, size_t platform);
void operands_columns(struct table *t, bool strata);
void operands_add(struct table *t, const struct profile_operand *o, bool strata);

/* claims.c: what a publication says in words; NULL when the sheet has no claim */
struct table *claims_table(const struct audit *a, bool below);
struct table *claims_operands(const struct audit *a);
struct table *claims_machine(const struct audit *a);
char *claims_summary(const struct audit *a); /* "3 claims hold ..."; the caller frees */

/* audits.c: a published sheet held against the profile */
/* `below`: remarks stand below the table, not in a column. */
struct table *audits_cells(const struct audit *a, const struct profile *p, bool below);
struct table *audits_totals(const struct audit *a, const struct profile *p, bool below);
struct table *audits_baselines(const struct audit *a, const struct profile *p, bool below);
struct table *audits_machine(const struct audit *a);
struct table *audits_machine_baselines(const struct audit *a);
/* The rules under which what differs would come out, at most so many a level; NULL when
   nothing differs that another rule could change. */
struct table *audits_guesses(const struct audit *a, const struct profile *p, size_t most);
struct table *audits_rules(const struct audit *a);
/* "40 cells agree, 3 differ ..."; the caller frees. */
char *audits_summary(const struct audit *a);

/* changes.c: what differs between two profiles. `minor`: also cells whose figure alone does */
struct comparison;
struct table *changes_cells(const struct comparison *c, bool minor);
struct table *changes_totals(const struct comparison *c, bool ranks);
struct table *changes_machine(const struct comparison *c, bool minor);
/* "7 of 60 cells differ, 4 totals, 2 ranks."; the caller frees. */
char *changes_summary(const struct comparison *c);
/* For people, all of it; adds at most CHANGES_TABLES. */
#define CHANGES_TABLES 4
size_t changes_tables(const struct comparison *c, const char *title, bool minor,
		      struct table **out);
/* cmd_diff.c: call->comparison to where and how the options --to, --ratios and --output want it. */
int diff_write(struct call *call, const char *title);

/* diagnoses.c: what is odd about the runs; a row for each finding, or cell by cell */
struct table *diagnoses_table(const struct profile *p);
struct table *diagnoses_by_cell(const struct profile *p);
struct table *diagnoses_machine(const struct profile *p);
/* Of one cell and its baseline; NULL when there is nothing to say. */
struct table *diagnoses_of(const struct profile *p, size_t feature, size_t platform);

/* levels.c: a number that people see as the symbol of the feature's level, followed in a
   workbook when it changes; NAN: missing. And the same of a cell that is there, with marks
   behind it ("~", "?!"), of which the number format (`suffix`) is the caller's. */
struct cell *levels_add(struct table *t, const struct rubric_feature *f, double level);
void levels_mark(struct table *t, struct cell *c, const struct rubric_feature *f,
		 const char *mark);

/* gaps.c, about.c */
struct table *gaps_table(const struct profile *p);
struct table *gaps_machine(const struct profile *p);
struct table *about_table(const struct places *at, const struct audit *a);

/* charts.c: pictures, and the few figures that they need beside them */
struct table *charts_table(const struct places *at);
/* How high upright lines begin, in pictures where the lowest candidate stands at 1. */
#define CHARTS_FOOT 0.4

#endif
