/* fit_states.c - vectors by hash, each with its cheapest trail. */
#include "score/tune/fit_states.h"

#include <stdlib.h>
#include <string.h>

#include "data/base/mem.h"
#include "data/base/sign.h"

/* The slot that has it, or where it belongs. */
static size_t *slot_of(const struct fit_states *s, const int64_t *values)
{
	size_t at = sign_bytes(0, values, s->width * sizeof(values[0])) & (s->slot_count - 1);

	for (;; at = (at + 1) & (s->slot_count - 1)) {
		size_t i = s->slots[at];

		if (i == 0 || memcmp(&s->values[(i - 1) * s->width], values,
				     s->width * sizeof(values[0])) == 0)
			return &s->slots[at];
	}
}

static void grow(struct fit_states *s)
{
	s->room = s->room ? 2 * s->room : 64;
	s->values = mem_resize(s->values, s->room * s->width, sizeof(s->values[0]));
	s->costs = mem_resize(s->costs, s->room, sizeof(s->costs[0]));
	s->trails = mem_resize(s->trails, s->room * s->trail, sizeof(s->trails[0]));
	free(s->slots);
	s->slot_count = 2 * s->room;
	s->slots = mem_new(s->slot_count, sizeof(s->slots[0]));
	for (size_t i = 0; i < s->count; i++)
		*slot_of(s, &s->values[i * s->width]) = i + 1;
}

size_t *fit_states_put(struct fit_states *s, const int64_t *values, double cost)
{
	size_t *slot, i;

	if (s->count == s->room)
		grow(s);
	slot = slot_of(s, values);
	if (*slot != 0 && s->costs[*slot - 1] <= cost)
		return NULL;
	if (*slot == 0) {
		memcpy(&s->values[s->count * s->width], values,
		       s->width * sizeof(values[0]));
		*slot = ++s->count;
	}
	i = *slot - 1;
	s->costs[i] = cost;
	return &s->trails[i * s->trail];
}

void fit_states_release(struct fit_states *s)
{
	free(s->values);
	free(s->costs);
	free(s->trails);
	free(s->slots);
	*s = (struct fit_states){ 0 };
}
