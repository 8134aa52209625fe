/* judgement.c - reads and proves the file of what people judged; combines nothing. */
#include "data/rubric/judgement.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "data/base/conf.h"
#include "data/base/file.h"
#include "data/base/opt.h"

/* The sections as their keys give them. */
struct head_text {
	const char *rubric, *source;
};

struct assessor_text {
	const char *title;
};

struct judgement_text {
	const char *feature, *platform, *assessor, *level, *date, *reason, *evidence;
};

#define TEXT(key, s, about)                                                                \
	{                                                                                  \
		.name = #key, .type = CONF_TEXT,                                           \
		.offset = CONF_FIELD(struct s, key, const char *), .help = about           \
	}
#define NEEDED(key, s, about)                                                              \
	{                                                                                  \
		.name = #key, .type = CONF_TEXT,                                           \
		.offset = CONF_FIELD(struct s, key, const char *), .help = about,          \
		.required = true                                                           \
	}

static const struct conf_key head_keys[] = {
	TEXT(rubric, head_text, "the rubric that it belongs to, beside it"),
	TEXT(source, head_text, "where the judgements come from"),
};

static const struct conf_key assessor_keys[] = {
	TEXT(title, assessor_text, "name for people"),
};

static const struct conf_key judgement_keys[] = {
	TEXT(feature, judgement_text, "what is judged, where the section does not say it"),
	TEXT(platform, judgement_text, "whose"),
	TEXT(assessor, judgement_text, "who says so"),
	NEEDED(level, judgement_text, "a level of the feature's scale"),
	NEEDED(date, judgement_text, "the day, as 2026-11-29"),
	NEEDED(reason, judgement_text, "why this level and no other"),
	TEXT(evidence, judgement_text, "links or files that show it"),
};

struct loader {
	struct judgements *out;
	const struct rubric *r;
	struct conf c;
	char *folder;
	bool shared;
	size_t room, assessor_room;
	struct err *err;
};

/* --- words --------------------------------------------------------------------------- */

bool judgement_is_date(const char *text)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int year, month, day;

	if (strlen(text) != JUDGEMENT_DATE - 1)
		return false;
	for (int i = 0; i < JUDGEMENT_DATE - 1; i++) {
		if (i == 4 || i == 7 ? text[i] != '-' : !isdigit((unsigned char)text[i]))
			return false;
	}
	year = (int)strtol(text, NULL, 10);
	month = (int)strtol(text + 5, NULL, 10);
	day = (int)strtol(text + 8, NULL, 10);
	if (month < 1 || month > 12)
		return false;

	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return year > 0 && day >= 1 && day <= days[month - 1] + (leap && month == 2);
}

static bool has_level(const struct rubric_feature *f, int level)
{
	bool has = level == f->base_level;

	for (size_t i = 0; i < f->level_count; i++)
		has = has || f->levels[i].level == level;
	return has;
}

bool judgement_level(const struct rubric_feature *f, const char *text, int *out)
{
	char *end;
	long v;

	if (rubric_symbol_is(f, text, out))
		return true;
	for (size_t i = 0; i <= f->level_count; i++) {
		const char *words = f->words ? f->words[i] : NULL;

		*out = i ? f->levels[i - 1].level : f->base_level;
		if (words && strcasecmp(words, text) == 0)
			return true;
	}
	errno = 0;
	v = strtol(text, &end, 10);
	if (end == text || *end != '\0' || errno != 0 || v < INT_MIN || v > INT_MAX)
		return false;
	*out = (int)v;
	return has_level(f, *out);
}

const char *judgement_level_text(struct arena *a, const struct rubric_feature *f, int level)
{
	const char *symbol = rubric_symbol_of(f, level);

	return symbol ? symbol : arena_printf(a, "%d", level);
}

const char *judgement_scale_text(struct arena *a, const struct rubric_feature *f)
{
	const char *text = "";

	for (size_t i = 0; i <= f->level_count; i++) {
		int level = i ? f->levels[i - 1].level : f->base_level;
		const char *symbol = rubric_symbol_of(f, level);
		const char *words = rubric_words_of(f, level);

		text = arena_printf(a, "%s%s%d", text, i ? ", " : "", level);
		if (symbol)
			text = arena_printf(a, "%s (%s)", text, symbol);
		if (words)
			text = arena_printf(a, "%s: %s", text, words);
	}
	return text;
}

/* --- evidence ------------------------------------------------------------------------ */

static bool is_there(const char *folder, const char *name, size_t n)
{
	char *cut = mem_dup_n(name, n);
	char *path = cut[0] == '/' ? mem_dup(cut) : file_join(folder, cut);
	struct stat st;
	bool there = n > 0 && stat(path, &st) == 0;

	free(path);
	free(cut);
	return there;
}

/* "notes.md", "notes.md:12" and "notes.md#setup" are of the file notes.md. */
static bool is_file(const char *folder, const char *name)
{
	size_t n = strlen(name), digits = 0;
	const char *hash = strrchr(name, '#');

	if (is_there(folder, name, n) ||
	    (hash && is_there(folder, name, (size_t)(hash - name))))
		return true;
	while (digits < n && isdigit((unsigned char)name[n - 1 - digits]))
		digits++;
	return digits > 0 && digits + 1 < n && name[n - 1 - digits] == ':' &&
	       is_there(folder, name, n - 1 - digits);
}

/* "https://...", "doi:10..."; a scheme has two letters or more. */
static bool is_link(const char *text)
{
	size_t n = 0;

	while (isalnum((unsigned char)text[n]) || strchr("+-", text[n] ? text[n] : ' '))
		n++;
	return n >= 2 && isalpha((unsigned char)text[0]) && text[n] == ':' &&
	       text[n + 1] != '\0' && !isblank((unsigned char)text[n + 1]) &&
	       text[n + 1 + strspn(text + n + 1, "0123456789")] != '\0';
}

const char *judgement_missing_evidence(struct arena *a, const char *folder,
				       const char *evidence)
{
	while (*evidence) {
		const char *end = strstr(evidence, ", ");
		size_t n = end ? (size_t)(end - evidence) : strlen(evidence);
		const char *one = arena_dup_n(a, evidence, n);

		if (*one && !is_link(one) && !is_file(folder, one))
			return one;
		evidence += n + (end ? 1 : 0);
		evidence += strspn(evidence, " ");
	}
	return NULL;
}

/* --- names --------------------------------------------------------------------------- */

static const char *hint(struct loader *l, const char *found, const char *const *names,
			size_t count)
{
	const char *near = opt_nearest(found, names, count), *list = "";

	if (near)
		return arena_printf(&l->c.arena, "; did you mean \"%s\"?", near);
	for (size_t i = 0; i < count; i++)
		list = arena_printf(&l->c.arena, "%s%s%s", list, i ? ", " : "", names[i]);
	return count ? arena_printf(&l->c.arena, "; there are: %s", list) : "";
}

/* 0: found, 1: the rubric does not have it and that is fine, -1: an error. */
static int find_feature(struct loader *l, int line, const char *name, size_t *out)
{
	const struct rubric *r = l->r;
	const struct rubric_feature *f = rubric_feature_find(r, name);
	const char **names = arena_new(&l->c.arena, r->feature_count, sizeof(names[0]));
	char place[RUBRIC_PLACE];
	size_t n = 0;

	if (f && f->judged) {
		*out = (size_t)(f - r->features);
		return 0;
	}
	if (l->shared)
		return 1;
	if (f)
		return conf_error(&l->c, line, l->err,
				  "%s is measured, not judged (%s); wanted judged = yes "
				  "there, or no judgement here",
				  name, rubric_place(r, f->line, place));
	for (size_t i = 0; i < r->feature_count; i++) {
		if (r->features[i].judged)
			names[n++] = r->features[i].name;
	}
	return conf_error(&l->c, line, l->err, "the rubric has no judged feature \"%s\"%s",
			  name, hint(l, name, names, n));
}

static int find_platform(struct loader *l, int line, const char *name, size_t *out)
{
	const struct rubric *r = l->r;
	const char **names = arena_new(&l->c.arena, r->platform_count + 1, sizeof(names[0]));

	names[0] = r->baseline;
	for (size_t i = 0; i < r->platform_count; i++)
		names[i + 1] = r->platforms[i].name;
	for (*out = 0; *out <= r->platform_count; (*out)++) {
		if (strcmp(names[*out], name) == 0)
			return 0;
	}
	if (l->shared)
		return 1;
	return conf_error(&l->c, line, l->err,
			  "the rubric has neither a candidate nor a baseline \"%s\"%s", name,
			  hint(l, name, names, r->platform_count + 1));
}

static int find_assessor(struct loader *l, int line, const char *name, size_t *out)
{
	struct judgements *j = l->out;
	const char **names = arena_new(&l->c.arena, j->assessor_count, sizeof(names[0]));

	for (*out = 0; *out < j->assessor_count; (*out)++) {
		names[*out] = j->assessors[*out].name;
		if (strcmp(names[*out], name) == 0)
			return 0;
	}
	if (j->declared)
		return conf_error(&l->c, line, l->err, "there is no [assessor %s]%s", name,
				  hint(l, name, names, j->assessor_count));
	j->assessors = mem_grow(j->assessors, &l->assessor_room, j->assessor_count + 1,
				sizeof(j->assessors[0]));
	j->assessors[j->assessor_count++] =
		(struct assessor){ .name = name, .title = name, .line = line };
	return 0;
}

/* --- sections ------------------------------------------------------------------------ */

static int line_of(const struct conf_section *s, const char *key)
{
	const struct conf_entry *e = conf_get(s, key);

	return e ? e->line : s->line;
}

/* [judgement FEATURE PLATFORM ASSESSOR]; only a platform may have blanks in its name. */
static int read_name(struct loader *l, const struct conf_section *s,
		     struct judgement_text *t)
{
	const char *first = strpbrk(s->name, " \t"), *last = s->name + strlen(s->name);
	int given = (t->feature != NULL) + (t->platform != NULL) + (t->assessor != NULL);

	if (given == 3)
		return 0;
	while (last > s->name && !isblank((unsigned char)last[-1]))
		last--;
	if (given > 0 || first == NULL || last <= first + strspn(first, " \t"))
		return conf_error(&l->c, s->line, l->err,
				  "[judgement %s]: wanted [judgement FEATURE PLATFORM "
				  "ASSESSOR], or all of the keys feature, platform and "
				  "assessor",
				  s->name);

	const char *platform = first + strspn(first, " \t"), *end = last;

	while (end > platform && isblank((unsigned char)end[-1]))
		end--;
	t->feature = arena_dup_n(&l->c.arena, s->name, (size_t)(first - s->name));
	t->platform = arena_dup_n(&l->c.arena, platform, (size_t)(end - platform));
	t->assessor = last;
	return 0;
}

static int check_text(struct loader *l, const struct conf_section *s,
		      const struct judgement_text *t)
{
	const char *missing;

	if (!judgement_is_date(t->date))
		return conf_error(&l->c, line_of(s, "date"), l->err,
				  "date = %s: no day as ISO 8601 has it; wanted YEAR-MONTH-"
				  "DAY, such as 2026-11-29",
				  t->date);
	if (t->assessor[strcspn(t->assessor, " \t,")] != '\0')
		return conf_error(&l->c, line_of(s, "assessor"), l->err,
				  "assessor = %s: a name without blanks and commas is wanted "
				  "(a full one: [assessor NAME] title = ...)",
				  t->assessor);
	missing = t->evidence ? judgement_missing_evidence(&l->c.arena, l->folder, t->evidence)
			      : NULL;
	if (missing)
		return conf_error(&l->c, line_of(s, "evidence"), l->err,
				  "evidence: \"%s\" is no link, and there is no such file "
				  "below %s; wanted LINK or FILE, several with \", \" between",
				  missing, l->folder);
	return 0;
}

static int load_judgement(struct loader *l, const struct conf_section *s)
{
	struct judgements *j = l->out;
	struct judgement_text t = { 0 };
	struct judgement made = { .line = s->line };
	int rc;

	if (conf_read(&l->c, s, judgement_keys, ARRAY_LEN(judgement_keys), &t, NULL, NULL,
		      l->err) ||
	    read_name(l, s, &t) || check_text(l, s, &t))
		return -1;
	rc = find_feature(l, line_of(s, "feature"), t.feature, &made.feature);
	if (rc == 0)
		rc = find_platform(l, line_of(s, "platform"), t.platform, &made.platform);
	if (rc != 0) {
		j->skipped += rc > 0;
		return rc > 0 ? 0 : -1;
	}
	if (find_assessor(l, line_of(s, "assessor"), t.assessor, &made.assessor))
		return -1;

	const struct rubric_feature *f = &l->r->features[made.feature];

	if (!judgement_level(f, t.level, &made.level))
		return conf_error(&l->c, line_of(s, "level"), l->err,
				  "level = %s: %s has no such level; it has: %s", t.level,
				  f->name, judgement_scale_text(&l->c.arena, f));
	made.date = t.date;
	made.reason = t.reason;
	made.evidence = t.evidence;
	j->list = mem_grow(j->list, &l->room, j->count + 1, sizeof(made));
	j->list[j->count++] = made;
	return 0;
}

static int load_assessor(struct loader *l, const struct conf_section *s)
{
	struct judgements *j = l->out;
	struct assessor_text t = { .title = s->name };

	if (s->name[0] == '\0' || s->name[strcspn(s->name, " \t,")] != '\0')
		return conf_error(&l->c, s->line, l->err,
				  "[assessor %s]: wanted [assessor NAME], a name without "
				  "blanks and commas (a full one: title = ...)",
				  s->name);
	if (conf_read(&l->c, s, assessor_keys, ARRAY_LEN(assessor_keys), &t, NULL, NULL,
		      l->err))
		return -1;
	j->assessors = mem_grow(j->assessors, &l->assessor_room, j->assessor_count + 1,
				sizeof(j->assessors[0]));
	j->assessors[j->assessor_count++] =
		(struct assessor){ .name = s->name, .title = t.title, .line = s->line };
	return 0;
}

static int each(struct loader *l, const char *kind,
		int (*load)(struct loader *, const struct conf_section *))
{
	for (size_t i = 0; i < l->c.count; i++) {
		if (strcmp(l->c.sections[i].kind, kind) == 0 &&
		    load(l, &l->c.sections[i]) != 0)
			return -1;
	}
	return 0;
}

static int load_head(struct loader *l, const struct conf_section *s)
{
	struct head_text t = { 0 };

	if (s->name[0] != '\0')
		return conf_error(&l->c, s->line, l->err,
				  "[judgements %s]: wanted [judgements]", s->name);
	return conf_read(&l->c, s, head_keys, ARRAY_LEN(head_keys), &t, NULL, NULL, l->err);
}

/* --- the whole ----------------------------------------------------------------------- */

static int by_cell(const void *a, const void *b)
{
	const struct judgement *x = a, *y = b;

	if (x->feature != y->feature)
		return x->feature < y->feature ? -1 : 1;
	if (x->platform != y->platform)
		return x->platform < y->platform ? -1 : 1;
	if (x->assessor != y->assessor)
		return x->assessor < y->assessor ? -1 : 1;
	return (x->line > y->line) - (x->line < y->line);
}

static int check_twice(struct loader *l)
{
	const struct judgements *j = l->out;

	for (size_t i = 1; i < j->count; i++) {
		const struct judgement *x = &j->list[i - 1], *y = &j->list[i];

		if (x->feature == y->feature && x->platform == y->platform &&
		    x->assessor == y->assessor)
			return conf_error(&l->c, y->line, l->err,
					  "%s has judged %s of this platform already, in "
					  "line %d; wanted one judgement",
					  j->assessors[y->assessor].name,
					  l->r->features[y->feature].name, x->line);
	}
	return 0;
}

static int load_all(struct loader *l)
{
	static const char *const kinds[] = { "judgements", "assessor", "judgement", NULL };
	struct judgements *j = l->out;

	if (conf_find(&l->c, "judgements", NULL) == NULL)
		return conf_error(&l->c, 1, l->err,
				  "no [judgements] section; is this a judgements file?");
	if (conf_check_kinds(&l->c, kinds, l->err) || each(l, "judgements", load_head) ||
	    each(l, "assessor", load_assessor))
		return -1;
	j->declared = j->assessor_count > 0;
	if (each(l, "judgement", load_judgement))
		return -1;
	if (j->count > 1)
		qsort(j->list, j->count, sizeof(j->list[0]), by_cell);
	return check_twice(l);
}

int judgement_load(struct judgements *out, const struct rubric *r, const char *path,
		   bool shared, struct err *err)
{
	struct loader l = { .out = out, .r = r, .shared = shared, .err = err };
	struct stat st;
	int rc;

	*out = (struct judgements){ 0 };
	out->path = arena_dup(&out->arena, path);
	if (stat(path, &st) != 0 && errno == ENOENT) {
		out->missing = true;
		return 0;
	}
	l.folder = file_folder(path);
	rc = conf_load(&l.c, path, err);
	if (rc == 0) {
		memcpy(out->sha256, l.c.sha256, sizeof(out->sha256));
		rc = load_all(&l);
	}
	/* The words live in the conf's arena, which becomes this one's; the path is there
	   twice, and the older copy goes. */
	const char *kept = arena_dup(&l.c.arena, path);

	arena_release(&out->arena);
	out->arena = l.c.arena;
	out->path = kept;
	l.c.arena = (struct arena){ 0 };
	conf_release(&l.c);
	free(l.folder);
	return rc;
}

void judgement_release(struct judgements *j)
{
	if (j == NULL)
		return;
	free(j->list);
	free(j->assessors);
	arena_release(&j->arena);
	*j = (struct judgements){ 0 };
}

const struct judgement *judgement_of(const struct rubric *r, size_t feature, size_t platform,
				     size_t *count)
{
	const struct judgements *j = r->judgements;
	const struct judgement *first = NULL;

	*count = 0;
	if (platform > 0 && strcmp(r->platforms[platform - 1].name, r->baseline) == 0)
		platform = 0;
	for (size_t i = 0; j && i < j->count; i++) {
		if (j->list[i].feature != feature || j->list[i].platform != platform)
			continue;
		if ((*count)++ == 0)
			first = &j->list[i];
	}
	return first;
}

int judgement_check(const char *path, struct notes *notes, struct err *err)
{
	struct rubric r = { 0 };
	struct conf c = { 0 };
	int rc = conf_load(&c, path, err);
	const struct conf_section *s = rc == 0 ? conf_find(&c, "judgements", NULL) : NULL;
	const struct conf_entry *e = s ? conf_get(s, "rubric") : NULL;

	(void)notes;
	if (rc == 0 && e == NULL)
		rc = conf_error(&c, s ? s->line : 1, err,
				"[judgements] does not say which rubric it is for; wanted: "
				"rubric = FILE.ini (or check the rubric, which proves it, "
				"too)");
	if (rc == 0) {
		char *folder = file_folder(path), *there = file_join(folder, e->value);
		char *self = realpath(path, NULL), *other = NULL;

		rc = rubric_load(&r, e->value[0] == '/' ? e->value : there, err);
		other = rc == 0 && r.judgements_path ? realpath(r.judgements_path, NULL) : NULL;
		if (rc == 0 && (self == NULL || other == NULL || strcmp(self, other) != 0))
			rc = conf_error(&c, e->line, err,
					"rubric = %s: that rubric's judgements are %s, not "
					"this file",
					e->value,
					r.judgements_path ? r.judgements_path : "in no file");
		free(folder);
		free(there);
		free(self);
		free(other);
	}
	rubric_release(&r);
	conf_release(&c);
	return rc;
}
