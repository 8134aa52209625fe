/* draft_xml.c - logs that are XML: which attributes and which elements' texts are figures. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/num.h"
#include "parse/draft/draft_private.h"

#define DEPTH 24
#define PATH_MOST 110  /* bytes of a path: a key of an INI file, with its role behind it */
#define VALUES_MOST 20000
#define TOLD_APART 200 /* of one path: more are a table */
#define NONE SIZE_MAX

/* An attribute or an element's text. Texts are the log's, but for the path. */
struct value {
	const char *path;       /* "suite/case/@time", below the document's first element */
	const char *text;
	size_t size;
	const char *tag;        /* of its element: what stands behind the name */
	size_t tag_size;
	int64_t line, document;
	size_t next;            /* the next one with this path, or NONE */
	bool first;             /* of this path */
	bool number;
};

struct xml {
	struct draft *s;
	const char *text, *end;
	int64_t line;
	struct { const char *name; size_t size; } open[DEPTH];
	size_t depth;
	const char *tag;        /* of the innermost element, while it has no other in it */
	size_t tag_size;
	struct value *values;
	size_t count, room;
};

/* --- names and attributes ------------------------------------------------------------ */

static bool is_name(char c)
{
	return isalnum((unsigned char)c) || strchr("_-.:", c) != NULL || (unsigned char)c >= 0x80;
}

static size_t name_size(const char *text, const char *end)
{
	size_t n = 0;

	while (text + n < end && is_name(text[n]) && text[n] != '\0')
		n++;
	return n;
}

struct attribute {
	const char *name, *text;
	size_t name_size, size;
};

/* The attribute at *at of a tag, which then is behind it. False: there is no more. */
static bool next_attribute(const char **at, const char *end, struct attribute *out)
{
	const char *t = *at;

	while (t < end && !is_name(*t))
		t++;
	out->name = t;
	out->name_size = name_size(t, end);
	t += out->name_size;
	while (t < end && *t != '"' && *t != '\'')
		t++;
	const char *close = t < end ? memchr(t + 1, *t, (size_t)(end - t - 1)) : NULL;
	if (close == NULL || out->name_size == 0)
		return false;
	out->text = t + 1;
	out->size = (size_t)(close - t - 1);
	*at = close + 1;
	return true;
}

static bool find_attribute(const struct value *v, const char *name, size_t size,
			   struct attribute *out)
{
	const char *at = v->tag;

	while (next_attribute(&at, v->tag + v->tag_size, out))
		if (out->name_size == size && memcmp(out->name, name, size) == 0)
			return true;
	return false;
}

/* --- the walk ------------------------------------------------------------------------ */

static void add_value(struct xml *x, const char *attribute, size_t attribute_size,
		      const char *text, size_t size)
{
	struct arena *a = &x->s->arena;
	const char *path = "";
	double number;

	while (size && isspace((unsigned char)*text)) {
		text++;
		size--;
	}
	while (size && isspace((unsigned char)text[size - 1]))
		size--;
	if (size == 0)
		return;
	if (x->count == VALUES_MOST) {
		x->s->full = true;
		return;
	}
	for (size_t i = 1; i < x->depth; i++)
		path = arena_printf(a, "%s%s%.*s", path, *path ? "/" : "", (int)x->open[i].size,
				    x->open[i].name);
	if (attribute_size)
		path = arena_printf(a, "%s%s@%.*s", path, *path ? "/" : "", (int)attribute_size,
				    attribute);
	x->values = mem_grow(x->values, &x->room, x->count + 1, sizeof(x->values[0]));
	x->values[x->count++] = (struct value){
		.path = path, .text = text, .size = size, .tag = x->tag,
		.tag_size = x->tag_size, .line = x->line, .document = x->s->records,
		.next = NONE, .first = true, .number = num_parse(text, size, &number, NULL),
	};
}

static void go_to(struct xml *x, const char *to)
{
	for (; x->text < to; x->text++)
		x->line += *x->text == '\n';
}

/* Goes behind the next `what`. */
static bool skip_past(struct xml *x, const char *what)
{
	size_t n = strlen(what);

	for (const char *t = x->text; t + n <= x->end; t++)
		if (memcmp(t, what, n) == 0) {
			go_to(x, t + n);
			return true;
		}
	return false;
}

/* Where a tag ends: its ">", which may stand in quotes before. */
static const char *tag_end(const char *t, const char *end)
{
	for (; t < end && *t != '>'; t++)
		if (*t == '"' || *t == '\'') {
			t = memchr(t + 1, *t, (size_t)(end - t - 1));
			if (t == NULL)
				return NULL;
		}
	return t < end ? t : NULL;
}

static bool take_start(struct xml *x)
{
	size_t n = name_size(x->text + 1, x->end);
	const char *close = tag_end(x->text, x->end), *at;
	struct attribute a;

	if (n == 0 || close == NULL || x->depth == DEPTH)
		return false;
	x->open[x->depth].name = x->text + 1;
	x->open[x->depth++].size = n;
	if (x->s->detect == NULL)
		x->s->detect = arena_dup_n(&x->s->arena, x->text + 1, n);
	at = x->tag = x->text + 1 + n;
	x->tag_size = (size_t)(close - x->tag);
	while (next_attribute(&at, close, &a)) {
		go_to(x, a.text);
		add_value(x, a.name, a.name_size, a.text, a.size);
	}
	go_to(x, close + 1);
	if (close[-1] == '/') {
		x->depth--;
		x->tag = NULL;
	}
	return true;
}

static bool take_end(struct xml *x)
{
	const char *name = x->text + 2, *close = memchr(name, '>', (size_t)(x->end - name));
	size_t n = name_size(name, x->end);

	if (close == NULL || x->depth == 0 || x->open[x->depth - 1].size != n ||
	    memcmp(x->open[x->depth - 1].name, name, n) != 0)
		return false;
	x->depth--;
	x->tag = NULL;
	go_to(x, close + 1);
	return true;
}

static bool is_at(const struct xml *x, const char *what)
{
	size_t n = strlen(what);

	return (size_t)(x->end - x->text) >= n && memcmp(x->text, what, n) == 0;
}

/* One document, from its "<" on. */
static bool walk(struct xml *x)
{
	bool whole = true, any = false;

	while (whole && !(any && x->depth == 0)) {
		const char *next = memchr(x->text, '<', (size_t)(x->end - x->text));

		if (next == NULL)
			return false;
		if (x->tag && x->depth && next + 1 < x->end && next[1] == '/')
			add_value(x, NULL, 0, x->text, (size_t)(next - x->text));
		go_to(x, next);
		if (is_at(x, "<!--"))
			whole = skip_past(x, "-->");
		else if (is_at(x, "<![CDATA["))
			whole = skip_past(x, "]]>");
		else if (is_at(x, "<?"))
			whole = skip_past(x, "?>");
		else if (is_at(x, "<!"))
			whole = skip_past(x, ">");
		else if (is_at(x, "</"))
			whole = take_end(x);
		else
			whole = any = take_start(x);
	}
	return whole;
}

/* The next "<" that begins a line; lines before it are no document's. False: there is none. */
static bool next_document(struct xml *x)
{
	while (x->text < x->end) {
		const char *eol = memchr(x->text, '\n', (size_t)(x->end - x->text));
		const char *stop = eol ? eol + 1 : x->end, *t = x->text;

		while (t < stop && isspace((unsigned char)*t))
			t++;
		if (t < stop && *t == '<') {
			go_to(x, t);
			return true;
		}
		x->s->others += t < stop;
		go_to(x, stop);
	}
	return false;
}

/* --- figures ------------------------------------------------------------------------- */

static void link_values(struct xml *x)
{
	for (size_t i = 0; i < x->count; i++) {
		size_t last = i;

		if (!x->values[i].first)
			continue;
		for (size_t k = i + 1; k < x->count; k++)
			if (x->values[k].first &&
			    strcmp(x->values[k].path, x->values[i].path) == 0) {
				x->values[k].first = false;
				x->values[last].next = k;
				last = k;
			}
	}
}

/* Of one document and path: the attribute whose text, no number, is another one each time. */
static bool tells_apart(const struct xml *x, size_t at, const struct attribute *name)
{
	struct attribute a, b;
	double number;

	for (size_t i = at; i != NONE; i = x->values[i].next) {
		if (!find_attribute(&x->values[i], name->name, name->name_size, &a) ||
		    a.size == 0 || num_parse(a.text, a.size, &number, NULL))
			return false;
		for (size_t k = at; k != i; k = x->values[k].next)
			if (x->values[k].document == x->values[i].document &&
			    find_attribute(&x->values[k], name->name, name->name_size, &b) &&
			    a.size == b.size && memcmp(a.text, b.text, a.size) == 0)
				return false;
	}
	return true;
}

/* How often the path comes in one document, at most. */
static int64_t most_of(const struct xml *x, size_t at)
{
	int64_t most = 0, n = 0;

	for (size_t i = at, last = at; i != NONE; last = i, i = x->values[i].next) {
		n = x->values[i].document == x->values[last].document ? n + 1 : 1;
		most = n > most ? n : most;
	}
	return most;
}

/* "suite/case/@time" -> "suite.case.time" */
static const char *metric_of(struct arena *a, const char *path)
{
	const char *name = "";

	for (const char *at = path; *at; at += strspn(at, "/")) {
		size_t n = strcspn(at, "/");
		const char *word = draft_name(a, at, n);

		if (word[0])
			name = arena_printf(a, "%s%s%s", name, *name ? "." : "", word);
		at += n;
	}
	return name;
}

/* The first value of the path that is no number; NONE: all are. */
static size_t first_word(const struct xml *x, size_t at)
{
	while (at != NONE && x->values[at].number)
		at = x->values[at].next;
	return at;
}

static void judge_unit(struct xml *x, const struct value *v, struct draft_figure *f)
{
	const char *last = strrchr(v->path, '/');
	struct arena *a = &x->s->arena;
	struct attribute unit;
	struct draft_unit u;

	last = last ? last + 1 : v->path;
	if (strchr(v->path, '@') == NULL && (find_attribute(v, "unit", 4, &unit) ||
					      find_attribute(v, "units", 5, &unit))) {
		f->unit = arena_dup_n(a, unit.text, unit.size);
		f->role_unit = arena_printf(a, "{@%.*s}", (int)unit.name_size, unit.name);
		if (!draft_unit(a, f->unit, &u) || (u.state == DRAFT_UNKNOWN && u.word == NULL))
			u = (struct draft_unit){ DRAFT_UNKNOWN, NULL, arena_printf(a,
				"desmet knows no unit \"%s\"", f->unit) };
		else if (u.means && strcmp(u.means, f->unit) != 0 &&
			 !draft_spelling(x->s, f->unit, u.means))
			f->role_unit = u.means;
	} else {
		if (!draft_unit_of_name(a, last + (*last == '@'), &u))
			draft_no_unit(f->text, &u);
		f->role_unit = u.means;
	}
	f->state = u.state;
	f->means = u.means;
	f->word = u.word;
}

/* "wheel/time" -> "wheel" */
static const char *above(struct arena *a, const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? arena_dup_n(a, path, (size_t)(slash - path)) : path;
}

static void add_path(struct xml *x, struct draft_rule *r, size_t at)
{
	const struct value *v = &x->values[at];
	struct arena *a = &x->s->arena;
	struct draft_figure f = { .line = v->line, .unit = "", .key = v->path };
	int64_t most = most_of(x, at);
	const char *name = metric_of(a, v->path), *base = name, *place = v->tag;
	struct attribute by;
	bool apart = most == 1;

	f.text = arena_dup_n(a, v->text, v->size);
	judge_unit(x, v, &f);
	while (!apart && most <= TOLD_APART && next_attribute(&place, v->tag + v->tag_size, &by))
		if (tells_apart(x, at, &by)) {
			apart = true;
			base = name = arena_printf(a, "%s.{@%.*s}", name, (int)by.name_size,
						   by.name);
		}
	for (size_t i = 0, n = 2; i < r->count; i++)
		if (strcmp(r->figures[i].metric, name) == 0) {
			name = arena_printf(a, "%s_%zu", base, n++);
			i = (size_t)-1;
		}
	f.metric = name[0] ? name : "value";
	if (!apart) {
		f.state = DRAFT_UNKNOWN;
		f.word = arena_printf(a, "%lld in a document, and no attribute tells them apart: "
				      "a record each (record = %s)?", (long long)most,
				      above(a, v->path));
	}
	if (v->path[0] == '\0' || strpbrk(v->path, ":=[]{}*") || strlen(v->path) > PATH_MOST) {
		f.state = DRAFT_UNKNOWN;
		f.word = "the path cannot be written as a key";
	}
	if (first_word(x, at) != NONE) {
		f.state = DRAFT_UNKNOWN;
		f.word = arena_printf(a, "no number in line %lld",
				      (long long)x->values[first_word(x, at)].line);
	}
	draft_add_figure(x->s, r, &f);
}

bool draft_xml(struct draft *s, const char *path, const char *text, size_t size,
	       struct err *err)
{
	struct xml x = { .s = s, .text = text, .end = text + size, .line = 1 };
	struct draft_rule rule = { .name = "", .line = 1 };
	struct draft_rule *r;
	size_t blanks = 0;
	bool whole = true;

	while (blanks < size && isspace((unsigned char)text[blanks]))
		blanks++;
	if (blanks + 1 >= size || text[blanks] != '<' ||
	    !(strchr("?!", text[blanks + 1]) || isalpha((unsigned char)text[blanks + 1])))
		return false;
	s->form = DRAFT_XML;
	r = draft_add(s, &rule);
	while (whole && next_document(&x) && (whole = walk(&x)))
		s->records++;
	s->lines = x.line;
	r->records = r->most = s->records;
	link_values(&x);
	for (size_t i = 0; i < x.count && whole; i++)
		if (x.values[i].first && x.values[i].number && r->count < DRAFT_RULES)
			add_path(&x, r, i);
	free(x.values);
	if (!whole)
		err_set(err, EXIT_INPUT, "%s:%lld: the XML is cut, broken or nested too deep (and "
			"HTML is none); wanted: whole documents", path, (long long)x.line);
	return whole;
}
