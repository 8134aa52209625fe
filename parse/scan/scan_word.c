/*
 * scan_word.c - what a shell, or a program that runs another one, says of a command: that it could
 * not be run ("fio: command not found"), or did not live to its end ("Killed").
 *
 * Nobody's tool prints such a line, and yet it is the only one that says why a run has no figures. A
 * tool that was not there has failed; so has the record that was being read when its tool died, unless
 * it is whole; so has a run of which nothing was printed, where the word names the tool; and so has
 * what was measured around the command (`outer`: time), where the word stands directly above it.
 */
#include <string.h>

#include "parse/scan/scan_state.h"

/* What the rule, which matches the line, has captured as the command; NULL: nothing. */
static const char *command_of(struct scan *s, const struct rule *r, const char *line, size_t size,
			      size_t *out_size)
{
	const struct regex *x = grammar_regex(&r->match);

	if (x == NULL || !scan_rule_matches(s, &r->match, line, size))
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

/* A command in a shell's own words: `( sleep 1; fio x )`, `sh -c 'fio x'`. */
static bool parts(char c)
{
	return c && strchr(" \t'\"`;()|&<>", c) != NULL;
}

/* Whose program a word of the command is, `rather` this one's, and rather one's that is run than that
   of `outer`, which runs it; NULL: nobody knows any. */
static const struct grammar *whose(struct scan *s, const char *text, size_t size,
				   const struct grammar *rather, bool *outer)
{
	const struct grammar *found = NULL;

	*outer = false;
	for (size_t i = 0, start; i < size; i++) {
		for (start = i; i < size && !parts(text[i]); i++)
			if (text[i] == '/')
				start = i + 1;
		const struct grammar *g = i > start
			? grammars_of_command(s->all, text + start, i - start) : NULL;

		if (g == NULL)
			continue;
		*outer |= g->outer;
		if (g == rather || found == NULL || (found != rather && found->outer))
			found = g;
	}
	return found;
}

static void keep(struct scan *s, const struct rule *r, const char *line, size_t size)
{
	size_t blanks = scan_blanks(line, size);

	scan_word_forget(s);
	size -= blanks;
	s->word_size = size < sizeof(s->word) ? size : sizeof(s->word);
	memcpy(s->word, line + blanks, s->word_size);
	s->word_of = r;
	s->word_line = s->line;
}

bool scan_word_names(struct scan *s, const struct rule *r, const char *line, size_t size)
{
	size_t n = 0;
	bool outer;
	const char *command = command_of(s, r, line, size, &n);

	return !(r->how & RECORD_WEAK) && command && whose(s, command, n, NULL, &outer);
}

/* Of a run of which nothing was printed: one more record, which has failed. */
static void take_unseen(struct scan *s, const struct grammar *g)
{
	const struct grammar *open = s->rec.now.grammar;

	if (open && (s->enough || open == g))
		scan_doubt_leave(s);
	record_unrun(&s->rec, g, s->line, s->word, s->word_size);
}

/* Its tool died: was nothing of this run printed? What is open may be an earlier one, which is whole,
   and what was announced is told already. */
static bool is_unseen(const struct scan *s, const struct rule *r, const struct grammar *g)
{
	const struct grammar *open = s->rec.now.grammar;

	return g && !(r->how & RECORD_WEAK) && (open != g || s->enough) &&
	       !(s->notes_over == s->line && s->notes_over_of == g);
}

static bool is_word_end(const char *text, size_t size, size_t at)
{
	return at == size || !(scan_is_letter(text[at]) || scan_is_digit(text[at]) || text[at] == '_');
}

/* Does the command of a record begin with a word that the line has, too? It may have no command. */
static bool is_of(const struct measure_record *m, const char *text, size_t size)
{
	static const char key[] = "command=";
	const char *at = m->context->parameters;

	while (at && *at && strncmp(at, key, sizeof(key) - 1) != 0)
		at = (at = strchr(at, ';')) ? at + 1 : NULL;
	if (at == NULL || *at == '\0')
		return true;
	at += sizeof(key) - 1;
	for (size_t n = strcspn(at, " ;"), i = 0; i + n <= size; i++)
		if (memcmp(text + i, at, n) == 0 && (i == 0 || is_word_end(text, size, i - 1)) &&
		    is_word_end(text, size, i + n))
			return true;
	return false;
}

/* A job's end is told behind what was measured of it. */
static bool fails_above(struct scan *s, const char *text, size_t size)
{
	struct record_batch *b = &s->rec.batch;

	if (record_is_open(&s->rec) || b->count == 0 || s->outer_line == 0 ||
	    !is_of(&b->records[b->count - 1], text, size))
		return false;
	size_t blanks = scan_blanks(text, size);

	record_fail_last(&s->rec, text + blanks, size - blanks);
	return true;
}

bool scan_word_take(struct scan *s, const struct rule *r, const char *line, size_t size)
{
	const struct grammar *open = s->rec.now.grammar, *g = NULL;
	size_t n = 0;
	bool outer = false;
	const char *command = command_of(s, r, line, size, &n);

	if (r->below && fails_above(s, line, size)) {
		record_uses(&s->rec, r->grammar);
		return true;
	}
	if (command)
		g = whose(s, command, n, open, &outer);
	keep(s, r, line, size);
	if (s->only && g != s->only)
		g = NULL;
	if (r->is & RULE_UNRUN ? g != NULL : is_unseen(s, r, g)) {
		take_unseen(s, g);
	} else if (r->is & RULE_DIED && open && (command == NULL || g == open)) {
		record_died(&s->rec, s->word, s->word_size);
		if (s->heading) /* it had begun, though nothing but that was printed */
			s->tentative = s->heading = false;
		scan_doubt_leave(s);
	} else {
		s->word_lost = r->is & RULE_DIED && open == NULL && command == NULL &&
			       !(r->how & RECORD_WEAK);
		return open == NULL;
	}
	if (r->is & RULE_DIED && outer) /* what stands below it was not measured by what died */
		s->word_size = 0;
	record_uses(&s->rec, r->grammar);
	return true;
}

void scan_word_blame(struct scan *s, const struct rule *opened)
{
	const struct rule *word = s->word_of;
	const bool weak = word && word->how & RECORD_WEAK;

	if (s->word_size == 0 || !opened->grammar->outer ||
	    (opened->itself && (!word->itself || weak)) || (weak && !word->itself))
		return;
	s->word_lost = false;
	if (word->spoils)
		record_incomplete(&s->rec, "%s: %.*s", word->spoils, (int)s->word_size, s->word);
	else
		record_fail(&s->rec, s->word, s->word_size);
	record_uses(&s->rec, word->grammar);
}

void scan_word_pass(struct scan *s, const char *line, size_t size)
{
	const struct grammar *g = s->word_of->grammar;

	for (size_t i = 0; i < g->rule_count; i++)
		if (g->rules[i].is & RULE_NOISE &&
		    scan_rule_matches(s, &g->rules[i].match, line, size))
			return;
	scan_word_forget(s);
}

void scan_word_forget(struct scan *s)
{
	if (s->word_size && s->word_lost) {
		s->out->unknown_lines++;
		scan_problem(s, "outside a record", s->word_line, s->word, s->word_size);
	}
	s->word_size = 0;
	s->word_lost = false;
}
