/* record_group.c - rows that are one record together. */
#include "parse/record/record_group.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/num.h"
#include "data/base/sign.h"
#include "parse/record/record_copy.h"
#include "parse/record/record_private.h"

#define RECENT 16 /* rows among which one that was written twice stands again */

/* How often a figure came, and on which line first. */
struct seen_value {
	double value;
	int64_t count, line;   /* count 0: an empty place */
};

/* A metric of a group's rows. */
struct column {
	const struct measure_label *label;
	struct seen_value *seen;       /* a hash table, `room` a power of two */
	size_t count, room;
	int64_t rows;
};

struct record_group {
	const struct measure_context *context;
	int64_t first, last;           /* lines */
	int64_t rows, failed;
	uint64_t sign;                 /* of rows that cannot be written twice (row_sign()); 0: of none */
	const char *incomplete;        /* why, or NULL; the table's arena owns it */
	const char *no_rate;           /* why the rows have none, or NULL; the arena owns it */
	int64_t no_rate_line;
	struct column *columns;
	size_t column_count;
};

struct record_groups {
	struct record_group *list;
	size_t count, room;
	size_t last;                   /* the one that the row before went to */
	struct dict by_context;        /* bytes of the context's pointer -> index + 1 */
	const struct grammar *grammar;
	const char *mark;              /* what is not proved, or NULL */
	const char *spoilt;            /* why all are incomplete, or NULL */
	struct { uint64_t sign; int64_t line; } recent[RECENT]; /* rows */
	size_t recent_next;
	struct arena arena;
};

/* --- the rows ------------------------------------------------------------------------ */

static size_t place_of(const struct column *c, double value)
{
	size_t i = sign_bytes(0, &value, sizeof(value)) & (c->room - 1);

	while (c->seen[i].count && c->seen[i].value != value)
		i = (i + 1) & (c->room - 1);
	return i;
}

static void grow(struct column *c)
{
	struct column old = *c;

	c->room = old.room ? 2 * old.room : 64;
	c->seen = mem_new(c->room, sizeof(*c->seen));
	for (size_t i = 0; i < old.room; i++)
		if (old.seen[i].count)
			c->seen[place_of(c, old.seen[i].value)] = old.seen[i];
	free(old.seen);
}

static void add_value(struct record_group *g, const struct measure_value *v, int64_t line)
{
	struct column *c = g->columns;
	double value = v->value == 0 ? 0 : v->value; /* no -0 */
	size_t i = 0;

	while (i < g->column_count && c[i].label != v->label)
		i++;
	if (i == g->column_count) {
		g->columns = mem_resize(g->columns, g->column_count + 1, sizeof(*c));
		g->columns[g->column_count++] = (struct column){ .label = v->label };
	}
	c = &g->columns[i];
	if (2 * (c->count + 1) > c->room)
		grow(c);
	struct seen_value *seen = &c->seen[place_of(c, value)];
	if (seen->count == 0) {
		*seen = (struct seen_value){ value, 0, line };
		c->count++;
	}
	seen->count++;
	c->rows++;
}

static struct record_groups *groups_of(struct recorder *r)
{
	if (r->groups == NULL)
		r->groups = mem_new(1, sizeof(*r->groups));
	return r->groups;
}

static struct record_group *group_of(struct record_groups *t,
				     const struct measure_context *context, int64_t line)
{
	size_t at;

	if (t->count && t->list[t->last].context == context)
		return &t->list[t->last];
	at = (size_t)(uintptr_t)dict_get(&t->by_context, (const char *)&context,
					 sizeof(context));
	if (at == 0) {
		t->list = mem_grow(t->list, &t->room, t->count + 1, sizeof(t->list[0]));
		t->list[t->count] = (struct record_group){ .context = context, .first = line };
		at = ++t->count;
		dict_set(&t->by_context, (const char *)&context, sizeof(context),
			 (void *)(uintptr_t)at);
	}
	t->last = at - 1;
	return &t->list[at - 1];
}

void record_group_spoil(struct recorder *r, const struct grammar *g, const char *fmt, ...)
{
	struct record_groups *t = groups_of(r);
	char text[300];
	va_list ap;

	t->grammar = g;
	if (t->spoilt)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	t->spoilt = arena_dup(&t->arena, text);
}

static void no_rate(struct record_groups *t, struct record_group *g, int64_t line,
		    const char *why)
{
	if (g->no_rate == NULL) {
		g->no_rate = arena_dup(&t->arena, why);
		g->no_rate_line = line;
	}
}

/* The row's figures. Without its time stamp among them its group has no rate: of fewer rows than
   there are it would be too low. 1970 and before is a clock that was not set, or -1 for "never". */
static void add_row(struct recorder *r, struct record_group *g, size_t values)
{
	const struct grammar_group *rule = &r->now.grammar->group;
	int64_t line = r->now.line;
	bool timed = rule->rate == NULL;

	for (size_t i = 0; i < values; i++) {
		const struct measure_value *v = &r->batch.values[r->first_value + i];
		char why[80], buf[NUM_TEXT];

		if (v->step != 0)
			continue;
		if (rule->rate && v->label->metric == rule->rate_of) {
			timed = true;
			if (v->value <= 0) {
				snprintf(why, sizeof(why), "the time stamp %s is no time",
					 num_format(buf, sizeof(buf), v->value));
				no_rate(r->groups, g, line + v->line, why);
				continue;
			}
		}
		add_value(g, v, line + v->line);
	}
	if (!timed)
		no_rate(r->groups, g, line, "a row without a time stamp that can be used");
}

/* The row's sign; 0: rows like it may be several. */
static uint64_t row_sign(const struct recorder *r, const struct measure_context *c, size_t values)
{
	const struct grammar_group *rule = &r->now.grammar->group;
	const struct capture *kept = rule->once ? record_kept(&r->now, rule->once) : NULL;
	uint64_t sign = (uintptr_t)c, bits;
	bool lasts = false, timed = false;

	if (kept == NULL || kept->size == 0)
		return 0;
	sign = sign_bytes(sign, kept->text, kept->size);
	for (size_t i = 0; i < values; i++) {
		const struct measure_value *v = &r->batch.values[r->first_value + i];

		lasts |= v->label->metric == rule->once_of && v->value > 0;
		timed |= v->label->metric == rule->rate_of && v->value > 0;
		memcpy(&bits, &v->value, sizeof(bits));
		sign = sign_word(sign, bits ^ (uintptr_t)v->label);
	}
	return lasts && timed ? sign : 0;
}

/* Two that write into one log, each a row for each request: nobody knows of which rows. */
static void tell_twice(struct recorder *r, uint64_t sign)
{
	struct record_groups *t = r->groups;

	for (size_t i = 0; sign && i < RECENT; i++)
		if (t->recent[i].sign == sign)
			record_group_spoil(r, r->now.grammar, "line %lld is the row of line %lld again: requests "
					   "were written twice", (long long)r->now.line, (long long)t->recent[i].line);
	t->recent[t->recent_next].sign = sign;
	t->recent[t->recent_next].line = r->now.line;
	t->recent_next = (t->recent_next + 1) % RECENT;
}

static void add_sign(struct recorder *r, struct record_group *g, uint64_t sign)
{
	if (sign == 0)
		return;
	tell_twice(r, sign);
	g->sign = sign_word(g->sign, sign);
}

void record_group_add(struct recorder *r, const char *cut, const struct measure_context *c)
{
	struct record_groups *t = groups_of(r);
	struct record *now = &r->now;
	size_t values = r->batch.value_count - r->first_value;

	t->grammar = now->grammar;
	t->mark = now->mark_count ? now->marks[0] : NULL;
	if (cut || values == 0) {
		const char *why = cut ? cut : now->incomplete ? now->incomplete
							      : "a row without figures";

		if (strncmp(why, "line ", 5) == 0) /* it names its own */
			record_group_spoil(r, now->grammar, "%s", why);
		else
			record_group_spoil(r, now->grammar, "line %lld: %s", (long long)now->line, why);
	} else {
		struct record_group *g = group_of(t, c, now->line);

		g->last = now->line;
		g->rows++;
		g->failed += now->failed;
		if (now->incomplete && g->incomplete == NULL)
			g->incomplete = arena_dup(&t->arena, now->incomplete);
		if (now->grammar->group.once && t->spoilt == NULL)
			add_sign(r, g, row_sign(r, c, values));
		add_row(r, g, values);
	}
	r->batch.value_count = r->first_value;
}

/* --- the figures --------------------------------------------------------------------- */

static int by_value(const void *a, const void *b)
{
	const struct seen_value *x = a, *y = b;

	return x->value < y->value ? -1 : x->value > y->value;
}

/* The table's values in their order, without its empty places. */
static void sort_values(struct column *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->room; i++)
		if (c->seen[i].count)
			c->seen[n++] = c->seen[i];
	qsort(c->seen, n, sizeof(c->seen[0]), by_value);
}

static double mean_of(const struct column *c)
{
	double sum = 0;

	for (size_t i = 0; i < c->count; i++)
		sum += c->seen[i].value * (double)c->seen[i].count;
	return sum / (double)c->rows;
}

static double stddev_of(const struct column *c)
{
	double mean = mean_of(c), sum = 0;

	for (size_t i = 0; i < c->count; i++)
		sum += (c->seen[i].value - mean) * (c->seen[i].value - mean) *
		       (double)c->seen[i].count;
	return sqrt(sum / (double)(c->rows - 1));
}

/* The value of nearest rank: the least one that `share` of all do not exceed. */
static const struct seen_value *percentile_of(const struct column *c, double percent)
{
	double rank = ceil(percent * (double)c->rows / 100);
	int64_t passed = 0;

	for (size_t i = 0; i < c->count; i++) {
		passed += c->seen[i].count;
		if ((double)passed >= rank)
			return &c->seen[i];
	}
	return &c->seen[c->count - 1];
}

static void push(struct recorder *r, const struct measure_label *label, double value,
		 int64_t line)
{
	const struct measure_value v = { .label = label, .value = value,
					 .line = (uint32_t)(line - r->now.line) };

	record_push_value(r, &v);
}

static void push_statistic(struct recorder *r, const struct group_statistic *s,
			   const struct column *c, int64_t last)
{
	struct measure_label want = *c->label;
	char name[RECORD_NAME_MAX];
	const struct seen_value *at = NULL;
	const struct measure_label *label;

	if (s->what == GROUP_STDDEV && c->rows < 2)
		return;
	snprintf(name, sizeof(name), "%s.%s", c->label->metric, s->name);
	want.metric = name;
	label = measure_label(r->names, &want);
	if (s->what == GROUP_MIN)
		at = &c->seen[0];
	else if (s->what == GROUP_MAX)
		at = &c->seen[c->count - 1];
	else if (s->what == GROUP_PERCENTILE)
		at = percentile_of(c, s->percent);
	if (at)
		push(r, label, at->value, at->line);
	else
		push(r, label, s->what == GROUP_MEAN ? mean_of(c) : stddev_of(c), last);
}

/* Rows in a second, from the first time stamp to the last one. One row alone has none, which its
   count tells. */
static void push_rate(struct recorder *r, struct record_group *g, const struct column *c)
{
	const struct grammar_group *rule = &r->now.grammar->group;
	/* the difference first: a time stamp has most of a double's digits */
	double span = unit_to_canonical(&c->label->unit,
					c->seen[c->count - 1].value - c->seen[0].value);

	if (span > 0)
		push(r, rule->rate, (double)(c->rows - 1) / span, g->last);
	else if (c->rows > 1)
		no_rate(r->groups, g, g->last, "all rows have one time stamp");
}

/* A figure that only rows have of which it was measured, and 0 in the others: was it in none? */
static bool unmeasured(const struct grammar_group *rule, const struct column *c)
{
	if (c->count != 1 || c->seen[0].value != 0)
		return false;
	for (size_t i = 0; i < rule->absent_count; i++)
		if (c->label->metric == rule->absent[i])
			return true;
	return false;
}

/* The log tells once of each such metric; of a group whose figures cannot be used it need not. */
static void tell_unmeasured(struct recorder *r, const struct record_group *g, const struct column *c)
{
	char why[80];

	if (c->rows == 1)
		snprintf(why, sizeof(why), "0 in the only row that has it");
	else
		snprintf(why, sizeof(why), "0 in all %lld rows that have it", (long long)c->rows);
	record_doubt(r, &(struct record_doubt){ .of = c->label->metric, .unmeasured = true,
						.line = g->first }, c->label->metric, why);
}

static void push_figures(struct recorder *r, struct record_group *g, bool sound)
{
	const struct grammar_group *rule = &r->now.grammar->group;

	if (rule->count)
		push(r, rule->count, (double)g->rows, g->last);
	if (rule->failed)
		push(r, rule->failed, (double)g->failed / (double)g->rows, g->last);
	for (size_t i = 0; i < g->column_count; i++) {
		struct column *c = &g->columns[i];

		sort_values(c);
		if (rule->rate && c->label->metric == rule->rate_of) {
			if (g->no_rate == NULL)
				push_rate(r, g, c);
			continue;
		}
		if (rule->param && c->label->metric == rule->param_of)
			continue;
		if (unmeasured(rule, c)) {
			if (sound)
				tell_unmeasured(r, g, c);
			continue;
		}
		for (size_t k = 0; k < rule->statistic_count; k++)
			push_statistic(r, &rule->statistics[k], c, g->last);
	}
}

/* A record's figures stand in the order of their lines. */
static void sort_by_line(struct measure_value *list, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		const struct measure_value v = list[i];
		size_t k = i;

		for (; k > 0 && list[k - 1].line > v.line; k--)
			list[k] = list[k - 1];
		list[k] = v;
	}
}

/* --- the records --------------------------------------------------------------------- */

/* A figure that the group's sound record has not, and why: a record of its own, which is about this
   metric alone. */
static void push_blank(struct recorder *r, const struct record_group *g, const char *metric,
		       int64_t line, const char *why)
{
	struct measure_record out = { .line = line, .number = ++r->number, .context = g->context,
				      .status = MEASURE_INCOMPLETE };

	out.reason = arena_printf(&r->batch.arena, MEASURE_NO "%s: %s (line %lld)", metric, why,
				  (long long)line);
	r->first_value = r->batch.value_count;
	record_push(r, &out);
}

/* Does the parameter that stands there ("a=1;…") come before one of this name (< 0), or has it the name? */
static int order(const char *at, const char *name)
{
	size_t n = strcspn(at, "=");
	int before = strncmp(at, name, n);

	return before || name[n] == '\0' ? before : -1;
}

/* "a=1;c=3" with "b=2" at its place; as it is, where it has the name (of a layout). */
static const char *with_param(struct arena *a, const char *params, const char *name,
			      const char *value)
{
	const char *at = params;

	while (*at && order(at, name) < 0) {
		at += strcspn(at, ";");
		at += *at == ';';
	}
	if (*at && order(at, name) == 0)
		return params;
	return arena_printf(a, "%.*s%s%s=%s%s%s", (int)(at - params), params,
			    at > params && at[-1] != ';' ? ";" : "", name, value,
			    *at ? ";" : "", at);
}

/* The group's context, with the parameter that its rows' greatest figure is. */
static const struct measure_context *context_of(struct recorder *r, const struct record_group *g)
{
	const struct grammar_group *rule = &r->groups->grammar->group;
	struct measure_context want = *g->context;
	char value[NUM_TEXT];

	for (size_t i = 0; i < g->column_count; i++) {
		const struct column *c = &g->columns[i];
		double most = 0;

		if (rule->param == NULL || c->label->metric != rule->param_of)
			continue;
		for (size_t k = 0; k < c->room; k++)
			if (c->seen[k].count && c->seen[k].value > most)
				most = c->seen[k].value;
		if (most > 0)
			want.parameters = with_param(&r->groups->arena, want.parameters, rule->param,
						     num_format(value, sizeof(value), most));
	}
	return measure_context(r->names, &want);
}

static bool has_figure(const struct recorder *r, const char *metric)
{
	for (size_t i = r->first_value; i < r->batch.value_count; i++)
		if (r->batch.values[i].label->metric == metric)
			return true;
	return false;
}

/* "missing a, b": what its kind requires and the open record has not; NULL: it has all. */
static const char *missing(struct recorder *r, struct arena *arena)
{
	const struct kind *k = r->now.kind ? grammar_kind(r->now.grammar, r->now.kind) : NULL;
	const char *list = NULL;

	for (size_t i = 0; k && i < k->require_count; i++)
		if (!has_figure(r, k->require[i]))
			list = list ? arena_printf(arena, "%s, %s", list, k->require[i])
				    : arena_printf(arena, "missing %s", k->require[i]);
	return list;
}

static void end_group(struct recorder *r, struct record_group *g)
{
	struct record_groups *t = r->groups;

	g->context = context_of(r, g);
	struct measure_record out = { .line = g->first, .number = ++r->number,
				      .context = g->context };
	const char *reason = g->incomplete ? g->incomplete : t->spoilt;

	record_open(r, t->grammar, g->first);
	r->now.kind = t->grammar->group.kind;
	r->kind = grammar_kind(t->grammar, r->now.kind ? r->now.kind : t->grammar->name);
	r->now.text = g->sign;
	r->now.version = g->context->version[0] ? g->context->version : NULL;
	record_unproved(r, t->mark);
	push_figures(r, g, reason == NULL && g->failed < g->rows);
	if (reason == NULL)
		reason = missing(r, &t->arena);
	sort_by_line(&r->batch.values[r->first_value], r->batch.value_count - r->first_value);
	if (g->failed == g->rows) {
		out.status = MEASURE_FAILED;
		reason = g->rows == 1 ? "its only row failed" : "all of its rows failed";
	} else if (reason) {
		out.status = MEASURE_INCOMPLETE;
	}
	out.reason = arena_dup(&r->batch.arena, reason);
	if (g->sign)
		record_copy_look(r, &out);
	record_push(r, &out);
	record_note(r);
	if (out.status != MEASURE_OK)
		g->no_rate = NULL; /* no figure of it can be used */
	r->now.grammar = NULL;
}

void record_group_end(struct recorder *r)
{
	struct record_groups *t = r->groups;

	if (t == NULL)
		return;
	for (size_t i = 0; i < t->count; i++)
		end_group(r, &t->list[i]);
	for (size_t i = 0; i < t->count; i++)
		if (t->list[i].no_rate)
			push_blank(r, &t->list[i], t->grammar->group.rate->metric,
				   t->list[i].no_rate_line, t->list[i].no_rate);
	if (t->count == 0 && t->spoilt) { /* not one whole row */
		record_open(r, t->grammar, 1);
		record_incomplete(r, "%s", t->spoilt);
		record_close(r, NULL);
	}
	record_group_drop(r);
}

void record_group_drop(struct recorder *r)
{
	struct record_groups *t = r->groups;

	if (t == NULL)
		return;
	for (size_t i = 0; i < t->count; i++) {
		for (size_t k = 0; k < t->list[i].column_count; k++)
			free(t->list[i].columns[k].seen);
		free(t->list[i].columns);
	}
	free(t->list);
	dict_release(&t->by_context);
	arena_release(&t->arena);
	free(t);
	r->groups = NULL;
}
