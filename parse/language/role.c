/* role.c - reads the roles of captures. */
#include "parse/language/role.h"

#include <string.h>

#include "data/base/opt.h"

static const struct word {
	const char *word;
	enum role_kind kind;
	int least, most; /* words after it */
} words[] = {
	{ "metric", ROLE_METRIC, 1, 2 },	{ "param", ROLE_PARAM, 1, 1 },
	{ "params", ROLE_PARAMS, 0, 0 },	{ "version", ROLE_VERSION, 0, 0 },
	{ "platform", ROLE_PLATFORM, 0, 1 },	{ "benchmark", ROLE_BENCHMARK, 0, 1 },
	{ "side", ROLE_SIDE, 0, 1 },		{ "kind", ROLE_KIND, 1, 1 },
	{ "run", ROLE_RUN, 0, 1 },		{ "reason", ROLE_REASON, 0, 0 },
	{ "fail", ROLE_FAIL, 0, 0 },		{ "interval", ROLE_INTERVAL, 0, 0 },
	{ "origin", ROLE_ORIGIN_LOG, 1, 1 },	{ "status", ROLE_STATUS, 0, 0 },
	{ "same", ROLE_SAME, 1, 1 },		{ "so_far", ROLE_SO_FAR, 0, 0 },
	{ "begin", ROLE_BEGIN, 1, 1 },		{ "end", ROLE_END, 1, 1 },
	{ "keep", ROLE_KEEP, 1, 1 },		{ "skip", ROLE_SKIP, 0, 0 },
	{ "only", ROLE_ONLY, 1, 1 },		{ "count", ROLE_COUNT, 1, 1 },
	{ "command", ROLE_COMMAND, 0, 0 },	{ "within", ROLE_WITHIN, 1, 1 },
};

static const struct word *word_find(const char *text)
{
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (strcmp(words[i].word, text) == 0)
			return &words[i];
	return NULL;
}

static int unknown_word(const struct grammar *g, const struct conf_entry *e,
			const char *word, struct err *err)
{
	const char *names[ARRAY_LEN(words)];

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		names[i] = words[i].word;
	const char *near = opt_nearest(word, names, ARRAY_LEN(words));
	return conf_error(&g->conf, e->line, err,
			  "%s: \"%s\" is no role%s%s%s (metric, param, version, ...: "
			  "parse/README.md, Roles)", e->key, word,
			  near ? "; did you mean \"" : "", near ? near : "",
			  near ? "\"?" : "");
}

static bool varies(const char *text)
{
	return text && strchr(text, '{') != NULL;
}

/* The captures that a name or unit holds; false when they are too many. */
static bool note_parts(struct grammar *g, const char *text, struct role *r)
{
	for (const char *s = text; s && (s = strchr(s, '{')) != NULL; s++) {
		size_t n = strcspn(s, "}");

		if (r->part_count == ARRAY_LEN(r->parts))
			return false;
		r->parts[r->part_count++] = arena_dup_n(&g->arena, s + 1, n - 1);
	}
	return true;
}

/* The name as the dictionary has it: a star stands for each {capture}. */
static const char *starred(struct grammar *g, const char *name)
{
	const char *made = "", *at;

	for (; (at = strchr(name, '{')) != NULL && strchr(at, '}'); name = strchr(at, '}') + 1)
		made = arena_printf(&g->arena, "%s%.*s*", made, (int)(at - name), name);
	return arena_printf(&g->arena, "%s%s", made, name);
}

/* A metric must be in the dictionary, and its unit of the same kind as there. */
static int prove_metric(struct grammar *g, const struct metrics *metrics,
			struct measure_names *names, const struct conf_entry *e,
			struct role *r, struct err *err)
{
	const char *canonical = metrics_unit(metrics, &g->conf, r->name);
	struct measure_label label = { .metric = r->name };

	if (canonical == NULL && strcmp(r->name, "{metric}") == 0)
		canonical = "1"; /* a measurements file names its metrics itself */
	if (canonical == NULL)
		return conf_error(&g->conf, e->line, err,
				  "unknown metric \"%s\"; add it to a [metrics] section: "
				  "%s = UNIT what it is", r->name, starred(g, r->name));
	if (r->hidden) {
		label.unit_text = canonical;
		if (!unit_find(canonical, &label.unit))
			return conf_error(&g->conf, e->line, err, "unknown unit \"%s\"", canonical);
		r->total = measure_label(names, &label);
	}
	label.unit_text = r->unit ? grammar_unit(g, r->unit) : canonical;
	if (varies(r->unit))
		return 0;
	if (strcmp(label.unit_text, "duration") == 0) {
		/* a way of writing seconds, no unit of its own */
		r->duration = true;
		r->unit = "s";
		label.unit_text = "s";
	}
	if (!unit_find(label.unit_text, &label.unit))
		return conf_error(&g->conf, e->line, err,
				  "unknown unit \"%s\" (what a tool spells its own way "
				  "belongs in [units])", label.unit_text);
	if (strcmp(label.unit.canonical, canonical) != 0)
		return conf_error(&g->conf, e->line, err,
				  "%s is measured in %s; \"%s\" is a unit of %s", r->name,
				  canonical, label.unit_text, label.unit.canonical);
	if (r->unit == NULL)
		r->unit = arena_dup(&g->arena, canonical);
	if (!r->varies)
		r->label = measure_label(names, &label);
	return 0;
}

/* One word after a comma: false if it is none of the role's. */
static bool read_flag(struct role *r, const char *word)
{
	const struct {
		enum role_kind kind;
		const char *word;
		bool *flag;
	} flags[] = {
		{ ROLE_METRIC, "joined", &r->joined },	   { ROLE_METRIC, "comma", &r->comma },
		{ ROLE_METRIC, "grouped", &r->grouped },   { ROLE_METRIC, "sum", &r->sum },
		{ ROLE_METRIC, "optional", &r->optional }, { ROLE_METRIC, "weak", &r->weak },
		{ ROLE_PARAM, "markdown", &r->markdown },  { ROLE_COUNT, "hidden", &r->hidden },
		{ ROLE_COUNT, "halved", &r->halved },	   { ROLE_METRIC, "hidden", &r->hidden },
		{ ROLE_COUNT, "different", &r->different }, { ROLE_PARAM, "hidden", &r->hidden },
		{ ROLE_PARAM, "weak", &r->weak },	   { ROLE_WITHIN, "all", &r->all },
		{ ROLE_PARAM, "again", &r->again },
		{ ROLE_PARAM, "html", &r->html },
	};

	for (size_t i = 0; i < ARRAY_LEN(flags); i++) {
		if (flags[i].kind != r->kind || strcmp(flags[i].word, word) != 0)
			continue;
		*flags[i].flag = true;
		return true;
	}
	return false;
}

/* "12 13": of a metric, a whole number of so many digits. */
static bool read_digits(struct grammar *g, struct role *r, const char *text)
{
	size_t count;
	const char **list = conf_list(&g->arena, text, false, &count);
	double least, most;

	if (count != 2 || !conf_number(list[0], 1, 18, &least) ||
	    !conf_number(list[1], least, 18, &most))
		return false;
	r->least_digits = (unsigned)least;
	r->most_digits = (unsigned)most;
	return true;
}

/* What may follow after commas: "absent NUMBER", "comma", "digits LEAST MOST", "each CAPTURE", "grouped", "hidden",
   "joined", "of NAME", "optional", "sum", "weak" (metrics), "absent TEXT", "again", "as TEXT", "behind NAME", "hidden",
   "html", "markdown", "weak" (parameters), "different", "halved", "hidden" (counts), "all" (within), "cut BYTES"
   (same), "say TEXT" (same, fail), "unless WORDS", "unrun WORDS", "expect TEXT", "else TEXT" (fail only), "null TEXT", "keep NAME". */
static int read_tail(struct grammar *g, const struct conf_entry *e, const char *text,
		     struct role *r, struct err *err)
{
	size_t count;
	const char **list = conf_list(&g->arena, text, true, &count);
	double number;

	for (size_t i = 0; i < count; i++) {
		if (strncmp(list[i], "keep ", 5) == 0)
			r->keep = list[i] + 5;
		else if (read_flag(r, list[i]))
			continue;
		else if (r->kind == ROLE_METRIC && strncmp(list[i], "absent ", 7) == 0 &&
			 conf_number(list[i] + 7, -1e300, 1e300, &r->absent))
			r->has_absent = true;
		else if (r->kind == ROLE_METRIC && strncmp(list[i], "digits ", 7) == 0 &&
			 read_digits(g, r, list[i] + 7))
			continue;
		else if (r->kind == ROLE_METRIC && strncmp(list[i], "each ", 5) == 0)
			r->each_of = list[i] + 5;
		else if (r->kind == ROLE_METRIC && strncmp(list[i], "of ", 3) == 0)
			r->of = list[i] + 3;
		else if ((r->kind == ROLE_FAIL || r->kind == ROLE_SAME) &&
			 strncmp(list[i], "say ", 4) == 0)
			r->say = list[i] + 4;
		else if (r->kind == ROLE_FAIL && strncmp(list[i], "unless ", 7) == 0)
			r->unless = list[i] + 7;
		else if (r->kind == ROLE_FAIL && strncmp(list[i], "unrun ", 6) == 0)
			r->unrun = list[i] + 6;
		else if (r->kind == ROLE_FAIL && strncmp(list[i], "expect ", 7) == 0)
			r->expect = list[i] + 7;
		else if (r->kind == ROLE_FAIL && strncmp(list[i], "else ", 5) == 0)
			r->other = list[i] + 5;
		else if (r->kind == ROLE_PARAM && strncmp(list[i], "absent ", 7) == 0)
			r->unset = list[i] + 7;
		else if (r->kind == ROLE_PARAM && strncmp(list[i], "as ", 3) == 0)
			r->as = list[i] + 3;
		else if (r->kind == ROLE_PARAM && strncmp(list[i], "behind ", 7) == 0)
			r->behind = list[i] + 7;
		else if (r->kind == ROLE_SAME && strncmp(list[i], "cut ", 4) == 0 &&
			 conf_number(list[i] + 4, 1, 4096, &number))
			r->cut = (unsigned)number;
		else if (strncmp(list[i], "null ", 5) == 0)
			r->null = list[i] + 5;
		else
			return conf_error(&g->conf, e->line, err,
					  "%s: after the comma \"keep NAME\", \"null TEXT\", for "
					  "a metric \"absent NUMBER\", \"comma\", \"digits LEAST MOST\", \"each CAPTURE\", "
					  "\"grouped\", \"hidden\", \"joined\", \"of NAME\", \"optional\", \"sum\" or \"weak\", "
					  "for a parameter \"absent TEXT\", \"again\", \"as TEXT\", \"behind NAME\", \"hidden\", \"html\", "
					  "\"markdown\" or \"weak\", for a count \"different\", \"halved\" or "
					  "\"hidden\", for within \"all\", "
					  "for same \"cut BYTES\" or \"say TEXT\", for fail \"say TEXT\", "
					  "\"unless WORDS\", \"unrun WORDS\" "
					  "\"expect TEXT\" or \"else TEXT\" is wanted, not \"%s\"", e->key, list[i]);
	}
	return 0;
}

/* "origin log", "origin line" and "origin reason" are three roles. */
static int read_origin(struct grammar *g, const struct conf_entry *e, struct role *out,
		       struct err *err)
{
	static const struct {
		const char *name;
		enum role_kind kind;
	} origins[] = { { "log", ROLE_ORIGIN_LOG }, { "line", ROLE_ORIGIN_LINE },
			{ "reason", ROLE_ORIGIN_REASON } };

	for (size_t i = 0; i < ARRAY_LEN(origins); i++) {
		if (strcmp(out->name, origins[i].name) != 0)
			continue;
		out->kind = origins[i].kind;
		return 0;
	}
	return conf_error(&g->conf, e->line, err, "%s: origin log, origin line or origin reason",
			  e->key);
}

int role_read(struct grammar *g, const struct metrics *metrics, struct measure_names *names,
	      const struct conf_entry *e, struct role *out, struct err *err)
{
	const char *comma = strchr(e->value, ',');
	size_t count, n = comma ? (size_t)(comma - e->value) : strlen(e->value);
	const char **list = conf_list(&g->arena, arena_dup_n(&g->arena, e->value, n), false,
				      &count);

	*out = (struct role){ .line = e->line };
	const struct word *w = count ? word_find(list[0]) : NULL;
	if (w == NULL)
		return unknown_word(g, e, count ? list[0] : "", err);
	if ((int)count - 1 < w->least || (int)count - 1 > w->most)
		return conf_error(&g->conf, e->line, err, "%s: \"%s\" takes %d to %d words",
				  e->key, w->word, w->least, w->most);
	out->kind = w->kind;
	out->name = count > 1 ? list[1] : NULL;
	out->unit = count > 2 ? list[2] : NULL;
	out->varies = varies(out->name) || varies(out->unit);
	if (!note_parts(g, out->name, out) || !note_parts(g, out->unit, out))
		return conf_error(&g->conf, e->line, err, "%s: at most %zu {captures}", e->key,
				  ARRAY_LEN(out->parts));
	if (w->kind == ROLE_KEEP)
		out->keep = out->name;
	if (comma && read_tail(g, e, comma + 1, out, err) != 0)
		return -1;
	if (w->kind == ROLE_ORIGIN_LOG && read_origin(g, e, out, err) != 0)
		return -1;
	if ((w->kind == ROLE_BEGIN || w->kind == ROLE_END) && out->varies)
		return conf_error(&g->conf, e->line, err, "%s: no {captures} here", e->key);
	if (w->kind == ROLE_COUNT && out->varies)
		return conf_error(&g->conf, e->line, err, "%s: no {captures} here", e->key);
	if (out->kind == ROLE_METRIC && out->hidden && !out->sum)
		return conf_error(&g->conf, e->line, err, "%s: what is hidden is a sum", e->key);
	if (out->each_of && !out->hidden)
		return conf_error(&g->conf, e->line, err, "%s: \"each\" wants \"hidden\"", e->key);
	if (out->sum && !out->hidden && (out->unit || out->varies))
		return conf_error(&g->conf, e->line, err, "%s: a sum has no unit and no {captures}: "
				  "its figures would be in several", e->key);
	if (w->kind == ROLE_METRIC || w->kind == ROLE_BEGIN || w->kind == ROLE_END)
		return prove_metric(g, metrics, names, e, out, err);
	return 0;
}
