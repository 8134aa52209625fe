/*
 * unit.h - units of measurement: the one table, used at the border.
 *
 * A unit is a prefix and a base: SI prefixes are decimal, IEC prefixes (Ki, Mi, Gi, Ti)
 * binary, never otherwise; what a tool means by "KB" is said in its grammar.
 */
#ifndef DATA_UNIT_H
#define DATA_UNIT_H

#include <stdbool.h>

/* canonical = value * multiply / divide. Two factors, so that 1.5 ms is the double nearest
   to 0.0015 and not 1.5 * (a rounded 0.001). */
struct unit {
	const char *canonical; /* "s", "B/s": static; equal pointers are equal dimensions */
	double multiply, divide;
};

/* Case matters. "8 Kibit/s" is eight of them. False: not a unit that is known. */
bool unit_find(const char *text, struct unit *out);

double unit_to_canonical(const struct unit *u, double value);
double unit_from_canonical(const struct unit *u, double value);

#endif
