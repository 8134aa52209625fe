/*
 * scan_headless.c - records whose first lines are missing, as of runs of a loop of which grep or tail
 * has left a line or two each: where does the next run's begin?
 *
 * No line of a head says it. But such a record (it is incomplete from its first line on) has each
 * figure once: the line that tells one again is the next run's. So is the line that the record began
 * with, where a rule fits it that reads nothing of it, or what may stand several times in a run.
 *
 * Such a run may also stand behind one that is whole, up to its last figures and to where all was said.
 */
#include <string.h>

#include "parse/scan/scan_state.h"

/* What the line says before its first figure or round bracket, without blanks around it; a number in
   square ones is a name. Its size. */
static size_t first_words(const char *line, size_t size, char words[static SCAN_WORDS])
{
	bool name = false;
	size_t n = 0;

	for (size_t i = scan_blanks(line, size); i < size && n < SCAN_WORDS; i++) {
		if ((!name && scan_is_digit(line[i])) || line[i] == '(')
			break;
		name = line[i] == '[' || (name && line[i] != ']');
		words[n++] = line[i];
	}
	while (n && scan_is_blank(words[n - 1]))
		n--;
	return n;
}

void scan_headless_begin(struct scan *s, const struct rule *r, const char *line, size_t size)
{
	struct scan_headless *h = &s->headless;

	h->rule = r->spoils && !(r->is & RULE_ANNOUNCE) ? r : NULL;
	h->size = h->rule ? first_words(line, size, h->words) : 0;
}

/* Is it the line that the record began with once more, but for its figures? */
static bool begins_again(struct scan *s, const struct rule *r, const char *line, size_t size)
{
	const struct scan_headless *h = &s->headless;
	char words[SCAN_WORDS];
	size_t n = first_words(line, size, words);

	if (n != h->size || memcmp(words, h->words, n) != 0)
		return false;
	if (scan_rule_outside(s, line, size) == h->rule)
		return true;
	scan_rule_matches(s, &r->match, line, size);
	return false;
}

bool scan_headless_next(struct scan *s, const struct rule *r, const char *line, size_t size)
{
	const struct regex *regex;
	struct capture list[SCAN_GROUPS];
	struct captures captures = { list, 0 };
	bool vague = r->is & (RULE_NOISE | RULE_ENOUGH) || r->spoils;

	if (s->headless.rule == NULL || s->tentative || !record_is_open(&s->rec) ||
	    r->is & (RULE_OPEN | RULE_TABLE | RULE_INTERVAL | RULE_ANNOUNCE))
		return false;
	regex = r->role_count ? grammar_regex(&r->match) : NULL;
	if (regex)
		captures.count = scan_rule_groups(s, &r->match, line, list);
	for (size_t g = 1; regex && g <= regex_groups(regex); g++) {
		const struct role *role = regex_tag(regex, g);
		size_t n;
		const char *text = role && role->kind == ROLE_METRIC
				   ? regex_group(s->scratch, line, g, &n) : NULL;

		if (text && (role->weak || r->how & RECORD_WEAK))
			vague = true; /* each stream has it */
		else if (text && record_repeats(&s->rec, role, text, n, r->how, &captures))
			return true;
	}
	return vague && begins_again(s, r, line, size);
}

bool scan_headless_behind(const struct scan *s, const struct rule *r)
{
	const struct record *now = &s->rec.now;
	bool reads = false;

	if (!s->enough || !now->last || r->grammar != now->grammar ||
	    r->is & (RULE_OPEN | RULE_ANNOUNCE | RULE_INTERVAL))
		return false;
	for (size_t i = 0; i < r->role_count; i++)
		reads |= r->roles[i].role.kind == ROLE_METRIC;
	return reads || (r->spoils && s->doubt.grammar == NULL);
}
