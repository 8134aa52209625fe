/*
 * scan_word.c - what a shell, or a program that runs another one, says of a command: that it could
 * not be run ("fio: command not found"), or did not live to its end ("Killed").
 *
 * Nobody's tool prints such a line, and yet it is the only one that says why a run has no figures. A
 * tool that was not there has failed; so has the record that was being read when its tool died, unless
 * it is whole; and so has what was measured around the command (`outer`: time), where the word stands
 * directly above it.
 */
#include <string.h>

#include "parse/scan/scan_private.h"

/* What the rule, which matches the line, has captured as the command; NULL: nothing. */
static const char *command_of(struct scan *s, const struct rule *r, const char *line, size_t size,
			      size_t *out_size)
{
	const struct regex *x = grammar_regex(&r->match);

	if (x == NULL || !scan_text_matches(s, &r->match, line, size))
		return NULL;
	for (size_t g = 1; g <= regex_groups(x); g++) {
		const struct role *role = regex_tag(x, g);
		const char *text = role && role->kind == ROLE_COMMAND
				 ? regex_group(s->scratch, line, g, out_size) : NULL;

		if (text)
			return text;
	}
	return NULL;
}

/* Whose program a word of the command is, `rather` this one's; NULL: nobody knows any. */
static const struct grammar *whose(struct scan *s, const char *text, size_t size,
				   const struct grammar *rather)
{
	const struct grammar *found = NULL;

	for (size_t i = 0, start; i < size; i++) {
		for (start = i; i < size && text[i] != ' ' && text[i] != '\t'; i++)
			if (text[i] == '/')
				start = i + 1;
		const struct grammar *g = i > start
			? grammars_of_command(s->all, text + start, i - start) : NULL;

		if (g && g == rather)
			return g;
		if (found == NULL)
			found = g;
	}
	return found;
}

static void keep(struct scan *s, const struct rule *r, const char *line, size_t size)
{
	size_t blanks = scan_blanks(line, size);

	size -= blanks;
	s->word_size = size < sizeof(s->word) ? size : sizeof(s->word);
	memcpy(s->word, line + blanks, s->word_size);
	s->word_of = r;
}

bool scan_word_names(struct scan *s, const struct rule *r, const char *line, size_t size)
{
	size_t n = 0;
	const char *command = command_of(s, r, line, size, &n);

	return (r->is & RULE_UNRUN) && command && whose(s, command, n, NULL);
}

bool scan_word_take(struct scan *s, const struct rule *r, const char *line, size_t size)
{
	const struct grammar *open = s->rec.now.grammar, *g = NULL;
	size_t n = 0;
	const char *command = command_of(s, r, line, size, &n);

	if (command)
		g = whose(s, command, n, open);
	keep(s, r, line, size);
	if (r->is & RULE_UNRUN) {
		if (g == NULL || (s->only && g != s->only))
			return open == NULL;
		if (open && (s->enough || open == g))
			scan_doubt_leave(s);
		record_unrun(&s->rec, g, s->line, s->word, s->word_size);
	} else if (open && (command == NULL || g == open)) {
		record_died(&s->rec, s->word, s->word_size);
		if (s->heading) /* it had begun, though nothing but that was printed */
			s->tentative = s->heading = false;
		scan_doubt_leave(s);
	} else {
		return open == NULL;
	}
	record_uses(&s->rec, r->grammar);
	return true;
}

void scan_word_blame(struct scan *s, const struct grammar *opened)
{
	if (s->word_size == 0 || !opened->outer || s->word_of->how & RECORD_WEAK)
		return;
	record_fail(&s->rec, s->word, s->word_size);
	record_uses(&s->rec, s->word_of->grammar);
}

void scan_word_pass(struct scan *s, const char *line, size_t size)
{
	const struct grammar *g = s->word_of->grammar;

	for (size_t i = 0; i < g->rule_count; i++)
		if (g->rules[i].is & RULE_NOISE &&
		    scan_text_matches(s, &g->rules[i].match, line, size))
			return;
	s->word_size = 0;
}
