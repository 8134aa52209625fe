/* grammars.c - the set of grammars in use. */
#include "parse/grammars.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "data/base/file.h"
#include "data/base/hash.h"
#include "data/embedded.h"

/* --- the matchers -------------------------------------------------------------------- */

/* Rules in the order in which they count: a grammar's own, then what opens a record of
   another one. `own` NULL: only what opens records. */
struct rule_list {
	const struct rule **rules;
	size_t count;
};

static void list_rules(const struct grammars *g, const struct grammar *own,
		       struct rule_list *list)
{
	for (size_t i = 0; own && i < own->rule_count; i++)
		list->rules[list->count++] = &own->rules[i];
	for (size_t k = 0; k < g->count; k++)
		for (size_t i = 0; i < g->list[k]->rule_count; i++)
			if (g->list[k] != own && (g->list[k]->rules[i].is & RULE_OPEN))
				list->rules[list->count++] = &g->list[k]->rules[i];
}

/* The bytes that a line may start with (after blanks) to match: from..to that hold. */
static void bounds(const struct regex_literal *l, int *from, int *to)
{
	*from = l->prefix_size ? (unsigned char)l->prefix[0] : 0;
	*to = l->prefix_size ? (unsigned char)l->prefix[0] : 255;
}

static struct candidate candidate_of(const struct rule *r)
{
	const struct regex_literal *l = &r->match.literal;
	struct candidate c = { .rule = r };
	size_t n = l->prefix_size < 8 ? l->prefix_size : 8;

	memcpy(&c.key, l->prefix, n);
	memset(&c.mask, 0xff, n);
	return c;
}

/* A bucket for each byte: counted first, then filled, each in the rules' order. */
static void build(struct grammars *g, const struct grammar *own, struct matcher *m,
		  struct rule_list *list)
{
	uint32_t next[256];
	int from, to;

	list->count = 0;
	list_rules(g, own, list);
	for (size_t i = 0; i < list->count; i++) {
		bounds(&list->rules[i]->match.literal, &from, &to);
		for (int b = from; b <= to; b++)
			m->first[b + 1] += regex_literal_first(&list->rules[i]->match.literal,
							       (unsigned)b);
	}
	for (int b = 0; b < 256; b++) {
		m->first[b + 1] += m->first[b];
		next[b] = m->first[b];
	}
	m->candidates = arena_new(&g->arena, m->first[256], sizeof(*m->candidates));
	for (size_t i = 0; i < list->count; i++) {
		const struct candidate c = candidate_of(list->rules[i]);

		bounds(&c.rule->match.literal, &from, &to);
		for (int b = from; b <= to; b++)
			if (regex_literal_first(&c.rule->match.literal, (unsigned)b))
				m->candidates[next[b]++] = c;
	}
}

static void number_inner(struct grammars *g)
{
	for (size_t i = 0; i < g->count; i++)
		for (size_t k = 0; k < g->list[i]->rule_count; k++)
			g->list[i]->rules[k].inner =
				g->list[i]->rules[k].match.literal.prefix_size
					? 0 : g->inner_count++;
}

/* What tells whose a document is. */
static void build_detect(struct grammars *g)
{
	for (size_t i = 0; i < g->count; i++) {
		const struct grammar *own = g->list[i];

		for (size_t k = 0; k < own->detect_count; k++) {
			struct json_node *n = json_path(&g->arena, &g->detect,
							own->detect[k]);

			n->tag = own;
			n->enter = true;
		}
		for (size_t k = 0; k < own->xml_detect_count; k++)
			json_path(&g->arena, &g->xml_detect, own->xml_detect[k])->tag = own;
	}
	json_seal(&g->arena, &g->detect);
}

static void build_all(struct grammars *g)
{
	struct rule_list list = { 0 };
	size_t total = 0;

	number_inner(g);
	for (size_t i = 0; i < g->count; i++)
		total += g->list[i]->rule_count;
	list.rules = mem_new(total, sizeof(*list.rules));
	build(g, NULL, &g->outside, &list);
	g->inside = arena_new(&g->arena, g->count, sizeof(*g->inside));
	for (size_t i = 0; i < g->count; i++)
		build(g, g->list[i], &g->inside[i], &list);
	free(list.rules);
	build_detect(g);
}

/* --- loading ------------------------------------------------------------------------- */

static int insert(struct grammars *g, struct grammar *new, bool replace, struct err *err)
{
	for (size_t i = 0; i < g->count; i++) {
		if (strcmp(g->list[i]->name, new->name) != 0)
			continue;
		if (!replace) {
			err_set(err, EXIT_INPUT, "%s: a grammar named \"%s\" is there already "
				"(%s)", new->conf.path, new->name, g->list[i]->conf.path);
			grammar_free(new);
			return -1;
		}
		grammar_free(g->list[i]);
		new->index = g->count; /* a second one of the name is refused */
		g->list[i] = new;
		return 0;
	}
	g->list = mem_resize(g->list, g->count + 1, sizeof(g->list[0]));
	new->index = g->count;
	g->list[g->count++] = new;
	return 0;
}

static int load_shipped(struct grammars *g, struct err *err)
{
	for (size_t i = 0; i < embedded_grammar_count; i++) {
		const struct embedded_file *f = &embedded_grammars[i];
		struct grammar *new;

		if (grammar_load(f->path, f->text, f->size, g->metrics, g->names, &new, err) ||
		    insert(g, new, false, err) != 0)
			return -1;
	}
	return 0;
}

static bool is_ini(const char *name)
{
	size_t n = strlen(name);

	return n > 4 && strcmp(name + n - 4, ".ini") == 0;
}

static int load_folder(struct grammars *g, const char *folder, struct err *err)
{
	struct file_list files = { 0 };
	size_t shipped = g->count;
	int rc = file_walk(folder, &files, err);

	for (size_t i = 0; rc == 0 && i < files.count; i++) {
		struct grammar *new;

		if (!is_ini(files.entries[i].below) || strchr(files.entries[i].below, '/'))
			continue;
		rc = grammar_load(files.entries[i].path, NULL, 0, g->metrics, g->names, &new,
				  err);
		if (rc == 0)
			rc = grammar_prove(new, NULL, err);
		if (rc == 0) {
			const struct grammar *old = grammars_find(g, new->name);
			bool replace = old && old->index < shipped;

			rc = insert(g, new, replace, err);
		}
	}
	file_list_release(&files);
	return rc;
}

/* The user's own folder, if there is one; the caller frees. */
static char *own_folder(void)
{
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	char *folder = NULL;
	struct stat st;

	if (config && config[0] == '/')
		folder = mem_printf("%s/desmet/grammars", config);
	else if (home && home[0] == '/')
		folder = mem_printf("%s/.config/desmet/grammars", home);
	if (folder && (stat(folder, &st) != 0 || !S_ISDIR(st.st_mode))) {
		free(folder);
		folder = NULL;
	}
	return folder;
}

static int by_name(const void *a, const void *b)
{
	return strcmp((*(struct grammar *const *)a)->name, (*(struct grammar *const *)b)->name);
}

static void hash_all(struct grammars *g)
{
	struct hash *h = hash_new();

	hash_begin(h);
	for (size_t i = 0; i < g->count; i++) {
		hash_add(h, g->list[i]->name, strlen(g->list[i]->name) + 1);
		hash_add(h, g->list[i]->sha256, 65);
	}
	hash_end(h, g->sha256);
	hash_free(h);
}

int grammars_load(const char *folder, struct measure_names *names, struct grammars **out,
		  struct err *err)
{
	struct grammars *g = mem_new(1, sizeof(*g));
	const char *named = folder ? folder : getenv("DESMET_GRAMMARS");
	char *own = named && named[0] ? mem_dup(named) : own_folder();
	int rc;

	g->names = names;
	rc = metrics_load(&g->metrics, err);
	if (rc == 0)
		rc = load_shipped(g, err);
	if (rc == 0 && own)
		rc = load_folder(g, own, err);
	free(own);
	if (rc != 0) {
		grammars_free(g);
		return -1;
	}
	qsort(g->list, g->count, sizeof(g->list[0]), by_name);
	for (size_t i = 0; i < g->count; i++)
		g->list[i]->index = i;
	build_all(g);
	hash_all(g);
	*out = g;
	return 0;
}

int grammars_single(const char *path, const char *text, size_t size,
		    struct measure_names *names, struct grammars **out, struct err *err)
{
	struct grammars *g = mem_new(1, sizeof(*g));
	struct grammar *only;

	g->names = names;
	if (metrics_load(&g->metrics, err) != 0 ||
	    grammar_load(path, text, size, g->metrics, names, &only, err) != 0 ||
	    insert(g, only, false, err) != 0 || grammar_prove(only, NULL, err) != 0) {
		grammars_free(g);
		return -1;
	}
	build_all(g);
	hash_all(g);
	*out = g;
	return 0;
}

void grammars_free(struct grammars *g)
{
	if (g == NULL)
		return;
	for (size_t i = 0; i < g->count; i++)
		grammar_free(g->list[i]);
	free(g->list);
	metrics_free(g->metrics);
	arena_release(&g->arena);
	free(g);
}

const struct grammar *grammars_find(const struct grammars *g, const char *name)
{
	for (size_t i = 0; i < g->count; i++)
		if (strcmp(g->list[i]->name, name) == 0)
			return g->list[i];
	return NULL;
}
