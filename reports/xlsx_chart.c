/* xlsx_chart.c - pictures below a table, two beside each other. */
#include <stdlib.h>

#include "data/base/table_write.h"
#include "reports/chart.h"
#include "reports/xlsx_book.h"

#define CHART_WIDTH 480 /* pixels: the library's own size */
#define CHART_ROWS 15	/* of 20 pixels: 288 and a gap */
#define ROWS_A_PAGE 2	/* rows of charts on a page across */

/* Colours that the colour-blind can tell apart (Okabe and Ito); grey is the baseline's. */
static const lxw_color_t palette[] = {
	0x7F7F7F, 0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9, 0x8C564B,
};

static lxw_color_t colour_of(const struct chart *c, const struct chart_series *s)
{
	size_t shift = c->kind == CHART_COLUMN ? 1 : 0;

	return palette[(s->colour + shift) % ARRAY_LEN(palette)];
}

/* The library takes a text that begins with "=" for a reference. The caller frees. */
static char *literal(const char *text)
{
	char *clean = utf8_clean(text ? text : "");
	char *out = mem_printf("%s%.200s", clean[0] == '=' ? " " : "", clean);
	char *whole = utf8_clean(out);

	free(clean);
	free(out);
	return whole;
}

static void draw_line(lxw_chart_series *series, lxw_color_t colour, float width)
{
	lxw_chart_line line = { .color = colour, .width = width };

	chart_series_set_line(series, &line);
}

static void draw_marks(lxw_chart_series *series, lxw_color_t colour, uint8_t size)
{
	lxw_chart_fill fill = { .color = colour };
	lxw_chart_line line = { .color = colour };

	chart_series_set_marker_type(series, LXW_CHART_MARKER_DIAMOND);
	chart_series_set_marker_size(series, size);
	chart_series_set_marker_fill(series, &fill);
	chart_series_set_marker_line(series, &line);
}

static void draw_label(lxw_chart_series *series, const char *text)
{
	char *value = literal(text);
	lxw_chart_data_label label = { .value = value };
	lxw_chart_data_label *labels[] = { &label, NULL };
	lxw_chart_font font = { .size = 9 };

	chart_series_set_labels(series);
	chart_series_set_labels_custom(series, labels);
	chart_series_set_labels_position(series, LXW_CHART_LABEL_POSITION_ABOVE);
	chart_series_set_labels_font(series, &font);
	free(value);
}

static void draw_scatter(lxw_chart_series *series, const struct chart *c,
			 const struct chart_series *s)
{
	lxw_color_t colour = colour_of(c, s);
	lxw_chart_line none = { .none = LXW_TRUE };

	if (s->style == SERIES_MARK) {
		chart_series_set_line(series, &none);
		draw_marks(series, colour, 8);
	} else if (s->style == SERIES_BAR) {
		draw_line(series, colour, 3);
		chart_series_set_marker_type(series, LXW_CHART_MARKER_NONE);
	} else {
		draw_line(series, colour, 1.75);
		draw_marks(series, colour, 5);
	}
	if (s->label)
		draw_label(series, s->label);
}

static int put_series(struct xlsx_book *b, lxw_chart *chart, const struct chart *c,
		      const struct chart_series *s)
{
	char *x = xlsx_resolve(b, NULL, s->x), *y = x ? xlsx_resolve(b, NULL, s->y) : NULL;
	int rc = -1;

	if (y) {
		lxw_chart_series *series = chart_add_series(chart, x, y);
		char *name = literal(s->name);
		chart_series_set_name(series, name);
		if (c->kind == CHART_COLUMN) {
			lxw_chart_fill fill = { .color = colour_of(c, s) };
			chart_series_set_fill(series, &fill);
		} else {
			draw_scatter(series, c, s);
		}
		free(name);
		rc = 0;
	}
	free(x);
	free(y);
	return rc;
}

static void set_axis(lxw_chart_axis *axis, const char *title)
{
	lxw_chart_font font = { .size = 9, .bold = LXW_EXPLICIT_FALSE };
	lxw_chart_font numbers = { .size = 9 };

	if (title && *title) {
		char *name = literal(title);
		chart_axis_set_name(axis, name);
		chart_axis_set_name_font(axis, &font);
		free(name);
	}
	chart_axis_set_num_font(axis, &numbers);
}

static void set_axes(lxw_chart *chart, const struct chart *c)
{
	lxw_chart_line grid = { .color = 0xDDDDDD, .width = 0.5 };

	set_axis(chart->x_axis, c->x_title);
	set_axis(chart->y_axis, c->y_title);
	if (c->has_y_range) {
		chart_axis_set_min(chart->y_axis, c->y_low);
		chart_axis_set_max(chart->y_axis, c->y_high);
	}
	if (c->kind == CHART_COLUMN)
		chart_axis_set_num_format(chart->y_axis, "0%");
	if (c->hide_y) {
		chart_axis_set_label_position(chart->y_axis,
					      LXW_CHART_AXIS_LABEL_POSITION_NONE);
		chart_axis_set_major_tick_mark(chart->y_axis,
					       LXW_CHART_AXIS_TICK_MARK_NONE);
		chart_axis_major_gridlines_set_visible(chart->y_axis, LXW_FALSE);
		chart_axis_major_gridlines_set_visible(chart->x_axis, LXW_TRUE);
		chart_axis_major_gridlines_set_line(chart->x_axis, &grid);
	} else {
		chart_axis_major_gridlines_set_line(chart->y_axis, &grid);
	}
}

static int put_chart(struct xlsx_book *b, struct xlsx_sheet *sheet, const struct chart *c,
		     size_t index)
{
	lxw_chart *chart = workbook_add_chart(
		b->wb, c->kind == CHART_COLUMN ? LXW_CHART_COLUMN : LXW_CHART_SCATTER);
	lxw_chart_font font = { .size = 12, .bold = LXW_TRUE };
	lxw_chart_options options = {
		.x_offset = (int32_t)(index % 2) * (CHART_WIDTH + 10),
		.y_offset = 6, /* a border on a page's edge would show on both pages */
		.object_position = LXW_OBJECT_MOVE_DONT_SIZE,
	};
	char *title = literal(c->title);

	chart_title_set_name(chart, title);
	chart_title_set_name_font(chart, &font);
	free(title);
	for (size_t i = 0; i < c->series_count; i++) {
		if (put_series(b, chart, c, &c->series[i]) != 0)
			return -1;
	}
	set_axes(chart, c);
	if (c->legend)
		chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
	else
		chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
	lxw_row_t row = sheet->chart_row + (lxw_row_t)(index / 2 * CHART_ROWS);
	lxw_error e = worksheet_insert_chart_opt(sheet->ws, row, 0, chart, &options);
	if (e != LXW_NO_ERROR)
		return err_set(b->err, EXIT_MACHINE, "chart %s: %s", c->title,
			       lxw_strerror(e));
	return 0;
}

/* No chart is cut by the end of a page: the first page has the table as well. */
static void break_pages(const struct xlsx_sheet *sheet, size_t charts)
{
	lxw_row_t breaks[LXW_BREAKS_MAX];
	size_t n = 0, rows = (charts + 1) / 2;

	for (size_t i = 1; i < rows && n + 1 < LXW_BREAKS_MAX; i += ROWS_A_PAGE)
		breaks[n++] = sheet->chart_row + (lxw_row_t)(i * CHART_ROWS);
	breaks[n] = 0;
	if (n)
		worksheet_set_h_pagebreaks(sheet->ws, breaks);
}

int xlsx_put_charts(struct xlsx_book *b, const struct xlsx_place *place)
{
	const struct table *t = place->table;
	struct xlsx_sheet *sheet = &b->sheets[place->sheet];
	size_t drawn = 0;

	for (size_t i = 0; i < t->chart_count; i++) {
		if (t->charts[i]->series_count == 0)
			continue;
		if (put_chart(b, sheet, t->charts[i], drawn) != 0)
			return -1;
		drawn++;
	}
	if (drawn)
		break_pages(sheet, drawn);
	return 0;
}
