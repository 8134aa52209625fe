/* measure.c - labels and contexts, each only once. */
#include "data/measure.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/dict.h"
#include "data/base/mem.h"

struct measure_names {
	pthread_mutex_t lock;
	struct dict metrics, labels, contexts;
	struct arena arena;
};

const char *measure_status_name(enum measure_status s)
{
	static const char *const names[] = { "ok", "incomplete", "failed" };

	return names[s];
}

struct measure_names *measure_names_new(void)
{
	struct measure_names *n = mem_new(1, sizeof(*n));

	pthread_mutex_init(&n->lock, NULL);
	return n;
}

void measure_names_free(struct measure_names *n)
{
	if (n == NULL)
		return;
	pthread_mutex_destroy(&n->lock);
	dict_release(&n->metrics);
	dict_release(&n->labels);
	dict_release(&n->contexts);
	arena_release(&n->arena);
	free(n);
}

/* The texts one after the other, each with its NUL: equal keys are equal bytes. */
static size_t join(char *key, size_t room, const char *const *texts, size_t count)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		size_t len = strlen(texts[i]) + 1;

		if (n + len > room)
			len = room - n;
		memcpy(key + n, texts[i], len);
		n += len;
	}
	return n;
}

/* With the lock held. */
static const char *unique_metric(struct measure_names *names, const char *name)
{
	size_t n = strlen(name);
	char *unique = dict_get(&names->metrics, name, n);

	if (unique == NULL) {
		unique = arena_dup_n(&names->arena, name, n);
		dict_set(&names->metrics, name, n, unique);
	}
	return unique;
}

const char *measure_metric(struct measure_names *names, const char *name)
{
	pthread_mutex_lock(&names->lock);
	const char *unique = unique_metric(names, name);
	pthread_mutex_unlock(&names->lock);
	return unique;
}

const struct measure_label *measure_label(struct measure_names *names,
					  const struct measure_label *key)
{
	const char *texts[] = { key->metric, key->unit_text };
	char bytes[1024];
	size_t n = join(bytes, sizeof(bytes), texts, ARRAY_LEN(texts));

	pthread_mutex_lock(&names->lock);
	struct measure_label *label = dict_get(&names->labels, bytes, n);
	if (label == NULL) {
		label = arena_new(&names->arena, 1, sizeof(*label));
		*label = *key;
		label->metric = unique_metric(names, key->metric);
		label->unit_text = arena_dup(&names->arena, key->unit_text);
		dict_set(&names->labels, bytes, n, label);
	}
	pthread_mutex_unlock(&names->lock);
	return label;
}

const struct measure_context *measure_context(struct measure_names *names,
					      const struct measure_context *key)
{
	const char *texts[] = { key->platform, key->benchmark, key->side, key->parameters,
				key->tool, key->version, key->grammar,
				key->grammar_sha256 };
	char bytes[8192];
	size_t n = join(bytes, sizeof(bytes), texts, ARRAY_LEN(texts));

	pthread_mutex_lock(&names->lock);
	struct measure_context *c = dict_get(&names->contexts, bytes, n);
	if (c == NULL) {
		struct arena *a = &names->arena;

		c = arena_new(a, 1, sizeof(*c));
		*c = (struct measure_context){
			arena_dup(a, key->platform), arena_dup(a, key->benchmark),
			arena_dup(a, key->side), arena_dup(a, key->parameters),
			arena_dup(a, key->tool), arena_dup(a, key->version),
			arena_dup(a, key->grammar), arena_dup(a, key->grammar_sha256),
		};
		dict_set(&names->contexts, bytes, n, c);
	}
	pthread_mutex_unlock(&names->lock);
	return c;
}

/* How a sign at `s` is spelled in a value; NULL: as it is. */
static const char *spelled(const char *s, size_t left)
{
	size_t n = 1;

	if (*s == ';')
		return "%3B";
	while (*s == '%' && left - n > 2 && memcmp(s + n, "25", 2) == 0)
		n += 2;
	return *s == '%' && left - n >= 2 && memcmp(s + n, "3B", 2) == 0 ? "%25" : NULL;
}

const char *measure_parameter_text(struct arena *a, const char *text, size_t *size)
{
	size_t n = *size, first = 0;

	while (first < n && spelled(text + first, n - first) == NULL)
		first++;
	if (first == n)
		return text;
	char *out = arena_new(a, 3 * n + 1, 1), *o = out;
	for (size_t i = 0; i < n; i++) {
		const char *how = spelled(text + i, n - i);

		if (how)
			o = stpcpy(o, how);
		else
			*o++ = text[i];
	}
	*o = '\0';
	*size = (size_t)(o - out);
	return out;
}

bool measure_has_parameter(const char *params, const char *name, const char *value, size_t size)
{
	size_t length = strlen(name);

	for (const char *p = params; p && *p; p += *p == ';') {
		size_t n = strcspn(p, ";");

		if (n > length && strncmp(p, name, length) == 0 && p[length] == '=' &&
		    (value == NULL || (n - length - 1 == size &&
				       memcmp(p + length + 1, value, size) == 0)))
			return true;
		p += n;
	}
	return false;
}
