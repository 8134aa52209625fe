/* t_conf.c - INI files: what is read, and what inih would have let pass in silence. */
#include <stdlib.h>

#include "data/base/conf.h"
#include "tests/unit/tap.h"

static int load(struct conf *c, const char *text, size_t size, struct err *err)
{
	*c = (struct conf){ 0 };
	*err = (struct err){ 0 };
	return conf_load_text(c, "x.ini", text, size, err);
}

static const struct {
	const char *text, *error;
} bad[] = {
	{ "a = 1\n", "x.ini:1: \"a\" stands before the first [section]" },
	{ "[s]\nwords\n", "x.ini:2: wanted \"[section]\"" },
	{ "[s\na = 1\n", "x.ini:1: a section's name ends in \"]\"" },
	{ "[]\n", "x.ini:1: a section without a name" },
	{ "[  ]\n", "x.ini:1: a section without a name" },
	{ "[s] x\n", "x.ini:1: nothing may follow the \"]\"" },
	{ "[s]\n[t]\n[s]\n", "x.ini:3: section [s] stands twice; first in line 1" },
	{ "[line a]\n[line   a]\n", "x.ini:2: section [line a] stands twice" },
	{ "[s]\na = 1\na = 2\n", "x.ini:3: \"a\" stands twice; first in line 2" },
	{ "[s]\na = 1 ; no\n", "x.ini:2: \" ;\" starts a comment" },
	{ "[s]\na = 1\n  2 ; no\n", "x.ini:3: \" ;\" starts a comment" },
	{ "[s]\n= 1\n", "x.ini:2: a value without a key" },
	{ "[s]\na : 1\n", "x.ini:2: a key ends in \"=\"" },
	{ "[s]\n  a = 1\n", "x.ini:2: an indented line goes on with the value above it" },
	{ "  a = 1\n", "x.ini:1: an indented line goes on with the value above it" },
	{ "\xff\xfe[\0s\0]\0", "x.ini:1: UTF-16 text; UTF-8 is wanted" },
	{ "[abcdefghijabcdefghijabcdefghijabcdefghijabcdefghij]\n",
	  "x.ini:1: a section's name has at most 49 characters" },
};

static void test_bad(struct tap *t)
{
	struct conf c;
	struct err err;

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		int rc = load(&c, bad[i].text, strlen(bad[i].text), &err);

		ok(t, rc == -1 && err.code == EXIT_INPUT, "bad text %zu is refused", i);
		has_text(t, err.text, bad[i].error, "... with file, line and reason");
		conf_release(&c);
	}
	ok(t,
	   load(&c, "[s]\na\0 = 1\n", 11, &err) == -1 &&
		   strstr(err.text, "x.ini:2: a NUL byte"),
	   "a NUL is refused");
	conf_release(&c);
}

/* A line of every length about the limit: whole, or refused with its line. */
static void test_long_lines(struct tap *t)
{
	size_t whole = 0, refused = 0, cut = 0;

	for (size_t n = 100; n < 400; n++) {
		char text[600] = "[s]\na = ";
		struct conf c;
		struct err err;

		memset(text + 8, 'x', n);
		strcpy(text + 8 + n, "\nb = 1\n");
		if (load(&c, text, strlen(text), &err) != 0) {
			refused += strncmp(err.text, "x.ini:2: the line has ", 22) == 0;
		} else {
			whole += c.count == 1 && c.sections[0].count == 2 &&
				 strlen(c.sections[0].entries[0].value) == n;
			cut += strlen(c.sections[0].entries[0].value) != n;
		}
		conf_release(&c);
	}
	ok(t, whole > 50 && refused > 50 && whole + refused == 300 && cut == 0,
	   "no line is cut: %zu are read, %zu refused", whole, refused);
}

static const char good[] = "; comment\n"
			   "[line transactions]\n"
			   "# another\n"
			   "match = ^a=b: (\\d+)\\x3b#c\n"
			   "\n"
			   "empty =\n"
			   "words = one\n"
			   "   two\n"
			   "\tthree\n"
			   "[ head ]\n"
			   "last=1";

static void check_good(struct tap *t, const char *text, size_t size, const char *how)
{
	struct conf c;
	struct err err;

	if (!ok(t, load(&c, text, size, &err) == 0 && c.count == 2, "a good text, %s",
		how)) {
		conf_release(&c);
		return;
	}
	const struct conf_section *s = conf_find(&c, "line", "transactions");
	ok(t,
	   s && s->line == 2 && conf_find(&c, "line", NULL) == s &&
		   conf_find(&c, "line", "x") == NULL,
	   "its section is found");
	is_text(t, conf_get(s, "match")->value, "^a=b: (\\d+)\\x3b#c", "a value");
	is_int(t, conf_get(s, "match")->line, 4, "its line");
	is_text(t, conf_get(s, "empty")->value, "", "an empty value");
	is_text(t, conf_get(s, "words")->value, "one two three", "a value that goes on");
	ok(t, conf_get(s, "last") == NULL, "no key of another section");
	s = conf_find(&c, "head", "");
	is_text(t, s ? conf_get(s, "last")->value : NULL, "1",
		"the last line without its end");
	conf_release(&c);
}

static void test_good(struct tap *t)
{
	char crlf[600] = "", bom[600] = "\xef\xbb\xbf";
	size_t n = 0;

	check_good(t, good, strlen(good), "LF");
	for (const char *s = good; *s; s++) {
		if (*s == '\n')
			crlf[n++] = '\r';
		crlf[n++] = *s;
	}
	check_good(t, crlf, n, "CRLF");
	memcpy(bom + 3, good, sizeof(good));
	check_good(t, bom, strlen(bom), "with a byte order mark");
}

/* --- keys as rows ----------------------------------------------------------------------
 */

struct wheel {
	const char *name;
	double size;
	int spokes, kind;
	bool round;
};

static const char *const wheel_kinds[] = { "front", "back", NULL };

static const struct conf_key keys[] = {
	{ "name", CONF_TEXT, CONF_FIELD(struct wheel, name, const char *), 0, 0, NULL, true,
	  "its name" },
	{ "size", CONF_NUMBER, CONF_FIELD(struct wheel, size, double), 0, 100, NULL, false,
	  "in cm" },
	{ "spokes", CONF_INTEGER, CONF_FIELD(struct wheel, spokes, int), 3, 50, NULL, false,
	  "how many" },
	{ "kind", CONF_CHOICE, CONF_FIELD(struct wheel, kind, int), 0, 0, wheel_kinds,
	  false, "where" },
	{ "round", CONF_YES_NO, CONF_FIELD(struct wheel, round, bool), 0, 0, NULL, false,
	  "is it" },
};

static const struct {
	const char *text, *error;
} rows[] = {
	{ "name = a\n", NULL },
	{ "name = a\nsize = 2.5\nspokes = 7\nkind = back\nround = yes\n", NULL },
	{ "size = 1\n", "x.ini:1: [wheel] needs \"name\" (its name)" },
	{ "name =\n", "x.ini:2: name has no value" },
	{ "name = a\nsize = 101\n",
	  "x.ini:3: size must be a number from 0 to 100, not \"101\"" },
	{ "name = a\nsize = nan\n", "x.ini:3: size must be a number" },
	{ "name = a\nsize = 1e400\n", "x.ini:3: size must be a number" },
	{ "name = a\nsize = 1,5\n", "x.ini:3: size must be a number" },
	{ "name = a\nsize =\n", "x.ini:3: size must be a number" },
	{ "name = a\nspokes = 3.5\n",
	  "x.ini:3: spokes must be a whole number from 3 to 50, not \"3.5\"" },
	{ "name = a\nkind = left\n",
	  "x.ini:3: kind must be one of front, back, not \"left\"" },
	{ "name = a\nround = true\n", "x.ini:3: round must be yes or no, not \"true\"" },
	{ "name = a\nspoeks = 7\n",
	  "x.ini:3: unknown key \"spoeks\" in [wheel]; did you mean \"spokes\"?" },
	{ "name = a\nweight = 7\n",
	  "x.ini:3: unknown key \"weight\" in [wheel]; known are \"name\", \"size\", "
	  "\"spokes\", \"kind\", \"round\"" },
	{ "name = a\nName = b\n", "x.ini:3: unknown key \"Name\"" },
};

static void test_rows(struct tap *t)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct wheel w = { .size = 1, .spokes = 5, .kind = 0 };
		char text[300];
		struct conf c;
		struct err err;

		snprintf(text, sizeof(text), "[wheel]\n%s", rows[i].text);
		int rc = load(&c, text, strlen(text), &err);
		if (rc == 0)
			rc = conf_read(&c, &c.sections[0], keys, ARRAY_LEN(keys), &w, NULL,
				       NULL, &err);
		if (rows[i].error)
			has_text(t, rc == -1 ? err.text : "(no error)", rows[i].error,
				 rows[i].error);
		else
			ok(t, rc == 0, "good rows %zu", i);
		if (i == 0)
			ok(t, w.size == 1 && w.spokes == 5,
			   "what is absent stays as it is");
		if (i == 1)
			ok(t,
			   strcmp(w.name, "a") == 0 && w.size == 2.5 && w.spokes == 7 &&
				   w.kind == 1 && w.round,
			   "all kinds of values are read");
		conf_release(&c);
	}
}

static void test_kinds(struct tap *t)
{
	static const char *const kinds[] = { "grammar", "line", NULL };
	static const char text[] = "[grammar]\nname = a\n[linee x]\n";
	struct conf c;
	struct err err;

	ok(t,
	   load(&c, text, strlen(text), &err) == 0 &&
		   conf_check_kinds(&c, kinds, &err) == -1,
	   "an unknown kind of section");
	is_text(t, err.text, "x.ini:3: unknown section [linee x]; did you mean [line]?",
		"... and what was meant");
	conf_release(&c);
}

/* What is missing is named at once. */
static void test_missing(struct tap *t)
{
	struct conf_key two[] = { keys[0], keys[1], keys[2] };
	struct wheel w = { 0 };
	struct conf c;
	struct err err;

	two[1].required = true;
	if (load(&c, "[wheel]\nspokes = 7\n", 19, &err) == 0)
		conf_read(&c, &c.sections[0], two, ARRAY_LEN(two), &w, NULL, NULL, &err);
	is_text(t, err.text, "x.ini:1: [wheel] needs \"name\" (its name), \"size\" (in cm)",
		"two keys that are missing");
	conf_release(&c);
}

static void test_list(struct tap *t)
{
	static const struct {
		const char *text;
		bool commas_only;
		const char *want;
	} lists[] = {
		{ "a, b c", false, "a|b|c|" },
		{ "a, b c", true, "a|b c|" },
		{ "", false, "" },
		{ " , a,,b , ", false, "a|b|" },
		{ "\ta b\t", true, "a b|" },
	};
	struct arena a = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
		size_t count;
		const char **list =
			conf_list(&a, lists[i].text, lists[i].commas_only, &count);
		char got[100] = "";

		for (size_t k = 0; k < count; k++) {
			strncat(got, list[k], 20);
			strncat(got, "|", 2);
		}
		is_text(t, got, lists[i].want, lists[i].text);
	}
	arena_release(&a);
}

int main(void)
{
	struct tap t = { 0 };

	test_bad(&t);
	test_long_lines(&t);
	test_good(&t);
	test_rows(&t);
	test_kinds(&t);
	test_missing(&t);
	test_list(&t);
	return done(&t);
}
