/*
 * judgement_write.h - adds judgements to a rubric's file. What stands there stays as it is,
 * comments and all; nothing is half-written.
 */
#ifndef DATA_JUDGEMENT_WRITE_H
#define DATA_JUDGEMENT_WRITE_H

#include "data/rubric/judgement.h"

/* One that is to be written; all is borrowed. */
struct judgement_answer {
	size_t feature, platform; /* as in struct judgement */
	const char *assessor;     /* a name without blanks and commas */
	int level;
	const char *date, *reason;
	const char *evidence;     /* or NULL */
	bool takes_back;          /* an earlier one of the same cell and assessor was made a
				     moment ago: it goes, else it stays as a comment */
};

/*
 * Adds the answers to the rubric's file, which is made if it is not there, under a temporary
 * name that is renamed once it has been read again and found sound. An assessor whom a file
 * with [assessor] sections does not have gets one. EXIT_INPUT when the file that is there is
 * wrong, or an answer cannot stand in it; then nothing has changed. Others who write at the same
 * time wait for one another.
 */
int judgement_write(const struct rubric *r, const struct judgement_answer *list, size_t count,
		    struct err *err);

/* As it can stand in the file: one line, clean UTF-8, no " ;" (which would begin a comment).
   The arena owns it. */
const char *judgement_tidy(struct arena *a, const char *text);
/* A word of the text that is too long for the file's lines, or NULL. The arena owns it. */
const char *judgement_too_long(struct arena *a, const char *text);

/* The day of SOURCE_DATE_EPOCH (UTC), else today's. EXIT_INPUT when that is no number. */
int judgement_today(char out[JUDGEMENT_DATE], struct err *err);

#endif
