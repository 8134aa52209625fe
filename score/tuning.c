/* tuning.c - a row for each question; what it takes from the command line. */
#include "score/tuning.h"

#include "score/break_even.h"
#include "score/sweep.h"

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

static const struct question {
	const char *option;
	int (*find)(const struct asked *a, struct tuning *out, struct err *err);
} questions[] = {
	{ "break-even", find_break_even }, /* first: when nothing is asked */
	{ "sweep", find_sweep },
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
