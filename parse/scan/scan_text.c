/* scan_text.c - finds the rule for a line and does what it says. */
#include <limits.h>
#include <string.h>

#include "parse/scan/scan_private.h"

/* --- which rule ---------------------------------------------------------------------- */

/* Does PCRE2 say so? A pattern that gives up spoils the record. */
bool scan_text_matches(struct scan *s, const struct rule_pattern *p, const char *line,
		       size_t size)
{
	const struct regex *r = grammar_regex(p);
	enum regex_result result = r ? regex_match(r, s->scratch, line, size) : REGEX_NO;

	if (result == REGEX_LIMIT) {
		s->out->unknown_lines++;
		scan_problem(s, "gave up", s->line, line, size);
		if (record_is_open(&s->rec))
			record_incomplete(&s->rec, "line %lld: a pattern gave up",
					  (long long)s->line);
	}
	return result == REGEX_YES;
}

static bool ends_with(const char *line, size_t size, const char *tail, size_t tail_size)
{
	return size >= tail_size && line[size - 1] == tail[tail_size - 1] &&
	       memcmp(line + size - tail_size, tail, tail_size) == 0;
}

/* What the pattern's literal alone decides: 1 yes, 0 no, -1 PCRE2 must say. */
static int literal(const struct regex_literal *l, const char *line, size_t size, size_t blanks,
		   uint64_t *bytes)
{
	if (l->prefix_size) {
		/* its first eight bytes are known to be there */
		if (size - blanks < l->prefix_size ||
		    (l->prefix_size > 8 &&
		     memcmp(line + blanks + 8, l->prefix + 8, l->prefix_size - 8) != 0))
			return 0;
		if (!l->whole && l->inner_size > l->prefix_size) /* `[`, and then "sender" */
			return regex_literal_stands(l, line, size, bytes) ? -1 : 0;
		if (!l->whole)
			return -1;
		if (l->ends && size != blanks + l->prefix_size)
			return 0;
		return l->blanks == BLANKS_ANY || (l->blanks == BLANKS_SOME) == (blanks > 0);
	}
	if (l->tail_size && !ends_with(line, size, l->tail, l->tail_size))
		return 0;
	return l->inner_size == 0 || regex_literal_stands(l, line, size, bytes) ? -1 : 0;
}

#define ANYWHERE UINT_MAX /* no context: every rule counts that reads figures or parameters */

static bool reads(const struct rule *r, enum role_kind kind)
{
	if (r->is & (RULE_OPEN | RULE_NOISE | RULE_FAIL | RULE_TABLE | RULE_ANNOUNCE))
		return false;
	for (size_t i = 0; i < r->role_count; i++)
		if (r->roles[i].role.kind == kind)
			return true;
	return false;
}

static bool reads_any(const struct rule *r)
{
	return reads(r, ROLE_METRIC) || reads(r, ROLE_PARAM);
}

/* The first rule that matches, of those that count in the context and are not `but`'s; NULL if
   none does. `of`: the candidates that may; NULL: all. */
static const struct rule *find_of(struct scan *s, const struct matcher *m, const struct sieve_marks *of,
				  const struct grammar *but, unsigned context,
				  const char *line, size_t size, size_t blanks)
{
	uint64_t bytes = of ? of->bytes : 0;

	for (size_t w = 0; w < m->words; w++) {
		uint64_t may = of && of->of[w] == 0 ? 0 : matcher_look(m, w, line + blanks, line + size);

		if (of)
			may &= of->of[w];

		for (; may; may &= may - 1) {
			const struct candidate *c = &m->candidates[64 * w + byte_set_lowest(may)];
			const struct rule *r;
			int decided;

			if ((context != ANYWHERE && !(c->in >> context & 1)) ||
			    c->grammar == but ||
			    (s->only && c->grammar != s->only && !c->always))
				continue;
			decided = literal(c->literal, line, size, blanks, &bytes);
			s->near |= blanks > 0;
			if (decided == 0)
				continue;
			r = &grammars_ready(s->all, c->grammar)->rules[c->order];
			if ((context == ANYWHERE && !reads_any(r)) ||
			    (r->behind && !scan_note_behind(s, r)))
				continue;
			if (decided < 0 && !scan_text_matches(s, &r->match, line, size))
				continue;
			if (!(r->is & RULE_ROWS) || scan_csv_fits(s, r->csv, line, size))
				return r;
		}
	}
	return NULL;
}

static const struct rule *find_in(struct scan *s, const struct matcher *m,
				  const struct grammar *but, unsigned context,
				  const char *line, size_t size, size_t blanks)
{
	return find_of(s, m, NULL, but, context, line, size, blanks);
}

/* `of`: of the line, or of one that it is a part of. */
static const struct rule *find_marked(struct scan *s, const struct sieve_marks *of,
				      const struct grammar *but, const char *line, size_t size,
				      size_t blanks)
{
	const struct matcher *m = &s->all->outside;

	return find_of(s, m, m->words > SIEVE_WORDS ? NULL : of, but, 0, line, size, blanks);
}

/* What opens a record, of all grammars but the open record's. */
static const struct rule *find_others(struct scan *s, const struct grammar *open,
				      const char *line, size_t size, size_t blanks)
{
	struct sieve_marks room;
	const struct sieve_marks *of = scan_mark(s, line, size, &room);

	return of ? find_marked(s, of, open, line, size, blanks)
		  : find_in(s, &s->all->starts, open, 0, line, size, blanks);
}

/* The open record's grammar (NULL: none is open) comes first, in the order of its file; then
   what opens a record of another one, which a rule that says so lets go before. */
static const struct rule *find_rule(struct scan *s, const struct grammar *open,
				    const char *line, size_t size, size_t blanks)
{
	const struct rule *own = NULL, *other;

	if (open)
		own = find_in(s, &open->lines, NULL, s->context, line, size, blanks);
	if (own && !own->broad)
		return own;
	other = find_others(s, open, line, size, blanks);
	if (other == NULL && own && own->role_count) /* the last match may be another one's */
		scan_text_matches(s, &own->match, line, size);
	return other ? other : own;
}

/* --- what it does -------------------------------------------------------------------- */

/* All named groups of the last match, for names that vary. */
size_t scan_text_groups(struct scan *s, const struct rule_pattern *p, const char *line,
			struct capture *list)
{
	const struct regex *r = grammar_regex(p);
	size_t n = 0;

	for (size_t g = 1; r && g <= regex_groups(r) && n < SCAN_GROUPS; g++) {
		size_t size;
		const char *text = regex_group(s->scratch, line, g, &size);

		if (text && regex_group_name(r, g))
			list[n++] = (struct capture){ regex_group_name(r, g), text, size };
	}
	return n;
}

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

/*
 * The log ends without a line end, right behind this figure: "12.5" may have been "12.57".
 * A pattern that knows how many digits there must be (`whole`) has seen to it.
 */
static void ends_in(struct scan *s, const struct rule *r, const struct role *role,
		    const char *end, const char *line_end)
{
	if (s->has_rest && end == line_end && !r->whole &&
	    (role->kind == ROLE_METRIC || role->kind == ROLE_PARAM || role->keep))
		record_incomplete(&s->rec, SCAN_ENDS_IN, (long long)s->line);
}

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

		if (role == NULL)
			continue;
		text = regex_group(s->scratch, line, g, &size);
		if (text == NULL)
			continue;
		if (role->kind == ROLE_METRIC && goes_on(s, line, line_size, text + size))
			size = (size_t)(line + line_size - text);
		ends_in(s, r, role, text + size, line + line_size);
		while (size && text + size == line + line_size && scan_is_blank(text[size - 1]))
			size--, line_size--;
		if ((role->varies || role->kind == ROLE_KIND) && captures.count == 0) {
			captures.count = scan_text_groups(s, p, line, list);
			for (size_t i = 0; i < captures.count; i++) /* or a name */
				ends_in(s, r, role, list[i].text + list[i].size,
					line + line_size);
		}
		record_role(&s->rec, role, text, size, s->line, r->how, step, &captures);
	}
}

void scan_text_take(struct scan *s, const struct rule *r, const char *line, size_t size)
{
	take_groups(s, r, &r->match, line, size, 0);
}

static void take_interval(struct scan *s, const struct rule *r, const char *line,
			  size_t size)
{
	s->rec.intervals++;
	s->rec.now.steps++;
	if (!s->rec.series)
		return;
	if (r->series.text == NULL)
		take_groups(s, r, &r->match, line, size, s->rec.now.steps);
	else if (scan_text_matches(s, &r->series, line, size))
		take_groups(s, r, &r->series, line, size, s->rec.now.steps);
	else
		scan_problem(s, "not understood", s->line, line, size);
}

static void start_table(struct scan *s, const struct rule *r, const char *line,
			size_t size)
{
	s->table = r;
	s->column_count = 0;
	for (size_t i = 0; i < r->column_count && i < SCAN_COLUMNS; i++)
		s->columns[s->column_count++].name = r->columns[i];
	for (size_t i = 0; r->columns == NULL && i < size;) {
		size_t start;

		while (i < size && (line[i] == ' ' || line[i] == '\t'))
			i++;
		start = i;
		while (i < size && line[i] != ' ' && line[i] != '\t')
			i++;
		if (i > start && s->column_count < SCAN_COLUMNS)
			s->columns[s->column_count++].name =
				arena_dup_n(&s->arena, line + start, i - start);
	}
}

static bool has_reason(const struct rule *r)
{
	for (size_t i = 0; i < r->role_count; i++)
		if (r->roles[i].role.kind == ROLE_REASON)
			return true;
	return false;
}

static bool reads_metric(const struct rule *r)
{
	size_t i = 0;

	while (i < r->role_count && r->roles[i].role.kind != ROLE_METRIC)
		i++;
	return i < r->role_count;
}

/* A rule without figures has opened a record with a line of which another one reads some. */
static void take_within(struct scan *s, const struct rule *opened, const char *line, size_t size)
{
	const struct rule *r = find_in(s, &opened->grammar->lines, NULL, s->context, line, size,
				       scan_blanks(line, size));

	if (r && !(r->is & ~(RULE_CLOSE | RULE_ENOUGH)) && reads_metric(r))
		take_groups(s, r, &r->match, line, size, 0);
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
		scan_note_add(s, r, line, size);
		return;
	}
	if (r->is & RULE_ROWS) {
		scan_csv_begin(s, r->csv, line, size);
		return;
	}
	if (r->is & RULE_OPEN) {
		scan_csv_end(s);
		if (r->is & RULE_ANNOUNCE) { /* of what was announced before no more comes */
			scan_doubt_leave(s);
			scan_note_over(s);
		}
		scan_doubt_open(s, r);
		scan_frame_tell(s, r, line, size);
		s->context = 0;
		s->table = NULL;
		s->enough = false;
		scan_headless_begin(s, r, line, size);
		if (!(r->is & RULE_ANNOUNCE))
			scan_note_apply(s, r, line, size);
		scan_word_blame(s, r->grammar);
	}
	if (r->is & RULE_ANNOUNCE)
		scan_note_within(s, r, line, size);
	s->tentative = r->shared && (r->is & RULE_OPEN || s->tentative);
	s->heading = r->heading && (r->is & RULE_OPEN || s->heading);
	if (r->is & (RULE_CLOSE | RULE_ENOUGH))
		s->rec.now.ended = true;
	s->enough |= (r->is & RULE_ENOUGH) != 0;
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
		start_table(s, r, line, size);
	else if (r->is & RULE_INTERVAL)
		take_interval(s, r, line, size);
	else if (!(r->is & RULE_ANNOUNCE))
		take_groups(s, r, &r->match, line, size, 0);
	if ((r->is & RULE_FAIL) && !has_reason(r))
		record_fail(&s->rec, line, size);
	else if (r->is & RULE_FAIL)
		s->rec.now.failed = true;
	if (r->context)
		s->context = r->context;
	if (s->headless.rule == r && !reads_metric(r))
		take_within(s, r, line, size);
	if (r->is & RULE_DROP)
		scan_doubt_drop(s);
	else if (r->is & RULE_CLOSE)
		scan_doubt_close(s);
}

/* --- rows of a table ----------------------------------------------------------------- */

static const struct role *column_role(const struct rule *r, const char *name)
{
	const struct role *any = NULL;

	for (size_t i = 0; i < r->role_count; i++) {
		if (strcmp(r->roles[i].name, name) == 0)
			return &r->roles[i].role;
		if (strcmp(r->roles[i].name, "*") == 0)
			any = &r->roles[i].role;
	}
	return any;
}

static size_t split(const char *line, size_t size, struct capture *columns, size_t room)
{
	size_t n = 0;

	for (size_t i = 0; i < size && n < room;) {
		while (i < size && (line[i] == ' ' || line[i] == '\t'))
			i++;
		size_t start = i;
		while (i < size && line[i] != ' ' && line[i] != '\t')
			i++;
		if (i == start)
			break;
		columns[n].text = line + start;
		columns[n++].size = i - start;
	}
	return n;
}

/* Without a pattern, any line is one, but what no tool prints and what opens another one's
   record. */
static bool is_row(struct scan *s, const char *line, size_t size)
{
	const struct rule *r = s->table;

	if (r->row.text)
		return scan_text_matches(s, &r->row, line, size);
	return !scan_border(s, line, size) &&
	       !find_others(s, r->grammar, line, size, scan_blanks(line, size));
}

/* False: the line is no row; the table has ended. */
static bool table_row(struct scan *s, const char *line, size_t size)
{
	const struct rule *r = s->table;
	struct capture row[SCAN_COLUMNS + 2];
	struct captures captures = { row, s->column_count + 2 };
	uint32_t step = 0;

	if (!is_row(s, line, size))
		return false;
	memcpy(row, s->columns, s->column_count * sizeof(row[0]));
	if (split(line, size, row, s->column_count) < s->column_count) {
		s->out->unknown_lines++;
		scan_problem(s, "not understood", s->line, line, size);
		return true;
	}
	if (r->is & RULE_INTERVAL) {
		s->rec.intervals++;
		if (!s->rec.series)
			return true;
		step = ++s->rec.now.steps;
	}
	struct capture *label = &row[s->column_count], *column = label + 1;
	*label = (struct capture){ "label", "", 0 };
	for (size_t i = 0; i < s->column_count; i++)
		if (r->label && strcmp(row[i].name, r->label) == 0)
			*label = (struct capture){ "label", row[i].text, row[i].size };
	for (size_t i = 0; i < s->column_count; i++) {
		const struct role *role = column_role(r, row[i].name);

		if (role == NULL || (r->label && strcmp(row[i].name, r->label) == 0 &&
				     role->kind == ROLE_METRIC))
			continue;
		ends_in(s, r, role, row[i].text + row[i].size, line + size);
		*column = (struct capture){ "column", row[i].name, strlen(row[i].name) };
		record_role(&s->rec, role, row[i].text, row[i].size, s->line, 0, step,
			    &captures);
	}
	return true;
}

/* The rule of this grammar that reads anything from the line in any context, or NULL. */
static const struct rule *find_anywhere(struct scan *s, const struct grammar *g,
					const char *line, size_t size, size_t blanks)
{
	return find_in(s, &g->lines, NULL, ANYWHERE, line, size, blanks);
}

/* A line that no rule knows where it stands: may it be one of a run that is in doubt? */
static void weigh(struct scan *s, const char *line, size_t size, size_t blanks)
{
	const struct scan_doubt *d = &s->doubt;

	if (d->grammar && find_anywhere(s, d->grammar, line, size, blanks))
		scan_doubt_evidence(s);
}

/* Figures of a run whose beginning is lost: a line of the last record's tool, outside. */
bool scan_text_is_orphan(struct scan *s, const char *line, size_t size, size_t blanks)
{
	const struct rule *r;

	if (s->last == NULL)
		return false;
	if (s->doubt.grammar == s->last)
		return find_anywhere(s, s->last, line, size, blanks) != NULL;
	r = find_in(s, &s->last->lines, NULL, 0, line, size, blanks);
	return r && r->in == UINT64_MAX && reads(r, ROLE_METRIC);
}

#define OWN 6 /* bytes that a line of the last tool's begins with, so that it is none behind a prefix */

/* Behind a record: a line that its tool may print there, as it is (`DEBUG: `)? */
static bool is_last_tools(struct scan *s, const char *line, size_t size, size_t blanks)
{
	const struct rule *r = NULL;

	if (s->last)
		r = find_in(s, &s->last->lines, NULL, 0, line, size, blanks);
	return r && r->in == UINT64_MAX && (r->is & RULE_NOISE) &&
	       r->match.literal.prefix_size >= OWN;
}

/* --- the line ------------------------------------------------------------------------ */

static bool is_opening(struct scan *s, const struct rule *r, const char *line, size_t size)
{
	return r && (!(r->is & RULE_WORD) || scan_word_names(s, r, line, size));
}

const struct rule *scan_text_rule(struct scan *s, const char *line, size_t size)
{
	return find_rule(s, NULL, line, size, scan_blanks(line, size));
}

bool scan_text_opens(struct scan *s, const char *line, size_t size)
{
	return is_opening(s, scan_text_rule(s, line, size), line, size);
}

bool scan_text_died(struct scan *s, const char *line, size_t size)
{
	const struct rule *r = scan_text_rule(s, line, size);

	return r && r->is & RULE_DIED;
}

bool scan_text_opens_of(struct scan *s, const struct sieve_marks *of, const char *line, size_t size)
{
	if (of == NULL)
		return scan_text_starts(s, line, size);
	return is_opening(s, find_marked(s, of, NULL, line, size, scan_blanks(line, size)), line, size);
}

bool scan_text_starts(struct scan *s, const char *line, size_t size)
{
	return find_in(s, &s->all->starts, NULL, 0, line, size, scan_blanks(line, size)) != NULL;
}

bool scan_text_opens_at(struct scan *s, const struct sieve_marks *of, const char *line, size_t size,
			size_t k)
{
	size_t core = k;

	while (core && scan_is_blank(line[core - 1]))
		core--;
	return scan_text_opens_of(s, of, line + k, size - k) ||
	       (core + 1 < k && scan_text_opens_of(s, of, line + core + 1, size - core - 1));
}

bool scan_text_knows(struct scan *s, const char *line, size_t size)
{
	const struct grammar *open = s->rec.now.grammar;

	if (open && s->table)
		return is_row(s, line, size);
	const struct rule *r = find_rule(s, open, line, size, scan_blanks(line, size));

	return r && !r->broad;
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
	s->near = false;
	scan_mark_begin(s, line, size);
	if (!inside && s->note_count && scan_border_run(s, line, size))
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
	const struct rule *r = scan_text_rule(s, line, size);

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
	if (scan_headless_next(s, r, line, size) || scan_note_again(s, r, line, size))
		next_run(s, line, size);
	else
		apply(s, r, line, size);
	s->last = r->grammar;
	scan_word_forget(s);
}

void scan_text_line(struct scan *s, const char *line, size_t size)
{
	bool inside = record_is_open(&s->rec);
	size_t blanks = scan_blanks(line, size);

	if (blanks == size) {
		s->table = NULL;
		return;
	}
	if (inside && s->table) {
		if (table_row(s, line, size))
			return;
		s->table = NULL;
	}
	/* Blanks at the end are of a copied log: with them a line is another one's last choice. Some
	   tools print them, and their rules want them. */
	size_t with = size;
	while (scan_is_blank(line[size - 1]))
		size--;
	begin_line(s, line, size, inside);
	const struct rule *r = find_rule(s, s->rec.now.grammar, line, size, blanks);
	if (r == NULL && with > size) {
		r = find_rule(s, s->rec.now.grammar, line, with, blanks);
		size = r ? with : size;
	}
	/* a rule that many lines fit may take a prefix for the tool's own */
	bool opens = r && (r->is & (RULE_OPEN | RULE_ANNOUNCE | RULE_WORD)) && !(r->is & RULE_INTERVAL);
	s->near &= r == NULL; /* blanks, which it knows, are not */
	bool foreign = r ? opens : inside || !is_last_tools(s, line, size, blanks);

	s->begun = foreign && may_have_prefix(s, line) &&
		   scan_prefix_begins(s, line, size, r);
	s->framed = opens && !s->begun && !s->more && scan_frame_ends(s, line, size);
	if (s->more)
		return;
	if (s->begun) {
		scan_doubt_leave(s);
		return;
	}
	if (opens) /* the last match was another one's */
		r = find_rule(s, s->rec.now.grammar, line, size, blanks);
	if (r && r->is & RULE_WORD) {
		if (scan_word_take(s, r, line, size))
			return;
		r = NULL;
	} else if (s->word_size && r == NULL) {
		scan_word_pass(s, line, size);
	}
	if (r) {
		take(s, r, line, size);
	} else if (inside && (s->enough || s->heading || scan_border(s, line, size))) {
		scan_doubt_close(s);
		r = find_rule(s, NULL, line, size, blanks); /* "in = outside" */
		if (r)
			apply(s, r, line, size);
		else if (s->note_count && scan_border_run(s, line, size))
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
