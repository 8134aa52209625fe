/* record_shape.c - works out once what is asked of many records. */
#include "parse/record/record_shape.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/num.h"
#include "parse/record/record_private.h"

#define SHAPES 16 /* kept; a log has a few */

/* What an operand is: a figure of the record, or a parameter. */
struct operand {
	size_t figure;     /* among the record's own */
	const char *param; /* its name; NULL: a figure */
	bool size;         /* ... of which the size counts */
};

/* One side of comparisons. */
struct side {
	const struct expr *e;    /* NULL: the one operand as it is, or the number */
	struct operand *operands;
	size_t count;
	double number;
};

struct comparison {
	size_t a, b; /* sides */
	enum compare sign;
	double slack;
};

struct record_shape {
	const struct checks *checks; /* NULL: not in use */
	const struct kind *kind;
	const struct measure_label **labels; /* of the record's own figures */
	size_t count;
	struct side *sides;
	size_t side_count, side_room;
	struct comparison *comparisons;
	size_t comparison_count, comparison_room;
	struct record_asked *asked;
	size_t asked_count, asked_room;
	struct arena arena;
};

struct record_shapes {
	struct record_shape *list[SHAPES];
	size_t last;                 /* the one that was found last */
	const struct measure_value *figures[RECORD_SEEN]; /* of the open record */
};

/* --- what is asked ------------------------------------------------------------------- */

/* A shape at its making. */
struct making {
	struct recorder *r;
	struct record_shape *s;
	const struct check *check;
	struct record_asked asked;
};

static bool is_for(const struct kind *kind, const struct check *c)
{
	for (size_t i = 0; i < c->kind_count; i++)
		if (kind && strcmp(kind->name, c->kinds[i]) == 0)
			return true;
	return c->kind_count == 0;
}

/* The record's own figure of the metric; their count if it has none. */
static size_t place_of(const struct record_shape *s, const char *metric)
{
	size_t i = 0;

	while (i < s->count && s->labels[i]->metric != metric)
		i++;
	return i;
}

static size_t add_side(struct record_shape *s, const struct side *side)
{
	s->sides = mem_grow(s->sides, &s->side_room, s->side_count + 1, sizeof(s->sides[0]));
	s->sides[s->side_count] = *side;
	return s->side_count++;
}

static size_t add_figure(struct record_shape *s, size_t place)
{
	struct side side = { .count = 1 };

	side.operands = arena_new(&s->arena, 1, sizeof(*side.operands));
	side.operands[0].figure = place;
	return add_side(s, &side);
}

static void add_comparison(struct making *m, size_t a, size_t b, enum compare sign, double slack)
{
	struct record_shape *s = m->s;

	s->comparisons = mem_grow(s->comparisons, &s->comparison_room, s->comparison_count + 1,
				  sizeof(s->comparisons[0]));
	s->comparisons[s->comparison_count++] = (struct comparison){ a, b, sign, slack };
}

static void end_asked(struct making *m)
{
	struct record_shape *s = m->s;

	m->asked.end = s->comparison_count;
	if (m->asked.first == m->asked.end)
		return;
	s->asked = mem_grow(s->asked, &s->asked_room, s->asked_count + 1, sizeof(s->asked[0]));
	s->asked[s->asked_count++] = m->asked;
	m->asked.first = m->asked.end;
}

/* False: it has figures that the record has not. */
static bool read_side(struct making *m, const struct check_side *side, size_t *out)
{
	struct record_shape *s = m->s;
	struct side own = { .e = side->e, .number = side->number };
	char name[RECORD_NAME_MAX];

	own.count = side->e ? side->e->operand_count : 0;
	own.operands = arena_new(&s->arena, own.count, sizeof(*own.operands));
	for (size_t i = 0; i < own.count; i++) {
		const char *metric = side->metrics[i];

		own.operands[i].param = check_param(metric);
		own.operands[i].size = check_size(metric);
		if (own.operands[i].param)
			continue;
		if (strchr(metric, '*')) {
			if (!check_fill(metric, &m->asked.stars, name, sizeof(name)))
				return false;
			metric = measure_metric(m->r->names, name);
		}
		own.operands[i].figure = place_of(s, metric);
		if (own.operands[i].figure == s->count)
			return false;
	}
	if (side->e && side->e->root->kind == EXPR_OPERAND)
		own.e = NULL;
	*out = add_side(s, &own);
	return true;
}

/* A side that is not there is passed over, where the chain is still an order: a <= b <= c says
   a <= c. Slack adds up along a chain, so that it counts here only between two. */
static void read_chain(struct making *m, const struct check_chain *c)
{
	bool there = false; /* the side before is */
	size_t a = 0, b;

	for (size_t i = 0; i < c->count; i++) {
		if (!read_side(m, &c->sides[i], &b)) {
			there = there && i + 1 < c->count && c->signs[i] == c->signs[i - 1];
			continue;
		}
		if (there)
			add_comparison(m, a, b, c->signs[i - 1],
				       c->count == 2 ? m->check->slack : 0);
		there = true;
		a = b;
	}
	m->asked.chain = c;
	m->asked.rising = NULL;
	end_asked(m);
}

static void read_chains(struct making *m)
{
	for (size_t i = 0; i < m->check->chain_count; i++) {
		const struct check_chain *c = &m->check->chains[i];

		m->asked.stars.count = 0;
		if (c->stars == NULL)
			read_chain(m, c);
		for (size_t k = 0; c->stars && k < m->s->count; k++)
			if (check_fits(c->stars, m->s->labels[k]->metric, &m->asked.stars))
				read_chain(m, c);
	}
	m->asked.stars.count = 0;
}

/* A figure of a metric that ends in a number. */
struct placed {
	size_t place;
	const char *metric;
	size_t before; /* bytes of the name before the number */
	double number;
};

static bool below(const struct placed *p, const struct placed *q)
{
	return p->number < q->number && p->before == q->before &&
	       memcmp(p->metric, q->metric, p->before) == 0;
}

/* Each figure and those of the next higher number. */
static void read_rising(struct making *m, const char *pattern)
{
	struct record_shape *s = m->s;
	struct placed *list = mem_new(s->count, sizeof(*list));
	size_t count = 0;

	for (size_t i = 0; i < s->count; i++) {
		struct placed *p = &list[count];
		struct check_stars stars;

		p->place = i;
		p->metric = s->labels[i]->metric;
		if (!check_fits(pattern, p->metric, &stars))
			continue;
		p->before = (size_t)(stars.text[stars.count - 1] - p->metric);
		if (num_parse(stars.text[stars.count - 1], stars.size[stars.count - 1],
			      &p->number, NULL))
			count++;
	}
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < count; k++) {
			bool next = below(&list[i], &list[k]);

			for (size_t n = 0; next && n < count; n++)
				next = !below(&list[i], &list[n]) || !below(&list[n], &list[k]);
			if (next)
				add_comparison(m, add_figure(s, list[i].place),
					       add_figure(s, list[k].place), COMPARE_LE, 0);
		}
	free(list);
	m->asked.chain = NULL;
	m->asked.rising = pattern;
	end_asked(m);
}

/* --- shapes -------------------------------------------------------------------------- */

static void release(struct record_shape *s)
{
	if (s == NULL)
		return;
	free(s->sides);
	free(s->comparisons);
	free(s->asked);
	arena_release(&s->arena);
	free(s);
}

/* Its own figures, without those of a series. */
static size_t own_figures(const struct recorder *r, const struct measure_value **out)
{
	size_t count = 0;

	for (size_t i = r->first_value; i < r->batch.value_count && count < RECORD_SEEN; i++)
		if (r->batch.values[i].step == 0)
			out[count++] = &r->batch.values[i];
	return count;
}

static bool is_of(const struct record_shape *s, const struct checks *c, const struct kind *kind,
		  const struct measure_value *const *figures, size_t count)
{
	if (s == NULL || s->checks != c || s->kind != kind || s->count != count)
		return false;
	for (size_t i = 0; i < count; i++)
		if (figures[i]->label != s->labels[i])
			return false;
	return true;
}

static struct record_shape *make(struct recorder *r, const struct checks *c,
				 const struct kind *kind,
				 const struct measure_value *const *figures, size_t count)
{
	struct record_shape *s = mem_new(1, sizeof(*s));
	struct making m = { .r = r, .s = s };

	s->checks = c;
	s->kind = kind;
	s->count = count;
	s->labels = arena_new(&s->arena, count, sizeof(*s->labels));
	for (size_t i = 0; i < count; i++)
		s->labels[i] = figures[i]->label;
	for (size_t i = 0; i < c->count; i++) {
		m.check = m.asked.check = &c->list[i];
		if (!is_for(kind, m.check))
			continue;
		read_chains(&m);
		for (size_t k = 0; k < m.check->rising_count; k++)
			read_rising(&m, m.check->rising[k]);
	}
	return s;
}

const struct record_shape *record_shape_of(struct recorder *r, const struct checks *c,
					   const struct kind *kind)
{
	struct record_shapes *all = r->shapes;
	size_t count, at = 0;

	if (all == NULL)
		all = r->shapes = mem_new(1, sizeof(*all));
	count = own_figures(r, all->figures);
	for (size_t i = 0; i < SHAPES; i++) {
		at = (all->last + i) % SHAPES;
		if (is_of(all->list[at], c, kind, all->figures, count))
			break;
		if (i + 1 < SHAPES)
			continue;
		release(all->list[at]);
		all->list[at] = make(r, c, kind, all->figures, count);
	}
	all->last = at;
	return all->list[at];
}

void record_shapes_drop(struct recorder *r)
{
	for (size_t i = 0; r->shapes && i < SHAPES; i++)
		release(r->shapes->list[i]);
	free(r->shapes);
	r->shapes = NULL;
}

/* --- does it hold? ------------------------------------------------------------------- */

bool record_compares(enum compare sign, double a, double b, double within)
{
	switch (sign) {
	case COMPARE_LE:
		return a <= b + within;
	case COMPARE_GE:
		return a + within >= b;
	case COMPARE_LT:
		return a < b + within;
	case COMPARE_GT:
		return a + within > b;
	default:
		return fabs(a - b) <= within;
	}
}

/* A side's operands. */
struct look {
	const struct recorder *r;
	const struct side *side;
};

static double operand(void *ctx, size_t i, size_t stratum)
{
	const struct look *l = ctx;
	const struct operand *o = &l->side->operands[i];
	const struct record *now = &l->r->now;
	size_t n;
	double number;

	(void)stratum;
	if (o->param == NULL) {
		const struct measure_value *v = l->r->shapes->figures[o->figure];

		return unit_to_canonical(&v->label->unit, v->value);
	}
	n = record_find_param(now, o->param, strlen(o->param));
	if (n == now->param_count || !record_param_number(&now->params[n], o->size, &number))
		return NAN;
	return number;
}

/* NAN: it comes to nothing. */
static double work_out(const struct recorder *r, const struct side *side)
{
	struct look l = { r, side };

	if (side->e == NULL)
		return side->count ? operand(&l, 0, 0) : side->number;
	return expr_work_out(side->e, operand, &l, 0, 1).value;
}

const struct record_asked *record_shape_asked(const struct record_shape *s, size_t i)
{
	return i < s->asked_count ? &s->asked[i] : NULL;
}

bool record_shape_holds(const struct record_shape *s, const struct recorder *r,
			const struct record_asked *asked)
{
	for (size_t i = asked->first; i < asked->end; i++) {
		const struct comparison *c = &s->comparisons[i];
		double a = work_out(r, &s->sides[c->a]), b = work_out(r, &s->sides[c->b]);

		if (isnan(a) || isnan(b) ||
		    !record_compares(c->sign, a, b, c->slack * fmax(fabs(a), fabs(b))))
			return false;
	}
	return true;
}
