/*
 * t_literal.c - what is read off a pattern, by hand; and that it never says no to a line that
 * the pattern matches: for lines made from the patterns, and for those of the kept logs. And which patterns
 * end with a number, and where it goes on.
 */
#include <stdint.h>
#include <stdlib.h>

#include "data/base/mem.h"
#include "parse/pattern/regex.h"
#include "tests/unit/tap.h"

static const struct { const char *pattern, *prefix, *inner; enum regex_blanks blanks; bool whole; } rows[] = {
	{ "^total: (\\d+)", "total: ", "", BLANKS_NONE, false },
	{ "^\\s+avg:", "avg:", "", BLANKS_SOME, true },
	{ "^\\s*avg:", "avg:", "", BLANKS_ANY, true },
	{ "^ *avg", "avg", "", BLANKS_ANY, true },
	{ "^[ \\t]+avg", "avg", "", BLANKS_SOME, true },
	{ "^\\s{4}avg", "avg", "", BLANKS_OTHER, false },
	{ "^word$", "word", "", BLANKS_NONE, true },
	{ "^abc?d", "ab", "", BLANKS_NONE, false },
	{ "^abc*d", "ab", "", BLANKS_NONE, false },
	{ "^abc{0,2}d", "ab", "", BLANKS_NONE, false },
	{ "^abc+d", "abc", "", BLANKS_NONE, false },
	{ "^a\\.b\\(c", "a.b(c", "", BLANKS_NONE, true },
	{ "^a\\tb", "a\tb", "", BLANKS_NONE, true },
	{ "^a\\x3bb", "a", "", BLANKS_NONE, false },
	{ "^a\\d", "a", "", BLANKS_NONE, false },
	{ "^a|b", "", "", BLANKS_NONE, false },
	{ "a|b", "", "", BLANKS_NONE, false },
	{ "^(a|b)cd", "", "cd", BLANKS_NONE, false },
	{ "^(?:a|b)+ cd (e)fgh", "", " cd ", BLANKS_NONE, false },
	{ "^[|]cd", "", "cd", BLANKS_NONE, false },
	{ "^[]a]cd", "", "cd", BLANKS_NONE, false },
	{ "^[^]a]cd", "", "cd", BLANKS_NONE, false },
	{ "^(\\d+) requests in", "", " requests in", BLANKS_NONE, false },
	{ "^(?<side>Client) connecting", "Client", "", BLANKS_NONE, false },
	{ "^\\s+(?:(abc)d)+e", "abc", "", BLANKS_SOME, false },
	{ "^(abc)?de", "", "de", BLANKS_NONE, false },
	{ "(\\d+) requests", "", " requests", BLANKS_NONE, false },
	{ "ab(?:cd)?efg", "", "efg", BLANKS_NONE, false },
	{ "(?i)^abc", "", "", BLANKS_NONE, false },
	{ "(?i)abc", "", "", BLANKS_NONE, false },
	{ "^(?x) a b", "", "", BLANKS_NONE, false },
	{ "^\\Qa.b\\E", "", "", BLANKS_NONE, false },
	{ "^$", "", "", BLANKS_NONE, false },
	{ "", "", "", BLANKS_NONE, false },
};

static const struct { const char *pattern; bool ends; } numbers[] = {
	{ "^sum: (?<v>\\d+)", true },
	{ "^sum: (?<v>[\\d.]+)", true },
	{ "^sum: (?<v>[0-9.,]+)", true },
	{ "^sum: (?<v>\\d{2}:\\d{2})", true },
	{ "^sum: (?<v>\\d+(?:\\.\\d+)?)", true },
	{ "^sum: (?<v>-|\\d+)", true },
	{ "^[(](?<a>\\w+)[)] (?<v>\\d+\\.\\d\\d)", true },
	{ "^sum: (?<v>\\d+)$", false },
	{ "^sum: (?<v>\\d+) ms", false },
	{ "^sum: (?<v>\\d+)(?![.,]?\\d)", false },
	{ "^sum: (?<v>\\d+(?!x))", true },
	{ "^sum: (?<v>\\w+(?!\\d))", false },
	{ "^sum: (?<v>\\d+|-)", false },
	{ "^sum: (?<v>\\S+)", false },
	{ "^sum: (?<v>[\\d.]+[kM]?)", false },
	{ "^sum: (?<v>[\\w.]+)", false },
	{ "^sum: (\\d+)", false },
	{ "^sum: \\d", false },
	{ "^sum: (?<=: )\\d+", false },
	{ "^sum [(?<] \\d", false },
	{ "", false },
};

static const struct { const char *rest; bool goes_on; } rests[] = {
	{ "", false },	  { " ms", false }, { ".", false },    { ", 3", false }, { "ms", false },
	{ ",234", true }, { ".5", true },   { "\\.5", true }, { "5", true },	 { "'234", true },
};

static void test_numbers(struct tap *t)
{
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
		size_t size;
		const char *name = regex_number_at_end(numbers[i].pattern, &size);

		ok(t, numbers[i].ends ? name && size == 1 && *name == 'v' : name == NULL,
		   "a number at the end of %s: %s", numbers[i].pattern, numbers[i].ends ? "yes" : "no");
	}
	for (size_t i = 0; i < ARRAY_LEN(rests); i++)
		ok(t, regex_number_goes_on(rests[i].rest, rests[i].rest + strlen(rests[i].rest)) == rests[i].goes_on,
		   "\"1%s\": the number %s", rests[i].rest, rests[i].goes_on ? "goes on" : "ends");
}

static void test_rows(struct tap *t)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct regex_literal l;

		regex_literal(rows[i].pattern, &l);
		bool good = l.prefix_size == strlen(rows[i].prefix) &&
			    memcmp(l.prefix, rows[i].prefix, l.prefix_size) == 0 &&
			    (l.prefix_size || (l.inner_size == strlen(rows[i].inner) &&
			     memcmp(l.inner, rows[i].inner, l.inner_size) == 0)) &&
			    (!l.prefix_size || (l.blanks == rows[i].blanks && l.whole == rows[i].whole));
		if (!ok(t, good, "%s", rows[i].pattern))
			printf("# prefix \"%.*s\", inner \"%.*s\", blanks %d, whole %d\n",
			       (int)l.prefix_size, l.prefix, (int)l.inner_size, l.inner,
			       (int)l.blanks, l.whole);
	}
}

/* --- it never says no to what matches -------------------------------------------------- */

static const char *const patterns[] = {
	"^a\\s+b", "^\\s*a+b", "^\\s+ab?", "^ab{2}c", "^ab{0}c", "^(ab)?c", "^(?:ab)*c", "ab?c",
	"a(b|c)d", "(?:ab|c)d", "ab+c", "ab*c+", "^[ab]+c", "^(?<v>[a-b]+)c", "^(?<v>[ab]?)c",
	"^[^a]b", "^[ab]*c", "^\\d+a", "^(\\d)?a", "^(?:\\d|a)b", "^\\s?ab", "^ {2}a", "^ ?a?b",
	"a\\.b", "^\\[ *a\\]", "^[\\]a]b", "b$", "^ab$", "^\\s*ab$", "^\\s+$", "^(?=a)ab", "^(?!a)b",
	"a\\b", "(?<=a)b", "^a??b", "^ab??c", "^ab++c", "^\\ba", "^a{,2}b", "^a{b}", "a{1,}b",
	"^(a)\\1b", "(?:a(?:b)?c)?d", "^\\s*+a", "^\\s+?a", "[.]a", "^.b", "^\\Sb", "^\\w+ b", "^ \\s*a",
	"^(?<v>a)b", "^(ab)+c", "^((a)b|c)d", "^(?:(?<v>ab)c)*d", "^(ab?)c", "^(a|b)(c)", "^(a)(b|c)",
	"^(ab)$", "^\\s*(a)b", "^(?=(a))b", "^(?:a(?:b)?)?c", "^\\d{2}a", "^\\d{0,2}a", "^(?<v>\\d{1,2})a",
	"^((?:a)*b)c", "^(\\[a\\])b", "^( a)b", "^(?: |a)b", "b c$", "^a.*c d$", "a+b$", "ab?$",
	"^(?:ab|cd)1", "^(?:a|b1)?c", "^[0-9a-d]+\\.", "^a{2}\\d", "^(?:a$|b)", "^(?:(?:a|b)+c)+d",
	"^[^\\d.]+1", "^\\D\\d", "^\\W?a", "^(?<v>[a-d]{2}) c", "^(?:\\[\\d\\])?[abc]*d",
	"^\\d[\\d. ]*a", "^[]a]+b", "^[^]a]d", "^[a\\]]c", "^[\\w-]+\\.", "^(?>a|ab)c", "^(?=.b)a",
	"^(?<!a)b", "^a{1,2}+b", "^(?:a{0}|b)c", "^\\Aab", "^a\\h?b", "^[[:alpha:]]b", "^(?:\\x61)b",
	"^(?|a|b)c", "^(?:a|^b)c", "^((((a))))b", "^(?:|a)b", "^ab {2}c", "^\\s*(?:a|b c)d",
	"^(?<v>[a-c]*\\.ab)", "(?:(?:a|b)c1)d", "a(?:b(?:c|d)1)", "^a(b\\.?c)$", "^(?:a(b)+)c", "(a(?:b|c)?)+d",
	"^(?:ab(?=c)c)", "^(?<v>a(?!b)c)", "a[bc]*$", "^a(?:b|cd)$", "^(?:a|b$)", "^a(b|)$", "^(a$)?b", "^a(?:b$|c)d?$",
	"^(?:a|b)+$", "^a.?$", "^a\\s*$", "^a(?: b)*$", "^[ab]$|c", "^(?:[ab]|c$)", "a (?:b) c$", "(?:a b)(?:c)d",
	"^ ??a", "^ ?+a", "^\\s{1,2}?a", "^\\s{0,2}+a", "^ {2}+b", "^a{1b}?", "^a{b,1}c?", "^a{1,b", "a{2}b{0,1}c",
};

/* As parse/scan/scan_text.c decides: false is "this line cannot match". */
static bool may_match(const struct regex_literal *l, const char *s, size_t size)
{
	size_t blanks = strspn(s, " \t");

	for (size_t i = 0; i < REGEX_PLACES; i++)
		if (i < l->place_count && !byte_set_has(&l->places[i], (unsigned char)s[blanks + i]))
			return false;
	if (l->few_last && !byte_set_has(&l->last, (unsigned char)s[size - 1]))
		return false;
	if (l->prefix_size) {
		if (size - blanks < l->prefix_size || memcmp(s + blanks, l->prefix, l->prefix_size) != 0)
			return false;
		if (!l->whole)
			return true;
		return (!l->ends || size == blanks + l->prefix_size) &&
		       (l->blanks == BLANKS_ANY || (l->blanks == BLANKS_SOME) == (blanks > 0));
	}
	if (l->tail_size && (size < l->tail_size ||
			     memcmp(s + size - l->tail_size, l->tail, l->tail_size) != 0))
		return false;
	return regex_literal_may(l, s, size);
}

/* All lines of up to five of these signs that are not blank: what the scanner asks about. */
static void test_never_wrong(struct tap *t, struct regex_scratch *m)
{
	static const char signs[] = "ab c1.d[]";
	size_t base = sizeof(signs) - 1, total = base * base * base * base * base, matched = 0;

	for (size_t i = 0; i < ARRAY_LEN(patterns); i++) {
		struct regex_literal l;
		struct regex *r;
		struct err err = { 0 };
		size_t wrong = 0, eager = 0;

		regex_literal(patterns[i], &l);
		if (!ok(t, regex_compile(patterns[i], &r, &err) == 0, "%s", patterns[i]))
			continue;
		for (size_t n = 0; n < total; n++) {
			char line[] = "12345\nab1.d[] c"; /* others follow */
			size_t size = 1 + n % 5;

			for (size_t k = 0, rest = n; k < size; k++, rest /= base)
				line[k] = signs[rest % base];
			line[size] = '\n';
			if (strspn(line, " ") == size)
				continue;
			bool yes = regex_match(r, m, line, size) == REGEX_YES;
			bool may = may_match(&l, line, size);
			matched += yes;
			wrong += yes && !may;
			/* "whole" decides alone: it must not say yes either */
			eager += !yes && may && l.prefix_size && l.whole;
			if ((yes && !may && wrong < 3))
				printf("# %s matches \"%.*s\"\n", patterns[i], (int)size, line);
		}
		ok(t, wrong == 0 && eager == 0, "  refuses no line that matches (%zu), takes none that "
		   "does not (%zu)", wrong, eager);
		regex_free(r);
	}
	ok(t, matched > 10000, "%zu matches were seen", matched);
}

int main(void)
{
	struct tap t = { 0 };
	struct regex_scratch *m = regex_scratch_new();

	test_rows(&t);
	test_numbers(&t);
	test_never_wrong(&t, m);
	regex_scratch_free(m);
	return done(&t);
}
