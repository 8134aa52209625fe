/* grammars.c - the set of grammars in use. */
#include "parse/language/grammars.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "data/base/file.h"
#include "data/base/hash.h"
#include "data/embedded.h"

/* --- whose a log is ------------------------------------------------------------------ */

/* The lines that open a record, or words, of each grammar; their count. */
static size_t list_openings(const struct grammars *g, bool words, struct candidate *list)
{
	size_t count = 0;

	for (size_t i = 0; i < g->count; i++) {
		const struct grammar_signs *s = g->list[i]->signs;

		for (size_t k = 0; k < s->opening_count; k++)
			if (s->openings[k].word == words)
				list[count++] = (struct candidate){
					.literal = s->openings[k].literal, .pattern = s->openings[k].pattern,
					.grammar = g->list[i], .order = s->openings[k].order,
					.in = UINT64_MAX, .always = words };
	}
	return count;
}

/* Grammar by grammar; words behind, as a tool knows its own errors. */
static void build_outside(struct grammars *g)
{
	struct candidate *list, *rest;
	size_t count = 0, rest_count;

	for (size_t i = 0; i < g->count; i++)
		count += g->list[i]->signs->opening_count;
	list = arena_new(&g->arena, count, sizeof(*list));
	count = list_openings(g, false, list);
	count += list_openings(g, true, list + count);
	matcher_build(&g->outside, &g->arena, list, count);
	rest = arena_new(&g->arena, count, sizeof(*rest));
	rest_count = sieve_build(&g->sieve, &g->arena, &g->outside, count, rest);
	matcher_build(&g->starts, &g->arena, rest, rest_count);
	matcher_build_any(&g->starts, &g->arena, rest_count);
}

/* Names that a document must have below these nodes to be a grammar's. `*`: any. */
static void note_ends(struct grammars *g, const struct json_node *n)
{
	for (; n; n = n->next) {
		unsigned bit = grammars_detect_bit(n->key, n->key_size);

		if (n->tag && n->key == NULL)
			memset(g->detect_ends, 0xff, sizeof(g->detect_ends));
		else if (n->tag)
			g->detect_ends[bit / 64] |= UINT64_C(1) << bit % 64;
		note_ends(g, n->child);
	}
}

/* What tells whose a document is. */
static void build_detect(struct grammars *g)
{
	for (size_t i = 0; i < g->count; i++) {
		const struct grammar *own = g->list[i];
		const struct grammar_signs *s = own->signs;

		for (size_t k = 0; k < s->json_detect_count; k++) {
			struct json_node *n = json_path(&g->arena, &g->detect,
							s->json_detect[k]);

			n->tag = own;
			n->enter = true;
		}
		for (size_t k = 0; k < s->xml_detect_count; k++)
			json_path(&g->arena, &g->xml_detect, s->xml_detect[k])->tag = own;
	}
	json_seal(&g->arena, &g->detect);
	note_ends(g, &g->detect);
}

static int by_name(const void *a, const void *b)
{
	return strcmp((*(struct grammar *const *)a)->signs->name,
		      (*(struct grammar *const *)b)->signs->name);
}

static void hash_all(struct grammars *g)
{
	struct hash *h = hash_new();

	hash_begin(h);
	for (size_t i = 0; i < g->count; i++) {
		hash_add(h, g->list[i]->signs->name, strlen(g->list[i]->signs->name) + 1);
		hash_add(h, g->list[i]->signs->sha256, 65);
	}
	hash_end(h, g->sha256);
	hash_free(h);
}

/* The set is whole: what all its grammars are together. */
static void settle(struct grammars *g)
{
	qsort(g->list, g->count, sizeof(g->list[0]), by_name);
	build_outside(g);
	build_detect(g);
	hash_all(g);
}

/* --- loading ------------------------------------------------------------------------- */

static void add(struct grammars *g, struct grammar *new)
{
	g->list = mem_resize(g->list, g->count + 1, sizeof(g->list[0]));
	g->list[g->count++] = new;
}

static void add_shipped(struct grammars *g)
{
	for (size_t i = 0; i < embedded_grammar_count; i++) {
		struct grammar *new = mem_new(1, sizeof(*new));

		new->shipped = &embedded_grammars[i];
		new->signs = &grammar_shipped_signs[i];
		add(g, new);
	}
}

/* One of the user's own: a shipped one of its name gives it its place. */
static int insert(struct grammars *g, struct grammar *new, struct err *err)
{
	for (size_t i = 0; i < g->count; i++) {
		if (strcmp(g->list[i]->signs->name, new->name) != 0)
			continue;
		if (!g->list[i]->shipped) {
			err_set(err, EXIT_INPUT, "%s: a grammar named \"%s\" is there already "
				"(%s)", new->conf.path, new->name, g->list[i]->conf.path);
			grammar_free(new);
			return -1;
		}
		grammar_free(g->list[i]);
		g->list[i] = new;
		return 0;
	}
	add(g, new);
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
	int rc = metrics_load(g->metrics, err);

	if (rc == 0)
		rc = file_walk(folder, &files, err);
	for (size_t i = 0; rc == 0 && i < files.count; i++) {
		struct grammar *new;

		if (!is_ini(files.entries[i].below) || strchr(files.entries[i].below, '/'))
			continue;
		rc = grammar_load(files.entries[i].path, NULL, 0, g->metrics, g->names, &new,
				  err);
		if (rc == 0 && (rc = grammar_prove(new, NULL, err)) != 0)
			grammar_free(new);
		if (rc == 0)
			rc = insert(g, new, err);
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

static struct grammars *new_set(struct measure_names *names)
{
	struct grammars *g = mem_new(1, sizeof(*g));

	g->names = names;
	g->metrics = metrics_new();
	g->reading = mem_new(1, sizeof(*g->reading));
	pthread_mutex_init(g->reading, NULL);
	return g;
}

int grammars_load(const char *folder, struct measure_names *names, struct grammars **out,
		  struct err *err)
{
	struct grammars *g = new_set(names);
	const char *named = folder ? folder : getenv("DESMET_GRAMMARS");
	char *own = named && named[0] ? mem_dup(named) : own_folder();
	int rc = 0;

	add_shipped(g);
	if (own)
		rc = load_folder(g, own, err);
	free(own);
	if (rc != 0) {
		grammars_free(g);
		return -1;
	}
	settle(g);
	*out = g;
	return 0;
}

int grammars_single(const char *path, const char *text, size_t size,
		    struct measure_names *names, struct grammars **out, struct err *err)
{
	struct grammars *g = new_set(names);
	struct grammar *only;

	if (metrics_load(g->metrics, err) != 0 ||
	    grammar_load(path, text, size, g->metrics, names, &only, err) != 0) {
		grammars_free(g);
		return -1;
	}
	add(g, only);
	if (grammar_prove(only, NULL, err) != 0) {
		grammars_free(g);
		return -1;
	}
	settle(g);
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
	pthread_mutex_destroy(g->reading);
	free(g->reading);
	arena_release(&g->arena);
	free(g);
}

const struct grammar *grammars_read(const struct grammars *all, const struct grammar *g)
{
	struct grammar *mine = (struct grammar *)(uintptr_t)g;
	struct err err;

	pthread_mutex_lock(all->reading);
	/* It cannot fail: it was read when the program was built, to note its signs. */
	if (!atomic_load(&mine->ready) &&
	    (metrics_load(all->metrics, &err) != 0 ||
	     grammar_ready(mine, all->metrics, all->names, &err) != 0))
		abort();
	pthread_mutex_unlock(all->reading);
	return g;
}

const struct grammar *grammars_find(const struct grammars *g, const char *name)
{
	for (size_t i = 0; i < g->count; i++)
		if (strcmp(g->list[i]->signs->name, name) == 0)
			return g->list[i];
	return NULL;
}

const struct grammar *grammars_of_command(const struct grammars *g, const char *name,
					  size_t size)
{
	for (size_t i = 0; i < g->count; i++) {
		const struct grammar_signs *s = g->list[i]->signs;

		for (size_t k = 0; k < s->command_count; k++)
			if (strlen(s->commands[k]) == size &&
			    memcmp(s->commands[k], name, size) == 0)
				return grammars_ready(g, g->list[i]);
	}
	return NULL;
}
