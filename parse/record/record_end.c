/* record_end.c - the end of a record: its kind, whether it is sound, its context. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parse/language/check.h"
#include "parse/language/unproved.h"
#include "parse/record/record_group.h"
#include "parse/record/record_private.h"
#include "parse/record/record_copy.h"
#include "parse/record/record_twin.h"

const struct measure_value *record_find_value(const struct recorder *r, const char *metric)
{
	size_t i = record_seen_place(r, metric);

	return r->seen[i].stamp == r->stamp && !r->seen[i].gone
		       ? &r->batch.values[r->seen[i].value] : NULL;
}

/* Whole numbers come of the sum to each, but for what the others left over? A tenth does not count. Where they
   are so many that one less would do as well, it is not known. */
static bool is_whole(const struct recorder *r, double sum, const struct measure_value *per,
		     const char *const *beside, size_t count)
{
	const struct measure_value *v;
	double left = 0, each, rest;

	if (per == NULL || !(per->value > 0)) /* nothing says that they do not */
		return true;
	for (size_t i = 0; i < count; i++)
		if ((v = record_find_value(r, beside[i])) != NULL)
			left += v->value;
	left /= per->value;
	each = floor(sum / per->value + 0.1);
	rest = sum / per->value - each;
	return rest <= 0.1 + each * left && (each < 1 || rest + 1 > 0.1 + (each - 1) * left);
}

/* Has the record no figure whose metric fits the pattern? */
static bool has_none(const struct recorder *r, const char *pattern)
{
	struct check_stars stars;

	for (size_t i = r->first_value; i < r->batch.value_count; i++)
		if (r->batch.values[i].step == 0 &&
		    check_fits(pattern, r->batch.values[i].label->metric, &stars))
			return false;
	return true;
}

/* Exactly as many to each of `per` and of what failed: that did all of them before. */
static bool is_even(const struct measure_value *v, const struct measure_value *per,
		    const struct measure_value *failed)
{
	double each = v && per && failed ? v->value / (per->value + failed->value) : 0;

	return each > 0.5 && fabs(each - round(each)) < 0.001;
}

static bool holds(const struct recorder *r, const struct condition *c)
{
	const struct measure_value *v;

	if (c->compare == COMPARE_NONE)
		return has_none(r, c->metric);
	v = record_find_value(r, c->metric);
	if (c->failed_too)
		return is_even(v, record_find_value(r, c->per), record_find_value(r, c->beside[0]));
	if (c->compare == COMPARE_WHOLE) /* not there: nothing says that they are not */
		return v == NULL || is_whole(r, v->value, record_find_value(r, c->per), c->beside,
					     c->beside_count);
	return v && grammar_compares(c->compare, unit_to_canonical(&v->label->unit, v->value),
				     c->number);
}

/* Is the record of the kind that `k` refines, and as `k` says? */
static bool is_like(const struct recorder *r, const struct kind *k)
{
	const char *kind = r->now.kind ? r->now.kind : r->now.grammar->name;
	size_t n = 0;

	if (k->when_count == 0 || (k->from && strcmp(k->from, kind) != 0))
		return false;
	while (n < k->when_count && holds(r, &k->when[n]))
		n++;
	return n == k->when_count;
}

static void refine_kind(struct recorder *r)
{
	const struct grammar *g = r->now.grammar;

	for (size_t i = 0; i < g->kind_count; i++)
		if (g->kinds[i].spoils && is_like(r, &g->kinds[i]))
			record_incomplete(r, "%s", g->kinds[i].spoils);
	for (size_t i = 0; i < g->kind_count; i++)
		if (g->kinds[i].spoils == NULL && is_like(r, &g->kinds[i])) {
			r->now.kind = g->kinds[i].name;
			break;
		}
	r->kind = grammar_kind(g, r->now.kind ? r->now.kind : g->name);
}

static void check_required(struct recorder *r)
{
	const struct kind *k = r->kind;
	char list[240] = "", buf[RECORD_NAME_MAX];
	size_t n = 0;

	for (size_t i = 0; k && i < k->require_count; i++) {
		const char *metric = k->require[i];

		if (strchr(metric, '{'))
			metric = measure_metric(r->names, record_expand(r, metric, false, NULL, buf,
								 sizeof(buf)));
		if (record_find_value(r, metric))
			continue;
		if (n < sizeof(list))
			n += (size_t)snprintf(list + n, sizeof(list) - n, "%s%s",
					      n ? ", " : "", metric);
	}
	if (n)
		record_incomplete(r, "missing %s", list);
}

bool record_keeps(const struct record *now, const char *name)
{
	const struct capture *c = record_kept(now, name);

	return c && c->size > 0;
}

/* Are texts kept, and all of them empty, that a row of this kind has? Then it is of something else. */
static void check_filled(struct recorder *r, const struct kind *k)
{
	for (size_t i = 0; i < k->filled_count; i++) {
		const struct capture *c = record_kept(&r->now, k->filled[i]);

		if (c == NULL || c->size > 0)
			return;
	}
	if (k->filled_count)
		record_incomplete(r, "line %lld: its %s is empty: a row of something else",
				  (long long)r->now.line, k->filled[0]);
}

/* Does a line, or the layout, say this of the record? */
static bool is_told(const struct recorder *r, const char *name)
{
	return record_keeps(&r->now, name) || record_find_param(&r->now, name, strlen(name)) < r->now.param_count ||
	       measure_has_parameter(r->place->params, name, NULL, 0);
}

static void check_told(struct recorder *r)
{
	const struct kind *k = r->kind;

	if (k)
		check_filled(r, k);

	for (size_t i = 0; k && i < k->told_count; i++)
		if (!is_told(r, k->told[i]))
			record_incomplete(r, "its %s is not told", k->told[i]);
	for (size_t i = 0; i < r->now.told_count; i++)
		if (!record_keeps(&r->now, r->now.told[i]))
			record_incomplete(r, "its %s is not told", r->now.told[i]);
}

/* Of a text with commas, "2 cpu, 1 vm", each part must have been named by its last word. */
static void check_named(struct recorder *r)
{
	const struct record *now = &r->now;
	const struct capture named = { "", now->named, now->named ? strlen(now->named) : 0 };
	const struct capture *of = now->all_of ? record_kept(now, now->all_of) : NULL;

	for (size_t from = 0, to; of && from < of->size; from = to + 1) {
		size_t word;

		for (to = from; to < of->size && of->text[to] != ','; to++)
			;
		while (from < to && of->text[from] == ' ')
			from++;
		for (word = to; word > from && of->text[word - 1] != ' '; word--)
			;
		if (word < to && !record_is_word_of(&named, of->text + word, to - word))
			record_incomplete(r, "of its %s nothing is told of \"%.*s\"", of->name,
					  (int)(to - from), of->text + from);
	}
}

/* What a measurements file says of a record's end holds; its columns come in any order. A
   reason without such a status is a person's, who thinks that it says enough. */
static void take_over(struct recorder *r)
{
	struct record *now = &r->now;

	if (now->said_incomplete)
		record_incomplete(r, "%s", now->origin_reason ? now->origin_reason : "incomplete");
	else if (now->origin_reason)
		record_fail(r, now->origin_reason, strlen(now->origin_reason));
}

/* Is the number the same for each of `per`, as far as anybody can tell? */
static bool is_shown(const struct recorder *r, const struct shown_param *p, double sum,
		     const struct measure_value *per)
{
	const struct measure_value *v;

	if (!(per->value > 0) || !(sum / per->value < 1e9) ||
	    (p->beside && !is_whole(r, sum, per, p->beside, p->beside_count)))
		return false;
	for (size_t i = 0; i < p->whole_count; i++)
		if ((v = record_find_value(r, p->whole[i])) != NULL &&
		    !is_whole(r, v->value, per, p->beside, p->beside_count))
			return false;
	return true;
}

/* Parameters that figures show. Each of `per` has a whole number of them, but some are of what
   failed half-way, and a few of those at the beginning may not be counted: a tenth less will do. More
   than that (`beside`): each has its own number. */
static void show_params(struct recorder *r)
{
	const struct grammar *g = r->now.grammar;
	const struct measure_value *v, *per;
	char text[32];

	for (size_t i = 0; i < g->param_count; i++) {
		const struct shown_param *p = &g->params[i];
		double sum = 0;
		size_t n = 0;

		for (; n < p->count_count && (v = record_find_value(r, p->count[n])) != NULL; n++)
			sum += v->value;
		per = record_find_value(r, p->per);
		if (n < p->count_count || per == NULL || !is_shown(r, p, sum, per))
			continue;
		snprintf(text, sizeof(text), "%.0f", floor(sum / per->value + 0.1));
		record_set_param(r, p->name, strlen(p->name), text, strlen(text));
	}
}

/* ... other than those that are for checks alone? */
static bool has_figures(const struct recorder *r)
{
	return r->batch.value_count > r->first_value + r->hidden;
}

/* Reasons in the order of what a reader should hear first. */
static void judge(struct recorder *r, const char *cut, struct measure_record *out)
{
	struct record *now = &r->now;
	const struct kind *k = r->kind;

	take_over(r);
	if (now->failed) {
		out->status = MEASURE_FAILED;
		out->reason = now->reason && now->reason[0] ? now->reason : "failed";
		if (now->blank && !has_figures(r))
			out->reason = arena_printf(&r->batch.arena, MEASURE_NO "%s: %s", now->blank,
						   out->reason);
		return;
	}
	for (size_t i = 0; r->weak && i < RECORD_SEEN; i++)
		if (r->seen[i].stamp == r->stamp && r->seen[i].twice)
			record_incomplete(r, "%s stands twice", r->seen[i].metric);
	if (cut)
		record_incomplete(r, "%s", cut);
	if (!has_figures(r)) {
		record_check(r); /* what was counted may say why */
		record_incomplete(r, "%s", k && k->blank ? k->blank : "no figures");
	}
	check_required(r);
	check_told(r);
	check_named(r);
	record_check(r);
	if (!now->ended && k && k->ends)
		record_incomplete(r, "cut: its last line is missing");
	out->status = now->incomplete ? MEASURE_INCOMPLETE : MEASURE_OK;
	out->reason = now->incomplete;
	if (now->died && now->incomplete) {
		out->status = MEASURE_FAILED;
		out->reason = now->died;
	}
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct record_param *)a)->name,
		      ((const struct record_param *)b)->name);
}

/* What is there, or was counted, for checks alone is no parameter. */
static void drop_hidden(struct record *now)
{
	size_t n = 0;

	for (size_t i = 0; i < now->param_count; i++)
		if (!now->params[i].hidden &&
		    (!now->params[i].count || !now->params[i].counter->hidden))
			now->params[n++] = now->params[i];
	now->param_count = n;
}

static const char *join_params(struct recorder *r)
{
	struct record *now = &r->now;
	size_t n = 1;

	drop_hidden(now);
	if (now->param_count == 0)
		return "";
	if (now->param_count > 1)
		qsort(now->params, now->param_count, sizeof(now->params[0]), by_name);
	for (size_t i = 0; i < now->param_count; i++)
		n += strlen(now->params[i].name) + strlen(now->params[i].value) + 2;
	char *out = arena_new(&r->arena, n, 1), *o = out;
	for (size_t i = 0; i < now->param_count; i++) {
		if (i)
			*o++ = ';';
		o = stpcpy(o, now->params[i].name);
		*o++ = '=';
		o = stpcpy(o, now->params[i].value);
	}
	return out;
}

static bool same_context(const struct measure_context *a, const struct measure_context *b)
{
	return a && strcmp(a->parameters, b->parameters) == 0 &&
	       strcmp(a->platform, b->platform) == 0 &&
	       strcmp(a->benchmark, b->benchmark) == 0 && strcmp(a->side, b->side) == 0 &&
	       strcmp(a->version, b->version) == 0 && a->grammar == b->grammar;
}

static const char *or_empty(const char *a, const char *b)
{
	return a ? a : b ? b : "";
}

static const struct measure_context *context_of(struct recorder *r)
{
	const struct record *now = &r->now;
	const struct layout_match *place = r->place;

	if (place->params)
		record_set_params(r, place->params, strlen(place->params));
	const char *platform = place->platform;

	if (platform == NULL && now->platform && now->platform[0])
		platform = layout_platform(place->layout, now->platform);
	const struct measure_context want = {
		.platform = or_empty(platform, place->otherwise),
		.benchmark = record_benchmark(r),
		.side = or_empty(place->side, now->side),
		.parameters = join_params(r),
		.tool = now->grammar->tool,
		.version = or_empty(now->version, NULL),
		.grammar = now->grammar->name,
		.grammar_sha256 = now->grammar->sha256,
	};
	if (!same_context(r->last, &want))
		r->last = measure_context(r->names, &want);
	return r->last;
}

void record_uses(struct recorder *r, const struct grammar *g)
{
	size_t i = 0;

	while (i < r->used_count && r->used[i] != g)
		i++;
	if (i == r->used_count && i < ARRAY_LEN(r->used))
		r->used[r->used_count++] = g;
}

static void note_mark(struct recorder *r, const char *text, const char *version)
{
	struct record_mark *m = r->marks;
	size_t i = 0;

	while (i < r->mark_count && (m[i].text != text || strcmp(m[i].version, version) != 0))
		i++;
	if (i < r->mark_count || i == RECORDER_MARKS)
		return;
	r->mark_count++;
	m[i] = (struct record_mark){ .grammar = r->now.grammar, .text = text,
				     .line = r->now.line };
	snprintf(m[i].version, sizeof(m[i].version), "%s", version);
}

/* What gave the record and is not proved: the log's marks. */
static void note_marks(struct recorder *r)
{
	const struct record *now = &r->now;
	const struct kind *k = now->kind ? grammar_kind(now->grammar, now->kind) : NULL;
	const char *whole = unproved_version(now->grammar, now->version);

	if (whole)
		note_mark(r, whole, now->version ? now->version : "");
	if (k && k->unproved)
		note_mark(r, k->unproved, "");
	for (size_t i = 0; i < now->mark_count; i++)
		note_mark(r, now->marks[i], "");
}

/* What a JSON document says once counts for all its records. */
static void take_document(struct recorder *r)
{
	const struct record *d = &r->document;
	struct record *now = &r->now;

	if (now->version == NULL)
		now->version = d->version;
	if (now->run == NULL)
		now->run = d->run;
	if (now->side == NULL)
		now->side = d->side;
	if (now->kind == NULL)
		now->kind = d->kind;
	if (d->failed && !now->failed) {
		now->failed = true;
		now->reason = d->reason;
	}
	for (size_t i = 0; i < d->param_count; i++) {
		const struct record_param *p = &d->params[i];
		size_t place = record_find_param(now, p->name, strlen(p->name));

		if (place < now->param_count && (p->weak || !now->params[place].weak))
			continue;
		record_set_param(r, p->name, strlen(p->name), p->value, strlen(p->value));
		if (place == now->param_count)
			continue;
		now->params[place].line = p->line;
		now->params[place].hidden = p->hidden;
	}
}

void record_push(struct recorder *r, struct measure_record *out)
{
	struct record_batch *b = &r->batch;

	out->value_count = b->value_count - r->first_value;
	b->records = mem_grow(b->records, &b->room, b->count + 1, sizeof(*out));
	b->first_values = mem_grow(b->first_values, &b->first_room, b->count + 1,
				   sizeof(size_t));
	b->first_values[b->count] = r->first_value;
	b->records[b->count++] = *out;
}

void record_note(struct recorder *r)
{
	record_uses(r, r->now.grammar);
	note_marks(r);
}

static void close_row(struct recorder *r, const char *cut)
{
	take_document(r);
	if (r->now.grammar->group.kind)
		r->now.kind = r->now.grammar->group.kind;
	r->kind = grammar_kind(r->now.grammar, r->now.kind ? r->now.kind : r->now.grammar->name);
	check_told(r);
	record_group_add(r, cut, context_of(r));
	r->now.grammar = NULL;
}

/* Are the open record's figures, at least one, all among that one's? Then it is a quotation of it. */
static bool only_repeats(const struct recorder *r, size_t place)
{
	const struct record_batch *b = &r->batch;
	const struct measure_value *old = &b->values[b->first_values[place]];
	size_t old_count = b->records[place].value_count;

	for (size_t i = r->first_value; i < b->value_count; i++) {
		const struct measure_value *v = &b->values[i];
		size_t k = 0;

		while (k < old_count && (old[k].label != v->label || old[k].value != v->value))
			k++;
		if (k == old_count)
			return false;
	}
	return b->value_count > r->first_value;
}

/* Records of the same run before this one said what was so far. */
static void note_so_far(struct recorder *r, struct measure_record *out)
{
	const char *run = r->now.so_far;
	struct record_so_far *s = r->so_far;
	bool again = false;
	size_t n = 0;

	if (run == NULL || strlen(run) >= sizeof(s->run))
		return;
	for (size_t i = 0; i < r->so_far_count; i++) {
		if (s[i].context != out->context || strcmp(s[i].run, run) != 0 ||
		    (s[i].document && s[i].document == r->document_number)) {
			s[n++] = s[i];
		} else if (only_repeats(r, s[i].place)) {
			again = true;
			if (out->status == MEASURE_OK) {
				out->status = MEASURE_INCOMPLETE;
				out->reason = arena_printf(&r->batch.arena, RECORD_RUN_AGAIN,
							   (long long)r->batch.records[s[i].place].line);
			}
			s[n++] = s[i];
		} else {
			record_spoil(r, s[i].place,
				     "what was so far: line %lld says more of this run",
				     (long long)out->line);
		}
	}
	if (n < RECORD_RUNS && !again) {
		s[n] = (struct record_so_far){ .context = out->context,
					       .place = r->batch.count,
					       .document = r->document_number };
		snprintf(s[n++].run, sizeof(s->run), "%s", run);
	}
	r->so_far_count = n;
}

void record_take_back(struct recorder *r, size_t count, size_t value_count)
{
	size_t n = 0;

	record_drop(r);
	r->batch.count = count;
	r->batch.value_count = value_count;
	for (size_t i = 0; i < r->so_far_count; i++)
		if (r->so_far[i].place < count)
			r->so_far[n++] = r->so_far[i];
	r->so_far_count = n;
}

void record_close_part(struct recorder *r, const char *cut)
{
	struct record_batch *b = &r->batch;
	struct measure_record out = { .line = r->now.line };

	if (r->now.row) {
		close_row(r, cut);
		return;
	}
	out.number = ++r->number;
	take_document(r);
	refine_kind(r);
	judge(r, cut, &out);
	show_params(r);
	out.context = context_of(r);
	out.reason = arena_dup(&b->arena, out.reason);
	out.run = arena_dup(&b->arena, r->now.run);
	out.origin_log = arena_dup(&b->arena, r->now.origin_log);
	out.origin_line = r->now.origin_line;
	record_check_end(r);
	record_copy_look(r, &out);
	record_twin_look(r, &out);
	note_so_far(r, &out);
	record_push(r, &out);
	record_note(r);
	r->now.grammar = NULL;
}

/* What all kinds of the grammar are called as a benchmark; NULL: they differ, or it has none. */
static const char *common_kind(const struct grammar *g)
{
	const char *common = NULL;

	for (size_t i = 0; i < g->kind_count; i++) {
		const char *one = g->kinds[i].as ? g->kinds[i].as : g->kinds[i].name;

		if (g->kinds[i].spoils)
			continue;
		if (common && strcmp(common, one) != 0)
			return NULL;
		common = one;
	}
	return common;
}

void record_unrun(struct recorder *r, const struct grammar *g, int64_t line, const char *text,
		  size_t size)
{
	const struct record open = r->now;
	const size_t first = r->first_value;
	struct measure_record out = { .line = line, .number = ++r->number,
				      .status = MEASURE_FAILED };

	r->now = (struct record){ .grammar = g, .line = line, .kind = common_kind(g) };
	r->first_value = r->batch.value_count;
	out.context = context_of(r);
	out.reason = arena_dup_n(&r->batch.arena, text, size);
	record_push(r, &out);
	record_note(r);
	r->now = open;
	r->first_value = first;
}

__attribute__((format(printf, 3, 0))) static void spoil(struct record_batch *b, size_t place, const char *fmt,
							va_list ap)
{
	char text[300];

	if (b->records[place].status != MEASURE_OK)
		return;
	vsnprintf(text, sizeof(text), fmt, ap);
	b->records[place].status = MEASURE_INCOMPLETE;
	b->records[place].reason = arena_dup(&b->arena, text);
}

void record_fail_last(struct recorder *r, const char *text, size_t size)
{
	struct record_batch *b = &r->batch;
	struct measure_record *m = &b->records[b->count - 1];

	if (m->status == MEASURE_FAILED)
		return;
	m->status = MEASURE_FAILED;
	m->reason = arena_dup_n(&b->arena, text, size < 300 ? size : 300);
}

void record_spoil(struct recorder *r, size_t place, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	spoil(&r->batch, place, fmt, ap);
	va_end(ap);
}

void record_spoil_lines(struct recorder *r, const struct grammar *g, int64_t from, int64_t to, const char *fmt, ...)
{
	struct record_batch *b = &r->batch;
	va_list ap, again;

	va_start(ap, fmt);
	for (size_t i = 0; i < b->count; i++) {
		if (b->records[i].line < from || b->records[i].line > to ||
		    strcmp(b->records[i].context->grammar, g->name) != 0)
			continue;
		va_copy(again, ap);
		spoil(b, i, fmt, again);
		va_end(again);
	}
	va_end(ap);
}

void record_explain(struct recorder *r, int64_t number, const char *fmt, ...)
{
	struct record_batch *b = &r->batch;
	size_t i = b->count;
	char text[300];
	va_list ap;

	while (i && b->records[i - 1].number != number)
		i--;
	if (i == 0 || b->records[i - 1].status != MEASURE_INCOMPLETE)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	b->records[i - 1].reason = arena_dup(&b->arena, text);
}

void record_close(struct recorder *r, const char *cut)
{
	record_close_part(r, cut);
	arena_reset(&r->arena);
}

void record_more(struct recorder *r, const struct record *part, int64_t line)
{
	record_open(r, part->grammar, line);
	r->now = *part;
	r->now.line = line;
}

void record_parts_end(struct recorder *r)
{
	arena_reset(&r->arena);
}
