/* sheet.h - a published score sheet as its INI file has it; rubrics/README.md describes it.
 */
#ifndef SCORE_SHEET_H
#define SCORE_SHEET_H

#include "data/base/err.h"
#include "data/base/mem.h"
#include "data/rubric/rubric.h"

enum sheet_kind {
	SHEET_ABSENT, /* the sheet does not speak of it */
	SHEET_DASH,   /* published as not measured */
	SHEET_FIGURE,
};

/* A published level or sum. */
struct sheet_figure {
	enum sheet_kind kind;
	double value;
	const char *text; /* as published */
	int line;	  /* where it stands */
};

/* A published value of the baseline. */
struct sheet_baseline {
	bool given;
	double value; /* in `unit` */
	int decimals; /* as printed */
	struct unit unit;
	const char *text;      /* "29325 t/s" */
	const char *number;    /* "29325" */
	const char *unit_text; /* "t/s" */
};

/* The sheet owns all text in it. */
struct sheet {
	const char *path, *source;
	struct sheet_figure *levels;	  /* feature * candidates */
	struct sheet_figure *sums;	  /* (sets + 1) * candidates; the last: overall */
	struct sheet_baseline *baselines; /* one a feature */
	struct sheet_claim *claims;	  /* score/audit/claim.h */
	size_t claim_count;
	bool scores; /* it has levels, sums or baselines */
	struct arena arena;
};

/* Reads r->published and proves it against the rubric: EXIT_INPUT with file:line. The
   caller releases, also after an error. */
int sheet_load(struct sheet *s, const struct rubric *r, struct err *err);
/* The same of another file. */
int sheet_load_file(struct sheet *s, const struct rubric *r, const char *path,
		    struct err *err);
void sheet_release(struct sheet *s);

#endif
