/* grammar_forms.c - loads the sections of documents: [json], [xml]; of groups of rows, parameters
   that figures show, units and metrics. */
#include <string.h>

#include "parse/language/grammar_private.h"
#include "parse/language/metrics.h"
#include "parse/language/unproved.h"

const char *grammar_unit(const struct grammar *g, const char *text)
{
	for (size_t i = 0; i < g->unit_count; i++)
		if (strcmp(g->units[i].from, text) == 0)
			return g->units[i].to;
	return text;
}

struct json_text {
	const char *detect, *record, *nested, *runs, *run_kind, *parts, *part, *join, *join_first,
		*join_last, *beside, *unproved;
	bool alone;
};

static const struct conf_key json_keys[] = {
	{ "detect", CONF_TEXT, CONF_FIELD(struct json_text, detect, const char *), 0, 0, NULL,
	  true, "paths that this tool's documents have: one of them tells" },
	{ "record", CONF_TEXT, CONF_FIELD(struct json_text, record, const char *), 0, 0, NULL,
	  false, "the paths of a record" },
	{ "nested", CONF_TEXT, CONF_FIELD(struct json_text, nested, const char *), 0, 0, NULL,
	  false, "LIST/*/MEMBER: that member reads as the list itself" },
	{ "runs", CONF_TEXT, CONF_FIELD(struct json_text, runs, const char *), 0, 0, NULL,
	  false, "paths of lists that have an element for each run of a record" },
	{ "run_kind", CONF_TEXT, CONF_FIELD(struct json_text, run_kind, const char *), 0, 0,
	  NULL, false, "the runs' kind" },
	{ "parts", CONF_TEXT, CONF_FIELD(struct json_text, parts, const char *), 0, 0, NULL,
	  false, "paths: records of a document that have the same texts there are parts of one" },
	{ "part", CONF_TEXT, CONF_FIELD(struct json_text, part, const char *), 0, 0, NULL, false,
	  "parameters of such a part" },
	{ "join", CONF_TEXT, CONF_FIELD(struct json_text, join, const char *), 0, 0, NULL,
	  false, "the paths of a document's name and of what it says: several are a record" },
	{ "join_first", CONF_TEXT, CONF_FIELD(struct json_text, join_first, const char *), 0, 0,
	  NULL, false, "the name of the document that begins a record" },
	{ "join_last", CONF_TEXT, CONF_FIELD(struct json_text, join_last, const char *), 0, 0,
	  NULL, false, "the name of the document that ends it" },
	{ "beside", CONF_TEXT, CONF_FIELD(struct json_text, beside, const char *), 0, 0, NULL,
	  false, "another grammar that reads these documents, too, where they are its as well" },
	{ "alone", CONF_YES_NO, CONF_FIELD(struct json_text, alone, bool), 0, 0, NULL, false,
	  "such an object within a document of somebody's own is not one of these" },
	{ "unproved", CONF_TEXT, CONF_FIELD(struct json_text, unproved, const char *), 0, 0,
	  NULL, false, UNPROVED_HELP },
};

struct xml_text {
	const char *detect, *record, *unproved;
};

static const struct conf_key xml_keys[] = {
	{ "detect", CONF_TEXT, CONF_FIELD(struct xml_text, detect, const char *), 0, 0, NULL,
	  true, "elements or attributes that this tool's documents have" },
	{ "record", CONF_TEXT, CONF_FIELD(struct xml_text, record, const char *), 0, 0, NULL,
	  false, "the elements that are records" },
	{ "unproved", CONF_TEXT, CONF_FIELD(struct xml_text, unproved, const char *), 0, 0,
	  NULL, false, UNPROVED_HELP },
};

/* The lists of runs: each must have a role. */
static int read_runs(struct loader *l, const struct conf_section *s, const char *text)
{
	struct grammar *g = l->g;
	const char **list = conf_list(&g->arena, text, true, &g->run_lists);

	for (size_t i = 0; i < g->run_lists; i++) {
		size_t k = 0;

		while (k < g->path_count && strcmp(g->paths[k].name, list[i]) != 0)
			k++;
		if (k == g->path_count || i == GRAMMAR_RUN_LISTS)
			return conf_error(&g->conf, conf_get(s, "runs")->line, l->err,
					  i == GRAMMAR_RUN_LISTS
						  ? "runs: too many lists with \"%s\""
						  : "runs: \"%s\" has no role; give it a key "
						    "of its own", list[i]);
		g->paths[k].role.each = (unsigned)i + 1;
	}
	return 0;
}

/* Documents that are a record together. */
static int read_join(struct loader *l, const struct conf_section *s,
		     const struct json_text *t)
{
	struct grammar *g = l->g;
	size_t count = 0;
	const char **list = t->join ? conf_list(&g->arena, t->join, false, &count) : NULL;

	if (t->join == NULL && t->join_first == NULL && t->join_last == NULL)
		return 0;
	if (count != 2 || t->join_first == NULL || t->join_last == NULL || t->runs ||
	    strcmp(t->record, ".") != 0)
		return conf_error(&g->conf, s->line, l->err,
				  "join wants two paths (a document's name, what it says), "
				  "join_first, join_last, and neither record nor runs");
	json_path(&g->arena, &g->join_root, list[0])->tag = &g->join_first;
	struct json_node *said = json_path(&g->arena, &g->join_root, list[1]);
	said->tag = &g->join_last;
	said->enter = true;
	g->join_first = t->join_first;
	g->join_last = t->join_last;
	return 0;
}

/* What tells that records of a document are parts of one. */
static int read_parts(struct loader *l, const struct conf_section *s, const struct json_text *t)
{
	struct grammar *g = l->g;
	size_t count;
	const char **list;

	if (t->parts == NULL && t->part == NULL)
		return 0;
	if (t->parts == NULL || t->part == NULL)
		return conf_error(&g->conf, s->line, l->err, "parts and part go together");
	list = conf_list(&g->arena, t->parts, true, &count);
	for (size_t i = 0; i < g->record_count; i++) {
		struct json_node *record = json_path(&g->arena, &g->parts_root, g->record[i]);

		record->enter = record->record = true;
		record->tag = g->record;
		for (size_t k = 0; k < count; k++)
			json_path(&g->arena, record, list[k])->tag = &g->parts_root;
	}
	g->part = t->part;
	return 0;
}

/* A list that reads on in a member of its elements, however deep. */
static int read_nested(struct loader *l, const struct conf_section *s, const char *text,
		       struct json_node *record)
{
	struct grammar *g = l->g;
	const char *star = strstr(text, "/*/");

	if (star == NULL || star == text || star[3] == '\0' || strpbrk(star + 3, "/*["))
		return conf_error(&g->conf, conf_get(s, "nested")->line, l->err,
				  "nested: \"LIST/*/MEMBER\" is wanted, not \"%s\"", text);
	const char *path = arena_dup_n(&g->arena, text, (size_t)(star - text));
	struct json_node *list = json_path(&g->arena, path[0] == '/' ? &g->json_root : record,
					   path + (path[0] == '/'));

	if (list->child == NULL)
		return conf_error(&g->conf, conf_get(s, "nested")->line, l->err,
				  "nested: nothing is read from the list \"%s\"", path);
	json_nest(&g->arena, list, star + 3);
	return 0;
}

/* What stands below a record, and of the document itself. */
static void add_record(struct grammar *g, struct json_node *record)
{
	for (size_t i = 0; i < g->path_count; i++) {
		struct named_role *p = &g->paths[i];
		bool document = p->name[0] == '/';
		struct json_node *n = json_path(&g->arena, document ? &g->json_root : record,
						p->name + document);

		p->role.document = document && record != &g->json_root;
		n->tag = &p->role;
		n->enter |= p->role.kind == ROLE_INTERVAL || p->role.kind == ROLE_SIDE ||
			    p->role.kind == ROLE_KIND || p->role.as;
	}
	record->enter = record->record = true;
	if (record->tag == NULL)
		record->tag = g->record;
}

int grammar_load_json(struct loader *l, const struct conf_section *s)
{
	struct grammar *g = l->g;
	struct json_text t = { .record = "." };

	if (conf_read(&g->conf, s, json_keys, ARRAY_LEN(json_keys), &t, grammar_other_role, l,
		      l->err) != 0)
		return -1;
	g->json = true;
	g->json_unproved = unproved_read(&g->arena, s, t.unproved);
	g->detect = conf_list(&g->arena, t.detect, true, &g->detect_count);
	g->record = conf_list(&g->arena, t.record, true, &g->record_count);
	g->run_kind = t.run_kind;
	g->beside = t.beside;
	g->json_alone = t.alone;
	g->paths = grammar_take_roles(l, &g->path_count);
	if ((t.runs && read_runs(l, s, t.runs) != 0) || read_join(l, s, &t) != 0 ||
	    read_parts(l, s, &t) != 0)
		return -1;
	for (size_t i = 0; i < g->record_count; i++)
		add_record(g, json_path(&g->arena, &g->json_root, g->record[i]));
	json_seal(&g->arena, &g->json_root);
	for (size_t i = 0; t.nested && i < g->record_count; i++)
		if (read_nested(l, s, t.nested,
				json_path(&g->arena, &g->json_root, g->record[i])) != 0)
			return -1;
	return 0;
}

/* --- [group] ------------------------------------------------------------------------- */

struct group_text {
	const char *kind, *count, *failed, *rate, *param, *once, *absent, *statistics;
};

#define GROUP_KEY(field, help) \
	{ #field, CONF_TEXT, CONF_FIELD(struct group_text, field, const char *), 0, 0, NULL, \
	  false, help }

static const struct conf_key group_keys[] = {
	GROUP_KEY(kind, "the kind of the groups' records"),
	GROUP_KEY(count, "the metric that is how many rows"),
	GROUP_KEY(failed, "the metric that is the share of the rows that failed"),
	GROUP_KEY(rate, "METRIC of METRIC: rows in a second by their time stamps"),
	GROUP_KEY(param, "NAME of METRIC: the parameter that is the greatest of the rows' metric"),
	GROUP_KEY(once, "KEPT METRIC: two rows that are alike, that text too, are one, unless the metric is 0"),
	GROUP_KEY(absent, "metrics of the rows that nobody measured where all of them are 0"),
	GROUP_KEY(statistics, "mean, min, max, stddev, p95 ..."),
};

/* The label of a metric in its canonical unit, which must be `unit`. */
static int group_label(struct loader *l, const struct conf_section *s, const char *key,
		       const char *name, const char *unit, const struct measure_label **out)
{
	struct grammar *g = l->g;
	const char *canonical = metrics_unit(l->metrics, &g->conf, name);
	struct measure_label label = { .metric = name, .unit_text = unit };

	if (canonical == NULL || strcmp(canonical, unit) != 0 || !unit_find(unit, &label.unit))
		return conf_error(&g->conf, conf_get(s, key)->line, l->err,
				  "%s: \"%s\" is no known metric in %s", key, name, unit);
	*out = measure_label(l->names, &label);
	return 0;
}

static int read_statistic(struct loader *l, const struct conf_section *s, const char *name,
			  struct group_statistic *out)
{
	static const char *const names[] = { "mean", "min", "max", "stddev" };

	*out = (struct group_statistic){ .what = GROUP_PERCENTILE, .name = name };
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (strcmp(names[i], name) == 0) {
			out->what = (enum group_what)i;
			return 0;
		}
	if (name[0] == 'p' && conf_number(name + 1, 0.001, 100, &out->percent))
		return 0;
	return conf_error(&l->g->conf, conf_get(s, "statistics")->line, l->err,
			  "statistics: mean, min, max, stddev or a percentile such as p95, "
			  "not \"%s\"", name);
}

static int read_rate(struct loader *l, const struct conf_section *s, const char *text)
{
	struct grammar *g = l->g;
	size_t count;
	const char **words = conf_list(&g->arena, text, false, &count);

	if (count != 3 || strcmp(words[1], "of") != 0 ||
	    metrics_unit(l->metrics, &g->conf, words[2]) == NULL)
		return conf_error(&g->conf, conf_get(s, "rate")->line, l->err,
				  "rate: \"METRIC of METRIC\" is wanted, known ones, not \"%s\"",
				  text);
	g->group.rate_of = measure_metric(l->names, words[2]);
	return group_label(l, s, "rate", words[0], "1/s", &g->group.rate);
}

static int read_greatest(struct loader *l, const struct conf_section *s, const char *text)
{
	struct grammar *g = l->g;
	const struct measure_label *label;
	size_t count;
	const char **words = conf_list(&g->arena, text, false, &count);

	if (count != 3 || strcmp(words[1], "of") != 0)
		return conf_error(&g->conf, conf_get(s, "param")->line, l->err,
				  "param: \"NAME of METRIC\" is wanted, not \"%s\"", text);
	if (group_label(l, s, "param", words[2], "1", &label) != 0)
		return -1;
	g->group.param = words[0];
	g->group.param_of = label->metric;
	return 0;
}

static int read_once(struct loader *l, const struct conf_section *s, const char *text)
{
	struct grammar *g = l->g;
	size_t count;
	const char **words = conf_list(&g->arena, text, false, &count);

	if (count != 2 || metrics_unit(l->metrics, &g->conf, words[1]) == NULL)
		return conf_error(&g->conf, conf_get(s, "once")->line, l->err,
				  "once: \"KEPT METRIC\" is wanted, a known one, not \"%s\"", text);
	g->group.once = words[0];
	g->group.once_of = measure_metric(l->names, words[1]);
	return 0;
}

static int read_absent(struct loader *l, const struct conf_section *s, const char *text)
{
	struct grammar *g = l->g;
	size_t count;
	const char **names = conf_list(&g->arena, text, true, &count);

	g->group.absent = arena_new(&g->arena, count, sizeof(*names));
	for (size_t i = 0; i < count; i++) {
		if (metrics_unit(l->metrics, &g->conf, names[i]) == NULL)
			return conf_error(&g->conf, conf_get(s, "absent")->line, l->err,
					  "absent: \"%s\" is no known metric", names[i]);
		g->group.absent[g->group.absent_count++] = measure_metric(l->names, names[i]);
	}
	return 0;
}

int grammar_load_group(struct loader *l, const struct conf_section *s)
{
	struct grammar *g = l->g;
	struct grammar_group *q = &g->group;
	struct group_text t = { 0 };
	const char **names = NULL;
	size_t count = 0;

	if (conf_read(&g->conf, s, group_keys, ARRAY_LEN(group_keys), &t, NULL, NULL,
		      l->err) != 0)
		return -1;
	q->on = true;
	q->kind = t.kind;
	if ((t.count && group_label(l, s, "count", t.count, "1", &q->count) != 0) ||
	    (t.failed && group_label(l, s, "failed", t.failed, "1", &q->failed) != 0) ||
	    (t.rate && read_rate(l, s, t.rate) != 0) ||
	    (t.param && read_greatest(l, s, t.param) != 0) ||
	    (t.once && read_once(l, s, t.once) != 0) ||
	    (t.absent && read_absent(l, s, t.absent) != 0))
		return -1;
	if (t.statistics)
		names = conf_list(&g->arena, t.statistics, false, &count);
	q->statistics = arena_new(&g->arena, count, sizeof(*q->statistics));
	for (; q->statistic_count < count; q->statistic_count++)
		if (read_statistic(l, s, names[q->statistic_count],
				   &q->statistics[q->statistic_count]) != 0)
			return -1;
	return 0;
}

struct param_text {
	const char *count, *per, *beside, *whole;
};

static const struct conf_key param_keys[] = {
	{ "count", CONF_TEXT, CONF_FIELD(struct param_text, count, const char *), 0, 0, NULL, true,
	  "the metrics that are counted, added" },
	{ "per", CONF_TEXT, CONF_FIELD(struct param_text, per, const char *), 0, 0, NULL, true,
	  "the metric to each of which so many of them come" },
	{ "beside", CONF_TEXT, CONF_FIELD(struct param_text, beside, const char *), 0, 0, NULL,
	  false, "metrics of what failed half-way: only these leave something over" },
	{ "whole", CONF_TEXT, CONF_FIELD(struct param_text, whole, const char *), 0, 0, NULL,
	  false, "metrics of which a whole number comes to each, too" },
};

/* A metric that is a number of things, as its unique name; NULL: it is none. */
static const char *counting_metric(struct loader *l, const struct conf_section *s,
				   const char *key, const char *name)
{
	const struct measure_label *label;

	return group_label(l, s, key, name, "1", &label) == 0 ? label->metric : NULL;
}

/* A list of such metrics. */
static int counting_metrics(struct loader *l, const struct conf_section *s, const char *key,
			    const char *text, const char ***list, size_t *count)
{
	*list = conf_list(&l->g->arena, text, true, count);
	for (size_t i = 0; i < *count; i++)
		if (((*list)[i] = counting_metric(l, s, key, (*list)[i])) == NULL)
			return -1;
	return 0;
}

int grammar_load_param(struct loader *l, const struct conf_section *s)
{
	struct grammar *g = l->g;
	struct shown_param *p = &g->params[g->param_count];
	struct param_text t = { 0 };
	const char **beside = NULL;

	if (s->name[0] == '\0')
		return conf_error(&g->conf, s->line, l->err, "[param] needs a name: [param NAME]");
	if (conf_read(&g->conf, s, param_keys, ARRAY_LEN(param_keys), &t, NULL, NULL,
		      l->err) != 0)
		return -1;
	p->name = s->name;
	if (counting_metrics(l, s, "count", t.count, &p->count, &p->count_count) != 0 ||
	    (t.beside && counting_metrics(l, s, "beside", t.beside, &beside, &p->beside_count) != 0) ||
	    (t.whole && counting_metrics(l, s, "whole", t.whole, &p->whole, &p->whole_count) != 0))
		return -1;
	p->beside = beside;
	p->per = counting_metric(l, s, "per", t.per);
	g->param_count++;
	return p->per ? 0 : -1;
}

/* Does the role say something as soon as its element begins, before its text is read? */
static bool says_at_once(const struct role *r)
{
	if (r->kind != ROLE_KIND && (r->kind != ROLE_SIDE || r->name == NULL))
		return r->kind == ROLE_INTERVAL;
	for (size_t i = 0; i < r->part_count; i++)
		if (strcmp(r->parts[i], "value") == 0)
			return false;
	return true;
}

int grammar_load_xml(struct loader *l, const struct conf_section *s)
{
	struct grammar *g = l->g;
	struct xml_text t = { .record = "*" };
	const char **records;
	size_t count;

	if (conf_read(&g->conf, s, xml_keys, ARRAY_LEN(xml_keys), &t, grammar_other_role, l,
		      l->err) != 0)
		return -1;
	g->xml = true;
	g->xml_unproved = unproved_read(&g->arena, s, t.unproved);
	g->xml_detect = conf_list(&g->arena, t.detect, true, &g->xml_detect_count);
	records = conf_list(&g->arena, t.record, true, &count);
	g->xml_paths = grammar_take_roles(l, &g->xml_path_count);
	for (size_t k = 0; k < count; k++) {
		struct json_node *record = json_path(&g->arena, &g->xml_root, records[k]);

		record->record = true;
		for (size_t i = 0; i < g->xml_path_count; i++) {
			struct named_role *p = &g->xml_paths[i];
			bool document = p->name[0] == '/';
			struct json_node *n = json_path(&g->arena,
							document ? &g->xml_root : record,
							p->name + document);

			p->role.document = document;
			n->tag = &p->role;
			n->enter = says_at_once(&p->role);
		}
	}
	return 0;
}

/* --- [units], [metrics] -------------------------------------------------------------- */

int grammar_load_units(struct loader *l, const struct conf_section *s)
{
	struct grammar *g = l->g;

	g->units = arena_new(&g->arena, s->count, sizeof(*g->units));
	for (size_t i = 0; i < s->count; i++) {
		struct unit known;

		if (!unit_find(s->entries[i].value, &known))
			return conf_error(&g->conf, s->entries[i].line, l->err,
					  "unknown unit \"%s\"", s->entries[i].value);
		g->units[g->unit_count].from = s->entries[i].key;
		g->units[g->unit_count++].to = s->entries[i].value;
	}
	return 0;
}

int grammar_load_metrics(struct loader *l, const struct conf_section *s)
{
	for (size_t i = 0; i < s->count; i++)
		if (metrics_unit(l->metrics, &l->g->conf, s->entries[i].key) == NULL)
			return conf_error(&l->g->conf, s->entries[i].line, l->err,
					  "%s = %s: a known unit must come first",
					  s->entries[i].key, s->entries[i].value);
	return 0;
}

/* --- announcements ------------------------------------------------------------------------ */

/* Is the key where it may be? `is`: of the rule's words, one of these. */
static int note_place(struct loader *l, const struct conf_section *s, const struct rule *r,
		      const char *key, unsigned is, const char *wanted)
{
	const struct conf_entry *e = conf_get(s, key);

	if (e == NULL || r->is & is)
		return 0;
	return conf_error(&l->g->conf, e->line, l->err, "%s: only with is = %s", key, wanted);
}

static int note_capture(struct loader *l, const struct conf_section *s, const struct rule *r,
			const char *key, const char *name)
{
	char group[80];

	snprintf(group, sizeof(group), "(?<%.60s>", name);
	if (strstr(r->match.text, group))
		return 0;
	return conf_error(&l->g->conf, conf_get(s, key)->line, l->err,
			  "%s: the pattern has no capture \"%s\"", key, name);
}

bool rule_has_key(const struct rule *r, const char *name)
{
	size_t i = 0;

	while (i < r->key_count && strcmp(r->keys[i], name) != 0)
		i++;
	return i < r->key_count;
}

int grammar_load_notes(struct loader *l, const struct conf_section *s,
		       const struct grammar_notes *t, struct rule *r)
{
	struct grammar *g = l->g;

	if (t->key)
		r->keys = conf_list(&g->arena, t->key, false, &r->key_count);
	if (t->sums)
		r->sums = conf_list(&g->arena, t->sums, false, &r->sum_count);
	r->behind = t->behind;
	r->several = t->several;
	r->glued = t->glued;
	r->single = t->single;
	r->part = t->part;
	r->parts = t->parts;
	r->unannounced = t->unannounced;
	if (note_place(l, s, r, "behind", RULE_ANNOUNCE, "announce") != 0 ||
	    note_place(l, s, r, "several", RULE_ANNOUNCE, "announce") != 0 ||
	    note_place(l, s, r, "glued", RULE_ANNOUNCE, "announce") != 0 ||
	    note_place(l, s, r, "single", RULE_ANNOUNCE, "announce") != 0 ||
	    note_place(l, s, r, "part", RULE_ANNOUNCE, "announce") != 0 ||
	    note_place(l, s, r, "parts", RULE_ANNOUNCE | RULE_OPEN, "announce or open") != 0 ||
	    note_place(l, s, r, "sums", RULE_OPEN, "open") != 0 ||
	    note_place(l, s, r, "unannounced", RULE_OPEN, "open") != 0)
		return -1;
	if (t->glued && !rule_has_key(r, t->glued))
		return conf_error(&g->conf, conf_get(s, "glued")->line, l->err,
				  "glued: \"%s\" is none of the captures of key", t->glued);
	if (t->parts && note_capture(l, s, r, "parts", t->parts) != 0)
		return -1;
	for (size_t i = 0; i < r->sum_count; i++)
		if (note_capture(l, s, r, "sums", r->sums[i]) != 0)
			return -1;
	if (t->several && !t->behind)
		return conf_error(&g->conf, conf_get(s, "several")->line, l->err,
				  "several: only with behind = yes: of the records of the line "
				  "before");
	return 0;
}
