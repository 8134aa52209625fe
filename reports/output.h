/* output.h - where a report goes: standard output, or a file that is whole or not there. */
#ifndef REPORTS_OUTPUT_H
#define REPORTS_OUTPUT_H

#include <stdio.h>

#include "data/base/err.h"
#include "data/base/opt.h"
#include "data/base/table.h"

/* Zeroed is fine to abort. */
struct output {
	char *target; /* the file's real name; NULL: a stream that is not ours */
	char *temp;   /* beside it; NULL: the target is a device, written as it is */
	char *folder; /* of both */
	FILE *held;   /* `temp`, open as long as it is there: a signal removes what is open */
	FILE *file;   /* what to write to; NULL before output_stream */
};

/* Proves that the target can be written beside; creates the empty file `temp`. */
int output_begin(struct output *o, const char *path, struct err *err);
/* Opens o->file. */
int output_stream(struct output *o, struct err *err);
/* fsync and rename: now the target is the new file. Releases in any case. */
int output_commit(struct output *o, struct err *err);
/* The target stays what it was. */
void output_abort(struct output *o);

/* Tables to `standard`, or to a file when `path` is neither NULL nor "-". */
int output_tables(const struct table_writer *w, const struct table *const *tables,
		  size_t count, const char *path, FILE *standard, struct err *err);

/* How a command with --to and --output puts its tables: a workbook where the file's name ends
   in .xlsx, else what --to names. Borrows the options' texts. */
struct output_form {
	const struct table_writer *writer; /* text for a workbook */
	bool book;
	const char *path; /* or NULL: standard output */
};

/* EXIT_INPUT when there is no such format, or --to stands beside a workbook. */
int output_form(const struct opts *opts, struct output_form *out, struct err *err);
int output_form_write(const struct output_form *f, const struct table *const *tables,
		      size_t count, FILE *standard, struct err *err);

/* The writer that --to names (NULL: text); NULL with *err set when there is none. */
const struct table_writer *output_writer(const char *to, struct err *err);

#endif
