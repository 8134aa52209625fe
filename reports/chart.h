/*
 * chart.h - pictures that belong to a table. A report says what to draw by references to
 * cells ("{TABLE:ROW:COLUMN}", see table.h); only the workbook's writer can draw.
 *
 * A chart and its series live in the arena of their table.
 */
#ifndef REPORTS_CHART_H
#define REPORTS_CHART_H

#include "data/base/table.h"

enum chart_kind {
	CHART_COLUMN,  /* x: names, one column a series and name */
	CHART_STACKED, /* the same, one upon the other: shares of a whole */
	CHART_SCATTER, /* x and y are numbers */
};

enum chart_series_style {
	SERIES_LINE, /* points joined and marked */
	SERIES_BAR,  /* a thick line without marks: an interval from low to high */
	SERIES_MARK, /* marks only */
	SERIES_UPRIGHT, /* from points at the foot to the chart's top, thin and grey */
};

#define CHART_LABELS_MAX 16

struct chart_series {
	enum chart_series_style style;
	const char *name;  /* a text */
	const char *x, *y; /* references without "=" */
	const char *labels[CHART_LABELS_MAX]; /* above the first points, a text each */
	size_t label_count;
	bool label_right; /* right of it: it may stand at the picture's edge */
	size_t colour;	   /* series with the same number look alike */
};

struct chart {
	enum chart_kind kind;
	const char *title, *x_title, *y_title;
	struct chart_series *series;
	size_t series_count, series_room;
	bool legend, hide_y;
	bool percent; /* x is a share */
	bool has_y_range;
	double y_low, y_high;
};

/* Adds a chart to the table, and a series to the chart; texts are copied. */
struct chart *chart_add(struct table *t, enum chart_kind kind, const char *title);
struct chart_series *chart_series_add(struct table *t, struct chart *c,
				      enum chart_series_style style, const char *name);

#endif
