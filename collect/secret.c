/* secret.c - looks for secrets where none may be. */
#include "collect/secret.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "data/base/file.h"

#define SECRET_MAX 4096
#define SECRET_MIN 6 /* characters; a shorter one would be found by chance */
#define OUTPUT_MAX ((size_t)1 << 30)

struct text {
	const struct conf_entry *file;
	const char *key;
};

static const struct conf_key keys[] = {
	{ "file", CONF_RAW, CONF_FIELD(struct text, file, const struct conf_entry *), 0, 0, NULL,
	  true, "the file that holds it" },
	{ "key", CONF_TEXT, CONF_FIELD(struct text, key, const char *), 0, 0, NULL, false,
	  "of its lines the one KEY = SECRET; else all of it is the secret" },
};

/* Where the secret begins in the file's text; NULL: there is no such key. */
static char *value_of(char *text, const char *key)
{
	size_t n = key ? strlen(key) : 0;

	if (key == NULL)
		return text;
	for (char *line = text; line; line = strchr(line, '\n')) {
		line += strspn(line, "\n \t");
		char *after = line + n + strspn(line + (strncmp(line, key, n) == 0 ? n : 0), " \t");

		if (strncmp(line, key, n) == 0 && (*after == '=' || *after == ':'))
			return after + 1;
	}
	return NULL;
}

static int load_one(struct secrets *s, const struct campaign *c, const struct conf_section *from,
		    struct err *err)
{
	struct text t = { .key = NULL };
	struct vars v = { .outer = NULL };
	struct err why;
	size_t size;

	if (conf_read(&c->conf, from, keys, ARRAY_LEN(keys), &t, NULL, NULL, err) != 0)
		return -1;
	const struct template path = { &c->conf, t.file->value, t.file->line };
	vars_set(&v, "state", c->state);
	const char *file = words_text(&s->arena, &path, &v, err);
	free(v.list);
	if (file == NULL)
		return -1;
	char *text = file_read(file, SECRET_MAX, &size, &why), *value;
	if (text == NULL)
		return conf_error(&c->conf, t.file->line, err, "%s", why.text);
	value = value_of(text, t.key);
	if (value) {
		value += strspn(value, " \t");
		value[strcspn(value, "\r\n")] = '\0';
		s->list[s->count++] = (struct secret){ from->name, arena_dup(&s->arena, value),
						       strlen(value) };
	}
	bool good = value && strlen(value) >= SECRET_MIN;
	free(text);
	if (!good)
		return conf_error(&c->conf, t.file->line, err, "%s has no %s of at least %d "
				  "characters", file, t.key ? t.key : "secret", SECRET_MIN);
	return 0;
}

int secrets_load(struct secrets *s, const struct campaign *c, struct err *err)
{
	*s = (struct secrets){ .list = NULL };
	s->list = arena_new(&s->arena, c->conf.count, sizeof(s->list[0]));
	for (size_t i = 0; i < c->conf.count; i++)
		if (strcmp(c->conf.sections[i].kind, "secret") == 0 &&
		    load_one(s, c, &c->conf.sections[i], err) != 0)
			return -1;
	return 0;
}

void secrets_release(struct secrets *s)
{
	arena_release(&s->arena);
}

/* --- looking ------------------------------------------------------------------------- */

static bool holds(const struct secret *secret, const char *text, size_t size)
{
	const char *at = text, *end = text + size;

	while ((size_t)(end - at) >= secret->size &&
	       (at = memchr(at, secret->value[0], (size_t)(end - at) - secret->size + 1))) {
		if (memcmp(at, secret->value, secret->size) == 0)
			return true;
		at++;
	}
	return false;
}

static const struct secret *find(const struct secrets *s, const char *text, size_t size)
{
	for (size_t i = 0; i < s->count; i++)
		if (holds(&s->list[i], text, size))
			return &s->list[i];
	return NULL;
}

int secrets_check(const struct secrets *s, const struct plan *p, struct err *err)
{
	for (size_t i = 0; s->count && i < p->count; i++) {
		const struct secret *found;
		char *text = NULL;
		size_t size;
		FILE *out = mem_stream(&text, &size);
		int rc = plan_print(&p->runs[i], out, err);

		fclose(out);
		found = rc == 0 ? find(s, text, size) : NULL;
		free(text);
		if (rc != 0)
			return -1;
		if (found)
			return err_set(err, EXIT_INPUT, "%s: the secret %s would stand among its "
				       "arguments, where everybody can read it; let the tool read "
				       "its file", p->runs[i].id, found->name);
	}
	return 0;
}

void secrets_remove(const struct secrets *s, const char *folder, struct outcome *o)
{
	struct file_list list = { 0 };
	const struct secret *found;
	struct err err;

	if (s->count == 0 || file_walk(folder, &list, &err) != 0)
		return;
	for (size_t i = 0; i < list.count; i++) {
		size_t size = 0;
		char *text = file_read(list.entries[i].path, OUTPUT_MAX, &size, &err);

		found = text ? find(s, text, size) : NULL;
		free(text);
		if (text && found == NULL)
			continue;
		unlink(list.entries[i].path);
		o->failed = NULL; /* its reason may quote the file */
		outcome_fail(o, "%s held the secret %s and is not kept", list.entries[i].below,
			     found ? found->name : "(it could not be read)");
	}
	file_list_release(&list);
	if (o->failed && (found = find(s, o->failed, strlen(o->failed)))) {
		o->failed = NULL;
		outcome_fail(o, "its reason held the secret %s and is not kept", found->name);
	}
	if (o->version && find(s, o->version, strlen(o->version)))
		o->version = NULL;
}
