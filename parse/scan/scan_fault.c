/*
 * scan_fault.c - failed records that yield to those of a document, or of rows, that follow (`yielding`).
 *
 * A tool that says what went wrong, and then prints a document, or a row for each job, as of a run that
 * went well, says of each again that it failed, often by a number alone. That is one failure, not two:
 * the first such record that follows is it, and this line its reason. Where nothing follows that failed,
 * the line is a record, and tells of all that lines have announced if no record of theirs came.
 */
#include <string.h>

#include "parse/scan/scan_state.h"

/* Where the line says why: what it captures so, or all of it. */
static const char *reason_of(struct scan *s, const struct rule *r, const char *line, size_t size, size_t *out_size)
{
	const struct regex *x = scan_rule_matches(s, &r->match, line, size) ? grammar_regex(&r->match) : NULL;

	for (size_t g = 1; x && g <= regex_groups(x); g++) {
		const struct role *role = regex_tag(x, g);
		const char *text = role && role->kind == ROLE_REASON
				 ? regex_group(s->scratch, line, g, out_size) : NULL;

		if (text)
			return text;
	}
	*out_size = size;
	return line;
}

void scan_fault_say(struct scan *s, struct scan_fault *f, const struct rule *r, const char *line, size_t size)
{
	size_t n;
	const char *reason = reason_of(s, r, line, size, &n);

	*f = (struct scan_fault){ .rule = r, .line = s->line,
				  .size = n < sizeof(f->reason) ? n : sizeof(f->reason) };
	memcpy(f->reason, reason, f->size);
}

void scan_fault_record(struct scan *s, const struct scan_fault *f)
{
	scan_doubt_leave(s);
	record_open(&s->rec, f->rule->grammar, f->line);
	if (f->rule->kind)
		record_kind(&s->rec, f->rule->kind, f->line);
	record_fail(&s->rec, f->reason, f->size);
	record_close(&s->rec, NULL);
}

bool scan_fault_take(struct scan *s, const struct rule *r, const char *line, size_t size)
{
	if (!r->yielding || s->fault_count == SCAN_FAULTS || s->rec.now.grammar == r->grammar ||
	    (r->context && scan_ending_announced(s, r->grammar))) /* what follows is its record's */
		return false;
	scan_doubt_leave(s);
	scan_fault_say(s, &s->faults[s->fault_count++], r, line, size);
	return true;
}

static bool is_number(const char *text)
{
	return text == NULL || text[strspn(text, "0123456789")] == '\0';
}

bool scan_fault_of(struct scan *s, size_t which)
{
	struct record *now = &s->rec.now;

	if (which >= s->fault_count || !now->failed || s->faults[which].rule->grammar != now->grammar)
		return false;
	if (is_number(now->reason)) {
		now->reason = NULL;
		record_fail(&s->rec, s->faults[which].reason, s->faults[which].size);
	}
	return true;
}

void scan_fault_done(struct scan *s)
{
	s->fault_count--;
	memmove(s->faults, s->faults + 1, s->fault_count * sizeof(s->faults[0]));
}

void scan_fault_document(struct scan *s, const struct grammar *g, size_t count)
{
	if (count)
		s->fault_count = 0; /* more of them than records: these sum several */
	else if (s->fault_count && s->faults[0].rule->grammar == g)
		scan_fault_over(s); /* it is another run's */
}

void scan_fault_over(struct scan *s)
{
	size_t count = s->fault_count;

	s->fault_count = 0;
	for (size_t i = 0; i < count; i++) {
		const struct grammar *g = s->faults[i].rule->grammar;

		scan_fault_record(s, &s->faults[i]);
		if (scan_ending_announced(s, g)) /* no record of that run has come: this tells of all */
			scan_ending_tells(s, g);
	}
}
