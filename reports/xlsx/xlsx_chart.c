/* xlsx_chart.c - pictures below a table, two beside each other. */
#include <stdlib.h>

#include "data/base/table_write.h"
#include "reports/chart.h"
#include "reports/xlsx/xlsx_book.h"

#define CHART_WIDTH 480 /* pixels: the library's own size */
#define CHART_ROWS 15	/* of 20 pixels: 288 and a gap */
#define ROWS_A_PAGE 2	/* rows of charts on a page across */
#define PAGE_ROWS 36	/* of 20 pixels on it */
#define LONG_TABLE 20	/* rows of one that begins a page */
#define UPRIGHT_INK 0x6E6E6E

/* Colours that the colour-blind can tell apart (Okabe and Ito); grey is the baseline's. */
static const lxw_color_t palette[] = {
	0x7F7F7F, 0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9, 0x8C564B,
};

/* From the darkest for the first to the lightest for the last. */
static lxw_color_t shade_of(const struct chart *c, const struct chart_series *s)
{
	static const int dark[] = { 0x0B, 0x4A, 0x82 }, light[] = { 0xD9, 0xE5, 0xF1 };
	double at = c->series_count > 1
			    ? (double)s->colour / (double)(c->series_count - 1)
			    : 0;
	lxw_color_t colour = 0;

	for (size_t i = 0; i < ARRAY_LEN(dark); i++)
		colour = 256 * colour +
			 (lxw_color_t)(dark[i] + at * (light[i] - dark[i]) + 0.5);
	return colour;
}

static lxw_color_t colour_of(const struct chart *c, const struct chart_series *s)
{
	size_t shift = c->kind == CHART_COLUMN ? 1 : 0;

	if (c->kind == CHART_STACKED)
		return shade_of(c, s);
	if (s->style == SERIES_UPRIGHT)
		return UPRIGHT_INK;

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

/* A text a point: a series' name as a label would have its figure behind it in LibreOffice. */
static void draw_labels(lxw_chart_series *series, const struct chart_series *s,
			lxw_color_t colour)
{
	lxw_chart_font name = { .size = 9 }, level = { .size = 9, .color = colour };
	lxw_chart_data_label label[CHART_LABELS_MAX] = { { .value = NULL } };
	lxw_chart_data_label *labels[CHART_LABELS_MAX + 1] = { NULL };

	for (size_t i = 0; i < s->label_count; i++) {
		label[i].value = literal(s->labels[i]);
		labels[i] = &label[i];
	}
	chart_series_set_labels(series);
	chart_series_set_labels_custom(series, labels);
	chart_series_set_labels_position(series, s->label_right
							 ? LXW_CHART_LABEL_POSITION_RIGHT
							 : LXW_CHART_LABEL_POSITION_ABOVE);
	chart_series_set_labels_font(series, s->style == SERIES_UPRIGHT ? &level : &name);
	for (size_t i = 0; i < s->label_count; i++)
		free((char *)label[i].value);
}

/* An error bar of the chart's height: it needs no second cell. */
static void draw_upright(lxw_chart_series *series, const struct chart *c, lxw_color_t colour)
{
	lxw_chart_line none = { .none = LXW_TRUE };
	lxw_chart_line line = { .color = colour,
				.width = 1,
				.dash_type = LXW_CHART_LINE_DASH_DASH };

	chart_series_set_line(series, &none);
	chart_series_set_marker_type(series, LXW_CHART_MARKER_NONE);
	chart_series_set_error_bars(series->y_error_bars, LXW_CHART_ERROR_BAR_TYPE_FIXED,
				    c->y_high - c->y_low);
	chart_series_set_error_bars_direction(series->y_error_bars,
					      LXW_CHART_ERROR_BAR_DIR_PLUS);
	chart_series_set_error_bars_endcap(series->y_error_bars,
					   LXW_CHART_ERROR_BAR_NO_CAP);
	chart_series_set_error_bars_line(series->y_error_bars, &line);
}

static void draw_scatter(lxw_chart_series *series, const struct chart *c,
			 const struct chart_series *s)
{
	lxw_color_t colour = colour_of(c, s);
	lxw_chart_line none = { .none = LXW_TRUE };

	if (s->style == SERIES_UPRIGHT) {
		draw_upright(series, c, colour);
	} else if (s->style == SERIES_MARK) {
		chart_series_set_line(series, &none);
		draw_marks(series, colour, 8);
	} else if (s->style == SERIES_BAR) {
		draw_line(series, colour, 3);
		chart_series_set_marker_type(series, LXW_CHART_MARKER_NONE);
	} else {
		draw_line(series, colour, 1.75);
		draw_marks(series, colour, 5);
	}
	if (s->label_count)
		draw_labels(series, s, colour);
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
		if (c->kind != CHART_SCATTER) {
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
	if (c->kind != CHART_SCATTER)
		chart_axis_set_num_format(chart->y_axis, "0%");
	else if (c->percent)
		chart_axis_set_num_format(chart->x_axis, "0%");
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
		/* At the edge, where an axis would cross in the middle of the picture. */
		chart_axis_set_label_position(chart->x_axis,
					      LXW_CHART_AXIS_LABEL_POSITION_LOW);
		chart_axis_set_label_position(chart->y_axis,
					      LXW_CHART_AXIS_LABEL_POSITION_LOW);
	}
}

static int put_chart(struct xlsx_book *b, struct xlsx_sheet *sheet, const struct chart *c,
		     size_t index)
{
	static const uint8_t kinds[] = { [CHART_COLUMN] = LXW_CHART_COLUMN,
					 [CHART_STACKED] = LXW_CHART_COLUMN_STACKED_PERCENT,
					 [CHART_SCATTER] = LXW_CHART_SCATTER };
	lxw_chart *chart = workbook_add_chart(b->wb, kinds[c->kind]);
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

/* A long table begins a page unless it is the first, and no chart is cut by a page's end:
   the first row of them goes below the tables where it fits. */
static void break_pages(const struct xlsx_book *b, const struct xlsx_sheet *sheet,
			size_t charts)
{
	lxw_row_t breaks[LXW_BREAKS_MAX], last = 0;
	size_t n = 0, rows = (charts + 1) / 2, index = (size_t)(sheet - b->sheets);

	for (size_t i = 0; i < b->place_count && n + 2 < LXW_BREAKS_MAX; i++) {
		const struct xlsx_place *p = &b->places[i];
		if (p->sheet == index && p->title && p->table->height > LONG_TABLE)
			breaks[n++] = last = p->title;
	}
	bool fits = (sheet->chart_row - last) % PAGE_ROWS + CHART_ROWS <= PAGE_ROWS;
	for (size_t i = fits; i < rows && n + 1 < LXW_BREAKS_MAX; i += ROWS_A_PAGE)
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
		break_pages(b, sheet, drawn);
	return 0;
}
