/* record_role.c - what a captured text gives the open record: a figure, a parameter ... */
#include <ctype.h>
#include <math.h>
#include <string.h>
#include <strings.h>

#include "data/base/num.h"
#include "parse/record/duration.h"
#include "parse/record/figure.h"
#include "parse/record/record_private.h"

/* --- figures ------------------------------------------------------------------------- */

void record_push_value(struct recorder *r, const struct measure_value *v)
{
	struct record_batch *b = &r->batch;

	b->values = mem_grow(b->values, &b->value_room, b->value_count + 1,
			     sizeof(b->values[0]));
	b->values[b->value_count++] = *v;
}

/* Where a metric stands in `seen`, or would. Names of metrics are unique pointers. */
size_t record_seen_place(const struct recorder *r, const char *metric)
{
	size_t i = ((uintptr_t)metric >> 4) & (RECORD_SEEN - 1);

	while (r->seen[i].stamp == r->stamp && r->seen[i].metric != metric)
		i = (i + 1) & (RECORD_SEEN - 1);
	return i;
}

/* One more of a sum's figures: it stands where its last one does, and nobody printed it. */
static void add_to(struct measure_value *sum, const struct measure_value *v)
{
	sum->value += v->value;
	sum->line = v->line;
	sum->text = NULL;
}

void record_seen_put(struct recorder *r, size_t i, const struct measure_value *v, unsigned how)
{
	r->seen[i].metric = v->label->metric;
	r->seen[i].stamp = r->stamp;
	r->seen[i].value = r->batch.value_count;
	r->seen[i].weak = how & RECORD_WEAK;
	r->seen[i].again = how & RECORD_AGAIN;
	r->seen[i].power = (int16_t)r->power;
	r->seen[i].within = 0;
	r->seen[i].sum = how & RECORD_SUM;
	r->seen[i].twice = r->seen[i].gone = r->seen[i].hidden = false;
	record_push_value(r, v);
}

/* A result: once in a record, unless one of the two is weak or they come again and again. */
static void add_result(struct recorder *r, const struct measure_value *v, unsigned how)
{
	bool weak = how & RECORD_WEAK, again = how & RECORD_AGAIN;
	size_t i = record_seen_place(r, v->label->metric);

	if (r->seen[i].stamp != r->stamp) {
		if (r->batch.value_count - r->first_value >= RECORD_SEEN - 8) {
			record_incomplete(r, "more than %d figures", RECORD_SEEN - 8);
			return;
		}
		record_seen_put(r, i, v, how);
	} else if (how & RECORD_SUM && r->seen[i].sum) {
		add_to(&r->batch.values[r->seen[i].value], v);
	} else if (r->seen[i].weak && !weak) {
		r->batch.values[r->seen[i].value] = *v;
		r->seen[i].weak = r->seen[i].twice = false;
		r->seen[i].again = again;
		r->seen[i].power = (int16_t)r->power;
	} else if (r->seen[i].weak == weak && r->seen[i].again && again) {
		r->batch.values[r->seen[i].value] = *v;
		r->seen[i].power = (int16_t)r->power;
	} else if (r->seen[i].weak == weak) {
		r->seen[i].twice = r->weak = true;
		r->now.mixed |= !weak;
		if (!weak)
			record_incomplete(r, "%s stands twice", v->label->metric);
	}
}

bool record_repeats(struct recorder *r, const struct role *role, const char *text, size_t size,
		    unsigned how, const struct captures *captures)
{
	const struct measure_label *label = role->label;
	struct capture parts[1];
	const struct captures joined = { parts, 1 };

	if (role->joined)
		size = figure_split(text, size, parts);
	if (label == NULL)
		label = record_label(r, role, text, size, role->joined ? &joined : captures);
	if (label == NULL)
		return false;
	size_t i = record_seen_place(r, label->metric);
	return r->seen[i].stamp == r->stamp && !r->seen[i].weak &&
	       !(r->seen[i].again && how & RECORD_AGAIN) && !(r->seen[i].sum && role->sum);
}

/* Is the figure none of the role's, though it may be a number? A whole one of more digits is two that
   have run together, or of another unit. */
static bool other_digits(struct recorder *r, const struct role *role, const char *text, size_t size,
			 int64_t line)
{
	size_t n = 0, end;

	while (n < size && text[n] >= '0' && text[n] <= '9')
		n++;
	for (end = n + (n < size && text[n] == '.'); end < size && text[end] == '0'; end++)
		;
	if (role->most_digits == 0 || (end == size && n >= role->least_digits && n <= role->most_digits))
		return false;
	if (end == size && n > role->most_digits)
		record_incomplete(r, "line %lld: %s has %zu digits: two rows in one, or another unit",
				  (long long)line, role->name, n);
	else if (!role->optional)
		record_incomplete(r, "line %lld: %s is no whole number of %u to %u digits: \"%.*s\"",
				  (long long)line, role->name, role->least_digits, role->most_digits,
				  (int)(size < 40 ? size : 40), text);
	return true;
}

static void add_metric(struct recorder *r, const struct role *role, const char *text,
		       size_t size, int64_t line, unsigned how, uint32_t step,
		       const struct captures *captures)
{
	const struct measure_label *label = role->label;
	struct measure_value v = { .step = step };
	struct capture parts[1];
	const struct captures joined = { parts, 1 };
	bool plain = false;

	if (role->joined)
		size = figure_split(text, size, parts);
	if (label == NULL)
		label = record_label(r, role, text, size, role->joined ? &joined : captures);
	if (label == NULL || other_digits(r, role, text, size, line))
		return;
	v.label = label;
	size_t figure_size = size;
	const char *figure = role->comma ? figure_point(&r->arena, text, size)
			   : role->grouped ? figure_ungrouped(&r->arena, text, &figure_size) : text;

	if (!num_parse(figure, figure_size, &v.value, &plain) &&
	    !(role->duration && duration_read(figure, figure_size, &v.value))) {
		if (!role->optional)
			record_incomplete(r, "line %lld: %s is no number: \"%.*s\"",
					  (long long)line, label->metric,
					  (int)(size < 40 ? size : 40), text);
		return;
	}
	if (role->has_absent && v.value == role->absent)
		return;
	v.line = (uint32_t)(line - r->now.line);
	if (!plain || figure != text) {
		char back[NUM_TEXT];

		/* Rare: a 17-digit figure, a duration, an exponent. */
		num_format(back, sizeof(back), v.value);
		if (strlen(back) != size || memcmp(back, text, size) != 0)
			v.text = arena_dup_n(&r->batch.arena, text, size);
	}
	if (step) {
		record_push_value(r, &v);
		return;
	}
	r->power = r->now.grammar->has_checks || r->now.grammar->has_repeats
			   ? figure_last_power(figure, figure_size) : 0;
	if (role->hidden)
		record_sum_add(r, role, &v, captures);
	else
		add_result(r, &v, how);
}

/* The span of that metric; NULL (the record is incomplete) when they are too many. */
static struct record_span *span_of(struct recorder *r, const struct role *role)
{
	struct record *now = &r->now;
	size_t i = 0;

	while (i < now->span_count && now->spans[i].label != role->label)
		i++;
	if (i == RECORD_SPANS) {
		record_incomplete(r, "more than %d spans of time", RECORD_SPANS);
		return NULL;
	}
	now->spans[i].label = role->label;
	now->span_count += i == now->span_count;
	return &now->spans[i];
}

/* A time at which something begins or ends: once both are known, how long it lasted. */
static void add_moment(struct recorder *r, const struct role *role, const char *text,
		       size_t size, int64_t line, unsigned how)
{
	struct measure_value v = { .label = role->label, .line = (uint32_t)(line - r->now.line) };
	struct record_span *span;
	struct moment m;

	if (size == 0)
		return;
	if (!moment_read(text, size, &m)) {
		record_incomplete(r, "line %lld: %s: \"%.*s\" is no time with its zone",
				  (long long)line, role->name, (int)(size < 40 ? size : 40),
				  text);
		return;
	}
	if (m.seconds < 0) /* "0001-01-01T00:00:00Z": there is none */
		return;
	span = span_of(r, role);
	if (span == NULL)
		return;
	if (role->kind == ROLE_BEGIN ? span->has_begin : span->has_end)
		record_incomplete(r, "two times at which %s %s", role->name,
				  role->kind == ROLE_BEGIN ? "begins" : "ends");
	*(role->kind == ROLE_BEGIN ? &span->begin : &span->end) = m;
	*(role->kind == ROLE_BEGIN ? &span->has_begin : &span->has_end) = true;
	if (!span->has_begin || !span->has_end)
		return;
	v.value = moment_between(&span->begin, &span->end);
	r->power = -9;
	if (v.value < 0)
		record_incomplete(r, "%s ends before it begins", role->name);
	else
		add_result(r, &v, how);
}

/* "success neutral": is the text one of the words? */
static bool is_word(const char *words, const char *text, size_t size)
{
	for (const char *w = words; *w; w += strspn(w, " ")) {
		size_t n = strcspn(w, " ");

		if (n == size && memcmp(w, text, n) == 0)
			return true;
		w += n;
	}
	return false;
}

/* --- roles --------------------------------------------------------------------------- */

/* What stands before the first digit is no version: "fio-3.33", "iperf 3.9+". */
static const char *version_text(struct arena *a, const char *text, size_t size)
{
	size_t skip = 0;

	while (skip < size && !(text[skip] >= '0' && text[skip] <= '9'))
		skip++;
	return skip < size ? arena_dup_n(a, text + skip, size - skip)
			   : arena_dup_n(a, text, size);
}

/* A record is of one version, or of two runs. */
static void say_version(struct recorder *r, const char *text, size_t size, int64_t line,
			unsigned how)
{
	const char *old = r->now.version, *new = version_text(&r->arena, text, size);

	if (old && !(how & RECORD_AGAIN) && strcmp(old, new) != 0) {
		r->now.mixed = true;
		record_incomplete(r, "version %.40s, and on line %lld %.40s: two runs are "
				  "mixed", old, (long long)line, new);
	}
	r->now.version = new;
}

static const char *constant_or_text(struct recorder *r, const struct role *role,
				    const char *text, size_t size)
{
	return role->name ? role->name : arena_dup_n(&r->arena, text, size);
}

/* Capitals do not matter: a spreadsheet writes true as TRUE. */
static bool is_said(const char *word, const char *text, size_t size)
{
	return strlen(word) == size && !strncasecmp(word, text, size);
}

static void fail_role(struct recorder *r, const struct role *role, const char *text,
		      size_t size, int64_t line)
{
	if (role->other && !is_said(role->expect, text, size) && !is_said(role->other, text, size)) {
		record_incomplete(r, "line %lld: %s%s\"%.*s\" is neither %s nor %s", (long long)line,
				  role->say ? role->say : "", role->say ? " " : "",
				  (int)(size < 40 ? size : 40), text, role->expect, role->other);
		return;
	}
	/* tools that always print the key mean "none" by: */
	if (role->expect ? is_said(role->expect, text, size)
			 : size == 0 || (size == 1 && *text == '0') ||
			   (size == 5 && memcmp(text, "false", 5) == 0) ||
			   (role->unless && is_word(role->unless, text, size)))
		return;
	const char *said = arena_printf(&r->arena, "%s%s%.*s", role->say ? role->say : "",
					role->say ? " " : "",
					(int)(size < 300 ? size : 300), text);
	if (role->unrun && is_word(role->unrun, text, size))
		record_incomplete(r, "it did not run to its end: %s", said);
	else
		record_fail(r, said, strlen(said));
}

static void set_status(struct recorder *r, const char *text, size_t size)
{
	if (size == 6 && memcmp(text, "failed", 6) == 0)
		r->now.failed = true; /* why stands in another cell, or nowhere */
	else if (size == 10 && memcmp(text, "incomplete", 10) == 0)
		r->now.said_incomplete = true;
}

/* What a forge, or somebody's notes, have made a link of: "[example.com](http://example.com)" is its text, and
   so is "<http://example.com>". */
static void drop_link(const char **text, size_t *size)
{
	const char *end = *text + *size, *to = *text + 1, *colon;
	size_t shown = *size - 2;

	if (*size < 6 || (**text != '[' && **text != '<') || end[-1] != (**text == '[' ? ')' : '>'))
		return;
	if (**text == '[') {
		to = memchr(*text, ']', *size);
		if (to == NULL || to[1] != '(')
			return;
		shown = (size_t)(to - *text) - 1;
		to += 2;
	}
	colon = memchr(to, ':', (size_t)(end - to));
	if (colon == NULL || colon == to || end - colon < 4 || memcmp(colon, "://", 3) != 0 ||
	    memchr(to, ' ', (size_t)(end - to))) { /* no address, but what is shown */
		if ((size_t)(end - to) != shown + 1 || memcmp(to, *text + 1, shown) != 0 || shown == 0 ||
		    **text == '<')
			return;
	}
	*text += 1;
	*size = shown;
}

void record_keep(struct recorder *r, const char *name, const char *text, size_t size, int64_t line)
{
	struct record *now = &r->now;
	const struct capture *old = record_kept(now, name);
	const size_t i = old ? (size_t)(old - now->kept) : now->kept_count;

	drop_link(&text, &size);
	if (i == ARRAY_LEN(now->kept)) {
		record_incomplete(r, "more than %d texts kept", (int)i);
		return;
	}
	now->kept[i] = (struct capture){ name, arena_dup_n(&r->arena, text, size), size };
	now->kept_lines[i] = line;
	now->kept_count += i == now->kept_count;
}

/* A figure, or one that was kept until its unit was told: none where nothing was kept. */
static void metric_role(struct recorder *r, const struct role *role, const char *text,
			size_t size, int64_t line, unsigned how, uint32_t step,
			const struct captures *captures)
{
	const struct record *now = &r->now;
	const struct capture *of = role->of ? record_kept(now, role->of) : NULL;

	if (role->weak)
		how |= RECORD_WEAK;
	if (role->sum)
		how |= RECORD_SUM;
	if (role->of == NULL)
		add_metric(r, role, text, size, line, how, step, captures);
	else if (of)
		add_metric(r, role, of->text, of->size, now->kept_lines[of - now->kept], how, step, captures);
}

static void only(struct recorder *r, const struct role *role, const char *text, size_t size,
		 int64_t line)
{
	if (strlen(role->name) != size || memcmp(role->name, text, size) != 0)
		record_incomplete(r, "line %lld: \"%.*s\" where only \"%s\" is read",
				  (long long)line, (int)(size < 40 ? size : 40), text,
				  role->name);
}

void record_tell(struct recorder *r, const char *name)
{
	struct record *now = &r->now;

	for (size_t i = 0; i < now->told_count; i++)
		if (strcmp(now->told[i], name) == 0)
			return;
	if (now->told_count < ARRAY_LEN(now->told))
		now->told[now->told_count++] = name;
}

/* Is it a word of the text? Letters, digits, "-" and "_" are a word's, and "_" is "-". */
bool record_is_word_of(const struct capture *of, const char *text, size_t size)
{
	size_t from = 0;

	for (size_t i = 0; i <= of->size; i++) {
		size_t n = 0;

		if (i < of->size && (isalnum((unsigned char)of->text[i]) ||
				     of->text[i] == '-' || of->text[i] == '_'))
			continue;
		while (from + n < i && n < size &&
		       (of->text[from + n] == '_' ? '-' : of->text[from + n]) ==
		       (text[n] == '_' ? '-' : text[n]))
			n++;
		if (n == size && from + n == i)
			return true;
		from = i + 1;
	}
	return false;
}

/* Does the line name again what was kept, or a word of it? */
static bool is_same(const struct capture *c, const struct role *role, const char *text, size_t size)
{
	if (role->kind == ROLE_WITHIN)
		return record_is_word_of(c, text, size);
	if (role->cut && c->size == role->cut && size > c->size)
		size = c->size;
	return c->size == size && memcmp(c->text, text, size) == 0;
}

/* It must, or it is another run's. */
static void check_same(struct recorder *r, const struct role *role, const char *text,
		       size_t size, int64_t line)
{
	const char *name = role->name;
	struct record *now = &r->now;
	const struct capture *c = record_kept(now, name);

	drop_link(&text, &size);
	if (role->all) {
		now->all_of = name;
		now->named = arena_printf(&r->arena, "%s%.*s ", now->named ? now->named : "",
					  (int)size, text);
	}
	if (c == NULL || is_same(c, role, text, size))
		return;
	if (role->say) {
		record_incomplete(r, "%s: \"%.*s\", and on line %lld \"%.*s\"", role->say,
				  (int)(c->size < 40 ? c->size : 40), c->text, (long long)line,
				  (int)(size < 40 ? size : 40), text);
		return;
	}
	now->mixed = true;
	record_incomplete(r, "line %lld: another run's: %s \"%.*s\"",
			  (long long)line, name, (int)(size < 40 ? size : 40), text);
}

static void set_origin_line(struct record *now, const char *text, size_t size)
{
	double number;

	if (num_parse(text, size, &number, NULL) && fabs(number) < 1e15)
		now->origin_line = (int64_t)number;
}

/* A cell of a table in Markdown, in which "|" is written "\|". */
static const char *unescaped(struct arena *a, const char *text, size_t *size)
{
	char *copy = arena_dup_n(a, text, *size);
	size_t n = 0;

	for (size_t i = 0; i < *size; i++)
		if (text[i] != '\\' || i + 1 == *size || text[i + 1] != '|')
			copy[n++] = text[i];
	copy[n] = '\0';
	*size = n;
	return copy;
}

/* A text of a page in HTML, whose signs are written "&lt;". */
static const char *plain_text(struct arena *a, const char *text, size_t *size)
{
	static const struct {
		const char *name;
		char sign;
	} signs[] = { { "&lt;", '<' }, { "&gt;", '>' }, { "&amp;", '&' }, { "&quot;", '"' }, { "&#39;", '\'' } };
	char *copy = arena_dup_n(a, text, *size);
	size_t n = 0;

	for (size_t i = 0; i < *size; i++) {
		copy[n++] = text[i];
		for (size_t k = 0; text[i] == '&' && k < ARRAY_LEN(signs); k++) {
			size_t length = strlen(signs[k].name);

			if (length > *size - i || memcmp(text + i, signs[k].name, length) != 0)
				continue;
			copy[n - 1] = signs[k].sign;
			i += length - 1;
			break;
		}
	}
	copy[n] = '\0';
	*size = n;
	return copy;
}

/* Behind what an earlier line kept. */
static const char *put_behind(struct recorder *r, const char *name, const char *text, size_t *size)
{
	const struct capture *c = record_kept(&r->now, name);

	if (c == NULL)
		return text;
	text = arena_printf(&r->arena, "%.*s%.*s", (int)c->size, c->text, (int)*size, text);
	*size = strlen(text);
	return text;
}

static void param_role(struct recorder *r, const struct role *role, const char *text,
		       size_t size, int64_t line, unsigned how,
		       const struct captures *captures)
{
	char buf[RECORD_NAME_MAX];
	const char *name = role->varies ? record_expand(r, role->name, false, captures, buf,
							sizeof(buf)) : role->name;
	size_t place;

	if (role->behind)
		text = put_behind(r, role->behind, text, &size);
	drop_link(&text, &size);
	if (role->markdown)
		text = unescaped(&r->arena, text, &size);
	if (role->html && memchr(text, '&', size))
		text = plain_text(&r->arena, text, &size);
	if (role->unset && strlen(role->unset) == size && memcmp(role->unset, text, size) == 0)
		return;
	if (role->as) {
		text = role->as;
		size = strlen(text);
	}
	text = measure_parameter_text(&r->arena, text, &size);
	how = role->weak ? how | RECORD_WEAK : how & ~(unsigned)RECORD_WEAK;
	record_say_param(r, name, strlen(name), text, size, line,
			 role->again ? how | RECORD_AGAIN : how);
	if (role->hidden && (place = record_find_param(&r->now, name, strlen(name))) < r->now.param_count)
		r->now.params[place].hidden = true;
}

/* Where a record has the text of a role that is nothing but a text. */
static const char **place_of(struct record *now, enum role_kind kind)
{
	return kind == ROLE_RUN          ? &now->run
	       : kind == ROLE_SO_FAR     ? &now->so_far
	       : kind == ROLE_ORIGIN_LOG ? &now->origin_log
					 : &now->origin_reason;
}

static void text_role(struct recorder *r, const struct role *role, const char *text, size_t size,
		      const struct captures *captures)
{
	char buf[RECORD_NAME_MAX];

	if (role->name && role->kind == ROLE_RUN) {
		text = record_expand(r, role->name, true, captures, buf, sizeof(buf));
		size = strlen(text);
	}
	*place_of(&r->now, role->kind) = size ? arena_dup_n(&r->arena, text, size) : NULL;
}

void record_role(struct recorder *r, const struct role *role, const char *text, size_t size,
		 int64_t line, unsigned how, uint32_t step, const struct captures *captures)
{
	struct record *now = &r->now;
	char buf[RECORD_NAME_MAX];

	if (role->keep)
		record_keep(r, role->keep, text, size, line);
	switch (role->kind) {
	case ROLE_METRIC:
		metric_role(r, role, text, size, line, how, step, captures);
		return;
	case ROLE_PARAM:
		param_role(r, role, text, size, line, how, captures);
		return;
	case ROLE_COUNT:
		record_count_text(r, role, text, size, line);
		return;
	case ROLE_PARAMS:
		record_set_params(r, text, size);
		return;
	case ROLE_VERSION:
		say_version(r, text, size, line, how);
		return;
	case ROLE_PLATFORM:
		now->platform = constant_or_text(r, role, text, size);
		return;
	case ROLE_BENCHMARK:
		now->benchmark = constant_or_text(r, role, text, size);
		return;
	case ROLE_SIDE:
		now->side = constant_or_text(r, role, text, size);
		return;
	case ROLE_KIND:
		now->kind = arena_dup(&r->arena, record_expand(r, role->name, false, captures, buf,
							 sizeof(buf)));
		return;
	case ROLE_FAIL:
		fail_role(r, role, text, size, line);
		return;
	case ROLE_REASON:
		record_fail(r, text, size);
		return;
	case ROLE_RUN:
	case ROLE_SO_FAR:
	case ROLE_ORIGIN_LOG:
	case ROLE_ORIGIN_REASON:
		text_role(r, role, text, size, captures);
		return;
	case ROLE_ORIGIN_LINE:
		set_origin_line(now, text, size);
		return;
	case ROLE_STATUS:
		set_status(r, text, size);
		return;
	case ROLE_SAME:
	case ROLE_WITHIN:
		check_same(r, role, text, size, line);
		return;
	case ROLE_BEGIN:
	case ROLE_END:
		add_moment(r, role, text, size, line, how);
		return;
	case ROLE_ONLY:
		only(r, role, text, size, line);
		return;
	case ROLE_NONE:
	case ROLE_SKIP:
	case ROLE_COMMAND:
	case ROLE_KEEP:
	case ROLE_INTERVAL:
		return;
	}
}
