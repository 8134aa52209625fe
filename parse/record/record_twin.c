/* record_twin.c - a run that a log tells twice. */
#include "parse/record/record_twin.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "parse/record/figure.h"
#include "parse/record/record_private.h"

#define TWINS 256 /* records that are kept; of more the last ones */

struct twin_figure {
	const char *metric;
	double value, within;          /* in the canonical unit */
};

struct twin {
	const struct grammar *grammar;
	const struct kind *kind;
	const char *parameters;
	bool named;                    /* its record says what its run is called */
	int64_t line, number;
	struct twin_figure *figures;   /* malloc'ed */
	size_t count;
	uint64_t repeated;             /* bits of the grammar's kinds */
};

struct record_twins {
	struct twin list[TWINS];
	size_t count;                  /* that were kept; the place of the next one modulo TWINS */
};

static bool names(const struct kind *k, const char *name)
{
	for (size_t i = 0; i < k->repeats_count; i++)
		if (strcmp(k->repeats[i], name) == 0)
			return true;
	return false;
}

static bool is_repeated(const struct grammar *g, const struct kind *k)
{
	for (size_t i = 0; i < g->kind_count; i++)
		if (names(&g->kinds[i], k->name))
			return true;
	return false;
}

/* Sizes that a text lists, each one size or a range: "1k-8k", "4k,8k", "(R) 4096B-4096B, (W) 8192B-8192B". */
struct sizes {
	const char *at, *end;
	double least, most;
};

/* The next one of the list; behind its end the last one again. False: it is no size. */
static bool next_size(struct sizes *s)
{
	if (s->at == s->end)
		return s->most > 0;
	while (s->at < s->end && *s->at == ' ')
		s->at++;
	const char *mark = s->at < s->end && *s->at == '(' ? memchr(s->at, ')', (size_t)(s->end - s->at)) : NULL;
	const char *from = mark ? mark + 1 : s->at;
	const char *comma = memchr(from, ',', (size_t)(s->end - from)), *to = comma ? comma : s->end;

	while (from < to && *from == ' ')
		from++;
	const char *dash = memchr(from, '-', (size_t)(to - from));
	s->least = figure_bytes(from, (size_t)((dash ? dash : to) - from));
	s->most = dash ? figure_bytes(dash + 1, (size_t)(to - dash - 1)) : s->least;
	s->at = comma ? comma + 1 : to;
	return s->least > 0 && s->most > 0;
}

static bool same_text(const char *a, size_t a_size, const char *b, size_t b_size)
{
	struct sizes x = { .at = a, .end = a + a_size }, y = { .at = b, .end = b + b_size };

	if (a_size == b_size && memcmp(a, b, a_size) == 0)
		return true;
	do {
		if (!next_size(&x) || !next_size(&y) || x.least != y.least || x.most != y.most)
			return false;
	} while (x.at < x.end || y.at < y.end);
	return true;
}

/* "a=1;b=2": do all of them that both have agree? */
static bool same_parameters(const char *a, const char *b)
{
	for (const char *s = a; *s; s += *s == ';') {
		size_t name = strcspn(s, "=;"), size = strcspn(s, ";");

		for (const char *t = b; *t; t += *t == ';') {
			size_t other = strcspn(t, ";");

			if (strncmp(s, t, name + 1) == 0 && name < size && name < other &&
			    !same_text(s + name + 1, size - name - 1, t + name + 1,
				       other - name - 1))
				return false;
			t += other;
		}
		s += size;
	}
	return true;
}

static bool same_figures(const struct twin *a, const struct twin *b)
{
	size_t both = 0;

	for (size_t i = 0; i < a->count; i++)
		for (size_t k = 0; k < b->count; k++) {
			const struct twin_figure *x = &a->figures[i], *y = &b->figures[k];

			if (x->metric != y->metric)
				continue;
			if (fabs(x->value - y->value) >
			    x->within + y->within + 1e-12 * fabs(x->value))
				return false;
			both++;
		}
	return both > 0;
}

static struct twin twin_of(struct recorder *r, const struct kind *kind,
			   const struct measure_record *out)
{
	size_t count = r->batch.value_count - r->first_value;
	struct twin t = { .grammar = r->now.grammar, .kind = kind,
			  .parameters = out->context->parameters, .line = out->line,
			  .number = out->number };

	t.figures = mem_new(count + 1, sizeof(*t.figures));
	for (size_t i = 0; i < count; i++) {
		const struct measure_value *v = &r->batch.values[r->first_value + i];

		if (v->step == 0)
			t.figures[t.count++] = (struct twin_figure){
				v->label->metric, unit_to_canonical(&v->label->unit, v->value),
				record_last_digit(r, v) };
	}
	return t;
}

/* The last record that this one may be. */
static struct twin *find(struct record_twins *all, const struct twin *new, uint64_t bit)
{
	size_t first = all->count > TWINS ? all->count - TWINS : 0;

	for (size_t i = all->count; i > first; i--) {
		struct twin *old = &all->list[(i - 1) % TWINS];

		if (old->grammar == new->grammar && names(new->kind, old->kind->name) &&
		    !(old->repeated & bit) &&
		    same_parameters(old->parameters, new->parameters) && same_figures(old, new))
			return old;
	}
	return NULL;
}

/* Gives both the same name, if the first one is still at hand. */
static void pair(struct recorder *r, struct twin *old, struct measure_record *out)
{
	struct record_batch *b = &r->batch;
	size_t i = old->named ? 0 : b->count;

	while (i > 0 && b->records[i - 1].number != old->number)
		i--;
	if (i == 0 && !old->named) {
		out->status = MEASURE_INCOMPLETE;
		out->reason = arena_printf(&b->arena, RECORD_RUN_AGAIN,
					   (long long)old->line);
		return;
	}
	out->run = arena_printf(&b->arena, "%s:%lld", r->place->below ? r->place->below : "",
				(long long)old->line);
	if (i)
		b->records[i - 1].run = out->run;
	old->named = true;
}

void record_twin_look(struct recorder *r, struct measure_record *out)
{
	const struct grammar *g = r->now.grammar;
	const struct kind *kind = g->has_repeats ? r->kind : NULL;
	struct twin new, *old = NULL;
	uint64_t bit;

	if (kind == NULL || out->status != MEASURE_OK || out->run ||
	    (kind->repeats_count == 0 && !is_repeated(g, kind)))
		return;
	if (r->twins == NULL)
		r->twins = mem_new(1, sizeof(*r->twins));
	bit = (uint64_t)1 << ((size_t)(kind - g->kinds) % 64);
	new = twin_of(r, kind, out);
	if (kind->repeats_count)
		old = find(r->twins, &new, bit);
	if (old) {
		old->repeated |= bit;
		pair(r, old, out);
		free(new.figures);
		return;
	}
	struct twin *place = &r->twins->list[r->twins->count++ % TWINS];
	free(place->figures);
	*place = new;
}

void record_twin_drop(struct recorder *r)
{
	if (r->twins == NULL)
		return;
	for (size_t i = 0; i < TWINS; i++)
		free(r->twins->list[i].figures);
	free(r->twins);
	r->twins = NULL;
}
