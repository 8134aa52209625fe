/* rubric.c - reads and proves a rubric; knows no store, no sample, no score. */
#include "data/rubric/rubric.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "data/base/opt.h"
#include "data/rubric/judgement.h"
#include "data/rubric/rubric_edit.h"
#include "data/rubric/rubric_load.h"

/* Importances that a rubric may use without a section. DESMET fixes no multipliers, so a
   weight is always the rubric's own. */
static const struct rubric_importance importances[] = {
	{ .name = "mandatory", .title = "Mandatory", .weight = 1, .mandatory = true },
	{ .name = "highly_desirable", .title = "Highly desirable", .weight = 1 },
	{ .name = "desirable", .title = "Desirable", .weight = 1 },
	{ .name = "nice_to_have", .title = "Nice to have", .weight = 1 },
	{ .name = "high", .title = "High", .weight = 1 },
	{ .name = "low", .title = "Low", .weight = 1 },
};

#define DEFAULT_CONFIDENCE 0.95

/* --- small words --------------------------------------------------------------------- */

/* The line of a key, or of its section when the key is absent. */
int rubric_line_of(const struct conf_section *s, const char *key)
{
	const struct conf_entry *e = conf_get(s, key);

	return e != NULL ? e->line : s->line;
}

size_t rubric_count_kind(const struct conf *c, const char *kind)
{
	size_t n = 0;

	for (size_t i = 0; i < c->count; i++)
		n += strcmp(c->sections[i].kind, kind) == 0;
	return n;
}

static size_t find_name(const char *const *names, size_t count, const char *name)
{
	size_t i = 0;

	while (i < count && strcmp(names[i], name) != 0)
		i++;
	return i;
}

/* "; did you mean X?" or "; there are: X, Y" */
const char *rubric_hint(struct rubric_loader *l, const char *found,
			const char *const *names, size_t count)
{
	const char *near = opt_nearest(found, names, count);
	const char *list = "";

	if (near != NULL)
		return arena_printf(&l->c->arena, "; did you mean \"%s\"?", near);
	for (size_t i = 0; i < count; i++)
		list = arena_printf(&l->c->arena, "%s%s%s", list, i ? ", " : "", names[i]);
	return count > 0 ? arena_printf(&l->c->arena, "; there are: %s", list) : "";
}

/* Names stand in tables, formulas and command lines. */
static bool is_plain_name(const char *name)
{
	for (; *name != '\0'; name++) {
		if (!isalnum((unsigned char)*name) && strchr("_-.", *name) == NULL)
			return false;
	}
	return true;
}

int rubric_check_section(struct rubric_loader *l, const struct conf_section *s, bool plain)
{
	if (s->name[0] == '\0')
		return conf_error(l->c, s->line, l->err,
				  "[%s] has no name; wanted: [%s NAME]", s->kind, s->kind);
	if (plain && !is_plain_name(s->name))
		return conf_error(l->c, s->line, l->err,
				  "[%s %s]: a name is letters, digits, '_', '-' and '.'",
				  s->kind, s->name);
	return 0;
}

int rubric_check_not_empty(struct rubric_loader *l, const struct conf_section *s)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct conf_entry *e = &s->entries[i];

		if (e->value == NULL || e->value[0] == '\0')
			return conf_error(l->c, e->line, l->err, "%s is empty in [%s%s%s]",
					  e->key, s->kind, s->name[0] ? " " : "", s->name);
	}
	return 0;
}

const struct rubric_importance *rubric_known_importances(size_t *count)
{
	*count = ARRAY_LEN(importances);
	return importances;
}

/* --- [rubric], platforms, sets, importances ------------------------------------------ */

/* It stands beside the file that names it. */
static int load_published(struct rubric_loader *l, const struct conf_section *s)
{
	const char *given = l->head.published;
	int line = rubric_line_of(s, "published");
	const char *path = conf_path_of(l->c->path, l->c->files, line);
	const char *slash = strrchr(path, '/');
	struct stat st;

	if (given == NULL)
		return 0;
	l->r->published_included = rubric_is_included(line);
	if (given[0] == '/' || slash == NULL)
		l->r->published = given;
	else
		l->r->published = arena_printf(&l->c->arena, "%.*s/%s", (int)(slash - path),
					       path, given);
	if (stat(l->r->published, &st) != 0 || !S_ISREG(st.st_mode))
		return conf_error(l->c, line, l->err, "published = %s: there is no file %s",
				  given, l->r->published);
	return 0;
}

/* "95%" or "0.95" */
static int load_confidence(struct rubric_loader *l)
{
	const struct conf_entry *e = l->head.confidence;
	double v;

	l->r->confidence = DEFAULT_CONFIDENCE;
	if (e == NULL)
		return 0;

	size_t n = strcspn(e->value, " \t%");
	const char *unit = e->value + n + strspn(e->value + n, " \t");
	bool percent = strcmp(unit, "%") == 0;

	if ((*unit && !percent) ||
	    !conf_number(arena_dup_n(&l->c->arena, e->value, n), 0, 100, &v))
		v = 0;
	l->r->confidence = rubric_round(percent ? v / 100 : v);
	if (l->r->confidence > 0.5 && l->r->confidence < 1)
		return 0;
	return conf_error(l->c, e->line, l->err,
			  "confidence = %s: wanted a share above 50%% and below 100%%, such "
			  "as 95%% or 0.95",
			  e->value);
}

static int load_head(struct rubric_loader *l)
{
	const struct conf_section *s = conf_find(l->c, "rubric", NULL);

	if (s == NULL)
		return conf_error(l->c, 1, l->err,
				  "no [rubric] section; is this a rubric?");
	if (s->name[0] != '\0')
		return conf_error(l->c, s->line, l->err, "[rubric %s]: wanted: [rubric]",
				  s->name);
	if (rubric_count_kind(l->c, "rubric") != 1)
		return conf_error(l->c, s->line, l->err,
				  "[rubric] is there more than once");
	if (rubric_read_section(l, s, &l->head) || rubric_check_not_empty(l, s))
		return -1;
	l->trim_given = conf_get(s, "trim") != NULL;
	if (l->trim_given != (l->head.statistic == STAT_TRIMMED_MEAN))
		return conf_error(l->c,
				  rubric_line_of(s, l->trim_given ? "trim" : "statistic"),
				  l->err, "statistic = trimmed_mean and trim go together");
	l->r->name = l->head.name;
	l->r->title = l->head.title ? l->head.title : l->head.name;
	l->r->source = l->head.source ? l->head.source : "";
	l->r->baseline = l->head.baseline;
	l->r->baseline_title = l->head.baseline;
	return load_confidence(l) || load_published(l, s) ? -1 : 0;
}

static int load_candidates(struct rubric_loader *l)
{
	const struct conf_section *s = conf_find(l->c, "rubric", NULL);
	struct rubric *r = l->r;
	int line = rubric_line_of(s, "candidates");
	size_t n;
	const char **names = conf_list(&l->c->arena, l->head.candidates,
				       strchr(l->head.candidates, ',') != NULL, &n);

	if (n == 0)
		return conf_error(l->c, line, l->err, "candidates names no platform");
	r->platforms = arena_new(&l->c->arena, n, sizeof(r->platforms[0]));
	for (size_t i = 0; i < n; i++) {
		if (names[i][0] == '\0')
			return conf_error(l->c, line, l->err,
					  "candidates has an empty name");
		if (find_name(names, i, names[i]) < i)
			return conf_error(l->c, line, l->err,
					  "candidate \"%s\" is there twice", names[i]);
		r->platforms[i] = (struct rubric_platform){ names[i], names[i], line };
	}
	r->platform_count = n;
	return 0;
}

static int load_platform(struct rubric_loader *l, const struct conf_section *s)
{
	struct rubric *r = l->r;
	struct rubric_platform given = { .title = s->name };
	const char **names =
		arena_new(&l->c->arena, r->platform_count + 1, sizeof(names[0]));

	if (rubric_check_section(l, s, false) || rubric_check_not_empty(l, s) ||
	    rubric_read_section(l, s, &given))
		return -1;
	for (size_t i = 0; i < r->platform_count; i++)
		names[i] = r->platforms[i].name;
	names[r->platform_count] = r->baseline;

	size_t at = find_name(names, r->platform_count, s->name);
	bool is_baseline = strcmp(s->name, r->baseline) == 0;

	if (at == r->platform_count && !is_baseline && rubric_is_included(s->line))
		return 0; /* the including file has other candidates */
	if (at == r->platform_count && !is_baseline)
		return conf_error(l->c, s->line, l->err,
				  "[platform %s] is neither the baseline nor a candidate%s",
				  s->name,
				  rubric_hint(l, s->name, names, r->platform_count + 1));
	if (is_baseline)
		r->baseline_title = given.title;
	if (at < r->platform_count) {
		r->platforms[at].title = given.title;
		r->platforms[at].line = s->line;
	}
	return 0;
}

static int load_set(struct rubric_loader *l, const struct conf_section *s)
{
	struct rubric_set set = { .name = s->name, .title = s->name, .weight = 1 };

	if (rubric_check_section(l, s, true) || rubric_check_not_empty(l, s) ||
	    rubric_read_section(l, s, &set))
		return -1;
	set.line = s->line;
	l->r->sets[l->r->set_count++] = set;
	return 0;
}

static int load_importance(struct rubric_loader *l, const struct conf_section *s)
{
	struct rubric_importance given = { .name = s->name, .title = s->name, .weight = 1 };

	for (size_t i = 0; i < ARRAY_LEN(importances); i++) {
		if (strcmp(importances[i].name, s->name) == 0)
			given = importances[i];
	}
	if (rubric_check_section(l, s, true) || rubric_check_not_empty(l, s) ||
	    rubric_read_section(l, s, &given))
		return -1;
	given.name = s->name;
	given.line = s->line;
	l->r->importances[l->r->importance_count++] = given;
	return 0;
}

/* --- features ------------------------------------------------------------------------ */

static int load_where(struct rubric_loader *l, const struct conf_section *s,
		      const char *text, struct rubric_feature *f)
{
	int line = rubric_line_of(s, "where");
	const char **pairs;

	if (text == NULL)
		return 0;
	pairs = conf_list(&l->c->arena, text, true, &f->where_count);
	f->where = arena_new(&l->c->arena, f->where_count, sizeof(f->where[0]));
	for (size_t i = 0; i < f->where_count; i++) {
		const char *equals = strchr(pairs[i], '=');

		if (equals == NULL || equals == pairs[i] || equals[1] == '\0')
			return conf_error(l->c, line, l->err,
					  "where: \"%s\"; wanted: NAME=VALUE, NAME=VALUE "
					  "(a value has no comma in it)",
					  pairs[i]);

		size_t n = (size_t)(equals - pairs[i]);

		while (n > 0 && isblank((unsigned char)pairs[i][n - 1]))
			n--;
		f->where[i].name = arena_dup_n(&l->c->arena, pairs[i], n);
		f->where[i].value = equals + 1 + strspn(equals + 1, " \t");
		for (size_t k = 0; k < i; k++) {
			if (strcmp(f->where[k].name, f->where[i].name) == 0)
				return conf_error(l->c, line, l->err,
						  "where: \"%s\" is there twice",
						  f->where[i].name);
		}
	}
	return 0;
}

static int resolve_set(struct rubric_loader *l, const struct conf_section *s,
		       const char *name, struct rubric_feature *f)
{
	struct rubric *r = l->r;
	const char **names = arena_new(&l->c->arena, r->set_count + 1, sizeof(names[0]));

	for (size_t i = 0; i < r->set_count; i++)
		names[i] = r->sets[i].name;
	f->set = find_name(names, r->set_count, name);
	if (f->set == r->set_count)
		return conf_error(l->c, rubric_line_of(s, "set"), l->err,
				  "set = %s: there is no [set %s]%s", name, name,
				  rubric_hint(l, name, names, r->set_count));
	return 0;
}

/* A section of the rubric, or one that is known without: that is added when it is used. */
static int resolve_importance(struct rubric_loader *l, const struct conf_section *s,
			      const char *name, struct rubric_feature *f)
{
	struct rubric *r = l->r;
	size_t room = r->importance_count + ARRAY_LEN(importances), n = 0;
	const char **names = arena_new(&l->c->arena, room, sizeof(names[0]));

	for (; n < r->importance_count; n++)
		names[n] = r->importances[n].name;
	f->importance = find_name(names, n, name);
	if (f->importance < n)
		return 0;
	for (size_t i = 0; i < ARRAY_LEN(importances); i++) {
		if (find_name(names, n, importances[i].name) == n) /* else the rubric's own */
			names[n++] = importances[i].name;
		if (strcmp(importances[i].name, name) == 0) {
			r->importances[r->importance_count++] = importances[i];
			return 0;
		}
	}
	return conf_error(l->c, rubric_line_of(s, "importance"), l->err,
			  "importance = %s: there is no [importance %s]%s", name, name,
			  rubric_hint(l, name, names, n));
}

/* Keys that need one another or exclude one another. */
static int check_measured(struct rubric_loader *l, const struct conf_section *s,
			  struct rubric_feature *f)
{
	bool ratios =
		f->combine == COMBINE_MEAN_RATIO || f->combine == COMBINE_GEOMETRIC_RATIO;
	bool trim = conf_get(s, "trim") != NULL;

	if (f->statistic == STAT_TRIMMED_MEAN && !trim && !l->trim_given)
		return conf_error(l->c, rubric_line_of(s, "statistic"), l->err,
				  "trimmed_mean of %s: wanted trim = SHARE, such as 0.1",
				  f->name);
	if (trim && f->statistic != STAT_TRIMMED_MEAN)
		return conf_error(
			l->c, rubric_line_of(s, "trim"), l->err,
			"trim of %s: its statistic is the %s, which cuts nothing; wanted: "
			"statistic = trimmed_mean",
			f->name, statistic_name(f->statistic));
	if (f->combine != COMBINE_POOL && f->strata == NULL)
		return conf_error(
			l->c, rubric_line_of(s, "combine"), l->err,
			"combine = %s of %s: there is nothing to combine; wanted: strata = "
			"PARAMETER",
			combine_name(f->combine), f->name);
	if (ratios && f->absolute)
		return conf_error(
			l->c, rubric_line_of(s, "combine"), l->err,
			"combine = %s of %s: its levels are absolute, no ratios; wanted: "
			"thresholds with %%, or combine = mean",
			combine_name(f->combine), f->name);
	return 0;
}

static int check_acceptance(struct rubric_loader *l, const struct conf_section *s,
			    const struct rubric_feature_text *t, struct rubric_feature *f)
{
	f->has_acceptance = conf_get(s, "acceptance") != NULL;
	f->acceptance = t->acceptance;
	if (f->has_acceptance && !rubric_has_level(f, f->acceptance))
		return conf_error(
			l->c, rubric_line_of(s, "acceptance"), l->err,
			"acceptance = %d: %s has no such level; its levels go from %d to "
			"%d",
			f->acceptance, f->name, f->base_level, f->max_level);
	if (!f->has_acceptance && l->r->importances[f->importance].mandatory)
		return conf_error(
			l->c, s->line, l->err,
			"[feature %s] is mandatory (importance = %s); wanted: acceptance = "
			"LEVEL, below which a candidate is vetoed",
			f->name, t->importance);
	return 0;
}

static int load_measured(struct rubric_loader *l, const struct conf_section *s,
			 const struct rubric_feature_text *t, struct rubric_feature *f)
{
	return rubric_load_value(l, s, t, f) || load_where(l, s, t->where, f) ||
			       rubric_load_parameters(l, s, t, f) ||
			       rubric_check_value(l, s, f) ||
			       rubric_load_levels(l, s, t, f) || check_measured(l, s, f)
		       ? -1
		       : 0;
}

static int load_feature(struct rubric_loader *l, const struct conf_section *s)
{
	int (*read)(struct rubric_loader *, const struct conf_section *, void *) =
		rubric_is_judged(s) ? rubric_read_judged : rubric_read_section;
	struct rubric_feature *f = &l->r->features[l->r->feature_count];
	struct rubric_feature_text t = { .title = s->name,
					 .decimals = 2,
					 .statistic = l->head.statistic,
					 .trim = l->head.trim };

	if (rubric_check_section(l, s, true) || rubric_check_not_empty(l, s) ||
	    read(l, s, &t))
		return -1;
	*f = (struct rubric_feature){
		.name = s->name,
		.title = t.title,
		.description = t.description,
		.judged = t.judged,
		.benchmark = t.benchmark,
		.side = t.side,
		.lower_is_better = t.direction == 1,
		.decimals = t.decimals,
		.statistic = (enum statistic)t.statistic,
		.trim = t.statistic == STAT_TRIMMED_MEAN ? t.trim : 0,
		.combine = (enum combine)t.combine,
		.line = s->line,
	};
	if (resolve_set(l, s, t.set, f) || resolve_importance(l, s, t.importance, f) ||
	    (t.judged ? rubric_load_judged(l, s, &t, f) : load_measured(l, s, &t, f)) ||
	    check_acceptance(l, s, &t, f))
		return -1;
	l->r->feature_count++;
	return 0;
}

/* Grouped by set; within a set the file's order stands. */
static void group_features(struct rubric_loader *l)
{
	struct rubric *r = l->r;
	struct rubric_feature *to = arena_new(&l->c->arena, r->feature_count, sizeof(*to));
	size_t n = 0;

	for (size_t set = 0; set < r->set_count; set++) {
		for (size_t i = 0; i < r->feature_count; i++) {
			if (r->features[i].set == set)
				to[n++] = r->features[i];
		}
	}
	r->features = to;
}

/* --- the whole ----------------------------------------------------------------------- */

static int each_section(struct rubric_loader *l, const char *kind,
			int (*load)(struct rubric_loader *, const struct conf_section *))
{
	for (size_t i = 0; i < l->c->count; i++) {
		if (strcmp(l->c->sections[i].kind, kind) == 0 &&
		    load(l, &l->c->sections[i]))
			return -1;
	}
	return 0;
}

/* A scale that no feature uses is read all the same, for its keys. */
static int check_scale(struct rubric_loader *l, const struct conf_section *s)
{
	struct rubric_scale scale = { 0 };

	if (rubric_check_section(l, s, true) || rubric_check_not_empty(l, s))
		return -1;
	if (!isalpha((unsigned char)s->name[0]) && s->name[0] != '_')
		return conf_error(l->c, s->line, l->err,
				  "[levels %s]: the name of a scale begins with a letter",
				  s->name);
	return rubric_read_section(l, s, &scale);
}

static int load_all(struct rubric_loader *l)
{
	struct rubric *r = l->r;
	struct arena *a = &l->c->arena;
	size_t count;
	const struct rubric_section *sections = rubric_sections(&count);
	const char **kinds = arena_new(a, count + 1, sizeof(kinds[0]));

	for (size_t i = 0; i < count; i++)
		kinds[i] = sections[i].kind;
	r->sets = arena_new(a, rubric_count_kind(l->c, "set"), sizeof(r->sets[0]));
	r->importances =
		arena_new(a, rubric_count_kind(l->c, "importance") + ARRAY_LEN(importances),
			  sizeof(r->importances[0]));
	r->features = arena_new(a, rubric_count_kind(l->c, "feature"), sizeof(r->features[0]));
	if (conf_check_kinds(l->c, kinds, l->err) || load_head(l) || load_candidates(l) ||
	    each_section(l, "platform", load_platform) ||
	    each_section(l, "set", load_set) ||
	    each_section(l, "importance", load_importance) ||
	    each_section(l, "levels", check_scale) ||
	    each_section(l, "feature", load_feature))
		return -1;
	r->baseline_label = r->baseline_title;
	if (rubric_candidate_find(r, r->baseline) < r->platform_count)
		r->baseline_label = arena_printf(a, "%s (baseline)", r->baseline_title);
	if (r->feature_count == 0)
		return conf_error(l->c, 1, l->err, "the rubric has no [feature NAME]");
	group_features(l);
	r->dimensions = arena_new(a, rubric_count_kind(l->c, "dimension"),
				  sizeof(r->dimensions[0]));
	if (each_section(l, "dimension", rubric_load_dimension))
		return -1;
	return rubric_load_symbols(l) || rubric_check_weights(l) || rubric_load_judgements(l)
		       ? -1
		       : 0;
}

/* What is wrong with an edited rubric and is said of a line of its file: is it the file's
   own fault? */
static int blame_edits(const char *path, const char *edits, struct err *err)
{
	struct rubric plain;
	struct err own = { 0 };
	int rc = rubric_load(&plain, path, &own);

	rubric_release(&plain);
	if (rc == 0)
		return err_wrap(err, "with %s", edits);
	*err = own;
	return -1;
}

int rubric_load_edited(struct rubric *r, const char *path, const struct rubric_edit *edits,
		       size_t count, struct err *err)
{
	struct conf c = { 0 };
	struct rubric made = { 0 };
	struct rubric_loader l = { .r = &made, .c = &c, .err = err };
	int rc = -1;

	*r = (struct rubric){ 0 };
	if (rubric_conf_load(&c, path, err) != 0)
		goto out;
	made.path = arena_dup(&c.arena, path);
	made.files = c.files;
	made.file_count = c.file_count;
	memcpy(made.sha256, c.sha256, sizeof(made.sha256));
	made.edits = rubric_edits_apply(edits, count, &c, made.sha256, err);
	if (count > 0 && made.edits == NULL)
		goto out;
	if (load_all(&l) != 0) {
		judgement_release(made.judgements);
		if (count > 0 && strncmp(err->text, "--", 2) != 0)
			blame_edits(path, made.edits, err);
		goto out;
	}
	*r = made;
	r->arena = c.arena; /* *r owns all text now */
	c.arena = (struct arena){ 0 };
	rc = 0;
out:
	conf_release(&c);
	return rc;
}

int rubric_load(struct rubric *r, const char *path, struct err *err)
{
	return rubric_load_edited(r, path, NULL, 0, err);
}

void rubric_release(struct rubric *r)
{
	judgement_release(r->judgements);
	arena_release(&r->arena);
	*r = (struct rubric){ 0 };
}

const char *rubric_place(const struct rubric *r, int line, char buf[RUBRIC_PLACE])
{
	return conf_place(r->path, r->files, line, buf);
}

const struct rubric_feature *rubric_feature_find(const struct rubric *r, const char *name)
{
	for (size_t i = 0; i < r->feature_count; i++) {
		if (strcmp(r->features[i].name, name) == 0)
			return &r->features[i];
	}
	return NULL;
}

size_t rubric_candidate_find(const struct rubric *r, const char *name)
{
	size_t i = 0;

	while (i < r->platform_count && strcmp(r->platforms[i].name, name) != 0)
		i++;
	return i;
}

const char *rubric_symbol_of(const struct rubric_feature *f, int level)
{
	for (size_t i = 0; i < f->symbol_count; i++) {
		if (f->symbols[i].level == level)
			return f->symbols[i].symbol;
	}
	return NULL;
}

const char *rubric_level_text(const struct rubric_feature *f, int level, char buf[RUBRIC_LEVEL])
{
	const char *symbol = rubric_symbol_of(f, level);

	if (symbol)
		return symbol;
	snprintf(buf, RUBRIC_LEVEL, "%d", level);
	return buf;
}

bool rubric_symbol_is(const struct rubric_feature *f, const char *text, int *out)
{
	for (size_t i = 0; i < f->symbol_count; i++) {
		if (strcmp(f->symbols[i].symbol, text) != 0 ||
		    !rubric_has_level(f, f->symbols[i].level))
			continue;
		*out = f->symbols[i].level;
		return true;
	}
	return false;
}

const char *rubric_common_symbol(const struct rubric *r, int level)
{
	const char *symbol = NULL;

	for (size_t i = 0; i < r->feature_count; i++) {
		const struct rubric_feature *f = &r->features[i];
		const char *its = rubric_symbol_of(f, level);

		if (!rubric_has_level(f, level))
			continue;
		if (its == NULL || (symbol && strcmp(symbol, its) != 0))
			return NULL;
		symbol = its;
	}
	return symbol;
}

bool rubric_all_judged(const struct rubric *r)
{
	for (size_t i = 0; i < r->feature_count; i++)
		if (!r->features[i].judged)
			return false;
	return true;
}

bool rubric_any_symbol(const struct rubric *r, const char *symbol)
{
	int level;

	for (size_t i = 0; i < r->feature_count; i++)
		if (rubric_symbol_is(&r->features[i], symbol, &level))
			return true;
	return false;
}
