/*
 * scan_learn.c - prefixes that are learnt from the log: whatever stands before a line behind which a
 * record opens, if the next lines have it, too.
 *
 * Two prefixes are of one form, where they differ by times and seconds alone ("[10:00:01] " and
 * "[10:00:02] ", "#12 34.5 " and "#12 34.6 "). A line of prose that quotes a tool's is one line, so
 * it has none. What is not cut is told (scan_learn_hides).
 */
#include <string.h>

#include "parse/scan/scan_state.h"

#define NEXT 2      /* lines that must have it behind the first one */
#define LOOKED_AT 12
#define STRINGS 32  /* of a document in one line */

/* What may differ from line to line in a prefix's form, and in those of `known`. */
#define TIME "\1"
#define SECONDS "\2"
#define NAME "\3"   /* of a host, a program, a level */
#define FIELD "\4"  /* up to a tab */
#define BLANKS "\5" /* or none */

/*
 * Forms that many programs write. Behind them a document may stand, too; and a line of the same form
 * with other names is another one's (another host's, say).
 */
static const char *const known[] = {
	TIME, "[" TIME "]", "(" TIME ")", "[" SECONDS "]",
	"[" NAME "]", "[" NAME "]:", NAME ":", "==> " NAME ":", "    " NAME ":", /* pdsh, vagrant */
	"[" TIME "] [" NAME "]", "[" TIME "] " NAME ":", TIME " [" NAME "]", TIME " " NAME,
	TIME " " NAME ":", TIME " - " NAME " -", TIME " - " NAME " - " NAME " -", /* Python */
	"#" NAME " " SECONDS,              /* buildkit */
	FIELD "\t" FIELD "\t" TIME,        /* gh run view --log */
	NAME " " BLANKS "|",               /* docker compose */
	BLANKS "-",                        /* a list in YAML */
};

static inline bool is_of_name(char c)
{
	unsigned char low = (unsigned char)(c | 0x20); /* of a letter the small one, of @ and _ two signs */

	return (low >= 'a' && low <= 'z') || (c >= ',' && c <= '9') || c == '@' || c == '_';
}

/* "34.56", with the blanks before it; no address, no version. 0: something else stands here. */
static size_t seconds(const char *text, const char *end)
{
	const char *at = text, *point;

	while (at < end && *at == ' ')
		at++;
	for (point = at; point < end && scan_is_digit(*point); point++)
		;
	if (point == at || point + 1 >= end || *point != '.' || !scan_is_digit(point[1]))
		return 0;
	for (at = point + 1; at < end && scan_is_digit(*at); at++)
		;
	return at < end && (scan_is_letter(*at) || *at == '.' || *at == '-') ? 0 : (size_t)(at - text);
}

/* Where the form ends, with which the text begins; NULL: it does not. */
static const char *over(const char *form, const char *at, const char *end)
{
	for (; *form; form++) {
		const char *from = at;

		if (*form == TIME[0])
			at += scan_time(at, (size_t)(end - at));
		else if (*form == SECONDS[0])
			at += seconds(at, end);
		else if (*form == NAME[0])
			while (at < end && is_of_name(*at))
				at++;
		else if (*form == FIELD[0])
			while (at < end && *at != '\t')
				at++;
		else if (*form == BLANKS[0])
			at += scan_blanks(at, (size_t)(end - at));
		else if (at < end && *at == *form)
			at++;
		if (at == from && *form != BLANKS[0])
			return NULL;
	}
	return at;
}

/* The form of the line's first bytes; NULL: they are no prefix, or end within a time. */
static const char *form_of(const char *text, size_t size, size_t line_size, char out[SCAN_PREFIX_MAX + 1])
{
	const char *end = text + size, *line_end = text + line_size;
	size_t n = 0;

	for (const char *at = text; at < end;) {
		bool begins = at == text || !is_of_name(at[-1]);
		size_t is = begins ? scan_time(at, (size_t)(line_end - at)) : 0;

		if (is > (size_t)(end - at)) {
			return NULL;
		} else if (is) {
			out[n++] = TIME[0];
		} else if (begins && (is = seconds(at, end)) > 0) {
			out[n++] = SECONDS[0];
		} else if ((unsigned char)*at < ' ' && *at != '\t') {
			return NULL;
		} else {
			out[n++] = *at;
			is = 1;
		}
		at += is;
	}
	out[n] = '\0';
	return out;
}

static const char *known_form(const char *text, size_t size)
{
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (over(known[i], text, text + size) == text + size)
			return known[i];
	return NULL;
}

/* Is it one? Of what is longer than a line may be, who knows. */
static bool is_element(struct scan *s, enum scan_quotes quotes, const char *at, size_t size)
{
	size_t n;

	return size > SCAN_LINE_MAX || scan_string_read(quotes, at, size, s->clean, &n);
}

/* --- does a line have it ------------------------------------------------------------- */

enum scan_prefix_whose scan_learn_whose(struct scan *s, struct scan_prefix *p, const char *line,
					size_t size, size_t *cut)
{
	const char *end = line + size, *at = over(p->form, line, end);
	size_t n = 0;

	while (at && n < p->gap && at + n < end && scan_is_blank(at[n]))
		n++;
	if (at == NULL || (p->gap && n == 0 && at < end) ||
	    (p->quotes && p->quotes != SCAN_QUOTES_YAML &&
	     !is_element(s, p->quotes, at, (size_t)(end - at)))) {
		at = p->known ? over(p->known, line, end) : NULL;
		return at && (at == end || scan_is_blank(*at)) ? SCAN_PREFIX_OTHER : SCAN_PREFIX_NONE;
	}
	*cut = (size_t)(at - line) + n;
	/* times alone may be a tool's own */
	if (p->form[0] == TIME[0] && p->form[1] == '\0' && scan_rule_opens(s, line, size) &&
	    !scan_rule_opens(s, line + *cut, size - *cut)) {
		p->misses = p->may_miss;
		return SCAN_PREFIX_NONE;
	}
	return SCAN_PREFIX_MINE;
}

/* --- is it one ----------------------------------------------------------------------- */

/* The text before the place `to`, where something opens. */
struct sight {
	const char *line;
	size_t size, core, gap;   /* of the line, of the prefix without the blanks at its end */
	char form[SCAN_PREFIX_MAX + 1];
	const char *known;
	enum scan_quotes quotes;
	size_t count;             /* lines with it, one after the other */
	bool all, plain;          /* all that were looked at; one of them opens nothing */
	bool member;              /* the next one may be of a document */
	bool last;                /* the log ends within them */
};

static bool has(struct scan *s, const struct sight *p, const char *line, size_t size, size_t *gap)
{
	const char *end = line + size, *at = over(p->form, line, end);
	size_t n = 0;

	if (at == NULL)
		return false;
	if (p->quotes && p->quotes != SCAN_QUOTES_YAML)
		return is_element(s, p->quotes, at, (size_t)(end - at));
	while (at + n < end && scan_is_blank(at[n]))
		n++;
	*gap = at + n == end ? SIZE_MAX : n;
	return *gap > 0 || p->gap == 0;
}

/* Behind a prefix of this size: a document's second line? */
static bool is_member(const char *line, size_t size, size_t prefix)
{
	while (prefix < size && scan_is_blank(line[prefix]))
		prefix++;
	return prefix < size && strchr("\"{[<", line[prefix]);
}

/* Looks at the lines behind it. */
static void count(struct scan *s, struct sight *p)
{
	const char *at = p->line + p->size, *line;
	size_t size, gap = 0;

	p->all = true;
	scan_pass_next(s, &at, &line, &size); /* the end of this one */
	for (size_t i = 0; i < LOOKED_AT; i++) {
		enum scan_took took = scan_pass_next(s, &at, &line, &size);

		s->more |= took == SCAN_MORE;
		p->last = took == SCAN_NO;
		if (took != SCAN_TOOK)
			return;
		if (scan_blanks(line, size) == size)
			continue;
		if (has(s, p, line, size, &gap)) {
			p->member |= p->count == 0 && p->all && is_member(line, size, p->core);
			p->gap = !p->quotes && gap < p->gap ? gap : p->gap;
			p->count += p->all;
			p->plain |= !scan_rule_opens(s, line, size);
		} else if (p->known == NULL || over(p->known, line, line + size) == NULL) {
			p->all = false;
		}
	}
}

static bool opens_behind(struct scan *s, const char *line, size_t size, size_t k)
{
	return scan_rule_opens(s, line + k, size - k);
}

bool scan_learn_is_known(struct scan *s, const char *line, size_t size)
{
	struct sight p = { .line = line, .size = size };

	for (size_t i = 0; i < ARRAY_LEN(known) && p.count < NEXT; i++) {
		const char *end = over(known[i], line, line + size);

		p = (struct sight){ .line = line, .size = size, .known = known[i],
				    .core = end ? (size_t)(end - line) : 0 };
		if (end && end < line + size && scan_is_blank(*end) && p.core <= SCAN_PREFIX_MAX &&
		    form_of(line, p.core, size, p.form))
			count(s, &p);
	}
	s->more = false;
	return p.count >= NEXT;
}

/* Does a document begin with nothing but a bracket, so that the next lines tell more? */
static bool is_bracket(const struct sight *p)
{
	size_t size = p->size;

	while (scan_is_blank(p->line[size - 1]))
		size--;
	return strchr("{[>", p->line[size - 1]) != NULL;
}

static bool is_sound(struct scan *s, struct sight *p, const struct rule *opener, bool document)
{
	if (p->core == 0 || !form_of(p->line, p->core, p->size, p->form))
		return false;
	p->known = known_form(p->line, p->core);
	count(s, p);
	if (document && p->known == NULL && !p->quotes && !(p->member && is_bracket(p)))
		return false;
	if (s->more || p->count < (p->known && p->last && p->all ? 1 : NEXT) || (opener && !(p->all && p->plain)))
		return false;
	if (p->quotes || document || p->gap == 0)
		return true;
	/* one blank, but for Jenkins' two; what are more are the tool's, as far as it opens so */
	size_t most = p->gap;

	p->gap = most > 1 && strcmp(p->form, TIME) == 0 ? 2 : 1;
	while (p->gap < most && !opens_behind(s, p->line, p->size, p->core + p->gap))
		p->gap++;
	return opens_behind(s, p->line, p->size, p->core + p->gap);
}

/* "- ", of YAML */
static bool is_list(const char *form)
{
	return strcmp(form + strspn(form, " "), "-") == 0;
}

static void begin(struct scan *s, const struct sight *p)
{
	bool words = false;

	for (const char *c = p->form; *c; c++)
		words |= scan_is_letter(*c) || scan_is_digit(*c) || *c == TIME[0];
	scan_prefix_add(s, (struct scan_prefix){
		.form = arena_dup_n(&s->arena, p->form, strlen(p->form)),
		.known = p->known,
		.gap = p->gap,
		.quotes = p->quotes ? p->quotes : is_list(p->form) ? SCAN_QUOTES_YAML : 0,
		.may_miss = words ? 3 : 1,
	});
	s->begun_size = 0; /* the line is cut as the others are */
}

/* Do the line's first signs end here, all of them dashes or slashes? So lines that diff takes away begin, and
   those of a script that are none. In a name they are a part of it. */
static bool ends_mark(const char *line, size_t k)
{
	const char sign = line[k - 1];
	size_t n = k;

	if ((sign != '-' && sign != '/') || line[k] == sign)
		return false;
	while (n && line[n - 1] == sign)
		n--;
	return scan_blanks(line, n) == n;
}

/* May a word begin here that is none of what stands before it? */
static bool is_edge(const char *line, size_t k)
{
	return !scan_is_blank(line[k]) && (unsigned char)line[k - 1] < 0x80 &&
	       (!is_of_name(line[k - 1]) || ends_mark(line, k));
}

/* ... behind a name and a dash, as grep writes them before the lines around one that it found (-A, -C)? A name
   alone may have it, too, so that nothing is cut. */
static bool is_behind_name(const char *line, size_t k)
{
	return line[k - 1] == '-' && !scan_is_blank(line[k]) && memchr(line, ' ', k) == NULL;
}

static bool begins_string(struct scan *s, const char *line, size_t size, size_t k,
			  enum scan_quotes quotes)
{
	struct sight p = { .line = line, .size = size, .core = k, .quotes = quotes };
	size_t n;

	if (!scan_string_read(quotes, line + k, size - k, s->clean, &n))
		return false;
	while (n && scan_is_blank(s->clean[n - 1]))
		n--;
	memset(s->clean + n, 0, SIEVE_PAD);
	while (p.core && line[p.core - 1] == ' ')
		p.core--;
	p.gap = k - p.core;
	bool document = scan_prefix_is_document(s, s->clean, n);

	if (n == 0 || !(document || scan_rule_opens(s, s->clean, n)) ||
	    !is_sound(s, &p, NULL, document))
		return false;
	begin(s, &p);
	return true;
}

/* Does the line end with what the prefix ends with: a quote (`level=info msg="`), a tag, a table's side? A
   tool's last word would have that for a part of it. */
static bool is_framed(const char *line, size_t size, size_t core)
{
	const char begins = core ? line[core - 1] : '\0', ends = line[size - 1];

	if (begins == '>')
		return ends == '>' && memchr(line, '<', core);
	if (begins == '|') /* "bench | " stands before a table's row, too */
		return ends == '|' && line[scan_blanks(line, size)] == '|';
	return begins == ends && (strchr("\"'`", begins) || (unsigned char)begins >= 0x80);
}

/* Is the line's beginning a text that the rule takes, a job's name, say? Then it may take a prefix for
   a part of it. What it only passes over is the tool's own, and a figure is. */
static bool takes_beginning(struct scan *s, const struct rule *r, const char *line, size_t size, bool *figure)
{
	const struct regex *regex = grammar_regex(&r->match);
	size_t blanks = scan_blanks(line, size), ignored;

	if (!scan_rule_matches(s, &r->match, line, size))
		return false;
	for (size_t g = 1; g <= regex_groups(regex); g++)
		if (regex_group(s->scratch, line, g, &ignored) == line + blanks) {
			const struct role *role = regex_tag(regex, g);

			/* "1min 2s" is one, "12 1.5 1min 2s" is not */
			*figure = role && role->kind == ROLE_METRIC &&
				  !scan_is_blank(line[blanks + strspn(line + blanks, "0123456789.")]);
			return true;
		}
	return false;
}

/* Does a record open here with a figure? Then no longer prefix has a part of it. */
static bool opens_with_figure(struct scan *s, const char *line, size_t size)
{
	const struct rule *r = scan_rule_outside(s, line, size);
	bool figure = false;

	return r && takes_beginning(s, r, line, size, &figure) && figure;
}

/* One of another script's may be one. */
static bool is_time(const char *text, size_t size)
{
	return (unsigned char)*text >= 0x80 || scan_time(text, size) > 0;
}

/* A prefix stands before one of the next lines, too, so that it begins alike: one look, before any word
   of this line is tried. Where they are not there yet, who knows. */
static bool goes_on_alike(struct scan *s, const char *line, size_t size, size_t blanks)
{
	const char *at = line + size, *next;
	size_t n;

	scan_pass_next(s, &at, &next, &n); /* the end of this one */
	for (size_t i = 0; i < NEXT;) {
		if (scan_pass_next(s, &at, &next, &n) != SCAN_TOOK)
			return true;
		if (scan_blanks(next, n) == n)
			continue;
		next += scan_blanks(next, n);
		if (*next == line[blanks] || (scan_is_digit(*next) && scan_is_digit(line[blanks])) ||
		    (unsigned char)*next >= 0x80)
			return true;
		i++;
	}
	return false;
}

bool scan_learn_begins(struct scan *s, const char *line, size_t size, const struct rule *opener)
{
	struct sight best = { .count = 0 };
	size_t blanks = scan_blanks(line, size);

	if (opener && opener->match.literal.prefix_size)
		return false;

	struct sieve_marks room;
	const struct sieve_marks *of = scan_mark(s, line, size, &room);
	bool figure = false, taken = opener && takes_beginning(s, opener, line, size, &figure);
	enum scan_quotes quotes;
	size_t string = blanks < SCAN_PREFIX_MAX && (opener == NULL || taken)
				? scan_string_at(line, size, blanks, &quotes) : 0;
	if (string)
		return begins_string(s, line, size, string, quotes);
	if (figure || !goes_on_alike(s, line, size, blanks))
		return false;
	for (size_t k = blanks + 1; k < size && k < SCAN_PREFIX_MAX; k++) {
		struct sight p = { .line = line, .size = size, .core = k };
		bool document = opener == NULL && scan_prefix_is_document(s, line + k, size - k);

		if (opener && !taken && !is_time(line + k, size - k))
			continue; /* the prefix may be the tool's own time */
		if (!is_edge(line, k) || !(document || scan_rule_opens_at(s, of, line, size, k)))
			continue;
		while (p.core && scan_is_blank(line[p.core - 1]))
			p.core--;
		p.gap = k - p.core;
		if (is_framed(line, size, p.core)) {
			if (line[k - 1] == '"' && begins_string(s, line, size, k, SCAN_QUOTES_JSON))
				return true;
		} else if (is_sound(s, &p, opener, document) && p.count >= best.count) {
			best = p;
			if (!document && opens_with_figure(s, line + k, size - k))
				break;
		}
		if (s->more)
			return false;
	}
	if (best.count)
		begin(s, &best);
	return best.count > 0;
}

/* Do words of prose end here? */
static bool is_prose(const char *line, size_t size)
{
	size_t words = 0;

	while (words < 2 && size && line[size - 1] == ' ') {
		size_t end = --size;

		while (size && line[size - 1] >= 'a' && line[size - 1] <= 'z')
			size--;
		if (size && line[size - 1] >= 'A' && line[size - 1] <= 'Z')
			size--;
		if (end - size < 2 || (size && line[size - 1] != ' '))
			return false;
		words++;
	}
	return words == 2;
}

/* A document in one line (ansible's "=> {...}") holds a run's lines as one string: where its strings
   begin, further behind than any prefix. */
static size_t strings_of(const char *line, size_t size, size_t *places)
{
	size_t count = 0;

	if (size == 0 || line[size - 1] != '}')
		return 0;
	for (size_t k = SCAN_PREFIX_MAX; k < size && count < STRINGS; k++)
		if (line[k - 1] == '"' && memcmp(line + k - 4, "\": \"", 4) == 0)
			places[count++] = k;
	return count;
}

#define EDGES (SCAN_PREFIX_MAX + STRINGS)

/* Where something may begin behind anything. */
static size_t edges_of(const char *line, size_t size, size_t edges[EDGES])
{
	size_t count = 0;

	for (size_t k = 1; k < size && k < SCAN_PREFIX_MAX; k++)
		/* a comma is of a time, but for a row's columns */
		if (is_edge(line, k) || line[k - 1] == ',' || is_behind_name(line, k))
			edges[count++] = k;
	return count + strings_of(line, size, edges + count);
}

bool scan_learn_may(struct scan *s, const char *line, size_t size)
{
	char last = line[size - (size > 1 && line[size - 1] == ',' ? 2 : 1)];
	size_t places[1 + EDGES] = { scan_blanks(line, size) }, count;
	struct sieve_marks of;

	if (last == '"' || last == '\'' || s->all->sieve.words > SIEVE_WORDS) /* in quotes it may read otherwise */
		return true;
	if (!scan_mark_signs(s, line, size, &of))
		return false;
	count = 1 + edges_of(line, size, places + 1);
	scan_mark_begin(s, line, size);
	if (!scan_mark_narrow(s, scan_mark(s, line, size, &of), line, size, places, count, &of))
		return false;
	if (scan_rule_fits_of(s, &of, line, size))
		return true;
	for (size_t i = 1; i < count; i++)
		if (scan_rule_opens_at(s, &of, line, size, places[i]))
			return true;
	return false;
}

bool scan_learn_hides(struct scan *s, const char *line, size_t size)
{
	struct sieve_marks room;
	const struct sieve_marks *of = scan_mark(s, line, size, &room);
	size_t edges[EDGES], count = edges_of(line, size, edges);

	if (of && !scan_mark_narrow(s, of, line, size, edges, count, &room))
		return false;
	for (size_t i = 0; i < count; i++)
		if (scan_rule_opens_at(s, of ? &room : NULL, line, size, edges[i]) &&
		    !is_prose(line, edges[i]))
			return true;
	return false;
}
