/* t_opt.c - command lines: what is taken, what is left, what is said. */
#include "data/base/mem.h"
#include "data/base/opt.h"
#include "tests/unit/tap.h"

static const struct opt_row rows[] = {
	{ "rubric", 'r', "FILE", "what counts" }, { "quiet", 'q', NULL, "say nothing" },
	{ "series", 's', NULL, "keep them" },	  { "totals", 0, NULL, "no letter" },
	{ "threads", 'j', "N", "how many" },
	{ "set", 0, "KEY=VALUE...", "again and again" },
	{ "without", 'w', "NAME...", "again and again" },
};

/* Words are split at blanks; "~" is an empty word. */
static const struct {
	const char *line;
	const char *left, *rubric;
	int quiet, series;
	const char *error;
} cases[] = {
	{ "", "", NULL, 0, 0, NULL },
	{ "a b", "a b ", NULL, 0, 0, NULL },
	{ "-r x a", "a ", "x", 0, 0, NULL },
	{ "a -rx b", "a b ", "x", 0, 0, NULL },
	{ "a --rubric x", "a ", "x", 0, 0, NULL },
	{ "--rubric=x=y", "", "x=y", 0, 0, NULL },
	{ "--rubric=", "", "", 0, 0, NULL },
	{ "--rubric ~", "", "", 0, 0, NULL },
	{ "--rubric --quiet", "", "--quiet", 0, 0, NULL },
	{ "-qs a", "a ", NULL, 1, 1, NULL },
	{ "-qsr x", "", "x", 1, 1, NULL },
	{ "-qrs", "", "s", 1, 0, NULL },
	{ "- -q", "- ", NULL, 1, 0, NULL },
	{ "-q -- -s --rubric", "-s --rubric ", NULL, 1, 0, NULL },
	{ "--rubric", NULL, NULL, 0, 0, "option --rubric needs FILE" },
	{ "-q -r", NULL, NULL, 0, 0, "option -r needs FILE" },
	{ "--quiet=yes", NULL, NULL, 0, 0, "option --quiet takes no value" },
	{ "-q --quiet", NULL, NULL, 0, 0, "option --quiet is given twice" },
	{ "-rx -ry", NULL, NULL, 0, 0, "option --rubric is given twice" },
	{ "-qq", NULL, NULL, 0, 0, "option --quiet is given twice" },
	{ "--rubrik x", NULL, NULL, 0, 0,
	  "unknown option --rubrik; did you mean --rubric?" },
	{ "--serie", NULL, NULL, 0, 0, "unknown option --serie; did you mean --series?" },
	{ "--wheels", NULL, NULL, 0, 0, "unknown option --wheels" },
	{ "--rubrics=x", NULL, NULL, 0, 0,
	  "unknown option --rubrics; did you mean --rubric?" },
	{ "-qz", NULL, NULL, 0, 0, "unknown option -z" },
};

static int split(char *line, char **argv)
{
	int argc = 0;

	for (char *word = strtok(line, " "); word; word = strtok(NULL, " "))
		argv[argc++] = strcmp(word, "~") == 0 ? word + 1 : word;
	return argc;
}

static void test_cases(struct tap *t)
{
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct opts o = { .rows = rows, .count = ARRAY_LEN(rows) };
		char line[100], *argv[20], left[100] = "";
		struct err err = { 0 };
		int argc, rc;

		snprintf(line, sizeof(line), "%s", cases[i].line);
		argc = split(line, argv);
		rc = opts_parse(&o, &argc, argv, &err);
		if (cases[i].error) {
			ok(t, rc == -1 && err.code == EXIT_INPUT, "\"%s\" is refused",
			   cases[i].line);
			is_text(t, err.text, cases[i].error, "... with these words");
			continue;
		}
		ok(t, rc == 0, "\"%s\" is fine", cases[i].line);
		for (int k = 0; k < argc; k++) {
			strncat(left, argv[k], 30);
			strncat(left, " ", 2);
		}
		is_text(t, left, cases[i].left, "... what is left");
		is_text(t, opts_get(&o, "rubric"), cases[i].rubric, "... its rubric");
		ok(t,
		   opts_has(&o, "quiet") == cases[i].quiet &&
			   opts_has(&o, "series") == cases[i].series,
		   "... its flags");
	}
}

static void test_number(struct tap *t)
{
	static const struct {
		const char *text;
		long want;
		bool good;
	} numbers[] = {
		{ NULL, 9, true },    { "1", 1, true },
		{ "64", 64, true },   { "0", 0, false },
		{ "65", 0, false },   { "-1", 0, false },
		{ "", 0, false },     { "2x", 0, false },
		{ "1.5", 0, false },  { "99999999999999999999", 0, false },
		{ "many", 0, false },
	};

	for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
		struct opts o = { .rows = rows, .count = ARRAY_LEN(rows) };
		struct err err = { 0 };
		long n;

		o.values[4] = numbers[i].text;
		int rc = opts_number(&o, "threads", 1, 64, 9, &n, &err);
		const char *name = numbers[i].text ? numbers[i].text : "absent";
		if (numbers[i].good)
			ok(t, rc == 0 && n == numbers[i].want, "threads: %s", name);
		else
			has_text(t, rc == -1 ? err.text : NULL,
				 "--threads must be a whole number from 1 to 64", name);
	}
}

/* Words are split at blanks; the lists are what --set and --without give, in order. */
static const struct {
	const char *line, *sets, *withouts, *left;
} many[] = {
	{ "a", "", "", "a " },
	{ "--set x=1 a", "x=1 ", "", "a " },
	{ "--set x=1 -w b a --set=y=2 -wc --set x=1", "x=1 y=2 x=1 ", "b c ", "a " },
	{ "--set ~ -q --set --without", "~ --without ", "", "" },
	{ "--set x -- --set y", "x ", "", "--set y " },
};

static void list_values(const struct opts *o, const char *name, char *out, size_t size)
{
	const char *value;
	size_t at = 0;

	*out = '\0';
	while ((value = opts_each(o, name, &at)) != NULL) {
		size_t n = strlen(out);

		snprintf(out + n, size - n, "%s ", *value ? value : "~");
	}
}

static void test_many(struct tap *t)
{
	for (size_t i = 0; i < ARRAY_LEN(many); i++) {
		struct opts o = { .rows = rows, .count = ARRAY_LEN(rows) };
		char line[100], *argv[20], list[100];
		struct err err = { 0 };

		snprintf(line, sizeof(line), "%s", many[i].line);
		int argc = split(line, argv);
		ok(t, opts_parse(&o, &argc, argv, &err) == 0, "\"%s\" is fine",
		   many[i].line);
		list_values(&o, "set", list, sizeof(list));
		is_text(t, list, many[i].sets, "... what --set gives");
		ok(t, opts_has(&o, "set") == (*many[i].sets != '\0'), "... or not");
		list_values(&o, "without", list, sizeof(list));
		is_text(t, list, many[i].withouts, "... what --without gives");
		list_values(&o, "rubric", list, sizeof(list));
		is_text(t, list, "", "... an option that comes once gives no list");
		list[0] = '\0';
		for (int k = 0; k < argc; k++) {
			strncat(list, argv[k], 30);
			strncat(list, " ", 2);
		}
		is_text(t, list, many[i].left, "... and what is left");
		opts_release(&o);
	}
}

static void test_nearest(struct tap *t)
{
	static const char *const names[] = { "parse", "score", "report", "show", "go" };
	static const struct {
		const char *word, *near;
	} words[] = {
		{ "scroe", "score" }, { "prase", "parse" }, { "sohw", "show" },
		{ "shwo", "show" },   { "shows", "show" },  { "reprot", "report" },
		{ "x", NULL },	      { "", NULL },	    { "frobnicate", NULL },
		{ "gp", "go" },
	};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		is_text(t, opt_nearest(words[i].word, names, ARRAY_LEN(names)),
			words[i].near, words[i].word);
}

int main(void)
{
	struct tap t = { 0 };

	test_cases(&t);
	test_number(&t);
	test_many(&t);
	test_nearest(&t);
	return done(&t);
}
