/* conf.c - the one door to inih, and what inih lets pass in silence. */
#include "data/base/conf.h"

#include <ini.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/file.h"
#include "data/base/hash.h"
#include "data/base/num.h"
#include "data/base/opt.h"

#define CONF_MAX (4u << 20) /* bytes of an INI file */
#define SECTION_MAX 49      /* inih cuts a longer name without a word */

/* What inih reads from: a text in memory, line by line. */
struct reader {
	struct conf *conf;
	const char *next, *end;
	int line;
	bool continuation; /* the line is indented: inih takes it as part of the last value */
	bool failed;
	struct err *err;
};

int conf_error(const struct conf *c, int line, struct err *err, const char *fmt, ...)
{
	char text[ERR_TEXT];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (line < 0)
		return err_set(err, EXIT_INPUT, "%s: %s", c->origins[-line - 1], text);

	bool from = c->from && conf_is_own(line);
	char place[CONF_PLACE];

	conf_place(c->path, c->files, line, place);
	return err_set(err, EXIT_INPUT, "%s%s%s%s: %s", place, from ? " (" : "",
		       from ? c->from : "", from ? ")" : "", text);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static const char *skip_blank(const char *s)
{
	while (is_blank(*s))
		s++;
	return s;
}

/* A section starts; inih would tell us only with its first key. */
static int add_section(struct reader *r, const char *text)
{
	struct conf *c = r->conf;
	const char *end = strchr(text, ']');

	if (end == NULL)
		return conf_error(c, r->line, r->err, "a section's name ends in \"]\"");
	if (*skip_blank(end + 1))
		return conf_error(c, r->line, r->err,
				  "nothing may follow the \"]\" of a section");
	const char *kind = skip_blank(text), *last = end;
	while (last > kind && is_blank(last[-1]))
		last--;
	if (end - text > SECTION_MAX)
		return conf_error(c, r->line, r->err,
				  "a section's name has at most %d characters", SECTION_MAX);
	if (last == kind)
		return conf_error(c, r->line, r->err, "a section without a name");
	const char *kind_end = kind;
	while (kind_end < last && !is_blank(*kind_end))
		kind_end++;
	const char *name = kind_end;
	while (name < last && is_blank(*name))
		name++;
	struct conf_section s = {
		.kind = arena_dup_n(&c->arena, kind, (size_t)(kind_end - kind)),
		.name = arena_dup_n(&c->arena, name, (size_t)(last - name)),
		.line = r->line,
	};
	for (size_t i = 0; i < c->count; i++)
		if (strcmp(c->sections[i].kind, s.kind) == 0 &&
		    strcmp(c->sections[i].name, s.name) == 0)
			return conf_error(c, r->line, r->err,
					  "section [%s%s%s] stands twice; first in line %d",
					  s.kind, s.name[0] ? " " : "", s.name,
					  c->sections[i].line);
	c->sections = mem_grow(c->sections, &c->room, c->count + 1, sizeof(s));
	c->sections[c->count++] = s;
	return 0;
}

/* What inih would misread without a word. */
static int check_line(struct reader *r, const char *line)
{
	const char *s = skip_blank(line);

	r->continuation = s != line && *s;
	if (*s == '\0' || *s == ';' || *s == '#')
		return 0;
	for (const char *p = s; *p; p++)
		if (*p == ';' && p > s && is_blank(p[-1]))
			return conf_error(r->conf, r->line, r->err,
					  "\" ;\" starts a comment and would cut the value; "
					  "put comments on their own line (in a pattern: \\x3b)");
	if (r->continuation) {
		if (r->conf->count == 0 ||
		    r->conf->sections[r->conf->count - 1].count == 0)
			return conf_error(r->conf, r->line, r->err,
					  "an indented line goes on with the value above it, "
					  "and there is none");
		return 0;
	}
	if (*s == '[')
		return add_section(r, s + 1);
	const char *delimiter = strpbrk(s, "=:");
	if (delimiter == NULL)
		return conf_error(r->conf, r->line, r->err,
				  "wanted \"[section]\", \"key = value\" or a comment");
	if (delimiter == s)
		return conf_error(r->conf, r->line, r->err, "a value without a key");
	if (*delimiter == ':')
		return conf_error(r->conf, r->line, r->err,
				  "a key ends in \"=\", and cannot have a \":\" in it");
	return 0;
}

/* inih's fgets: refuses what does not fit instead of cutting it. */
static char *next_line(char *buf, int size, void *stream)
{
	struct reader *r = stream;

	if (r->failed || r->next >= r->end)
		return NULL;
	r->line++;
	const char *eol = memchr(r->next, '\n', (size_t)(r->end - r->next));
	size_t n = (size_t)((eol ? eol : r->end) - r->next);
	const char *line = r->next;
	r->next = eol ? eol + 1 : r->end;
	if (memchr(line, '\0', n)) {
		conf_error(r->conf, r->line, r->err, "a NUL byte; this is no text file");
		r->failed = true;
		return NULL;
	}
	if (n + 2 > (size_t)size) {
		conf_error(r->conf, r->line, r->err,
			   "the line has %zu characters; at most %d are read (an indented "
			   "next line goes on with the value)", n, size - 2);
		r->failed = true;
		return NULL;
	}
	memcpy(buf, line, n);
	buf[n] = '\0';
	if (check_line(r, buf) != 0) {
		r->failed = true;
		return NULL;
	}
	memcpy(buf + n, "\n", 2);
	return buf;
}

static int take_key(void *user, const char *section, const char *key, const char *value)
{
	struct reader *r = user;
	struct conf *c = r->conf;

	(void)section;
	if (r->failed)
		return 0;
	if (c->count == 0) {
		conf_error(c, r->line, r->err, "\"%s\" stands before the first [section]",
			   key);
		r->failed = true;
		return 0;
	}
	struct conf_section *s = &c->sections[c->count - 1];
	if (r->continuation) {
		struct conf_entry *e = &s->entries[s->count - 1];

		e->value = arena_printf(&c->arena, "%s%s%s", e->value,
					e->value[0] ? " " : "", value);
		return 1;
	}
	const struct conf_entry *first = conf_get(s, key);
	if (first) {
		conf_error(c, r->line, r->err, "\"%s\" stands twice; first in line %d", key,
			   first->line);
		r->failed = true;
		return 0;
	}
	s->entries = mem_grow(s->entries, &s->room, s->count + 1, sizeof(s->entries[0]));
	s->entries[s->count++] = (struct conf_entry){
		.key = arena_dup(&c->arena, key),
		.value = arena_dup(&c->arena, value),
		.line = r->line,
	};
	return 1;
}

int conf_load_text(struct conf *c, const char *path, const char *text, size_t size,
		   struct err *err)
{
	struct reader r = { .conf = c, .next = text, .end = text + size, .err = err };

	c->path = arena_dup(&c->arena, path);
	hash_hex(text, size, c->sha256);
	if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		r.next += 3;
	if (size >= 2 && (memcmp(text, "\xff\xfe", 2) == 0 || memcmp(text, "\xfe\xff", 2) == 0))
		return conf_error(c, 1, err, "UTF-16 text; UTF-8 is wanted");
	int line = ini_parse_stream(next_line, &r, take_key, &r);
	if (r.failed)
		return -1;
	if (line != 0)
		return conf_error(c, line > 0 ? line : 1, err,
				  "wanted \"[section]\", \"key = value\" or a comment");
	return 0;
}

int conf_load(struct conf *c, const char *path, struct err *err)
{
	size_t size;
	char *text = file_read(path, CONF_MAX, &size, err);

	if (text == NULL)
		return -1;
	int rc = conf_load_text(c, path, text, size, err);
	free(text);
	return rc;
}

void conf_release(struct conf *c)
{
	for (size_t i = 0; i < c->count; i++)
		free(c->sections[i].entries);
	free(c->sections);
	free(c->origins);
	arena_release(&c->arena);
	*c = (struct conf){ 0 };
}

const struct conf_section *conf_find(const struct conf *c, const char *kind,
				     const char *name)
{
	for (size_t i = 0; i < c->count; i++)
		if (strcmp(c->sections[i].kind, kind) == 0 &&
		    (name == NULL || strcmp(c->sections[i].name, name) == 0))
			return &c->sections[i];
	return NULL;
}

const struct conf_entry *conf_get(const struct conf_section *s, const char *key)
{
	for (size_t i = 0; i < s->count; i++)
		if (strcmp(s->entries[i].key, key) == 0)
			return &s->entries[i];
	return NULL;
}

/* --- changes that the file does not have ---------------------------------------------- */

int conf_origin(struct conf *c, const char *origin)
{
	c->origins = mem_grow(c->origins, &c->origin_room, c->origin_count + 1,
			      sizeof(c->origins[0]));
	c->origins[c->origin_count++] = arena_dup(&c->arena, origin);
	return -(int)c->origin_count;
}

void conf_set(struct conf *c, struct conf_section *s, const char *key, const char *value,
	      int line)
{
	size_t i = 0;

	while (i < s->count && strcmp(s->entries[i].key, key) != 0)
		i++;
	if (value == NULL) {
		if (i < s->count)
			memmove(&s->entries[i], &s->entries[i + 1],
				(--s->count - i) * sizeof(s->entries[0]));
		return;
	}
	if (i == s->count) {
		s->entries = mem_grow(s->entries, &s->room, s->count + 1,
				      sizeof(s->entries[0]));
		s->entries[s->count++].key = arena_dup(&c->arena, key);
	}
	s->entries[i].value = arena_dup(&c->arena, value);
	s->entries[i].line = line;
}

struct conf_section *conf_add(struct conf *c, const char *kind, const char *name, int line)
{
	c->sections = mem_grow(c->sections, &c->room, c->count + 1, sizeof(c->sections[0]));
	c->sections[c->count] = (struct conf_section){
		.kind = arena_dup(&c->arena, kind),
		.name = arena_dup(&c->arena, name),
		.line = line,
	};
	return &c->sections[c->count++];
}

void conf_drop(struct conf *c, struct conf_section *s)
{
	size_t i = (size_t)(s - c->sections);

	free(s->entries);
	memmove(s, s + 1, (--c->count - i) * sizeof(*s));
}

bool conf_number(const char *text, double lo, double hi, double *out)
{
	double v;

	if (!num_parse(text, strlen(text), &v, NULL) || !(v >= lo && v <= hi))
		return false;
	*out = v;
	return true;
}

const char **conf_list(struct arena *a, const char *text, bool commas_only, size_t *count)
{
	const char *blanks = " \t", *ends = commas_only ? "," : ", \t";
	size_t n = 0, room = strlen(text) / 2 + 1;
	const char **list = arena_new(a, room, sizeof(*list));

	for (;;) {
		text += strspn(text, commas_only ? blanks : ends);
		if (*text == '\0')
			break;
		size_t len = strcspn(text, ends), cut = len;
		while (cut && is_blank(text[cut - 1]))
			cut--;
		list[n++] = arena_dup_n(a, text, cut);
		text += len;
		if (commas_only && *text == ',')
			text++;
	}
	*count = n;
	return list;
}

/* --- keys as rows --------------------------------------------------------------------- */

static int read_number(const struct conf *c, const struct conf_key *k,
		       const struct conf_entry *e, double *out, struct err *err)
{
	double v;

	if (conf_number(e->value, k->lo, k->hi, &v) &&
	    (k->type != CONF_INTEGER || v == floor(v))) {
		*out = v;
		return 0;
	}
	return conf_error(c, e->line, err, "%s must be a %snumber from %.15g to %.15g, "
			  "not \"%s\"", k->name, k->type == CONF_INTEGER ? "whole " : "",
			  k->lo, k->hi, e->value);
}

static int read_choice(const struct conf *c, const struct conf_key *k,
		       const struct conf_entry *e, int *out, struct err *err)
{
	char list[512] = "";
	size_t n = 0;

	for (int i = 0; k->choices[i]; i++) {
		if (strcmp(k->choices[i], e->value) == 0) {
			*out = i;
			return 0;
		}
		n += (size_t)snprintf(list + n, sizeof(list) - n, "%s%s", i ? ", " : "",
				      k->choices[i]);
	}
	return conf_error(c, e->line, err, "%s must be one of %s, not \"%s\"", k->name, list,
			  e->value);
}

static int read_yes_no(const struct conf *c, const struct conf_key *k,
		       const struct conf_entry *e, bool *out, struct err *err)
{
	bool yes = strcmp(e->value, "yes") == 0;

	if (!yes && strcmp(e->value, "no") != 0)
		return conf_error(c, e->line, err, "%s must be yes or no, not \"%s\"",
				  k->name, e->value);
	*out = yes;
	return 0;
}

static int read_entry(const struct conf *c, const struct conf_key *k,
		      const struct conf_entry *e, void *out, struct err *err)
{
	void *field = (char *)out + k->offset;
	double v;

	switch (k->type) {
	case CONF_TEXT:
		if (e->value[0] == '\0')
			return conf_error(c, e->line, err, "%s has no value", k->name);
		*(const char **)field = e->value;
		return 0;
	case CONF_NUMBER:
		return read_number(c, k, e, field, err);
	case CONF_INTEGER:
		if (read_number(c, k, e, &v, err) != 0)
			return -1;
		*(int *)field = (int)v;
		return 0;
	case CONF_YES_NO:
		return read_yes_no(c, k, e, field, err);
	case CONF_CHOICE:
		return read_choice(c, k, e, field, err);
	case CONF_RAW:
		*(const struct conf_entry **)field = e;
		return 0;
	}
	return -1;
}

/* "; did you mean [x]?", or what there is: "; known are [x], [y]". The caller frees. */
static char *what_is_known(const char *word, const char *const *names, size_t count,
			   const char *open, const char *close)
{
	const char *near = opt_nearest(word, names, count);
	char *text = NULL;
	size_t size;

	if (near)
		return mem_printf("; did you mean %s%s%s?", open, near, close);

	FILE *out = mem_stream(&text, &size);

	for (size_t i = 0; i < count; i++)
		fprintf(out, "%s%s%s%s", i ? ", " : "; known are ", open, names[i], close);
	fclose(out);
	return text;
}

static int unknown_key(const struct conf *c, const struct conf_section *s,
		       const struct conf_key *keys, size_t count, const struct conf_entry *e,
		       struct err *err)
{
	const char *names[64];
	size_t n = 0;

	for (; n < count && n < ARRAY_LEN(names); n++)
		names[n] = keys[n].name;

	char *known = what_is_known(e->key, names, n, "\"", "\"");
	int rc = conf_error(c, e->line, err, "unknown key \"%s\" in [%s%s%s]%s", e->key, s->kind,
			    s->name[0] ? " " : "", s->name, known);

	free(known);
	return rc;
}

/* All that is missing at once: who adds one after the other would ask as often. */
static int check_required(const struct conf *c, const struct conf_section *s,
			  const struct conf_key *keys, size_t count, struct err *err)
{
	char *missing = NULL;
	size_t size, n = 0;
	FILE *out = mem_stream(&missing, &size);
	int rc = 0;

	for (size_t k = 0; k < count; k++)
		if (keys[k].required && conf_get(s, keys[k].name) == NULL)
			fprintf(out, "%s\"%s\" (%s)", n++ ? ", " : "", keys[k].name,
				keys[k].help);
	fclose(out);
	if (n > 0)
		rc = conf_error(c, s->line, err, "[%s%s%s] needs %s", s->kind,
				s->name[0] ? " " : "", s->name, missing);
	free(missing);
	return rc;
}

int conf_read(const struct conf *c, const struct conf_section *s,
	      const struct conf_key *keys, size_t count, void *out, conf_other_fn *other,
	      void *ctx, struct err *err)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct conf_entry *e = &s->entries[i];
		size_t k = 0;

		while (k < count && strcmp(keys[k].name, e->key) != 0)
			k++;
		if (k < count) {
			if (read_entry(c, &keys[k], e, out, err) != 0)
				return -1;
			continue;
		}
		int taken = other ? other(ctx, e, err) : 1;
		if (taken < 0)
			return -1;
		if (taken > 0)
			return unknown_key(c, s, keys, count, e, err);
	}
	return check_required(c, s, keys, count, err);
}

int conf_check_kinds(const struct conf *c, const char *const *kinds, struct err *err)
{
	size_t n = 0;

	while (kinds[n])
		n++;
	for (size_t i = 0; i < c->count; i++) {
		const struct conf_section *s = &c->sections[i];
		size_t k = 0;

		while (k < n && strcmp(kinds[k], s->kind) != 0)
			k++;
		if (k < n)
			continue;

		char *known = what_is_known(s->kind, kinds, n, "[", "]");

		conf_error(c, s->line, err, "unknown section [%s%s%s]%s", s->kind,
			   s->name[0] ? " " : "", s->name, known);
		free(known);
		return -1;
	}
	return 0;
}
