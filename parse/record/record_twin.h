/*
 * record_twin.h - a run that a log tells twice: what hyperfine prints, and its table of the
 * same runs behind it. Both records get the same name of their run (struct measure_record,
 * `run`), so that what counts runs counts it once.
 *
 * A record of a kind with `repeats` is the run of an earlier record of the log, of one of the
 * kinds that it names, if all parameters and all figures that both have agree, figures within
 * their last digits, and if no record of its own kind was that run already.
 */
#ifndef PARSE_RECORD_TWIN_H
#define PARSE_RECORD_TWIN_H

#include "parse/record/record.h"

/* The open record is sound and about to be pushed: finds its twin, and keeps it for those that
   may repeat it. Where the twin was handed on already the record is incomplete (*out). */
void record_twin_look(struct recorder *r, struct measure_record *out);

void record_twin_drop(struct recorder *r);

#endif
