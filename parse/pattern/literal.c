/*
 * literal.c - what must stand in a line for a pattern to match, read off the pattern's
 * text. It only ever says less than is true: whatever it does not understand ends the
 * literal, and PCRE2 decides.
 */
#include <limits.h>
#include <string.h>

#include "parse/pattern/regex_private.h"

#define BIT(n)  (UINT64_C(1) << (n))
#define ROW(n)  BIT(n), BIT((n) + 1), BIT((n) + 2), BIT((n) + 3), BIT((n) + 4), BIT((n) + 5), \
	BIT((n) + 6), BIT((n) + 7)
#define HALF(n) ROW(n), ROW((n) + 8), ROW((n) + 16), ROW((n) + 24)

const uint64_t regex_byte[256] = {
	HALF(0), HALF(32), HALF(0), HALF(0), /* control characters share those of letters */
	HALF(0), HALF(32), HALF(0), HALF(32),
};

static bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A literal character at *p, moved over; -1 if something else stands there. */
static int literal_char(const char **p)
{
	const char *s = *p;

	if (*s == '\0' || strchr("^$.[(|)?*+{", *s))
		return -1;
	if (*s != '\\') {
		*p = s + 1;
		return (unsigned char)*s;
	}
	if (s[1] == 't') {
		*p = s + 2;
		return '\t';
	}
	/* \d, \s, \b, \x3b ... are left to PCRE2; an escaped sign is itself. */
	if (s[1] == '\0' || is_alnum(s[1]))
		return -1;
	*p = s + 2;
	return (unsigned char)s[1];
}

const char *regex_braces(const char *s)
{
	const char *at = s + 1;

	at += strspn(at, "0123456789");
	if (*s != '{' || at == s + 1)
		return NULL;
	if (*at == ',')
		at += 1 + strspn(at + 1, "0123456789");
	return *at == '}' ? at + 1 : NULL;
}

/* Over an atom that stands for blanks (` `, `\s`, `\t`, `[ \t]`); false if there is none. */
static bool blank_atom(const char **p)
{
	static const char *const atoms[] = { " ", "\\s", "\\t", "\\h", "[ \\t]", "[ ]",
					     "\t" };

	for (size_t i = 0; i < sizeof(atoms) / sizeof(atoms[0]); i++) {
		size_t n = strlen(atoms[i]);

		if (strncmp(*p, atoms[i], n) == 0) {
			*p += n;
			return true;
		}
	}
	return false;
}

static enum regex_blanks blanks(const char **p)
{
	enum regex_blanks found = BLANKS_NONE;

	for (const char *s = *p; blank_atom(&s); *p = s) {
		enum regex_blanks this = *s == '+' ? BLANKS_SOME : *s == '*' ? BLANKS_ANY : BLANKS_OTHER;

		if (*s == '+' || *s == '*' || *s == '?' || *s == '{') {
			const char *end = *s == '{' ? regex_braces(s) : s + 1;

			if (end == NULL)
				break;
			s = end + (*end == '+' || *end == '?'); /* lazy, or possessive */
		}
		found = found == BLANKS_NONE ? this : BLANKS_OTHER;
	}
	return found;
}

/* Takes literal characters up to the first that is none or is optional. */
static size_t take(const char **p, char *out, size_t room)
{
	size_t n = 0;

	while (n < room) {
		const char *before = *p;
		int c = literal_char(p);

		if (c < 0)
			break;
		if (**p == '?' || **p == '*' || **p == '{' || **p == '+') {
			/* "x+" has one x at least; what follows it is open */
			if (**p == '+')
				out[n++] = (char)c;
			else
				*p = before;
			return n;
		}
		out[n++] = (char)c;
	}
	return n;
}

/* Over the inside of a class, which may hold `[:alpha:]`; at its bracket, or the end. */
static const char *over_class(const char *s)
{
	s += *s == '^';
	s += *s == ']';
	while (*s && *s != ']') {
		const char *end = *s == '[' && s[1] == ':' ? strstr(s + 2, ":]") : NULL;

		if (end)
			s = end + 2;
		else
			s += *s == '\\' && s[1] ? 2 : 1;
	}
	return s;
}

/* Over a group or a class; the literal in it is not looked for. */
const char *regex_over(const char *s)
{
	int depth = 0;

	for (; *s; s++) {
		if (*s == '\\' && s[1]) {
			s++;
		} else if (*s == '[') {
			s = over_class(s + 1);
			if (*s == '\0')
				return s;
			if (depth == 0)
				return s + 1;
		} else if (*s == '(') {
			depth++;
		} else if (*s == ')' && --depth == 0) {
			return s + 1;
		}
	}
	return s;
}

/* Within parentheses: up to the one that closes them. */
static bool alternates(const char *pattern)
{
	for (const char *s = pattern; *s && *s != ')';) {
		if (*s == '|')
			return true;
		if (*s == '(' || *s == '[')
			s = regex_over(s);
		else
			s += *s == '\\' && s[1] ? 2 : 1;
	}
	return false;
}

/* Over what is no literal: a quantifier, a class, `\d` and its like. False: an escape with
   something behind it (`\x41`, `\k<name>`), which only PCRE2 can read. */
static bool over_other(const char **p)
{
	const char *s = *p;

	if (*s == '{') {
		const char *end = regex_braces(s);

		*p = end ? end : s + 1;
		return true;
	}
	if (s[0] == '\\' && s[1] == 'g' && s[2] == '{' && strchr(s, '}')) {
		*p = strchr(s, '}') + 1; /* what a group captured, again */
		return true;
	}
	if (*s == '\\' && is_alnum(s[1]) && strchr("dDsSwWhHvVbBAzZNRntrfe", s[1]) == NULL)
		return false;
	*p = s + (*s == '\\' && s[1] ? 2 : *s != '\0');
	return true;
}

/* Into groups that must be there and hold no alternatives: `^(?<side>Client) connecting`. */
static const char *into_groups(const char *s)
{
	while (*s == '(') {
		const char *after = regex_over(s);

		if ((*after && strchr("?*{", *after)) || alternates(s + 1))
			return s;
		if (s[1] == '?' && s[2] == '<' && s[3] != '=' && s[3] != '!')
			s += strcspn(s, ">") + 1;
		else if (s[1] == '?' && s[2] == ':')
			s += 3;
		else if (s[1] == '?')
			return s;
		else
			s++;
	}
	return s;
}

/* The longest of the other pieces, or its beginning. */
static void keep_also(struct regex_literal *out, const char *piece, size_t size)
{
	if (size <= out->also_size)
		return;
	out->also_size = size < sizeof(out->also) ? size : sizeof(out->also);
	memcpy(out->also, piece, out->also_size);
}

static void find_inner(const char *s, struct regex_literal *out)
{
	char piece[sizeof(out->inner)];

	while (*s) {
		const char *before = s;
		size_t n = take(&s, piece, sizeof(piece));

		if (n > out->inner_size) {
			keep_also(out, out->inner, out->inner_size);
			memcpy(out->inner, piece, n);
			out->inner_size = n;
		} else {
			keep_also(out, piece, n);
		}
		if (n && *s == '$' && s[1] == '\0') {
			memcpy(out->tail, piece, n);
			out->tail_size = n;
		}
		const char *inside = into_groups(s);

		if (inside != s) {
			s = inside;
		} else if (*s == '(' || *s == '[') {
			s = regex_over(s);
		} else if (n == 0 && s == before && strchr("^$.|)?*+", *s) == NULL &&
			   *s != '{' && *s != '\\') {
			s++; /* a character that is optional: take() gave it back */
		} else if (*s && !over_other(&s)) {
			out->inner_size = out->also_size = 0;
			return;
		}
	}
}

#define FEW 16 /* of 256: digits and a few more */

static int count_bytes(const struct byte_set *set)
{
	int count = 0;

	for (size_t i = 0; i < 4; i++)
		for (uint64_t bits = set->bits[i]; bits; bits &= bits - 1)
			count++;
	return count;
}

/*
 * What a line must begin and end with. Lines are looked up by their first byte that is no blank:
 * where the pattern's first one may be a blank, it is not known which of them that is.
 */
static void find_places(const char *s, struct regex_literal *out)
{
	struct byte_set sets[REGEX_PLACES], last;
	bool known = regex_places(s, sets, &last);

	if (known && count_bytes(&last) <= FEW) {
		out->last = last;
		out->few_last = true;
	}
	if (!known || byte_set_has(&sets[0], ' ') || byte_set_has(&sets[0], '\t'))
		return;
	for (size_t i = 0; i < REGEX_PLACES; i++)
		if (count_bytes(&sets[i]) < 256)
			out->place_count = i + 1;
	memcpy(out->places, sets, sizeof(sets));
	out->few_first = count_bytes(&sets[0]) <= FEW;
}

/* How common a byte is in logs, roughly: blanks and digits most, signs least. */
static int commonness(char c)
{
	if (c == ' ' || c == '.' || (c >= '0' && c <= '9'))
		return 4;
	if (strchr("etaoinsr:", c))
		return 3;
	if (c >= 'a' && c <= 'z')
		return 2;
	return strchr("(),/[]-", c) ? 1 : 0;
}

/* A blank between two words is not as common as others: "connections" stands in many logs,
   "connections at" in few. */
static int commonness_of(const char *text, size_t size)
{
	int sum = 0;

	for (size_t i = 0; i < size; i++) {
		bool between = text[i] == ' ' && i > 0 && i + 1 < size && text[i - 1] != ' ';

		sum += commonness(text[i]) - between;
	}
	return sum;
}

/* Where `part` bytes of the text begin that are rarer than `least` says, which then says how
   rare; NULL: nowhere. */
static const char *rarest(const char *text, size_t size, size_t part, int *least)
{
	const char *best = NULL;

	for (size_t i = 0; i + part <= size; i++) {
		int sum = commonness_of(text + i, part);

		if (sum < *least) {
			*least = sum;
			best = text + i;
		}
	}
	return best;
}

/* Where its rarest byte stands. */
static size_t rare_in(const char *text, size_t size)
{
	int least = INT_MAX;

	return size ? (size_t)(rarest(text, size, 1, &least) - text) : 0;
}

static void find_sign(struct regex_literal *out)
{
	int least = INT_MAX;
	const char *in_prefix = rarest(out->prefix, out->prefix_size, REGEX_SIGN, &least);
	const char *in_inner = rarest(out->inner, out->inner_size, REGEX_SIGN, &least);
	const char *sign = in_inner ? in_inner : in_prefix;

	out->has_sign = sign != NULL;
	if (sign)
		memcpy(out->sign, sign, REGEX_SIGN);
	out->bytes = regex_bytes(out->inner, out->inner_size);
	out->rare = rare_in(out->inner, out->inner_size);
	out->also_rare = rare_in(out->also, out->also_size);
}

/* Where the pattern is not understood, its prefix is. */
static void set_prefix(struct regex_literal *out)
{
	size_t n = out->prefix_size < REGEX_PLACES ? out->prefix_size : REGEX_PLACES;

	for (size_t i = 0; i < n; i++) {
		unsigned char byte = (unsigned char)out->prefix[i];

		out->places[i] = (struct byte_set){ { 0 } };
		out->places[i].bits[byte / 64] = UINT64_C(1) << byte % 64;
	}
	out->place_count = out->place_count < n ? n : out->place_count;
}

/* `(?i)`, `(?si:...)`, `(?^x)`: letters may then mean other letters. */
static bool sets_options(const char *pattern)
{
	for (const char *s = pattern; (s = strstr(s, "(?")) != NULL; s += 2)
		if (s[2] != ':' && s[2] != '<' && s[2] != '=' && s[2] != '!' && s[2] != '>')
			return true;
	return false;
}

static void read_pattern(const char *pattern, struct regex_literal *out)
{
	const char *s = pattern;

	if (sets_options(pattern) || strstr(pattern, "\\Q") || strstr(pattern, "(*") ||
	    alternates(pattern))
		return;
	if (*s != '^') {
		find_inner(s, out);
		return;
	}
	s++;
	out->blanks = blanks(&s);
	const char *inside = into_groups(s);
	bool grouped = inside != s;

	find_places(s, out);
	out->prefix_size = take(&inside, out->prefix, sizeof(out->prefix));
	if (out->prefix_size && strchr(" \t", out->prefix[0]))
		out->prefix_size = 0; /* in a group: a line's prefix stands after its blanks */
	find_inner(s, out);
	if (out->prefix_size == 0)
		return;
	set_prefix(out);
	s = inside;
	out->ends = !grouped && *s == '$' && s[1] == '\0';
	out->whole = !grouped && (*s == '\0' || out->ends) && out->blanks != BLANKS_OTHER;
}

/* ... its tail is. */
static void set_last(struct regex_literal *out)
{
	unsigned byte = (unsigned char)out->tail[out->tail_size - 1];

	out->last = (struct byte_set){ { 0 } };
	out->last.bits[byte / 64] = UINT64_C(1) << byte % 64;
	out->few_last = true;
}

void regex_literal(const char *pattern, struct regex_literal *out)
{
	memset(out, 0, sizeof(*out));
	read_pattern(pattern, out);
	if (out->tail_size)
		set_last(out);
	/* what was given up on the way */
	memset(out->prefix + out->prefix_size, 0, sizeof(out->prefix) - out->prefix_size);
	memset(out->inner + out->inner_size, 0, sizeof(out->inner) - out->inner_size);
	find_sign(out);
}

/* --- where it stands ----------------------------------------------------------------- */

static const char *find(const char *what, size_t n, size_t rare, const char *text, size_t size)
{
	size_t places = size < n ? 0 : size - n + 1;
	const char *at = text + rare, *end = at + places;

	while ((at = memchr(at, what[rare], (size_t)(end - at))) != NULL) {
		if (memcmp(at - rare, what, n) == 0)
			return at - rare;
		at++;
	}
	return NULL;
}

const char *regex_literal_find(const struct regex_literal *l, const char *text, size_t size)
{
	return find(l->inner, l->inner_size, l->rare, text, size);
}

bool regex_literal_may(const struct regex_literal *l, const char *text, size_t size)
{
	if (l->tail_size && (size < l->tail_size ||
			     memcmp(text + size - l->tail_size, l->tail, l->tail_size) != 0))
		return false;
	return (l->inner_size == 0 || regex_literal_find(l, text, size)) &&
	       (l->also_size < 2 || find(l->also, l->also_size, l->also_rare, text, size));
}
