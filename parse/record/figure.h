/* figure.h - how logs write figures: commas, units right behind them, the last digit. */
#ifndef PARSE_FIGURE_H
#define PARSE_FIGURE_H

#include <stddef.h>

#include "data/base/mem.h"
#include "parse/record/record.h"

/* Which power of ten the last digit of a figure is; INT16_MAX where it is a whole number. */
int figure_last_power(const char *text, size_t size);

/* With a point for the one comma; otherwise the text as it is. */
const char *figure_point(struct arena *a, const char *text, size_t size);
/* Without the commas that group digits; otherwise the text as it is. */
const char *figure_ungrouped(struct arena *a, const char *text, size_t *size);
/* The size of the figure that a unit stands right behind: "796KiB / 64MiB". */
size_t figure_split(const char *text, size_t size, struct capture *unit);
/* "4k", "4096B" and "4.0KiB", of 1024s, are one size; of what is no size it is 0. */
double figure_bytes(const char *text, size_t size);

#endif
