/* parallel.h - the same work on many pieces, by several threads. */
#ifndef DATA_BASE_PARALLEL_H
#define DATA_BASE_PARALLEL_H

#include <stddef.h>

/* The threads that are worth having: one for each processor, 256 at most. */
size_t parallel_threads(void);

/*
 * Calls job(ctx, i, thread) once for every i below `count`, in any order, by `threads`
 * threads that are numbered from 0; two calls with the same thread never overlap. Returns
 * when all are done. Where a thread cannot be had, fewer do the work.
 */
void parallel_run(size_t count, size_t threads,
		  void (*job)(void *ctx, size_t i, size_t thread), void *ctx);

#endif
