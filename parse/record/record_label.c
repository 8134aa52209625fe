/* record_label.c - names that hold {captures}: metrics, units and kinds of a record. */
#include <stdio.h>
#include <string.h>

#include "parse/language/metrics.h"
#include "parse/record/record_private.h"

static const struct capture *find_capture(const struct captures *c, const char *name,
					  size_t size)
{
	for (size_t i = 0; c && i < c->count; i++)
		if (strlen(c->list[i].name) == size &&
		    memcmp(c->list[i].name, name, size) == 0)
			return &c->list[i];
	return NULL;
}

/* A captured text as part of a name: lower case, no signs, no trailing zeros. */
static size_t clean(char *out, size_t room, const char *text, size_t size)
{
	bool number = size > 0, point = false;
	size_t n = 0;

	for (size_t i = 0; i < size; i++) {
		number &= (text[i] >= '0' && text[i] <= '9') || text[i] == '.';
		point |= text[i] == '.';
	}
	while (number && point && size && text[size - 1] == '0')
		size--;
	if (number && point && size && text[size - 1] == '.')
		size--;
	for (size_t i = 0; i < size && n + 1 < room; i++) {
		char c = text[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.')
			out[n++] = c;
		else if (n && out[n - 1] != '_')
			out[n++] = '_';
	}
	while (n && out[n - 1] == '_')
		n--;
	return n;
}

const char *record_benchmark(const struct recorder *r)
{
	if (r->place->benchmark)
		return r->place->benchmark;
	if (r->now.benchmark)
		return r->now.benchmark;
	const struct grammar *g = r->now.grammar;
	const struct kind *k = grammar_kind(g, r->now.kind ? r->now.kind : g->name);

	if (k && k->as)
		return k->as;
	return r->now.kind ? r->now.kind : r->now.grammar->name;
}

const char *record_expand(struct recorder *r, const char *name, bool as_is,
			  const struct captures *captures, char *buf, size_t room)
{
	const struct captures kept = { r->now.kept, r->now.kept_count };
	size_t n = 0;

	for (const char *s = name; *s && n + 1 < room;) {
		size_t size = strcspn(s, "}");
		const struct capture *c;

		if (*s != '{' || s[size] == '\0') {
			buf[n++] = *s++;
			continue;
		}
		c = find_capture(captures, s + 1, size - 1);
		if (c == NULL)
			c = find_capture(&kept, s + 1, size - 1);
		if (c && as_is) {
			size_t take = c->size < room - n - 1 ? c->size : room - n - 1;

			memcpy(buf + n, c->text, take);
			n += take;
		} else if (c) {
			n += clean(buf + n, room - n, c->text, c->size);
		} else if (strncmp(s, "{benchmark}", size + 1) == 0) {
			const char *text = record_benchmark(r);

			n += clean(buf + n, room - n, text, strlen(text));
		}
		s += size + 1;
	}
	buf[n] = '\0';
	return buf;
}

const struct capture *record_kept(const struct record *now, const char *name)
{
	const struct captures kept = { now->kept, now->kept_count };

	return find_capture(&kept, name, strlen(name));
}

/* The text that {name} stands for, or NULL. */
static const struct capture *find_part(const struct recorder *r, const char *name,
				       const struct captures *captures)
{
	const struct capture *c = find_capture(captures, name, strlen(name));

	return c ? c : record_kept(&r->now, name);
}

/* What decides a varying label: the role and the captured texts, as bytes. */
static size_t label_key(const struct recorder *r, const struct role *role,
			const struct captures *captures, char *key, size_t room)
{
	size_t n = sizeof(role);

	memcpy(key, &role, n);
	for (size_t i = 0; i < role->part_count; i++) {
		const struct capture *c = find_part(r, role->parts[i], captures);
		const char *text = c ? c->text : record_benchmark(r);
		size_t size = c ? c->size : strlen(text);

		if (size > room - n - 1)
			size = room - n - 1;
		memcpy(key + n, text, size);
		n += size;
		key[n++] = '\n';
	}
	return n;
}

/* What {captures} made of the name has a part without a letter or figure: "pidstat..usr" of a
   process whose name has no Latin letter. Two of them would have one name. */
static bool has_empty_part(const char *metric)
{
	return metric[0] == '.' || metric[strlen(metric) - 1] == '.' ||
	       strstr(metric, "..") != NULL;
}

/* Says of which captured text no name can be made. */
static void no_name(struct recorder *r, const struct role *role, const char *metric,
		    const struct captures *captures)
{
	for (size_t i = 0; i < role->part_count; i++) {
		const struct capture *c = find_part(r, role->parts[i], captures);
		char part[RECORD_NAME_MAX];
		size_t n = c ? clean(part, sizeof(part) - 1, c->text, c->size) : 0;

		part[n] = '\0';
		if (c && (n == 0 || has_empty_part(part))) {
			record_incomplete(r, "no name can be made of \"%.*s\" (%s)",
					  (int)(c->size < 60 ? c->size : 60), c->text, metric);
			return;
		}
	}
	for (size_t i = 0; i < role->part_count; i++) {
		if (find_part(r, role->parts[i], captures))
			continue;
		record_incomplete(r, "its %s is not told: \"%s\" is no name", role->parts[i], metric);
		return;
	}
	record_incomplete(r, "no name can be made: \"%s\" has an empty part", metric);
}

/* Makes the label; NULL (the record is incomplete) when it has no name or its
   unit is unknown. */
static const struct measure_label *new_label(struct recorder *r, const struct role *role,
					     const char *text, size_t size,
					     const struct captures *captures)
{
	const struct grammar *g = r->now.grammar;
	char metric[RECORD_NAME_MAX], unit[64] = "";
	const char *canonical;

	record_expand(r, role->name, strcmp(role->name, "{metric}") == 0, captures, metric,
	       sizeof(metric));
	if (metric[0] == '\0') {
		/* a measurements file's row for a record without figures: its reason, if it
		   stands here and in no note */
		if (size)
			r->now.incomplete = r->now.reason = arena_dup_n(&r->arena, text, size);
		return NULL;
	}
	if (strcmp(role->name, "{metric}") != 0 && has_empty_part(metric)) {
		no_name(r, role, metric, captures);
		return NULL;
	}
	if (role->unit)
		record_expand(r, role->unit, true, captures, unit, sizeof(unit));
	struct measure_label want = { .metric = metric };
	canonical = metrics_unit(r->metrics, &g->conf, metric);
	want.unit_text = role->unit ? grammar_unit(g, unit) : canonical ? canonical : "1";
	if (!unit_find(want.unit_text, &want.unit)) {
		record_incomplete(r, "unknown unit \"%s\"", unit);
		return NULL;
	}
	if (canonical && strcmp(canonical, want.unit.canonical) != 0) {
		record_incomplete(r, "%s in %s, not in %s", metric, want.unit_text, canonical);
		return NULL;
	}
	return measure_label(r->names, &want);
}

/* A measurements file's row that names its metric and has no figure. */
static void note_blank(struct recorder *r, const struct role *role,
		       const struct captures *captures)
{
	char name[RECORD_NAME_MAX];

	if (strcmp(role->name, "{metric}") != 0)
		return;
	record_expand(r, role->name, true, captures, name, sizeof(name));
	r->now.blank = name[0] ? arena_dup(&r->arena, name) : NULL;
}

const struct measure_label *record_label(struct recorder *r, const struct role *role,
						 const char *text, size_t size,
						 const struct captures *captures)
{
	char key[RECORD_NAME_MAX + 80];
	size_t n = label_key(r, role, captures, key, sizeof(key));
	const struct measure_label *label = dict_get(&r->labels, key, n);

	if (size == 0)
		note_blank(r, role, captures);
	if (label)
		return label;
	label = new_label(r, role, text, size, captures);
	if (label)
		dict_set(&r->labels, key, n, (void *)(uintptr_t)label);
	return label;
}
