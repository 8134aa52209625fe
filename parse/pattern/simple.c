/* simple.c - patterns that need no backtracking. */
#include "parse/pattern/simple.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/mem.h"

#define OPS_MAX 96

enum op_kind {
	OP_LITERAL, /* these bytes */
	OP_ONE,     /* one byte of the class */
	OP_SOME,    /* one or more */
	OP_ANY,     /* none or more */
	OP_OPEN,    /* a group begins */
	OP_CLOSE,   /* ... and ends */
	OP_END,     /* the line's end */
};

struct op {
	enum op_kind kind;
	unsigned char group;
	unsigned char size;       /* OP_LITERAL */
	const char *bytes;        /* OP_LITERAL: into `text` */
	unsigned char set[256];   /* classes: 1 for its bytes */
};

struct simple {
	size_t count, groups;
	const char *names[SIMPLE_GROUPS];
	struct arena arena;
	struct op ops[];
};

/* While compiling. */
struct compiler {
	const char *at;
	struct op ops[OPS_MAX];
	size_t count, groups;
	unsigned char open[8];    /* groups that are open; 0: one that does not capture */
	size_t depth;
	char literals[512];       /* their bytes, without escapes */
	size_t literal_size;
	const char *names[SIMPLE_GROUPS];
	struct arena arena;
};

/* --- classes ------------------------------------------------------------------------- */

static void add_range(unsigned char *set, unsigned from, unsigned to)
{
	for (unsigned c = from; c <= to; c++)
		set[c] = 1;
}

/* `\d`, `\s`, `\S`, `\w`: false for another escape. */
static bool add_escape(unsigned char *set, char c)
{
	switch (c) {
	case 'd':
		add_range(set, '0', '9');
		return true;
	case 'w':
		add_range(set, '0', '9');
		add_range(set, 'a', 'z');
		add_range(set, 'A', 'Z');
		set['_'] = 1;
		return true;
	case 's':
		add_range(set, '\t', '\r');
		set[' '] = 1;
		return true;
	case 'S':
		add_range(set, 0, 255);
		memset(&set['\t'], 0, '\r' - '\t' + 1);
		set[' '] = 0;
		return true;
	default:
		return false;
	}
}

static bool is_sign(char c)
{
	return c > ' ' && c < 127 && !(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'z') &&
	       !(c >= 'A' && c <= 'Z');
}

/* After the `[`; moves over the `]`. */
static bool read_class(struct compiler *c, unsigned char *set)
{
	bool negated = *c->at == '^';
	const char *s = c->at + negated;

	if (*s == ']' || *s == '\0')
		return false;
	for (; *s != ']'; s++) {
		unsigned char from = (unsigned char)*s;

		if (*s == '\0' || *s == '[')
			return false;
		if (*s == '\\') {
			s++;
			if (add_escape(set, *s))
				continue;
			if (*s == 't')
				from = '\t';
			else if (is_sign(*s))
				from = (unsigned char)*s;
			else
				return false;
		}
		if (s[1] == '-' && s[2] != ']') {
			if (s[2] == '\\' || s[2] == '\0' || (unsigned char)s[2] < from)
				return false;
			add_range(set, from, (unsigned char)s[2]);
			s += 2;
		} else {
			set[from] = 1;
		}
	}
	c->at = s + 1;
	for (size_t i = 0; negated && i < 256; i++)
		set[i] = !set[i];
	return true;
}

/* --- compiling ----------------------------------------------------------------------- */

static struct op *add_op(struct compiler *c, enum op_kind kind)
{
	if (c->count == OPS_MAX)
		return NULL;
	struct op *op = &c->ops[c->count++];
	memset(op, 0, sizeof(*op));
	op->kind = kind;
	return op;
}

/* The quantifier after an atom: OP_ONE, OP_SOME or OP_ANY; -1 for another one. */
static int quantifier(struct compiler *c)
{
	int kind = *c->at == '+' ? OP_SOME : *c->at == '*' ? OP_ANY : OP_ONE;

	if (*c->at == '?' || *c->at == '{')
		return -1;
	if (kind == OP_ONE)
		return kind;
	c->at++;
	if (*c->at == '+') /* possessive: we never give back anyway */
		c->at++;
	return *c->at == '?' || *c->at == '*' ? -1 : kind;
}

static bool add_literal(struct compiler *c, char byte)
{
	struct op *last = c->count ? &c->ops[c->count - 1] : NULL;

	if (c->literal_size == sizeof(c->literals))
		return false;
	c->literals[c->literal_size] = byte;
	if (last && last->kind == OP_LITERAL && last->size < 255) {
		last->size++;
		c->literal_size++;
		return true;
	}
	last = add_op(c, OP_LITERAL);
	if (last == NULL)
		return false;
	last->bytes = c->literals + c->literal_size++;
	last->size = 1;
	return true;
}

/* A byte or a class, with its quantifier. */
static bool add_atom(struct compiler *c, const unsigned char *set, int byte)
{
	int kind = quantifier(c);

	if (kind < 0)
		return false;
	if (kind == OP_ONE && byte >= 0)
		return add_literal(c, (char)byte);
	struct op *op = add_op(c, (enum op_kind)kind);
	if (op == NULL)
		return false;
	memcpy(op->set, set, 256);
	return true;
}

static bool open_group(struct compiler *c)
{
	struct op *op;

	if (c->depth == sizeof(c->open))
		return false;
	if (c->at[0] == '?' && c->at[1] == ':') {
		c->at += 2;
		c->open[c->depth++] = 0;
		return true;
	}
	if (c->groups + 1 >= SIMPLE_GROUPS)
		return false;
	c->groups++;
	if (c->at[0] == '?') {
		size_t n = strcspn(c->at, ">");

		if (c->at[1] != '<' || c->at[2] == '=' || c->at[2] == '!' ||
		    c->at[n] != '>' || n < 3)
			return false;
		c->names[c->groups] = arena_dup_n(&c->arena, c->at + 2, n - 2);
		for (size_t i = 1; i < c->groups; i++)
			if (c->names[i] && strcmp(c->names[i], c->names[c->groups]) == 0)
				return false;
		c->at += n + 1;
	}
	op = add_op(c, OP_OPEN);
	if (op == NULL)
		return false;
	op->group = (unsigned char)c->groups;
	c->open[c->depth++] = (unsigned char)c->groups;
	return true;
}

static bool close_group(struct compiler *c)
{
	struct op *op;

	if (c->depth == 0 || strchr("?*+{", *c->at ? *c->at : 'x'))
		return false;
	unsigned char group = c->open[--c->depth];
	if (group == 0)
		return true;
	op = add_op(c, OP_CLOSE);
	if (op == NULL)
		return false;
	op->group = group;
	return true;
}

/* One element of the pattern. */
static bool element(struct compiler *c)
{
	unsigned char set[256] = { 0 };
	char byte = *c->at++;

	switch (byte) {
	case '(':
		return open_group(c);
	case ')':
		return close_group(c);
	case '[':
		return read_class(c, set) && add_atom(c, set, -1);
	case '.': /* a line holds no line end, but a stray \r ends it for PCRE2 */
		add_range(set, 0, 255);
		set['\n'] = set['\r'] = 0;
		return add_atom(c, set, -1);
	case '$':
		return *c->at == '\0' && add_op(c, OP_END) != NULL;
	case '\\':
		byte = *c->at++;
		if (byte != '\0' && add_escape(set, byte))
			return add_atom(c, set, -1);
		if (byte == 't')
			byte = '\t';
		else if (!is_sign(byte) && byte != ' ')
			return false;
		break;
	case '^':
	case '|':
	case '?':
	case '*':
	case '+':
	case '{':
		return false;
	default:
		break;
	}
	set[(unsigned char)byte] = 1;
	return add_atom(c, set, (unsigned char)byte);
}

/* May what follows ops[i] begin with a byte of its class? Then giving back could help, and
   the pattern is PCRE2's. */
static bool ambiguous(const struct compiler *c, size_t i)
{
	const unsigned char *set = c->ops[i].set;

	for (size_t k = i + 1; k < c->count; k++) {
		const struct op *next = &c->ops[k];

		if (next->kind == OP_OPEN || next->kind == OP_CLOSE)
			continue;
		if (next->kind == OP_END)
			return false;
		if (next->kind == OP_LITERAL)
			return set[(unsigned char)next->bytes[0]] != 0;
		for (size_t b = 0; b < 256; b++)
			if (set[b] && next->set[b])
				return true;
		if (next->kind != OP_ANY)
			return false;
	}
	return false;
}

static bool compile(struct compiler *c)
{
	while (*c->at)
		if (!element(c))
			return false;
	if (c->depth)
		return false;
	for (size_t i = 0; i < c->count; i++)
		if ((c->ops[i].kind == OP_SOME || c->ops[i].kind == OP_ANY) &&
		    ambiguous(c, i))
			return false;
	return true;
}

/* The compiler's work, moved to where it stays. */
static struct simple *settle(struct compiler *c)
{
	struct simple *p = mem_new(1, sizeof(*p) + c->count * sizeof(p->ops[0]));
	char *bytes = arena_dup_n(&c->arena, c->literals, c->literal_size);

	memcpy(p->ops, c->ops, c->count * sizeof(p->ops[0]));
	for (size_t i = 0; i < c->count; i++)
		if (p->ops[i].kind == OP_LITERAL)
			p->ops[i].bytes = bytes + (p->ops[i].bytes - c->literals);
	memcpy(p->names, c->names, sizeof(p->names));
	p->count = c->count;
	p->groups = c->groups;
	p->arena = c->arena;
	return p;
}

struct simple *simple_compile(const char *pattern)
{
	struct compiler *c;
	struct simple *p = NULL;

	if (pattern[0] != '^')
		return NULL;
	c = mem_new(1, sizeof(*c));
	c->at = pattern + 1;
	if (compile(c))
		p = settle(c);
	else
		arena_release(&c->arena);
	free(c);
	return p;
}

void simple_free(struct simple *p)
{
	if (p == NULL)
		return;
	arena_release(&p->arena);
	free(p);
}

size_t simple_groups(const struct simple *p)
{
	return p->groups;
}

const char *simple_group_name(const struct simple *p, size_t group)
{
	return group <= p->groups ? p->names[group] : NULL;
}

/* --- matching ------------------------------------------------------------------------ */

/* A few bytes: a call would take longer. */
static inline bool same(const char *a, const char *b, size_t size)
{
	uint64_t x, y;

	for (; size >= sizeof(x); size -= sizeof(x)) {
		memcpy(&x, a, sizeof(x));
		memcpy(&y, b, sizeof(y));
		if (x != y)
			return false;
		a += sizeof(x);
		b += sizeof(y);
	}
	for (; size; size--)
		if (*a++ != *b++)
			return false;
	return true;
}

bool simple_match(const struct simple *p, const char *text, size_t size,
		  struct simple_span spans[SIMPLE_GROUPS])
{
	const char *s = text, *end = text + size;

	for (size_t i = 0; i < p->count; i++) {
		const struct op *op = &p->ops[i];

		switch (op->kind) {
		case OP_LITERAL:
			if ((size_t)(end - s) < op->size)
				return false;
			if (!same(s, op->bytes, op->size))
				return false;
			s += op->size;
			break;
		case OP_ONE:
			if (s == end || !op->set[(unsigned char)*s])
				return false;
			s++;
			break;
		case OP_SOME:
			if (s == end || !op->set[(unsigned char)*s])
				return false;
			s++;
			/* fall through */
		case OP_ANY:
			while (s < end && op->set[(unsigned char)*s])
				s++;
			break;
		case OP_OPEN:
			spans[op->group].start = s;
			break;
		case OP_CLOSE:
			spans[op->group].size = (size_t)(s - spans[op->group].start);
			break;
		case OP_END:
			if (s != end)
				return false;
			break;
		}
	}
	spans[0].start = text;
	spans[0].size = (size_t)(s - text);
	return true;
}
