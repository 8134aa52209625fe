/* scan_text.c - does what the rule of a line says. */
#include <string.h>

#include "parse/record/record_copy.h"
#include "parse/scan/scan_note.h"
#include "parse/scan/scan_state.h"

/*
 * Does the figure go on where the pattern ended? "1e400" is not 1, and "0x10" is not 0: what
 * a pattern leaves out of a figure must not make another figure of it.
 */
static bool goes_on(const struct scan *s, const char *line, size_t line_size,
		    const char *figure_end)
{
	const char *end = regex_match_end(s->scratch, line);
	size_t left = (size_t)(line + line_size - end);

	if (end != figure_end || !left)
		return false;
	if (*end == ',') /* 4,247.89, by hand or of a locale */
		return left > 1 && end[1] >= '0' && end[1] <= '9';
	return (*end >= '0' && *end <= '9') || (*end >= 'a' && *end <= 'z') ||
	       (*end >= 'A' && *end <= 'Z') || *end == '.';
}

void scan_text_ends_in(struct scan *s, const struct rule *r, const struct role *role, const char *end,
		       const char *line_end)
{
	if (!(s->has_rest || s->wrapped) || end != line_end || r->whole ||
	    !(role->kind == ROLE_METRIC || role->kind == ROLE_PARAM || role->keep))
		return;
	if (s->has_rest)
		record_incomplete(&s->rec, SCAN_ENDS_IN, (long long)s->line);
	else
		record_incomplete(&s->rec, "line %lld: the number at its end may go on in the next line",
				  (long long)s->line);
}

#define NO_FIGURES UINT32_MAX /* in the place of a step: parameters alone, and what must be the same */

static void take_groups(struct scan *s, const struct rule *r, const struct rule_pattern *p,
			const char *line, size_t line_size, uint32_t step)
{
	struct capture list[SCAN_GROUPS];
	struct captures captures = { list, 0 };

	if (r->role_count == 0)
		return;
	const struct regex *regex = grammar_regex(p);
	size_t groups = regex ? regex_groups(regex) : 0;
	for (size_t g = 1; g <= groups; g++) {
		const struct role *role = regex_tag(regex, g);
		size_t size;
		const char *text;

		if (role == NULL ||
		    (step == NO_FIGURES && ((role->kind != ROLE_PARAM && role->kind != ROLE_SAME) ||
					    rule_has_key(r, regex_group_name(regex, g)))))
			continue;
		text = regex_group(s->scratch, line, g, &size);
		if (text == NULL)
			continue;
		if (role->kind == ROLE_METRIC && goes_on(s, line, line_size, text + size))
			size = (size_t)(line + line_size - text);
		scan_text_ends_in(s, r, role, text + size, line + line_size);
		while (size && text + size == line + line_size && scan_is_blank(text[size - 1]))
			size--, line_size--;
		if ((role->varies || role->kind == ROLE_KIND) && captures.count == 0) {
			captures.count = scan_rule_groups(s, p, line, list);
			for (size_t i = 0; i < captures.count; i++) /* or a name */
				scan_text_ends_in(s, r, role, list[i].text + list[i].size,
					line + line_size);
		}
		record_role(&s->rec, role, text, size, s->line, r->how, step, &captures);
	}
}

void scan_text_take(struct scan *s, const struct rule *r, const char *line, size_t size)
{
	take_groups(s, r, &r->match, line, size, 0);
}

static bool reads(const struct rule *r, enum role_kind kind)
{
	size_t i = 0;

	while (i < r->role_count && r->roles[i].role.kind != kind)
		i++;
	return i < r->role_count;
}

static void take_interval(struct scan *s, const struct rule *r, const char *line,
			  size_t size)
{
	s->rec.intervals++;
	s->rec.now.steps++;
	if (!s->rec.series) {
		if (r->series.text == NULL && !(r->is & RULE_ANNOUNCE) &&
		    (reads(r, ROLE_PARAM) || reads(r, ROLE_SAME)))
			take_groups(s, r, &r->match, line, size, NO_FIGURES);
	} else if (r->series.text == NULL)
		take_groups(s, r, &r->match, line, size, s->rec.now.steps);
	else if (scan_rule_matches(s, &r->series, line, size))
		take_groups(s, r, &r->series, line, size, s->rec.now.steps);
	else
		scan_problem(s, "not understood", s->line, line, size);
}

/* A rule without figures has opened a record with a line of which another one reads some. */
static void take_within(struct scan *s, const struct rule *opened, const char *line, size_t size)
{
	const struct rule *r = scan_rule_in(s, opened->grammar, s->context, line, size,
					    scan_blanks(line, size));

	r = scan_bold_rule(s, r, &line, &size);
	if (r && !(r->is & ~(RULE_CLOSE | RULE_ENOUGH | RULE_LAST)) && reads(r, ROLE_METRIC))
		take_groups(s, r, &r->match, line, size, 0);
}

static void open_record(struct scan *s, const struct rule *r, const char *line, size_t size)
{
	scan_csv_end(s);
	if (r->is & RULE_ANNOUNCE) { /* of what was announced before no more comes */
		scan_doubt_leave(s);
		scan_note_over(s);
	}
	enum scan_ending_of ending = scan_ending_holds(s, r->grammar, s->line);

	scan_doubt_open(s, r);
	if (ending != SCAN_ENDING_NONE)
		scan_ending_blame(s, ending);
	scan_frame_tell(s, r, line, size);
	s->context = 0;
	s->table = NULL;
	s->enough = false;
	scan_headless_begin(s, r, line, size);
	if (!(r->is & RULE_ANNOUNCE))
		scan_note_apply(s, r, line, size);
	scan_word_blame(s, r);
}

static void apply(struct scan *s, const struct rule *r, const char *line, size_t size)
{
	if (r->is & RULE_WORD) {
		scan_word_take(s, r, line, size);
		return;
	}
	if ((r->is & RULE_ANNOUNCE) && !(r->is & (RULE_OPEN | RULE_INTERVAL))) {
		if (s->enough && record_is_open(&s->rec))
			scan_doubt_close(s); /* what it says is not of this run */
		if (!scan_ending_take(s, r, line, size))
			scan_note_add(s, r, line, size);
		return;
	}
	if (r->is & RULE_ROWS) {
		scan_csv_begin(s, r->csv, line, size);
		return;
	}
	if (r->is & RULE_OPEN && scan_fault_take(s, r, line, size))
		return;
	if (r->is & RULE_OPEN)
		open_record(s, r, line, size);
	if (r->is & RULE_ANNOUNCE)
		scan_note_within(s, r, line, size);
	s->tentative = r->shared && (r->is & RULE_OPEN || s->tentative);
	s->heading = r->heading && (r->is & RULE_OPEN || s->heading);
	s->rec.now.ended |= (r->is & (RULE_CLOSE | RULE_ENOUGH | RULE_LAST)) != 0;
	s->rec.now.last |= (r->is & RULE_LAST) != 0;
	s->enough |= (r->is & RULE_ENOUGH) != 0;
	if (r->is & RULE_ENOUGH)
		scan_ending_said(s, r->grammar, false);
	record_unproved(&s->rec, r->unproved);
	if (r->spoils && !(r->is & RULE_ANNOUNCE))
		record_incomplete(&s->rec, "%s", r->spoils);
	if (r->told)
		record_tell(&s->rec, r->told);
	if (r->kind)
		record_kind(&s->rec, r->kind, s->line);
	if (r->params)
		record_params(&s->rec, r->params, s->line, r->how);
	if (r->is & RULE_TABLE)
		scan_table_begin(s, r, line, size);
	else if (r->is & RULE_INTERVAL)
		take_interval(s, r, line, size);
	else if (!(r->is & RULE_ANNOUNCE))
		take_groups(s, r, &r->match, line, size, 0);
	else if (r->is & RULE_OPEN && scan_rule_matches(s, &r->match, line, size)) /* once more */
		take_groups(s, r, &r->match, line, size, NO_FIGURES);
	if ((r->is & RULE_FAIL) && !reads(r, ROLE_REASON))
		record_fail(&s->rec, line, size);
	else if (r->is & RULE_FAIL)
		s->rec.now.failed = true;
	if (r->is & RULE_OPEN && scan_fault_of(s, 0))
		scan_fault_done(s);
	if (r->context)
		s->context = r->context;
	if (s->headless.rule == r && !reads(r, ROLE_METRIC))
		take_within(s, r, line, size);
	if (r->is & RULE_DROP)
		scan_doubt_drop(s);
	else if (r->is & RULE_CLOSE)
		scan_doubt_close(s);
	if (r->is & RULE_CLOSE && r->grammar->outer)
		s->outer_line = s->line;
}

/* A line that no rule knows where it stands: may it be one of a run that is in doubt? */
static void weigh(struct scan *s, const char *line, size_t size, size_t blanks)
{
	const struct scan_doubt *d = &s->doubt;

	if (d->grammar && scan_rule_anywhere(s, d->grammar, line, size, blanks))
		scan_doubt_evidence(s);
}

/* Figures of a run whose beginning is lost: a line of the last record's tool, outside. */
bool scan_text_is_orphan(struct scan *s, const char *line, size_t size, size_t blanks)
{
	const struct rule *r;

	if (s->last == NULL)
		return false;
	if (s->doubt.grammar == s->last)
		return scan_rule_anywhere(s, s->last, line, size, blanks) != NULL;
	r = scan_rule_in(s, s->last, 0, line, size, blanks);
	return r && r->in == UINT64_MAX && scan_rule_reads(r, ROLE_METRIC);
}

#define OWN 6 /* bytes that a line of the last tool's begins with, so that it is none behind a prefix */

/* Behind a record: a line that its tool may print there, as it is (`DEBUG: `)? */
static bool is_last_tools(struct scan *s, const char *line, size_t size, size_t blanks)
{
	const struct rule *r = NULL;

	if (s->last)
		r = scan_rule_in(s, s->last, 0, line, size, blanks);
	return r && r->in == UINT64_MAX && (r->is & RULE_NOISE) &&
	       r->match.literal.prefix_size >= OWN;
}

/* --- the line ------------------------------------------------------------------------ */

bool scan_text_knows(struct scan *s, const char *line, size_t size)
{
	const struct grammar *open = s->rec.now.grammar;

	if (open && s->table)
		return scan_table_knows(s, line, size);
	const struct rule *r = scan_rule_find(s, open, line, size, scan_blanks(line, size));

	return r && !r->broad;
}

bool scan_text_outside(struct scan *s, const char *text, size_t size, bool known)
{
	const char *eol = memchr(text, '\n', size);

	if (!record_is_open(&s->rec))
		return true;
	if (!(s->enough || s->heading || known) ||
	    scan_text_knows(s, text, eol ? (size_t)(eol - text) : size))
		return false;
	scan_doubt_leave(s);
	return true;
}

/* Of a line in which two prefixes are cut already, or quotes or blanks, nothing more is, nor while a
   record is read in whose lines one is cut. */
static bool may_have_prefix(const struct scan *s, const char *line)
{
	if (line >= s->clean && line <= s->clean + SCAN_LINE_MAX) /* a copy */
		return false;
	if (!scan_prefix_is_on(s))
		return true;
	if (s->pass.had == SCAN_PREFIXES || (record_is_open(&s->rec) && !s->enough))
		return false;
	const struct scan_prefix *last = s->pass.had ? &s->prefix[s->pass.had - 1] : NULL;

	return last == NULL || !(last->quotes || last->indent);
}

static void begin_line(struct scan *s, const char *line, size_t size, bool inside)
{
	if (s->text_line != s->line && s->text_line != s->outer_line)
		s->outer_line = 0;
	s->text_line = s->line;
	s->near = false;
	scan_mark_begin(s, line, size);
	if (!inside && scan_awaits(s) && scan_border_run(s, line, size))
		scan_note_over(s);
}

static void tell(struct scan *s, const char *kind, const char *line, size_t size)
{
	s->out->unknown_lines++;
	scan_problem(s, kind, s->line, line, size);
}

/* The next run's line, whose first lines are missing, too, or that stands behind a run that was cut: that
   record begins, or the line is told of. */
static void next_run(struct scan *s, const char *line, size_t size)
{
	const struct grammar *g = s->rec.now.grammar;
	const struct rule *r = scan_rule_outside(s, line, size);

	if (r && r->is & RULE_OPEN && r->grammar == g) {
		scan_doubt_close(s);
		apply(s, r, line, size);
		return;
	}
	tell(s, "not understood", line, size);
	weigh(s, line, size, scan_blanks(line, size));
}

/* The rule fits the line. */
static void take(struct scan *s, const struct rule *r, const char *line, size_t size)
{
	bool opens = (r->is & RULE_OPEN) != 0;

	if (!opens && record_is_open(&s->rec)) /* it may be the last one's of the record */
		record_copy_line(&s->rec, line, size);
	if (scan_headless_next(s, r, line, size) || scan_note_again(s, r, line, size))
		next_run(s, line, size);
	else
		apply(s, r, line, size);
	if (opens && record_is_open(&s->rec))
		record_copy_line(&s->rec, line, size);
	scan_twice_note(s, line, size);
	s->last = r->grammar;
	scan_word_forget(s);
}

/* Is it a row of the table, which ends otherwise? */
static bool take_row(struct scan *s, const char *line, size_t size)
{
	if (scan_table_row(s, line, size)) {
		record_copy_line(&s->rec, line, size);
		return true;
	}
	s->table = NULL;
	return false;
}

void scan_text_line(struct scan *s, const char *line, size_t size)
{
	bool inside = record_is_open(&s->rec);
	size_t blanks = scan_blanks(line, size);

	if (blanks == size) {
		s->table = NULL;
		return;
	}
	s->wrapped = scan_wrap_ends(s, line, size);
	if (s->more)
		return;
	if (inside && s->table && take_row(s, line, size))
		return;
	/* Blanks at the end are of a copied log: with them a line is another one's last choice. Some
	   tools print them, and their rules want them. */
	size_t with = size;
	while (scan_is_blank(line[size - 1]))
		size--;
	begin_line(s, line, size, inside);
	const struct rule *r = scan_rule_find(s, s->rec.now.grammar, line, size, blanks);
	if (r == NULL && with > size) {
		r = scan_rule_find(s, s->rec.now.grammar, line, with, blanks);
		size = r ? with : size;
	}
	r = scan_bold_rule(s, r, &line, &size);
	/* a rule that many lines fit may take a prefix for the tool's own */
	bool opens = r && (r->is & (RULE_OPEN | RULE_ANNOUNCE | RULE_WORD)) && !(r->is & RULE_INTERVAL);
	s->near &= r == NULL; /* blanks, which it knows, are not */
	bool foreign = r ? opens : inside || !is_last_tools(s, line, size, blanks);

	s->begun = foreign && may_have_prefix(s, line) &&
		   scan_prefix_begins(s, line, size, r && !r->broad ? r : NULL);
	s->framed = opens && !s->begun && !s->more && scan_frame_ends(s, line, size);
	if (s->more)
		return;
	if (s->begun) {
		scan_doubt_leave(s);
		return;
	}
	if (opens) /* the last match was another one's */
		r = scan_rule_find(s, s->rec.now.grammar, line, size, blanks);
	if (r && scan_headless_behind(s, r))
		r = NULL;
	if (r && r->is & RULE_WORD) {
		if (scan_word_take(s, r, line, size))
			return;
		r = inside ? scan_rule_in(s, s->rec.now.grammar, s->context, line, size, blanks) : NULL;
	} else if (s->word_size && r == NULL) {
		scan_word_pass(s, line, size);
	}
	if (r) {
		take(s, r, line, size);
	} else if (inside && (s->enough || s->heading || scan_border(s, line, size))) {
		scan_doubt_close(s);
		r = scan_rule_find(s, NULL, line, size, blanks); /* "in = outside" */
		if (r)
			apply(s, r, line, size);
		else if (scan_awaits(s) && scan_border_run(s, line, size))
			scan_note_over(s);
		else if (scan_learn_hides(s, line, size))
			tell(s, "behind a prefix", line, size);
	} else if (inside) {
		tell(s, "not understood", line, size);
		weigh(s, line, size, blanks);
	} else if (scan_text_is_orphan(s, line, size, blanks)) {
		tell(s, "outside a record", line, size);
		weigh(s, line, size, blanks);
	} else if (foreign && scan_learn_hides(s, line, size)) {
		tell(s, "behind a prefix", line, size);
	}
}
