/* record_check.c - holds a record's figures against its grammar's checks. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "data/base/num.h"
#include "parse/language/check.h"
#include "parse/language/metrics.h"
#include "parse/record/figure.h"
#include "parse/record/record_private.h"
#include "parse/record/record_shape.h"

/* A check at work. */
struct trial {
	struct recorder *r;
	const struct check *check;
	const struct check_chain *chain;
	struct check_stars stars;
	/* of the side that is worked out */
	const struct measure_value *figures[64];
	struct measure_value params[4]; /* parameters among them */
	size_t param_count;
	size_t count;
	size_t shifted; /* this operand is taken by so much more */
	double by;
};

/* --- figures ------------------------------------------------------------------------- */

double record_digit(const struct measure_label *label, int power)
{
	const struct unit *u = &label->unit;

	if (power == INT16_MAX && (strcmp(label->unit_text, "1") == 0 ||
				   strcmp(label->unit_text, "B") == 0))
		return 0;
	return fabs(unit_to_canonical(u, pow(10, power == INT16_MAX ? 0 : power)) -
		    unit_to_canonical(u, 0));
}

/* It may have been rounded or cut there. */
double record_last_digit(const struct recorder *r, const struct measure_value *v)
{
	if (check_param(v->label->metric)) /* what was asked for */
		return 0;
	size_t i = record_seen_place(r, v->label->metric);

	return r->seen[i].hidden ? r->seen[i].within : record_digit(v->label, r->seen[i].power);
}

bool record_param_number(const struct record_param *p, bool size, double *out)
{
	if (p->line == 0)
		return false;
	if (!size)
		return num_parse(p->value, strlen(p->value), out, NULL);
	*out = figure_bytes(p->value, strlen(p->value));
	return *out > 0;
}

/* A parameter as a figure, on the line that says it; NULL: there is none, or it is no number. */
static const struct measure_value *find_param(struct trial *t, const char *metric,
					      const char *name)
{
	const struct record *now = &t->r->now;
	bool size = check_size(metric);
	struct measure_label label = { .metric = metric, .unit_text = size ? "B" : "1" };
	size_t i = record_find_param(now, name, strlen(name));
	struct measure_value *v = &t->params[t->param_count];

	if (t->param_count == ARRAY_LEN(t->params) || i == now->param_count ||
	    !record_param_number(&now->params[i], size, &v->value) ||
	    !unit_find(label.unit_text, &label.unit))
		return NULL;
	v->label = measure_label(t->r->names, &label);
	v->text = NULL;
	v->step = 0;
	v->line = (uint32_t)(now->params[i].line - now->line);
	t->param_count++;
	return v;
}

static const struct measure_value *find(struct trial *t, const char *metric)
{
	char name[RECORD_NAME_MAX];
	const char *param = check_param(metric);

	if (param)
		return find_param(t, metric, param);
	if (strchr(metric, '*') == NULL)
		return record_find_value(t->r, metric);
	if (!check_fill(metric, &t->stars, name, sizeof(name)))
		return NULL;
	return record_find_value(t->r, measure_metric(t->r->names, name));
}

static double figure(void *ctx, size_t operand, size_t stratum)
{
	const struct trial *t = ctx;
	const struct measure_value *v = t->figures[operand];

	(void)stratum;
	return unit_to_canonical(&v->label->unit, v->value) +
	       (operand == t->shifted ? t->by : 0);
}

/* What a side comes to. False: it has figures that the record has not, or comes to nothing. */
static bool value_of(struct trial *t, const struct check_side *side, double *out)
{
	struct expr_result res;

	*out = side->number;
	if (side->e == NULL)
		return true;
	t->param_count = 0;
	t->count = side->e->operand_count;
	for (size_t i = 0; i < t->count; i++)
		if (i == ARRAY_LEN(t->figures) ||
		    (t->figures[i] = find(t, side->metrics[i])) == NULL)
			return false;
	t->shifted = SIZE_MAX;
	res = expr_work_out(side->e, figure, t, 0, 1);
	*out = res.value;
	return res.end == EXPR_DONE;
}

/* ... and how far the figures' last digits may move it; false, too, where they may move it to
   nothing. */
static bool work_out(struct trial *t, const struct check_side *side, double *out,
		     double *within)
{
	struct expr_result res;

	*within = 0;
	if (!value_of(t, side, out))
		return false;
	if (side->e == NULL)
		return true;
	for (t->shifted = 0; t->shifted < t->count; t->shifted++) {
		double most = 0;

		for (int sign = -1; sign <= 1; sign += 2) {
			t->by = sign * record_last_digit(t->r, t->figures[t->shifted]);
			res = expr_work_out(side->e, figure, t, 0, 1);
			if (res.end != EXPR_DONE) /* a divisor that may be 0 */
				return false;
			if (fabs(res.value - *out) > most)
				most = fabs(res.value - *out);
		}
		*within += most;
	}
	return true;
}

/* --- what does not hold -------------------------------------------------------------- */

/* The words of a reason, as they come. */
struct words {
	char text[280];
	size_t size;
	char lines[80];
	size_t lines_size;
	int64_t line; /* the last one */
	size_t line_count;
};

static void say(char *text, size_t room, size_t *size, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

static void say(char *text, size_t room, size_t *size, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(text + *size, room - *size, fmt, ap);
	va_end(ap);
	*size = n < 0 ? *size : (size_t)n < room - *size ? *size + (size_t)n : room - 1;
}

static void say_figure(struct words *w, const struct recorder *r,
		       const struct measure_value *v)
{
	const char *unit = v->label->unit_text;
	int64_t line = r->now.line + (int32_t)v->line; /* a document's parameter may stand above */
	char buf[NUM_TEXT];

	say(w->text, sizeof(w->text), &w->size, "%s %s%s%s", v->label->metric,
	    v->text ? v->text : num_format(buf, sizeof(buf), v->value),
	    strcmp(unit, "1") == 0 ? "" : " ", strcmp(unit, "1") == 0 ? "" : unit);
	if (w->line_count && w->line == line)
		return;
	say(w->lines, sizeof(w->lines), &w->lines_size, "%s%lld", w->line_count ? ", " : "",
	    (long long)line);
	w->line_count++;
	w->line = line;
}

static const char *end_words(struct words *w, struct recorder *r, const char *what)
{
	return arena_printf(&r->arena, "%s%s (line%s %s)", w->text, what,
			    w->line_count == 1 ? "" : "s", w->lines);
}

/* The side's text, each metric with its figure. */
static void say_side(struct words *w, struct trial *t, const struct check_side *side)
{
	t->param_count = 0;
	for (const char *s = side->text; *s;) {
		size_t n = check_name_size(s), k = 0;
		const struct measure_value *v = NULL;

		while (n && side->e && k < side->e->operand_count &&
		       (strlen(side->metrics[k]) != n || memcmp(side->metrics[k], s, n) != 0))
			k++;
		if (n && side->e && k < side->e->operand_count)
			v = find(t, side->metrics[k]);
		if (v)
			say_figure(w, t->r, v);
		else
			say(w->text, sizeof(w->text), &w->size, "%.*s", n ? (int)n : 1, s);
		s += n ? n : 1;
	}
}

static const char *sign_of(enum compare c)
{
	return c == COMPARE_LE ? " <= " : c == COMPARE_LT ? " < "
	     : c == COMPARE_GE ? " >= " : c == COMPARE_GT ? " > " : " = ";
}

static bool is_required(const struct recorder *r, const char *metric)
{
	const struct kind *k = r->kind;

	for (size_t i = 0; k && i < k->require_count; i++)
		if (k->require[i] == metric)
			return true;
	return false;
}

void record_doubt(struct recorder *r, const struct record_doubt *of, const char *metric, const char *why)
{
	size_t i = 0;

	while (i < r->doubt_count && r->doubts[i].of != of->of)
		i++;
	if (i == RECORDER_DOUBTS)
		i--; /* told with the last one's */
	if (i == r->doubt_count) {
		r->doubt_count++;
		r->doubts[i] = *of;
		snprintf(r->doubts[i].text, sizeof(r->doubts[i].text), "%s is not taken: %s",
			 metric, why);
	}
	r->doubts[i].count++;
}

/* Takes the figure out of the record; one that its kind requires spoils it. `of`: whose doubt it is. */
static void withdraw(struct recorder *r, const void *of, const char *metric, const char *why)
{
	size_t i = record_seen_place(r, metric);
	const struct measure_value *v;

	if (r->seen[i].stamp != r->stamp || r->seen[i].gone)
		return;
	if (is_required(r, metric)) {
		record_incomplete(r, "%s", why);
		return;
	}
	v = &r->batch.values[r->seen[i].value];
	record_doubt(r, &(struct record_doubt){ .of = of, .line = r->now.line + v->line }, v->label->metric, why);
	r->seen[i].gone = r->gone = true;
}

static void does_not_hold(struct trial *t, const char *why)
{
	const struct check *c = t->check;
	struct recorder *r = t->r;
	char name[RECORD_NAME_MAX];

	if (c->because)
		why = arena_printf(&r->arena, "%s: %s", c->because, why);
	if (c->withdraw_count == 0)
		record_incomplete(r, "%s", why);
	for (size_t i = 0; i < c->withdraw_count; i++) {
		struct check_stars stars;

		if (strchr(c->withdraw[i], '*') == NULL) {
			withdraw(r, c, c->withdraw[i], why);
			continue;
		}
		if (!c->every && check_fill(c->withdraw[i], &t->stars, name, sizeof(name))) {
			withdraw(r, c, measure_metric(r->names, name), why);
			continue;
		}
		for (size_t k = r->first_value; k < r->batch.value_count; k++)
			if (r->batch.values[k].step == 0 &&
			    check_fits(c->withdraw[i], r->batch.values[k].label->metric, &stars))
				withdraw(r, c, r->batch.values[k].label->metric, why);
	}
}

static void tell_sides(struct trial *t, size_t first, size_t second)
{
	struct words w = { .text = "" };

	say_side(&w, t, &t->chain->sides[first]);
	say(w.text, sizeof(w.text), &w.size, "%s", sign_of(t->chain->signs[second - 1]));
	say_side(&w, t, &t->chain->sides[second]);
	does_not_hold(t, end_words(&w, t->r, " does not hold"));
}

/* --- chains -------------------------------------------------------------------------- */

static void hold_chain(struct trial *t)
{
	const struct check_chain *c = t->chain;
	double a = 0, b, within_a = 0, within_b;
	size_t last = SIZE_MAX; /* the side that a is of */

	for (size_t i = 0; i < c->count; i++) {
		if (!work_out(t, &c->sides[i], &b, &within_b)) {
			/* one that is not there is passed over, where it is still an order:
			   a <= b <= c says a <= c */
			if (i == 0 || i + 1 == c->count || c->signs[i] != c->signs[i - 1])
				last = SIZE_MAX;
			continue;
		}
		if (last != SIZE_MAX) {
			double share = fmax(fabs(a), fabs(b));
			double within = within_a + within_b +
					(t->check->slack + 1e-12) * share;

			if (!record_compares(c->signs[i - 1], a, b, within))
				tell_sides(t, last, i);
		}
		last = i;
		a = b;
		within_a = within_b;
	}
}

/* A figure of a metric that ends in a number. */
struct placed {
	const struct measure_value *v;
	double number;
	size_t before; /* bytes of the name before the number */
};

/* Those whose names fit the pattern, the number being its last star. */
static size_t find_placed(const struct recorder *r, const char *pattern, struct placed *list)
{
	size_t count = 0;

	for (size_t i = r->first_value; i < r->batch.value_count; i++) {
		const struct measure_value *v = &r->batch.values[i];
		const char *metric = v->label->metric;
		struct check_stars stars;
		struct placed *p = &list[count];

		if (v->step != 0 || !check_fits(pattern, metric, &stars) ||
		    record_find_value(r, metric) != v || count == RECORD_SEEN)
			continue;
		p->v = v;
		p->before = (size_t)(stars.text[stars.count - 1] - metric);
		if (num_parse(stars.text[stars.count - 1], stars.size[stars.count - 1],
			      &p->number, NULL))
			count++;
	}
	return count;
}

static bool rises(const struct trial *t, const struct placed *p, const struct placed *q)
{
	double a, b;

	if (p->number >= q->number || p->before != q->before ||
	    memcmp(p->v->label->metric, q->v->label->metric, p->before) != 0)
		return true;
	a = unit_to_canonical(&p->v->label->unit, p->v->value);
	b = unit_to_canonical(&q->v->label->unit, q->v->value);
	return a <= b || a <= b + record_last_digit(t->r, p->v) + record_last_digit(t->r, q->v) +
			      t->check->slack * fabs(a);
}

static void hold_rising(struct trial *t, const char *pattern)
{
	struct placed list[RECORD_SEEN];
	size_t count = find_placed(t->r, pattern, list);

	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < count; k++) {
			struct words words = { .text = "" };

			if (rises(t, &list[i], &list[k]))
				continue;
			say_figure(&words, t->r, list[i].v);
			say(words.text, sizeof(words.text), &words.size, " <= ");
			say_figure(&words, t->r, list[k].v);
			does_not_hold(t, end_words(&words, t->r, " does not hold"));
			return;
		}
}

/* --- the record ---------------------------------------------------------------------- */

static const struct checks *checks_of(const struct grammar *g)
{
	struct grammar *mine = (struct grammar *)(uintptr_t)g;
	struct checks *c = atomic_load_explicit(&mine->checks, memory_order_acquire);
	struct checks *none = NULL;

	if (c)
		return c;
	c = checks_read(g);
	/* Two threads may read them at once: the first one's are kept. */
	if (!atomic_compare_exchange_strong(&mine->checks, &none, c)) {
		checks_free(c);
		c = none;
	}
	return c;
}

static bool is_whole(const struct recorder *r, const char *metric)
{
	size_t i = record_seen_place(r, metric);

	return r->seen[i].stamp == r->stamp && r->seen[i].power == INT16_MAX;
}

static bool fits(struct recorder *r, const struct check_when *w)
{
	const struct record *now = &r->now;
	size_t i = record_find_param(now, w->param, strlen(w->param));
	const char *text = i < now->param_count ? now->params[i].value : "";

	if (r->scratch == NULL)
		r->scratch = regex_scratch_new();
	return (regex_match(w->pattern, r->scratch, text, strlen(text)) == REGEX_YES) != w->not;
}

/* Are the record's parameters and figures those that the check is for? */
static bool is_for(struct recorder *r, const struct check *c)
{
	size_t n = 0;

	while (n < c->when_count && (c->when[n].whole ? is_whole(r, c->when[n].whole) : fits(r, &c->when[n])))
		n++;
	return n == c->when_count;
}

/* A figure of a series' row; those are there only where they were asked for, and spoil no record. */
static void drop_row(struct recorder *r, const void *of, const struct measure_value *v, const char *why)
{
	record_doubt(r, &(struct record_doubt){ .of = of, .line = r->now.line + v->line }, v->label->metric, why);
	r->gone = true;
}

static bool is_below(const struct recorder *r, const struct measure_value *v)
{
	return v->value < 0 && !metrics_is_signed(r->metrics, &r->now.grammar->conf, v->label->metric);
}

/* What no metric can be that does not say so: a counter that ran over, a clock that was set. */
static void check_signs(struct recorder *r)
{
	static const char below[] = "below 0"; /* one doubt for all */

	for (size_t i = r->first_value; i < r->batch.value_count; i++) {
		const struct measure_value *v = &r->batch.values[i];
		const char *metric = v->label->metric;
		struct words words = { .text = "" };

		if (!is_below(r, v))
			continue;
		say_figure(&words, r, v);
		const char *why = end_words(&words, r, " is below 0");

		if (v->step)
			drop_row(r, below, v, why);
		else
			withdraw(r, below, metric, why);
	}
}

static void hold_all(struct recorder *r)
{
	struct trial t = { .r = r };
	const struct checks *c;
	const struct record_shape *s;
	const struct record_asked *asked;

	c = checks_of(r->now.grammar);
	if (c->wrong.text[0])
		record_incomplete(r, "%s", c->wrong.text);
	s = record_shape_of(r, c, r->kind);
	for (size_t i = 0; (asked = record_shape_asked(s, i)) != NULL; i++) {
		if (record_shape_holds(s, r, asked) || !is_for(r, asked->check))
			continue;
		t.check = asked->check;
		t.chain = asked->chain;
		t.stars = asked->stars;
		if (t.chain)
			hold_chain(&t);
		else
			hold_rising(&t, asked->rising);
	}
}

void record_check(struct recorder *r)
{
	if (r->now.failed)
		return;
	if (r->now.grammar->has_checks)
		hold_all(r);
	check_signs(r);
}

void record_check_end(struct recorder *r)
{
	struct record_batch *b = &r->batch;
	size_t to = r->first_value;

	if (!r->gone && !r->hidden)
		return;
	for (size_t i = r->first_value; i < b->value_count; i++) {
		size_t k = record_seen_place(r, b->values[i].label->metric);

		if (b->values[i].step ? is_below(r, &b->values[i])
				      : r->seen[k].stamp == r->stamp && (r->seen[k].gone || r->seen[k].hidden))
			continue;
		b->values[to++] = b->values[i];
	}
	b->value_count = to;
}
