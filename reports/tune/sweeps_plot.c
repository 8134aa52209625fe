/* sweeps_plot.c - sweeps drawn with letters, for a terminal. */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reports/tune/sweeps.h"

#define PAGE 80
#define FILL '.' /* blanks would be joined by formats that are no terminal */
#define SEVERAL '*'
#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

/* --- letters ------------------------------------------------------------------------- */

const char *sweeps_letters(struct arena *a, const struct profile *p)
{
	size_t n = p->platform_count - 1;
	char *letters = arena_new(a, n + 1, 1);

	if (n > strlen(LETTERS))
		return "";
	for (size_t i = 0; i < n; i++) {
		const char *title = profile_platform_title(p, i + 1);
		const char *fall_back = LETTERS;

		for (; *title && !letters[i]; title++) {
			int c = toupper((unsigned char)*title);

			if (strchr(LETTERS, c) != NULL && strchr(letters, c) == NULL)
				letters[i] = (char)c;
		}
		for (; !letters[i]; fall_back++) {
			if (strchr(letters, *fall_back) == NULL)
				letters[i] = *fall_back;
		}
	}
	return letters;
}

const char *sweeps_legend(struct arena *a, const struct profile *p)
{
	const char *letters = sweeps_letters(a, p), *text = "";

	for (size_t i = 0; letters[i] != '\0'; i++)
		text = arena_printf(a, "%s%s%c %s", text, i > 0 ? ", " : "", letters[i],
				    profile_platform_title(p, i + 1));
	return text;
}

/* --- dots ---------------------------------------------------------------------------- */

/* Where totals stand on a line of text: those of levels in slots of their own, with room
   for all who tie where there is; percentages wherever they fall. */
struct ruler {
	double low, high;
	size_t slot;  /* places of one total */
	size_t width; /* of the line */
	double tick;  /* a number is written at each multiple of it, where there is room */
};

static double key_of(const struct sweep *s, const struct model_score *x)
{
	return s->by_percent ? x->percent : x->sum;
}

static struct ruler ruler_for(const struct sweep *s, size_t set, size_t room)
{
	size_t n = s->profile->platform_count - 1;
	struct ruler r = { .low = HUGE_VAL, .high = -HUGE_VAL, .slot = 1, .tick = 1 };

	for (size_t i = 0; i < s->row_count; i++) {
		for (size_t k = 0; k < n && s->rows[i].scores != NULL; k++) {
			const struct model_score *x = &s->rows[i].scores[set * n + k];

			if (x->rank == 0)
				continue;
			r.low = fmin(r.low, key_of(s, x));
			r.high = fmax(r.high, key_of(s, x));
		}
	}
	if (!(r.low <= r.high))
		r.low = r.high = 0;
	r.width = room;
	if (s->by_percent) {
		r.tick = 10;
		r.low = 10 * floor(r.low / 10);
		r.high = fmax(10 * ceil(r.high / 10), r.low + 10);
	} else if (r.high - r.low + 1 <= (double)room) {
		size_t totals = (size_t)(r.high - r.low) + 1;

		r.slot = room / totals < n ? room / totals : n;
		r.width = totals * r.slot;
	}
	return r;
}

/* The first place of a total. */
static size_t place_of(const struct ruler *r, double key)
{
	double steps = (double)(r->width / r->slot - 1);

	if (!(r->high > r->low))
		return 0;
	return r->slot * (size_t)lround((key - r->low) / (r->high - r->low) * steps);
}

static void put_letter(const struct ruler *r, char *line, size_t at, char letter)
{
	for (size_t i = 0; i < r->slot; i++) {
		if (line[at + i] != FILL)
			continue;
		line[at + i] = letter;
		return;
	}
	line[at + r->slot - 1] = SEVERAL;
}

/* "17----18----", as a column's title. */
static const char *ruler_text(struct arena *a, const struct ruler *r)
{
	char *line = arena_new(a, r->width + 1, 1), number[32];
	size_t next = 0;

	memset(line, '-', r->width);
	for (double key = r->low; key <= r->high; key += r->tick) {
		size_t at = place_of(r, key);
		size_t n = (size_t)snprintf(number, sizeof(number), "%.0f", key);

		if (at < next || at + n > r->width)
			continue;
		memcpy(line + at, number, n);
		next = at + n + 2;
	}
	return line;
}

static void add_line(struct table *t, const struct sweep *s, const struct sweep_row *row,
		     size_t set, const struct ruler *r, const char *letters)
{
	size_t n = s->profile->platform_count - 1;
	char *line = arena_new(&t->arena, r->width + 1, 1);

	memset(line, FILL, r->width);
	table_number(t, row->values[0]);
	for (size_t i = 0; i < n && row->scores != NULL; i++) {
		const struct model_score *x = &row->scores[set * n + i];

		if (x->rank > 0)
			put_letter(r, line, place_of(r, key_of(s, x)), letters[i]);
	}
	if (row->scores != NULL)
		table_text(t, line);
	else
		table_missing(t, row->skipped);
}

struct table *sweeps_plot(const struct sweep *s, size_t set)
{
	char name[32];
	struct table *t;
	struct arena *a;
	const char *letters;
	struct ruler r;
	size_t n = s->profile->platform_count - 1;

	snprintf(name, sizeof(name), "sweep_plot%zu", set);
	t = table_new(name, "");
	a = &t->arena;
	letters = sweeps_letters(a, s->profile);
	t->people_only = true;
	if (*letters == '\0')
		return t;
	r = ruler_for(s, set, PAGE - 14);
	t->note = arena_printf(a, "%s: %s%s.", s->by_percent ? "Percent" : "Points",
			       sweeps_legend(a, s->profile),
			       r.slot < n ? "; * several at once" : "");
	table_column(t, "value", "", sweeps_decimals(&s->axes[0]));
	table_column(t, "plot", ruler_text(a, &r), 0);
	for (size_t i = 0; i < s->row_count; i++)
		add_line(t, s, &s->rows[i], set, &r, letters);
	return t;
}

/* --- a grid -------------------------------------------------------------------------- */

/* Who is first: titles for a workbook, letters for a terminal. */
static const char *leaders(struct arena *a, const struct sweep *s,
			   const struct sweep_row *row, size_t set, const char *letters)
{
	size_t n = s->profile->platform_count - 1;
	const char *text = "";

	for (size_t i = 0; i < n; i++) {
		if (row->scores[set * n + i].rank != 1)
			continue;
		if (letters != NULL)
			text = arena_printf(a, "%s%s%c", text, *text ? "=" : "",
					    letters[i]);
		else
			text = arena_printf(a, "%s%s%s", text, *text ? " = " : "",
					    profile_platform_title(s->profile, i + 1));
	}
	return text;
}

/* A column a value. */
static void add_cells(struct table *t, const struct sweep *s, size_t set,
		      const char *letters)
{
	const struct sweep_axis *y = &s->axes[1];
	char name[32];

	for (size_t k = 0; k < y->count; k++) {
		snprintf(name, sizeof(name), "v%zu", k);
		table_column(t, name, sweeps_value(&t->arena, y, s->rows[k].values[1]), 0);
	}
	for (size_t i = 0; i < s->row_count; i++) {
		const struct sweep_row *row = &s->rows[i];

		if (i % y->count == 0)
			table_number(t, row->values[0]);
		if (row->scores == NULL)
			table_missing(t, row->skipped);
		else
			table_text(t, leaders(&t->arena, s, row, set, letters));
	}
}

/* A letter a value, where columns would not fit. */
static void add_map(struct table *t, const struct sweep *s, size_t set, const char *letters)
{
	const struct sweep_axis *y = &s->axes[1];
	struct arena *a = &t->arena;

	table_column(t, "map",
		     arena_printf(a, "%s to %s", sweeps_value(a, y, s->rows[0].values[1]),
				  sweeps_value(a, y, s->rows[y->count - 1].values[1])),
		     0);
	for (size_t i = 0; i < s->row_count; i += y->count) {
		char *line = arena_new(a, y->count + 1, 1);

		for (size_t k = 0; k < y->count; k++) {
			const struct sweep_row *row = &s->rows[i + k];
			const char *who =
				row->scores ? leaders(a, s, row, set, letters) : "-";

			line[k] = who[0] == '\0' ? '-' : who[1] == '\0' ? who[0] : '=';
		}
		table_number(t, s->rows[i].values[0]);
		table_text(t, line);
	}
}

struct table *sweeps_grid(const struct sweep *s, size_t set, bool book)
{
	char name[32];
	struct table *t;
	const char *letters;
	size_t n = s->profile->platform_count - 1;

	snprintf(name, sizeof(name), "sweep%zu", set);
	t = table_new(name, sweeps_set_title(s, set));
	t->sheet = "Sweep";
	letters = book ? NULL : sweeps_letters(&t->arena, s->profile);
	if (letters != NULL && *letters == '\0')
		letters = NULL;
	t->note = arena_printf(
		&t->arena, "Down: %s. Across: %s.%s%s%s%s", s->axes[0].title,
		s->axes[1].title, letters ? " " : "",
		letters ? sweeps_legend(&t->arena, s->profile) : "", letters ? "." : "",
		s->skipped > 0 ? " -: no rubric, thresholds would meet or cross." : "");
	table_column(t, "value", "", sweeps_decimals(&s->axes[0]));
	if (letters == NULL || s->axes[1].count * (2 * n + 1) <= PAGE - 12)
		add_cells(t, s, set, letters);
	else
		add_map(t, s, set, letters);
	return t;
}
