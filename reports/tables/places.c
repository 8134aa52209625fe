/* places.c - which row of which table a figure stands in. Knows no format. */
#include <stdlib.h>
#include <string.h>

#include "reports/tables.h"

static bool sample_is_of(const struct profile_sample *s,
			 const struct profile_stratum *stratum)
{
	/* score/ names a record that lacks the parameter so */
	return strcmp(s->stratum ? s->stratum : "(none)", stratum->name) == 0;
}

/* A formula wants a range: the samples of a stratum stand together. */
static void order_samples(struct places *at, size_t cell)
{
	const struct profile_cell *c = &at->profile->cells[cell];
	size_t *order = at->order + at->sample_row[cell];
	size_t placed = 0;

	for (size_t k = 0; k < c->stratum_count; k++) {
		at->stratum_sample[at->stratum_row[cell] + k] =
			at->sample_row[cell] + placed;
		for (size_t i = 0; i < c->sample_count && placed < c->sample_count; i++) {
			if (sample_is_of(&c->samples[i], &c->strata[k]))
				order[placed++] = i;
		}
	}
	for (size_t i = 0; c->stratum_count == 0 && i < c->sample_count; i++)
		order[i] = i;
}

void places_init(struct places *at, const struct profile *p, const struct certainty *c,
		 bool samples)
{
	size_t cells = p->rubric->feature_count * p->platform_count;

	*at = (struct places){ .profile = p, .certainty = c, .samples = samples };
	at->sample_row = mem_new(cells, sizeof(size_t));
	at->stratum_row = mem_new(cells, sizeof(size_t));
	for (size_t i = 0; i < cells; i++) {
		size_t platform = i % p->platform_count;
		bool twin = profile_is_twin(p, platform);

		at->sample_row[i] = twin ? at->sample_row[i - platform] : at->sample_count;
		at->sample_count += twin ? 0 : p->cells[i].sample_count;
		at->stratum_row[i] = at->stratum_count;
		at->stratum_count += p->cells[i].stratum_count;
	}
	at->order = mem_new(at->sample_count, sizeof(size_t));
	at->stratum_sample = mem_new(at->stratum_count, sizeof(size_t));
	for (size_t i = 0; i < cells; i++)
		order_samples(at, i);
}

void places_release(struct places *at)
{
	free(at->sample_row);
	free(at->stratum_row);
	free(at->order);
	free(at->stratum_sample);
	*at = (struct places){ 0 };
}
