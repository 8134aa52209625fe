/*
 * record_sample.h - records that are samples of a state (`sample`): of what is idle one is as the other, to
 * the last byte.
 *
 * They are copies only where the log stands twice: all of its samples, and the lines between them, come once
 * more in the same order, to the log's end. A row that differs, another line (a date) or another tool's run
 * between them shows that they were taken one after the other. Where nothing stands between, or nothing
 * before the first one, either may be: the later ones are incomplete, then, too, and their reason says so.
 */
#ifndef PARSE_RECORD_SAMPLE_H
#define PARSE_RECORD_SAMPLE_H

#include "parse/record/record.h"

/* The log's next text, which stays where it is until record_sample_text_end(). */
void record_sample_text(struct recorder *r, const char *text);
void record_sample_text_end(struct recorder *r, const char *end);

/* A record of this grammar begins at r->apart_at. */
void record_sample_open(struct recorder *r, const struct grammar *g);

/* The open record, a sample, ends. Its text and figures have this sign; `enough`: that cannot be chance
   but for idleness. */
void record_sample_push(struct recorder *r, const struct measure_record *out, uint64_t sign, bool enough);

/* A record that is no sample ends. */
void record_sample_other(struct recorder *r, uint64_t sign);

/* The log ends. */
void record_sample_end(struct recorder *r);

void record_sample_forget(struct recorder *r);
void record_sample_drop(struct recorder *r);

#endif
