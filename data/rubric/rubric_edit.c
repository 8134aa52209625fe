/* rubric_edit.c - changes to a rubric: from words to what its file would say. */
#include "data/rubric/rubric_edit.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/hash.h"
#include "data/base/opt.h"
#include "data/rubric/rubric_load.h"

#define WORD_MAX 150 /* bytes without a blank that a line of a rubric is sure to hold */

/* --- words --------------------------------------------------------------------------- */

void rubric_edits_release(struct rubric_edits *e)
{
	free(e->list);
	arena_release(&e->arena);
	*e = (struct rubric_edits){ 0 };
}

static void add(struct rubric_edits *e, struct rubric_edit edit)
{
	e->list = mem_grow(e->list, &e->room, e->count + 1, sizeof(edit));
	e->list[e->count++] = edit;
}

/* Without the blanks around it. */
static char *trimmed(struct arena *a, const char *text, size_t n)
{
	while (n > 0 && isspace((unsigned char)text[n - 1]))
		n--;
	while (n > 0 && isspace((unsigned char)*text)) {
		text++;
		n--;
	}
	return arena_dup_n(a, text, n);
}

/* Can a rubric's file hold this value, and would it be read as it is? */
static int check_value(const struct rubric_edit *edit, struct err *err)
{
	const char *value = edit->value;

	for (const char *s = value; *s; s++) {
		if ((unsigned char)*s < ' ' && *s != '\t')
			return err_set(err, EXIT_INPUT,
				       "%s: a line end or a control character cannot stand in a "
				       "value",
				       edit->option);
		if (*s == ';' && (s == value || isblank((unsigned char)s[-1])))
			return err_set(err, EXIT_INPUT,
				       "%s: \";\" at the start or after a blank begins a comment "
				       "in a rubric",
				       edit->option);
		if (strcspn(s, " \t") > WORD_MAX)
			return err_set(err, EXIT_INPUT,
				       "%.60s...: more than %d characters without a blank do not "
				       "fit into a rubric",
				       edit->option, WORD_MAX);
	}
	return 0;
}

int rubric_edits_set(struct rubric_edits *e, const char *word, struct err *err)
{
	struct arena *a = &e->arena;
	const char *equals = strchr(word, '=');
	struct rubric_edit edit = { .option = arena_printf(a, "--set %s", word) };
	char *path, *dot;

	if (equals == NULL)
		return err_set(err, EXIT_INPUT,
			       "%s: wanted KEY=VALUE, NAME.KEY=VALUE or KIND.NAME.KEY=VALUE, such "
			       "as statistic=median or file_read.levels=60%% 70%%",
			       edit.option);
	path = trimmed(a, word, (size_t)(equals - word));
	dot = strrchr(path, '.');
	edit.name = "";
	edit.key = path;
	if (dot) {
		*dot = '\0';
		edit.name = path;
		edit.key = dot + 1;
	} else {
		edit.kind = "rubric";
	}
	edit.value = trimmed(a, equals + 1, strlen(equals + 1));
	if (edit.key[0] == '\0' || (dot && path[0] == '\0'))
		return err_set(err, EXIT_INPUT,
			       "%s: the %s is empty; wanted KEY=VALUE, NAME.KEY=VALUE or "
			       "KIND.NAME.KEY=VALUE",
			       edit.option, edit.key[0] ? "name" : "key");
	if (check_value(&edit, err) != 0)
		return -1;
	add(e, edit);
	return 0;
}

int rubric_edits_without(struct rubric_edits *e, const char *word, struct err *err)
{
	struct arena *a = &e->arena;
	struct rubric_edit edit = {
		.option = arena_printf(a, "--without %s", word),
		.name = trimmed(a, word, strlen(word)),
	};

	if (edit.name[0] == '\0')
		return err_set(err, EXIT_INPUT,
			       "--without: wanted the name of a feature or of a candidate");
	add(e, edit);
	return 0;
}

void rubric_edits_add(struct rubric_edits *e, const char *kind, const char *name,
		      const char *key, const char *value)
{
	struct arena *a = &e->arena;
	bool head = strcmp(kind, "rubric") == 0;
	struct rubric_edit edit = {
		.kind = arena_dup(a, kind),
		.name = arena_dup(a, name),
		.key = arena_dup(a, key),
		.value = arena_dup(a, value),
	};

	if (key == NULL)
		edit.option = arena_printf(a, "--without %s.%s", kind, name);
	else
		edit.option = arena_printf(a, "--set %s%s%s%s%s=%s", head ? "" : kind,
					   head || !*name ? "" : ".", name, head ? "" : ".",
					   key, value ? value : "");
	add(e, edit);
}

/* Does an edit of the command line speak of what a program edits? Its kind may be left out:
   then the name is the feature's, or that of the only other section that has it. */
static bool speaks_of(const struct rubric *r, const struct rubric_edit *base,
		      const struct rubric_edit *e)
{
	size_t n = strlen(e->kind);

	if (base->key == NULL || strcmp(base->key, e->key) != 0)
		return false;
	if (base->kind)
		return strcmp(base->kind, e->kind) == 0 && strcmp(base->name, e->name) == 0;
	if (strcmp(base->name, e->name) == 0)
		return strcmp(e->kind, "feature") == 0 ||
		       rubric_feature_find(r, e->name) == NULL;
	return strncmp(base->name, e->kind, n) == 0 && base->name[n] == '.' &&
	       strcmp(base->name + n + 1, e->name) == 0 &&
	       rubric_feature_find(r, base->name) == NULL;
}

void rubric_edits_join(struct rubric_edits *out, const struct rubric *r,
		       const struct rubric_edits *base, const struct rubric_edits *own)
{
	for (size_t k = 0; k < own->count; k++)
		rubric_edits_add(out, own->list[k].kind, own->list[k].name,
				 own->list[k].key, own->list[k].value);
	for (size_t i = 0; base && i < base->count; i++) {
		bool again = false;

		for (size_t k = 0; k < own->count; k++)
			again = again || speaks_of(r, &base->list[i], &own->list[k]);
		if (!again)
			add(out, base->list[i]);
	}
}

/* --- names --------------------------------------------------------------------------- */

/* Edits on their way into a file. */
struct editor {
	struct conf *c;
	struct arena *a;          /* the conf's */
	struct rubric_edit *list; /* our own, with kinds found */
	size_t count;
	struct err *err;
};

static const struct conf_entry *head_entry(const struct editor *ed, const char *key)
{
	const struct conf_section *s = conf_find(ed->c, "rubric", "");

	return s ? conf_get(s, key) : NULL;
}

static const char **candidates(const struct editor *ed, size_t *count)
{
	const struct conf_entry *e = head_entry(ed, "candidates");
	const char *text = e ? e->value : "";

	return conf_list(ed->a, text, strchr(text, ',') != NULL, count);
}

static bool is_baseline(const struct editor *ed, const char *name)
{
	const struct conf_entry *e = head_entry(ed, "baseline");

	return e && strcmp(e->value, name) == 0;
}

static bool is_candidate(const struct editor *ed, const char *name)
{
	size_t n;
	const char **names = candidates(ed, &n);

	for (size_t i = 0; i < n; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

/* Does a feature of the file, or an edit, say that its importance is this one? */
static bool is_importance_used(const struct editor *ed, const char *name)
{
	for (size_t i = 0; i < ed->c->count; i++) {
		const struct conf_section *s = &ed->c->sections[i];
		const struct conf_entry *e = conf_get(s, "importance");

		if (strcmp(s->kind, "feature") == 0 && e && strcmp(e->value, name) == 0)
			return true;
	}
	for (size_t i = 0; i < ed->count; i++) {
		const struct rubric_edit *e = &ed->list[i];

		if (e->key && strcmp(e->key, "importance") == 0 && e->value &&
		    strcmp(e->value, name) == 0)
			return true;
	}
	return false;
}

/* May [KIND NAME] be spoken of: it is there, or it is known without a section? */
static bool is_there(const struct editor *ed, const char *kind, const char *name)
{
	if (conf_find(ed->c, kind, name))
		return true;
	if (strcmp(kind, "platform") == 0)
		return is_baseline(ed, name) || is_candidate(ed, name);
	if (strcmp(kind, "importance") == 0)
		return is_importance_used(ed, name);
	return strcmp(kind, "symbols") == 0 && name[0] == '\0';
}

static bool is_nameless(const char *kind)
{
	return strcmp(kind, "rubric") == 0 || strcmp(kind, "symbols") == 0;
}

/* The names of all sections of a kind (NULL: all that have one), for a hint. */
static const char *hint(const struct editor *ed, const char *kind, const char *found)
{
	struct rubric_loader l = { .c = ed->c, .err = ed->err };
	size_t n = 0, platforms;
	const char **list = candidates(ed, &platforms);
	const char **names = arena_new(ed->a, ed->c->count + platforms, sizeof(names[0]));
	const char *near;

	for (size_t i = 0; i < ed->c->count; i++) {
		const struct conf_section *s = &ed->c->sections[i];

		if (s->name[0] && (kind == NULL || strcmp(s->kind, kind) == 0))
			names[n++] = s->name;
	}
	for (size_t i = 0; kind == NULL && i < platforms; i++)
		names[n++] = list[i];
	near = opt_nearest(found, names, n);
	if (kind == NULL && near == NULL) { /* no scales and sets: what may be meant */
		n = 0;
		for (size_t i = 0; i < ed->c->count; i++)
			if (strcmp(ed->c->sections[i].kind, "feature") == 0)
				names[n++] = ed->c->sections[i].name;
		for (size_t i = 0; i < platforms; i++)
			names[n++] = list[i];
	}
	return rubric_hint(&l, found, names, n);
}

/* "importance.high": a kind and what it names. */
static bool split_kind(const struct editor *ed, struct rubric_edit *e)
{
	size_t kinds, n = strcspn(e->name, ".");
	const struct rubric_section *rows = rubric_sections(&kinds);

	for (size_t i = 0; i < kinds; i++) {
		const char *kind = rows[i].kind;

		if (strlen(kind) != n || strncmp(kind, e->name, n) != 0 ||
		    (is_nameless(kind) != (e->name[n] == '\0') &&
		     strcmp(kind, "symbols") != 0)) /* of all, or of a scale */
			continue;
		e->name = arena_dup(ed->a, e->name + n + (e->name[n] == '.'));
		e->kind = kind;
		return true;
	}
	return false;
}

/* A name alone: the feature's, or that of the only other section that has it. */
static int find_kind(const struct editor *ed, struct rubric_edit *e)
{
	static const char *const others[] = { "set", "importance", "platform", "levels",
					       "dimension" };
	const char *kind = NULL;

	if (is_there(ed, "feature", e->name)) {
		e->kind = "feature";
		return 0;
	}
	for (size_t i = 0; i < ARRAY_LEN(others); i++) {
		if (!is_there(ed, others[i], e->name))
			continue;
		if (kind)
			return err_set(ed->err, EXIT_INPUT,
				       "%s: \"%s\" is the name of a %s and of a %s; wanted: "
				       "%s.%s.%s=... or %s.%s.%s=...",
				       e->option, e->name, kind, others[i], kind, e->name,
				       e->key, others[i], e->name, e->key);
		kind = others[i];
	}
	e->kind = kind;
	if (kind || split_kind(ed, e))
		return 0;
	return err_set(ed->err, EXIT_INPUT,
		       "%s: there is no feature, set, importance, platform or scale \"%s\"%s",
		       e->option, e->name, hint(ed, NULL, e->name));
}

static int resolve_set(const struct editor *ed, struct rubric_edit *e)
{
	if (e->kind && strcmp(e->kind, "rubric") == 0 &&
	    (strcmp(e->key, "include") == 0 || strcmp(e->key, "without") == 0))
		return err_set(ed->err, EXIT_INPUT,
			       "%s: what is included stands in the file alone; --without NAME "
			       "leaves a feature out",
			       e->option);
	if (e->kind == NULL && find_kind(ed, e) != 0)
		return -1;
	if (is_there(ed, e->kind, e->name))
		return 0;
	return err_set(ed->err, EXIT_INPUT, "%s: there is no [%s%s%s]%s", e->option, e->kind,
		       e->name[0] ? " " : "", e->name, hint(ed, e->kind, e->name));
}

static int resolve_without(const struct editor *ed, struct rubric_edit *e)
{
	bool feature = e->kind == NULL && conf_find(ed->c, "feature", e->name);
	bool platform = e->kind == NULL && is_candidate(ed, e->name);

	if (feature && platform)
		return err_set(ed->err, EXIT_INPUT,
			       "%s: it is a feature and a candidate; wanted: feature.%s or "
			       "platform.%s",
			       e->option, e->name, e->name);
	if (feature || platform)
		e->kind = feature ? "feature" : "platform";
	else if (e->kind == NULL && is_baseline(ed, e->name))
		e->kind = "platform";
	else if (e->kind == NULL)
		split_kind(ed, e);
	if (e->kind && strcmp(e->kind, "platform") == 0) {
		if (is_candidate(ed, e->name))
			return 0;
		if (is_baseline(ed, e->name))
			return err_set(ed->err, EXIT_INPUT,
				       "%s: it is the baseline and no candidate; another baseline "
				       "is chosen by --set baseline=PLATFORM",
				       e->option);
	}
	if (e->kind && strcmp(e->kind, "feature") == 0 && is_there(ed, "feature", e->name))
		return 0;
	return err_set(ed->err, EXIT_INPUT, "%s: there is no such feature or candidate%s",
		       e->option, hint(ed, NULL, e->name));
}

/* Two edits may not speak of the same. */
static int check_twice(const struct editor *ed, size_t at)
{
	const struct rubric_edit *e = &ed->list[at];

	for (size_t i = 0; i < at; i++) {
		const struct rubric_edit *o = &ed->list[i];

		if (strcmp(o->kind, e->kind) != 0 || strcmp(o->name, e->name) != 0)
			continue;
		if (o->key == NULL || e->key == NULL)
			return err_set(ed->err, EXIT_INPUT, "%s and %s contradict one another",
				       o->option, e->option);
		if (strcmp(o->key, e->key) == 0)
			return err_set(ed->err, EXIT_INPUT, "%s: %s already changes it",
				       e->option, o->option);
	}
	return 0;
}

/* --- changes ------------------------------------------------------------------------- */

static struct conf_section *section_of(const struct editor *ed, const char *kind,
				       const char *name)
{
	const struct conf_section *s = conf_find(ed->c, kind, name);

	return s ? &ed->c->sections[s - ed->c->sections] : NULL;
}

static int apply_set(const struct editor *ed, const struct rubric_edit *e, int line)
{
	struct conf_section *s = section_of(ed, e->kind, e->name);
	bool removes = e->value == NULL || e->value[0] == '\0';

	if (removes && (s == NULL || conf_get(s, e->key) == NULL))
		return err_set(ed->err, EXIT_INPUT,
			       "%s: [%s%s%s] has no %s that could be removed", e->option,
			       e->kind, e->name[0] ? " " : "", e->name, e->key);
	if (s == NULL)
		s = conf_add(ed->c, e->kind, e->name, line);
	conf_set(ed->c, s, e->key, removes ? NULL : e->value, line);
	return 0;
}

static int drop_feature(const struct editor *ed, const struct rubric_edit *e)
{
	if (rubric_count_kind(ed->c, "feature") == 1)
		return err_set(ed->err, EXIT_INPUT, "%s: no feature would be left", e->option);
	conf_drop(ed->c, section_of(ed, e->kind, e->name));
	return 0;
}

/* The section of the platform goes with those that nothing names. */
static int drop_candidate(const struct editor *ed, const struct rubric_edit *e, int line)
{
	size_t n;
	const char **names = candidates(ed, &n), *rest = "";
	bool commas = strchr(head_entry(ed, "candidates")->value, ',') != NULL;

	if (n == 1)
		return err_set(ed->err, EXIT_INPUT, "%s: no candidate would be left", e->option);
	for (size_t i = 0; i < n; i++) {
		if (strcmp(names[i], e->name) == 0)
			continue;
		rest = arena_printf(ed->a, "%s%s%s", rest,
				    *rest == '\0' ? ""
				    : commas      ? ", "
						  : " ",
				    names[i]);
	}
	/* A name with a blank in it needs the comma even when it stands alone. */
	if (commas && n == 2 && strpbrk(rest, " \t"))
		rest = arena_printf(ed->a, "%s,", rest);
	conf_set(ed->c, section_of(ed, "rubric", ""), "candidates", rest, line);
	return 0;
}

static bool is_edited(const struct conf_entry *e)
{
	return e != NULL && e->line < 0;
}

/* What says something of a key that an edit took away or made useless. */
static void drop_useless_keys(const struct editor *ed, struct conf_section *s,
			      bool had_strata)
{
	bool head = strcmp(s->kind, "rubric") == 0;
	const struct conf_entry *statistic = conf_get(s, "statistic");
	const struct conf_entry *rules =
		statistic || head ? statistic : head_entry(ed, "statistic");

	if (!head && had_strata && conf_get(s, "strata") == NULL &&
	    !is_edited(conf_get(s, "combine")))
		conf_set(ed->c, s, "combine", NULL, 0);
	if (is_edited(rules) && strcmp(rules->value, "trimmed_mean") != 0 &&
	    !is_edited(conf_get(s, "trim")))
		conf_set(ed->c, s, "trim", NULL, 0);
}

/* What the sections were before: platforms that were named, features that had strata. */
struct before {
	const char *name;
	bool had;
};

static bool is_named(const struct editor *ed, const struct conf_section *s)
{
	return is_baseline(ed, s->name) || is_candidate(ed, s->name);
}

static struct before *look(const struct editor *ed, size_t *count)
{
	struct before *b = arena_new(ed->a, ed->c->count, sizeof(*b));

	*count = ed->c->count;
	for (size_t i = 0; i < ed->c->count; i++) {
		const struct conf_section *s = &ed->c->sections[i];
		bool platform = strcmp(s->kind, "platform") == 0;

		b[i].name = s->name; /* the arena's: the same pointer as long as it is there */
		b[i].had = platform ? is_named(ed, s) : conf_get(s, "strata") != NULL;
	}
	return b;
}

static void drop_useless(const struct editor *ed, const struct before *before, size_t count)
{
	size_t at = 0;

	for (size_t i = 0; i < ed->c->count;) {
		struct conf_section *s = &ed->c->sections[i];
		bool had = false;

		while (at < count && before[at].name != s->name)
			at++;
		if (at < count)
			had = before[at].had;
		if (strcmp(s->kind, "platform") == 0 && had && !is_named(ed, s)) {
			conf_drop(ed->c, s);
			continue;
		}
		if (strcmp(s->kind, "rubric") == 0 || strcmp(s->kind, "feature") == 0)
			drop_useless_keys(ed, s, had);
		i++;
	}
}

static void hash_edits(const struct editor *ed, char *sha256)
{
	struct hash *h = hash_new();

	hash_begin(h);
	hash_add(h, sha256, strlen(sha256));
	for (size_t i = 0; i < ed->count; i++) {
		const struct rubric_edit *e = &ed->list[i];
		const char *const parts[] = { e->kind, e->name, e->key ? e->key : "",
					      e->value ? e->value : "" };

		for (size_t k = 0; k < ARRAY_LEN(parts); k++)
			hash_add(h, parts[k], strlen(parts[k]) + 1);
	}
	hash_end(h, sha256);
	hash_free(h);
}

/* First all that is set, then all that is left out. */
static int apply_all(const struct editor *ed)
{
	for (size_t i = 0; i < ed->count; i++) {
		struct rubric_edit *e = &ed->list[i];

		if ((e->key ? resolve_set(ed, e) : resolve_without(ed, e)) != 0 ||
		    check_twice(ed, i) != 0)
			return -1;
	}
	for (size_t i = 0; i < ed->count; i++) {
		const struct rubric_edit *e = &ed->list[i];

		if (e->key && apply_set(ed, e, conf_origin(ed->c, e->option)) != 0)
			return -1;
	}
	for (size_t i = 0; i < ed->count; i++) {
		const struct rubric_edit *e = &ed->list[i];
		int rc = 0;

		if (e->key)
			continue;
		if (strcmp(e->kind, "feature") == 0)
			rc = drop_feature(ed, e);
		else if (is_candidate(ed, e->name))
			rc = drop_candidate(ed, e, conf_origin(ed->c, e->option));
		if (rc != 0)
			return -1;
	}
	return 0;
}

const char *rubric_edits_apply(const struct rubric_edit *edits, size_t count, struct conf *c,
			       char *sha256, struct err *err)
{
	struct editor ed = { .c = c, .a = &c->arena, .count = count, .err = err };
	const char *options = "";
	size_t sections;

	if (count == 0)
		return NULL;
	ed.list = arena_new(ed.a, count, sizeof(ed.list[0]));
	memcpy(ed.list, edits, count * sizeof(ed.list[0]));

	const struct before *before = look(&ed, &sections);

	if (apply_all(&ed) != 0)
		return NULL;
	drop_useless(&ed, before, sections);
	for (size_t i = 0; i < count; i++)
		options = arena_printf(ed.a, "%s%s%s", options, i ? " " : "",
				       ed.list[i].option);
	if (sha256)
		hash_edits(&ed, sha256);
	return options;
}
