/* certain_words.c - how sure a profile is, in words. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/rubric/judgement.h"
#include "reports/certain/certain.h"

char certain_mark(const struct certainty *c, size_t feature, size_t candidate)
{
	const struct certainty_cell *cell;

	if (c == NULL ||
	    profile_cell(c->profile, feature, candidate + 1)->status != PROFILE_SCORED)
		return 0;
	cell = certainty_cell(c, feature, candidate);
	return cell->why ? CERTAIN_UNKNOWN : cell->decided ? 0 : CERTAIN_UNDECIDED;
}

const char *certain_percent(char *buf, size_t size, double share)
{
	if (share <= 0 || share >= 1)
		snprintf(buf, size, "%s", share <= 0 ? "0" : "100");
	else if (share < 0.0005)
		snprintf(buf, size, "<0.1");
	else if (share >= 0.9995)
		snprintf(buf, size, ">99.9");
	else
		snprintf(buf, size, "%.1f", 100 * share);
	return buf;
}

const char *certain_share_words(char *buf, size_t size, double share)
{
	char digits[16];

	certain_percent(digits, sizeof(digits), share);
	snprintf(buf, size, "%s%s %%",
		 *digits == '<'	  ? "under "
		 : *digits == '>' ? "over "
				  : "",
		 digits + (*digits == '<' || *digits == '>'));
	return buf;
}

void certain_share_column(struct table *t, const char *name, const char *title)
{
	table_column(t, name, title, 1);
	t->columns[t->width - 1].width = 9; /* "100.0%" and air */
}

void certain_share(struct table *t, double share)
{
	struct cell *c = table_number(t, share);
	char buf[16];

	c->style = STYLE_SHARE;
	c->percent = true;
	c->decimals = 1;
	if (c->kind == CELL_NUMBER)
		table_set_shown(t, c, certain_percent(buf, sizeof(buf), share));
}

/* A sentence that grows: what was there is freed. */
#define NAMED_MOST 3 /* assessors that the legend names */

static char *longer(char *was, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static char *longer(char *was, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	char *more = mem_vprintf(fmt, ap);
	va_end(ap);
	char *all = mem_printf("%s%s", was ? was : "", more);
	free(was);
	free(more);
	return all;
}

char *certain_levels(const struct certainty *c, size_t feature, size_t candidate)
{
	const struct rubric_feature *f = &c->profile->rubric->features[feature];
	const struct certainty_cell *cell = certainty_cell(c, feature, candidate);
	char *words = NULL, buf[32];
	double below = HUGE_VAL;

	if (cell->p == NULL)
		return NULL;
	for (;;) { /* the likeliest of those that were not named yet; of equals, the lowest */
		double next = 0;
		for (size_t i = 0; i <= f->level_count; i++)
			next = cell->p[i] < below && cell->p[i] > next ? cell->p[i] : next;
		for (size_t i = 0; next > 0 && i <= f->level_count; i++) {
			int level = i ? f->levels[i - 1].level : f->base_level;
			const char *symbol = rubric_symbol_of(f, level);
			if (cell->p[i] < next || cell->p[i] > next)
				continue;
			words = symbol ? longer(words, "%s%s", words ? ", " : "", symbol)
				       : longer(words, "%s%d", words ? ", " : "", level);
			words = longer(words, " in %s%s",
				       certain_share_words(buf, sizeof(buf), next),
				       below > 1 ? " of resamples" : "");
			below = next;
		}
		if (!(next > 0))
			break;
	}
	if (cell->p_none > 0)
		words = longer(words, "%snone in %s, whose baseline is not above zero",
			       words ? ", " : "",
			       certain_share_words(buf, sizeof(buf), cell->p_none));
	return words;
}

char *certain_interval(const struct certainty *c, size_t feature, size_t candidate)
{
	const struct rubric_feature *f = &c->profile->rubric->features[feature];
	const struct certainty_cell *cell = certainty_cell(c, feature, candidate);

	if (isnan(cell->low))
		return NULL;
	if (f->absolute)
		return mem_printf("%.*f to %.*f %s", f->decimals, cell->low, f->decimals,
				  cell->high, f->unit_text);
	return mem_printf("%.2f %% to %.2f %%", 100 * cell->low, 100 * cell->high);
}

char *certain_why(const struct certainty *c, size_t feature, size_t candidate)
{
	char mark = certain_mark(c, feature, candidate), *levels, *interval, *words;

	if (mark == CERTAIN_UNKNOWN)
		return mem_printf("spread unknown: %s",
				  certainty_cell(c, feature, candidate)->why);
	if (mark == 0)
		return NULL;
	levels = certain_levels(c, feature, candidate);
	interval = certain_interval(c, feature, candidate);
	words = mem_printf("undecided: %s; the %s is %s with a confidence of %.4g %%", levels,
			   c->profile->rubric->features[feature].absolute ? "value" : "ratio",
			   interval, 100 * c->confidence);
	free(levels);
	free(interval);
	return words;
}

size_t certain_count(const struct certainty *c, char mark)
{
	size_t n = 0;

	for (size_t f = 0; c && f < c->profile->rubric->feature_count; f++) {
		for (size_t i = 0; i + 1 < c->profile->platform_count; i++)
			n += certain_mark(c, f, i) == mark;
	}
	return n;
}

size_t certain_judged(const struct certainty *c)
{
	size_t n = 0, cells = c->profile->rubric->feature_count *
			      (c->profile->platform_count - 1);

	for (size_t i = 0; i < cells; i++)
		n += c->cells[i].judged;
	return n;
}

char *certain_legend(const struct certainty *c)
{
	char *settings, *held, *words = mem_dup("");

	if (c == NULL)
		return words;
	if (certain_count(c, CERTAIN_UNDECIDED))
		words = longer(words,
			       "\n%c undecided: the level holds in fewer than %.4g %% of "
			       "resamples.", CERTAIN_UNDECIDED, 100 * c->confidence);
	if (certain_count(c, CERTAIN_UNKNOWN))
		words = longer(words,
			       "\n%c spread unknown: too few runs to say how sure the level "
			       "is.", CERTAIN_UNKNOWN);
	size_t judged = certain_judged(c);
	const struct judgements *said = c->profile->rubric->judgements;

	if (judged)
		words = longer(words, "\n%zu level%s judged by people", judged,
			       judged == 1 ? " is" : "s are");
	for (size_t i = 0; judged && said && said->assessor_count <= NAMED_MOST &&
			   i < said->assessor_count; i++)
		words = longer(words, "%s%s%s", i ? ", " : " (", said->assessors[i].title,
			       i + 1 == said->assessor_count ? ")" : "");
	if (judged)
		words = longer(words, ": resampling takes %s as %s.",
			       judged == 1 ? "it" : "them",
			       judged == 1 ? "it is" : "they are");
	if (c->known) {
		settings = certain_settings(c);
		held = certain_coverage(c);
		words = longer(words, "\nHow sure: %s. %s", settings, held);
		free(settings);
		free(held);
	}
	return words;
}

char *certain_settings(const struct certainty *c)
{
	return mem_printf("%zu resamples, method %s, seed %llu, confidence %.6g %%",
			  c->resamples, certainty_method_name(c->method),
			  (unsigned long long)c->seed, 100 * c->confidence);
}

char *certain_coverage(const struct certainty *c)
{
	size_t runs = certainty_runs(c);
	const struct certainty_coverage *held = certainty_coverage(c->method, runs);

	if (held == NULL)
		return mem_dup("");
	char *fewest = held->runs == runs ? mem_dup(", the fewest here,")
					  : mem_printf(" (the fewest here: %zu)", runs);
	char *words = mem_printf(
		"In simulations 95 %% intervals of %zu runs%s held in %.1f %% of cases, with "
		"outliers or a long tail in %.1f %%: score/README.md.",
		held->runs, fewest, 100 * held->tame, 100 * held->hard);
	free(fewest);
	return words;
}

char *certain_method(const struct certainty *c)
{
	char *settings = certain_settings(c), *held = certain_coverage(c);
	char *words = mem_printf(
		"%s: runs of candidate and baseline are drawn anew, within their strata%s, "
		"and carried through ratio, level, total and rank.%s%s",
		settings,
		c->method == CERTAINTY_STUDENT ? ", spread as wide as few runs demand" : "",
		*held ? " " : "", held);

	free(settings);
	free(held);
	return words;
}

const char *certain_class(char *buf, size_t size, const struct certainty_total *t)
{
	if (t->class_first == t->class_last)
		snprintf(buf, size, "%d", t->class_first);
	else
		snprintf(buf, size, "%d to %d", t->class_first, t->class_last);
	return buf;
}

double certain_of_level(const struct certainty *c, size_t feature, size_t candidate,
			int level)
{
	const struct rubric_feature *f = &c->profile->rubric->features[feature];
	const struct certainty_cell *cell = certainty_cell(c, feature, candidate);

	for (size_t i = 0; cell->p && i <= f->level_count; i++) {
		if (level == (i ? f->levels[i - 1].level : f->base_level))
			return cell->p[i];
	}
	return NAN;
}

bool certain_of_set(const struct certainty *c, size_t set)
{
	size_t scored = 0, unknown = 0;

	for (size_t i = 1; i < c->profile->platform_count; i++) {
		scored += profile_total(c->profile, set, i)->scored;
		unknown += certainty_total(c, set, i - 1)->unknown +
			   certainty_total(c, set, i - 1)->judged;
	}
	return unknown < scored;
}

size_t certain_sets(const struct certainty *c)
{
	const struct rubric *r = c->profile->rubric;

	return r->set_count + (r->weighted && r->set_count > 1);
}

const char *certain_set_title(const struct certainty *c, size_t set)
{
	const struct rubric *r = c->profile->rubric;

	return set < r->set_count ? r->sets[set].title : "Overall";
}
