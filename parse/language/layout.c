/* layout.c - what the paths of an archive mean. */
#include "parse/language/layout.h"

#include <stdlib.h>
#include <string.h>

struct rule_text {
	const char *path, *platform, *benchmark, *side, *grammar, *params;
	bool ignore;
};

#define RULE_KEY(field, required, help) \
	{ #field, CONF_TEXT, CONF_FIELD(struct rule_text, field, const char *), 0, 0, NULL, \
	  required, help }

static const struct conf_key rule_keys[] = {
	RULE_KEY(path, true, "a pattern for paths below the archive's root"),
	RULE_KEY(platform, false, "the platform, where the path does not say it"),
	RULE_KEY(benchmark, false, "the benchmark"),
	RULE_KEY(side, false, "client or server"),
	RULE_KEY(grammar, false, "only this grammar reads the file"),
	RULE_KEY(params, false, "parameters of all its records"),
	{ "ignore", CONF_YES_NO, CONF_FIELD(struct rule_text, ignore, bool), 0, 0, NULL,
	  false, "known, and not a log" },
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

static int load_rule(struct layout *l, const struct conf_section *s, struct err *err)
{
	static const char *const groups[] = { "platform", "benchmark", "side" };
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
	for (size_t i = 1; i <= regex_groups(r->path); i++) {
		const char *name = regex_group_name(r->path, i);
		size_t k = 0;

		while (name && k < ARRAY_LEN(groups) && strcmp(name, groups[k]) != 0)
			k++;
		if (name && k == ARRAY_LEN(groups))
			return conf_error(&l->conf, line, err,
					  "group \"%s\": platform, benchmark and side are "
					  "known", name);
	}
	r->name = s->name;
	r->platform = t.platform;
	r->benchmark = t.benchmark;
	r->side = t.side;
	r->grammar = t.grammar;
	r->params = t.params;
	r->ignore = t.ignore;
	r->line = s->line;
	return 0;
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

const char *layout_platform(const struct layout *l, const char *name)
{
	for (size_t i = 0; l && i < l->platform_count; i++)
		if (strcmp(l->platforms[i].from, name) == 0)
			return l->platforms[i].to;
	return name;
}

/* The group of that name of the last match, or the constant. */
static const char *part(const struct layout_rule *r, struct regex_scratch *m,
			const char *below, const char *name, const char *constant,
			struct arena *a)
{
	for (size_t i = 1; i <= regex_groups(r->path); i++) {
		const char *group = regex_group_name(r->path, i);
		size_t n;

		if (group == NULL || strcmp(group, name) != 0)
			continue;
		const char *text = regex_group(m, below, i, &n);
		if (text)
			return arena_dup_n(a, text, n);
	}
	return constant;
}

enum layout_answer layout_find(const struct layout *l, struct regex_scratch *m,
			       const char *below, struct arena *a, struct layout_match *out)
{
	*out = (struct layout_match){ .layout = l };
	if (l == NULL)
		return LAYOUT_LOG;
	for (size_t i = 0; i < l->rule_count; i++) {
		const struct layout_rule *r = &l->rules[i];

		if (regex_match(r->path, m, below, strlen(below)) != REGEX_YES)
			continue;
		if (r->ignore)
			return LAYOUT_IGNORED;
		out->platform = part(r, m, below, "platform", r->platform, a);
		if (out->platform)
			out->platform = layout_platform(l, out->platform);
		out->benchmark = part(r, m, below, "benchmark", r->benchmark, a);
		out->side = part(r, m, below, "side", r->side, a);
		out->params = r->params;
		out->grammar = r->grammar;
		return LAYOUT_LOG;
	}
	return LAYOUT_UNNAMED;
}

const char *layout_place(const struct layout_match *m, struct arena *a)
{
	const char *const said[] = { m->platform, m->benchmark, m->side, m->params, m->grammar };
	const char *text = "";
	bool any = false;

	for (size_t i = 0; i < ARRAY_LEN(said); i++)
		any |= said[i] != NULL;
	for (size_t i = 0; any && i < ARRAY_LEN(said); i++)
		text = arena_printf(a, "%s%s%s", text, i ? "/" : "", said[i] ? said[i] : "");
	return text;
}
