/* record_sample.c - samples of a state, and a log of them that stands twice. */
#include "parse/record/record_sample.h"

#include <stdlib.h>
#include <string.h>

#include "data/base/sign.h"
#include "parse/record/record_private.h"

struct sample {
	uint64_t sign;   /* of its text and figures */
	uint64_t before; /* of the lines before it that are no record's, added; 0: there are none, or they were
			    not at hand */
	uint64_t near;   /* of the last one of these; 0: there is none */
	uint64_t others; /* of the other tools' records since the last one, added; 0: there is none */
	int64_t line, number;
	bool enough;
};

struct record_samples {
	struct sample *list;
	size_t count, room;
	uint64_t before, near; /* of the next one, so far */
};

static struct record_samples *samples_of(struct recorder *r)
{
	if (r->samples == NULL)
		r->samples = mem_new(1, sizeof(*r->samples));
	return r->samples;
}

/* A blank one, with or without a CR, says nothing. */
static uint64_t sign_of_line(const char *line, const char *end)
{
	return end - line > 1 ? sign_bytes(1, line, (size_t)(end - line)) : 0;
}

static void add_before(struct recorder *r, const char *to)
{
	struct record_samples *m = samples_of(r);

	for (const char *at = r->apart_from, *eol; at < to; at = eol + 1) {
		eol = memchr(at, '\n', (size_t)(to - at));
		eol = eol ? eol : to;
		m->before += sign_of_line(at, eol);
	}
	r->apart_from = to;
}

/* The last line before this place that is no record's. */
static void note_near(struct recorder *r, const char *to)
{
	uint64_t sign = 0;

	for (const char *end = to, *at; end > r->apart_from && sign == 0; end = at) {
		at = end - 1;
		while (at > r->apart_from && at[-1] != '\n')
			at--;
		sign = sign_of_line(at, end[-1] == '\n' ? end - 1 : end);
	}
	if (sign)
		r->near = sign;
}

void record_sample_text(struct recorder *r, const char *text)
{
	r->apart_from = r->apart_at = text;
}

void record_sample_text_end(struct recorder *r, const char *end)
{
	note_near(r, end);
	if (r->samples && r->samples->count)
		add_before(r, end);
	r->apart_from = r->apart_at = NULL;
}

void record_sample_open(struct recorder *r, const struct grammar *g)
{
	if (g->has_samples && r->apart_from) {
		note_near(r, r->apart_at);
		add_before(r, r->apart_at);
		if (r->near) /* behind a heading nothing stands */
			r->samples->near = r->near;
	} else if (!g->has_samples && r->samples) {
		r->samples->before = r->samples->near = 0;
	}
	r->near = 0;
	r->apart_from = r->apart_at;
}

void record_sample_other(struct recorder *r, uint64_t sign)
{
	r->others += sign;
}

void record_sample_push(struct recorder *r, const struct measure_record *out, uint64_t sign, bool enough)
{
	struct record_samples *m = samples_of(r);

	m->list = mem_grow(m->list, &m->room, m->count + 1, sizeof(*m->list));
	m->list[m->count++] = (struct sample){ .sign = sign, .before = m->before, .near = m->near, .others = r->others,
						      .line = out->line, .number = out->number,
						      .enough = enough };
	m->before = m->near = r->others = 0;
}

/* May the log begin once more right before this one? Then the other tools' records, and the lines, are those of
   its end and those of its beginning. Lines are known where there are no such records. */
static bool may_begin(const struct sample *new, const struct sample *first, const struct sample *end)
{
	if (new->before == 0 && new->others == 0)
		return true;
	if (new->others != first->others + end->others)
		return false;
	if (new->others || new->before == first->before + end->before)
		return true;
	return first->before == 0 && (first->near == 0 || first->near == new->near);
}

/* Are all of them the first `period` ones, again and again? */
static bool repeats(const struct record_samples *all, size_t period, const struct sample *end)
{
	const struct sample *m = all->list;

	if (!may_begin(&m[period], &m[0], end))
		return false;
	for (size_t i = period; i < all->count; i++) {
		const struct sample *old = &m[i - period];

		if (m[i].sign != old->sign ||
		    (i > period && (m[i].before != old->before || m[i].others != old->others)))
			return false;
	}
	return true;
}

/* How many stand there before they come again; 0: they do not. */
static size_t find_period(const struct record_samples *m, uint64_t others)
{
	const struct sample end = { .before = m->before, .others = others };

	for (size_t period = 1; period <= m->count / 2; period++)
		if (m->count % period == 0 && repeats(m, period, &end))
			return period;
	return 0;
}

void record_sample_end(struct recorder *r)
{
	const struct record_samples *m = r->samples;
	struct record_batch *b = &r->batch;
	size_t period = m ? find_period(m, r->others) : 0, k = period;

	for (size_t i = 0; i < b->count && period; i++) {
		while (k < m->count && m->list[k].number < b->records[i].number)
			k++;
		if (k < m->count && m->list[k].number == b->records[i].number && m->list[k].enough)
			record_spoil(r, i, RECORD_SAMPLE_AGAIN, (long long)m->list[k % period].line);
	}
}

void record_sample_forget(struct recorder *r)
{
	r->apart_from = r->apart_at = NULL;
	r->others = r->near = 0;
	if (r->samples)
		r->samples->count = r->samples->before = r->samples->near = 0;
}

void record_sample_drop(struct recorder *r)
{
	if (r->samples)
		free(r->samples->list);
	free(r->samples);
	r->samples = NULL;
}
