/* grammars.h - the set of grammars in use, and the tables that find a rule for a line. */
#ifndef PARSE_GRAMMARS_H
#define PARSE_GRAMMARS_H

#include <stddef.h>
#include <stdint.h>

#include "data/base/err.h"
#include "data/measure.h"
#include "parse/grammar.h"
#include "parse/metrics.h"

/* A rule that a line may match, with what decides that cheaply. */
struct candidate {
	uint64_t mask, key;   /* the first bytes of the prefix, after blanks */
	const struct rule *rule;
};

/* Candidates by the line's first byte after blanks, in the order in which they count. */
struct matcher {
	struct candidate *candidates;
	uint32_t first[257];
};

struct grammars {
	struct grammar **list; /* sorted by name */
	size_t count;
	struct metrics *metrics;
	struct measure_names *names;  /* borrowed */
	struct matcher outside;       /* lines that open a record */
	struct matcher *inside;       /* for each grammar: its lines, and what opens others */
	struct json_node detect;      /* the grammars' `detect` paths; tag: the grammar */
	struct json_node xml_detect;  /* the same of XML: its first names are the documents' */
	size_t inner_count;           /* rules that are known by an inner literal only */
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

const struct grammar *grammars_find(const struct grammars *g, const char *name);

#endif
