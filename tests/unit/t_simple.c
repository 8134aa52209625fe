/*
 * t_simple.c - simple patterns against PCRE2: every pattern of the shipped grammars and some
 * of our own, on every line of the kept logs and on what is left of it when it is cut.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <dirent.h>
#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/file.h"
#include "parse/language/grammars.h"
#include "parse/pattern/simple.h"
#include "tests/unit/tap.h"

/* One pattern, both ways. */
struct both {
	const char *pattern;
	struct simple *simple;
	pcre2_code *pcre;
};

static pcre2_code *compile(const char *pattern)
{
	pcre2_compile_context *context = pcre2_compile_context_create(NULL);
	PCRE2_SIZE at;
	int code;

	pcre2_set_newline(context, PCRE2_NEWLINE_ANYCRLF);
	pcre2_code *out = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
					PCRE2_NEVER_UTF | PCRE2_DOLLAR_ENDONLY, &code, &at,
					context);
	pcre2_compile_context_free(context);
	return out;
}

/* Do the two agree on this text, groups included? */
static bool agree(const struct both *b, pcre2_match_data *data, const char *text,
		  size_t size)
{
	struct simple_span spans[SIMPLE_GROUPS] = { { 0 } };
	bool yes = simple_match(b->simple, text, size, spans);
	int code = pcre2_match(b->pcre, (PCRE2_SPTR)text, size, 0, 0, data, NULL);
	const PCRE2_SIZE *at = pcre2_get_ovector_pointer(data);

	if (yes != (code >= 0))
		return false;
	for (size_t g = 1; yes && g <= simple_groups(b->simple); g++)
		if (spans[g].start != text + at[2 * g] ||
		    spans[g].size != at[2 * g + 1] - at[2 * g])
			return false;
	return true;
}

static size_t differing(struct both *list, size_t count, const char *log, size_t size,
			size_t *asked)
{
	pcre2_match_data *data = pcre2_match_data_create(64, NULL);
	size_t bad = 0;

	for (const char *s = log, *end = log + size; s < end;) {
		const char *eol = memchr(s, '\n', (size_t)(end - s));
		size_t n = (size_t)((eol ? eol : end) - s);

		for (size_t i = 0; n < 400 && i < count; i++)
			for (size_t cut = 0; cut <= n; cut += 1 + n / 7) {
				++*asked;
				if (!agree(&list[i], data, s, n - cut)) {
					bad++;
					printf("# %s\n#   on \"%.*s\"\n", list[i].pattern,
					       (int)(n - cut), s);
				}
			}
		s += n + 1;
	}
	pcre2_match_data_free(data);
	return bad;
}

/* Patterns with the corners of the language: what must be simple, what must not. */
static const struct { const char *pattern; bool simple; } corners[] = {
	{ "^a", true },		      { "^\\s*$", true },
	{ "^\\s+avg:\\s+(?<v>[\\d.]+)", true }, { "^(\\d+)(\\w*)$", false },
	{ "^(?<a>\\S+) (?<b>\\S+)$", true },   { "^\\S+:", false },
	{ "^[^:]+: .*$", true },	      { "^.*x", false },
	{ "^x.*", true },		      { "^(?:ab)+", false },
	{ "^a|b", false },		      { "a", false },
	{ "^a?", false },		      { "^a{2}", false },
	{ "^\\d++ \\w", true },	      { "^\\d+?x", false },
	{ "^(?<v>\\d+)(?<v>x)", false },       { "^\\bx", false },
	{ "^\\x41", false },		      { "^\\[ *(\\d+)\\]", true },
	{ "^[\\[\\]]+x", true },	      { "^[a-]b", true },
	{ "^\\tx", true },		      { "^(a", false },
	{ "^a)", false },		      { "^[a", false },
	{ "^((a)(b+))c", true },	      { "^[[:alpha:]]", false },
	{ "^a*b*c", true },		      { "^a*b*a", false },
	{ "^(?=a)a", false },		      { "^a+(?:b)$", true },
};

static void test_corners(struct tap *t)
{
	static const char *const texts[] = { "a", "ab", "  avg:  1.5", "12", "x y", "abc: d",
					     "[  7]", "[]x", "-b", "\tx", "abbc", "aac", "",
					     " ", "a\rb", "xa\r", "aab" };
	pcre2_match_data *data = pcre2_match_data_create(64, NULL);

	for (size_t i = 0; i < ARRAY_LEN(corners); i++) {
		struct both b = { corners[i].pattern, simple_compile(corners[i].pattern), NULL };
		bool good = true;

		ok(t, (b.simple != NULL) == corners[i].simple, "%s is %ssimple",
		   corners[i].pattern, corners[i].simple ? "" : "not ");
		if (b.simple == NULL)
			continue;
		b.pcre = compile(b.pattern);
		for (size_t k = 0; k < ARRAY_LEN(texts); k++)
			good &= agree(&b, data, texts[k], strlen(texts[k]));
		ok(t, good, "%s agrees with PCRE2", b.pattern);
		simple_free(b.simple);
		pcre2_code_free(b.pcre);
	}
	pcre2_match_data_free(data);
}

static size_t gather(const struct grammars *g, struct both *list, size_t room)
{
	size_t count = 0;

	for (size_t i = 0; i < g->count; i++) {
		const struct grammar *own = grammars_ready(g, g->list[i]);

		for (size_t k = 0; k < own->rule_count && count < room; k++) {
			const char *pattern = own->rules[k].match.text;
			struct simple *p = simple_compile(pattern);

			if (p)
				list[count++] = (struct both){ pattern, p, compile(pattern) };
		}
	}
	return count;
}

static void test_logs(struct tap *t)
{
	struct measure_names *names = measure_names_new();
	struct file_list files = { 0 };
	struct both list[400];
	struct grammars *g;
	struct err err;
	size_t asked = 0;

	if (grammars_load(NULL, names, &g, &err) != 0 ||
	    file_walk("tests/logs", &files, &err) != 0) {
		ok(t, false, "%s", err.text);
		return;
	}
	size_t count = gather(g, list, ARRAY_LEN(list));
	ok(t, count > 150, "%zu shipped patterns are simple", count);
	for (size_t i = 0; i < files.count; i++) {
		const char *path = files.entries[i].path;
		size_t size, n = strlen(path);

		if (files.entries[i].size > 30000 || strcmp(path + n - 4, ".log") != 0)
			continue;
		char *log = file_read(path, 1 << 20, &size, &err);
		size_t bad = log ? differing(list, count, log, size, &asked) : 1;
		if (bad)
			ok(t, false, "%s: %zu differ", path, bad);
		free(log);
	}
	ok(t, asked > 1000000, "%zu matches agree", asked);
	for (size_t i = 0; i < count; i++) {
		simple_free(list[i].simple);
		pcre2_code_free(list[i].pcre);
	}
	file_list_release(&files);
	grammars_free(g);
	measure_names_free(names);
}

int main(void)
{
	struct tap t = { 0 };

	test_corners(&t);
	test_logs(&t);
	return done(&t);
}
