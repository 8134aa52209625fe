/*
 * pool.c - reads an archive's files with several threads into one store.
 *
 * Threads take files in order; their records go to the store in the same order, by the
 * calling thread alone, so that the store's bytes do not depend on how many there are. What
 * waits is bounded: a thread that is too far ahead waits, so memory does not grow with the
 * archive.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "data/base/dict.h"
#include "parse/archive/archive.h"
#include "parse/log/log.h"

#define WINDOW 64        /* files that may be ahead of the store */
#define RUN_FILES 8      /* files that a thread takes at once, so that it is seldom woken */
#define RUN_BYTES (1024 * 1024) /* ... while they are small */
#define PIECES 3         /* batches of one file that may wait */
#define SPARES 16        /* written batches whose room is kept for the next ones */

/* A file on its way: filled by one thread, emptied by the writer. */
struct slot {
	struct record_batch batches[PIECES + 1];
	size_t count;
	bool done;
	int rc;
	struct scan_result result;
	struct err err;
};

struct pool {
	struct archive *a;
	size_t *todo, todo_count;   /* indexes of the files to read */
	size_t next;                /* to be taken by a thread */
	size_t written;             /* that the writer is at */
	bool stop;
	bool series;
	struct slot slots[WINDOW];
	struct record_batch spares[SPARES];
	size_t spare_count;
	pthread_mutex_t lock;
	pthread_cond_t filled;      /* the writer has something to write */
	pthread_cond_t emptied;     /* the threads have room again */
	struct dict contents;       /* SHA-256 and place of this run's files -> content */
};

/* Files of this run that are alike, and of which the layout says the same. */
struct content {
	const struct archive_file *first;
	int64_t files;
};

/* What the writer knows of the file it is at. */
struct writing {
	struct store *s;
	struct archive_file *file;
	bool in_pieces;
};

/* --- the store's side ---------------------------------------------------------------- */

static struct content *content_of(struct pool *p, const struct archive_file *f,
				  const char *place)
{
	struct arena *a = &p->a->arena;
	const char *key = arena_printf(a, "%s/%s", f->sha256, place);
	struct content *c = dict_get(&p->contents, key, strlen(key));

	if (c == NULL) {
		c = arena_new(a, 1, sizeof(*c));
		c->first = f;
		dict_set(&p->contents, key, strlen(key), c);
	}
	return c;
}

static struct store_log store_log_of(const struct archive_file *f, const char *place,
				     const struct scan_result *r)
{
	return (struct store_log){
		.path = f->entry->path,
		.sha256 = r->sha256,
		.place = place,
		.bytes = r->bytes,
		.lines = r->lines,
		.fingerprint = r->fingerprint,
		.unknown_lines = r->unknown_lines + r->broken_documents,
		.overlong_lines = r->overlong_lines,
		.intervals = r->intervals,
		.problems = r->problems,
		.problem_count = r->problem_count,
	};
}

static int write_piece(struct writing *w, const struct record_batch *b, struct err *err)
{
	if (!w->in_pieces && store_log_begin(w->s, err) != 0)
		return -1;
	w->in_pieces = true;
	return store_log_records(w->s, b->records, b->count, err);
}

/* Is the file a copy of another one of this run, which counts? Otherwise log->copy says which
   of its kind it is. */
static bool is_copy(struct pool *p, struct archive_file *f, struct store_log *log)
{
	struct content *same = content_of(p, f, log->place);

	if (same->files++ == 0)
		return false;
	if (f->place.layout && f->place.layout->count_copies) {
		log->copy = same->files - 1;
		return false;
	}
	f->fate = FATE_COPY;
	f->why = same->first->entry->path;
	return true;
}

/* The file's last batch, and what the file was. */
static int write_end(struct pool *p, struct writing *w, const struct record_batch *b,
		     const struct scan_result *r, struct err *err)
{
	struct archive_file *f = w->file;
	struct store_log log = store_log_of(f, layout_place(&f->place, &p->a->arena), r);
	bool added = false;

	memcpy(f->sha256, r->sha256, sizeof(f->sha256));
	f->records = r->records;
	if (!w->in_pieces && r->records == 0 && r->unknown_lines + r->broken_documents == 0) {
		f->fate = FATE_NO_GRAMMAR;
		f->why = r->bytes == 0 ? "empty" : NULL;
		return 0;
	}
	bool copy = is_copy(p, f, &log);
	if (w->in_pieces) { /* a copy's analysis is in the store, which takes the pieces back */
		if (store_log_records(w->s, b->records, b->count, err) != 0 ||
		    store_log_end(w->s, &log, &added, err) != 0)
			return -1;
	} else if (!copy && store_add_log(w->s, &log, b->records, b->count, &added, err) != 0) {
		return -1;
	}
	if (!copy)
		f->fate = added ? FATE_READ : FATE_SAME;
	return 0;
}

/* A file that cannot be read is told of; a store that cannot be written ends the run. */
static void unreadable(struct archive *a, struct archive_file *f, const struct err *err)
{
	const char *why = err->text;
	size_t n = strlen(f->entry->path);

	if (strncmp(why, f->entry->path, n) == 0) /* it is said where the file is told of */
		why += n + strspn(why + n, ": ");
	f->fate = FATE_UNREADABLE;
	f->why = arena_dup(&a->arena, why);
}

/* --- one thread ---------------------------------------------------------------------- */

struct inline_sink {
	struct pool *pool;
	struct writing *w;
	struct record_batch last;
	bool has_last, store_failed;
};

static int sink_inline(void *ctx, struct record_batch *b, struct err *err)
{
	struct inline_sink *k = ctx;
	int rc = 0;

	struct record_batch before = k->last;

	if (k->has_last) {
		rc = write_piece(k->w, &before, err);
		k->store_failed = rc != 0;
		record_batch_empty(&before);
	}
	k->last = *b;
	k->has_last = true;
	*b = before;
	return rc;
}

static int read_inline(struct pool *p, struct store *s, struct err *err)
{
	struct scan *scan = log_scanner(p->a->grammars, p->a->names, p->series, false);
	struct inline_sink sink = { .pool = p };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < p->todo_count; i++) {
		struct archive_file *f = &p->a->files[p->todo[i]];
		struct writing w = { .s = s, .file = f };
		struct scan_result r;

		sink.w = &w;
		sink.has_last = false;
		rc = log_read(scan, f->entry->path, &f->place, sink_inline, &sink, &r, err);
		if (rc == 0) {
			rc = write_end(p, &w, &sink.last, &r, err);
		} else if (!sink.store_failed && !w.in_pieces) {
			unreadable(p->a, f, err);
			rc = 0;
		}
		record_batch_empty(&sink.last);
		scan_result_release(&r);
	}
	record_batch_release(&sink.last);
	log_scanner_free(scan);
	return rc;
}

/* --- several threads ----------------------------------------------------------------- */

struct slot_sink {
	struct pool *pool;
	struct slot *slot;
};

static int sink_slot(void *ctx, struct record_batch *b, struct err *err)
{
	struct slot_sink *k = ctx;
	struct pool *p = k->pool;
	bool stop;

	pthread_mutex_lock(&p->lock);
	while (k->slot->count == PIECES && !p->stop) {
		/* the writer may not have heard yet of this run's earlier files */
		pthread_cond_signal(&p->filled);
		pthread_cond_wait(&p->emptied, &p->lock);
	}
	stop = p->stop;
	if (!stop) {
		k->slot->batches[k->slot->count++] = *b;
		*b = p->spare_count ? p->spares[--p->spare_count]
				    : (struct record_batch){ 0 };
		if (k->slot->count > 1)
			pthread_cond_signal(&p->filled);
	}
	pthread_mutex_unlock(&p->lock);
	if (!stop)
		return 0;
	record_batch_release(b);
	return err_set(err, EXIT_MACHINE, "stopped");
}

/* Neighbours from the next file on that make a run; with the lock held. */
static size_t run_length(const struct pool *p)
{
	size_t room = p->written + WINDOW - p->next, left = p->todo_count - p->next, n = 0;
	off_t bytes = 0;

	while (n < left && n < room && n < RUN_FILES && bytes < RUN_BYTES)
		bytes += p->a->files[p->todo[p->next + n++]].entry->size;
	return n;
}

/* The next files to read; 0 when there are none. */
static size_t take(struct pool *p, size_t *first)
{
	size_t n = 0;

	pthread_mutex_lock(&p->lock);
	while (!p->stop && p->next < p->todo_count && p->next >= p->written + WINDOW)
		pthread_cond_wait(&p->emptied, &p->lock);
	if (!p->stop)
		n = run_length(p);
	*first = p->next;
	p->next += n;
	pthread_mutex_unlock(&p->lock);
	return n;
}

static void read_slot(struct pool *p, struct scan *scan, size_t i, bool last)
{
	struct archive_file *f = &p->a->files[p->todo[i]];
	struct slot *slot = &p->slots[i % WINDOW];
	struct slot_sink sink = { p, slot };
	struct scan_result result;
	int rc = log_read(scan, f->entry->path, &f->place, sink_slot, &sink, &result,
			   &slot->err);

	pthread_mutex_lock(&p->lock);
	slot->rc = rc;
	slot->result = result;
	slot->done = true;
	if (last)
		pthread_cond_signal(&p->filled);
	pthread_mutex_unlock(&p->lock);
}

static void *work(void *ctx)
{
	struct pool *p = ctx;
	struct scan *scan = log_scanner(p->a->grammars, p->a->names, p->series, true);
	size_t first, n;

	while ((n = take(p, &first)) > 0)
		for (size_t i = 0; i < n; i++)
			read_slot(p, scan, first + i, i + 1 == n);
	log_scanner_free(scan);
	return NULL;
}

/* A batch that is written: another thread's next one. */
static void give_back(struct pool *p, struct record_batch *b)
{
	bool kept = false;

	if (b->room > 0) {
		record_batch_empty(b);
		pthread_mutex_lock(&p->lock);
		kept = p->spare_count < SPARES;
		if (kept)
			p->spares[p->spare_count++] = *b;
		pthread_mutex_unlock(&p->lock);
	}
	if (!kept)
		record_batch_release(b);
}

/* Waits for the slot's next batch, or its end; true when there is a batch that is not
   known to be the last. */
static bool next_batch(struct pool *p, struct slot *slot, struct record_batch *out)
{
	pthread_mutex_lock(&p->lock);
	while (slot->count < 2 && !slot->done)
		pthread_cond_wait(&p->filled, &p->lock);
	bool piece = slot->count > 1;
	*out = (struct record_batch){ 0 };
	if (slot->count) {
		*out = slot->batches[0];
		slot->count--;
		memmove(slot->batches, slot->batches + 1,
			slot->count * sizeof(slot->batches[0]));
		if (piece)
			pthread_cond_broadcast(&p->emptied);
	}
	pthread_mutex_unlock(&p->lock);
	return piece;
}

static int write_slot(struct pool *p, struct slot *slot, struct writing *w, struct err *err)
{
	struct record_batch b;
	int rc = 0;

	while (next_batch(p, slot, &b)) {
		if (rc == 0)
			rc = write_piece(w, &b, err);
		give_back(p, &b);
		if (rc != 0)
			return rc;
	}
	if (slot->rc == 0) {
		rc = write_end(p, w, &b, &slot->result, err);
	} else if (w->in_pieces) {
		*err = slot->err;
		rc = -1;
	} else {
		unreadable(p->a, w->file, &slot->err);
	}
	give_back(p, &b);
	return rc;
}

static int write_all(struct pool *p, struct store *s, struct err *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < p->todo_count; i++) {
		struct slot *slot = &p->slots[i % WINDOW];
		struct writing w = { .s = s, .file = &p->a->files[p->todo[i]] };

		rc = write_slot(p, slot, &w, err);
		pthread_mutex_lock(&p->lock);
		scan_result_release(&slot->result);
		slot->done = false;
		slot->rc = 0;
		p->written = i + 1;
		p->stop |= rc != 0;
		if (p->stop || p->written % RUN_FILES == 0)
			pthread_cond_broadcast(&p->emptied);
		pthread_mutex_unlock(&p->lock);
	}
	return rc;
}

static void release_slots(struct pool *p)
{
	for (size_t i = 0; i < p->spare_count; i++)
		record_batch_release(&p->spares[i]);
	for (size_t i = 0; i < WINDOW; i++) {
		for (size_t k = 0; k < p->slots[i].count; k++)
			record_batch_release(&p->slots[i].batches[k]);
		scan_result_release(&p->slots[i].result);
	}
}

static int read_with_threads(struct pool *p, struct store *s, long threads, struct err *err)
{
	pthread_t *ids = mem_new((size_t)threads, sizeof(*ids));
	long started = 0;
	int rc;

	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->filled, NULL);
	pthread_cond_init(&p->emptied, NULL);
	while (started < threads && pthread_create(&ids[started], NULL, work, p) == 0)
		started++;
	if (started == 0) {
		rc = read_inline(p, s, err);
	} else {
		rc = write_all(p, s, err);
		for (long i = 0; i < started; i++)
			pthread_join(ids[i], NULL);
	}
	release_slots(p);
	pthread_cond_destroy(&p->filled);
	pthread_cond_destroy(&p->emptied);
	pthread_mutex_destroy(&p->lock);
	free(ids);
	return rc;
}

int archive_read(struct archive *a, struct store *s, long threads, bool series,
		 struct err *err)
{
	struct pool *p = mem_new(1, sizeof(*p));
	int rc;

	p->a = a;
	p->series = series;
	p->todo = mem_new(a->count, sizeof(*p->todo));
	for (size_t i = 0; i < a->count; i++) {
		const struct archive_file *f = &a->files[i];

		if (f->fate == FATES)
			p->todo[p->todo_count++] = i;
		else if (f->fate == FATE_UNCHANGED && !f->empty)
			content_of(p, f, layout_place(&f->place, &a->arena))->files++;
	}
	if (threads == 0)
		threads = sysconf(_SC_NPROCESSORS_ONLN);
	if (threads > 1 && p->todo_count > 0)
		rc = read_with_threads(p, s, threads, err);
	else
		rc = read_inline(p, s, err);
	dict_release(&p->contents);
	free(p->todo);
	free(p);
	return rc;
}
