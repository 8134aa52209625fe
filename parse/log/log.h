/*
 * log.h - reads one log: bytes in, records out. A scanner knows all grammars at once;
 * what opens a record decides which one reads on.
 */
#ifndef PARSE_LOG_H
#define PARSE_LOG_H

#include "parse/language/layout.h"
#include "parse/scan/scan.h"

struct grammars; /* parse/language/grammars.h */
struct scan;     /* one thread's scanner */

/* `threads`: it may start one to read and hash a long log. */
struct scan *log_scanner(const struct grammars *grammars, struct measure_names *names,
			 bool series, bool threads);
void log_scanner_free(struct scan *s); /* NULL is fine */
/* From here on no line is passed over at a glance as nobody's. What is read is the same, slower: for
   tests. */
void log_wholly(struct scan *s);

/*
 * Reads the file. Records come by `sink`, in order, in one or more batches. The result is
 * the caller's to release (scan_result_release), also after an error (EXIT_MACHINE: the
 * file cannot be read).
 */
int log_read(struct scan *s, const char *path, const struct layout_match *place,
	     scan_sink_fn *sink, void *ctx, struct scan_result *out, struct err *err);

#endif
