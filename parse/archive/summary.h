/* summary.h - the proof of a parse: what was found, and everything that was not used. */
#ifndef PARSE_SUMMARY_H
#define PARSE_SUMMARY_H

#include <stdio.h>

#include "data/base/err.h"
#include "data/store/store.h"
#include "parse/archive/archive.h"

/* Tables for people: records by kind and platform, what failed, what was not understood. */
int summary_write(struct store *s, const struct archive *a, FILE *out, struct err *err);

/* What could not be used, in notes; their `unused` makes the exit code 3. `brief`: one
   note for each kind of trouble, without the list of files. */
int summary_notes(struct store *s, const struct archive *a, bool brief, struct notes *notes,
		  struct err *err);

/* What of the layouts no file and no log is of: rules, and names in [platforms]. It spoils nothing. */
int summary_layouts(struct store *s, const struct archive *a, bool brief, struct notes *notes,
		    struct err *err);

#endif
