/* scan_rule.c - which rule is a line's? */
#include <limits.h>
#include <string.h>

#include "parse/scan/scan_state.h"

bool scan_rule_matches(struct scan *s, const struct rule_pattern *p, const char *line,
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
	return result == REGEX_YES &&
	       !(p->number && regex_number_goes_on(regex_match_end(s->scratch, line), line + size));
}

size_t scan_rule_groups(struct scan *s, const struct rule_pattern *p, const char *line,
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

static bool ends_with(const char *line, size_t size, const char *tail, size_t tail_size)
{
	return size >= tail_size && line[size - 1] == tail[tail_size - 1] &&
	       memcmp(line + size - tail_size, tail, tail_size) == 0;
}

/* What the pattern's literal alone decides: 1 yes, 0 no, whatever blanks stand before it, -1 PCRE2 must say. */
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
		return l->blanks == BLANKS_ANY || (l->blanks == BLANKS_SOME) == (blanks > 0) ? 1 : -1;
	}
	if (l->tail_size && !ends_with(line, size, l->tail, l->tail_size))
		return 0;
	return l->inner_size == 0 || regex_literal_stands(l, line, size, bytes) ? -1 : 0;
}

#define ANYWHERE UINT_MAX /* no context: every rule counts that reads figures or parameters */

bool scan_rule_reads(const struct rule *r, enum role_kind kind)
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
	return scan_rule_reads(r, ROLE_METRIC) || scan_rule_reads(r, ROLE_PARAM);
}

/* The first rule that matches, of those that count in the context and are not `but`'s; NULL if
   none does. `of`: the candidates that may; NULL: all. */
static const struct rule *find_of(struct scan *s, const struct matcher *m, const struct sieve_marks *of,
				  const struct grammar *but, unsigned context,
				  const char *line, size_t size, size_t blanks)
{
	uint64_t known = of ? of->bytes : 0;
	uint64_t *bytes = m == &s->all->starts ? NULL : &known; /* there few are tried */

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
			decided = literal(c->literal, line, size, blanks, bytes);
			if (decided == 0)
				continue;
			s->near |= blanks > 0;
			if (decided < 0 && !scan_try(s, c, line, size))
				continue;
			r = &grammars_ready(s->all, c->grammar)->rules[c->order];
			if ((context == ANYWHERE && !reads_any(r)) ||
			    (r->behind && !scan_note_behind(s, r)))
				continue;
			if (decided < 0 && !scan_rule_matches(s, &r->match, line, size))
				continue;
			if ((r->kept || r->twice) && !scan_twice_fits(s, r, line, size))
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

/* The rule of a line, in no part of which what the sieve looks for stands. */
static const struct rule *find_unsieved(struct scan *s, const struct grammar *but, const char *line,
					size_t size, size_t blanks)
{
	const struct matcher *m = &s->all->starts;

	return matcher_any(m, line + blanks, line + size) ? find_in(s, m, but, 0, line, size, blanks) : NULL;
}

const struct rule *scan_rule_other(struct scan *s, const struct grammar *open, const char *line,
				   size_t size, size_t blanks)
{
	struct sieve_marks room;
	const struct sieve_marks *of = scan_mark(s, line, size, &room);

	return of ? find_marked(s, of, open, line, size, blanks)
		  : find_unsieved(s, open, line, size, blanks);
}

/* The open record's grammar (NULL: none is open) comes first, in the order of its file; then
   what opens a record of another one, which a rule that says so lets go before. */
const struct rule *scan_rule_find(struct scan *s, const struct grammar *open, const char *line,
				  size_t size, size_t blanks)
{
	const struct rule *own = NULL, *other;

	if (open)
		own = find_in(s, &open->lines, NULL, s->context, line, size, blanks);
	if (own && !own->broad)
		return own;
	other = scan_rule_other(s, open, line, size, blanks);
	if (other == NULL && own && own->role_count) /* the last match may be another one's */
		scan_rule_matches(s, &own->match, line, size);
	return other ? other : own;
}

const struct rule *scan_rule_in(struct scan *s, const struct grammar *g, unsigned context,
				const char *line, size_t size, size_t blanks)
{
	return find_in(s, &g->lines, NULL, context, line, size, blanks);
}

const struct rule *scan_rule_anywhere(struct scan *s, const struct grammar *g, const char *line,
				      size_t size, size_t blanks)
{
	return find_in(s, &g->lines, NULL, ANYWHERE, line, size, blanks);
}

static bool is_opening(struct scan *s, const struct rule *r, const char *line, size_t size)
{
	return r && (!(r->is & RULE_WORD) || scan_word_names(s, r, line, size));
}

const struct rule *scan_rule_outside(struct scan *s, const char *line, size_t size)
{
	return scan_rule_find(s, NULL, line, size, scan_blanks(line, size));
}

bool scan_rule_opens(struct scan *s, const char *line, size_t size)
{
	return is_opening(s, scan_rule_outside(s, line, size), line, size);
}

bool scan_rule_died(struct scan *s, const char *line, size_t size)
{
	const struct rule *r = scan_rule_outside(s, line, size);

	return r && r->is & RULE_DIED;
}

bool scan_rule_fits_of(struct scan *s, const struct sieve_marks *of, const char *line, size_t size)
{
	return find_marked(s, of, NULL, line, size, scan_blanks(line, size)) != NULL;
}

bool scan_rule_opens_of(struct scan *s, const struct sieve_marks *of, const char *line, size_t size)
{
	return is_opening(s, of ? find_marked(s, of, NULL, line, size, scan_blanks(line, size))
				: find_unsieved(s, NULL, line, size, scan_blanks(line, size)), line, size);
}

bool scan_rule_starts(struct scan *s, const char *line, size_t size)
{
	return find_unsieved(s, NULL, line, size, scan_blanks(line, size)) != NULL;
}

bool scan_rule_opens_at(struct scan *s, const struct sieve_marks *of, const char *line, size_t size,
			size_t k)
{
	size_t core = k;

	while (core && scan_is_blank(line[core - 1]))
		core--;
	return scan_rule_opens_of(s, of, line + k, size - k) ||
	       (core + 1 < k && scan_rule_opens_of(s, of, line + core + 1, size - core - 1));
}
