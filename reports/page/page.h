/*
 * page.h - the state of the interactive page: which threshold or weight is chosen, where
 * each stands, what they come to, and how to take that back. Knows no terminal: page_view.c
 * lays it out, page_keys.c says what a key does, page_screen.c has the terminal.
 *
 * Every value is one that a rubric's file can say: a move ends at a figure that is written
 * and read back as the same double, so that what the page shows is what the saved rubric
 * gives.
 */
#ifndef REPORTS_PAGE_H
#define REPORTS_PAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "data/base/err.h"
#include "data/base/mem.h"
#include "data/model.h"
#include "data/profile.h"
#include "data/rubric/rubric_edit.h"

enum page_kind { PAGE_THRESHOLD, PAGE_IMPORTANCE, PAGE_SET };

/* What can be moved. */
struct page_value {
	enum page_kind kind;
	size_t of;    /* index of the feature, the importance or the set */
	size_t level; /* of a threshold: index into the feature's levels */
	double was; /* the rubric's: a ratio, a figure in the feature's unit, or a weight */
	double is;  /* the page's */
	double saved; /* what was saved last; first `was` */
};

/* One value's part of an action. */
struct page_change {
	size_t value, action;
	double from, to;
};

enum page_mode { PAGE_THRESHOLDS, PAGE_WEIGHTS };

/* What the last line asks for; PAGE_ASK_NOTHING: keys are commands. */
enum page_ask {
	PAGE_ASK_NOTHING,
	PAGE_ASK_VALUE,	    /* of the chosen value */
	PAGE_ASK_ALL,	    /* of all thresholds of a feature */
	PAGE_ASK_SHIFT,	    /* of all thresholds of the rubric */
	PAGE_ASK_SAVE,	    /* a file's name */
	PAGE_ASK_OVERWRITE, /* yes or no; `answer` is the file's name */
	PAGE_ASK_QUIT,	    /* yes or no */
};

#define PAGE_SAY 1024
#define PAGE_ANSWER 1024

struct page {
	const struct profile *profile; /* borrowed */
	const struct rubric *rubric;   /* the profile's */
	const char *source;	       /* borrowed; as it was given */
	const struct rubric_edits *base; /* borrowed: what made the rubric; or NULL */
	const char *propose; /* borrowed: a name to save as; or NULL */

	struct page_value *values; /* thresholds by feature, then importances, then sets */
	size_t value_count;
	size_t *first;	/* of a feature: its first threshold among the values */
	size_t weights; /* the first weight among the values */
	double *to;	/* of each value: where an action would move it */

	struct model model;  /* with the values as they are */
	signed char *levels; /* feature * candidates, MODEL_NONE: not scored */
	signed char *levels_was;
	struct model_score *scores; /* (sets + 1) * candidates */
	struct model_score *scores_was;

	enum page_mode mode;
	size_t feature, level; /* the chosen threshold */
	size_t weight;	       /* the chosen weight, counted from the first */
	size_t step;	       /* see page_step() */
	bool together;	       /* features that share a scale move together */

	struct page_change *changes; /* `done` are in effect, the rest can be redone */
	size_t change_count, change_room, done;

	/* What keys and screen keep here. */
	char say[PAGE_SAY]; /* a word on what has just happened; "": none */
	bool bad;	    /* it says that something did not work */
	enum page_ask ask;
	char answer[PAGE_ANSWER];
	char saved_as[PAGE_ANSWER]; /* the last name; "": nothing was saved */
	size_t help; /* 0: no help is shown; else its first line, counted from 1 */
	size_t first_candidate; /* of those that are shown */
	size_t shown_candidates;
	struct arena arena;
	struct arena words; /* what messages are made of; forgotten at the next key */
};

/* From a judged profile, which must live longer, as must the edits that its rubric was
   loaded with (NULL: none). The caller releases. */
void page_init(struct page *p, const struct profile *profile, const char *source,
	       const struct rubric_edits *base);
void page_release(struct page *p);

/* --- choosing ------------------------------------------------------------------------ */

/* The chosen value. */
const struct page_value *page_chosen(const struct page *p);
/* Moves the choice: rows (features, or weights) and columns (thresholds); stops at the
 * edge. */
void page_choose(struct page *p, int rows, int columns);
/* Features (or weights) in the mode's list. */
size_t page_rows(const struct page *p);
/* False, with a word, when the rubric has no weights. */
bool page_set_mode(struct page *p, enum page_mode mode);

/* --- moving -------------------------------------------------------------------------- */

/* The step: points of percent (of absolute thresholds: that percentage of themselves), or
   of a weight. */
double page_step(const struct page *p);
/* The step of one value, in the value's own unit. */
double page_step_of(const struct page *p, const struct page_value *v);
void page_next_step(struct page *p);

/*
 * All of these are one action each, and leave a word in p->say. A threshold stays between
 * its neighbours, a share and a weight stay at 0 or above: a move stops at the last whole
 * step before; anything else that would go beyond is not done at all. False: nothing has
 * moved.
 */
bool page_move(struct page *p, int steps);	  /* the chosen value */
bool page_type(struct page *p, const char *text); /* "72.5", "72.5 %": the same */
bool page_own(struct page *p);			  /* back to the rubric's */
/* All thresholds of the chosen feature: "+2.5", "-1" as page_shift(), or new ones, "60 70".
 */
bool page_type_all(struct page *p, const char *text);
/* Thresholds become harder (above 0) or easier to reach by points, absolute ones by that
   percentage of the rubric's: of the chosen feature, or of all. */
bool page_shift(struct page *p, double points, bool all);
bool page_read_points(const char *text, double *out); /* "+2.5", "-1 %" */
bool page_undo(struct page *p);
bool page_redo(struct page *p);

/* Features that move with the chosen one: they share its scale and its thresholds. */
bool page_moves_with(const struct page *p, size_t feature);

/* --- what it comes to ---------------------------------------------------------------- */

/* The figure that is judged: a ratio, or in the feature's unit; NAN: none. */
double page_figure(const struct page *p, size_t feature, size_t candidate);
/* How far a candidate is beyond the threshold; below 0: how far it falls short. In the
   threshold's own unit; NAN: not scored. */
double page_distance(const struct page *p, const struct page_value *v, size_t candidate);
bool page_is_veto(const struct page *p, size_t feature, size_t candidate);
/* The most that a candidate's scored features of a set could give; *all (may be NULL):
   could all of the set's. The last set is all of them. */
int page_most(const struct page *p, size_t set, size_t candidate, int *all);
/* Is a rank or a sum (weighted: a percentage) another than the rubric's? */
bool page_rank_differs(const struct page *p, size_t set, size_t candidate);
bool page_total_differs(const struct page *p, size_t set, size_t candidate);

/* What differs from the rubric. */
struct page_differences {
	size_t values, cells, ranks;
};
struct page_differences page_differences(const struct page *p);
bool page_is_saved(const struct page *p);

/* Has the feature moved away from the scale that it names, which does not move along? */
bool page_leaves_scale(const struct page *p, size_t feature);

/* --- in words ------------------------------------------------------------------------ */

#define PAGE_NUMBER 64
/* The number without its unit, as a rubric has it: "72.5"; and with it: "72.5 %", "3 s".
   Both return buf. */
const char *page_number(const struct page *p, const struct page_value *v, double value,
			char buf[PAGE_NUMBER]);
const char *page_amount(const struct page *p, const struct page_value *v, double value,
			char buf[PAGE_NUMBER]);
/* "%", "MiB/s", or "" of a weight. */
const char *page_unit(const struct page *p, const struct page_value *v);
/* "File read, level 2", "weight of High"; the arena owns it. */
const char *page_name(const struct page *p, const struct page_value *v, struct arena *a);
/* "3", "++", or what stands where there is no level: "-", "fail", "n/a". */
const char *page_level(const struct page *p, size_t feature, size_t candidate, int level,
		       char buf[PAGE_NUMBER]);
void page_say(struct page *p, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* --- out (page_edits.c) -------------------------------------------------------------- */

/*
 * The edits that make the page's rubric of the file: those it began with, and the page's.
 * Where all features of a [levels NAME] have moved alike the scale is changed, else a
 * feature that has moved gets levels of its own. Borrows texts from the page's base.
 */
void page_edits(const struct page *p, struct rubric_edits *out);
/* The rubric as a new file, with comments on what was changed and what that changes. */
int page_save(struct page *p, const char *path, struct err *err);

#endif
