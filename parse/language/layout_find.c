/* layout_find.c - what a layout says of a path. */
#include <string.h>

#include "data/measure.h"
#include "parse/language/layout.h"

static struct layout_name *find_name(const struct layout *l, const char *name)
{
	for (size_t i = 0; l && i < l->platform_count; i++)
		if (strcmp(l->platforms[i].from, name) == 0)
			return &l->platforms[i];
	return NULL;
}

const char *layout_platform(const struct layout *l, const char *name)
{
	const struct layout_name *known = find_name(l, name);

	return known ? known->to : name;
}

/* A path that its rule matches. */
struct found {
	const struct layout_rule *rule;
	const struct regex_scratch *m;
	const char *below;
	struct arena *a;
};

/* What the group caught; NULL: it took no part, or caught nothing, which says nothing. */
static const char *caught(const struct found *f, size_t group, size_t *size)
{
	const char *text = regex_group(f->m, f->below, group, size);

	return text && *size ? text : NULL;
}

/* The constant with the texts of the groups that it names, as they are or as a parameter's value has
   them; NULL: one of them took no part. */
static const char *filled(const struct found *f, const char *constant, bool value)
{
	const char *out = NULL, *s = constant;

	while (*s) {
		size_t n = strcspn(s, "{"), size, end;

		if (s[n] == '\0')
			return out ? arena_printf(f->a, "%s%s", out, s) : constant;
		end = n + strcspn(s + n, "}");
		const char *text = caught(f, layout_group(f->rule, s + n + 1, end - n - 1), &size);
		if (text == NULL)
			return NULL;
		if (value)
			text = measure_parameter_text(f->a, text, &size);
		out = arena_printf(f->a, "%s%.*s%.*s", out ? out : "", (int)n, s, (int)size, text);
		s += end + 1;
	}
	return out ? out : constant;
}

/* What the path's group of this name says, or else the constant. */
static const char *part(const struct found *f, const char *name, const char *constant)
{
	size_t group = layout_group(f->rule, name, strlen(name)), n;
	const char *text = group && !f->rule->used[group] ? caught(f, group, &n) : NULL;

	if (text)
		return arena_dup_n(f->a, text, n);
	return constant ? filled(f, constant, false) : NULL;
}

/* "a=1" with another parameter behind it. */
static const char *with_param(struct arena *a, const char *params, const char *name,
			      const char *value, size_t size)
{
	return arena_printf(a, "%s%s%s=%.*s", params ? params : "", params ? ";" : "", name,
			    (int)size, value);
}

/* The group, if it is a parameter that the path says. */
static const char *said(const struct found *f, size_t group, size_t *size)
{
	const char *name = regex_group_name(f->rule->path, group);

	return name && !f->rule->used[group] && !layout_is_context(name) ? caught(f, group, size) : NULL;
}

/* The constants, where the path does not say them, and what it says; NULL: nothing. */
static const char *params_of(const struct found *f)
{
	const struct layout_rule *r = f->rule;
	const char *params = NULL, *text;
	size_t n;

	for (size_t i = 0; i < r->param_count; i++) {
		const struct layout_param *p = &r->params[i];
		size_t group = layout_group(r, p->name, strlen(p->name));

		text = group && said(f, group, &n) ? NULL : filled(f, p->value, true);
		if (text)
			params = with_param(f->a, params, p->name, text, strlen(text));
	}
	for (size_t i = 1; i <= regex_groups(r->path); i++) {
		text = said(f, i, &n);
		if (text == NULL)
			continue;
		text = measure_parameter_text(f->a, text, &n);
		params = with_param(f->a, params, regex_group_name(r->path, i), text, n);
	}
	return params;
}

/* The platform that the rule says of the path, by its name in [platforms]. */
static const char *platform_of(struct layout *l, const struct found *f)
{
	const char *platform = part(f, "platform", f->rule->platform);
	struct layout_name *known = platform ? find_name(l, platform) : NULL;

	if (known == NULL)
		return platform;
	known->files++;
	return known->to;
}

enum layout_answer layout_find(struct layout *l, struct regex_scratch *m,
			       const char *below, struct arena *a, struct layout_match *out)
{
	*out = (struct layout_match){ .layout = l };
	if (l == NULL)
		return LAYOUT_LOG;
	for (size_t i = 0; i < l->rule_count; i++) {
		struct layout_rule *r = &l->rules[i];
		const struct found f = { r, m, below, a };

		if (regex_match(r->path, m, below, strlen(below)) != REGEX_YES)
			continue;
		r->files++;
		if (r->ignore)
			return LAYOUT_IGNORED;
		out->platform = platform_of(l, &f);
		out->benchmark = part(&f, "benchmark", r->benchmark);
		out->side = part(&f, "side", r->side);
		out->params = params_of(&f);
		out->grammar = r->grammar;
		return LAYOUT_LOG;
	}
	return LAYOUT_UNNAMED;
}

/* A text between slashes: none of its own is one of them, and none reads as another. */
static const char *between(struct arena *a, const char *text)
{
	if (text == NULL || (strchr(text, '/') == NULL && strstr(text, "%2F") == NULL &&
			     strstr(text, "%25") == NULL))
		return text;
	char *out = arena_new(a, 3 * strlen(text) + 1, 1), *o = out;
	for (; *text; text++) {
		if (*text == '/' || *text == '%')
			o = stpcpy(o, *text == '/' ? "%2F" : "%25");
		else
			*o++ = *text;
	}
	return out;
}

const char *layout_place(const struct layout_match *m, struct arena *a)
{
	const char *const said[] = { between(a, m->platform ? m->platform : m->otherwise),
				     between(a, m->benchmark), between(a, m->side), m->params,
				     m->grammar };
	const char *text = "";
	bool any = false;

	for (size_t i = 0; i < ARRAY_LEN(said); i++)
		any |= said[i] != NULL;
	for (size_t i = 0; any && i < ARRAY_LEN(said); i++)
		text = arena_printf(a, "%s%s%s", text, i ? "/" : "", said[i] ? said[i] : "");
	return text;
}
