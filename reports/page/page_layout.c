/* page_layout.c - the lower part of the page: the chosen one, the totals, the last line. */
#include "reports/page/page_layout.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/num.h"
#include "data/base/table_write.h"
#include "reports/page/page_keys.h"

#define WORD_ROWS 4 /* of a message that something did not work */
#define KEYS_WIDTH 19

/* --- the chosen one ------------------------------------------------------------------ */

/* With as many decimals as there is room for, but never as a 0 that it is not. */
static const char *number_in(char *buf, size_t size, double x, bool sign, size_t width)
{
	const char *plus = sign && x >= 0 ? "+" : "";
	int decimals = 2;

	if (isnan(x))
		return "";
	do {
		snprintf(buf, size, "%s%.*f", plus, decimals, x);
	} while (strlen(buf) > width && decimals-- > 0);
	if (strlen(buf) > width || (x != 0 && fabs(x) < 0.005))
		snprintf(buf, size, "%s%.0e", plus, x);
	return buf;
}

static void put_figures(const struct layout *l, size_t row, const struct page_value *v,
			bool distance)
{
	bool absolute = l->p->rubric->features[v->of].absolute;

	for (size_t i = l->candidate; i < l->candidate + l->shown; i++) {
		double x =
			distance ? page_distance(l->p, v, i) : page_figure(l->p, v->of, i);
		char text[NUM_TEXT];

		layout_put_at(l, row, i, VIEW_PLAIN,
			      number_in(text, sizeof(text), absolute ? x : 100 * x,
					distance, l->level_width - 1));
	}
}

/* Whose thresholds they are. */
static const char *scale_words(const struct page *p, size_t feature, struct arena *a)
{
	const struct rubric_feature *f = &p->rubric->features[feature];

	if (f->scale == NULL)
		return "";
	if (page_leaves_scale(p, feature))
		return "; own levels now";
	return arena_printf(a, "; [levels %s]", f->scale);
}

static void threshold_details(const struct layout *l, const struct page_value *v)
{
	const struct page *p = l->p;
	const struct rubric_feature *f = &p->rubric->features[v->of];
	char is[PAGE_NUMBER], was[PAGE_NUMBER];
	struct arena *a = &l->v->arena;
	size_t row = l->details_at;
	if (f->judged) {
		layout_put(l->v, row, 0, VIEW_HEAD, "%s: judged by people, there is no threshold",
			   f->title);
		return;
	}

	const char *of =
		f->absolute ? "" : arena_printf(a, " of %s", p->rubric->baseline_label);

	layout_put(l->v, row++, 0, VIEW_HEAD, "%s: %s%s or %s%s%s%s", page_name(p, v, a),
		   page_amount(p, v, v->is, is), of, f->lower_is_better ? "less" : "more",
		   v->is != v->was ? ", was " : "",
		   v->is != v->was ? page_amount(p, v, v->was, was) : "",
		   scale_words(p, v->of, a));
	if (l->details > 2) {
		layout_put_label(l, row, VIEW_QUIET, "  figure, %s%s", page_unit(p, v), of);
		put_figures(l, row++, v, false);
	}
	layout_put_label(l, row, VIEW_QUIET, "  beyond it +, short of it -, %s",
			 f->absolute ? page_unit(p, v) : "points");
	put_figures(l, row, v, true);
}

static void weight_details(const struct layout *l, const struct page_value *v)
{
	const struct page *p = l->p;
	char is[PAGE_NUMBER], was[PAGE_NUMBER];
	const char *what = v->kind == PAGE_SET ? "Set" : "Importance";

	layout_put(l->v, l->details_at, 0, VIEW_HEAD, "%s %s: weight %s%s%s", what,
		   v->kind == PAGE_SET ? p->rubric->sets[v->of].title
				       : p->rubric->importances[v->of].title,
		   page_number(p, v, v->is, is), v->is != v->was ? ", was " : "",
		   v->is != v->was ? page_number(p, v, v->was, was) : "");
	if (l->details > 2)
		layout_put(l->v, l->details_at + 1, 0, VIEW_QUIET, "  %s",
			   v->kind == PAGE_SET
				   ? "of the set's percentage among the sets', overall"
				   : "of a feature's points among those of its set");
}

void layout_details(const struct layout *l)
{
	const struct page_value *v = page_chosen(l->p);

	if (v->kind == PAGE_THRESHOLD)
		threshold_details(l, v);
	else
		weight_details(l, v);
}

/* --- totals -------------------------------------------------------------------------- */

/* " (was KVM 19, Docker 24)", or "". */
static const char *old_ones(const struct layout *l, size_t set, bool rank)
{
	const struct page *p = l->p;
	struct arena *a = &l->v->arena;
	const char *text = "";

	for (size_t i = 0; i < p->model.candidates; i++) {
		const struct model_score *was =
			&p->scores_was[set * p->model.candidates + i];

		if (!(rank ? page_rank_differs(p, set, i) : page_total_differs(p, set, i)))
			continue;
		text = arena_printf(a, "%s%s%s ", text, *text ? ", " : " (was ",
				    profile_platform_title(p->profile, i + 1));
		if (rank || !p->model.weighted)
			text = arena_printf(a, "%s%d", text, rank ? was->rank : was->sum);
		else
			text = arena_printf(a, "%s%.1f", text, was->percent);
	}
	return *text ? arena_printf(a, "%s)", text) : "";
}

/* The sum, with what the scored features could give where that is not all; or percent. */
static void put_total(const struct layout *l, size_t row, size_t set, size_t candidate)
{
	const struct page *p = l->p;
	const struct model_score *s = &p->scores[set * p->model.candidates + candidate];
	const char *mark = page_total_differs(p, set, candidate) ? "*" : "", *text = "-";
	struct arena *a = &l->v->arena;
	int all, most = page_most(p, set, candidate, &all);

	if (p->model.weighted && !isnan(s->percent))
		text = arena_printf(a, "%s%.1f", mark, s->percent);
	else if (!p->model.weighted && s->any && most < all)
		text = arena_printf(a, "%s%d/%d", mark, s->sum, most);
	else if (!p->model.weighted && s->any)
		text = arena_printf(a, "%s%d", mark, s->sum);
	layout_put_at(l, row, candidate, *mark ? VIEW_HEAD : VIEW_PLAIN, text);
}

static bool has_veto(const struct page *p, size_t set, size_t candidate)
{
	bool has = false;

	for (size_t f = 0; f < p->model.features; f++)
		if (set == p->model.sets || p->rubric->features[f].set == set)
			has = has || page_is_veto(p, f, candidate);
	return has;
}

static void put_rank(const struct layout *l, size_t row, size_t set, size_t candidate)
{
	const struct page *p = l->p;
	const struct model_score *s = &p->scores[set * p->model.candidates + candidate];
	bool differs = page_rank_differs(p, set, candidate);
	const char *text = "-";

	if (s->rank > 0)
		text = arena_printf(&l->v->arena, "%s%d%s", differs ? "*" : "", s->rank,
				    !has_veto(p, set, candidate) ? ""
				    : differs			 ? "veto"
								 : " veto");
	layout_put_at(l, row, candidate, differs ? VIEW_HEAD : VIEW_PLAIN, text);
}

static void put_set(const struct layout *l, size_t row, size_t set)
{
	const struct page *p = l->p;
	bool overall = set == p->model.sets;

	layout_put_label(l, row, VIEW_HEAD, "%s, %s%s",
			 overall ? "Overall" : p->rubric->sets[set].title,
			 p->model.weighted ? "%" : "points", old_ones(l, set, false));
	layout_put_label(l, row + 1, VIEW_PLAIN, "  rank%s", old_ones(l, set, true));
	for (size_t i = l->candidate; i < l->candidate + l->shown; i++) {
		put_total(l, row, set, i);
		put_rank(l, row + 1, set, i);
	}
}

/* As many sets as there is room for, the chosen feature's among them; overall comes last.
 */
void layout_totals(const struct layout *l)
{
	const struct page *p = l->p;
	size_t sets = p->model.sets, shown = l->sets, set = 0;
	bool overall = p->model.weighted && sets > 1;
	size_t of = p->mode == PAGE_THRESHOLDS ? p->rubric->features[p->feature].set : 0;

	if (shown < sets + overall) {
		/* The last place is kept for all of them, unless there is only one. */
		size_t places = shown > 1 && overall ? shown - 1 : shown;

		set = of + 1 > places ? of + 1 - places : 0;
		overall = overall && shown > 1;
	}
	for (size_t i = 0; i < shown; i++)
		put_set(l, l->totals_at + 2 * i,
			overall && i + 1 == shown ? sets : set + i);
	if (shown < sets + (p->model.weighted && sets > 1) && !*old_ones(l, set, true))
		layout_put_label(l, l->totals_at + 1, VIEW_QUIET,
				 "  rank (of %zu totals; a larger screen has all)",
				 sets + (p->model.weighted && sets > 1));
}

/* --- the last line ------------------------------------------------------------------- */

/* Bytes of a text's first line: as many words as there is room for, or a part of a word. */
static size_t line_length(const char *text, size_t width)
{
	size_t n = strlen(text), bytes = 0, used = 0, blank = 0;

	while (bytes < n) {
		uint32_t code;
		size_t length = utf8_next(text + bytes, n - bytes, &code);

		used += utf8_char_width(code);
		if (used > width)
			return blank > 0 ? blank : bytes > 0 ? bytes : length;
		if (text[bytes] == ' ')
			blank = bytes;
		bytes += length;
	}
	return n;
}

/* Broken at blanks into at most `most` lines that end in `row`, or begin there. */
static void wrap(const struct layout *l, size_t row, bool ends, enum view_style style,
		 const char *text, size_t most)
{
	size_t width = l->v->columns, lines = 0;

	for (const char *s = text; *s && lines < most; lines++) {
		s += line_length(s, width);
		s += strspn(s, " ");
	}
	row -= ends ? lines - 1 : 0;
	for (size_t i = 0; i < lines; i++) {
		size_t n = i + 1 < lines ? line_length(text, width) : strlen(text);

		layout_put(l->v, row + i, 0, style, "%-*s", (int)width,
			   arena_dup_n(&l->v->arena, text, n));
		text += n;
		text += strspn(text, " ");
	}
}

static const char *question(const struct page *p, struct arena *a)
{
	const struct page_value *v = page_chosen(p);
	struct page_differences d = page_differences(p);
	char is[PAGE_NUMBER];

	switch (p->ask) {
	case PAGE_ASK_VALUE:
		return arena_printf(a, "%s, now %s: ", page_name(p, v, a),
				    page_amount(p, v, v->is, is));
	case PAGE_ASK_ALL:
		return "All thresholds, or a shift in points (+ tighter, - looser): ";
	case PAGE_ASK_SHIFT:
		return "Shift all thresholds by points (+ tighter, - looser): ";
	case PAGE_ASK_SAVE:
		return "Save as (^U empties, Esc leaves): ";
	case PAGE_ASK_OVERWRITE:
		return arena_printf(a, "Overwrite it (y or n)? %s", p->answer);
	case PAGE_ASK_QUIT:
		return arena_printf(a, "%zu changed value%s not saved. Quit (y or n)?",
				    d.values, d.values == 1 ? "" : "s");
	case PAGE_ASK_NOTHING:
		break;
	}
	return "";
}

/* The end of what is typed stays in sight. */
static void put_question(const struct layout *l, size_t row)
{
	const struct page *p = l->p;
	bool typed = p->ask != PAGE_ASK_OVERWRITE && p->ask != PAGE_ASK_QUIT;
	const char *text = question(p, &l->v->arena), *answer = typed ? p->answer : "";
	size_t width = l->v->columns - 1, n = utf8_width(text, strlen(text));

	if (n + 12 > width && typed) {
		text = "";
		n = 0;
	}
	while (n + utf8_width(answer, strlen(answer)) > width && *answer) {
		uint32_t code;

		answer += utf8_next(answer, strlen(answer), &code);
	}
	layout_put(l->v, row, 0, VIEW_HEAD, "%-*s", (int)l->v->columns, text);
	layout_put(l->v, row, n, VIEW_PLAIN, "%s", answer);
	l->v->cursor = typed;
	l->v->cursor_row = row;
	l->v->cursor_column = n + utf8_width(answer, strlen(answer));
}

/* Keys that matter most, as many as fit. */
static void put_hint(const struct layout *l, size_t row)
{
	static const char *const thresholds[] = {
		"arrows choose", "+ - move",  "u undo",	   "S save",	"q quit",
		"0 own",	 "a A shift", "w weights", "Enter type"
	};
	static const char *const weights[] = { "arrows choose", "+ - move",  "u undo",
					       "S save",	"q quit",    "0 own",
					       "t thresholds",	"Enter type" };
	bool w = l->p->mode == PAGE_WEIGHTS;
	size_t count = w ? ARRAY_LEN(weights) : ARRAY_LEN(thresholds), at = 0;

	for (size_t i = 0; i < count; i++) {
		const char *text = (w ? weights : thresholds)[i];

		if (at + strlen(text) >= l->v->columns)
			break;
		layout_put(l->v, row, at, VIEW_QUIET, "%s", text);
		at += strlen(text) + 2;
	}
}

void layout_last_line(const struct layout *l)
{
	const struct page *p = l->p;
	size_t row = l->v->rows - 1, above = p->ask == PAGE_ASK_NOTHING ? 1 : 0;

	if (p->ask != PAGE_ASK_NOTHING)
		put_question(l, row);
	if (p->say[0] && p->bad) {
		wrap(l, row - 1 + above, true, VIEW_WORSE, p->say, WORD_ROWS);
	} else if (p->say[0] && above) {
		layout_put(l->v, row, 0, VIEW_HEAD, "%s", p->say);
	} else if (above) {
		put_hint(l, row);
	}
}

/* --- in place of the page ------------------------------------------------------------ */

void layout_help(const struct layout *l)
{
	size_t rows = l->v->rows - 2, count = page_help_count(), first = l->p->help - 1;

	first = count <= rows ? 0 : first < count - rows ? first : count - rows;
	layout_put(l->v, 0, 0, VIEW_BAR, "%-*s", (int)l->v->columns,
		   " desmet tune: keys and signs");
	for (size_t i = 0; i < rows && first + i < count; i++) {
		const struct page_help *h = page_help(first + i);

		layout_put(l->v, i + 1, 1, VIEW_HEAD, "%s", h->keys);
		layout_put(l->v, i + 1, KEYS_WIDTH, VIEW_PLAIN, "%s", h->text);
	}
	layout_put(l->v, l->v->rows - 1, 0, VIEW_QUIET, "%s",
		   count > rows ? "Up and down for the rest; any other key goes back"
				: "Any key goes back to the page");
}

void layout_too_small(const struct layout *l)
{
	const struct page *p = l->p;
	struct arena *a = &l->v->arena;
	const char *text = arena_printf(
		a, "%zu x %zu is too small: %d x %d is needed. Make it larger, or q quits.",
		l->v->columns, l->v->rows, PAGE_VIEW_COLUMNS, PAGE_VIEW_ROWS);

	if (p->ask != PAGE_ASK_NOTHING)
		text = p->ask == PAGE_ASK_QUIT ? question(p, a)
					       : "A question waits: make it larger.";
	wrap(l, 0, false, VIEW_PLAIN, text, l->v->rows);
}
