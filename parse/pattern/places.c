/*
 * places.c - which bytes may stand at the first places of a line that a pattern matches, and at
 * its last one. The pattern is walked once, with the numbers of bytes that may have been taken so
 * far, and which the last one may have been; what is not understood ends it, and every byte may
 * stand anywhere.
 */
#include <string.h>

#include "data/base/mem.h"
#include "parse/pattern/regex_private.h"

#define PLACES REGEX_PLACES
#define DEPTH 20      /* of groups */
#define BUDGET 4000   /* atoms: groups are walked again for each repeat */

struct walk {
	const char *at;
	struct byte_set *sets; /* of each place */
	struct byte_set last;  /* what may stand before a `$` */
	int depth, budget;
	bool lost;
};

/* What may have been taken. */
struct taken {
	unsigned counts;      /* bit n: n bytes, bit PLACES: all that count; none: no line matches so far */
	struct byte_set last; /* the last one may be these */
};

static const struct byte_set all = { { UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX } };

static void unite(struct byte_set *to, const struct byte_set *from)
{
	for (size_t i = 0; i < ARRAY_LEN(to->bits); i++)
		to->bits[i] |= from->bits[i];
}

static struct taken either(struct taken a, struct taken b)
{
	a.counts |= b.counts;
	unite(&a.last, &b.last);
	return a;
}

static struct taken each(struct walk *w, struct taken from, const struct byte_set *set)
{
	for (unsigned n = 0; n < PLACES; n++)
		if (from.counts >> n & 1)
			unite(&w->sets[n], set);
	return (struct taken){ (from.counts << 1 | (from.counts & 1u << PLACES)) & ((2u << PLACES) - 1),
			       *set };
}

/* From here on anything may stand. */
static struct taken anything(struct walk *w, struct taken from)
{
	for (unsigned n = 0; n < PLACES; n++)
		if (from.counts & ((2u << n) - 1))
			w->sets[n] = all;
	return (struct taken){ .counts = 0 };
}

static struct taken lose(struct walk *w)
{
	w->lost = true;
	w->last = all;
	return anything(w, (struct taken){ .counts = 1 });
}

/* --- atoms --------------------------------------------------------------------------- */

static void add(struct byte_set *set, unsigned from, unsigned to)
{
	for (unsigned c = from; c <= to; c++)
		set->bits[c / 64] |= UINT64_C(1) << c % 64;
}

static void invert(struct byte_set *set)
{
	for (size_t i = 0; i < ARRAY_LEN(set->bits); i++)
		set->bits[i] = ~set->bits[i];
}

/* `\d`, `\S` and the like, into an empty set; false for another escape. */
static bool class_escape(struct byte_set *set, char c)
{
	switch (c) {
	case 'd': case 'D':
		add(set, '0', '9');
		break;
	case 'w': case 'W':
		add(set, '0', '9');
		add(set, 'a', 'z');
		add(set, 'A', 'Z');
		add(set, '_', '_');
		break;
	case 's': case 'S':
		add(set, '\t', '\r');
		add(set, ' ', ' ');
		break;
	default:
		return false;
	}
	if (c < 'a')
		invert(set);
	return true;
}

/* The byte that an escape stands for; -1: not one. */
static int escaped_byte(char c)
{
	if (c == 't')
		return '\t';
	if (c == '\0' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z'))
		return -1;
	return (unsigned char)c;
}

/* A byte of a class, moved over; -1: no plain one. */
static int class_byte(const char **s)
{
	int c = **s == '\\' ? escaped_byte((*s)[1]) : (unsigned char)**s;

	if (**s == '[' || **s == '\0')
		return -1;
	*s += **s == '\\' ? 2 : 1;
	return c;
}

/* After the `[`; over the `]`. */
static bool read_class(const char **at, struct byte_set *set)
{
	bool negated = **at == '^';
	const char *s = *at + negated;

	for (bool first = true; *s != ']' || first; first = false) {
		struct byte_set one = { { 0 } };

		if (*s == '\\' && class_escape(&one, s[1])) {
			unite(set, &one);
			s += 2;
			if (*s == '-' && s[1] != ']')
				return false;
			continue;
		}
		int from = class_byte(&s), to = from;

		if (from < 0)
			return false;
		if (*s == '-' && s[1] != ']') {
			s++;
			to = class_byte(&s);
			if (to < from)
				return false;
		}
		add(set, (unsigned)from, (unsigned)to);
	}
	*at = s + 1;
	if (negated)
		invert(set);
	return true;
}

static struct taken alternatives(struct walk *w, struct taken from);

/* After the `(`; over the `)`. */
static struct taken group(struct walk *w, struct taken from)
{
	const char *s = w->at;
	struct taken to;

	if (*s == '?') {
		bool behind = s[1] == '<' && (s[2] == '=' || s[2] == '!');

		if (s[1] == '=' || s[1] == '!' || behind) {
			/* looks, and takes nothing */
			w->at = regex_over(s - 1);
			return from;
		}
		if (s[1] == ':' || s[1] == '>')
			w->at += 2;
		else if (s[1] == '<' && strchr(s, '>') != NULL)
			w->at = strchr(s, '>') + 1;
		else
			return lose(w);
	}
	if (w->depth++ == DEPTH)
		return lose(w);
	to = alternatives(w, from);
	w->depth--;
	if (*w->at != ')')
		return lose(w);
	w->at++;
	return to;
}

static struct taken atom(struct walk *w, struct taken from)
{
	struct byte_set set = { { 0 } };
	char c = *w->at++;
	int byte = (unsigned char)c;

	if (w->budget-- == 0)
		return lose(w);
	switch (c) {
	case '(':
		return group(w, from);
	case '[':
		return read_class(&w->at, &set) ? each(w, from, &set) : lose(w);
	case '.':
		invert(&set);
		return each(w, from, &set);
	case '^':
		return from;
	case '$': /* what follows the line may be anything */
		unite(&w->last, &from.last);
		return anything(w, from);
	case '\\':
		c = *w->at++;
		if (c == 'b' || c == 'B')
			return from;
		if (class_escape(&set, c))
			return each(w, from, &set);
		byte = escaped_byte(c);
		if (byte < 0)
			return lose(w);
		break;
	default:
		break;
	}
	add(&set, (unsigned)byte, (unsigned)byte);
	return each(w, from, &set);
}

/* --- repeats, alternatives ----------------------------------------------------------- */

/* A quantifier, moved over, with its `?` or `+`: how often at least, at most (1 or more). */
static void quantifier(struct walk *w, int *least, bool *more)
{
	const char *s = w->at;

	*least = 1;
	*more = false;
	if (*s == '*' || *s == '?') {
		*least = 0;
		*more = *s++ == '*';
	} else if (*s == '+') {
		*more = true;
		s++;
	} else if (*s == '{' && regex_braces(s)) {
		*least = 0;
		for (s++; *s >= '0' && *s <= '9'; s++)
			*least = *least < 100 ? *least * 10 + *s - '0' : *least;
		*more = *s == ',';
		s = regex_braces(w->at);
	} else {
		if (*s == '{')
			lose(w); /* `{,3}` means this or that, `{3a}` is itself */
		return;
	}
	if (*s == '?' || *s == '+')
		s++;
	w->at = s;
}

static struct taken repeated(struct walk *w, struct taken from)
{
	const char *start = w->at, *after;
	struct taken once = atom(w, from), to;
	bool more;
	int least;

	quantifier(w, &least, &more);
	after = w->at;
	for (int i = 1; i < least && i <= PLACES && !w->lost; i++) {
		w->at = start;
		once = atom(w, once);
	}
	to = least ? once : either(from, once);
	for (unsigned before = 0; more && to.counts != before && !w->lost;) {
		before = to.counts;
		w->at = start;
		to = either(to, atom(w, to));
	}
	w->at = after;
	return to;
}

static struct taken alternatives(struct walk *w, struct taken from)
{
	struct taken to = { .counts = 0 };

	for (;;) {
		struct taken now = from;

		while (*w->at && *w->at != '|' && *w->at != ')' && !w->lost)
			now = repeated(w, now);
		to = either(to, now);
		if (*w->at != '|' || w->lost)
			return to;
		w->at++;
	}
}

bool regex_places(const char *pattern, struct byte_set sets[REGEX_PLACES], struct byte_set *last)
{
	struct walk w = { .at = pattern, .sets = sets, .budget = BUDGET };

	memset(sets, 0, PLACES * sizeof(sets[0]));
	struct taken to = alternatives(&w, (struct taken){ 1, all });
	if (*w.at)
		lose(&w);
	if (to.counts) /* the line may go on */
		w.last = all;
	anything(&w, to);
	*last = w.last;
	return !w.lost;
}
