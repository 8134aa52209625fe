/* scores.c - the evaluation profile as tables. Knows no format. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reports/certain/certain.h"
#include "reports/tables.h"

/* Which lines stand below a set's features. */
struct total_rows {
	bool range, percent, acceptance, veto, rank, class;
};

/* Are there candidates whose order is not sure? */
static bool any_class(const struct places *at, size_t set)
{
	const struct certainty *c = at->certainty;

	for (size_t i = 1; c && certain_of_set(c, set) && i < at->profile->platform_count;
	     i++) {
		const struct certainty_total *t = certainty_total(c, set, i - 1);
		if (t->class_first < t->class_last)
			return true;
	}
	return false;
}

static struct total_rows total_rows(const struct places *at, size_t set)
{
	const struct profile *p = at->profile;
	const struct rubric *r = p->rubric;
	struct total_rows rows = { .percent = r->weighted, .class = any_class(at, set) };

	for (size_t i = 1; i < p->platform_count; i++) {
		const struct profile_total *t = profile_total(p, set, i);
		rows.range |= t->scored < t->features;
		rows.rank |= t->rank > 0;
	}
	for (size_t f = 0; f < r->feature_count; f++) {
		const struct rubric_feature *feature = &r->features[f];
		if (feature->set != set || !feature->has_acceptance)
			continue;
		rows.acceptance = true;
		rows.veto |= r->importances[feature->importance].mandatory;
	}
	return rows;
}

static size_t features_of(const struct rubric *r, size_t set, size_t *first)
{
	size_t count = 0;

	for (size_t f = 0; f < r->feature_count; f++) {
		if (r->features[f].set == set && count++ == 0)
			*first = f;
	}
	return count;
}

size_t scores_total_row(const struct places *at, size_t set)
{
	const struct profile *p = at->profile;
	size_t row = 0, first = 0;

	for (size_t s = 0; s < p->rubric->set_count; s++) {
		size_t count = features_of(p->rubric, s, &first);
		if (count == 0)
			continue;
		row += 1 + count;
		if (s == set)
			return row;
		struct total_rows t = total_rows(at, s);
		row += 1u + t.range + t.percent + t.acceptance + t.veto + t.rank + t.class;
	}
	return row;
}

static bool any_acceptance(const struct rubric *r)
{
	for (size_t f = 0; f < r->feature_count; f++) {
		if (r->features[f].has_acceptance)
			return true;
	}
	return false;
}

/* The level as a function of the ratio (or value) and the thresholds in "grading". */
static void set_level_formula(struct table *t, struct cell *c, const struct places *at,
			      size_t f, size_t platform)
{
	const struct rubric_feature *feature = &at->profile->rubric->features[f];

	if (feature->judged) {
		judgements_formula(t, c, at->profile, f, platform);
		return;
	}
	size_t row = f * at->profile->platform_count + platform;
	char *formula = mem_printf("{grading:%zu:base_level}", f);

	for (size_t i = 0; i < feature->level_count; i++) {
		int level = feature->levels[i].level;
		char *inner = formula;
		const char *at_most = feature->lower_is_better ? "<=" : ">=";
		char *figure =
			feature->absolute
				? mem_printf("ROUND({measurements:%zu:value},12)", row)
				: mem_printf("{measurements:%zu:ratio}", row);
		formula = mem_printf("IF(AND(ISNUMBER({grading:%zu:level_%d}),%s%s"
				     "{grading:%zu:level_%d}),%d,%s)",
				     f, level, figure, at_most, f, level, level, inner);
		free(figure);
		free(inner);
	}
	table_set_formula(t, c, "%s", formula);
	free(formula);
}

/* "2?!", and why: in a workbook the number's format carries how sure it is, so that the
   formula below it stays. */
static void mark_level(struct table *t, struct cell *c, const struct places *at, size_t f,
		       size_t platform)
{
	const struct rubric *r = at->profile->rubric;
	const struct profile_cell *cell = profile_cell(at->profile, f, platform);
	char mark[2] = { certain_mark(at->certainty, f, platform - 1), '\0' }, marks[4];
	char *why = NULL;

	snprintf(marks, sizeof(marks), "%s%s", mark, cell->accepted ? "" : "!");
	levels_mark(t, c, &r->features[f], marks);
	if (*mark) {
		table_set_suffix(t, c, mark);
		why = certain_why(at->certainty, f, platform - 1);
	}
	if (why || !cell->accepted)
		table_set_comment(t, c, "%s%s%s%s", why ? why : "",
				  why && !cell->accepted ? "; " : "",
				  cell->accepted ? "" : "below the acceptance threshold",
				  cell->veto ? " of a mandatory feature" : "");
	free(why);
}

static void add_level(struct table *t, const struct places *at, size_t f, size_t platform)
{
	const struct profile *p = at->profile;
	const struct profile_cell *cell = profile_cell(p, f, platform);
	size_t index = f * p->platform_count + platform;
	struct cell *c;

	switch (cell->status) {
	case PROFILE_SCORED:
		c = table_number(t, cell->level);
		c->style = STYLE_LEVEL;
		set_level_formula(t, c, at, f, platform);
		mark_level(t, c, at, f, platform);
		if (p->rubric->features[f].judged)
			judgements_link(t, c, p, f, platform);
		else if (at->samples && cell->sample_count)
			table_set_link(t, c, "samples:%zu", at->sample_row[index]);
		else
			table_set_link(t, c, "measurements:%zu", index);
		return;
	case PROFILE_UNMEASURED:
		table_missing(t, p->rubric->features[f].judged ? "not judged"
							      : "not measured");
		return;
	case PROFILE_FAILED:
		c = table_text(t, "failed");
		break;
	case PROFILE_UNSCORABLE:
	default:
		c = table_text(t, "n/a");
		if (p->rubric->features[f].judged) {
			judgements_formula(t, c, p, f, platform);
			judgements_link(t, c, p, f, platform);
		}
		break;
	}
	c->style = STYLE_BAD;
	if (cell->why)
		table_set_comment(t, c, "%s", cell->why);
}

static void add_blank(struct table *t, size_t count)
{
	for (size_t i = 0; i < count; i++)
		table_text(t, "");
}

static void style_row(struct table *t, enum cell_style style)
{
	struct cell *c = &t->cells[(t->height - 1) * t->width];

	for (size_t i = 0; i < t->width; i++) {
		if (c[i].style == STYLE_PLAIN)
			c[i].style = style;
	}
}

static void begin_total(struct table *t, const char *label)
{
	table_printf(t, "  %s", label)->style = STYLE_TOTAL;
	add_blank(t, 1u + (strcmp(t->columns[2].name, "acceptance") == 0));
}

/* What a section of the table rests on: the rows of its features and totals. */
struct section {
	struct table *t;
	const struct places *at;
	size_t set, first_feature, features;
	size_t first, last, total; /* rows */
};

static void add_sums(const struct section *s)
{
	const struct profile *p = s->at->profile;
	char suffix[48];

	begin_total(s->t, "Total");
	for (size_t i = 1; i < p->platform_count; i++) {
		const struct profile_total *total = profile_total(p, s->set, i);
		if (!total->any) {
			table_missing(s->t, "nothing measured");
			continue;
		}
		struct cell *c = table_number(s->t, total->level_sum);
		snprintf(suffix, sizeof(suffix), " of %d", total->max_measured);
		table_set_suffix(s->t, c, suffix);
		table_set_formula(s->t, c, "SUM({.:%zu..%zu:p%zu})", s->first, s->last, i);
	}
	style_row(s->t, STYLE_TOTAL);
}

static void add_ranges(const struct section *s)
{
	const struct profile *p = s->at->profile;

	begin_total(s->t, "If all measured");
	for (size_t i = 1; i < p->platform_count; i++) {
		const struct profile_total *total = profile_total(p, s->set, i);
		if (total->scored == total->features) {
			table_text(s->t, "");
			continue;
		}
		struct cell *c = table_printf(s->t, "%d to %d", total->min_possible_sum,
					      total->max_possible_sum);
		int sum = total->any ? total->level_sum : 0;
		if (total->any)
			table_set_formula(
				s->t, c, "({.:%zu:p%zu}+(%d))&\" to \"&({.:%zu:p%zu}+(%d))",
				s->total, i, total->min_possible_sum - sum, s->total, i,
				total->max_possible_sum - sum);
	}
	style_row(s->t, STYLE_TOTAL);
}

static void add_percents(const struct section *s)
{
	const struct profile *p = s->at->profile;
	size_t f0 = s->first_feature, f1 = f0 + s->features - 1;

	begin_total(s->t, "Percent, weighted");
	for (size_t i = 1; i < p->platform_count; i++) {
		struct cell *c = table_number(s->t, profile_total(p, s->set, i)->percent);
		c->decimals = 1;
		table_set_suffix(s->t, c, " %");
		if (c->kind == CELL_NUMBER)
			table_set_formula(s->t, c,
					  "100*SUMPRODUCT({grading:%zu..%zu:weight},{.:%zu."
					  ".%zu:p%zu})"
					  "/SUMPRODUCT({grading:%zu..%zu:weight},"
					  "{grading:%zu..%zu:max_level},--ISNUMBER({.:%zu.."
					  "%zu:p%zu}))",
					  f0, f1, s->first, s->last, i, f0, f1, f0, f1,
					  s->first, s->last, i);
	}
	style_row(s->t, STYLE_TOTAL);
}

/* Counts features below their acceptance threshold, all or the mandatory ones. */
static void set_unaccepted_formula(const struct section *s, struct cell *c, size_t platform,
				   bool vetoes)
{
	const struct rubric *r = s->at->profile->rubric;
	char *formula = mem_dup("0");

	for (size_t i = 0; i < s->features; i++) {
		const struct rubric_feature *f = &r->features[s->first_feature + i];
		if (!f->has_acceptance ||
		    (vetoes && !r->importances[f->importance].mandatory))
			continue;
		char *before = formula;
		formula = mem_printf("%s+IF(AND(ISNUMBER({.:%zu:p%zu}),{.:%zu:p%zu}<"
				     "{.:%zu:acceptance}),1,0)",
				     before, s->first + i, platform, s->first + i, platform,
				     s->first + i);
		free(before);
	}
	table_set_formula(s->t, c, "%s", formula);
	free(formula);
}

static void add_unaccepted(const struct section *s, bool vetoes)
{
	const struct profile *p = s->at->profile;

	begin_total(s->t, vetoes ? "Vetoes" : "Below acceptance");
	for (size_t i = 1; i < p->platform_count; i++) {
		const struct profile_total *total = profile_total(p, s->set, i);
		size_t n = vetoes ? total->vetoes : total->unaccepted;
		struct cell *c = table_number(s->t, (double)n);
		c->style = n ? STYLE_BAD : STYLE_TOTAL;
		set_unaccepted_formula(s, c, i, vetoes);
	}
	style_row(s->t, STYLE_TOTAL);
}

/* One more than the number of platforms that have more points (or percent). */
static void set_rank_formula(const struct section *s, struct cell *c, size_t platform,
			     size_t row)
{
	const struct profile *p = s->at->profile;
	const char *round = p->rubric->weighted ? "ROUND(" : "(";
	const char *end = p->rubric->weighted ? ",12)" : ")";
	char *formula = mem_dup("1");

	for (size_t i = 1; i < p->platform_count; i++) {
		char *before = formula;
		if (i == platform || profile_total(p, s->set, i)->rank <= 0)
			continue;
		formula = mem_printf("%s+(%s{.:%zu:p%zu}%s>%s{.:%zu:p%zu}%s)", before,
				     round, row, i, end, round, row, platform, end);
		free(before);
	}
	table_set_formula(s->t, c, "%s", formula);
	free(formula);
}

static void add_ranks(const struct section *s, size_t ranked_row)
{
	const struct profile *p = s->at->profile;

	begin_total(s->t, "Rank");
	for (size_t i = 1; i < p->platform_count; i++) {
		int rank = profile_total(p, s->set, i)->rank;
		if (rank > 0)
			set_rank_formula(s, table_number(s->t, rank), i, ranked_row);
		else
			table_missing(s->t, "not ranked");
	}
	style_row(s->t, STYLE_TOTAL);
}

/* The ranks of those that cannot be told apart. */
static void add_classes(const struct section *s)
{
	const struct profile *p = s->at->profile;
	char label[40], buf[32];

	snprintf(label, sizeof(label), "Rank, %.4g %% sure",
		 100 * s->at->certainty->confidence);
	begin_total(s->t, label);
	for (size_t i = 1; i < p->platform_count; i++) {
		const struct certainty_total *t =
			certainty_total(s->at->certainty, s->set, i - 1);
		if (t->class_first == 0)
			table_missing(s->t, "not ranked");
		else if (t->class_first == t->class_last)
			table_number(s->t, t->class_first);
		else
			table_text(s->t, certain_class(buf, sizeof(buf), t));
	}
	style_row(s->t, STYLE_TOTAL);
}

static void add_feature(const struct section *s, size_t f, bool acceptance)
{
	const struct profile *p = s->at->profile;
	const struct rubric_feature *feature = &p->rubric->features[f];

	struct cell *c = table_printf(s->t, "  %s", feature->title);
	if (feature->description)
		table_set_comment(s->t, c, "%s", feature->description);
	table_set_link(s->t, c, "grading:%zu", f);
	table_text(s->t, p->rubric->importances[feature->importance].title);
	if (acceptance && feature->has_acceptance) {
		c = levels_add(s->t, feature, feature->acceptance);
		table_set_formula(s->t, c, "{grading:%zu:acceptance}", f);
	} else if (acceptance) {
		table_text(s->t, "");
	}
	for (size_t i = 1; i < p->platform_count; i++)
		add_level(s->t, s->at, f, i);
}

static void add_section(struct table *t, const struct places *at, size_t set,
			bool acceptance)
{
	const struct profile *p = at->profile;
	struct section s = { .t = t, .at = at, .set = set };

	s.features = features_of(p->rubric, set, &s.first_feature);
	if (s.features == 0)
		return;
	table_text(t, p->rubric->sets[set].title)->style = STYLE_HEAD;
	table_end_row(t);
	style_row(t, STYLE_HEAD);
	s.first = t->height;
	s.last = s.first + s.features - 1;
	s.total = s.last + 1;
	for (size_t f = s.first_feature; f < s.first_feature + s.features; f++)
		add_feature(&s, f, acceptance);
	struct total_rows rows = total_rows(at, set);
	add_sums(&s);
	if (rows.range)
		add_ranges(&s);
	if (rows.percent)
		add_percents(&s);
	if (rows.acceptance)
		add_unaccepted(&s, false);
	if (rows.veto)
		add_unaccepted(&s, true);
	if (rows.rank)
		add_ranks(&s, rows.percent ? s.total + 1 + rows.range : s.total);
	if (rows.class)
		add_classes(&s);
}

/* Sum of weight * set % over sum of weight, of the sets that a platform was measured on. */
static void add_overall(struct table *t, const struct places *at)
{
	const struct profile *p = at->profile;
	struct section s = { .t = t, .at = at, .set = p->rubric->set_count };

	table_text(t, "Overall")->style = STYLE_HEAD;
	table_end_row(t);
	style_row(t, STYLE_HEAD);
	size_t row = t->height;
	begin_total(t, "Percent, weighted");
	for (size_t i = 1; i < p->platform_count; i++) {
		struct cell *c = table_number(t, profile_total(p, s.set, i)->percent);
		char *sum = mem_dup("0"), *weights = mem_dup("0");
		for (size_t set = 0; set < s.set; set++) {
			struct total_rows rows = total_rows(at, set);
			char *sum_was = sum, *weights_was = weights;
			if (isnan(profile_total(p, set, i)->percent))
				continue;
			sum = mem_printf("%s+{sets:%zu:weight}*{.:%zu:p%zu}", sum_was, set,
					 scores_total_row(at, set) + 1 + rows.range, i);
			weights = mem_printf("%s+{sets:%zu:weight}", weights_was, set);
			free(sum_was);
			free(weights_was);
		}
		c->decimals = 1;
		table_set_suffix(t, c, " %");
		if (c->kind == CELL_NUMBER)
			table_set_formula(t, c, "(%s)/(%s)", sum, weights);
		free(sum);
		free(weights);
	}
	style_row(t, STYLE_TOTAL);
	add_ranks(&s, row);
	if (any_class(at, s.set))
		add_classes(&s);
}

static int lowest_level(const struct rubric *r)
{
	int low = 0;

	for (size_t f = 0; f < r->feature_count; f++)
		low = r->features[f].base_level < low ? r->features[f].base_level : low;
	return low;
}

static int highest_level(const struct rubric *r)
{
	int high = 0;

	for (size_t f = 0; f < r->feature_count; f++)
		high = r->features[f].max_level > high ? r->features[f].max_level : high;
	return high;
}

const char *scores_dash(const struct rubric *r)
{
	return rubric_any_symbol(r, "-") ? "n.m." : "-";
}

/* The features of which mixture `at` is said, with "each" behind several; NULL where an
   earlier one has said it. */
static const char *mixed_features(struct arena *a, const struct profile *p, size_t at)
{
	const char *text = p->mixtures[at].text, *names = "";
	size_t count = 0;

	for (size_t i = 0; i < p->mixture_count; i++) {
		if (strcmp(p->mixtures[i].text, text) != 0)
			continue;
		if (i < at)
			return NULL;
		names = arena_printf(a, "%s%s%s", names, count++ ? ", " : "",
				     p->rubric->features[p->mixtures[i].feature].title);
	}
	return count > 1 ? arena_printf(a, "%s: each", names) : names;
}

/* Dashes and words that stand where a level would. */
static const char *footnotes(struct table *t, const struct places *at)
{
	const struct profile *p = at->profile;
	const struct rubric *r = p->rubric;
	bool dash = false, silent = false, mark = false;
	char *notes = mem_dup("");

	for (size_t f = 0; f < r->feature_count; f++) {
		for (size_t i = 1; i < p->platform_count; i++) {
			const struct profile_cell *c = profile_cell(p, f, i);
			if (c->status == PROFILE_UNMEASURED)
				*(r->features[f].judged ? &silent : &dash) = true;
			mark |= c->status == PROFILE_SCORED && !c->accepted;
			if (c->status != PROFILE_FAILED && c->status != PROFILE_UNSCORABLE)
				continue;
			char *was = notes;
			notes = mem_printf("%s\n%s %s, %s: %s", was,
					   c->status == PROFILE_FAILED ? "failed:" : "n/a:",
					   profile_platform_title(p, i),
					   r->features[f].title,
					   c->why ? c->why : "no reason is known");
			free(was);
		}
	}
	for (size_t i = 0; i < p->mixture_count; i++) {
		const char *who = mixed_features(&t->arena, p, i);
		char *was = notes;

		if (who == NULL)
			continue;
		notes = mem_printf("%s\nHidden mixture: %s %s.", was, who, p->mixtures[i].text);
		free(was);
	}
	char *verdict = scores_verdict(p, at->certainty);
	char *legend = certain_legend(at->certainty);
	const char *all = arena_printf(
		&t->arena, "%s%s%s%s%s%s%s", verdict,
		dash && silent ? "\nNot measured, or not judged ("
		: dash	       ? "\nNot measured ("
		: silent       ? "\nNot judged ("
			       : "",
		dash || silent ? scores_dash(r) : "",
		dash || silent ? " or blank): no points, and not counted in \"of\"." : "",
		mark ? "\n! below the acceptance threshold." : "", notes, legend);
	free(verdict);
	free(legend);
	free(notes);
	return all;
}

struct table *scores_profile(const struct places *at)
{
	const struct profile *p = at->profile;
	const struct rubric *r = p->rubric;
	struct table *t = table_new("profile", "");
	bool acceptance = any_acceptance(r);
	char name[24];

	t->title = arena_printf(&t->arena, "Evaluation profile: %s",
				r->title ? r->title : r->name);
	t->sheet = "Profile";
	t->dash = arena_dup(&t->arena, scores_dash(r));
	t->level_low = lowest_level(r);
	t->level_high = highest_level(r);
	t->note = arena_printf(
		&t->arena,
		"Rubric %s; baseline %s. A level is the number of points that a "
		"candidate gets for a feature, %d at most.",
		r->name, r->baseline_title ? r->baseline_title : r->baseline,
		highest_level(r));
	table_column(t, "feature", "Feature", 0);
	table_column(t, "importance", "Importance", 0);
	if (acceptance)
		table_column(t, "acceptance", "Min. level", 0);
	for (size_t i = 1; i < p->platform_count; i++) {
		snprintf(name, sizeof(name), "p%zu", i);
		table_column(t, name, profile_platform_title(p, i), 0);
	}
	for (size_t set = 0; set < r->set_count; set++)
		add_section(t, at, set, acceptance);
	if (r->weighted && r->set_count > 1)
		add_overall(t, at);
	t->footnote = footnotes(t, at);
	return t;
}

struct table *scores_ratios(const struct places *at)
{
	const struct profile *p = at->profile;
	const struct rubric *r = p->rubric;
	struct table *t = table_new("ratios", "Candidate / baseline");
	char name[24];

	t->sheet = "Profile";
	table_column(t, "feature", "Feature", 0);
	table_column(t, "better", "Better", 0);
	for (size_t i = 1; i < p->platform_count; i++) {
		snprintf(name, sizeof(name), "p%zu", i);
		table_column(t, name, profile_platform_title(p, i), 2);
	}
	for (size_t f = 0; f < r->feature_count; f++) {
		if (r->features[f].judged)
			continue; /* no ratio */
		table_text(t, r->features[f].title);
		table_text(t, r->features[f].lower_is_better ? "lower" : "higher");
		for (size_t i = 1; i < p->platform_count; i++) {
			struct cell *c = table_number(t, profile_cell(p, f, i)->ratio);
			size_t row = f * p->platform_count + i;
			if (c->kind == CELL_NUMBER)
				table_set_formula(t, c, "{measurements:%zu:ratio}", row);
			c->percent = true;
			table_set_link(t, c, "measurements:%zu", row);
		}
	}
	return t;
}
