/* moment.h - times of the calendar as logs write them (RFC 3339). Knows no clock and no zone
   of this machine. */
#ifndef PARSE_MOMENT_H
#define PARSE_MOMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct moment {
	int64_t seconds;  /* since 1970-01-01T00:00:00Z, without leap seconds */
	double fraction;  /* 0 to below 1 */
};

/* "2024-05-01T12:00:00.25Z", "2024-05-01 12:00:00 +02:00". False: it is none, or its zone is
   not said (a time without one is not known to an hour). */
bool moment_read(const char *text, size_t size, struct moment *out);

/* Seconds from one to the other. */
double moment_between(const struct moment *from, const struct moment *to);

#endif
