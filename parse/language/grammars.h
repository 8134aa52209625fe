/* grammars.h - the set of grammars in use, and what tells whose a log is. */
#ifndef PARSE_GRAMMARS_H
#define PARSE_GRAMMARS_H

#include <pthread.h>
#include <stddef.h>

#include "data/base/err.h"
#include "data/measure.h"
#include "parse/language/grammar.h"
#include "parse/language/metrics.h"

#define GRAMMARS_ENDS 256 /* words of bits */

/*
 * Of a shipped grammar only the signs (grammar.h) are known until a log has one of them: look
 * at nothing else of a grammar before grammars_ready() has given it.
 */
struct grammars {
	struct grammar **list; /* sorted by name */
	size_t count;
	struct metrics *metrics;      /* read with the first grammar */
	struct measure_names *names;  /* borrowed */
	struct matcher outside;       /* lines that open a record */
	struct matcher starts;        /* ... of those, what the sieve does not look for */
	struct sieve sieve;
	struct json_node detect;      /* the grammars' `detect` paths; tag: the grammar */
	uint64_t detect_ends[GRAMMARS_ENDS];     /* bits: names with which these paths end (grammars_detect_bit) */
	struct json_node xml_detect;  /* the same of XML: its first names are the documents' */
	pthread_mutex_t *reading;     /* one thread reads a grammar */
	char sha256[65];              /* of all grammars' names and hashes */
	struct arena arena;
};

/*
 * The shipped grammars, then those of `folder` (NULL: $DESMET_GRAMMARS, else the XDG place
 * if it is there), which replace shipped ones of the same name. `names` must outlive them.
 */
int grammars_load(const char *folder, struct measure_names *names, struct grammars **out,
		  struct err *err);
/* One grammar alone, from a text; proved. */
int grammars_single(const char *path, const char *text, size_t size,
		    struct measure_names *names, struct grammars **out, struct err *err);
void grammars_free(struct grammars *g); /* NULL is fine */

const struct grammar *grammars_read(const struct grammars *all, const struct grammar *g);
/* The grammar, read if it was not; any thread may ask. */
static inline const struct grammar *grammars_ready(const struct grammars *all,
						   const struct grammar *g)
{
	return atomic_load_explicit(&g->ready, memory_order_acquire) ? g : grammars_read(all, g);
}

/* A name's bit, which others may have, too. */
static inline unsigned grammars_detect_bit(const char *name, size_t size)
{
	uint32_t sign = 2166136261u;

	for (size_t i = 0; i < size; i++)
		sign = (sign ^ (unsigned char)name[i]) * 16777619u;
	return (sign ^ sign >> 16) % (64 * GRAMMARS_ENDS);
}

/* May a document be a grammar's because of a member of this name? Of nearly all others: no. */
static inline bool grammars_may_detect(const struct grammars *g, const char *name, size_t size)
{
	unsigned bit = grammars_detect_bit(name, size);

	return g->detect_ends[bit / 64] >> bit % 64 & 1;
}

const struct grammar *grammars_find(const struct grammars *g, const char *name);
/* The grammar of the tool that has a program of this name, read; NULL: none has. */
const struct grammar *grammars_of_command(const struct grammars *g, const char *name,
					  size_t size);

#endif
