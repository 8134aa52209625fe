/*
 * record_copy.h - the output of a run once more in one log, as `tool | tee r.txt; cat r.txt` gives it. The
 * later record is incomplete: it is the run of the earlier one.
 *
 * It is, where both are sound, of one kind and of the same parameters, and where the texts of their lines
 * are the same to the last byte (of documents: all figures), in which so many digits stand that chance
 * cannot have written them twice. Facts of a host stay the same from run to run (`steady`).
 */
#ifndef PARSE_RECORD_COPY_H
#define PARSE_RECORD_COPY_H

#include "parse/record/record.h"

/* This line is of the open record. */
void record_copy_line(struct recorder *r, const char *line, size_t size);

/* The open record is sound and about to be pushed. Where it is a copy *out says so; otherwise it is kept for
   those behind it. */
void record_copy_look(struct recorder *r, struct measure_record *out);

/* Another log begins. */
void record_copy_forget(struct recorder *r);
void record_copy_drop(struct recorder *r);

#endif
