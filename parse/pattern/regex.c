/* regex.c - the one door to PCRE2; knows no grammar. */
#include "parse/pattern/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/mem.h"
#include "parse/pattern/simple.h"

#define MATCH_LIMIT 200000      /* steps of a match; a sound pattern takes a few hundred */
#define DEPTH_LIMIT 2000
#define HEAP_LIMIT 4096         /* KiB; PCRE2's own limit is 20 GB */
#define JIT_STACK (256 * 1024)
#define GROUPS_MAX 64

struct regex {
	struct simple *simple; /* the pattern needs no PCRE2; else NULL */
	pcre2_code *code;
	size_t groups;
	const char *names[GROUPS_MAX];
	const void *tags[GROUPS_MAX];
	bool jit;
};

struct regex_scratch {
	pcre2_match_data *data;
	pcre2_match_context *context;
	pcre2_jit_stack *stack;
	bool simple;           /* the last match was a simple one: its groups are here */
	struct simple_span spans[SIMPLE_GROUPS];
};

static void read_names(struct regex *r)
{
	PCRE2_SPTR table;
	uint32_t count = 0, width = 0;

	pcre2_pattern_info(r->code, PCRE2_INFO_NAMECOUNT, &count);
	pcre2_pattern_info(r->code, PCRE2_INFO_NAMEENTRYSIZE, &width);
	pcre2_pattern_info(r->code, PCRE2_INFO_NAMETABLE, &table);
	for (uint32_t i = 0; i < count; i++, table += width) {
		size_t group = (size_t)table[0] << 8 | table[1];

		if (group < GROUPS_MAX)
			r->names[group] = (const char *)table + 2;
	}
}

/* With PCRE2, for patterns that are not simple. */
static int compile(const char *pattern, struct regex **out, struct err *err)
{
	pcre2_compile_context *context = pcre2_compile_context_create(NULL);
	PCRE2_SIZE at;
	uint32_t groups = 0;
	int code;

	/* Lines come without their end; ANYCRLF makes "$" right before a stray \r too. */
	pcre2_set_newline(context, PCRE2_NEWLINE_ANYCRLF);
	pcre2_code *compiled = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
					     PCRE2_NEVER_UTF | PCRE2_DOLLAR_ENDONLY, &code,
					     &at, context);
	pcre2_compile_context_free(context);
	if (compiled == NULL) {
		PCRE2_UCHAR text[200];

		pcre2_get_error_message(code, text, sizeof(text));
		return err_set(err, EXIT_INPUT, "pattern: %s, after \"%.*s\"",
			       (const char *)text, (int)at, pattern);
	}
	pcre2_pattern_info(compiled, PCRE2_INFO_CAPTURECOUNT, &groups);
	if (groups >= GROUPS_MAX) {
		pcre2_code_free(compiled);
		return err_set(err, EXIT_INPUT, "pattern: %u groups; at most %d are allowed",
			       groups, GROUPS_MAX - 1);
	}
	struct regex *r = mem_new(1, sizeof(*r));
	r->code = compiled;
	r->groups = groups;
	r->jit = pcre2_jit_compile(compiled, PCRE2_JIT_COMPLETE) == 0;
	read_names(r);
	*out = r;
	return 0;
}

int regex_compile(const char *pattern, struct regex **out, struct err *err)
{
	struct simple *simple = simple_compile(pattern);
	struct regex *r;

	if (simple == NULL)
		return compile(pattern, out, err);
	r = mem_new(1, sizeof(*r));
	r->simple = simple;
	r->groups = simple_groups(simple);
	for (size_t i = 1; i <= r->groups; i++)
		r->names[i] = simple_group_name(simple, i);
	*out = r;
	return 0;
}

void regex_free(struct regex *r)
{
	if (r == NULL)
		return;
	simple_free(r->simple);
	pcre2_code_free(r->code);
	free(r);
}

size_t regex_groups(const struct regex *r)
{
	return r->groups;
}

const char *regex_group_name(const struct regex *r, size_t group)
{
	return group < GROUPS_MAX ? r->names[group] : NULL;
}

void regex_set_tag(struct regex *r, size_t group, const void *tag)
{
	r->tags[group] = tag;
}

const void *regex_tag(const struct regex *r, size_t group)
{
	return r->tags[group];
}

struct regex_scratch *regex_scratch_new(void)
{
	struct regex_scratch *m = mem_new(1, sizeof(*m));

	m->data = pcre2_match_data_create(GROUPS_MAX, NULL);
	m->context = pcre2_match_context_create(NULL);
	m->stack = pcre2_jit_stack_create(32 * 1024, JIT_STACK, NULL);
	if (m->data == NULL || m->context == NULL)
		abort();
	pcre2_set_match_limit(m->context, MATCH_LIMIT);
	pcre2_set_depth_limit(m->context, DEPTH_LIMIT);
	pcre2_set_heap_limit(m->context, HEAP_LIMIT);
	if (m->stack)
		pcre2_jit_stack_assign(m->context, NULL, m->stack);
	return m;
}

void regex_scratch_free(struct regex_scratch *m)
{
	if (m == NULL)
		return;
	pcre2_match_data_free(m->data);
	pcre2_match_context_free(m->context);
	if (m->stack)
		pcre2_jit_stack_free(m->stack);
	free(m);
}

enum regex_result regex_match(const struct regex *r, struct regex_scratch *m,
			      const char *text, size_t size)
{
	int code;

	m->simple = r->simple != NULL;
	if (r->simple)
		return simple_match(r->simple, text, size, m->spans) ? REGEX_YES : REGEX_NO;
	if (r->jit)
		code = pcre2_jit_match(r->code, (PCRE2_SPTR)text, size, 0, 0, m->data,
				       m->context);
	else
		code = pcre2_match(r->code, (PCRE2_SPTR)text, size, 0, 0, m->data,
				   m->context);
	if (code >= 0)
		return REGEX_YES;
	return code == PCRE2_ERROR_NOMATCH ? REGEX_NO : REGEX_LIMIT;
}

const char *regex_group(const struct regex_scratch *m, const char *text, size_t group,
			size_t *size)
{
	if (m->simple) {
		*size = m->spans[group].size;
		return m->spans[group].start;
	}
	const PCRE2_SIZE *at = pcre2_get_ovector_pointer(m->data) + 2 * group;

	if (at[0] == PCRE2_UNSET)
		return NULL;
	*size = at[1] - at[0];
	return text + at[0];
}

const char *regex_match_end(const struct regex_scratch *m, const char *text)
{
	if (m->simple)
		return m->spans[0].start + m->spans[0].size;
	return text + pcre2_get_ovector_pointer(m->data)[1];
}
