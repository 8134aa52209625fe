/* cmd_explain.c - desmet explain: where one score comes from, down to every line. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "reports/output.h"
#include "reports/reports.h"
#include "reports/tables.h"

static const struct opt_row options[] = {
	{ "to", 't', "FORMAT", "text (as it is), tsv, csv, json, md or html" },
	{ "output", 'o', "FILE", "write to FILE; - is standard output" },
};

/* A candidate before the baseline: one that is both is asked for as the candidate. What no name
   is may be a title, as the profile shows it. */
static size_t find_platform(const struct profile *p, const char *word)
{
	size_t n = p->platform_count;

	for (size_t i = 1; i <= n; i++)
		if (strcmp(profile_platform_name(p, i % n), word) == 0)
			return i % n;
	for (size_t i = 1; i < n; i++)
		if (strcasecmp(profile_platform_title(p, i), word) == 0)
			return i;
	return strcasecmp(p->rubric->baseline_title, word) == 0 ? 0 : SIZE_MAX;
}

static size_t find_feature(const struct profile *p, const char *word)
{
	const struct rubric *r = p->rubric;

	for (size_t i = 0; i < r->feature_count; i++)
		if (strcmp(r->features[i].name, word) == 0)
			return i;
	for (size_t i = 0; i < r->feature_count; i++)
		if (strcasecmp(r->features[i].title, word) == 0)
			return i;
	return SIZE_MAX;
}

/* "no feature X; did you mean Y? It is one of ..." */
static int unknown(const char *what, const char *word, const char *const *names,
		   size_t count, struct err *err)
{
	const char *near = opt_nearest(word, names, count);
	char *list = mem_dup("");

	for (size_t i = 0; i < count; i++) {
		char *was = list;
		list = mem_printf("%s%s%s", was, i ? " " : "", names[i]);
		free(was);
	}
	err_set(err, EXIT_INPUT, "the rubric has no %s \"%s\"%s%s%s (it has: %s)", what,
		word, near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "",
		list);
	free(list);
	return -1;
}

static int unknown_platform(const struct profile *p, const char *word, struct err *err)
{
	const char **names = mem_new(p->platform_count, sizeof(*names));

	for (size_t i = 0; i < p->platform_count; i++)
		names[i] = profile_platform_name(p, i);
	int rc = unknown("platform", word, names, p->platform_count, err);
	free(names);
	return rc;
}

static int unknown_feature(const struct profile *p, const char *word, struct err *err)
{
	size_t count = p->rubric->feature_count;
	const char **names = mem_new(count, sizeof(*names));

	for (size_t i = 0; i < count; i++)
		names[i] = p->rubric->features[i].name;
	int rc = unknown("feature", word, names, count, err);
	free(names);
	return rc;
}

static int write_cell(struct call *call, const struct table_writer *w, size_t feature,
		      size_t platform)
{
	struct table *tables[EXPLAIN_TABLES];
	size_t count = 1;

	if (w->for_machines && call->profile->rubric->features[feature].judged)
		tables[0] = judgements_machine(call->profile, feature, platform);
	else if (w->for_machines)
		tables[0] = samples_machine(call->profile, feature, platform);
	else
		count = explain_tables(call->profile, call->certainty, feature, platform,
				       tables);
	int rc = output_tables(w, (const struct table *const *)tables, count,
			       opts_get(&call->opts, "output"), call->out, call->err);
	for (size_t i = 0; i < count; i++)
		table_free(tables[i]);
	return rc;
}

static int explain_run(struct call *call)
{
	const struct profile *p = call->profile;
	const struct table_writer *w =
		output_writer(opts_get(&call->opts, "to"), call->err);

	if (w == NULL)
		return -1;
	char **words = call->argv + call->argc - call->command->words;
	size_t platform = find_platform(p, words[0]);
	size_t feature = find_feature(p, words[1]);
	if (platform == SIZE_MAX && feature == SIZE_MAX) { /* the other way round will do */
		platform = find_platform(p, words[1]);
		feature = find_feature(p, words[0]);
	}
	if (platform == SIZE_MAX)
		return unknown_platform(p, words[0], call->err);
	if (feature == SIZE_MAX)
		return unknown_feature(p, words[1], call->err);
	if (write_cell(call, w, feature, platform) != 0)
		return -1;
	const struct profile_cell *c = profile_cell(p, feature, platform);
	if (c->status == PROFILE_FAILED || c->status == PROFILE_UNSCORABLE)
		notes_unused(call->notes, "%s %s %s: %s", words[0], words[1],
			     profile_status_name(c->status), c->why ? c->why : "");
	return 0;
}

const struct command explain_command = {
	.name = "explain",
	.args = "SOURCE -r RUBRIC PLATFORM FEATURE",
	.summary = "where a score comes from: threshold, ratio, samples, log and line",
	.description = "Shows one score with all it rests on: the threshold it met, the "
		       "ratio to the "
		       "baseline, how sure the level is, the statistic, and every sample of "
		       "the candidate and of the baseline "
		       "with the figure as its log has it, the log and the line. A rubric all "
		       "of whose features people judge needs no SOURCE.\n\n"
		       "With --to tsv it gives the samples as a table for machines: set "
		       "feature platform "
		       "value unit log line record parameters log_value log_unit tool "
		       "version grammar "
		       "sha256 origin_log origin_line. Of a judged feature it gives the "
		       "judgements: set feature platform assessor level date reason evidence "
		       "file line combine status combined.",
	.options = options,
	.option_count = ARRAY_LEN(options),
	.min_args = 2,
	.max_args = 3,
	.words = 2,
	.needs = NEED_STORE | NEED_PROFILE | NEED_CERTAINTY,
	.run = explain_run,
};
