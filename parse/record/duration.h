/* duration.h - how long, as logs write it: "1m1.577s". */
#ifndef PARSE_DURATION_H
#define PARSE_DURATION_H

#include <stdbool.h>
#include <stddef.h>

/* "1m1.577s", "2h5m", "1min 2.345s", a clock's "1:02:03.5", ISO 8601's "PT1M1.577S", or seconds alone ->
   seconds. False: none of these. */
bool duration_read(const char *text, size_t size, double *out);

#endif
