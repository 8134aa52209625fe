/* grammar_csv.c - loads [csv]: the forms of tables. */
#include <string.h>

#include "parse/language/grammar_private.h"
#include "parse/language/unproved.h"

static const char *const separators[] = { ",", "tab", "semicolon", "any", NULL };

struct csv_text {
	const char *header, *match, *columns, *kind, *holds, *shows, *unproved;
	int separator;
};

static const struct conf_key csv_keys[] = {
	{ "header", CONF_TEXT, CONF_FIELD(struct csv_text, header, const char *), 0, 0, NULL,
	  false, "the columns that the first row must have" },
	{ "match", CONF_TEXT, CONF_FIELD(struct csv_text, match, const char *), 0, 0, NULL,
	  false, "a pattern for the first row of a table without a header" },
	{ "columns", CONF_TEXT, CONF_FIELD(struct csv_text, columns, const char *), 0, 0, NULL,
	  false, "the columns of such a table" },
	{ "kind", CONF_TEXT, CONF_FIELD(struct csv_text, kind, const char *), 0, 0, NULL,
	  false, "the kind of its records" },
	{ "holds", CONF_TEXT, CONF_FIELD(struct csv_text, holds, const char *), 0, 0, NULL,
	  false, "what holds in each of its rows, if its columns are these: a <= b <= c" },
	{ "shows", CONF_TEXT, CONF_FIELD(struct csv_text, shows, const char *), 0, 0, NULL,
	  false, "what holds in one of them at least" },
	{ "separator", CONF_CHOICE, CONF_FIELD(struct csv_text, separator, int), 0, 0,
	  separators, false, "what stands between the columns" },
	{ "unproved", CONF_TEXT, CONF_FIELD(struct csv_text, unproved, const char *), 0, 0,
	  NULL, false, UNPROVED_HELP },
};

/* A pattern for just this text. */
static const char *literally(struct arena *a, const char *text)
{
	char *out = arena_new(a, 2 * strlen(text) + 1, 1), *o = out;

	for (const char *s = text; *s; *o++ = *s++)
		if (strchr("^$.[]()|?*+{}\\/-# ", *s))
			*o++ = '\\';
	return out;
}

/* Behind other lines a table is known by its first row, as a record is by its first line. A header
   begins with the first column that is wanted. */
static void add_opening(struct loader *l, const struct csv_form *f)
{
	struct grammar *g = l->g;
	struct rule *r = &g->rules[g->rule_count];
	const char *pattern = f->match.text;

	if (pattern == NULL)
		pattern = arena_printf(&g->arena, "^%s[%s]", literally(&g->arena, f->header[0]),
				       f->separators);
	*r = (struct rule){ .name = "csv", .grammar = g, .order = g->rule_count++,
			    .is = RULE_OPEN | RULE_ROWS, .in = 1, .csv = f, .line = f->line,
			    .match = { .text = pattern, .line = f->line } };
	regex_literal(pattern, &r->match.literal);
}

/* --- what the rows show ---------------------------------------------------------------- */

/* A number, or one of the form's columns. */
static int read_term(struct loader *l, const struct conf_section *s, const char *key,
		     const struct csv_form *f, const char *text, struct csv_term *out)
{
	*out = (struct csv_term){ .text = text };
	if (conf_number(text, -1e300, 1e300, &out->number))
		return 0;
	while (out->column < f->name_count && strcmp(f->names[out->column], text) != 0)
		out->column++;
	if (out->column++ < f->name_count)
		return 0;
	return conf_error(&l->g->conf, conf_get(s, key)->line, l->err,
			  "%s: \"%s\" is none of the columns", key, text);
}

/* "a <= b <= c, d = 0": a condition for each sign. */
static int read_conditions(struct loader *l, const struct conf_section *s, const char *key,
			   const struct csv_form *f, const char *text,
			   struct csv_condition **list, size_t *count)
{
	struct arena *a = &l->g->arena;
	size_t chains, n;
	const char **chain = conf_list(a, text, true, &chains);

	*list = arena_new(a, strlen(text), sizeof(**list));
	for (size_t i = 0; i < chains; i++) {
		const char **word = conf_list(a, chain[i], false, &n);

		for (size_t k = 0; k + 2 < n; k += 2) {
			struct csv_condition *c = &(*list)[(*count)++];

			if (!grammar_compare(word[k + 1], &c->compare))
				n = 0;
			else if (read_term(l, s, key, f, word[k], &c->left) != 0 ||
				 read_term(l, s, key, f, word[k + 2], &c->right) != 0)
				return -1;
			c->text = arena_printf(a, "%s %s %s", word[k], word[k + 1], word[k + 2]);
		}
		if (n < 3 || n % 2 == 0)
			return conf_error(&l->g->conf, conf_get(s, key)->line, l->err,
					  "%s: \"%s\": columns and numbers are wanted, with blanks and "
					  "a sign between them (<= < = != > >=)", key, chain[i]);
	}
	return 0;
}

static int read_rows(struct loader *l, const struct conf_section *s, const struct csv_text *t,
		     struct csv_form *f)
{
	if ((t->holds || t->shows) && f->names == NULL)
		return conf_error(&l->g->conf, s->line, l->err,
				  "\"holds\" and \"shows\" are of tables whose \"columns\" are given");
	if (t->shows && !l->g->group.on)
		return conf_error(&l->g->conf, conf_get(s, "shows")->line, l->err,
				  "shows: a [group] is wanted above it");
	if ((t->holds && read_conditions(l, s, "holds", f, t->holds, &f->holds,
					 &f->hold_count) != 0) ||
	    (t->shows && read_conditions(l, s, "shows", f, t->shows, &f->shows,
					 &f->show_count) != 0))
		return -1;
	if (f->show_count <= 8 * sizeof(unsigned))
		return 0;
	return conf_error(&l->g->conf, conf_get(s, "shows")->line, l->err,
			  "shows: so many are not looked for");
}

int grammar_load_csv(struct loader *l, const struct conf_section *s)
{
	static const char *const signs[] = { ",", "\t", ";", ",;\t" };
	struct grammar *g = l->g;
	struct csv_form *f = &g->csvs[g->csv_count];
	struct csv_text t = { 0 };

	if (conf_read(&g->conf, s, csv_keys, ARRAY_LEN(csv_keys), &t, grammar_other_role, l,
		      l->err) != 0)
		return -1;
	if ((t.header == NULL) != (t.match && t.columns))
		return conf_error(&g->conf, s->line, l->err,
				  "[csv] needs \"header\", or \"match\" and \"columns\"");
	*f = (struct csv_form){ .grammar = g, .separators = signs[t.separator], .kind = t.kind,
				.unproved = unproved_read(&g->arena, s, t.unproved),
				.line = s->line };
	if (t.header)
		f->header = conf_list(&g->arena, t.header, true, &f->header_count);
	else
		f->names = conf_list(&g->arena, t.columns, true, &f->name_count);
	if (t.match)
		f->match = (struct rule_pattern){ .text = t.match,
						  .line = conf_get(s, "match")->line };
	if (read_rows(l, s, &t, f) != 0)
		return -1;
	f->columns = grammar_take_roles(l, &f->column_count);
	if (f->column_count == 0 && g->csv_count) {
		f->columns = f[-1].columns;
		f->column_count = f[-1].column_count;
	}
	add_opening(l, f);
	g->csv_count++;
	return 0;
}
