/*
 * profile.h - the evaluation profile: what score/ finds and reports/ shows.
 *
 * A profile borrows its rubric, which must live longer; everything else it owns.
 */
#ifndef DATA_PROFILE_H
#define DATA_PROFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/rubric/rubric.h"

struct judgement; /* data/rubric/judgement.h */
struct assessor;

/* One measurement that a cell rests on, or would if its record had been sound. */
struct profile_sample {
	double value;          /* in the metric's canonical unit */
	double shown;          /* in the feature's unit */
	const char *log_text;  /* the figure as its log line has it: "1m1.577s", "502.7" */
	const char *log_unit;  /* the unit there: "ms" */
	const char *log;       /* path of the log as it was given to parse */
	int64_t line;          /* the line it stands on */
	const char *origin_log;  /* where it stood before that (measurements files), or NULL */
	int64_t origin_line;
	const char *parameters;  /* "threads=10" sorted, ";" between; "" if none */
	const char *stratum;     /* the value of the feature's stratum parameter, or NULL; of
				    several: "8, 4k", "(none)" for one that is missing */
	const char *setting;     /* parameters but those that the feature pools; NULL: all */
	const char *tool, *version;
	const char *grammar;     /* "sysbench" */
	const char *sha256;      /* of the log */
	int64_t record;          /* of the store */
	int64_t record_in_log;   /* counts from 1 */
	const char *run;         /* what names the run on all its sides, or NULL */
	const char *side;        /* "client", or NULL */
	const char *grammar_sha256;
	const struct profile_operand *operands; /* of a derived figure; else NULL */
	size_t operand_count;
};

/* What went into a derived figure, by name: one measurement, or the statistic of several. */
struct profile_operand {
	const char *text;      /* "baseline(latency.avg)" */
	double value;          /* in `unit` */
	const char *unit;      /* the metric's canonical one */
	const struct profile_sample *samples; /* that it is made of */
	size_t sample_count;
	const char *stratum;   /* of whose samples only these count; or NULL: all */
};

/* A record of the cell's benchmark that gave no sample, and why. */
struct profile_reject {
	const char *log;
	int64_t line;
	const char *status; /* "failed", "incomplete" */
	const char *reason;
};

struct profile_stats {
	size_t n;
	double mean, sd, median, min, max; /* canonical unit; sd is NAN when n < 2 */
	double value;                      /* the rubric's statistic, canonical unit */
};

struct profile_stratum {
	const char *name;    /* "10" */
	double order;        /* numeric value of name, or its rank */
	struct profile_stats stats;
	double ratio;        /* to the same stratum of the baseline; NAN if there is none */
};

enum profile_status {
	PROFILE_SCORED,
	PROFILE_BASELINE,
	PROFILE_UNMEASURED, /* no record at all; judged: nobody has said anything */
	PROFILE_FAILED,     /* records, but none sound */
	PROFILE_UNSCORABLE, /* measured, but the baseline is missing or zero; judged, but not
			       with one voice: see `why` */
};

/* What is odd about the runs of a cell, or how its level hangs on a few of them; each kind
   with its test and its threshold is explained in score/diagnose/DIAGNOSES.md. */
enum finding_kind {
	FINDING_TOO_FEW,
	FINDING_NO_SPREAD,
	FINDING_COLD_FIRST_RUN,
	FINDING_OUTLIER,
	FINDING_TWO_MODES,
	FINDING_DRIFT,
	FINDING_STRATA_DISAGREE,
	FINDING_HIDDEN_MIXTURE,
	FINDING_STATISTIC_MATTERS,
	FINDING_RUN_MATTERS,
	FINDING_KINDS
};

struct profile_finding {
	enum finding_kind kind;
	const char *text;  /* for people, with what it means for the level; no full stop */
	bool has_other;    /* is there a level that the cell would have without it? */
	int other_level;
	const char *test;  /* "Mann-Kendall", or NULL where no test is made */
	double statistic;  /* of that test, to 6 digits; NAN without one */
	double p;          /* of that test, alone, to 3 digits; NAN without one */
	const struct profile_sample *run; /* the first it speaks of, of this cell or of the
					     baseline's; or NULL */
};

/* Runs that are taken as alike and are not: in a parameter of which the rubric does not say
   that it may differ. */
struct profile_mixture {
	size_t feature;
	const char *parameter;
	const char *text; /* what differs where, and what the rubric can say; no full stop */
};

struct profile_cell {
	enum profile_status status;
	const char *why;       /* for FAILED and UNSCORABLE: one line; or NULL. For UNMEASURED
				  of a derived figure: which operand lacks; of a feature
				  that no platform has: what is not there */
	const char *silent;    /* judged, but not by all assessors: by whom not; or NULL */
	const char *unlike;    /* scored, with other strata than the baseline: which; or NULL */
	const char *fault;     /* of a derived figure whose operands are there, and that still
				  is none: why; or NULL */
	const char *derived_without; /* strata that a derived figure has not, since an operand
				  has not: "1, 10"; or NULL */
	struct profile_sample *samples; /* ordered by log, line */
	size_t sample_count;
	struct profile_reject *rejects;
	size_t reject_count;
	struct profile_stratum *strata; /* ordered; none without a stratum */
	size_t stratum_count;
	struct profile_finding *findings; /* by kind; the baseline has its own */
	size_t finding_count;
	const struct judgement *judgements; /* judged: the rubric's, in the order of the
					       assessors; the baseline has its own */
	size_t judgement_count;
	struct profile_stats stats; /* judged: n is the number of assessors, all else NAN */
	double shown;          /* stats.value in the feature's unit; judged: the level that
				  the judgements come to; NAN if none */
	double ratio;          /* to the baseline, rounded to 12 decimals; NAN if none; the
				  baseline's own is 1 */
	int level;             /* only with PROFILE_SCORED */
	bool accepted;         /* level >= acceptance, or no acceptance threshold; what is
				  not scored is not judged: true */
	bool veto;             /* mandatory and not accepted */
};

struct profile_total {
	bool any;              /* at least one feature scored */
	int level_sum;         /* of the scored features */
	int max_measured;      /* the most they could have had */
	int max_possible;      /* all features of the set */
	int min_possible_sum;  /* if all that is not measured had the lowest level */
	int max_possible_sum;  /* ... the highest */
	double percent;        /* weighted, of the measured maximum; NAN if nothing scored */
	int rank;              /* 1 is best; ties share; 0: not ranked. By percent when the
				  rubric is weighted, else by level_sum */
	size_t scored, features;
	size_t unaccepted, vetoes;
};

/*
 * How far assessors agree on a judged feature, or on all that share its scale; two of them, or
 * all together (score/stats/agreement.h). Cells are platforms of a feature, the baseline with them.
 */
struct profile_agreement {
	size_t feature;        /* the first of them */
	size_t features;       /* 1, or how many share the scale */
	const struct assessor *a, *b; /* two of them; NULL: all of them */
	size_t assessors;
	size_t cells;          /* that two or more of them have judged */
	size_t same;           /* ... all with the same level */
	int apart;             /* the largest difference in a cell, in steps of the scale */
	double kappa;          /* weighted kappa; of more than two the mean of the pairs'; NAN */
	double alpha;          /* Krippendorff's, ordinal; NAN where it is undefined */
	const char *why;       /* why one of them is NAN, or of how few pairs; or NULL */
};

/* Platform index: 0 is the baseline, 1.. are rubric.platforms[index - 1], which may have the
   baseline among them. */
struct profile {
	const struct rubric *rubric;
	size_t platform_count;       /* candidates + 1 */
	struct profile_cell *cells;  /* feature_count * platform_count */
	struct profile_total *totals;/* (set_count + 1) * platform_count; the last set: overall */
	char archive_hash[65];       /* SHA-256 over the sorted hashes of the logs used */
	size_t log_count;
	struct { const char *name, *sha256; } *grammars; /* that gave the samples, sorted */
	size_t grammar_count;
	size_t test_count;           /* tests made to find what is odd ... */
	double test_limit;           /* ... and the largest p that is reported; 0: none */
	struct profile_mixture *mixtures; /* by feature */
	size_t mixture_count;
	struct profile_agreement *agreements; /* of judged features, then of shared scales */
	size_t agreement_count;
	size_t others_count;         /* platforms in the store that the rubric does not name */
	const char **others;
	struct arena arena;
};

static inline const struct profile_cell *profile_cell(const struct profile *p,
						      size_t feature, size_t platform)
{
	return &p->cells[feature * p->platform_count + platform];
}

static inline const struct profile_total *profile_total(const struct profile *p, size_t set,
							size_t platform)
{
	return &p->totals[set * p->platform_count + platform];
}

/* Is the platform the candidate that is the baseline, too? Its cells share the samples and
   the rejects of the baseline's. */
bool profile_is_twin(const struct profile *p, size_t platform);

const char *profile_platform_name(const struct profile *p, size_t platform);
const char *profile_platform_title(const struct profile *p, size_t platform);
const char *profile_status_name(enum profile_status s); /* "scored", "baseline" ... */
/* The same of a cell: a judged one of which nobody has said anything is "unjudged". */
const char *profile_cell_status(const struct profile *p, size_t feature, size_t platform);
const char *profile_finding_name(enum finding_kind k); /* "cold_first_run" ... */
const char *profile_finding_title(enum finding_kind k); /* "cold first run" ... */
void profile_release(struct profile *p);

/* --- the audit: a published sheet held against the profile --------------------------- */

enum audit_status { AUDIT_AGREES, AUDIT_DIFFERS, AUDIT_UNDERIVABLE };

/* A rule that was tried in place of the rubric's: one, with all else as it is. */
struct audit_rule {
	const char *name; /* for machines: "baseline=docker" */
	const char *text; /* for people: "docker as the baseline" */
};

/*
 * A rule under which a published level that differs would come out. No more than that: what
 * would reproduce a figure need not be how it came about.
 */
struct audit_guess {
	const struct audit_rule *rule;
	double figure;	  /* candidate / baseline under it; with absolute levels the value */
	const char *text; /* the figure at its threshold: "117.27 % ≤ 120 %" */
	size_t held, broken; /* of those levels of the feature: how many would come out,
				and how many come out by the rubric's own rule alone */
};

/* One published figure. */
struct audit_item {
	const char *set;          /* name of the set */
	const char *feature;      /* name; NULL for a total */
	const char *platform;
	double published;         /* a level, a sum, or (baseline) a value in the sheet's
				     unit; NAN for a dash */
	const char *published_text; /* as published: "58.46 s" */
	bool derivable;
	double derived;           /* the same of the profile; NAN if there is none */
	double ratio;             /* cells: candidate / baseline; NAN for totals;
				     baselines: published / derived */
	enum audit_status status;
	const char *remark;       /* what explains or follows, or NULL */
	bool searched;            /* a measured level that does not come out, for which other
				     rules were tried */
	size_t feature_levels;    /* searched: levels of the feature, published and measured */
	struct audit_guess *guesses; /* the most that also come out first */
	size_t guess_count;
};

/* What one rule makes of the published levels of some features, or of one of them. */
struct audit_outcome {
	const struct audit_rule *rule;
	const char *set;      /* name of the set, "overall" where they are of several */
	const char *features; /* names, with commas */
	const char *platform; /* of one level; NULL: all published ones of the features */
	double published, level, ratio; /* of one level: the published, the rule's (NAN: none),
					   its ratio (NAN with absolute levels); else NAN */
	const char *figure;   /* of one level: as in struct audit_guess, or NULL */
	size_t levels;        /* that are published, and measured */
	size_t held_before;   /* come out by the rubric's own rule */
	size_t held;          /* come out by this one */
	size_t reproduced;    /* ... that do not by the rubric's own */
	size_t broken;        /* come out by the rubric's own alone */
};

enum claim_status { CLAIM_HOLDS, CLAIM_FAILS, CLAIM_OPEN /* cannot be derived */ };

/* What a publication says in words, against its figures. */
struct audit_claim {
	const char *name, *text, *where;
	const char *value;     /* the expression */
	const char *expect;    /* as the sheet has it: "27%", "< 2.5%" */
	double derived;        /* in `unit_text`; NAN: none */
	const char *unit_text;
	int decimals;          /* of the figure as printed */
	enum claim_status status;
	const char *remark;    /* what is missing or left out; or NULL */
	const char *strata_name, *strata; /* that it rests on: "concurrency", "1, 10"; or NULL */
	struct profile_operand *operands; /* stratum after stratum */
	size_t operand_count;
};

struct audit {
	const char *path, *source;      /* of the published sheet */
	struct audit_item *cells;       /* levels, by feature, then platform */
	size_t cell_count;
	struct audit_item *totals;
	size_t total_count;
	struct audit_item *baselines;   /* published baseline values */
	size_t baseline_count;
	size_t blank_count;             /* cells that have a dash on both sides */
	struct audit_rule *rules;       /* that were tried; none when no level differs */
	size_t rule_count;
	struct audit_outcome *outcomes; /* by rule; single levels only where they differ by the
					   rubric's own rule or by this one */
	size_t outcome_count;
	struct audit_claim *claims;     /* in the sheet's order */
	size_t claim_count;
	bool scores;                    /* it has more than claims */
	const char **findings;          /* sentences on several features together */
	size_t finding_count;
	struct arena arena;
};

const char *audit_status_name(enum audit_status s); /* "agrees", "differs", "underivable" */
const char *claim_status_name(enum claim_status s);  /* "does_not_hold" */
const char *claim_status_title(enum claim_status s); /* "does not hold" */
void audit_release(struct audit *a);

#endif
