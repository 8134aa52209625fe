/* certainty.c - names and lifetime; finds nothing. */
#include "data/certainty.h"

#include <limits.h>
#include <string.h>

#include "data/base/opt.h"

static const char *const methods[] = {
	[CERTAINTY_STUDENT] = "student",
	[CERTAINTY_PLAIN] = "plain",
};

const char *certainty_method_name(enum certainty_method m)
{
	return methods[m];
}

bool certainty_method_find(const char *name, enum certainty_method *out)
{
	for (size_t i = 0; i < ARRAY_LEN(methods); i++) {
		if (strcmp(methods[i], name) == 0) {
			*out = (enum certainty_method)i;
			return true;
		}
	}
	return false;
}

/* Kept as `make coverage` printed it. */
static const struct certainty_coverage coverage[][5] = {
	[CERTAINTY_STUDENT] = { { 3, 0.962, 0.882 },
				{ 5, 0.958, 0.783 },
				{ 10, 0.947, 0.794 },
				{ 30, 0.950, 0.888 },
				{ 70, 0.946, 0.920 } },
	[CERTAINTY_PLAIN] = { { 3, 0.787, 0.627 },
			      { 5, 0.869, 0.677 },
			      { 10, 0.913, 0.751 },
			      { 30, 0.941, 0.871 },
			      { 70, 0.943, 0.914 } },
};

const struct certainty_coverage *certainty_coverage(enum certainty_method m, size_t runs)
{
	const struct certainty_coverage *found = NULL;

	for (size_t i = 0; i < ARRAY_LEN(coverage[m]); i++) {
		if (coverage[m][i].runs <= runs)
			found = &coverage[m][i];
	}
	return found;
}

static size_t fewest(const struct profile_cell *c, size_t least)
{
	size_t n = c->stratum_count ? SIZE_MAX : c->stats.n;

	for (size_t i = 0; i < c->stratum_count; i++)
		n = c->strata[i].stats.n < n ? c->strata[i].stats.n : n;
	return n < least ? n : least;
}

size_t certainty_runs(const struct certainty *c)
{
	const struct profile *p = c->profile;
	size_t least = SIZE_MAX;

	for (size_t f = 0; f < p->rubric->feature_count; f++) {
		for (size_t i = 1; i < p->platform_count; i++) {
			if (certainty_cell(c, f, i - 1)->p == NULL ||
			    certainty_cell(c, f, i - 1)->judged)
				continue;
			least = fewest(profile_cell(p, f, i), least);
			if (!p->rubric->features[f].absolute)
				least = fewest(profile_cell(p, f, 0), least);
		}
	}
	return least == SIZE_MAX ? 0 : least;
}

void certainty_release(struct certainty *c)
{
	arena_release(&c->arena);
	*c = (struct certainty){ 0 };
}

int certainty_options_read(const struct opts *opts, struct certainty_options *o, struct err *err)
{
	const char *method = opts_get(opts, "method");
	long seed, resamples, threads;

	if (opts_number(opts, "seed", 0, LONG_MAX, CERTAINTY_SEED, &seed, err) ||
	    opts_number(opts, "resamples", 100, CERTAINTY_RESAMPLES_MOST,
			CERTAINTY_RESAMPLES, &resamples, err) ||
	    opts_number(opts, "threads", 1, 256, 0, &threads, err))
		return -1;
	*o = (struct certainty_options){ .seed = (uint64_t)seed,
					 .resamples = (size_t)resamples,
					 .threads = (size_t)threads };
	if (method && !certainty_method_find(method, &o->method))
		return err_set(err, EXIT_INPUT,
			       "--method %s: there is no such; wanted: student, which stretches "
			       "resamples as few runs demand, or plain", method);
	return 0;
}
