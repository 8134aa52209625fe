/* changes.c - what differs between two profiles, as tables. Knows no format. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/comparison.h"
#include "reports/tables.h"

#define ARROW " \xe2\x86\x92 "
#define SIDE_TEXT 80

/* --- for people ---------------------------------------------------------------------- */

static const char *status_text(const struct change_side *side)
{
	if (!side->there)
		return "-";
	switch (side->status) {
	case PROFILE_BASELINE:
		return "baseline";
	case PROFILE_UNMEASURED:
		return "not measured";
	case PROFILE_FAILED:
		return "failed";
	case PROFILE_UNSCORABLE:
	case PROFILE_SCORED:
		break;
	}
	return "n/a";
}

static const char *level_text(const struct rubric *r, const char *feature,
			      const struct change_side *side, char *buf)
{
	const struct rubric_feature *f = rubric_feature_find(r, feature);
	const char *symbol;

	if (isnan(side->level))
		return status_text(side);
	symbol = f ? rubric_symbol_of(f, (int)side->level) : NULL;
	if (symbol)
		snprintf(buf, SIDE_TEXT, "%.20s%s", symbol, side->accepted ? "" : "!");
	else
		snprintf(buf, SIDE_TEXT, "%g%s", side->level, side->accepted ? "" : "!");
	return buf;
}

/* "2 → 3"; what is the same on both sides stands once. */
static void add_both(struct table *t, const char *old, const char *new)
{
	if (strcmp(old, new) == 0)
		table_text(t, old);
	else
		table_printf(t, "%s" ARROW "%s", old, new);
}

/* With so many decimals, at least, that both sides are not the same. */
static const char *figure_text(const struct change *ch, double figure, int decimals, char *buf)
{
	if (isnan(figure))
		return "-";
	snprintf(buf, SIDE_TEXT, "%.*f %.30s", decimals, figure * (ch->absolute ? 1 : 100),
		 ch->absolute ? ch->unit : "%");
	return buf;
}

static void add_figures(struct table *t, const struct change *ch)
{
	char a[SIDE_TEXT], b[SIDE_TEXT];
	int decimals = ch->absolute ? ch->decimals : 2;
	const char *old = figure_text(ch, ch->old.figure, decimals, a);
	const char *new = figure_text(ch, ch->new.figure, decimals, b);

	while (change_differs(ch->old.figure, ch->new.figure) && strcmp(old, new) == 0 &&
	       decimals++ < 12) {
		old = figure_text(ch, ch->old.figure, decimals, a);
		new = figure_text(ch, ch->new.figure, decimals, b);
	}
	add_both(t, old, new);
}

/* One cause for all rows stands once, above them. */
static const char *common_cause(const struct comparison *c, enum change_kind kind, bool minor)
{
	const char *cause = NULL;

	for (size_t i = 0; i < c->count; i++) {
		const struct change *ch = &c->changes[i];

		if (ch->kind != kind || (ch->minor && !minor))
			continue;
		if (cause && strcmp(cause, ch->cause) != 0)
			return NULL;
		cause = ch->cause;
	}
	return cause;
}

/* Returns whether each row has a cause of its own. */
static bool add_cause_column(struct table *t, const struct comparison *c,
			     enum change_kind kind, bool minor)
{
	const char *cause = common_cause(c, kind, minor);

	if (cause) {
		t->note = arena_printf(&t->arena, "Cause: %s.", cause);
		return false;
	}
	table_column(t, "cause", "Cause", 0);
	t->columns[t->width - 1].wrap = true;
	return true;
}

struct table *changes_cells(const struct comparison *c, bool minor)
{
	struct table *t = table_new("cells", "Cells");
	char a[SIDE_TEXT], b[SIDE_TEXT];

	table_column(t, "feature", "Feature", 0);
	table_column(t, "platform", "Platform", 0);
	table_column(t, "level", "Level", 0);
	table_column(t, "ratio", "Ratio", 0);
	bool causes = add_cause_column(t, c, CHANGE_CELL, minor);
	for (size_t i = 0; i < c->count; i++) {
		const struct change *ch = &c->changes[i];

		if (ch->kind != CHANGE_CELL || (ch->minor && !minor))
			continue;
		table_text(t, ch->feature_title);
		table_text(t, ch->platform_title);
		const char *old = level_text(c->old->rubric, ch->feature, &ch->old, a);
		const char *new = level_text(c->new->rubric, ch->feature, &ch->new, b);
		add_both(t, old, new);
		add_figures(t, ch);
		if (causes)
			table_text(t, ch->cause)->style = STYLE_QUIET;
	}
	return t;
}

/* "19 of 28", or with weights "67.9 %" */
static const char *sum_text(const struct change_side *side, bool percent, char *buf)
{
	if (isnan(side->sum))
		return "-";
	if (percent)
		snprintf(buf, SIDE_TEXT, "%.1f %%", side->percent);
	else
		snprintf(buf, SIDE_TEXT, "%g of %g", side->sum, side->most);
	return buf;
}

static void add_total(struct table *t, const struct comparison *c, const struct change *ch)
{
	char a[SIDE_TEXT], b[SIDE_TEXT];

	add_both(t, sum_text(&ch->old, false, a), sum_text(&ch->new, false, b));
	if (c->old->rubric->weighted || c->new->rubric->weighted)
		add_both(t, sum_text(&ch->old, true, a), sum_text(&ch->new, true, b));
}

static void add_rank(struct table *t, const struct change *ch)
{
	char a[SIDE_TEXT] = "-", b[SIDE_TEXT] = "-";

	if (!isnan(ch->old.rank))
		snprintf(a, sizeof(a), "%g", ch->old.rank);
	if (!isnan(ch->new.rank))
		snprintf(b, sizeof(b), "%g", ch->new.rank);
	add_both(t, a, b);
}

/* Without weights, or with one set, nobody asks for a sum over all sets. */
static bool is_shown(const struct comparison *c, const struct change *ch)
{
	const struct rubric *r = c->old->rubric, *s = c->new->rubric;
	bool overall = strcmp(ch->set, "overall") == 0;

	return !overall || ((r->weighted || s->weighted) &&
			    (r->set_count > 1 || s->set_count > 1));
}

struct table *changes_totals(const struct comparison *c, bool ranks)
{
	enum change_kind kind = ranks ? CHANGE_RANK : CHANGE_TOTAL;
	struct table *t = table_new(ranks ? "ranks" : "totals", ranks ? "Ranks" : "Totals");

	table_column(t, "set", "Set", 0);
	table_column(t, "platform", "Platform", 0);
	table_column(t, ranks ? "rank" : "level_sum", ranks ? "Rank" : "Total", 0);
	if (!ranks && (c->old->rubric->weighted || c->new->rubric->weighted))
		table_column(t, "percent", "Percent", 0);
	bool causes = add_cause_column(t, c, kind, false);
	for (size_t i = 0; i < c->count; i++) {
		const struct change *ch = &c->changes[i];

		if (ch->kind != kind || !is_shown(c, ch))
			continue;
		table_text(t, ch->set_title);
		table_text(t, ch->platform_title);
		if (ranks)
			add_rank(t, ch);
		else
			add_total(t, c, ch);
		if (causes)
			table_text(t, ch->cause)->style = STYLE_QUIET;
	}
	return t;
}

static size_t count_shown(const struct comparison *c, enum change_kind kind)
{
	size_t n = 0;

	for (size_t i = 0; i < c->count; i++)
		n += c->changes[i].kind == kind && is_shown(c, &c->changes[i]);
	return n;
}

char *changes_summary(const struct comparison *c)
{
	size_t totals = count_shown(c, CHANGE_TOTAL), ranks = count_shown(c, CHANGE_RANK);
	char *minor, *all;

	if (c->count == 0)
		return mem_dup("Nothing differs.");
	minor = c->minor ? mem_printf(" (%zu more ha%s another figure at the same level)",
				      c->minor, c->minor == 1 ? "s" : "ve")
			 : mem_dup("");
	all = mem_printf("%zu of %zu cells differ%s, %zu total%s, %zu rank%s.", c->cells,
			 c->all_cells, minor, totals, totals == 1 ? "" : "s", ranks,
			 ranks == 1 ? "" : "s");
	free(minor);
	return all;
}

/* --- for programs -------------------------------------------------------------------- */

static void begin_row(struct table *t, const struct change *ch, const char *what)
{
	static const char *const kinds[] = {
		[CHANGE_CELL] = "cell",
		[CHANGE_TOTAL] = "total",
		[CHANGE_RANK] = "rank",
	};

	table_text(t, kinds[ch->kind]);
	table_text(t, ch->set);
	table_text(t, ch->feature);
	table_text(t, ch->platform);
	table_text(t, what);
}

static void add_numbers(struct table *t, const struct change *ch, const char *what, double old,
			double new)
{
	if (!change_differs(old, new))
		return;
	begin_row(t, ch, what);
	table_number(t, old);
	table_number(t, new);
	table_text(t, ch->cause);
}

static void add_words(struct table *t, const struct change *ch, const char *what,
		      const char *old, const char *new)
{
	if (strcmp(old, new) == 0)
		return;
	begin_row(t, ch, what);
	table_text(t, old);
	table_text(t, new);
	table_text(t, ch->cause);
}

static const char *status_word(const struct change_side *side)
{
	return side->there ? profile_status_name(side->status) : "absent";
}

static void add_machine(struct table *t, const struct change *ch, bool minor)
{
	const struct change_side *a = &ch->old, *b = &ch->new;

	switch (ch->kind) {
	case CHANGE_CELL:
		add_numbers(t, ch, "level", a->level, b->level);
		add_words(t, ch, "status", status_word(a), status_word(b));
		add_words(t, ch, "accepted", a->accepted ? "yes" : "no",
			  b->accepted ? "yes" : "no");
		if (minor)
			add_numbers(t, ch, ch->absolute ? "value" : "ratio", a->figure,
				    b->figure);
		return;
	case CHANGE_TOTAL:
		add_numbers(t, ch, "level_sum", a->sum, b->sum);
		add_numbers(t, ch, "max_measured", a->most, b->most);
		if (change_differs(rubric_round(a->percent), rubric_round(b->percent)))
			add_numbers(t, ch, "percent", a->percent, b->percent);
		return;
	case CHANGE_RANK:
		add_numbers(t, ch, "rank", a->rank, b->rank);
		return;
	}
}

struct table *changes_machine(const struct comparison *c, bool minor)
{
	static const char *const names[] = { "kind", "set", "feature", "platform",
					     "what", "old", "new",     "cause" };
	struct table *t = table_new("changes", "Changes");

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		table_column(t, names[i], names[i], -1);
	for (size_t i = 0; i < c->count; i++)
		add_machine(t, &c->changes[i], minor);
	return t;
}

size_t changes_tables(const struct comparison *c, const char *title, bool minor,
		      struct table **out)
{
	struct table *t = table_new("summary", title);
	char *summary = changes_summary(c);
	size_t n = 0;

	t->note = arena_dup(&t->arena, summary);
	free(summary);
	out[n++] = t;
	if (c->cells > 0 || (minor && c->minor > 0))
		out[n++] = changes_cells(c, minor);
	if (count_shown(c, CHANGE_TOTAL) > 0)
		out[n++] = changes_totals(c, false);
	if (count_shown(c, CHANGE_RANK) > 0)
		out[n++] = changes_totals(c, true);
	return n;
}
