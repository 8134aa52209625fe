/*
 * trial.h - one feature on trial: a profile of its own, in which one rule may be changed before
 * it is measured and judged as ever (cell.h). variant.c has the table of the changes.
 */
#ifndef SCORE_TRIAL_H
#define SCORE_TRIAL_H

#include "data/profile.h"
#include "score/diagnose/rival.h"

/* Samples are the profile's until a change replaces them. Not to be copied: the parts point at
   one another. */
struct trial {
	const struct profile *of;
	size_t feature;			 /* of that profile */
	const struct rival_list *rivals; /* the feature's, or NULL */
	double published; /* the baseline's value as printed, canonical; NAN: none */
	struct profile p; /* of this one feature */
	struct rubric rubric;
	struct rubric_feature f;
	double (*figure)(double ratio); /* done to the ratio before it is judged; or NULL */
	bool strict;			/* thresholds must be exceeded */
};

/* What a change is told: the fields that it has a use for. */
struct trial_change {
	const char *argument;
	int number;
	double share;
};

/* Changes the trial. False: there is nothing to change, or nothing left to judge; the trial
   is then spoilt. */
typedef bool trial_fn(struct trial *t, const struct trial_change *c);

/* The arena owns all that the trial makes; it is t->p.arena from here on. */
void trial_init(struct trial *t, const struct profile *p, size_t feature,
		struct arena arena);

/* Is there something to judge, and to compare it with? */
bool trial_has_samples(const struct trial *t);

/* Is it another metric of the same family, "oltp.transactions" for "oltp.queries"? That a load
   was taken for a jitter is no guess worth making. */
bool trial_is_kin(const char *metric, const struct rival *r);

/* "MB/s" for "MiB/s" and the other way round: units that are taken for one another. False
   where there is none. */
#define TRIAL_UNIT_TEXT 40
bool trial_unit_twin(const char *text, char twin[TRIAL_UNIT_TEXT], struct unit *out);

enum trial_side { TRIAL_ALL, TRIAL_BASELINE, TRIAL_CANDIDATES };
enum trial_end { TRIAL_LOWEST, TRIAL_HIGHEST };

trial_fn trial_statistic;     /* number: enum statistic, share: to trim */
trial_fn trial_combine;	      /* number: enum combine */
trial_fn trial_drop_first;    /* of each stratum; number: TRIAL_ALL or TRIAL_BASELINE */
trial_fn trial_keep_best;     /* of each stratum */
trial_fn trial_keep_pair;     /* argument: "threads=10" */
trial_fn trial_drop_stratum;  /* number: enum trial_end */
trial_fn trial_baseline;      /* argument: a candidate, then compared with itself too */
trial_fn trial_published;     /* the baseline's value as the sheet prints it */
trial_fn trial_direction;     /* turned round, with the same thresholds */
trial_fn trial_invert;	      /* baseline / candidate */
trial_fn trial_whole_percent; /* the ratio, rounded */
trial_fn trial_strict;	      /* > and < */
trial_fn trial_metric;	      /* argument: a metric of the same records and family */
trial_fn trial_other_side;    /* argument: "server" */
trial_fn trial_unit;	      /* argument: the twin unit in which the figures of one side
				 (TRIAL_BASELINE or TRIAL_CANDIDATES) are taken */

#endif
