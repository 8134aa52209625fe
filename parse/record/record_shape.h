/*
 * record_shape.h - what the checks of a grammar ask of the records of one shape, which have the
 * same kind and the same figures. Which figures a comparison is of, and what the stars in it
 * stand for, is worked out once a shape.
 */
#ifndef PARSE_RECORD_SHAPE_H
#define PARSE_RECORD_SHAPE_H

#include "parse/language/check.h"
#include "parse/record/record.h"

/* A chain of a check, with what its stars stand for, or figures that rise. */
struct record_asked {
	const struct check *check;
	const struct check_chain *chain; /* NULL: `rising` */
	const char *rising;
	struct check_stars stars;
	size_t first, end;               /* its comparisons */
};

struct record_shape; /* the recorder's, until the next call */

/* Of the open record; `kind`: its own, or NULL. */
const struct record_shape *record_shape_of(struct recorder *r, const struct checks *c,
					   const struct kind *kind);
/* What is asked; NULL: there is no more. */
const struct record_asked *record_shape_asked(const struct record_shape *s, size_t i);
/* Does it surely hold? False: its figures' last digits must be minded. */
bool record_shape_holds(const struct record_shape *s, const struct recorder *r,
			const struct record_asked *asked);
/* Does the comparison hold, where the sides may be off by so much together? */
bool record_compares(enum compare sign, double a, double b, double within);

void record_shapes_drop(struct recorder *r);

#endif
