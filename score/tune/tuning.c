/* tuning.c - a row for each question; what it takes from the command line. */
#include "score/tune/tuning.h"

#include <stdlib.h>
#include <string.h>

#include "score/tune/break_even.h"
#include "score/tune/fit.h"
#include "score/tune/sweep.h"
#include "score/tune/weights.h"

/* What a question is asked with. */
struct asked {
	const struct profile *p;
	const struct opts *opts;
	const struct certainty_options *o;
};

static int find_break_even(const struct asked *a, struct tuning *out, struct err *err)
{
	(void)err;
	break_even_find(a->p, a->o, &out->break_even);
	return 0;
}

static int find_sweep(const struct asked *a, struct tuning *out, struct err *err)
{
	const char *words[SWEEP_AXES_MOST + 1] = { NULL };
	size_t at = 0, count = 0;
	const char *word;

	while ((word = opts_each(a->opts, "sweep", &at)) != NULL &&
	       count < ARRAY_LEN(words))
		words[count++] = word;
	return sweep_find(a->p, words, count, &out->sweep, err);
}

/* The words of an option that may come several times; the caller frees. */
static const char **words_of(const struct opts *opts, const char *option, size_t *count)
{
	const char **words = mem_new(opts->many_count + 1, sizeof(words[0])), *word;
	size_t at = 0;

	*count = 0;
	while ((word = opts_each(opts, option, &at)) != NULL)
		words[(*count)++] = word;
	return words;
}

static int find_fit(const struct asked *a, struct tuning *out, struct err *err)
{
	struct fit_words words = { .own = opts_has(a->opts, "own-levels") };
	const char **targets = words_of(a->opts, "fit", &words.target_count);
	const char **bounds = words_of(a->opts, "bound", &words.bound_count);
	int rc;

	words.targets = targets;
	words.bounds = bounds;
	rc = fit_find(a->p, &words, &out->fit, err);
	free(targets);
	free(bounds);
	return rc;
}

static int find_weights(const struct asked *a, struct tuning *out, struct err *err)
{
	struct weights_options o = { .order = opts_get(a->opts, "order"),
				     .uncertain = opts_has(a->opts, "uncertainty"),
				     .certainty = a->o };
	const char *per = opts_get(a->opts, "per"), **ranges;
	long draws;
	int rc;

	while (per != NULL && strcmp(per, weights_per_name(o.per)) != 0) {
		if (o.per++ == WEIGHTS_PER_SET)
			return err_set(err, EXIT_INPUT,
				       "--per %s: there is no such; wanted one weight a "
				       "feature, importance or set",
				       per);
	}
	if (opts_number(a->opts, "draws", 1, WEIGHTS_DRAWS_MOST, WEIGHTS_DRAWS, &draws,
			err) != 0)
		return -1;
	o.draws = (size_t)draws;
	o.ranges = ranges = words_of(a->opts, "range", &o.range_count);
	rc = weights_find(a->p, &o, &out->weights, err);
	free(ranges);
	return rc;
}

static const struct question {
	const char *option;
	int (*find)(const struct asked *a, struct tuning *out, struct err *err);
} questions[] = {
	{ "break-even", find_break_even }, /* first: when nothing is asked */
	{ "sweep", find_sweep },
	{ "fit", find_fit },
	{ "weights", find_weights },
};

int tuning_find(const struct profile *p, const struct opts *opts,
		const struct certainty_options *o, bool edited, struct tuning *out,
		struct err *err)
{
	struct asked asked = { .p = p, .opts = opts, .o = o };

	for (size_t i = 0; i < ARRAY_LEN(questions); i++) {
		if (opts_has(opts, questions[i].option))
			return questions[i].find(&asked, out, err);
	}
	if (edited || opts_has(opts, "interactive"))
		return 0;
	return questions[0].find(&asked, out, err);
}
