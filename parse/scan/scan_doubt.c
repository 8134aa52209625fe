/*
 * scan_doubt.c - two runs of a tool that write into one log at once: which line is whose, nobody
 * knows.
 *
 * Where a record begins though another one of its tool lacks its end, that one was either cut, and
 * all is well, or it is still being written. In the second case the rest of its lines must come, and
 * they are seen: a figure or a parameter that stands twice, a line that would count in another place
 * of the log, or outside of any record. Then all records since that beginning are incomplete. A
 * record that begins and ends alone, with nothing behind it, ends the doubt.
 */
#include <string.h>

#include "parse/scan/scan_state.h"

void scan_doubt_start(struct scan *s)
{
	s->doubt = (struct scan_doubt){ .grammar = NULL };
	s->rec.doubting = false;
}

void scan_doubt_evidence(struct scan *s)
{
	struct scan_doubt *d = &s->doubt;
	struct record_batch *b = &s->rec.batch;

	if (record_is_open(&s->rec) && s->rec.now.grammar == d->grammar)
		record_mixed(&s->rec, s->line);
	for (; d->first < b->count; d->first++)
		if (strcmp(b->records[d->first].context->grammar, d->grammar->name) == 0)
			record_spoil(&s->rec, d->first, "two runs are mixed: that of line %lld "
				     "had not ended, and line %lld is its, or of another one",
				     (long long)d->line, (long long)s->line);
	d->alone = false;
}

void scan_doubt_close(struct scan *s)
{
	struct scan_doubt *d = &s->doubt;
	const struct grammar *g = s->rec.now.grammar;
	bool mixed = s->rec.now.mixed;

	if (s->heading) { /* nothing of the tool stands below it */
		scan_doubt_leave(s);
		return;
	}
	record_close(&s->rec, NULL);
	if (d->grammar == NULL || d->grammar != g || s->rec.batch.count == 0)
		return;
	if (mixed)
		scan_doubt_evidence(s);
	d->alone = !d->within && !mixed &&
		   s->rec.batch.records[s->rec.batch.count - 1].status == MEASURE_OK;
}

/* A record ends because another one of its tool begins: is there doubt? */
static void close_for(struct scan *s)
{
	struct scan_doubt *d = &s->doubt;
	const struct record now = s->rec.now;

	scan_doubt_close(s);
	d->alone = false;
	if (d->grammar == now.grammar && !d->slight)
		return;
	const struct record_batch *b = &s->rec.batch;

	if (b->count == 0)
		return;
	enum measure_status status = b->records[b->count - 1].status;

	scan_doubt_start(s);
	if (status != MEASURE_FAILED && !(now.ended && status == MEASURE_OK))
		*d = (struct scan_doubt){ .grammar = now.grammar, .first = b->count,
					  .line = now.line, .slight = status == MEASURE_OK };
}

void scan_doubt_drop(struct scan *s)
{
	const struct record *now = &s->rec.now;

	/* It looked like one; the line may be of another that prepares or cleans up. */
	if ((now->param_count || s->rec.batch.value_count > s->rec.first_value) &&
	    (s->doubt.grammar == NULL || s->doubt.slight))
		s->doubt = (struct scan_doubt){ .grammar = now->grammar, .line = now->line,
						.first = s->rec.batch.count };
	record_drop(&s->rec);
}

void scan_doubt_leave(struct scan *s)
{
	if (record_is_open(&s->rec) && s->tentative)
		record_drop(&s->rec); /* only a beginning that several tools have */
	else if (record_is_open(&s->rec))
		scan_doubt_close(s);
	s->table = NULL;
	s->tentative = s->heading = s->enough = false;
	s->context = 0;
}

/* The last record of this grammar that was torn; NULL: there is none. */
static struct scan_torn *find_torn(struct scan *s, const struct grammar *g)
{
	for (size_t i = 0; i < SCAN_TORN; i++)
		if (s->torn[i].grammar == g)
			return &s->torn[i];
	return NULL;
}

/* The open record ends because one of another tool begins. */
static void tear(struct scan *s, const struct grammar *by)
{
	const struct record_batch *b = &s->rec.batch;
	const struct grammar *g = s->rec.now.grammar;
	bool whole = s->rec.now.ended || s->headless.rule || by->outer;
	struct scan_torn *old = find_torn(s, g);

	scan_doubt_close(s);
	if (whole || b->count == 0 || b->records[b->count - 1].status != MEASURE_INCOMPLETE)
		return;
	if (old == NULL)
		old = &s->torn[SCAN_TORN - 1];
	memmove(s->torn + 1, s->torn, (size_t)((char *)old - (char *)s->torn));
	s->torn[0] = (struct scan_torn){ g, by, b->records[b->count - 1].line,
					 b->records[b->count - 1].number, s->line };
}

/* A record begins whose beginning is lost: it may be the rest of one that was torn. Which it is of,
   nobody knows: that one may also have been killed. */
static void explain_torn(struct scan *s, struct scan_torn *t)
{
	record_explain(&s->rec, t->number, "line %lld is %s's: the rest of this run may be on line "
		       "%lld", (long long)t->at, t->by->tool, (long long)s->line);
	record_incomplete(&s->rec, "line %lld is %s's, within the run of line %lld: this may be the "
			  "rest of it", (long long)t->at, t->by->tool, (long long)t->line);
	t->number = 0; /* once: what comes first */
}

bool scan_doubt_is_lost(const struct rule *r)
{
	return r->spoils && r->in != UINT64_MAX && (r->in & 1); /* "in = outside" */
}

void scan_doubt_open(struct scan *s, const struct rule *r)
{
	struct scan_doubt *d = &s->doubt;
	bool open = record_is_open(&s->rec) && !s->tentative;
	bool lost = scan_doubt_is_lost(r);
	struct record_param counted[RECORD_PARAMS];
	struct scan_torn *torn;
	size_t count = 0;

	if (r->torn && record_is_open(&s->rec) && s->rec.now.grammar == r->grammar) {
		s->tentative = s->heading = false; /* the line is the open record's, too */
		record_incomplete(&s->rec, "%s", r->torn);
		open = true;
	}
	if (record_is_open(&s->rec) && s->tentative) { /* it was another record's beginning */
		if (s->rec.now.grammar == r->grammar)
			count = s->rec.now.param_count;
		memcpy(counted, s->rec.now.params, count * sizeof(counted[0]));
		record_drop(&s->rec);
	}
	if (open && s->rec.now.grammar == r->grammar)
		close_for(s);
	else if (open)
		tear(s, r->grammar);
	if (d->grammar != r->grammar)
		open = false;
	if (d->grammar == r->grammar && !open && !lost && (d->alone || d->slight))
		scan_doubt_start(s);
	if (d->grammar == r->grammar) {
		d->within = open;
		if (r->spoils) /* a beginning that is lost */
			scan_doubt_evidence(s);
	}
	record_open(&s->rec, r->grammar, s->line);
	record_counts_take(&s->rec, counted, count);
	s->rec.doubting = d->grammar == r->grammar && !d->slight;
	torn = find_torn(s, r->grammar);
	if (torn && r->spoils && !(r->is & RULE_ANNOUNCE))
		explain_torn(s, torn);
	else if (torn) /* another run */
		torn->grammar = NULL;
}
