/*
 * mem.h - memory. Out of memory ends the program in one place (mem.c): a one-shot command
 * has nothing better to do, and no caller needs a branch that cannot be tested.
 */
#ifndef DATA_BASE_MEM_H
#define DATA_BASE_MEM_H

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

/* Never NULL; zeroed. The caller frees with free(). */
void *mem_new(size_t count, size_t size);
/* Never NULL; what is new is not zeroed. */
void *mem_resize(void *old, size_t count, size_t size);
/* Room for at least `need` elements: grows *room by doubling. Returns the array. */
void *mem_grow(void *array, size_t *room, size_t need, size_t size);

char *mem_dup(const char *s);                 /* NULL gives NULL */
char *mem_dup_n(const char *s, size_t n);     /* n bytes and a NUL */
char *mem_printf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
char *mem_vprintf(const char *fmt, va_list ap) __attribute__((format(printf, 1, 0)));

/* A stream whose fclose() leaves the text in *text, for the caller to free. Never NULL. */
FILE *mem_stream(char **text, size_t *size);

/*
 * An arena: many small pieces that live and die together. Zeroed is an empty one;
 * arena_release frees all its pieces. Pieces are zeroed and aligned for any type.
 */
struct arena_block;
struct arena {
	struct arena_block *blocks;
};

void *arena_new(struct arena *a, size_t count, size_t size);
char *arena_dup(struct arena *a, const char *s); /* NULL gives NULL */
char *arena_dup_n(struct arena *a, const char *s, size_t n);
char *arena_printf(struct arena *a, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void arena_release(struct arena *a);
/* As arena_release, but keeps a block for the next pieces. */
void arena_reset(struct arena *a);

#endif
