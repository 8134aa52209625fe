/* grammar_forms.c - loads the sections of documents and tables: [json], [csv], [xml]. */
#include <string.h>

#include "parse/grammar_private.h"
#include "parse/unproved.h"

static const char *const separators[] = { ",", "tab", "semicolon", NULL };

struct json_text {
	const char *detect, *record, *runs, *run_kind, *unproved;
};

static const struct conf_key json_keys[] = {
	{ "detect", CONF_TEXT, CONF_FIELD(struct json_text, detect, const char *), 0, 0, NULL,
	  true, "a path that this tool's documents have" },
	{ "record", CONF_TEXT, CONF_FIELD(struct json_text, record, const char *), 0, 0, NULL,
	  false, "the path of a record" },
	{ "runs", CONF_TEXT, CONF_FIELD(struct json_text, runs, const char *), 0, 0, NULL,
	  false, "paths of lists that have an element for each run of a record" },
	{ "run_kind", CONF_TEXT, CONF_FIELD(struct json_text, run_kind, const char *), 0, 0,
	  NULL, false, "the runs' kind" },
	{ "unproved", CONF_TEXT, CONF_FIELD(struct json_text, unproved, const char *), 0, 0,
	  NULL, false, UNPROVED_HELP },
};

struct csv_text {
	const char *header, *unproved;
	int separator;
};

static const struct conf_key csv_keys[] = {
	{ "header", CONF_TEXT, CONF_FIELD(struct csv_text, header, const char *), 0, 0, NULL,
	  true, "the columns that the first row must have" },
	{ "separator", CONF_CHOICE, CONF_FIELD(struct csv_text, separator, int), 0, 0,
	  separators, false, "what stands between the columns" },
	{ "unproved", CONF_TEXT, CONF_FIELD(struct csv_text, unproved, const char *), 0, 0,
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

int grammar_load_json(struct loader *l, const struct conf_section *s)
{
	struct grammar *g = l->g;
	struct json_text t = { .record = "." };

	if (conf_read(&g->conf, s, json_keys, ARRAY_LEN(json_keys), &t, grammar_other_role, l,
		      l->err) != 0)
		return -1;
	g->json = true;
	g->json_unproved = unproved_read(&g->arena, s, t.unproved);
	g->detect = t.detect;
	g->record = t.record;
	g->run_kind = t.run_kind;
	g->paths = grammar_take_roles(l, &g->path_count);
	if (t.runs && read_runs(l, s, t.runs) != 0)
		return -1;
	struct json_node *record = json_path(&g->arena, &g->json_root, g->record);
	for (size_t i = 0; i < g->path_count; i++) {
		struct named_role *p = &g->paths[i];
		bool document = p->name[0] == '/';
		struct json_node *n = json_path(&g->arena, document ? &g->json_root : record,
						p->name + document);

		p->role.document = document && record != &g->json_root;
		n->tag = &p->role;
		n->enter |= p->role.kind == ROLE_INTERVAL || p->role.kind == ROLE_SIDE ||
			    p->role.kind == ROLE_KIND;
	}
	record->enter = true;
	g->json_record = record;
	if (record->tag == NULL)
		record->tag = g->record;
	return 0;
}

int grammar_load_csv(struct loader *l, const struct conf_section *s)
{
	static const char signs[] = { ',', '\t', ';' };
	struct grammar *g = l->g;
	struct csv_text t = { 0 };

	if (conf_read(&g->conf, s, csv_keys, ARRAY_LEN(csv_keys), &t, grammar_other_role, l,
		      l->err) != 0)
		return -1;
	g->csv = true;
	g->csv_unproved = unproved_read(&g->arena, s, t.unproved);
	g->separator = signs[t.separator];
	g->header = conf_list(&g->arena, t.header, true, &g->header_count);
	g->columns = grammar_take_roles(l, &g->column_count);
	return 0;
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
