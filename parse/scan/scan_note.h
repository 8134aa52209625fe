/* scan_note.h - what the files scan_note*.c share of lines that announce. For them alone. */
#ifndef PARSE_SCAN_NOTE_H
#define PARSE_SCAN_NOTE_H

#include "parse/scan/scan_state.h"

/* The capture of this name; NULL: there is none. */
const struct capture *scan_note_find(const struct capture *list, size_t count, const char *name);
/* Are both there, and the same? */
bool scan_note_same_text(const struct capture *a, const struct capture *b);
/* Have both notes the same line? */
bool scan_note_same_line(const struct scan_note *a, const struct scan_note *b);
/* The number that it begins with, up to ten million; 0: none, or no capture. */
unsigned scan_note_number(const struct capture *c);
/* The note's captures, at most SCAN_GROUPS: how many. */
size_t scan_note_captures(struct scan *s, const struct scan_note *n, struct capture *list);
/* Do the note and a line with these captures agree in all of these? */
bool scan_note_agrees(struct scan *s, const struct scan_note *n, const char *const *names,
		      size_t name_count, const struct capture *list, size_t count);

/* Is s->notes[i] a line with a `key`, and none that only stands behind one? */
bool scan_note_is_head(const struct scan *s, size_t i);
/* Is it of this run of this grammar's? */
bool scan_note_is_of(const struct scan *s, size_t i, const struct grammar *g, unsigned run);
/* So many heads has the run. */
unsigned scan_note_heads(const struct scan *s, const struct grammar *g, unsigned run);
/* So many parts has it, as a line says; 0: none does. */
unsigned scan_note_parts(struct scan *s, const struct grammar *g, unsigned run);
/* So many of them have records come of. */
unsigned scan_note_used(const struct scan *s, const struct grammar *g, unsigned run);
/* Have lines of two runs come in one another since the last record? Then which line is behind which head,
   and of whose parts the number is, may be chance. A whole run's lines behind those of another one are
   no sign of it: that one was killed. */
bool scan_note_is_mixed(struct scan *s, const struct grammar *g, unsigned run);
/* Is the head one record's of one part? Where there are more parts than heads, some are of several,
   and a line says of which, or it is lost. */
bool scan_note_is_single(struct scan *s, const struct scan_note *n);

/* Is a record of it there? */
bool scan_note_has_record(struct scan *s, const struct scan_note *n);
/* Is the head one record's, which has come? Where it says more than its key, neither is sure. */
bool scan_note_is_spent(struct scan *s, size_t head);
/* A line of a run whose beginning is lost, where heads have announced one record each: theirs are in
   doubt. */
void scan_note_goes_on(struct scan *s, const struct grammar *g);

/* A record with these captures has no head: is one of the last run's it, but for what stands before its name?
   That is cut off. */
bool scan_note_unglue(struct scan *s, const struct grammar *g, const struct capture *list, size_t count);
/* Heads that say the same thing, right behind one another, are one, which stands for several, where a line tells
   of several: two of its parts have announced themselves. Something may stand before the first one's name: it
   is cut off. */
void scan_note_join(struct scan *s, const struct grammar *g);

/* The open record takes what lines without a key say of all records of a run. Two that say different
   things: neither holds. Of a number of parts more is known only where all are of one line, and so is
   the record (`own`). */
void scan_note_take_common(struct scan *s, const struct grammar *g, unsigned run, bool own);
/* ... what a head says, and the lines behind it. `parts`: of the record's; 0: it is the head's alone. */
void scan_note_take_head(struct scan *s, size_t head, unsigned parts);

#endif
