/* claim_read.c - a sheet's [claim NAME]; judges none. */
#include <ctype.h>
#include <math.h>
#include <string.h>

#include "data/expr.h"
#include "score/audit/claim.h"
#include "score/audit/sheet.h"

struct claim_keys {
	const char *text, *where, *value, *benchmark, *side, *strata, *only;
	const struct conf_entry *expect;
};

#define KEY(key, field, must, about)                                                       \
	{                                                                                  \
		.name = key, .type = CONF_TEXT, .required = must, .help = about,           \
		.offset = CONF_FIELD(struct claim_keys, field, const char *)               \
	}

static const struct conf_key keys[] = {
	KEY("text", text, true, "what is claimed, in your own words"),
	KEY("where", where, false, "where it stands: page, section"),
	KEY("value", value, true, "what it comes to: arithmetic on metrics"),
	{ .name = "expect",
	  .type = CONF_RAW,
	  .required = true,
	  .offset = CONF_FIELD(struct claim_keys, expect, const struct conf_entry *),
	  .help = "what is claimed of it: 27%, < 2.5%, 40..80 ms" },
	KEY("benchmark", benchmark, true, "the kind of record that is read"),
	KEY("side", side, false, "whose record of a run counts"),
	KEY("strata", strata, false, "the parameter that means run over"),
	KEY("only", only, false, "the strata that the claim speaks of"),
};

/* --- what is expected ---------------------------------------------------------------- */

/* "27" at *text; *text is then after it. False: no number. */
static bool read_number(const char **text, struct arena *a, double *out, int *decimals)
{
	size_t sign = **text == '-', n = sign + strspn(*text + sign, "0123456789");
	const char *number;

	*decimals = 0;
	if ((*text)[n] == '.' && isdigit((unsigned char)(*text)[n + 1])) {
		*decimals = (int)strspn(*text + n + 1, "0123456789");
		n += 1 + (size_t)*decimals;
	}
	number = arena_dup_n(a, *text, n);
	*text += n;
	*text += strspn(*text, " \t");
	return conf_number(number, -HUGE_VAL, HUGE_VAL, out);
}

static const struct sign {
	const char *text;
	enum claim_sign sign;
} signs[] = {
	{ "<=", CLAIM_AT_MOST },
	{ ">=", CLAIM_AT_LEAST },
	{ "<", CLAIM_BELOW },
	{ ">", CLAIM_ABOVE },
};

static bool parse_expect(struct sheet_claim *c, struct arena *a)
{
	const char *at = c->expect;
	int more;

	c->sign = CLAIM_PRINTED;
	for (size_t i = 0; i < ARRAY_LEN(signs); i++) {
		size_t n = strlen(signs[i].text);

		if (strncmp(at, signs[i].text, n) != 0)
			continue;
		c->sign = signs[i].sign;
		at += n + strspn(at + n, " \t");
		break;
	}
	if (!read_number(&at, a, &c->low, &c->decimals))
		return false;
	if (c->sign == CLAIM_PRINTED && strncmp(at, "..", 2) == 0) {
		at += 2 + strspn(at + 2, " \t");
		if (!read_number(&at, a, &c->high, &more) || c->high < c->low)
			return false;
		c->decimals = more > c->decimals ? more : c->decimals;
		c->sign = CLAIM_BETWEEN;
	}
	c->f.unit_text = *at ? arena_dup(a, at) : "1";
	return quantity_unit(c->f.unit_text, a, &c->f.unit);
}

/* --- the section --------------------------------------------------------------------- */

static int read_strata(const struct conf *conf, const struct conf_section *s,
		       const struct claim_keys *k, struct arena *a, struct sheet_claim *c,
		       struct err *err)
{
	const struct expr *e = c->f.value;
	const struct conf_entry *value = conf_get(s, "value");

	if (k->strata) {
		c->f.by = conf_list(a, arena_dup(a, k->strata), false, &c->f.by_count);
		c->f.strata = arena_dup(a, k->strata);
		if (c->f.by_count != 1)
			return conf_error(conf, conf_get(s, "strata")->line, err,
					  "strata = %s: wanted one parameter", k->strata);
		if (e->bare)
			return conf_error(
				conf, value->line, err,
				"value of the claim %s: with strata every metric "
				"stands within a mean, min or max of one argument",
				c->name);
	} else if (e->over_strata) {
		return conf_error(
			conf, value->line, err,
			"value of the claim %s: a mean, min or max of one argument "
			"runs over strata; wanted: strata = PARAMETER",
			c->name);
	}
	if (k->only && !k->strata)
		return conf_error(conf, conf_get(s, "only")->line, err,
				  "only = %s: of which strata? wanted: strata = PARAMETER",
				  k->only);
	if (k->only)
		c->only = conf_list(a, arena_dup(a, k->only), strchr(k->only, ',') != NULL,
				    &c->only_count);
	return 0;
}

static struct expr_platforms platforms_of(const struct rubric *r, struct arena *a)
{
	const char **names = arena_new(a, r->platform_count + 1, sizeof(names[0]));

	for (size_t i = 0; i < r->platform_count; i++)
		names[i] = r->platforms[i].name;
	names[r->platform_count] = r->baseline;
	return (struct expr_platforms){ names, r->platform_count + 1 };
}

static void add(struct sheet *sheet, const struct sheet_claim *c)
{
	struct sheet_claim *all =
		arena_new(&sheet->arena, sheet->claim_count + 1, sizeof(all[0]));

	if (sheet->claim_count > 0)
		memcpy(all, sheet->claims, sheet->claim_count * sizeof(all[0]));
	all[sheet->claim_count++] = *c;
	sheet->claims = all;
}

int claim_read(struct sheet *sheet, const struct rubric *r, const struct conf *conf,
	       const struct conf_section *s, struct err *err)
{
	struct arena *a = &sheet->arena;
	struct expr_platforms platforms = platforms_of(r, a);
	struct claim_keys k = { .text = NULL };
	struct sheet_claim c = { .name = arena_dup(a, s->name), .line = s->line };
	const char *why;

	if (s->name[0] == '\0')
		return conf_error(conf, s->line, err,
				  "[claim] has no name; wanted: [claim NAME]");
	if (conf_read(conf, s, keys, ARRAY_LEN(keys), &k, NULL, NULL, err) != 0)
		return -1;
	if (k.where && strchr(k.where, '='))
		return conf_error(
			conf, conf_get(s, "where")->line, err,
			"where = %s: of a claim it is page and section; parameters "
			"stand in its value, metric{%s}",
			k.where, k.where);
	c.text = arena_dup(a, k.text);
	c.where = arena_dup(a, k.where ? k.where : "");
	c.expect = arena_dup(a, k.expect->value);
	if (!parse_expect(&c, a))
		return conf_error(conf, k.expect->line, err,
				  "expect = %s: wanted a figure with its unit as printed, "
				  "such as 27%%, < 2.5%%, >= 1, 40..80 ms",
				  c.expect);
	c.f.value = expr_read(k.value, &platforms, a, &why);
	if (c.f.value == NULL && r->published_included &&
	    strstr(why, "neither the baseline"))
		return 0; /* it speaks of platforms that are not here */
	if (c.f.value == NULL)
		return conf_error(conf, conf_get(s, "value")->line, err,
				  "value of the claim %s: %s", c.name, why);
	c.f.name = c.name;
	c.f.metric = c.f.value->text;
	c.f.benchmark = arena_dup(a, k.benchmark);
	c.f.side = arena_dup(a, k.side);
	for (size_t i = 0; i < c.f.value->operand_count; i++) {
		const struct expr_operand *o = &c.f.value->operands[i];

		if (o->platform == NULL && !o->of_baseline)
			return conf_error(
				conf, conf_get(s, "value")->line, err,
				"value of the claim %s: of which platform is %s? "
				"wanted: baseline(%s), or a platform's name before it",
				c.name, o->text, o->text);
	}
	if (read_strata(conf, s, &k, a, &c, err) != 0)
		return -1;
	add(sheet, &c);
	return 0;
}
