/* check.c - reads [check NAME]. */
#include "parse/language/check.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parse/language/metrics.h"

#define STAR "_X_" /* in an expression's text: metrics' names have no capitals */

struct check_text {
	const char *holds, *rising, *withdraw, *kind, *because, *slack, *when;
	bool every;
};

#define CHECK_KEY(field, help) \
	{ #field, CONF_TEXT, CONF_FIELD(struct check_text, field, const char *), 0, 0, NULL, \
	  false, help }

static const struct conf_key check_keys[] = {
	CHECK_KEY(holds, "what must hold: a <= b <= c, d = e + f"),
	CHECK_KEY(rising, "figures that rise with their names' numbers: latency.p*"),
	CHECK_KEY(withdraw, "figures that are not taken when it does not hold"),
	{ "every", CONF_YES_NO, CONF_FIELD(struct check_text, every, bool), 0, 0, NULL, false,
	  "yes: none of those figures is taken where it does not hold for one" },
	CHECK_KEY(kind, "the kinds of records that it is for"),
	CHECK_KEY(because, "what it means when it does not hold"),
	CHECK_KEY(slack, "a share that does not count, in %"),
	CHECK_KEY(when, "what parameters and figures must be like: param.rw ~ ^rand, param.verify !~ ., whole run.time"),
};

struct reading {
	const struct grammar *g;
	const struct conf_section *s;
	struct arena *a;
	struct err *err;
};

static int wrong(const struct reading *r, const char *key, const char *why)
{
	return conf_error(&r->g->conf, conf_get(r->s, key)->line, r->err, "%s: %s", key, why);
}

/* --- names with stars ---------------------------------------------------------------- */

static bool is_name(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '.';
}

static size_t star_count(const char *name)
{
	size_t n = 0;

	while ((name = strchr(name, '*')) != NULL) {
		n++;
		name++;
	}
	return n;
}

/* A star right behind a name's letter is a part of the name, not "times". */
static const char *hide_stars(struct arena *a, const char *text, size_t size)
{
	char *out = arena_new(a, size * (sizeof(STAR) - 1) + 1, 1), *o = out;

	for (size_t i = 0; i < size; i++)
		if (text[i] == '*' && i && is_name(text[i - 1]))
			o = stpcpy(o, STAR);
		else
			*o++ = text[i];
	return out;
}

static const char *show_stars(struct arena *a, const char *text)
{
	char *out = arena_dup(a, text), *o = out;

	for (const char *s = text; *s;)
		if (strncmp(s, STAR, sizeof(STAR) - 1) == 0) {
			*o++ = '*';
			s += sizeof(STAR) - 1;
		} else {
			*o++ = *s++;
		}
	*o = '\0';
	return out;
}

bool check_fits(const char *pattern, const char *name, struct check_stars *out)
{
	out->count = 0;
	for (;;) {
		while (*pattern && *pattern != '*') /* most names differ soon */
			if (*pattern++ != *name++)
				return false;
		if (*pattern == '\0')
			return *name == '\0';
		const char *rest = pattern + 1;
		size_t literal = strcspn(rest, "*"), size = strlen(name);

		if (rest[0] != '\0') { /* the shortest that what follows lets it be */
			char next[128];

			if (literal == 0 || literal >= sizeof(next) || size < 2)
				return false;
			memcpy(next, rest, literal);
			next[literal] = '\0';
			const char *at = strstr(name + 1, next);
			if (at == NULL)
				return false;
			size = (size_t)(at - name);
		}
		if (size == 0 || out->count == CHECK_STARS)
			return false;
		out->text[out->count] = name;
		out->size[out->count++] = size;
		name += size;
		pattern = rest;
	}
}

bool check_fill(const char *pattern, const struct check_stars *stars, char *buf, size_t room)
{
	size_t n = 0, star = 0;

	for (; *pattern; pattern++) {
		const char *text = pattern;
		size_t size = 1;

		if (*pattern == '*') {
			if (star == stars->count)
				return false;
			text = stars->text[star];
			size = stars->size[star++];
		}
		if (n + size + 1 > room)
			return false;
		memcpy(buf + n, text, size);
		n += size;
	}
	buf[n] = '\0';
	return true;
}

const char *check_param(const char *name)
{
	static const char prefix[] = "param.";

	if (strchr(name, '*'))
		return NULL;
	return strncmp(name, prefix, sizeof(prefix) - 1) == 0 ? name + sizeof(prefix) - 1
							      : check_size(name);
}

const char *check_size(const char *name)
{
	static const char prefix[] = "size.";

	return strncmp(name, prefix, sizeof(prefix) - 1) == 0 ? name + sizeof(prefix) - 1 : NULL;
}

size_t check_name_size(const char *text)
{
	size_t n = 0;

	if (!isalpha((unsigned char)text[0]))
		return 0;
	while (is_name(text[n]) || (text[n] == '*' && is_name(text[n - 1])))
		n++;
	return n;
}

/* The canonical unit of a metric, or of a pattern. NULL (told) if it is not known. */
static const char *unit_of(const struct reading *r, const char *key, const char *metric)
{
	const char *unit;

	if (check_param(metric) && strcmp(key, "holds") == 0)
		return check_size(metric) ? "B" : "1";
	unit = metrics_pattern_unit(r->g->metrics, &r->g->conf, metric, r->a);
	if (unit == NULL)
		wrong(r, key, arena_printf(r->a, "unknown metric \"%s\"", metric));
	else if (star_count(metric) > CHECK_STARS) {
		wrong(r, key, arena_printf(r->a, "\"%s\": at most %d stars", metric,
					   CHECK_STARS));
		unit = NULL;
	}
	return unit;
}

/* --- sides --------------------------------------------------------------------------- */

/* "100 %", "0": no metric. *plain: a number without a unit, which fits any. */
static bool read_constant(const char *text, struct arena *a, double *out,
			  struct quantity *quantity, bool *plain)
{
	size_t n = strspn(text, "-0123456789.eE+");
	struct unit u = { "1", 1, 1 };
	double v;

	if (n == 0 || !conf_number(arena_dup_n(a, text, n), -1e300, 1e300, &v))
		return false;
	text += n + strspn(text + n, " ");
	*plain = *text == '\0';
	if (!*plain && !unit_find(text, &u))
		return false;
	*out = unit_to_canonical(&u, v);
	return quantity_find(u.canonical, quantity);
}

/* Only a record's own figures: no platforms, conditions and strata. */
static const char *not_of_a_record(const struct expr *e)
{
	for (size_t i = 0; i < e->operand_count; i++)
		if (e->operands[i].of_baseline || e->operands[i].benchmark ||
		    e->operands[i].side || e->operands[i].where_count)
			return e->operands[i].text;
	return e->over_strata ? e->text : NULL;
}

/* `known`: 0 when *quantity holds, 1 when it may be anything. */
static int read_side(const struct reading *r, const char *text, struct check_side *side,
		     struct quantity *quantity, int *known)
{
	static const struct expr_platforms none = { NULL, 0 };
	const char *why = NULL;
	bool plain;

	*known = 0;
	side->text = text;
	if (read_constant(text, r->a, &side->number, quantity, &plain)) {
		*known = plain;
		return 0;
	}
	side->e = expr_read(hide_stars(r->a, text, strlen(text)), &none, r->a, &why);
	if (side->e && (why = not_of_a_record(side->e)) != NULL)
		why = arena_printf(r->a, "\"%s\": only figures of the record itself", why);
	if (why)
		return wrong(r, "holds", show_stars(r->a, why));
	const char **units = arena_new(r->a, side->e->operand_count, sizeof(*units));

	side->metrics = arena_new(r->a, side->e->operand_count, sizeof(*side->metrics));
	for (size_t i = 0; i < side->e->operand_count; i++) {
		const char *name = show_stars(r->a, side->e->operands[i].metric);

		units[i] = unit_of(r, "holds", name);
		if (units[i] == NULL)
			return -1;
		side->metrics[i] = strchr(name, '*') ? name : measure_metric(r->g->names, name);
	}
	*known = expr_quantity(side->e, units, r->a, quantity, &why);
	return *known < 0 ? wrong(r, "holds", show_stars(r->a, why)) : 0;
}

/* --- chains -------------------------------------------------------------------------- */

/* The next sign, its size and what it is; NULL: none. */
static const char *find_sign(const char *text, size_t *size, enum compare *out)
{
	const char *at = text + strcspn(text, "<>=");

	if (*at == '\0')
		return NULL;
	*size = at[0] != '=' && at[1] == '=' ? 2 : 1;
	*out = at[0] == '=' ? COMPARE_EQ
	     : at[0] == '<' ? (*size == 2 ? COMPARE_LE : COMPARE_LT)
			    : (*size == 2 ? COMPARE_GE : COMPARE_GT);
	return at;
}

static const char *trimmed(struct arena *a, const char *text, size_t size)
{
	while (size && isblank((unsigned char)*text)) {
		text++;
		size--;
	}
	while (size && isblank((unsigned char)text[size - 1]))
		size--;
	return arena_dup_n(a, text, size);
}

/* The pattern that says what the stars stand for: the one that has most of them. */
static void bind_stars(struct check_chain *c)
{
	size_t most = 0;

	for (size_t i = 0; i < c->count; i++)
		for (size_t k = 0; c->sides[i].e && k < c->sides[i].e->operand_count; k++) {
			size_t n = star_count(c->sides[i].metrics[k]);

			if (n > most) {
				c->stars = c->sides[i].metrics[k];
				most = n;
			}
		}
}

static int read_chain(const struct reading *r, const char *text, struct check_chain *c)
{
	size_t room = 1, size;
	enum compare sign = COMPARE_THERE;
	struct quantity q[2];
	int known[2] = { 1, 1 };

	for (const char *s = text; (s = find_sign(s, &size, &sign)) != NULL; s += size)
		room++;
	*c = (struct check_chain){ .text = text };
	c->sides = arena_new(r->a, room, sizeof(*c->sides));
	c->signs = arena_new(r->a, room, sizeof(*c->signs));
	for (const char *s = text; s; c->count++) {
		const char *at = find_sign(s, &size, &sign);
		size_t i = c->count % 2, n = at ? (size_t)(at - s) : strlen(s);

		c->signs[c->count] = sign;
		if (read_side(r, trimmed(r->a, s, n), &c->sides[c->count], &q[i],
			      &known[i]) != 0)
			return -1;
		if (c->count && known[0] == 0 && known[1] == 0 && !quantity_same(&q[0], &q[1]))
			return wrong(r, "holds", arena_printf(r->a, "\"%s\": %s and %s cannot be "
				     "compared", text, quantity_name(&q[0], r->a),
				     quantity_name(&q[1], r->a)));
		s = at ? at + size : NULL;
	}
	if (c->count < 2)
		return wrong(r, "holds", arena_printf(r->a, "\"%s\": a comparison is wanted "
						      "(<= < = > >=)", text));
	bind_stars(c);
	return 0;
}

/* Comparisons, with commas between them that stand in no brackets. */
static int read_chains(const struct reading *r, const char *text, struct check *c)
{
	size_t room = 1;

	for (const char *s = text; *s; s++)
		room += *s == ',';
	c->chains = arena_new(r->a, room, sizeof(*c->chains));
	while (text) {
		int depth = 0;
		const char *s = text;

		for (; *s && !(*s == ',' && depth <= 0); s++)
			depth += (*s == '(') - (*s == ')');
		if (read_chain(r, trimmed(r->a, text, (size_t)(s - text)),
			       &c->chains[c->chain_count]) != 0)
			return -1;
		c->chain_count++;
		text = *s ? s + 1 : NULL;
	}
	return 0;
}

/* --- the section --------------------------------------------------------------------- */

/* A list of metrics, or patterns. */
static int read_metrics(const struct reading *r, const char *key, const char *text,
			const char ***list, size_t *count)
{
	*list = conf_list(r->a, text, false, count);
	for (size_t i = 0; i < *count; i++) {
		if (unit_of(r, key, (*list)[i]) == NULL)
			return -1;
		if (!strchr((*list)[i], '*'))
			(*list)[i] = measure_metric(r->g->names, (*list)[i]);
	}
	return 0;
}

/* "whole METRIC", "param.NAME ~ PATTERN", "param.NAME !~ PATTERN" */
static int read_when(const struct reading *r, const char *text, struct check_when *w)
{
	if (strncmp(text, "whole ", 6) == 0) {
		w->whole = measure_metric(r->g->names, text + 6 + strspn(text + 6, " "));
		return metrics_unit(r->g->metrics, &r->g->conf, w->whole)
			       ? 0 : wrong(r, "when", arena_printf(r->a, "unknown metric \"%s\"", w->whole));
	}
	char *at = strchr(text, '~'), *end = at;
	struct err err = { 0 };

	if (at && at > text && at[-1] == '!')
		end--;
	w->not = end != at;
	w->param = at ? check_param(trimmed(r->a, text, (size_t)(end - text))) : NULL;
	if (w->param == NULL)
		return wrong(r, "when", arena_printf(r->a, "\"%s\": wanted is param.NAME ~ PATTERN, "
						     "param.NAME !~ PATTERN or whole METRIC", text));
	at++;
	if (regex_compile(at + strspn(at, " "), &w->pattern, &err) != 0)
		return wrong(r, "when", arena_dup(r->a, err.text));
	return 0;
}

static int read_whens(const struct reading *r, const char *text, struct check *c)
{
	size_t count;
	const char **list = conf_list(r->a, text, true, &count);

	c->when = arena_new(r->a, count, sizeof(*c->when));
	for (size_t i = 0; i < count; i++)
		if (read_when(r, list[i], &c->when[c->when_count++]) != 0)
			return -1;
	return 0;
}

static int read_check(const struct reading *r, struct check *c)
{
	struct check_text t = { 0 };
	const struct grammar *g = r->g;

	if (conf_read(&g->conf, r->s, check_keys, ARRAY_LEN(check_keys), &t, NULL, NULL,
		      r->err) != 0)
		return -1;
	*c = (struct check){ .name = r->s->name, .because = t.because, .every = t.every };
	if (t.holds == NULL && t.rising == NULL)
		return conf_error(&g->conf, r->s->line, r->err,
				  "[check] needs \"holds\" or \"rising\"");
	if (t.every && t.withdraw == NULL)
		return wrong(r, "every", "it is for \"withdraw\", which is not there");
	if (t.slack) {
		size_t n = strcspn(t.slack, " %");

		if (!conf_number(arena_dup_n(r->a, t.slack, n), 0, 100, &c->slack) ||
		    strcmp(t.slack + n + strspn(t.slack + n, " "), "%") != 0)
			return wrong(r, "slack", "a share such as \"2 %\" is wanted");
		c->slack /= 100;
	}
	if (t.kind)
		c->kinds = conf_list(r->a, t.kind, false, &c->kind_count);
	for (size_t i = 0; i < c->kind_count; i++)
		if (grammar_kind(g, c->kinds[i]) == NULL)
			return wrong(r, "kind", arena_printf(r->a, "there is no [kind %s]",
							     c->kinds[i]));
	if ((t.when && read_whens(r, t.when, c) != 0) ||
	    (t.holds && read_chains(r, t.holds, c) != 0) ||
	    (t.withdraw && read_metrics(r, "withdraw", t.withdraw, &c->withdraw,
					&c->withdraw_count) != 0) ||
	    (t.rising && read_metrics(r, "rising", t.rising, &c->rising,
				      &c->rising_count) != 0))
		return -1;
	for (size_t i = 0; i < c->rising_count; i++)
		if (!strchr(c->rising[i], '*'))
			return wrong(r, "rising", "a star is wanted where the number stands");
	return 0;
}

struct checks *checks_read(const struct grammar *g)
{
	struct checks *c = mem_new(1, sizeof(*c));
	struct reading r = { .g = g, .a = &c->arena, .err = &c->wrong };

	c->list = arena_new(&c->arena, g->conf.count, sizeof(*c->list));
	for (size_t i = 0; i < g->conf.count; i++) {
		r.s = &g->conf.sections[i];
		if (strcmp(r.s->kind, "check") != 0)
			continue;
		if (read_check(&r, &c->list[c->count++]) != 0)
			break;
	}
	return c;
}

void checks_free(struct checks *c)
{
	if (c == NULL)
		return;
	for (size_t i = 0; i < c->count; i++)
		for (size_t k = 0; k < c->list[i].when_count; k++)
			regex_free(c->list[i].when[k].pattern);
	arena_release(&c->arena);
	free(c);
}
