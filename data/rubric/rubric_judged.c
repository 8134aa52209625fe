/* rubric_judged.c - features that people score: their scale, and the file of what they said. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "data/rubric/judgement.h"
#include "data/rubric/rubric_load.h"

bool rubric_is_judged(const struct conf_section *s)
{
	const struct conf_entry *e = conf_get(s, "judged");

	return e != NULL && strcmp(e->value, "no") != 0;
}

/* --- the scale ----------------------------------------------------------------------- */

/* A whole number of a level, with blanks around it; `end` is where it must end. */
static bool read_level(const char *text, const char *end, int *out)
{
	char *stop;
	long v = strtol(text, &stop, 10);

	if (stop == text)
		return false;
	while (stop < end && (*stop == ' ' || *stop == '\t'))
		stop++;
	*out = (int)v;
	return stop == end && v >= -LEVEL_LIMIT && v <= LEVEL_LIMIT;
}

static int bad_level(struct rubric_loader *l, const struct conf_entry *e,
		     const struct rubric_feature *f, const char *text)
{
	return conf_error(l->c, e->line, l->err,
			  "levels of %s: \"%s\" is no level of a judged feature; wanted "
			  "LOWEST..HIGHEST, such as -2..2, or LEVEL: WORDS with commas "
			  "between, levels in %d..%d",
			  f->name, text, -LEVEL_LIMIT, LEVEL_LIMIT);
}

static void make_room(struct rubric_loader *l, struct rubric_feature *f, size_t levels)
{
	f->levels = arena_new(&l->c->arena, levels, sizeof(f->levels[0]));
	f->words = arena_new(&l->c->arena, levels + 1, sizeof(f->words[0]));
}

static void add_level(struct rubric_feature *f, int level, const char *words)
{
	if (f->base_level == INT_MIN) {
		f->base_level = level;
		f->words[0] = words;
		return;
	}
	f->levels[f->level_count++] = (struct rubric_level){ level, level };
	f->words[f->level_count] = words;
}

/* "-2..2" */
static int read_range(struct rubric_loader *l, const struct conf_entry *e,
		      const char *dots, struct rubric_feature *f)
{
	int low, high;

	if (!read_level(e->value, dots, &low) ||
	    !read_level(dots + 2, dots + strlen(dots), &high))
		return bad_level(l, e, f, e->value);
	if (high <= low)
		return conf_error(l->c, e->line, l->err,
				  "levels of %s: %d..%d; wanted the lowest first", f->name,
				  low, high);
	make_room(l, f, (size_t)(high - low) + 1);
	for (int level = low; level <= high; level++)
		add_level(f, level, NULL);
	return 0;
}

/* "0: absent, 1: present", or "0 1 2" */
static int read_list(struct rubric_loader *l, const struct conf_entry *e,
		     struct rubric_feature *f)
{
	size_t n;
	const char **items = conf_list(&l->c->arena, e->value,
				       strpbrk(e->value, ":,") != NULL, &n);
	int level, last = INT_MIN;

	make_room(l, f, n);
	for (size_t i = 0; i < n; i++) {
		const char *colon = strchr(items[i], ':');
		const char *words = colon ? colon + 1 + strspn(colon + 1, " \t") : NULL;

		if (!read_level(items[i], colon ? colon : items[i] + strlen(items[i]),
				&level) ||
		    (words && *words == '\0'))
			return bad_level(l, e, f, items[i]);
		if (last >= level)
			return conf_error(l->c, e->line, l->err,
					  "levels of %s: level %d stands after level %d; "
					  "wanted: from the lowest to the highest",
					  f->name, level, last);
		last = level;
		add_level(f, level, words);
	}
	return 0;
}

int rubric_load_judged(struct rubric_loader *l, const struct conf_section *s,
		       const struct rubric_feature_text *t, struct rubric_feature *f)
{
	const struct conf_entry *e = t->scale.levels;

	*f = (struct rubric_feature){
		.name = f->name,
		.title = f->title,
		.description = f->description,
		.set = f->set,
		.importance = f->importance,
		.judged = true,
		.benchmark = "",
		.metric = "",
		.unit = { "1", 1, 1 },
		.unit_text = "",
		.combine = (enum combine)(COMBINE_MEDIAN + t->combine),
		.absolute = true,
		.base_level = INT_MIN,
		.line = f->line,
	};
	if (l->head.judgements == NULL)
		return conf_error(l->c, rubric_line_of(s, "judged"), l->err,
				  "%s is judged, but the rubric names no file for what is "
				  "said; wanted: judgements = FILE.ini in [rubric] (desmet "
				  "judge makes it)",
				  f->name);
	if (rubric_is_scale_name(e->value)) {
		struct rubric_scale scale = { 0 };
		const struct conf_section *from = rubric_find_scale(l, e);

		if (from == NULL || rubric_read_section(l, from, &scale))
			return -1;
		if (conf_get(from, "otherwise"))
			return conf_error(l->c, rubric_line_of(from, "otherwise"), l->err,
					  "otherwise: %s is judged, and no level holds "
					  "unless somebody says so; leave it out",
					  f->name);
		e = scale.levels;
	}

	const char *dots = strstr(e->value, "..");

	if (dots && strchr(e->value, ':') == NULL ? read_range(l, e, dots, f)
						  : read_list(l, e, f))
		return -1;
	if (f->level_count == 0)
		return conf_error(l->c, e->line, l->err,
				  "levels of %s: wanted two levels or more", f->name);
	f->max_level = f->levels[f->level_count - 1].level;
	if (f->max_level < 1)
		return conf_error(l->c, e->line, l->err,
				  "levels of %s: the highest is %d; wanted 1 or more, since "
				  "a percentage is of the highest",
				  f->name, f->max_level);
	return 0;
}

const char *rubric_words_of(const struct rubric_feature *f, int level)
{
	for (size_t i = 0; f->words && i <= f->level_count; i++) {
		if (level == (i ? f->levels[i - 1].level : f->base_level))
			return f->words[i];
	}
	return NULL;
}

/* --- what was said ------------------------------------------------------------------- */

int rubric_load_judgements(struct rubric_loader *l)
{
	struct rubric *r = l->r;
	const struct conf_section *s = conf_find(l->c, "rubric", NULL);
	const char *given = l->head.judgements;
	int line = rubric_line_of(s, "judgements");

	if (given == NULL && l->head.judgements_shared)
		return conf_error(l->c, rubric_line_of(s, "judgements_shared"), l->err,
				  "judgements_shared without judgements = FILE.ini");
	if (given == NULL)
		return 0;

	/* Beside the file that names it. */
	const char *path = conf_path_of(l->c->path, l->c->files, line);
	const char *slash = strrchr(path, '/');

	r->judgements_path = given;
	if (given[0] != '/' && slash != NULL)
		r->judgements_path = arena_printf(&l->c->arena, "%.*s/%s",
						  (int)(slash - path), path, given);
	r->judgements_included = rubric_is_included(line);
	r->judgements_shared = l->head.judgements_shared;
	r->judgements = arena_new(&l->c->arena, 1, sizeof(*r->judgements));
	/* What an option, or the including file, left out is still spoken of. */
	return judgement_load(r->judgements, r, r->judgements_path,
			      r->judgements_shared || r->judgements_included ||
				      r->edits != NULL,
			      l->err);
}
