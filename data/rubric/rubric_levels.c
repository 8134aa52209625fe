/* rubric_levels.c - the scale of a feature: thresholds, and the level of a figure. */
#include "data/rubric/rubric_load.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One threshold, "60%" or "12.5". */
static int read_threshold(struct rubric_loader *l, int line, const char *text, double *out,
			  bool *relative)
{
	size_t n = strlen(text);

	*relative = n > 0 && text[n - 1] == '%';

	const char *number = *relative ? arena_dup_n(&l->c->arena, text, n - 1) : text;

	if (!conf_number(number, *relative ? 0 : -HUGE_VAL, HUGE_VAL, out))
		return conf_error(
			l->c, line, l->err,
			"levels: \"%s\" is no threshold; wanted: 60%% (of the baseline), "
			"or a number in the feature's unit",
			text);
	if (*relative)
		*out /= 100;
	*out = rubric_round(*out);
	return 0;
}

/* "-1: 50%": its level, and what follows the colon. */
static int read_pair(struct rubric_loader *l, int line, const char *text, int *level,
		     const char **threshold)
{
	const char *colon = strchr(text, ':');
	char *end;

	if (colon == NULL)
		return conf_error(
			l->c, line, l->err,
			"levels: \"%s\" has no level; wanted \"LEVEL: THRESHOLD\" for all "
			"of them, with commas between",
			text);

	long v = strtol(text, &end, 10);

	while (end < colon && isblank((unsigned char)*end))
		end++;
	if (end != colon || end == text || v < -LEVEL_LIMIT || v > LEVEL_LIMIT)
		return conf_error(
			l->c, line, l->err,
			"levels: \"%.*s\" is no level; wanted a whole number in %d..%d",
			(int)(colon - text), text, -LEVEL_LIMIT, LEVEL_LIMIT);
	*level = (int)v;
	*threshold = colon + 1 + strspn(colon + 1, " \t");
	return 0;
}

/* Each level must be harder to reach than the one before. */
static int check_step(struct rubric_loader *l, int line, const struct rubric_feature *f,
		      size_t i, const char *const *words)
{
	const struct rubric_level *a = &f->levels[i - 1], *b = &f->levels[i];
	const char *better = f->lower_is_better ? "lower" : "higher";

	if (b->level <= a->level)
		return conf_error(
			l->c, line, l->err,
			"levels of %s: level %d stands after level %d; wanted: from the "
			"lowest to the highest",
			f->name, b->level, a->level);
	if (f->lower_is_better ? b->threshold >= a->threshold
			       : b->threshold <= a->threshold)
		return conf_error(
			l->c, line, l->err,
			"levels of %s: %s for level %d after %s for level %d; with "
			"direction = %s each must be %s than the one before",
			f->name, words[i], b->level, words[i - 1], a->level, better,
			better);
	return 0;
}

static int read_levels(struct rubric_loader *l, const struct conf_entry *e,
		       struct rubric_feature *f)
{
	bool pairs = strchr(e->value, ':') != NULL, relative;
	const char **words = conf_list(&l->c->arena, e->value, pairs, &f->level_count);

	if (f->level_count == 0 || f->level_count > LEVEL_LIMIT)
		return conf_error(l->c, e->line, l->err,
				  "levels of %s: wanted one threshold or more", f->name);
	f->levels = arena_new(&l->c->arena, f->level_count, sizeof(f->levels[0]));
	for (size_t i = 0; i < f->level_count; i++) {
		struct rubric_level *v = &f->levels[i];

		v->level = (int)i + 1;
		if ((pairs && read_pair(l, e->line, words[i], &v->level, &words[i])) ||
		    read_threshold(l, e->line, words[i], &v->threshold, &relative))
			return -1;
		if (i > 0 && relative == f->absolute)
			return conf_error(
				l->c, e->line, l->err,
				"levels of %s: \"%s\" beside \"%s\"; wanted all of them "
				"with %%, or none",
				f->name, words[i], words[i - 1]);
		f->absolute = !relative;
		if (i > 0 && check_step(l, e->line, f, i, words))
			return -1;
	}
	f->max_level = f->levels[f->level_count - 1].level;
	return 0;
}

bool rubric_is_scale_name(const char *text)
{
	return (isalpha((unsigned char)text[0]) || text[0] == '_') &&
	       strchr(text, ':') == NULL;
}

const struct conf_section *rubric_find_scale(struct rubric_loader *l,
					     const struct conf_entry *e)
{
	const struct conf_section *s = conf_find(l->c, "levels", e->value);
	const char **names = arena_new(&l->c->arena, l->c->count, sizeof(names[0]));
	size_t n = 0;

	for (size_t i = 0; i < l->c->count; i++) {
		if (strcmp(l->c->sections[i].kind, "levels") == 0)
			names[n++] = l->c->sections[i].name;
	}
	if (s == NULL)
		conf_error(l->c, e->line, l->err, "levels = %s: there is no [levels %s]%s",
			   e->value, e->value,
			   n > 0 ? rubric_hint(l, e->value, names, n)
				 : "; wanted: thresholds, such as 60% 70%");
	return s;
}

int rubric_load_levels(struct rubric_loader *l, const struct conf_section *s,
		       const struct rubric_feature_text *t, struct rubric_feature *f)
{
	const struct conf_entry *e = t->scale.levels;
	const struct conf_section *from = s;
	struct rubric_scale scale = t->scale;

	if (rubric_is_scale_name(e->value)) {
		from = rubric_find_scale(l, e);
		if (from == NULL || rubric_read_section(l, from, &scale))
			return -1;
		e = scale.levels;
		f->scale = from->name;
	}
	if (read_levels(l, e, f))
		return -1;

	bool own = conf_get(s, "otherwise") != NULL;
	bool given = own || conf_get(from, "otherwise") != NULL;

	f->base_level = own ? t->scale.otherwise : scale.otherwise;
	if (!given && f->levels[0].level <= 0)
		return conf_error(
			l->c, e->line, l->err,
			"levels of %s begin at %d: say what holds when none is reached; "
			"wanted: otherwise = %d, or lower",
			f->name, f->levels[0].level, f->levels[0].level - 1);
	if (f->base_level >= f->levels[0].level)
		return conf_error(l->c, rubric_line_of(own ? s : from, "otherwise"), l->err,
				  "otherwise = %d: wanted a level below %s's lowest, %d",
				  f->base_level, f->name, f->levels[0].level);
	return 0;
}

bool rubric_has_level(const struct rubric_feature *f, int level)
{
	bool has = level == f->base_level;

	for (size_t i = 0; i < f->level_count; i++)
		has = has || f->levels[i].level == level;
	return has;
}

double rubric_round(double figure)
{
	/* Beyond this a double has no 12th decimal, and scaling would only add an error. */
	return fabs(figure) < 9000 ? round(figure * 1e12) / 1e12 : figure;
}

int rubric_level_of(const struct rubric_feature *f, double figure)
{
	int level = f->base_level;

	figure = rubric_round(figure);
	for (size_t i = 0; i < f->level_count; i++) {
		double t = f->levels[i].threshold;

		if (f->lower_is_better ? figure <= t : figure >= t)
			level = f->levels[i].level;
	}
	return level;
}

/* --- the scale of a whole rubric -------------------------------------------------------
 */

static int compare_levels(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return (x > y) - (x < y);
}

int *rubric_scale(const struct rubric *r, bool base, size_t *count)
{
	size_t n = 0, kept = 0;

	for (size_t f = 0; f < r->feature_count; f++)
		n += r->features[f].level_count + base;
	int *levels = mem_new(n, sizeof(*levels));
	n = 0;
	for (size_t f = 0; f < r->feature_count; f++) {
		if (base)
			levels[n++] = r->features[f].base_level;
		for (size_t i = 0; i < r->features[f].level_count; i++)
			levels[n++] = r->features[f].levels[i].level;
	}
	if (n > 1)
		qsort(levels, n, sizeof(*levels), compare_levels);
	for (size_t i = 0; i < n; i++) {
		if (kept == 0 || levels[kept - 1] != levels[i])
			levels[kept++] = levels[i];
	}
	*count = kept;
	return levels;
}
