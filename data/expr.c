/* expr.c - reads expressions by recursive descent, and works them out. */
#include "data/expr.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "data/base/num.h"
#include "data/base/opt.h"

#define DEPTH_MAX 64	/* brackets in brackets */
#define OPERANDS_MAX 64 /* of an expression */
#define TEXT_MAX 4000	/* bytes of one: a long sum is a deep tree */

struct parser {
	const char *at;
	struct arena *a;
	const struct expr_platforms *platforms;
	struct expr *e;
	const char **why;
	size_t depth;
	size_t over; /* inside so many means over strata */
	/* whose figures are meant here */
	const char *platform;
	bool of_baseline;
};

static struct expr_node *read_sum(struct parser *p);

/* Says it once: what is reported is the first. */
static struct expr_node *fail(struct parser *p, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static struct expr_node *fail(struct parser *p, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (*p->why == NULL)
		*p->why = arena_dup(p->a, text);
	return NULL;
}

static void skip_blanks(struct parser *p)
{
	p->at += strspn(p->at, " \t");
}

static bool take(struct parser *p, char c)
{
	skip_blanks(p);
	if (*p->at != c)
		return false;
	p->at++;
	return true;
}

/* What stands at the place of an error, for its message. */
static const char *here(struct parser *p)
{
	skip_blanks(p);
	return *p->at ? arena_printf(p->a, "\"%.20s\"", p->at) : "the end";
}

static struct expr_node *node_new(struct parser *p, enum expr_kind kind, const char *from)
{
	struct expr_node *n = arena_new(p->a, 1, sizeof(*n));

	n->kind = kind;
	n->text = from;
	n->length = (size_t)(p->at - from);
	while (n->length > 0 && isblank((unsigned char)from[n->length - 1]))
		n->length--;
	return n;
}

/* --- numbers ------------------------------------------------------------------------- */

static size_t number_length(const char *s)
{
	size_t n = strspn(s, "0123456789.");

	if ((s[n] == 'e' || s[n] == 'E') && n > 0) {
		size_t sign = s[n + 1] == '+' || s[n + 1] == '-';
		size_t digits = strspn(s + n + 1 + sign, "0123456789");

		if (digits > 0)
			n += 1 + sign + digits;
	}
	return n;
}

/* How much of the text is a unit, the longest that is known: "MiB/s", "%". */
static size_t unit_length(struct parser *p, struct unit *out)
{
	size_t n = 0, known = 0;
	struct unit u;

	for (;;) {
		while (isalpha((unsigned char)p->at[n]) || p->at[n] == '%' ||
		       (unsigned char)p->at[n] >= 0x80)
			n++;
		if (n > 0 && unit_find(arena_dup_n(p->a, p->at, n), &u)) {
			known = n;
			*out = u;
		}
		if (p->at[n] != '/' || !isalpha((unsigned char)p->at[n + 1]))
			return known;
		n++;
	}
}

static struct expr_node *read_number(struct parser *p)
{
	const char *from = p->at;
	size_t n = number_length(from);
	struct unit u = { "1", 1, 1 };
	struct expr_node *made;
	double v;

	if (!num_parse(from, n, &v, NULL))
		return fail(p, "\"%.*s\" is no number", (int)n, from);
	p->at += n;
	skip_blanks(p);
	if (isalpha((unsigned char)*p->at) || *p->at == '%') {
		size_t length = unit_length(p, &u);

		if (length == 0)
			return fail(p,
				    "%s after the number %.*s is not a unit that is known",
				    here(p), (int)n, from);
		p->at += length;
	}
	made = node_new(p, EXPR_NUMBER, from);
	made->number = unit_to_canonical(&u, v);
	quantity_find(u.canonical, &made->quantity);
	return made;
}

/* --- operands ------------------------------------------------------------------------ */

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static bool same_operand(const struct expr_operand *a, const struct expr_operand *b)
{
	bool same =
		strcmp(a->metric, b->metric) == 0 && same_text(a->platform, b->platform) &&
		a->of_baseline == b->of_baseline && same_text(a->benchmark, b->benchmark) &&
		same_text(a->side, b->side) && a->where_count == b->where_count;

	for (size_t i = 0; same && i < a->where_count; i++)
		same = strcmp(a->where[i].name, b->where[i].name) == 0 &&
		       strcmp(a->where[i].value, b->where[i].value) == 0;
	return same;
}

static bool known_platform(const struct parser *p, const char *name)
{
	for (size_t i = 0; i < p->platforms->count; i++)
		if (strcmp(p->platforms->names[i], name) == 0)
			return true;
	return false;
}

static int check_platform(struct parser *p, const char *name)
{
	const char *near = opt_nearest(name, p->platforms->names, p->platforms->count);

	if (known_platform(p, name))
		return 0;
	fail(p, "\"%s\" is neither the baseline nor a candidate%s%s%s", name,
	     near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
	return -1;
}

/* "{clients=10, benchmark=http}": a pair. */
static int read_pair(struct parser *p, struct expr_operand *o)
{
	skip_blanks(p);

	size_t n = strcspn(p->at, "=,}"), m;
	const char *name, *value;

	if (p->at[n] != '=' || n == 0) {
		fail(p, "%s between { and }; wanted: NAME=VALUE, NAME=VALUE", here(p));
		return -1;
	}
	m = strcspn(p->at + n + 1, ",}");
	name = arena_dup_n(p->a, p->at, n);
	value = arena_dup_n(p->a, p->at + n + 1, m);
	p->at += n + 1 + m;
	for (char *end = (char *)name + n; end > name && isblank((unsigned char)end[-1]);)
		*--end = '\0';
	for (char *end = (char *)value + m; end > value && isblank((unsigned char)end[-1]);)
		*--end = '\0';
	value += strspn(value, " \t");
	if (*value == '\0') {
		fail(p, "%s has no value; wanted: NAME=VALUE", name);
		return -1;
	}
	if (strcmp(name, "benchmark") == 0) {
		o->benchmark = value;
	} else if (strcmp(name, "side") == 0) {
		o->side = value;
	} else if (strcmp(name, "platform") == 0) {
		o->platform = value;
		o->of_baseline = false;
		return check_platform(p, value);
	} else {
		for (size_t i = 0; i < o->where_count; i++) {
			if (strcmp(o->where[i].name, name) == 0) {
				fail(p, "%s is there twice between { and }", name);
				return -1;
			}
		}
		o->where[o->where_count++] = (struct rubric_where){ name, value };
	}
	return 0;
}

static int read_pairs(struct parser *p, struct expr_operand *o)
{
	size_t room = 1;

	for (const char *s = p->at; *s != '\0' && *s != '}'; s++)
		room += *s == ',';
	o->where = arena_new(p->a, room, sizeof(o->where[0]));
	do {
		if (read_pair(p, o) != 0)
			return -1;
	} while (take(p, ','));
	if (!take(p, '}')) {
		fail(p, "%s; wanted: }", here(p));
		return -1;
	}
	return 0;
}

static struct expr_node *read_operand(struct parser *p, const char *from, const char *name)
{
	struct expr_operand o = { .metric = name,
				  .platform = p->platform,
				  .of_baseline = p->of_baseline };
	struct expr *e = p->e;
	struct expr_node *made;

	if (*p->at == '{') {
		p->at++;
		if (read_pairs(p, &o) != 0)
			return NULL;
	}
	made = node_new(p, EXPR_OPERAND, from);

	const char *whose = o.of_baseline ? "baseline" : o.platform;
	const char *text = arena_dup_n(p->a, from, made->length);

	o.text = whose ? arena_printf(p->a, "%s(%s)", whose, text) : text;
	while (made->operand < e->operand_count &&
	       !same_operand(&e->operands[made->operand], &o))
		made->operand++;
	if (made->operand == OPERANDS_MAX)
		return fail(p, "more than %d different metrics", OPERANDS_MAX);
	if (made->operand == e->operand_count)
		e->operands[e->operand_count++] = o;
	e->bare = e->bare || p->over == 0;
	return made;
}

/* --- functions ----------------------------------------------------------------------- */

static const struct function {
	const char *name;
	enum expr_kind kind;
} functions[] = {
	{ "mean", EXPR_MEAN },
	{ "min", EXPR_MIN },
	{ "max", EXPR_MAX },
};

/* baseline(...) and osv(...): whose figures are meant within. */
static struct expr_node *read_whose(struct parser *p, const char *name)
{
	const char *was = p->platform;
	bool was_baseline = p->of_baseline;
	struct expr_node *made;

	p->of_baseline = strcmp(name, "baseline") == 0;
	p->platform = p->of_baseline ? NULL : name;
	made = read_sum(p);
	p->platform = was;
	p->of_baseline = was_baseline;
	if (made && !take(p, ')'))
		return fail(p, "%s; wanted: )", here(p));
	return made;
}

/* With one argument it runs over the strata: commas are looked for before it is read. */
static bool has_comma(const char *s)
{
	int depth = 0;

	for (; *s != '\0' && depth >= 0; s++) {
		if (*s == ',' && depth == 0)
			return true;
		depth += (*s == '(' || *s == '{') - (*s == ')' || *s == '}');
	}
	return false;
}

static struct expr_node *read_function(struct parser *p, const char *from,
				       enum expr_kind kind)
{
	bool over = !has_comma(p->at);
	struct expr_node **list = NULL, *made;
	size_t n = 0;

	p->over += over;
	p->e->over_strata = p->e->over_strata || over;
	do {
		struct expr_node **longer = arena_new(p->a, n + 1, sizeof(longer[0]));

		if (n > 0)
			memcpy(longer, list, n * sizeof(list[0]));
		list = longer;
		list[n] = read_sum(p);
		if (list[n++] == NULL)
			return NULL;
	} while (take(p, ','));
	p->over -= over;
	if (!take(p, ')'))
		return fail(p, "%s; wanted: )", here(p));
	made = node_new(p, kind, from);
	made->list = list;
	made->count = n;
	return made;
}

static struct expr_node *read_call(struct parser *p, const char *from, const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(functions); i++)
		if (strcmp(functions[i].name, name) == 0)
			return read_function(p, from, functions[i].kind);
	if (strcmp(name, "baseline") != 0 && !known_platform(p, name)) {
		const char *near =
			opt_nearest(name, p->platforms->names, p->platforms->count);

		return fail(p,
			    "%s(...) is no function and no platform%s%s%s; there are: "
			    "mean, min, max, baseline, and the platforms' names",
			    name, near ? "; did you mean \"" : "", near ? near : "",
			    near ? "\"?" : "");
	}
	return read_whose(p, name);
}

/* --- the grammar --------------------------------------------------------------------- */

static bool is_name(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '.';
}

/* A name, or one between quotes where it has other letters in it. NULL on error. */
static const char *read_name(struct parser *p)
{
	size_t n = 0;

	if (*p->at == '"') {
		n = strcspn(p->at + 1, "\"");
		if (n == 0 || p->at[n + 1] == '\0') {
			fail(p, "%s: a name between quotes has no end", here(p));
			return NULL;
		}
		p->at += n + 2;
		return arena_dup_n(p->a, p->at - n - 1, n);
	}
	while (is_name(p->at[n]))
		n++;
	p->at += n;
	return arena_dup_n(p->a, p->at - n, n);
}

static struct expr_node *read_primary(struct parser *p)
{
	skip_blanks(p);

	const char *from = p->at, *name;
	struct expr_node *made;

	if (isdigit((unsigned char)*from) || *from == '.')
		return read_number(p);
	if (take(p, '(')) {
		made = read_sum(p);
		if (made && !take(p, ')'))
			return fail(p, "%s; wanted: )", here(p));
		return made;
	}
	if (!isalpha((unsigned char)*from) && *from != '_' && *from != '"')
		return fail(p, "%s; wanted: a metric, a number, or (", here(p));
	name = read_name(p);
	if (name == NULL)
		return NULL;
	skip_blanks(p);
	if (*p->at != '(')
		return read_operand(p, from, name);
	p->at++;
	return read_call(p, from, name);
}

static struct expr_node *read_factor(struct parser *p)
{
	struct expr_node *made = NULL, *inner;
	const char *from;

	skip_blanks(p);
	from = p->at;
	if (++p->depth > DEPTH_MAX)
		return fail(p, "more than %d brackets in one another", DEPTH_MAX);
	if (take(p, '-')) {
		inner = read_factor(p);
		if (inner != NULL) {
			made = node_new(p, EXPR_NEGATIVE, from);
			made->args[0] = inner;
		}
	} else {
		made = read_primary(p);
	}
	p->depth--;
	return made;
}

static struct expr_node *two(struct parser *p, enum expr_kind kind, const char *from,
			     struct expr_node *a, struct expr_node *b)
{
	struct expr_node *n = b ? node_new(p, kind, from) : NULL;

	if (n != NULL) {
		n->args[0] = a;
		n->args[1] = b;
	}
	return n;
}

static struct expr_node *read_product(struct parser *p)
{
	const char *from = (skip_blanks(p), p->at);
	struct expr_node *n = read_factor(p);

	while (n != NULL) {
		if (take(p, '*'))
			n = two(p, EXPR_PRODUCT, from, n, read_factor(p));
		else if (take(p, '/'))
			n = two(p, EXPR_QUOTIENT, from, n, read_factor(p));
		else
			break;
	}
	return n;
}

static struct expr_node *read_sum(struct parser *p)
{
	const char *from = (skip_blanks(p), p->at);
	struct expr_node *n = read_product(p);

	while (n != NULL) {
		if (take(p, '+'))
			n = two(p, EXPR_SUM, from, n, read_product(p));
		else if (take(p, '-'))
			n = two(p, EXPR_DIFFERENCE, from, n, read_product(p));
		else
			break;
	}
	return n;
}

/* Do all operands stand in the cell's own records, in each of them? */
static bool is_paired(const struct expr *e)
{
	struct expr_operand first =
		e->operand_count ? e->operands[0] : (struct expr_operand){ 0 };

	for (size_t i = 0; i < e->operand_count; i++) {
		first.metric = e->operands[i].metric;
		if (!same_operand(&first, &e->operands[i]))
			return false;
	}
	return e->operand_count > 0 && !e->over_strata && first.platform == NULL &&
	       !first.of_baseline;
}

/* Before each metric but the first stands one of these. */
static size_t operands_at_most(const char *text)
{
	size_t n = 1;

	for (; *text != '\0' && n < OPERANDS_MAX; text++)
		n += strchr("+-*/,(", *text) != NULL;
	return n;
}

const struct expr *expr_read(const char *text, const struct expr_platforms *platforms,
			     struct arena *a, const char **why)
{
	struct expr *e = arena_new(a, 1, sizeof(*e));
	struct parser p = { .a = a, .platforms = platforms, .e = e, .why = why };

	*why = NULL;
	if (strlen(text) > TEXT_MAX) {
		fail(&p, "longer than %d bytes", TEXT_MAX);
		return NULL;
	}
	e->text = arena_dup(a, text);
	e->operands = arena_new(a, operands_at_most(text), sizeof(e->operands[0]));
	p.at = e->text;
	e->root = read_sum(&p);
	if (e->root != NULL) {
		skip_blanks(&p);
		if (*p.at != '\0')
			e->root = fail(&p, "%s; wanted: + - * / or the end", here(&p));
	}
	if (e->root != NULL && e->operand_count == 0)
		e->root = fail(&p, "it names no metric");
	e->paired = e->root != NULL && is_paired(e);
	return e->root != NULL ? e : NULL;
}
