/* certain_machine.c - how sure a profile is, as tables for machines. */
#include <math.h>
#include <stdlib.h>

#include "reports/certain/certain.h"

static const char *set_name(const struct certainty *c, size_t set)
{
	const struct rubric *r = c->profile->rubric;

	return set < r->set_count ? r->sets[set].name : "overall";
}

static void add_columns(struct table *t, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		table_column(t, names[i], names[i], -1);
}

/* A seed may have more digits than a number keeps. */
static void add_seed(struct table *t, const struct certainty *c)
{
	if (c->seed <= 1ull << 53)
		table_number(t, (double)c->seed);
	else
		table_printf(t, "%llu", (unsigned long long)c->seed);
}

/* Of the ratio, or with absolute levels of the value: the others are empty. */
static void add_interval(struct table *t, double low, double high, bool its)
{
	table_number(t, its ? low : NAN);
	table_number(t, its ? high : NAN);
}

static void add_cell(struct table *t, const struct certainty *c, size_t feature,
		     size_t candidate, const int *scale, size_t count)
{
	const struct profile *p = c->profile;
	const struct rubric_feature *f = &p->rubric->features[feature];
	const struct profile_cell *seen = profile_cell(p, feature, candidate + 1);
	const struct certainty_cell *cell = certainty_cell(c, feature, candidate);
	bool scored = seen->status == PROFILE_SCORED;

	table_text(t, p->rubric->sets[f->set].name);
	table_text(t, f->name);
	table_text(t, profile_platform_name(p, candidate + 1));
	table_number(t, scored ? seen->level : NAN);
	table_number(t, seen->ratio);
	add_interval(t, cell->low, cell->high, !f->absolute);
	table_number(t, seen->stats.n && !f->judged ? seen->shown : NAN);
	table_text(t, f->unit_text);
	add_interval(t, cell->low, cell->high, f->absolute);
	table_number(t, cell->p_level);
	table_text(t, !scored ? "" : cell->decided ? "yes" : "no");
	table_text(t, cell->judged ? "judged" : cell->why);
	table_text(t, certainty_method_name(c->method));
	table_number(t, (double)c->resamples);
	add_seed(t, c);
	table_number(t, c->confidence);
	table_number(t, cell->p_none);
	for (size_t i = 0; i < count; i++)
		table_number(t, certain_of_level(c, feature, candidate, scale[i]));
}

struct table *certain_machine(const struct certainty *c)
{
	static const char *const names[] = {
		"set",	     "feature",	  "platform", "level",	"ratio",     "ratio_low",
		"ratio_high", "value",	  "unit",     "value_low", "value_high", "p_level",
		"decided",   "why",	  "method",   "resamples", "seed",     "confidence",
		"p_none",
	};
	struct table *t = table_new("certainty", "Certainty");
	size_t count;
	int *scale = rubric_scale(c->profile->rubric, true, &count);
	char name[32];

	add_columns(t, names, ARRAY_LEN(names));
	for (size_t i = 0; i < count; i++) {
		snprintf(name, sizeof(name), "p_%d", scale[i]);
		table_column(t, name, name, -1);
	}
	for (size_t f = 0; f < c->profile->rubric->feature_count; f++) {
		for (size_t i = 0; i + 1 < c->profile->platform_count; i++)
			add_cell(t, c, f, i, scale, count);
	}
	free(scale);
	return t;
}

static void add_rank(struct table *t, const struct certainty *c, size_t set,
		     size_t candidate)
{
	const struct profile_total *seen = profile_total(c->profile, set, candidate + 1);
	const struct certainty_total *total = certainty_total(c, set, candidate);
	bool known = total->any && certain_of_set(c, set);

	table_text(t, profile_platform_name(c->profile, candidate + 1));
	table_number(t, seen->rank > 0 ? seen->rank : NAN);
	for (size_t i = 0; i + 1 < c->profile->platform_count; i++)
		table_number(t, known ? total->p_rank[i] : NAN);
	add_interval(t, total->low, total->high, known);
	table_text(t, set_name(c, set));
	table_number(t, known ? total->p_alone : NAN);
	if (known && total->class_first < total->class_last)
		table_printf(t, "%d-%d", total->class_first, total->class_last);
	else if (known)
		table_printf(t, "%d", total->class_first);
	else
		table_missing(t, NULL);
	table_number(t, known ? total->p_veto : NAN);
	table_number(t, (double)total->unknown);
}

struct table *certain_machine_ranks(const struct certainty *c)
{
	struct table *t = table_new("ranks", "Ranks");
	static const char *const first[] = { "platform", "rank" };
	static const char *const last[] = { "total_low", "total_high", "set",	  "p_alone",
					    "class",	 "p_veto",     "unknown" };
	char name[32];

	add_columns(t, first, ARRAY_LEN(first));
	for (size_t i = 1; i < c->profile->platform_count; i++) {
		snprintf(name, sizeof(name), "p_rank%zu", i);
		table_column(t, name, name, -1);
	}
	add_columns(t, last, ARRAY_LEN(last));
	for (size_t set = 0; set <= c->profile->rubric->set_count; set++) {
		for (size_t i = 0; i + 1 < c->profile->platform_count; i++)
			add_rank(t, c, set, i);
	}
	return t;
}

struct table *certain_machine_beats(const struct certainty *c)
{
	static const char *const names[] = { "set", "platform", "other", "p_beats" };
	struct table *t = table_new("beats", "Beats");
	size_t candidates = c->profile->platform_count - 1;

	add_columns(t, names, ARRAY_LEN(names));
	for (size_t set = 0; set <= c->profile->rubric->set_count; set++) {
		for (size_t i = 0; i < candidates * candidates; i++) {
			size_t row = i / candidates, column = i % candidates;
			const struct certainty_total *total = certainty_total(c, set, row);

			if (row == column || !total->any || !certain_of_set(c, set) ||
			    !certainty_total(c, set, column)->any)
				continue;
			table_text(t, set_name(c, set));
			table_text(t, profile_platform_name(c->profile, row + 1));
			table_text(t, profile_platform_name(c->profile, column + 1));
			table_number(t, total->p_beats[column]);
		}
	}
	return t;
}

struct table *certain_machine_settings(const struct certainty *c)
{
	static const char *const names[] = { "method", "resamples", "seed", "confidence",
					     "decided", "known" };
	struct table *t = table_new("resampling", "Resampling");

	add_columns(t, names, ARRAY_LEN(names));
	table_text(t, certainty_method_name(c->method));
	table_number(t, (double)c->resamples);
	add_seed(t, c);
	table_number(t, c->confidence);
	table_number(t, (double)c->decided);
	table_number(t, (double)c->known);
	return t;
}
