/* mem.c - memory that is there, or the program ends. */
#include "data/base/mem.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ARENA_BLOCK 16384

struct arena_block {
	struct arena_block *next;
	size_t used, room;
	max_align_t bytes[];
};

static void out_of_memory(void)
{
	static const char text[] = "desmet: out of memory\n";

	if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
		_exit(1);
	_exit(1);
}

void *mem_new(size_t count, size_t size)
{
	void *p = calloc(count ? count : 1, size ? size : 1);

	if (p == NULL)
		out_of_memory();
	return p;
}

void *mem_resize(void *old, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size)
		out_of_memory();
	void *p = realloc(old, count && size ? count * size : 1);
	if (p == NULL)
		out_of_memory();
	return p;
}

void *mem_grow(void *array, size_t *room, size_t need, size_t size)
{
	if (need <= *room)
		return array;
	size_t n = *room ? *room : 8;
	while (n < need)
		n *= 2;
	*room = n;
	return mem_resize(array, n, size);
}

char *mem_dup_n(const char *s, size_t n)
{
	char *p = mem_resize(NULL, n + 1, 1);

	memcpy(p, s, n);
	p[n] = '\0';
	return p;
}

char *mem_dup(const char *s)
{
	return s ? mem_dup_n(s, strlen(s)) : NULL;
}

char *mem_vprintf(const char *fmt, va_list ap)
{
	va_list again;

	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	char *p = mem_resize(NULL, (size_t)(n < 0 ? 0 : n) + 1, 1);
	vsnprintf(p, (size_t)(n < 0 ? 0 : n) + 1, fmt, ap);
	return p;
}

char *mem_printf(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	char *p = mem_vprintf(fmt, ap);
	va_end(ap);
	return p;
}

FILE *mem_stream(char **text, size_t *size)
{
	FILE *f = open_memstream(text, size);

	if (f == NULL)
		out_of_memory();
	return f;
}

void *arena_new(struct arena *a, size_t count, size_t size)
{
	if (size && count > (SIZE_MAX / 2) / size)
		out_of_memory();
	size_t need = (count * size + sizeof(max_align_t) - 1) & ~(sizeof(max_align_t) - 1);
	struct arena_block *b = a->blocks;

	if (b == NULL || b->room - b->used < need) {
		size_t room = need > ARENA_BLOCK ? need : ARENA_BLOCK;

		b = mem_resize(NULL, 1, sizeof(*b) + room);
		b->used = 0;
		b->room = room;
		b->next = a->blocks;
		a->blocks = b;
	}
	void *p = (char *)b->bytes + b->used;
	b->used += need;
	return memset(p, 0, need);
}

char *arena_dup_n(struct arena *a, const char *s, size_t n)
{
	char *p = arena_new(a, n + 1, 1);

	memcpy(p, s, n);
	return p;
}

char *arena_dup(struct arena *a, const char *s)
{
	return s ? arena_dup_n(a, s, strlen(s)) : NULL;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	char *s = mem_vprintf(fmt, ap);
	va_end(ap);
	char *p = arena_dup(a, s);
	free(s);
	return p;
}

void arena_release(struct arena *a)
{
	while (a->blocks) {
		struct arena_block *b = a->blocks;

		a->blocks = b->next;
		free(b);
	}
}

void arena_reset(struct arena *a)
{
	struct arena_block *b = a->blocks;

	if (b && b->next == NULL && b->room == ARENA_BLOCK)
		b->used = 0;
	else
		arena_release(a);
}
