/* grammar_when.c - what must hold of a record, or a table's row: signs, and [kind]'s `when`. */
#include <string.h>

#include "parse/language/grammar_private.h"
#include "parse/language/metrics.h"

static const struct { const char *sign; enum compare compare; } compare_signs[] = {
	{ "!=", COMPARE_NE }, { "<=", COMPARE_LE }, { ">=", COMPARE_GE },
	{ "=", COMPARE_EQ },  { "<", COMPARE_LT },  { ">", COMPARE_GT },
};

bool grammar_compare(const char *sign, enum compare *out)
{
	for (size_t i = 0; i < ARRAY_LEN(compare_signs); i++)
		if (strcmp(compare_signs[i].sign, sign) == 0) {
			*out = compare_signs[i].compare;
			return true;
		}
	return false;
}

bool grammar_compares(enum compare sign, double a, double b)
{
	switch (sign) {
	case COMPARE_THERE:
	case COMPARE_WHOLE:
		return true;
	case COMPARE_EQ:
		return a == b;
	case COMPARE_NE:
		return a != b;
	case COMPARE_LT:
		return a < b;
	case COMPARE_LE:
		return a <= b;
	case COMPARE_GT:
		return a > b;
	case COMPARE_GE:
		return a >= b;
	case COMPARE_NONE:
		break;
	}
	return false;
}

/* "whole A per B beside C, D", "whole A per B and C": the texts of A, B, C and so on are known metrics. */
static int read_whole(struct loader *l, const struct conf_section *s, const char *text,
		      struct condition *c)
{
	size_t n;
	const char **word = conf_list(&l->g->arena, text, false, &n);

	c->failed_too = n == 6 && strcmp(word[4], "and") == 0;
	if (n < 4 || n % 2 || n / 2 - 2 > ARRAY_LEN(c->beside) || strcmp(word[2], "per") != 0 ||
	    (n > 4 && !c->failed_too && strcmp(word[4], "beside") != 0) || (n > 6 && strcmp(word[6], "and") != 0))
		return conf_error(&l->g->conf, conf_get(s, "when")->line, l->err,
				  "when: \"whole METRIC per METRIC beside METRIC and METRIC\" is wanted, "
				  "or \"whole METRIC per METRIC and METRIC\", not \"%s\"", text);
	for (size_t i = 1; i < n; i += 2) {
		if (metrics_unit(l->metrics, &l->g->conf, word[i]) == NULL)
			return conf_error(&l->g->conf, conf_get(s, "when")->line, l->err,
					  "when: unknown metric \"%s\"", word[i]);
		word[i] = measure_metric(l->names, word[i]);
	}
	c->compare = COMPARE_WHOLE;
	c->metric = word[1];
	c->per = word[3];
	for (size_t i = 5; i < n; i += 2)
		c->beside[c->beside_count++] = word[i];
	return 0;
}

/* "no METRIC", or a pattern with stars, each of which stands for any text. */
static int read_none(struct loader *l, const struct conf_section *s, const char *metric,
		     struct condition *c)
{
	c->metric = metric;
	c->compare = COMPARE_NONE;
	if (metrics_pattern_unit(l->metrics, &l->g->conf, metric, &l->g->arena) == NULL)
		return conf_error(&l->g->conf, conf_get(s, "when")->line, l->err,
				  "when: unknown metric \"%s\"", metric);
	return 0;
}

int grammar_condition(struct loader *l, const struct conf_section *s, char *text,
			  struct condition *c)
{
	if (strncmp(text, "whole ", 6) == 0)
		return read_whole(l, s, text, c);
	if (strncmp(text, "no ", 3) == 0)
		return read_none(l, s, text + 3 + strspn(text + 3, " "), c);
	c->metric = text;
	for (size_t i = 0; i < ARRAY_LEN(compare_signs); i++) {
		char *at = strstr(text, compare_signs[i].sign);

		if (at == NULL)
			continue;
		const char *number = at + strlen(compare_signs[i].sign);
		c->compare = compare_signs[i].compare;
		if (!conf_number(number + strspn(number, " "), -1e300, 1e300, &c->number))
			return conf_error(&l->g->conf, conf_get(s, "when")->line, l->err,
					  "when: a number is wanted after \"%s\", not \"%s\"",
					  compare_signs[i].sign, number);
		while (at > text && at[-1] == ' ')
			at--;
		*at = '\0';
		break;
	}
	if (metrics_unit(l->metrics, &l->g->conf, c->metric) == NULL)
		return conf_error(&l->g->conf, conf_get(s, "when")->line, l->err,
				  "when: unknown metric \"%s\"", c->metric);
	c->metric = measure_metric(l->names, c->metric);
	return 0;
}
