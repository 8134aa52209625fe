/*
 * log_json_parts.c - records of a JSON document that are parts of one (`parts`).
 *
 * A record cannot know of those that follow it: what they have alike is read before any of them is.
 */
#include <stdlib.h>

#include "data/base/sign.h"
#include "parse/log/log_json_read.h"

static bool read_sign(void *ctx, struct json_event *e)
{
	struct log_parts_of *p = ctx;
	uint64_t *sign;

	if (e->node->record && e->what == JSON_BEGIN) {
		p->signs = mem_grow(p->signs, &p->room, p->count + 1, sizeof(p->signs[0]));
		p->signs[p->count++] = 0;
	}
	if (e->node->record || e->what != JSON_VALUE || p->count == 0)
		return true;
	sign = &p->signs[p->count - 1];
	*sign = sign_bytes(*sign, e->text, e->size);
	return true;
}

/* How many records have the sign of the record of that place. */
static uintptr_t times(const struct log_parts_of *p, size_t record)
{
	return (uintptr_t)dict_get(&p->times, &p->signs[record], sizeof(p->signs[record]));
}

void log_json_parts(struct log_parts_of *p, const struct grammar *g, const char *text, size_t size)
{
	size_t used;

	*p = (struct log_parts_of){ 0 };
	if (g->part)
		json_walk(text, size, &g->parts_root, read_sign, p, &used);
	for (size_t i = 0; i < p->count; i++)
		dict_set(&p->times, &p->signs[i], sizeof(p->signs[i]), (void *)(times(p, i) + 1));
}

bool log_json_is_part(const struct log_parts_of *p, size_t record)
{
	return record < p->count && times(p, record) > 1;
}

void log_json_parts_free(struct log_parts_of *p)
{
	free(p->signs);
	dict_release(&p->times);
}
