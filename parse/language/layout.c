/* layout.c - reads what the paths of an archive mean. */
#include "parse/language/layout.h"

#include <stdlib.h>
#include <string.h>

#include "data/base/opt.h"

struct rule_text {
	const char *path, *platform, *benchmark, *side, *grammar, *params;
	bool ignore, optional;
};

#define RULE_KEY(field, required, help) \
	{ #field, CONF_TEXT, CONF_FIELD(struct rule_text, field, const char *), 0, 0, NULL, \
	  required, help }

static const struct conf_key rule_keys[] = {
	RULE_KEY(path, true, "a pattern for paths below the archive's root"),
	RULE_KEY(platform, false, "the platform, where the path does not say it; {group}: its text"),
	RULE_KEY(benchmark, false, "the benchmark"),
	RULE_KEY(side, false, "client or server"),
	RULE_KEY(grammar, false, "only this grammar reads the file"),
	RULE_KEY(params, false, "parameters of all its records: NAME=VALUE;NAME={group}"),
	{ "ignore", CONF_YES_NO, CONF_FIELD(struct rule_text, ignore, bool), 0, 0, NULL,
	  false, "known, and not a log" },
	{ "optional", CONF_YES_NO, CONF_FIELD(struct rule_text, optional, bool), 0, 0, NULL,
	  false, "no word where no file is of it" },
};

struct head {
	const char *name, *title;
	bool count_copies;
};

static const struct conf_key head_keys[] = {
	{ "name", CONF_TEXT, CONF_FIELD(struct head, name, const char *), 0, 0, NULL, true,
	  "the archive's name" },
	{ "title", CONF_TEXT, CONF_FIELD(struct head, title, const char *), 0, 0, NULL, false,
	  "one line for people" },
	{ "count_copies", CONF_YES_NO, CONF_FIELD(struct head, count_copies, bool), 0, 0, NULL,
	  false, "files that are alike byte by byte are runs of their own" },
};

/* --- the groups of a path ------------------------------------------------------------- */

static const char *const contexts[] = { "platform", "benchmark", "side" };

bool layout_is_context(const char *group)
{
	size_t k = 0;

	while (k < ARRAY_LEN(contexts) && strcmp(group, contexts[k]) != 0)
		k++;
	return k < ARRAY_LEN(contexts);
}

size_t layout_group(const struct layout_rule *r, const char *name, size_t size)
{
	for (size_t i = 1; i <= regex_groups(r->path); i++) {
		const char *group = regex_group_name(r->path, i);

		if (group && strlen(group) == size && memcmp(group, name, size) == 0)
			return i;
	}
	return 0;
}

/* Each name stands once; one that is to be a parameter is no slip for another meaning. A size may be one for
   a side: of short names none can tell. */
static int check_groups(const struct layout *l, const struct layout_rule *r, int line, struct err *err)
{
	for (size_t i = 1; i <= regex_groups(r->path); i++) {
		const char *name = regex_group_name(r->path, i), *near;

		if (name == NULL)
			continue;
		if (layout_group(r, name, strlen(name)) != i)
			return conf_error(&l->conf, line, err,
					  "two groups \"%s\": give each a name of its own, and the alternatives "
					  "a rule each", name);
		near = layout_is_context(name) || r->used[i] ? NULL : opt_nearest(name, contexts, 2);
		if (near)
			return conf_error(&l->conf, line, err, "group \"%s\": did you mean \"%s\"?",
					  name, near);
	}
	return 0;
}

static int no_group(const struct layout *l, const struct layout_rule *r, const struct conf_entry *e,
		    const char *name, int size, struct err *err)
{
	const char *groups = "";
	struct arena a = { 0 };

	for (size_t i = 1; i <= regex_groups(r->path); i++) {
		const char *group = regex_group_name(r->path, i);

		if (group)
			groups = arena_printf(&a, "%s%s{%s}", groups, groups[0] ? ", " : "", group);
	}
	conf_error(&l->conf, e->line, err, "%s: {%.*s} is no group of the path, which has %s", e->key,
		   size, name, groups[0] ? groups : "none with a name: (?<NAME>...)");
	arena_release(&a);
	return -1;
}

/* Is each "{name}" of the key's text a group of the path? Those that are, are used. */
static int check_constant(const struct layout *l, struct layout_rule *r, const struct conf_entry *e,
			  const char *text, struct err *err)
{
	for (const char *s = text; *s; s++) {
		size_t n = strcspn(s + 1, "{};");

		if (*s == '}' || (*s == '{' && s[1 + n] != '}'))
			return conf_error(&l->conf, e->line, err, "%s: \"%c\" without its \"%c\"; wanted "
					  "{GROUP}, a group of the path", e->key, *s, *s == '{' ? '}' : '{');
		if (*s != '{')
			continue;
		size_t group = layout_group(r, s + 1, n);
		if (group == 0)
			return no_group(l, r, e, s + 1, (int)n, err);
		const char *name = regex_group_name(r->path, group);
		/* what gives the platform may be said in a parameter, too */
		if (!layout_is_context(name) || strcmp(name, e->key) == 0)
			r->used[group] = true;
		s += n + 1;
	}
	return 0;
}

/* --- the parameters of a rule ---------------------------------------------------------- */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The text without blanks around it. */
static const char *trimmed(struct arena *a, const char *text, size_t n)
{
	while (n && is_blank(*text)) {
		text++;
		n--;
	}
	while (n && is_blank(text[n - 1]))
		n--;
	return arena_dup_n(a, text, n);
}

/* One "NAME=VALUE". */
static int load_param(struct layout *l, struct layout_rule *r, const struct conf_entry *e,
		      const char *text, size_t n, struct err *err)
{
	struct layout_param *p = &r->params[r->param_count];
	const char *equals = memchr(text, '=', n);

	p->name = equals ? trimmed(&l->arena, text, (size_t)(equals - text)) : "";
	if (p->name[0] == '\0')
		return conf_error(&l->conf, e->line, err, "params: \"%s\" is no NAME=VALUE",
				  trimmed(&l->arena, text, n));
	if (strpbrk(p->name, "{}"))
		return conf_error(&l->conf, e->line, err, "params: \"%s\": only a value can have a {GROUP}",
				  p->name);
	for (size_t i = 0; i < r->param_count; i++)
		if (strcmp(r->params[i].name, p->name) == 0)
			return conf_error(&l->conf, e->line, err, "params: \"%s\" stands twice", p->name);
	p->value = trimmed(&l->arena, equals + 1, (size_t)(text + n - equals - 1));
	r->param_count++;
	return check_constant(l, r, e, p->value, err);
}

static int load_params(struct layout *l, struct layout_rule *r, const struct conf_entry *e, struct err *err)
{
	size_t most = 1;

	for (const char *s = e->value; *s; s++)
		most += *s == ';';
	r->params = arena_new(&l->arena, most, sizeof(*r->params));
	for (const char *s = e->value; *s; s += *s == ';') {
		size_t n = strcspn(s, ";");

		if (strspn(s, " \t") < n && load_param(l, r, e, s, n, err) != 0)
			return -1;
		s += n;
	}
	return 0;
}

/* --- sections -------------------------------------------------------------------------- */

/* What the groups are, once the path and the constants that name them are known. */
static int load_groups(struct layout *l, struct layout_rule *r, const struct conf_section *s,
		       struct err *err)
{
	const struct conf_entry *params = conf_get(s, "params");

	r->used = arena_new(&l->arena, regex_groups(r->path) + 1, sizeof(*r->used));
	for (size_t i = 0; i < ARRAY_LEN(contexts); i++) {
		const struct conf_entry *e = conf_get(s, contexts[i]);

		if (e && check_constant(l, r, e, e->value, err) != 0)
			return -1;
	}
	if (params && load_params(l, r, params, err) != 0)
		return -1;
	return check_groups(l, r, conf_get(s, "path")->line, err);
}

static int load_rule(struct layout *l, const struct conf_section *s, struct err *err)
{
	struct layout_rule *r = &l->rules[l->rule_count];
	struct rule_text t = { 0 };
	char why[ERR_TEXT];

	if (conf_read(&l->conf, s, rule_keys, ARRAY_LEN(rule_keys), &t, NULL, NULL, err) != 0)
		return -1;
	int line = conf_get(s, "path")->line;
	if (regex_compile(t.path, &r->path, err) != 0) {
		memcpy(why, err->text, sizeof(why));
		return conf_error(&l->conf, line, err, "%s", why);
	}
	l->rule_count++;
	r->name = s->name;
	r->platform = t.platform;
	r->benchmark = t.benchmark;
	r->side = t.side;
	r->grammar = t.grammar;
	r->ignore = t.ignore;
	r->optional = t.optional;
	r->line = s->line;
	return load_groups(l, r, s, err);
}

static int load(struct layout *l, struct err *err)
{
	static const char *const kinds[] = { "layout", "rule", "platforms", NULL };
	const struct conf_section *head = conf_find(&l->conf, "layout", NULL);
	struct head h = { 0 };

	if (conf_check_kinds(&l->conf, kinds, err) != 0)
		return -1;
	if (head == NULL)
		return conf_error(&l->conf, 1, err, "a layout needs a [layout] section");
	if (conf_read(&l->conf, head, head_keys, ARRAY_LEN(head_keys), &h, NULL, NULL, err))
		return -1;
	l->count_copies = h.count_copies;
	l->rules = arena_new(&l->arena, l->conf.count, sizeof(*l->rules));
	for (size_t i = 0; i < l->conf.count; i++) {
		const struct conf_section *s = &l->conf.sections[i];

		if (strcmp(s->kind, "rule") == 0 && load_rule(l, s, err) != 0)
			return -1;
		if (strcmp(s->kind, "platforms") != 0)
			continue;
		l->platforms = arena_new(&l->arena, s->count, sizeof(*l->platforms));
		for (size_t k = 0; k < s->count; k++) {
			l->platforms[k].from = s->entries[k].key;
			l->platforms[k].to = s->entries[k].value;
			l->platforms[k].line = s->entries[k].line;
		}
		l->platform_count = s->count;
	}
	if (l->rule_count == 0)
		return conf_error(&l->conf, head->line, err, "a layout needs a [rule NAME]");
	return 0;
}

int layout_load(const char *path, struct layout **out, struct err *err)
{
	struct layout *l = mem_new(1, sizeof(*l));

	if (conf_load(&l->conf, path, err) != 0 || load(l, err) != 0) {
		layout_free(l);
		return -1;
	}
	*out = l;
	return 0;
}

void layout_free(struct layout *l)
{
	if (l == NULL)
		return;
	for (size_t i = 0; i < l->rule_count; i++)
		regex_free(l->rules[i].path);
	conf_release(&l->conf);
	arena_release(&l->arena);
	free(l);
}
