/* rubric_keys.c - the language of rubrics as rows: sections, keys, types, help. */
#include "data/rubric/rubric_load.h"

#include <string.h>

#define WEIGHT_LIMIT 1e6

static const char *const statistics[] = { "mean", "median", "trimmed_mean",
					  "geometric_mean", NULL };
static const char *const combines[] = { "pool", "mean", "mean_ratio", "geometric_ratio",
					NULL };
static const char *const judgings[] = { "median", "consensus", "lowest", NULL };
static const char *const directions[] = { "higher", "lower", NULL };

/* One key a line; the compiler refuses a row whose field has another type. */
#define TEXT(key, s, field, about)                                                         \
	{                                                                                  \
		.name = key, .type = CONF_TEXT,                                            \
		.offset = CONF_FIELD(struct s, field, const char *), .help = about         \
	}
#define NAME(key, s, field, about)                                                         \
	{                                                                                  \
		.name = key, .type = CONF_TEXT,                                            \
		.offset = CONF_FIELD(struct s, field, const char *), .help = about,        \
		.required = true                                                           \
	}
#define NUMBER(key, s, field, least, most, about)                                          \
	{                                                                                  \
		.name = key, .type = CONF_NUMBER,                                          \
		.offset = CONF_FIELD(struct s, field, double), .lo = least, .hi = most,    \
		.help = about                                                              \
	}
#define INTEGER(key, s, field, least, most, about)                                         \
	{                                                                                  \
		.name = key, .type = CONF_INTEGER,                                         \
		.offset = CONF_FIELD(struct s, field, int), .lo = least, .hi = most,       \
		.help = about                                                              \
	}
#define CHOICE(key, s, field, words, about)                                                \
	{                                                                                  \
		.name = key, .type = CONF_CHOICE,                                          \
		.offset = CONF_FIELD(struct s, field, int), .choices = words,              \
		.help = about                                                              \
	}
#define CHOOSE(key, s, field, words, about)                                                \
	{                                                                                  \
		.name = key, .type = CONF_CHOICE,                                          \
		.offset = CONF_FIELD(struct s, field, int), .choices = words,              \
		.help = about, .required = true                                            \
	}
#define YES_NO(key, s, field, about)                                                       \
	{                                                                                  \
		.name = key, .type = CONF_YES_NO,                                          \
		.offset = CONF_FIELD(struct s, field, bool), .help = about                 \
	}
#define RAW(key, s, field, about)                                                          \
	{                                                                                  \
		.name = key, .type = CONF_RAW, .help = about,                              \
		.offset = CONF_FIELD(struct s, field, const struct conf_entry *)           \
	}
#define LEVELS(key, s, field, about)                                                       \
	{                                                                                  \
		.name = key, .type = CONF_RAW, .required = true, .help = about,            \
		.offset = CONF_FIELD(struct s, field, const struct conf_entry *)           \
	}

static const struct conf_key head_keys[] = {
	NAME("name", rubric_head, name, "short name of the rubric"),
	TEXT("title", rubric_head, title, "title for people"),
	TEXT("source", rubric_head, source, "where the rubric comes from"),
	NAME("baseline", rubric_head, baseline,
	     "the platform that the others are compared with"),
	NAME("candidates", rubric_head, candidates, "the platforms that are judged"),
	CHOICE("statistic", rubric_head, statistic, statistics,
	       "statistic of the features that name none"),
	NUMBER("trim", rubric_head, trim, 0, 0.49, "share cut at each end by trimmed_mean"),
	TEXT("published", rubric_head, published, "the published sheet, beside the rubric"),
	TEXT("pool", rubric_head, pool, "parameters that may differ within a cell"),
	TEXT("include", rubric_head, include,
	     "rubrics whose features, sets and all else are taken over"),
	TEXT("without", rubric_head, without, "features of them that are left out"),
	TEXT("judgements", rubric_head, judgements,
	     "the file of what people judged, beside the rubric"),
	YES_NO("judgements_shared", rubric_head, judgements_shared,
	       "yes: that file may speak of other features and platforms, too"),
	RAW("confidence", rubric_head, confidence, "how sure a verdict must be: 95%"),
};

static const struct conf_key platform_keys[] = {
	TEXT("title", rubric_platform, title, "name for people"),
};

static const struct conf_key set_keys[] = {
	TEXT("title", rubric_set, title, "name for people"),
	NUMBER("weight", rubric_set, weight, 0, WEIGHT_LIMIT,
	       "weight of the set in the overall percentage"),
};

static const struct conf_key importance_keys[] = {
	TEXT("title", rubric_importance, title, "name for people"),
	NUMBER("weight", rubric_importance, weight, 0, WEIGHT_LIMIT,
	       "weight of its features within a set"),
	YES_NO("mandatory", rubric_importance, mandatory,
	       "yes: a feature below its acceptance is a veto"),
};

static const struct conf_key scale_keys[] = {
	LEVELS("levels", rubric_scale, levels,
	       "thresholds, from the easiest to the hardest"),
	INTEGER("otherwise", rubric_scale, otherwise, -LEVEL_LIMIT, LEVEL_LIMIT,
		"level when no threshold is reached"),
};

static const struct conf_key feature_keys[] = {
	TEXT("title", rubric_feature_text, title, "name for people"),
	TEXT("description", rubric_feature_text, description,
	     "what it is and why it matters"),
	NAME("set", rubric_feature_text, set, "the [set] it belongs to"),
	NAME("importance", rubric_feature_text, importance, "how much it matters"),
	YES_NO("judged", rubric_feature_text, judged, "yes: people score it, nothing is measured"),
	NAME("benchmark", rubric_feature_text, benchmark,
	     "the kind of record that is read"),
	TEXT("side", rubric_feature_text, side,
	     "whose record of a run counts: client, server"),
	TEXT("where", rubric_feature_text, where, "parameters that a record must have"),
	TEXT("metric", rubric_feature_text, metric, "the measurement"),
	TEXT("value", rubric_feature_text, value,
	     "in place of metric: arithmetic on metrics, latency.avg / baseline(latency.avg)"),
	CHOOSE("direction", rubric_feature_text, direction, directions, "which is better"),
	NAME("unit", rubric_feature_text, unit,
	     "what people see; unit of absolute thresholds"),
	INTEGER("decimals", rubric_feature_text, decimals, 0, 9,
		"decimals that people see"),
	CHOICE("statistic", rubric_feature_text, statistic, statistics,
	       "how samples become one figure"),
	NUMBER("trim", rubric_feature_text, trim, 0, 0.49,
	       "share cut at each end by trimmed_mean"),
	TEXT("strata", rubric_feature_text, strata, "parameters whose values are strata"),
	TEXT("pool", rubric_feature_text, pool, "parameters that may differ within a cell"),
	CHOICE("combine", rubric_feature_text, combine, combines,
	       "how strata become one figure"),
	LEVELS("levels", rubric_feature_text, scale.levels,
	       "thresholds, from the easiest to the hardest, or the name of a [levels]"),
	INTEGER("otherwise", rubric_feature_text, scale.otherwise, -LEVEL_LIMIT,
		LEVEL_LIMIT, "level when no threshold is reached"),
	INTEGER("acceptance", rubric_feature_text, acceptance, -LEVEL_LIMIT, LEVEL_LIMIT,
		"the lowest level that is acceptable"),
};

/* A judged feature's. */
static const struct conf_key judged_keys[] = {
	TEXT("title", rubric_feature_text, title, "name for people"),
	TEXT("description", rubric_feature_text, description,
	     "what it is and why it matters"),
	NAME("set", rubric_feature_text, set, "the [set] it belongs to"),
	NAME("importance", rubric_feature_text, importance, "how much it matters"),
	YES_NO("judged", rubric_feature_text, judged, "yes"),
	CHOOSE("combine", rubric_feature_text, combine, judgings,
	       "how several judgements become one level"),
	LEVELS("levels", rubric_feature_text, scale.levels,
	       "the scale, or the name of a [levels]"),
	INTEGER("acceptance", rubric_feature_text, acceptance, -LEVEL_LIMIT, LEVEL_LIMIT,
		"the lowest level that is acceptable"),
};

static const struct conf_key dimension_keys[] = {
	TEXT("title", rubric_dimension_text, title, "name for people"),
	TEXT("fix", rubric_dimension_text, fix, "the one value that is read"),
	RAW("compare", rubric_dimension_text, compare,
	    "values that have a profile each, or all"),
};

static const struct rubric_section sections[] = {
	{ "rubric", head_keys, ARRAY_LEN(head_keys) },
	{ "platform", platform_keys, ARRAY_LEN(platform_keys) },
	{ "set", set_keys, ARRAY_LEN(set_keys) },
	{ "importance", importance_keys, ARRAY_LEN(importance_keys) },
	{ "levels", scale_keys, ARRAY_LEN(scale_keys) },
	{ "feature", feature_keys, ARRAY_LEN(feature_keys) },
	{ "dimension", dimension_keys, ARRAY_LEN(dimension_keys) },
	{ "symbols", NULL, 0 },
};

const struct rubric_section *rubric_sections(size_t *count)
{
	*count = ARRAY_LEN(sections);
	return sections;
}

int rubric_read_section(struct rubric_loader *l, const struct conf_section *s, void *out)
{
	size_t i = 0;

	while (strcmp(sections[i].kind, s->kind) != 0)
		i++;
	return conf_read(l->c, s, sections[i].keys, sections[i].count, out, NULL, NULL,
			 l->err);
}

/* A key of measured features that a judged one has no use for: said as that. */
static int check_judged_keys(struct rubric_loader *l, const struct conf_section *s)
{
	for (size_t i = 0; i < s->count; i++) {
		const char *key = s->entries[i].key;
		bool measured = false, judged = false;

		for (size_t k = 0; k < ARRAY_LEN(feature_keys); k++)
			measured = measured || strcmp(feature_keys[k].name, key) == 0;
		for (size_t k = 0; k < ARRAY_LEN(judged_keys); k++)
			judged = judged || strcmp(judged_keys[k].name, key) == 0;
		if (measured && !judged)
			return conf_error(l->c, s->entries[i].line, l->err,
					  "%s of %s: with judged = yes people score it and "
					  "nothing is measured; leave out one of the two",
					  key, s->name);
	}
	return 0;
}

int rubric_read_judged(struct rubric_loader *l, const struct conf_section *s, void *out)
{
	return check_judged_keys(l, s) ||
			       conf_read(l->c, s, judged_keys, ARRAY_LEN(judged_keys), out,
					 NULL, NULL, l->err)
		       ? -1
		       : 0;
}

const char *statistic_name(enum statistic s)
{
	static const char *const names[] = { "mean", "median", "trimmed mean",
					     "geometric mean" };

	return names[s];
}

const char *combine_name(enum combine c)
{
	return c < COMBINE_MEDIAN ? combines[c] : judgings[c - COMBINE_MEDIAN];
}
