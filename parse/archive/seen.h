/*
 * seen.h - what a former run found, so that a file that has not changed need not be opened.
 * A plain text file in the user's cache; without it everything is only slower.
 */
#ifndef PARSE_SEEN_H
#define PARSE_SEEN_H

#include "parse/archive/archive.h"

/* Marks unchanged files; *gone counts files that are no longer there. False: no notes on
   this store, or for other grammars or another layout. */
bool seen_load(const char *store, struct archive *a, size_t *gone);

/* Notes the files of a run that is in the store. Failing to is no error. */
void seen_save(const char *store, const struct archive *a, int64_t started_ns);

/* The time for seen_save(): taken before the files are looked at. */
int64_t seen_now(void);

#endif
