/* record_copy.c - the output of a run once more in one log. */
#include "parse/record/record_copy.h"

#include <stdlib.h>
#include <string.h>

#include "data/base/num.h"
#include "data/base/sign.h"
#include "parse/record/record_private.h"
#include "parse/record/record_sample.h"

#define COPIES 256 /* records that are kept; of more the last ones */

/* Of two runs of one machine a dozen digits are alike once in a million pairs at the most, where the rows
   of their intervals, ports and times are, too; figures of documents have digits that nobody rounded. */
#define DIGITS_TEXT 12
#define DIGITS_FIGURES 30

struct record_copies {
	struct {
		uint64_t sign;
		int64_t line;
	} list[COPIES];
	size_t count; /* that were kept; the place of the next one modulo COPIES */
	int64_t document; /* a record of this one is a copy */
};

void record_copy_line(struct recorder *r, const char *line, size_t size)
{
	uint64_t h = sign_bytes(r->now.text, line, size);

	r->now.text = h ? h : 1;
}

static const struct measure_value *figures(const struct recorder *r, size_t *count)
{
	*count = r->batch.value_count - r->first_value;
	return &r->batch.values[r->first_value];
}

static uint64_t sign_of(const struct recorder *r, const struct measure_record *out)
{
	size_t count;
	const struct measure_value *v = figures(r, &count);
	uint64_t h = sign_word(sign_word(r->now.text, (uintptr_t)out->context), (uintptr_t)r->kind), bits;

	for (size_t i = 0; i < count; i++) {
		memcpy(&bits, &v[i].value, sizeof(bits));
		h = sign_word(sign_word(h, (uintptr_t)v[i].label), bits);
	}
	return h;
}

/* Digits from the first one that is not 0 to the last; noughts at the end of a whole number tell nothing. */
static unsigned digits_of(double value)
{
	char text[NUM_TEXT];
	unsigned n = 0, all = 0;

	for (const char *c = num_format(text, sizeof(text), value); *c && *c != 'e'; c++) {
		if (*c < '0' || *c > '9' || (*c == '0' && all == 0))
			continue;
		all++;
		n = *c == '0' ? n : all;
	}
	return n;
}

/* So are the single runs of a document that is a copy, which have a figure or two each. */
static bool says_enough(const struct recorder *r)
{
	size_t count;
	const struct measure_value *v = figures(r, &count);
	unsigned n = 0, most = r->now.text ? DIGITS_TEXT : DIGITS_FIGURES;

	if (r->document_number && r->copies && r->copies->document == r->document_number)
		return true;
	for (size_t i = 0; i < count && n < most; i++)
		n += digits_of(v[i].value);
	return n >= most;
}

void record_copy_look(struct recorder *r, struct measure_record *out)
{
	struct record_copies *all = r->copies;
	size_t first = all && all->count > COPIES ? all->count - COPIES : 0;
	uint64_t sign;

	if (r->kind && r->kind->sample) {
		record_sample_push(r, out, sign_of(r, out), out->status == MEASURE_OK && says_enough(r));
		return;
	}
	sign = sign_of(r, out);
	record_sample_other(r, sign);
	if (out->status != MEASURE_OK || out->run || out->origin_log || (r->kind && r->kind->steady))
		return;
	for (size_t i = all ? all->count : 0; i > first; i--) {
		if (all->list[(i - 1) % COPIES].sign != sign)
			continue;
		if (says_enough(r)) {
			all->document = r->document_number;
			out->status = MEASURE_INCOMPLETE;
			out->reason = arena_printf(&r->batch.arena, RECORD_RUN_AGAIN,
						   (long long)all->list[(i - 1) % COPIES].line);
		}
		return;
	}
	if (all == NULL)
		all = r->copies = mem_new(1, sizeof(*all));
	all->list[all->count % COPIES].sign = sign;
	all->list[all->count++ % COPIES].line = out->line;
}

void record_copy_forget(struct recorder *r)
{
	if (r->copies)
		r->copies->count = r->copies->document = 0;
}

void record_copy_drop(struct recorder *r)
{
	free(r->copies);
	r->copies = NULL;
}
