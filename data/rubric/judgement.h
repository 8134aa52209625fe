/*
 * judgement.h - what people said of features that are judged: who, which level, when, why, by
 * which evidence. rubrics/README.md is the reference of the file.
 */
#ifndef DATA_JUDGEMENT_H
#define DATA_JUDGEMENT_H

#include "data/rubric/rubric.h"

#define JUDGEMENT_DATE 11 /* "2026-11-29" and its NUL */

struct judgement {
	size_t feature;       /* index into rubric.features */
	size_t platform;      /* 0: the baseline; i: rubric.platforms[i - 1], which is no
				 baseline then */
	size_t assessor;      /* index into judgements.assessors */
	int level;            /* one of the feature's */
	const char *date;     /* "2026-11-29" */
	const char *reason;   /* one line */
	const char *evidence; /* as written; NULL: none was given */
	int line;             /* of its section */
};

struct assessor {
	const char *name;  /* "anna" */
	const char *title; /* "Anna Virtanen"; the name, where nothing is said */
	int line;          /* of its section, or of the first judgement */
};

struct judgements {
	const char *path;
	char sha256[65];          /* of the file; "" when it is not there */
	bool missing;             /* the file is not there: nobody has judged yet */
	struct judgement *list;   /* by feature, platform, assessor: each at most once */
	size_t count;
	struct assessor *assessors; /* in the file's order */
	size_t assessor_count;
	bool declared;            /* assessors have sections: no other may judge */
	size_t skipped;           /* judgements of what the rubric does not have */
	struct arena arena;       /* owns every string and array above */
};

/*
 * Reads and proves the file of a rubric that is otherwise complete. With `shared`, judgements
 * of features and platforms that the rubric does not have are counted and skipped, else they
 * are errors. A file that is not there has no judgements. EXIT_INPUT with file:line. The
 * caller releases, also after an error.
 */
int judgement_load(struct judgements *out, const struct rubric *r, const char *path,
		   bool shared, struct err *err);
void judgement_release(struct judgements *j); /* NULL is fine */

/* Is the file sound? It is proved with the rubric that its [judgements] names. */
int judgement_check(const char *path, struct notes *notes, struct err *err);

/* Of one cell: platform 0 is the baseline, as in a profile; a candidate that is the baseline,
   too, has the baseline's. In the order of the assessors. */
const struct judgement *judgement_of(const struct rubric *r, size_t feature, size_t platform,
				     size_t *count);

/* The level that a word stands for: a symbol of the feature's, the words of one of the
   feature's levels (letters' case does not matter), or its number. False: it is none. */
bool judgement_level(const struct rubric_feature *f, const char *text, int *out);

/* What a level is called: its symbol, else its number. */
const char *judgement_level_text(struct arena *a, const struct rubric_feature *f, int level);

/* "-2 (--), -1 (-), 0: no support": all levels of a feature, for messages and prompts. */
const char *judgement_scale_text(struct arena *a, const struct rubric_feature *f);

/* Is it a day of the calendar as ISO 8601 writes it, "2026-11-29"? */
bool judgement_is_date(const char *text);

/*
 * The first piece of evidence ("LINK, FILE") that is no link and no file below `folder` (or
 * of an absolute path; "FILE:12" and "FILE#place" are of FILE); NULL when all are there. The
 * arena owns it.
 */
const char *judgement_missing_evidence(struct arena *a, const char *folder,
				       const char *evidence);

#endif
