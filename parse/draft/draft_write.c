/* draft_write.c - the sketch as a grammar, with a word on all that a person must decide. */
#include <string.h>

#include "data/unit.h"
#include "parse/draft/draft_private.h"

#define LINE_MAX_BYTES 180 /* of an INI file; 199 is the most */

/* Where the text may go on in the next line: a single blank, which the reader of INI files puts
   there, or `\s+`, which then is ` *\s+`. 0: nowhere within `most`. */
static size_t fold_at(const char *text, size_t most)
{
	size_t blank = 0, blanks = 0, n = strnlen(text, most);

	for (size_t i = 1; i + 2 < n; i++) {
		bool escaped = text[i - 1] == '\\';

		if (text[i] == ' ' && text[i - 1] != ' ' && !escaped &&
		    strchr(" ;#", text[i + 1]) == NULL)
			blank = i;
		else if (strncmp(text + i, "\\s+", 3) == 0 && !escaped)
			blanks = i;
	}
	return blank ? blank : blanks;
}

/* `key = text`, over several lines where one would be too long for an INI file. */
static void write_folded(const char *key, const char *text, FILE *out)
{
	size_t at;

	fprintf(out, "%s = ", key);
	while (strlen(text) + strlen(key) + 3 > LINE_MAX_BYTES &&
	       (at = fold_at(text, LINE_MAX_BYTES - strlen(key) - 3)) > 0) {
		bool blanks = text[at] != ' ';

		fprintf(out, "%.*s\n  %s", (int)at, text, blanks ? "*" : "");
		text += at + !blanks;
	}
	fprintf(out, "%s\n", text);
}

/* "spinner.p{p}" is declared as "spinner.p*". */
static void put_starred(const char *metric, FILE *out)
{
	for (const char *s = metric; *s; s++)
		if (*s == '{') {
			putc('*', out);
			s += strcspn(s, "}");
		} else {
			putc(*s, out);
		}
}

static bool is_declared(const struct draft *s, size_t rule, size_t figure)
{
	const char *metric = s->rules[rule].figures[figure].metric;

	for (size_t i = 0; i <= rule; i++)
		for (size_t k = 0; k < s->rules[i].count && (i < rule || k < figure); k++)
			if (strcmp(s->rules[i].figures[k].metric, metric) == 0)
				return true;
	return false;
}

static void write_metrics(const struct draft *s, FILE *out)
{
	fprintf(out, "\n; name = canonical unit, and in your words what it is\n[metrics]\n");
	for (size_t i = 0; i < s->count; i++)
		for (size_t k = 0; !s->rules[i].chatter && k < s->rules[i].count; k++) {
			const struct draft_figure *f = &s->rules[i].figures[k];
			struct unit u;

			if (is_declared(s, i, k))
				continue;
			bool known = f->state != DRAFT_UNKNOWN && f->means &&
				     unit_find(f->means, &u);
			fprintf(out, "%s", known ? "" : "; ");
			put_starred(f->metric, out);
			fprintf(out, " = %s %sline %lld: %.40s%s%.20s\n",
				known ? u.canonical : "UNIT", f->text[0] == '-' ? "signed " : "",
				(long long)f->line, f->text, f->unit[0] ? " " : "", f->unit);
		}
}

static void write_units(const struct draft *s, FILE *out)
{
	if (s->unit_count == 0)
		return;
	fprintf(out, "\n; the tool's spelling = desmet's\n[units]\n");
	for (size_t i = 0; i < s->unit_count; i++)
		fprintf(out, "%s = %s\n", s->units[i].from, s->units[i].to);
}

/* What is said of a figure in the mark: what is not read has its comment for the reason. */
static const char *mark_of(const struct draft_figure *f)
{
	if (f->word == NULL)
		return "";
	return f->state == DRAFT_UNKNOWN ? "not read" : f->word;
}

/* Why the rule is marked: one line, each reason once. */
static void write_unproved(const struct draft_rule *r, FILE *out)
{
	struct arena a = { 0 };
	const char *text = r->word ? r->word : "";

	for (size_t i = 0; i < r->count; i++) {
		const char *mark = mark_of(&r->figures[i]), *keys = r->figures[i].key;
		size_t k = 0;

		while (k < i && strcmp(mark_of(&r->figures[k]), mark) != 0)
			k++;
		if (mark[0] == '\0' || k < i)
			continue;
		for (k = i + 1; k < r->count; k++)
			if (strcmp(mark_of(&r->figures[k]), mark) == 0)
				keys = arena_printf(&a, "%s %s", keys, r->figures[k].key);
		text = arena_printf(&a, "%s%s%.90s%s: %s", text, text[0] ? ", " : "", keys,
				    strlen(keys) > 90 ? "..." : "", mark);
	}
	if (text[0])
		fprintf(out, "unproved = %.*s\n", LINE_MAX_BYTES - 12, text);
	arena_release(&a);
}

static void write_figure(const struct draft_figure *f, FILE *out)
{
	bool unit = f->role_unit && strcmp(f->role_unit, "1") != 0;

	if (f->state == DRAFT_UNKNOWN)
		fprintf(out, "; %s = %s: %s\n;%s = metric %s UNIT\n", f->key, f->text, f->word,
			f->key, f->metric);
	else
		fprintf(out, "%s = metric %s%s%s\n", f->key, f->metric, unit ? " " : "",
			unit ? f->role_unit : "");
}

/* A line of the log within a comment: printable, and no longer than a line may be. */
static void write_sample(const struct draft_rule *r, FILE *out)
{
	fprintf(out, "\n; line %lld", (long long)r->line);
	if (r->times > 1)
		fprintf(out, " and %lld more", (long long)r->times - 1);
	fprintf(out, ": ");
	for (const char *s = r->sample; *s; s++)
		putc((unsigned char)*s < ' ' ? ' ' : (unsigned char)*s > '~' ? '?' : *s, out);
	putc('\n', out);
}

static void write_is(const struct draft *s, const struct draft_rule *r, FILE *out)
{
	bool series = draft_is_series(r);

	if (r->opens)
		fprintf(out, "is = open\nkind = %s\n", s->name);
	else if (r->row && series)
		fprintf(out, "; taken as a series: rows that come again, values with --series "
			     "only\nis = interval\n");
	else if (series)
		fprintf(out, "; %lld times in a run: taken as a series, values with --series "
			     "only\nis = interval\n", (long long)r->most);
	else if (r->noise && !r->version)
		fprintf(out, "is = noise\n");
}

static void write_rule(const struct draft *s, const struct draft_rule *r, FILE *out)
{
	write_sample(r, out);
	fprintf(out, "[%s %s]\n", r->row ? "table" : "line", r->name);
	write_folded(r->row ? "header" : "match", r->pattern, out);
	if (r->row) {
		write_folded("row", r->row, out);
		write_folded("columns", r->columns, out);
		if (r->label)
			fprintf(out, "label = %s\n", r->label);
	}
	write_is(s, r, out);
	if (r->in)
		fprintf(out, "in = %s\n", r->in);
	if (r->context)
		fprintf(out, "context = %s\n", r->context);
	write_unproved(r, out);
	if (r->version)
		fprintf(out, "version = version\n");
	for (size_t i = 0; i < r->count; i++)
		write_figure(&r->figures[i], out);
}

/* What opens first, then rules of a context, then the others, what carries nothing last: the
   first one that matches wins. */
static int place(const struct draft_rule *r)
{
	if (r->opens)
		return 0;
	if (r->noise && !r->version && r->context == NULL)
		return 3;
	return r->in ? 1 : 2;
}

/* Metrics that every record has. */
static void write_kind(const struct draft *s, FILE *out)
{
	size_t n = 0;

	fprintf(out, "\n; a record without these is incomplete: cut, or another form of output\n"
		     "[kind %s]\n", s->name);
	for (size_t i = 0; i < s->count; i++) {
		const struct draft_rule *r = &s->rules[i];

		if (r->chatter || r->row || r->most != 1 || r->records != s->records)
			continue;
		for (size_t k = 0; k < r->count; k++) {
			if (r->figures[k].state == DRAFT_UNKNOWN ||
			    strchr(r->figures[k].metric, '{'))
				continue;
			fprintf(out, "%s%s", n++ ? ",\n          " : "require = ",
				r->figures[k].metric);
		}
	}
	if (n == 0)
		fprintf(out, "title = %s", s->name);
	putc('\n', out);
}

static void write_text(const struct draft *s, FILE *out)
{
	for (int p = 0; p <= 3; p++)
		for (size_t i = 0; i < s->count; i++)
			if (!s->rules[i].chatter && place(&s->rules[i]) == p)
				write_rule(s, &s->rules[i], out);
	fprintf(out, "\n; Still to say: which lines mean that the run failed (is = fail), and "
		     "which is the\n; last one (is = close, with \"ends = yes\" in [kind]).\n");
	write_kind(s, out);
}

static void write_paths(const struct draft *s, FILE *out)
{
	const struct draft_rule *r = &s->rules[0];

	if (s->form == DRAFT_XML)
		fprintf(out, "\n; paths are relative to what is one record (record = * is the "
			     "document)\n[xml]\ndetect = %s\nrecord = *\n", s->detect);
	else
		fprintf(out, "\n; paths are relative to what is one record (record = . is the "
			     "document)\n[json]\ndetect = %s\nrecord = .\n", s->detect);
	write_unproved(r, out);
	for (size_t i = 0; i < r->count; i++)
		write_figure(&r->figures[i], out);
	fprintf(out, "; Still to say: the path of the version (= version), of what sets runs apart "
		     "(= param NAME),\n; and of an error (= fail).\n");
}

static bool is_figure(const struct draft_rule *r, const char *name, size_t size)
{
	for (size_t i = 0; i < r->count; i++)
		if (strlen(r->figures[i].key) == size &&
		    memcmp(r->figures[i].key, name, size) == 0)
			return true;
	return false;
}

static void write_columns(const struct draft *s, FILE *out)
{
	const struct draft_rule *r = &s->rules[0];
	struct arena a = { 0 };

	fprintf(out, "\n; every row is a record\n[csv]\n");
	write_folded("header", s->detect, out);
	if (s->separator != ',')
		fprintf(out, "separator = %s\n", s->separator == ';' ? "semicolon" : "tab");
	write_unproved(r, out);
	for (const char *at = s->detect; *at; at += strspn(at, ", ")) {
		size_t size = strcspn(at, ",");

		if (!is_figure(r, at, size))
			fprintf(out, "%.*s = param %s\n", (int)size, at,
				draft_name(&a, at, size));
		at += size;
	}
	for (size_t i = 0; i < r->count; i++)
		write_figure(&r->figures[i], out);
	arena_release(&a);
}

void draft_write(const struct draft *s, const char *log, FILE *out)
{
	const char *base = strrchr(log, '/');

	fprintf(out, "; Sketched by `desmet grammar` from one log, %.100s.\n",
		base ? base + 1 : log);
	fprintf(out, "; What it could not know is said: `unproved` marks a rule, a semicolon a "
		     "figure that is not\n; read. Read the log beside it, put names and units "
		     "right, take the marks out, then\n; `desmet check` this file and `desmet "
		     "parse LOG --to tsv --grammars FOLDER` with its folder.\n; The language: "
		     "parse/README.md.\n\n");
	fprintf(out, "[grammar]\nname = %s\ntitle = %s, in your words what it does\n", s->name,
		s->name);
	fprintf(out, "unproved = a sketch that nobody has held against the log yet\n");
	if (s->full)
		fprintf(out, "; only the first %d forms of lines are in it\n", DRAFT_RULES);
	write_metrics(s, out);
	write_units(s, out);
	if (s->form == DRAFT_TEXT)
		write_text(s, out);
	else if (s->form == DRAFT_JSON || s->form == DRAFT_XML)
		write_paths(s, out);
	else
		write_columns(s, out);
}
