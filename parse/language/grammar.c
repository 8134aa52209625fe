/* grammar.c - loads and proves grammars. */
#include "parse/language/grammar.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parse/language/check.h"
#include "parse/language/grammar_private.h"
#include "parse/language/metrics.h"
#include "parse/language/role.h"
#include "parse/language/unproved.h"

struct head {
	const char *name, *title, *tool, *unproved, *seen, *command;
	bool one_kind, outer;
};

static const struct conf_key head_keys[] = {
	{ "name", CONF_TEXT, CONF_FIELD(struct head, name, const char *), 0, 0, NULL, true,
	  "the grammar's name, usually the tool's" },
	{ "title", CONF_TEXT, CONF_FIELD(struct head, title, const char *), 0, 0, NULL, false,
	  "one line for people" },
	{ "tool", CONF_TEXT, CONF_FIELD(struct head, tool, const char *), 0, 0, NULL, false,
	  "the tool, where it has another name than the grammar" },
	{ "unproved", CONF_TEXT, CONF_FIELD(struct head, unproved, const char *), 0, 0, NULL,
	  false, UNPROVED_HELP },
	{ "seen", CONF_TEXT, CONF_FIELD(struct head, seen, const char *), 0, 0, NULL, false,
	  "versions of which logs were seen" },
	{ "one_kind", CONF_YES_NO, CONF_FIELD(struct head, one_kind, bool), 0, 0, NULL, false,
	  "a record whose lines say two kinds is two runs" },
	{ "command", CONF_TEXT, CONF_FIELD(struct head, command, const char *), 0, 0, NULL, false,
	  "names of the tool's programs" },
	{ "outer", CONF_YES_NO, CONF_FIELD(struct head, outer, bool), 0, 0, NULL, false,
	  "its records are of a command whose own output stands before them" },
};

/* The keys of [line] and [table] that are no captures. */
struct rule_text {
	const char *match, *header, *row, *series, *is, *in, *context, *kind, *params,
		*columns, *label, *unproved, *spoils, *told, *key, *glued, *single, *part, *parts, *sums,
		*unannounced, *kept, *torn, *apart;
	bool weak, shared, heading, yielding, again, whole, broad, once, behind, several, twice, itself, below, rest;
};

#define RULE_KEY(field, help) \
	{ #field, CONF_TEXT, CONF_FIELD(struct rule_text, field, const char *), 0, 0, NULL, \
	  false, help }

#define RULE_FLAG(field, help) \
	{ #field, CONF_YES_NO, CONF_FIELD(struct rule_text, field, bool), 0, 0, NULL, false, help }

static const struct conf_key line_keys[] = {
	{ "match", CONF_TEXT, CONF_FIELD(struct rule_text, match, const char *), 0, 0, NULL,
	  true, "a pattern for one line" },
	RULE_KEY(series, "captures an interval's values, with --series"),
	RULE_KEY(is, "open, close, enough, last, interval, fail, noise, drop, announce, unrun, died"),
	RULE_KEY(key, "announce: the captures that records have, too, of which it tells"),
	RULE_KEY(glued, "announce: the key before which something else may stand"),
	RULE_KEY(single, "announce: parameters of a record that is alone"),
	RULE_KEY(part, "announce: parameters of a record that is one of several"),
	RULE_KEY(parts, "announce, open: the capture with the number of a run's, a record's parts"),
	RULE_KEY(sums, "open: the captures that all that a record of several parts sums have"),
	RULE_KEY(unannounced, "open: why a record that no line announces cannot be used"),
	RULE_KEY(torn, "open: why the open record, on whose last line it stands, cannot be used"),
	RULE_FLAG(behind, "announce: counts only right behind a line with a key"),
	RULE_FLAG(several, "announce: the line before is of several records"),
	RULE_KEY(in, "contexts in which the line counts"),
	RULE_KEY(context, "the context that the line opens"),
	RULE_KEY(kind, "the kind of benchmark"),
	RULE_KEY(params, "constant parameters"),
	RULE_KEY(unproved, UNPROVED_HELP),
	RULE_KEY(spoils, "why the record's figures cannot be used"),
	RULE_KEY(told, "a text that its record must keep then, or it is incomplete"),
	RULE_KEY(kept, "fits only in a record that keeps such a text"),
	RULE_FLAG(twice, "fits only where the line, byte for byte, stood in its record before"),
	RULE_FLAG(shared, "the line begins records of other tools, too"),
	RULE_FLAG(yielding, "open, fail: no record where a document or a row fails for it"),
	RULE_FLAG(heading, "open: no record unless the next line is one of the grammar's"),
	RULE_FLAG(itself, "the outer tool itself says what became of its command"),
	RULE_FLAG(below, "unrun, died: what an outer tool measured directly above it has failed"),
	RULE_FLAG(weak, "yields to lines that are not weak"),
	RULE_FLAG(again, "may come again: the last one's figures count"),
	RULE_FLAG(whole, "does not match a line that is cut"),
	RULE_FLAG(broad, "yields to a line that opens another grammar's record"),
	RULE_FLAG(once, "announce: says something of one record alone"),
};

static const struct conf_key table_keys[] = {
	{ "header", CONF_TEXT, CONF_FIELD(struct rule_text, header, const char *), 0, 0, NULL,
	  true, "a pattern for the header row" },
	RULE_KEY(row, "a pattern for the rows"),
	RULE_KEY(columns, "names of the columns"),
	RULE_KEY(label, "the column that names the row"),
	RULE_KEY(apart, "headings that another one may touch"),
	RULE_FLAG(rest, "the last column is all that is left of the row"),
	RULE_KEY(is, "open, interval, enough"),
	RULE_KEY(in, "contexts in which the table counts"),
	RULE_KEY(context, "the context that the table opens"),
	RULE_KEY(kind, "the kind of benchmark"),
	RULE_KEY(params, "constant parameters"),
	RULE_KEY(unproved, UNPROVED_HELP),
};

struct kind_text {
	const char *title, *require, *told, *filled, *from, *when, *as, *spoils, *blank, *repeats,
		*unproved;
	bool ends, steady, sample;
};

#define KIND_KEY(field, help) \
	{ #field, CONF_TEXT, CONF_FIELD(struct kind_text, field, const char *), 0, 0, NULL, \
	  false, help }

static const struct conf_key kind_keys[] = {
	KIND_KEY(title, "one line for people"),
	KIND_KEY(require, "metrics without which a record is incomplete"),
	KIND_KEY(told, "texts that a record must keep, or it is incomplete"),
	KIND_KEY(filled, "texts of which not all may be empty, where a record keeps them"),
	KIND_KEY(from, "the kind that this one refines"),
	KIND_KEY(when, "conditions for that"),
	KIND_KEY(as, "the benchmark, where the kind has another name"),
	KIND_KEY(spoils, "why figures for which `when` holds cannot be used"),
	KIND_KEY(repeats, "kinds of which a record may be the same run again"),
	KIND_KEY(blank, "what it means that a record has no figure"),
	KIND_KEY(unproved, UNPROVED_HELP),
	{ "ends", CONF_YES_NO, CONF_FIELD(struct kind_text, ends, bool), 0, 0, NULL, false,
	  "a record without its last line is incomplete" },
	{ "steady", CONF_YES_NO, CONF_FIELD(struct kind_text, steady, bool), 0, 0, NULL, false,
	  "figures that stay the same from run to run: facts of a host" },
	{ "sample", CONF_YES_NO, CONF_FIELD(struct kind_text, sample, bool), 0, 0, NULL, false,
	  "figures that stay the same while nothing happens: what is used now" },
};

const struct kind *grammar_kind(const struct grammar *g, const char *name)
{
	for (size_t i = 0; i < g->kind_count; i++)
		if (strcmp(g->kinds[i].name, name) == 0)
			return &g->kinds[i];
	return NULL;
}

/* --- patterns ------------------------------------------------------------------------ */

static const struct role *role_named(const struct rule_pattern *p, const char *name)
{
	for (size_t i = 0; name && i < p->role_count; i++)
		if (strcmp(p->roles[i].name, name) == 0)
			return &p->roles[i].role;
	return NULL;
}

const struct regex *grammar_regex(const struct rule_pattern *p)
{
	struct rule_pattern *mine = (struct rule_pattern *)(uintptr_t)p;
	struct regex *r = atomic_load_explicit(&mine->regex, memory_order_acquire), *none = NULL;
	struct err err;

	if (r)
		return r;
	if (regex_compile(p->text, &r, &err) != 0)
		return NULL;
	for (size_t g = 1; g <= regex_groups(r); g++)
		regex_set_tag(r, g, role_named(p, regex_group_name(r, g)));
	/* Two threads may compile at once: the first one's is kept. */
	if (!atomic_compare_exchange_strong(&mine->regex, &none, r)) {
		regex_free(r);
		r = none;
	}
	return r;
}

static void set_pattern(struct rule_pattern *p, const struct conf_section *s,
			const char *key)
{
	const struct conf_entry *e = conf_get(s, key);

	if (e == NULL)
		return;
	p->text = e->value;
	p->line = e->line;
	regex_literal(p->text, &p->literal);
}

/* --- [line] and [table] -------------------------------------------------------------- */

static bool has_group(const char *pattern, const char *name)
{
	char group[80];

	snprintf(group, sizeof(group), "(?<%.60s>", name);
	return strstr(pattern, group) != NULL;
}

int grammar_other_role(void *ctx, const struct conf_entry *e, struct err *err)
{
	struct loader *l = ctx;

	if (l->pattern && !has_group(l->pattern, e->key))
		return 1; /* neither a capture nor a key */

	l->roles = mem_grow(l->roles, &l->room, l->count + 1, sizeof(l->roles[0]));
	l->roles[l->count].name = e->key;
	if (role_read(l->g, l->metrics, l->names, e, &l->roles[l->count].role, err) != 0)
		return -1;
	const char *each = l->roles[l->count].role.each_of;

	if (each && !(l->pattern && has_group(l->pattern, each)))
		return conf_error(&l->g->conf, e->line, err, "%s: the pattern has no capture \"%s\"",
				  e->key, each);
	l->count++;
	return 0;
}

struct named_role *grammar_take_roles(struct loader *l, size_t *count)
{
	struct named_role *roles = arena_new(&l->g->arena, l->count, sizeof(*roles));

	if (l->count)
		memcpy(roles, l->roles, l->count * sizeof(*roles));
	*count = l->count;
	l->count = 0;
	return roles;
}

static int context_number(struct loader *l, const char *name, bool add)
{
	struct grammar *g = l->g;

	for (size_t i = 1; i < g->context_count; i++)
		if (strcmp(g->contexts[i], name) == 0)
			return (int)i;
	if (!add || g->context_count == ARRAY_LEN(g->contexts))
		return -1;
	g->contexts[g->context_count] = arena_dup(&g->arena, name);
	return (int)g->context_count++;
}

static int read_is(struct loader *l, const struct conf_section *s, const char *text,
		   unsigned allowed, unsigned *out)
{
	static const char *const names[] = { "open", "close", "interval", "fail", "noise",
					     "drop", "enough", "announce", "", "", "unrun",
					     "died", "last" };
	size_t count;
	const char **list = conf_list(&l->g->arena, text, false, &count);

	for (size_t i = 0; i < count; i++) {
		size_t k = 0;

		while (k < ARRAY_LEN(names) && strcmp(names[k], list[i]) != 0)
			k++;
		if (k == ARRAY_LEN(names) || !(allowed & 1u << k))
			return conf_error(&l->g->conf, conf_get(s, "is")->line, l->err,
					  "is: \"%s\" is not possible here (open, close, "
					  "enough, last, interval, fail, noise, drop, "
					  "announce, unrun, died)", list[i]);
		*out |= 1u << k;
	}
	return 0;
}

static int read_contexts(struct loader *l, const struct conf_section *s,
			 const struct rule_text *t, struct rule *r)
{
	size_t count;

	r->in = UINT64_MAX;
	if (t->in) {
		const char **list = conf_list(&l->g->arena, t->in, false, &count);

		r->in = 0;
		for (size_t i = 0; i < count; i++) {
			int n = strcmp(list[i], "outside") == 0 ?
				0 : context_number(l, list[i], false);

			if (n < 0)
				return conf_error(&l->g->conf, conf_get(s, "in")->line, l->err,
						  "no line opens the context \"%s\"", list[i]);
			r->in |= (uint64_t)1 << n;
		}
	}
	r->context = t->context ? (unsigned)context_number(l, t->context, false) : 0;
	return 0;
}

/* A figure, or a parameter: other texts may end within a number. */
static bool ends_in_number(const struct rule_pattern *p)
{
	size_t size;
	const char *name = regex_number_at_end(p->text, &size);

	for (size_t i = 0; name && i < p->role_count; i++)
		if (strlen(p->roles[i].name) == size && memcmp(p->roles[i].name, name, size) == 0)
			return p->roles[i].role.kind == ROLE_METRIC || p->roles[i].role.kind == ROLE_PARAM;
	return false;
}

/* The captures of a line are those of its series' pattern, if it has one. */
static void bind_roles(struct rule *r)
{
	struct rule_pattern *p = r->series.text ? &r->series : &r->match;

	p->roles = r->roles;
	p->role_count = r->role_count;
	p->number = p->text && ends_in_number(p);
}

static int load_rule(struct loader *l, const struct conf_section *s, bool table)
{
	struct grammar *g = l->g;
	struct rule *r = &g->rules[g->rule_count];
	struct rule_text t = { 0 };
	const struct conf_entry *pattern = conf_get(s, conf_get(s, "series") ? "series" : "match");

	l->pattern = table || pattern == NULL ? NULL : pattern->value;
	if (conf_read(&g->conf, s, table ? table_keys : line_keys,
		      table ? ARRAY_LEN(table_keys) : ARRAY_LEN(line_keys), &t, grammar_other_role, l,
		      l->err) != 0)
		return -1;
	*r = (struct rule){ .name = s->name, .grammar = g, .order = g->rule_count,
			    .kind = t.kind, .label = t.label, .shared = t.shared || t.heading,
			    .heading = t.heading, .yielding = t.yielding,
			    .broad = t.broad, .once = t.once,
			    .unproved = unproved_read(&g->arena, s, t.unproved),
			    .spoils = t.spoils, .torn = t.torn, .told = t.told, .kept = t.kept,
			    .twice = t.twice, .itself = t.itself, .below = t.below, .rest = t.rest,
			    .line = s->line, .is = table ? RULE_TABLE : 0 };
	r->how = (t.weak ? RECORD_WEAK : 0) | (t.again ? RECORD_AGAIN : 0);
	r->whole = t.whole;
	l->pattern = NULL;
	r->roles = grammar_take_roles(l, &r->role_count);
	set_pattern(&r->match, s, table ? "header" : "match");
	set_pattern(&r->series, s, "series");
	set_pattern(&r->row, s, "row");
	unsigned may = table ? RULE_OPEN | RULE_INTERVAL | RULE_ENOUGH : RULE_WORD | RULE_LAST | 255;
	if (t.is && read_is(l, s, t.is, may, &r->is) != 0)
		return -1;
	if (t.params && r->is & RULE_ANNOUNCE)
		return conf_error(&g->conf, conf_get(s, "params")->line, l->err,
				  "params: a line that announces is of no record yet; put them "
				  "on the line that opens it");
	if (t.torn && !(r->is & RULE_OPEN))
		return conf_error(&g->conf, conf_get(s, "torn")->line, l->err,
				  "torn: only of a line that opens the next record");
	const struct grammar_notes notes = { t.key, t.glued, t.single, t.part, t.parts, t.sums, t.unannounced,
					     t.behind, t.several };
	if (!table && grammar_load_notes(l, s, &notes, r) != 0)
		return -1;
	if (t.columns)
		r->columns = conf_list(&g->arena, t.columns, false, &r->column_count);
	if (t.apart)
		r->apart = conf_list(&g->arena, t.apart, false, &r->apart_count);
	if (t.params) {
		size_t count;
		const char **list = conf_list(&g->arena, t.params, true, &count);

		r->params = "";
		for (size_t i = 0; i < count; i++)
			r->params = arena_printf(&g->arena, "%s%s%s", r->params,
						 i ? ";" : "", list[i]);
	}
	if (read_contexts(l, s, &t, r) != 0)
		return -1;
	if (r->kept || r->twice)
		r->in &= ~UINT64_C(1); /* within a record */
	g->has_twice |= r->twice;
	g->rule_count++;
	if (!table)
		bind_roles(r);
	return 0;
}

/* --- [kind] -------------------------------------------------------------------------- */

static int load_kind(struct loader *l, const struct conf_section *s)
{
	struct grammar *g = l->g;
	struct kind *k = &g->kinds[g->kind_count++];
	struct kind_text t = { 0 };
	size_t count;

	if (conf_read(&g->conf, s, kind_keys, ARRAY_LEN(kind_keys), &t, NULL, NULL,
		      l->err) != 0)
		return -1;
	if (s->name[0] == '\0')
		return conf_error(&g->conf, s->line, l->err, "[kind] needs a name");
	*k = (struct kind){ .name = s->name, .title = t.title, .from = t.from,
			    .unproved = unproved_read(&g->arena, s, t.unproved),
			    .as = t.as, .spoils = t.spoils, .blank = t.blank,
			    .ends = t.ends, .steady = t.steady, .sample = t.sample, .line = s->line };
	if (t.from && strpbrk(t.from, ", "))
		return conf_error(&g->conf, conf_get(s, "from")->line, l->err,
				  "from: \"%s\" is no kind; wanted one, and a [kind] for each",
				  t.from);
	if (t.when) {
		const char **list = conf_list(&g->arena, t.when, true, &count);

		k->when = arena_new(&g->arena, count, sizeof(*k->when));
		for (; k->when_count < count; k->when_count++)
			if (grammar_condition(l, s, arena_dup(&g->arena, list[k->when_count]),
					   &k->when[k->when_count]) != 0)
				return -1;
	}
	if (t.filled)
		k->filled = conf_list(&g->arena, t.filled, false, &k->filled_count);
	if (t.told)
		k->told = conf_list(&g->arena, t.told, false, &k->told_count);
	if (t.repeats)
		k->repeats = conf_list(&g->arena, t.repeats, false, &k->repeats_count);
	g->has_repeats |= k->repeats_count > 0;
	g->has_samples |= k->sample;
	if (t.require)
		k->require = conf_list(&g->arena, t.require, false, &k->require_count);
	for (size_t i = 0; i < k->require_count; i++) {
		if (metrics_unit(l->metrics, &g->conf, k->require[i]) == NULL)
			return conf_error(&g->conf, conf_get(s, "require")->line, l->err,
					  "require: unknown metric \"%s\"", k->require[i]);
		k->require[i] = measure_metric(l->names, k->require[i]);
	}
	return 0;
}

/* --- the whole ----------------------------------------------------------------------- */

static int load_head(struct loader *l)
{
	struct grammar *g = l->g;
	const struct conf_section *s = conf_find(&g->conf, "grammar", NULL);
	struct head h = { 0 };

	if (s == NULL)
		return conf_error(&g->conf, 1, l->err, "a grammar needs a [grammar] section");
	if (conf_read(&g->conf, s, head_keys, ARRAY_LEN(head_keys), &h, NULL, NULL, l->err))
		return -1;
	g->name = h.name;
	g->title = h.title ? h.title : h.name;
	g->tool = h.tool ? h.tool : h.name;
	g->unproved = unproved_read(&g->arena, s, h.unproved);
	g->one_kind = h.one_kind;
	g->outer = h.outer;
	if (h.command)
		g->commands = conf_list(&g->arena, h.command, false, &g->command_count);
	if (h.seen)
		g->seen = conf_list(&g->arena, h.seen, false, &g->seen_count);
	return 0;
}

/* Sections in an order in which what they refer to is there: units and metrics first. */
static int load_sections(struct loader *l)
{
	static const char *const kinds[] = { "grammar", "metrics", "units", "line", "table",
					     "kind", "json", "csv", "xml", "group",
					     "check", "param", NULL };
	struct grammar *g = l->g;
	const struct conf *c = &g->conf;

	if (conf_check_kinds(c, kinds, l->err) != 0 || conf_texts(&g->conf, l->err) != 0 ||
	    load_head(l) != 0)
		return -1;
	g->rules = arena_new(&g->arena, c->count, sizeof(*g->rules));
	g->kinds = arena_new(&g->arena, c->count, sizeof(*g->kinds));
	g->csvs = arena_new(&g->arena, c->count, sizeof(*g->csvs));
	g->params = arena_new(&g->arena, c->count, sizeof(*g->params));
	g->context_count = 1;
	for (size_t i = 0; i < c->count; i++) {
		const struct conf_section *s = &c->sections[i];
		const struct conf_entry *e = conf_get(s, "context");
		int rc = 0;

		g->has_checks |= strcmp(s->kind, "check") == 0;
		if (strcmp(s->kind, "units") == 0)
			rc = grammar_load_units(l, s);
		else if (strcmp(s->kind, "metrics") == 0)
			rc = grammar_load_metrics(l, s);
		else if (e && context_number(l, e->value, true) < 0)
			rc = conf_error(c, e->line, l->err, "more than 63 contexts");
		else if (e && strcmp(e->value, "outside") == 0)
			rc = conf_error(c, e->line, l->err, "context = outside: that is what "
					"\"in\" calls no record at all; another "
					"name, please");
		if (rc != 0)
			return -1;
	}
	for (size_t i = 0; i < c->count; i++) {
		const struct conf_section *s = &c->sections[i];
		int rc = 0;

		if (strcmp(s->kind, "line") == 0 || strcmp(s->kind, "table") == 0)
			rc = load_rule(l, s, s->kind[0] == 't');
		else if (strcmp(s->kind, "kind") == 0)
			rc = load_kind(l, s);
		else if (strcmp(s->kind, "json") == 0)
			rc = grammar_load_json(l, s);
		else if (strcmp(s->kind, "csv") == 0)
			rc = grammar_load_csv(l, s);
		else if (strcmp(s->kind, "group") == 0)
			rc = grammar_load_group(l, s);
		else if (strcmp(s->kind, "param") == 0)
			rc = grammar_load_param(l, s);
		else if (strcmp(s->kind, "xml") == 0)
			rc = grammar_load_xml(l, s);
		if (rc != 0)
			return -1;
	}
	return 0;
}

static int prove_whole(struct loader *l)
{
	struct grammar *g = l->g;
	bool opens = g->json || g->csv_count || g->xml;

	for (size_t i = 0; i < g->rule_count; i++)
		opens |= (g->rules[i].is & (RULE_OPEN | RULE_WORD)) != 0;
	if (!opens)
		return conf_error(&g->conf, 1, l->err,
				  "nothing opens a record: a [line] with \"is = open\", a "
				  "[json], a [csv] or an [xml] is wanted");
	for (size_t i = 0; i < g->kind_count; i++)
		for (size_t n = 0; n < g->kinds[i].repeats_count; n++)
			if (grammar_kind(g, g->kinds[i].repeats[n]) == NULL)
				return conf_error(&g->conf, g->kinds[i].line, l->err,
						  "repeats: there is no [kind %s]",
						  g->kinds[i].repeats[n]);
	for (size_t i = 0; i < g->kind_count; i++)
		if ((g->kinds[i].from || g->kinds[i].spoils) && g->kinds[i].when_count == 0)
			return conf_error(&g->conf, g->kinds[i].line, l->err,
					  "\"%s\" needs \"when\"",
					  g->kinds[i].from ? "from" : "spoils");
	return 0;
}

/* What tells its logs, read off the grammar itself. */
static void note_signs(struct grammar *g)
{
	struct grammar_signs *s = arena_new(&g->arena, 1, sizeof(*s));
	struct grammar_opening *o = arena_new(&g->arena, g->rule_count, sizeof(*o));
	struct grammar_csv_sign *c = arena_new(&g->arena, g->csv_count, sizeof(*c));

	*s = (struct grammar_signs){
		.name = g->name,
		.sha256 = g->sha256,
		.openings = o,
		.rule_count = g->rule_count,
		.json_detect = g->detect,
		.json_detect_count = g->detect_count,
		.xml_detect = g->xml_detect,
		.xml_detect_count = g->xml_detect_count,
		.csvs = c,
		.csv_count = g->csv_count,
		.commands = g->commands,
		.command_count = g->command_count,
	};
	for (size_t i = 0; i < g->rule_count; i++)
		if ((g->rules[i].is & (RULE_OPEN | RULE_ANNOUNCE | RULE_WORD)) &&
		    (g->rules[i].in & 1)) /* no context */
			o[s->opening_count++] = (struct grammar_opening){
				g->rules[i].match.text, &g->rules[i].match.literal,
				(uint32_t)i, (g->rules[i].is & RULE_WORD) != 0 };
	for (size_t i = 0; i < g->csv_count; i++)
		c[i] = (struct grammar_csv_sign){
			g->csvs[i].separators, g->csvs[i].header, g->csvs[i].header_count,
			g->csvs[i].name_count };
	g->signs = s;
}

static void build_lines(struct grammar *g)
{
	struct candidate *list = arena_new(&g->arena, g->rule_count, sizeof(*list));

	for (size_t i = 0; i < g->rule_count; i++)
		list[i] = (struct candidate){ .literal = &g->rules[i].match.literal,
					      .grammar = g, .order = (uint32_t)i,
					      .in = g->rules[i].in };
	matcher_build(&g->lines, &g->arena, list, g->rule_count);
}

/* From its file or, where there is none, from a text. */
static int load(struct grammar *g, const char *path, const char *text, size_t size,
		const struct metrics *metrics, struct measure_names *names, struct err *err)
{
	struct loader l = { .g = g, .metrics = metrics, .names = names, .err = err };
	int rc = text ? conf_load_text(&g->conf, path, text, size, err)
		      : conf_load(&g->conf, path, err);

	g->metrics = metrics;
	g->names = names;
	if (rc == 0)
		rc = load_sections(&l);
	if (rc == 0)
		rc = prove_whole(&l);
	free(l.roles);
	if (rc != 0)
		return -1;
	memcpy(g->sha256, g->conf.sha256, sizeof(g->sha256));
	build_lines(g);
	return 0;
}

int grammar_load(const char *path, const char *text, size_t size,
		 const struct metrics *metrics, struct measure_names *names,
		 struct grammar **out, struct err *err)
{
	struct grammar *g = mem_new(1, sizeof(*g));

	if (load(g, path, text, size, metrics, names, err) != 0) {
		grammar_free(g);
		return -1;
	}
	note_signs(g);
	atomic_store(&g->ready, true);
	*out = g;
	return 0;
}

int grammar_ready(struct grammar *g, const struct metrics *metrics,
		  struct measure_names *names, struct err *err)
{
	const struct embedded_file *f = g->shipped;

	if (load(g, f->path, f->text, f->size, metrics, names, err) != 0)
		return -1;
	atomic_store_explicit(&g->ready, true, memory_order_release);
	return 0;
}

void grammar_free(struct grammar *g)
{
	if (g == NULL)
		return;
	for (size_t i = 0; i < g->rule_count; i++) {
		regex_free(atomic_load(&g->rules[i].match.regex));
		regex_free(atomic_load(&g->rules[i].series.regex));
		regex_free(atomic_load(&g->rules[i].row.regex));
	}
	for (size_t i = 0; i < g->csv_count; i++)
		regex_free(atomic_load(&g->csvs[i].match.regex));
	checks_free(atomic_load(&g->checks));
	conf_release(&g->conf);
	arena_release(&g->arena);
	free(g);
}

static int prove_pattern(struct grammar *g, struct rule_pattern *p, struct notes *slow,
			 struct err *err)
{
	struct regex *r;

	if (p->text == NULL)
		return 0;
	if (regex_compile(p->text, &r, err) != 0) {
		char why[ERR_TEXT];

		memcpy(why, err->text, sizeof(why));
		return conf_error(&g->conf, p->line, err, "%s", why);
	}
	regex_free(r);
	if (slow && p->literal.prefix_size == 0 && p->literal.inner_size == 0)
		notes_add(slow, "%s:%d: slow: the pattern has no literal that must stand in "
			  "a line, so every line is matched: %s", g->conf.path, p->line,
			  p->text);
	return 0;
}

static int prove_checks(const struct grammar *g, struct err *err)
{
	struct checks *c = checks_read(g);
	bool sound = c->wrong.text[0] == '\0';

	if (!sound)
		*err = c->wrong;
	checks_free(c);
	return sound ? 0 : -1;
}

int grammar_prove(struct grammar *g, struct notes *slow, struct err *err)
{
	for (size_t i = 0; i < g->rule_count; i++)
		if (prove_pattern(g, &g->rules[i].match, slow, err) != 0 ||
		    prove_pattern(g, &g->rules[i].series, NULL, err) != 0 ||
		    prove_pattern(g, &g->rules[i].row, NULL, err) != 0)
			return -1;
	for (size_t i = 0; i < g->csv_count; i++) /* looked at once a file */
		if (prove_pattern(g, &g->csvs[i].match, NULL, err) != 0)
			return -1;
	return g->has_checks ? prove_checks(g, err) : 0;
}
