/* page_view.c - the page laid out: which columns there is room for, the list, the bar. */
#include "reports/page/page_view.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/num.h"
#include "data/base/table_write.h"
#include "reports/page/page_layout.h"

#define TITLE_LEAST 10
#define TITLE_MOST 28
#define DIGITS_LEAST 3
#define DIGITS_MOST 8
#define LEVEL_LEAST 7 /* "*3 (2)" and a blank */
#define LEVEL_MOST 14
#define MARK 2 /* "> " */
#define SIGN 3 /* ">= " */
#define LIST_LEAST 3
#define DETAILS_ABOVE 16 /* rows from which there are three lines of details, not two */

/* --- pieces of text ------------------------------------------------------------------ */

static size_t width_of(const char *text)
{
	return utf8_width(text, strlen(text));
}

/* The first columns of a text, and a dot where it was cut. */
static const char *fit(struct arena *a, const char *text, size_t width)
{
	size_t n = strlen(text), bytes = 0, used = 0;

	if (utf8_width(text, n) <= width)
		return text;
	while (bytes < n) {
		uint32_t code;
		size_t length = utf8_next(text + bytes, n - bytes, &code);

		if (used + utf8_char_width(code) + 1 > width)
			break;
		used += utf8_char_width(code);
		bytes += length;
	}
	return width == 0 ? "" : arena_printf(a, "%.*s.", (int)bytes, text);
}

static void put_text(struct view *v, size_t row, size_t column, size_t width,
		     enum view_style style, const char *text)
{
	char *clean = utf8_clean(text);

	for (char *s = clean; *s; s++)
		if (*s == '\n' || *s == '\t')
			*s = ' ';
	v->runs = mem_grow(v->runs, &v->room, v->count + 1, sizeof(v->runs[0]));
	v->runs[v->count++] =
		(struct view_run){ row, column, style,
				   fit(&v->arena, arena_dup(&v->arena, clean), width) };
	free(clean);
}

void layout_put(struct view *v, size_t row, size_t column, enum view_style style,
		const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	char *text = mem_vprintf(fmt, ap);
	va_end(ap);
	if (row < v->rows && column < v->columns)
		put_text(v, row, column, v->columns - column, style, text);
	free(text);
}

void layout_put_label(const struct layout *l, size_t row, enum view_style style,
		      const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	char *text = mem_vprintf(fmt, ap);
	va_end(ap);
	put_text(l->v, row, 0, l->labels, style, text);
	free(text);
}

void layout_put_at(const struct layout *l, size_t row, size_t candidate,
		   enum view_style style, const char *text)
{
	size_t width, end = l->labels + (candidate - l->candidate + 1) * l->level_width;

	text = fit(&l->v->arena, text, l->level_width - 1);
	width = width_of(text);
	layout_put(l->v, row, end - width, style, "%s", text);
}

/* --- room ---------------------------------------------------------------------------- */

/* Digits of the longest threshold, with room to move it by half a point. */
static size_t digits_of(const struct page *p)
{
	size_t most = DIGITS_LEAST;
	char text[PAGE_NUMBER];

	for (size_t i = 0; i < p->value_count; i++) {
		const struct page_value *v = &p->values[i];
		size_t n = strlen(page_number(p, v, v->was, text));

		n += strchr(text, '.') ? 0 : 2;
		most = n > most ? n : most;
		n = strlen(page_number(p, v, v->is, text));
		most = n > most ? n : most;
	}
	return most < DIGITS_MOST ? most : DIGITS_MOST;
}

static size_t longest_title(const struct page *p)
{
	const struct rubric *r = p->rubric;
	size_t most = TITLE_LEAST, n;

	for (size_t f = 0; f < r->feature_count; f++) {
		n = width_of(r->features[f].title);
		most = n > most ? n : most;
	}
	return most < TITLE_MOST ? most : TITLE_MOST;
}

static size_t longest_candidate(const struct page *p)
{
	size_t most = LEVEL_LEAST, n;

	for (size_t i = 1; i < p->profile->platform_count; i++) {
		n = width_of(profile_platform_title(p->profile, i)) + 1;
		most = n > most ? n : most;
	}
	return most < LEVEL_MOST ? most : LEVEL_MOST;
}

/* In both modes: so that nothing jumps between them. */
static size_t most_levels(const struct page *p)
{
	size_t most = 1;

	for (size_t f = 0; f < p->rubric->feature_count; f++)
		if (p->rubric->features[f].level_count > most &&
		    !p->rubric->features[f].judged)
			most = p->rubric->features[f].level_count;
	return most;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/*
 * Columns, when all do not fit: first titles are shortened, then thresholds are left out
 * down to two, then candidates down to two, then thresholds down to the chosen one.
 */
static void share_columns(struct layout *l)
{
	const struct page *p = l->p;
	size_t room = l->v->columns - MARK - SIGN, n = p->model.candidates;
	size_t title = longest_title(p), all = most_levels(p);

	l->number_width = digits_of(p) + 2;
	l->level_width = LEVEL_LEAST;
	l->numbers = all;
	while (l->numbers > 2 &&
	       TITLE_LEAST + l->numbers * l->number_width + n * LEVEL_LEAST > room)
		l->numbers--;
	while (l->numbers > 1 &&
	       TITLE_LEAST + l->numbers * l->number_width + least(n, 2) * LEVEL_LEAST >
		       room)
		l->numbers--;

	size_t left = room - TITLE_LEAST - l->numbers * l->number_width;

	l->shown = least(n, left / LEVEL_LEAST > 0 ? left / LEVEL_LEAST : 1);
	left -= least(left, l->shown * LEVEL_LEAST);
	l->title = least(title, TITLE_LEAST + left);
	left -= l->title - TITLE_LEAST;
	while (l->level_width < longest_candidate(p) && left >= l->shown) {
		l->level_width++;
		left -= l->shown;
	}
	l->candidate = least(p->first_candidate, n - l->shown);
	l->labels = MARK + l->title + SIGN + l->numbers * l->number_width;
}

/* The chosen threshold is among those that are shown. */
static void share_numbers(struct layout *l)
{
	size_t chosen = page_chosen(l->p)->level;

	l->number = chosen < l->numbers ? 0 : chosen + 1 - l->numbers;
}

/* Rows: the list, what is said of the chosen one, the totals. */
static void share_rows(struct layout *l)
{
	const struct page *p = l->p;
	size_t sets = p->rubric->set_count, all = page_rows(p), heads = sets;

	l->details = l->v->rows >= DETAILS_ABOVE ? 3 : 2;
	l->sets = sets + (p->model.weighted && sets > 1);
	if (p->mode == PAGE_WEIGHTS)
		heads = 2;

	size_t room = l->v->rows - 3 - l->details; /* bar, header, last line */

	l->heads = all + heads + 2 * l->sets <= room;
	all += l->heads ? heads : 0;
	if (all + 2 * l->sets > room) {
		size_t third = room / 3 / 2;

		if (room > all && (room - all) / 2 > third)
			third = (room - all) / 2;
		l->sets = least(l->sets, third > 0 ? third : 1);
	}
	l->list = least(all, room - 2 * l->sets);
	l->list = l->list < LIST_LEAST ? least(all, LIST_LEAST) : l->list;
	l->totals_at = l->v->rows - 1 - 2 * l->sets;
	l->details_at = l->totals_at - l->details;
}

/* --- the list ------------------------------------------------------------------------ */

/* With fewer digits where all of them do not fit; the line on the chosen one has them all. */
static const char *shorter(struct arena *a, const char *number, size_t width)
{
	double value;

	for (int digits = 15; strlen(number) > width && digits > 0; digits--)
		if (num_parse(number, strlen(number), &value, NULL))
			number = arena_printf(a, "%.*g", digits, value);
	return number;
}

/* A number cell: right-aligned, with room for the "]" behind it. */
static void put_number(const struct layout *l, size_t row, const struct page_value *v,
		       size_t cell, bool chosen)
{
	size_t end = MARK + l->title + SIGN + (cell + 1) * l->number_width - 1;
	bool moved = v->is != v->was;
	char number[PAGE_NUMBER];
	const char *text;

	page_number(l->p, v, v->is, number);
	text = arena_printf(&l->v->arena, "%s%s%s%s", chosen ? "[" : "", moved ? "*" : "",
			    shorter(&l->v->arena, number, l->number_width - 2),
			    chosen ? "]" : "");
	layout_put(l->v, row, end + chosen - least(end, strlen(text)),
		   chosen  ? VIEW_CHOSEN
		   : moved ? VIEW_HEAD
			   : VIEW_PLAIN,
		   "%s", text);
}

static void put_level(const struct layout *l, size_t row, size_t feature, size_t candidate)
{
	const struct page *p = l->p;
	const struct rubric_feature *f = &p->rubric->features[feature];
	size_t at = feature * p->model.candidates + candidate;
	int is = p->levels[at], was = p->levels_was[at];
	char text[PAGE_NUMBER], old[PAGE_NUMBER];
	const char *below =
		is != MODEL_NONE && f->has_acceptance && is < f->acceptance ? "!" : "";
	const char *all;

	page_level(p, feature, candidate, is, text);
	page_level(p, feature, candidate, was, old);
	all = arena_printf(&l->v->arena, "*%s%s (%s)", text, below, old);
	if (is == was)
		all = arena_printf(&l->v->arena, "%s%s", text, below);
	else if (width_of(all) >= l->level_width)
		all = arena_printf(&l->v->arena, "*%s%s", text, below);
	layout_put_at(l, row, candidate,
		      is > was	 ? VIEW_BETTER
		      : is < was ? VIEW_WORSE
				 : VIEW_PLAIN,
		      all);
}

static void put_feature(const struct layout *l, size_t row, size_t feature)
{
	const struct page *p = l->p;
	const struct rubric_feature *f = &p->rubric->features[feature];
	bool chosen = feature == p->feature;

	layout_put(l->v, row, 0, VIEW_HEAD, "%s",
		   chosen			 ? ">"
		   : page_moves_with(p, feature) ? "&"
						 : " ");
	put_text(l->v, row, MARK, l->title, chosen ? VIEW_HEAD : VIEW_PLAIN, f->title);
	if (f->judged)
		layout_put(l->v, row, MARK + l->title, VIEW_QUIET, "%.*s",
			   (int)(l->labels - MARK - l->title), "judged");
	else
		layout_put(l->v, row, MARK + l->title, VIEW_PLAIN, "%s",
			   f->lower_is_better ? "<=" : ">=");
	for (size_t i = 0;
	     i < l->numbers && l->number + i < f->level_count && !f->judged; i++) {
		const struct page_value *v = &p->values[p->first[feature] + l->number + i];

		put_number(l, row, v, i, v == page_chosen(p));
	}
	for (size_t i = 0; i < l->shown; i++)
		put_level(l, row, feature, l->candidate + i);
}

static void put_weight(const struct layout *l, size_t row, size_t at)
{
	const struct page *p = l->p;
	const struct page_value *v = &p->values[p->weights + at];
	const char *title = v->kind == PAGE_SET ? p->rubric->sets[v->of].title
						: p->rubric->importances[v->of].title;
	bool chosen = v == page_chosen(p);
	size_t features = 0;

	for (size_t f = 0; f < p->rubric->feature_count; f++)
		features +=
			v->of == (v->kind == PAGE_SET ? p->rubric->features[f].set
						      : p->rubric->features[f].importance);
	layout_put(l->v, row, 0, VIEW_HEAD, "%s", chosen ? ">" : " ");
	put_text(l->v, row, MARK, l->title, chosen ? VIEW_HEAD : VIEW_PLAIN, title);
	put_number(l, row, v, 0, chosen);
	layout_put(l->v, row, MARK + l->title + SIGN + l->number_width + 1, VIEW_QUIET,
		   "%s of %zu feature%s", v->kind == PAGE_SET ? "set" : "importance",
		   features, features == 1 ? "" : "s");
}

/* What heads the rows from this one on, or NULL. */
static const char *head_of(const struct page *p, size_t at)
{
	const struct rubric *r = p->rubric;

	if (p->mode == PAGE_WEIGHTS) {
		enum page_kind kind = p->values[p->weights + at].kind;

		if (at > 0 && p->values[p->weights + at - 1].kind == kind)
			return NULL;
		return kind == PAGE_SET ? "Sets" : "Importances";
	}
	if (at > 0 && r->features[at - 1].set == r->features[at].set)
		return NULL;
	return r->sets[r->features[at].set].title;
}

static void put_list(const struct layout *l)
{
	const struct page *p = l->p;
	size_t rows = page_rows(p),
	       chosen = p->mode == PAGE_WEIGHTS ? p->weight : p->feature;
	size_t top = chosen > l->list / 2 ? chosen - l->list / 2 : 0, row = 2;

	/* With heads all rows fit, or there would be none. */
	top = l->heads ? 0 : least(top, rows > l->list ? rows - l->list : 0);
	for (size_t at = top; at < rows && row < 2 + l->list; at++) {
		if (l->heads && head_of(p, at))
			layout_put(l->v, row++, 0, VIEW_HEAD, "%s", head_of(p, at));
		if (p->mode == PAGE_WEIGHTS)
			put_weight(l, row++, at);
		else
			put_feature(l, row++, at);
	}
	if (top > 0)
		layout_put(l->v, 2, 1, VIEW_HEAD, "^");
	if (top + l->list < rows && !l->heads)
		layout_put(l->v, row - 1, 1, VIEW_HEAD, "v");
}

/* --- what heads all ------------------------------------------------------------------ */

static void put_header(const struct layout *l)
{
	const struct page *p = l->p;
	const struct rubric_feature *f = &p->rubric->features[p->feature];
	size_t after = p->model.candidates - l->candidate - l->shown;

	layout_put(l->v, 1, MARK, VIEW_HEAD, "%s",
		   p->mode == PAGE_WEIGHTS ? "Weight of" : "Points for");
	for (size_t i = 0; i < l->numbers && p->mode == PAGE_THRESHOLDS; i++) {
		size_t end = MARK + l->title + SIGN + (i + 1) * l->number_width - 1;
		char text[PAGE_NUMBER], name[RUBRIC_LEVEL];

		if (l->number + i >= f->level_count || f->judged)
			break;
		const char *level = rubric_level_text(f, f->levels[l->number + i].level, name);
		size_t width = utf8_width(level, strlen(level));
		if (width >= l->number_width) { /* a symbol that is a word: its number has room */
			snprintf(text, sizeof(text), "%d", f->levels[l->number + i].level);
			level = text;
			width = strlen(text);
		}
		layout_put(l->v, 1, end - width, VIEW_HEAD, "%s", level);
	}
	for (size_t i = 0; i < l->shown; i++)
		layout_put_at(l, 1, l->candidate + i, VIEW_HEAD,
			      profile_platform_title(p->profile, l->candidate + i + 1));
	if (l->number > 0)
		layout_put(l->v, 1, MARK + l->title + 1, VIEW_HEAD, "<");
	if (p->mode == PAGE_THRESHOLDS && l->number + l->numbers < f->level_count)
		layout_put(l->v, 1, l->labels - 1, VIEW_HEAD, ">");
	if (l->candidate > 0 || after > 0)
		layout_put(l->v, 1, MARK, VIEW_HEAD, "%s%zu-%zu of %zu%s",
			   l->candidate > 0 ? "< " : "", l->candidate + 1,
			   l->candidate + l->shown, p->model.candidates,
			   after > 0 ? " >" : "");
}

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

static void put_bar(const struct layout *l)
{
	const struct page *p = l->p;
	struct page_differences d = page_differences(p);
	const char *slash = strrchr(p->rubric->path, '/');
	const char *name = slash ? slash + 1 : p->rubric->path;
	struct arena *a = &l->v->arena;
	const char *right = arena_printf(a, " step %g  ? help ", page_step(p));
	const char *text = arena_printf(a, " %s%s: as it was", name,
					p->rubric->edits ? ", edited" : "");
	size_t width = l->v->columns - least(l->v->columns, strlen(right));

	if (d.values > 0 || !page_is_saved(p))
		text = arena_printf(a, " %s: %zu changed (%zu level%s, %zu rank%s), %s",
				    name, d.values, d.cells, plural(d.cells), d.ranks,
				    plural(d.ranks),
				    page_is_saved(p) ? "saved" : "not saved");
	layout_put(l->v, 0, 0, VIEW_BAR, "%*s", (int)l->v->columns, "");
	put_text(l->v, 0, 0, width, VIEW_BAR, text);
	layout_put(l->v, 0, width, VIEW_BAR, "%s", right);
}

/* --- the whole ----------------------------------------------------------------------- */

void view_page(const struct page *p, size_t rows, size_t columns, struct view *v)
{
	struct layout l = { .p = p, .v = v };

	arena_reset(&v->arena);
	v->rows = rows;
	v->columns = columns;
	v->count = 0;
	v->cursor = false;
	v->candidates = 1;
	if (rows == 0 || columns == 0)
		return;
	v->too_small = rows < PAGE_VIEW_ROWS || columns < PAGE_VIEW_COLUMNS;
	if (v->too_small) {
		layout_too_small(&l);
		return;
	}
	if (p->help) {
		layout_help(&l);
		return;
	}
	share_columns(&l);
	share_numbers(&l);
	share_rows(&l);
	v->candidates = l.shown;
	put_bar(&l);
	put_header(&l);
	put_list(&l);
	layout_details(&l);
	layout_totals(&l);
	layout_last_line(&l);
}

void view_release(struct view *v)
{
	free(v->runs);
	arena_release(&v->arena);
	*v = (struct view){ 0 };
}
