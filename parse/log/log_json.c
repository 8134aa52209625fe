/* log_json.c - JSON documents: which grammar's they are, and what is read from them. */
#include <stdlib.h>
#include <string.h>

#include "parse/log/log_json_inside.h"
#include "parse/log/log_json_read.h"

#define LARGE (1024 * 1024) /* a document that goes on: does it, or was it cut long ago? */

static bool detected(void *ctx, struct json_event *e)
{
	const struct grammar **g = ctx;

	*g = e->node->tag;
	return false;
}

/* --- one document -------------------------------------------------------------------- */

/* Does the layout let this grammar read? The one that it names, and the other forms of its
   tool. */
bool log_json_may_read(const struct scan *s, const struct grammar *g)
{
	return g && (s->only == NULL || g == s->only || strcmp(g->tool, s->only->name) == 0);
}

/* Most say it near their beginning; only of others it is asked what depends on one of their members,
   which may be the last. */
enum json_result log_json_whose(const struct scan *s, const char *text, size_t size,
				const struct grammar **g, size_t *used)
{
	const struct json_node *chosen = s->all->detect.next;
	struct json_node plain = s->all->detect;
	enum json_result r;
	size_t stopped;

	plain.next = NULL;
	r = json_walk(text, size, &plain, detected, g, used);
	if (r == JSON_STOPPED || chosen == NULL ||
	    json_walk(text, size, chosen, detected, g, &stopped) != JSON_STOPPED)
		return r;
	*used = stopped;
	return JSON_STOPPED;
}

static size_t line_start(const char *text, size_t at)
{
	while (at > 0 && text[at - 1] != '\n')
		at--;
	return at;
}

/* Does a whole document of the grammar (NULL: of any) stand at text[at], which is within another one that was cut?
   Not what a document has in it: it ends its line, and begins behind other text, or its last bracket stands further left than the line of
   its first one. */
static bool is_document(const struct scan *s, const struct grammar *g, const char *text, size_t size,
			size_t at)
{
	const struct grammar *found = NULL;
	size_t used, end;

	if (log_json_whose(s, text + at, size - at, &found, &used) == JSON_DONE)
		found = log_json_inside_whose(s, text + at, used);
	if ((g ? found != g : !log_json_may_read(s, found)) ||
	    json_check(text + at, size - at, &used) != JSON_DONE)
		return false;
	end = at + used;
	size_t first = line_start(text, at), last = line_start(text, end - 1);

	if (first == last ? scan_blanks(text + first, at - first) == at - first
			  : scan_blanks(text + last, end - last) != end - 1 - last ||
			    (last + 1 < end && end - 1 - last >= scan_blanks(text + first, at - first)))
		return false;
	while (end < size && (text[end] == ' ' || text[end] == '\t' || text[end] == '\r'))
		end++;
	return end == size || text[end] == '\n' || text[end] == '{';
}

/* Where the next run's document begins in this one, which was cut: on the line at which it breaks or the one before, or, where
   what follows could be a part of it, anywhere. 0: nowhere. */
static size_t glued(const struct scan *s, const struct grammar *g, const char *text, size_t size,
		    size_t used, enum json_result result)
{
	size_t at = result == JSON_MORE ? 1 : used < size ? used : size;
	size_t to = result == JSON_MORE ? size : at + (at < size);

	/* a text that was cut goes on to the next quotation mark */
	for (int lines = 0; result != JSON_MORE && at > 1 && (lines += text[at - 1] == '\n') < 2;)
		at--;
	for (at += at == 0; at < to; at++)
		if (text[at] == '{' && scan_starts_json(text + at, size - at) &&
		    is_document(s, g, text, size, at))
			return at;
	return 0;
}

/* To the next line; or right here, where the line that does not fit is somebody else's whole line:
   the document was cut at a line's end. */
static size_t resume_at(const char *text, size_t size, size_t used)
{
	size_t start = used < size ? used : size;

	while (start > 0 && (text[start - 1] == ' ' || text[start - 1] == '\t'))
		start--;
	if (start > 0 && used < size && text[start - 1] == '\n')
		return start;
	const char *eol = memchr(text + used, '\n', size - used);
	return eol ? (size_t)(eol - text) + 1 : size;
}

/* What is wrong with a document that the walk did not end, as a line's problem and as a
   record's reason. */
static const struct fault {
	const char *problem, *reason;
} faults[] = {
	[JSON_MORE] = { "JSON ends early", "cut: JSON ends early" },
	[JSON_BROKEN] = { "broken JSON", "broken JSON" },
	[JSON_DEEP] = { "JSON too deep", "JSON nested too deep" },
};

/* The document ended early, is broken or too deep: what it gave is an incomplete record. */
static size_t broken(struct scan *s, struct log_json *r, const char *text, size_t size,
		     size_t used, enum json_result result)
{
	const struct fault *fault = &faults[result];
	struct recorder *rec = &s->rec;
	size_t next = result == JSON_DEEP ? 0 : glued(s, r->g, text, size, used, result);
	const char *reason = next ? "cut: the next document begins in it" : fault->reason;

	if (next)
		used = next;
	else
		next = result == JSON_MORE ? size : resume_at(text, size, used);
	int64_t line = s->line + scan_count_ends(text, text + used) + 1;

	s->in_array = false;
	s->out->broken_documents++;
	scan_problem(s, fault->problem, line,
		     text + (used < size ? used : 0),
		     (size_t)((char *)memchr(text + used, '\n', size - used) ?
			      (const char *)memchr(text + used, '\n', size - used) -
			      (text + used) : 0));
	if (!record_is_open(rec) && r->records == 0)
		record_open(rec, r->g, s->line + 1);
	if (record_is_open(rec))
		record_close(rec, reason);
	record_document_end(rec);
	s->line += scan_count_ends(text, text + next);
	return next;
}

/* The document is broken, or seems to go on. Where was it cut, and others' lines follow? Of one that
   has not ended yet only a line at which it breaks from its first byte on says so. */
static enum json_result cut_at(const char *text, size_t size, enum json_result lax, bool final,
			       size_t *used)
{
	size_t at;
	enum json_result r = json_check(text, size, &at);

	if (r != JSON_BROKEN || (lax == JSON_MORE && !final && text[at - 1] != '\n'))
		return lax;
	*used = at;
	return r;
}

/* An element of an array that no grammar knows. Among those of a grammar it is one of them, of
   which someone left out what tells them. */
static void odd_element(struct scan *s, const char *text, size_t size)
{
	const char *eol = memchr(text, '\n', size);
	size_t shown = eol ? (size_t)(eol - text) : size;

	if (s->array_known) {
		s->out->unknown_lines++;
		scan_problem(s, "not understood", s->line + 1, text, shown);
	} else if (s->array_odd_count++ == 0) {
		s->array_odd_line = s->line + 1;
		s->array_odd_size = shown < 160 ? shown : 160;
		s->array_odd = arena_dup_n(&s->arena, text, s->array_odd_size);
	}
}

/* An element is a grammar's: those before it that are nobody's are told of. */
static void know_array(struct scan *s)
{
	s->array_known = true;
	if (s->array_odd_count == 0)
		return;
	s->out->unknown_lines += s->array_odd_count;
	scan_problem(s, "not understood", s->array_odd_line, s->array_odd, s->array_odd_size);
	s->array_odd_count = 0;
}

/* A document of this grammar. */
static size_t document(struct scan *s, const struct grammar *g, const char *text,
		       size_t size, bool final)
{
	struct log_json r = { .s = s, .g = g, .counted = text, .line = s->line, .end = text + size,
			    .ending = scan_ending_holds(s, g, s->line + 1) };
	struct recorder *rec = &s->rec;
	const struct scan_ending ending = s->ending;
	int64_t number = rec->number, intervals = rec->intervals;
	size_t records = rec->batch.count, values = rec->batch.value_count, used;

	rec->document_number = ++rec->document_count;
	if (log_json_of_document(g)) {
		struct log_json ahead = r;

		json_walk(text, size, &g->json_root, log_json_document_value, &ahead, &used);
	}
	log_json_parts(&r.parts, g, text, size);
	enum json_result result = json_walk(text, size, &g->json_root, log_json_event, &r, &used);
	log_json_parts_free(&r.parts);

	if (result == JSON_BROKEN || (result == JSON_MORE && (final || size > LARGE)))
		result = cut_at(text, size, result, final, &used);
	if (result == JSON_MORE && !final) {
		/* Read again when there is more: take back what it gave so far. */
		record_take_back(rec, records, values);
		rec->number = number;
		rec->intervals = intervals;
		record_document_end(rec);
		s->ending = ending;
		return 0;
	}
	scan_ending_said(s, g, true);
	scan_fault_document(s, g, r.faults);
	if (result != JSON_DONE)
		return broken(s, &r, text, size, used, result);
	if (r.records == 0) { /* no element that is a record: the document itself, and why */
		record_open(rec, g, s->line + 1);
		record_close(rec, NULL);
	}
	record_document_end(rec);
	s->json_known = true;
	if (s->in_array)
		know_array(s);
	s->line = log_json_line(&r, text + used) - 1;
	return used;
}

/* --- documents that are a record together ---------------------------------------------- */

/* A document's name, and where what it says begins. */
struct joined {
	const struct grammar *g;
	const char *name, *said;
	size_t name_size;
};

/* Is a record open that further documents belong to? */
static bool joins(const struct scan *s)
{
	return record_is_open(&s->rec) && s->rec.now.grammar->join_first;
}

static bool joined_part(void *ctx, struct json_event *e)
{
	struct joined *j = ctx;

	if (e->node->tag == &j->g->join_first && e->what == JSON_VALUE && e->is_string) {
		j->name = e->text;
		j->name_size = e->size;
	} else if (e->node->tag == &j->g->join_last && e->what != JSON_END) {
		j->said = e->text - e->is_string;
		e->skip = true;
	}
	return true;
}

static bool is_named(const struct joined *j, const char *name)
{
	return strlen(name) == j->name_size && memcmp(name, j->name, j->name_size) == 0;
}

/* An error of a run that did not begin: what comes next is another run. */
static bool only_failed(const struct scan *s)
{
	const struct record *now = &s->rec.now;

	return s->join_lost && now->failed && !now->version && !now->run && !now->kind;
}

static void join_open(struct scan *s, const struct joined *j, bool first)
{
	struct recorder *rec = &s->rec;
	bool open = record_is_open(rec), mixed = open && !(first && only_failed(s));

	scan_csv_end(s);
	if (open)
		record_close(rec, NULL);
	record_open(rec, j->g, s->line + 1);
	record_unproved(rec, j->g->json_unproved);
	s->context = 0;
	s->table = NULL;
	s->tentative = s->heading = s->enough = false;
	s->join_lost = mixed || !first;
	if (mixed)
		record_incomplete(rec, "begins before the run above it has ended: what follows "
				  "may be of either");
	else if (!first)
		record_incomplete(rec, "cut: its beginning is missing");
}

/* Nothing of what a run says: somebody else's document. */
static bool says_nothing(const struct recorder *rec)
{
	const struct record *now = &rec->now;

	return !now->failed && !now->version && !now->run && !now->kind && !now->steps &&
	       !now->param_count && rec->batch.value_count == rec->first_value;
}

/* What the document says of the record. Of a run whose beginning is not known, or that is mixed
   with another one, only whether it failed: figures could be another run's. */
static void join_part(struct log_json *r, const struct joined *j, const struct json_node *n,
		      const char *end)
{
	struct scan *s = r->s;
	struct recorder *rec = &s->rec;
	bool first = is_named(j, r->g->join_first), last = is_named(j, r->g->join_last);
	bool opens = first || !record_is_open(rec);
	const struct role *role = n->tag;
	size_t used;

	if (opens)
		join_open(s, j, first);
	if (opens || !s->join_lost || (role && role->kind == ROLE_FAIL))
		json_walk(j->said, (size_t)(end - j->said), n, log_json_event, r, &used);
	if (opens && says_nothing(rec)) {
		record_drop(rec);
		return;
	}
	if (opens && !first && !rec->now.failed) {
		record_drop(rec);
		join_open(s, j, false);
	}
	rec->now.ended = last;
	if (last)
		record_close(rec, NULL);
}

/* One document, a line or (as others print it again) several: what it says is read as if it
   stood below its name in one document that is the record. */
static size_t joined(struct scan *s, const struct grammar *g, const char *text, size_t size,
		     bool final)
{
	const char *eol = memchr(text, '\n', size);
	struct log_json r = { .s = s, .g = g, .counted = text, .line = s->line };
	struct joined j = { .g = g };
	const struct json_node *n = g->json_root.child;
	enum json_result result;
	size_t used;

	if (eol == NULL && !final)
		return 0;
	size_t line = eol ? (size_t)(eol - text) + 1 : size;
	result = json_walk(text, line, &g->join_root, joined_part, &j, &used);
	if (result == JSON_MORE && line < size) {
		/* over several lines, or cut with others behind it */
		size_t cut = used;
		enum json_result whole = json_walk(text, size, &g->join_root, joined_part, &j,
						   &used);

		if (whole == JSON_MORE && !final)
			return 0;
		if (whole == JSON_DONE)
			result = whole;
		else
			used = cut;
	}
	if (result != JSON_DONE)
		return broken(s, &r, text, line, used, result);
	while (j.name && n && !(n->key && n->key_size == j.name_size &&
				memcmp(n->key, j.name, j.name_size) == 0))
		n = n->next;
	if (j.name && j.said && n)
		join_part(&r, &j, n, text + used);
	s->line += scan_count_ends(text, text + used);
	return used;
}

/* What begins as a document, and does not end as one, among those of a grammar: it may be one
   of them, too. */
static void maybe_cut(struct scan *s, const char *text, size_t size,
		      enum json_result result)
{
	const char *eol = memchr(text, '\n', size);

	if (!(s->in_array ? s->array_known : s->json_known))
		return;
	s->out->broken_documents++;
	scan_problem(s, faults[result].problem, s->line + 1, text,
		     (size_t)((eol ? eol : text + size) - text));
}

/* Not JSON, or cut before it said whose it is: bytes to the next run's document in it, if there is one. */
static size_t cut_before(struct scan *s, const char *text, size_t size, size_t used,
			 enum json_result result)
{
	size_t next = result == JSON_DEEP ? 0 : glued(s, NULL, text, size, used, result);

	if (next) {
		const char *eol = memchr(text, '\n', next);

		s->in_array = false;
		s->out->broken_documents++;
		scan_problem(s, faults[result].problem, s->line + 1, text,
			     eol ? (size_t)(eol - text) : next);
		s->line += scan_count_ends(text, text + next);
	} else {
		maybe_cut(s, text, size, result);
	}
	return next;
}

void log_json_end(struct scan *s)
{
	if (s->in_array && s->array_known) {
		s->out->broken_documents++;
		scan_problem(s, faults[JSON_MORE].problem, s->line + 1, "", 0);
	}
	s->in_array = false;
}

static size_t between(struct scan *s, const char *text, size_t size)
{
	size_t i = 0;

	while (i < size && (scan_is_space(text[i]) || text[i] == ',')) {
		s->line += text[i] == '\n';
		i++;
	}
	if (i < size && text[i] == ']') {
		s->in_array = false;
		i++;
	}
	return i;
}

/* Whether a document is another grammar's, too. */
struct other {
	const struct grammar *g;
	bool is;
};

static bool detected_other(void *ctx, struct json_event *e)
{
	struct other *o = ctx;

	o->is = e->node->tag == o->g;
	return !o->is;
}

/* A whole document that has been read, and is another grammar's besides: that reads it, too. */
static void read_beside(struct scan *s, const char *name, const char *text, size_t size, int64_t line)
{
	struct other o = { .g = grammars_find(s->all, name) };
	const struct json_node *chosen = s->all->detect.next;
	struct json_node plain = s->all->detect;
	size_t used;

	plain.next = NULL;
	if (!log_json_may_read(s, o.g))
		return;
	json_walk(text, size, &plain, detected_other, &o, &used);
	if (!o.is && chosen)
		json_walk(text, size, chosen, detected_other, &o, &used);
	if (!o.is)
		return;
	s->line = line;
	document(s, grammars_ready(s->all, o.g), text, size, true);
}

size_t log_json_known(struct scan *s, const struct grammar *g, const char *text, size_t size, bool final)
{
	int64_t line = s->line, faulty = s->out->broken_documents;
	size_t used;

	if (g->join_first)
		return joined(s, g, text, size, final);
	scan_csv_end(s);
	if (record_is_open(&s->rec))
		record_close(&s->rec, NULL);
	used = document(s, g, text, size, final);
	if (used && g->beside && s->out->broken_documents == faulty)
		read_beside(s, g->beside, text, used, line);
	return used;
}

/* A document of nobody's, but for what it may hold: otherwise it is chatter. */
static void others(struct scan *s, const char *text, size_t size)
{
	int64_t line = s->line;

	if (!log_json_inside(s, text, size) && s->in_array)
		odd_element(s, text, size);
	s->line = line + scan_count_ends(text, text + size);
}

/* ... that breaks at text[used], or ends early. What it holds is read; bytes to what stands behind it,
   0: it holds nothing. */
static size_t others_broken(struct scan *s, const char *text, size_t size, size_t used,
			    enum json_result result)
{
	int64_t line = s->line, faulty = s->out->broken_documents;
	size_t read = log_json_inside(s, text, result == JSON_MORE ? size : used), next = read;
	const char *eol = memchr(text + used, '\n', size - used);

	if (read && s->out->broken_documents == faulty) {
		next = result == JSON_MORE ? size : resume_at(text, size, used);
		s->out->broken_documents++;
		scan_problem(s, faults[result].problem, line + scan_count_ends(text, text + used) + 1,
			     text + used, (size_t)((eol ? eol : text + size) - (text + used)));
		s->in_array = false;
	}
	s->line = line + scan_count_ends(text, text + next);
	return next;
}

/* Bytes of the document that begins here; 0: more text is needed. NO: it only looked like one. */
static enum scan_took one(struct scan *s, const char *text, size_t size, bool final, size_t *used)
{
	const struct grammar *g = NULL;
	enum json_result r = log_json_whose(s, text, size, &g, used);

	if (r == JSON_MORE && !final)
		return SCAN_MORE;
	if (g)
		grammars_ready(s->all, g);
	if (log_json_may_read(s, g)) {
		*used = log_json_known(s, g, text, size, final);
	} else if (r == JSON_DONE) {
		others(s, text, *used);
	} else if (s->only && s->only->json && !s->only->join_first && r == JSON_MORE) {
		*used = document(s, s->only, text, size, final);
	} else if (r == JSON_STOPPED) {
		s->in_array = false;
		return SCAN_NO;
	} else {
		size_t at = *used;

		if ((*used = others_broken(s, text, size, at, r)) == 0 &&
		    (*used = cut_before(s, text, size, at, r)) == 0) {
			s->in_array = false;
			return SCAN_NO;
		}
	}
	return *used ? SCAN_TOOK : SCAN_MORE;
}

/* A document within a record of text. TOOK with no bytes: one of a grammar's, at which the record
   ends; with bytes: nobody's, which is told of as a whole. */
static enum scan_took within(struct scan *s, const char *text, size_t size, bool final,
			     size_t *used)
{
	const struct grammar *g = NULL;
	size_t at = 0;
	enum json_result r;

	*used = 0;
	if (text[0] == '[')
		for (at = 1; at < size && scan_is_space(text[at]); at++)
			;
	r = log_json_whose(s, text + at, size - at, &g, used);
	if (r == JSON_MORE && !final)
		return SCAN_MORE;
	if (r == JSON_DONE)
		g = log_json_inside_whose(s, text + at, *used);
	size_t whole = r == JSON_DONE && at == 0 ? *used : 0;
	*used = 0;
	if (scan_text_outside(s, text, size, log_json_may_read(s, g)))
		return SCAN_TOOK;
	if (whole == 0 || memchr(text, '\n', whole) == NULL)
		return SCAN_NO;
	s->out->unknown_lines++;
	scan_problem(s, "not understood", s->line + 1, text, whole);
	s->line += scan_count_ends(text, text + whole);
	*used = whole;
	return SCAN_TOOK;
}

enum scan_took log_json_take(struct scan *s, const char *text, size_t size, bool final,
			      size_t *used)
{
	size_t n = scan_blanks(text, size), rest = size - n;
	enum scan_took took;

	if (rest == 0 || !(s->in_array || scan_starts_json(text + n, rest)))
		return SCAN_NO;
	if (record_is_open(&s->rec) && !joins(s)) {
		took = within(s, text + n, rest, final, used);
		*used += n;
		if (took != SCAN_TOOK || *used > n)
			return took;
	}
	if (!s->in_array && text[n] == '[') {
		s->in_array = true;
		s->array_known = false;
		s->array_odd_count = 0;
		*used = n + 1;
		return SCAN_TOOK;
	}
	if (s->in_array && (*used = between(s, text + n, rest)) != 0) {
		*used += n;
		return SCAN_TOOK;
	}
	if (text[n] != '{') {
		maybe_cut(s, text + n, rest, JSON_BROKEN);
		s->in_array = false;
		return SCAN_NO;
	}
	took = one(s, text + n, rest, final, used);
	*used += n;
	return took;
}
