/* draft_forms.c - logs that are JSON or CSV: which of their values are figures. */
#include <ctype.h>
#include <string.h>

#include "data/base/num.h"
#include "parse/draft/draft_private.h"

#define DEPTH 24

/* --- JSON: every path to a number ---------------------------------------------------- */

struct json {
	struct draft *s;
	const char *text, *end;
	int64_t line;
	char path[160];       /* "jobs/ * /iops" without the blanks */
	char name[200];       /* "jobs.{1}.iops" */
	size_t stars;
	bool too_deep, odd;   /* the path cannot be written */
	bool dry;             /* is it whole? Nothing is kept */
	struct draft_rule *rule;
};

static bool walk(struct json *j, int depth);

static void skip_blanks(struct json *j)
{
	while (j->text < j->end && isspace((unsigned char)*j->text))
		j->line += *j->text++ == '\n';
}

/* A string's inside; false: it has no end. */
static bool take_string(struct json *j, const char **from, size_t *size)
{
	if (j->text == j->end || *j->text != '"')
		return false;
	*from = ++j->text;
	while (j->text < j->end && *j->text != '"')
		j->text += *j->text == '\\' && j->text + 1 < j->end ? 2 : 1;
	if (j->text >= j->end)
		return false;
	*size = (size_t)(j->text++ - *from);
	return true;
}

/* Can the name be part of a path that is a key of an INI file? */
static bool is_plain(const char *name, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (strchr("=:;#[]*/\\\"{}", name[i]) || (unsigned char)name[i] < ' ')
			return false;
	return size > 0 && name[0] != ' ' && name[size - 1] != ' ' &&
	       !(size == 1 && name[0] == '.');
}

static void judge_path(struct json *j, const char *figure, struct draft_figure *f)
{
	const char *last = strrchr(j->path, '/');
	struct draft_unit u;

	last = last ? last + 1 : j->path;
	if (!draft_unit_of_name(&j->s->arena, last, &u))
		draft_no_unit(figure, &u);
	f->state = u.state;
	f->means = f->role_unit = u.means;
	f->word = u.word;
	if (strcmp(last, "*") == 0) {
		f->state = DRAFT_UNKNOWN;
		f->word = "a list of numbers: a series, or one for each run (`runs`)?";
	} else if (j->stars > 4 || j->odd || strlen(j->path) > 110) {
		f->state = DRAFT_UNKNOWN;
		f->word = "the path cannot be written as a key";
	}
}

static void take_number(struct json *j, const char *from, size_t size)
{
	struct draft_figure f = { .line = j->line, .unit = "", .document = j->s->records };
	double v;

	if (j->dry || !num_parse(from, size, &v, NULL))
		return;
	for (size_t i = 0; i < j->rule->count; i++)
		if (strcmp(j->rule->figures[i].key, j->path) == 0) {
			struct draft_figure *same = &j->rule->figures[i];

			if (j->stars == 0 && same->document == j->s->records) {
				same->state = DRAFT_UNKNOWN;
				same->word = "the document has this name twice";
			}
			return;
		}
	if (j->rule->count >= DRAFT_RULES) {
		j->s->full = true;
		return;
	}
	f.key = arena_dup(&j->s->arena, j->path);
	f.text = arena_dup_n(&j->s->arena, from, size);
	judge_path(j, f.text, &f);
	const char *name = j->name[0] ? j->name : "value", *base = name;
	for (int n = 2, again = 1; again; n++) {
		again = 0;
		for (size_t i = 0; i < j->rule->count; i++)
			again |= strcmp(j->rule->figures[i].metric, name) == 0;
		if (again)
			name = arena_printf(&j->s->arena, "%s_%d", base, n);
	}
	f.metric = arena_dup(&j->s->arena, name);
	draft_add_figure(j->s, j->rule, &f);
}

/* One step deeper; what is behind `path` and `name` is taken off by the caller. */
static void step(struct json *j, const char *key, size_t size)
{
	size_t p = strlen(j->path), n = strlen(j->name);
	bool star = size == 1 && *key == '*';

	if (p + size + 2 > sizeof(j->path) || (!star && !is_plain(key, size))) {
		j->odd = true;
		size = size > 8 || !is_plain(key, size) ? 0 : size;
	}
	if (p + size + 2 < sizeof(j->path)) {
		if (p)
			j->path[p++] = '/';
		memcpy(j->path + p, key, size);
		j->path[p + size] = '\0';
	}
	struct arena scratch = { 0 };
	const char *word = star ? arena_printf(&scratch, "{%zu}", ++j->stars)
				: draft_name(&scratch, key, size);
	if (n + strlen(word) + 2 < sizeof(j->name)) {
		if (n && word[0])
			j->name[n++] = '.';
		memcpy(j->name + n, word, strlen(word) + 1);
	}
	arena_release(&scratch);
}

static bool walk_inside(struct json *j, bool object, int depth)
{
	char close = object ? '}' : ']';

	for (j->text++;;) {
		size_t p = strlen(j->path), n = strlen(j->name), stars = j->stars, size = 1;
		bool odd = j->odd;
		const char *key = "*";

		skip_blanks(j);
		if (j->text < j->end && *j->text == close)
			break;
		if (object) {
			if (!take_string(j, &key, &size))
				return false;
			skip_blanks(j);
			if (j->text == j->end || *j->text++ != ':')
				return false;
			if (!j->dry && j->s->detect == NULL && depth == 0 && is_plain(key, size))
				j->s->detect = arena_dup_n(&j->s->arena, key, size);
		}
		step(j, key, size);
		if (!walk(j, depth + 1))
			return false;
		j->path[p] = j->name[n] = '\0';
		j->stars = stars;
		j->odd = odd;
		skip_blanks(j);
		if (j->text < j->end && *j->text == ',')
			j->text++;
		else if (j->text == j->end || *j->text != close)
			return false;
	}
	j->text++;
	return true;
}

static bool walk(struct json *j, int depth)
{
	const char *from;
	size_t size;

	skip_blanks(j);
	if (j->text == j->end || depth > DEPTH) {
		j->too_deep |= depth > DEPTH;
		return false;
	}
	if (*j->text == '{' || *j->text == '[')
		return walk_inside(j, *j->text == '{', depth);
	if (*j->text == '"')
		return take_string(j, &from, &size);
	from = j->text;
	while (j->text < j->end && !isspace((unsigned char)*j->text) &&
	       strchr(",]}", *j->text) == NULL)
		j->text++;
	take_number(j, from, (size_t)(j->text - from));
	return j->text > from;
}

/* Documents in an array. */
static bool walk_array(struct json *j)
{
	j->text++;
	for (skip_blanks(j); j->text < j->end; skip_blanks(j)) {
		if (*j->text == ']')
			return true;
		if (*j->text != '{' || !walk(j, 0))
			return false;
		j->s->records++;
		skip_blanks(j);
		if (j->text < j->end && *j->text == ',')
			j->text++;
	}
	return false;
}

/* Does a document begin here, `open` and then a name (or nothing)? */
static bool begins(const struct json *j, char open, const char *then)
{
	const char *next = j->text + 1;

	if (j->text == j->end || *j->text != open)
		return false;
	while (next < j->end && isspace((unsigned char)*next))
		next++;
	return next < j->end && strchr(then, *next) != NULL;
}

static bool is_whole(const struct json *j, struct json *after)
{
	*after = *j;
	after->dry = true;
	return walk(after, 0);
}

/* Goes on to the next whole document that begins a line, or stands behind another one; what is
   no JSON is counted. False: there is none. */
static bool next_document(struct json *j, int64_t *others)
{
	struct json after;

	for (skip_blanks(j); j->text < j->end; skip_blanks(j)) {
		const char *eol = memchr(j->text, '\n', (size_t)(j->end - j->text));

		if (begins(j, '{', "\"}") && is_whole(j, &after))
			return true;
		j->text = eol ? eol : j->end;
		++*others;
	}
	return false;
}

/* Is the log, which does not begin with a document, mostly of such? */
static bool is_mostly_json(struct json j)
{
	size_t whole = 0, all = (size_t)(j.end - j.text);
	int64_t others = 0;
	struct json after;

	while (next_document(&j, &others)) {
		is_whole(&j, &after);
		whole += (size_t)(after.text - j.text);
		j.text = after.text;
	}
	return whole > all / 2;
}

bool draft_json(struct draft *s, const char *path, const char *text, size_t size,
		struct err *err)
{
	struct json j = { .s = s, .text = text, .end = text + size, .line = 1 }, after;
	struct draft_rule rule = { .name = "", .line = 1 };
	bool whole;

	skip_blanks(&j);
	bool array = begins(&j, '[', "{");
	if (!array && !begins(&j, '{', "\"}") && !is_mostly_json(j))
		return false;
	s->form = DRAFT_JSON;
	j.rule = draft_add(s, &rule);
	if (array) {
		whole = walk_array(&j);
	} else {
		whole = !begins(&j, '{', "\"}") || is_whole(&j, &after);
		if (!whole)
			j = after;
		while (whole && next_document(&j, &s->others) && walk(&j, 0))
			s->records++;
	}
	if (!whole) {
		err_set(err, EXIT_INPUT, "%s:%lld: the JSON is %s; wanted: whole documents",
			path, (long long)j.line, j.too_deep ? "nested too deep" : "cut or broken");
		return false;
	}
	s->lines = j.line;
	j.rule->records = j.rule->most = s->records;
	return true;
}

/* --- CSV ----------------------------------------------------------------------------- */

#define COLUMNS 60

struct row {
	const char *text[COLUMNS];
	size_t size[COLUMNS];
	size_t count;
};

/* A row without quotes around its ends; what is quoted may hold the separator. */
static const char *cut_row(const char *at, const char *end, char separator, struct row *r)
{
	r->count = 0;
	for (;;) {
		bool quoted = at < end && *at == '"';
		const char *from = at;

		if (quoted)
			for (at++; at < end && *at != '"' && *at != '\n'; at++)
				;
		while (at < end && *at != separator && *at != '\n')
			at++;
		const char *to = at;
		while (to > from && to[-1] == '\r')
			to--;
		if (quoted && to - from >= 2) {
			from++;
			to--;
		}
		if (r->count < COLUMNS) {
			r->text[r->count] = from;
			r->size[r->count++] = (size_t)(to - from);
		}
		if (at >= end || *at == '\n')
			return at < end ? at + 1 : at;
		at++;
	}
}

static bool is_name(const char *text, size_t size)
{
	bool letter = false;

	for (size_t i = 0; i < size; i++) {
		letter |= isalpha((unsigned char)text[i]) != 0;
		if (strchr("=:;,*\"", text[i]) || (unsigned char)text[i] < ' ')
			return false;
	}
	return letter && text[0] != '[' && text[0] != '#' && text[0] != ' ' &&
	       text[size - 1] != ' ' && size < 60;
}

/* A column's figure: all its cells are numbers. */
static void add_column(struct draft *s, struct draft_rule *r, const struct row *head,
		       size_t i, const char *cell, size_t size)
{
	struct draft_figure f = { .line = 2, .unit = "" };
	struct draft_unit u;

	f.key = arena_dup_n(&s->arena, head->text[i], head->size[i]);
	f.text = arena_dup_n(&s->arena, cell, size);
	if (!draft_unit_of_name(&s->arena, f.key, &u))
		draft_no_unit(f.text, &u);
	f.state = u.state;
	f.means = f.role_unit = u.means;
	f.word = u.word;
	f.metric = draft_name(&s->arena, head->text[i], head->size[i]);
	for (size_t k = 0; k < r->count; k++)
		if (strcmp(r->figures[k].metric, f.metric) == 0)
			f.metric = arena_printf(&s->arena, "%s_%zu", f.metric, i + 1);
	draft_add_figure(s, r, &f);
}

static bool try_csv(struct draft *s, const char *text, size_t size, char separator)
{
	struct row head, row, first;
	bool number[COLUMNS];
	const char *end = text + size, *at = cut_row(text, end, separator, &head);
	struct draft_rule rule = { .name = "", .line = 1 };
	size_t rows = 0, numbers = 0;

	if (head.count < 2 || head.count == COLUMNS || at == end)
		return false;
	for (size_t i = 0; i < head.count; i++)
		if (!is_name(head.text[i], head.size[i]))
			return false;
	cut_row(at, end, separator, &first);
	for (size_t i = 0; i < head.count; i++)
		number[i] = true;
	for (; at < end; rows++) {
		double v;

		at = cut_row(at, end, separator, &row);
		if (row.count == 1 && row.size[0] == 0)
			continue;
		if (row.count != head.count)
			return false;
		for (size_t i = 0; i < row.count; i++)
			number[i] &= num_parse(row.text[i], row.size[i], &v, NULL);
	}
	for (size_t i = 0; i < head.count; i++)
		numbers += number[i];
	if (numbers == 0)
		return false;
	s->form = DRAFT_CSV;
	s->separator = separator;
	s->lines = (int64_t)rows + 1;
	s->records = (int64_t)rows;
	struct draft_rule *r = draft_add(s, &rule);
	for (size_t i = 0; i < head.count; i++) {
		const char *name = arena_dup_n(&s->arena, head.text[i], head.size[i]);

		s->detect = s->detect ? arena_printf(&s->arena, "%s, %s", s->detect, name) : name;
		if (number[i])
			add_column(s, r, &head, i, first.text[i], first.size[i]);
	}
	return true;
}

bool draft_csv(struct draft *s, const char *text, size_t size)
{
	return try_csv(s, text, size, ',') || try_csv(s, text, size, '\t') ||
	       try_csv(s, text, size, ';');
}
