/* parallel.c - threads that take the next piece until none is left. */
#include "data/base/parallel.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "data/base/mem.h"

#define THREADS_MAX 256

struct work {
	pthread_mutex_t lock;
	size_t next, count;
	void (*job)(void *ctx, size_t i, size_t thread);
	void *ctx;
};

struct worker {
	struct work *work;
	size_t index;
	pthread_t id;
};

static size_t take(struct work *w)
{
	size_t i;

	pthread_mutex_lock(&w->lock);
	i = w->next < w->count ? w->next++ : w->count;
	pthread_mutex_unlock(&w->lock);
	return i;
}

static void *run(void *arg)
{
	struct worker *me = arg;
	struct work *w = me->work;

	for (size_t i = take(w); i < w->count; i = take(w))
		w->job(w->ctx, i, me->index);
	return NULL;
}

size_t parallel_threads(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1 ? 1 : n > THREADS_MAX ? THREADS_MAX : (size_t)n;
}

void parallel_run(size_t count, size_t threads,
		  void (*job)(void *ctx, size_t i, size_t thread), void *ctx)
{
	struct work w = { .count = count, .job = job, .ctx = ctx };
	struct worker *all;
	size_t started = 1;

	if (threads > count)
		threads = count;
	all = mem_new(threads + 1, sizeof(all[0]));
	pthread_mutex_init(&w.lock, NULL);
	for (size_t i = 0; i < threads || i == 0; i++)
		all[i] = (struct worker){ .work = &w, .index = i };
	/* The caller is thread 0. */
	while (started < threads &&
	       pthread_create(&all[started].id, NULL, run, &all[started]) == 0)
		started++;
	run(&all[0]);
	for (size_t i = 1; i < started; i++)
		pthread_join(all[i].id, NULL);
	pthread_mutex_destroy(&w.lock);
	free(all);
}
