/* reader.c - reads and hashes pieces, here or on a thread that is one piece ahead. */
#include "parse/log/reader.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "data/base/mem.h"
#include "parse/log/utf16.h"

#define CHUNK (256 * 1024)        /* fits the second-level cache twice over */
#define HEAD (64 * 1024)          /* room before a chunk for what was left of the last one */
#define TEXT UTF16_ROOM(CHUNK)    /* of the text that a chunk can be */
#define LONG (8 * 1024 * 1024)    /* a log from this size on is read ahead */

struct piece {
	char *bytes;   /* HEAD, TEXT, SIEVE_PAD; NULL: not needed yet */
	ssize_t got;   /* of the text */
	size_t read;   /* of the log */
	int error;     /* errno, where got < 0 */
	bool has_cr, has_escape;
	bool full;     /* the scanner's; else the thread's */
};

struct reader {
	struct hash *hash;
	int fd;
	bool begun;               /* something has been read */
	struct utf16 wide;
	char *raw;                /* a chunk in UTF-16; NULL: not needed yet */
	struct piece pieces[2];
	size_t at;                /* the piece that comes next */
	struct piece *given;      /* the last one, with `ahead`; NULL: none yet */
	char *joined;             /* a rest that is too long for HEAD, and what follows it */
	size_t room;

	bool threads;
	bool ahead;               /* the thread reads this log */
	bool started, stop;
	bool reading;             /* the thread is to go on reading */
	bool busy;                /* it is at a piece */
	size_t fills;             /* which one, or the next */
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
};

/* --- a piece ------------------------------------------------------------------------- */

/* A chunk in UTF-16 in its place becomes text. */
static size_t widen(struct reader *r, char *chunk, size_t size)
{
	if (r->raw == NULL)
		r->raw = mem_new(CHUNK, 1);
	memcpy(r->raw, chunk, size);
	return utf16_decode(&r->wide, r->raw, size, size < CHUNK, chunk);
}

/* U+00A0, in UTF-8 */
static bool has_web_blank(const char *text, size_t size)
{
	const char *at = text, *end = text + size;

	while ((at = memchr(at, 0xa0, (size_t)(end - at))) != NULL && (at == text || at[-1] != '\xc2'))
		at++;
	return at != NULL;
}

/* U+FEFF, in UTF-8, or its first byte at the end */
static bool has_mark(const char *text, size_t size)
{
	const char *at = text, *end = text + size;

	while ((at = memchr(at, 0xef, (size_t)(end - at))) != NULL && at + 1 < end && at[1] != '\xbb')
		at++;
	return at != NULL;
}

static void fill(struct reader *r, struct piece *p)
{
	char *to = p->bytes + HEAD;
	size_t n = 0;

	p->error = 0;
	while (n < CHUNK) {
		ssize_t got = read(r->fd, to + n, CHUNK - n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			p->error = errno;
		if (got <= 0)
			break;
		n += (size_t)got;
	}
	hash_add(r->hash, to, n);
	p->read = n;
	if (!r->begun)
		r->wide = utf16_look(to, n);
	r->begun = true;
	if (r->wide.on)
		n = widen(r, to, n);
	p->got = p->error ? -1 : (ssize_t)n;
	memset(to + n, 0, SIEVE_PAD);
	p->has_cr = memchr(to, '\r', n) != NULL;
	p->has_escape = memchr(to, 0x1b, n) || has_web_blank(to, n) || has_mark(to, n);
}

/* --- the thread ---------------------------------------------------------------------- */

static void *work(void *ctx)
{
	struct reader *r = ctx;

	pthread_mutex_lock(&r->lock);
	while (!r->stop) {
		struct piece *p = &r->pieces[r->fills];

		if (!r->reading || p->full) {
			pthread_cond_wait(&r->changed, &r->lock);
			continue;
		}
		r->busy = true;
		pthread_mutex_unlock(&r->lock);
		fill(r, p);
		pthread_mutex_lock(&r->lock);
		r->busy = false;
		p->full = true;
		r->fills ^= 1;
		if (p->read < CHUNK)
			r->reading = false;
		pthread_cond_broadcast(&r->changed);
	}
	pthread_mutex_unlock(&r->lock);
	return NULL;
}

/* The scanner is done with the piece before (NULL: there is none); now it needs this one. */
static void exchange(struct reader *r, struct piece *before, const struct piece *p)
{
	pthread_mutex_lock(&r->lock);
	if (before) {
		before->full = false;
		pthread_cond_broadcast(&r->changed);
	}
	while (!p->full)
		pthread_cond_wait(&r->changed, &r->lock);
	pthread_mutex_unlock(&r->lock);
}

static bool start_thread(struct reader *r)
{
	if (!r->started)
		r->started = pthread_create(&r->thread, NULL, work, r) == 0;
	return r->started;
}

/* --- the reader ---------------------------------------------------------------------- */

struct reader *reader_new(bool threads)
{
	struct reader *r = mem_new(1, sizeof(*r));

	r->hash = hash_new();
	r->threads = threads;
	pthread_mutex_init(&r->lock, NULL);
	pthread_cond_init(&r->changed, NULL);
	r->pieces[0].bytes = mem_new(HEAD + TEXT + SIEVE_PAD, 1);
	return r;
}

void reader_free(struct reader *r)
{
	if (r == NULL)
		return;
	if (r->started) {
		pthread_mutex_lock(&r->lock);
		r->stop = true;
		pthread_cond_broadcast(&r->changed);
		pthread_mutex_unlock(&r->lock);
		pthread_join(r->thread, NULL);
	}
	pthread_cond_destroy(&r->changed);
	pthread_mutex_destroy(&r->lock);
	hash_free(r->hash);
	free(r->pieces[0].bytes);
	free(r->pieces[1].bytes);
	free(r->joined);
	free(r->raw);
	free(r);
}

void reader_begin(struct reader *r, int fd, int64_t bytes)
{
	hash_begin(r->hash);
	r->fd = fd;
	r->at = 0;
	r->begun = false;
	r->ahead = r->threads && bytes >= LONG && start_thread(r);
	if (!r->ahead)
		return;
	if (r->pieces[1].bytes == NULL)
		r->pieces[1].bytes = mem_new(HEAD + TEXT + SIEVE_PAD, 1);
	pthread_mutex_lock(&r->lock);
	r->given = NULL;
	r->pieces[0].full = r->pieces[1].full = false;
	r->fills = 0;
	r->reading = true;
	pthread_cond_broadcast(&r->changed);
	pthread_mutex_unlock(&r->lock);
}

/* Reads the next piece. The rest of the one before has been copied. */
static const struct piece *next_piece(struct reader *r)
{
	struct piece *p = &r->pieces[r->at];

	if (!r->ahead) {
		fill(r, p);
		return p;
	}
	exchange(r, r->given, p);
	r->given = p;
	r->at ^= 1;
	return p;
}

static int failed(const struct piece *p)
{
	errno = p->error;
	return -1;
}

/* A long rest: pieces are added until there is as much again, so that a document which is
   scanned anew each time costs no more than twice its size. */
static int join(struct reader *r, const char *rest, size_t size, struct reader_text *out)
{
	struct reader_text t = { .final = false };
	size_t n = size;

	if (r->room < 2 * size + TEXT + SIEVE_PAD) {
		size_t room = 2 * (2 * size + TEXT + SIEVE_PAD);
		char *joined = mem_new(room, 1);

		memcpy(joined, rest, size);
		free(r->joined);
		r->joined = joined;
		r->room = room;
	} else {
		memmove(r->joined, rest, size);
	}
	while (!t.final && n < 2 * size) {
		const struct piece *p = next_piece(r);

		if (p->got < 0)
			return failed(p);
		memcpy(r->joined + n, p->bytes + HEAD, (size_t)p->got);
		n += (size_t)p->got;
		t.fresh += p->read;
		t.final = p->read < CHUNK;
		t.has_cr |= p->has_cr;
		t.has_escape |= p->has_escape;
	}
	memset(r->joined + n, 0, SIEVE_PAD);
	t.text = r->joined;
	t.size = n;
	t.wide = r->wide.on;
	*out = t;
	return 0;
}

int reader_next(struct reader *r, const char *rest, size_t size, struct reader_text *out)
{
	const struct piece *p;

	if (size > HEAD)
		return join(r, rest, size, out);
	if (size)
		memmove(r->pieces[r->at].bytes + HEAD - size, rest, size);
	p = next_piece(r);
	if (p->got < 0)
		return failed(p);
	*out = (struct reader_text){
		.text = p->bytes + HEAD - size,
		.size = size + (size_t)p->got,
		.fresh = p->read,
		.wide = r->wide.on,
		.has_cr = p->has_cr,
		.has_escape = p->has_escape,
		.final = p->read < CHUNK,
	};
	return 0;
}

void reader_end(struct reader *r, char sha256[HASH_HEX])
{
	if (r->ahead) {
		pthread_mutex_lock(&r->lock);
		r->reading = false; /* it still is if the scanner has given up */
		while (r->busy)
			pthread_cond_wait(&r->changed, &r->lock);
		pthread_mutex_unlock(&r->lock);
	}
	if (r->room > 16 * CHUNK) { /* a large document's buffer is not kept */
		free(r->joined);
		r->joined = NULL;
		r->room = 0;
	}
	hash_end(r->hash, sha256);
}
