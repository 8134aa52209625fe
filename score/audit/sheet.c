/* sheet.c - reads a published score sheet; holds it against nothing but its rubric. */
#include "score/audit/sheet.h"

#include <math.h>
#include <string.h>

#include "data/base/conf.h"
#include "data/base/opt.h"
#include "score/audit/claim.h"

struct published {
	const char *source;
};

struct feature_keys {
	const struct conf_entry *baseline;
};

static const struct conf_key published_keys[] = {
	{ .name = "source",
	  .type = CONF_TEXT,
	  .offset = CONF_FIELD(struct published, source, const char *),
	  .help = "where the figures stand" },
};

static const struct conf_key feature_keys[] = {
	{ .name = "baseline",
	  .type = CONF_RAW,
	  .offset = CONF_FIELD(struct feature_keys, baseline, const struct conf_entry *),
	  .help = "the baseline's value and unit, as printed" },
};

/* What the readers of a section share. */
struct reader {
	struct sheet *sheet;
	const struct rubric *r;
	struct conf *c;
	const struct rubric_feature *f; /* the section's, or NULL in a total */
	struct sheet_figure *row;	/* one figure a candidate */
	bool lacks; /* the sheet's features are not the rubric's */
};

/* "; did you mean X?", or the names there are. */
static const char *hint(struct reader *rd, const char *found, const char *const *names,
			size_t count)
{
	const char *near = opt_nearest(found, names, count), *list = "";

	if (near != NULL)
		return arena_printf(&rd->c->arena, "; did you mean \"%s\"?", near);
	for (size_t i = 0; i < count; i++)
		list = arena_printf(&rd->c->arena, "%s%s%s", list, i ? ", " : "", names[i]);
	return arena_printf(&rd->c->arena, "; there are: %s", list);
}

/* --- units and baselines ------------------------------------------------------------- */

/* [units]: what the sheet writes otherwise, "Mbps = Mbit/s". */
static int check_unit(void *ctx, const struct conf_entry *e, struct err *err)
{
	struct reader *rd = ctx;
	struct unit u;

	if (!unit_find(e->value, &u))
		return conf_error(rd->c, e->line, err,
				  "[units] %s = %s: \"%s\" is not a unit that is known",
				  e->key, e->value, e->value);
	return 0;
}

static bool find_unit(struct reader *rd, const char *text, struct unit *out)
{
	const struct conf_section *units = conf_find(rd->c, "units", "");
	const struct conf_entry *e = units != NULL ? conf_get(units, text) : NULL;

	return unit_find(e != NULL ? e->value : text, out);
}

static int read_baseline(struct reader *rd, const struct conf_entry *e,
			 struct sheet_baseline *b, struct err *err)
{
	struct arena *a = &rd->sheet->arena;
	size_t n = strcspn(e->value, " \t");
	const char *unit = e->value + n + strspn(e->value + n, " \t");

	if (rd->f->judged)
		return conf_error(rd->c, e->line, err,
				  "baseline = %s: %s is judged; levels have no baseline value",
				  e->value, rd->f->name);
	b->text = arena_dup(a, e->value);
	b->number = arena_dup_n(a, e->value, n);
	b->unit_text = arena_dup(a, unit);

	const char *point = strchr(b->number, '.');

	if (!conf_number(b->number, -HUGE_VAL, HUGE_VAL, &b->value) || unit[0] == '\0' ||
	    strpbrk(b->number, "eE") != NULL)
		return conf_error(
			rd->c, e->line, err,
			"baseline = %s: wanted a number as printed, with a decimal "
			"point, and its unit",
			e->value);
	if (!find_unit(rd, unit, &b->unit))
		return conf_error(
			rd->c, e->line, err,
			"baseline = %s: \"%s\" is not a unit that is known; if the sheet "
			"spells one so, say which: [units] %s = %s",
			e->value, unit, unit, rd->f->unit_text);
	if (strcmp(b->unit.canonical, rd->f->unit.canonical) != 0)
		return conf_error(rd->c, e->line, err,
				  "baseline = %s: \"%s\" is another kind of unit than the "
				  "rubric's %s",
				  e->value, unit, rd->f->unit_text);
	b->decimals = point != NULL ? (int)strlen(point + 1) : 0;
	b->given = true;
	return 0;
}

/* --- levels and sums ----------------------------------------------------------------- */

static bool is_level(const struct rubric_feature *f, double v)
{
	bool is = v == f->base_level;

	for (size_t i = 0; i < f->level_count; i++)
		is = is || v == f->levels[i].level;
	return is;
}

/* A level's number or the feature's symbol for it; "-" or nothing is a dash, unless "-" is
   itself a symbol. */
static int read_level(struct reader *rd, const struct conf_entry *e,
		      struct sheet_figure *to, struct err *err)
{
	const struct rubric_feature *f = rd->f;
	int level;

	if (rubric_symbol_is(f, e->value, &level)) {
		to->kind = SHEET_FIGURE;
		to->value = level;
		return 0;
	}
	if (e->value[0] == '\0' || strcmp(e->value, "-") == 0) {
		to->kind = SHEET_DASH;
		to->value = NAN;
		return 0;
	}
	if (!conf_number(e->value, -HUGE_VAL, HUGE_VAL, &to->value) ||
	    !is_level(f, to->value))
		return conf_error(
			rd->c, e->line, err,
			"%s = %s: %s has no such level; its levels go from %d to %d, and "
			"\"-\" is a dash",
			e->key, e->value, f->name, f->base_level, f->max_level);
	to->kind = SHEET_FIGURE;
	return 0;
}

static int read_sum(struct reader *rd, const struct conf_entry *e, struct sheet_figure *to,
		    struct err *err)
{
	to->kind = SHEET_FIGURE;
	if (e->value[0] == '\0' || strcmp(e->value, "-") == 0) {
		to->kind = SHEET_DASH;
		to->value = NAN;
	} else if (!conf_number(e->value, -1e6, 1e6, &to->value) ||
		   to->value != floor(to->value)) {
		return conf_error(
			rd->c, e->line, err,
			"%s = %s: wanted a sum of levels, a whole number, or \"-\"", e->key,
			e->value);
	}
	return 0;
}

/* "kvm = 1" */
static int read_platform(void *ctx, const struct conf_entry *e, struct err *err)
{
	struct reader *rd = ctx;
	const struct rubric *r = rd->r;
	const char **names = arena_new(&rd->c->arena, r->platform_count, sizeof(names[0]));

	for (size_t i = 0; i < r->platform_count; i++) {
		names[i] = r->platforms[i].name;
		if (strcmp(names[i], e->key) != 0)
			continue;
		rd->row[i].text =
			arena_dup(&rd->sheet->arena, e->value[0] ? e->value : "-");
		rd->row[i].line = e->line;
		return rd->f != NULL ? read_level(rd, e, &rd->row[i], err)
				     : read_sum(rd, e, &rd->row[i], err);
	}
	if (r->published_included)
		return 0;
	return conf_error(rd->c, e->line, err, "\"%s\" is no candidate of %s%s", e->key,
			  r->path, hint(rd, e->key, names, r->platform_count));
}

static int read_feature(struct reader *rd, const struct conf_section *s, struct err *err)
{
	const struct rubric *r = rd->r;
	struct feature_keys keys = { NULL };
	const char **names = arena_new(&rd->c->arena, r->feature_count, sizeof(names[0]));

	rd->f = rubric_feature_find(r, s->name);
	if (rd->f == NULL && r->published_included) {
		rd->lacks = true;
		return 0;
	}
	if (rd->f == NULL) {
		for (size_t i = 0; i < r->feature_count; i++)
			names[i] = r->features[i].name;
		return conf_error(rd->c, s->line, err, "\"%s\" is no feature of %s%s",
				  s->name, r->path,
				  hint(rd, s->name, names, r->feature_count));
	}

	size_t at = (size_t)(rd->f - r->features);

	rd->row = &rd->sheet->levels[at * r->platform_count];
	if (conf_read(rd->c, s, feature_keys, ARRAY_LEN(feature_keys), &keys, read_platform,
		      rd, err) != 0)
		return -1;
	if (keys.baseline == NULL)
		return 0;
	return read_baseline(rd, keys.baseline, &rd->sheet->baselines[at], err);
}

static int read_total(struct reader *rd, const struct conf_section *s, struct err *err)
{
	const struct rubric *r = rd->r;
	const char **names = arena_new(&rd->c->arena, r->set_count + 1, sizeof(names[0]));
	size_t at = 0;

	for (size_t i = 0; i < r->set_count; i++)
		names[i] = r->sets[i].name;
	names[r->set_count] = "overall";
	while (at <= r->set_count && strcmp(names[at], s->name) != 0)
		at++;
	if (at > r->set_count)
		return conf_error(rd->c, s->line, err, "\"%s\" is no set of %s%s", s->name,
				  r->path, hint(rd, s->name, names, r->set_count + 1));
	rd->f = NULL;
	rd->row = &rd->sheet->sums[at * r->platform_count];
	return conf_read(rd->c, s, NULL, 0, rd->row, read_platform, rd, err);
}

static int read_published(struct reader *rd, struct err *err)
{
	const struct conf_section *s = conf_find(rd->c, "published", "");
	struct published keys = { NULL };

	if (s == NULL)
		return conf_error(rd->c, 1, err,
				  "no [published] section; is this a published sheet?");
	if (conf_read(rd->c, s, published_keys, ARRAY_LEN(published_keys), &keys, NULL,
		      NULL, err) != 0)
		return -1;
	rd->sheet->source = arena_dup(&rd->sheet->arena, keys.source ? keys.source : "");
	return 0;
}

/* Sums of a sheet that an included rubric names are only held against the same features. */
static void forget_sums(struct reader *rd)
{
	const struct rubric *r = rd->r;

	for (size_t i = 0; i < r->feature_count; i++)
		rd->lacks = rd->lacks || !conf_find(rd->c, "feature", r->features[i].name);
	if (!rd->lacks)
		return;
	memset(rd->sheet->sums, 0,
	       (r->set_count + 1) * r->platform_count * sizeof(rd->sheet->sums[0]));
	rd->sheet->source =
		arena_printf(&rd->sheet->arena,
			     "%s (not its sums: they are of other features)",
			     rd->sheet->source[0] ? rd->sheet->source : rd->sheet->path);
}

static int read_all(struct reader *rd, struct err *err)
{
	static const char *const kinds[] = { "published", "units", "feature", "total", "claim",
					     NULL };

	if (conf_check_kinds(rd->c, kinds, err) != 0 || read_published(rd, err) != 0)
		return -1;
	for (size_t i = 0; i < rd->c->count; i++) {
		const struct conf_section *s = &rd->c->sections[i];
		int rc = 0;

		if (strcmp(s->kind, "units") == 0)
			rc = conf_read(rd->c, s, NULL, 0, rd, check_unit, rd, err);
		else if (strcmp(s->kind, "feature") == 0)
			rc = read_feature(rd, s, err);
		else if (strcmp(s->kind, "total") == 0)
			rc = read_total(rd, s, err);
		else if (strcmp(s->kind, "claim") == 0)
			rc = claim_read(rd->sheet, rd->r, rd->c, s, err);
		rd->sheet->scores = rd->sheet->scores || strcmp(s->kind, "feature") == 0 ||
				    strcmp(s->kind, "total") == 0;
		if (rc != 0)
			return -1;
	}
	if (rd->r->published_included)
		forget_sums(rd);
	return 0;
}

int sheet_load_file(struct sheet *s, const struct rubric *r, const char *path,
		    struct err *err)
{
	struct conf c = { 0 };
	struct reader rd = { .sheet = s, .r = r, .c = &c };
	int rc = -1;

	*s = (struct sheet){ 0 };
	if (conf_load(&c, path, err) != 0)
		goto out;
	s->path = arena_dup(&s->arena, path);
	s->levels = arena_new(&s->arena, r->feature_count * r->platform_count,
			      sizeof(s->levels[0]));
	s->sums = arena_new(&s->arena, (r->set_count + 1) * r->platform_count,
			    sizeof(s->sums[0]));
	s->baselines = arena_new(&s->arena, r->feature_count, sizeof(s->baselines[0]));
	rc = read_all(&rd, err);
out:
	conf_release(&c);
	return rc;
}

int sheet_load(struct sheet *s, const struct rubric *r, struct err *err)
{
	*s = (struct sheet){ 0 };
	if (r->published == NULL)
		return err_set(
			err, EXIT_INPUT,
			"%s: the rubric names no published sheet; wanted in [rubric]: "
			"published = FILE",
			r->path);
	return sheet_load_file(s, r, r->published, err);
}

void sheet_release(struct sheet *s)
{
	arena_release(&s->arena);
	*s = (struct sheet){ 0 };
}
