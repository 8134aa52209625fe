/* scores_machine.c - the profile for programs, its verdict, its notes. Knows no format. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reports/tables.h"

static void add_machine_row(struct table *t, const struct profile *p, size_t f,
			    size_t platform)
{
	const struct rubric_feature *feature = &p->rubric->features[f];
	const struct profile_cell *c = profile_cell(p, f, platform);

	table_text(t, p->rubric->sets[feature->set].name);
	table_text(t, feature->name);
	table_text(t, p->rubric->importances[feature->importance].name);
	table_text(t, profile_platform_name(p, platform));
	table_text(t, profile_status_name(c->status));
	table_number(t, (double)c->stats.n);
	table_number(t, c->stats.n ? c->shown : NAN);
	table_text(t, feature->unit_text);
	const struct profile_cell *base = profile_cell(p, f, 0);
	table_number(t, base->stats.n ? base->shown : NAN);
	table_number(t, c->ratio);
	table_number(t, c->status == PROFILE_SCORED ? c->level : NAN);
	table_number(t, feature->max_level);
}

struct table *scores_machine(const struct profile *p)
{
	static const char *const names[] = {
		"set",	 "feature", "importance", "platform", "status", "n",
		"value", "unit",    "baseline",	  "ratio",    "level",	"max_level",
	};
	struct table *t = table_new("score", "Scores");

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		table_column(t, names[i], names[i], -1);
	for (size_t f = 0; f < p->rubric->feature_count; f++) {
		for (size_t i = 0; i < p->platform_count; i++)
			add_machine_row(t, p, f, i);
	}
	return t;
}

struct table *scores_totals(const struct profile *p)
{
	static const char *const names[] = {
		"set",		"platform", "level_sum", "max_measured",
		"max_possible", "percent",  "rank",
	};
	const struct rubric *r = p->rubric;
	struct table *t = table_new("totals", "Totals");

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		table_column(t, names[i], names[i], i == 5 ? 2 : 0);
	for (size_t set = 0; set <= r->set_count; set++) {
		for (size_t i = 1; i < p->platform_count; i++) {
			const struct profile_total *total = profile_total(p, set, i);
			table_text(t, set < r->set_count ? r->sets[set].name : "overall");
			table_text(t, profile_platform_name(p, i));
			table_number(t, total->any ? total->level_sum : NAN);
			table_number(t, total->max_measured);
			table_number(t, total->max_possible);
			table_number(t, total->percent);
			table_number(t, total->rank > 0 ? total->rank : NAN);
		}
	}
	return t;
}

/* A sentence that grows. */
struct words {
	char *text;
};

static void say(struct words *w, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void say(struct words *w, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	char *more = mem_vprintf(fmt, ap);
	va_end(ap);
	char *was = w->text;
	w->text = mem_printf("%s%s", was ? was : "", more);
	free(was);
	free(more);
}

/* The platforms that share a rank, "A, B and C"; returns how many. */
static size_t say_rank(struct words *w, const struct profile *p, size_t set, int rank)
{
	size_t count = 0, said = 0;

	for (size_t i = 1; i < p->platform_count; i++)
		count += profile_total(p, set, i)->rank == rank;
	for (size_t i = 1; i < p->platform_count; i++) {
		if (profile_total(p, set, i)->rank != rank)
			continue;
		say(w, "%s%s",
		    said == 0	       ? ""
		    : said + 1 < count ? ", "
				       : " and ",
		    profile_platform_title(p, i));
		said++;
	}
	return count;
}

static const struct profile_total *leader(const struct profile *p, size_t set, int rank)
{
	for (size_t i = 1; i < p->platform_count; i++) {
		if (profile_total(p, set, i)->rank == rank)
			return profile_total(p, set, i);
	}
	return NULL;
}

static void say_incomplete(struct words *w, const struct profile *p, size_t set)
{
	size_t said = 0;

	for (size_t i = 1; i < p->platform_count; i++) {
		const struct profile_total *t = profile_total(p, set, i);
		if (t->scored == t->features)
			continue;
		say(w, "%s%s %zu",
		    said++ ? ", " : " (features measured: ", profile_platform_title(p, i),
		    t->scored);
	}
	if (said)
		say(w, " of %zu)", profile_total(p, set, 0)->features);
}

static void say_set(struct words *w, const struct profile *p, size_t set)
{
	const struct profile_total *best = leader(p, set, 1);

	if (best == NULL)
		return;
	say(w, w->text ? " " : "For this rubric, ");
	size_t leaders = say_rank(w, p, set, 1);
	say(w, leaders == 1 ? " leads with " : " lead with ");
	if (p->rubric->weighted)
		say(w, "%.1f %%", best->percent);
	else
		say(w, "%d of %d", best->level_sum, best->max_measured);
	say(w, " (%s)",
	    set < p->rubric->set_count ? p->rubric->sets[set].title : "overall");
	for (size_t rank = 2, said = 0; rank < p->platform_count; rank++) {
		const struct profile_total *t = leader(p, set, (int)rank);
		if (t == NULL)
			continue;
		say(w, said++ ? ", " : ", before ");
		say_rank(w, p, set, (int)rank);
		if (p->rubric->weighted)
			say(w, " %.1f %%", t->percent);
		else
			say(w, " %d", t->level_sum);
	}
	say_incomplete(w, p, set);
	say(w, ".");
}

static void say_vetoes(struct words *w, const struct profile *p)
{
	for (size_t i = 1; i < p->platform_count; i++) {
		size_t said = 0;
		for (size_t f = 0; f < p->rubric->feature_count; f++) {
			if (!profile_cell(p, f, i)->veto)
				continue;
			if (said++ == 0)
				say(w, " %s is not acceptable: mandatory ",
				    profile_platform_title(p, i));
			else
				say(w, ", ");
			say(w, "%s", p->rubric->features[f].title);
		}
		if (said)
			say(w, " missed.");
	}
}

char *scores_verdict(const struct profile *p)
{
	struct words w = { 0 };

	for (size_t set = 0; set < p->rubric->set_count; set++)
		say_set(&w, p, set);
	if (p->rubric->weighted && p->rubric->set_count > 1)
		say_set(&w, p, p->rubric->set_count);
	if (w.text == NULL)
		say(&w, "Nothing could be ranked by this rubric.");
	say_vetoes(&w, p);
	return w.text;
}

void scores_notes(const struct profile *p, struct notes *notes)
{
	for (size_t i = 0; i < p->rubric->feature_count * p->platform_count; i++)
		if (p->cells[i].stats.n > 0)
			return;
	notes_unused(notes, "%s: nothing that this rubric asks for was measured",
		     p->rubric->path ? p->rubric->path : p->rubric->name);
}
