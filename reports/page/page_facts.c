/* page_facts.c - what the values on the page come to, in figures and in words. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/num.h"
#include "reports/page/page.h"

/* --- figures ------------------------------------------------------------------------- */

double page_figure(const struct page *p, size_t feature, size_t candidate)
{
	return p->model.figures[feature * p->model.candidates + candidate];
}

double page_distance(const struct page *p, const struct page_value *v, size_t candidate)
{
	double figure = page_figure(p, v->of, candidate);

	return p->rubric->features[v->of].lower_is_better ? v->is - figure : figure - v->is;
}

bool page_is_veto(const struct page *p, size_t feature, size_t candidate)
{
	const struct rubric_feature *f = &p->rubric->features[feature];
	int level = p->levels[feature * p->model.candidates + candidate];

	return level != MODEL_NONE && f->has_acceptance && level < f->acceptance &&
	       p->rubric->importances[f->importance].mandatory;
}

int page_most(const struct page *p, size_t set, size_t candidate, int *all)
{
	int most = 0, possible = 0;

	for (size_t f = 0; f < p->model.features; f++) {
		int max = p->rubric->features[f].max_level;

		if (set != p->model.sets && p->rubric->features[f].set != set)
			continue;
		possible += max;
		if (p->levels[f * p->model.candidates + candidate] != MODEL_NONE)
			most += max;
	}
	if (all)
		*all = possible;
	return most;
}

bool page_rank_differs(const struct page *p, size_t set, size_t candidate)
{
	size_t at = set * p->model.candidates + candidate;

	return p->scores[at].rank != p->scores_was[at].rank;
}

bool page_total_differs(const struct page *p, size_t set, size_t candidate)
{
	const struct model_score *is = &p->scores[set * p->model.candidates + candidate];
	const struct model_score *was =
		&p->scores_was[set * p->model.candidates + candidate];

	if (!p->model.weighted)
		return is->sum != was->sum;
	return isnan(is->percent) != isnan(was->percent) ||
	       rubric_round(is->percent) > rubric_round(was->percent) ||
	       rubric_round(is->percent) < rubric_round(was->percent);
}

struct page_differences page_differences(const struct page *p)
{
	const struct model *m = &p->model;
	struct page_differences d = { 0 };

	for (size_t i = 0; i < p->value_count; i++)
		d.values += p->values[i].is != p->values[i].was;
	for (size_t i = 0; i < m->features * m->candidates; i++)
		d.cells += p->levels[i] != p->levels_was[i];
	for (size_t set = 0; set < m->sets + m->weighted; set++)
		for (size_t i = 0; i < m->candidates; i++)
			d.ranks += page_rank_differs(p, set, i);
	return d;
}

bool page_is_saved(const struct page *p)
{
	for (size_t i = 0; i < p->value_count; i++)
		if (p->values[i].is != p->values[i].saved)
			return false;
	return true;
}

/* --- words --------------------------------------------------------------------------- */

const char *page_number(const struct page *p, const struct page_value *v, double value,
			char buf[PAGE_NUMBER])
{
	bool share = v->kind == PAGE_THRESHOLD && !p->rubric->features[v->of].absolute;

	/* 0.705 * 100 is not 70.5: what a threshold cannot hold anyway is rounded off. */
	if (share)
		value = fabs(value) < 9000 ? round(value * 1e12) / 1e10 : 100 * value;
	num_format(buf, PAGE_NUMBER, value);
	return buf;
}

const char *page_unit(const struct page *p, const struct page_value *v)
{
	const struct rubric_feature *features = p->rubric->features;

	if (v->kind != PAGE_THRESHOLD)
		return "";
	return features[v->of].absolute ? features[v->of].unit_text : "%";
}

const char *page_amount(const struct page *p, const struct page_value *v, double value,
			char buf[PAGE_NUMBER])
{
	const char *unit = page_unit(p, v);
	size_t n = strlen(page_number(p, v, value, buf));

	if (*unit)
		snprintf(buf + n, PAGE_NUMBER - n, " %s", unit);
	return buf;
}

const char *page_name(const struct page *p, const struct page_value *v, struct arena *a)
{
	const struct rubric *r = p->rubric;
	const struct rubric_feature *f = &r->features[v->of];
	char level[RUBRIC_LEVEL];

	if (v->kind == PAGE_THRESHOLD)
		return arena_printf(a, "%s, level %s", f->title,
				    rubric_level_text(f, f->levels[v->level].level, level));
	if (v->kind == PAGE_IMPORTANCE)
		return arena_printf(a, "the weight of %s", r->importances[v->of].title);
	return arena_printf(a, "the weight of %s", r->sets[v->of].title);
}

/* A rubric may have a level that people see as "-". */
static const char *dash_of(const struct rubric *r)
{
	return rubric_any_symbol(r, "-") ? "n.m." : "-";
}

const char *page_level(const struct page *p, size_t feature, size_t candidate, int level,
		       char buf[PAGE_NUMBER])
{
	enum profile_status status =
		profile_cell(p->profile, feature, candidate + 1)->status;
	const char *symbol = rubric_symbol_of(&p->rubric->features[feature], level);

	if (level != MODEL_NONE && symbol)
		snprintf(buf, PAGE_NUMBER, "%s", symbol);
	else if (level != MODEL_NONE)
		snprintf(buf, PAGE_NUMBER, "%d", level);
	else
		snprintf(buf, PAGE_NUMBER, "%s",
			 status == PROFILE_FAILED	? "fail"
			 : status == PROFILE_UNSCORABLE ? "n/a"
							: dash_of(p->rubric));
	return buf;
}

void page_say(struct page *p, const char *fmt, ...)
{
	va_list ap;

	/* By way of a copy: the old word may be part of the new one. */
	va_start(ap, fmt);
	char *text = mem_vprintf(fmt, ap);
	va_end(ap);
	snprintf(p->say, sizeof(p->say), "%s", text);
	free(text);
}
