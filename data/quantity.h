/*
 * quantity.h - of what kind a figure is, as powers of what units are made of: what may be
 * added to what, and what a quotient is in. Units that stand for one kind (W is V A, J is
 * W s, Hz is 1/s) are one here; B and bit are two, since which is meant is never guessed.
 */
#ifndef DATA_QUANTITY_H
#define DATA_QUANTITY_H

#include <stdbool.h>

#include "data/base/mem.h"
#include "data/unit.h"

enum quantity_base { IN_S, IN_B, IN_BIT, IN_K, IN_V, IN_A, QUANTITY_BASES };

struct quantity {
	int power[QUANTITY_BASES]; /* all 0: a plain number, a share */
};

/* Of a canonical unit ("B/s"), or of units with "/" or "*" between ("MiB/s/W"). False: one
   of them is not known. */
bool quantity_find(const char *text, struct quantity *out);

/* As unit_find(), and units with "/" or "*" between: "1/s/W". Their canonical unit is the
   arena's; it is the same text for the same quantity. */
bool quantity_unit(const char *text, struct arena *a, struct unit *out);

bool quantity_same(const struct quantity *a, const struct quantity *b);
struct quantity quantity_times(const struct quantity *a, const struct quantity *b);
struct quantity quantity_over(const struct quantity *a, const struct quantity *b);

/* For people: "1/s", "B/s/W", "s"; "1" for a plain number. The arena's. */
const char *quantity_name(const struct quantity *q, struct arena *a);

#endif
