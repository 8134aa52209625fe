/* opt.c - command-line options as rows. */
#include "data/base/opt.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/mem.h"

/* Edit distance, for "did you mean"; words over 40 characters are no slips. */
static size_t distance(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b), row[48];

	if (n > 40 || m > 40)
		return 99;
	for (size_t j = 0; j <= m; j++)
		row[j] = j;
	for (size_t i = 1; i <= n; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= m; j++) {
			size_t best = diagonal + (a[i - 1] != b[j - 1]);

			diagonal = row[j];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
		}
	}
	return row[m];
}

const char *opt_nearest(const char *word, const char *const *candidates, size_t count)
{
	const char *best = NULL;
	size_t limit = strlen(word) < 4 ? 2 : 3; /* distance below which it may be a slip */

	for (size_t i = 0; i < count; i++) {
		size_t d = distance(word, candidates[i]);

		if (d < limit) {
			limit = d;
			best = candidates[i];
		}
	}
	return best;
}

static int unknown(const struct opts *o, const char *word, struct err *err)
{
	const char *names[OPTS_MAX];

	for (size_t i = 0; i < o->count; i++)
		names[i] = o->rows[i].name;
	const char *near = opt_nearest(word, names, o->count);
	if (near)
		return err_set(err, EXIT_INPUT, "unknown option --%s; did you mean --%s?",
			       word, near);
	return err_set(err, EXIT_INPUT, "unknown option --%s", word);
}

/* "KEY=VALUE..." */
static bool may_repeat(const struct opt_row *row)
{
	size_t n = row->arg ? strlen(row->arg) : 0;

	return n > 3 && strcmp(row->arg + n - 3, "...") == 0;
}

static int set(struct opts *o, size_t row, const char *value, struct err *err)
{
	if (may_repeat(&o->rows[row])) {
		o->many = mem_grow(o->many, &o->many_room, o->many_count + 1,
				   sizeof(o->many[0]));
		o->many[o->many_count++] = (struct opt_value){ row, value };
		if (o->values[row] == NULL)
			o->values[row] = value;
		return 0;
	}
	if (o->values[row])
		return err_set(err, EXIT_INPUT, "option --%s is given twice",
			       o->rows[row].name);
	o->values[row] = value;
	return 0;
}

/* "--name", "--name=value", "--name value"; *i is moved over a value taken. */
static int take_long(struct opts *o, int argc, char **argv, int *i, struct err *err)
{
	const char *word = argv[*i] + 2, *equals = strchr(word, '=');
	size_t n = equals ? (size_t)(equals - word) : strlen(word), row;

	for (row = 0; row < o->count; row++)
		if (strlen(o->rows[row].name) == n &&
		    strncmp(o->rows[row].name, word, n) == 0)
			break;
	if (row == o->count) {
		char name[64] = "";

		memcpy(name, word, n < sizeof(name) ? n : sizeof(name) - 1);
		return unknown(o, name, err);
	}
	if (o->rows[row].arg == NULL) {
		if (equals)
			return err_set(err, EXIT_INPUT, "option --%s takes no value",
				       o->rows[row].name);
		return set(o, row, "", err);
	}
	if (equals)
		return set(o, row, equals + 1, err);
	if (*i + 1 >= argc)
		return err_set(err, EXIT_INPUT, "option --%s needs %s", o->rows[row].name,
			       o->rows[row].arg);
	return set(o, row, argv[++*i], err);
}

/* "-n value", "-nvalue", "-qs" */
static int take_short(struct opts *o, int argc, char **argv, int *i, struct err *err)
{
	for (const char *s = argv[*i] + 1; *s; s++) {
		size_t row;

		for (row = 0; row < o->count; row++)
			if (o->rows[row].letter == *s)
				break;
		if (row == o->count)
			return err_set(err, EXIT_INPUT, "unknown option -%c", *s);
		if (o->rows[row].arg == NULL) {
			if (set(o, row, "", err) != 0)
				return -1;
			continue;
		}
		if (s[1])
			return set(o, row, s + 1, err);
		if (*i + 1 >= argc)
			return err_set(err, EXIT_INPUT, "option -%c needs %s", *s,
				       o->rows[row].arg);
		return set(o, row, argv[++*i], err);
	}
	return 0;
}

int opts_parse(struct opts *o, int *argc, char **argv, struct err *err)
{
	int kept = 0;
	bool ended = false;

	for (int i = 0; i < *argc; i++) {
		int rc = 0;

		if (ended || argv[i][0] != '-' || argv[i][1] == '\0')
			argv[kept++] = argv[i];
		else if (strcmp(argv[i], "--") == 0)
			ended = true;
		else if (argv[i][1] == '-')
			rc = take_long(o, *argc, argv, &i, err);
		else
			rc = take_short(o, *argc, argv, &i, err);
		if (rc != 0)
			return -1;
	}
	*argc = kept;
	return 0;
}

void opts_release(struct opts *o)
{
	free(o->many);
	o->many = NULL;
	o->many_count = o->many_room = 0;
}

const char *opts_get(const struct opts *o, const char *name)
{
	for (size_t i = 0; i < o->count; i++)
		if (strcmp(o->rows[i].name, name) == 0)
			return o->values[i];
	return NULL;
}

bool opts_has(const struct opts *o, const char *name)
{
	return opts_get(o, name) != NULL;
}

const char *opts_each(const struct opts *o, const char *name, size_t *at)
{
	while (*at < o->many_count) {
		const struct opt_value *v = &o->many[(*at)++];

		if (strcmp(o->rows[v->row].name, name) == 0)
			return v->value;
	}
	return NULL;
}

int opts_number(const struct opts *o, const char *name, long lo, long hi, long absent,
		long *out, struct err *err)
{
	const char *text = opts_get(o, name);
	char *end;

	*out = absent;
	if (text == NULL)
		return 0;
	long v = strtol(text, &end, 10);
	if (*text == '\0' || *end != '\0' || v < lo || v > hi)
		return err_set(err, EXIT_INPUT,
			       "--%s must be a whole number from %ld to %ld, not \"%s\"",
			       name, lo, hi, text);
	*out = v;
	return 0;
}
