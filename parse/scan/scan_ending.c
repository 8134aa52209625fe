/*
 * scan_ending.c - lines that say how a run has failed, before its records (`is = announce, fail`).
 *
 * A tool that is interrupted says so at once, and then what was done until then, as if that had been
 * the run. So the records that follow have failed, and no others: of a run that other lines announce
 * all that come until it says enough, or until lines announce the next one; of any other run one
 * document, or the first record, and those that begin before it has ended. One that stands directly
 * behind it, a line each, may be of that run or of the next one, and so may a first one that stands
 * further below. Where none follows, there is one that has failed.
 */
#include "parse/scan/scan_state.h"

#define NEAR 3 /* lines behind, two of which may be blank, a run that nothing announced tells of itself */

/* A failed record tells of all that was announced, and of which none has come. */
void scan_ending_tells(struct scan *s, const struct grammar *g)
{
	for (size_t i = 0; i < s->note_count; i++)
		s->notes[i].told |= s->notes[i].rule->grammar == g;
}

/* Has a line announced the run that is on? */
bool scan_ending_announced(const struct scan *s, const struct grammar *g)
{
	for (size_t i = 0; i < s->note_count; i++)
		if (s->notes[i].rule->grammar == g && s->notes[i].rule->key_count && !s->notes_used)
			return true;
	return false;
}

void scan_ending_over(struct scan *s)
{
	const struct scan_ending e = s->ending;

	s->ending.fault.rule = NULL;
	if (e.fault.rule == NULL || e.used)
		return;
	scan_fault_record(s, &e.fault);
	scan_ending_tells(s, e.fault.rule->grammar);
}

/* Another run is announced. */
static void next_run(struct scan *s, const struct rule *r)
{
	if (s->fault_count && !r->behind && s->faults[0].rule->grammar == r->grammar)
		scan_fault_over(s);
	if (s->ending.fault.rule == NULL || s->ending.fault.rule->grammar != r->grammar || r->behind)
		return;
	if (s->rec.now.grammar == r->grammar)
		scan_doubt_leave(s);
	scan_ending_over(s);
	scan_note_over(s);
}

bool scan_ending_take(struct scan *s, const struct rule *r, const char *line, size_t size)
{
	struct scan_ending *e = &s->ending;

	if (!(r->is & RULE_FAIL)) {
		next_run(s, r);
		return false;
	}
	if (s->rec.now.grammar == r->grammar)
		scan_doubt_leave(s);
	if (e->fault.rule == NULL || e->used || !e->announced) { /* else it is the same run's */
		scan_ending_over(s);
		*e = (struct scan_ending){ .announced = scan_ending_announced(s, r->grammar) };
		scan_fault_say(s, &e->fault, r, line, size);
	}
	return true;
}

enum scan_ending_of scan_ending_holds(struct scan *s, const struct grammar *opens, int64_t line)
{
	const struct scan_ending *e = &s->ending;
	const struct scan_fault *f = &e->fault;
	bool open = record_is_open(&s->rec);

	if (f->rule && f->rule->grammar != opens && !e->announced && !open)
		scan_ending_over(s);
	if (f->rule == NULL || f->rule->grammar != opens)
		return SCAN_ENDING_NONE;
	if (e->announced || (e->used ? open && s->rec.now.grammar == opens : line <= f->line + NEAR))
		return SCAN_ENDING_ITS;
	return !e->used || e->last + 1 == line ? SCAN_ENDING_MAYBE : SCAN_ENDING_NONE;
}

void scan_ending_blame(struct scan *s, enum scan_ending_of of)
{
	struct scan_ending *e = &s->ending;

	if (of == SCAN_ENDING_MAYBE)
		record_incomplete(&s->rec, "it may be of the run of line %lld: %.*s", (long long)e->fault.line,
				  (int)e->fault.size, e->fault.reason);
	else
		record_fail(&s->rec, e->fault.reason, e->fault.size);
	e->used = true;
	e->last = s->line;
}

void scan_ending_said(struct scan *s, const struct grammar *g, bool document)
{
	struct scan_ending *e = &s->ending;

	if (e->fault.rule && e->fault.rule->grammar == g && e->used &&
	    !(document && e->announced)) /* other forms may follow */
		e->fault.rule = NULL;
}
