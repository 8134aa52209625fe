/* page_layout.h - what page_view.c and page_layout.c share; private to them. */
#ifndef REPORTS_PAGE_LAYOUT_H
#define REPORTS_PAGE_LAYOUT_H

#include "reports/page/page_view.h"

/* Where things stand on a screen of some size. */
struct layout {
	const struct page *p;
	struct view *v;
	size_t title;		/* columns of a feature's title */
	size_t numbers, number; /* thresholds: how many are shown, the first */
	size_t number_width;
	size_t shown, candidate; /* candidates: how many are shown, the first */
	size_t level_width;
	size_t labels;		    /* columns before the candidates' */
	size_t list;		    /* rows of it */
	bool heads;		    /* the list has the sets' titles */
	size_t details, details_at; /* rows on the chosen one, the first */
	size_t sets, totals_at;	    /* sets whose totals are shown, the first row */
};

/* Text that is cut where the screen ends, the labels' columns end, the candidate's end. */
void layout_put(struct view *v, size_t row, size_t column, enum view_style style,
		const char *fmt, ...) __attribute__((format(printf, 5, 6)));
void layout_put_label(const struct layout *l, size_t row, enum view_style style,
		      const char *fmt, ...) __attribute__((format(printf, 4, 5)));
void layout_put_at(const struct layout *l, size_t row, size_t candidate,
		   enum view_style style, const char *text);

/* page_layout.c */
void layout_details(const struct layout *l);
void layout_totals(const struct layout *l);
void layout_last_line(const struct layout *l);
void layout_help(const struct layout *l);
void layout_too_small(const struct layout *l);

#endif
