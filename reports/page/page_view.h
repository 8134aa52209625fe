/*
 * page_view.h - the interactive page as pieces of text at their places, for a screen of any
 * size. Knows no terminal.
 *
 * Nothing rests on colour: what is chosen stands in [ ] behind a ">", what differs has a
 * "*".
 */
#ifndef REPORTS_PAGE_VIEW_H
#define REPORTS_PAGE_VIEW_H

#include <stddef.h>

#include "data/base/mem.h"
#include "reports/page/page.h"

/* Below this the page only says so. */
#define PAGE_VIEW_ROWS 10
#define PAGE_VIEW_COLUMNS 40

enum view_style {
	VIEW_PLAIN,
	VIEW_BAR,  /* the first line */
	VIEW_HEAD, /* what heads others */
	VIEW_CHOSEN,
	VIEW_BETTER, /* a level above the rubric's */
	VIEW_WORSE,  /* below; a word that something did not work */
	VIEW_QUIET,
};

struct view_run {
	size_t row, column;
	enum view_style style;
	const char *text; /* UTF-8 without control characters; the view's arena owns it */
};

struct view {
	size_t rows, columns;
	struct view_run *runs; /* later ones lie over earlier ones */
	size_t count, room;
	bool too_small; /* only quitting makes sense */
	bool cursor;	/* something is typed, at this place */
	size_t cursor_row, cursor_column;
	size_t candidates; /* that are shown */
	struct arena arena;
};

/* Zeroed is fine to begin with; what an earlier call left is forgotten. No run leaves the
   screen. The caller releases. */
void view_page(const struct page *p, size_t rows, size_t columns, struct view *v);
void view_release(struct view *v);

#endif
