/* t_words.c - templates to argv, and what a shell makes of quoted words. */
#include "collect/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/tap.h"

/* The words between bars: "a|b c|", or the error. */
static const char *words_of(struct arena *a, const char *text, const struct vars *v)
{
	struct conf conf = { .path = "t.ini" };
	const struct template t = { &conf, text, 7 };
	struct words w = { 0 };
	struct err err;
	const char *out = "";

	if (words_expand(&w, a, &t, v, &err) != 0)
		return arena_dup(a, err.text);
	for (size_t i = 0; i < w.count; i++)
		out = arena_printf(a, "%s%s|", out, w.list[i]);
	return out;
}

static const struct { const char *text, *want; } templates[] = {
	{ "", "" },
	{ "  one \t two  ", "one|two|" },
	{ "'one two' \"three 'four'\"", "one two|three 'four'|" },
	{ "a'b c'd", "ab cd|" },
	{ "'' \"\"", "||" },
	{ "--time={time} run", "--time=10|run|" },
	{ "$HOME * | ; &", "$HOME|*|||;|&|" },
	{ "{blank}", "a b c|" },
	{ "x{blank}y", "xa b cy|" },
	{ "{empty}", "|" },
	{ "awk '{{print}'", "awk|{print}|" },
	{ "{tim}", "t.ini:7: {tim} is not a variable here; did you mean {time}?" },
	{ "{}", "t.ini:7: {} is not a variable here; a brace is written {{" },
	{ "{time", "t.ini:7: \"{time\" has no closing brace" },
	{ "one 'two", "t.ini:7: a quote (') is not closed" },
	{ "{outer}", "from outside|" },
};

static void test_templates(struct tap *t)
{
	struct vars outer = { .outer = NULL }, v = { .outer = &outer };
	struct arena a = { 0 };

	vars_set(&outer, "outer", "from outside");
	vars_set(&outer, "time", "99");
	vars_set(&v, "time", "10");
	vars_set(&v, "blank", "a b c");
	vars_set(&v, "empty", "");
	for (size_t i = 0; i < ARRAY_LEN(templates); i++)
		is_text(t, words_of(&a, templates[i].text, &v), templates[i].want,
			templates[i].text);
	free(outer.list);
	free(v.list);
	arena_release(&a);
}

/* Runs `sh -c LINE` and reads what it prints. */
static char *shell(const char *line)
{
	static const char *const argv0 = "sh";
	int ends[2];
	char *text = mem_new(4096, 1);
	size_t n = 0;
	ssize_t got;

	if (pipe(ends) != 0)
		return text;
	pid_t pid = fork();
	if (pid == 0) {
		dup2(ends[1], 1);
		close(ends[0]);
		execlp(argv0, argv0, "-c", line, (char *)NULL);
		_exit(127);
	}
	close(ends[1]);
	while (n < 4095 && (got = read(ends[0], text + n, 4095 - n)) > 0)
		n += (size_t)got;
	close(ends[0]);
	waitpid(pid, NULL, 0);
	return text;
}

/* What must come back from a real shell as it went in, once and twice through. */
static void test_shell(struct tap *t)
{
	static const char *const hard[] = {
		"plain", "", " ", "a b", "it's", "\"", "\\", "$HOME", "`id`", "$(id)", "*", "?",
		"[a]", "~", "#", "!", "a;b", "a&b", "a|b", "<x>", "new\nline", "tab\there",
		"-n", "{}", "äöü", "\xff\xfe", "''", "'\\''", "a=b", "%s",
	};
	struct arena a = { 0 };
	struct words w = { 0 }, again = { 0 };
	const char *want = "";

	words_add(&w, &a, "printf");
	words_add(&w, &a, "%s|");
	for (size_t i = 0; i < ARRAY_LEN(hard); i++) {
		words_add(&w, &a, hard[i]);
		want = arena_printf(&a, "%s%s|", want, hard[i]);
	}
	char *got = shell(words_quoted(&a, &w));
	is_text(t, got, want, "words come back from sh -c");
	free(got);
	words_add(&again, &a, "sh");
	words_add(&again, &a, "-c");
	words_add(&again, &a, words_quoted(&a, &w));
	got = shell(words_quoted(&a, &again));
	is_text(t, got, want, "... and from a shell in a shell");
	free(got);
	arena_release(&a);
}

int main(void)
{
	struct tap t = { 0 };

	test_templates(&t);
	test_shell(&t);
	return done(&t);
}
