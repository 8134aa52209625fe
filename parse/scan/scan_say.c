/* scan_say.c - what came of a log besides its records. */
#include "parse/scan/scan_state.h"

#include <string.h>

void scan_result_release(struct scan_result *r)
{
	arena_release(&r->arena);
	*r = (struct scan_result){ 0 };
}

void scan_problem(struct scan *s, const char *kind, int64_t line, const char *text,
		  size_t size)
{
	struct scan_result *out = s->out;
	size_t same = 0;

	for (size_t i = 0; i < out->problem_count; i++)
		same += strcmp(out->problems[i].kind, kind) == 0;
	if (same >= SCAN_PROBLEMS || out->problem_count == 3 * SCAN_PROBLEMS)
		return;
	char *copy = arena_dup_n(&out->arena, text, size < 160 ? size : 160);
	for (size_t i = 0; i < size && i < 160; i++)
		if ((unsigned char)copy[i] < ' ')
			copy[i] = ' ';
		else if ((unsigned char)copy[i] > '~')
			copy[i] = '?';
	out->problems[out->problem_count++] =
		(struct measure_problem){ .line = line, .kind = kind, .text = copy };
}

int64_t scan_count_ends(const char *from, const char *to)
{
	int64_t n = 0;

	while ((from = memchr(from, '\n', (size_t)(to - from))) != NULL) {
		n++;
		from++;
	}
	return n;
}
