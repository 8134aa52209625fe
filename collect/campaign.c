/* campaign.c - reads a campaign. */
#include "collect/campaign.h"

#include <stdlib.h>
#include <string.h>

#include "data/base/opt.h"
#include "data/measure.h"

static const char *const orders[] = { "interleaved", "platform", "shuffled", NULL };

struct head {
	const char *name, *title, *platforms, *benchmarks, *state;
	int order, seed, repetitions, warmup, retries;
	double timeout, cooldown;
};

#define TEXT(type, field, needed, words) \
	{ #field, CONF_TEXT, CONF_FIELD(type, field, const char *), 0, 0, NULL, needed, words }
#define COUNT(type, field, least, words) \
	{ #field, CONF_INTEGER, CONF_FIELD(type, field, int), least, 1000000, NULL, false, words }
#define SECONDS(type, field, least, words) \
	{ #field, CONF_NUMBER, CONF_FIELD(type, field, double), least, 1e6, NULL, false, words }

static const struct conf_key head_keys[] = {
	TEXT(struct head, name, true, "the campaign's name"),
	TEXT(struct head, title, false, "one line for people"),
	TEXT(struct head, platforms, true, "the platforms, the baseline first"),
	TEXT(struct head, benchmarks, true, "the benchmarks, in their order"),
	TEXT(struct head, state, false, "folder of the recipes' images: {state}"),
	{ "order", CONF_CHOICE, CONF_FIELD(struct head, order, int), 0, 0, orders, false,
	  "interleaved: a repetition of everything, then the next; platform; shuffled" },
	COUNT(struct head, seed, 0, "of the shuffled order"),
	COUNT(struct head, repetitions, 1, "runs of each benchmark on each platform"),
	COUNT(struct head, warmup, 0, "runs before them that do not count"),
	COUNT(struct head, retries, 0, "further attempts at a run that fails"),
	SECONDS(struct head, timeout, 0.1, "seconds that a run may take"),
	SECONDS(struct head, cooldown, 0, "seconds of rest before a run"),
};

struct benchmark_text {
	const char *tool, *platforms, *beside;
	int repetitions, warmup, retries, most;
	double timeout, cooldown, output_limit;
	const struct conf_entry *spread;
};

static const struct conf_key benchmark_keys[] = {
	TEXT(struct benchmark_text, tool, true, "the collector"),
	TEXT(struct benchmark_text, platforms, false, "only on these"),
	TEXT(struct benchmark_text, beside, false, "collectors that run beside it on the host"),
	COUNT(struct benchmark_text, repetitions, 1, "as in [campaign]"),
	COUNT(struct benchmark_text, warmup, 0, "as in [campaign]"),
	COUNT(struct benchmark_text, retries, 0, "as in [campaign]"),
	COUNT(struct benchmark_text, most, 2, "with spread: repetitions at most"),
	SECONDS(struct benchmark_text, timeout, 0.1, "as in [campaign]"),
	SECONDS(struct benchmark_text, cooldown, 0, "as in [campaign]"),
	SECONDS(struct benchmark_text, output_limit, 0.001, "MB that a run may print"),
	{ "spread", CONF_RAW, CONF_FIELD(struct benchmark_text, spread,
	  const struct conf_entry *), 0, 0, NULL, false,
	  "repeat until standard deviation by mean of the shown figure is below: 5%" },
};

/* --- parameters ---------------------------------------------------------------------- */

struct parameters {
	struct campaign *c;
	struct benchmark *b;
};

/* A key that no row names is a parameter of the tool. */
static int take_parameter(void *ctx, const struct conf_entry *e, struct err *err)
{
	struct parameters *p = ctx;
	const struct conf_section *known = p->b->tool.parameters;
	struct parameter *out = &p->b->parameters[p->b->parameter_count];

	if (known == NULL || conf_get(known, e->key) == NULL)
		return 1;
	*out = (struct parameter){ .name = e->key };
	out->values = conf_list(&p->c->arena, e->value, false, &out->count);
	if (out->count == 0)
		return conf_error(&p->c->conf, e->line, err, "%s has no value", e->key);
	p->b->parameter_count++;
	return 0;
}

/* Parameters that the campaign does not set have the tool's value, all of it. */
static void add_defaults(struct campaign *c, struct benchmark *b)
{
	const struct conf_section *known = b->tool.parameters;

	for (size_t i = 0; known && i < known->count; i++) {
		struct parameter *p = &b->parameters[b->parameter_count];
		size_t k = 0;

		while (k < b->parameter_count &&
		       strcmp(b->parameters[k].name, known->entries[i].key) != 0)
			k++;
		if (k < b->parameter_count)
			continue;
		p->name = known->entries[i].key;
		p->values = arena_new(&c->arena, 1, sizeof(p->values[0]));
		p->values[0] = known->entries[i].value;
		p->count = 1;
		b->parameter_count++;
	}
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct parameter *)a)->name, ((const struct parameter *)b)->name);
}

/* "a=1" with "b=2" behind it. */
static const char *with_parameter(struct arena *a, const char *list, const char *name,
				  const char *value)
{
	size_t size = strlen(value);

	value = measure_parameter_text(a, value, &size);
	return arena_printf(a, "%s%s%s=%s", list, list[0] ? ";" : "", name, value);
}

static void add_stratum(struct campaign *c, struct benchmark *b, size_t number)
{
	struct stratum *s = &b->strata[b->stratum_count++];
	const char *varying = "", *sorted = "";

	for (size_t i = 0; i < b->parameter_count; i++) {
		const struct parameter *p = &b->parameters[i];
		const char *value = p->values[number % p->count];

		number /= p->count;
		vars_set(&s->vars, p->name, value);
		/* {state}/x is a place, not a parameter of a result */
		if (strchr(value, '{') == NULL)
			sorted = with_parameter(&c->arena, sorted, p->name, value);
		if (p->count > 1)
			varying = arena_printf(&c->arena, "%s%s%s=%s", varying,
					       varying[0] ? "," : "", p->name, value);
	}
	s->varying = varying;
	s->sorted = sorted;
}

/* Two runs of the same place in the archive. */
static bool is_twice(const struct parameter *p)
{
	for (size_t i = 0; i < p->count; i++)
		for (size_t k = 0; k < i; k++)
			if (strcmp(p->values[i], p->values[k]) == 0)
				return true;
	return false;
}

static int add_strata(struct campaign *c, struct benchmark *b, struct err *err)
{
	size_t count = 1;

	qsort(b->parameters, b->parameter_count, sizeof(b->parameters[0]), by_name);
	for (size_t i = 0; i < b->parameter_count; i++) {
		count *= b->parameters[i].count;
		if (is_twice(&b->parameters[i]))
			return conf_error(&c->conf, b->line, err, "%s: a value stands twice",
					  b->parameters[i].name);
		for (size_t k = 0; k < b->parameters[i].count; k++)
			if (b->parameters[i].count > 1 &&
			    strpbrk(b->parameters[i].values[k], "/@;,"))
				return conf_error(&c->conf, b->line, err,
						  "%s: a value of several cannot hold / @ ; ,",
						  b->parameters[i].name);
	}
	if (count > 10000)
		return conf_error(&c->conf, b->line, err, "%zu combinations of parameters",
				  count);
	b->strata = arena_new(&c->arena, count, sizeof(b->strata[0]));
	for (size_t i = 0; i < count; i++)
		add_stratum(c, b, i);
	return 0;
}

/* --- a benchmark --------------------------------------------------------------------- */

static struct platform *find_platform(const struct campaign *c, const char *name)
{
	for (size_t i = 0; i < c->platform_count; i++)
		if (strcmp(c->platforms[i].name, name) == 0)
			return &c->platforms[i];
	return NULL;
}

static int choose_platforms(struct campaign *c, struct benchmark *b, const char *only,
			    struct err *err)
{
	size_t count;

	b->on = arena_new(&c->arena, c->platform_count, sizeof(b->on[0]));
	for (size_t i = 0; i < c->platform_count; i++)
		b->on[i] = only == NULL;
	if (only == NULL)
		return 0;
	const char **names = conf_list(&c->arena, only, false, &count);
	for (size_t i = 0; i < count; i++) {
		const struct platform *p = find_platform(c, names[i]);

		if (p == NULL)
			return conf_error(&c->conf, b->line, err,
					  "[benchmark %s]: %s is not among the campaign's "
					  "platforms", b->name, names[i]);
		b->on[p - c->platforms] = true;
	}
	return 0;
}

static int read_spread(const struct campaign *c, struct benchmark *b,
		       const struct conf_entry *e, struct err *err)
{
	size_t n;
	char number[32];

	if (e == NULL)
		return 0;
	n = strlen(e->value);
	if (n < 2 || n >= sizeof(number) || e->value[n - 1] != '%')
		return conf_error(&c->conf, e->line, err, "spread = %s: wanted is a share, "
				  "as 5%%", e->value);
	memcpy(number, e->value, n - 1);
	number[n - 1] = '\0';
	if (!conf_number(number, 1e-6, 1000, &b->spread))
		return conf_error(&c->conf, e->line, err, "spread = %s: no share", e->value);
	b->spread /= 100;
	if (!b->tool.has_figure)
		return conf_error(&c->conf, e->line, err, "spread needs a tool with a figure; "
				  "%s has none", b->tool.name);
	return 0;
}

static int load_beside(struct campaign *c, struct benchmark *b, const char *list,
		       struct err *err)
{
	size_t count;
	const char **names;

	if (list == NULL)
		return 0;
	names = conf_list(&c->arena, list, false, &count);
	b->beside = arena_new(&c->arena, count, sizeof(b->beside[0]));
	for (size_t i = 0; i < count; i++)
		if (tool_load(&b->beside[b->beside_count++], &c->conf, b->line, names[i],
			      err) != 0)
			return -1;
	return 0;
}

static int load_benchmark(struct campaign *c, const char *name, const struct head *h,
			  struct err *err)
{
	const struct conf_section *s = conf_find(&c->conf, "benchmark", name);
	const struct conf_entry *tool = s ? conf_get(s, "tool") : NULL;
	struct benchmark *b = &c->benchmarks[c->benchmark_count];
	struct benchmark_text t = {
		.repetitions = h->repetitions, .warmup = h->warmup, .retries = h->retries,
		.timeout = h->timeout, .cooldown = h->cooldown, .output_limit = 64,
	};
	struct parameters ctx = { c, b };

	*b = (struct benchmark){ .name = name, .line = s ? s->line : 1 };
	if (s == NULL)
		return conf_error(&c->conf, 1, err, "there is no [benchmark %s]", name);
	if (strpbrk(name, "/@=,; \t") || name[0] == '.' || name[0] == '-')
		return conf_error(&c->conf, s->line, err, "\"%s\" is no name of a benchmark: "
				  "letters, digits, _ and -", name);
	for (size_t i = 0; i < c->benchmark_count; i++)
		if (strcmp(c->benchmarks[i].name, name) == 0)
			return conf_error(&c->conf, s->line, err, "benchmark %s is named twice",
					  name);
	c->benchmark_count++;
	if (tool_load(&b->tool, &c->conf, tool ? tool->line : s->line,
		      tool ? tool->value : name, err) != 0)
		return -1;
	b->parameters = arena_new(&c->arena,
				  s->count + (b->tool.parameters ? b->tool.parameters->count : 0),
				  sizeof(b->parameters[0]));
	if (conf_read(&c->conf, s, benchmark_keys, ARRAY_LEN(benchmark_keys), &t,
		      take_parameter, &ctx, err) != 0)
		return -1;
	b->repetitions = t.repetitions;
	b->warmup = t.warmup;
	b->retries = t.retries;
	b->most = t.most > t.repetitions ? t.most : 3 * t.repetitions;
	b->timeout = t.timeout;
	b->cooldown = t.cooldown;
	b->output_limit = (int64_t)(t.output_limit * 1e6);
	add_defaults(c, b);
	if (add_strata(c, b, err) != 0 || choose_platforms(c, b, t.platforms, err) != 0 ||
	    load_beside(c, b, t.beside, err) != 0)
		return -1;
	return read_spread(c, b, t.spread, err);
}

/* --- the campaign -------------------------------------------------------------------- */

static int load_platforms(struct campaign *c, const char *list, struct err *err)
{
	size_t count;
	const char **names = conf_list(&c->arena, list, false, &count);

	c->platforms = arena_new(&c->arena, count, sizeof(c->platforms[0]));
	for (size_t i = 0; i < count; i++) {
		if (find_platform(c, names[i]))
			return conf_error(&c->conf, 1, err, "platform %s is named twice",
					  names[i]);
		if (platform_load(&c->platforms[c->platform_count++], &c->conf,
				  conf_find(&c->conf, "platform", names[i]), names[i], c->state,
				  err) != 0)
			return -1;
	}
	return 0;
}

static int load_benchmarks(struct campaign *c, const struct head *h, struct err *err)
{
	size_t count;
	const char **names = conf_list(&c->arena, h->benchmarks, false, &count);

	c->benchmarks = arena_new(&c->arena, count, sizeof(c->benchmarks[0]));
	for (size_t i = 0; i < count; i++)
		if (load_benchmark(c, names[i], h, err) != 0)
			return -1;
	return 0;
}

/* Sections that nothing names would be silently left out. */
static int check_named(const struct campaign *c, struct err *err)
{
	for (size_t i = 0; i < c->conf.count; i++) {
		const struct conf_section *s = &c->conf.sections[i];
		bool named = strcmp(s->kind, "campaign") == 0 || strcmp(s->kind, "secret") == 0;

		for (size_t k = 0; k < c->platform_count; k++)
			named |= strcmp(s->kind, "platform") == 0 &&
				 strcmp(s->name, c->platforms[k].name) == 0;
		for (size_t k = 0; k < c->benchmark_count; k++)
			named |= strcmp(s->kind, "benchmark") == 0 &&
				 strcmp(s->name, c->benchmarks[k].name) == 0;
		if (!named)
			return conf_error(&c->conf, s->line, err,
					  "[%s %s] is not among the %ss of [campaign]", s->kind,
					  s->name, s->kind);
	}
	return 0;
}

int campaign_load(struct campaign *c, const char *path, struct err *err)
{
	static const char *const sections[] = { "campaign", "platform", "benchmark", "secret", NULL };
	const struct conf_section *s;
	struct head h = { .repetitions = 10, .timeout = 600, .state = "/var/lib/desmet" };

	*c = (struct campaign){ .name = NULL };
	if (conf_load(&c->conf, path, err) != 0)
		return -1;
	s = conf_find(&c->conf, "campaign", NULL);
	if (s == NULL)
		return conf_error(&c->conf, 1, err, "a campaign needs a [campaign] section");
	if (conf_check_kinds(&c->conf, sections, err) != 0 ||
	    conf_read(&c->conf, s, head_keys, ARRAY_LEN(head_keys), &h, NULL, NULL, err) != 0)
		return -1;
	if (strchr(h.name, '/') || h.name[0] == '.' || h.name[0] == '-')
		return conf_error(&c->conf, s->line, err, "\"%s\" is no name of a campaign: "
				  "it is also its archive's folder; -o says another", h.name);
	c->name = h.name;
	c->state = getenv("DESMET_STATE") ? getenv("DESMET_STATE") : h.state;
	c->order = (enum campaign_order)h.order;
	c->seed = (uint32_t)h.seed;
	if (load_platforms(c, h.platforms, err) != 0 || load_benchmarks(c, &h, err) != 0)
		return -1;
	return check_named(c, err);
}

void campaign_release(struct campaign *c)
{
	for (size_t i = 0; i < c->platform_count; i++)
		platform_release(&c->platforms[i]);
	for (size_t i = 0; i < c->benchmark_count; i++) {
		struct benchmark *b = &c->benchmarks[i];

		for (size_t k = 0; k < b->stratum_count; k++)
			free(b->strata[k].vars.list);
		for (size_t k = 0; k < b->beside_count; k++)
			tool_release(&b->beside[k]);
		tool_release(&b->tool);
	}
	conf_release(&c->conf);
	arena_release(&c->arena);
}
